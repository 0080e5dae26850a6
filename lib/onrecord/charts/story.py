"""The whole article in one picture."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ..reading.labels import UNNAMED, Palette, resolved, source_labels
from .chart import Chart
from .presence import draw_strokes, presence, presence_key
from .sheet import INK, PAPER, ROW, SOFT, Key, Page, Sheet, fitted
from .words import SMALL, count, in_order, lanes, leader, listed, most_first, short, width

if TYPE_CHECKING:
    from ..reading import Reading

_ACTORS, _SOURCES = 10, 8
_LANE = 1.0  # rows: a claim's bar with its cue over it
_FLAG = 0.62  # rows: a date's label
_HEADING = 1.05  # rows: above each part
_HALF = 0.14  # rows: half the height of a bar
_LANES = 7  # of a source's labels
_CUE, _DATE = 2.0, 2.4  # inches: the longest labels
_EDGE = 0.08  # inches: between a label and the number behind the row's end, since a width is an estimate
_FEW_DATES, _FLAG_LANES = 14, 10
_WHAT = "Who speaks, about whom, and when"
_UNDER = "The article from left to right: who speaks and how long, who is mentioned, and when."
_OTHERS = "others"


class _Band(NamedTuple):
    """One source's claims: its label, its claims with a lane each, and its first row."""

    label: str
    claims: pd.DataFrame
    top: float

    @property
    def depth(self) -> float:
        """Its height in rows."""
        return _LANE * (1 + int(self.claims.lane.max()))


def draw_story(reading: Reading, ax: Axes | None = None, size: str = "notebook") -> Chart:
    """Draw the whole article in one picture, along its characters.

    Above, who speaks: a row a source, in its colour; a bar from the first to the last character of each claim's
    content, with the cue over it; filled is quoted, half-filled partly quoted, hollow indirect. In the middle, who is
    mentioned: the ten actors mentioned most. Below, the dates where they stand, as the days they mean. The eight
    sources with most claims have their own rows, the others share one.

    Args:
        reading: the reading of an article.
        ax: axes of yours to draw in (they are cleared first); by default a figure is made.
        size: notebook, slide or print.

    Returns:
        a Chart; its data has a row a claim, mention or date: part (claim, actor, date), label, start, end, kind.

    Raises:
        ValueError: a size that does not exist, or axes that are too small.
    """
    return fitted(partial(_draw, reading), ax, size)


def _draw(reading: Reading, page: Page) -> Chart:
    claims, dates, actors = _claims(reading), _dates(reading), presence(reading, _ACTORS)
    names = actors.drop_duplicates("actor").label.tolist()
    if claims.empty and actors.empty and dates.empty:
        sheet = Sheet(page, [])
        sheet.empty(_WHAT, reading.article.source_line, "No claim, no actor and no date was found in this article.")
        return sheet.chart("story", _data(claims, actors, dates), _alt(reading))
    shown = _shown(claims)
    sheet = Sheet(page, [*names, *shown, "Who is mentioned"], right=0.65, longest=1.7)
    per_inch = len(reading.article.text) / sheet.plot_width
    bands = _bands(claims, shown, per_inch, len(reading.article.text))
    flags = _flags(dates, per_inch, len(reading.article.text))
    actors_top = bands[-1].top + bands[-1].depth + _HEADING if bands else 2 * _HEADING
    dates_top = actors_top + max(len(names), 1) + _HEADING - 0.5
    depth = dates_top + (_FLAG * int(flags.lane.max()) if len(flags) else 0.0) + 1.2
    key, notes = [*_key(claims), *presence_key(actors)], _notes(reading, bands, len(dates) - len(flags))
    title = (_title(claims), f"{_UNDER} {_counts(reading)}")
    sheet.open(title, reading.article.source_line, depth, key=key, axis=0.44, notes=notes)
    sheet.ax.set_ylim(depth - 0.5, -0.5)
    sheet.along_article(reading)
    _heading(sheet, 0.1, "Who speaks", "claims" if bands else "nobody", line=False)
    _heading(sheet, actors_top - 0.85, "Who is mentioned", "mentions" if names else "nobody")
    _heading(sheet, dates_top - 0.4, "When", "" if len(dates) else "no date")
    _draw_bands(sheet, reading, bands)
    _draw_actors(sheet, reading, actors, actors_top)
    _draw_flags(sheet, flags, dates_top)
    _label(sheet, bands, names, actors_top)
    return sheet.chart("story", _data(claims, actors, dates), _alt(reading))


def _claims(reading: Reading) -> pd.DataFrame:
    """Claims with their source and the stretch of their content."""
    claims = reading.attributed
    spans = reading.spans[(reading.spans.role == "content") & reading.spans.claim.isin(claims.index)]
    content = spans.assign(long=spans.end - spans.start).groupby("claim")
    claims = claims.assign(start=content.start.min(), end=content.end.max(), long=content.long.sum())
    claims["source"] = source_labels(reading)
    claims["cue"] = claims.cue.fillna("“…”")
    table = claims[["source", "source_actor", "cue", "start", "end", "long", "quotation"]]
    return table.dropna(subset=["start"]).sort_values("start", kind="stable")


