"""Across articles: who is quoted most and by which outlet, and two articles on one event side by side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import accumulate
from math import ceil

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ..reading.labels import COLOURS, OTHER, UNNAMED
from .chart import Chart
from .sheet import PAPER, SOFT, Key, Page, Sheet, fitted
from .words import SMALL, count, leader, listed, short, width, wrap

_MOST = 12  # rows
_BAR = 0.62  # of a row
_COLUMN = 1.0  # inches: the narrowest column
_GAP = 0.2  # inches between columns
_UNKNOWN = "outlet unknown"
_STEP = (0.15, 0.24)  # inches from mark to mark: the least that keeps them apart, and the most
_NEXT = 0.65  # of a row: from one line of marks to the next
_GLANCE = 5  # marks: more have to be counted


def draw_quoted(claims: pd.DataFrame, source: str, ax: Axes | None = None, size: str = "notebook") -> Chart:
    """Draw who is quoted most, and by which outlet: a row a source, a column of bars an outlet, all on one scale.

    Which outlet a bar is says its column. Outlets for which there is no room share the last one; sources that have no
    row are counted below; the data has them all.

    Args:
        claims: as onrecord.corpus.attributed gives them.
        source: where the articles are from, for the source line.
        ax: axes of yours to draw in (they are cleared first); by default a figure is made.
        size: notebook, slide or print.

    Returns:
        a Chart; its data has a row a bar: who, outlet, claims.

    Raises:
        ValueError: a size that does not exist, or axes that are too small.
    """
    return fitted(partial(_draw_quoted, claims, source), ax, size)


def _draw_quoted(claims: pd.DataFrame, source: str, page: Page) -> Chart:
    claims = claims.assign(outlet=claims.outlet.fillna(_UNKNOWN))
    data = claims.groupby(["who", "outlet"], sort=False).size().rename("claims").reset_index()
    totals = claims.who.value_counts(sort=False).sort_values(ascending=False, kind="stable")
    names = list(totals.index[:_MOST])
    data = data.sort_values("who", key=lambda who: who.map(list(totals.index).index), kind="stable", ignore_index=True)
    shown = claims[claims.who.isin(names)]
    outlets = shown.outlet.nunique()
    sheet = Sheet(page, names, right=0.9 if outlets > 1 else 0.3, least=max(1.5, _COLUMN * min(outlets, 3)))
    alt = _quoted_alt(data, totals)
    if not names:
        sheet.empty("Who is quoted most", source, "No claim was found in these articles.")
        return sheet.chart("quoted", data, alt)
    columns = _columns(shown.outlet, int(sheet.plot_width / _COLUMN))
    cells = pd.crosstab(shown.who, shown.outlet.map(columns)).loc[names, list(dict.fromkeys(columns.values()))]
    heads = [_broken(name, sheet.plot_width / cells.shape[1] - _GAP) for name in cells]
    title = (_quoted_title(totals), "Claims by source" + (", split by outlet" if outlets > 1 else ""))
    notes = [*_left_out(data, names), *_explained(columns, heads)]
    sheet.open(title, source, len(names), head=_head(heads), axis=0.05, notes=notes)
    sheet.label_rows(names)
    _draw_bars(sheet, cells, heads, _colours(columns))
    if outlets > 1:  # else the number beside the bar says it
        for row, name in enumerate(names):
            sheet.beside(row, count(int(totals[name]), "claim"), va="center_baseline")
    return sheet.chart("quoted", data, alt)


def _columns(outlets: pd.Series, most: int) -> dict[str, str]:
    """The heading of each outlet's column: most claims first. Those that there is no room for share the last one."""
    numbers = outlets.value_counts()
    known = sorted(numbers.index.drop(_UNKNOWN, errors="ignore"), key=lambda outlet: (-numbers[outlet], outlet))
    unknown = [_UNKNOWN] if _UNKNOWN in numbers else []
    room = most - len(unknown)
    kept = known if len(known) <= room else known[: room - 1]
    rest = known[len(kept) :]
    own = {outlet: outlet for outlet in [*kept, *unknown]}
    return own | dict.fromkeys(rest, count(len(rest), "other outlet"))


def _colours(columns: dict[str, str]) -> list[str]:
    """The colour of each column, a second sign: grey where it is not one outlet's that is known."""
    own = [name in columns and name != _UNKNOWN for name in dict.fromkeys(columns.values())]
    return [COLOURS[n] if one and n < len(COLOURS) else OTHER for n, one in enumerate(own)]


def _quoted_title(totals: pd.Series) -> str:
    """Who is quoted most, where it is one of several and has a name."""
    first = leader(totals)
    known = first is not None and first != UNNAMED and len(totals) > 1
    return f"{short(str(first), 4, 12)} is quoted most" if known else "Who is quoted most"


def _left_out(data: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """The sources that there is no row for, and the outlets that quote only them."""
    rows = data.who.isin(names)
    more, outlets = data.who[~rows].nunique(), len(set(data.outlet) - set(data.outlet[rows]))
    if not more:
        return []
    only = f", and {count(outlets, 'outlet')} that {'quotes' if outlets == 1 else 'quote'} only them" if outlets else ""
    return [f"Not shown: {count(more, 'more source')}{only}."]


def _explained(columns: dict[str, str], heads: Sequence[str]) -> list[str]:
    """The whole names of the outlets where a heading had to be cut, and which outlets share a column."""
    own = [outlet for outlet, name in columns.items() if name == outlet]
    rest = [outlet for outlet, name in columns.items() if name != outlet]
    notes = []
    if any(_on_one_line(head) != _on_one_line(name) for head, name in zip(heads, own, strict=False)):
        notes.append(f"Columns, from the left: {'; '.join(own)}.")
    if rest:
        notes.append(f"The last column has the {len(rest)} outlets with the fewest claims together: {listed(rest)}.")
    return notes


def _draw_bars(sheet: Sheet, cells: pd.DataFrame, heads: Sequence[str], colours: Sequence[str]) -> None:
    """Draw a column of bars an outlet, all on one scale, each bar with its number."""
    ax, column = sheet.ax, sheet.plot_width / len(heads)
    most = int(cells.to_numpy().max())
    unit = (column - _GAP - width(str(most)) - 0.05) / most
    ax.set_xlim(0, sheet.plot_width)
    sheet.head_columns([n * column for n in range(len(heads))], heads)
    sheet.rules([row - 0.5 for row in range(len(cells) + 1)])
    for n, name in enumerate(cells):
        left = n * column
        for row, number in enumerate(cells[name]):
            if number:
                ax.add_patch(Rectangle((left, row - _BAR / 2), number * unit, _BAR, facecolor=colours[n], linewidth=0))
                sheet.write(left + number * unit + 0.05, row, str(number), va="center_baseline")
        ax.axvline(left, color=SOFT, linewidth=sheet.pt(0.8), clip_on=False)


def _quoted_alt(data: pd.DataFrame, totals: pd.Series) -> str:
    """The bars in a sentence."""
    if data.empty:
        return "Who is quoted most: no claim was found."
    top = [f"{name} ({number})" for name, number in totals.head(3).items()]
    known, unknown = data.outlet[data.outlet != _UNKNOWN].nunique(), (data.outlet == _UNKNOWN).any()
    where = count(known, "outlet") if known else "unknown outlets"
    where += " and unknown ones" if known and unknown else ""
    return f"Who is quoted most in {where}: {listed(top)}, of {count(int(totals.sum()), 'claim')} by {len(totals)}."


def _head(heads: Sequence[str]) -> float:
    """The room above the plot that headings of columns take."""
    return 0.13 + 0.15 * max(head.count("\n") + 1 for head in heads)


def _broken(text: str, most: float) -> str:
    """A heading in at most three lines; what is longer is shortened."""
    lines = wrap(text, most)
    return "\n".join([*lines[:2], short(" ".join(lines[2:]), most)] if len(lines) > 2 else lines)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def draw_side_by_side(
    rows: pd.DataFrame, titles: tuple[str, str], source: str, ax: Axes | None = None, size: str = "notebook"
) -> Chart:
    """Draw two articles on one event side by side: one row a source, its claims in each article to the left and right.

    A full mark is a claim that both have, a hollow one stands in that article alone. Where there are many, their
    number stands behind them.

    Args:
        rows: as onrecord.corpus.side_by_side gives them.
        titles: what to call the two articles, for example by their outlets.
        source: where the articles are from, for the source line.
        ax: axes of yours to draw in (they are cleared first); by default a figure is made.
        size: notebook, slide or print.

    Returns:
        a Chart; its data are the rows of claims.

    Raises:
        ValueError: a size that does not exist, or axes that are too small.
    """
    return fitted(partial(_draw_pair, rows, titles, source), ax, size)


def _draw_pair(rows: pd.DataFrame, titles: tuple[str, str], source: str, page: Page) -> Chart:
    data = rows[rows.what == "claim"].drop(columns="what").reset_index(drop=True)
    order = data.groupby("who", sort=False)[["in_first", "in_second"]].sum()
    order = order.loc[order.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    names = list(order.index)
    sheet = Sheet(page, names, right=0.3, least=2.4)
    both = int((data.in_first & data.in_second).sum())
    alt = _pair_alt(data, titles, both)
    if data.empty:
        sheet.empty("Two articles side by side", source, "No claim was found in these articles.")
        return sheet.chart("side_by_side", data, alt)
    half = sheet.plot_width / 2
    key = [Key(partial(_mark, full=True), "in both articles"), Key(partial(_mark, full=False), "in this one alone")]
    heading = _pair_title([short(title, 0.45 * sheet.width, 12) for title in titles], both, len(data))
    heads = [_broken(title, half - 0.2) for title in titles]
    line = min(int((half - 0.5) / _STEP[0]), int(order.to_numpy().max()))
    step = min((half - 0.5) / line, _STEP[1])
    depths = [1 + _NEXT * (ceil(most / line) - 1) for most in order.max(axis=1)]
    tops = [0.0, *accumulate(depths)]
    sub = "Each mark is a claim by the source"
    sheet.open((heading, sub), source, tops[-1], key=key, head=_head(heads), axis=0.05)
    sheet.label_rows(names, tops[:-1], tops[-1])
    sheet.rules([top - 0.5 for top in tops])
    sheet.ax.set_xlim(0, sheet.plot_width)
    sheet.head_columns([0, half], heads)
    sheet.ax.axvline(half - 0.1, color=SOFT, linewidth=sheet.pt(0.8), zorder=0)
    for row, name in zip(tops, names, strict=False):
        _draw_claims(sheet, data[data.who == name], row, step, line)
    return sheet.chart("side_by_side", data, alt)


def _draw_claims(sheet: Sheet, own: pd.DataFrame, row: float, step: float, line: int) -> None:
    """Draw a mark for each claim of a source, in one half for each article, in lines of so many."""
    # What both have comes first, so that it stands in the same place in both.
    own = own.assign(both=own.in_first & own.in_second).sort_values("both", ascending=False, kind="stable")
    for column, left in (("in_first", 0.09), ("in_second", sheet.plot_width / 2 + 0.09)):
        marks = list(own.both[own[column] == 1])
        for place, shared in enumerate(marks):
            _mark(sheet, sheet.ax, left + place % line * step, row + place // line * _NEXT, full=bool(shared))
        if len(marks) > _GLANCE:
            x, y = left + min(len(marks), line) * step, row
            sheet.write(x, y, str(len(marks)), SMALL, color=SOFT, va="center_baseline")


def _mark(sheet: Sheet, ax: Axes, x: float, y: float, full: bool) -> None:
    """Draw one claim."""
    look = {"markersize": sheet.pt(7), "markeredgecolor": COLOURS[0], "markeredgewidth": sheet.pt(1.3)}
    ax.plot([x], [y], "o", markerfacecolor=COLOURS[0] if full else PAPER, **look)  # type: ignore[arg-type]


def _pair_title(titles: Sequence[str], both: int, total: int) -> str:
    """How much the two share, in words that are right for none, one and all.

    >>> _pair_title(["A", "B"], 2, 15), _pair_title(["A", "B"], 1, 1)
    ('A and B share 2 of 15 claims', 'A and B share their one claim')
    """
    if not both:
        return f"{titles[0]} and {titles[1]} share no claim"
    if both == total:
        return f"{titles[0]} and {titles[1]} share " + ("their one claim" if total == 1 else f"all {total} claims")
    return f"{titles[0]} and {titles[1]} share {both} of {total} claims"


def _pair_alt(data: pd.DataFrame, titles: tuple[str, str], both: int) -> str:
    """The pair in a sentence."""
    alone = [int(data[column].sum()) - both for column in ("in_first", "in_second")]
    told = f"{count(both, 'claim')} in both, {alone[0]} in {titles[0]} alone and {alone[1]} in {titles[1]} alone"
    return f"Two articles side by side: {told}."
