"""Dates that are said outright: a day, a month, a season, a quarter, a year, a century.

Every function is pure: (parts, published, reference, tense) -> TIMEX3 value. parts are the named pieces of the match
in lower case; published is the publication day or None; reference holds the values of the dates before it in the
text, the nearest last; tense is that of its verb (past, present, future; "before" after "since"), or TOLD in a text
that tells of the past by its own dates: then published is not the publication day but the date before it in the text.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.easter import easter

from .days import UNKNOWN, moved, nearest, nth_of_month, span, spell
from .kinds import NOT_A_DATE, TOLD, Parts, Published, Reference, Tense
from .numbers import month_number, ordinal_number, words, year_said

# How many days ahead a day without a year may lie beside a verb in the past, and behind beside one in the future.
# Chosen on the development data: of the days named in the past tense, one in six lay up to 75 days ahead.
_SOON, _JUST_NOW = 75, 14


def written_day(parts: Parts, published: Published, _: Reference, __: Tense) -> str:
    """A day in figures; 13/02 can only be day before month."""
    month, day = int(parts["month"]), int(parts["day"])
    if month > 12 and "/" in parts["text"]:
        month, day = day, month
    value = _date(year_said(parts["year"], published), month, day) if 1 <= month <= 12 else NOT_A_DATE
    return f"{value}T{parts['time']}" if value and parts.get("time") else value


def month_day(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """A day of a month, or a range of days."""
    month = month_number(parts["month"])
    day = ordinal_number(parts.get("day") or parts["day_word"])
    year = parts.get("year") or _step_year(parts, published) or _year_of_day(month, day, published, tense)
    first = _date(year, month, day)
    if not first or "to_day" not in parts:
        return first
    last_month = month_number(parts["to_month"]) if "to_month" in parts else month
    last_year = f"{int(year) + 1}" if last_month < month and year.isdigit() else year
    last = _date(last_year, last_month, ordinal_number(parts["to_day"]))
    return f"{first}/{last}" if last else first


def month_range(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """Two months joined by a dash; without a year, the last of them that the tense allows."""
    last = month({**parts, "month": parts["to_month"]}, published, reference, tense)
    year, begin, end = last[:4], month_number(parts["month"]), month_number(parts["to_month"])
    if begin > end and year.isdigit():
        year = f"{int(year) - 1:04d}"
    return f"{year}-{begin:02d}/{last}"


def written_week(parts: Parts, *_: object) -> str:
    """A week of the calendar in figures."""
    value = f"{parts['year']}-W{parts['week']}"
    return value if span(value) else NOT_A_DATE


def week_of(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """The week, or the weekend, of some day."""
    return _whole_week(parts["whole"], month_day(parts, published, reference, tense))


def week_of_feast(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """Easter week, Labor Day weekend."""
    if published is None or tense == TOLD or "year" in parts or "step" in parts:
        return _whole_week(parts["whole"], named_day(parts, published, reference, tense))
    days = [named_day(parts, published, reference, way) for way in ("past", "future")]
    day = min(days, key=lambda value: abs((date.fromisoformat(value) - published).days))
    return _whole_week(parts["whole"], day)


def _whole_week(whole: str, day: str) -> str:
    """Write the week or weekend of a day; the weekend of a Monday or Tuesday is the one before it."""
    days = span(day)
    if days is None:
        return UNKNOWN[whole]
    return spell(days[0] - timedelta(7 * (whole == "weekend" and days[0].weekday() < 2)), whole)


def named_day(parts: Parts, published: Published, _: Reference, tense: Tense) -> str:
    """A feast or a holiday."""
    key = " ".join(parts["feast"].replace("’", "'").split())
    when = words("feasts")[key]
    if "year" in parts:
        return _feast(when, int(parts["year"]))
    if published is None:
        return f"XXXX-{when}" if isinstance(when, str) else UNKNOWN["day"]
    if tense == TOLD:
        return _feast(when, _told_year(int(_feast(when, published.year)[5:7]), published))
    days = [_feast(when, published.year + n) for n in (-1, 0, 1)]
    today = published.isoformat()
    step = parts.get("step")
    if step in {"next", "coming"} or (step != "last" and tense == "future"):
        return min(d for d in days if d >= today)
    if step == "this":
        return days[1]
    return max(d for d in days if (d < today if step == "last" else d <= today))


def month(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """A month, of the year that is said or that the tense points to."""
    number_of = month_number(parts["month"])
    if looks_back(parts):
        return _beside(f"-{number_of:02d}", parts, reference)
    said = parts.get("year") or parts.get("year_words")
    year = year_said(said) if said else _step_year(parts, published)
    if year is None and published is None:
        year = "XXXX"
    if year is not None:
        return f"{year}-{number_of:02d}"
    assert published is not None
    if tense == TOLD:
        return f"{_told_year(number_of, published)}-{number_of:02d}"
    step, first = parts.get("step"), published.replace(day=1)
    ahead = (number_of - published.month) % 12
    back = (published.month - number_of) % 12
    if step in {"this", "current"}:
        return f"{published.year}-{number_of:02d}"
    if step in {"last", "past"}:
        return moved(first, "month", -(back or 12))
    if step in {"next", "coming", "upcoming"} or tense == "future":
        return moved(first, "month", ahead or (12 if step else 0))
    # The month after this one is near enough to be meant, even in the past tense.
    near = {"past": 1, "before": 0}.get(tense or "", 6)
    return moved(first, "month", ahead if ahead <= near else -back)


def season(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """A season; a winter counts to the year in which it begins."""
    letters = words("seasons")[parts["season"]]
    if looks_back(parts):
        return _beside(f"-{letters}", parts, reference)
    if "year" in parts or "year_words" in parts:
        return f"{year_said(parts.get('year') or parts['year_words'])}-{letters}"
    if published is None:
        return f"XXXX-{letters}"
    if tense == TOLD:
        return f"{published.year}-{letters}"
    years = [published.year + n for n in (-2, -1, 0, 1)]
    ends = {y: span(f"{y}-{letters}") for y in years}
    step = parts.get("step") or ("past" if "this past" in parts["text"] else None)
    if step in {"last", "past"}:
        return f"{max(y for y in years if (s := ends[y]) and s[1] < published)}-{letters}"
    if step == "this":
        return f"{published.year}-{letters}"
    if step in {"next", "coming", "upcoming"}:
        return f"{min(y for y in years if (s := ends[y]) and s[0] > published)}-{letters}"
    if tense == "future":
        return f"{min(y for y in years if (s := ends[y]) and s[1] >= published)}-{letters}"
    return f"{max(y for y in years if (s := ends[y]) and s[0] <= published)}-{letters}"


def quarter(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """A quarter of a year, of the year that is said or the nearest that has begun."""
    number_of = ordinal_number(parts["ordinal"])
    if not 1 <= number_of <= 4:
        return NOT_A_DATE
    year = parts.get("year") or _step_year(parts, published)
    if year is None and published is None:
        year = "XXXX"
    if year is None:
        assert published is not None
        now = (published.month + 2) // 3
        if tense == TOLD:
            return f"{published.year}-Q{number_of}"
        ahead = tense == "future" and number_of < now - 1
        year = str(published.year + (1 if ahead else -1 if number_of > now and tense != "future" else 0))
    return f"{year}-Q{number_of}"


def half(parts: Parts, published: Published, _: Reference, __: Tense) -> str:
    """A half of a year."""
    year = parts.get("year") or _step_year(parts, published) or "XXXX"
    return f"{year}-H{1 if parts['ordinal'] in {'first', '1'} else 2}"


def year_range(parts: Parts, *_: object) -> str:
    """Two years joined by a dash; the second may be short."""
    first, last = parts["year"], parts["to_year"]
    last = last if len(last) == 4 else first[:2] + last
    if int(last) > int(first):
        return f"{first}/{last}"
    # 2024-12 goes back in time as a range of years; it is a month in figures.
    return f"{first}-{last[2:]}" if 1 <= int(last[2:]) <= 12 and len(parts["to_year"]) == 2 else NOT_A_DATE


def year(parts: Parts, published: Published, _: Reference, __: Tense) -> str:
    """A year in figures or words."""
    return year_said(parts.get("year") or parts.get("short_year") or parts["year_words"], published)


def decade(parts: Parts, *_: object) -> str:
    """A decade: the 1990s, the '90s, the nineties."""
    if "decade" in parts:
        digits = re.sub(r"\D", "", parts["decade"])
        # The 1700s are a century, the 2000s most often the ten years before 2010.
        if len(digits) == 4:
            return digits[:2] if digits[2] == "0" and digits < "2000" else digits[:3]
        return f"{'20' if int(digits) < 30 else '19'}{digits[0]}"
    return f"19{words('decades')[parts['decade_words']]}"


