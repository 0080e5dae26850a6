"""Lengths of time and repeated times; functions as in said.py."""

from __future__ import annotations

from .kinds import Parts, Published, Reference, Tense
from .numbers import month_number, number, singular, weekday_number, words

#: Units that TIMEX3 has no letter for: how many of which other one each is.
MADE_OF = {"fortnight": (2, "week"), "decade": (10, "year"), "century": (100, "year")}
# Half of a unit in the next smaller one.
_HALF = {"year": "P6M", "minute": "PT30S", "hour": "PT30M", "day": "PT12H"}


def duration(parts: Parts, *_: object) -> str:
    """A length of time: P3D, PT2H, PXY."""
    unit = singular(parts["units"])
    vague = "count" not in parts and parts["units"].endswith("s")
    n = None if vague else number(parts["count"]) if parts.get("count", "another") != "another" else 1.0
    if n is not None and "half" in parts:
        n += 0.5
    return length(n, unit)


def duration_sum(parts: Parts, *_: object) -> str:
    """Three hours and 21 minutes."""
    whole = duration({**parts, "count": parts["count"]})
    more = length(number(parts["more"]), singular(parts["smaller"]))
    joined = more.removeprefix("PT") if whole.startswith("PT") else more.removeprefix("P")
    return whole + joined


def length(n: float | None, unit: str) -> str:
    """Write a length of time in TIMEX3; half a unit is written in the next smaller one where that is whole.

    >>> length(3, "day"), length(1.5, "minute"), length(None, "weekend"), length(2, "decade")
    ('P3D', 'PT1M30S', 'PXWE', 'P20Y')
    """
    times, unit = MADE_OF.get(unit, (1, unit))
    letter = words("units")[unit]
    prefix = "PT" if unit in {"second", "minute", "hour"} else "P"
    if n is None:
        return f"{prefix}X{letter}"
    n *= times
    if n % 1 == 0.5 and unit in _HALF:
        whole = f"{prefix}{int(n)}{letter}" if n > 1 else ""
        return whole + _HALF[unit].removeprefix(prefix if whole else "")
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