def _dates(reading: Reading) -> pd.DataFrame:
    """Dates with the days they mean as a label, or their own words where they mean none."""
    dates = reading.dates[["text", "value", "start", "end", "type", "earliest", "latest"]]
    dates = dates.rename(columns={"type": "kind"})
    published = reading.article.published
    labels = []
    for date in dates.itertuples():
        words, days = " ".join(date.text.split()), resolved(date.earliest, date.latest)
        if len(dates) > _FEW_DATES:
            # There are many: the year of publication goes without saying.
            labels.append(days.removesuffix(f" {published.year}") if days and published else days or f"“{words}”")
        else:
            labels.append(f"{words} = {days}" if days and days != words else words)
    dates["label"] = pd.Series(labels, index=dates.index, dtype="str")
    return dates


def _shown(claims: pd.DataFrame) -> list[str]:
    """The sources with rows of their own, in the order in which they speak; the others share a row."""
    kept = most_first(claims.source)
    kept = kept if len(kept) <= _SOURCES + 1 else kept[:_SOURCES]
    others = [_OTHERS] if claims.source.nunique() > len(kept) else []
    return in_order(claims.source[claims.source.isin(kept)]) + others


def _bands(claims: pd.DataFrame, shown: list[str], per_inch: float, length: int) -> list[_Band]:
    """Find each source's rows: its claims in as few lanes as their cues fit in."""
    bands: list[_Band] = []
    top = _HEADING
    for label in shown:
        others = label == _OTHERS
        own = claims[~claims.source.isin(shown)] if others else claims[claims.source == label]
        words = own.source + ": " + own.cue if others else own.cue
        own = own.assign(words=[short(cue, _CUE, SMALL) for cue in words])
        own = own.assign(x=[_left(c.start, c.words, per_inch, length) for c in own.itertuples()])
        ends = [max(c.end, c.x + width(c.words, SMALL) * per_inch) for c in own.itertuples()]
        own = own.assign(lane=lanes(list(own[["x", "start"]].min(axis=1)), ends, 0.12 * per_inch))
        bands.append(_Band(label, _crowded(own), top))
        top += bands[-1].depth
    return bands


def _crowded(claims: pd.DataFrame) -> pd.DataFrame:
    """Give up the labels for which there is no room: their bars share the last lane."""
    out = claims.lane >= _LANES
    return claims.assign(lane=claims.lane.clip(upper=_LANES), words=claims.words.where(~out, ""))


def _left(start: float, words: str, per_inch: float, length: int) -> float:
    """Where a label begins: with what it belongs to, or further left where it would run over the end."""
    return max(min(start, length - (width(words, SMALL) + _EDGE) * per_inch), 0.0)


def _flags(dates: pd.DataFrame, per_inch: float, length: int) -> pd.DataFrame:
    """Find a lane for each date's label; those for which there is none are left out."""
    flags = dates.assign(words=[short(label, _DATE, SMALL) for label in dates.label])
    flags["x"] = [_left(f.start + 0.05 * per_inch, f.words, per_inch, length) for f in flags.itertuples()]
    ends = [f.x + width(f.words, SMALL) * per_inch for f in flags.itertuples()]
    flags["lane"] = lanes(list(flags.x), ends, 0.14 * per_inch)
    return flags[flags.lane < _FLAG_LANES]


def _heading(sheet: Sheet, row: float, words: str, unit: str, line: bool = True) -> None:
    """Write what a part of the picture shows, with a line above it."""
    ax = sheet.ax
    if line:
        look: Any = {"color": "#BDBDBD", "linewidth": sheet.pt(0.8), "clip_on": False}
        ends = [(0.15 - sheet.left) / sheet.plot_width, (sheet.width - 0.15 - sheet.left) / sheet.plot_width]
        ax.plot(ends, [row - 0.42] * 2, transform=ax.get_yaxis_transform(), **look)
    sheet.at_left(row, words)
    sheet.beside(row, unit)


def _draw_bands(sheet: Sheet, reading: Reading, bands: list[_Band]) -> None:
    """Draw the claims: bars in their source's colour, each under its cue."""
    palette = Palette(reading)
    clear: Any = {"facecolor": PAPER, "edgecolor": "none", "pad": 0, "alpha": 0.75}
    for band in bands:
        for claim in band.claims.itertuples():
            y = band.top + _LANE * claim.lane
            colour = palette.colour(claim.source_actor)
            _bar(claim.quotation, colour, sheet, sheet.ax, (claim.start, claim.end), y + 0.2)
            if claim.words:
                sheet.write(claim.x, y + 0.02, claim.words, SMALL, va="bottom", bbox=clear)
        sheet.beside(band.top, str(len(band.claims)))


