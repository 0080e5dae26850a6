"""The marks that come with the project: offsets that hold, contents that share no word, parts that share no article."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
PARTS = {"learn": 410, "dev": 30, "true": 60}


def documents(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def assert_sound(attributions: list[dict[str, Any]], end: int) -> None:
    contents = sorted(span for one in attributions for span in one["content"])
    assert all(0 <= a < b <= end for one in attributions for r in ("source", "cue", "content") for a, b in one[r])
    assert all(one[1] <= other[0] for one, other in pairwise(contents))
    assert all(one["content"] for one in attributions)


@pytest.mark.parametrize("part", PARTS)
def test_the_desks_marks_hold_and_carry_no_text(part: str) -> None:
    rows = documents(BENCHMARKS / "desks" / f"{part}.jsonl")
    assert len(rows) == PARTS[part]
    for row in rows:
        assert "text" not in row and len(row["sha256"]) == 64
        assert_sound(row["attributions"], row["end"])


def test_no_article_is_in_two_parts() -> None:
    ids = [row["id"] for part in PARTS for row in documents(BENCHMARKS / "desks" / f"{part}.jsonl")]
    assert len(ids) == len(set(ids)) == sum(PARTS.values())


def test_the_invented_articles_have_all_three_kinds_of_marks() -> None:
    rows = documents(BENCHMARKS / "corpus" / "articles.jsonl")
    assert len(rows) == 304 and len({row["id"] for row in rows}) == 304
    for row in rows:
        assert_sound(row["attributions"], len(row["text"]))
        assert all(row["text"][m["start"] : m["end"]].strip() for m in (*row["mentions"], *row["timexes"]))
    assert all(sum(len(row[kind]) for row in rows) > 1000 for kind in ("attributions", "mentions", "timexes"))
