"""The thread of reference time: the year, month or day from which a text takes what its words leave open.

News counts from the day of publication, a story from its own dates, and most texts do both by turns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from .days import span
from .kinds import Published
from .numbers import month_number, ordinal_number
from .spans import Match

_SENTENCE_END = re.compile(r"[.!?][)\"'’”]*\s+[\"'‘“(]*[A-Z]|\n\s*\n")
# Value functions of words that may leave open their year, or their day, and rules of stretches of a year.
_OF_A_MONTH = frozenset({"month_day", "month", "month_range", "week_of", "nth_weekday"})
_OF_A_YEAR = frozenset({"named_day", "week_of_feast", "season", "quarter", "units_beside"})
_OF_A_DAY = frozenset({"weekday", "part_of_day", "clock", "clock_range"})
_OF_A_UNIT = frozenset({"shaded-unit", "the-unit", "year-end"})
# Parts that say the year or the day.
_SAID = frozenset({"year", "year_words", "year_step", "step", "deictic", "back", "tonight", "short_year"})
_NEWS = frozenset({"deictic-day", "weekday", "step-unit", "weekend", "ago", "some-ago", "month-step"})
_POINTERS = frozenset({"deictic", "weekday", "tonight"})
#: Longer than this, in days, a date gives no year.
YEAR = 366
# A page of history names many full days of its time and hardly one of the reader's.
_MANY, _HARDLY = 3, 8
# How many dates before it a date may look back at, and how many of them a story goes on from.
_MEMORY, _STORY = 200, 60
# A text that is shorter, in characters, is a sentence or two, and has no more to say of its day than they do.
_SNIPPET = 400
# How many days before publication a dateline may lie, with that day.
_DATELINE = 3
# Further back than this, in characters, sentences are not counted.
_FAR = 3000


class Told(NamedTuple):
    """A date that was valued: where it stands, its value, its first day and its length, and if it is the text's own.

    own is false for what was counted from the day of publication.
    """

    start: int
    end: int
    value: str
    first: date
    days: int
    own: bool


class Thread:
    """What a text has told so far."""

    def __init__(self, text: str, matches: Sequence[Match], published: Published) -> None:
        """Keep the text and what it says of years, before anything is valued."""
        self.text, self.matches, self.published = text, matches, published
        self.told: list[Told] = []
        self._values: list[tuple[str, bool]] = []
        #: Of each match, which time it tells of: full, old, near or "" (see _time).
        self.times = [_time(m, then, published) for m, then in zip(matches, [*matches[1:], None], strict=False)]
        #: How large a part of the dates points from the day of publication.
        self.share = self.times.count("near") / max(1, len(self.times))
        self.level = level(self.times)
        if self.level == "past" and len(text) < _SNIPPET:
            self.level = "story"
        #: The years that the text names.
        self.years = {int(m.parts["year"]) for m in matches if m.parts.get("year", "").isdigit()}
        dated = [m for m in matches if "month" in m.parts and m.parts.get("year", "").isdigit()]
        self.opening = _opening(dated[0]) if dated and self.tells else None

    @property
    def tells(self) -> bool:
        """Whether the text tells of the past by its own dates, and hardly points from its day of publication."""
        return self.level == "story"

    @property
    def values(self) -> list[str]:
        """The values that words may look back at, the nearest last; in a story only those of its own."""
        opening = [self.opening.value] if self.opening else []
        return [*opening, *(value for value, own in self._values[-_MEMORY:] if own or not self.tells)]

    def add(self, match: Match, value: str, anchor: str | None) -> None:
        """Take in a date that was valued."""
        own, days = self._is_own(anchor), span(value.partition("/")[0])
        self._values.append((value, own))
        if days and (days[1] - days[0]).days <= YEAR:
            self.told.append(Told(match.start, match.end, value, days[0], (days[1] - days[0]).days + 1, own))

    def _is_own(self, anchor: str | None) -> bool:
        """Whether what was counted from a date is the text's own, and not counted from its publication in the end."""
        if anchor is None:
            return True
        if self.published and anchor == self.published.isoformat():
            return False
        return next((told.own for told in reversed(self.told[-_MEMORY:]) if told.value == anchor), True)

    def stories(self) -> list[Told]:
        """The dates of the text's own from which it may go on: the last, the last day or month, those of years before.

        An aside names another year ("a stone was set up in 1903"), and the story goes on where it was. Before the
        first of them, that one.
        """
        own = [told for told in self.told[-_STORY:] if told.own][::-1]
        if not own:
            return [self.opening] if self.opening else []
        last_of_years: dict[int, Told] = {}
        for told in own:
            last_of_years.setdefault(told.first.year, told)
        fine = [told for told in own if told.days <= 31][:1]
        return list(dict.fromkeys([own[0], *fine, *list(last_of_years.values())[1:4]]))

    def near(self, match: Match) -> Told | None:
        """The date before a match in its sentence."""
        if not self.told or _SENTENCE_END.search(self.text, self.told[-1].end, match.start):
            return None
        return self.told[-1]

    def sentences_since(self, told: Told | None, match: Match) -> int:
        """How many sentences have ended between a date and a match."""
        if told is None or not 0 <= match.start - told.end < _FAR:
            return 9
        return len(_SENTENCE_END.findall(self.text, told.end, match.start))


