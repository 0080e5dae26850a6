"""Each chart shows its data, row to tick, the same bytes every time, and says so where there is nothing."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from colorspacious import cspace_convert
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from conftest import ROOT, SEEDS, reading_of
from onrecord import Article, from_text, read
from onrecord.charts import (
    CHARTS,
    SIZES,
    Chart,
    draw_accuracy,
    draw_calibration,
    draw_claims,
    draw_heard,
    draw_presence,
    draw_story,
    draw_timeline,
    draw_who_on_whom,
    save_gallery,
)
from onrecord.charts.calendar import Calendar
from onrecord.charts.claims import FILL
from onrecord.charts.sheet import INK, PAPER
from onrecord.charts.words import short, width, wrap
from onrecord.reading import Reading
from onrecord.reading.labels import COLOURS, OTHER, THE_ARTICLE, Palette, actor_labels
from onrecord.suite.running import corpus_charts

# CAM02-UCS: a difference of 1 can just be seen between two patches that touch.
APART = 8.0
Draw = Callable[..., Chart]
every_chart = pytest.mark.parametrize("draw", CHARTS, ids=lambda draw: draw.__name__)


def labels(chart: Chart, axes: Axes | None = None) -> list[str]:
    """The labels at the left, from top to bottom as they are seen."""
    axes = axes or chart.figure.axes[0]
    ticks = zip(axes.get_yticks(), [t.get_text() for t in axes.get_yticklabels()], strict=True)
    top_first = axes.yaxis_inverted()
    return [text for _, text in sorted(ticks, reverse=not top_first)]


def frame(chart: Chart) -> Axes:
    """What stands around the plot."""
    return next(axes for axes in chart.figure.axes if axes.get_label() == "frame")


def heading(chart: Chart) -> str:
    return str(frame(chart).texts[0].get_text())


def beside(chart: Chart) -> dict[str, str]:
    """What is written at the right of each row, by the row's label."""
    axes, sheet = chart.figure.axes[0], frame(chart)
    found = {}
    for place, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True):
        _, y = axes.transData.transform((0, place))
        right = axes.bbox.x1
        for text in sheet.texts:
            x_text, y_text = sheet.transData.transform(text.get_position())
            if x_text > right and abs(y_text - y) < 1:
                found[label.get_text()] = text.get_text()
    return found


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


class Words(NamedTuple):
    """A text as it stands in a picture: its corners in pixels."""

    text: str
    corners: np.ndarray


