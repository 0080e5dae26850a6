"""The sheet that every chart is drawn on: its size, and where title, key, labels, plot and source line stand on it.

All measures are inches at the size "notebook", so that text never moves with the data. The other sizes, and axes of
the user's, scale everything by one number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from .chart import Chart, style
from .words import SIZE, SMALL, short, widest, width, wrap

if TYPE_CHECKING:
    from ..reading import Reading

T = TypeVar("T")

INK, SOFT, GRID, PAPER = "#222222", "#5F5F5F", "#E4E4E4", "#FFFFFF"
BAND = "#F6F6F6"  # behind every second row, to lead the eye from its label to its mark
ROW = 0.27  # one row of labels
_EDGE = 0.15  # white at the left and right of everything
_LONGEST = 2.1  # the widest label at the left
_TITLE = 12.0  # points
_LINE = 0.165  # a line of notes
_LEAST = 0.55  # of a size's own scale: what is smaller cannot be read


class Size(NamedTuple):
    """A size of a picture."""

    width: float  # inches
    height: float  # inches, at most
    scale: float  # of letters, strokes and rows
    dpi: int


#: Sizes: a notebook's column (as tall as need be), a slide of 16:9, the width of a printed page. What has too many rows
#: for a slide or a page in letters that can be read is taller.
SIZES = {
    "notebook": Size(8.6, float("inf"), 1.0, 150),
    "slide": Size(40 / 3, 7.5, 1.55, 144),
    "print": Size(7.0, 9.6, 0.85, 300),
}


class _TooSmallError(Exception):
    """What is to be shown does not fit at this scale."""

    def __init__(self, ratio: float) -> None:
        """Say what part of it there is room for."""
        super().__init__()
        self.ratio = ratio


@dataclass(frozen=True)
class Page:
    """The room that a chart is drawn in: its size, and the axes of the user's that it takes the place of, if any."""

    name: str
    size: Size
    axes: Axes | None = None

    @property
    def width(self) -> float:
        """The width in the sheet's own inches."""
        return self.size.width / self.size.scale


def fitted(draw: Callable[[Page], T], ax: Axes | None, size: str) -> T:
    """Draw in the one style, as large as there is room for.

    Raises:
        ValueError: a size that does not exist, or axes so small that no letter could be read.
    """
    if size not in SIZES:
        raise ValueError(f"There is no size {size!r}; take one of {', '.join(SIZES)}.")
    room = SIZES[size] if ax is None else _room(ax, SIZES[size])
    least, scale = _LEAST * room.scale, room.scale
    while scale > 0:
        with style(scale):
            try:
                return draw(Page(size, room._replace(scale=scale), ax))
            except _TooSmallError as problem:
                # Smaller letters also leave more room beside each other: the whole step would be too large.
                scale = max(scale * min(problem.ratio**0.6, 0.97), least) if scale > least else 0.0
    if ax is None:  # smaller letters than these help nobody: let the picture be taller
        with style(least):
            return draw(Page(size, room._replace(scale=least, height=float("inf"))))
    inches = f"{room.width:.1f} × {room.height:.1f} inches"
    raise ValueError(f"These axes ({inches}) are too small for this chart to be read; give it a larger figure.")


def _room(ax: Axes, size: Size) -> Size:
    """The room that axes of the user's give."""
    box, figure = ax.get_position(original=True), ax.get_figure()
    assert figure is not None, "axes stand in a figure"
    inches = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    return size._replace(width=box.width * inches[0], height=box.height * inches[1])


class Key(NamedTuple):
    """One entry of the key: how its mark is drawn at a point of the sheet, and what it says."""

    draw: Callable[[Sheet, Axes, float, float], None]
    text: str


