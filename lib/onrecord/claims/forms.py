"""Claims that the form of the text makes certain, most of them over paragraphs; the network reads one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING

from .spans import Claim, Span

if TYPE_CHECKING:
    from ..text import Text
    from ..text.quotations import Quotation
    from ..text.speakers import Turn

#: The rules of this room.
TURN, BELOW, SIGNED, ALONE = "turn", "quote-below", "signed", "quote-alone"
# How often claims of each were right, counted on the desks' articles to learn from (benchmarks/README.md).
_SURE = {TURN: 0.9, SIGNED: 0.8, ALONE: 0.7}
_BRACKET = re.compile(r"\s*\([^()]*\)\s*$")
_ENDED = re.compile(r"[.!?…][\"”»’']?$")
# “…,” – Ann Lee, mayor: in characters, a name and what she is are no longer.
_SIGNATURE = re.compile(r"\s*[–—―-]\s*(?P<who>[A-Z][^\n!?:;“”\"]{2,80}?)\.?$")
_HAS_MARK = re.compile("[\"“”„«»‘']")
_TOWN = re.compile(r"(?P<town>[A-Z][\w.'’-]*(?:[ ,]+[A-Z][\w.'’-]*){0,3}(?: ?\([A-Z][^()\n]*\))?):(?= \S)")
# In words: fewer in quote marks are a title, a sign or a word at a distance.
_SENTENCE = 5


def turns_of(text: Text) -> list[Claim]:
    """Each turn of a transcript or an interview, whole: source the label, cue its colon."""
    return [_turn(text.characters, turn) for turn in text.turns]


def _turn(text: str, turn: Turn) -> Claim:
    words = (Span(*turn.words),)
    if turn.label is None:
        return _claim((), (), words, TURN)
    name = _BRACKET.sub("", text[turn.label.start : turn.label.end - 1])
    source = Span(turn.label.start, turn.label.start + len(name.rstrip()))
    return _claim((source,), (Span(turn.label.end - 1, turn.label.end),), words, TURN)


def below(text: Text, claims: Sequence[Claim]) -> list[Claim]:
    """Of the rules' claims, those whose quotation or list stands below the cue: "Ann Lee said:" and a paragraph.

    Each is given a rule of its own.
    """
    found = []
    for claim in claims:
        apart = claim.cue and text.paragraph_at(claim.content[0].start) > text.paragraph_at(claim.cue[-1].start)
        if apart and claim.rule == "quote-after":
            found.append(claim._replace(rule=BELOW))
    return found


def signed(text: Text) -> Iterator[Claim]:
    """Quotations that are a paragraph with a dash and a name behind them: “It leaks.” – Ann Lee, mayor."""
    for quotation in text.quotations:
        part = text.paragraphs[quotation.paragraph]
        match = _SIGNATURE.match(text.characters, quotation.end, part.end)
        if match and quotation.start == part.start:
            dash = match.start() + len(match[0]) - len(match[0].lstrip())
            who = Span(match.start("who"), len(match["who"].rstrip()) + match.start("who"))
            yield _claim((who,), (Span(dash, dash + 1),), (Span(quotation.start, quotation.end),), SIGNED)


def with_the_rest(text: Text, claims: Sequence[Claim]) -> list[Claim]:
    """Claims with the sentences in quote marks that none of them has.

    One that stays open belongs to the claim of the quotation that opens the next paragraph. One that follows on a
    quotation, in its paragraph or in the next one, goes to that one's claim. Else it is a claim of its own, somebody's
    words, though nobody says whose. It begins its sentence and ends it: what stands in the midst of one is a title, a
    sign or a word at a distance.
    """
    claims, left = list(claims), []
    for quotation in reversed(list(_free(text, claims))):
        if not _given(claims, quotation, _behind(text, quotation, claims) if quotation.opened else None):
            left.append(quotation)
    for quotation in reversed(left):
        if not _given(claims, quotation, _before(text, quotation, claims)):
            claims.append(_claim((), (), (Span(quotation.start, quotation.end),), ALONE))
    return claims


def _given(claims: list[Claim], quotation: Quotation, number: int | None) -> bool:
    """Give a quotation to the claim of this number, if there is one."""
    if number is not None:
        content = sorted((*claims[number].content, Span(quotation.start, quotation.end)))
        claims[number] = claims[number]._replace(content=tuple(content))
    return number is not None


def _free(text: Text, claims: Sequence[Claim]) -> Iterator[Quotation]:
    """The sentences in quote marks that share no character with a claim."""
    taken = bytearray(len(text.characters))
    for span in (span for claim in claims for span in (*claim.content, *claim.cue, *claim.source)):
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    for quotation in text.quotations:
        words = text.characters[quotation.start : quotation.end]
        number = text.sentence_at(quotation.start)
        begins = text.sentences[number].start == quotation.start
        ends = text.sentences[text.sentence_at(quotation.end - 1)].end <= quotation.end
        told = text.kinds[number] in ("sentence", "heading") and not any(taken[quotation.start : quotation.end])
        long = quotation.opened or len(words.split()) >= _SENTENCE
        if told and begins and ends and long and _ENDED.search(words):
            yield quotation


def _behind(text: Text, quotation: Quotation, claims: Sequence[Claim]) -> int | None:
    """The number of the claim whose content opens the next paragraph with a quote mark, which goes on with this one."""
    if quotation.paragraph + 1 >= len(text.paragraphs):
        return None
    start = text.paragraphs[quotation.paragraph + 1].start
    if not _HAS_MARK.match(text.characters, start):
        return None
    return next((n for n, claim in enumerate(claims) if any(a <= start < b for a, b in claim.content)), None)


def _before(text: Text, quotation: Quotation, claims: Sequence[Claim]) -> int | None:
    """The number of the claim that a quotation goes on with: the last before it, if that has a cue and a quotation."""
    before = [n for n, claim in enumerate(claims) if claim.content[-1].start < quotation.start]
    last = max(before, key=lambda n: max(span.end for span in (*claims[n].content, *claims[n].cue)), default=None)
    if last is None or not claims[last].cue or not claims[last].source:
        return None
    near = quotation.paragraph + 1 - text.paragraph_at(claims[last].content[-1].start) <= 1
    marks = text.characters[claims[last].content[-1].start : claims[last].content[-1].end]
    return last if near and _HAS_MARK.search(marks) else None


def town_colons(text: Text, towns: Set[int]) -> frozenset[int]:
    """The colons of datelines: "KUWAIT: The pool is shut", "Tarnby: Ann Lee said no"; a speaker's is none.

    Args:
        text: the text.
        towns: where names of places end.
    """
    spoken = {turn.label.end - 1 for turn in text.turns if turn.label}
    matches = (_TOWN.match(text.characters, *part) for part in text.paragraphs)
    return frozenset(
        match.end("town")
        for match in matches
        if match and match.end("town") not in spoken and (match["town"].isupper() or match.end("town") in towns)
    )


def _claim(source: tuple[Span, ...], cue: tuple[Span, ...], content: tuple[Span, ...], rule: str) -> Claim:
    return Claim(source, cue, content, "", "speech", "", _SURE[rule], rule)
