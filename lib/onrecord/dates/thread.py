"""The thread of reference time: the year, month or day from which a text takes what its words leave open.

News counts from the day of publication, a story from its own dates, and most texts do both by turns. For words that
leave open which year or day they mean ("in May", "on Friday", "at noon") each year or day that may be meant is a
candidate. What stands around the words speaks for it or against it: how far it lies from the day of publication, from
the date told last and from one in the same sentence, which tense the verb has, and how much of the text tells of
other times. How much each counts is fitted on marked articles (thread.csv, by benchmarks/fit_dates.py).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from ..files import DATA
from .days import UNKNOWN, span
from .kinds import GIVEN, Parts, Published
from .numbers import month_number, ordinal_number, weekday_number
from .spans import Match
from .tense import Verb
from .values import value_of

_WEIGHTS = DATA / "thread.csv"
#: Value functions of words that leave open their year.
_OF_A_YEAR = frozenset(
    {
        "month_day",
        "month",
        "month_range",
        "named_day",
        "week_of_feast",
        "week_of",
        "season",
        "quarter",
        "nth_weekday",
        "units_beside",
    }
)
_OF_A_DAY = frozenset({"weekday", "part_of_day", "clock", "clock_range"})
_OF_A_UNIT = frozenset({"step_unit", "year_end"})
_SAID = frozenset({"year", "year_words", "year_step", "step", "deictic", "back", "tonight", "short_year"})
_NEWS = frozenset({"deictic-day", "weekday", "step-unit", "weekend", "ago", "some-ago", "month-step"})
_POINTERS = frozenset({"deictic", "weekday", "tonight"})
_SENTENCE_END = re.compile(r"[.!?][)\"'’”]*\s+[\"'‘“(]*[A-Z]|\n\s*\n")
_WORD_BEFORE = re.compile(r"(\w+)\W*$")
_BEFORE = {
    word: word for word in "after at before between by during for from in of on since the through to until".split()
}
_BEFORE |= {"till": "until", "as": "due", "due": "due", "effective": "due", "payable": "due"}
# A date told is no longer than this; a decade gives no year.
_YEAR = 366
# A page of history names many full days of its time and hardly one of the reader's.
_MANY, _HARDLY = 3, 8
# How many characters before a word are looked at, and how many dates on each side tell what is told there.
_LOOK_BACK, _AROUND = 60, 4
# How many dates before it a date may look back at.
_MEMORY = 200


class Told(NamedTuple):
    """A date that was valued: where it stands, its value, its first day and length, and whether it is the text's own."""

    start: int
    end: int
    value: str
    first: date
    days: int
    own: bool


class Option(NamedTuple):
    """One thing that words may mean: its value, the date it was counted from, and the marks that speak for it."""

    value: str
    anchor: str | None
    marks: tuple[str, ...]


