"""The day on which a claim was made."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING

from ..claims import Claim, Span
from ..dates import Timex
from ..text import Text
from .sources import root

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_PREDICATES = frozenset({"acomp", "attr"})
# Parses nest deeper only where they are wrong.
_MAX_CLIMB = 12


def claim_dates(text: Text, claims: list[Claim], timexes: list[Timex]) -> list[int | None]:
    """The date on which each claim was made: the nearest one that hangs on its cue, outside everything claimed."""
    days = _days(text, claims, timexes)
    return [_nearest(text, claim.cue[0], days) if claim.cue else None for claim in claims]


def _days(text: Text, claims: list[Claim], timexes: list[Timex]) -> dict[int, list[tuple[int, Timex]]]:
    """The dates that are days and stand outside everything claimed, with their numbers, by their sentence."""
    claimed = sorted(span for claim in claims for span in (*claim.source, *claim.content))
    starts, furthest = [span.start for span in claimed], list(accumulate((span.end for span in claimed), max))
    days: dict[int, list[tuple[int, Timex]]] = {}
    for number, timex in enumerate(timexes):
        before = bisect_left(starts, timex.end) - 1
        inside = before >= 0 and furthest[before] > timex.start
        # "Now" and "in the past" are no day; a Thursday is one, also where nobody knows which.
        if timex.type in ("DATE", "TIME") and timex.value[:1] in "0123456789X" and not inside:
            days.setdefault(text.sentence_at(timex.start), []).append((number, timex))
    return days


def _nearest(text: Text, cue: Span, days: dict[int, list[tuple[int, Timex]]]) -> int | None:
    """The number of the day nearest to a cue, of those in its sentence that hang on it."""
    head = root(text.doc, *cue)
    near = [
        (abs(day.start - cue.start), number)
        for number, day in days.get(text.sentence_at(cue.start), [])
        if _hangs_on(root(text.doc, day.start, day.end), head)
    ]
    return min(near)[1] if near else None


def _hangs_on(token: Token, cue: Token) -> bool:
    """Whether a date's head word belongs to a cue's clause: no other clause with its own subject lies between.

    "Speaking on Monday, she said" and "as ministers meet on Monday, she warned" do; "the hearing starts on Monday,
    and she expects" does not. A cue that is no verb ("is hopeful") is dated by its verb.
    """
    goals = {cue.i, cue.head.i} if cue.dep_ in _PREDICATES else {cue.i}
    for _ in range(_MAX_CLIMB):
        if token.i in goals:
            return True
        own_clause = token.dep_ != "advcl" and any(child.dep_ in _SUBJECTS for child in token.children)
        if own_clause or token.head.i == token.i:
            return False
        token = token.head
    return False
