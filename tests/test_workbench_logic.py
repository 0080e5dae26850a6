"""The workbench's logic: what is shown, what is selected, and the pandas that says the same."""

from __future__ import annotations

import io
import json
import tomllib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT, SEEDS, reading_of
from onrecord import explore, from_text, read
from onrecord.errors import ArticleError, CorrectionError
from onrecord.reading import Reading
from onrecord.workbench.display import article_view, content, table_view, value_meaning
from onrecord.workbench.filters import TABLES, choices, code, select
from onrecord.workbench.opening import open_article, seeds
from onrecord.workbench.widget import Workbench

HOSTILE = "Mayor <img src=x onerror=alert(1)> Ann Lee said “</script><b>no</b>”. 𝒜 🏊 on Friday."


@pytest.fixture
def view() -> Workbench:
    return explore(reading_of("rutte-warns-trump"))


def run(text: str, reading: Reading) -> pd.DataFrame:
    """Run the code that the workbench shows, as a cell of a notebook would."""
    names: dict[str, Any] = {"view": SimpleNamespace(reading=reading)}
    *before, last = text.split("\n")
    exec("\n".join(before), names)
    return eval(last, names)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_code_gives_the_selection(data: st.DataObject) -> None:
    reading = reading_of(data.draw(st.sampled_from(SEEDS)))
    table = data.draw(st.sampled_from(TABLES))
    filters = {}
    for choice in choices(reading)[table]:
        words = st.text(max_size=4) | st.sampled_from(["the", '"', "\\", "'", "{}", "(.*", "\n", "é", "{x}"])
        values = st.sampled_from([o["value"] for o in choice["options"]]) if choice["options"] else words
        filters[choice["name"]] = data.draw(st.none() | values)
    pd.testing.assert_frame_equal(run(code(table, filters), reading), select(reading, table, filters))


def test_every_choice_selects_something_and_less_than_all(reading: Reading) -> None:
    for table, offered in choices(reading).items():
        for choice in offered:
            counts = [len(select(reading, table, {choice["name"]: o["value"]})) for o in choice["options"]]
            assert all(counts), choice
            assert choice["name"] == "words" or choice["options"]


def test_the_articles_own_voice_is_shown_when_it_is_asked_for(reading: Reading) -> None:
    assert len(select(reading, "claims", {})) == len(reading.attributed)
    own = select(reading, "claims", {"source_kind": "article"})
    assert len(own) == len(reading.claims) - len(reading.attributed)


@pytest.mark.parametrize("bad", [{"x": 1}, {"cue_class": ["a"]}, {"cue_class": {"b": 1}}, {"source_actor": 1.5}])
def test_a_filter_that_is_none_filters_nothing(bad: dict[str, Any]) -> None:
    reading = reading_of("rutte-warns-trump")
    assert code("claims", bad) == "view.reading.attributed"
    assert len(select(reading, "claims", bad)) == len(reading.attributed)


@pytest.mark.parametrize("text", ["article", "hostile"])
def test_the_pieces_are_the_article_and_each_row_has_its_words(text: str) -> None:
    reading = reading_of("kettle-recall") if text == "article" else read(from_text(HOSTILE, "2026-05-04"))
    words: dict[tuple[str, int], str] = {}
    whole = ""
    for paragraph in article_view(reading)["paragraphs"]:
        first = paragraph["pieces"][0]["text"]
        assert reading.article.text.startswith(first, paragraph["start"])
        for piece in paragraph["pieces"]:
            whole += piece["text"]
            for table, key in piece.get("rows", []):
                words[table, key] = words.get((table, key), "") + piece["text"]
    assert "".join(whole.split()) == "".join(reading.article.text.split())
    for row in reading.dates.itertuples():
        assert row.text in words["dates", row.Index]
    for claim, spans in reading.spans.groupby("claim"):
        for span in spans.text:
            assert all(word in words["claims", claim] for word in span.split())
    for table in TABLES:
        assert [row["key"] for row in table_view(reading, table)["rows"]] == getattr(reading, table).index.tolist()


