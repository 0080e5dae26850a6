"""Dates that point from the publication day, or from a date before them in the text.

Functions as in said.py: (parts, published, reference, tense) -> TIMEX3 value.
"""

from __future__ import annotations

import re
from datetime import date

from .days import FINENESS, UNKNOWN, move, moved, nearest, nth_of_month, span, spell, unit_of
from .kinds import GIVEN, NOT_A_DATE, Parts, Published, Reference, Tense
from .lengths import MADE_OF, length
from .numbers import month_number, number, ordinal_number, singular, weekday_number, words
from .said import looks_back, month, month_day, named_day, steps_to

_ON_THE_CLOCK = frozenset({"second", "minute", "hour"})
# How many smaller units a part of one is counted in: half a year is six months, half a month 15 days.
_ABOUT = {"year": (12, "month"), "week": (7, "day"), "month": (30, "day")}


def deictic_day(parts: Parts, published: Published, _: Reference, __: Tense) -> str:
    """Yesterday, today, tomorrow."""
    return moved(published, "day", words("steps")[parts["deictic"]])


def weekday(parts: Parts, published: Published, reference: Reference, _: Tense) -> str:
    """A day of the week: the day given, or the one that a word like "next" points to."""
    number_of = weekday_number(parts["weekday"])
    step, base = parts.get("step"), last_day(reference) or published if looks_back(parts) else published
    if base is None or step is None:
        return parts.get(GIVEN) or f"XXXX-WXX-{number_of + 1}"
    return moved(base, "day", steps_to(number_of - base.weekday(), 7, step))


def looked_back(parts: Parts, published: Published, reference: Reference, _: Tense) -> str:
    """That day, the same month: the nearest date before it that is as fine or finer."""
    unit = parts["unit"]
    if unit in _ON_THE_CLOCK:
        return NOT_A_DATE
    return moved(_first_day(reference, unit), unit, 0)


def beside(parts: Parts, published: Published, reference: Reference, _: Tense) -> str:
    """The year before, the day after: seen from the date before it in the text."""
    unit, way = parts["unit"], parts["way"]
    if way in {"after next", "before last"}:
        return moved(published, unit, 2 if way == "after next" else -2)
    return moved(_first_day(reference, unit) or published, unit, 1 if way == "after" else -1)


