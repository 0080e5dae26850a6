"""Days and TIMEX3 values: one made from the other, forwards and back."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta, weekday

#: The value of a time of some length when nothing is known about it.
UNKNOWN = {
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
}
#: Units from the finest to the coarsest.
FINENESS = ["day", "weekend", "week", "month", "quarter", "season", "half", "year", "decade", "century"]
#: The month in which a season of three begins.
SEASON_STARTS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?$")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?$")
_QUARTER = re.compile(r"(\d{4})-(Q[1-4]|H[12])$")
_SEASON = re.compile(r"(\d{4})-(SP|SU|FA|WI)$")
_MONTH = re.compile(r"(\d{4})-(\d\d)$")
_YEARS = re.compile(r"(\d{2,4})$")
_UNITS = (("day", _DAY), ("month", _MONTH), ("quarter", _QUARTER), ("week", _WEEK), ("season", _SEASON))


def spell(day: date, unit: str) -> str:
    """Write the day, week, month, ... that a day lies in as a TIMEX3 value.

    >>> spell(date(2024, 12, 3), "week"), spell(date(2024, 12, 3), "quarter"), spell(date(2024, 12, 3), "decade")
    ('2024-W49', '2024-Q4', '202')
    """
    # Four figures in every year: what strftime makes of the year 987 hangs on the system.
    written = day.isoformat()
    year, week, _ = day.isocalendar()
    return {
        "day": written,
        "week": f"{year:04d}-W{week:02d}",
        "weekend": f"{year:04d}-W{week:02d}-WE",
        "month": written[:7],
        "quarter": f"{written[:4]}-Q{(day.month + 2) // 3}",
        "season": f"{day.year - (day.month < 3):04d}-{('WI', 'SP', 'SU', 'FA')[day.month % 12 // 3]}",
        "half": f"{written[:4]}-H{(day.month + 5) // 6}",
        "year": written[:4],
        "decade": written[:3],
        "century": written[:2],
    }[unit]


def move(day: date, unit: str, steps: int) -> date | None:
    """Move a day by some days, weeks, months, ...; None where the calendar has no such day.

    >>> move(date(2024, 3, 31), "month", -1)
    datetime.date(2024, 2, 29)
    """
    try:
        if unit not in _MONTHS_IN:
            return day + timedelta(days=steps * {"day": 1, "week": 7, "weekend": 7}[unit])
        there: date = day + relativedelta(months=steps * _MONTHS_IN[unit])
        return there
    except (OverflowError, ValueError):
        return None


def moved(day: date | None, unit: str, steps: int, written: str | None = None) -> str:
    """Write the unit that lies some steps away; far outside the calendar it is only past or future.

    >>> moved(date(2024, 12, 3), "month", 1), moved(None, "month", 1), moved(date(2024, 12, 3), "week", 2, "day")
    ('2025-01', 'XXXX-XX', '2024-12-17')
    """
    if day is None:
        return UNKNOWN[unit]
    there = move(day, unit, steps)
    if there is None:
        return "PAST_REF" if steps < 0 else "FUTURE_REF"
    return spell(there, written or unit)


def unit_of(value: str) -> str | None:
    """Say how long a time a value names: day, week, month, quarter, year, ...; None for a length or PAST_REF."""
    for unit, pattern in _UNITS:
        if pattern.match(value):
            return "half" if unit == "quarter" and "H" in value else unit
    return {4: "year", 3: "decade", 2: "century"}[len(value)] if _YEARS.match(value) else None


@lru_cache(4096)
def span(value: str) -> tuple[date, date] | None:
    """Return the first and the last day of a value; None where it names no days of the calendar.

    >>> span("2024-Q4")
    (datetime.date(2024, 10, 1), datetime.date(2024, 12, 31))
    """
    if "/" in value:
        ends = [span(part) for part in value.split("/")]
        return (ends[0][0], ends[1][1]) if len(ends) == 2 and ends[0] and ends[1] else None
    try:
        return _span(value)
    except ValueError:
        return None


def ends_before_it_begins(value: str) -> bool:
    """Say whether a value is a range that runs backwards.

    >>> ends_before_it_begins("2026-12-03/2026-12-02"), ends_before_it_begins("2026-12-02/2026-12-03")
    (True, False)
    """
    days = span(value)
    return days is not None and days[0] > days[1]


def _span(value: str) -> tuple[date, date] | None:
    if m := _DAY.match(value):
        day = date(int(m[1]), int(m[2]), int(m[3]))
        return day, day
    if m := _WEEK.match(value):
        monday = date.fromisocalendar(int(m[1]), int(m[2]), 1)
        return (monday + timedelta(5) if m[3] else monday), monday + timedelta(6)
    if m := _MONTH.match(value):
        return _months(int(m[1]), int(m[2]), 1)
    if m := _QUARTER.match(value):
        length = 3 if m[2][0] == "Q" else 6
        return _months(int(m[1]), (int(m[2][1]) - 1) * length + 1, length)
    if m := _SEASON.match(value):
        return _months(int(m[1]), SEASON_STARTS[m[2]], 3)
    if _YEARS.match(value):
        gap = 4 - len(value)
        return date(int(value + "0" * gap), 1, 1), date(int(value + "9" * gap), 12, 31)
    return None


def _months(year: int, month: int, length: int) -> tuple[date, date]:
    years, last = divmod(month + length - 2, 12)
    return date(year, month, 1), date(year + years, last + 1, monthrange(year + years, last + 1)[1])


def nearest(reference: Sequence[str], unit: str) -> tuple[str, date] | None:
    """Return the nearest date before that is no longer than a unit, and its first day."""
    limit = FINENESS.index(unit)
    for whole in reversed(reference):
        value = whole.rpartition("/")[2]
        fine = unit_of(value)
        days = span(value) if fine and FINENESS.index(fine) <= limit else None
        if days:
            return value, days[0]
    return None


def bounds(value: str, published: date | None) -> tuple[date | None, date | None]:
    """Return the first and the last possible day of a value; None where that end is open or unknown.

    >>> bounds("PAST_REF", date(2024, 12, 3))
    (None, datetime.date(2024, 12, 3))
    """
    days = span(value)
    if days:
        return days
    return {
        "PRESENT_REF": (published, published),
        "PAST_REF": (None, published),
        "FUTURE_REF": (published, None),
    }.get(value, (None, None))


def nth_of_month(first: date, number: int, nth: int) -> date:
    """Return the nth day of a week in the month that begins on a day; -1 is the last one, Monday is number 0.

    >>> nth_of_month(date(2024, 5, 1), 0, -1)
    datetime.date(2024, 5, 27)
    """
    day: date = first + relativedelta(day=1 if nth > 0 else 31, weekday=weekday(number)(nth))
    return day