def test_a_table_says_what_its_words_mean_and_what_is_unsure() -> None:
    reading = reading_of("rutte-warns-trump")
    guessed = reading.claims.copy()
    guessed.loc[[1, 2], "confidence"] = 0.4
    reading = replace(reading, claims=guessed)
    claims, actors, dates = (table_view(reading, table) for table in TABLES)
    assert (claims["numbers"], dates["numbers"]) == ([], []) and "mentions" in actors["numbers"]
    how = [row["cells"][claims["heads"].index("how")] for row in claims["rows"]]
    assert how[:3] == ["speech", "warning, hedged", "speech, direct, hedged"]
    commissive = {cell for cell in how if cell.startswith("commissive")}
    assert commissive and all("promised" in claims["meanings"]["how"][cell] for cell in commissive)
    assert "speech" not in claims["meanings"]["how"]
    unsure = {row["key"]: row["unsure"] for row in claims["rows"] if "unsure" in row}
    shares = reading.claims.confidence
    assert unsure == {key: round(100 * share) for key, share in shares.items() if share < 0.5}
    assert (unsure[1], unsure[2]) == (40, 40)
    mentions = reading.mentions.copy()
    mentions.loc[[0, 3], "confidence"] = 0.4
    shown = content(replace(reading, mentions=mentions))
    marked = [mention for actor in shown["actors"] for mention in actor["mentions"] if "unsure" in mention]
    assert len(marked) == (mentions.confidence < 0.5).sum() == 2


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ("PTXH", "some hours"),
        ("PXD", "some days"),
        ("P1Y", "1 year"),
        ("P2DE", "2 decades"),
        ("PT30M", "30 minutes"),
        ("P8M", "8 months"),
        ("2025-FA", "in autumn"),
        ("2026-03-11TMO", "in the morning"),
        ("PRESENT_REF", "now"),
        ("2024", ""),
        ("2025-10-06T10:00", ""),
        ("P9", ""),
    ],
)
def test_values_that_do_not_read_as_dates_are_explained(value: str, meaning: str) -> None:
    assert value_meaning(value) == meaning


def test_all_that_is_shown_is_plain_data() -> None:
    reading = read(from_text(HOSTILE))
    assert json.loads(json.dumps(content(reading))) == json.loads(json.dumps(content(reading)))
    assert "<img src=x onerror=alert(1)>" in json.dumps(content(reading))  # as text; the page makes no markup of it


def test_selecting_through_the_widget(view: Workbench) -> None:
    assert len(view.selection) == len(view.shown) == len(view.reading.attributed)
    view.filters = {"claims": {"quotation": "indirect"}}
    assert view.selection.quotation.unique().tolist() == ["indirect"] and view.shown == view.selection.index.tolist()
    assert len(view.selection) < len(view.reading.attributed)
    pd.testing.assert_frame_equal(run(view.code, view.reading), view.selection)
    view.table = "dates"
    assert view.selection.index.name == "date" and view.code == "view.reading.dates"
    view.table = "secrets"
    assert view.table == "dates"
    view.chosen = {"table": "dates", "key": 1}
    assert view.row.index.tolist() == [1]


def test_correcting_through_the_widget(view: Workbench) -> None:
    number = int(view.reading.actors.index[view.reading.actors.name == "Ukraine"][0])
    view.chosen = {"table": "actors", "key": number}
    view.filters = {"claims": {"quotation": "indirect", "source_actor": number}}
    states, nato = (int(view.reading.actors.index[view.reading.actors.name == who][0]) for who in ("U.S.", "NATO"))
    view.correct({"merge": [states, nato]})
    assert view.row["name"].tolist() == ["Ukraine"] and view.chosen["key"] != number
    view.correct({"rename": view.chosen["key"], "to": "Kyiv’s government"})
    # The same actor stays chosen under its new number; a filter by an actor's old number would lie.
    assert view.row["name"].tolist() == ["Kyiv’s government"]
    assert view.filters["claims"] == {"quotation": "indirect"}
    assert "Kyiv’s government" in [row["cells"][0] for row in view.content["tables"]["claims"]["rows"]]
    with pytest.raises(CorrectionError):
        view.correct({"rename": 99, "to": "X"})
    assert view.corrections == {"merge": [["U.S.", "NATO"]], "rename": {"Ukraine": "Kyiv’s government"}}
    view.undo()
    view.undo()
    pd.testing.assert_frame_equal(view.reading.actors, reading_of("rutte-warns-trump").actors)


class Front:
    """What a front end sends and gets."""

    def __init__(self, view: Workbench) -> None:
        self.view = view
        self.sent: dict[str, bytes] = {}
        view.send = lambda content, buffers: self.sent.update({content["save"]: buffers[0]})  # type: ignore[method-assign]

    def ask(self, data: bytes = b"", **request: Any) -> str:
        self.view._handle_custom_msg(request, [memoryview(data)] if data else [])
        return str(self.view.message.get("text", ""))


