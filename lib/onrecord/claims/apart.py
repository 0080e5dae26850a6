"""Claims kept apart: source, cue and content share no character, and no character is the content of two claims."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from .spans import Span, Stretch, between, free, minus, without

# What hangs at the end of a piece, and at its beginning, where something was cut off: its own sentence may end there.
_LOOSE = " \t\n\r,;:–—"
_BEGUN = _LOOSE + ".!?"
# Quote marks at the edge of a source that are those of the words before it, or behind it.
_CLOSED, _OPENED = "”» ", "“„«‘"


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
    left out. Words that two contents share go to the longer stretch. A claim without content is none.

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
    shared = _shared_out(text, outer)
    kept = [(number, claim._replace(content=shared[number])) for number, claim in outer if shared.get(number)]
    return sorted(kept, key=lambda item: item[1].place)


def _shared_out(text: str, claims: list[tuple[int, Roles]]) -> dict[int, tuple[Span, ...]]:
    """Contents that share no character: what two have goes to the longer stretch, which would be cut in its middle."""
    stretches = [(span, claim.confidence, number) for number, claim in claims for span in claim.content]
    taken = bytearray(len(text))
    contents: dict[int, tuple[Span, ...]] = {}
    for span, _, number in sorted(stretches, key=lambda one: (one[0].start - one[0].end, -one[1], one[0], one[2])):
        own = _cut(text, [span], without(span, free(span, taken)))
        contents[number] = tuple(sorted((*contents.get(number, ()), *own)))
        for start, end in own:
            taken[start:end] = b"\1" * (end - start)
    return contents


def _by_role(text: str, claim: Roles) -> Roles:
    """A claim whose roles share no character."""
    cue = _cut(text, claim.cue, ())
    source = tuple(bare for span in _cut(text, claim.source, cue) for bare in _unquoted(text, span))
    return claim._replace(cue=cue, source=source, content=_cut(text, claim.content, (*cue, *source)))


def _unquoted(text: str, span: Span) -> tuple[Span, ...]:
    """A source without the quote mark of the words beside it: “Well,” said Ann Lee, “what else?”"""
    words = text[span.start : span.end]
    bare = words.lstrip(_CLOSED)
    if words[-1] in _OPENED or (words[-1] == '"' and words.count('"') % 2):
        words = words.rstrip(_OPENED + '"' + _LOOSE)
    return between(span.start + len(text[span.start : span.end]) - len(bare), span.start + len(words))


def _cut(text: str, spans: Sequence[Span], holes: Sequence[Stretch]) -> tuple[Span, ...]:
    """Spans in order, each character once, without holes; a stretch without a word is none beside one with words."""
    whole: list[Span] = []
    for span in sorted(spans):
        whole += minus([span], whole)
    left = [tight for piece in minus(whole, holes) for tight in _tight(text, piece, cut=piece not in whole)]
    return tuple(span for span in left if _has_word(text, span)) or (() if holes else tuple(left))


def _tight(text: str, span: Span, cut: bool) -> tuple[Span, ...]:
    """A span without white space around it, and without what hangs at its ends where something was cut off there."""
    words = text[span.start : span.end]
    if not cut:
        return between(span.end - len(words.lstrip()), span.start + len(words.rstrip()))
    bare = words.lstrip(_BEGUN)
    return between(span.end - len(bare), span.end - len(bare) + len(bare.rstrip(_LOOSE)))


def _has_word(text: str, span: Span) -> bool:
    return any(c.isalnum() for c in text[span.start : span.end])


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