def _bar(kind: str, colour: str, sheet: Sheet, ax: Axes, ends: tuple[float, float], y: float, row: float = 1.0) -> None:
    """Draw a claim: filled where it is quoted, its lower half where it is partly."""
    left, wide, half = ends[0], ends[1] - ends[0], _HALF * row
    look: Any = {"linewidth": sheet.pt(1.2), "edgecolor": colour, "clip_on": False}
    ax.add_patch(Rectangle((left, y - half), wide, 2 * half, facecolor=colour if kind == "direct" else PAPER, **look))
    if kind == "mixed":
        ax.add_patch(Rectangle((left, y), wide, half, facecolor=colour, linewidth=0))


def _draw_actors(sheet: Sheet, reading: Reading, actors: pd.DataFrame, top: float) -> None:
    """Draw the mentions of the main actors, with their number."""
    for row, number in enumerate(actors.groupby("actor", sort=False).size()):
        sheet.ax.axhline(top + row, color="#EEEEEE", linewidth=sheet.pt(0.8), zorder=0)
        sheet.beside(top + row, str(number))
    draw_strokes(sheet, reading, actors, top)


def _draw_flags(sheet: Sheet, flags: pd.DataFrame, top: float) -> None:
    """Draw the dates: a pole where each stands, and at its foot what it means, clear of the poles behind it."""
    clear: Any = {"facecolor": PAPER, "edgecolor": "none", "pad": sheet.pt(0.6)}
    for flag in flags.itertuples():
        y = top + _FLAG * flag.lane
        look: Any = {"color": "#B5B5B5", "linewidth": sheet.pt(0.8), "solid_capstyle": "butt"}
        sheet.ax.plot([flag.start] * 2, [top - 0.5, y + 0.22], zorder=1, **look)
        colour = SOFT if pd.isna(flag.earliest) and pd.isna(flag.latest) else INK
        sheet.write(flag.x, y, flag.words, SMALL, va="center", color=colour, bbox=clear, zorder=2)


def _label(sheet: Sheet, bands: list[_Band], names: list[str], actors_top: float) -> None:
    """Label the rows at the left: sources, then actors."""
    ylim = sheet.ax.get_ylim()
    places = [band.top for band in bands] + [actors_top + n for n in range(len(names))]
    labels = [band.label for band in bands] + names
    sheet.label_rows(labels, places)
    sheet.ax.set_ylim(*ylim)


def _key(claims: pd.DataFrame) -> list[Key]:
    """What the bars mean, as far as they occur."""
    words = {"direct": "a claim, quoted", "mixed": "partly quoted", "indirect": "indirect"}
    return [Key(partial(_key_bar, k), text) for k, text in words.items() if (claims.quotation == k).any()]


def _key_bar(kind: str, sheet: Sheet, ax: Axes, x: float, y: float) -> None:
    _bar(kind, SOFT, sheet, ax, (x - 0.1, x + 0.1), y, row=ROW)


def _notes(reading: Reading, bands: list[_Band], dates: int) -> list[str]:
    """What there was no room for."""
    actors = len(reading.actors) - _ACTORS
    claims = sum(int((band.claims.words == "").sum()) for band in bands)
    left = [f"{count(actors, 'actor')} mentioned less often"] if actors > 0 else []
    left += [f"the labels of {count(claims, 'claim')}"] if claims else []
    left += [f"the labels of {count(dates, 'date')}"] if dates else []
    return [f"Not shown for want of room: {listed(left)}."] if left else []


def _data(claims: pd.DataFrame, actors: pd.DataFrame, dates: pd.DataFrame) -> pd.DataFrame:
    """What the picture shows, part by part."""
    spoken = claims.assign(part="claim", label=claims.source + ": " + claims.cue, kind=claims.quotation)
    parts = [spoken, actors.assign(part="actor"), dates.assign(part="date")]
    columns = ["part", "label", "start", "end", "kind"]
    data = pd.concat([part[columns] for part in parts], ignore_index=True)
    return data.astype({"start": "int64", "end": "int64"})


def _title(claims: pd.DataFrame) -> str:
    """Who makes most claims, where it is one and it was counted."""
    counts = claims.source[claims.source != UNNAMED].value_counts(sort=False)
    first = leader(counts)
    if first is None or len(counts) < 2 or counts[first] < 2:
        return _WHAT
    if 5 * counts[first] < len(claims):
        return f"No source makes more than {counts[first]} of the {len(claims)} claims"
    return f"{short(first, 3.5, 12)} makes {counts[first]} of the {len(claims)} claims"


def _counts(reading: Reading) -> str:
    """What was found, in numbers."""
    found = {"claim": reading.attributed, "actor": reading.actors, "date": reading.dates}
    return listed([count(len(table), noun) for noun, table in found.items()]) + "."


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
