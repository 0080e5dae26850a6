"""Who claims what, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse, Rectangle

from ..reading.labels import OTHER, THE_ARTICLE, Palette, source_labels
from .chart import Chart
from .sheet import ROW, SOFT, Key, Page, Sheet, fitted
from .words import count, leader, listed, most_first, short, width, wrap

if TYPE_CHECKING:
    from ..reading import Reading

#: How a mark is filled: by where the words are the speaker's own.
FILL: dict[str, Any] = {"direct": "full", "mixed": "bottom", "indirect": "none"}
_SHOWN = ["source", "source_actor", "cue", "cue_class", "quotation", "hedged", "negated"]
_UNDER = "Each mark is a claim, with its cue, in the row of its source and under the kind of cue it is"
_NO_CUE = "(no cue)"
_REST = "other kinds"
_MARK, _GAP = 0.21, 0.16  # inches: from a mark to behind it, and behind a cue
_WIDEST = 2.6  # inches: the widest cue that is written out
_LINE = 0.56  # rows: a further line of a cue
_RING = 0.155  # inches: around a mark


class _Column(NamedTuple):
    """A column: its cue classes, its heading, and where it begins and how wide it is, in inches."""

    kinds: tuple[str, ...]
    heading: str
    left: float
    width: float


class _Mark(NamedTuple):
    """A claim with its place (inches, rows) and its cue in lines."""

    claim: Any
    x: float
    row: float
    lines: list[str]


def draw_claims(reading: Reading, ax: Axes | None = None, size: str = "notebook") -> Chart:
    """Draw who claims, and how: sources as rows, kinds of cue as columns, each claim a mark with its cue.

    A full mark is a direct quotation, a half-full one is mixed, a hollow one indirect. A dotted ring around it is a
    hedged claim, a square a negated one. Who claims most comes first. The last row is the article itself: how many
    sentences it says in its own voice. Kinds of cue for which there is no room share the last column, and are named
    there.

    Args:
        reading: the reading of an article.
        ax: axes of yours to draw in (they are cleared first); by default a figure is made.
        size: notebook, slide or print.

    Returns:
        a Chart; its data has a row a claim: source, source_actor, cue, cue_class, quotation, hedged, negated.

    Raises:
        ValueError: a size that does not exist, or axes that are too small.
    """
    return fitted(partial(_draw, reading), ax, size)


def _draw(reading: Reading, page: Page) -> Chart:
    data = _data(reading)
    sources = list(data.source.unique())
    sheet = Sheet(page, sources, right=0.55)
    source_line = reading.article.source_line
    if data.empty:
        sheet.empty("Who claims, and how", source_line, "No claim was found in this article.")
    else:
        columns = _columns(data, sheet.plot_width)
        placed, tops, depth = _flow(data, columns)
        sheet.open((_title(data), _UNDER), source_line, depth, key=_key(data), head=0.24, axis=0)
        sheet.label_rows(sources, tops, depth)
        sheet.bands([*(top - 0.5 for top in tops), depth - 0.5])
        sheet.ax.set_xlim(0, sheet.plot_width)
        headings = [short(column.heading, column.width) for column in columns]
        sheet.head_columns([column.left for column in columns], headings, SOFT)
        _draw_marks(sheet, reading, placed)
        sheet.beside(-0.93, "claims" if columns else "")
        for source, top in zip(sources, tops, strict=True):
            if source != THE_ARTICLE:
                sheet.beside(top, str((data.source == source).sum()))
    return sheet.chart("claims", data[_SHOWN], _alt(data))


def _data(reading: Reading) -> pd.DataFrame:
    """The claims, by source, and the article itself as the last row."""
    claims = reading.attributed[_SHOWN[1:]].reset_index(drop=True)
    claims.insert(0, "source", source_labels(reading).array)
    ranks = {source: rank for rank, source in enumerate(most_first(claims.source))}
    claims = claims.sort_values("source", key=lambda names: names.map(ranks), kind="stable")
    own = len(reading.claims) - len(reading.attributed)
    voice = {"source": THE_ARTICLE, "cue": f"{own} of {count(len(reading.sentences), 'sentence')}"}
    kind = {"source_actor": None, "cue_class": "own voice", "quotation": "indirect", "hedged": False, "negated": False}
    last = pd.DataFrame([{**voice, **kind}] if own else [], columns=_SHOWN).astype(reading.claims.dtypes[_SHOWN[1:]])
    return pd.concat([claims, last], ignore_index=True)


def _written(claim: Any, heading: str) -> str:
    """What stands beside a mark: the cue, and its kind where the column does not say it."""
    cue = _NO_CUE if pd.isna(claim.cue) else claim.cue
    return f"{cue} ({claim.cue_class})" if heading == _REST else cue


def _columns(data: pd.DataFrame, room: float) -> list[_Column]:
    """Lay the columns out, the most frequent first. Those that do not fit share the last one."""
    claims = data[data.source != THE_ARTICLE]
    kinds = most_first(claims.cue_class)
    tries = [(len(kinds), lines) for lines in (1, 2, 3)] + [(kept, 1) for kept in range(len(kinds) - 1, 0, -1)]
    for kept, lines in tries if kinds else []:
        groups: list[tuple[tuple[str, ...], str]]
        groups = [((kind,), f"{kind} {(claims.cue_class == kind).sum()}") for kind in kinds[:kept]]
        groups += [(tuple(kinds[kept:]), _REST)] if kinds[kept:] else []
        least = [_least(claims, *group, lines) for group in groups]
        if sum(least) <= room:
            break
    else:
        least, groups = [room] * bool(kinds), [(tuple(kinds), _REST)] * bool(kinds)
    wide = _shared(claims, groups, least, room - sum(least))
    return [_Column(*g, sum(wide[:n]), w) for n, (g, w) in enumerate(zip(groups, wide, strict=True))]


@lru_cache(maxsize=4096)
def _item(words: str, most: float = _WIDEST) -> float:
    """The width of a mark with its cue, which is broken into lines where it is wider than most."""
    return _MARK + max(width(line) for line in wrap(words, min(most, _WIDEST))) + _GAP


def _least(claims: pd.DataFrame, kinds: tuple[str, ...], heading: str, lines: int) -> float:
    """The least width of a column: its widest cue, broken into so many lines, or its heading."""
    own = claims[claims.cue_class.isin(kinds)]
    return max(width(heading) + _GAP, *(_narrowest(_written(claim, heading), lines) for claim in own.itertuples()))


@lru_cache(maxsize=4096)
def _narrowest(words: str, lines: int) -> float:
    """The least width of a mark with its cue in so many lines, without breaking a word."""
    least, most = max(width(word) for word in words.split()) + 0.01, width(words)
    while lines > 1 and most - 0.05 > least and len(wrap(words, most - 0.05)) <= lines:
        most -= 0.05
    return _item(words, most)


def _shared(claims: pd.DataFrame, groups: Sequence[Any], least: list[float], spare: float) -> list[float]:
    """Share out the room that is left: to each column as much as its fullest cell wants, the first ones first."""
    wide = list(least)
    for n, (kinds, heading) in enumerate(groups):
        own = claims[claims.cue_class.isin(kinds)]
        items = own.assign(room=[_item(_written(claim, heading)) for claim in own.itertuples()])
        more = min(max(items.groupby("source").room.sum().max() - least[n], 0.0), spare)
        wide[n], spare = wide[n] + more, spare - more
    return wide


def _flow(data: pd.DataFrame, columns: list[_Column]) -> tuple[list[_Mark], list[float], float]:
    """Place the marks of each cell side by side, in as many rows as they need.

    Returns:
        the marks; the first row of each source; the number of rows.
    """
    marks: list[_Mark] = []
    tops, top = [], 0.0
    by_source: dict[str, list[Any]] = {}
    for claim in data.itertuples():
        by_source.setdefault(claim.source, []).append(claim)
    first, *others = columns or [_Column((), "", 0.0, 9.0)]
    # The article's own voice has no cue, and no column of its own.
    columns = [first._replace(kinds=(*first.kinds, "own voice")), *others]
    for claims in by_source.values():
        tops.append(top)
        bottom = top + 1
        for column in columns:
            cell = list(_cell([claim for claim in claims if claim.cue_class in column.kinds], column, top))
            marks += cell
            bottom = max([bottom, *(mark.row + 1 + _LINE * (len(mark.lines) - 1) for mark in cell)])
        top = bottom
    return marks, tops, top


def _cell(claims: list[Any], column: _Column, top: float) -> Iterator[_Mark]:
    """Place the marks of one cell."""
    x, row, deepest = column.left, top, top + 1
    for claim in claims:
        most = _WIDEST if claim.source == THE_ARTICLE else min(_WIDEST, column.width - _MARK - _GAP + 0.01)
        lines = wrap(_written(claim, column.heading), most)
        wide = _MARK + max(width(line) for line in lines)
        if x > column.left and x + wide > column.left + column.width:
            x, row = column.left, deepest
        yield _Mark(claim, x, row, lines)
        x += wide + _GAP
        deepest = max(deepest, row + 1 + _LINE * (len(lines) - 1))


def _draw_marks(sheet: Sheet, reading: Reading, marks: list[_Mark]) -> None:
    """Draw each claim as a mark with its cue beside it."""
    palette = Palette(reading)
    for claim, left, row, lines in marks:
        x, colour = left + 0.08, palette.colour(claim.source_actor)
        if claim.source == THE_ARTICLE:
            _square(sheet, sheet.ax, x, row)
        else:
            _mark(sheet, sheet.ax, x, row, claim.quotation, colour)
            _outline(sheet, sheet.ax, x, row, claim.hedged, claim.negated, ROW)
        for n, line in enumerate(lines):
            sheet.write(left + _MARK, row + _LINE * n, line, va="center_baseline")


def _mark(sheet: Sheet, ax: Axes, x: float, y: float, quotation: str, colour: str = SOFT) -> None:
    look: Any = {"color": colour, "markerfacecoloralt": "white", "markersize": sheet.pt(7), "clip_on": False}
    ax.plot([x], [y], "o", fillstyle=FILL[quotation], markeredgewidth=sheet.pt(1.4), **look)


def _square(sheet: Sheet, ax: Axes, x: float, y: float) -> None:
    ax.plot([x], [y], "s", color=OTHER, markersize=sheet.pt(6), clip_on=False)


def _outline(sheet: Sheet, ax: Axes, x: float, y: float, hedged: bool, negated: bool, row: float = 1.0) -> None:
    """Draw what is around a mark: a ring of dots where the claim is hedged, a square where it is negated."""
    if not hedged and not negated:
        return
    line: Any = {"linestyle": (0, (1, 1)) if hedged else "solid", "linewidth": sheet.pt(1.1)}
    look: Any = {"facecolor": "none", "edgecolor": SOFT, "clip_on": False, **line}
    tall = _RING / row
    if negated:
        ax.add_patch(Rectangle((x - _RING / 2, y - tall / 2), _RING, tall, **look))
    else:
        ax.add_patch(Ellipse((x, y), _RING * 1.06, tall * 1.06, **look))


def _key(data: pd.DataFrame) -> list[Key]:
    """What the marks mean, as far as they occur."""
    claims = data[data.source != THE_ARTICLE]
    words = {"direct": "direct quotation", "mixed": "partly quoted", "indirect": "indirect"}
    key = [
        Key(partial(_mark, quotation=kind), text) for kind, text in words.items() if (claims.quotation == kind).any()
    ]
    key += [Key(partial(_key_outline, True, False), "hedged")] if claims.hedged.any() else []
    key += [Key(partial(_key_outline, False, True), "negated")] if claims.negated.any() else []
    own = (data.source == THE_ARTICLE).any()
    return key + ([Key(_square, "what the article says in its own voice")] if own else [])


def _key_outline(hedged: bool, negated: bool, sheet: Sheet, ax: Axes, x: float, y: float) -> None:
    _mark(sheet, ax, x, y, "indirect")
    _outline(sheet, ax, x, y, hedged, negated)


def _title(data: pd.DataFrame) -> str:
    """Who claims most, where one does and it was counted."""
    claims = data[data.source != THE_ARTICLE]
    first = leader(claims.source.value_counts(sort=False))
    number = int((claims.source == first).sum())
    if claims.empty:
        return "All of it is in the article’s own voice"
    if first is None or number < 2:
        return "Who claims, and how"
    return f"{number} of {len(claims)} claims come from {short(first, 3.5, 12)}"


def _alt(data: pd.DataFrame) -> str:
    """The chart in a sentence."""
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
