"""The checks of the exercises: right on every article, a hint for every mistake, never the answer, never an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import reading_of
from onrecord import from_text, read
from onrecord.classroom.check import Check, Verdict
from onrecord.reading import Reading
from onrecord.trust.agreement import agreement, machine_spans

ONE = ["claims", "anonymous", "hedged", "own_voice", "unheard", "moved", "corrected", "compared"]
ROWS = ["anonymous", "hedged", "own_voice", "unheard"]


def fresh(reading: Reading) -> Reading:
    """A reading with tables of its own, which a test may spoil."""
    return replace(reading, **{name: table.copy() for name, table in reading.tables.items()})


def answers(reading: Reading) -> dict[str, pd.DataFrame]:
    """The answers that are rows of a table."""
    claims, actors = reading.attributed, reading.actors
    return {
        "anonymous": claims[claims.source_kind.isin(["unnamed", "collective", "none", "unknown"])],
        "hedged": claims[claims.hedged],
        "own_voice": reading.claims[reading.claims.rule == "own-voice"],
        "unheard": actors.query("n_claims_about > 0 and n_claims_made == 0"),
    }


def everything(verdict: Verdict) -> str:
    assert isinstance(verdict, Verdict)
    return repr(verdict) + verdict._repr_html_()


@pytest.mark.parametrize("name", ROWS)
def test_the_right_rows_are_right_on_every_article(reading: Reading, name: str) -> None:
    verdict = getattr(Check(reading), name)(answers(reading)[name])
    assert verdict.right and repr(verdict).startswith("Right: ")
    assert len(answers(reading)[name]) == 0 or (verdict.shown is not None and len(verdict.shown.columns) < 7)


def test_some_columns_of_the_right_rows_will_do(reading: Reading) -> None:
    assert Check(reading).hedged(answers(reading)["hedged"][["cue", "hedge"]]).right


@pytest.mark.parametrize("name", ROWS)
def test_a_row_too_many_is_named_and_a_row_too_few_is_not(reading: Reading, name: str) -> None:
    check, right = getattr(Check(reading), name), answers(reading)[name]
    whole = {"unheard": reading.actors, "own_voice": reading.claims}.get(name, reading.attributed)
    too_many = check(whole)
    extra = whole.index.difference(right.index)[0]
    assert not too_many.right and f" {extra} does not belong here" in too_many.says
    if len(right) > 1:
        # One whose words stand in no other row: "who asked not to be named" is a source, and a claim of its own.
        shown = " ".join(map(str, right.get("source", right.index)))
        right = right[[str(row.get("content", row.get("name"))) not in shown for _, row in right.iterrows()]]
        left_out = right.iloc[-1]
        too_few = check(answers(reading)[name].drop(left_out.name))
        assert not too_few.right and "not all are there" in too_few.says and too_few.hint
        assert not any(c.isdigit() for c in too_few.says + too_few.hint)
        assert str(left_out.get("content", left_out.get("name"))) not in everything(too_few)


def test_none_to_find_is_an_empty_table() -> None:
    reading = read(from_text("The mayor said the pool will close."))
    verdict = Check(reading).hedged(answers(reading)["hedged"])
    assert verdict.right and "none among its claims" in verdict.says


@pytest.mark.parametrize("name", ONE)
def test_before_there_is_an_answer_it_says_so(name: str) -> None:
    check = getattr(Check(reading_of("kettle-recall")), name)
    for blank in (..., None, [...], [(..., ...)]):
        assert "no answer yet" in check(blank).says


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda t: t.hedged, "a condition"),
        (lambda t: t.cue, "one column"),
        (lambda t: len(t), "a number"),
        (lambda t: t.hedged.sum(), "a number"),
        (lambda t: t.head, "not called"),
        (lambda t: list(t.cue), "a list"),
        (lambda t: "hedged", "a string"),
        (lambda t: t.cue.value_counts(), "counts"),
        (lambda t: t.groupby("cue").size(), "counts"),
        (lambda t: t.loc[3], "one row"),
        (lambda t: t.style, "drawn with .style"),
        (lambda t: t.to_numpy(), "an array"),
        (lambda t: t.hedged.any(), "true or false"),
        (lambda t: t.source_actor == 3, "a condition"),
        (lambda t: t.groupby("cue"), "something else (DataFrameGroupBy)"),
        (lambda t: pd.concat([t, t])[lambda x: x.hedged], "more than once"),
        (lambda t: t.rename(index=lambda n: n + 900), "not among the claims"),
        (lambda t: t.assign(content="x"), "not those of this article"),
    ],
)
def test_each_mistake_has_its_words(answer: Callable[[pd.DataFrame], Any], words: str) -> None:
    reading = reading_of("harwick-budget")
    verdict = Check(reading).hedged(answer(reading.attributed))
    assert not verdict.right and words in verdict.says and verdict.hint


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda t: t.cue, "Two brackets keep a table."),
        (lambda t: t.loc[3], "Two brackets keep a table."),
        (lambda t: "hedged", "without quote marks"),
        (lambda t: t.style, ".style"),
        (lambda t: t.to_numpy(), "to_numpy()"),
        (lambda t: t.cue.value_counts(), "count"),
        (lambda t: len(t), "len()"),
        (lambda t: t.head, "head()"),
        (lambda t: t.groupby("cue"), "Begin with the table"),
    ],
)
def test_the_hint_fits_what_was_given(answer: Callable[[pd.DataFrame], Any], hint: str) -> None:
    reading = reading_of("harwick-budget")
    verdict = Check(reading).hedged(answer(reading.attributed))
    assert hint in verdict.hint and ("Two brackets" in hint) == ("Two brackets" in verdict.hint)


WRONG = {
    "mentions": lambda r: r.mentions.loc[[1, 2]],
    "sentences": lambda r: r.sentences,
    "actors": lambda r: r.actors,
    "claims": lambda r: r.attributed,
    "no rows": lambda r: r.dates.head(0),
    "no names": lambda r: r.mentions.rename_axis(None)[["text"]],
    "by hand": lambda r: pd.DataFrame({"a": [1, 2]}),
    "nothing": lambda r: pd.DataFrame(),
}


@pytest.mark.parametrize("name", [*ROWS, "claims", "corrected"])
@pytest.mark.parametrize("wrong", WRONG)
def test_rows_of_another_table_are_not_taken_for_these(reading: Reading, name: str, wrong: str) -> None:
    own = {"unheard": "actors", "corrected": "mentions"}.get(name, "claims")
    if wrong == own or (own, wrong) == ("mentions", "no names"):
        return
    verdict = getattr(Check(reading), name)(WRONG[wrong](reading))
    assert not verdict.right and verdict.says == f"these are not rows of the table of {own}."
    assert verdict.hint == "Does it begin with the right table?"


@pytest.mark.parametrize("name", ROWS)
def test_the_right_rows_in_another_form_are_right(reading: Reading, name: str) -> None:
    check, right = getattr(Check(reading), name), answers(reading)[name]
    for column in right.columns:
        assert check(right[[column]]).right
    assert check(right.assign(note="x")).right and check(right.rename_axis(None)).right
    assert check(right[[]].assign(note="x")).right and check(right.iloc[::-1]).right
    column = "name" if name == "unheard" else "source"
    assert check(right.assign(**{column: right[column].fillna("the article")})).right


def test_sources_of_another_article_are_told_from_ones_own() -> None:
    other = reading_of("harwick-budget").attributed[["source", "cue"]].head(3)
    assert "not those of this article" in Check(reading_of("kettle-recall")).hedged(other).says


@pytest.mark.parametrize("name", ROWS)
def test_an_empty_table_is_told_to_be_empty(reading: Reading, name: str) -> None:
    check, right = getattr(Check(reading), name), answers(reading)[name]
    verdict = check(right.head(0))
    assert verdict.right == right.empty
    if len(right):
        assert verdict.says == "the table is empty: no row meets the condition."
        assert verdict.hint == "Is the value spelt as in the column?"


def test_a_row_too_many_is_explained_in_words(reading: Reading) -> None:
    check, claims = Check(reading), reading.attributed
    assert check.hedged(claims[~claims.hedged]).says.endswith(" here: it is not hedged (`hedged` is False).")
    actors = reading.actors.query("n_claims_about == 0")
    assert re.search(r"here: `n_claims_about` is 0 and `n_claims_made` is \d+\.$", check.unheard(actors).says)


def test_tables_of_another_article_are_told_from_ones_own() -> None:
    other = answers(reading_of("harwick-budget"))["hedged"]
    verdict = Check(reading_of("kettle-recall")).hedged(other)
    assert "not those of this article" in verdict.says and "ARTICLE" in verdict.hint


def test_the_first_claims(reading: Reading) -> None:
    check, claims = Check(reading).claims, reading.attributed
    first = claims[["source", "cue", "content"]].head()
    assert check(first).right and check(first[["content", "cue", "source"]]).right
    less = check(first.drop(columns="cue"))
    assert "cue" in less.says and less.hint == "Name it too."
    assert "first five" in check(claims[["source", "cue", "content"]].tail()).says
    assert "one too many" in check(claims.head()).says


def test_another_day_of_publication(reading: Reading) -> None:
    check, article = Check(reading).moved, reading.article
    earlier = check(read(replace(article, published=date(2019, 7, 30))))
    assert earlier.right and earlier.shown is not None and "moved" in earlier.shown and not earlier.hint
    later = check(read(replace(article, published=date(2031, 7, 30))))
    assert later.right and "this one is later" in later.hint
    assert "still the same" in check(reading).says and "replace(reading.article, published=" in check(reading).hint
    assert "no day of publication" in check(read(replace(article, published=None))).says
    assert "another text" in check(read(from_text("The mayor said no."))).says
    assert "a table" in check(reading.dates).says and "something else (Article)" in check(article).says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The pool closed on 3 May.", "1 of 1 expression has another value now."),
        ("The pool closed on 3 May and opened in 1999.", "1 of 2 expressions has another value now."),
        ("The pool closed on 3 May and opened on 4 June.", "2 of 2 expressions have another value now."),
    ],
)
def test_one_expression_has_and_two_have(text: str, says: str) -> None:
    article = from_text(text, "2024-12-03")
    verdict = Check(read(article)).moved(read(replace(article, published=date(2023, 12, 3))))
    assert verdict.right and verdict.says == says


def test_a_corrected_actor(reading: Reading) -> None:
    mine = fresh(reading)
    check = Check(mine).corrected
    right = mine.mentions.copy()
    right.loc[1, "actor"] = right.actor.max() + 1
    assert check(right).right and "a new actor" in repr(check(right))
    assert "no mention" in check(mine.mentions.copy()).says
    assert "not those of reading.mentions" in check(right.drop(index=0)).says
    assert "not those of reading.mentions" in check(right.join(reading.actors.name, on="actor")).says
    assert "other than actor" in check(right.assign(kind="name")).says
    assert "number" in check(right.assign(actor="Rutte")).says
    negative = check(right.assign(actor=right.actor.replace(0, -1)))
    assert "negative" in negative.says and negative.hint == "The numbers of actors begin at 0."
    mine.mentions.loc[1, "actor"] = 0 if mine.mentions.actor[1] else 1
    assert "of the reading itself" in check(mine.mentions).says


def test_an_annotation(reading: Reading) -> None:
    check = Check(reading).annotation
    spans = machine_spans(reading, 2)
    own = reading.attributed.loc[spans.claim.unique(), ["source", "cue", "content"]]
    assert check(own, 2).right
    shouted = check(own.assign(cue="shouted"), 2)
    assert "row 0: the cue “shouted”" in shouted.says and "Long passages can be shortened" in shouted.hint
    assert "no content" in check(own.assign(content=""), 2).says
    assert "there twice" in check(pd.concat([own, own]), 2).says
    assert "no claim in it" in check(own.head(0), 2).says
    assert "columns source, cue and content" in check([("a", "b", "c")], 2).says
    assert "paragraphs 1 to" in check(own, 99).says and "paragraphs 1 to" in check(own, 0).says
    assert "“2” is a string" in check(own, "2").says and "without quote marks" in check(own, "2").says
    assert all("Long passages" not in check(own, wrong).hint and check(own, wrong).hint for wrong in (0, 99, "2"))


def test_a_comparison_is_said_in_words(reading: Reading) -> None:
    check, spans = Check(reading).compared, machine_spans(reading, 2)
    one, other = spans[spans.claim == spans.claim.iloc[0]], spans
    assert check(agreement(one, other, reading, 2)).says.startswith("of 1 claim in the first annotation, 1 is in")
    assert "same annotation twice" in check(agreement(one, one, reading, 2)).hint
    assert "not what agreement" in check(reading.claims).says


def test_a_question_of_ones_own(reading: Reading) -> None:
    check, table = Check(reading).question, reading.actors.query("type == 'person'")
    assert check("Who is in it as a person?", table).right
    assert check("Who claims most of all?", reading.attributed.source.value_counts()).right
    assert "not a sentence" in check("x", table).says
    assert "question mark" in check("Who is a person.", table).says
    assert "empty" in check("Who is in it as a person?", table.head(0)).says
    assert "whole table" in check("Who is in it as a person?", reading.actors).says
    assert "no answer yet" in check(..., ...).says
    assert "no answer yet" in check("Who is in it as a person?", [...]).says


def test_a_condition_or_a_whole_table_answers_no_question(reading: Reading) -> None:
    check, claims = Check(reading).question, reading.attributed
    ask = "Who says something about Trump?"
    for condition in (claims.content.str.contains("Trump"), claims.hedged, claims.source_actor == 3):
        verdict = check(ask, condition)
        assert "a condition" in verdict.says and "square brackets" in verdict.hint
    for whole in (claims, claims[["source", "content"]], claims.source, claims[["cue"]], reading.claims.content):
        assert "whole table" in check(ask, whole).says
    for part in (claims.source.head(2), claims[["source", "cue"]].tail(1), claims.sort_values("cue")):
        assert check(ask, part).right


def test_the_only_row_of_a_table_may_answer_a_question() -> None:
    reading = read(from_text("The mayor said the pool will close."))
    claims = reading.attributed
    assert len(claims) == 1
    assert Check(reading).question("Who says something on pools?", claims[claims.content.str.contains("pool")]).right


class Odd:
    """Something that fails at whatever one does with it."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError

    __hash__ = None  # type: ignore[assignment]


