"""Claims that the form of the text makes certain, most of them over paragraphs; the network reads one at a time."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING

from .spans import Claim, Span, taken_by

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
    # By where a stretch of content begins, the claim that it is of: contents share no character.
    owners = sorted((span.start, span.end, n) for n, claim in enumerate(claims) for span in claim.content)
    for quotation in reversed(list(_free(text, claims))):
        number = _behind(text, quotation, owners) if quotation.opened else None
        if number is None:
            left.append(quotation)
        else:
            claims[number] = _longer(claims[number], quotation)
            insort(owners, (quotation.start, quotation.end, number))
    waiting = sorted(range(len(claims)), key=lambda n: -claims[n].content[-1].start)
    # Of the claims before a quotation the one that reaches furthest: how far, and its number, negative.
    last = (-1, 0)
    for quotation in reversed(left):
        while waiting and claims[waiting[-1]].content[-1].start < quotation.start:
            number = waiting.pop()
            last = max(last, (_reach(claims[number]), -number))
        if last[0] >= 0 and _goes_on(text, quotation, claims[-last[1]]):
            claims[-last[1]] = _longer(claims[-last[1]], quotation)
            last = (max(last[0], quotation.end), last[1])
        else:
            last = max(last, (quotation.end, -len(claims)))
            claims.append(_claim((), (), (Span(quotation.start, quotation.end),), ALONE))
    return claims


def _longer(claim: Claim, quotation: Quotation) -> Claim:
    """A claim with one more stretch of content."""
    return claim._replace(content=tuple(sorted((*claim.content, Span(quotation.start, quotation.end)))))


def _reach(claim: Claim) -> int:
    """Where the last of a claim's content and cue ends."""
    return max(span.end for span in (*claim.content, *claim.cue))


def _free(text: Text, claims: Sequence[Claim]) -> Iterator[Quotation]:
    """The sentences in quote marks that share no character with a claim."""
    told = (span for claim in claims for span in (*claim.content, *claim.cue, *claim.source))
    taken = taken_by(told, len(text.characters))
    for quotation in text.quotations:
        words = text.characters[quotation.start : quotation.end]
        number = text.sentence_at(quotation.start)
        begins = text.sentences[number].start == quotation.start
        ends = text.sentences[text.sentence_at(quotation.end - 1)].end <= quotation.end
        free = text.kinds[number] in ("sentence", "heading") and not any(taken[quotation.start : quotation.end])
        long = quotation.opened or len(words.split()) >= _SENTENCE
        if free and begins and ends and long and _ENDED.search(words):
            yield quotation


def _behind(text: Text, quotation: Quotation, owners: Sequence[tuple[int, int, int]]) -> int | None:
    """The number of the claim whose content opens the next paragraph with a quote mark, which goes on with this one."""
    if quotation.paragraph + 1 >= len(text.paragraphs):
        return None
    start = text.paragraphs[quotation.paragraph + 1].start
    if not _HAS_MARK.match(text.characters, start):
        return None
    place = bisect_right(owners, start, key=lambda owner: owner[0]) - 1
    return owners[place][2] if place >= 0 and start < owners[place][1] else None


def _goes_on(text: Text, quotation: Quotation, claim: Claim) -> bool:
    """Whether a quotation goes on with the claim before it: that has a speaker, a cue and a quotation, and is near."""
    if not claim.cue or not claim.source:
        return False
    near = quotation.paragraph + 1 - text.paragraph_at(claim.content[-1].start) <= 1
    return near and bool(_HAS_MARK.search(text.characters, *claim.content[-1]))


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
