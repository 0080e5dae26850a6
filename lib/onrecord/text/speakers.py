"""Speaker labels: paragraphs that begin with a name and a colon ("WALLACE: ...")."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .paragraphs import Stretch

if TYPE_CHECKING:
    from spacy.tokens import Doc

_NAME = frozenset({"PROPN", "NOUN"})
_IN_NAMES = frozenset({"(", ")", "-", ".", "'s", "’s", "&"})
# In words: no label is longer.
_LONGEST = 8


class Label(NamedTuple):
    """A speaker's label, in words: its first one, its colon, and the one behind the paragraph's last."""

    start: int
    colon: int
    end: int


def labels(doc: Doc, starts: list[int], paragraphs: Sequence[Stretch]) -> Iterator[Label]:
    """The labels of a text, in order; a colon within a time or an address makes none."""
    for part in paragraphs:
        first, end = bisect_left(starts, part.start), bisect_left(starts, part.end)
        colon = _colon(doc, first, min(first + _LONGEST + 1, end - 2))
        if colon is not None and doc[colon + 1].text[0] not in "/0123456789" and _is_name(doc, first, colon):
            yield Label(first, colon, end)


def _colon(doc: Doc, first: int, end: int) -> int | None:
    """The colon that nothing but words of a name stand before."""
    for i in range(first + 1, end):
        if doc[i].text == ":":
            return i
        if not (doc[i].pos_ in _NAME or doc[i].text in _IN_NAMES or doc[i].text.isupper()):
            return None
    return None


def _is_name(doc: Doc, start: int, end: int) -> bool:
    """Say whether what stands before a colon is the name of somebody who speaks."""
    names = [t for t in doc[start:end] if t.text not in _IN_NAMES]
    capital = all(t.text[0].isupper() and t.text[0].isalpha() for t in names)
    return capital and any(t.pos_ == "PROPN" or t.text.isupper() for t in names)
