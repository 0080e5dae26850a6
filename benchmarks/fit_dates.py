"""Fit how much each mark counts that speaks for one of the years or days which a date may mean (thread.csv).

python fit_dates.py SET.jsonl ... [--out lib/onrecord/data/thread.csv] [--folds 5]

Each set is in the form of the dates benchmark: id, text, dct, timexes. Of each marked date that leaves open its year or
day, the options that the text allows are told apart by their marks (onrecord.dates.thread); those that have the marked
value are right. The weights are those of a log-linear model over the options of each date, with a penalty on their
squares; --folds says how often the right option is chosen in documents that the weights were not fitted on.
"""

from __future__ import annotations

import argparse
import csv
import json
import pickle
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np

from onrecord.dates import spans, tense, thread
from onrecord.dates.values import value_of
from onrecord.network import look
from onrecord.text import parse

ROOT = Path(__file__).parents[1]
#: How hard large weights are held down, and how often a mark must be seen.
PENALTY, SEEN = 1.0, 3


def dates_of(row: dict, text: object, seen: object, published: date | None, as_marked: bool = True):
    """The options of each marked date that leaves something open, and which are right.

    The thread goes on as marked, or as it would go on alone: its own slips are what it has to live with.
    """
    tenses = tense.Tenses(text, seen)
    found = [(m, tenses.at(m.start, m.end)) for m in spans.matches(text.characters) if not tenses.is_other(m)]
    marked = {t["start"]: t for t in row["timexes"]}
    line = thread.Thread(text.characters, [m for m, _ in found], published)
    for number, (match, verb) in enumerate(found):
        options = line.options(number, verb)
        gold = _gold(match, marked)
        if options and gold:
            right = [option.value == gold for option in options]
            if any(right) and not all(right):
                yield options, right
        value = value_of(match, published, line.values, verb.tense)
        if options:
            best = thread.chosen(options)
            if as_marked:
                best = next((o for o in options if o.value == gold), best)
            line.add(match, best.value, best.anchor)
        elif value:
            line.add(match, value, _anchor(match, value, published, line.values, verb.tense))


def _anchor(match, value, published, reference, verb_tense):
    from onrecord.dates import _anchor as anchor

    return anchor(match, value, published, reference, verb_tense)


def _gold(match, marked):
    for start in range(match.start, match.end):
        if start in marked:
            return marked[start]["value"]
    return next((t["value"] for t in marked.values() if t["start"] < match.end and match.start < t["end"]), None)


def fit(items, penalty=PENALTY, rounds=300):
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


def right_of(items):
    """How many items have the right option first, by the weights in use."""
    return sum(right[options.index(thread.chosen(options))] for options, right in items)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "lib/onrecord/data/thread.csv")
    parser.add_argument("--folds", type=int, default=5)
    given = parser.parse_args()
    documents = []
    for path in given.sets:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("timexes"):
                text = parse(row["text"])
                day = date.fromisoformat(row["dct"]) if row.get("dct") else None
                documents.append((path.stem, list(dates_of(row, text, look(text), day))))
    report(documents, given.folds)
    write(fit([i for _, items in documents for i in items]), given.out)


def report(documents, folds, penalty=PENALTY):
    """Say how often the right option is chosen in documents that the weights were not fitted on."""
    totals = Counter()
    for fold in range(folds):
        use(fit([i for n, (_, items) in enumerate(documents) if n % folds != fold for i in items], penalty))
        for name, items in documents[fold::folds]:
            totals[name, "n"] += len(items)
            totals[name, "right"] += right_of(items)
    for name in sorted({n for n, _ in totals}):
        print(name, totals[name, "right"], "of", totals[name, "n"])


def use(weights):
    """Let the thread go on by these weights."""
    thread.weights = lambda: weights


def write(weights, out):
    """Write the weights that count."""
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("mark", "weight"))
        writer.writerows((mark, f"{weight:.2f}") for mark, weight in sorted(weights.items()) if abs(weight) >= 0.05)


if __name__ == "__main__":
    main()