def century(parts: Parts, *_: object) -> str:
    """A century: the 19th is that of 1801 to 1900, and TIMEX3 writes it 18."""
    number_of = ordinal_number(parts.get("ordinal") or parts["day_word"])
    era = "BC" if "b" in parts.get("era", "") else ""
    return f"{era}{number_of - 1:02d}" if number_of > 0 else NOT_A_DATE


def era_year(parts: Parts, *_: object) -> str:
    """A year before or after Christ: TIMEX3 writes 44 BC as BC0044."""
    era = "BC" if "b" in parts.get("era", "") else ""
    years = [f"{era}{int(parts[name]):04d}" for name in ("from_year", "era_year") if name in parts]
    return "/".join(years) if int(parts["era_year"]) else NOT_A_DATE


def year_end(parts: Parts, published: Published, _: Reference, __: Tense) -> str:
    """Year-end is a day; the end of the year is some part of the year."""
    year = spell(published, "year") if published else UNKNOWN["year"]
    return year if parts["text"].startswith("the end") else f"{year}-12-31"


def _date(year: str, month: int, day: int) -> str:
    """Write a day, or NOT_A_DATE where the calendar has none; the year may be unknown."""
    try:
        date(int(year) if year.isdigit() else 2000, month, day)
    except ValueError:
        return NOT_A_DATE
    return f"{year}-{month:02d}-{day:02d}"


