"""How far the tables can be trusted: the project's own measurements with their intervals, and how far people agree."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from ..files import DATA
from .calibration import accuracy
from .chart import Chart
from .sheet import GRID, INK, Page, Sheet, fitted

_FILE = DATA / "measured.csv"
_MODEL, _PEOPLE = "the model", "two people"
_COLUMNS = {"all": "end_to_end", "direct": "direct", "mixed": "mixed", "indirect": "indirect"}
_SOURCE = "PolNeAR, TimeBank, AQUAINT and GUM, development parts (benchmarks/README.md)"
_NOTE = "A mark is how much is found and right (F1, in points of 100). Its line is the 95 % interval over articles. "
_NOTE += "A hollow diamond is how far two trained people agree, on the articles that several have marked."


def measured() -> pd.DataFrame:
    """What was measured on public articles: how much is found and right, with 95% intervals.

    Returns:
        one row a measurement: table, what, f1, low, high (points of 100; the interval is missing where it is older
        than the figure), people (how far two trained people agree; missing where nobody measured it) and data.

    >>> measured().query("table == 'claims'").what.tolist()
    ['all', 'direct', 'mixed', 'indirect']
    """
    data = pd.read_csv(_FILE, comment="#").drop(columns="found")  # that is for documents alone
    figures = accuracy()
    data.insert(5, "people", float("nan"))
    for row in data[data.table == "claims"].itertuples():
        data.loc[row.Index, "f1"] = figures.loc[_MODEL, _COLUMNS[str(row.what)]]
        data.loc[row.Index, "people"] = figures.loc[_PEOPLE, _COLUMNS[str(row.what)]]
    newer = ~data.f1.between(data.low, data.high)
    data.loc[newer, ["low", "high"]] = float("nan")
    return data


def draw_accuracy(ax: Axes | None = None, size: str = "notebook") -> Chart:
    """Draw the measured accuracy of claims, dates and actors with its intervals, beside how far two people agree."""
    return fitted(_draw, ax, size)


def _draw(page: Page) -> Chart:
    data = measured()
    labels = [f"{row.table}, {row.what}" for row in data.itertuples()]
    first = data.iloc[0]
    sheet = Sheet(page, labels, right=2.2)
    title = f"Claims: {first.f1:.0f} of 100, where two people agree in {first.people:.0f}"
    ax = sheet.open((title, _NOTE), _SOURCE, len(data))
    sheet.label_rows(labels)
    for n, row in enumerate(data.itertuples()):
        ax.axhline(n, color=GRID, linewidth=sheet.pt(0.8), zorder=0)
        ax.plot([row.low, row.high], [n, n], color=INK, linewidth=sheet.pt(2))
        ax.plot([row.f1], [n], "o", color=INK, markersize=sheet.pt(6))
        if row.people == row.people:
            ax.plot([row.people], [n], "D", markerfacecolor="white", markeredgecolor=INK, markersize=sheet.pt(6))
        interval = f" ({row.low:.1f}–{row.high:.1f})" if row.low == row.low else ""
        people = f"; people {row.people:.1f}" if row.people == row.people else ""
        sheet.beside(n, f"{row.f1:.1f}{interval}{people}")
    ax.set_xlim(50, 100)
    ax.set_xticks([50, 60, 70, 80, 90, 100])
    alt = f"Measured accuracy in points of 100: claims {first.f1:.1f}, where two people agree in {first.people:.1f}; "
    alt += "; ".join(f"{row.table}, {row.what} {row.f1:.1f}" for row in data.iloc[1:].itertuples()) + "."
    return sheet.chart("accuracy", data, alt)
