"""Who claims what, and about whom."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from .chart import GRID, INK, SIZE, Chart, Sheet, count, empty, in_order, listed, rows, short, styled, width
from .names import actor_labels, colour, source_labels

if TYPE_CHECKING:
    from ..reading import Reading

_FILL = {"direct": "full", "mixed": "left", "indirect": "none"}
_SHOWN = ["source", "source_actor", "cue", "cue_class", "quotation", "hedged", "negated"]
THE_ARTICLE = "the article"
NO_CUE = "(no cue)"
_MOST_TOPICS = 12


@styled
def draw_claims(reading: Reading) -> Chart:
    """Draw who claims, and how: sources as rows, kinds of cue as columns, each claim a mark with its cue.

    A full mark is a direct quotation, a half-full one is mixed, a hollow one indirect. A cue in slanted letters
    is hedged or negated. The last row is the article itself: how many sentences it says in its own voice.
    """
    data = reading.attributed[_SHOWN[1:]].reset_index(drop=True)
    data.insert(0, "source", source_labels(reading).array)
    data = pd.concat([data, _own_voice(reading)], ignore_index=True)
    data["place"] = data.groupby(["source", "cue_class"]).cumcount()
    depths = (data.groupby("source", sort=False).place.max() + 1).astype(int)
    tops = depths.cumsum() - depths
    note = "● direct quotation · ◐ mixed · ○ indirect · slanted: hedged or negated" if len(data) else ""
    sheet = Sheet("Who claims, and how", reading.article.source_line, int(depths.sum()), list(depths.index), note, 0.24)
    ax = sheet.axes()
    if data.empty:
        empty(ax, "No claim was found in this article.")
    else:
        data["column"] = data.cue_class.map(_columns(ax, data, sheet))
        rows(ax, list(tops.index), list(tops), int(depths.sum()))
        for top in tops[1:]:
            ax.axhline(top - 0.5, color=GRID, linewidth=0.8)
        _draw_marks(ax, reading, data.assign(row=data.source.map(tops) + data.place))
    return Chart("claims", sheet.figure, data[_SHOWN], _claims_alt(data))


def _own_voice(reading: Reading) -> pd.DataFrame:
    """The row of the article itself, if any sentence is in its own voice."""
    number = len(reading.claims) - len(reading.attributed)
    row = {"source": THE_ARTICLE, "cue": count(number, "sentence"), "cue_class": "own voice", "quotation": "indirect"}
    rows_made = [{**row, "source_actor": None, "hedged": False, "negated": False}] if number else []
    return pd.DataFrame(rows_made, columns=_SHOWN).astype(reading.claims.dtypes[_SHOWN])


def _columns(ax: Axes, data: pd.DataFrame, sheet: Sheet) -> dict[str, float]:
    """Lay the columns out, the most frequent first, each as wide as its widest cue; their places in inches."""
    wide = {
        kind: max(width(kind), *(width(cue) + 0.16 for cue in data.cue[data.cue_class == kind].fillna(NO_CUE))) + 0.25
        for kind in data.cue_class.value_counts().index
    }
    wide = _fitted(wide, sheet.plot_width)
    ends = list(accumulate(wide.values()))
    places = dict(zip(wide, [0.0, *ends[:-1]], strict=True))
    ax.set_xlim(-0.1, sheet.plot_width - 0.1)
    ax.set_xticks(list(places.values()), [short(kind, wide[kind] - 0.05) for kind in wide], ha="left")
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0, labelsize=SIZE)
    ax.spines["bottom"].set_visible(False)
    data["room"] = data.cue_class.map(wide) - 0.25
    return places


def _fitted(wide: dict[str, float], room: float) -> dict[str, float]:
    """Make columns fit by making the widest ones narrower, so that short cues stay whole."""
    left, fitted = room, {}
    for number, (kind, width_wanted) in enumerate(sorted(wide.items(), key=lambda item: item[1])):
        fitted[kind] = min(width_wanted, left / (len(wide) - number))
        left -= fitted[kind]
    return {kind: fitted[kind] for kind in wide}


def _draw_marks(ax: Axes, reading: Reading, data: pd.DataFrame) -> None:
    """Draw each claim as a mark with its cue beside it."""
    for claim in data.itertuples():
        look: Any = {"color": colour(reading, claim.source_actor), "markerfacecoloralt": "white", "markersize": 7}
        ax.plot([claim.column], [claim.row], "o", fillstyle=_FILL[claim.quotation], **look)
        cue = NO_CUE if pd.isna(claim.cue) else claim.cue
        slant = "italic" if claim.hedged or claim.negated else "normal"
        ax.text(claim.column + 0.12, claim.row, short(cue, claim.room), va="center", style=slant)


@styled
def draw_who_on_whom(reading: Reading) -> Chart:
    """Draw who speaks about whom: sources as rows, the actors in their claims as columns, the number of claims in
    each cell; an empty cell is none.
    """
    pairs = reading.about.drop_duplicates(["claim", "actor"])
    sources, labels = source_labels(reading), actor_labels(reading)
    data = pd.DataFrame({"source": sources.loc[pairs.claim].array, "about": labels.loc[pairs.actor].array})
    data = data.groupby(["source", "about"], sort=False).size().rename("claims").reset_index()
    rows_shown = in_order(sources[sources.isin(data.source)])
    topics = data.groupby("about", sort=False).claims.sum().sort_values(ascending=False, kind="stable")
    shown = list(topics.index[:_MOST_TOPICS])
    more = f" {count(len(topics) - len(shown), 'actor')} less spoken of not shown." if len(topics) > len(shown) else ""
    note = "Number of claims by the source (row) that mention the actor (column)." + more if len(data) else ""
    head = 0.15 + max((width(short(name, 1.5)) for name in shown), default=0.0) * 0.72
    sheet = Sheet("Who speaks about whom", reading.article.source_line, len(rows_shown), rows_shown, note, head)
    ax = sheet.axes()
    if data.empty:
        empty(ax, "No claim in this article mentions an actor.")
    else:
        rows(ax, rows_shown)
        _draw_matrix(ax, data[data.about.isin(shown)], rows_shown, shown)
    return Chart("who_on_whom", sheet.figure, data, _who_alt(data))


def _draw_matrix(ax: Axes, data: pd.DataFrame, sources: list[str], topics: list[str]) -> None:
    """Draw the cells: a number on a shade of blue."""
    ax.set_xlim(-0.5, max(len(topics), 8) - 0.5)
    ax.set_xticks(
        range(len(topics)), [short(name, 1.5) for name in topics], rotation=45, ha="left", rotation_mode="anchor"
    )
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0, labelsize=SIZE, labelcolor=INK)
    ax.spines["bottom"].set_visible(False)
    for row in range(len(sources)):
        ax.axhline(row + 0.5, color=GRID, linewidth=0.8, zorder=0)
    for cell in data.itertuples():
        x, y = topics.index(cell.about), sources.index(cell.source)
        number = cell.claims
        strength = min(0.15 + 0.17 * number, 0.9)
        ax.add_patch(Rectangle((x - 0.46, y - 0.42), 0.92, 0.84, facecolor="#0072B2", alpha=strength, linewidth=0))
        ax.text(x, y, str(number), ha="center", va="center", color="white" if strength > 0.55 else INK)


def _claims_alt(data: pd.DataFrame) -> str:
    """The chart of claims in a sentence."""
    if data.empty:
        return "Claims: none was found in the article."
    own = data.cue[data.source == THE_ARTICLE]
    data = data[data.source != THE_ARTICLE]
    voice = f"; {own.iloc[0]} in the article's own voice" if len(own) else ""
    if data.empty:
        return f"0 claims by a source{voice}."
    top = [f"{name} ({n})" for name, n in data.source.value_counts().head(3).items()]
    kinds = [f"{n} {kind}" for kind, n in data.quotation.value_counts().items()]
    made = f"{count(len(data), 'claim')} by {count(data.source.nunique(), 'source')}"
    return f"{made}: {listed(kinds)}; most by {listed(top)}{voice}."


def _who_alt(data: pd.DataFrame) -> str:
    """The matrix in a sentence."""
    if data.empty:
        return "Who speaks about whom: no claim mentions an actor."
    pairs = data.sort_values("claims", ascending=False, kind="stable").head(3)
    top = [f"{pair.source} on {pair.about} ({pair.claims})" for pair in pairs.itertuples()]
    sources, topics = count(data.source.nunique(), "source"), count(data.about.nunique(), "actor")
    return f"Who speaks about whom: {sources} on {topics}; most often {listed(top)}."