def _step_year(parts: Parts, published: Published) -> str | None:
    """Return the year that "last year" or "next year" names beside a month or quarter."""
    step = parts.get("year_step")
    if step is None:
        return None
    return f"{published.year + words('steps')[step]:04d}" if published else "XXXX"


def _year_of_day(month: int, day: int, published: Published, tense: Tense) -> str:
    """Choose the year of a day without one: the nearest, on the side that the tense points to."""
    if published is None:
        return "XXXX"
    if tense == TOLD:
        return str(_told_year(month, published))
    years = [published.year + n for n in (-1, 0, 1)]
    # The day may be 29 February: its place among the years is all that counts here.
    gaps = {y: (date(y, month, min(day, 28)) - published).days for y in years}
    # Reports in the past tense still tell of days soon to come: a dividend was declared, payable on Dec. 15.
    if tense in {"past", "before"}:
        return str(max(y for y in years if gaps[y] <= (_SOON if tense == "past" else 0)))
    if tense == "future":
        return str(min(y for y in years if gaps[y] >= -_JUST_NOW))
    return str(min(years, key=lambda y: abs(gaps[y])))


def looks_back(parts: Parts) -> bool:
    """Say whether the words look back at a date before them: that May, the following spring."""
    return "back" in parts or parts.get("step") in {"previous", "preceding", "following"}


def _beside(rest: str, parts: Parts, reference: Reference) -> str:
    """Return that month or season of the year of the nearest date before, the one after that date, or before it."""
    near = nearest(reference, "year")
    if near is None:
        return f"XXXX{rest}"
    day = near[1]
    years = [f"{day.year + n:04d}{rest}" for n in (-1, 0, 1)]
    step = parts.get("step")
    if step is None:
        return years[1]
    starts = [(days[0], year) for year in years if (days := span(year))]
    if step == "following":
        return min(year for start, year in starts if start > day)
    return max(year for start, year in starts if start < day)


def _told_year(month: int, before: date) -> int:
    """Return the year of a month in a story, which goes on from the date before."""
    return before.year + (month - before.month < -6)


def _feast(when: str | int | list[int], year: int) -> str:
    if isinstance(when, str):
        return f"{year:04d}-{when}"
    if isinstance(when, int):
        return f"{easter(year) + timedelta(when)}"
    month, weekday, nth, *later = when
    return (nth_of_month(date(year, month, 1), weekday, nth) + timedelta(sum(later))).isoformat()
