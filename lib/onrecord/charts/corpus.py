"""Across articles: who is quoted most and by which outlet, and two articles on one event side by side."""

from __future__ import annotations

from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ..labels import COLOURS, OTHER
from .chart import Chart
from .sheet import GRID, INK, PAPER, SOFT, Key, Page, Sheet, fitted, letters_on
from .words import SIZE, count, leader, listed, short, width

_MOST = 12  # rows
_BAR = 0.62  # of a row
_ROOM = 0.22  # inches around a number in a bar


def draw_quoted(claims: pd.DataFrame, source: str, ax: Axes | None = None, size: str = "notebook") -> Chart:
    """Draw who is quoted most, and by which outlet: one bar a source, one part an outlet with its number of claims.

    Args:
        claims: as onrecord.corpus.attributed gives them.
        source: where the articles are from, for the source line.
        ax: axes of yours to draw in (they are cleared first); by default a figure is made.
        size: notebook, slide or print.

    Returns:
        a Chart; its data has a row a part: who, outlet, claims.

    Raises:
        ValueError: a size that does not exist, or axes that are too small.
    """
    return fitted(partial(_draw_quoted, claims, source), ax, size)


def _draw_quoted(claims: pd.DataFrame, source: str, page: Page) -> Chart:
    claims = claims.assign(outlet=claims.outlet.fillna("outlet unknown"))
    data = claims.groupby(["who", "outlet"], sort=False).size().rename("claims").reset_index()
    totals = claims.who.value_counts(sort=False).sort_values(ascending=False, kind="stable")
    names = list(totals.index[:_MOST])
    data = data.sort_values("who", key=lambda who: who.map(list(totals.index).index), kind="stable", ignore_index=True)
    sheet = Sheet(page, names, right=0.9)
    if not names:
        sheet.empty("Who is quoted most", source, "No claim was found in these articles.")
        return sheet.chart("quoted", data, "Who is quoted most: no claim was found.")
    outlets = sorted(claims.outlet.unique())
    looks = {outlet: (COLOURS[n] if n < len(COLOURS) else OTHER) for n, outlet in enumerate(outlets)}
    first = leader(totals)
    title = f"{short(first, 4, 12)} is quoted most" if first else "Who is quoted most"
    key = [Key(partial(_swatch, colour=colour), outlet) for outlet, colour in looks.items()]
    more = len(totals) - len(names)
    notes = [f"Not shown: {count(more, 'source')} more."] if more else []
    sheet.open((title, "Claims by source, parted by outlet"), source, len(names), key=key, axis=0.05, notes=notes)
    sheet.label_rows(names)
    _draw_bars(sheet, data[data.who.isin(names)], names, outlets, looks)
    return sheet.chart("quoted", data, _quoted_alt(data, totals))


def _draw_bars(sheet: Sheet, data: pd.DataFrame, names: list[str], outlets: list[str], looks: dict[str, str]) -> None:
    """Draw the parts of each bar in the order of the outlets, each with its number."""
    ax = sheet.ax
    cells = data.set_index(["who", "outlet"]).claims
    most = int(data.groupby("who").claims.sum().max())
    ax.set_xlim(0, most)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    for row, name in enumerate(names):
        x = 0
        for outlet in outlets:
            number = int(cells.get((name, outlet), 0))
            if not number:
                continue
            box = Rectangle((x, row - _BAR / 2), number, _BAR, facecolor=looks[outlet], edgecolor=PAPER)
            ax.add_patch(box)
            if number / most * sheet.plot_width > width(str(number)) + _ROOM / 2:
                look = letters_on(looks[outlet])
                sheet.write(x + number / 2, row, str(number), ha="center", va="center_baseline", color=look)
            x += number
        sheet.beside(row, count(x, "claim"))


def _swatch(sheet: Sheet, frame: Axes, x: float, y: float, colour: str) -> None:
    """Draw the mark of an outlet in the key."""
    frame.add_patch(Rectangle((x - 0.09, y - 0.06), 0.18, 0.12, facecolor=colour, linewidth=0))


