"""Who is in the article, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from .chart import Chart, Sheet, along_article, beside, count, empty, listed, rows, styled
from .names import actor_labels, colour

if TYPE_CHECKING:
    from ..reading import Reading

_MOST = 25
_HALF = {"name": 0.38, "title": 0.2, "group": 0.2, "pronoun": 0.2}


@styled
def draw_presence(reading: Reading) -> Chart:
    """Draw who is there: a stroke for each mention along the article, in order of first appearance.

    A long stroke is a name; a short one a title, a group's words or, thinner, a pronoun. Light lines part the
    paragraphs. The number of mentions stands at the right.
    """
    data = presence(reading, _MOST)
    names = data.drop_duplicates("actor").label.tolist()
    left_out = len(reading.actors) - len(names)
    note = "Long stroke: a name. Short: a title or a group's words. Short and thin: a pronoun. At the right: mentions."
    note += f" {count(left_out, 'actor')} mentioned less often not shown." if left_out else ""
    title, source = "Who is in the article, and where", reading.article.source_line
    sheet = Sheet(title, source, len(names), names, note if names else "", axis=0.46)
    ax = sheet.axes()
    if data.empty:
        empty(ax, "No actor was found in this article.")
    else:
        rows(ax, names)
        along_article(ax, reading, paragraph_starts(reading))
        draw_strokes(ax, reading, data)
        for row, number in enumerate(data.groupby("actor", sort=False).size()):
            beside(ax, row, str(number))
    return Chart("presence", sheet.figure, data, _alt(data, len(reading.actors)))


def presence(reading: Reading, most: int) -> pd.DataFrame:
    """The mentions of the actors mentioned most, actor by actor: actor, label, start, end, kind, text."""
    kept = reading.actors.n_mentions.sort_values(ascending=False, kind="stable").index[:most]
    mentions = reading.mentions[reading.mentions.actor.isin(kept)]
    data = mentions.sort_values(["actor", "start"], kind="stable")[["actor", "start", "end", "kind", "text"]]
    data.insert(1, "label", data.actor.map(actor_labels(reading)))
    return data.reset_index(drop=True)


def paragraph_starts(reading: Reading) -> list[int]:
    """The offset at which each paragraph begins."""
    return [int(start) for start in reading.sentences.groupby("paragraph").start.min()]


def draw_strokes(ax: Axes, reading: Reading, data: pd.DataFrame) -> None:
    """Draw the mentions as upright strokes, one row an actor."""
    for row, (actor, own) in enumerate(data.groupby("actor", sort=False)):
        ax.axhline(row, color="#EEEEEE", linewidth=0.8, zorder=0)
        for kind, marks in own.groupby("kind", sort=True):
            half, thick = _HALF[str(kind)], 1.0 if kind == "pronoun" else 2.2
            ax.vlines(marks.start, row - half, row + half, color=colour(reading, actor), linewidth=thick)


def _alt(data: pd.DataFrame, actors: int) -> str:
    """The chart in a sentence."""
    if data.empty:
        return "Presence: no actor was found in the article."
    top = data.label.value_counts().head(3)
    most = [f"{name} ({n})" for name, n in top.items()]
    return f"Mentions of {count(actors, 'actor')} along the article; most often {listed(most)}."