def words_of(figure: Figure) -> Iterator[Words]:
    """All visible texts of a figure with the corners of their boxes, turned where they are turned."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    for text in figure.findobj(mpl.text.Text):
        if not text.get_text().strip() or not text.get_visible() or not shown(text):
            continue
        angle = text.get_rotation()
        text.set_rotation(0)
        box = text.get_window_extent(renderer)
        text.set_rotation(angle)
        anchor = text.get_transform().transform(text.get_position())
        turn = Affine2D().rotate_deg_around(*anchor, angle)
        corners = [(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)]
        yield Words(text.get_text(), turn.transform(corners))


def shown(text: Text) -> bool:
    """Whether a text is on a plot that shows its axis."""
    axes = text.axes
    return axes is None or axes.axison or text in axes.texts


def overlap(one: np.ndarray, two: np.ndarray) -> bool:
    """Whether two boxes, turned or not, have more than a pixel in common: no line parts them."""
    for box in (one, two):
        for side in (box[1] - box[0], box[2] - box[1]):
            along = np.array([-side[1], side[0]]) / np.hypot(*side)
            a, b = one @ along, two @ along
            if min(a.max(), b.max()) - max(a.min(), b.min()) < 1:
                return False
    return True


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [*SEEDS, "long", "short"])
@every_chart
def test_no_text_is_cut_off_or_lies_over_another(draw: Draw, name: str, size: str) -> None:
    figure = draw(reading_of(name), size=size).figure
    found = list(words_of(figure))
    page = figure.bbox
    for n, (text, box) in enumerate(found):
        assert page.x0 - 1 <= box[:, 0].min() and box[:, 0].max() <= page.x1 + 1, text
        assert page.y0 - 1 <= box[:, 1].min() and box[:, 1].max() <= page.y1 + 1, text
        assert [other.text for other in found[n + 1 :] if overlap(box, other.corners)] == [], text


@every_chart
def test_hostile_texts_do_not_break_the_layout(draw: Draw) -> None:
    name = "Llanfairpwllgwyngyll" * 6
    text = f"Mayor Ann {name} said on Friday that “{name} will close by 2099”. In 1066, {name} denied it.\n" * 4
    found = list(words_of(draw(read(from_text(text, "2026-05-04", title=name * 3))).figure))
    for n, (words, box) in enumerate(found):
        assert [other.text for other in found[n + 1 :] if overlap(box, other.corners)] == [], words


def test_the_walk_over_the_boxes_finds_what_overlaps() -> None:
    figure = Figure(dpi=100)
    for x, angle in ((0.1, 0), (0.12, 45), (0.7, 0)):
        figure.text(x, 0.5, "words", rotation=angle, rotation_mode="anchor")
    one, two, three = (words.corners for words in words_of(figure))
    assert overlap(one, two) and not overlap(one, three) and not overlap(two, three)


@every_chart
def test_the_sizes_are_what_they_say(draw: Draw) -> None:
    for size, (wide, tall, _, _) in SIZES.items():
        chart = draw(reading_of("rutte-warns-trump"), size=size)
        assert chart.figure.get_figwidth() == pytest.approx(wide) and chart.figure.get_figheight() <= tall + 1e-6
        assert chart.name.endswith(size) == (size != "notebook")
    with pytest.raises(ValueError, match="notebook, slide, print"):
        draw(reading_of("short"), size="poster")


@every_chart
def test_it_is_drawn_into_axes_of_the_users(draw: Draw) -> None:
    reading = reading_of("kettle-recall")
    figure = Figure(figsize=(16, 20))
    left, right = figure.subplots(1, 2)
    left.set_axis_off()
    room = right.get_position(original=True)
    chart = draw(reading, ax=right)
    assert chart.figure is figure and chart.data.equals(draw(reading).data) and labels(chart, right)
    words = list(words_of(figure))
    for text, box in words:
        if box[:, 0].mean() > figure.bbox.width / 2:
            corners = figure.transFigure.inverted().transform(box)
            assert room.x0 - 0.01 <= corners[:, 0].min() and corners[:, 0].max() <= room.x1 + 0.01, text
            assert room.y0 - 0.01 <= corners[:, 1].min() and corners[:, 1].max() <= room.y1 + 0.01, text
    assert not any(overlap(a.corners, b.corners) for n, a in enumerate(words) for b in words[n + 1 :])
    with pytest.raises(ValueError, match="too small"):
        draw(reading, ax=Figure(figsize=(2, 1)).subplots())


def test_timeline_rows_are_the_dates_in_text_order(reading: Reading) -> None:
    chart = draw_timeline(reading)
    placed = reading.dates.dropna(subset=["earliest", "latest"], how="all")
    assert labels(chart) == [" ".join(t.split()) for t in placed.text]
    assert chart.data.value.tolist() == reading.dates.value.tolist()
    rest = reading.dates.drop(placed.index)
    written = " ".join(t.get_text() for t in frame(chart).texts)
    assert all(f"“{words}”" in written for words in rest.text)


def test_timeline_writes_beside_each_row_what_it_means() -> None:
    chart = draw_timeline(read(from_text("They met on March 3, 2026, in 1998 and for two years.", "2026-03-12")))
    assert beside(chart) == {"March 3, 2026": "3 Mar 2026", "1998": "1998"}


def test_timeline_puts_a_day_on_its_day() -> None:
    chart = draw_timeline(read(from_text("They met on March 3, 2026 and on March 9, 2026.", "2026-03-12")))
    marks = [line.get_xdata() for line in chart.figure.axes[0].lines if line.get_marker() == "o"]
    first, second = (float(x[0]) for x in marks)
    axes = chart.figure.axes[0]
    days = [int(label.get_text().split(" Mar")[0]) for label in axes.get_xticklabels()]
    one, two = np.interp([3, 9], days, axes.get_xticks())
    assert (first, second) == (pytest.approx(one), pytest.approx(two))


def test_timeline_marks_say_what_kind_of_date_it_is() -> None:
    dates = pd.DataFrame(
        [
            ("a day", "2026-03-01", "2026-03-01", "past"),
            ("a day to come", "2026-04-01", "2026-04-01", "future"),
            ("a month", "2026-02-01", "2026-02-28", "past"),
            ("since", "2026-01-15", None, "past"),
            ("until", None, "2026-05-01", "future"),
        ],
        columns=["text", "earliest", "latest", "relation"],
    ).assign(type="DATE", value="?")
    dates = dates.astype({"earliest": "datetime64[s]", "latest": "datetime64[s]"})
    axes = draw_timeline(replace(reading_of("short"), dates=dates)).figure.axes[0]
    dots = {line.get_ydata()[0]: line.get_markerfacecolor() for line in axes.lines if line.get_marker() == "o"}
    assert dots == {0: INK, 1: PAPER}
    boxes = [p for p in axes.patches if isinstance(p, Rectangle) and p.get_height() < 0.5]
    rows = {row: [p for p in boxes if abs(p.get_y() + p.get_height() / 2 - row) < 0.01] for row in range(5)}
    assert len(rows[2]) == 1 and rows[2][0].get_facecolor()[:3] == to_rgb(INK)
    strengths = [p.get_alpha() for p in rows[3]]
    assert len(strengths) > 10 and strengths == sorted(strengths, reverse=True), "it fades"
    assert not rows[4], "what is to come is hollow"


def test_the_axis_is_broken_where_a_date_is_decades_off() -> None:
    days = [date(1950, 6, 1), date(2026, 3, 1), date(2026, 3, 9), date(2070, 1, 1)]
    calendar = Calendar([day.toordinal() for day in days], date(2026, 3, 12), 6.0)
    places = [calendar.x(day.toordinal()) for day in days]
    assert places == sorted(places) and len(calendar.breaks()) == 2
    assert places[2] - places[1] > 1.0, "eight days are still far apart"
    near = Calendar([day.toordinal() for day in days[1:3]], date(2026, 3, 12), 6.0)
    assert near.breaks() == []


@given(st.lists(st.dates(), min_size=1, max_size=12), st.none() | st.dates())
def test_the_calendar_keeps_the_order_of_days_and_its_labels_apart(days: list[date], published: date | None) -> None:
    ends = [day.toordinal() for day in days] + ([published.toordinal()] if published else [])
    calendar = Calendar(ends, published, 5.5)
    places = [calendar.x(day) for day in sorted(ends)]
    assert places == sorted(places) and places[0] >= 0 and places[-1] <= 5.5
    ticks = calendar.ticks()
    assert all(a.x + width(a.label) / 2 < b.x - width(b.label) / 2 for a, b in pairwise(ticks))


def test_claims_rows_are_the_sources_that_claim_most_first(reading: Reading) -> None:
    chart = draw_claims(reading)
    by = chart.data[chart.data.source != THE_ARTICLE].groupby("source", sort=False).size()
    assert by.tolist() == sorted(by, reverse=True)
    assert labels(chart) == [short(s, 2.1) for s in dict.fromkeys(chart.data.source)]
    assert [int(n) for n in beside(chart).values()] == by.tolist()


def test_each_claim_is_a_mark_in_its_row_and_its_column_with_its_cue() -> None:
    text = "Ann Lee said it will rain. The union denied that it may snow. Ann Lee warned that “hail” will fall.\n"
    text += "The pool is closed. The union did not say that it will rain."
    reading = read(from_text(text, "2026-05-04"))
    chart = draw_claims(reading)
    axes = chart.figure.axes[0]
    rows = dict(zip(axes.get_yticks(), [t.get_text() for t in axes.get_yticklabels()], strict=True))
    columns = dict(zip(axes.get_xticks(), [t.get_text().split()[0] for t in axes.get_xticklabels()], strict=True))
    seen = {}
    for cue in axes.texts:
        x, y = cue.get_position()
        column = columns[max((c for c in columns if c <= x), default=0.0)]
        seen[cue.get_text()] = (rows[max(r for r in rows if r <= y)], column)
    who = chart.data.set_index("cue")
    assert {c: seen[c] for c in who.index[:-1]} == {c: (who.source[c], who.cue_class[c]) for c in who.index[:-1]}
    assert seen["1 of 5 sentences"][0] == THE_ARTICLE
    fills = {line.get_fillstyle() for line in axes.lines if line.get_marker() == "o"}
    assert fills == {FILL[kind] for kind in reading.attributed.quotation}
    outlines = [p for p in axes.patches if isinstance(p, Rectangle) and p.get_width() == pytest.approx(0.155)]
    assert len(outlines) == reading.attributed.negated.sum() == 1


def test_every_cue_is_written_out(reading: Reading) -> None:
    drawn = " ".join(t.get_text() for t in draw_claims(reading).figure.axes[0].texts)
    assert all(word in drawn for cue in reading.attributed.cue.dropna() for word in cue.split())


def test_presence_counts_its_marks(reading: Reading) -> None:
    chart = draw_presence(reading)
    marks = [line for line in chart.figure.axes[0].lines if line.get_color() in (*COLOURS, OTHER)]
    rows = [round(float(np.mean(line.get_ydata()))) for line in marks]
    by_hand = reading.mentions.groupby("actor").size()
    assert [rows.count(row) for row in range(len(by_hand))] == by_hand.tolist()
    assert [int(n) for n in beside(chart).values()] == by_hand.tolist()
    assert labels(chart) == [short(name, 2.1) for name in actor_labels(reading)]


def test_names_titles_and_pronouns_are_told_apart() -> None:
    chart = draw_presence(reading_of("rutte-warns-trump"))
    marks = [line for line in chart.figure.axes[0].lines if line.get_color() in (*COLOURS, OTHER)]
    looks: dict[str, set[tuple[str, float]]] = {"name": set(), "title": set(), "group": set(), "pronoun": set()}
    for line in marks:
        x, y = line.get_xdata(), line.get_ydata()
        row = chart.data[(chart.data.start == x[0])]
        tall = round(float(np.ptp(y)), 2)
        for kind in row.kind[: 1 if len(row) == 1 else 0]:
            looks[kind].add((line.get_marker(), tall))
    assert looks["name"] == {("None", 0.76)} and looks["pronoun"] == {("o", 0.0)}
    assert looks["title"] <= {("None", 0.38)} and looks["group"] == {("None", 0.38)}


def test_the_matrix_counts_claims(reading: Reading) -> None:
    data = draw_who_on_whom(reading).data
    assert data.claims.sum() == len(reading.about.drop_duplicates(["claim", "actor"]))


def test_each_number_of_the_matrix_stands_in_its_row_and_column(reading: Reading) -> None:
    chart = draw_who_on_whom(reading)
    axes = chart.figure.axes[0]
    rows, columns = labels(chart), [t.get_text() for t in axes.get_xticklabels()]
    seen = {(rows[y], columns[x]): int(t.get_text()) for t in axes.texts for x, y in [map(round, t.get_position())]}
    data = chart.data.assign(row=chart.data.source.map(lambda s: short(s, 2.1)))
    assert seen == {(c.row, short(c.about, 1.5)): c.claims for c in data.itertuples()}


def test_who_is_heard_is_counted_and_nobody_speaks_of_themselves(reading: Reading) -> None:
    data = draw_heard(reading).data.set_index("actor")
    assert data.makes.to_dict() == reading.actors.n_claims_made[data.index].to_dict()
    quoted = reading.attributed[reading.attributed.quotation != "indirect"].source_actor.value_counts()
    assert data.quoted[data.quoted > 0].to_dict() == quoted.to_dict()
    pairs = reading.about.drop_duplicates(["claim", "actor"]).join(reading.claims.source_actor, on="claim")
    others = pairs[pairs.source_actor.isna() | (pairs.source_actor != pairs.actor)].actor.value_counts()
    assert data["about"][data["about"] > 0].to_dict() == others.to_dict()


def test_who_is_talked_about_and_not_heard_is_in_the_title() -> None:
    text = "Ann Lee said Weller lied. Bo Park said Weller left. Cy Dorn said Weller fled."
    assert heading(draw_heard(read(from_text(text)))) == "Spoken of in 3 claims and never heard: Weller"
    few = draw_heard(read(from_text("Ann Lee said Weller lied. Bo Park said Weller left.")))
    assert heading(few) == "Who is heard, and who is talked about"  # two are no finding
    own = draw_heard(
        read(from_text("Ann Lee said she won. Ann Lee said she ran. Ann Lee said she left. Bo Park said no."))
    )
    assert heading(own) == "3 of 4 claims are by Ann Lee"


def test_the_story_has_every_claim_and_date(reading: Reading) -> None:
    parts = draw_story(reading).data.part.value_counts()
    assert parts["claim"] == len(reading.attributed) and parts["date"] == len(reading.dates)


def test_bars_of_the_story_stand_in_their_sources_row_from_first_to_last_character(reading: Reading) -> None:
    chart = draw_story(reading)
    axes = chart.figure.axes[0]
    rows = dict(zip(axes.get_yticks(), [t.get_text() for t in axes.get_yticklabels()], strict=True))
    seen = {}
    for bar in axes.patches:
        if isinstance(bar, Rectangle) and bar.get_linewidth() > 0:
            label = rows[max(row for row in rows if row <= bar.get_y())]
            seen[(round(bar.get_x()), round(bar.get_x() + bar.get_width()))] = label
    claims = chart.data[chart.data.part == "claim"]
    assert set(seen) == set(zip(claims.start, claims.end, strict=True))
    for claim in claims.itertuples():
        label = seen[(claim.start, claim.end)]
        assert label == "others" or claim.label.startswith(label.removesuffix("…")), claim.label


def test_titles_state_only_what_was_counted() -> None:
    title = {draw.__name__: heading(draw(reading_of("rutte-warns-trump"))) for draw in CHARTS}
    reading = reading_of("rutte-warns-trump")
    made = reading.actors.n_claims_made
    rutte = reading.actors.index[reading.actors.name == "Rutte"][0]
    assert made[rutte] == made.max()
    assert title["draw_claims"] == f"{made.max()} of {len(reading.attributed)} claims come from Rutte"
    most = reading.actors.sort_values("n_mentions").iloc[-1]
    assert title["draw_presence"] == f"{most.n_mentions} of {len(reading.mentions)} mentions are of {most['name']}"
    tie = read(from_text("Ann Lee said it will rain. Bob Ray said it will snow.", "2026-05-04"))
    assert heading(draw_claims(tie)) == "Who claims, and how" and heading(draw_presence(tie)).startswith("Who is in")


def test_an_actor_has_one_colour_in_every_picture(reading: Reading) -> None:
    palette, names = Palette(reading), actor_labels(reading)
    story, presence = draw_story(reading), draw_presence(reading)
    for chart in (story, presence):
        axes = chart.figure.axes[0]
        rows = dict(zip(axes.get_yticks(), [t.get_text() for t in axes.get_yticklabels()], strict=True))
        for line in axes.lines:
            row = round(float(np.mean(line.get_ydata())), 3)
            if line.get_color() in (*COLOURS, OTHER) and row in rows:
                actor = names.index[names.map(lambda n: short(n, 1.7)) == short(rows[row], 1.7)][0]
                assert line.get_color() == palette.colour(actor)


def seen_by(colour: str, kind: str) -> np.ndarray:
    """A colour as it looks to people who see fewer colours, in a space where distance is difference (CAM02-UCS)."""
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100} if kind else "sRGB1"
    rgb = np.clip(cspace_convert(to_rgb(colour), space, "sRGB1"), 0, 1)
    return np.asarray(cspace_convert(rgb, "sRGB1", "CAM02-UCS"))


@pytest.mark.parametrize("kind", ["", "deuteranomaly", "protanomaly", "tritanomaly"])
def test_no_two_colours_look_the_same_to_people_who_see_fewer(kind: str) -> None:
    colours = {colour: seen_by(colour, kind) for colour in (*COLOURS, OTHER, INK, PAPER)}
    for one, two in combinations(colours, 2):
        apart = float(np.linalg.norm(colours[one] - colours[two]))
        assert apart >= APART, f"{one} and {two} are {apart:.1f} apart"


def test_long_labels_are_shortened_and_lines_wrapped() -> None:
    long = "the deputy assistant secretary of the department of works " * 20
    assert width(short(long, 1.5)) <= 1.5 and short(long, 1.5).endswith("…")
    assert all(width(line, 8) <= 3 for line in wrap(long, 3, 8))
    assert short("", 1) == "" and wrap("", 1, 8) == []


def test_the_gallery_has_every_figure_with_its_words_and_its_data() -> None:
    charts = [*(draw(reading_of("rutte-warns-trump")) for draw in CHARTS), draw_calibration(), draw_accuracy()]
    charts += corpus_charts()
    page = (ROOT / "figures" / "README.md").read_text(encoding="utf-8")
    pictures = {target: alt for alt, target in re.findall(r"!\[(.*)\]\((.*?)\)", page)}
    assert {target: re.sub(r"\\(.)", r"\1", alt) for target, alt in pictures.items()} == {
        f"{chart.name}.png": " ".join(chart.alt.split()) for chart in charts
    }
    for target in re.findall(r"\]\((.*?)\)", page):
        assert (ROOT / "figures" / target).is_file()


def test_the_words_of_an_article_are_not_markdown_in_the_gallery(tmp_path: Path) -> None:
    title = "![x](http://a) <img src=x> *b* `c`"
    reading = read(from_text("Ann Lee said it will rain.", title=title))
    page = save_gallery([draw_story(reading)], tmp_path, title).read_text(encoding="utf-8")
    assert re.search(r"(?<!\\)(<|!\[x|\*b)", page) is None
