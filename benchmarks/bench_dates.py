"""Accuracy and speed of the dates step: python3 run.py bench dates [--data FOLDER].

Prints, in one run: strict, relaxed, type and value F1 with 95% bootstrap intervals over documents, by corpus and by
type, and on the desks' marks (desks.py), where pool.jsonl stands there or in the folder pool; by rule, how much of what
it finds is right; peers, measured here when they are installed and as measured before; and the speed of the dates step
and of peers beside bare nlp.pipe (timing.py). FOLDER holds timebank.jsonl, aquaint.jsonl, gum_news.jsonl and, if at
hand, histories_dev.jsonl (benchmarks/README.md says where they are from); none of them comes with this project.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import dates_peers as peers
import desks
from corpora import ROUNDS, Documents, are_there, interval, pool_of
from onrecord.article import parse_day
from onrecord.dates import Timex, find_dates
from onrecord.text import parse
from scorers import dates as scorer
from timing import Action, speed

# Documents of TimeBank that the speed is measured over: some 15,000 words.
_TIMED = 45
MEASURES = ("strict", "relaxed", "type", "value")
#: The corpora, and the types whose rows are shown: GUM marks only what can be resolved to a date.
CORPORA = {
    "timebank": ("all", "DATE", "DURATION", "TIME", "SET"),
    "aquaint": ("all", "DATE", "DURATION", "TIME", "SET"),
    "gum_news": ("DATE",),
}


def main(folder: Path) -> int:
    """Print every table; returns the exit status."""
    if not are_there(folder, [f"{name}.jsonl" for name in CORPORA]):
        return 2
    gold = {name: scorer.load(str(folder / f"{name}.jsonl")) for name in CORPORA}
    further = others(folder)
    print("Dates, F1 in points, 95% intervals by bootstrap over documents.\n")
    print(f"{'':22}{'gold':>6}{'found':>6}" + "".join(f"{measure:>20}" for measure in MEASURES))
    found = {}
    for name, documents in gold.items():
        found[name] = read_all(documents)
        for kind in CORPORA[name]:
            row(name, kind, documents, found[name])
    for name, documents in further.items():
        row(name, "all", documents, read_all(documents))
    by_rule([pair for name in ("timebank", "aquaint") for pair in judged(gold[name], found[name])])
    beside(gold, found)
    speeds(gold["timebank"])
    return 0


def others(folder: Path) -> dict[str, Documents]:
    """What is at hand beside: histories, and the desks' marks for dates."""
    histories, articles = folder / "histories_dev.jsonl", pool_of(folder)
    found = {"histories": scorer.load(str(histories))} if histories.is_file() else {}
    if articles:
        found |= {f"desks, {part}": desks.load(f"dates-{part}", articles) for part in ("dev", "true")}
    return found


def read_all(gold: Documents) -> Documents:
    """Find the dates of every document."""
    return {name: {"id": name, "timexes": [t._asdict() for t in find()]} for name, find in finders(gold).items()}


def finders(gold: Documents) -> dict[str, Callable[[], list[Timex]]]:
    """What finds the dates of each document, whose parse is done."""
    return {
        name: partial(find_dates, parse(document["text"]), parse_day(document["dct"]))
        for name, document in gold.items()
    }


def speeds(gold: Documents) -> None:
    """Print the speed of the dates step, the parse not counted, and of peers that are installed; they read texts."""
    own = dict(list(gold.items())[:_TIMED])
    found = finders(own)
    steps: dict[str, Action] = {"find_dates": lambda: [find() for find in found.values()]}
    for name, tag in peers.installed().items():
        steps[name] = lambda tag=tag: [tagged(tag, document) for document in own.values()]
    speed([document["text"] for document in own.values()], steps)


def tagged(tag: peers.Tagger, document: dict[str, Any]) -> peers.Timexes:
    """What a peer finds in a document."""
    return tag(document["text"], date.fromisoformat(document["dct"]))


def row(corpus: str, kind: str, gold: Documents, pred: Documents) -> None:
    """Print one row of figures, with intervals."""
    figures = scorer.score(gold, pred)[0][kind]
    cells = [
        f"{f1(figures, measure):.1f} ({low:.1f}-{high:.1f})"
        for measure, (low, high) in zip(MEASURES, intervals(gold, pred, kind), strict=True)
    ]
    cells = [f"{cell:>20}" for cell in cells]
    print(f"{corpus + ', ' + kind:22}{figures['gold']:>6}{figures['pred']:>6}" + "".join(cells))


