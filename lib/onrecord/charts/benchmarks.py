"""How far the tables can be trusted: the project's own measurements with their intervals, and how far people agree."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .calibration import accuracy
from .chart import GRID, INK, SOFT, Chart, Sheet, beside, rows, styled

_FILE = Path(__file__).parents[1] / "data" / "measured.csv"
_MODEL, _PEOPLE = "the model", "two people"
_COLUMNS = {"all": "end_to_end", "direct": "direct", "mixed": "mixed", "indirect": "indirect"}
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
    data = pd.read_csv(_FILE, comment="#")
    figures = accuracy()
    data.insert(5, "people", float("nan"))
    for row in data[data.table == "claims"].itertuples():
        data.loc[row.Index, "f1"] = figures.loc[_MODEL, _COLUMNS[str(row.what)]]
        data.loc[row.Index, "people"] = figures.loc[_PEOPLE, _COLUMNS[str(row.what)]]
    newer = ~data.f1.between(data.low, data.high)
    data.loc[newer, ["low", "high"]] = float("nan")
    return data


@styled
def draw_accuracy() -> Chart:
    """Draw the measured accuracy of claims, dates and actors with its intervals, beside how far two people agree."""
    data = measured()
    labels = [f"{row.table}, {row.what}" for row in data.itertuples()]
    source = "PolNeAR, TimeBank, AQUAINT and GUM, development parts (benchmarks/README.md)"
    sheet = Sheet("How well does it do on public articles?", source, len(data), labels, _NOTE, right=2.2)
    ax = sheet.axes()
    rows(ax, labels)
    for n, row in enumerate(data.itertuples()):
        ax.axhline(n, color=GRID, linewidth=0.8, zorder=0)
        ax.plot([row.low, row.high], [n, n], color="#0072B2", linewidth=2)
        ax.plot([row.f1], [n], "o", color="#0072B2", markersize=6)
        if row.people == row.people:
            ax.plot([row.people], [n], "D", markerfacecolor="white", markeredgecolor=INK, markersize=6)
        interval = f" ({row.low:.1f}–{row.high:.1f})" if row.low == row.low else ""
        people = f"; people {row.people:.1f}" if row.people == row.people else ""
        beside(ax, n, f"{row.f1:.1f}{interval}{people}")
    ax.set_xlim(50, 100)
    ax.set_xticks([50, 60, 70, 80, 90, 100])
    ax.tick_params(axis="x", labelcolor=SOFT)
    first = data.iloc[0]
    alt = f"Measured accuracy in points of 100: claims {first.f1:.1f}, where two people agree in {first.people:.1f}; "
    alt += "; ".join(f"{row.table}, {row.what} {row.f1:.1f}" for row in data.iloc[1:].itertuples()) + "."
    return Chart("accuracy", sheet.figure, data, alt)
