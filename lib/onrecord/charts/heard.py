"""Who is heard, and who is only talked about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from ..reading.labels import Palette, actor_labels
from .chart import Chart
from .sheet import GRID, INK, SOFT, Key, Page, Sheet, fitted
from .words import count, leader, listed, short

if TYPE_CHECKING:
    from ..reading import Reading

_WHAT = "Who is heard, and who is talked about"
_UNDER = "To the left the claims that somebody makes, to the right the claims of others that mention them"
_MOST = 8  # actors
_BAR = 0.3  # rows: half the height of a bar
_TALK = "#B8B8B8"
# So many claims are needed before a title makes anything of them.
_FINDING = 3
# More, where it is a country or a place: it may just be where something happens.
_WHERE = {"country": 5, "place": 5}


def draw_heard(reading: Reading, ax: Axes | None = None, size: str = "notebook") -> Chart:
    """Draw two bars from one line for each actor: how many claims it makes, and how many of others mention it.

    A dot stands at the bar of who is quoted in words of their own. Who is talked about and makes no claim has no bar
    at the left; the title names one who stands out. The eight actors with the most claims of both kinds are shown.

    Args:
        reading: the reading of an article.
        ax: axes of yours to draw in (they are cleared first); by default a figure is made.
        size: notebook, slide or print.

    Returns:
        a Chart; its data has a row an actor: actor, label, makes, quoted (how many of them in its own words), about.

    Raises:
        ValueError: a size that does not exist, or axes that are too small.
    """
    return fitted(partial(_draw, reading), ax, size)


def _draw(reading: Reading, page: Page) -> Chart:
    data = heard(reading)
    shown = data.head(_MOST)
    sheet = Sheet(page, shown.label.tolist(), right=0.3)
    if data.empty:
        sheet.empty(_WHAT, reading.article.source_line, "No claim in this article is of or about an actor.")
        return sheet.chart("heard", data, _alt(data))
    sheet.open(
        (_title(data, reading), _UNDER),
        reading.article.source_line,
        len(shown),
        key=_key(shown),
        head=0.24,
        axis=0.05,
        notes=_notes(reading, data),
    )
    sheet.label_rows(shown.label.tolist())
    _draw_bars(sheet, reading, shown)
    return sheet.chart("heard", data, _alt(data))


def heard(reading: Reading) -> pd.DataFrame:
    """How many claims each actor makes, how many of them in its own words, and in how many of others it is mentioned.

    Those with the most of both come first; actors that neither make a claim nor are mentioned in one are left out.
    """
    claims = reading.attributed
    made = claims.source_actor.dropna().astype("int64")
    quoted = made[claims.quotation[made.index] != "indirect"]
    pairs = reading.about[reading.about.claim.isin(claims.index)].drop_duplicates(["claim", "actor"])
    others = pairs[claims.source_actor.reindex(pairs.claim).array.fillna(-1) != pairs.actor.array]
    table = pd.DataFrame({"actor": reading.actors.index, "label": actor_labels(reading).array})
    for name, counted in (("makes", made), ("quoted", quoted), ("about", others.actor)):
        table[name] = table.actor.map(counted.value_counts()).fillna(0).astype("int64")
    table = table[table.makes + table.about > 0]
    order = (table.makes + table.about).sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _draw_bars(sheet: Sheet, reading: Reading, shown: pd.DataFrame) -> None:
    """Draw the bars with their numbers, and the dots of those who are quoted."""
    ax, palette = sheet.ax, Palette(reading)
    most = max(int(shown[["makes", "about"]].max(axis=None)), 3)
    ax.set_xlim(-1.18 * most, 1.18 * most)
    sheet.head_columns([0], [""])
    ax.text(-0.03 * most, -0.62, "makes claims", ha="right", va="bottom", fontsize=sheet.pt(8.5), color=INK)
    ax.text(0.03 * most, -0.62, "is mentioned by others", ha="left", va="bottom", fontsize=sheet.pt(8.5), color=INK)
    ax.axvline(0, color=SOFT, linewidth=sheet.pt(0.8), zorder=3)
    for row, actor in enumerate(shown.itertuples()):
        ax.barh(row, -actor.makes, 2 * _BAR, color=palette.colour(actor.actor), linewidth=0)
        ax.barh(row, actor.about, 2 * _BAR, color=_TALK, linewidth=0)
        for number, side in ((actor.makes, -1), (actor.about, 1)):
            x, ha = side * (number + 0.03 * most), "right" if side < 0 else "left"
            sheet.write(x, row, str(number) if number else "–", color=SOFT, ha=ha, va="center_baseline")
        if actor.quoted:
            _dot(sheet, ax, -0.06 * most, row)
    sheet.rules([row - 0.5 for row in range(len(shown) + 1)])
    ax.grid(False)
    ax.spines["bottom"].set_color(GRID)


def _dot(sheet: Sheet, ax: Axes, x: float, y: float) -> None:
    ax.plot([x], [y], "o", color="white", markersize=sheet.pt(4.6), markeredgecolor=INK, markeredgewidth=sheet.pt(0.9))


def _key(shown: pd.DataFrame) -> list[Key]:
    return [Key(_dot, "is quoted in words of their own")] if shown.quoted.any() else []


def _notes(reading: Reading, data: pd.DataFrame) -> list[str]:
    """Who is not shown, and what has no actor."""
    notes = []
    if len(data) > _MOST:
        notes.append(f"Not shown: {count(len(data) - _MOST, 'actor')} with fewer claims.")
    nobody = int(reading.attributed.source_actor.isna().sum())
    if nobody:
        have = "has" if nobody == 1 else "have"
        notes.append(f"{count(nobody, 'claim')} {have} a source that is no actor of the table.")
    return notes


def _title(data: pd.DataFrame, reading: Reading) -> str:
    """Who is talked about and never heard; else who makes most claims; in small numbers neither is a finding."""
    by = data.set_index("label")
    least = reading.actors.type[data.actor].map(_WHERE).fillna(_FINDING)
    silent = leader(by.about[(by.makes == 0) & (by.about >= least.array)])
    if silent is not None and by.about[silent] >= by.about.max() / 2:
        return f"Spoken of in {by.about[silent]} claims and never heard: {short(silent, 3.2, 12)}"
    first = leader(by.makes)
    total = len(reading.attributed)
    if first is None or by.makes[first] < _FINDING or 3 * by.makes[first] < total:
        return _WHAT
    return f"{by.makes[first]} of {total} claims are by {short(first, 3.5, 12)}"


def _alt(data: pd.DataFrame) -> str:
    """The chart in a sentence."""
    if data.empty:
        return "Who is heard, and who is talked about: no claim is of or about an actor."
    speak = data[data.makes > 0].sort_values("makes", ascending=False, kind="stable")
    silent = data[data.makes == 0].sort_values("about", ascending=False, kind="stable")
    said = listed([f"{row.label} ({row.makes})" for row in speak.itertuples()])
    alone = listed([f"{row.label} ({row.about})" for row in silent.itertuples()])
    return f"Claims made: {said}. Mentioned by others and making none: {alone}."
