"""The whole article in one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from .chart import SOFT, Chart, Sheet, along_article, beside, count, listed, rows, short, styled, width
from .names import colour, source_labels
from .presence import draw_strokes, paragraph_starts, presence

if TYPE_CHECKING:
    from ..reading import Reading

_ACTORS = 10
_CLAIM_ROW = 1.2
_LABEL = 8.0
# A label covers the lines that run behind it.
_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}


class _Place(NamedTuple):
    """Where something stands: its lane, and where its label begins on the x axis."""

    lane: int
    x: float


@styled
def draw_story(reading: Reading) -> Chart:
    """Draw the whole article in one picture, along its characters.

    Above, the claims: a bar from the first to the last character of what is claimed, in its source's colour, with
    source and cue written on; a filled bar has words in quotation marks, a hollow one has none. In the middle, the
    main actors' mentions. Below, the dates where they are mentioned, with their values.
    """
    claims, dates, actors = _claims(reading), _dates(reading), presence(reading, _ACTORS)
    names = actors.drop_duplicates("actor").label.tolist()
    title = "The story: who speaks, about whom, and when"
    scale = len(reading.article.text) / Sheet(title, reading.article.source_line, 1, names).plot_width
    high, low = _place(claims, reading, scale, _LABEL), _place(dates, reading, scale, 7.5)
    above = _CLAIM_ROW * (1 + max((p.lane for p in high), default=-1)) + 0.9
    below = 1 + max((p.lane for p in low), default=-1) + 0.8
    note = "Claims: a bar from the first to the last character of what is claimed; filled where it has words in "
    note += "quotation marks. Actors: a stroke where they are mentioned. Dates: where they stand, and their value."
    sheet = Sheet(title, reading.article.source_line, above + len(names) + below, names, note, axis=0.46)
    ax = sheet.axes()
    rows(ax, names)
    ax.set_ylim(len(names) - 0.5 + below, -0.5 - above)
    along_article(ax, reading, paragraph_starts(reading))
    draw_strokes(ax, reading, actors)
    _draw_claims(ax, reading, claims, high)
    _draw_dates(ax, dates, low, len(names))
    dates["label"] = dates.label.str.strip()
    data = pd.concat([claims.assign(part="claim"), actors.assign(part="actor"), dates.assign(part="date")])
    data = data[["part", "label", "start", "end", "kind"]].reset_index(drop=True)
    return Chart("story", sheet.figure, data, _alt(reading))


def _claims(reading: Reading) -> pd.DataFrame:
    """Claims with the stretch of their content and a label."""
    claims = reading.attributed
    spans = reading.spans[(reading.spans.role == "content") & reading.spans.claim.isin(claims.index)]
    content = spans.groupby("claim")
    claims = claims.assign(start=content.start.min(), end=content.end.max())
    claims["label"] = source_labels(reading) + ": " + claims.cue.fillna("“…”")
    claims["label"] = claims.label.map(lambda label: short(label, 2.0, _LABEL)).astype("str")
    table = claims[["source_actor", "label", "start", "end", "quotation"]]
    return table.rename(columns={"quotation": "kind"}).sort_values("start", kind="stable")


def _dates(reading: Reading) -> pd.DataFrame:
    """Dates with their words and value as a label."""
    dates = reading.dates[["text", "value", "start", "end", "type"]].rename(columns={"type": "kind"})
    labels = dates.text.where(dates.text == dates.value, dates.text + " = " + dates.value)
    dates["label"] = labels.map(lambda label: " " + short(label, 2.2, 7.5)).astype("str")
    return dates


def _place(items: pd.DataFrame, reading: Reading, scale: float, size: float) -> list[_Place]:
    """Find a lane for each item, greedily, so that neither bars nor labels touch.

    A label begins with its bar, or further left where it would run over the article's end.
    """
    limit = len(reading.article.text)
    ends: list[float] = []
    places = []
    for item in items.itertuples():
        start, wide = item.start, width(item.label, size) * scale
        x = max(min(start, limit - wide), 0)
        lane = next((n for n, taken in enumerate(ends) if taken + 0.12 * scale <= x), len(ends))
        ends[lane : lane + 1] = [max(item.end, x + wide)]
        places.append(_Place(lane, x))
    return places


def _draw_claims(ax: Axes, reading: Reading, claims: pd.DataFrame, places: list[_Place]) -> None:
    """Draw the claims' bars, each under its label."""
    for claim, place in zip(claims.itertuples(), places, strict=True):
        y = -1.35 - _CLAIM_ROW * place.lane
        shade = colour(reading, claim.source_actor)
        face = "white" if claim.kind == "indirect" else shade
        start, end = claim.start, claim.end
        ax.barh(y, end - start, left=start, height=0.3, facecolor=face, edgecolor=shade, linewidth=1.3)
        ax.text(place.x, y - 0.24, claim.label, fontsize=_LABEL, va="bottom")
    beside(ax, -1.35, "claims")


def _draw_dates(ax: Axes, dates: pd.DataFrame, places: list[_Place], top: int) -> None:
    """Draw the dates' flags below the actors."""
    for date, place in zip(dates.itertuples(), places, strict=True):
        y = top + 0.2 + place.lane
        start = date.start
        foot = y + 0.3 if place.x == start else y
        ax.plot([start, start], [top - 0.45, foot], color="#BBBBBB", linewidth=0.8, zorder=0)
        ax.text(place.x, y, date.label, fontsize=7.5, va="center", color=SOFT, bbox=_PAPER)
    beside(ax, top + 0.2, "dates" if len(dates) else "no dates")


def _alt(reading: Reading) -> str:
    """The picture in a sentence."""
    claims = reading.attributed
    by = [f"{name} ({n})" for name, n in source_labels(reading).value_counts().head(3).items()]
    who = f" (most by {listed(by)})" if len(claims) else ""
    names = reading.actors.sort_values("n_mentions", ascending=False, kind="stable").name.head(3)
    about = f" (most often {listed(list(names))})" if len(names) else ""
    return (
        f"The story of {reading.article.title!r} along its text: {count(len(claims), 'claim')}{who}, "
        f"{count(len(reading.actors), 'actor')}{about} and {count(len(reading.dates), 'date')}."
    )
