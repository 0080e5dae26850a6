"""Does anything break on real articles? python3 run.py bench pool --data FOLDER.

Reads every article of the JSONL files in FOLDER (objects with `text` and, if there, `id` and `published`), by the model
and by the rules, checks everything that always holds of the tables (onrecord.reading.tables.breaks), and prints what
was raised and what broke, by kind, with the articles in which it did. The figures wanted are 0 and 0.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from corpora import articles, day_of
from onrecord import Article, OnRecordError, read
from onrecord.reading.tables import breaks

SHOWN = 5  # examples of each kind


class Fault(NamedTuple):
    """An exception or a break: what it is, and where."""

    raised: bool
    kind: str
    place: str


def main(folder: Path) -> int:
    """Print exceptions and breaks by kind; returns 0 where there is none, 1 where there is one, 2 without articles."""
    texts = list(articles(folder))
    if not texts:
        print(f"There is no article in {folder}; give a folder with .jsonl files (--data FOLDER).", file=sys.stderr)
        return 2
    with get_context("spawn").Pool(os.cpu_count()) as pool:
        faults = [fault for found in pool.imap(faults_of, texts, 8) for fault in found]
    words = sum(len(row["text"].split()) for row in texts)
    raised = [fault for fault in faults if fault.raised]
    broken = [fault for fault in faults if not fault.raised]
    print(f"{len(texts):,} articles, {words:,} words, each by the model and by the rules")
    print(f"exceptions: {len(raised)}\nbreaks: {len(broken)}")
    show([*raised, *broken])
    return 1 if faults else 0


def faults_of(row: dict[str, Any]) -> list[Fault]:
    """Everything that goes wrong with one article."""
    found = []
    for method in ("model", "rules"):
        place = f"{row['id']} ({method})"
        try:
            reading = read(Article(row["text"], published=day_of(row)), method=method)
        except Exception as problem:
            kind = str(problem) if isinstance(problem, OnRecordError) else repr(problem)
            found.append(Fault(True, kind, place))
            continue
        for one in breaks(reading.tables, reading.article.text):
            found.append(Fault(False, f"{one.kind}: {one.table}, {one.what}", f"{place} row {one.row}"))
    return found


def show(faults: list[Fault]) -> None:
    """Print faults by kind, the most frequent first, each with some examples."""
    places = defaultdict(list)
    for fault in faults:
        places[fault.kind].append(fault.place)
    for kind, where in sorted(places.items(), key=lambda item: -len(item[1])):
        print(f"{len(where):5}  {kind}\n       {'; '.join(where[:SHOWN])}")
