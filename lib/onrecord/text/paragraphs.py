"""Paragraphs: where a text is parted."""

from __future__ import annotations

import re
from typing import NamedTuple

# In characters; what mail programs, wires and terminals break lines at is well below.
_PAGE_WIDTH = 120
#: What parts paragraphs, also in a text whose lines break in mid-sentence.
BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
# What begins an item of a list, or a turn of questions and answers. A dash may also go on with a sentence.
_ITEM = r"(?=[^\S\n]*(?:[•‣▪●◦*]|\(?\d{1,2}[.)]|[QA]:|[-–—](?=\s+[A-Z“\"]))\s)"
_NEXT_ITEM = re.compile(rf"\n{_ITEM}")
_WRAPPED_PART = re.compile(rf"{BLANK_LINE.pattern}|{_NEXT_ITEM.pattern}")


class Stretch(NamedTuple):
    """A stretch of text by its offsets in characters, end exclusive."""

    start: int
    end: int


def paragraphs(text: str) -> list[Stretch]:
    r"""Split a text into paragraphs, without the white space between them.

    A blank line always parts two paragraphs. A single line break does so too, unless the text is hard-wrapped:
    there, lines break in mid-sentence, and only blank lines count and lines that begin an item of a list.

    >>> [p.start for p in paragraphs("One.\nTwo.")]
    [0, 5]
    """
    breaks = _WRAPPED_PART if _hard_wrapped(text) else re.compile(r"\n")
    found, start = [], 0
    for end in [m.start() for m in breaks.finditer(text)] + [len(text)]:
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip())
        if piece.strip():
            found.append(Stretch(start + lead, start + len(piece.rstrip())))
        start = end
    return found


def _hard_wrapped(text: str) -> bool:
    """Say whether lines break in mid-sentence: none is longer than a page is wide, and most don't end a sentence."""
    lines = [line.strip() for block in _WRAPPED_PART.split(text) for line in block.strip().split("\n")[:-1]]
    if any(len(line) > _PAGE_WIDTH for line in lines):
        return False
    unfinished = sum(line[-1:].isalnum() or line[-1:] in ",;-–—" for line in lines)
    return len(lines) >= 4 and unfinished > len(lines) / 2
