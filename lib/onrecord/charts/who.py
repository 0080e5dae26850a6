"""Who speaks about whom."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from ..reading.labels import Palette, actor_labels, source_labels
from .chart import Chart
from .sheet import Page, Sheet, fitted, letters_on
from .words import count, leader, listed, most_first, short, widest

if TYPE_CHECKING:
    from ..reading import Reading

_CELL = 0.36  # inches: the narrowest column
_NAME = 1.5  # inches: the longest name above a column
_SLOPE = 0.71  # of names that are turned by 45 degrees
_WIDEST_CELL = 0.62


def draw_who_on_whom(reading: Reading, ax: Axes | None = None, size: str = "notebook") -> Chart:
    """Draw who speaks about whom: sources as rows, the actors in their claims as columns, the number of claims in
    each cell; an empty cell is none.

    Who claims most comes first, and who is spoken of most. A row has its source's colour; the more claims, the
    stronger it is. Actors for whom there is no room are counted below; the data has them all.

    Args:
        reading: the reading of an article.
        ax: axes of yours to draw in (they are cleared first); by default a figure is made.
        size: notebook, slide or print.

    Returns:
        a Chart; its data has a row a cell: source, about, claims.

    Raises:
        ValueError: a size that does not exist, or axes that are too small.
    """
    return fitted(partial(_draw, reading), ax, size)


def _draw(reading: Reading, page: Page) -> Chart:
    data = _data(reading)
    title = (_title(data, reading), "In how many claims of the source (row) the actor (column) is mentioned")
    source_line = reading.article.source_line
    if data.empty:
        sheet = Sheet(page, [])
        sheet.empty("Who speaks about whom", source_line, "No claim in this article mentions an actor.")
        return sheet.chart("who_on_whom", data, _alt(data))
    topics = list(data.groupby("about", sort=False).claims.sum().sort_values(ascending=False, kind="stable").index)
    sheet = Sheet(page, list(data.source.unique()), right=0.75)
    shown = topics[: int(sheet.plot_width / _CELL)]
    cells = data[data.about.isin(shown)]
    sources = list(cells.source.unique())
    head = 0.12 + min(widest(shown), _NAME) * _SLOPE
    sheet.open(title, source_line, len(sources), head=head, axis=0.05, notes=_notes(data, sources, shown))
    sheet.label_rows(sources)
    _draw_columns(sheet, shown, len(sources))
    _draw_cells(sheet, reading, cells, sources, shown)
    return sheet.chart("who_on_whom", data, _alt(data))


def _data(reading: Reading) -> pd.DataFrame:
    """The cells that are not empty: sources that claim most first."""
    pairs = reading.about.drop_duplicates(["claim", "actor"])
    sources, labels = source_labels(reading), actor_labels(reading)
    data = pd.DataFrame({"source": sources.loc[pairs.claim].array, "about": labels.loc[pairs.actor].array})
    data = data.groupby(["source", "about"], sort=False).size().rename("claims").reset_index()
    ranks = {source: rank for rank, source in enumerate(most_first(sources))}
    return data.sort_values("source", key=lambda names: names.map(ranks), kind="stable", ignore_index=True)


def _notes(data: pd.DataFrame, sources: list[str], shown: list[str]) -> list[str]:
    """What there was no room for."""
    actors, rows = data.about.nunique() - len(shown), data.source.nunique() - len(sources)
    if not actors:
        return []
    only = f", nor {count(rows, 'source')} that only {'speaks' if rows == 1 else 'speak'} of them" if rows else ""
    return [f"Not shown for want of room: {count(actors, 'actor')} less spoken of{only}."]


def _draw_columns(sheet: Sheet, topics: list[str], depth: int) -> None:
    """Write the names above the columns, and draw the lines between rows."""
    ax = sheet.ax
    ax.set_xlim(-0.5, max(len(topics), sheet.plot_width / _WIDEST_CELL) - 0.5)
    names = [short(name, _NAME) for name in topics]
    sheet.head_columns(range(len(topics)), names, rotation=45, rotation_mode="anchor")
    ax.tick_params(axis="x", pad=sheet.pt(2))
    sheet.rules([row - 0.5 for row in range(depth + 1)])


def _draw_cells(sheet: Sheet, reading: Reading, cells: pd.DataFrame, sources: list[str], topics: list[str]) -> None:
    """Draw the cells: a number on a shade of its source's colour."""
    palette, labels = Palette(reading), source_labels(reading)
    actors = dict(zip(labels, reading.attributed.source_actor, strict=True))
    most = int(cells.claims.max())
    for cell in cells.itertuples():
        x, y = topics.index(cell.about), sources.index(cell.source)
        shade = _shade(palette.colour(actors[cell.source]), 0.22 + 0.68 * (cell.claims - 1) / max(most - 1, 3))
        sheet.ax.add_patch(Rectangle((x - 0.46, y - 0.42), 0.92, 0.84, facecolor=shade, linewidth=0))
        sheet.write(x, y, str(cell.claims), ha="center", va="center_baseline", color=letters_on(shade))
    said = labels.value_counts()
    for row, source in enumerate(sources):
        sheet.beside(row, f"of {count(int(said[source]), 'claim')}")


def _shade(colour: str, strength: float) -> tuple[float, float, float]:
    """A colour mixed with white."""
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return red, green, blue


def _title(data: pd.DataFrame, reading: Reading) -> str:
    """Whom most sources speak of, where it is one and it was counted."""
    sources = source_labels(reading).nunique()
    by = data.groupby("about", sort=False).source.nunique()
    first = leader(by)
    if first is None or by[first] < 2 or 4 * by[first] < sources:  # a handful of many is no finding
        return "Who speaks about whom"
    return f"{by[first]} of {sources} sources speak about {short(first, 3.5, 12)}"


def _alt(data: pd.DataFrame) -> str:
    """The matrix in a sentence."""
    if data.empty:
        return "Who speaks about whom: no claim mentions an actor."
    pairs = data.sort_values("claims", ascending=False, kind="stable").head(3)
    top = [f"{pair.source} on {pair.about} ({pair.claims})" for pair in pairs.itertuples()]
    sources, topics = count(data.source.nunique(), "source"), count(data.about.nunique(), "actor")
    return f"Who speaks about whom: {sources} on {topics}; most often {listed(top)}."
