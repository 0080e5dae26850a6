"""What every bench does with a corpus: find its files, count its words, and draw its documents anew."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

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


def words(documents: Documents) -> int:
    """How many words some documents have."""
    return sum(len(document["text"].split()) for document in documents.values())


def interval(drawn: Sequence[float]) -> tuple[float, float]:
    """The 95% interval of a figure that was measured on ROUNDS draws."""
    ordered = sorted(drawn)
    return ordered[int(0.025 * ROUNDS)], ordered[int(0.975 * ROUNDS)]
