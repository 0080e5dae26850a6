"""Changes made one after the other in the workbench, as corrections of the article as it was read."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import reading_of
from onrecord import explore, from_text, read
from onrecord.article import Article
from onrecord.article.about import as_toml
from onrecord.errors import CorrectionError
from onrecord.reading import Reading
from onrecord.workbench.changes import changed


def actor_at(reading: Reading, mention: pd.Series) -> int:
    """The actor of the mention at the same place."""
    same = (reading.mentions.start == mention.start) & (reading.mentions.end == mention.end)
    return int(reading.mentions.actor[same].iloc[0])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changes_one_after_the_other_are_corrections_of_the_first_reading(data: st.DataObject) -> None:
    base = now = reading_of("rutte-warns-trump")
    corrections: dict[str, Any] = {}
    for _ in range(4):  # read() checks the tables itself
        one, other = data.draw(st.lists(st.integers(0, len(now.actors) - 1), min_size=2, max_size=2, unique=True))
        name = data.draw(st.sampled_from(["X; Y", "12", "Z"]))
        own = now.mentions[now.mentions.actor == one]
        changes: list[dict[str, Any]] = [{"merge": [one, other]}, {"rename": one, "to": name}]
        changes += [{"retype": one, "to": "group"}]
        changes += [{"split": one, "mentions": own.start.tolist()[1:], "name": f"{name} {len(corrections)}"}]
        change = data.draw(st.sampled_from(changes))
        try:
            then = changed(base, now, corrections, change)
            corrected = read(replace(base.article, corrections=then))
        except CorrectionError:
            assert "split" in change  # all mentions of what was merged: taken back by undoing the merge
            continue
        actor = actor_at(corrected, own.iloc[0])
        if "merge" in change:
            both = now.mentions[now.mentions.actor.isin([one, other])]
            assert len({actor_at(corrected, mention) for _, mention in both.iterrows()}) == 1
        elif "split" in change:
            assert (corrected.mentions.actor == actor).sum() < len(own)
        elif "rename" in change:
            assert corrected.actors.name[actor] == name
        else:
            assert corrected.actors.type[actor] == "group"
        now, corrections = corrected, then
        assert now.actors.n_mentions.sum() == len(now.mentions)
        assert now.actors.n_claims_made.sum() == now.claims.source_actor.notna().sum()
    assert tomllib.loads(as_toml(now.article))["corrections"] == {k: v for k, v in corrections.items() if v}


@pytest.mark.parametrize("change", [{"rename": 1, "to": "X"}, {"retype": 1, "to": "group"}, {"merge": [0, 1]}])
def test_who_gave_the_name_away_in_a_split_can_still_be_corrected(change: dict[str, Any]) -> None:
    base = reading_of("rutte-warns-trump")
    own = base.mentions[base.mentions.actor == 1]
    split = changed(base, base, {}, {"split": 1, "mentions": own.start.tolist()[1:], "name": "Y"})
    now = read(replace(base.article, corrections=split))
    then = read(replace(base.article, corrections=changed(base, now, split, change)))
    actor = actor_at(then, own.iloc[0])
    wanted = {"rename": then.actors.name[actor] == "X", "retype": then.actors.type[actor] == "group"}
    wanted["merge"] = actor == actor_at(then, base.mentions[base.mentions.actor == 0].iloc[0])
    assert wanted[next(iter(change))]
    assert actor_at(then, own.iloc[1]) != actor and then.actors.name[actor_at(then, own.iloc[1])] == "Y"


def test_changes_go_on_from_a_file_that_says_it_by_alias_or_number() -> None:
    base = reading_of("rutte-warns-trump")
    kellogg, iran = (int(base.actors.index[base.actors.name == who][0]) for who in ("Keith Kellogg", "Iran"))
    alias = base.actors.aliases[kellogg].split("; ")[0]
    file = {"merge": [[alias, str(iran), "China"]]}
    now = read(replace(base.article, corrections=file))
    number = int(now.actors.index[now.actors.name == "Keith Kellogg"][0])
    then = changed(base, now, file, {"rename": number, "to": "Three in one"})
    assert then == {**file, "rename": {"Keith Kellogg": "Three in one"}}
    assert "Three in one" in read(replace(base.article, corrections=then)).actors.name.tolist()


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"merge": [0]},
        {"merge": 1},
        {"merge": [0, 999]},
        {"rename": 999, "to": "A"},
        {"rename": 0},
        {"split": 0, "mentions": []},
        {"split": 0, "mentions": 3},
        {"retype": None, "to": "person"},
    ],
)
def test_a_change_that_is_none_is_one_line(change: dict[str, Any]) -> None:
    base = reading_of("rutte-warns-trump")
    with pytest.raises(CorrectionError) as refused:
        changed(base, base, {}, change)
    assert "\n" not in str(refused.value)


TEXT = (
    "The mayor met reporters on Monday. Teresa Okafor said the pool will close. Okafor left early. "
    "Ann Lee, a critic, said that she was angry. Paul Hill warned Lee."
)


def test_what_has_become_of_the_actors_is_said() -> None:
    view = explore(from_text(TEXT))
    actors = dict(zip(view.reading.actors.name, view.reading.actors.index, strict=True))
    said = view.correct({"merge": [actors["The mayor"], actors["Teresa Okafor"]]})
    assert said == "The mayor and Teresa Okafor are one actor now: Teresa Okafor."
    assert view.correct({"rename": 0, "to": "Mayor Okafor"}) == "Teresa Okafor is called Mayor Okafor now."
    assert view.correct({"retype": 0, "to": "organisation"}) == "Mayor Okafor is an organisation now."
    places = [TEXT.index("Okafor left")]
    # Ann Lee has a name of her own in the text; it is she who gets the mention, although she is called Anna now.
    view.correct({"rename": 1, "to": "Anna"})
    before = view.reading.actors.n_mentions[1]
    said = view.correct({"split": 0, "mentions": places, "name": "Anna"})
    assert said == "1 of 3 mentions of Mayor Okafor belong to Anna now."
    assert view.reading.actors.n_mentions[1] == before + 1 and len(view.reading.actors) == 3


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"rename": 1, "to": "Ann Lee"}, "nothing has changed; that is the actor’s name already"),
        ({"rename": 1, "to": "Paul Hill"}, "there is already an actor of that name; use Merge"),
        ({"rename": 1, "to": " "}, "write the actor’s new name into the box first"),
        ({"retype": 1, "to": "person"}, "nothing has changed; it is so already"),
        ({"split": 1, "mentions": [], "name": "Jo"}, "tick the mentions that are somebody else’s"),
        ({"split": 1, "mentions": [TEXT.index("Lee.")], "name": "Ann Lee"}, "these are mentions of 'Ann Lee' already"),
        ({"split": 0, "mentions": [TEXT.index("Okafor left")], "name": "Teresa Okafor"}, "nothing has changed"),
        (
            {"split": 0, "mentions": [TEXT.index("Okafor left")], "name": "The mayor"},
            "an earlier merge puts these mentions back",
        ),
        ({"split": 0, "mentions": [0]}, "all the mentions that 'The mayor' had before the merge"),
        ({"split": 2, "mentions": [TEXT.index("Paul")]}, "these are all the mentions of this actor"),
    ],
)
def test_a_correction_that_does_nothing_or_collides_is_none(change: dict[str, Any], why: str) -> None:
    view = explore(from_text(TEXT))
    view.correct({"merge": [0, 1]})
    assert view.reading.actors.name.tolist() == ["Teresa Okafor", "Ann Lee", "Paul Hill"]
    corrections, reading = view.corrections, view.reading
    with pytest.raises(CorrectionError, match=why):
        view.correct(change)
    assert view.corrections == corrections and view.reading is reading
    view.undo()
    assert view.corrections == {}


def test_a_file_holds_every_name() -> None:
    some = {
        "merge": [["Russia", 'The "Kremlin"']],
        "split": [{"actor": "Lee", "mentions": [12, "Mrs"], "name": "Zoë\\"}],
    }
    article = Article("No.", title='A "B"', published=date(2026, 5, 4), corrections=some)
    known = tomllib.loads(as_toml(article))
    assert known == {"title": 'A "B"', "published": date(2026, 5, 4), "corrections": some}
