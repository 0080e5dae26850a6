"""Fit how much each mark counts that speaks for one of the years or days which a date may mean (thread.csv).

python fit_dates.py SET.jsonl ... [--articles POOL.jsonl] [--out FILE] [--folds 5]

Each set is in the form of the dates benchmark: id, text, dct, timexes; POOL.jsonl has the texts of the marks in
desks/dates-dev.jsonl. Of each marked date that leaves open its year or day, the options that the text allows are told
apart by their marks (onrecord.dates.evidence); those that have the marked value are right. The weights are those of a
log-linear model over the options of each date, with a penalty on their squares; --folds says how often the right option
is chosen in documents that the weights were not fitted on. The weights here were fitted on TimeBank, AQUAINT and GUM's
news, corpus/articles.jsonl, corpus/dates.jsonl and the desks' marks.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

import desks
from onrecord.dates import anchor_of, meanings, spans, tense, thread
from onrecord.dates.values import value_of
from onrecord.network import Seen, look
from onrecord.text import Text, parse

ROOT = Path(__file__).parents[1]
#: How hard large weights are held down, and how often a mark must be seen.
PENALTY, SEEN = 2.0, 3

#: The options of a date, and which of them are right.
Item = tuple[list[meanings.Option], list[bool]]
#: A set's name, and the items of one of its documents.
Document = tuple[str, list[Item]]


def dates_of(row: dict[str, Any], text: Text, seen: Seen, published: date | None) -> Iterator[Item]:
    """The options of each marked date that leaves something open, and which are right.

    The thread goes on as marked, where it can.
    """
    tenses = tense.Tenses(text, seen)
    found = [(m, tenses.at(m.start, m.end)) for m in spans.matches(text.characters) if not tenses.is_other(m)]
    marked = {t["start"]: t for t in row["timexes"]}
    line = thread.Thread(text.characters, [m for m, _ in found], published)
    for number, (match, verb) in enumerate(found):
        options = meanings.may_mean(line, number, verb)
        gold = _gold(match, marked)
        if options and gold:
            right = [option.value == gold for option in options]
            if any(right) and not all(right):
                yield options, right
        if options:
            best = next((o for o in options if o.value == gold), None) or meanings.likeliest(options)
            line.add(match, best.value, best.anchor)
        elif value := value_of(match, published, line.values, verb.tense):
            line.add(match, value, anchor_of(match, value, published, line.values, verb.tense))


def _gold(match: spans.Match, marked: dict[int, dict[str, Any]]) -> str | None:
    """The marked value of a match."""
    for start in range(match.start, match.end):
        if start in marked:
            return str(marked[start]["value"])
    return next((str(t["value"]) for t in marked.values() if t["start"] < match.end and match.start < t["end"]), None)


def fit(items: list[Item], penalty: float = PENALTY, rounds: int = 300) -> dict[str, float]:
    """The weights that make the right answers most likely."""
    asked = [([option.marks for option in options], right) for options, right in items]
    seen = Counter(m for options, _ in asked for m in {m for o in options for m in o})
    marks = sorted(m for m, n in seen.items() if n >= SEEN)
    index = {mark: n for n, mark in enumerate(marks)}
    rows = [[[index[m] for m in option if m in index] for option in options] for options, _ in asked]
    flat = [o for options in rows for o in options]
    owner = np.repeat(np.arange(len(rows)), [len(o) for o in rows])
    option_of = np.repeat(np.arange(len(flat)), [len(o) for o in flat])
    mark_of = np.concatenate([np.array(o, dtype=int) for o in flat]) if flat else np.zeros(0, int)
    right = np.concatenate([np.array(r, dtype=float) for _, r in asked])
    w = np.zeros(len(marks))
    m, v = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, rounds + 1):
        score = np.bincount(option_of, w[mark_of], minlength=len(flat))
        top = np.full(len(rows), -np.inf)
        np.maximum.at(top, owner, score)
        p = np.exp(score - top[owner])
        p /= np.bincount(owner, p)[owner]
        q = p * right
        q /= np.maximum(np.bincount(owner, q)[owner], 1e-12)
        gradient = np.bincount(mark_of, (p - q)[option_of], minlength=len(w)) + penalty * w
        m, v = 0.9 * m + 0.1 * gradient, 0.99 * v + 0.01 * gradient**2
        w -= 0.05 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
    return dict(zip(marks, w.tolist(), strict=True))


def right_of(items: list[Item]) -> int:
    """How many items have the right option first, by the weights in use."""
    return sum(right[options.index(meanings.likeliest(options))] for options, right in items)


def main() -> None:
    """Read the sets, say how well options are told apart, and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "lib/onrecord/data/thread.csv")
    parser.add_argument("--folds", type=int, default=5)
    given = parser.parse_args()
    rows = [(path.stem, json.loads(line)) for path in given.sets for line in path.read_text("utf-8").splitlines()]
    rows += [("desks", row) for row in desks.load("dates-dev", given.articles).values()] if given.articles else []
    documents = [(name, list(of_row(row))) for name, row in rows if row["timexes"]]
    report(documents, given.folds)
    write(fit([item for _, items in documents for item in items]), given.out)


def of_row(row: dict[str, Any]) -> Iterator[Item]:
    """The items of one document."""
    text = parse(row["text"])
    return dates_of(row, text, look(text), date.fromisoformat(row["dct"]) if row["dct"] else None)


def report(documents: list[Document], folds: int) -> None:
    """Say how often the right option is chosen in documents that the weights were not fitted on."""
    totals: Counter[tuple[str, str]] = Counter()
    for fold in range(folds):
        use(fit([i for n, (_, items) in enumerate(documents) if n % folds != fold for i in items]))
        for name, items in documents[fold::folds]:
            totals[name, "n"] += len(items)
            totals[name, "right"] += right_of(items)
    for name in sorted({n for n, _ in totals}):
        print(name, totals[name, "right"], "of", totals[name, "n"])


def use(weights: dict[str, float]) -> None:
    """Let the thread go on by these weights."""
    meanings.weights = lambda: weights


def write(weights: dict[str, float], out: Path) -> None:
    """Write the weights that count."""
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("mark", "weight"))
        writer.writerows((mark, f"{weight:.2f}") for mark, weight in sorted(weights.items()) if abs(weight) >= 0.05)


if __name__ == "__main__":
    main()
