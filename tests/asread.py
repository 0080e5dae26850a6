"""Claims as read() gives them, with their spans: what the tests of both methods look at."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from onrecord import Article, read

Spans = tuple[tuple[int, int], ...]


class Told(NamedTuple):
    """A row of claims with its spans by role."""

    source: Spans
    cue: Spans
    content: Spans
    cue_class: str
    class_from: str
    quotation: str
    hedge: str
    negated: bool
    reported: bool
    rule: str


@cache
def claims_of(text: str, method: str) -> list[Told]:
    """The claims that a text attributes, in their order."""
    reading = read(Article(text), method=method)
    found = []
    for row in reading.attributed.itertuples():
        own = reading.spans[reading.spans.claim == row.Index]
        roles = {
            role: tuple(zip(own.start[own.role == role].tolist(), own.end[own.role == role].tolist(), strict=True))
            for role in ("source", "cue", "content")
        }
        words = {name: getattr(row, name) for name in ("cue_class", "quotation", "negated", "reported", "rule")}
        missing = {name: getattr(row, name) or "" for name in ("class_from", "hedge")}
        found.append(Told(**roles, **words, **{k: v if isinstance(v, str) else "" for k, v in missing.items()}))
    return found