def _quoted_alt(data: pd.DataFrame, totals: pd.Series) -> str:
    """The bars in a sentence."""
    top = [f"{name} ({number})" for name, number in totals.head(3).items()]
    outlets = count(data.outlet.nunique(), "outlet")
    return f"Who is quoted most in {outlets}: {listed(top)}, of {count(int(totals.sum()), 'claim')} by {len(totals)}."


def draw_side_by_side(
    rows: pd.DataFrame, titles: tuple[str, str], source: str, ax: Axes | None = None, size: str = "notebook"
) -> Chart:
    """Draw two articles on one event side by side: one row a source, its claims in each article to the left and right.

    A full mark is a claim that both have, a hollow one stands in that article alone.

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
    names = list(order.sum(axis=1).sort_values(ascending=False, kind="stable").index)
    sheet = Sheet(page, names, right=0.3)
    both = int((data.in_first & data.in_second).sum())
    heading = f"{titles[0]} and {titles[1]} share {count(both, 'claim')} of {len(data)}"
    alt = _pair_alt(data, titles, both)
    if data.empty:
        sheet.empty("Two articles side by side", source, "No claim was found in these articles.")
        return sheet.chart("side_by_side", data, alt)
    key = [Key(partial(_mark, full=True), "in both articles"), Key(partial(_mark, full=False), "in this one alone")]
    sub = "Each mark is a claim by the source"
    sheet.open((heading, sub), source, len(names), key=key, head=0.28, axis=0.05)
    sheet.label_rows(names)
    _draw_claims(sheet, data, names, titles)
    return sheet.chart("side_by_side", data, alt)


def _draw_claims(sheet: Sheet, data: pd.DataFrame, names: list[str], titles: tuple[str, str]) -> None:
    """Draw a mark for each claim, in one half for each article."""
    ax = sheet.ax
    half = sheet.plot_width / 2
    ax.set_xlim(0, sheet.plot_width)
    ax.spines["bottom"].set_visible(False)
    ax.xaxis.tick_top()
    ax.set_xticks([0, half], [short(title, half - 0.2) for title in titles], ha="left")
    ax.tick_params(axis="x", length=0, labelsize=sheet.pt(SIZE), labelcolor=INK, pad=sheet.pt(4))
    for row in range(len(names) + 1):
        ax.axhline(row - 0.5, color=GRID, linewidth=sheet.pt(0.8), zorder=0)
    ax.axvline(half - 0.1, color=SOFT, linewidth=sheet.pt(0.8), zorder=0)
    deepest = int(data.groupby("who")[["in_first", "in_second"]].sum().to_numpy().max())
    step = min(0.24, (half - 0.3) / max(deepest, 1))
    for row, name in enumerate(names):
        own = data[data.who == name]
        # What both have comes first, so that it stands in the same place in both.
        own = own.assign(both=own.in_first & own.in_second).sort_values("both", ascending=False, kind="stable")
        for column, left in (("in_first", 0.09), ("in_second", half + 0.09)):
            for place, shared in enumerate(own.both[own[column] == 1]):
                _mark(sheet, ax, left + place * step, row, full=bool(shared))


def _mark(sheet: Sheet, ax: Axes, x: float, y: float, full: bool) -> None:
    """Draw one claim."""
    look = {"markersize": sheet.pt(7), "markeredgecolor": COLOURS[0], "markeredgewidth": sheet.pt(1.3)}
    ax.plot([x], [y], "o", markerfacecolor=COLOURS[0] if full else PAPER, **look)  # type: ignore[arg-type]


def _pair_alt(data: pd.DataFrame, titles: tuple[str, str], both: int) -> str:
    """The pair in a sentence."""
    alone = [int(data[column].sum()) - both for column in ("in_first", "in_second")]
    told = f"{count(both, 'claim')} in both, {alone[0]} in {titles[0]} alone and {alone[1]} in {titles[1]} alone"
    return f"Two articles side by side: {told}."
