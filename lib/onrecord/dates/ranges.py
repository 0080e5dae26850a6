"""Two dates that are the ends of one range: what one of them leaves out is taken from the other."""

from __future__ import annotations

import re
from typing import NamedTuple

from .days import move, span, spell, unit_of
from .numbers import weekday_number
from .told import leaves_open

_FROM = re.compile(r"\b(?:from|between)\s+(?:the\s+)?$", re.IGNORECASE)
_TO = re.compile(r",?\s+(?:to|and|through|until|till|or)\s+(?:the\s+)?|\s*[-–—]\s*")
_BESIDE = re.compile(r",\s+|,?\s+\(")
_DAYS = frozenset({"month-day", "day-month", "that-day", "deictic-day", "step-unit", "ago", "iso-day"})
# How soon what a rule finds comes round again.
_CYCLES = {"weekday": "week", "month-alone": "year", "month-day": "year", "day-month": "year"}
_OF_A_YEAR = frozenset({"month-alone", "month-day", "day-month", "day-before-day", "month-range"})


class End(NamedTuple):
    """One end of what may be a range: its place, its rule, the named pieces of its words and its value."""

    start: int
    end: int
    rule: str
    parts: dict[str, str]
    value: str


def mended(text: str, first: End, second: End, ahead: bool) -> tuple[str, str]:
    """Return the values of two dates, mended where they are the ends of one range.

    "May to July 1944" lies in one year; what runs from Friday to Monday does not end before it begins.

    Args:
        text: the text they stand in.
        first: the date that stands first.
        second: the next date.
        ahead: whether the second one's verb speaks of the future.
    """
    between = text[first.end : second.start]
    if _BESIDE.fullmatch(between):
        return _same_day(first, second)
    if not _TO.fullmatch(between):
        return first.value, second.value
    year = second.value[:4]
    if (
        first.rule in _OF_A_YEAR
        and leaves_open(first.parts)
        and ("month" in second.parts or second.rule == "day-after-day")
        and {"year", "year_step"} & second.parts.keys()
        and year.isdigit()
    ):
        return _of_year(first.value, year, second.value), second.value
    if first.rule == second.rule in _CYCLES and _FROM.search(text[max(0, first.start - 14) : first.start]):
        return _in_order(first, second, ahead)
    return first.value, second.value


def _same_day(first: End, second: End) -> tuple[str, str]:
    """Let a day of the week be the day that is named beside it: the next day, Saturday; Sunday night (March 4)."""
    for bare, said in ((first, second), (second, first)):
        days = span(said.value)
        if (
            "weekday" in bare.parts
            and leaves_open(bare.parts)
            and "month" not in bare.parts
            and said.rule in _DAYS
            and days
            and days[0] == days[1]
            and days[0].weekday() == weekday_number(bare.parts["weekday"])
        ):
            value = days[0].isoformat() + bare.value[10:] if "T" in bare.value else days[0].isoformat()
            return (value, second.value) if bare is first else (first.value, value)
    return first.value, second.value


def _of_year(value: str, year: str, until: str) -> str:
    """Put a month or a day into the year of the range's end, or the year before where it would not end after it."""
    said = re.sub(r"^[\dX]{4}|(?<=/)[\dX]{4}", year, value)
    begin, end = span(said), span(until)
    if begin and end and begin[0] > end[0]:
        said = re.sub(r"^\d{4}|(?<=/)\d{4}", f"{int(year) - 1:04d}", said)
    return said if span(said) else value


def _in_order(first: End, second: End, ahead: bool) -> tuple[str, str]:
    """Move one end of a range by a week or a year where it would end before it begins."""
    begin, end = span(first.value), span(second.value)
    if begin is None or end is None or begin[0] <= end[0]:
        return first.value, second.value
    wrong, days, steps = (second, end, 1) if ahead else (first, begin, -1)
    there = move(days[0], _CYCLES[wrong.rule], steps)
    value = spell(there, unit_of(wrong.value) or "day") if there else wrong.value
    return (first.value, value) if ahead else (value, second.value)
