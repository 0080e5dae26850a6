"""Which year or day is meant where the words leave it open: by story, tense and sentence; with opposites."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from onrecord.dates import evidence, find_dates
from onrecord.files import DATA
from onrecord.text import load_pipeline, parse

LATE = date(2024, 11, 20)  # a Wednesday


@pytest.fixture(scope="module", autouse=True)
def pipeline() -> None:
    load_pipeline()


def found(text: str, published: date | None = LATE) -> dict[str, str]:
    """The expressions of a text, by their words; the last of equals."""
    return {text[t.start : t.end]: t.value for t in find_dates(parse(text), published)}


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        # A plain year, a season, a full date set the year of what follows, over the turn of the year.
        ("The peace of 1870 was signed. In May the king died.", "May", "1870-05"),
        ("The fleet sailed in the autumn of 1863. On 14 February it came home.", "14 February", "1864-02-14"),
        ("The winter of 1709 was hard. In February the river froze.", "February", "1710-02"),
        ("The war began in 1914. By Christmas it had frozen. In March the rains came.", "March", "1915-03"),
        (
            "The treaty was signed on 3 May 1815. On 18 June the armies met. The next day it rained.",
            "The next day",
            "1815-06-19",
        ),
        # A time of day is of the day told last.
        ("The guns opened at dawn on 3 May 1911. At 11:30 am they fell silent.", "11:30 am", "1911-05-03T11:30"),
        # The present ends a story: plans, and what points from the day of publication.
        ("The plant opened in 1987. It will close in May.", "May", "2025-05"),
        ("The plant opened in 1987. It closes on Friday.", "Friday", "2024-11-22"),
        ("The firm was founded in 1950. In May it hired a new head, the mayor said on Friday.", "May", "2024-05"),
    ],
)
def test_the_year_of_the_story(text: str, words: str, value: str) -> None:
    assert found(text)[words] == value


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        # Right behind a verb a day is that verb's, whatever follows.
        ("The board said on Monday it would close two plants.", "Monday", "2024-11-18"),
        ("The board will say on Monday whether it closed two plants.", "Monday", "2024-11-25"),
        ("The minister announced Tuesday that the vote had been put off.", "Tuesday", "2024-11-19"),
        # The present tense of any verb is a plan, unless it reports.
        ("The council votes on Thursday.", "Thursday", "2024-11-21"),
        ("The council voted on Thursday.", "Thursday", "2024-11-14"),
        ("The high court hears the appeal on Monday.", "Monday", "2024-11-25"),
        ("The choir performs in Leeds on June 5.", "June 5", "2025-06-05"),
        ("The choir performed in Leeds on June 5.", "June 5", "2024-06-05"),
        ("She writes that the ship sank on July 22.", "July 22", "2024-07-22"),
        ("The hearing is set for Friday.", "Friday", "2024-11-22"),
        # The future in the past ends before the report's own future does.
        ("He told them in March that he would resign in May.", "May", "2024-05"),
        ("He told them that he will resign in May.", "May", "2025-05"),
        # What goes on since a day has begun; what went on up to a day is over; what falls due does not lie far back.
        ("The rule has been in force since January 10.", "January 10", "2024-01-10"),
        ("It rained from Monday to Thursday.", "Monday", "2024-11-11"),
        ("It rained from Monday to Thursday.", "Thursday", "2024-11-14"),
        ("It will rain from Monday to Thursday.", "Thursday", "2024-11-28"),
        ("They postponed the vote until Friday.", "Friday", "2024-11-22"),
        # Nothing past lies in a year that is named ahead.
        ("He will stand in the 2026 election. He struck a deal on April 7.", "April 7", "2024-04-07"),
        ("The dividend was declared, payable June 1.", "June 1", "2025-06-01"),
    ],
)
def test_the_tense(text: str, words: str, value: str) -> None:
    assert found(text)[words] == value


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("The agency plans a 2027 landing. A year ago, it chose nine firms.", "A year ago", "2023"),
        ("He left in January. He had come the November before.", "the November before", "2023-11"),
        ("It was summer, the summer of 1854. In October of that year he left.", "October of that year", "1854-10"),
        ("He came on May 3, 2019. Ten days before, he had called.", "Ten days before", "2019-04-23"),
        ("He came on May 3, 2019, and was gone by noon the next day.", "noon the next day", "2019-05-04T12:00"),
    ],
)
def test_what_is_counted_from_the_thread(text: str, words: str, value: str) -> None:
    assert found(text)[words] == value


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("It is dated 19-Nov-12.", "19-Nov-12", "2012-11-19"),
        ("It was closed on 02/08/2012 4:49 PM.", "02/08/2012 4:49 PM", "2012-02-08T16:49"),
        ("They left at 4.30pm on 9 November, 2012.", "4.30pm on 9 November, 2012", "2012-11-09T16:30"),
        ("It reopens on Wed 11 Jan, 11:00 AM.", "Wed 11 Jan, 11:00 AM", "2025-01-11T11:00"),
        ("The feast was on 12 October 11:45 pm.", "12 October 11:45 pm", "2024-10-12T23:45"),
        ("No boats ran on Monday 20, Tuesday 21 and Friday, May 24.", "Tuesday 21", "2024-05-21"),
        ("It was shut on June 5-7 and 12-14.", "12-14", "2024-06-12/2024-06-14"),
        ("It shuts one week before Christmas.", "one week before Christmas", "2024-12-18"),
        ("It was shut two days after Labor Day.", "two days after Labor Day", "2024-09-04"),
        ("He rose at seven this morning.", "seven this morning", "2024-11-20T07:00"),
        ("He rose at half past six on Friday.", "half past six on Friday", "2024-11-15T06:30"),
        ("He rose at a quarter to six on Friday.", "a quarter to six on Friday", "2024-11-15T05:45"),
        ("It took three hours and 21 minutes.", "three hours and 21 minutes", "PT3H21M"),
        ("He led it for five-and-a-half years.", "five-and-a-half years", "P5Y6M"),
        ("Nobody had foreseen 9/11.", "9/11", "2001-09-11"),
        ("He watched the Sept. 11 attacks from a roof.", "Sept. 11", "2001-09-11"),
        ("The parade was held on Sept. 11.", "Sept. 11", "2024-09-11"),
        ("Sales rose 3 percent year to date.", "year to date", "2024"),
        ("She said that May would be worse.", "May", "2025-05"),
        ("This years’ fair was the last.", "This years", "2024"),
    ],
)
def test_forms(text: str, words: str, value: str) -> None:
    assert found(text)[words] == value


@pytest.mark.parametrize(
    "text",
    [
        "Call 0171 2018 1234.",
        "The school at 1845 Oak Street has a hall.",
        "He lives at 1119 Eighth St. in the north.",
        "Ann Weeks said no. Nobody heard Weeks.",
        "He said that Mar-a-Lago was worth more.",
        "Brandt scored at 7:14.",
        "Nelson scored 2:55 into overtime.",
        "They led 60-50 after the third quarter.",
        "They reached the quarter-finals.",
        "The talks ran December 3-2.",
        "She won Novel of the Year.",
        "He told “CBS This Morning” so.",
    ],
)
def test_names_and_numbers_are_no_dates(text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The 1929 Wall Street crash ruined him.", "1929"),
        ("He stayed for weeks.", "weeks"),
        ("They met this morning.", "this morning"),
        ("He left in the third quarter.", "the third quarter"),
        ("The bell rang at 7:14.", "7:14"),
        ("He was honoured at the end of the year.", "the end of the year"),
    ],
)
def test_what_looks_like_them_and_is_a_date(text: str, words: str) -> None:
    assert words in found(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It went on from May to Friday.", "Friday"),
        ("It has been shut since 29 February.", "29 February"),
        ("The dividend is payable 29 February.", "29 February"),
        ("On 3 May 1815 it began; it ended on a Sunday.", "Sunday"),
    ],
)
def test_what_logic_leaves_nothing_of_is_still_a_date(text: str, words: str) -> None:
    assert words in found(text)


def test_what_was_early_this_year_is_over() -> None:
    early, later = (
        find_dates(parse(text), LATE)[0] for text in ("Early this year it closed.", "It will close later this year.")
    )
    assert (early.latest, early.relation) == (date(2024, 11, 19), "past")
    assert (later.earliest, later.relation) == (date(2024, 11, 21), "future")


def test_a_story_needs_no_day_of_publication_and_news_is_not_guessed_without() -> None:
    story = "He was born on 4 May 1810. On 3 June 1831 he sailed. He landed in August. On 2 September he wrote home."
    assert found(story, None)["2 September"] == "1831-09-02"
    assert found("They met in May. On Friday they parted.", None) == {"May": "XXXX-05", "Friday": "XXXX-WXX-5"}


def test_weights_are_sorted_numbers_of_marks_that_are_made() -> None:
    with (DATA / "thread.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["mark", "weight"] and rows[1:] == sorted(rows[1:])
    assert all(abs(float(weight)) >= 0.05 for _, weight in rows[1:]) and evidence.weights()["weekday agrees True"] > 0


def test_an_anchor_is_the_day_of_publication_or_a_date_before() -> None:
    def anchors(text: str) -> list[str | None]:
        return [timex.anchor for timex in find_dates(parse(text), LATE)]

    assert anchors("The fleet sailed on 3 May 1815. On 18 June it came home.") == [None, "1815-05-03"]
    assert anchors("A museum opened last week.") == ["2024-11-20"]
