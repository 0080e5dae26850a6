"""Accuracy and speed of the actors step: python3 run.py bench actors [--data FOLDER].

Prints, in one run: names, their types, grouping and the five most mentioned actors with 95% bootstrap intervals over
documents, for every spaCy pipeline that is installed, beside spaCy's own entities put together where they are the same
words; whom pronouns mean (GAP); what is missed and what is wrong by kind; how often each rule is right; speed beside
bare nlp.pipe (timing.py); memory. FOLDER or a folder in it holds each file of SETS and gap_validation.jsonl
(benchmarks/README.md says where they are from).
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest import mock

from actor_verdicts import found_in, judged, parsed
from corpora import ROUNDS, Documents, are_there, interval
from onrecord import Article
from onrecord.actors import find_actors
from onrecord.network import look
from onrecord.text import parse
from onrecord.text.pipeline import DEFAULT_PIPELINE
from scorers import actors as scorer
from timing import Action, speed, unmodified

Figure = Callable[[Any], float]

#: The sets, and what is marked in each. Nobody reads the documents of those without a star: they are only scored.
SETS = {
    "gum_news_dev": ("GUM news *", 6),
    "challenge_dev": ("challenge items *", 6),
    "meantime_dev": ("MEANTIME openings *", 6),
    "reuters_dev": ("Reuters", 3),
    "worldwide_dev": ("newswires of the world", 2),
}
GAP = "gap_validation"
PIPELINES = (DEFAULT_PIPELINE, "en_core_web_md", "en_core_web_lg")
FIGURES: dict[str, Figure] = {
    "names": lambda s: s["names_exact"]["f1"],
    "with type": lambda s: s["names_typed"]["f1"],
    "grouping of names": lambda s: s["actors_name"]["conll_f1"],
    "all mentions": lambda s: s["mentions_all"]["f1"],
    "grouping of all": lambda s: s["actors_any"]["conll_f1"],
    "top five": lambda s: s["top5_recall"],
}
# spaCy's labels that an actor can have.
LABELS = {"PERSON": "PERSON", "ORG": "ORG", "GPE": "GPE", "NORP": "NORP", "LOC": "GPE"}
# The peak of a process that reads the texts of a file, in MiB; on macOS the system counts in bytes.
MEMORY = """
import json, resource, sys
from onrecord.actors import find_actors
from onrecord.text import parse
for text in map(parse, [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]):
    find_actors(text)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))
"""


def main(folder: Path) -> int:
    """Print every table; returns the exit status."""
    paths = {name: next(folder.rglob(f"{name}.jsonl"), folder / f"{name}.jsonl") for name in (*SETS, GAP)}
    if not are_there(folder, [str(path.relative_to(folder)) for path in paths.values()]):
        return 2
    for name, (title, many) in SETS.items():
        table(title, scorer.read(str(paths[name])), dict(list(FIGURES.items())[:many]))
    pronouns(paths[GAP])
    gold = scorer.read(str(paths["gum_news_dev"]))
    docs = parsed(gold)
    errors(gold, {i: found_in(text) for i, text in docs.items()})
    texts = [document["text"] for document in gold.values()]
    steps: dict[str, Action] = {
        "the network": lambda: [look(text) for text in docs.values()],
        "the network and actors": lambda: [find_actors(text) for text in docs.values()],
    }
    speed(texts, steps)
    memory(paths["gum_news_dev"])
    return 0


def table(title: str, gold: Documents, figures: dict[str, Figure]) -> None:
    """Print the figures of a set, of this project and of spaCy alone."""
    print(f"\nActors in {title}: {len(gold)} documents. F1 (top five: recall) in points, 95% intervals.\n")
    print(f"{'':38}" + "".join(f"{figure:>20}" for figure in figures))
    for pipeline in filter(find_spec, PIPELINES):
        short = "sm" if pipeline == DEFAULT_PIPELINE else pipeline[-2:]
        row(f"On Record, {short}", gold, {i: found_in(text) for i, text in parsed(gold, pipeline).items()}, figures)
        nlp = unmodified(pipeline)
        found = {i: same_words(nlp(Article(document["text"]).text)) for i, document in gold.items()}
        row(f"spaCy {short}, same words are one", gold, found, figures)


def pronouns(path: Path) -> None:
    """Print how often it is right whether a pronoun of GAP means a name (F1 of "yes", as GAP scores it)."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    counts: dict[str, list[Counter[str]]] = {"M": [], "F": []}
    for document in rows:
        mentions = found_in(parse(document["text"]))
        counts[document["gender"]].append(Counter(outcome(pair, mentions) for pair in document["pairs"]))
    print("\nWhom pronouns mean, GAP's validation part (F1 in points, 95% intervals):")
    for title, own in {"all": counts["M"] + counts["F"], "men": counts["M"], "women": counts["F"]}.items():
        chance = random.Random(0)
        drawn = [100 * f1(sum(chance.choices(own, k=len(own)), Counter())) for _ in range(ROUNDS)]
        low, high = interval(drawn)
        print(f"  {title:8}{100 * f1(sum(own, Counter())):.1f} ({low:.1f}-{high:.1f})")


