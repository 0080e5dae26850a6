"""How far the confidence of claims can be trusted: a picture of the project's own measurements, not of a reading."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .chart import GRID, SOFT, Chart, Sheet, styled

_MEASURED = Path(__file__).parents[1] / "models" / "claims-calibration.csv"
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


@styled
def draw_calibration() -> Chart:
    """Draw confidence against the share of claims that are right; on the line, the one is the other."""
    data = pd.read_csv(_MEASURED)
    error = (data.claims * (data.confidence - data.right).abs()).sum() / data.claims.sum()
    note = "Each mark is a group of claims, with their number. On the line, confidence is the share that is right; "
    note += f"on average it is off by {100 * error:.0f} points."
    sheet = Sheet("How far can the confidence be trusted?", _SOURCE, 11, ["100 %"], note, 0.12, 0.46)
    ax = sheet.axes()
    ax.plot([0, 1], [0, 1], color=GRID, linewidth=1.5, zorder=0)
    ax.plot(data.confidence, data.right, "o", color="#0072B2", markersize=6)
    for group in data.itertuples():
        ax.text(group.confidence + 0.012, group.right - 0.045, f"{group.claims}", fontsize=7.5, color=SOFT)
    ax.set_xlim(0.3, 1)
    ax.set_ylim(0, 1)
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    ax.set_yticks(ticks, [f"{100 * tick:.0f} %" for tick in ticks])
    ax.set_xticks([0.4, 0.6, 0.8, 1.0], ["0.4", "0.6", "0.8", "1"])
    ax.set_xlabel("confidence", fontsize=7.5, loc="left", labelpad=2)
    alt = f"Confidence against the share of claims that are right, in {len(data)} groups of claims: "
    alt += f"on average they differ by {100 * error:.0f} points in 100."
    return Chart("calibration", sheet.figure, data, alt)