def units_beside(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """One week before Christmas, two days after March 3."""
    value = (named_day if "feast" in parts else month_day)(parts, published, reference, tense)
    n, unit = _counted(parts)
    days = span(value)
    if n is None or days is None or unit in _ON_THE_CLOCK:
        return UNKNOWN["day"] if days is None else value
    return moved(days[0], unit, round(-n if parts["way"] == "before" else n), "day")


def month_beside(parts: Parts, _: Published, reference: Reference, __: Tense) -> str:
    """February of the following year, May of that year: seen from the date before it in the text."""
    year = moved(_first_day(reference, "year"), "year", words("steps").get(parts.get("beside", ""), 0))
    return f"{year}-{month_number(parts['month']):02d}"


def day_of_month(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """The 15th, the 3rd of last month: a day of the month named before, else of that of publication."""
    day = ordinal_number(parts["day"])
    base = _month_of_day(parts, published, reference, tense)
    if base is None:
        return UNKNOWN["day"][:8] + f"{day:02d}"
    month = f"{parts.get('year') or spell(base, 'year')}-{base.month:02d}"
    value = f"{month}-{day:02d}"
    if "to_day" in parts:
        value += f"/{month}-{ordinal_number(parts['to_day']):02d}"
    return value if span(value) else NOT_A_DATE


def _month_of_day(parts: Parts, published: Published, reference: Reference, tense: Tense) -> date | None:
    """Return a day in the month that a day of the month belongs to."""
    step = parts.get("month_step")
    named = _first_day(reference, "month") if step in {None, "the"} else None
    if named or published is None:
        return named
    steps = words("steps")[step] if step else 0
    if step is None and tense == "past" and published.day < ordinal_number(parts["day"]):
        steps = -1
    return move(published, "month", steps)


def nth_weekday(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """The first Monday of March, the last Friday in May."""
    value = month(parts, published, reference, tense)
    days = span(value)
    if days is None:
        return f"{value}-XX"
    nth = ordinal_number(parts["ordinal"]) if parts["ordinal"] != "last" else -1
    day = nth_of_month(days[0], weekday_number(parts["weekday"]), nth) if -1 <= nth <= 5 and nth else None
    return day.isoformat() if day is not None and day <= days[1] else NOT_A_DATE


def step_unit(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """Last week, this month, the following year."""
    unit = parts.get("unit") or "weekend"
    if unit in _ON_THE_CLOCK or (unit == "day" and parts.get("step") in {"last", "past"}):
        return NOT_A_DATE
    step = words("steps").get(parts.get("step", ""), 0)
    base = published
    if looks_back(parts) or parts["text"].startswith("the next "):
        base = _first_day(reference, unit) or published
    if base and unit == "weekend" and not step:
        step = -_weekend_is_over(parts["text"], base, tense)
    return moved(base, unit, step)


def _weekend_is_over(text: str, day: date, tense: Tense) -> bool:
    """On a weekday, this weekend is over beside a verb in the past; the weekend is, unless one in the future."""
    over = tense == "past" if "this" in text else tense != "future"
    return over and day.weekday() < 5


def ago(parts: Parts, published: Published, reference: Reference, _: Tense) -> str:
    """Two weeks ago, a year earlier, three days later."""
    n, unit = _counted(parts)
    way = parts.get("way", "ago")
    back = way in {"ago", "earlier", "before", "before that"}
    beside_another = way in {"earlier", "later", "before", "before that", "after that"}
    if n is None or unit in _ON_THE_CLOCK:
        if beside_another:
            return length(n, unit)
        return "PAST_REF" if back else "FUTURE_REF"
    steps = round(-n if back else n)
    if not beside_another:
        # A company's report compares with the same time of the year before.
        reports = [value for value in reference if _is_reported(value, published)] if (unit, n) == ("year", 1) else []
        return _moved_reference(unit, steps, published, reports)
    return _moved_reference(unit, steps, published, reference)


def _is_reported(value: str, published: Published) -> bool:
    """Say whether a value is a quarter, month or day of the last year."""
    days = span(value) if unit_of(value) in {"day", "month", "quarter"} else None
    return days is not None and (published is None or 0 <= (published - days[0]).days <= 400)


def _counted(parts: Parts) -> tuple[float | None, str]:
    """Return how many of which unit, where it can be in whole ones; None for a vague number."""
    unit = singular(parts["units"])
    n = number(parts.get("count", "several"))
    if n is None:
        return None, unit
    return _whole(n + 0.5 if "half" in parts else n, unit)


def _whole(n: float, unit: str) -> tuple[float, str]:
    """Write a number of units as a whole number of smaller ones: a year and a half is 18 months."""
    times, unit = MADE_OF.get(unit, (1, unit))
    n *= times
    if n % 1 and unit in _ABOUT:
        times, unit = _ABOUT[unit]
        n = round(n * times)
    return n, unit


def quarter_at_hand(parts: Parts, published: Published, reference: Reference, _: Tense) -> str:
    """The quarter: in a company's report the one that it reports on."""
    if published and re.search(r"\b(this|current)\b", parts["text"]):
        return spell(published, "quarter")
    return _last_quarter(published, reference)


def year_ago(parts: Parts, published: Published, reference: Reference, _: Tense) -> str:
    """The year-earlier quarter, or the year-ago period."""
    if "period last year" in parts["text"] and published and not any(unit_of(v) == "quarter" for v in reference):
        return moved(published, "year", -1)
    base = _last_quarter(published, reference)
    days = span(base)
    if days is None:
        return UNKNOWN["quarter"]
    value = parts.get("year") or moved(days[0], "year", -1)
    ordinal = parts.get("ordinal")
    return f"{value}-Q{ordinal_number(ordinal)}" if ordinal else f"{value}{base[4:]}"


def _first_day(reference: Reference, unit: str) -> date | None:
    near = nearest(reference, unit)
    return near[1] if near else None


def last_day(reference: Reference) -> date | None:
    """Return the nearest day named before."""
    return _first_day(reference, "day")


def _last_quarter(published: Published, reference: Reference) -> str:
    """Return the quarter that a report is about: the newest one named that has begun, else the last one over."""
    today = published or date.max
    named = {value: days for value in reference if unit_of(value) == "quarter" and (days := span(value))}
    begun = [value for value, days in named.items() if days[0] < today]
    over = [value for value, days in named.items() if days[1] < today]
    return max(over or begun, default=moved(published, "quarter", -1))


def _moved_reference(unit: str, steps: int, published: Published, reference: Reference) -> str:
    """Move the nearest date before by some units; a quarter a year earlier is a quarter."""
    for value in reversed(reference[-4:]):
        if re.fullmatch(r"P\dM|P1Y", value):
            break
        fine = unit_of(value)
        if fine is None or (fine == "day" and unit == "year" and steps < 0):
            continue
        days = span(_last_quarter(published, reference) if fine == "quarter" else value)
        if days:
            return moved(days[0], unit, steps, _written(fine, unit))
    return moved(published, unit, steps)


def _written(fine: str, unit: str) -> str:
    """Return the unit in which to write what lies some units from something finer, or coarser.

    Two weeks after a day is a day; two months after it is a month.
    """
    return unit if unit in {"month", "year"} and fine == "day" else min(fine, unit, key=FINENESS.index)