def test_a_seed_is_one_of_the_seeds_and_no_file_besides(
    view: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "The mayor said on Friday that the pool will close."
    secret = tmp_path / "secret.txt"
    secret.write_text(text, encoding="utf-8")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "mine.txt").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    front = Front(view)
    # Every one of them leads to a file that could be read.
    for path in (str(secret), "secret.txt", "seeds/mine.txt", "../seeds/mine"):
        before = view.reading
        assert "is not in seeds/" in front.ask(do="open", seed=path)
        assert view.message["kind"] == "error" and view.reading is before
    assert "mine" in front.ask(do="open", seed="mine") and view.reading.article.text == text


def test_opening_through_messages(view: Workbench) -> None:
    front = Front(view)
    view.seeds = []
    front.ask(do="seeds")
    assert view.seeds == seeds()
    assert "Harwick" in front.ask(do="open", seed="harwick-budget") and view.seed == "harwick-budget"
    text = "The mayor said on Friday that the pool will close."
    assert "No publication date" in front.ask(do="open", text=text)
    assert (view.seed, view.reading.article.text) == ("/0", text)
    page = (ROOT / "tests" / "pages" / "pool.html").read_bytes()
    assert "Pool to close in May" in front.ask(page, do="open", file="my pool.html")
    assert front.ask(text.encode("utf-16"), do="open", file="C:\\x\\pool-note.txt", published="2026-05-04")
    assert view.reading.dates.value.tolist() == ["2026-05-01"]
    assert "seen from 2026-05-11" in front.ask(do="date", published="2026-05-11")
    assert view.reading.dates.value.tolist() == ["2026-05-08"]
    before = view.reading
    for bad in (
        {"seed": "none"},
        {"url": "http://127.0.0.1:9/"},
        {"url": "file:///etc/passwd"},
        {"text": " "},
        {"text": "Le maire a dit que la piscine fermera lundi. " * 9},
        {"text": text, "published": "soon"},
        {"file": "a.txt"},
        {"file": ""},
    ):
        assert front.ask(do="open", **bad)
        assert view.message["kind"] == "error" and view.reading is before, bad
    for nonsense in ({}, {"do": "quit"}, {"do": "correct"}, {"do": "correct", "correction": {"merge": 1}}):
        front.ask(**nonsense)
        assert view.reading is before


def test_articles_of_ones_own_stay_for_the_session(view: Workbench) -> None:
    front = Front(view)
    front.ask(do="open", text="Mayor Ann Lee said no. Paul Hill warned her.")
    front.ask(do="correct", correction={"rename": 0, "to": "Anna"})
    front.ask(do="open", text="The council denied it.")
    # A file of one's own may have the name of an article in seeds/.
    front.ask(b"The union warned that it will strike.", do="open", file="kettle-recall.txt")
    labels = [option["label"] for option in view.own]
    assert labels == ["Pasted text (your own)", "Pasted text (your own, 2)", "kettle recall (your own)"]
    assert view.seed == view.own[2]["value"] and view.seed not in seeds()
    front.ask(do="open", seed="kettle-recall")
    assert view.seed == "kettle-recall" and "Norvale" in view.reading.article.title
    assert "as you left it" in front.ask(do="open", seed=view.own[0]["value"])
    assert view.reading.actors.name.tolist() == ["Anna", "Paul Hill"] and len(view.own) == 3
    front.ask(do="date", published="2026-05-04")
    front.ask(do="open", seed="harwick-budget")
    front.ask(do="open", seed=view.own[0]["value"])
    front.ask(do="correct", undo=True)
    assert view.reading.actors.name.tolist() == ["Ann Lee", "Paul Hill"]
    assert str(view.reading.article.published) == "2026-05-04"
    front.ask(do="open", seed="/9")
    assert view.message["kind"] == "error"


def test_what_was_corrected_in_a_seed_stays_too(view: Workbench) -> None:
    front = Front(view)
    front.ask(do="correct", correction={"rename": 0, "to": "the alliance"})
    front.ask(do="open", seed="kettle-recall")
    front.ask(do="open", seed="rutte-warns-trump")
    assert view.reading.actors.name[0] == "the alliance"
    front.ask(do="correct", undo=True)
    front.ask(do="open", seed="kettle-recall")
    assert front.ask(do="open", seed="rutte-warns-trump").startswith("Read ")
    assert view.reading.actors.name[0] == "NATO" and view.own == []


