"""Articles of many desks whose claims are marked: the marks are here, the texts are with who publishes them.

`benchmarks/desks/*.jsonl` has a document a line: id, form, sha256 (of the whole text), end (how far it was read), and
attributions (docs/annotating.md); those of dates have timexes and dct, and no end. The texts come from a file of
articles with the same ids.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

MARKS = Path(__file__).parent / "desks"


def load(part: str, articles: Path) -> dict[str, dict[str, Any]]:
    """The documents of a part with their texts, by id; those whose text is not there are left out.

    Args:
        part: its name: learn, dev, true; dates-dev, dates-true.
        articles: a JSONL file with an article a line: id and text.
    """
    texts = {row["id"]: row["text"] for row in map(json.loads, articles.read_text(encoding="utf-8").splitlines())}
    rows = [json.loads(line) for line in (MARKS / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()]
    return {
        row["id"]: {**row, "text": texts[row["id"]][: row.get("end")]}
        for row in rows
        if hashlib.sha256(texts.get(row["id"], "").encode()).hexdigest() == row["sha256"]
    }
