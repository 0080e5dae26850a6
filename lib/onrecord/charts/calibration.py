"""How far the confidence of claims can be trusted: a picture of the project's own measurements, not of a reading."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes

from .chart import Chart
from .sheet import GRID, INK, SOFT, Page, Sheet, fitted
from .words import SMALL, count

_MEASURED = Path(__file__).resolve().parents[1] / "models" / "claims-calibration.csv"
_SOURCE = "84 news articles of PolNeAR's development part, the confidence of each sixth fitted on the others"


def accuracy() -> pd.DataFrame:
    """The measured accuracy of finding claims, with what two people reach beside it.

    Returns:
        one row a method: `end_to_end` (F1 of content, source and cue together, 0 to 100), and the same for direct,
        mixed and indirect quotations; missing where it was not measured.

    >>> accuracy().loc["two people", "end_to_end"]
    np.float64(75.3)
    """
    return pd.read_csv(_MEASURED.with_name("claims-accuracy.csv"), index_col="method")


def draw_calibration(ax: Axes | None = None, size: str = "notebook") -> Chart:
    """Draw confidence against the share of claims that are right; on the line, the one is the other."""
    return fitted(_draw, ax, size)


def _draw(page: Page) -> Chart:
    data = pd.read_csv(_MEASURED)
    error = (data.claims * (data.confidence - data.right).abs()).sum() / data.claims.sum()
    sheet = Sheet(page, ["100 %"], right=0.4)
    title = f"On average, the confidence is off by {100 * error:.0f} points in 100"
    under = "The share of claims that are right, by their confidence. Each mark is a group of claims, with its size; "
    under += "on the line, the two are the same."
    ax = sheet.open((title, under), _SOURCE, 11, axis=0.46)
    ax.plot([0, 1], [0, 1], color=GRID, linewidth=sheet.pt(1.5), zorder=0)
    ax.plot(data.confidence, data.right, "o", color=INK, markersize=sheet.pt(6))
    for group in data.itertuples():
        sheet.write(group.confidence + 0.012, group.right - 0.045, f"{group.claims}", SMALL, color=SOFT)
    ax.set_xlim(0.3, 1)
    ax.set_ylim(0, 1)
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    ax.set_yticks(ticks, [f"{100 * tick:.0f} %" for tick in ticks])
    ax.set_xticks([0.4, 0.6, 0.8, 1.0], ["0.4", "0.6", "0.8", "1"])
    sheet.axis_label("confidence")
    alt = f"Confidence against the share of claims that are right, in {len(data)} groups of claims: "
    apart = count(round(100 * error), "point")
    alt += f"on average they differ by {apart} in 100."
    return sheet.chart("calibration", data, alt)
