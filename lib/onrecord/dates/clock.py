"""Times of day: on the clock, or by the part of the day.

Functions as in said.py: (parts, published, reference, tense) -> TIMEX3 value.
"""

from __future__ import annotations

import re

from .days import moved
from .kinds import GIVEN, NOT_A_DATE, Parts, Published, Reference, Tense
from .numbers import number, words
from .relative import deictic_day, last_day, weekday
from .said import looks_back, month_day, written_day


def part_of_day(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """Wednesday night, this morning, tonight."""
    letters = words("parts")[parts["part"]] if "part" in parts else "NI"
    day = _day_said(parts, published, reference, tense)
    if not day:
        step = parts.get("step", "")
        base = last_day(reference) if "back" in parts or step in {"next", "following", "previous"} else published
        day = moved(base, "day", words("steps").get(step, 0))
    return f"{day}T{letters}"


def clock(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """A time on the clock, with the day beside it."""
    day = _day_said(parts, published, reference, tense)
    if not day:
        beside = looks_back(parts) or parts.get("step") == "next"
        base = last_day(reference) or published if beside else published
        day = parts.get(GIVEN) or moved(base, "day", words("steps").get(parts.get("step", ""), 0))
    time = _clock(parts)
    return f"{day}T{time}" if time else NOT_A_DATE


def clock_range(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """Two times joined by a dash; the first may leave its half of the day to the second: 9-11 a.m."""
    last = clock(parts, published, reference, tense)
    begin, half = parts["from_clock"], re.search(r" ?[ap]\.?m\.?$", parts["clock"])
    if half and not re.search("[nmd]", begin):
        begin += half[0]
    first = clock({**parts, "clock": begin}, published, reference, tense)
    return f"{first}/{last}" if first and last and first < last else last


def _day_said(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """Return the day that stands beside a time of day, or ""; "next" and "last" are said of the time, not of it."""
    parts = {name: said for name, said in parts.items() if name != "step"}
    if parts.get("month", "").isdigit():
        return written_day(parts, published)
    if "month" in parts:
        return month_day(parts, published, reference, tense)
    if "weekday" in parts:
        return weekday(parts, published, reference, tense)
    if "deictic" in parts:
        return deictic_day(parts, published, reference, tense)
    return ""


def _clock(parts: Parts) -> str:
    """Return HH:MM on the clock of 24 hours, or "" where there is no such time."""
    said = parts.get("clock", "")
    if said in words("clock"):
        return str(words("clock")[said])
    if four := re.fullmatch(r"(\d\d)(\d\d)", said):
        return f"{four[1]}:{four[2]}"
    hour_said = parts.get("hour", "")
    m = re.match(
        r"(\d+)(?:[:.](\d\d))?", said or (hour_said if hour_said[:1].isdigit() else f"{number(hour_said) or 0:.0f}")
    )
    if m is None or int(m[1]) > 24:
        return ""
    hour, half = int(m[1]), _half_of_day(said, parts.get("part"))
    if hour <= 12 and half is not None:
        hour = hour % 12 + half
    minute = int(m[2] or 0) + _minutes(parts)
    return f"{(hour + minute // 60) % 25:02d}:{minute % 60:02d}"


def _minutes(parts: Parts) -> int:
    """How many minutes past the hour, or before it."""
    past = parts.get("past")
    if past is None:
        return 0
    minutes = 30 if past == "half" else 15 if past.endswith("quarter") else round(number(past) or 0)
    return -minutes if parts["way"] == "to" else minutes


def _half_of_day(said: str, part: str | None) -> int | None:
    """Return the hour at which the half of the day begins that a time lies in; None where nothing tells."""
    if re.search(r"[\d ]p\.?m", said) or part in {"afternoon", "evening", "night"}:
        return 12
    if re.search(r"[\d ]a\.?m", said) or part == "morning":
        return 0
    return None