class Sheet:
    """A sheet. First it says how wide the plot is; open() then makes it, once the number of rows is known.

    Attributes:
        ax: the plot.
        frame: axes over the whole sheet, measured in inches from its top left, for all that is not the plot.
        plot_width: the width of the plot.
        scale: how much larger than "notebook" everything is drawn.
    """

    ax: Axes
    frame: Axes

    def __init__(
        self, page: Page, labels: Sequence[str], right: float = 0.3, longest: float = _LONGEST, least: float = 1.5
    ) -> None:
        """Work out the margins.

        Args:
            page: where it is drawn.
            labels: the labels at the left, which set the left margin.
            right: the room at the right of the plot.
            longest: the widest that a label may be; longer ones are shortened.
            least: the narrowest that the plot may be.
        """
        self.page, self.scale, self.width = page, page.size.scale, page.width
        self.longest = min(longest, self.width / 3)
        self.left = min(widest(labels), self.longest) + _EDGE + 0.1
        self.plot_width = self.width - self.left - right - _EDGE
        if self.plot_width < least:
            raise _TooSmallError(max(self.plot_width / least, 0.5))

    def open(
        self,
        title: Sequence[str],
        source: str,
        rows: float,
        *,
        key: Sequence[Key] = (),
        head: float = 0.0,
        axis: float = 0.3,
        notes: Sequence[str] = (),
    ) -> Axes:
        """Make the figure, or take the user's axes, and write all that stands around the plot.

        Args:
            title: the title, and the line under it that says what is shown.
            source: the source line.
            rows: the height of the plot in rows.
            key: what the marks mean.
            head: room above the plot, for an axis at the top.
            axis: room below the plot, for its axis.
            notes: paragraphs below the plot.
        """
        room = self.width - 2 * _EDGE
        titles, subtitles = wrap(title[0], room, _TITLE, bold=True)[:2], wrap(title[1], room, SIZE)
        keys = _key_lines(key, room)
        foot = [line for note in notes for line in wrap(note, room, SMALL)]
        top = 0.14 + 0.21 * len(titles) + _LINE * len(subtitles) + 0.19 * len(keys) + 0.12 + head
        plot = max(rows, 1) * ROW
        self.height = top + plot + axis + 0.1 + _LINE * (len(foot) + 1) + 0.1
        if self.height * self.scale > self.page.size.height + 1e-6:
            raise _TooSmallError(self.page.size.height / (self.height * self.scale))
        self._make(top, plot)
        y = 0.14
        for line in titles:
            self.text(_EDGE, y, line, _TITLE, va="top", weight="bold")
            y += 0.21
        for line in subtitles:
            self.text(_EDGE, y + 0.02, line, va="top", color=SOFT)
            y += _LINE
        for entries in keys:
            self._write_key(entries, y + 0.12)
            y += 0.19
        self._write_foot(foot, source)
        return self.ax

    def _make(self, top: float, plot: float) -> None:
        """Make the plot and the frame at their places."""
        given = self.page.axes
        if given is None:
            inches = (self.width * self.scale, self.height * self.scale)
            figure: Any = Figure(figsize=inches)
            outer = (0.0, 0.0, 1.0, 1.0)
            self.ax = figure.add_axes((0, 0, 1, 1))
        else:
            figure, self.ax = given.get_figure(root=False), given
            outer = tuple(given.get_position(original=True).bounds)
            given.clear()
            # The sheet is as tall as it needs to be, at the top of the user's axes.
            part = self.height * self.scale / self.page.size.height
            outer = (outer[0], outer[1] + outer[3] * (1 - part), outer[2], outer[3] * part)
        x, y, wide, tall = outer
        box = (self.left / self.width, 1 - (top + plot) / self.height, self.plot_width / self.width, plot / self.height)
        self.ax.set_position((x + box[0] * wide, y + box[1] * tall, box[2] * wide, box[3] * tall))
        _plain(self.ax, self.scale)
        self.frame = figure.add_axes(outer, label="frame", zorder=-1)
        self.frame.set_axis_off()
        self.frame.set_xlim(0, self.width)
        self.frame.set_ylim(self.height, 0)
        self.ax.patch.set_visible(False)
        self._plot_top, self._plot = top, plot

    def _write_key(self, entries: Sequence[Key], y: float) -> None:
        """Write one line of the key."""
        x = _EDGE
        for entry in entries:
            entry.draw(self, self.frame, x + 0.09, y)
            self.text(x + 0.24, y, entry.text, SMALL, color=SOFT, va="center")
            x += _key_width(entry)

    def _write_foot(self, lines: Sequence[str], source: str) -> None:
        """Write the notes and the source line, from the bottom up."""
        y = self.height - 0.1
        ending = ". Chart: On Record."
        room = self.width - 2 * _EDGE - width(ending, SMALL)
        self.text(_EDGE, y, short(f"Source: {source}", room, SMALL) + ending, SMALL, color=SOFT, va="bottom")
        for line in reversed(lines):
            y -= _LINE
            self.text(_EDGE, y, line, SMALL, color=SOFT, va="bottom")

    def text(self, x: float, y: float, words: str, size: float = SIZE, **look: Any) -> None:
        """Write on the sheet."""
        self.frame.text(x, y, words, fontsize=size * self.scale, **look)

    def write(self, x: float, y: float, words: str, size: float = SIZE, **look: Any) -> None:
        """Write in the plot."""
        self.ax.text(x, y, words, fontsize=size * self.scale, **look)

    def pt(self, points: float) -> float:
        """A measure in points, at the sheet's scale."""
        return points * self.scale

    def label_rows(self, labels: Sequence[str], at: Sequence[float] | None = None, depth: float | None = None) -> None:
        """Label the rows of the plot at the left, the first one at the top."""
        places = list(range(len(labels)) if at is None else at)
        self.ax.set_ylim((max(len(labels), 1) if depth is None else depth) - 0.5, -0.5)
        self.ax.set_yticks(places, [short(label, self.longest) for label in labels])

    def head_columns(self, at: Sequence[float], heads: Sequence[str], colour: str = INK, **look: Any) -> None:
        """Write a heading above each column of the plot, in place of an axis below it."""
        self.ax.spines["bottom"].set_visible(False)
        self.ax.xaxis.tick_top()
        self.ax.set_xticks(at, heads, ha="left", **look)
        self.ax.tick_params(axis="x", length=0, labelsize=self.pt(SIZE), labelcolor=colour, pad=self.pt(4))

    def beside(self, row: float, words: str, **look: Any) -> None:
        """Write at the right of the plot, in line with a row."""
        y = self._plot_top + (row - self.ax.get_ylim()[1]) * ROW
        look = {"va": "center", "color": SOFT, **look}
        self.text(self.left + self.plot_width + 0.08, y, words, SMALL, **look)

    def at_left(self, row: float, words: str) -> None:
        """Write a heading at the very left, in line with a row."""
        y = self._plot_top + (row - self.ax.get_ylim()[1]) * ROW
        self.text(_EDGE, y, words, va="center", weight="bold")

    def bands(self, edges: Sequence[float]) -> None:
        """Lay a light band behind every second row."""
        for n in range(1, len(edges) - 1, 2):
            self.ax.axhspan(edges[n], edges[n + 1], color=BAND, linewidth=0, zorder=-2)

    def rules(self, edges: Sequence[float]) -> None:
        """Draw a light line at each edge of a row."""
        for edge in edges:
            self.ax.axhline(edge, color=GRID, linewidth=self.pt(0.8), zorder=0)

    def along_article(self, reading: Reading) -> None:
        """Make the x axis the article itself: its characters, with a light line where a paragraph begins."""
        length = len(reading.article.text)
        self.ax.set_xlim(-0.003 * length, length)  # a stroke on the first character is as wide as all others
        starts = paragraph_starts(reading)
        for start in starts[1:]:
            self.ax.axvline(start, color=GRID, linewidth=self.pt(0.8), zorder=0)
        ticks, free = [], -1.0
        for number, start in enumerate(starts):
            x, half = start / length * self.plot_width, width(f"¶{number + 1}") / 2
            if x - half > free:
                ticks.append((start, f"¶{number + 1}"))
                free = x + half + 0.08
        self.ax.set_xticks([start for start, _ in ticks], [label for _, label in ticks])
        self.axis_label("the article, from its first character to its last; ¶ marks where a paragraph begins")

    def axis_label(self, words: str) -> None:
        """Say below the plot what its x axis is."""
        y, words = self._plot_top + self._plot + 0.27, short(words, self.plot_width + 0.3, SMALL)
        self.text(self.left, y, words, SMALL, color=SOFT, va="top")

    def chart(self, name: str, data: pd.DataFrame, alt: str) -> Chart:
        """The finished chart."""
        figure = self.ax.get_figure(root=True)
        assert figure is not None, "open() comes first"
        size = self.page.name
        return Chart(name if size == "notebook" else f"{name}-{size}", figure, data, alt, SIZES[size].dpi)

    def empty(self, title: str, source: str, words: str, notes: Sequence[str] = ()) -> None:
        """Make a sheet that says that there is nothing to show."""
        self.open((title, ""), source, 1, axis=0.0, notes=notes)
        self.ax.set_axis_off()
        self.text(_EDGE, self._plot_top + 0.04, words, 9.5, va="center", color=SOFT)


