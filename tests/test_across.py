"""Across articles: one actor in many, and two articles side by side."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from conftest import ROOT
from onrecord.charts import draw_quoted, draw_side_by_side
from onrecord.corpus import Corpus, attributed, join_actors, read_corpus, side_by_side


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
