"""Dates that point from the publication day, or from a date before them in the text.

Functions as in said.py: (parts, published, reference, tense) -> TIMEX3 value.
"""

from __future__ import annotations

import re
from datetime import date

from .days import FINENESS, UNKNOWN, move, moved, span, spell, unit_of
from .kinds import NOT_A_DATE, Parts, Published, Reference, Tense
from .lengths import length
from .numbers import number, ordinal_number, singular, weekday_number, words


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
    if base is None:
        return f"XXXX-WXX-{number_of + 1}"
    back = (base.weekday() - number_of) % 7
    ahead = (number_of - base.weekday()) % 7
    if step in {"next", "coming", "upcoming", "following"}:
        return moved(base, "day", ahead or 7)
    if step in {"last", "previous", "preceding", "past"}:
        return moved(base, "day", -(back or 7))
    if tense == "future" and step != "this":
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


def step_unit(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """Last week, this month, the following year."""
    unit = parts.get("unit") or "weekend"
    if unit in {"second", "minute", "hour"}:
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
    back = parts.get("way", "ago") in {"ago", "earlier"}
    if n is None or unit in {"second", "minute", "hour"}:
        if parts.get("way") in {"earlier", "later"}:
            return length(n, unit)
        return "PAST_REF" if back else "FUTURE_REF"
    steps = round(-n if back else n)
    if parts.get("way") in {"earlier", "later"} or (unit == "year" and n == 1):
        return _moved_reference(unit, steps, published, reference)
    if unit in {"decade", "century"}:
        unit, steps = "year", steps * (10 if unit == "decade" else 100)
    return moved(published, unit, steps) if published else UNKNOWN[unit]


def quarter_at_hand(parts: Parts, published: Published, reference: Reference, _: Tense) -> str:
    """The quarter: in a company's report the one that it reports on."""
    if published and re.search(r"\b(this|current)\b", parts["text"]):
        return spell(published, "quarter")
    return _last_quarter(published, reference)


def year_ago(parts: Parts, published: Published, reference: Reference, _: Tense) -> str:
    """The year-earlier quarter, or the year-ago period."""
    base = _last_quarter(published, reference)
    days = span(base)
    if days is None:
        return UNKNOWN["quarter"]
    value = parts.get("year") or moved(days[0], "year", -1)
    ordinal = parts.get("ordinal")
    return f"{value}-Q{ordinal_number(ordinal)}" if ordinal else f"{value}{base[4:]}"


def _first_day(reference: Reference, unit: str) -> date | None:
    """Return the first day of the nearest date before that is no longer than a unit."""
    limit = FINENESS.index(unit)
    for value in reversed(reference):
        fine = unit_of(value)
        days = span(value) if fine and FINENESS.index(fine) <= limit else None
        if days:
            return days[0]
    return None


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
        if fine == "day" and unit == "year":
            continue
        days = span(_last_quarter(published, reference) if fine == "quarter" else value) if fine else None
        if fine and days:
            there = move(days[0], unit, steps)
            finer = min(fine, unit, key=FINENESS.index)
            return spell(there, finer) if there else ("PAST_REF" if steps < 0 else "FUTURE_REF")
    return moved(published, unit, steps) if published else UNKNOWN[unit]
