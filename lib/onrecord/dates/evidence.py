"""What speaks for one of the years or days that words may mean, as marks; how much each counts is fitted.

A mark is a few words, such as "month news -6 tense past": for a month, an option up to six months before the day of
publication, beside a verb in the past. thread.csv has the weight of each; benchmarks/fit_dates.py fits them on marked
articles.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from ..files import DATA
from .kinds import Published
from .numbers import weekday_number
from .spans import Match
from .tense import Verb
from .thread import YEAR, Thread, Told, kind_of, level

_WEIGHTS = DATA / "thread.csv"
# Words before a date that are marks of their own.
_WORDS = "after as at before between by during for from in of on since the through to until".split()
_BEFORE = {word: word for word in _WORDS} | {"till": "until"} | dict.fromkeys(("due", "effective", "payable"), "due")
# How many characters before a date are looked at, how many dates on each side, and how many dates told before.
_LOOK_BACK, _BESIDE, _LATELY = 60, 4, 40
# A day of the week is counted from no date that lies further off, in days.
_FORTNIGHT = 20
# How far an option lies from a date, in days or months; a name is for what lies at most so far.
_WEEKS = ([-8, -7, -1, 0, 6, 7], ["<<", "-7", "-", "0", "+", "+7", ">>"])
_MONTHS = ([-13, -7, -2, -1, 0, 1, 6, 12], ["<<", "-12", "-6", "-1", "0", "+1", "+6", "+12", ">>"])
_QUARTERS = ([-5, -2, -1, 0, 1, 4], ["<<", "-", "-1", "0", "+1", "+", ">>"])
_DAYS = (
    [-400, -185, -46, -8, -1, 0, 7, 45, 184, 365],
    ["<<", "-12", "-6", "-1", "-7", "0", "+7", "+1", "+6", "+12", ">>"],
)
# Marks of the side: alone, and in pairs.
_ALONE = "level share local recent tense form word far length ago opens run".split()
_PAIRS = [
    pair.split()
    for pair in (
        "recent far, recent tense, recent level, run ago, run recent, run share, level tense, far tense, length far, "
        "level share, level length, tense form"
    ).split(", ")
]


class Around(NamedTuple):
    """What stands around words: their kind and match, the dates they may go on from, and the rest in a word each.

    lasts is how many days lie between this day of the week and the one up to which it goes on: from Monday to Friday.
    """

    kind: str
    match: Match
    thread: Thread
    stories: list[Told]
    near: Told | None
    lasts: int
    words: dict[str, str]

    @classmethod
    def of(cls, thread: Thread, number: int, verb: Verb, kind: str) -> Around:
        """Look around a match."""
        match, stories = thread.matches[number], thread.stories()
        story = stories[0] if stories else None
        before = re.findall(r"\w+", thread.text[max(0, match.start - _LOOK_BACK) : match.start].lower())[-2:]
        word = _BEFORE.get(before[-1], "other") if before else "none"
        beside = thread.times[max(0, number - _BESIDE) : number] + thread.times[number + 1 : number + 1 + _BESIDE]
        near = thread.near(match)
        words = {
            "form": verb.form or "none",
            "tense": "future" if _points_ahead(word, verb) else verb.tense or "none",
            "word": word,
            "joined": _joined(thread.text[near.end : match.start]) if near else "",
            "a": "a" if {"a", "an"} & set(before) else "",
            "level": thread.level,
            "local": level(beside),
            "share": _named(thread.share, ([0, 0.07, 0.15, 0.3], "01234")),
            "far": _named(thread.sentences_since(story, match), ([0, 1, 3, 8], "01249")),
            "recent": _recent(thread),
            "length": _length(story),
            "ago": _ago(story, thread.published),
            "run": _named(_run(thread, number), ([1, 3, 6], "1247")),
            "opens": "opens" if story and story.start < 300 else "",
            "back": "back" if thread.told and story and thread.told[-1] != story else "",
            "ahead": "ahead" if story and story is thread.opening else "",
        }
        return cls(kind, match, thread, stories, near, _lasts(thread, number), words)


@cache
def weights() -> dict[str, float]:
    """How much each mark counts."""
    with _WEIGHTS.open(encoding="utf-8", newline="") as file:
        return {mark: float(weight) for mark, weight in csv.reader(file) if mark != "mark"}


def marks_of(around: Around, first: date | None) -> list[str]:
    """What speaks for an option, or against it.

    Args:
        around: what stands around the words.
        first: the option's first day; None where it is no day or year at all.
    """
    if first is None:
        open_ = [f"open {what} {around.words[what]}" for what in ("tense", "form", "a", "level", "word")]
        return [f"{around.kind} open", *open_]
    published = around.thread.published
    story = story_of(around, first)
    marks = [*_marks_of_weekday(around, first), *_marks_of_sentence(around, first)]
    if published and _may_be_meant(around.kind, first, published):
        marks += _marks_of_news(around, _gap(around.kind, first, published))
        marks += _marks_of_side(around) if around.stories and not story else []
    return marks + _marks_of_story(around, first, story) if story else marks


def story_of(around: Around, first: date) -> Told | None:
    """The date of the text's own from which a day may be counted, if any."""
    return next((told for told in around.stories if _may_be_meant(around.kind, first, told.first)), None)


def _marks_of_side(around: Around) -> list[str]:
    """What speaks for the day of publication and against the text's own dates."""
    words = around.words
    marks = ["side", f"side {around.kind}", *(f"side {what} {words[what]}" for what in _ALONE)]
    return marks + [f"side {one} {words[one]} {two} {words[two]}" for one, two in _PAIRS]