def odd_tables() -> list[Any]:
    claims = reading_of("kettle-recall").attributed
    two = pd.concat([claims, claims], axis=1)
    return [Odd(), Odd, two, claims.T, claims.stack(), claims.set_index(["cue", "source"]), np.zeros(3), {"a": 1}, b"x"]


@pytest.mark.parametrize("name", [*ONE, "annotation", "question"])
def test_nothing_makes_a_check_fail(name: str) -> None:
    check = getattr(Check(reading_of("kettle-recall")), name)
    for thing in odd_tables():
        for arguments in ((thing,), (thing, thing), (), (thing, 1, 2)):
            verdict = check(*arguments)
            assert not verdict.right
            everything(verdict)


@given(st.lists(st.integers(-3, 40), max_size=12), st.sampled_from(ROWS))
@settings(max_examples=150, deadline=None)
def test_any_choice_of_rows_is_right_only_if_it_is_the_answer(rows: list[int], name: str) -> None:
    reading = reading_of("harwick-budget")
    whole = reading.actors if name == "unheard" else reading.claims
    chosen = whole.loc[[row for row in rows if row in whole.index]]
    verdict = getattr(Check(reading), name)(chosen)
    assert verdict.right == (sorted(chosen.index) == sorted(answers(reading)[name].index))
    everything(verdict)


def test_what_is_shown_in_a_notebook_is_escaped() -> None:
    bad = pd.DataFrame([("<script>", "said", "<b>")], columns=["source", "cue", "content"])
    shown = Check(reading_of("kettle-recall")).annotation(bad, 1)._repr_html_()
    assert "<script" not in shown and "<b>" not in shown and "&lt;script&gt;" in shown
