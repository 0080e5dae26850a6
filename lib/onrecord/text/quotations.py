"""Quotations: where quote marks open and close."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .paragraphs import Stretch, paragraphs

#: Every mark that opens or closes a quotation; single ones are told from apostrophes by what stands beside them.
QUOTE_MARKS = frozenset('"“”„«»') | {"''", "``", "’’", "‘‘", '""'}
_MARK = re.compile('""|["“”„«»]|\'\'|``|’’|‘‘')
_OPENING = frozenset("“„«") | {"``", "‘‘"}
_CLOSING = frozenset("”»") | {"’’"}
# A single mark opens before a word, and closes behind a word or a stop: ‘We won’t wait,’ and 'a new offer'.
_SINGLE = re.compile(r"(?:(?<=[\s(\[–—-])|^)[‘'](?=[\w$£€“\"…])(?!(?:tis|twas|em|til|cause|n)\b|\d0s)")
_SINGLE_END = re.compile(r"(?<=[\w.,?!…–—-])[’'](?!\w)")
# "The members’ decision": an s before the mark and a word behind it may be a possessive.
_POSSESSIVE = re.compile(r"(?<=s)[’'] [a-z]")


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
        double = list(_by_double_marks(text, part, number))
        edges = [part.start, *(edge for one in double for edge in (one.start, one.end)), part.end]
        single = [q for a, b in zip(edges[::2], edges[1::2], strict=True) for q in _by_single_marks(text, a, b, number)]
        found += sorted([*double, *single])
    return found


def _by_double_marks(text: str, part: Stretch, number: int) -> Iterator[Quotation]:
    """The quotations of a paragraph in double marks."""
    start = -1
    for mark in _MARK.finditer(text, part.start, part.end):
        if start >= 0 and mark.group() not in _OPENING:
            yield Quotation(start, mark.end(), number, False)
            start = -1
        elif start < 0 and not _closes(text, mark):
            start = mark.start()
    if start >= 0:
        yield Quotation(start, part.end, number, True)


def _by_single_marks(text: str, low: int, high: int, number: int) -> Iterator[Quotation]:
    """The quotations in single marks of what stands outside double ones; one that nothing closes is none."""
    at = low
    while opened := _SINGLE.search(text, at, high):
        end = _single_end(text, opened.end(), high)
        if end:
            yield Quotation(opened.start(), end, number, False)
        at = end or opened.end()


def _single_end(text: str, start: int, high: int) -> int:
    """Where a quotation ends that a single mark opened; 0 where nothing closes it."""
    again = _SINGLE.search(text, start, high)
    ends = list(_SINGLE_END.finditer(text, start, again.start() if again else high))
    certain = [mark for mark in ends if not _POSSESSIVE.match(text, mark.start(), high)]
    return next((mark.end() for mark in certain or ends), 0)


def _closes(text: str, mark: re.Match[str]) -> bool:
    """A mark that can only close: by its form, or a straight one that ends a word before white space."""
    if mark.group() in _CLOSING:
        return True
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    return bool(before.strip()) and before not in ",:([—–-" and not after.strip()
