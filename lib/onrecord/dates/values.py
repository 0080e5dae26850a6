"""What a date means: the value function of each rule, and the type that follows from the value."""

from __future__ import annotations

import re
from collections.abc import Callable

from . import clock, lengths, relative, said
from .kinds import Parts, Published, Reference, Tense
from .numbers import words
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


def side_of(before: str, tense: Tense) -> Tense:
    """Return the side of the publication day that a date is on, by the word before it, else by its verb's tense.

    >>> side_of("open until ", "present"), side_of("had waited until ", "past"), side_of("met on ", "past")
    ('future', 'past', 'past')
    """
    last = re.search(r"(\w+)\s+$", before)
    if last is None or (last[1].lower() == "until" and tense == "past"):
        return tense
    return words("sides").get(last[1].lower()) or tense


def present(*_: object) -> str:
    """Now."""
    return "PRESENT_REF"


def past(*_: object) -> str:
    """Recently."""
    return "PAST_REF"


def future(*_: object) -> str:
    """Soon."""
    return "FUTURE_REF"


_FUNCTIONS: dict[str, Callable[[Parts, Published, Reference, Tense], str]] = {
    f.__name__: f
    for f in (
        *(said.written_day, said.month_day, said.named_day, said.month, said.season, said.quarter, said.half),
        *(said.year_range, said.year, said.decade, said.century, said.year_end),
        *(relative.deictic_day, relative.weekday, relative.looked_back, relative.step_unit, relative.ago),
        *(relative.quarter_at_hand, relative.year_ago, clock.part_of_day, clock.clock),
        *(lengths.duration, lengths.unmeasured, lengths.every, lengths.adverb, present, past, future),
    )
}
