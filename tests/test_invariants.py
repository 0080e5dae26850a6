"""What always holds: every kind of break is told, and the sentences that once broke one are read whole."""

from __future__ import annotations

import pandas as pd
import pytest

from conftest import reading_of
from onrecord import ArticleError, StepError, from_text, read
from onrecord.cli import main
from onrecord.reading import tables
from onrecord.reading.tables import breaks


def told(text: str, method: str = "model") -> list[str]:
    """The claims of a text as source | cue | content, with every invariant checked."""
    reading = read(from_text(text), method=method)
    assert list(breaks(reading.tables, reading.article.text)) == []
    rows = reading.attributed[["source", "cue", "content"]].astype(object)
    return [" | ".join("-" if pd.isna(cell) else cell for cell in row) for row in rows.itertuples(index=False)]


# What opens its sentence before a verb of saying, and what looks like it.
FRONTED = [
    ("How much the yard paid for the crane, she declined to say.",
     "she | declined to say | How much the yard paid for the crane"),
    ("Who will pay for the dyke, the ministry refused to disclose.",
     "the ministry | refused to disclose | Who will pay for the dyke"),
    ("Whether Brandt will play on Sunday, the club has refused to confirm.",
     "the club | has refused to confirm | Whether Brandt will play on Sunday"),
    ("Which of the two boats had right of way, the court declined to decide.",
     "the court | declined to decide | Which of the two boats had right of way"),
    ("When the bridge would reopen, officials could not say.",
     "officials | could not say | When the bridge would reopen"),
    ("What caused the fire, investigators did not say.", "investigators | did not say | What caused the fire"),
    ("Whether she will run again, Moss refused to tell reporters.",
     "Moss | refused to tell | Whether she will run again"),
    ("Just how many jobs will go, the bank declined to reveal.",
     "the bank | declined to reveal | Just how many jobs will go"),
    ("“The pool will stay open,” Brandt promised to tell the board.",
     "Brandt | promised to tell | “The pool will stay open,”"),
    ("“The bridge will stay shut for good,” the mayor was reported to have said.",
     "the mayor | was reported to have said | “The bridge will stay shut for good,”"),
    ("“We will not sell,” Ada Moss was quoted as saying.", "Ada Moss | was quoted as saying | “We will not sell,”"),
    ("The pool will close, Brandt was said to have told the board.",
     "Brandt | was said to have told | The pool will close"),
    ("Moss was reported to have demanded that the pool be sold.",
     "- | was reported | Moss … to have demanded that the pool be sold"),
    ("Why the valve had failed, the engineers were unable to explain.",
     "the engineers | were unable to explain | Why the valve had failed"),
    ("The road will be shut until June, the county was forced to concede.",
     "the county | was forced to concede | The road will be shut until June"),
    ("That the pool must close, the mayor refused to accept.",
     "the mayor | refused to accept | That the pool must close"),
    # An infinitive with a content of its own is the content; what comes before it is no question left open.
    ("The firm declined to comment on the crane.", "The firm | declined | to comment on the crane"),
    ("When the council met, the mayor refused to step down.", "the mayor | refused | to step down"),
    ("When the dyke broke, the mayor said the town was safe.", "the mayor | said | the town was safe"),
    ("If the strike goes on, the yard said it would close.", "the yard | said | it would close"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), FRONTED)
def test_what_opens_a_sentence_before_a_verb_of_saying_is_its_content(text: str, wanted: str) -> None:
    assert wanted in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "The firms were criticized for their part in raising rents.",
        "Ada Moss, the sole author of the Harwick\nPlan, said no.",
        "The mayor, who told the board that the dyke, which he said was safe, would hold, denied it.",
        "Officials warned that anyone who says the bridge is safe is wrong, he said.",
        "He said she said they said the pool would close, and denied it.",
        "“I,” he said, “never said ‘no,’ as he said,” she said.",
        "Brandt said, according to Moss, that, he said, the yard, she said, was sold.",
        "A plan the council says it needs was called “a gift” by the mayor, who said she would back it.",
        "It was a mistake, said the mayor, said the report, said the judge.",
    ],
)
@pytest.mark.parametrize("method", ["model", "rules"])
def test_claims_within_claims_are_kept_apart(text: str, method: str) -> None:
    told(text, method)