def f1(figures: dict[str, Any], measure: str) -> float:
    """One F1 of the scorer's report."""
    return float(figures[measure]["F1"] if measure in figures else figures[f"{measure}_F1"])


def intervals(gold: Documents, pred: Documents, kind: str) -> list[tuple[float, float]]:
    """95% bootstrap intervals of each F1 over documents."""
    counts = [tally(document, pred[name]["timexes"], kind) for name, document in gold.items()]
    chance = random.Random(0)
    samples: list[list[float]] = [[] for _ in MEASURES]
    for _ in range(ROUNDS):
        sums = [sum(column) for column in zip(*chance.choices(counts, k=len(counts)), strict=True)]
        for hits, sample in zip(sums[2:], samples, strict=True):
            sample.append(200 * hits / max(sums[0] + sums[1], 1))
    return [interval(sample) for sample in samples]


def tally(document: dict[str, Any], found: list[dict[str, Any]], kind: str) -> tuple[int, ...]:
    """Gold ones and found ones of one document, and how many pairs are right by each measure."""
    pairs, missed, extra = scorer.align(document["timexes"], found)
    if kind != "all":
        pairs = [pair for pair in pairs if pair[0]["type"] == kind]
        missed, extra = ([t for t in some if t["type"] == kind] for some in (missed, extra))
    tests: tuple[Callable[[Any], bool], ...] = (scorer.same_span, bool, scorer.same_type, scorer.same_value)
    return len(pairs) + len(missed), len(pairs) + len(extra), *(sum(map(test, pairs)) for test in tests)


def beside(gold: dict[str, Documents], ours: dict[str, Documents]) -> None:
    """Print ours beside the peers, by corpus."""
    print(f"\nBeside others:\n{'':48}{'strict':>8}{'relaxed':>9}{'value':>8}")
    taggers = peers.installed()
    for corpus, kinds in CORPORA.items():
        line(f"{corpus}, {kinds[0]}: On Record", scorer.score(gold[corpus], ours[corpus])[0][kinds[0]])
        for name, tag in taggers.items():
            pred = {key: {"id": key, "timexes": tagged(tag, document)} for key, document in gold[corpus].items()}
            line(f"{corpus}, {kinds[0]}: {name}", scorer.score(gold[corpus], pred)[0][kinds[0]])
    print("As measured before, on TimeBank:")
    for name, (strict, relaxed, value) in peers.ON_RECORD.items():
        print(f"{name:48}{strict:>8.1f}{relaxed:>9.1f}{value:>8.1f}")


def line(name: str, figures: dict[str, Any]) -> None:
    """Print one tagger's figures on one corpus."""
    strict, relaxed, value = (f1(figures, measure) for measure in ("strict", "relaxed", "value"))
    print(f"{name:48}{strict:>8.1f}{relaxed:>9.1f}{value:>8.1f}", flush=True)


def judged(gold: Documents, pred: Documents) -> list[tuple[str, str]]:
    """Say of each expression found, by its rule, whether it is right, of another value, or marked by nobody."""
    result = []
    for name, document in gold.items():
        pairs, _, extra = scorer.align(document["timexes"], pred[name]["timexes"])
        result += [(found["rule"], "right" if scorer.same_value((g, found)) else "value") for g, found in pairs]
        result += [(found["rule"], "spurious") for found in extra]
    return result


def by_rule(verdicts: list[tuple[str, str]]) -> None:
    """Print the rules that err most, with what is wrong."""
    counts = Counter(verdicts)
    found = Counter(rule for rule, _ in verdicts)
    print(f"\nTimeBank and AQUAINT, by rule:\n{'':22}{'found':>6}{'right':>7}{'other value':>13}{'not marked':>12}")
    for rule in sorted(found, key=lambda rule: counts[rule, "right"] - found[rule])[:20]:
        right, value, spurious = (counts[rule, verdict] for verdict in ("right", "value", "spurious"))
        print(f"{rule:22}{found[rule]:>6}{right:>7}{value:>13}{spurious:>12}")
