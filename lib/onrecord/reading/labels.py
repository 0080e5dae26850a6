"""Names and colours that are the same in every picture of a reading and on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from .data import Reading

# Okabe and Ito (2008), without their black, which is for dates and letters, and without their yellow, which is too
# light on white. Grey is for everybody else. That no two of them look the same to people who see fewer colours
# is tested; yet no picture leaves it to a colour alone to say who is meant.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
OTHER = "#767676"
UNNAMED = "(no source named)"
THE_ARTICLE = "the article"


def actor_labels(reading: Reading) -> pd.Series:
    """One label for each actor: its name, with its number behind where two actors have the same."""
    names = reading.actors.name
    twice = names.duplicated(keep=False)
    return names.where(~twice, names + " (" + names.index.astype("str") + ")")


def source_labels(reading: Reading) -> pd.Series:
    """One label for each claim's source: the actor's, else the source's own words, else that none is named."""
    claims = reading.attributed
    actors = claims.source_actor.map(actor_labels(reading)).astype("str")
    return actors.fillna(claims.source).fillna(UNNAMED)


def coloured(reading: Reading) -> list[int]:
    """The actors that have a colour of their own, in the order of COLOURS.

    They are the six that claim most; mentions break ties. All others are grey.
    """
    ranked = reading.actors.sort_values(["n_claims_made", "n_mentions"], ascending=False, kind="stable")
    return [int(actor) for actor in ranked.index[: len(COLOURS)]]


class Palette:
    """The colours of a reading's actors, assigned once."""

    def __init__(self, reading: Reading) -> None:
        """Assign them."""
        self._places = {actor: place for place, actor in enumerate(coloured(reading))}

    def place(self, actor: Any) -> int | None:
        """The place of an actor's colour in COLOURS; None for those that are grey, and for no actor."""
        return None if pd.isna(actor) else self._places.get(int(actor))

    def colour(self, actor: Any) -> str:
        """The colour of an actor."""
        place = self.place(actor)
        return OTHER if place is None else COLOURS[place]


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_label(day: Any, year: bool = True) -> str:
    """A day as people write it, the same in every language of the machine.

    >>> day_label(pd.Timestamp("2026-03-09"))
    '9 Mar 2026'
    """
    label = f"{day.day} {month_label(day)}"
    return f"{label} {day.year}" if year else label


def month_label(day: Any) -> str:
    """The month of a day, in three letters."""
    return _MONTHS[day.month - 1]


def resolved(earliest: Any, latest: Any) -> str:
    """The days from the earliest to the latest that a temporal expression can mean, in words; empty where none is.

    >>> resolved(pd.Timestamp("2024-12-03"), pd.Timestamp("2024-12-04"))
    '3–4 Dec 2024'
    >>> resolved(pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-31")), resolved(pd.Timestamp("2019-01-01"), pd.NaT)
    ('2025', 'from 2019')
    """
    if pd.isna(earliest) and pd.isna(latest):
        return ""
    if pd.isna(latest):
        return f"from {earliest.year if (earliest.month, earliest.day) == (1, 1) else day_label(earliest)}"
    if pd.isna(earliest):
        return f"until {latest.year if (latest.month, latest.day) == (12, 31) else day_label(latest)}"
    return _range_label(earliest, latest)


def _range_label(first: Any, last: Any) -> str:
    """A closed range of days, as short as it can be said."""
    if first == last:
        return day_label(first)
    next_day = last + pd.Timedelta(days=1) if last.year < 9999 else last
    years = (first.month, first.day) == (1, 1) and (last.month, last.day) == (12, 31)
    if years:
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if first.day == 1 and next_day.day == 1:
        return _months_label(first, last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_label(last)}"
    return f"{day_label(first, year=first.year != last.year)} – {day_label(last)}"


def _months_label(first: Any, last: Any) -> str:
    """Whole months."""
    end = f"{month_label(last)} {last.year}"
    if first.year != last.year:
        return f"{month_label(first)} {first.year} – {end}"
    return end if first.month == last.month else f"{month_label(first)}–{end}"
