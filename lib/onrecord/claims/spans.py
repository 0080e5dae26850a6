"""Spans and claims, and the small arithmetic on stretches of tokens and characters that the rules share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: A stretch of tokens: the index of the first and of the one after the last.
Stretch = tuple[int, int]

# No span begins or ends with these; a quote mark or a bracket belongs to the span, so it isn't among them.
_EDGES = frozenset(", ; : . - – — -- --- … ... \n".split(" ")) | {"", "and", "but", "or"}


class _Offsets(NamedTuple):
    start: int
    end: int


class Span(_Offsets):
    """A stretch of text by its offsets in characters, end exclusive; an empty or a reversed one cannot be made.

    Where it is not certain that something lies between two offsets, ask between().

    >>> Span(4, 4)
    Traceback (most recent call last):
    ValueError: no span goes from 4 to 4
    """

    __slots__ = ()

    def __new__(cls, start: int, end: int) -> Span:
        """Refuse what is no stretch."""
        if not 0 <= start < end:
            raise ValueError(f"no span goes from {start} to {end}")
        return super().__new__(cls, start, end)


class Claim(NamedTuple):
    """One claim: who (source) says or thinks (cue) what (content).

    Attributes:
        source: where the source is named; empty where it isn't. A relative pronoun comes after what it refers to.
        cue: the words that carry the claim; empty for a quotation without any.
        content: what is claimed; a broken quotation has a span for each part.
        cue_lemma: the cue as the lexicon lists it ("say", "according to"), or "".
        cue_class: speech, directive, commissive, evaluative, warning, denial, belief, attitude, document, unknown.
        class_from: what the class is from: "lexicon", "model", or "" where it is unknown.
        confidence: how likely it is right, 0 to 1, as counted on development data.
        rule: what found it: a rule, "model", or both where they agree on the cue ("model, clausal-complement").
        quotation: direct, mixed or indirect, by the share of the content's words within quote marks.
        hedge: the words that hedge the cue or the content ("might; reportedly"), or "".
        negated: the cue is negated ("did not say").
        reported: it is speech or thought reported as such, no wish, order or act.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    cue_lemma: str
    cue_class: str
    class_from: str
    confidence: float
    rule: str
    quotation: str = "indirect"
    hedge: str = ""
    negated: bool = False
    reported: bool = False


class Find(NamedTuple):
    """What a rule has found, in tokens: `anchor` is the cue's head, `frame` the kind of complement."""

    anchor: int
    frame: str
    rule: str
    source: tuple[Stretch, ...]
    cue: Stretch
    content: tuple[Stretch, ...]
    lemma: str
    cue_class: str


def between(start: int, end: int) -> tuple[Span, ...]:
    """The span from one offset to another; none where nothing lies between them.

    >>> between(1, 3), between(3, 1)
    ((Span(start=1, end=3),), ())
    """
    return (Span(start, end),) if start < end else ()


def minus(spans: Iterable[Span], holes: Sequence[Stretch]) -> tuple[Span, ...]:
    """What is left of spans when others are cut out of them.

    >>> minus([Span(0, 9)], [Span(2, 4), Span(8, 12)])
    (Span(start=0, end=2), Span(start=4, end=8))
    """
    return tuple(Span(start, end) for span in spans for start, end in without(span, holes))


def subtree(token: Token) -> Stretch:
    """The tokens below one in the parse, itself among them."""
    return token.left_edge.i, token.right_edge.i + 1


def trimmed(doc: Doc, stretch: Stretch) -> Stretch | None:
    """Take white space, commas and conjunctions off both ends; None where nothing is left."""
    start, end = stretch
    while start < end and doc[start].text.strip() in _EDGES:
        start += 1
    while end > start and doc[end - 1].text.strip() in _EDGES:
        end -= 1
    return (start, end) if start < end else None


def without(stretch: Stretch, holes: Iterable[Stretch]) -> list[Stretch]:
    """What is left of a stretch when others are cut out of it."""
    left = [stretch]
    for a, b in holes:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, a)), (max(start, b), end))
            if piece[0] < piece[1]
        ]
    return left


def taken_by(spans: Iterable[Stretch], length: int) -> bytearray:
    """A byte for each place up to a length: 1 where one of the spans lies.

    >>> list(taken_by([Span(1, 3)], 4))
    [0, 1, 1, 0]
    """
    taken = bytearray(length)
    for a, b in spans:
        taken[a:b] = b"\1" * (b - a)
    return taken


def free(part: Stretch, taken: bytearray) -> list[Stretch]:
    """The stretches of a part in which nothing is taken yet, each place of which is a byte of `taken`."""
    found, start = [], -1
    for i in range(part[0], part[1] + 1):
        if i < part[1] and not taken[i]:
            start = i if start < 0 else start
        elif start >= 0:
            found.append((start, i))
            start = -1
    return found


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Join stretches that overlap or touch."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined
