"""Corrections: every table follows, the keys hold, and what cannot be done is one clear line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import reading_of
from onrecord import from_text, read
from onrecord.correcting import CorrectionError, as_toml, correct, load_corrections
from onrecord.reading import Reading

TEXT = (
    "Ann Lee, the mayor, said the pool will close. The Harwick council denied it. "
    "Lee said she would ask Piet Aldous. Mrs Lee warned that the council may say no. Aldous agreed with Ann Lee."
)


@pytest.fixture(scope="module")
def once() -> Reading:
    return read(from_text(TEXT))


def made(reading: Reading) -> dict[str, int]:
    return dict(zip(reading.actors.name, reading.actors.n_claims_made, strict=True))


def test_nothing_to_correct_changes_nothing(reading: Reading) -> None:
    same = correct(reading, [{"retype": 0, "to": reading.actors.type[0]}])
    for name, table in reading.tables.items():
        pd.testing.assert_frame_equal(same.tables[name], table)


def test_a_merge_joins_mentions_claims_and_counts(once: Reading) -> None:
    before = made(once)
    one = correct(once, [{"merge": ["Ann Lee", "Piet Aldous"]}])
    assert len(one.actors) == len(once.actors) - 1
    row = one.actors[one.actors.name == "Ann Lee"].iloc[0]
    assert row.n_claims_made == before["Ann Lee"] + before["Piet Aldous"] > before["Ann Lee"]
    assert "Piet Aldous" in row.aliases.split("; ")
    assert row.n_mentions == once.actors.n_mentions[once.actors.name.isin(["Ann Lee", "Piet Aldous"])].sum()
    assert one.mentions.text.tolist() == once.mentions.text.tolist()


def test_a_split_takes_its_claims_with_it(once: Reading) -> None:
    other = TEXT.index("Mrs Lee")
    (start,) = once.mentions.start[once.mentions.start.between(other, other + 4)]
    two = correct(once, [{"split": "Ann Lee", "mentions": [int(start)], "name": "Zoë Lee"}])
    assert made(two)["Zoë Lee"] == 1 and made(two)["Ann Lee"] == made(once)["Ann Lee"] - 1
    (number,) = two.actors.index[two.actors.name == "Zoë Lee"]
    assert two.mentions.start[two.mentions.actor == number].tolist() == [start]
    # Merged again, it is what it was, save for the name it had in between.
    again = correct(two, [{"merge": ["Ann Lee", "Zoë Lee"]}])
    pd.testing.assert_frame_equal(again.actors.drop(columns="aliases"), once.actors.drop(columns="aliases"))
    pd.testing.assert_frame_equal(again.claims, once.claims)


def test_a_split_by_place(once: Reading) -> None:
    start = TEXT.rindex("Ann Lee")
    two = correct(once, [{"split": "Ann Lee", "mentions": [start], "type": "group"}])
    assert two.actors[two.actors.name == "Ann Lee"].type.tolist() == ["person", "group"]
    with pytest.raises(CorrectionError, match="2 actors are called"):
        correct(two, [{"rename": "Ann Lee", "to": "A"}])
    assert correct(two, [{"rename": 0, "to": "A"}]).actors.name[0] == "A"


def test_rename_and_retype(once: Reading) -> None:
    new = correct(once, [{"rename": "Ann Lee", "to": "Dr Ann Lee"}, {"retype": "Dr Ann Lee", "to": "group"}])
    row = new.actors.loc[0]
    assert (row["name"], row.type) == ("Dr Ann Lee", "group") and "Ann Lee" in row.aliases.split("; ")
    assert once.actors.name[0] == "Ann Lee"


@pytest.mark.parametrize(
    ("correction", "says"),
    [
        ({}, "is no correction"),
        ({"join": ["a", "b"]}, "is no correction"),
        ({"merge": ["Ann Lee"]}, "two actors"),
        ({"merge": "Ann Lee"}, "two actors"),
        ({"merge": ["Ann Lee", "Ann Lee"]}, "two different"),
        ({"merge": ["Ann Lee", "Nobody"]}, "no actor is called 'Nobody'"),
        ({"merge": ["Ann Lee", 99]}, "no actor is called 99"),
        ({"rename": "Ann Lee"}, "new name"),
        ({"retype": "Ann Lee", "to": "cat"}, "no type"),
        ({"split": "Ann Lee", "mentions": ["Mr Lee"]}, "no mention"),
        ({"split": "Ann Lee", "mentions": []}, "not all"),
        ({"split": "Piet Aldous", "mentions": ["Piet Aldous", "Aldous"]}, "not all"),
    ],
)
def test_what_cannot_be_done_is_one_line(once: Reading, correction: dict[str, Any], says: str) -> None:
    with pytest.raises(CorrectionError, match=says) as refused:
        correct(once, [correction])
    assert "\n" not in str(refused.value)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_tables_keep_their_schema_whatever_is_corrected(data: st.DataObject) -> None:
    reading = reading_of("rutte-warns-trump")
    for _ in range(3):  # correct() checks the tables itself
        count = len(reading.actors)
        one, other = data.draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True))
        own = reading.mentions[reading.mentions.actor == one]
        steps: list[dict[str, Any]] = [{"merge": [one, other]}, {"rename": one, "to": "X; Y"}]
        if len(own) > 1:
            steps.append({"split": one, "mentions": own.start.tolist()[1:]})
        reading = correct(reading, [data.draw(st.sampled_from(steps))])
        assert reading.actors.n_mentions.sum() == len(reading.mentions)
        assert reading.actors.n_claims_made.sum() == reading.claims.source_actor.notna().sum()


def test_corrections_are_kept_in_a_file(tmp_path: Path) -> None:
    some = [{"merge": ["Russia", 'The "Kremlin"']}, {"split": "Lee", "mentions": [12, "Mrs Lee"], "name": "Zoë\\"}]
    path = tmp_path / "corrections.toml"
    path.write_text(as_toml(some), encoding="utf-8")
    assert load_corrections(path) == some
    for bad in ("corrections = 1", "[[corrections", "corrections = [1]"):
        path.write_text(bad, encoding="utf-8")
        with pytest.raises(CorrectionError):
            load_corrections(path)
    with pytest.raises(CorrectionError, match="cannot be read"):
        load_corrections(tmp_path / "none.toml")
