"""Dates that point from the publication day, or from a date before them in the text.

Functions as in said.py: (parts, published, reference, tense) -> TIMEX3 value.
"""

from __future__ import annotations

import re
from datetime import date

from .days import FINENESS, UNKNOWN, move, moved, nearest, nth_of_month, span, spell, unit_of
from .kinds import NOT_A_DATE, TOLD, Parts, Published, Reference, Tense
from .lengths import length
from .numbers import month_number, number, ordinal_number, singular, weekday_number, words
from .said import month


def deictic_day(parts: Parts, published: Published, _: Reference, __: Tense) -> str:
    """Yesterday, today, tomorrow."""
    if published is None:
        return UNKNOWN["day"]
    return moved(published, "day", words("steps")[parts["deictic"]])


def weekday(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """A day of the week: the last one up to the publication day, unless the tense or a word points ahead."""
    number_of = weekday_number(parts["weekday"])
    step = parts.get("step")
    base = published
    if step in {"previous", "preceding", "following"}:
        base = last_day(reference) or published
    if tense == TOLD:
        base = last_day(reference)
    if base is None:
        return f"XXXX-WXX-{number_of + 1}"
    back = (base.weekday() - number_of) % 7
    ahead = (number_of - base.weekday()) % 7
    if step in {"next", "coming", "upcoming", "following"}:
        return moved(base, "day", ahead or 7)
    if step in {"last", "previous", "preceding", "past"}:
        return moved(base, "day", -(back or 7))
    if tense in {"future", TOLD} and step != "this":
        return moved(base, "day", ahead)
    if step in {"this", "current"}:
        return moved(base, "day", number_of - base.weekday())
    return moved(base, "day", -back)


def looked_back(parts: Parts, published: Published, reference: Reference, _: Tense) -> str:
    """That day, the same month: the nearest date before it that is as fine or finer."""
    unit = parts["unit"]
    if unit in {"second", "minute", "hour"}:
        return NOT_A_DATE
    days = _first_day(reference, unit)
    return spell(days, unit) if days else UNKNOWN[unit]


def beside(parts: Parts, published: Published, reference: Reference, _: Tense) -> str:
    """The year before, the day after: seen from the date before it in the text."""
    unit, way = parts["unit"], parts["way"]
    if way in {"after next", "before last"}:
        return moved(published, unit, 2 if way == "after next" else -2) if published else UNKNOWN[unit]
    base = _first_day(reference, unit) or published
    return moved(base, unit, 1 if way == "after" else -1) if base else UNKNOWN[unit]


def month_beside(parts: Parts, _: Published, reference: Reference, __: Tense) -> str:
    """February of the following year, May of that year: seen from the date before it in the text."""
    near = nearest(reference, "year")
    year = moved(near[1], "year", words("steps").get(parts.get("beside", ""), 0)) if near else UNKNOWN["year"]
    return f"{year}-{month_number(parts['month']):02d}"


def day_of_month(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """The 15th, the 3rd of last month: a day of the month named before, else of that of publication."""
    step, day = parts.get("month_step"), ordinal_number(parts["day"])
    near = nearest(reference, "month") if step in {None, "the"} else None
    base = near[1] if near else published and move(published, "month", words("steps").get(step or "", 0))
    if base is None:
        return UNKNOWN["day"][:8] + f"{day:02d}"
    if near is None and step is None and published:
        late = base.day < day and tense == "past"
        base = (move(base, "month", -1) if late else base) or base
    value = f"{parts.get('year') or spell(base, 'year')}-{base.month:02d}-{day:02d}"
    return value if span(value) else NOT_A_DATE


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
    if unit in {"second", "minute", "hour"} or (unit == "day" and parts.get("step") in {"last", "past"}):
        return NOT_A_DATE
    step = words("steps").get(parts.get("step", ""), 0)
    base = published
    if parts.get("step") in {"previous", "preceding", "following"} or parts["text"].startswith("the next "):
        base = _first_day(reference, unit) or published
    if base is None:
        return UNKNOWN[unit]
    if unit == "weekend":
        # On a weekday, this weekend is over beside a verb in the past; the weekend is, unless one in the future.
        over = tense == "past" if "this" in parts["text"] else tense != "future"
        step = step or -(over and base.weekday() < 5)
    return moved(base, unit, step)


def ago(parts: Parts, published: Published, reference: Reference, _: Tense) -> str:
    """Two weeks ago, a year earlier, three days later."""
    unit = singular(parts["units"])
    n = number(parts["count"]) if parts.get("count") else None
    if n is not None and "half" in parts:
        n += 0.5
    if n is not None:
        n, unit = _whole(n, unit)
    way = parts.get("way", "ago")
    back = way in {"ago", "earlier", "before that"}
    if n is None or unit in {"second", "minute", "hour"}:
        if way in {"earlier", "later", "before that", "after that"}:
            return length(n, unit)
        return "PAST_REF" if back else "FUTURE_REF"
    steps = round(-n if back else n)
    if way in {"earlier", "later", "before that", "after that"} or (unit == "year" and n == 1):
        return _moved_reference(unit, steps, published, reference)
    return moved(published, unit, steps) if published else UNKNOWN[unit]


def _whole(n: float, unit: str) -> tuple[float, str]:
    """Write a number of units as a whole number of smaller ones: a year and a half is 18 months."""
    if unit in {"decade", "century"}:
        n, unit = n * (10 if unit == "decade" else 100), "year"
    if unit == "fortnight":
        n, unit = n * 2, "week"
    if n % 1:
        smaller = {"year": (12, "month"), "week": (7, "day"), "month": (30, "day")}.get(unit)
        n, unit = (round(n * smaller[0]), smaller[1]) if smaller else (n, unit)
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
    today = published.isoformat() if published else "9999"
    named = [(v, s) for v in reference if unit_of(v) == "quarter" and (s := span(v)) and s[0].isoformat() < today]
    over = [v for v, s in named if s[1].isoformat() < today]
    if named:
        return max(over or [v for v, _ in named])
    return moved(published, "quarter", -1) if published else UNKNOWN["quarter"]


def _moved_reference(unit: str, steps: int, published: Published, reference: Reference) -> str:
    """Move the nearest date before by some units; a quarter a year earlier is a quarter."""
    for value in reversed(reference[-4:]):
        if re.fullmatch(r"P\dM|P1Y", value):
            break
        fine = unit_of(value)
        if fine == "day" and unit == "year" and steps < 0:
            continue
        days = span(_last_quarter(published, reference) if fine == "quarter" else value) if fine else None
        if fine and days:
            there = move(days[0], unit, steps)
            # Two weeks after a day is a day; two months after it is a month.
            finer = unit if unit in {"month", "year"} and fine == "day" else min(fine, unit, key=FINENESS.index)
            return spell(there, finer) if there else ("PAST_REF" if steps < 0 else "FUTURE_REF")
    return moved(published, unit, steps) if published else UNKNOWN[unit]