class Thread:
    """What a text has told so far."""

    def __init__(self, text: str, matches: Sequence[Match], published: Published) -> None:
        """Keep the text and what it says of years, before anything is valued."""
        self._text, self._matches, self._published = text, matches, published
        self._told: list[Told] = []
        self._values: list[tuple[str, bool]] = []
        self._news = [_news(match, then, published) for match, then in zip(matches, [*matches[1:], None], strict=False)]
        self._level = _level(self._news)
        self._years = {int(m.parts["year"]) for m in matches if m.parts.get("year", "").isdigit()}
        dated = [m for m in matches if "month" in m.parts and m.parts.get("year", "").isdigit()]
        self._first = _opening(dated[0]) if dated and self.tells else None

    @property
    def tells(self) -> bool:
        """Whether the text tells of the past by its own dates more than it points from its day of publication."""
        return self._level == "story"

    @property
    def values(self) -> list[str]:
        """The values that words may look back at, the nearest last."""
        first = [self._first.value] if self._first else []
        return [*first, *(value for value, own in self._values[-_MEMORY:] if own or not self.tells)]

    def add(self, match: Match, value: str, anchor: str | None) -> None:
        """Take in a date that was valued."""
        own, days = self._is_own(anchor), span(value.partition("/")[0])
        self._values.append((value, own))
        if days and (days[1] - days[0]).days <= _YEAR:
            self._told.append(Told(match.start, match.end, value, days[0], (days[1] - days[0]).days + 1, own))

    def _is_own(self, anchor: str | None) -> bool:
        """Whether what was counted from a date is the text's own, and not counted from its publication in the end."""
        if self._published and anchor == self._published.isoformat():
            return False
        return next((told.own for told in reversed(self._told[-_MEMORY:]) if told.value == anchor), True)

    def options(self, number: int, verb: Verb) -> list[Option]:
        """What the words of a match may mean, with the marks that speak for each; nothing where they say it outright."""
        match = self._matches[number]
        if _SAID & match.parts.keys():
            return []
        kind = _kind(match)
        if kind is None or (kind == "unit" and match.rule.name not in {"shaded-unit", "the-unit", "year-end"}):
            return []
        stories, near = self._stories(match), self._near(match)
        given = list(self._given(kind, match, stories, near))
        around = self._around(number, match, verb, stories[0] if stories else None)
        options: dict[str, Option] = {}
        for parts, base, anchor in given:
            value = value_of(match._replace(parts=match.parts | parts), base, self.values, verb.tense)
            days = span(value.partition("/")[0])
            if value and value not in options:
                options[value] = self._option(
                    kind, match, value, anchor, days[0] if days else None, stories, near, around
                )
        return list(options.values())

    def _stories(self, match: Match) -> list[Told]:
        """The dates of the text's own from which it may go on: the last one, the last day or month, the year before.

        An aside names another year ("a stone was set up in 1903"), and the story goes on where it was. Before the
        first of them, that one.
        """
        own = [told for told in self._told[-60:] if told.own][::-1]
        if not own:
            return [self._first] if self._first else []
        fine = next((told for told in own if told.days <= 31), None)
        years = dict.fromkeys(told.first.year for told in own)
        others = [next(told for told in own if told.first.year == year) for year in list(years)[1:4]]
        return list(dict.fromkeys(told for told in (own[0], fine, *others) if told))

    def _near(self, match: Match) -> Told | None:
        """The date before a match in its sentence."""
        if not self._told or _SENTENCE_END.search(self._text, self._told[-1].end, match.start):
            return None
        return self._told[-1]

    def _given(
        self, kind: str, match: Match, stories: list[Told], near: Told | None
    ) -> Iterator[tuple[Parts, Published, str | None]]:
        """What may be filled in: parts, the day to count from, and the date that it is counted from."""
        published = self._published
        day = published.isoformat() if published else None
        seen = set()
        bases = [(published, day)] if published else []
        bases += [(told.first, told.value) for told in [*([near] if near else []), *stories]]
        if kind in {"day", "month", "quarter"}:
            for base, anchor in bases:
                for year in (base.year, base.year - 1, base.year + 1):
                    if year not in seen and 1 <= year <= 9998:
                        seen.add(year)
                        yield {"year": f"{year:04d}"}, published, anchor
            if not published:
                yield {}, None, None
        elif kind == "unit":
            for base, anchor in bases:
                yield {}, base, anchor
        else:
            yield from self._days_given(kind, match, bases)

    def _days_given(
        self, kind: str, match: Match, bases: list[tuple[date, str | None]]
    ) -> Iterator[tuple[Parts, Published, str | None]]:
        if kind == "weekday":
            number = weekday_number(match.parts["weekday"])
            for n, (base, anchor) in enumerate(bases):
                if n and span(anchor or "") and unit_is_long(anchor):
                    continue
                ahead = (number - base.weekday()) % 7
                for gap in sorted({ahead, ahead - 7, ahead + 7 if ahead == 0 else ahead}):
                    yield {GIVEN: (base + timedelta(gap)).isoformat()}, self._published, anchor
            yield {GIVEN: f"XXXX-WXX-{number + 1}"}, self._published, None
        else:
            days = [told for told in reversed(self._told[-8:]) if told.days == 1][:1]
            for base, anchor in [*bases[: bool(self._published)], *((told.first, told.value) for told in days)]:
                yield {GIVEN: base.isoformat()}, self._published, anchor
            yield {GIVEN: UNKNOWN["day"]}, None, None

    def _around(self, number: int, match: Match, verb: Verb, story: Told | None) -> dict[str, str]:
        """What stands around a match, in a few words each."""
        before = self._text[max(0, match.start - _LOOK_BACK) : match.start]
        words = [w.lower() for w in re.findall(r"\w+", before)[-2:]]
        local = self._news[max(0, number - _AROUND) : number] + self._news[number + 1 : number + 1 + _AROUND]
        between = 9
        if story and story.end <= match.start:
            between = (
                len(_SENTENCE_END.findall(self._text, story.end, match.start)) if match.start - story.end < 3000 else 9
            )
        return {
            "form": verb.form or "none",
            "tense": verb.tense or "none",
            "word": _BEFORE.get(words[-1], "other") if words else "none",
            "a": "a" if {"a", "an"} & set(words) and "weekday" in match.parts else "",
            "level": self._level,
            "local": _level(local),
            "far": "0"
            if between == 0
            else "1"
            if between == 1
            else "2"
            if between < 4
            else "4"
            if between < 9
            else "9",
            "recent": f"{self._recent()}",
            "length": _length(story) if story else "none",
            "share": _share(self._news),
            "run": self._run(number),
            "opens": "opens" if story and story.start < 300 else "",
            "ago": self._long_ago(story),
            "back": "back" if self._told and story and self._told[-1] != story else "",
            "ahead": "ahead" if story is self._first and story else "",
        }

    def _option(
        self,
        kind: str,
        match: Match,
        value: str,
        anchor: str | None,
        first: date | None,
        stories: list[Told],
        near: Told | None,
        around: dict[str, str],
    ) -> Option:
        """An option with what speaks for it."""
        if first is None:
            return Option(value, anchor, tuple(_open_marks(kind, around)))
        marks = [*_agrees(kind, match, first), *_near_marks(kind, first, near, around)]
        rank, story = next(
            ((n, told) for n, told in enumerate(stories) if _is_near(kind, first, told.first)), (0, None)
        )
        if self._published and _is_near(kind, first, self._published):
            marks += _news_marks(kind, _gap(kind, first, self._published), around)
            marks += _side_marks(kind, around) if stories and not story else []
        if story:
            mass = f"{self._mass(first.year)} {self._mass(first.year - 1)}"
            marks += [f"named {first.year in self._years}", f"mass {mass}", f"mass {mass[0]} rank {rank}"]
            marks += _story_marks(kind, first, story, rank, around)
        return Option(value, anchor, tuple(marks))

    def _run(self, number: int) -> str:
        """How many dates in a row, this one among them, leave their year open."""
        bare = 1
        for step in (-1, 1):
            for n in range(number + step, number + 12 * step, step):
                if not 0 <= n < len(self._news) or self._news[n]:
                    break
                bare += _kind(self._matches[n]) in {"day", "month"}
        return "1" if bare == 1 else "2" if bare < 4 else "4" if bare < 7 else "7"

    def _mass(self, year: int) -> str:
        """How many of the text's own dates before lie in a year."""
        count = sum(told.own and told.first.year == year for told in self._told[-40:])
        return "0" if count == 0 else "1" if count == 1 else "2" if count < 5 else "5"

    def _recent(self) -> int:
        """How many of the last three dates lie long before publication."""
        if not self._published:
            return 3
        return sum((self._published - told.first).days > _YEAR for told in self._told[-3:])

    def _long_ago(self, story: Told | None) -> str:
        if not self._published or not story:
            return "none"
        years = self._published.year - story.first.year
        return "ahead" if years < 0 else "0" if years == 0 else "1" if years == 1 else "2" if years < 10 else "10"


