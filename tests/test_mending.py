"""Claims and dates that a reader strikes out, mends or adds."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import reading_of
from onrecord import charts, from_text, load_article, read
from onrecord.article.about import as_toml
from onrecord.dates import is_value
from onrecord.errors import CorrectionError
from onrecord.reading import Reading
from onrecord.reading.tables import OWN_VOICE, check

TEXT = (
    "Mayor Ann Lee said on Friday that the pool will close. Tom Weller warned: “It is a disgrace,” and left.\n\n"
    "The plan is bold. The pool will close, people say. In May it was full."
)


def mended(*claims: dict[str, Any], dates: tuple[dict[str, Any], ...] = (), text: str = TEXT) -> Reading:
    reading = read(from_text(text, "2026-05-04"), corrections={"claims": [*claims], "dates": [*dates]})
    check(reading.tables, text)
    return reading


def claim_with(reading: Reading, words: str) -> pd.Series:
    rows = reading.claims[reading.claims.content.str.contains(words, regex=False)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_a_claim_that_is_struck_out_is_none_and_its_sentence_is_the_articles_own() -> None:
    row = claim_with(mended({"strike": "It is a disgrace"}), "It is a disgrace")
    assert row.rule == OWN_VOICE and row.cue_class == "own voice"
    assert "disgrace" not in str(mended({"strike": "It is a disgrace"}).attributed.content.tolist())


def test_a_sentence_that_is_struck_out_is_no_claim_at_all() -> None:
    assert not mended({"strike": "The plan is bold."}).claims.content.str.contains("bold").any()
    both = mended({"strike": "It is a disgrace"}, {"strike": "Tom Weller warned: “It is a disgrace,” and left."})
    assert not both.claims.content.str.contains("disgrace").any()


def test_what_is_no_claim_already_stays_so() -> None:
    once = mended({"strike": "It is a disgrace"})
    assert mended({"strike": "It is a disgrace"}, {"strike": "It is a disgrace"}).claims.equals(once.claims)


@pytest.mark.parametrize(
    ("step", "column", "value"),
    [
        ({"source": "Ann Lee"}, "source", "Ann Lee"),
        ({"source": ""}, "source", None),
        ({"cue": "said on Friday"}, "cue", "said on Friday"),
        ({"content": "the pool will close"}, "content", "the pool will close"),
        ({"content": ["the pool", "close"]}, "content", "the pool … close"),
        ({"source": {"text": "Tom Weller", "at": 56}}, "source", "Tom Weller"),
    ],
)
def test_each_part_of_a_claim_can_be_mended(step: dict[str, Any], column: str, value: str | None) -> None:
    reading = mended({"mend": "that the pool will close", **step})
    row = reading.claims.iloc[0]
    assert (row[column] == value) if value else pd.isna(row[column])
    assert (row.rule, row.confidence) == ("corrected", 1.0)
    before = mended().claims.iloc[0]
    kept = [name for name in ("source", "cue", "content", "cue_class") if name != column]
    assert row[kept].tolist() == before[kept].tolist()


def test_who_is_meant_can_be_said_and_is_counted() -> None:
    reading = mended({"mend": "that the pool will close", "actor": "Tom Weller"})
    weller = reading.actors.index[reading.actors.name == "Tom Weller"][0]
    assert reading.claims.source_actor[0] == weller and reading.actors.n_claims_made[weller] == 2
    nobody = mended({"mend": "that the pool will close", "actor": ""})
    assert pd.isna(nobody.claims.source_actor[0])
    again = mended(
        {"mend": "that the pool will close", "actor": "Tom Weller"}, {"mend": "the pool will", "cue": "said"}
    )
    assert again.claims.source_actor[0] == weller  # what was said of it stays


def test_a_claim_can_be_added_and_is_read_as_any_other() -> None:
    reading = mended({"add": "The plan is bold", "source": "Ann Lee", "cue": "said"})
    row = claim_with(reading, "The plan is bold")
    assert (row.source, row.cue, row.cue_class, row.class_from) == ("Ann Lee", "said", "speech", "lexicon")
    assert reading.actors.name[row.source_actor] == "Ann Lee" and row.reported
    alone = claim_with(mended({"add": "The plan is bold"}), "The plan is bold")
    assert pd.isna(alone.source) and alone.source_kind == "unknown"


def test_words_may_stand_more_than_once_and_the_nearest_is_meant() -> None:
    text = "The pool is cold. The pool is cold. The pool is cold."
    for at, sentence in ((0, 0), (20, 1), (19, 1), (99, 2)):
        reading = mended({"add": "pool is cold", "at": at}, text=text)
        assert reading.attributed.sentence.tolist() == [sentence]
    with pytest.raises(CorrectionError, match=r"3 places; say which: at = 4"):
        mended({"add": "pool is cold"}, text=text)


def test_corrections_outlive_small_changes_of_the_text_and_say_when_they_no_longer_fit() -> None:
    step = {"mend": "that the pool will close", "at": 29, "source": "Ann Lee"}
    moved = "Norvale, 4 May. " + TEXT.replace("the pool will", "the  pool\nwill")
    reading = read(from_text(moved, "2026-05-04"), corrections={"claims": [step]})
    assert reading.claims[reading.claims.rule == "corrected"].source.tolist() == ["Ann Lee"]
    with pytest.raises(CorrectionError, match="no longer fits: these words are not in the text"):
        mended(step, text=TEXT.replace("pool", "bath"))


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ({}, "takes tables with strike, mend or add"),
        ({"strike": "pool", "mend": "pool"}, "takes tables with strike, mend or add"),
        ({"strike": "bold", "why": "x"}, "takes tables with strike, mend or add"),
        ({"strike": ""}, "takes words of the text"),
        ({"strike": 5}, "takes words of the text"),
        ({"strike": "bold", "at": "5"}, "takes words of the text"),
        ({"add": "the pool will"}, "shares words with the claim “that the pool will close”"),
        ({"mend": "It is a disgrace", "source": "disgrace"}, "source, cue and content share words"),
        ({"mend": "It is a disgrace", "content": ""}, "has no content; strike it out instead"),
        ({"mend": "It is a disgrace", "source": 5}, "source takes words of the text, not 5"),
        ({"mend": "It is a disgrace", "source": "Nobody"}, "source no longer fits"),
        ({"mend": "It is a disgrace", "actor": "Nobody"}, "'Nobody' is no actor of this article"),
    ],
)  # fmt: skip
def test_what_cannot_be_mended_is_one_line(step: dict[str, Any], says: str) -> None:
    with pytest.raises(CorrectionError, match=says) as raised:
        mended(step)
    assert "\n" not in str(raised.value)


def test_dates_are_mended_struck_out_and_added() -> None:
    steps = (
        {"mend": "Friday", "value": "2026-05-08"},
        {"strike": "May", "at": 150},
        {"add": "people say", "value": "2026-W19"},
    )
    reading = mended(dates=steps)
    assert reading.dates[["text", "value", "rule"]].values.tolist() == [
        ["Friday", "2026-05-08", "corrected"],
        ["people say", "2026-W19", "corrected"],
    ]
    assert reading.dates.relation.tolist() == ["future", "present"]
    assert reading.claims.date[0] == 0 and reading.dates.earliest[0] == pd.Timestamp("2026-05-08")


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ({"mend": "Friday"}, "'' is no value for “Friday”"),
        ({"mend": "Friday", "value": "2026-02-30"}, "is no value"),
        ({"add": "Friday", "value": "2026"}, "“Friday” is a date already"),
        ({"strike": "Tuesday"}, "no longer fits"),
    ],
)
def test_what_is_no_date_is_one_line(step: dict[str, Any], says: str) -> None:
    with pytest.raises(CorrectionError, match=says):
        mended(dates=(step,))


@pytest.mark.parametrize(
    ("value", "right"),
    [
        *((value, True) for value in "2026 202 20 2026-05-04TMO 2026-Q4 2026-SU PT3H P10Y PXD".split()),
        *((value, True) for value in "XXXX-05-04 2026-05-04/2026-05-06 FUTURE_REF 2026-W19-WE XXXX-WXX-5".split()),
        *((value, False) for value in ("", "soon", "2026-13", "2026-05-06/2026-05-04", "P", "P3", "REF", "XX")),
    ],
)  # fmt: skip
def test_values_of_dates(value: str, right: bool) -> None:
    assert is_value(value) is right


def test_all_that_is_found_in_an_article_is_a_value() -> None:
    for name in ("rutte-warns-trump", "harwick-budget", "kettle-recall"):
        assert all(map(is_value, reading_of(name).dates.value))


def test_a_corrected_reading_says_so() -> None:
    steps = ({"strike": "It is a disgrace"}, {"mend": "that the pool will close", "source": ""})
    reading = mended(*steps, dates=({"mend": "Friday", "value": "2026-05-08"},))
    assert reading.corrected == [
        "“It is a disgrace” is no claim.",
        "“that the pool will close” is mended: no source.",
        "“Friday” means 2026-05-08.",
    ]
    assert reading.article.source_line.endswith("2026-05-04, corrected by a reader")
    assert "corrected by a reader" in charts.draw_claims(reading).svg()
    assert read(from_text(TEXT)).corrected == [] and "corrected" not in from_text(TEXT).source_line


def test_corrections_lie_beside_the_article(tmp_path: Path) -> None:
    steps = [{"mend": "that the pool will close", "at": 29, "source": {"text": "Ann Lee", "at": 6}}, {"strike": "bold"}]
    article = read(from_text(TEXT), corrections={"claims": steps, "dates": [{"strike": "Friday"}]}).article
    assert tomllib.loads(as_toml(article))["corrections"] == article.corrections
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.toml").write_text(as_toml(article), encoding="utf-8")
    assert read(load_article(tmp_path / "a.txt")).claims.source[0] == "Ann Lee"


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_tables_hold_together_whatever_is_mended(data: st.DataObject) -> None:
    reading = reading_of("harwick-budget")
    text, words = (
        reading.article.text,
        st.sampled_from([*reading.sentences.start.tolist(), *reading.mentions.start.tolist()]),
    )
    steps: list[dict[str, Any]] = []
    for _ in range(data.draw(st.integers(1, 4))):
        starts = data.draw(st.lists(words, min_size=3, max_size=3))
        pieces = [{"text": text[a : a + data.draw(st.integers(3, 60))].strip() or "a", "at": a} for a in starts]
        does = data.draw(st.sampled_from(["strike", "mend", "add"]))
        parts = {
            part: piece for part, piece in zip(("source", "cue"), pieces[1:], strict=True) if data.draw(st.booleans())
        }
        steps.append({does: pieces[0]["text"], "at": starts[0], **({} if does == "strike" else parts)})
    try:
        found = read(reading.article, corrections={"claims": steps})
    except CorrectionError as problem:
        assert "\n" not in str(problem)
    else:
        check(found.tables, text)
