"""Who is in the article, and where."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from ..reading.labels import Palette, actor_labels
from .chart import Chart
from .sheet import ROW, SOFT, Key, Page, Sheet, fitted
from .words import count, leader, listed, short

if TYPE_CHECKING:
    from ..reading import Reading

_MOST = 25
_WHAT = "Who is in the article, and where"
_UNDER = "Each mark is a mention, from the first word of the article at the left to its last at the right"
_NAME, _WORDS = 0.38, 0.19  # rows: half the height of a stroke


def draw_presence(reading: Reading, ax: Axes | None = None, size: str = "notebook") -> Chart:
    """Draw who is there: a mark for each mention along the article, in order of first appearance.

    A long stroke is a name, a short one a title or a group's words, a dot a pronoun. Light lines part the
    paragraphs. The number of mentions stands at the right. The 25 actors mentioned most are shown; how many are not
    is said below.

    Args:
        reading: the reading of an article.
        ax: axes of yours to draw in (they are cleared first); by default a figure is made.
        size: notebook, slide or print.

    Returns:
        a Chart; its data has a row a mention that is shown: actor, label, start, end, kind, text.

    Raises:
        ValueError: a size that does not exist, or axes that are too small.
    """
    return fitted(partial(_draw, reading), ax, size)


def _draw(reading: Reading, page: Page) -> Chart:
    data = presence(reading, _MOST)
    names = data.drop_duplicates("actor").label.tolist()
    left_out = len(reading.actors) - len(names)
    notes = [f"Not shown: {count(left_out, 'actor')} mentioned less often."] if left_out else []
    sheet = Sheet(page, names, right=0.6)
    if data.empty:
        sheet.empty(_WHAT, reading.article.source_line, "No actor was found in this article.")
        return sheet.chart("presence", data, _alt(data, len(reading.actors)))
    look: Any = {"key": presence_key(data), "head": 0.12, "axis": 0.44, "notes": notes}
    sheet.open((_title(reading), _UNDER), reading.article.source_line, len(names), **look)
    sheet.label_rows(names)
    sheet.bands([n - 0.5 for n in range(len(names) + 1)])
    sheet.along_article(reading)
    draw_strokes(sheet, reading, data)
    sheet.beside(-0.8, "mentions")
    for row, number in enumerate(data.groupby("actor", sort=False).size()):
        sheet.beside(row, str(number))
    return sheet.chart("presence", data, _alt(data, len(reading.actors)))


def presence(reading: Reading, most: int) -> pd.DataFrame:
    """The mentions of the actors mentioned most, actor by actor: actor, label, start, end, kind, text."""
    kept = reading.actors.n_mentions.sort_values(ascending=False, kind="stable").index[:most]
    mentions = reading.mentions[reading.mentions.actor.isin(kept)]
    data = mentions.sort_values(["actor", "start"], kind="stable")[["actor", "start", "end", "kind", "text"]]
    data.insert(1, "label", data.actor.map(actor_labels(reading)))
    return data.reset_index(drop=True)


def draw_strokes(sheet: Sheet, reading: Reading, data: pd.DataFrame, top: float = 0.0) -> None:
    """Draw the mentions, one row an actor, the first one at a row of the plot."""
    palette = Palette(reading)
    for row, (actor, own) in enumerate(data.groupby("actor", sort=False)):
        for mention in own.itertuples():
            _stroke(mention.kind, palette.colour(actor), sheet, sheet.ax, mention.start, top + row)


def _stroke(kind: str, colour: str, sheet: Sheet, ax: Axes, x: float, y: float, row: float = 1.0) -> None:
    """Draw one mention."""
    if kind == "pronoun":
        ax.plot([x], [y], "o", color=colour, markersize=sheet.pt(3.6), markeredgewidth=0, clip_on=False)
        return
    half = (_NAME if kind == "name" else _WORDS) * row
    ax.plot([x, x], [y - half, y + half], color=colour, linewidth=sheet.pt(2.2), solid_capstyle="butt", clip_on=False)


def presence_key(data: pd.DataFrame) -> list[Key]:
    """What the marks mean, as far as they occur."""
    words = {"name": "a name", "title": "a title or description", "pronoun": "a pronoun"}
    kinds = data.kind.replace("group", "title")
    return [Key(partial(_stroke, kind, SOFT, row=ROW), text) for kind, text in words.items() if (kinds == kind).any()]


def _title(reading: Reading) -> str:
    """Who is mentioned most, where it is one and it was counted."""
    mentions = reading.actors.n_mentions.set_axis(actor_labels(reading))
    first = leader(mentions)
    if first is None or mentions[first] < 2:
        return _WHAT
    return f"{mentions[first]} of {mentions.sum()} mentions are of {short(first, 3.5, 12)}"


def _alt(data: pd.DataFrame, actors: int) -> str:
    """The chart in a sentence."""
    if data.empty:
        return "Presence: no actor was found in the article."
    top = data.label.value_counts().head(3)
    most = [f"{name} ({n})" for name, n in top.items()]
    return f"Mentions of {count(actors, 'actor')} along the article; most often {listed(most)}."
