"""Dates: what is found in a sentence of our own, and which TIMEX3 type and value it gets."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.dates import Timex, find_dates, resolve
from onrecord.dates.days import span, spell
from onrecord.dates.spans import matches
from onrecord.dates.tense import Verb
from onrecord.text import load_pipeline, parse

TUESDAY = date(2024, 12, 3)
AUTUMN = date(2025, 10, 22)  # a Wednesday in the fourth quarter

# sentence, the words found, type, value; published on Tuesday, 3 December 2024.
DAYS = [
    ("The ministers met on Dec. 2.", "Dec. 2", "DATE", "2024-12-02"),
    ("She spoke to him during a Nov. 23 visit.", "Nov. 23", "DATE", "2024-11-23"),
    ("They will meet on Dec. 3-4 in Brussels.", "Dec. 3-4", "DATE", "2024-12-03/2024-12-04"),
    ("It ran from Nov. 28-Dec. 1 in Oslo.", "Nov. 28-Dec. 1", "DATE", "2024-11-28/2024-12-01"),
    ("The law passed on 14 March 2019.", "14 March 2019", "DATE", "2019-03-14"),
    ("The law passed on March 14, 2019.", "March 14, 2019", "DATE", "2019-03-14"),
    ("The law passed on the 14th of March 2019.", "the 14th of March 2019", "DATE", "2019-03-14"),
    ("The fair opens on Saturday, December 14.", "Saturday, December 14", "DATE", "2024-12-14"),
    ("The bridge will open on Jan. 15.", "Jan. 15", "DATE", "2025-01-15"),
    ("A dividend was declared, payable Jan. 15.", "Jan. 15", "DATE", "2025-01-15"),
    ("The shop closed on Sept. 30.", "Sept. 30", "DATE", "2024-09-30"),
    ("The rule has been in force since Jan. 10.", "Jan. 10", "DATE", "2024-01-10"),
    ("He signed it on May first, 2020.", "May first, 2020", "DATE", "2020-05-01"),
    ("The letter is dated 2024-12-03.", "2024-12-03", "DATE", "2024-12-03"),
    ("The letter is dated 12/03/2024.", "12/03/2024", "DATE", "2024-12-03"),
    ("The letter is dated 25/03/2024.", "25/03/2024", "DATE", "2024-03-25"),
    ("The letter is dated 3.12.2024.", "3.12.2024", "DATE", "2024-12-03"),
    ("They met yesterday.", "yesterday", "DATE", "2024-12-02"),
    ("They meet today.", "today", "DATE", "2024-12-03"),
    ("They will meet tomorrow.", "tomorrow", "DATE", "2024-12-04"),
    ("They left the day before yesterday.", "the day before yesterday", "DATE", "2024-12-01"),
    ("They leave the day after tomorrow.", "the day after tomorrow", "DATE", "2024-12-05"),
    ("He resigned on Friday.", "Friday", "DATE", "2024-11-29"),
    ("He resigned on Tuesday.", "Tuesday", "DATE", "2024-12-03"),
    ("He will resign on Friday.", "Friday", "DATE", "2024-12-06"),
    ("He is expected to resign on Friday.", "Friday", "DATE", "2024-12-06"),
    ("She planned a vigil on Friday.", "Friday", "DATE", "2024-12-06"),
    ("Bids are open until Friday.", "Friday", "DATE", "2024-12-06"),
    ("The party will appeal Friday's ruling.", "Friday", "DATE", "2024-11-29"),
    ("He resigned last Tuesday.", "last Tuesday", "DATE", "2024-11-26"),
    ("The council meets next Thursday.", "next Thursday", "DATE", "2024-12-05"),
    ("The council meets this coming Thursday.", "this coming Thursday", "DATE", "2024-12-05"),
    ("The shop shut early Monday.", "early Monday", "DATE", "2024-12-02"),
    ("The shop was shut on Christmas Day.", "Christmas Day", "DATE", "2023-12-25"),
    ("The shop will be shut on Christmas Day.", "Christmas Day", "DATE", "2024-12-25"),
    ("They had met on Thanksgiving.", "Thanksgiving", "DATE", "2024-11-28"),
    ("They had met at Easter 2024.", "Easter 2024", "DATE", "2024-03-31"),
    ("They had met on Labor Day.", "Labor Day", "DATE", "2024-09-02"),
    ("They had met on Memorial Day 2023.", "Memorial Day 2023", "DATE", "2023-05-29"),
]

SPANS_OF_DAYS = [
    ("It rained last week.", "last week", "DATE", "2024-W48"),
    ("It rained this week.", "this week", "DATE", "2024-W49"),
    ("It will rain next week.", "next week", "DATE", "2024-W50"),
    ("It rained over the weekend.", "the weekend", "DATE", "2024-W48-WE"),
    ("It will rain next weekend.", "next weekend", "DATE", "2024-W50-WE"),
    ("It rained last month.", "last month", "DATE", "2024-11"),
    ("It rained earlier this month.", "earlier this month", "DATE", "2024-12"),
    ("It will rain next month.", "next month", "DATE", "2025-01"),
    ("It rained last year.", "last year", "DATE", "2023"),
    ("It rained later this year.", "later this year", "DATE", "2024"),
    ("It will rain next year.", "next year", "DATE", "2025"),
    ("It rained in August.", "August", "DATE", "2024-08"),
    ("It rained in early August 2019.", "early August 2019", "DATE", "2019-08"),
    ("It rained in August last year.", "August last year", "DATE", "2023-08"),
    ("It rained last August.", "last August", "DATE", "2024-08"),
    ("It will rain in March.", "March", "DATE", "2025-03"),
    ("It rained in May.", "May", "DATE", "2024-05"),
    ("Sales begin in mid-January 2026.", "mid-January 2026", "DATE", "2026-01"),
    ("It rained in 1987.", "1987", "DATE", "1987"),
    ("It rained in the late 1980s.", "the late 1980s", "DATE", "198"),
    ("It rained in the 1990s.", "the 1990s", "DATE", "199"),
    ("It rained in the '90s.", "the '90s", "DATE", "199"),
    ("It rained in the sixties.", "the sixties", "DATE", "196"),
    ("It rained in the 19th century.", "the 19th century", "DATE", "18"),
    ("It rained in the twentieth century.", "the twentieth century", "DATE", "19"),
    ("It rained in nineteen eighty-four.", "nineteen eighty-four", "DATE", "1984"),
    ("It rained in two thousand.", "two thousand", "DATE", "2000"),
    ("The budget for 2019-21 was cut.", "2019-21", "DATE", "2019/2021"),
    ("The budget for 2019–2021 was cut.", "2019–2021", "DATE", "2019/2021"),
    ("The figure for 2024-12 is out.", "2024-12", "DATE", "2024-12"),
    ("The season of 2023/24 was long.", "2023/24", "DATE", "2023/2024"),
    ("In fiscal 2023 the firm lost money.", "fiscal 2023", "DATE", "2023"),
    ("It rained last summer.", "last summer", "DATE", "2024-SU"),
    ("It will rain next spring.", "next spring", "DATE", "2025-SP"),
    ("It rained in the summer of 2019.", "the summer of 2019", "DATE", "2019-SU"),
    ("It rained last winter.", "last winter", "DATE", "2023-WI"),
    ("The third quarter was weak.", "The third quarter", "DATE", "2024-Q3"),
    ("Profit fell in the third quarter of 2022.", "the third quarter of 2022", "DATE", "2022-Q3"),
    ("The firm posted a second-quarter loss.", "second-quarter", "DATE", "2024-Q2"),
    ("Profit fell in Q2 2023.", "Q2 2023", "DATE", "2023-Q2"),
    ("Profit fell in the first half of 2023.", "the first half of 2023", "DATE", "2023-H1"),
    ("The work will be done by year-end.", "year-end", "DATE", "2024-12-31"),
    ("He left two weeks ago.", "two weeks ago", "DATE", "2024-W47"),
    ("He left three days ago.", "three days ago", "DATE", "2024-11-30"),
    ("He left five months ago.", "five months ago", "DATE", "2024-07"),
    ("He left about twenty years ago.", "about twenty years ago", "DATE", "2004"),
    ("He left a decade ago.", "a decade ago", "DATE", "2014"),
    ("He left a few years ago.", "a few years ago", "DATE", "PAST_REF"),
    ("He lived there 5,000 years ago.", "5,000 years ago", "DATE", "PAST_REF"),
    ("He leaves six days from now.", "six days from now", "DATE", "2024-12-09"),
]

TIMES = [
    ("They met on Monday night.", "Monday night", "TIME", "2024-12-02TNI"),
    ("They met on Wednesday night.", "Wednesday night", "TIME", "2024-11-27TNI"),
    ("They met yesterday afternoon.", "yesterday afternoon", "TIME", "2024-12-02TAF"),
    ("They met this morning.", "this morning", "TIME", "2024-12-03TMO"),
    ("They met last night.", "last night", "TIME", "2024-12-02TNI"),
    ("They meet tonight.", "tonight", "TIME", "2024-12-03TNI"),
    ("They met at 9 a.m. on Tuesday.", "9 a.m. on Tuesday", "TIME", "2024-12-03T09:00"),
    ("They met at 9:30 p.m. Monday.", "9:30 p.m. Monday", "TIME", "2024-12-02T21:30"),
    ("They met at noon on Monday.", "noon on Monday", "TIME", "2024-12-02T12:00"),
    ("They met at 20:15 GMT.", "20:15 GMT", "TIME", "2024-12-03T20:15"),
    ("They met at 12 a.m. Monday.", "12 a.m. Monday", "TIME", "2024-12-02T00:00"),
    ("They met at five o'clock in the afternoon.", "five o'clock in the afternoon", "TIME", "2024-12-03T17:00"),
]

LENGTHS_AND_SETS = [
    ("He ran for three years.", "three years", "DURATION", "P3Y"),
    ("He ran for 24 hours.", "24 hours", "DURATION", "PT24H"),
    ("He ran for two and a half weeks.", "two and a half weeks", "DURATION", "P2.5W"),
    ("He ran for a minute and a half.", "a minute and a half", "DURATION", "PT1M30S"),
    ("He ran for 4 1/2 years.", "4 1/2 years", "DURATION", "P4Y6M"),
    ("He ran for a couple of days.", "a couple of days", "DURATION", "P2D"),
    ("He ran for several months.", "several months", "DURATION", "PXM"),
    ("He ran for twenty-four days.", "twenty-four days", "DURATION", "P24D"),
    ("He ran for two decades.", "two decades", "DURATION", "P20Y"),
    ("He ran within a week.", "a week", "DURATION", "P1W"),
    ("He ran over the past three months.", "the past three months", "DURATION", "P3M"),
    ("They reached a 90-day truce.", "90-day", "DURATION", "P90D"),
    ("It was a six-month inquiry.", "six-month", "DURATION", "P6M"),
    ("He waited for years.", "years", "DURATION", "PXY"),
    ("He waited for more than a year.", "more than a year", "DURATION", "P1Y"),
    ("He waited for a while.", "a while", "DURATION", "PXX"),
    ("The firm made a profit in the first nine months.", "the first nine months", "DURATION", "P9M"),
    ("He swims every Monday.", "every Monday", "SET", "XXXX-WXX-1"),
    ("He swims on Tuesdays.", "Tuesdays", "SET", "XXXX-WXX-2"),
    ("He swims every day.", "every day", "SET", "P1D"),
    ("He swims each year.", "each year", "SET", "P1Y"),
    ("He swims every other week.", "every other week", "SET", "P2W"),
    ("He swims every morning.", "every morning", "SET", "XXXX-XX-XXTMO"),
    ("He swims each July.", "each July", "SET", "XXXX-07"),
    ("He swims twice a week.", "twice a week", "SET", "P1W"),
    ("He swims daily.", "daily", "SET", "P1D"),
]

NOW_AND_THEN = [
    ("He is here now.", "now", "DATE", "PRESENT_REF"),
    ("For now, the pool stays open.", "For now", "DATE", "PRESENT_REF"),
    ("He currently lives in Rome.", "currently", "DATE", "PRESENT_REF"),
    ("These days he lives in Rome.", "These days", "DATE", "PRESENT_REF"),
    ("He recently moved to Rome.", "recently", "DATE", "PAST_REF"),
    ("Prices rose in recent years.", "recent years", "DATE", "PAST_REF"),
    ("In the past, he lived in Rome.", "the past", "DATE", "PAST_REF"),
    ("He will soon move to Rome.", "soon", "DATE", "FUTURE_REF"),
    ("It will change in the near future.", "the near future", "DATE", "FUTURE_REF"),
    ("Prices will rise in coming months.", "coming months", "DATE", "FUTURE_REF"),
]

# Published in October: what a report is about, and what looks back at a date before it.
LOOKING_BACK = [
    ("Net rose in the third quarter from $2 million a year earlier.", "a year earlier", "DATE", "2024-Q3"),
    ("Third-quarter net rose; the year-earlier quarter had a gain.", "the year-earlier quarter", "DATE", "2024-Q3"),
    ("Net rose in the third quarter. Sales in the latest quarter fell.", "the latest quarter", "DATE", "2025-Q3"),
    ("He was sworn in on May 3, 2019, and resigned two days later.", "two days later", "DATE", "2019-05-05"),
    ("He was born in 1950 and died the following year.", "the following year", "DATE", "1951"),
    ("He resigned on May 3, 2019, and left that same month.", "that same month", "DATE", "2019-05"),
    ("He came on May 3, 2019, and left the next morning.", "the next morning", "TIME", "2019-05-04TMO"),
    ("The revenue for the year ended June 30 fell.", "the year", "DURATION", "P1Y"),
]

WITHOUT_A_DAY = [
    ("The ministers met on Dec. 2.", "Dec. 2", "DATE", "XXXX-12-02"),
    ("The ministers met on Dec. 2, 2024.", "Dec. 2, 2024", "DATE", "2024-12-02"),
    ("They meet on Dec. 3-4.", "Dec. 3-4", "DATE", "XXXX-12-03/XXXX-12-04"),
    ("He resigned on Friday.", "Friday", "DATE", "XXXX-WXX-5"),
    ("He resigned yesterday.", "yesterday", "DATE", "XXXX-XX-XX"),
    ("It rained last week.", "last week", "DATE", "XXXX-WXX"),
    ("It rained last month.", "last month", "DATE", "XXXX-XX"),
    ("It rained last year.", "last year", "DATE", "XXXX"),
    ("It rained in August.", "August", "DATE", "XXXX-08"),
    ("It rained last summer.", "last summer", "DATE", "XXXX-SU"),
    ("The third quarter was weak.", "The third quarter", "DATE", "XXXX-Q3"),
    ("He left two weeks ago.", "two weeks ago", "DATE", "XXXX-WXX"),
    ("They met on Wednesday night.", "Wednesday night", "TIME", "XXXX-WXX-3TNI"),
    ("They met at 9 a.m. today.", "9 a.m. today", "TIME", "XXXX-XX-XXT09:00"),
    ("They had met at Christmas.", "Christmas", "DATE", "XXXX-12-25"),
    ("They had met at Easter.", "Easter", "DATE", "XXXX-XX-XX"),
    ("Work will be done by year-end.", "year-end", "DATE", "XXXX-12-31"),
]

NO_DATES = [
    "It costs $1.76 a year.",
    "There were 12 Americans on board.",
    "He may come, and she may not.",
    "She joined the March on Washington.",
    "Soldiers march on the capital.",
    "Theresa May said no.",
    "A 37-year-old man was hurt.",
    "He is 37 years old.",
    "He won the second prize.",
    "Three-quarters of the houses are empty.",
    "The firm sold 1,989 cars and 2,000 vans.",
    "It rose to 1989.5 points from $1990.",
    "Prices fall when demand does.",
    "The score was 3-2.",
    "The rate is 19.5 percent.",
    "He is in his 30s.",
    "He was aged 70 years.",
    "She was 15 years of age.",
    "Two thousand people came.",
    "Some 1900 soldiers died.",
    "Flight 1549 landed on the river.",
    "The survey asked 1709 schoolchildren.",
    "It was the last day of the fair.",
    "Monday.com fell by 3 percent.",
    "He met Mr. March and April O'Neil.",
    "It happens every now and again.",
    "The library hours were cut.",
    "He ran it in 2:05:30.",
    "They met in Room 1984 of the tower.",
    "Prices are up 60 dollars an hour.",
    "It runs 60 miles an hour.",
]


@pytest.fixture(scope="module", autouse=True)
def pipeline() -> None:
    load_pipeline()


def only(sentence: str, words: str, published: date | None) -> Timex:
    """The one date in a sentence whose words are these."""
    found = find_dates(parse(sentence), published)
    here = [t for t in found if sentence[t.start : t.end] == words]
    assert here, [(sentence[t.start : t.end], t.value) for t in found]
    return here[0]


@pytest.mark.parametrize(
    ("sentence", "words", "kind", "value"), DAYS + SPANS_OF_DAYS + TIMES + LENGTHS_AND_SETS + NOW_AND_THEN
)
def test_type_and_value(sentence: str, words: str, kind: str, value: str) -> None:
    found = only(sentence, words, TUESDAY)
    assert (found.type, found.value) == (kind, value)


@pytest.mark.parametrize(("sentence", "words", "kind", "value"), LOOKING_BACK)
def test_a_date_may_lean_on_the_one_before(sentence: str, words: str, kind: str, value: str) -> None:
    found = only(sentence, words, AUTUMN)
    assert (found.type, found.value) == (kind, value)


@pytest.mark.parametrize(("sentence", "words", "kind", "value"), WITHOUT_A_DAY)
def test_nothing_is_guessed_without_a_publication_day(sentence: str, words: str, kind: str, value: str) -> None:
    found = only(sentence, words, None)
    assert (found.type, found.value, found.relation) == (kind, value, None)
    assert (found.earliest is None and found.latest is None) == ("X" in value)


@pytest.mark.parametrize("sentence", NO_DATES)
def test_what_is_no_date_is_left_alone(sentence: str) -> None:
    assert [sentence[t.start : t.end] for t in find_dates(parse(sentence), TUESDAY)] == []


@pytest.mark.parametrize(
    ("sentence", "words", "earliest", "latest", "relation"),
    [
        ("They met on Dec. 2.", "Dec. 2", date(2024, 12, 2), date(2024, 12, 2), "past"),
        ("They will meet on Dec. 3-4.", "Dec. 3-4", date(2024, 12, 3), date(2024, 12, 4), "present"),
        ("They will meet on Dec. 4.", "Dec. 4", date(2024, 12, 4), date(2024, 12, 4), "future"),
        ("They met last week.", "last week", date(2024, 11, 25), date(2024, 12, 1), "past"),
        ("They met this year.", "this year", date(2024, 1, 1), date(2024, 12, 31), "present"),
        ("They met earlier this year.", "earlier this year", date(2024, 1, 1), date(2024, 12, 2), "past"),
        ("They meet later this year.", "later this year", date(2024, 12, 4), date(2024, 12, 31), "future"),
        ("They met in February 2024.", "February 2024", date(2024, 2, 1), date(2024, 2, 29), "past"),
        ("They met last winter.", "last winter", date(2023, 12, 1), date(2024, 2, 29), "past"),
        ("They met over the weekend.", "the weekend", date(2024, 11, 30), date(2024, 12, 1), "past"),
        ("They met in the 1990s.", "the 1990s", date(1990, 1, 1), date(1999, 12, 31), "past"),
        ("They met in the 20th century.", "the 20th century", date(1900, 1, 1), date(1999, 12, 31), "past"),
        ("They recently met.", "recently", None, TUESDAY, "past"),
        ("They will soon meet.", "soon", TUESDAY, None, "future"),
        ("They are here now.", "now", TUESDAY, TUESDAY, "present"),
        ("They talked for three days.", "three days", None, None, None),
    ],
)
def test_first_and_last_day(
    sentence: str, words: str, earliest: date | None, latest: date | None, relation: str | None
) -> None:
    found = only(sentence, words, TUESDAY)
    assert (found.earliest, found.latest, found.relation) == (earliest, latest, relation)


@pytest.mark.parametrize("text", ["", " \n", "12", "at 25:99", "February 30, 2024", "99/99/9999", "the 0th century"])
def test_what_the_calendar_does_not_have_is_no_error(text: str) -> None:
    assert find_dates(parse(text), TUESDAY) == []


@pytest.mark.parametrize("published", [date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29), date(2023, 1, 1)])
def test_any_publication_day_will_do(published: date) -> None:
    text = " ".join(sentence for sentence, *_ in DAYS + SPANS_OF_DAYS + TIMES + LOOKING_BACK)
    assert len(find_dates(parse(text), published)) > 80


class Row(NamedTuple):
    """One row of data/dates.txt: an expression, in a sentence of ours, and what it means."""

    kind: str
    published: date | None
    tense: str | None
    sentence: str
    words: str
    start: int
    expected: tuple[str, str, date | None, date | None]


def rows() -> list[Row]:
    """The table of expressions by class."""
    lines = (Path(__file__).parent / "data" / "dates.txt").read_text(encoding="utf-8").splitlines()
    return [row_of(line) for line in lines if line and not line.startswith("#")]


def row_of(line: str) -> Row:
    kind, published, tense, marked, type_, value, earliest, latest = line.split(" | ")
    day = {"-": None, "=": date.fromisoformat(value) if "=" in (earliest, latest) else None}
    first, last = (day[end] if end in day else date.fromisoformat(end) for end in (earliest, latest))
    before, words, _ = re.split(r"[\[\]]", marked)
    return Row(
        kind,
        None if published == "none" else date.fromisoformat(published),
        None if tense == "none" else tense,
        re.sub(r"[\[\]]", "", marked),
        words,
        len(before),
        (type_, value, first, last),
    )


def meaning(found: list[Timex], row: Row) -> tuple[str, str, date | None, date | None]:
    """What was found for the words of a row."""
    here = [t for t in found if (t.start, t.end) == (row.start, row.start + len(row.words))]
    assert here, [(row.sentence[t.start : t.end], t.value) for t in found]
    return here[0].type, here[0].value, here[0].earliest, here[0].latest


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.kind}-{row.words}")
def test_table_of_expressions(row: Row) -> None:
    assert meaning(find_dates(parse(row.sentence), row.published), row) == row.expected


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.kind}-{row.words}")
def test_table_of_expressions_without_a_parse(row: Row) -> None:
    """The values are pure: words, publication day, the dates before, and the tense that the row says."""
    verb = Verb(row.tense, row.tense)
    found = resolve(row.sentence, [(match, verb) for match in matches(row.sentence)], row.published)
    assert meaning(found, row) == row.expected


@pytest.mark.parametrize("row", [row for row in rows() if row.published], ids=lambda row: f"{row.kind}-{row.words}")
def test_nothing_in_the_table_is_guessed(row: Row) -> None:
    """Without a publication day a value is either the same, because the text says it, or has its gaps."""
    found = meaning(find_dates(parse(row.sentence), None), row) if row.kind != "company report" else row.expected
    assert found[1] == row.expected[1] or "X" in found[1], found
    assert found[1] == row.expected[1] or found[2:] == (None, None)


STYLES = [
    "%Y-%m-%d", "%Y/%m/%d", "{d}.{m}.%Y", "{d}. {m}. %Y", "%m/%d/%Y", "{m}/{d}/%Y",
    "%B {d}, %Y", "%B {d} %Y", "%B {th}, %Y", "{b} {d}, %Y", "{b} {d} %Y", "%A, %B {d}, %Y", "%A %B {d} %Y",
    "{d} %B %Y", "{th} %B %Y", "{d} %B, %Y", "{d} {b} %Y", "%A, {d} %B %Y", "%A {d} %B %Y", "the {th} of %B %Y",
    "the {th} of %B, %Y", "{word} %B %Y", "%B {word}, %Y",
]  # fmt: skip
ABBREVIATED = "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.".split()
ONES = "first second third fourth fifth sixth seventh eighth ninth".split()
TEENS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split()
ORDINALS = [*ONES, *TEENS, "twentieth", *(f"twenty-{one}" for one in ONES), "thirtieth", "thirty-first"]
CALENDAR = st.dates(date(1100, 1, 1), date(2099, 12, 31))
sixty = settings(deadline=None, max_examples=60)


def written(day: date, style: str) -> str:
    """A day in some style."""
    ending = "th" if day.day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    names = {"b": ABBREVIATED[day.month - 1], "th": f"{day.day}{ending}", "word": ORDINALS[day.day - 1]}
    return day.strftime(style).format(d=day.day, m=day.month, **names)


@pytest.mark.parametrize("style", STYLES)
@settings(deadline=None, max_examples=25)
@given(CALENDAR, st.booleans())
def test_a_full_date_comes_back_as_itself(style: str, day: date, known: bool) -> None:
    words = written(day, style)
    found = only(f"It was signed on {words} in Oslo.", words, TUESDAY if known else None)
    assert (found.value, found.earliest, found.latest, found.anchor) == (day.isoformat(), day, day, None)


@sixty
@given(CALENDAR, st.sampled_from(["month", "quarter", "half", "year", "decade", "week"]))
@example(date(1600, 1, 1), "year")  # which spaCy takes for a count
@example(date(2085, 1, 1), "year")
def test_a_stretch_of_days_comes_back_as_itself(day: date, unit: str) -> None:
    value = spell(day, unit)
    words = {
        "month": f"{day:%B %Y}",
        "quarter": f"the {ORDINALS[(day.month - 1) // 3]} quarter of {day.year}",
        "half": f"the {ORDINALS[day.month // 7]} half of {day.year}",
        "year": f"{day.year}",
        # The years 1700 to 1709 have no name of their own: the 1700s are a century.
        "decade": f"the {max(day.year // 10 * 10, day.year // 100 * 100 + 10)}s",
        "week": value,
    }[unit]
    value = value if unit != "decade" else words[4:7]
    found = only(f"It was signed in {words} in Oslo.", words, None)
    assert found.value == value and (found.earliest, found.latest) == span(value)


@sixty
@given(CALENDAR, st.integers(0, 23), st.integers(0, 59), st.sampled_from(["{h}:{m:02d} {half}", "{H:02d}:{m:02d}"]))
def test_a_time_comes_back_as_itself(day: date, hour: int, minute: int, style: str) -> None:
    clock = style.format(h=(hour - 1) % 12 + 1, H=hour, m=minute, half="a.m." if hour < 12 else "p.m.")
    words = f"{clock} on {written(day, '%B {d}, %Y')}"
    found = only(f"It was signed at {words} in Oslo.", words, None)
    assert (found.type, found.value) == ("TIME", f"{day}T{hour:02d}:{minute:02d}")


@sixty
@given(st.integers(1, 99), st.sampled_from(["minute", "hour", "day", "week", "month", "year"]))
def test_a_length_comes_back_as_itself(number: int, unit: str) -> None:
    words = f"{number} {unit}{'s' * (number > 1)}"
    found = only(f"The talks lasted {words} in Oslo.", words, TUESDAY)
    time = "T" if unit in ("minute", "hour") else ""
    assert (found.type, found.value) == ("DURATION", f"P{time}{number}{unit[0].upper()}")


@sixty
@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.integers(1, 400))
def test_days_ago_are_days_before_publication(published: date, number: int) -> None:
    found = only(f"They met {number} days ago.", f"{number} days ago", published)
    assert found.value == (published - timedelta(number)).isoformat() and found.relation == "past"


@sixty
@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.sampled_from(["week", "month", "quarter", "year"]))
def test_what_is_this_holds_the_publication_day(published: date, unit: str) -> None:
    found = only(f"It rained this {unit}.", f"this {unit}", published)
    assert found.earliest is not None and found.latest is not None
    assert found.earliest <= published <= found.latest and found.relation == "present"


@settings(deadline=None, max_examples=60)
@given(st.text("0123456789 -./,:'’\nMaydec thursweklpno", max_size=80))
def test_any_text_gives_ordered_spans(text: str) -> None:
    found = find_dates(parse(text), TUESDAY)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= t.start < t.end <= len(text) for t in found)
    assert found == find_dates(parse(text), TUESDAY)


@pytest.mark.parametrize("piece", ["a ", "the " + " " * 40, "1", "in the early ", "from May 3 to ", "3, 4, 5, "])
def test_long_repeats_take_no_more_time_than_their_length(piece: str) -> None:
    def cost(times: int) -> float:
        begin = time.process_time()
        list(matches(piece * times))
        return time.process_time() - begin

    cost(500)
    once = min(cost(500) for _ in range(3))
    assert min(cost(2000) for _ in range(3)) < 10 * once + 0.02


def test_spacy_is_not_imported() -> None:
    code = "import sys, onrecord.dates.spans; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
