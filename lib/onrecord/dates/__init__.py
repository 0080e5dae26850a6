"""Dates: the time expressions of a text, each with a TIMEX3 type and value and the days it may mean."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ..network import Seen, look
from .days import bounds, ends_before_it_begins, span
from .kinds import NOT_A_DATE
from .meanings import likeliest, may_mean
from .spans import Match, matches
from .tense import Tenses, Verb
from .thread import Thread
from .values import type_of, value_of

if TYPE_CHECKING:
    from ..text import Text

#: The rule of a date that a reader has put right.
CORRECTED = "corrected"
# A length, a reference, and days of which something is unknown.
_OPEN = re.compile(
    r"P(?:\d+(?:\.\d+)?|X)[YMWD]|PT(?:\d+(?:\.\d+)?|X)[HMS]|P(?:\d+|X)(?:DE|CE|Q)|(?:PAST|PRESENT|FUTURE)_REF"
    r"|(?=[\dX-]*X)[\dX]{4}(?:-(?:[\dX]{2}|W[\dX]{2}|Q[\dX]|H[\dX]|S[PU]|FA|WI))?(?:-(?:[\dX]{1,2}|WE))?(?:T\w{2,5})?"
)

__all__ = ["Timex", "anchor_of", "find_dates", "is_value", "resolve", "timex_of"]


class Timex(NamedTuple):
    """A time expression: where it is, what TIMEX3 calls it, and the days it may mean."""

    start: int
    end: int
    type: str
    value: str
    earliest: date | None
    latest: date | None
    relation: str | None
    rule: str
    anchor: str | None


def find_dates(text: Text, published: date | None, seen: Seen | None = None) -> list[Timex]:
    """Find the time expressions of a text and say what each means.

    Args:
        text: a text (onrecord.text.parse); its grammar says which way a bare "Friday" or "May" points.
        published: the day of publication, against which dates resolve; None where it is unknown: then what the text
            leaves open stays X ("XXXX-12-02"), unless its own dates tell.
        seen: what the network sees in the text (onrecord.network.look), where that is known already; a name is no date.

    Returns:
        Timexes by their place in the text, none overlapping another. anchor is the date that the value was counted
        from: the publication day, or the value of a date before it in the text; None where the words say it outright.

    >>> from onrecord.text import parse
    >>> [(t.value, t.rule) for t in find_dates(parse("They met on Dec. 2."), date(2024, 12, 3))]
    [('2024-12-02', 'month-day')]

    Misses: "Wednesday night" is always a time of day, "last week" always a week of the calendar; "a year ago" in a
    company's report is taken for the same quarter of the year before; dates that only an event gives ("opening night",
    "days before the vote"); adjectives ("current", "recent", "former"), "previously", "then", "once" and rates ("$5 a
    year") are left out; feasts of the moon other than Easter; a fiscal year counts as the calendar year of its number.
    Where the words leave the year or the day open, it is the likeliest one by the story, the tense and the sentence
    (onrecord.dates.evidence): of ten such dates in marked texts that the weights were not fitted on, nine were right;
    a story that goes back and forth over several years is the hardest.

    Source: TimeML Annotation Guidelines 1.2.1 (TIMEX3) for what counts, its extent, type and value.
    """
    tenses = Tenses(text, seen or look(text))
    candidates = [(m, tenses.at(m.start, m.end)) for m in matches(text.characters) if not tenses.is_other(m)]
    return resolve(text.characters, candidates, published)


def resolve(text: str, candidates: list[tuple[Match, Verb]], published: date | None) -> list[Timex]:
    """Give a value to each match, in order.

    Args:
        text: the text that the matches are from.
        candidates: the matches (onrecord.dates.spans.matches), each with its verb (onrecord.dates.tense).
        published: as for find_dates.
    """
    published = _with_years_around(published)
    thread = Thread(text, [match for match, _ in candidates], published)
    found: list[Timex] = []
    for number, (match, verb) in enumerate(candidates):
        value, anchor = _valued(thread, number, match, verb, published)
        if value != NOT_A_DATE and not ends_before_it_begins(value):  # "led 60-50 in May", "December 3-2": a score
            found.append(_timex(match, value, anchor, published, verb.tense))
            thread.add(match, value, anchor)
    return found


def is_value(value: str) -> bool:
    """Whether something is a value of TIMEX3: days of the calendar, also in part unknown, a length, or a reference.

    >>> [is_value(value) for value in ("2026-05-04", "2026-W19", "XXXX-05", "P3D", "PAST_REF", "Friday", "2026-13")]
    [True, True, True, True, True, False, False]
    """
    days = span(value.partition("T")[0])
    return bool(_OPEN.fullmatch(value)) or (days is not None and days[0] <= days[1])


def timex_of(start: int, end: int, value: str, published: date | None) -> Timex:
    """The date at a place of the text whose value a reader has named."""
    earliest, latest = bounds(value, published)
    relation = _relation(earliest, latest, published)
    return Timex(start, end, type_of(value, CORRECTED), value, earliest, latest, relation, CORRECTED, None)


def _with_years_around(published: date | None) -> date | None:
    """Drop a day so near the ends of the calendar that there is no year before or after: a slip, no publication day."""
    return published if published is not None and 10 <= published.year <= 9990 else None


def _valued(thread: Thread, number: int, match: Match, verb: Verb, published: date | None) -> tuple[str, str | None]:
    """Return the value of a match, and the date that it was counted from."""
    if options := may_mean(thread, number, verb):
        best = likeliest(options)
        return best.value, best.anchor
    value = value_of(match, published, thread.values, verb.tense)
    return value, anchor_of(match, value, published, thread.values, verb.tense)


def anchor_of(match: Match, value: str, published: date | None, reference: list[str], tense: str | None) -> str | None:
    """Return the date that a value was counted from; None where the words say it outright."""
    day = published.isoformat() if published else None
    if value == value_of(match, None, [], tense):
        return day if value.endswith("_REF") else None
    # The nearest dates before it that are enough to give the value; none of them: it comes from the publication day.
    for n in range(len(reference) + 1):
        if value_of(match, published, reference[len(reference) - n :], tense) == value:
            return reference[-n] if n else day
    return None


def _timex(match: Match, value: str, anchor: str | None, published: date | None, tense: str | None) -> Timex:
    earliest, latest = bounds(value, published)
    kind, relation = type_of(value, match.rule.name), _relation(earliest, latest, published)
    timex = Timex(match.start, match.end, kind, value, earliest, latest, relation, match.rule.name, anchor)
    shade = match.parts.get("shade", "")
    return _cut_at(timex, published, "earlier" if shade == "early" and tense == "past" else shade)


def _cut_at(timex: Timex, published: date | None, shade: str) -> Timex:
    """Leave out the days that "earlier this year" leaves out, and what was early this year, or is later this year."""
    if not (published and timex.earliest and timex.latest and timex.earliest < published < timex.latest):
        return timex
    if shade.startswith("earlier"):
        return timex._replace(latest=published - timedelta(1), relation="past")
    if shade.startswith("later"):
        return timex._replace(earliest=published + timedelta(1), relation="future")
    return timex


def _relation(earliest: date | None, latest: date | None, published: date | None) -> str | None:
    """Say on which side of the publication day the days lie; an expression that spans it is present."""
    if published is None or not (earliest or latest):
        return None
    if earliest is None or (latest is not None and latest < published):
        return "past"
    if latest is None or earliest > published:
        return "future"
    return "present"
