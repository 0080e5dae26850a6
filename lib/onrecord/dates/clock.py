"""Times of day: on the clock, or by the part of the day.

Functions as in said.py: (parts, published, reference, tense) -> TIMEX3 value.
"""

from __future__ import annotations

import re

from .days import UNKNOWN, moved, spell
from .kinds import NOT_A_DATE, Parts, Published, Reference, Tense
from .numbers import number, words
from .relative import deictic_day, last_day, weekday
from .said import month_day


def part_of_day(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """Wednesday night, this morning, tonight."""
    letters = words("parts")[parts["part"]] if "part" in parts else "NI"
    day = _day_said({k: v for k, v in parts.items() if k != "step"}, published, reference, tense)
    step = parts.get("step")
    if not day and ("back" in parts or step in {"next", "following", "previous"}):
        base = last_day(reference)
        day = moved(base, "day", words("steps").get(step or "", 0)) if base else UNKNOWN["day"]
    if not day:
        day = moved(published, "day", -1 if step == "last" else 0) if published else UNKNOWN["day"]
    return f"{day}T{letters}"


def clock(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """A time on the clock, with the day beside it."""
    day = _day_said({k: v for k, v in parts.items() if k != "step"}, published, reference, tense)
    if not day and parts.get("step") and published:
        day = moved(published, "day", words("steps")[parts["step"]])
    if not day:
        day = spell(published, "day") if published else UNKNOWN["day"]
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
    """Return the day that stands beside a time of day, by default that of publication."""
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
    m = re.match(r"(\d+)(?:[:.](\d\d))?", said or f"{number(parts['hour']) or 0:.0f}")
    if four := re.fullmatch(r"(\d\d)(\d\d)", said):
        return f"{four[1]}:{four[2]}"
    hour, minute = (int(m[1]), m[2] or "00") if m else (99, "")
    late = re.search(r"[\d ]p\.?m", said) or parts.get("part") in {"afternoon", "evening", "night"}
    early = re.search(r"[\d ]a\.?m", said) or parts.get("part") == "morning"
    if hour > 24:
        return ""
    if hour <= 12 and (late or early):
        hour = hour % 12 + (12 if late else 0)
    return f"{hour:02d}:{minute}"
