"""Lengths of time and repeated times; functions as in said.py."""

from __future__ import annotations

from .kinds import Parts, Published, Reference, Tense
from .numbers import month_number, number, singular, weekday_number, words


def duration(parts: Parts, *_: object) -> str:
    """A length of time: P3D, PT2H, PXY."""
    unit = singular(parts["units"])
    vague = "count" not in parts and parts["units"].endswith("s")
    n = None if vague else number(parts["count"]) if parts.get("count", "another") != "another" else 1.0
    if n is not None and "half" in parts:
        n += 0.5
    return length(n, unit)


def length(n: float | None, unit: str) -> str:
    """Write a length of time in TIMEX3; half a unit is written in the next smaller one where that is whole.

    >>> length(3, "day"), length(1.5, "minute"), length(None, "year"), length(2, "decade")
    ('P3D', 'PT1M30S', 'PXY', 'P20Y')
    """
    letter = words("units")[unit]
    prefix = "PT" if unit in {"second", "minute", "hour"} else "P"
    if n is None:
        return f"{prefix}X{letter[-1]}"
    if unit == "fortnight":
        n *= 2
    if letter.endswith("0Y"):
        n, letter = n * {"decade": 10, "century": 100}[unit], "Y"
    smaller = {"year": "6M", "minute": "30S", "hour": "30M", "day": "T12H"}.get(unit)
    if n % 1 == 0.5 and smaller:
        prefix = "PT" if n < 1 and smaller.startswith("T") else prefix
        whole = f"{int(n)}{letter}" if n >= 1 else ""
        return f"{prefix}{whole}{smaller if n >= 1 or not smaller.startswith('T') else smaller[1:]}"
    return f"{prefix}{n:g}{letter}" if n < 1_000_000 else f"{prefix}{int(n)}{letter}"


def every(parts: Parts, published: Published, _: Reference, __: Tense) -> str:
    """Every Monday, each year, twice a week."""
    if "weekday" in parts or "weekday_name" in parts:
        day = f"XXXX-WXX-{weekday_number(parts.get('weekday') or parts['weekday_name']) + 1}"
        return f"{day}T{words('parts')[parts['part']]}" if "part" in parts else day
    if "month_name" in parts:
        return f"XXXX-{month_number(parts['month_name']):02d}"
    if "season" in parts:
        return f"XXXX-{words('seasons')[parts['season']]}"
    if "part" in parts:
        return f"XXXX-XX-XXT{words('parts')[parts['part']]}"
    other = parts.get("other", "one")
    return length(2.0 if other == "other" else number(other), singular(parts["units"]))


def unmeasured(*_: object) -> str:
    """A while."""
    return "PXX"


def adverb(parts: Parts, *_: object) -> str:
    """Daily, weekly, ..."""
    unit = {"hourly": "hour", "daily": "day", "nightly": "day", "weekly": "week", "monthly": "month"}
    return length(1.0, unit.get(parts["adverb"], "year"))
