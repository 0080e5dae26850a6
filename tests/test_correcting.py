"""Corrections: every table follows, the keys hold, and what cannot be done is one clear line."""

from __future__ import annotations

import tomllib
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import reading_of
from onrecord import from_text, read
from onrecord.correcting import CorrectionError, as_toml, correct
from onrecord.reading import Reading
from onrecord.workbench.changes import changed

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
    same = correct(reading, {})
    for name, table in reading.tables.items():
        pd.testing.assert_frame_equal(same.tables[name], table)


def test_a_merge_joins_mentions_claims_and_counts(once: Reading) -> None:
    before = made(once)
    one = correct(once, {"merge": [["Ann Lee", "Piet Aldous"]]})
    assert len(one.actors) == len(once.actors) - 1
    row = one.actors[one.actors.name == "Ann Lee"].iloc[0]
    assert row.n_claims_made == before["Ann Lee"] + before["Piet Aldous"] > before["Ann Lee"]
    assert "Piet Aldous" in row.aliases.split("; ")
    assert row.n_mentions == once.actors.n_mentions[once.actors.name.isin(["Ann Lee", "Piet Aldous"])].sum()
    assert one.mentions.text.tolist() == once.mentions.text.tolist()


def test_a_split_takes_its_claims_with_it(once: Reading) -> None:
    other = TEXT.index("Mrs Lee")
    (start,) = once.mentions.start[once.mentions.start.between(other, other + 4)]
    two = correct(once, {"split": [{"actor": "Ann Lee", "mentions": [int(start)], "name": "Zoë Lee"}]})
    assert made(two)["Zoë Lee"] == 1 and made(two)["Ann Lee"] == made(once)["Ann Lee"] - 1
    (number,) = two.actors.index[two.actors.name == "Zoë Lee"]
    assert two.mentions.start[two.mentions.actor == number].tolist() == [start]
    # Merged again, it is what it was, save for the name it had in between.
    again = correct(two, {"merge": [["Ann Lee", "Zoë Lee"]]})
    pd.testing.assert_frame_equal(again.actors.drop(columns="aliases"), once.actors.drop(columns="aliases"))
    pd.testing.assert_frame_equal(again.claims, once.claims)


def test_a_split_by_place_or_words_may_go_to_an_actor_that_is_there(once: Reading) -> None:
    start = TEXT.rindex("Ann Lee")
    two = correct(once, {"split": [{"actor": "Ann Lee", "mentions": [start], "name": "A. Lee", "type": "group"}]})
    assert two.actors.set_index("name").type["A. Lee"] == "group"
    words = correct(once, {"split": [{"actor": "Piet Aldous", "mentions": ["Aldous"], "name": "Ann Lee"}]})
    assert len(words.actors) == len(once.actors)
    assert made(words)["Ann Lee"] == made(once)["Ann Lee"] + 1


def test_rename_and_retype_and_numbers_of_the_table_before(once: Reading) -> None:
    new = correct(once, {"rename": {"Ann Lee": "Dr Ann Lee"}, "retype": {"Dr Ann Lee": "group"}})
    row = new.actors.loc[0]
    assert (row["name"], row.type) == ("Dr Ann Lee", "group") and "Ann Lee" in row.aliases.split("; ")
    assert once.actors.name[0] == "Ann Lee"
    last = str(once.actors.index[-1])
    moved = correct(once, {"merge": [[0, 1]], "rename": {last: "Z"}})
    assert moved.actors.name.tolist()[-1] == "Z"


@pytest.mark.parametrize(
    ("corrections", "says"),
    [
        ([], "a table is needed"),
        ({"join": []}, "is none of"),
        ({"merge": {}}, "another shape"),
        ({"rename": []}, "another shape"),
        ({"merge": [["Ann Lee"]]}, "two actors"),
        ({"merge": ["Ann Lee"]}, "two actors"),
        ({"merge": [["Ann Lee", "Ann Lee"]]}, "two different"),
        ({"merge": [["Ann Lee", "Nobody"]]}, "no actor is called 'Nobody'"),
        ({"merge": [["Ann Lee", 99]]}, "no actor is called 99"),
        ({"rename": {"Ann Lee": " "}}, "new name"),
        ({"retype": {"Ann Lee": "cat"}}, "no type"),
        ({"split": ["Ann Lee"]}, "split takes actor"),
        ({"split": [{"actor": "Ann Lee", "mentions": ["Mr Lee"], "name": "A"}]}, "no mention"),
        ({"split": [{"actor": "Ann Lee", "mentions": [], "name": "A"}]}, "not all"),
        ({"split": [{"actor": "Piet Aldous", "mentions": ["Piet Aldous", "Aldous"], "name": "A"}]}, "not all"),
    ],
)
def test_what_cannot_be_done_is_one_line(once: Reading, corrections: Any, says: str) -> None:
    with pytest.raises(CorrectionError, match=says) as refused:
        correct(once, corrections)
    assert "\n" not in str(refused.value)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changes_one_after_the_other_are_corrections_of_the_first_reading(data: st.DataObject) -> None:
    base = now = reading_of("rutte-warns-trump")
    corrections: dict[str, Any] = {}
    for _ in range(4):  # correct() checks the tables itself
        one, other = data.draw(st.lists(st.integers(0, len(now.actors) - 1), min_size=2, max_size=2, unique=True))
        name = data.draw(st.sampled_from(["X; Y", "12", "Z"]))
        own = now.mentions[now.mentions.actor == one]
        changes: list[dict[str, Any]] = [{"merge": [one, other]}, {"rename": one, "to": name}]
        changes += [{"retype": one, "to": "group"}]
        changes += [{"split": one, "mentions": own.start.tolist()[1:], "name": f"{name} {len(corrections)}"}]
        change = data.draw(st.sampled_from(changes))
        expected = {"merge": own.text.tolist(), "rename": name, "retype": "group"}
        try:
            then = changed(base, now, corrections, change)
            corrected = correct(base, then)
        except CorrectionError:
            assert "split" in change  # all mentions of what was merged: taken back by undoing the merge
            continue
        actor = corrected.mentions.actor[own.index[0]]
        if "merge" in change:
            both = now.mentions.actor.isin([one, other])
            assert corrected.mentions.actor[both.to_numpy()].nunique() == 1
        elif "split" in change:
            assert (corrected.mentions.actor == actor).sum() < len(own)
        elif "rename" in change:
            assert corrected.actors.name[actor] == expected["rename"]
        else:
            assert corrected.actors.type[actor] == "group"
        now, corrections = corrected, then
        assert now.actors.n_mentions.sum() == len(now.mentions)
        assert now.actors.n_claims_made.sum() == now.claims.source_actor.notna().sum()
        assert correct(base, tomllib.loads(as_toml(corrections))["corrections"]).actors.equals(now.actors)


def test_a_file_holds_every_name() -> None:
    some = {
        "merge": [["Russia", 'The "Kremlin"']],
        "split": [{"actor": "Lee", "mentions": [12, "Mrs"], "name": "Zoë\\"}],
    }
    assert tomllib.loads(as_toml(some)) == {"corrections": some}
    assert tomllib.loads(as_toml({})) == {"corrections": {}}