def kind_of(match: Match) -> str | None:
    """What the words of a match leave open, if anything.

    The year of a day, month or quarter; the day of a weekday or clock; or of which week or year a unit is.
    """
    parts, value = match.parts, match.rule.value
    if _SAID & parts.keys():
        return None
    if value == "quarter":
        return "quarter"
    if "feast" in parts:
        return "feast"
    if value in _OF_A_YEAR or ("month" in parts and value in _OF_A_MONTH | _OF_A_DAY):
        return "day" if {"day", "day_word"} & parts.keys() else "month"
    if value in _OF_A_DAY and "weekday" in parts:
        return "weekday"
    if value in {"clock", "clock_range"}:
        return "clock"
    return "unit" if match.rule.name in _OF_A_UNIT else None


def level(times: Sequence[str]) -> str:
    """How much is told by dates of its own, beside what points from the day of publication.

    From the most to the least: story, past, much, some, none; open where no time is told.
    """
    full, near = times.count("full"), times.count("near")
    old = full + times.count("old")
    if not old:
        return "none" if near else "open"
    if full and near * _HARDLY <= old and (full >= _MANY or near == 0):
        return "story"
    if not near:
        return "past"
    return "much" if near * 2 <= old else "some"


def _time(match: Match, then: Match | None, published: Published) -> str:
    """Which time words tell of: an old year with its month (full) or alone (old), a time near publication, or ""."""
    year = match.parts.get("year", "")
    recent = published.year - 1 if published else date.max.year
    if year.isdigit():
        return "near" if int(year) >= recent else "full" if "month" in match.parts else "old"
    return "near" if _is_day_of_publication(match, published) or _points(match, then) else ""


def _is_day_of_publication(match: Match, published: Published) -> bool:
    """Say whether a match is the day of publication itself, or of a dateline just before it: WARSAW, February 26."""
    parts = match.parts
    if published is None or not {"month", "day"} <= parts.keys():
        return False
    day = (month_number(parts["month"]), ordinal_number(parts["day"]))
    return day in {(d.month, d.day) for d in (published - timedelta(n) for n in range(_DATELINE))}


def _points(match: Match, then: Match | None) -> bool:
    """Say whether words point from the day on which they were written, and no full day stands beside them."""
    parts = match.parts
    if then and "month" in then.parts and then.start - match.end <= len(", "):
        return False
    looks_back = parts.get("step") in {"following", "previous", "preceding"} or parts["text"].startswith("the next ")
    if looks_back or parts.get("way") in {"earlier", "later"} or "month" in parts:
        return False
    return match.rule.name in _NEWS or bool(_POINTERS & parts.keys())


def _opening(match: Match) -> Told:
    """The year of the first full date of a text, for what stands before it."""
    year = match.parts["year"]
    return Told(0, 0, year, date(int(year), 1, 1), YEAR, own=True)
