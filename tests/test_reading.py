"""What always holds for the tables, on the articles and on generated texts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import reading_of
from onrecord import Article, from_text, read
from onrecord.charts import CHARTS
from onrecord.page import page_html, page_text
from onrecord.reading import Reading, tables


def words(table: pd.DataFrame, column: str) -> list[str]:
    return table[column].tolist()


def test_every_row_points_at_its_own_characters(reading: Reading) -> None:
    tables.check(reading.tables, reading.article.text)
    for name in ("sentences", "mentions", "dates", "spans"):
        table = reading.tables[name]
        assert len(table), name
        assert [reading.article.text[a:b] for a, b in zip(table.start, table.end, strict=True)] == words(table, "text")


def test_the_check_finds_what_is_wrong() -> None:
    good = reading_of("harwick-budget")
    for table, column, value in (("mentions", "start", 10**9), ("dates", "type", "DAY"), ("about", "actor", 999)):
        broken = good.tables[table].copy()
        broken.loc[0, column] = value
        with pytest.raises(tables.TableError, match=table):
            tables.check({**good.tables, table: broken}, good.article.text)
    with pytest.raises(tables.TableError, match="other columns"):
        tables.check({**good.tables, "dates": good.dates.drop(columns="rule")}, good.article.text)
    with pytest.raises(tables.TableError, match="not str"):
        tables.check({**good.tables, "dates": good.dates.assign(rule=1)}, good.article.text)


def test_nothing_found_is_empty_tables_with_all_columns() -> None:
    reading = read(Article("7."))
    for name in ("actors", "mentions", "dates", "claims", "spans", "about"):
        table = reading.tables[name]
        assert len(table) == 0
        assert [str(t) for t in table.dtypes] == [c.dtype for c in tables.SCHEMA[name][1:]]


def test_the_same_article_gives_the_same_tables(reading: Reading) -> None:
    again = read(reading.article)
    for name, table in reading.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], table)


def test_counts_agree_with_the_tables_they_count(reading: Reading) -> None:
    actors = reading.actors
    assert actors.n_mentions.tolist() == [int((reading.mentions.actor == a).sum()) for a in actors.index]
    assert actors.n_claims_made.sum() == reading.claims.source_actor.notna().sum()
    assert actors.n_claims_about.sum() == len(reading.about.drop_duplicates(["claim", "actor"]))


def test_without_a_publication_date_no_year_is_guessed() -> None:
    reading = read(from_text("The council met on Dec. 3 and will vote next week, the mayor said."))
    row = reading.dates.iloc[0]
    assert row.value == "XXXX-12-03"
    assert reading.dates.earliest.isna().all() and reading.dates.relation.isna().all()


def test_historical_dates_fit_the_dtype() -> None:
    reading = read(from_text("The treaty was signed on 24 October 1648, the historian said."))
    assert str(reading.dates.earliest.iloc[0].date()) == "1648-10-24"


def test_who_the_source_is() -> None:
    text = "Mark Rutte met ministers. The NATO chief said he was calm. A spokeswoman for Norvale Ltd said no. "
    text += "According to a report by Brightwater Audit, costs will rise."
    reading = read(from_text(text))
    named = reading.attributed.source_actor.map(reading.actors.name)
    assert named.iloc[-1] == "Brightwater Audit"


SOURCES = [
    # A dateline before the source, which may stand for its head; the one person beside the head is meant.
    (
        "Halden Bay – The mayor of Halden Bay, Teresa Okafor, denied that she had been told of the lead.",
        "Teresa Okafor",
    ),
    ("LONDON, Sept. 3 - The health minister, Paul Renard, said on Monday that it was safe.", "Paul Renard"),
    ("Porto, Sept. 3 — The company's director, Maria Reis, said it was safe.", "Maria Reis"),
    ("Harwick — A former mayor, Ann Lee, said the pool will close.", "Ann Lee"),
    ("One of the trustees, Maria Reis, said the pool will close.", "Maria Reis"),
    # Who is only spoken of in the source is not the source.
    ("Ann Lee left. The friends' report on Ann Lee said the pool was cold.", None),
    # A campaign that speaks is an actor of its own, and not the company whose name it bears.
    ("Norvale Home sells kettles. The Norvale campaign said the pool will close.", "The Norvale campaign"),
    ("Ann Lee's complaint said the pool was cold.", None),
]


@pytest.mark.parametrize(("text", "name"), SOURCES, ids=[text[:45] for text, _ in SOURCES])
def test_the_actor_beside_the_head_of_a_source(text: str, name: str | None) -> None:
    reading = read(from_text(text))
    named = [None if pd.isna(actor) else reading.actors.name[actor] for actor in reading.attributed.source_actor]
    assert named == [name]


def test_when_a_claim_was_made() -> None:
    reading = read(from_text("Speaking on Monday, Ann Lee said that the pool will close in June.", "2026-05-06"))
    claim = reading.claims.iloc[0]
    assert reading.dates.text[claim.date] == "Monday"
    later = read(from_text("Ann Lee said that the pool will close in June.", "2026-05-06")).claims.iloc[0]
    assert pd.isna(later.date)
    undated = read(from_text("Ann Lee said on Thursday evening that the pool will close in June."))
    assert undated.dates.text[undated.claims.date.iloc[0]] == "Thursday evening"


def test_saving_writes_every_table_and_the_page(tmp_path: Path) -> None:
    reading = reading_of("kettle-recall")
    written = reading.save(tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(p.name for p in written)
    back = pd.read_csv(tmp_path / "out" / "claims.csv", index_col="claim")
    assert back.content.tolist() == reading.claims.content.tolist()


# Texts that look like news and break like nothing else: quotes that never close, empty paragraphs, odd unicode.
_BITS = st.sampled_from(
    ["“", "”", '"', "'", "’", "«", "»", " said ", " Mark Rutte ", " the mayor ", " according to ", ", ", ". ", "\n",
     "\n\n", "\n \n", " Dec. 3-4 ", " Friday ", " 2019-21 ", " may ", " NATO ", "—", "(", ")", ":", "…", " U.S. ",
     " warned that ", " he ", "\u200b", "\u202e", "\ufeff", "\U0001f600", "e\u0301", "$14 million", " 31/12/2025 ",
     " II ", "\t", "\u2028", " their ", " 99999999999 ", " 00:99 ", " Feb. 30 ", "<b>", "&amp;", "WALLACE: "]
)  # fmt: skip
_TEXTS = st.one_of(st.lists(_BITS, min_size=1, max_size=40).map("".join), st.text(min_size=1, max_size=80))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(text=_TEXTS, day=st.one_of(st.none(), st.dates()))
def test_any_text_gives_tables_that_hold(text: str, day: object) -> None:
    if not Article("x" + text).text[1:].strip():
        return
    reading = read(Article(text, published=day))  # type: ignore[arg-type]
    tables.check(reading.tables, reading.article.text)  # read() does so too; said again, since it is the test
    page = page_html(reading)
    assert page.count("<article") == page.count("</article>") == 1
    assert page_text(reading)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(text=_TEXTS, day=st.one_of(st.none(), st.dates()))
def test_any_text_can_be_drawn(text: str, day: object) -> None:
    if not Article("x" + text).text[1:].strip():
        return
    reading = read(Article(text, published=day))  # type: ignore[arg-type]
    for draw in CHARTS:
        assert draw(reading).svg().rstrip().endswith("</svg>")
