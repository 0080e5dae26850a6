"""Claims kept apart: source, cue and content share no character, and no character is the content of two claims."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

from .decoding import Attribution
from .spans import Claim, Span, Stretch, between, free, minus, without

_Any = TypeVar("_Any", Claim, Attribution, Claim | Attribution)

# What hangs at the end of a piece, and at its beginning, where something was cut off: its own sentence may end there.
_LOOSE = " \t\n\r,;:–—"
_BEGUN = _LOOSE + ".!?"
# Quote marks at the edge of a source that are those of the words before it, or behind it.
_CLOSED, _OPENED = "”» ", "“„«‘"


def place(claim: Claim | Attribution) -> tuple[int, int]:
    """Where a claim begins, and where its cue does: one source may begin several."""
    first = min(span.start for span in (*claim.source, *claim.cue, *claim.content))
    return first, min(span.start for span in claim.cue or claim.content)


def apart(text: str, claims: Sequence[_Any]) -> list[_Any]:
    """Keep claims apart, and put them in order of their first word.

    Of two roles of one claim the cue goes first, then the source. A claim that stands inside another one's content is
    left out. Words that two contents share go to the longer stretch. A claim without content is none.

    Args:
        text: the text.
        claims: the claims, in any order.

    Returns:
        those that are left.

    >>> outer = Claim((Span(0, 1),), (Span(2, 5),), (Span(6, 16),), "say", "speech", "lexicon", 0.7, "model")
    >>> inner = Claim((Span(6, 8),), (Span(9, 13),), (Span(14, 16),), "say", "speech", "lexicon", 0.9, "model")
    >>> apart("I say he says no.", [inner, outer]) == [outer]
    True
    """
    whole = [_by_role(text, claim) for claim in claims]
    outer = _outermost([claim for claim in whole if claim.content])
    shared = _shared_out(text, outer)
    kept = [claim._replace(content=shared[number]) for number, claim in enumerate(outer) if shared[number]]
    return sorted(kept, key=place)


def _shared_out(text: str, claims: Sequence[Claim | Attribution]) -> dict[int, tuple[Span, ...]]:
    """Contents that share no character: what two have goes to the longer stretch, which would be cut in its middle."""
    stretches = [(span, claim.confidence, number) for number, claim in enumerate(claims) for span in claim.content]
    taken = bytearray(len(text))
    contents: dict[int, tuple[Span, ...]] = {}
    for span, _, number in sorted(stretches, key=lambda one: (one[0].start - one[0].end, -one[1], one[0], one[2])):
        own = _cut(text, [span], without(span, free(span, taken)))
        contents[number] = tuple(sorted((*contents.get(number, ()), *own)))
        for start, end in own:
            taken[start:end] = b"\1" * (end - start)
    return contents


def _by_role(text: str, claim: _Any) -> _Any:
    """A claim whose roles share no character."""
    cue: tuple[Span, ...] = _cut(text, claim.cue, ())
    source: tuple[Span, ...] = tuple(bare for span in _cut(text, claim.source, cue) for bare in _unquoted(text, span))
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


def _outermost(claims: list[_Any]) -> list[_Any]:
    """The claims that do not stand, with cue and content, inside one stretch of another one's content."""
    stretches = sorted(span for claim in claims for span in claim.content)
    starts = [span.start for span in stretches]
    # Of the stretches up to each one, which reaches furthest. A claim's own never holds its cue, and one without a
    # cue may be the very words of another one: neither stands inside the other.
    furthest = list(accumulate((span.end for span in stretches), max))
    return [claim for claim in claims if not claim.cue or not _lies_within(claim, starts, furthest)]


def _lies_within(claim: Claim | Attribution, starts: list[int], furthest: list[int]) -> bool:
    spans = (*claim.cue, *claim.content)
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    before = bisect_right(starts, first)
    return before > 0 and furthest[before - 1] >= last