def test_a_given_day_counts_only_where_the_article_gives_none(view: Workbench) -> None:
    front = Front(view)
    page = (ROOT / "tests" / "pages" / "pool.html").read_bytes()
    front.ask(page, do="open", file="pool.html", published="2001-01-01")
    assert str(view.reading.article.published) == "2026-05-04"
    undated = page.replace(b"_time", b"_nothing").replace(b"2026-", b"")
    front.ask(undated, do="open", file="pool.html", published="2001-01-01")
    assert str(view.reading.article.published) == "2001-01-01"
    front.ask(undated, do="open", file="pool.html")
    assert view.reading.article.published is None


def test_a_new_date_keeps_corrections(view: Workbench) -> None:
    front = Front(view)
    number = int(view.reading.actors.index[view.reading.actors.name == "Ukraine"][0])
    front.ask(do="correct", correction={"rename": number, "to": "Kyiv"})
    front.ask(do="export", kind="corrections")
    known = tomllib.loads(front.sent["rutte-warns-trump.toml"].decode())
    assert known["corrections"] == {"rename": {"Ukraine": "Kyiv"}} and str(known["published"]) == "2024-12-03"
    front.ask(do="date", published="2023-12-03")
    assert "Kyiv" in view.reading.actors.name.tolist() and view.reading.dates.value.str.startswith("2023").any()
    front.ask(do="correct", undo=True)
    assert view.corrections == {} and "Kyiv" not in view.reading.actors.name.tolist()


@pytest.mark.parametrize("kind", ["selection", "corrections", "csv", "json", "parquet", "page", "annotations"])
def test_every_export_arrives(view: Workbench, kind: str) -> None:
    front = Front(view)
    assert "Saved" in front.ask(do="export", kind=kind)
    assert len(front.sent) == 1 and all(front.sent.values())
    assert "no format" in front.ask(do="export", kind="exe")


def test_the_rows_shown_are_a_file_for_a_spreadsheet(view: Workbench) -> None:
    front = Front(view)
    front.ask(do="export", kind="selection")
    data = front.sent["rutte-warns-trump-claims.csv"]
    assert data.startswith(b"\xef\xbb\xbf") and b"\r" not in data
    rows = pd.read_csv(io.BytesIO(data))
    shown = [row["cells"][0] for row in view.content["tables"]["claims"]["rows"] if row["key"] in view.shown]
    assert rows.source_name.fillna("").tolist() == shown and "source_name" not in view.selection
    assert rows.columns.tolist().index("source_name") == rows.columns.tolist().index("source_actor") + 1
    view.filters = {"claims": {"source_kind": "article"}}
    front.ask(do="export", kind="selection")
    assert set(pd.read_csv(io.BytesIO(front.sent["rutte-warns-trump-claims.csv"])).source_name) == {"the article"}
    view.table = "actors"
    front.ask(do="export", kind="selection")
    assert (
        pd.read_csv(io.BytesIO(front.sent["rutte-warns-trump-actors.csv"])).name.tolist()
        == view.selection.name.tolist()
    )


def test_what_stands_still_is_escaped_and_the_same_every_time() -> None:
    reading = read(from_text(HOSTILE, title="<b>"))
    first, second = Workbench(reading), Workbench(reading)
    assert first._repr_html_() == second._repr_html_()
    assert "<img" not in first._repr_html_() and "<script" not in first._repr_html_()
    assert first.model_id != second.model_id and first.model_id.startswith("onrecord-workbench-")
    data, _ = first._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}


def test_nothing_found_is_shown_as_such() -> None:
    view = explore(read(from_text("Rain.")))
    assert view.selection.empty and view.shown == [] and view.choices["claims"][-1]["name"] == "words"
    assert view._repr_html_()


def test_articles_are_opened_by_name_or_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(SEEDS) <= set(seeds())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "mine.txt").write_text("The mayor said no.", encoding="utf-8")
    assert "mine" in seeds() and open_article({"seed": "mine"}).text == "The mayor said no."
    (tmp_path / "seeds" / "pool.html").write_bytes((ROOT / "tests" / "pages" / "pool.html").read_bytes())
    assert "pool" in seeds() and open_article({"seed": "pool"}).publisher == "Harwick Post"
    with pytest.raises(ArticleError, match=r"private network|not found"):
        open_article({"url": "127.0.0.1/x"})


def test_the_front_end_makes_no_markup_of_text_and_loads_nothing() -> None:
    script = (ROOT / "lib" / "onrecord" / "data" / "workbench.js").read_text(encoding="utf-8")
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "import ", "fetch("):
        assert forbidden not in script
    assert "http" not in script.replace("https://…", "")
    style = (ROOT / "lib" / "onrecord" / "data" / "workbench.css").read_text(encoding="utf-8")
    assert "url(" not in style and "@import" not in style