def _marks_of_news(around: Around, gap: str) -> list[str]:
    """What speaks for a day or year among those around the day of publication."""
    kind, side = around.kind, gap[0]
    tense, form, word = (around.words[what] for what in ("tense", "form", "word"))
    marks = [f"{kind} news {gap}", f"{kind} news {gap} tense {tense}"]
    for near in dict.fromkeys((gap, side)):
        marks += [f"news {near} tense {tense}", f"news {near} form {form}"]
    return [*marks, f"news {side} word {word}", f"news {side} word {word} tense {tense}"]


def _marks_of_story(around: Around, first: date, story: Told) -> list[str]:
    """What speaks for a day or year among those around the text's own dates."""
    words, rank, length = around.words, around.stories.index(story), _length(story)
    gap = _gap_told(around.kind, first, story)
    mass = f"{_mass(around.thread, first.year)} {_mass(around.thread, first.year - 1)}"
    return [
        f"story {gap} {length}",
        f"story {gap} {length} tense {words['tense']}",
        f"story {gap[0]} form {words['form']}",
        f"story {gap[0]} far {words['far']} {length}",
        f"story {gap[0]} {words['ahead']}",
        f"named {first.year in around.thread.years}",
        f"mass {mass}",
        f"mass {mass[0]} rank {rank}",
        *(f"rank {rank} {what} {words[what]}" for what in ("length", "far", "back")),
    ]


def _marks_of_sentence(around: Around, first: date) -> list[str]:
    """What a date before in the same sentence speaks for."""
    if around.near is None:
        return []
    gap = _gap_told(around.kind, first, around.near)
    return [
        f"near {gap}",
        f"near {gap} own {around.near.own}",
        f"near {gap} joined {around.words['joined']}",
        f"near {gap} form {around.words['form']}",
    ]


def _points_ahead(word: str, verb: Verb) -> bool:
    """Whether words say that a date lies ahead, whatever the tense: payable May 3, postponed until Friday."""
    return word == "due" or (word == "until" and verb.form == "put off")


def _lasts(thread: Thread, number: int) -> int:
    """How many days it is from one day of the week to the other that ends a stretch; 0 where there is no other."""
    pair = thread.matches[number : number + 2]
    if len(pair) < 2 or any(kind_of(match) != "weekday" for match in pair):
        return 0
    if _joined(thread.text[pair[0].end : pair[1].start]) != "to":
        return 0
    first, last = (weekday_number(match.parts["weekday"]) for match in pair)
    return (last - first) % 7


def _joined(between: str) -> str:
    """Whether two dates are joined: Monday to Friday, March and April."""
    return {",": "and", "and": "and", ", and": "and", "or": "and"}.get(
        between.strip(), "to" if between.strip() in {"to", "until", "till", "through", "-", "–", "—"} else ""
    )


def _marks_of_weekday(around: Around, first: date) -> list[str]:
    """Whether a day has the name that stands beside it: Saturday, December 14."""
    parts = around.match.parts
    if around.kind != "day" or "weekday" not in parts or "to_day" in parts:
        return []
    return [f"weekday agrees {first.weekday() == weekday_number(parts['weekday'])}"]


def _named(number: float, steps: tuple[Sequence[float], Sequence[str]]) -> str:
    """The name of the step that a number is on."""
    return steps[1][bisect_left(steps[0], number)]


def _gap(kind: str, first: date, base: date) -> str:
    """How far a day lies from another, roughly."""
    if kind == "quarter":
        return _named((first.year - base.year) * 4 + (first.month + 2) // 3 - (base.month + 2) // 3, _QUARTERS)
    if kind in {"month", "unit"}:
        return _named((first.year - base.year) * 12 + first.month - base.month, _MONTHS)
    return _named((first - base).days, _WEEKS if kind in {"weekday", "clock"} else _DAYS)


def _gap_told(kind: str, first: date, told: Told) -> str:
    """How far a day lies from a date told; of a whole year it is in it, or beside it."""
    if _length(told) != "year" or kind == "weekday":
        return _gap(kind, first, told.first)
    return {0: "in", -1: "before", 1: "after"}.get(first.year - told.first.year, "<>")


def _may_be_meant(kind: str, first: date, base: date) -> bool:
    """Whether a day lies near enough to another to be counted from it."""
    if kind in {"weekday", "clock"}:
        return abs((first - base).days) <= _FORTNIGHT
    return abs(first.year - base.year) <= 1


def _length(told: Told | None) -> str:
    """Whether a date told is a day, a month or so, or a year."""
    return "none" if told is None else _named(told.days, ([7, 299], ["day", "month", "year"]))


def _ago(story: Told | None, published: Published) -> str:
    """How many years before publication a date told lies."""
    if not published or not story:
        return "none"
    return _named(published.year - story.first.year, ([-1, 0, 1, 9], ["ahead", "0", "1", "2", "10"]))


def _recent(thread: Thread) -> str:
    """How many of the last three dates lie long before publication."""
    if not thread.published:
        return "none"
    return f"{sum((thread.published - told.first).days > YEAR for told in thread.told[-3:])}"


def _run(thread: Thread, number: int) -> int:
    """How many dates in a row, this one among them, leave their year open."""
    count = 1
    for step in (-1, 1):
        for n in range(number + step, number + 12 * step, step):
            if not 0 <= n < len(thread.times) or thread.times[n]:
                break
            count += kind_of(thread.matches[n]) in {"day", "month"}
    return count


def _mass(thread: Thread, year: int) -> str:
    """How many of the text's own dates lately lie in a year."""
    count = sum(told.own and told.first.year == year for told in thread.told[-_LATELY:])
    return _named(count, ([0, 1, 4], "0125"))
