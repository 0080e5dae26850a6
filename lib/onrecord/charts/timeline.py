"""When: the dates of an article on a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

from .chart import INK, Chart, Sheet, beside, count, empty, listed, rows, short, styled, width

if TYPE_CHECKING:
    from ..reading import Reading

_BLUE = "#0072B2"
_VALUE = 1.4  # inches: the widest value at the right
_YEARS = 3 * 365  # days
# Days since 1970 of the years 1 and 9999, beyond which no calendar axis can be drawn.
_FIRST, _LAST = -719_000.0, 2_932_000.0


@styled
def draw_timeline(reading: Reading) -> Chart:
    """Draw when: one row a temporal expression in text order, in its own words, at the days it can mean.

    A dot is a day, a bar a stretch of days; hollow is what lies after the publication date. A stretch that is
    open at one end fades there into an arrow. A day more than three years from the publication date stands at the
    edge. Expressions without a day on the calendar ("for now", "two years") are listed below.

    >>> from onrecord import from_text, read
    >>> draw_timeline(read(from_text("He left on Friday.", published="2026-05-04"))).data.value.tolist()
    ['2026-05-01']
    """
    data = reading.dates[["text", "type", "value", "earliest", "latest", "relation"]].reset_index(drop=True)
    placed = data.dropna(subset=["earliest", "latest"], how="all")
    rest = data.drop(placed.index)
    note = "Not on the calendar: " + " · ".join(f"“{words}”" for words in rest.text) if len(rest) else ""
    right = 0.25 + max((width(short(value, _VALUE, 7.5), 7.5) for value in placed.value), default=0.0)
    title = "When: the dates in the article, in text order"
    sheet = Sheet(title, reading.article.source_line, len(placed), list(placed.text), note, head=0.22, right=right)
    ax = sheet.axes()
    if placed.empty:
        empty(ax, "No expression in this article can be placed on the calendar.")
    else:
        _draw_rows(ax, reading, placed)
    return Chart("timeline", sheet.figure, data, _alt(data, placed))


def _draw_rows(ax: Axes, reading: Reading, placed: pd.DataFrame) -> None:
    """Draw the calendar, the publication date, and a row for each expression."""
    days = placed.assign(first=_days(placed.earliest), last=_days(placed.latest))
    published = reading.article.published
    window = _window(days, date2num(published) if published else None)
    ax.set_xlim(*window)
    locator = AutoDateLocator(minticks=3, maxticks=8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    ax.grid(axis="x")
    rows(ax, list(placed.text))
    if published:
        ax.axvline(date2num(published), color=INK, linewidth=1, zorder=1)
        ax.text(date2num(published), -0.62, f"published {published}", ha="center", va="bottom", fontsize=7.5)
    for row, date in enumerate(days.itertuples()):
        _draw_date(ax, row, date, window)
        beside(ax, row, short(date.value, _VALUE, 7.5))


def _draw_date(ax: Axes, row: int, date: Any, window: tuple[float, float]) -> None:
    """Draw one expression: a dot, a bar, or an arrow at the edge where it is far off or open."""
    left, right = max(date.first, window[0]), min(date.last, window[1])
    face = "white" if date.relation == "future" else _BLUE
    look: Any = {"color": _BLUE, "markerfacecolor": face, "markersize": 7, "clip_on": False, "linestyle": ""}
    if date.first == date.last and left == right:
        ax.plot([left], [row], marker="o", **look)
        return
    if left < right:
        # A bar ends with its last day, and that day is as wide as any other.
        ax.barh(row, right - left + 1, left=left, height=0.34, facecolor=face, edgecolor=_BLUE, linewidth=1.2)
    inset = (window[1] - window[0]) / 120
    look["markerfacecolor"] = "white"  # to be seen on a bar
    if date.first < window[0]:
        ax.plot([window[0] + inset], [row], marker="<", **look)
    if date.last > window[1]:
        ax.plot([window[1] - inset], [row], marker=">", **look)


def _days(dates: pd.Series) -> pd.Series:
    """Dates as matplotlib's days; an open end is endlessly far."""
    open_end = -float("inf") if dates.name == "earliest" else float("inf")
    return pd.Series([open_end if pd.isna(d) else date2num(d.date()) for d in dates], index=dates.index, dtype=float)


def _window(days: pd.DataFrame, published: float | None) -> tuple[float, float]:
    """The days that the calendar shows: around all ends within three years of the publication date."""
    ends = sorted(day for day in [*days["first"], *days["last"]] if abs(day) != float("inf"))
    middle = ends[len(ends) // 2] if published is None else published
    near = [middle, *(day for day in ends if abs(day - middle) <= _YEARS)]
    margin = max((max(near) - min(near)) / 12, 2.0)
    return max(min(near) - margin, _FIRST), min(max(near) + margin, _LAST)


def _alt(data: pd.DataFrame, placed: pd.DataFrame) -> str:
    """The chart in a sentence."""
    if data.empty:
        return "Timeline: the article has no temporal expression."
    by = [f"{n} {relation}" for relation, n in data.relation.value_counts(sort=False).sort_index().items()]
    seen = f" ({', '.join(by)})" if by else ""
    sentence = f"Timeline of {count(len(data), 'temporal expression')}{seen}"
    if placed.empty:
        return f"{sentence}; none can be placed on the calendar."
    first, last = placed.earliest.min(), placed.latest.max()
    span = f"; from {first:%Y-%m-%d} to {last:%Y-%m-%d}" if pd.notna(first) and pd.notna(last) else ""
    rest = data.drop(placed.index).text.map(lambda words: f"“{' '.join(words.split())}”")
    return f"{sentence}{span}; not on the calendar: {listed(list(rest))}."
