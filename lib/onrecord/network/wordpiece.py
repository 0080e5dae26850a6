"""Words and word-pieces of a text, as BERT's uncased vocabulary cuts them, with offsets into the text."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

_VOCABULARY = Path(__file__).resolve().parents[1] / "models" / "vocabulary.txt"
_LONGEST_WORD = 100
# Longer words are addresses and the like: their first pieces say as much as all of them.
_MOST_PIECES = 16
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)

CLS, SEP, UNKNOWN, MASK = 101, 102, 100, 103


class Word(NamedTuple):
    """A word: its offsets in characters, end exclusive, and the numbers of its pieces."""

    start: int
    end: int
    pieces: tuple[int, ...]


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Cut a stretch of text into words and these into pieces of the vocabulary.

    White space parts words, and every punctuation mark and every CJK ideograph is a word of its own. Accents, case
    and characters that show nothing are left out when pieces are looked up; offsets are those of the text.

    Source: the pre-tokenisation of BERT (Devlin et al., NAACL 2019) and WordPiece's longest match first (Wu et al.,
    2016). It gives what the library `tokenizers` gives (tests/test_wordpiece.py).

    >>> [word[:2] for word in words_of("He isn’t in.")]
    [(0, 2), (3, 6), (6, 7), (7, 8), (9, 11), (11, 12)]
    """
    found = []
    for a, b in _cut(text, start, len(text) if end is None else end):
        while a < b and _kind(text[b - 1]) == "hidden":
            b -= 1
        pieces = _pieces(text[a:b])
        if pieces:
            found.append(Word(a, b, pieces))
    return found


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Offsets of the words in a stretch of text."""
    found, begin = [], -1
    for i in range(start, end):
        kind = _kind(text[i])
        if kind == "letter":
            begin = i if begin < 0 else begin
            continue
        if begin >= 0 and kind != "hidden":
            found.append((begin, i))
            begin = -1
        if kind == "alone":
            found.append((i, i + 1))
    if begin >= 0:
        found.append((begin, end))
    return found


@cache
def _kind(char: str) -> str:
    """What a character is to the cut: space, alone (a word of its own), hidden, or letter (any other)."""
    code, category = ord(char), unicodedata.category(char)
    if char.isspace():
        return "space"
    if code in (0, 0xFFFD) or category[0] == "C":
        return "hidden"
    ascii_mark = code < 128 and not char.isalnum()
    ideograph = any(a <= code <= b for a, b in _IDEOGRAPHS)
    return "alone" if ascii_mark or category[0] == "P" or ideograph else "letter"


@lru_cache(maxsize=100_000)
def _pieces(word: str) -> tuple[int, ...]:
    """The numbers of a word's pieces, the longest first from the left; none where nothing of it shows."""
    plain = _plain(word)
    if not plain:
        return ()
    known = vocabulary()
    found: list[int] = []
    at = 0
    while at < len(plain) <= _LONGEST_WORD:
        lead = "##" if at else ""
        end = next((e for e in range(len(plain), at, -1) if lead + plain[at:e] in known), 0)
        if not end:
            return (UNKNOWN,)
        found.append(known[lead + plain[at:end]])
        at = end
    return tuple(found[:_MOST_PIECES]) or (UNKNOWN,)


def _plain(word: str) -> str:
    """A word without accents, case and what does not show."""
    shown = "".join(c for c in word if _kind(c) != "hidden")
    return "".join(c for c in unicodedata.normalize("NFD", shown) if unicodedata.category(c) != "Mn").lower()


@cache
def vocabulary() -> dict[str, int]:
    """Read the vocabulary, once: each piece and its number."""
    lines = _VOCABULARY.read_text(encoding="utf-8").split("\n")
    return {piece: number for number, piece in enumerate(lines) if piece}
