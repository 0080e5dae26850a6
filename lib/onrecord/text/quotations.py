"""Quotations: where quote marks open and close."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .paragraphs import Stretch, paragraphs

#: Every mark that opens or closes a quotation; single ones are left out, since most of them are apostrophes.
QUOTE_MARKS = frozenset('"“”„«»') | {"''", "``"}
_MARK = re.compile("[\"“”„«»]|''|``")
_OPENING = frozenset("“„«") | {"``"}
_CLOSING = frozenset("”»")


class Quotation(NamedTuple):
    """What stands in quote marks, in characters, marks included; `opened` if nothing closes it in its paragraph.

    Its paragraph is counted from 0.
    """

    start: int
    end: int
    paragraph: int
    opened: bool


def quotations(text: str, parts: Sequence[Stretch] | None = None) -> list[Quotation]:
    """Find what stands in quote marks, in order.

    An open quotation ends with its paragraph, so that a mark left out spoils one paragraph at most.

    Args:
        text: the text.
        parts: its paragraphs, where they are known already.

    >>> quotations("He said “no”.")
    [Quotation(start=8, end=12, paragraph=0, opened=False)]
    """
    found = []
    for number, part in enumerate(paragraphs(text) if parts is None else parts):
        start = -1
        for mark in _MARK.finditer(text, part.start, part.end):
            if start >= 0 and mark.group() not in _OPENING:
                found.append(Quotation(start, mark.end(), number, False))
                start = -1
            elif start < 0 and not _closes(text, mark):
                start = mark.start()
        if start >= 0:
            found.append(Quotation(start, part.end, number, True))
    return found


def _closes(text: str, mark: re.Match[str]) -> bool:
    """A mark that can only close: by its form, or a straight one that ends a word before white space."""
    if mark.group() in _CLOSING:
        return True
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    return bool(before.strip()) and before not in ",:([—–-" and not after.strip()