def spoilt(name: str, **columns: object) -> list[str]:
    """The kinds of break that are found when cells of a good table are changed: column = {row: value}."""
    good = reading_of("harwick-budget")
    table = good.tables[name].copy()
    for column, cells in columns.items():
        for row, value in cells.items():  # type: ignore[attr-defined]
            table.loc[row, column] = value
    return [found.kind for found in breaks({**good.tables, name: table}, good.article.text)]


def test_every_kind_of_break_is_found() -> None:
    good = reading_of("harwick-budget")
    text = good.article.text
    assert list(breaks(good.tables, text)) == []
    assert "offsets" in spoilt("mentions", start={0: 10**9})
    assert "offsets" in spoilt("dates", text={0: "never"})
    assert "keys" in spoilt("about", actor={0: 999})
    assert "schema" in spoilt("dates", type={0: "DAY"})
    assert "days" in spoilt("dates", earliest={0: pd.Timestamp("2027-01-02")}, latest={0: pd.Timestamp("2027-01-01")})
    row = next(n for n, end in good.mentions.end.items() if text[end] == " ")
    cell = good.mentions.loc[row]
    wide = {"end": {row: cell.end + 1}, "text": {row: cell.text + " "}}
    assert spoilt("mentions", **wide) == ["edges"]
    over = text.index("\n\n", cell.end) + 3
    assert "paragraphs" in spoilt("mentions", end={row: over}, text={row: text[cell.start : over]})
    twice = {column: {row + 1: cell[column]} for column in ("start", "end", "text")}
    assert "mentions" in spoilt("mentions", **twice)
    last = {column: {0: good.dates.iloc[-1][column]} for column in ("start", "end", "text")}
    assert {"order", "dates overlap"} <= set(spoilt("dates", **last))
    content, source = (good.spans[good.spans.role == role].index[0] for role in ("content", "source"))
    inside = {column: {source: good.spans.loc[content, column]} for column in ("start", "end", "text")}
    assert "roles of a claim overlap" in spoilt("spans", **inside)
    other = good.spans[(good.spans.role == "content") & (good.spans.claim > good.spans.claim[content])].index[0]
    same = {column: {other: good.spans.loc[content, column]} for column in ("start", "end", "text")}
    assert "contents overlap" in spoilt("spans", **same)
    assert "keys" in spoilt("spans", claim=dict.fromkeys(good.spans.index[good.spans.claim == 0], 1))


def test_the_check_names_table_row_and_what_is_wrong() -> None:
    good = reading_of("harwick-budget")
    broken = good.mentions.copy()
    broken.loc[2, "text"] = "somebody else"
    with pytest.raises(tables.TableError, match=r"^mentions row 2: its offsets do not give its text$"):
        tables.check({**good.tables, "mentions": broken}, good.article.text)


# ------------------------------------------------------------------------------------------- what nobody foresaw


@pytest.mark.parametrize(
    ("step", "function"),
    [
        ("parse", "parse"),
        ("actors", "find_actors"),
        ("dates", "find_dates"),
        ("claims", "find_claims"),
        ("tables", "joined"),
    ],
)
def test_a_surprise_inside_a_step_is_one_line_that_names_it(
    step: str, function: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    def surprise(*_: object, **__: object) -> None:
        raise KeyError("a\nsurprise")

    monkeypatch.setattr(f"onrecord.reading.steps.{function}", surprise)
    with pytest.raises(StepError) as caught:
        read(from_text("The mayor said no."))
    assert caught.value.step == step and isinstance(caught.value.__cause__, KeyError)
    assert main(["read", "kettle-recall", "--out", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.startswith(f"onrecord: the step '{step}' stopped")
    assert "KeyError" in said and "mistake in On Record" in said and "open an issue" in said and "version" in said


def test_what_is_foreseen_keeps_its_own_line() -> None:
    with pytest.raises(ArticleError, match="is no actor"):
        read(from_text("The mayor said no."), corrections={"rename": {"Nobody": "Somebody"}})
    with pytest.raises(ValueError, match="one of model, rules"):
        read(from_text("The mayor said no."), method="guess")