def _open_marks(kind: str, around: dict[str, str]) -> list[str]:
    """What speaks for no year or day at all: a Monday, closed at noon."""
    return [f"{kind} open", *(f"open {what} {around[what]}" for what in ("tense", "form", "a", "level", "word"))]


def _side_marks(kind: str, around: dict[str, str]) -> list[str]:
    """What speaks for the day of publication beside the text's own dates."""
    alone = ("level", "share", "local", "recent", "tense", "form", "word", "far", "length", "ago", "opens", "run")
    pairs = (
        "recent far",
        "recent tense",
        "recent level",
        "run ago",
        "run recent",
        "run share",
        "level tense",
        "far tense",
        "length far",
    )
    marks = [f"side {kind}", *(f"side {what} {around[what]}" for what in alone)]
    return marks + [f"side {pair} {' '.join(around[what] for what in pair.split())}" for pair in pairs]


def _news_marks(kind: str, gap: str, around: dict[str, str]) -> list[str]:
    """What speaks for a day or year beside others around the day of publication."""
    tense, word, side = around["tense"], around["word"], _side(gap)
    return [
        f"{kind} news {gap}",
        f"{kind} news {gap} tense {tense}",
        f"news {gap} tense {tense}",
        f"news {side} form {around['form']}",
        f"news {gap} form {around['form']}",
        f"news {side} word {word}",
        f"news {side} word {word} tense {tense}",
    ]


