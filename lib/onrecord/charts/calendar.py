"""The calendar axis of the timeline: days to inches, broken where nothing happens for long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from ..reading.labels import day_label, month_label
from .words import SIZE, width

_YEAR = 365.25
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_GAP = 0.34  # inches: the break
_WHITE = 4 * _YEAR  # days around what is far off, so that a year there is not as wide as all others together
_FAR = 0.2  # the share of the axis that what is far off gets
_APART = 0.12  # inches between the labels of two ticks
_MOST = 9  # ticks in a part
# Ticks: every so many days, months or years.
_STEPS = [("day", n) for n in (1, 2, 7, 14)] + [("month", n) for n in (1, 2, 3, 6)]
_STEPS += [("year", n * ten) for ten in (1, 10, 100, 1000) for n in (1, 2, 5)]


class Part(NamedTuple):
    """An unbroken part of the axis: its first and last day (ordinals), and where they stand (inches)."""

    first: float
    last: float
    left: float
    right: float


class Tick(NamedTuple):
    """A tick: its place in inches, its label, and the year under it where it has to be said."""

    x: float
    label: str
    year: str


class Calendar:
    """Days on an axis of a given length. What is years away from the middle gets a part of its own at the end.

    >>> calendar = Calendar([date(1950, 1, 1).toordinal(), date(2026, 5, 1).toordinal()], date(2026, 5, 4), 6.0)
    >>> len(calendar.parts)
    2
    """

    def __init__(self, days: Sequence[int], published: date | None, length: float) -> None:
        """Lay out the parts.

        Args:
            days: every end that has to be on the axis, as ordinals.
            published: the day around which the main part lies; without it, the middle one of the days.
            length: of the axis, in inches.
        """
        ends = sorted(days)
        middle = published.toordinal() if published else ends[len(ends) // 2]
        first, last = _near(ends, middle)
        main = _padded(first, last, 0)
        before, after = [day for day in ends if day < first], [day for day in ends if day > last]
        stretches = [*_far(before, _FIRST, first - 1), main, *_far(after, last + 1, _LAST)]
        far = max(_FAR * length, 0.9)
        near = length - (len(stretches) - 1) * (far + _GAP)
        self.parts: list[Part] = []
        x = 0.0
        for stretch in stretches:
            wide = near if stretch is main else far
            self.parts.append(Part(*stretch, x, x + wide))
            x += wide + _GAP
        self.length = length

    def x(self, day: float) -> float:
        """Where a day stands, in inches; days in a break stand at its nearer edge."""
        for part in self.parts:
            if day <= part.last or part is self.parts[-1]:
                share = min(max((day - part.first) / (part.last - part.first), 0.0), 1.0)
                return part.left + share * (part.right - part.left)
        raise AssertionError("there is a part")

    def breaks(self) -> list[float]:
        """The middles of the breaks."""
        return [part.right + _GAP / 2 for part in self.parts[:-1]]

    def ticks(self) -> list[Tick]:
        """Ticks with labels that do not touch."""
        ticks: list[Tick] = []
        for part in self.parts:
            fit = next((found for step in _STEPS if (found := _fitting(part, step))), [])
            free = ticks[-1].x + _half(ticks[-1]) + _APART if ticks else -1.0
            ticks += [tick for tick in fit if tick.x - _half(tick) >= free]
        return ticks


def _near(ends: Sequence[int], middle: int) -> tuple[int, int]:
    """The first and last day of the main part.

    It holds what is within a year of the middle, or within three times as far as half of the dates are, and what is
    not far behind that: a break has to be worth it.
    """
    away = sorted(abs(day - middle) for day in ends)
    limit = max(_YEAR, 3 * away[(len(away) - 1) // 2])
    inside = [middle, *(day for day in ends if abs(day - middle) <= limit)]
    low, high = min(inside), max(inside)
    reach = 0.4 * (high - low)
    inside += [day for day in ends if low - reach <= day <= high + reach]
    return min(inside), max(inside)


def _far(days: Sequence[int], least: float, most: float) -> list[tuple[float, float]]:
    """The stretch of the days that are far off, if there are any; its white does not reach into the main part."""
    if not days:
        return []
    low, high = _padded(days[0], days[-1], _WHITE)
    return [(max(low, least), min(high, most))]


def _padded(first: int, last: int, least: float) -> tuple[float, float]:
    """A stretch of days with room at both ends, inside the calendar."""
    room = max((last - first) / 16, 0.6 * _YEAR if last - first > 5 * _YEAR else 2.0, least)
    return max(first - room, _FIRST), min(last + room, _LAST)


def _fitting(part: Part, step: tuple[str, int]) -> list[Tick]:
    """The ticks of a part at one step; none where they are too many or would touch."""
    unit, every = step
    if (part.last - part.first) / ({"day": 1, "month": 30, "year": _YEAR}[unit] * every) > _MOST:
        return []
    ticks: list[Tick] = []
    seen = None
    for day in _days(part, unit, every):
        share = (day.toordinal() - part.first) / (part.last - part.first)
        label = {"day": day_label(day, year=False), "month": month_label(day), "year": str(day.year)}[unit]
        year = str(day.year) if unit != "year" and day.year != seen else ""
        ticks.append(Tick(part.left + share * (part.right - part.left), label, year))
        seen = day.year
    close = any(b.x - _half(b) < a.x + _half(a) + _APART for a, b in pairwise(ticks))
    return [] if close else ticks


def _days(part: Part, unit: str, every: int) -> Iterator[date]:
    """The days of a part on which a tick stands."""
    first, last = date.fromordinal(int(max(part.first, _FIRST))), date.fromordinal(int(min(part.last, _LAST)))
    if unit == "day":
        # Weeks begin on Mondays, and ordinal 1 was one.
        start = first.toordinal() + (1 - first.toordinal()) % every
        yield from (date.fromordinal(n) for n in range(start, last.toordinal() + 1, every) if n >= part.first)
        return
    for year in range(first.year, last.year + 1):
        for month in range(1, 13, every) if unit == "month" else ([1] if year % every == 0 else []):
            day = date(year, month, 1)
            if part.first <= day.toordinal() <= part.last:
                yield day


def _half(tick: Tick) -> float:
    """Half the width of a tick's label."""
    return max(width(tick.label, SIZE), width(tick.year, SIZE)) / 2
