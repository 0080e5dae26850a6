"""The machine beside the gold: the figures of the benchmark, each difference with its kind, everything escaped."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from conftest import SEEDS, reading_of
from onrecord import Article, from_text, read
from onrecord.reading import Reading
from onrecord.trust.gold import Gold, load_gold
from onrecord.trust.outcomes import EXTRA, MISSED, RIGHT, compare_claims, compare_dates, compare_mentions
from test_gold import gold, predicted, scorer

TEXT = "On Monday, Ann Lee said that the pool <b>will</b> close in May. The union fears it. Lee voted."


def spans(text: str, *claims: tuple[str, str, str]) -> pd.DataFrame:
    rows = [
        {"claim": n, "role": role, "start": text.index(words), "end": text.index(words) + len(words), "text": words}
        for n, claim in enumerate(claims)
        for role, words in zip(("source", "cue", "content"), claim, strict=True)
    ]
    return pd.DataFrame(rows, columns=["claim", "role", "start", "end", "text"])


def pool(*claims: tuple[str, str, str]) -> tuple[Reading, Gold]:
    """A reading whose only claim is known, and a gold with these claims."""
    reading = read(Article(TEXT))
    own = reading.attributed.head(1)
    mine = spans(TEXT, ("Ann Lee", "said", "that the pool <b>will</b> close"))
    empty = load_gold(reading)
    return replace(reading, claims=own, spans=mine), replace(empty, spans=spans(TEXT, *claims))


@pytest.mark.parametrize("name", SEEDS)
def test_the_figures_are_those_of_the_benchmarks_scorers(name: str) -> None:
    reading = reading_of(name)
    ends = scorer("claims").score({name: gold(name)}, {name: predicted(name)})["all"]["end_to_end"]
    row = compare_claims(reading, load_gold(reading)).score.iloc[0]
    assert (row.precision, row.recall, row.f1) == tuple(round(ends[m], 2) for m in ("P", "R", "F1"))
    report, _ = scorer("dates").score({name: gold(name)}, {name: predicted(name)})
    own = compare_dates(reading, load_gold(reading)).score.iloc[0]
    assert own.f1 == pytest.approx(report["all"]["value_F1"] / 100, abs=0.006)


@pytest.mark.parametrize("compare", [compare_claims, compare_dates, compare_mentions])
def test_every_row_of_both_sides_is_there_once(reading: Reading, compare: object) -> None:
    marked = load_gold(reading)
    outcomes = compare(reading, marked)  # type: ignore[operator]
    sides = {
        compare_claims: (reading.attributed, marked.claims),
        compare_dates: (reading.dates, marked.dates),
        compare_mentions: (reading.mentions, marked.mentions),
    }[compare]  # type: ignore[index]
    table = outcomes.table
    assert (table.machine.notna().sum(), table.gold.notna().sum()) == tuple(map(len, sides))
    assert (table.kind == MISSED).equals(table.machine.isna()) and (table.kind == EXTRA).equals(table.gold.isna())
    assert table.right[table.kind == RIGHT].all()
    shown = repr(outcomes.errors)
    lines = 0 if shown == "No rows." else shown.count("\n") + 1
    assert len(outcomes.errors.table) == (table.kind != RIGHT).sum() == lines


@pytest.mark.parametrize(
    ("claim", "kind", "right"),
    [
        (("Ann Lee", "said", "that the pool <b>will</b> close"), RIGHT, True),
        (("Ann Lee", "said", "that the pool <b>will</b> close in May"), "content too short", True),
        (("Ann Lee", "said", "the pool <b>will</b> close"), "content too long", True),
        (("Ann Lee", "said", "close"), "content too long", False),
        (("Ann Lee", "said", "the pool <b>will</b> close in May"), "content with other borders", True),
        (("The union", "said", "that the pool <b>will</b> close"), "other source", False),
        (("Ann Lee", "fears", "that the pool <b>will</b> close"), "other cue", False),
    ],
)
def test_each_kind_of_difference(claim: tuple[str, str, str], kind: str, right: bool) -> None:
    table = compare_claims(*pool(claim)).table
    assert (table.kind.tolist(), table.right.tolist()) == ([kind], [right])


def test_errors_are_shown_in_their_sentence() -> None:
    outcomes = compare_claims(*pool(("The union", "fears", "it"), ("Ann Lee", "said", "close in May")))
    assert outcomes.table.sentence.tolist() == [0, 1]
    first, second = repr(outcomes).splitlines()
    assert first == (
        "content with other borders: On Monday, [_Ann Lee_] [_said_] [that the pool <b>will</b>] [_close_] _in May_."
    )
    assert second == "missed: _The union_ _fears_ _it_."
    shown = outcomes._repr_html_()
    assert "<b>will" not in shown and "&lt;b&gt;will" in shown and "<u>fears</u>" in shown and "[that" in shown


def test_an_actor_that_was_put_elsewhere_is_said_to_be() -> None:
    reading = reading_of("rutte-warns-trump")
    outcomes = compare_mentions(reading, load_gold(reading))
    other = outcomes.table[outcomes.table.kind == "other actor"]
    notes = dict(zip(other.gold, other.note, strict=True))
    assert notes["Russian forces"] == "taken for Russia"
    assert notes["The NATO chief"] == "taken for NATO Secretary General"
    assert "other actor (taken for Russia): " in repr(outcomes)


def test_a_wrong_value_is_said_with_both() -> None:
    reading = reading_of("kettle-recall")
    dates = reading.dates.copy()
    dates.loc[0, "value"] = "2001"
    outcomes = compare_dates(replace(reading, dates=dates), load_gold(reading))
    assert outcomes.table.note[0].startswith("2001, and the gold has ")


def test_an_article_without_gold_has_nothing_to_compare() -> None:
    reading = read(from_text(TEXT, name="rutte-warns-trump"))  # the name of one that has a gold
    marked = load_gold(reading)
    assert not marked
    for compare in (compare_claims, compare_dates, compare_mentions):
        outcomes = compare(reading, marked)
        assert set(outcomes.table.kind) <= {EXTRA} and math.isnan(outcomes.score.recall.item())
    nothing = compare_claims(read(Article("7.")), marked)
    assert (
        repr(nothing) == "There is no gold for this article, so nothing is counted."
        and "no gold" in nothing._repr_html_()
    )
    assert math.isnan(nothing.score.f1.item())
