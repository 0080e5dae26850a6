"""When: the dates of an article on a calendar."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ..reading.labels import day_label, resolved
from .calendar import Calendar
from .chart import Chart
from .sheet import GRID, INK, PAPER, ROW, SOFT, Key, Page, Sheet, fitted
from .words import SMALL, count, listed, short, widest, width

if TYPE_CHECKING:
    from ..reading import Reading

_VALUE = 1.7  # inches: the widest value at the right
_HALF = 0.17  # rows: half the height of a bar
_LEAST = 0.1  # inches: the shortest bar that is seen
_FADE, _SLICES = 0.9, 24
_UNDER = "Each row is a date in the article, in the order and the words of the text"
_SHOWN = ["text", "type", "value", "earliest", "latest", "relation"]


def draw_timeline(reading: Reading, ax: Axes | None = None, size: str = "notebook") -> Chart:
    """Draw when: one row a temporal expression in text order, in its own words, at the days it can mean.

    A dot is a day, a bar a stretch of days; hollow is what lies after the publication date. A stretch that is
    open at one end fades out there. The axis is broken where a date is years from all others. Expressions without
    a day on the calendar ("two years") are listed below.

    Args:
        reading: the reading of an article.
        ax: axes of yours to draw in (they are cleared first); by default a figure is made.
        size: notebook, slide or print.

    Returns:
        a Chart; its data has a row an expression: text, type, value, earliest, latest, relation.

    Raises:
        ValueError: a size that does not exist, or axes that are too small.

    >>> from onrecord import from_text, read
    >>> draw_timeline(read(from_text("He left on Friday.", published="2026-05-04"))).data.value.tolist()
    ['2026-05-01']
    """
    return fitted(partial(_draw, reading), ax, size)


def _draw(reading: Reading, page: Page) -> Chart:
    data = reading.dates[_SHOWN].reset_index(drop=True)
    placed = data.dropna(subset=["earliest", "latest"], how="all")
    values = [short(resolved(d.earliest, d.latest), _VALUE, SMALL) for d in placed.itertuples()]
    sheet = Sheet(page, list(placed.text), right=widest(values, SMALL) + 0.12)
    rest = [f"“{' '.join(words.split())}”" for words in data.drop(placed.index).text]
    notes = ["Not on the calendar: " + " · ".join(rest)] if rest else []
    source_line = reading.article.source_line
    if placed.empty:
        words = "No date was found in this article." if data.empty else "None of its dates has a place on the calendar."
        sheet.empty("When it happens", source_line, words, notes=notes)
    else:
        look: Any = {"key": _key(placed), "head": 0.22, "axis": 0.44, "notes": notes}
        sheet.open((_title(placed), _UNDER), source_line, len(placed), **look)
        _draw_rows(sheet, reading, placed, values)
    return sheet.chart("timeline", data, _alt(data, placed))


def _draw_rows(sheet: Sheet, reading: Reading, placed: pd.DataFrame, values: list[str]) -> None:
    """Draw the calendar, the publication date, and a row for each expression."""
    published = reading.article.published
    ends = [int(day.date().toordinal()) for column in ("earliest", "latest") for day in placed[column].dropna()]
    calendar = Calendar(ends, published, sheet.plot_width)
    sheet.ax.set_xlim(0, sheet.plot_width)
    sheet.label_rows(list(placed.text))
    sheet.bands([n - 0.5 for n in range(len(placed) + 1)])
    _draw_axis(sheet, calendar)
    if published:
        x = calendar.x(published.toordinal())
        sheet.ax.axvline(x, color=INK, linewidth=sheet.pt(1), zorder=0.5)
        words = f"published {day_label(published)}"
        half = width(words, SMALL) / 2
        sheet.write(min(max(x, half - 0.3), sheet.plot_width - half), -0.62, words, SMALL, ha="center", va="bottom")
    for row, (date, value) in enumerate(zip(placed.itertuples(), values, strict=True)):
        _draw_date(sheet, calendar, row, date)
        sheet.beside(row, value)


def _draw_axis(sheet: Sheet, calendar: Calendar) -> None:
    """Draw the ticks, and two strokes where the axis is broken."""
    ticks = calendar.ticks()
    sheet.ax.set_xticks([tick.x for tick in ticks], [f"{tick.label}\n{tick.year}" for tick in ticks])
    sheet.ax.tick_params(axis="x", length=sheet.pt(3))
    for tick in ticks:
        sheet.ax.axvline(tick.x, color=GRID, linewidth=sheet.pt(0.8), zorder=-1)
    bottom, top = sheet.ax.get_ylim()
    for x in calendar.breaks():
        sheet.ax.axvspan(x - 0.06, x + 0.06, color=PAPER, linewidth=0, zorder=-1)
        for middle in (x - 0.06, x + 0.06):
            look: Any = {"color": SOFT, "linewidth": sheet.pt(0.9), "clip_on": False, "zorder": 3}
            sheet.ax.plot([middle - 0.04, middle + 0.04], [bottom + 0.22, bottom - 0.22], **look)
        sheet.ax.plot([x - 0.05, x + 0.05], [bottom, bottom], color=PAPER, linewidth=sheet.pt(2), clip_on=False)
        sheet.ax.plot([x, x], [top, bottom], color=SOFT, linewidth=sheet.pt(0.6), linestyle=(0, (1, 3)), zorder=-0.5)


def _draw_date(sheet: Sheet, calendar: Calendar, row: int, date: Any) -> None:
    """Draw one expression: a dot for a day, a bar for a stretch, fading where it is open."""
    hollow = date.relation == "future"
    first = None if pd.isna(date.earliest) else date.earliest.date().toordinal()
    last = None if pd.isna(date.latest) else date.latest.date().toordinal()
    if first is None or last is None:
        said = first or last
        assert said is not None, "what has no day at all is not on the calendar"
        _draw_open(sheet, calendar.x(said), row, hollow, to_left=first is None)
    elif first == last:
        _dot(sheet, sheet.ax, calendar.x(first), row, hollow)
    else:
        # A bar ends with its last day, and that day is as wide as any other.
        left, right = calendar.x(first), calendar.x(last + 1)
        short_by = max(_LEAST - (right - left), 0.0) / 2
        _bar(sheet, sheet.ax, left - short_by, right + short_by, row, hollow)


def _dot(sheet: Sheet, ax: Axes, x: float, y: float, hollow: bool) -> None:
    face = PAPER if hollow else INK
    look: Any = {"markeredgewidth": sheet.pt(1.3), "markersize": sheet.pt(7), "linestyle": "", "clip_on": False}
    ax.plot([x], [y], marker="o", color=INK, markerfacecolor=face, **look)


def _bar(sheet: Sheet, ax: Axes, left: float, right: float, y: float, hollow: bool, row: float = 1.0) -> None:
    look: Any = {"facecolor": PAPER if hollow else INK, "edgecolor": INK, "linewidth": sheet.pt(1.3), "clip_on": False}
    ax.add_patch(Rectangle((left, y - _HALF * row), right - left, 2 * _HALF * row, **look))


def _draw_open(sheet: Sheet, x: float, row: int, hollow: bool, to_left: bool) -> None:
    """Draw a stretch of which one end is not said: it fades away from the end that is."""
    room = x if to_left else sheet.plot_width - x
    _fade(sheet, sheet.ax, x, row, hollow, (-1 if to_left else 1) * max(min(_FADE, room), 0.2))


def _fade(sheet: Sheet, ax: Axes, x: float, y: float, hollow: bool, way: float, row: float = 1.0) -> None:
    half = _HALF * row
    for n in range(_SLICES):
        left, step, strength = x + way * n / _SLICES, way / _SLICES, 1 - n / _SLICES
        if hollow:
            for edge in (y - half, y + half):
                look: Any = {"color": INK, "linewidth": sheet.pt(1.3), "solid_capstyle": "butt"}
                ax.plot([left, left + step], [edge, edge], alpha=strength, **look)
        else:
            # Smoothed edges would show where two slices meet.
            look = {"facecolor": INK, "linewidth": 0, "antialiased": False}
            box = Rectangle((left, y - half), step, 2 * half, alpha=strength, **look)
            ax.add_patch(box)
    ax.plot([x, x], [y - half, y + half], color=INK, linewidth=sheet.pt(1.3), solid_capstyle="butt")


def _key(placed: pd.DataFrame) -> list[Key]:
    """What the marks mean, as far as they occur."""
    is_open, future = placed.earliest.isna() | placed.latest.isna(), placed.relation == "future"
    stretch = ~is_open & (placed.earliest != placed.latest)
    entries: list[tuple[Any, Any, str]] = [
        ((placed.earliest == placed.latest).any(), partial(_dot, hollow=False), "a day"),
        (stretch.any(), _key_bar, "a stretch of days"),
        (is_open.any(), _key_fade, "open at one end"),
        (future.any(), partial(_dot, hollow=True), "hollow: after publication"),
    ]
    return [Key(draw, words) for occurs, draw, words in entries if occurs]


def _key_bar(sheet: Sheet, ax: Axes, x: float, y: float) -> None:
    _bar(sheet, ax, x - 0.09, x + 0.09, y, hollow=False, row=ROW)


def _key_fade(sheet: Sheet, ax: Axes, x: float, y: float) -> None:
    _fade(sheet, ax, x - 0.09, y, hollow=False, way=0.22, row=ROW)


def _title(placed: pd.DataFrame) -> str:
    """What most of the dates have in common, where that was counted."""
    for relation, words in (("past", "before"), ("future", "after")):
        number = int((placed.relation == relation).sum())
        if number > 1 and 2 * number > len(placed):
            return f"{number} of {len(placed)} dates lie {words} the day of publication"
    if len(placed) > 1 and placed.earliest.notna().all() and placed.latest.notna().all():
        return f"The dates run from {day_label(placed.earliest.min())} to {day_label(placed.latest.max())}"
    return "When it happens"


def _alt(data: pd.DataFrame, placed: pd.DataFrame) -> str:
    """The chart in a sentence."""
    if data.empty:
        return "Timeline: the article has no temporal expression."
    by = [f"{n} {relation}" for relation, n in data.relation.value_counts(sort=False).sort_index().items()]
    seen = f" ({', '.join(by)})" if by else ""
    sentence = f"Timeline of {count(len(data), 'temporal expression')}{seen}"
    if placed.empty:
        return f"{sentence}; none can be placed on the calendar."
    ends = pd.concat([placed.earliest, placed.latest])
    rest = data.drop(placed.index).text.map(lambda words: f"“{' '.join(words.split())}”")
    span = f"from {ends.min():%Y-%m-%d} to {ends.max():%Y-%m-%d}"
    return f"{sentence}; {span}; not on the calendar: {listed(list(rest))}."
