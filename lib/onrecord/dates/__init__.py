"""Dates: the time expressions of a text, each with a TIMEX3 type and value and the days it may mean."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from .days import bounds, move, spell, unit_of
from .kinds import NOT_A_DATE
from .spans import matches
from .tense import Tenses
from .values import side_of, type_of, value_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Timex", "find_dates"]


# How soon what a rule finds comes round again.
_CYCLES = {"weekday": "week", "month-alone": "year", "month-day": "year"}


class Timex(NamedTuple):
    """A time expression: where it is, what TIMEX3 calls it, and the days it may mean."""

    start: int
    end: int
    type: str
    value: str
    earliest: date | None
    latest: date | None
    relation: str | None
    rule: str


def find_dates(doc: Doc, published: date | None) -> list[Timex]:
    """Find the time expressions of a text and say what each means.

    Args:
        doc: a parsed text (onrecord.pipeline.parse); its tags say which way a bare "Friday" or "May" points.
        published: the day of publication, against which dates resolve; None where it is unknown: then nothing
            is guessed and what the text leaves open stays X ("XXXX-12-02").

    Returns:
        Timexes by their place in the text, none overlapping another.

    >>> from onrecord.pipeline import parse
    >>> [(t.value, t.rule) for t in find_dates(parse("They met on Dec. 2."), date(2024, 12, 3))]
    [('2024-12-02', 'month-day')]

    Misses: "Wednesday night" is always a time of day, "last week" always a week of the calendar; "a year ago" in a
    company's report is taken for the same quarter of the year before; the past tense of the verb is trusted ("trading
    opened Monday" may be next Monday); dates that only an event gives ("opening night", "days before the vote");
    adjectives ("current", "recent", "former"), "previously", "then", "once" and rates ("$5 a year") are left out.

    Source: TimeML Annotation Guidelines 1.2.1 (TIMEX3) for what counts, its extent, type and value.
    """
    # So near the ends of the calendar there is no year before or after: such a day is a slip, no publication day.
    if published is not None and not 10 <= published.year <= 9990:
        published = None
    found: list[Timex] = []
    reference: list[str] = []
    tenses, text = Tenses(doc), doc.text
    for match in matches(text):
        tense = side_of(text[max(0, match.start - 12) : match.start], tenses.at(match.start, match.end))
        if match.rule.names and tenses.is_other(match.start, match.end, match.rule.names):
            continue
        value = value_of(match, published, reference, tense)
        if value == NOT_A_DATE:
            continue
        reference.append(value)
        timex = _timex(match.start, match.end, value, match.rule.name, published)
        found.append(_cut_at(timex, published, match.parts.get("shade", "")))
        if len(found) > 1 and match.rule.name in _CYCLES and _joined(text, found[-2], found[-1]):
            found[-2:] = _in_order(found[-2], found[-1], tense == "future", published)
    return found


def _joined(text: str, first: Timex, second: Timex) -> bool:
    """Say whether two dates are the ends of one range: from Monday to Friday."""
    before, between = text[max(0, first.start - 10) : first.start], text[first.end : second.start]
    return (
        first.rule == second.rule
        and re.search(r"\b(?:from|between)\s+$", before, re.IGNORECASE) is not None
        and re.fullmatch(r"\s+(?:to|and|through|until|till)\s+", between) is not None
    )


def _in_order(first: Timex, second: Timex, ahead: bool, published: date | None) -> list[Timex]:
    """Move one end of a range by a week or a year where it would end before it begins."""
    if first.earliest is None or second.earliest is None or first.earliest <= second.earliest:
        return [first, second]
    wrong, steps = (second, 1) if ahead else (first, -1)
    moved = move(wrong.earliest or first.earliest, _CYCLES[wrong.rule], steps)
    if moved is None:
        return [first, second]
    value = spell(moved, unit_of(wrong.value) or "day")
    mended = _timex(wrong.start, wrong.end, value, wrong.rule, published)
    return [first, mended] if ahead else [mended, second]


def _timex(start: int, end: int, value: str, rule: str, published: date | None) -> Timex:
    earliest, latest = bounds(value, published)
    relation = _relation(earliest, latest, published)
    return Timex(start, end, type_of(value, rule), value, earliest, latest, relation, rule)


def _cut_at(timex: Timex, published: date | None, shade: str) -> Timex:
    """Leave out the days that "earlier this year" and "later this year" leave out."""
    if not (published and timex.earliest and timex.latest and timex.earliest < published < timex.latest):
        return timex
    if shade.startswith("earlier"):
        return timex._replace(latest=published - timedelta(1), relation="past")
    if shade.startswith("later"):
        return timex._replace(earliest=published + timedelta(1), relation="future")
    return timex


def _relation(earliest: date | None, latest: date | None, published: date | None) -> str | None:
    """Say on which side of the publication day the days lie; an expression that spans it is present."""
    if published is None or (earliest is None and latest is None):
        return None
    if latest is not None and (latest < published or (earliest is None and latest == published)):
        return "past"
    if earliest is not None and (earliest > published or (latest is None and earliest == published)):
        return "future"
    return "present"
