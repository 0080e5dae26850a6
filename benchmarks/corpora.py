"""What every bench does with a corpus: find its files, count its words, and draw its documents anew."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from onrecord import Article
from onrecord.article import parse_day
from onrecord.errors import ArticleError

#: How often documents are drawn for an interval.
ROUNDS = 1000
Documents = dict[str, dict[str, Any]]


def are_there(folder: Path, names: Iterable[str]) -> bool:
    """Whether a folder has all files of a bench; says in one line which are missing, and where to get them."""
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        where = "benchmarks/README.md says where to get the data"
        print(f"run.py: {', '.join(missing)} not found in {folder}; {where}.", file=sys.stderr)
    return not missing


def pool_of(folder: Path) -> Path | None:
    """The file with the desks' articles: beside a bench's data, or in the folder pool."""
    places = (folder / "pool.jsonl", folder.parent / "pool.jsonl", folder.parent.parent / "pool" / "pool.jsonl")
    return next((place for place in places if place.is_file()), None)


def words(documents: Documents) -> int:
    """How many words some documents have."""
    return sum(len(document["text"].split()) for document in documents.values())


def interval(drawn: Sequence[float]) -> tuple[float, float]:
    """The 95% interval of a figure that was measured on ROUNDS draws."""
    ordered = sorted(drawn)
    return ordered[int(0.025 * ROUNDS)], ordered[int(0.975 * ROUNDS)]


def articles(folder: Path) -> Iterator[dict[str, Any]]:
    """Every article of a folder's JSONL files, in order."""
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            row = json.loads(line)
            if row.get("text"):
                yield {**row, "id": f"{path.stem}:{row.get('id', number)}"}


def sample(folder: Path, words: int) -> list[Article]:
    """Articles of a folder's JSONL files, drawn in an order that is always the same, until they have so many words."""
    rows = list(articles(folder))
    random.Random(0).shuffle(rows)
    found, count = list[Article](), 0
    for row in rows:
        if count >= words:
            break
        found.append(Article(row["text"], published=day_of(row)))
        count += len(row["text"].split())
    return found


def day_of(row: dict[str, Any]) -> Any:
    """The day of publication where the data know it; "2024-05" is none."""
    try:
        return parse_day(row.get("published") or row.get("dct"))
    except ArticleError:
        return None