def outcome(pair: dict[str, Any], mentions: list[dict[str, Any]]) -> str:
    """Whether a pronoun was rightly put to a name, or rightly not."""
    (a, b), (x, y) = pair["pronoun"], pair["name"]
    who = {m["actor"] for m in mentions if m["kind"] == "pronoun" and m["start"] <= a and b <= m["end"]}
    said = any(m["actor"] in who and m["start"] < y and x < m["end"] for m in mentions if m["kind"] != "pronoun")
    return ("tp" if pair["same"] else "fp") if said else ("fn" if pair["same"] else "tn")


def f1(counts: Counter[str]) -> float:
    """F1 of counts."""
    return 2 * counts["tp"] / max(1, 2 * counts["tp"] + counts["fp"] + counts["fn"])


def same_words(doc: Any) -> list[dict[str, Any]]:
    """What spaCy gives by itself: its entities, those of the same words as one actor."""
    return [
        {
            "start": ent.start_char,
            "end": ent.end_char,
            "type": LABELS[ent.label_],
            "kind": "name",
            "actor": ent.text.removeprefix("the ").removeprefix("The ").removesuffix("'s").removesuffix("’s").lower(),
        }
        for ent in doc.ents
        if ent.label_ in LABELS
    ]


def row(title: str, gold: Documents, found: dict[str, list[dict[str, Any]]], figures: dict[str, Figure]) -> None:
    """Print one line of a table: each figure with its interval."""
    pred = {name: {"id": name, "mentions": mentions} for name, mentions in found.items()}
    with mock.patch.object(scorer, "summary", dict):  # the sums themselves, so that documents can be drawn anew
        total, by_document = scorer.score(gold, pred)
    chance = random.Random(0)
    drawn = []
    for _ in range(ROUNDS):
        sums: Counter[str] = Counter()
        for name in chance.choices(list(by_document), k=len(by_document)):
            for key, value in by_document[name].items():
                sums[key] += value
        drawn.append(scorer.summary(sums))
    cells = []
    for figure in figures.values():
        low, high = interval([100 * figure(one) for one in drawn])
        cells.append(f"{100 * figure(scorer.summary(Counter(total))):.1f} ({low:.1f}-{high:.1f})")
    print(f"{title:38}" + "".join(f"{cell:>20}" for cell in cells))


def errors(gold: Documents, found: dict[str, list[dict[str, Any]]]) -> None:
    """Print what is missed and what is wrong by kind, and how often each rule is right."""
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    right: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for name, mentions in found.items():
        document = gold[name]
        matched, _ = scorer.align(document["mentions"], mentions, document["text"])
        named = {m["actor"] for m in document["mentions"] if m["kind"] == "name"}
        hit = set(matched.values())
        missed.update(m["kind"] for i, m in enumerate(document["mentions"]) if i not in hit and m["actor"] in named)
        for mention, verdict in judged(document, mentions):
            wrong[mention["kind"]] += not verdict
            right[mention["rule"]] += verdict
            counted[mention["rule"]] += 1
    print("\nGUM news, by kind of mention (missed: of actors that are named; wrong: no mention, or another actor's):")
    for kind in ("name", "nominal", "pronoun"):
        print(f"  {kind:26}{missed[kind]:>5} missed{wrong[kind]:>6} wrong")
    print("\nGUM news, how often each rule is right:")
    for rule, number in counted.most_common():
        print(f"  {rule:26}{right[rule]:>5} of{number:>5}")


def memory(path: Path) -> None:
    """Print the most memory that a process needs for pipeline and actors."""
    done = subprocess.run([sys.executable, "-c", MEMORY, str(path)], capture_output=True, text=True, check=False)
    peak = f"{float(done.stdout):.0f} MiB" if done.returncode == 0 else "not measured; this system does not say"
    print(f"Most memory, pipeline and actors: {peak}")
