"""Dates that are said outright: a day, a month, a season, a quarter, a year, a century.

Every function is pure: (parts, published, reference, tense) -> TIMEX3 value. parts are the named pieces of the match
in lower case; published is the publication day or None; reference holds the values of the dates before it in the
text, the nearest last; tense is that of its verb (past, present, future). A year that neither the words nor the thread
of the text (meanings.py) give is XXXX.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.easter import easter

from .days import SEASON_STARTS, UNKNOWN, moved, nearest, nth_of_month, span, spell
from .kinds import NOT_A_DATE, Parts, Published, Reference, Tense
from .numbers import month_number, ordinal_number, words, year_said

# A feast in dates.toml: month and day, days after Easter, or month, day of the week, which one, and days after it.
When = str | int | list[int]


def written_day(parts: Parts, published: Published, *_: object) -> str:
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
    year = _year_named(parts, published) or UNKNOWN["year"]
    first = _date(year, month, day)
    if not first or "to_day" not in parts:
        return first
    last_month = month_number(parts["to_month"]) if "to_month" in parts else month
    last_year = f"{int(year) + 1}" if last_month < month and year.isdigit() else year
    last = _date(last_year, last_month, ordinal_number(parts["to_day"]))
    return f"{first}/{last}" if last else first


def nine_eleven(*_: object) -> str:
    """The day of the attacks of 2001, which goes without its year."""
    return "2001-09-11"


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
    return _whole_week(parts["whole"], named_day(parts, published, reference, tense))


def _whole_week(whole: str, day: str) -> str:
    """Write the week or weekend of a day; the weekend of a Monday or Tuesday is the one before it."""
    days = span(day)
    if days is None:
        return UNKNOWN[whole]
    return spell(days[0] - timedelta(7 * (whole == "weekend" and days[0].weekday() < 2)), whole)


def named_day(parts: Parts, published: Published, *_: object) -> str:
    """A feast or a holiday."""
    key = " ".join(parts["feast"].replace("’", "'").split())
    when = words("feasts")[key]
    if "year" in parts:
        return _feast(when, int(parts["year"]))
    step = parts.get("step")
    if published is None or step is None:
        return f"XXXX-{when}" if isinstance(when, str) else UNKNOWN["day"]
    return _feast_near(when, step, published)


def _feast_near(when: When, step: str, published: date) -> str:
    """Return the day of a feast that a word like "next" points to."""
    days = [_feast(when, published.year + n) for n in (-1, 0, 1)]
    today = published.isoformat()
    if step == "this":
        return days[1]
    if step in {"next", "coming", "upcoming"}:
        return min(day for day in days if day >= today)
    return max(day for day in days if day < today)


def month(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """A month, of the year that is said or that the tense points to."""
    number_of = month_number(parts["month"])
    rest = f"-{number_of:02d}"
    if looks_back(parts):
        return _beside(rest, parts, reference)
    year = _year_named(parts, published)
    if year or published is None:
        return f"{year or UNKNOWN['year']}{rest}"
    step = parts.get("step")
    if step is None:
        return f"{UNKNOWN['year']}{rest}"
    return moved(published.replace(day=1), "month", steps_to(number_of - published.month, 12, step))


def steps_to(gap: int, size: int, step: str) -> int:
    """Say how many steps lead to what comes round again, as months and days of the week do.

    Args:
        gap: the steps to the one of this year or this week.
        size: after how many it comes round.
        step: the word that points to one: last, this, next.
    """
    ahead, back = gap % size, -(-gap % size)
    way = words("steps")[step]
    if way == 0:
        return gap
    return (ahead or size) if way > 0 else (back or -size)


def season(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """A season; a winter counts to the year in which it begins."""
    letters = words("seasons")[parts["season"]]
    if looks_back(parts):
        return _beside(f"-{letters}", parts, reference)
    step = "past" if "this past" in parts["text"] else parts.get("step")
    year = _year_named(parts, published) or _year_of_season(letters, step, published)
    return f"{year}-{letters}"


def _year_of_season(letters: str, step: str | None, published: Published) -> str:
    """Choose the year of a season that a word points to: last, this, next."""
    if published is None or step is None:
        return UNKNOWN["year"]
    if step == "this":
        return str(published.year)
    start = SEASON_STARTS[letters]
    begun = published.year - (published.month < start)
    # A season goes on for three months.
    over = begun - ((published.month - start) % 12 < 3)
    return str(over if step in {"last", "past"} else begun + 1)


def quarter(parts: Parts, published: Published, reference: Reference, tense: Tense) -> str:
    """A quarter of a year, of the year that is said or the nearest that has begun."""
    number_of = ordinal_number(parts["ordinal"])
    if not 1 <= number_of <= 4:
        return NOT_A_DATE
    year = _year_named(parts, published) or UNKNOWN["year"]
    return f"{year}-Q{number_of}"


def half(parts: Parts, published: Published, _: Reference, __: Tense) -> str:
    """A half of a year."""
    year = _year_named(parts, published) or UNKNOWN["year"]
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
    year = moved(published, "year", 0)
    return year if parts["text"].startswith("the end") else f"{year}-12-31"


def _date(year: str, month: int, day: int) -> str:
    """Write a day, or NOT_A_DATE where the calendar has none; the year may be unknown."""
    try:
        date(int(year) if year.isdigit() else 2000, month, day)
    except ValueError:
        return NOT_A_DATE
    return f"{year}-{month:02d}-{day:02d}"


def _year_named(parts: Parts, published: Published) -> str | None:
    """Return the year that the words name, outright or as "last year"; None where they leave it open."""
    said = parts.get("year") or parts.get("year_words") or parts.get("short_year")
    step = parts.get("year_step")
    if said:
        return year_said(said, published)
    return moved(published, "year", words("steps")[step]) if step else None


def looks_back(parts: Parts) -> bool:
    """Say whether the words look back at a date before them: that May, the following spring."""
    return "back" in parts or parts.get("step") in {"previous", "preceding", "following", "before"}


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


def _feast(when: When, year: int) -> str:
    if isinstance(when, str):
        return f"{year:04d}-{when}"
    if isinstance(when, int):
        return f"{easter(year) + timedelta(when)}"
    month, weekday, nth, *later = when
    return (nth_of_month(date(year, month, 1), weekday, nth) + timedelta(sum(later))).isoformat()
