"""Agreement of two annotations: the same figures as the benchmark's scorer, and words found as a student types them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from conftest import SEEDS, reading_of
from onrecord import from_text, read
from onrecord.reading import Reading
from onrecord.trust.agreement import agreement, annotated_spans, bounds, is_same, kappa, machine_spans, pair_claims
from onrecord.trust.gold import load_gold
from test_gold import gold, predicted, scorer

COLUMNS = ["source", "cue", "content"]
TEXT = (
    "“We will not wait,” said Ann Lee,\u00a0who runs the council. Lee said the pool – the old one – will close.\n\n"
    "The union opposes it."
)
POOL, ANN = "the pool – the old one – will close", "Ann Lee,\u00a0who runs the council"


@pytest.fixture
def pool() -> Reading:
    return read(from_text(TEXT))


def table(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)


@pytest.mark.parametrize("name", SEEDS)
def test_claims_are_judged_as_the_benchmark_judges_them(name: str) -> None:
    reading, wanted = reading_of(name), gold(name)
    score = scorer("claims").score({name: wanted}, {name: predicted(name)})["all"]
    own = reading.spans[reading.spans.claim.isin(reading.attributed.index)]
    pairs = pair_claims(own, load_gold(reading).spans, reading.article.text)
    assert len(pairs) == score["paired"]
    assert is_same(pairs).sum() == round(score["end_to_end"]["R"] * score["gold"])
    assert (pairs.overlap == 1).sum() == round(score["exact"]["R"] * score["gold"])
    assert pairs.found.is_unique and pairs.reference.is_unique


def test_kappa_of_known_tables() -> None:
    # Cohen's own kind of example: 15 + 10 of 50 disagree, chance agrees in half.
    one = ["a"] * 25 + ["b"] * 25
    other = ["a"] * 20 + ["b"] * 5 + ["a"] * 10 + ["b"] * 15
    assert kappa(one, other) == pytest.approx(0.4)
    assert kappa(one, one) == 1
    assert kappa(["a", "b"], ["b", "a"]) == -1
    assert kappa(["a", "b", "a", "b"], ["a", "a", "b", "b"]) == 0
    assert math.isnan(kappa(["a", "a"], ["a", "a"])) and math.isnan(kappa([], []))
    with pytest.raises(ValueError, match="same number"):
        kappa(["a"], [])


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (("Lee", "said", "the pool – the old one – will close"), ["Lee", "said", POOL]),
        (("lee", "said", "the pool ... close"), ["Lee", "said", POOL]),
        (("Lee", "said", "the pool - the old one - will close"), ["Lee", "said", POOL]),
        (("Ann Lee, who runs …  council", "said", '"We … wait,"'), [ANN, "said", "“We will not wait,”"]),
        (("", "said", "the pool … close"), ["said", POOL]),
    ],
)
def test_words_are_found_as_they_are_typed(pool: Reading, typed: tuple[str, str, str], wanted: list[str]) -> None:
    found = annotated_spans(table(typed), pool, 1)
    assert found.text.tolist() == wanted
    assert all(TEXT[row.start : row.end] == row.text for row in found.itertuples())


def test_of_words_that_stand_twice_the_nearest_are_taken(pool: Reading) -> None:
    spans = annotated_spans(table(("Lee", "said", "the pool … close"), ("Lee", "said", "We will not wait")), pool, 1)
    cues = spans[spans.role == "cue"].start.tolist()
    assert cues == [TEXT.rindex("said"), TEXT.index("said")]


def test_what_the_paragraph_does_not_have_is_named(pool: Reading) -> None:
    with pytest.raises(ValueError, match="the cue “shouted” does not stand in this paragraph"):
        annotated_spans(table(("Lee", "shouted", "the pool … close")), pool, 1)
    with pytest.raises(ValueError, match="does not stand"):
        annotated_spans(table(("The union", "doubts", "it")), pool, 1)
    for wrong in (..., None, 3, pd.DataFrame({"a": [1]})):
        with pytest.raises(ValueError, match="columns source, cue and content"):
            annotated_spans(wrong, pool, 1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (..., "is still the three dots; an annotation is a table with the columns source, cue and content"),
        (3, "is no annotation; an annotation is a table with"),
        (table().style, "is no annotation; an annotation is a table with"),
        (pd.DataFrame({"a": [1]}), "is no annotation; an annotation is a table with"),
        (table(("Lee", "shouted", "the pool … close")), "row 0: the cue “shouted” does not stand"),
    ],
)
def test_a_comparison_says_which_table_is_no_annotation(pool: Reading, wrong: Any, words: str) -> None:
    with pytest.raises(ValueError, match=rf"^the first table \(found\):? {words}"):
        agreement(wrong, wrong, pool, 1)
    with pytest.raises(ValueError, match=rf"^the second table \(reference\):? {words}"):
        agreement(machine_spans(pool, 1), wrong, pool, 1)


@pytest.mark.parametrize(
    ("columns", "missing"), [(["claim", "role", "text"], "start and end"), (["start", "end", "text"], "claim and role")]
)
def test_spans_without_their_offsets_are_sent_back(pool: Reading, columns: list[str], missing: str) -> None:
    spans = machine_spans(pool, 1)
    with pytest.raises(ValueError, match=rf"reference\) lacks {missing}; give machine_spans\(\.\.\.\) as it is"):
        agreement(spans, spans[columns], pool, 1)
    assert agreement(spans, spans[["claim", "role", "start", "end"]], pool, 1).kappa.item() == 1


def test_a_table_by_hand_may_have_more_columns(pool: Reading) -> None:
    mine = table(("Lee", "said", "the pool … close")).assign(role="x", text="y")
    assert agreement(mine, machine_spans(pool, 1), pool, 1).both.item() == 1


@pytest.mark.parametrize("paragraph", [0, 3, -1, 1.5, None])
def test_paragraphs_are_numbered_from_one(pool: Reading, paragraph: Any) -> None:
    first, last = bounds(pool, 1), bounds(pool, np.int64(2))
    assert TEXT[slice(*first)].startswith("“We will") and TEXT[slice(*last)] == "The union opposes it."
    message = f"the paragraphs 1 to 2, and none numbered {paragraph}"
    for ask in (lambda: machine_spans(pool, paragraph), lambda: agreement(table(), table(), pool, paragraph)):
        with pytest.raises(ValueError, match=message):
            ask()


def test_a_paragraph_in_quote_marks_is_told_to_be_a_string(pool: Reading) -> None:
    with pytest.raises(ValueError, match="“2” is a string; a paragraph is a number, written without quote marks"):
        machine_spans(pool, "2")  # type: ignore[arg-type]


def test_precision_and_recall_are_not_mixed_up(pool: Reading) -> None:
    one = table(("Lee", "said", "the pool … close"))
    both = table(("Ann Lee", "said", "We will not wait"), ("Lee", "said", "the old one … close"))
    row = agreement(one, both, pool, 1).iloc[0]
    assert (row.found, row.reference, row.both) == (1, 2, 1)
    assert (row.precision, row.recall, row.f1) == (1.0, 0.5, 0.67)
    assert 0 < row.kappa < 1
    assert agreement(both, one, pool, 1).loc[0, ["precision", "recall"]].tolist() == [0.5, 1.0]


def test_another_source_or_less_than_half_of_the_content_is_another_claim(pool: Reading) -> None:
    one = table(("Lee", "said", "the pool … close"))
    assert agreement(one, table(("the council", "said", "the pool … close")), pool, 1).both.item() == 0
    assert agreement(one, table(("Lee", "said", "the pool")), pool, 1).both.item() == 0


def test_nothing_annotated_is_a_missing_share_and_no_error(pool: Reading) -> None:
    row = agreement(table(), machine_spans(pool, 2), pool, 2).iloc[0]
    assert math.isnan(row.precision) and row.recall == 0 and row.kappa == 0
    assert math.isnan(agreement(table(), table(), pool, 1).kappa.item())
