"""Across articles: one actor in many, and two articles side by side."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from conftest import ROOT
from onrecord.charts import Chart, draw_quoted, draw_side_by_side
from onrecord.corpus import Corpus, attributed, join_actors, read_corpus, side_by_side
from onrecord.reading.labels import UNNAMED
from test_charts import beside, frame, heading, labels, overlap, words_of

LONG = "The Northshire Evening Post and Advertiser"
TOWNS, PAPERS = ("Harwick", "Coast", "Tarn"), ("Courier", "Post", "Radio News", "Sun")
TWELVE = [f"{town} {paper}" for town in TOWNS for paper in PAPERS]


@cache
def harwick() -> Corpus:
    return read_corpus(ROOT / "seeds" / "harwick", workers=0, progress=False)


def corpus_of(folder: Path, *texts: str) -> Corpus:
    lines = [json.dumps({"id": str(n), "text": text, "publisher": f"P{n % 2}"}) for n, text in enumerate(texts)]
    (folder / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return read_corpus(folder / "in.jsonl", folder / "out", workers=0, progress=False)


def test_a_surname_goes_to_the_one_who_bears_it_and_else_to_nobody(tmp_path: Path) -> None:
    texts = ["Ann Lee said no.", "Mr. Lee said yes.", "Bob Stone said no.", "Ms. Stone denied it.", "Eve Stone spoke."]
    actors = join_actors(corpus_of(tmp_path, *texts))
    persons = actors[actors.type == "person"].drop_duplicates("article")
    assert persons.who.tolist() == ["Ann Lee", "Ann Lee", "Bob Stone", "Stone", "Eve Stone"]


def test_corrections_mend_one_article_or_all(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, "Ann Lee said no.", "Ann Lee said yes.")
    where = corpus.articles.article[1]
    everywhere = pd.DataFrame({"name": ["Ann Lee"], "who": ["A. Lee"]})
    assert join_actors(corpus, everywhere).who.tolist() == ["A. Lee", "A. Lee"]
    assert join_actors(corpus, everywhere.assign(article=where)).who.tolist() == ["Ann Lee", "A. Lee"]
    with pytest.raises(ValueError, match="column who"):
        join_actors(corpus, everywhere.drop(columns="who"))


def by_hand(actors: str, claims: list[tuple[str, int | None, str | None, str | None]] = []) -> Any:  # noqa: B006
    """A corpus of two articles, a and b, with actors as "a Ann Lee/person/alias; alias" a line, in their order."""
    lines = [line.split(" ", 1) for line in actors.strip().splitlines()]
    rows = [(article.strip(), *named.split("/")) for article, named in lines]
    found = pd.DataFrame(rows, columns=["article", "name", "type", "aliases"], dtype="str")
    found.insert(1, "actor", found.groupby("article").cumcount())
    made = pd.DataFrame(claims, columns=["article", "source_actor", "source", "content"])
    made = made.astype({"article": "str", "source": "str", "content": "str", "source_actor": "Int64"})
    made = made.assign(claim=range(len(made)), cue="said", quotation="direct", rule="model")
    about = pd.DataFrame({"article": ["a", "b"], "id": ["A", "B"], "publisher": ["P", None], "title": ["T", "U"]})
    mentions = found[["article", "actor"]].loc[found.index.repeat(found.actor + 1)]
    return SimpleNamespace(actors=found, claims=made, mentions=mentions, articles=about.assign(published=pd.NaT))


SAME = """
a Ann Lee/person/
a Lee/person/
b Lee/person/
b Bob Stone/person/
b Eve Stone/person/
a Stone/person/
a Norvale Water Board/organisation/NWB; Norvale; the board
b NWB/organisation/
b Norvale/organisation/
b NWB/place/
b Lee/place/
a Lake Lee/place/
"""


def test_who_is_the_same_one_is_told_by_type_and_by_whole_names() -> None:
    actors = join_actors(by_hand(SAME))
    assert actors.columns.tolist() == ["article", "actor", "name", "type", "who"]
    assert list(zip(actors.name, actors.who, strict=True)) == [
        ("Ann Lee", "Ann Lee"),
        ("Lee", "Ann Lee"),
        ("Lee", "Ann Lee"),  # in another article too
        ("Bob Stone", "Bob Stone"),
        ("Eve Stone", "Eve Stone"),
        ("Stone", "Stone"),  # two bear it
        ("Norvale Water Board", "Norvale Water Board"),
        ("NWB", "Norvale Water Board"),  # an abbreviation
        ("Norvale", "Norvale"),  # a part of a name is none
        ("NWB", "NWB"),  # of another type
        ("Lee", "Lee"),
        ("Lake Lee", "Lake Lee"),
    ]


def test_corrections_say_who_by_either_name_and_where() -> None:
    corpus = by_hand(SAME)
    mended = pd.DataFrame({"name": ["Ann Lee", "Lee", "Stone"], "who": ["A.", "L.", "S."], "article": ["", "b", None]})
    who = join_actors(corpus, mended).who.tolist()
    assert who[:6] == ["A.", "A.", "L.", "Bob Stone", "Eve Stone", "S."] and who[10] == "L."
    with pytest.raises(ValueError, match=r"^corrections lack the column name, who; they have name, who and article"):
        join_actors(corpus, pd.DataFrame({"article": []}))


CLAIMS: list[tuple[str, int | None, str | None, str | None]] = [
    ("a", 1, "Norvale", None),
    ("a", 0, "Ann Lee", "alpha bravo charlie"),
    ("b", 0, "Lee", "alpha delta echo foxtrot xray yankee zulu hotel"),  # 1 of 10
    ("b", 0, "Lee", "Alpha, bravo: golf hotel india juliet the"),  # 2 of 7: not enough
    ("a", 0, "Ann Lee", "kilo lima mike november"),
    ("b", 0, "Lee", "KILO lima mike oscar papa quebec an it to"),  # 3 of 7
    ("b", 0, "Lee", "kilo lima mike november"),  # and better
    ("a", None, None, "romeo"),
    ("b", None, "a source", "romeo"),
    ("b", 1, "Norvale", None),
    ("a", 0, "Ann Lee", "sierra tango uniform victor whiskey abcd bcde cdef defg efgh"),
    ("b", 0, "Lee", "sierra tango uniform abc bcd"),  # 3 of 10: just enough, short words aside
]


def test_claims_of_one_source_that_share_three_words_in_ten_are_one_row() -> None:
    corpus = by_hand("a Ann Lee/person/\nb Lee/person/\na Norvale/organisation/\nb Norvale/organisation/", CLAIMS)
    rows = side_by_side(corpus, "A", "B", join_actors(corpus))
    assert rows.columns.tolist() == ["what", "who", "text", "in_first", "in_second"]
    claims = [tuple(row)[1:] for row in rows[rows.what == "claim"].itertuples(index=False)]
    text = [content or "" for *_, content in CLAIMS]
    assert claims == [
        ("Norvale", "", 1, 0),  # what has no words is like nothing
        ("Ann Lee", text[1], 1, 0),
        ("Ann Lee", text[4], 1, 1),
        (UNNAMED, "romeo", 1, 0),
        ("Ann Lee", text[10], 1, 1),
        ("Ann Lee", text[2], 0, 1),
        ("Ann Lee", text[3], 0, 1),
        ("Ann Lee", text[5], 0, 1),
        ("a source", "romeo", 0, 1),
        ("Norvale", "", 0, 1),
    ]
    counted = rows[rows.what != "claim"]
    assert [tuple(row) for row in counted.itertuples(index=False)] == [
        ("source", "Norvale", counted.text.iloc[0], 1, 1),
        ("source", "Ann Lee", counted.text.iloc[0], 3, 5),
        ("source", UNNAMED, counted.text.iloc[0], 1, 0),
        ("source", "a source", counted.text.iloc[0], 0, 1),
        ("actor", "Ann Lee", counted.text.iloc[0], 1, 1),
        ("actor", "Norvale", counted.text.iloc[0], 2, 2),
    ]
    assert counted.text.isna().all()


def test_claims_have_their_sources_name_and_outlet_and_the_articles_own_are_left_out() -> None:
    corpus = by_hand("a Ann Lee/person/\nb Lee/person/", [CLAIMS[1], CLAIMS[2], CLAIMS[7], CLAIMS[8]])
    corpus.claims.loc[1, "rule"] = "own-voice"
    found = attributed(corpus, join_actors(corpus))
    assert found.columns.tolist() == [
        "article", "claim", "source", "cue", "content", "quotation", "who", "outlet", "title", "published",
    ]  # fmt: skip
    assert found.who.tolist() == ["Ann Lee", UNNAMED, "a source"]
    assert found.claim.tolist() == [0, 2, 3] and found.title.tolist() == ["T", "T", "U"]
    assert found.outlet.iloc[0] == "P" and found.outlet.isna().tolist() == [False, False, True]


def test_what_goes_across_articles_is_found_where_the_corpus_is() -> None:
    from onrecord import corpus
    from onrecord.corpus import across

    for name in ("attributed", "join_actors", "side_by_side"):
        assert getattr(corpus, name) is getattr(across, name)
    with pytest.raises(AttributeError, match=r"'onrecord\.corpus' has no attribute 'pandas'"):
        _ = corpus.pandas


def test_the_articles_of_harwick_are_joined_by_their_people() -> None:
    actors = join_actors(harwick())
    articles = actors.groupby("who").article.nunique()
    assert articles["Elena Marsh"] == 10 and articles["Carla Reyes"] == 6
    claims = attributed(harwick(), actors)
    assert len(claims) == (harwick().claims.rule != "own-voice").sum()
    assert set(claims.outlet) == {"Harwick Courier", "Northshire Post", "Coast Radio News"}


def test_two_articles_side_by_side() -> None:
    actors = join_actors(harwick())
    rows = side_by_side(harwick(), "courier-tarn-bridge.txt", "coast-tarn-bridge.txt", actors)
    claims = rows[rows.what == "claim"]
    shared = claims[(claims.in_first == 1) & (claims.in_second == 1)]
    assert {"Ruth Adeyemi", "Joan Petrie"} <= set(shared.who)
    own = attributed(harwick(), actors)
    keys = harwick().articles.set_index("id").article
    for name, column in (("courier-tarn-bridge.txt", "in_first"), ("coast-tarn-bridge.txt", "in_second")):
        assert claims[column].sum() == (own.article == keys[name]).sum()
        assert rows[rows.what == "source"][column].sum() == (own.article == keys[name]).sum()
    with pytest.raises(ValueError, match="no article 'x'"):
        side_by_side(harwick(), "x", "coast-tarn-bridge.txt", actors)


def test_the_charts_show_every_claim(tmp_path: Path) -> None:
    actors = join_actors(harwick())
    claims = attributed(harwick(), actors)
    chart = draw_quoted(claims, "a")
    assert chart.data.claims.sum() == len(claims) and chart.alt.startswith("Who is quoted most in 3 outlets: ")
    rows = side_by_side(harwick(), "courier-tarn-bridge.txt", "coast-tarn-bridge.txt", actors)
    pair = draw_side_by_side(rows, ("A", "B"), "a")
    assert len(pair.data) == (rows.what == "claim").sum()
    assert chart.svg() == draw_quoted(claims, "a").svg() and pair.svg().rstrip().endswith("</svg>")


@pytest.mark.parametrize("size", ["notebook", "slide", "print"])
def test_nothing_to_show_is_said(tmp_path: Path, size: str) -> None:
    corpus = corpus_of(tmp_path, "7.", "8.")
    actors = join_actors(corpus)
    claims, rows = attributed(corpus, actors), side_by_side(corpus, "0", "1", actors)
    assert "no claim" in draw_quoted(claims, "a", size=size).alt
    assert "0 claims in both" in draw_side_by_side(rows, ("A", "B"), "a", size=size).alt


def quoted(numbers: dict[tuple[str, str | None], int]) -> pd.DataFrame:
    """Claims, so many of a source in an outlet."""
    rows = [pair for pair, number in numbers.items() for _ in range(number)]
    return pd.DataFrame(rows, columns=["who", "outlet"], dtype="str")


def by_many(sources: list[str], outlets: list[str | None]) -> pd.DataFrame:
    """Claims of many sources in many outlets; the first ones have most."""
    pairs = [(n, m) for n in range(len(sources)) for m in range(len(outlets))]
    return quoted({(sources[n], outlets[m]): 40 - n - 2 * m for n, m in pairs if (n + m) % 3 != 2})


def columns(chart: Chart) -> dict[str, dict[str, int]]:
    """The numbers of a chart as they are seen: by the heading they stand under, by the label of their row."""
    axes = chart.figure.axes[0]
    names = [" ".join(label.get_text().split()) for label in axes.get_xticklabels()]
    lefts = list(zip(axes.get_xticks(), names, strict=True))
    found: dict[str, dict[str, int]] = {name: {} for name in names}
    for text in axes.texts:
        x, y = text.get_position()
        found[max(left for left in lefts if left[0] <= x)[1]][labels(chart)[round(y)]] = int(text.get_text())
    return found


def claims_of(*numbers: tuple[str, int, int, int]) -> pd.DataFrame:
    """Rows as of side_by_side: so many claims of a source, in the first article, in the second."""
    rows = [("claim", who, f"words {n}", a, b) for who, number, a, b in numbers for n in range(number)]
    return pd.DataFrame(rows, columns=["what", "who", "text", "in_first", "in_second"])


def test_each_number_stands_in_its_sources_row_under_its_outlet() -> None:
    claims = attributed(harwick(), join_actors(harwick()))
    chart = draw_quoted(claims, "a")
    shown = chart.data[chart.data.who.isin(labels(chart))]
    seen = {(who, outlet, number) for outlet, column in columns(chart).items() for who, number in column.items()}
    assert seen == set(shown.itertuples(index=False, name=None))
    assert beside(chart) == {who: f"{n} claims" for who, n in shown.groupby("who").claims.sum().items()}


def test_a_claim_is_as_long_in_every_column() -> None:
    chart = draw_quoted(quoted({("Ann", "A"): 6, ("Ann", "B"): 3, ("Bob", "B"): 1, ("Bob", None): 2}), "a")
    axes = chart.figure.axes[0]
    bars = [bar for bar in axes.patches if isinstance(bar, Rectangle)]
    assert {round(bar.get_x(), 6) for bar in bars} == {round(float(x), 6) for x in axes.get_xticks()}, "one baseline"
    one = min(bar.get_width() for bar in bars)
    assert sorted(round(bar.get_width() / one, 6) for bar in bars) == [1, 2, 3, 6]
    assert columns(chart) == {"A": {"Ann": 6}, "B": {"Ann": 3, "Bob": 1}, "outlet unknown": {"Bob": 2}}
    assert chart.alt.startswith("Who is quoted most in 2 outlets and unknown ones: ")


def test_outlets_without_room_share_the_last_column_and_the_notes_say_so() -> None:
    claims = by_many(["Ann", "Bob", "Eve"], [*TWELVE, None])
    chart = draw_quoted(claims, "a")
    seen = columns(chart)
    *own, unknown, last = seen
    numbers = claims.outlet.value_counts()
    assert unknown == "outlet unknown" and last == f"{12 - len(own)} other outlets"
    assert numbers[own].min() >= numbers.drop([*own]).max()
    assert sum(sum(column.values()) for column in seen.values()) == len(claims)
    assert any(f"the {12 - len(own)} outlets with the fewest claims" in text.get_text() for text in frame(chart).texts)


def test_outlets_that_quote_only_sources_without_a_row_are_counted() -> None:
    claims = quoted({(f"S{n}", "A"): 20 - n for n in range(13)} | {("T", "B"): 1})
    chart = draw_quoted(claims, "a")
    assert list(columns(chart)) == ["A"] and beside(chart) == {}
    written = [text.get_text() for text in frame(chart).texts]
    assert "Not shown: 2 more sources, and 1 outlet that quotes only them." in written


def test_outlets_whose_names_are_cut_are_named_below() -> None:
    names = [f"{LONG}, {edition} Edition" for edition in ("Weekday", "Saturday", "Sunday")]
    chart = draw_quoted(by_many(["somebody with a very long name indeed", "Ann"], [*names, "A", "B"]), "a")
    lines = sorted(frame(chart).texts, key=lambda text: text.get_position()[1])
    written = " ".join(line.get_text() for line in lines)
    assert all(name in written for name in names)


def test_no_title_where_nobody_with_a_name_is_quoted_more_than_others() -> None:
    titles = [{("Ann", "A"): 2, ("Bob", "A"): 1}, {("Ann", "A"): 1}, {("Ann", "A"): 1, ("Bob", "A"): 1}]
    titles.append({(UNNAMED, "A"): 2, ("Bob", "A"): 1})
    assert [heading(draw_quoted(quoted(n), "a")) for n in titles] == ["Ann is quoted most"] + ["Who is quoted most"] * 3


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([("Ann", 2, 1, 1), ("Bob", 3, 0, 1)], "A and B share 2 of 5 claims"),
        ([("Ann", 1, 1, 1), ("Bob", 1, 0, 1)], "A and B share 1 of 2 claims"),
        ([("Ann", 3, 1, 0)], "A and B share no claim"),
        ([("Ann", 3, 1, 1)], "A and B share all 3 claims"),
        ([("Ann", 1, 1, 1)], "A and B share their one claim"),
    ],
)
def test_the_title_says_how_much_two_articles_share(rows: list[tuple[str, int, int, int]], title: str) -> None:
    assert heading(draw_side_by_side(claims_of(*rows), ("A", "B"), "a")) == title


def test_every_claim_is_a_mark_of_its_own_in_its_row_and_half() -> None:
    numbers = [("Ann", 50, 1, 0), ("Ann", 3, 1, 1), ("Bob", 20, 0, 1), ("Eve", 1, 1, 1)]
    chart = draw_side_by_side(claims_of(*numbers), ("A", "B"), "a")
    axes = chart.figure.axes[0]
    marks = [line.get_xydata()[0] for line in axes.lines if line.get_marker() == "o"]
    apart = axes.transData.transform(marks)
    wide = 8.3 / 72 * chart.figure.dpi
    assert all(abs(apart[:n] - mark).max(axis=1).min() >= wide for n, mark in enumerate(apart) if n), "none is covered"
    rows, half = axes.get_yticks(), axes.get_xticks()[1]
    place = [(labels(chart)[sum(row <= y for row in rows) - 1], bool(x > half)) for x, y in marks]
    assert pd.Series(place).value_counts().to_dict() == {
        ("Ann", False): 53,
        ("Ann", True): 3,
        ("Bob", True): 20,
        ("Eve", False): 1,
        ("Eve", True): 1,
    }
    assert sorted(text.get_text() for text in axes.texts) == ["20", "53"]


MANY = [f"the very long name of a source {n}" for n in range(40)]
PAIR = (LONG, f"{LONG}, Weekend Edition")
DRAWN: dict[str, Callable[..., Chart]] = {
    "one outlet": partial(draw_quoted, by_many(["Ann", "Bob"], ["A"])),
    "one claim": partial(draw_quoted, by_many(["Ann"], ["A"]).head(1)),
    "twelve": partial(draw_quoted, by_many(MANY, list(TWELVE))),
    "long": partial(draw_quoted, by_many(MANY, [LONG, f"{LONG} Weekly", "Llanfairpwllgwyngyll" * 4, None])),
    "large": partial(draw_quoted, quoted({("Ann", outlet): 1000 + n for n, outlet in enumerate(TWELVE[:6])})),
    "pair": partial(draw_side_by_side, claims_of((MANY[0], 30, 1, 0), ("Ann", 9, 1, 1)), PAIR),
    "pair of many": partial(draw_side_by_side, claims_of(*((who, 2, 1, 1) for who in MANY)), PAIR),
}


@pytest.mark.parametrize("size", ["notebook", "slide", "print", "axes"])
@pytest.mark.parametrize("name", DRAWN)
def test_no_text_is_cut_off_or_lies_over_another(name: str, size: str) -> None:
    axes = Figure(figsize=(7, 14)).add_axes((0.1, 0.1, 0.8, 0.8))
    chart = DRAWN[name]("a", ax=axes) if size == "axes" else DRAWN[name]("a", size=size)
    found, page = list(words_of(chart.figure)), chart.figure.bbox
    for n, (text, box) in enumerate(found):
        assert page.x0 - 1 <= box[:, 0].min() and box[:, 0].max() <= page.x1 + 1, text
        assert page.y0 - 1 <= box[:, 1].min() and box[:, 1].max() <= page.y1 + 1, text
        assert [other.text for other in found[n + 1 :] if overlap(box, other.corners)] == [], text
