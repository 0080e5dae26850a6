"""Who of the actors stands behind a claim's source."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Set
from typing import TYPE_CHECKING

from ..actors import Actor, Mention
from ..claims import Claim, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# "a spokesman for Norvale", "a report by the council": the body that such a source speaks for.
_SPEAKS_FOR = frozenset({"for", "by", "from", "at", "with"})
#: The types of actors that a source may speak for.
BODIES = frozenset({"organisation", "country"})
_MODIFIERS = frozenset({"compound", "poss", "nmod", "amod"})


def source_actors(doc: Doc, claims: list[Claim], actors: list[Actor], mentions: list[Mention]) -> list[int | None]:
    """The actor behind each claim's source; of a broken one, behind the first stretch that says more than a place."""
    starts = [mention.start for mention in mentions]
    found = []
    for claim in claims:
        stretches = [(span, [mentions[n] for n in mentions_in(span, mentions, starts)]) for span in claim.source]
        telling = (pair for pair in stretches if any(actors[m.actor].type != "place" for m in pair[1]))
        span, inside = next(telling, stretches[0] if stretches else (None, []))
        found.append(_source_actor(doc, span, actors, inside) if span and inside else None)
    return found


def _source_actor(doc: Doc, source: Span, actors: list[Actor], inside: list[Mention]) -> int | None:
    """The actor behind a source: the one that its head word is part of, one beside it, or the body it speaks for."""
    head = root(doc, source.start, source.end)
    holding = [m for m in inside if m.start <= head.idx < m.end]
    if holding:
        held = max(holding, key=lambda m: m.end - m.start).actor
        # The town of a dateline may stand for the head.
        beside = _beside_head(doc, source, actors, inside, {"person"}) if actors[held].type == "place" else None
        return held if beside is None else beside
    for kinds in ({"person"}, BODIES | {"group"}):
        beside = _beside_head(doc, source, actors, inside, kinds)
        if beside is not None:
            return beside
    if head.pos_ == "PROPN":  # somebody is named, but is no actor that was found
        return None
    return _spoken_for(doc, actors, inside)


def _spoken_for(doc: Doc, actors: list[Actor], inside: list[Mention]) -> int | None:
    """The one body that a source speaks for."""
    bodies = {
        m.actor
        for m in inside
        if actors[m.actor].type in BODIES and root(doc, m.start, m.end).head.lower_ in _SPEAKS_FOR
    }
    return bodies.pop() if len(bodies) == 1 else None


def _beside_head(doc: Doc, source: Span, actors: list[Actor], inside: list[Mention], kinds: Set[str]) -> int | None:
    """The one actor of some kinds that is named beside a source's head: "Harwick – The mayor, Ann Lee"."""
    named = [m for m in inside if m.kind == "name" and actors[m.actor].type in kinds]
    beside = {m.actor for m in named if _stands_alone(root(doc, m.start, m.end), source)}
    return beside.pop() if len(beside) == 1 else None


def _stands_alone(token: Token, source: Span) -> bool:
    """Whether only appositions lie between a word and what a source hangs on, so that it modifies nothing."""
    while token.dep_ == "appos" and source.start <= token.head.idx < source.end:
        token = token.head
    inside = token.head.i != token.i and source.start <= token.head.idx < source.end
    return not inside and token.dep_ not in _MODIFIERS


def mentions_in(span: Span, mentions: list[Mention], starts: list[int]) -> list[int]:
    """The numbers of the mentions that lie inside a span."""
    numbers = range(bisect_left(starts, span.start), bisect_left(starts, span.end))
    return [number for number in numbers if mentions[number].end <= span.end]


def root(doc: Doc, start: int, end: int) -> Token:
    """The head word of a stretch of text."""
    span = doc.char_span(start, end, alignment_mode="expand")
    assert span is not None, "extractors give offsets inside the text"
    return span.root