def _story_marks(kind: str, first: date, story: Told, rank: int, around: dict[str, str]) -> list[str]:
    """What speaks for a day or year beside others around the text's own dates."""
    gap = _gap(kind, first, story.first) if story.days < 300 or kind == "weekday" else _in_year(first, story)
    tense, length, side = around["tense"], _length(story), _side(gap)
    return [
        f"story {gap} {length}",
        f"story {gap} {length} tense {tense}",
        f"story {side} form {around['form']}",
        f"story {side} far {around['far']} {length}",
        f"story {side} {around['ahead']}",
        *(f"rank {rank} {what} {around[what]}" for what in ("length", "far", "back")),
    ]


def _near_marks(kind: str, first: date, near: Told | None, around: dict[str, str]) -> list[str]:
    """What a date before in the same sentence speaks for."""
    if near is None:
        return []
    gap = _gap(kind, first, near.first) if near.days < 300 else _in_year(first, near)
    return [f"near {gap}", f"near {gap} own {near.own}", f"near {gap} form {around['form']}"]


def _agrees(kind: str, match: Match, first: date) -> list[str]:
    """Whether a day has the name that stands beside it: Saturday, December 14."""
    if kind != "day" or "weekday" not in match.parts or "to_day" in match.parts:
        return []
    return [f"weekday agrees {first.weekday() == weekday_number(match.parts['weekday'])}"]


def unit_is_long(value: str | None) -> bool:
    """Whether a value names more than a day."""
    days = span((value or "").partition("/")[0])
    return days is not None and days[0] != days[1]


def chosen(options: list[Option]) -> Option:
    """The option that most speaks for."""
    weight = weights()
    return max(options, key=lambda option: sum(weight.get(mark, 0.0) for mark in option.marks))


@cache
def weights() -> dict[str, float]:
    """How much each mark counts."""
    with _WEIGHTS.open(encoding="utf-8", newline="") as file:
        return {mark: float(weight) for mark, weight in csv.reader(file) if mark != "mark"}


def _kind(match: Match) -> str | None:
    """What the words of a match leave open: a year (of a day, or of a month), a day (of the week, or for a time)."""
    parts, value = match.parts, match.rule.value
    if "month" in parts or value in {"season", "quarter", "named_day", "week_of_feast", "units_beside"}:
        if value not in _OF_A_YEAR | _OF_A_DAY:
            return None
        if value == "quarter":
            return "quarter"
        return "day" if {"day", "day_word", "feast"} & parts.keys() else "month"
    if value in _OF_A_DAY and "weekday" in parts:
        return "weekday"
    if value in {"clock", "clock_range"}:
        return "clock"
    return "unit" if value in _OF_A_UNIT else None