def letters_on(colour: Any) -> str:
    """The colour of letters on a colour: ink or paper, whichever has the greater contrast (WCAG 2).

    >>> letters_on("#0072B2"), letters_on("#56B4E9")
    ('#FFFFFF', '#222222')
    """
    ground = _luminance(colour) + 0.05
    return INK if ground**2 > (_luminance(INK) + 0.05) * (_luminance(PAPER) + 0.05) else PAPER


def _luminance(colour: Any) -> float:
    """The relative luminance of a colour, as WCAG 2 defines it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _plain(ax: Axes, scale: float) -> None:
    """Take from axes what no chart here has; those of the user's may have been made in another style."""
    for side in ("top", "left", "right"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0, labelsize=SIZE * scale, labelcolor=INK, pad=0.06 * 72 * scale)
    ax.tick_params(axis="x", labelsize=SIZE * scale)


def _key_width(entry: Key) -> float:
    return 0.24 + width(entry.text, SMALL) + 0.22


def _key_lines(key: Sequence[Key], room: float) -> list[list[Key]]:
    """Break the key into lines."""
    lines: list[list[Key]] = []
    free = 0.0
    for entry in key:
        if _key_width(entry) > free:
            lines.append([])
            free = room + 0.22
        lines[-1].append(entry)
        free -= _key_width(entry)
    return lines


def paragraph_starts(reading: Reading) -> list[int]:
    """The offset at which each paragraph begins."""
    return [int(start) for start in reading.sentences.groupby("paragraph").start.min()]
