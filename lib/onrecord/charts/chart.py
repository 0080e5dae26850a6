"""The chart object, and the page that every chart is drawn on: margins, title, labels and source line."""

from __future__ import annotations

import base64
import html
import io
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont
from matplotlib.ft2font import FT2Font, LoadFlags

from ..files import write_whole

if TYPE_CHECKING:
    from ..reading import Reading

P = ParamSpec("P")

_STYLE = Path(__file__).parents[1] / "data" / "onrecord.mplstyle"
INK, SOFT, GRID = "#222222", "#666666", "#E4E4E4"
WIDTH = 8.6  # inches: a notebook's column
ROW = 0.27  # inches: one row of labels
SIZE = 8.5  # points: labels
_LONGEST = 2.1  # inches: the widest label at the left


@dataclass(frozen=True)
class Chart:
    """A chart: the figure, the data it shows, and one sentence that says it in words.

    In a notebook it shows itself as SVG (PNG where SVG is not trusted), and as its sentence where there are no
    pictures.

    Attributes:
        name: the name of its files.
        figure: the matplotlib figure.
        data: the rows it shows.
        alt: what it shows, computed from the data.
    """

    name: str
    figure: Figure
    data: pd.DataFrame
    alt: str

    def svg(self) -> str:
        """The chart as SVG, the same bytes every time, with its sentence for screen readers."""
        buffer = io.StringIO()
        with _style():
            self.figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        svg = re.sub(r" +$", "", buffer.getvalue(), flags=re.MULTILINE)
        return svg.replace("<svg ", f'<svg role="img" aria-label="{html.escape(self.alt)}" ', 1)

    def png(self) -> bytes:
        """The chart as PNG at 150 dots an inch, the same bytes every time."""
        buffer = io.BytesIO()
        with _style():
            self.figure.savefig(buffer, format="png", dpi=150, metadata={"Software": None})
        return buffer.getvalue()

    def save(self, folder: str | Path) -> list[Path]:
        """Write NAME.svg, NAME.png and NAME.csv (what the chart shows) into a folder; returns the paths."""
        table = self.data.to_csv(index=False, lineterminator="\n")
        contents: dict[str, str | bytes] = {".svg": self.svg(), ".png": self.png(), ".csv": table}
        return [write_whole(Path(folder) / f"{self.name}{ending}", data) for ending, data in contents.items()]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {
            "image/svg+xml": self.svg(),
            "image/png": base64.b64encode(self.png()).decode("ascii"),
            "text/plain": self.alt,
        }


@contextmanager
def _style() -> Iterator[None]:
    """Set the one style, and nothing of the user's own; letters that the font lacks are drawn as boxes, quietly."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rc_file(_STYLE, use_default_template=False)
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from font")
        yield


def styled(draw: Callable[P, Chart]) -> Callable[P, Chart]:
    """Make a drawing function draw in the one style."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Chart:
        with _style():
            return draw(*args, **kwargs)

    return drawn


@dataclass
class Sheet:
    """The sheet a chart is drawn on. All measures are inches, so that text never moves with the data.

    Attributes:
        title: at the top left.
        source: the source line at the bottom.
        rows: the height of the plot in rows.
        labels: the labels at the left, which set the left margin.
        note: a line on how to read the marks; it is wrapped.
        head: room above the plot, for an axis at the top.
        axis: room below the plot, for its axis.
        right: room at the right of the plot, for what beside() writes.
    """

    title: str
    source: str
    rows: float
    labels: Sequence[str]
    note: str = ""
    head: float = 0.12
    axis: float = 0.3
    right: float = 0.65

    def __post_init__(self) -> None:
        """Work out the margins."""
        widest = max((width(short(label, _LONGEST)) for label in self.labels), default=0.0)
        self.left = widest + 0.3
        self.plot_width = WIDTH - self.left - self.right
        self._note = wrap(self.note, WIDTH - 0.4, 7.5)

    def axes(self) -> Axes:
        """Make the figure and its one plot, with title, note and source line."""
        foot = 0.36 + self.axis + 0.15 * len(self._note)
        plot = max(self.rows, 1) * ROW
        height = 0.5 + self.head + plot + foot
        self.figure = Figure(figsize=(WIDTH, height))
        at: Any = {"x": 0.15 / WIDTH, "ha": "left"}
        self.figure.text(y=1 - 0.16 / height, s=self.title, va="top", fontsize=12, weight="bold", **at)
        for n, line in enumerate(reversed(self._note)):
            self.figure.text(y=(0.33 + 0.15 * n) / height, s=line, va="bottom", fontsize=7.5, color=SOFT, **at)
        source = short(f"Source: {self.source}. Chart: On Record.", WIDTH - 0.3, 7.5)
        self.figure.text(y=0.12 / height, s=source, va="bottom", fontsize=7.5, color=SOFT, **at)
        box = (self.left / WIDTH, foot / height, self.plot_width / WIDTH, plot / height)
        axes: Axes = self.figure.add_axes(box)
        return axes


