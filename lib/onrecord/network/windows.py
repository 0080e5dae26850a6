"""A text as the network sees it: paragraphs of words and pieces, packed into windows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..text import QUOTE_MARKS, Text
from .wordpiece import CLS, SEP, Word, words_of

Ints = npt.NDArray[np.int64]

# In pieces: a longer paragraph is parted.
_MOST = 254
# Distances to a cue are told apart by powers of two, up to the eighth.
FURTHEST = 8


class Passage(NamedTuple):
    """A paragraph, or a part of a very long one.

    Attributes:
        paragraph: the number of its paragraph, from 0.
        starts, ends: the offsets of its words in characters.
        pieces: the numbers of its pieces.
        first: the place of each word's first piece among the pieces.
        shape: by word, the case that the vocabulary leaves out: 1 lower, 2 Title, 3 UPPER, 4 mixed, 5 digits, 6 mark.
        quoted: by word, 1 within quote marks, 2 for a mark itself, else 0.
        piece_shape, piece_quoted: the same by piece.
    """

    paragraph: int
    starts: Ints
    ends: Ints
    pieces: Ints
    first: Ints
    shape: Ints
    quoted: Ints
    piece_shape: Ints
    piece_quoted: Ints


def passages_of(text: Text) -> list[Passage]:
    """Cut a text into passages.

    >>> [len(p.starts) for p in passages_of(Text("She said no.\\n\\nHe said yes."))]
    [4, 4]
    """
    characters = text.characters
    inside = np.zeros(len(characters) + 1, np.int8)
    for quotation in text.quotations:
        inside[quotation.start : quotation.end] = 1
    return [
        _passage(characters, number, part, inside)
        for number, paragraph in enumerate(text.paragraphs)
        for part in _parts(characters, words_of(characters, paragraph.start, paragraph.end))
    ]


def _parts(text: str, words: list[Word]) -> Iterator[list[Word]]:
    """Cut a very long paragraph at the end of a sentence, if there is one in its second half."""
    part: list[Word] = []
    size = 0
    for word in words:
        if size + len(word.pieces) > _MOST:
            ends = [n + 1 for n, w in enumerate(part) if text[w.start : w.end] in (".", "!", "?")]
            cut = ends[-1] if ends and ends[-1] > len(part) // 2 else len(part)
            yield part[:cut]
            part = part[cut:]
            size = sum(len(w.pieces) for w in part)
        part.append(word)
        size += len(word.pieces)
    if part:
        yield part


def _passage(text: str, paragraph: int, words: list[Word], inside: npt.NDArray[np.int8]) -> Passage:
    sizes = [len(word.pieces) for word in words]
    starts = np.array([word.start for word in words])
    shape = np.array([_shape(text[word.start : word.end]) for word in words])
    quoted = np.array([2 if text[w.start : w.end] in QUOTE_MARKS else int(inside[w.start]) for w in words])
    return Passage(
        paragraph=paragraph,
        starts=starts,
        ends=np.array([word.end for word in words]),
        pieces=np.array([piece for word in words for piece in word.pieces]),
        first=np.cumsum([0, *sizes[:-1]]),
        shape=shape,
        quoted=quoted,
        piece_shape=np.repeat(shape, sizes),
        piece_quoted=np.repeat(quoted, sizes),
    )


@lru_cache(maxsize=100_000)
def _shape(word: str) -> int:
    """The case that the uncased vocabulary loses."""
    if not any(c.isalnum() or c == "_" for c in word):
        return 6
    if word[0].isdigit():
        return 5
    if word.islower():
        return 1
    if word.isupper() and len(word) > 1:
        return 3
    return 2 if word[0].isupper() else 4


def packed(passages: list[Passage], size: int) -> list[list[int]]:
    """Put consecutive passages, by their numbers, into windows of at most `size` pieces.

    >>> packed(passages_of(Text("She said no.\\n\\nHe said yes.")), 128)
    [[0, 1]]
    """
    windows: list[list[int]] = []
    full = 0
    for number, passage in enumerate(passages):
        need = len(passage.pieces) + 1
        if not windows or full + need > size:
            windows.append([])
            full = 1
        windows[-1].append(number)
        full += need
    return windows


def inputs(passages: list[Passage], apart: bool = True) -> tuple[dict[str, Ints], list[Ints]]:
    """Make the arrays that an encoder takes for one window.

    Args:
        passages: those in the window.
        apart: whether a mark stands before each, or only where a paragraph begins.

    Returns:
        ids, shape and quote, each [1, pieces]; and for each passage the column of each of its words.
    """
    mark, none = np.array([SEP]), np.array([0])
    ids, shape, quote = [np.array([CLS])], [none], [none]
    columns, at = [], 1
    for number, passage in enumerate(passages):
        if number and (apart or passage.paragraph > passages[number - 1].paragraph):
            ids, shape, quote, at = [*ids, mark], [*shape, none], [*quote, none], at + 1
        ids.append(passage.pieces)
        shape.append(passage.piece_shape)
        quote.append(passage.piece_quoted)
        columns.append(at + passage.first)
        at += len(passage.pieces)
    arrays = {"ids": [*ids, mark], "shape": [*shape, none], "quote": [*quote, none]}
    return {name: np.concatenate(parts)[None].astype(np.int64) for name, parts in arrays.items()}, columns


def distances(cues: Ints, words: int) -> Ints:
    """How far each word is from each cue, in signed powers of two: [cues, words], 0 to twice FURTHEST.

    >>> distances(np.array([1]), 4).tolist()
    [[7, 8, 9, 10]]
    """
    apart = np.arange(words)[None] - cues[:, None]
    steps = np.minimum(np.floor(np.log2(np.abs(apart) + 0.5) + 1.0000001).clip(0), FURTHEST).astype(np.int64)
    return np.asarray(FURTHEST + np.sign(apart) * steps, np.int64)
