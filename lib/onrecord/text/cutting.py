"""The one way to cut a text at marks, and what is counted as a word of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeVar

#: A word, as claims and annotations are compared by.
WORD = re.compile(r"\w+(?:['’.,-]\w+)*")
# Whatever has a start and an end.
_Mark = TypeVar("_Mark", bound=Any)


def cut_at(start: int, end: int, marks: Sequence[_Mark]) -> Iterator[tuple[int, int, list[_Mark]]]:
    """Cut a stretch of a text wherever a mark begins or ends.

    Args:
        start: offset of the stretch in characters.
        end: the same, exclusive.
        marks: in the order in which they begin; what of them lies outside the stretch is left out.

    Returns:
        the offsets of each piece, and the marks that lie over it.

    >>> from onrecord.text import Stretch
    >>> [(a, b, len(over)) for a, b, over in cut_at(0, 9, [Stretch(0, 5), Stretch(2, 5)])]
    [(0, 2, 1), (2, 5, 2), (5, 9, 0)]
    """
    cuts = sorted({start, end, *(min(max(at, start), end) for mark in marks for at in (mark.start, mark.end))})
    at, live = 0, list[_Mark]()
    for left, right in pairwise(cuts):
        while at < len(marks) and marks[at].start <= left:
            live.append(marks[at])
            at += 1
        live = [mark for mark in live if mark.end > left]
        yield left, right, live
