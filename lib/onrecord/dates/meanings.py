"""What words may mean that leave open their year or day, and which of it is the likeliest.

For "in May", "on Friday" or "at noon" each year or day that may be meant is an option: one near the day of
publication, or one that the thread of the text's own dates gives. What speaks for each is in evidence.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from .days import UNKNOWN, span
from .evidence import Around, marks_of, story_of, weights
from .kinds import GIVEN, NOT_A_DATE, Parts, Published
from .numbers import weekday_number
from .spans import Match
from .tense import Verb
from .thread import Thread, Told, kind_of
from .values import value_of

# What falls due may have done so just now.
_JUST_NOW = timedelta(14)
# What was announced, in the past tense, may lie ahead by some months.
_FAR_AHEAD = timedelta(183)

_Base = tuple[date, str | None]
_Given = Iterator[tuple[Parts, Published, str | None]]


class Option(NamedTuple):
    """One thing that words may mean: its value, the date it was counted from, and the marks that speak for it."""

    value: str
    anchor: str | None
    marks: tuple[str, ...]


def may_mean(thread: Thread, number: int, verb: Verb) -> list[Option]:
    """What the words of a match may mean; nothing where they say it outright.

    Args:
        thread: what the text has told before them.
        number: which of the text's matches it is.
        verb: the verb that it hangs on.
    """
    match = thread.matches[number]
    kind = kind_of(match)
    if kind is None or (kind == "unit" and not thread.tells):
        return []
    around = Around.of(thread, number, verb, kind)
    found: dict[str, Option] = {}
    ruled_out: dict[str, Option] = {}
    reference, published = thread.values, thread.published
    for parts, base, anchor in _given(thread, match, kind, around):
        value = value_of(match._replace(parts=match.parts | parts), base, reference, verb.tense)
        if value and value not in found:
            days = span(value.partition("/")[0])
            first = days[0] if days else None
            out = published is not None and _is_ruled_out(around, first, published)
            (ruled_out if out else found)[value] = Option(value, anchor, tuple(marks_of(around, first)))
    # Where the calendar has none of it, it is no date: the fifth Friday of February.
    return list((found or ruled_out).values()) or [Option(NOT_A_DATE, None, ())]


def _is_ruled_out(around: Around, first: date | None, published: date) -> bool:
    """Whether a day cannot be meant.

    What goes on since June has begun; what is payable on January 15 is not long over; what went on from Monday to
    Friday is over, in the past; nothing past lies far ahead; and what is past in a text that tells of the past by its
    own dates is one of them (of 661 such dates in marked articles four were not).
    """
    near = around.near if around.near and around.near.days == 1 else None
    ends = near is not None and around.kind == "weekday" and around.words["joined"] == "to"
    if first is None:
        return ends
    if around.words["word"] == "since":
        return first > published
    if around.words["word"] == "due" and around.kind == "day":
        return first < published - _JUST_NOW
    past = around.words["tense"] == "past"
    if past and first > published + (timedelta(0) if around.kind == "feast" else _FAR_AHEAD):
        return True
    if (
        around.words["tense"] in {"past", "none"}
        and around.thread.tells
        and around.stories
        and not story_of(around, first)
    ):
        return True
    if ends and near and not timedelta(0) < first - near.first <= timedelta(7):
        return True
    return bool(around.lasts or ends) and past and first + timedelta(around.lasts) > published


def likeliest(options: list[Option]) -> Option:
    """The option that most speaks for."""
    weight = weights()
    return max(options, key=lambda option: sum(weight.get(mark, 0.0) for mark in option.marks))


def _given(thread: Thread, match: Match, kind: str, around: Around) -> _Given:
    """What may be filled in: parts, the day to count from, and the date from which that is."""
    published = thread.published
    told = [*([around.near] if around.near else []), *around.stories]
    bases: list[_Base] = [(published, published.isoformat())] if published else []
    bases += [(date_.first, date_.value) for date_ in told if kind != "weekday" or date_.days == 1]
    if kind == "weekday":
        return _weekdays(match, bases, published, around.lasts)
    if kind == "clock":
        return _days(thread, bases[: published is not None], published)
    if kind == "unit":
        return (({}, base, anchor) for base, anchor in bases)
    return _years(bases, published)


def _years(bases: list[_Base], published: Published) -> _Given:
    """The years of the dates to count from, and those beside them."""
    seen = set()
    for base, anchor in bases:
        for year in (base.year, base.year - 1, base.year + 1):
            if year not in seen and 1 <= year <= 9998:
                seen.add(year)
                yield {"year": f"{year:04d}"}, published, anchor
    if not published:
        yield {}, None, None


def _weekdays(match: Match, bases: list[_Base], published: Published, lasts: int) -> _Given:
    """The days of that name before the dates to count from and behind them, and no day at all.

    Where a stretch of some days begins, that of the week before, too: it may have lasted up to now.
    """
    number = weekday_number(match.parts["weekday"])
    for base, anchor in bases:
        ahead = (number - base.weekday()) % 7
        gaps = [*([ahead - 14] if lasts else []), ahead - 7, ahead, *([7] if ahead == 0 else [])]
        for gap in gaps:
            yield {GIVEN: (base + timedelta(gap)).isoformat()}, published, anchor
    yield {GIVEN: f"XXXX-WXX-{number + 1}"}, published, None


def _days(thread: Thread, bases: list[_Base], published: Published) -> _Given:
    """The day of publication, the day told last, and no day at all."""
    last: list[Told] = [told for told in reversed(thread.told[-8:]) if told.days == 1][:1]
    for base, anchor in [*bases, *((told.first, told.value) for told in last)]:
        yield {GIVEN: base.isoformat()}, published, anchor
    yield {GIVEN: UNKNOWN["day"]}, None, None
