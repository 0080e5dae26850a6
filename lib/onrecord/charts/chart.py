"""The chart object: a figure with its data and the sentence that describes it."""

from __future__ import annotations

import base64
import html
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from ..files import DATA, write_whole

_STYLE = DATA / "onrecord.mplstyle"
# What is measured in points in the style, and grows with the size.
_SCALED = ("font.size", "axes.linewidth", "xtick.major.size", "xtick.major.pad", "xtick.major.width", "grid.linewidth")


@contextmanager
def style(scale: float = 1.0) -> Iterator[None]:
    """Set the one style, and nothing of the user's own; letters that the font lacks are drawn as boxes, quietly."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rc_file(_STYLE, use_default_template=False)
        settings: dict[Any, Any] = mpl.rcParams
        settings.update({key: settings[key] * scale for key in _SCALED})
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from font")
        yield


@dataclass(frozen=True)
class Chart:
    """A chart: the figure, the data it shows, and one sentence that says it in words.

    In a notebook it shows itself as SVG (PNG where SVG is not trusted), and as its sentence where there are no
    pictures.

    Attributes:
        name: the name of its files; "story", or "story-slide" and "story-print" for those sizes.
        figure: the matplotlib figure.
        data: the rows it shows.
        alt: what it shows, computed from the data.
        dpi: the dots an inch of its PNG.
    """

    name: str
    figure: Figure
    data: pd.DataFrame
    alt: str
    dpi: int = 150

    def svg(self) -> str:
        """The chart as SVG, the same bytes every time, with its sentence for screen readers."""
        buffer = io.StringIO()
        with style():
            self.figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        svg = re.sub(r" +$", "", buffer.getvalue(), flags=re.MULTILINE)
        return svg.replace("<svg ", f'<svg role="img" aria-label="{html.escape(self.alt)}" ', 1)

    def png(self) -> bytes:
        """The chart as PNG, the same bytes every time."""
        buffer = io.BytesIO()
        with style():
            self.figure.savefig(buffer, format="png", dpi=self.dpi, metadata={"Software": None})
        return buffer.getvalue()

    def save(self, folder: str | Path) -> list[Path]:
        """Write NAME.svg, NAME.png and NAME.csv (what the chart shows) into a folder; returns the paths."""
        table = self.data.to_csv(index=False, lineterminator="\n")
        contents: dict[str, str | bytes] = {".svg": self.svg(), ".png": self.png(), ".csv": table}
        return [write_whole(Path(folder) / f"{self.name}{ending}", data) for ending, data in contents.items()]

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        data = {
            "image/svg+xml": self.svg(),
            "image/png": base64.b64encode(self.png()).decode("ascii"),
            "text/plain": self.alt,
        }
        # What shows the notebook as a page takes the alternative text from here.
        return data, {kind: {"alt": self.alt} for kind in ("image/svg+xml", "image/png")}