def _gap(kind: str, first: date, base: date) -> str:
    """How far a day lies from another, roughly."""
    days = (first - base).days
    if kind in {"weekday", "clock"}:
        weeks = [(-8, "<<"), (-7, "-7"), (-1, "-"), (0, "0"), (6, "+"), (7, "+7")]
        return next((name for most, name in weeks if days <= most), ">>")
    if kind in {"month", "quarter", "unit"}:
        months = (first.year - base.year) * 12 + first.month - base.month
        steps = [(-13, "<<"), (-7, "-12"), (-2, "-6"), (-1, "-1"), (0, "0"), (1, "+1"), (6, "+6"), (12, "+12")]
        return next((name for most, name in steps if months <= most), ">>")
    steps = [
        (-400, "<<"),
        (-185, "-12"),
        (-46, "-6"),
        (-8, "-1"),
        (-1, "-7"),
        (0, "0"),
        (7, "+7"),
        (45, "+1"),
        (184, "+6"),
        (365, "+12"),
    ]
    return next((name for most, name in steps if days <= most), ">>")


def _is_near(kind: str, first: date, base: date) -> bool:
    """Whether a day is one of those that may be meant, counted from another."""
    return abs((first - base).days) <= (20 if kind in {"weekday", "clock"} else 2 * _YEAR)


def _in_year(first: date, told: Told) -> str:
    """Where a day lies seen from a whole year."""
    years = first.year - told.first.year
    return "in" if years == 0 else "before" if years == -1 else "after" if years == 1 else "far"


def _side(gap: str) -> str:
    return "far" if gap in {"<<", ">>", "far"} else gap[0]


def _level(kinds: Sequence[str]) -> str:
    """How much is told by dates of its own, beside what points from the day of publication."""
    full, near = kinds.count("full"), kinds.count("near")
    old = full + kinds.count("old")
    if not old:
        return "none" if near else "open"
    if full and near * _HARDLY <= old and (full >= _MANY or near == 0):
        return "story"
    return "much" if near * 2 <= old else "some"


def _news(match: Match, then: Match | None, published: Published) -> str:
    """Whether words name an old year, with its month (full) or alone (old), a day or year near publication, or none."""
    year = match.parts.get("year", "")
    recent = published.year - 1 if published else date.max.year
    if year.isdigit():
        return "near" if int(year) >= recent else "full" if "month" in match.parts else "old"
    return "near" if _is_day_of_publication(match, published) or _points(match, then) else ""


def _share(kinds: Sequence[str]) -> str:
    """How large a part of the dates points from the day of publication."""
    share = kinds.count("near") / max(1, len(kinds))
    return "0" if share == 0 else "1" if share < 0.07 else "2" if share < 0.15 else "3" if share < 0.3 else "4"


def _length(told: Told) -> str:
    return "year" if told.days > 300 else "month" if told.days > 7 else "day"


def _is_day_of_publication(match: Match, published: Published) -> bool:
    """Say whether a match is the day of publication itself: WARSAW, February 26."""
    parts = match.parts
    if published is None or not {"month", "day"} <= parts.keys():
        return False
    return (month_number(parts["month"]), ordinal_number(parts["day"])) == (published.month, published.day)


def _points(match: Match, then: Match | None) -> bool:
    """Say whether words point from the day on which they were written, and no full day stands beside them."""
    parts = match.parts
    if then and "month" in then.parts and then.start - match.end <= len(", "):
        return False
    looks_back = parts.get("step") in {"following", "previous", "preceding"} or parts["text"].startswith("the next ")
    if looks_back or parts.get("way") in {"earlier", "later"} or "month" in parts:
        return False
    return match.rule.name in _NEWS or bool(_POINTERS & parts.keys())


def _opening(match: Match) -> Told:
    """The year of the first full date of a text, for what stands before it."""
    year = int(match.parts["year"])
    return Told(0, 0, match.parts["year"], date(year, 1, 1), _YEAR, own=True)
