"""Stories: texts that tell of the past by its own dates, such as a page of history.

In news a bare "September" lies near the day of publication. In "Poland fell in 1939. Britain had declared war on
3 September." it lies near the date before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest

from .kinds import Parts, Published
from .numbers import month_number, ordinal_number
from .spans import Match

#: Rules whose dates take from a story what they leave out: the year, or the day.
BARE = frozenset(
    {
        *("month-day", "day-month", "day-after-day", "day-before-day", "day-alone", "month-alone", "month-range"),
        *("named-day", "weekday", "season", "season-alone", "quarter", "half", "part-of-day", "part-of-date"),
        *("shaded-unit", "the-unit", "year-end", "nth-weekday"),
        *("clock", "o-clock", "clock-of-four", "clock-range", "day-then-clock"),
    }
)
_NEWS = frozenset({"deictic-day", "weekday", "step-unit", "weekend", "ago", "some-ago", "month-step"})
_POINTERS = frozenset({"deictic", "weekday", "tonight"})
# A page of history names many full days of its time and hardly one of the reader's.
_MANY, _HARDLY, _LONG_AGO = 3, 8, 10


def is_told(matches: Sequence[Match], published: Published) -> bool:
    """Say whether a text tells of the past by its own dates, and not from the day of its publication."""
    recent = published.year - 1 if published else date.max.year
    dated = _with_year(matches)
    old = [m for m in dated if int(m.parts["year"]) < recent]
    full = [int(m.parts["year"]) for m in old if "month" in m.parts]
    near = len(dated) - len(old) + _count_news(matches, published)
    if not full or near * _HARDLY > len(old):
        return False
    return len(full) >= _MANY or (near == 0 and (len(full) > 1 or max(full) < recent - _LONG_AGO))


def _with_year(matches: Sequence[Match]) -> list[Match]:
    """Return the matches that hold a year in figures."""
    return [m for m in matches if m.parts.get("year", "").isdigit()]


def _count_news(matches: Sequence[Match], published: Published) -> int:
    """Count what points from the day of publication, or names it."""
    pairs = zip_longest(matches, matches[1:])
    return sum(_is_news(m, then) or _is_day_of_publication(m, published) for m, then in pairs)


def first_year(matches: Sequence[Match]) -> list[str]:
    """Return the year of the first full date of a text, for what stands before it."""
    return [m.parts["year"] for m in _with_year(matches) if "month" in m.parts][:1]


def leaves_open(parts: Parts) -> bool:
    """Say whether the words leave open which year or day they mean, so that a story may fill it in."""
    return not ({"year", "year_words", "year_step", "step", "deictic", "back"} & parts.keys())


def needs_a_day(match: Match) -> bool:
    """Say whether only a day can stand behind a match: a time of day, a day of the week."""
    return match.rule.value in {"clock", "clock_range", "part_of_day", "weekday"} and "month" not in match.parts


def is_time(match: Match) -> bool:
    """Say whether a match is a bare time on the clock, which takes its day from what stands around it."""
    return match.rule.value in {"clock", "clock_range"} and not {"month", "weekday", "deictic"} & match.parts.keys()


def _is_day_of_publication(match: Match, published: Published) -> bool:
    """Say whether a match is the day of publication itself: WARSAW, February 26."""
    parts = match.parts
    if published is None or "year" in parts or not {"month", "day"} <= parts.keys():
        return False
    return (month_number(parts["month"]), ordinal_number(parts["day"])) == (published.month, published.day)


def _is_news(match: Match, then: Match | None) -> bool:
    """Say whether words point from the day on which they were written, and no full day stands beside them."""
    parts = match.parts
    if then and "month" in then.parts and then.start - match.end <= len(", "):
        return False
    looks_back = parts.get("step") in {"following", "previous", "preceding"} or parts["text"].startswith("the next ")
    if looks_back or parts.get("way") in {"earlier", "later"} or "month" in parts:
        return False
    return match.rule.name in _NEWS or bool(_POINTERS & parts.keys())
