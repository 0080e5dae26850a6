"""What a date means: the value function of each rule, and the type that follows from the value."""

from __future__ import annotations

import re
from collections.abc import Callable

from . import clock, lengths, relative, said
from .kinds import NOT_A_DATE, Parts, Published, Reference, Tense
from .spans import Match

_SETS = {"every", "weekdays", "adverb", "times-a"}


def value_of(match: Match, published: Published, reference: Reference, tense: Tense) -> str:
    """Return the TIMEX3 value of a match, or NOT_A_DATE."""
    return _FUNCTIONS[match.rule.value](match.parts, published, reference, tense)


def type_of(value: str, rule: str) -> str:
    """Return the TIMEX3 type, which follows from the form of the value.

    >>> type_of("P3D", "duration"), type_of("2024-12-03TNI", "part-of-day")
    ('DURATION', 'TIME')
    """
    if rule in _SETS:
        return "SET"
    if re.match(r"P[\dXT]", value):
        return "DURATION"
    return "TIME" if "T" in value.replace("PAST", "").replace("PRESENT", "").replace("FUTURE", "") else "DATE"


def present(*_: object) -> str:
    """Now."""
    return "PRESENT_REF"


def past(*_: object) -> str:
    """Recently."""
    return "PAST_REF"


def future(parts: Parts, _: Published, __: Reference, tense: Tense) -> str:
    """Soon, some day; in a story "soon" is only soon after."""
    return NOT_A_DATE if parts["text"] == "soon" and tense in {"past", "before"} else "FUTURE_REF"


_FUNCTIONS: dict[str, Callable[[Parts, Published, Reference, Tense], str]] = {
    f.__name__: f
    for f in (
        *(
            said.written_day,
            said.month_day,
            said.nine_eleven,
            said.named_day,
            said.month,
            said.season,
            said.quarter,
            said.half,
        ),
        *(said.year_range, said.year, said.decade, said.century, said.year_end, said.month_range, said.era_year),
        *(said.written_week, said.week_of, said.week_of_feast, relative.beside, relative.day_of_month),
        *(relative.deictic_day, relative.weekday, relative.looked_back, relative.step_unit, relative.ago),
        *(
            relative.quarter_at_hand,
            relative.year_ago,
            relative.nth_weekday,
            relative.units_beside,
            relative.month_beside,
        ),
        *(clock.part_of_day, clock.clock, clock.clock_range),
        *(
            lengths.duration,
            lengths.duration_sum,
            lengths.unmeasured,
            lengths.every,
            lengths.adverb,
            present,
            past,
            future,
        ),
    )
}
