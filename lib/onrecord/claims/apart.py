"""Claims kept apart: source, cue and content share no character, and no character is the content of two claims."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from .spans import Span, between, minus

# What a piece that was cut off may begin or end with, besides white space.
_LOOSE = " \t\n\r,;:–—"


class Roles(NamedTuple):
    """Where a claim's source, cue and content stand, and how sure it is."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float

    @property
    def place(self) -> tuple[int, int]:
        """Where the claim begins, and where its cue does: one source may begin several."""
        first = min(span.start for span in (*self.source, *self.cue, *self.content))
        return first, min(span.start for span in self.cue or self.content)


def apart(text: str, claims: Sequence[Roles]) -> list[tuple[int, Roles]]:
    """Keep claims apart, and put them in order of their first word.

    Of two roles of one claim the cue goes first, then the source. A claim that stands inside another one's content is
    left out. Words that two contents share go to the surer claim. A claim without content is none.

    Args:
        text: the text.
        claims: the claims, in any order.

    Returns:
        those that are left, each with its number among the claims given.

    >>> [roles.content for _, roles in apart("I say he says no.", [
    ...     Roles((Span(0, 1),), (Span(2, 5),), (Span(6, 16),), 0.7),
    ...     Roles((Span(6, 8),), (Span(9, 13),), (Span(14, 16),), 0.9),
    ... ])]
    [(Span(start=6, end=16),)]
    """
    whole = [(number, _by_role(text, claim)) for number, claim in enumerate(claims)]
    outer = _outermost([(number, claim) for number, claim in whole if claim.content])
    taken = _Taken(len(text))
    kept = []
    for number, claim in sorted(outer, key=lambda item: _rank(item[1])):
        content = _cut(text, claim.content, taken.within(claim.content))
        if content:
            kept.append((number, claim._replace(content=content)))
            taken.add(content)
    return sorted(kept, key=lambda item: item[1].place)


def _rank(claim: Roles) -> tuple[float, int, tuple[int, int]]:
    """The surest first, then the longest, then the first."""
    return -claim.confidence, -sum(b - a for a, b in claim.content), claim.place


def _by_role(text: str, claim: Roles) -> Roles:
    """A claim whose roles share no character."""
    cue = _cut(text, claim.cue, ())
    source = _cut(text, claim.source, cue)
    return claim._replace(cue=cue, source=source, content=_cut(text, claim.content, (*cue, *source)))


def _cut(text: str, spans: Sequence[Span], holes: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, each character once, without holes; what was cut has no loose marks at its ends."""
    whole: list[Span] = []
    for span in sorted(spans):
        whole += minus([span], whole)
    pieces = [bare for piece in minus(whole, holes) for bare in _bare(text, piece, whole)]
    return tuple(tight for span in pieces for tight in _stripped(text, span, None))


def _bare(text: str, piece: Span, whole: Sequence[Span]) -> tuple[Span, ...]:
    """A piece without loose marks, where it was cut; none where it has no word."""
    if piece in whole:
        return (piece,)
    return _stripped(text, piece, _LOOSE) if any(c.isalnum() for c in text[piece.start : piece.end]) else ()


def _stripped(text: str, span: Span, loose: str | None) -> tuple[Span, ...]:
    words = text[span.start : span.end]
    return between(span.start + len(words) - len(words.lstrip(loose)), span.end - len(words) + len(words.rstrip(loose)))


def _outermost(claims: list[tuple[int, Roles]]) -> list[tuple[int, Roles]]:
    """The claims that do not stand, with cue and content, inside one stretch of another one's content."""
    stretches = sorted((span.start, span.end, number) for number, claim in claims for span in claim.content)
    starts = [start for start, _, _ in stretches]
    # Of the stretches up to each one, which reaches furthest: the two best, since one may be the claim's own.
    reach: list[list[tuple[int, int]]] = [[]]
    for _, end, number in stretches:
        best = {other: far for far, other in reach[-1]}
        best[number] = max(end, best.get(number, 0))
        reach.append(sorted(((far, other) for other, far in best.items()), reverse=True)[:2])
    kept = []
    for number, claim in claims:
        spans = (*claim.cue, *claim.content)
        first, last = min(span.start for span in spans), max(span.end for span in spans)
        others = [far for far, other in reach[bisect_right(starts, first)] if other != number]
        # A claim without a cue may be the very words of another one: neither stands inside the other.
        if not claim.cue or not others or others[0] < last:
            kept.append((number, claim))
    return kept


class _Taken:
    """The characters that are the content of a claim already."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def add(self, spans: Sequence[Span]) -> None:
        for span in spans:
            self._taken[span.start : span.end] = b"\1" * (span.end - span.start)

    def within(self, spans: Sequence[Span]) -> list[Span]:
        """What is taken of some spans."""
        found = []
        for span in spans:
            start = self._taken.find(b"\1", span.start, span.end)
            while start >= 0:
                free = self._taken.find(b"\0", start, span.end)
                end = span.end if free < 0 else free
                found.append(Span(start, end))
                start = self._taken.find(b"\1", end, span.end)
        return found