def rows(ax: Axes, labels: Sequence[str], at: Sequence[float] | None = None, depth: float | None = None) -> None:
    """Label the rows of a plot at the left, the first one at the top."""
    places = list(range(len(labels)) if at is None else at)
    ax.set_ylim((max(len(labels), 1) if depth is None else depth) - 0.5, -0.5)
    ax.set_yticks(places, [short(label, _LONGEST) for label in labels])


def along_article(ax: Axes, reading: Reading, paragraphs: Sequence[int]) -> None:
    """Make the x axis the article itself: its characters, with a light line where a paragraph begins."""
    length = len(reading.article.text)
    ax.set_xlim(-0.003 * length, length)  # a stroke on the first character is as wide as all others
    for start in paragraphs[1:]:
        ax.axvline(start, color=GRID, linewidth=0.8, zorder=0)
    every = 1 + len(paragraphs) // 25
    ax.set_xticks(paragraphs[::every], [f"¶{n + 1}" for n in range(0, len(paragraphs), every)])
    label = "the article, from its first character to its last; ¶ = paragraph"
    ax.set_xlabel(label, fontsize=7.5, loc="left", labelpad=2)


def beside(ax: Axes, row: float, text: str) -> None:
    """Write at the right of a plot, in line with a row."""
    ax.text(1.01, row, text, transform=ax.get_yaxis_transform(), va="center", fontsize=7.5, color=SOFT)


def empty(ax: Axes, text: str) -> None:
    """Say in the plot that there is nothing to show."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines["bottom"].set_visible(False)
    ax.text(0, 0.5, text, transform=ax.transAxes, va="center", fontsize=9, color=SOFT)


@lru_cache(maxsize=4096)
def width(text: str, size: float = SIZE) -> float:
    """The width of a text in inches, measured on the font itself, so that it does not depend on a screen."""
    font = _font()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / 100 * size / 72


@cache
def _font() -> FT2Font:
    """The font of all charts, at 100 points."""
    font = FT2Font(findfont("DejaVu Sans"))
    font.set_size(100, 72)
    return font


def short(text: str, most: float, size: float = SIZE) -> str:
    """Shorten a text to a width in inches, with an ellipsis, on one line.

    >>> short("Residents of the quarter", 0.8)
    'Residents…'
    """
    text = " ".join(text.split())
    if width(text[:400], size) <= most:
        return text[:400]
    low, high = 0, min(len(text), 400)
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if width(text[:middle] + "…", size) <= most else (low, middle)
    return text[:low].rstrip(" ,.;:") + "…"


def wrap(text: str, most: float, size: float) -> list[str]:
    """Break a text into lines of at most a width in inches."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= most:
            lines[-1] = longer
        else:
            lines.append(short(word, most, size))
    return lines


def in_order(values: pd.Series) -> list[str]:
    """The different values, in order of first appearance."""
    return [str(value) for value in values.dropna().unique()]


def listed(words: Sequence[str], most: int = 3) -> str:
    """Write a list out in words.

    >>> listed(["a", "b", "c", "d"])
    'a, b, c and 1 more'
    """
    shown = list(words[:most]) + ([f"{len(words) - most} more"] if len(words) > most else [])
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1] if shown else "none"


def count(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> count(1, "claim"), count(2, "claim")
    ('1 claim', '2 claims')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
