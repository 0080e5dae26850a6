"""The gallery: one page with every chart, what it shows in words, and its data beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ..files import write_whole
from .chart import Chart
from .words import count

_HEADINGS = {
    "story": "The story: who speaks, about whom, and when",
    "heard": "Who is heard, and who is talked about",
    "claims": "Who claims, and how",
    "who_on_whom": "Who speaks about whom",
    "presence": "Who is in the article, and where",
    "timeline": "When it happens",
    "quoted": "Many articles: who is quoted most",
    "side_by_side": "Two articles on one event, side by side",
    "calibration": "How far the confidence can be trusted",
    "accuracy": "How well does it do on public articles?",
}


def save_gallery(charts: Sequence[Chart], folder: str | Path, title: str) -> Path:
    """Write README.md into the folder of saved charts: each picture with its sentence, its SVG and its data.

    Args:
        charts: the charts, saved into the same folder.
        folder: that folder.
        title: the title of the article they show.

    Returns:
        the path of the page.
    """
    order = {name: n for n, name in enumerate(_HEADINGS)}
    made = "Made by `run.py figures`; do not edit. Beside each picture is the data it shows."
    parts = [f"# Figures: {_plain(title)}", made]
    for chart in sorted(charts, key=lambda chart: order[chart.name]):
        alt = _plain(chart.alt)
        files = f"[SVG]({chart.name}.svg) · [data: {count(len(chart.data), 'row')}]({chart.name}.csv)"
        parts += [f"## {_HEADINGS[chart.name]}", f"![{alt}]({chart.name}.png)", alt, files]
    return write_whole(Path(folder) / "README.md", "\n\n".join(parts) + "\n")


def _plain(text: str) -> str:
    """Words of an article as they are, not as Markdown."""
    return re.sub(r"([\\`*_\[\]<>#|!&$~])", r"\\\1", " ".join(text.split()))
