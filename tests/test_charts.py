"""Each chart shows its data, row to tick, the same bytes every time, and says so where there is nothing."""

from __future__ import annotations

import platform
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from conftest import ROOT, reading_of
from onrecord import Article, from_text, read
from onrecord.charts import CHARTS, Chart, draw_claims, draw_presence, draw_story, draw_timeline, draw_who_on_whom
from onrecord.charts.chart import short, width, wrap
from onrecord.reading import Reading

Draw = Callable[[Reading], Chart]
every_chart = pytest.mark.parametrize("draw", CHARTS, ids=lambda draw: draw.__name__)


def labels(chart: Chart) -> list[str]:
    """The labels at the left, from top to bottom as they are seen."""
    axes = chart.figure.axes[0]
    ticks = zip(axes.get_yticks(), [t.get_text() for t in axes.get_yticklabels()], strict=True)
    top_first = axes.yaxis_inverted()
    return [text for _, text in sorted(ticks, reverse=not top_first)]


@every_chart
def test_drawn_twice_it_is_the_same_to_the_byte(draw: Draw) -> None:
    one, two = (draw(reading_of("kettle-recall")) for _ in range(2))
    assert one.svg() == two.svg() and one.png() == two.png() and one.alt == two.alt


@every_chart
def test_the_committed_figures_are_what_the_code_draws(draw: Draw, tmp_path: Path) -> None:
    for made in draw(reading_of("rutte-warns-trump")).save(tmp_path):
        kept = ROOT / "figures" / made.name
        if made.suffix == ".png" and platform.system() != "Linux":
            # Elsewhere the compressor may pack the same picture differently: there the pixels have to be the same.
            import matplotlib.image

            assert np.array_equal(matplotlib.image.imread(made), matplotlib.image.imread(kept)), made.name
        else:
            assert made.read_bytes() == kept.read_bytes(), made.name


@every_chart
def test_the_settings_of_the_user_change_nothing(draw: Draw) -> None:
    reading = reading_of("harwick-budget")
    plain = draw(reading).svg()
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "red", "figure.dpi": 300, "savefig.bbox": "tight"}):
        assert draw(reading).svg() == plain


@every_chart
def test_nothing_to_show_says_so(draw: Draw) -> None:
    chart = draw(read(Article("7.", title="Weather")))
    assert len(chart.data) == 0
    assert "no" in chart.alt.lower() or "0 claims" in chart.alt
    ElementTree.fromstring(chart.svg())


@every_chart
def test_the_svg_is_well_formed_and_described_whatever_the_text(draw: Draw) -> None:
    text = 'Mr. <b>O\'Neil</b> & "Sons" said on Friday that $5 million and $6 million were “gone” \U0001f600.'
    chart = draw(read(from_text(text, "2026-05-04", title='<script>alert("x")</script> $a_b^c$')))
    root = ElementTree.fromstring(chart.svg())
    assert root.get("aria-label") == chart.alt and root.get("role") == "img"


@every_chart
def test_no_text_leaves_the_picture(draw: Draw, reading: Reading) -> None:
    figure = draw(reading).figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    page = figure.bbox
    for text in figure.findobj(mpl.text.Text):
        box = text.get_window_extent(renderer)
        if text.get_text() and text.get_visible():
            assert page.x0 - 1 <= box.x0 and box.x1 <= page.x1 + 1, text.get_text()
            assert page.y0 - 1 <= box.y0 and box.y1 <= page.y1 + 1, text.get_text()


def test_timeline_rows_are_the_dates_in_text_order(reading: Reading) -> None:
    chart = draw_timeline(reading)
    placed = reading.dates.dropna(subset=["earliest", "latest"], how="all")
    assert labels(chart) == [" ".join(t.split()) for t in placed.text]
    assert chart.data.value.tolist() == reading.dates.value.tolist()
    rest = reading.dates.drop(placed.index)
    written = " ".join(t.get_text() for t in chart.figure.texts)
    assert all(f"“{words}”" in written for words in rest.text)


def test_timeline_puts_a_day_on_its_day() -> None:
    chart = draw_timeline(read(from_text("They met on March 3, 2026 and on March 9, 2026.", "2026-03-12")))
    marks = [line.get_xdata() for line in chart.figure.axes[0].lines if line.get_marker() == "o"]
    first, second = (float(x[0]) for x in marks)
    assert second - first == 6


def test_claims_rows_are_the_sources_in_order(reading: Reading) -> None:
    chart = draw_claims(reading)
    assert labels(chart) == [short(s, 2.1) for s in dict.fromkeys(chart.data.source)]
    drawn = [t.get_text() for t in chart.figure.axes[0].texts]
    assert len(drawn) == len(chart.data) == len(reading.attributed) + 1
    assert [c for c in reading.claims.cue.dropna() if c not in drawn and not any(d.endswith("…") for d in drawn)] == []


def test_presence_counts_its_strokes(reading: Reading) -> None:
    chart = draw_presence(reading)
    drawn = sum(len(c.get_segments()) for c in chart.figure.axes[0].collections)  # type: ignore[attr-defined]
    assert drawn == len(chart.data) == len(reading.mentions)
    by_hand = reading.mentions.groupby("actor").size()
    at_right = [int(t.get_text()) for t in chart.figure.axes[0].texts]
    assert at_right == by_hand.tolist()


def test_the_matrix_counts_claims(reading: Reading) -> None:
    data = draw_who_on_whom(reading).data
    assert data.claims.sum() == len(reading.about.drop_duplicates(["claim", "actor"]))


def test_the_story_has_every_claim_and_date(reading: Reading) -> None:
    parts = draw_story(reading).data.part.value_counts()
    assert parts["claim"] == len(reading.attributed) and parts["date"] == len(reading.dates)


def test_labels_of_the_story_do_not_overlap(reading: Reading) -> None:
    figure = draw_story(reading).figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    boxes = [t.get_window_extent(renderer) for t in figure.axes[0].texts if t.get_text().strip()]
    for n, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[n + 1 :]), figure.axes[0].texts[n].get_text()


def test_long_labels_are_shortened_and_lines_wrapped() -> None:
    long = "the deputy assistant secretary of the department of works " * 20
    assert width(short(long, 1.5)) <= 1.5 and short(long, 1.5).endswith("…")
    assert all(width(line, 8) <= 3 for line in wrap(long, 3, 8))
    assert short("", 1) == "" and wrap("", 1, 8) == []
