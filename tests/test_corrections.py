"""A reader's corrections of the actors: what they do, what they refuse, and that the tables hold after any of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord import CorrectionError, load_article, read, tables
from onrecord.article import Article
from onrecord.reading import Reading

TEXT = (
    "Elizabeth Shaw, mayor of Harwick, met Norvale Home on Monday. Liz Shaw said that the firm had lied. "
    "David Okafor, a critic of Norvale, said that he was angry. “I saw it,” Okafor said. Okafor’s son Paul left."
)


def corrected(corrections: dict[str, Any] | None = None) -> Reading:
    return read(Article(TEXT), method="rules", corrections=corrections)


@cache
def plain() -> Reading:
    return corrected()


def actor(reading: Reading, name: str) -> Any:
    (row,) = reading.actors[reading.actors.name == name].itertuples()
    return row


def test_merge_makes_one_actor_with_all_that_both_had() -> None:
    reading = corrected({"merge": [["Elizabeth Shaw", "Liz Shaw"]]})
    before, shaw = plain().actors, actor(reading, "Elizabeth Shaw")
    assert len(reading.actors) == len(before) - 1
    assert "Liz Shaw" in shaw.aliases.split("; ")
    both = before.name.isin(["Elizabeth Shaw", "Liz Shaw"])
    assert shaw.n_mentions == before[both].n_mentions.sum()
    assert shaw.n_claims_made == 1  # claims are joined afterwards
    moved = reading.mentions[reading.mentions.rule == "corrected"]
    assert moved.text.tolist() == ["Liz Shaw"] and moved.confidence.tolist() == [1.0]


@pytest.mark.parametrize("group", [["The mayor", "Teresa Okafor"], ["Teresa Okafor", "The mayor"]])
def test_who_has_a_name_keeps_it_in_a_merge(group: list[str]) -> None:
    article = Article("The mayor met reporters on Monday. Teresa Okafor said the pool will close.")
    assert {"The mayor", "Teresa Okafor"} <= set(read(article, method="rules").actors.name)
    reading = read(article, method="rules", corrections={"merge": [group], "rename": {"The mayor": "T. Okafor"}})
    assert reading.actors.name.tolist() == ["T. Okafor"]  # either name still means this actor
    okafor = actor(read(article, method="rules", corrections={"merge": [group]}), "Teresa Okafor")
    assert (okafor.type, okafor.aliases, okafor.n_claims_made) == ("person", "The mayor", 1)


def test_of_two_names_the_first_stays_and_one_given_by_a_split_is_a_name() -> None:
    assert "Liz Shaw" in corrected({"merge": [["Liz Shaw", "Elizabeth Shaw"]]}).actors.name.tolist()
    split = {"actor": "David Okafor", "mentions": ["he"], "name": "Ben"}
    assert "Ben" in corrected({"split": [split], "merge": [["Ben", "Paul"]]}).actors.name.tolist()


def test_split_takes_mentions_by_their_words_or_their_place() -> None:
    for mentions in (["Okafor"], [TEXT.index("Okafor said")]):
        reading = corrected({"split": [{"actor": "David Okafor", "mentions": mentions, "name": "Ben Okafor"}]})
        other = actor(reading, "Ben Okafor")
        assert other.type == "person" and "Okafor" in other.aliases
        assert actor(reading, "David Okafor").n_mentions < actor(plain(), "David Okafor").n_mentions


def test_split_into_an_actor_that_is_there_moves_mentions_to_it() -> None:
    reading = corrected({"split": [{"actor": "David Okafor", "mentions": ["he"], "name": "Elizabeth Shaw"}]})
    assert len(reading.actors) == len(plain().actors)
    assert actor(reading, "Elizabeth Shaw").n_mentions == actor(plain(), "Elizabeth Shaw").n_mentions + 1


def test_rename_keeps_the_old_name_as_an_alias_and_retype_changes_the_type() -> None:
    reading = corrected({"rename": {"Elizabeth Shaw": "Mayor Shaw"}, "retype": {"Mayor Shaw": "group"}})
    shaw = actor(reading, "Mayor Shaw")
    assert shaw.aliases.split("; ")[0] == "Elizabeth Shaw" and shaw.type == "group"


def test_an_actor_may_be_told_by_alias_or_number() -> None:
    number = int(actor(plain(), "David Okafor").Index)
    for who in ("Okafor", str(number)):
        assert "D. O." in corrected({"rename": {who: "D. O."}}).actors.name.tolist()


def test_no_corrections_change_nothing() -> None:
    for corrections in (None, {}):
        assert corrected(corrections).actors.equals(plain().actors)


REFUSED: list[tuple[Any, str]] = [
    ({"join": []}, "'join' is none of split, merge, rename, retype"),
    ({"merge": {"a": "b"}}, "merge takes a list"),
    ({"merge": [["Elizabeth Shaw"]]}, "two actors or more"),
    ({"merge": [["Elizabeth Shaw", "Nobody"]]}, "'Nobody' is no actor"),
    ({"merge": [["David Okafor", "Okafor"]]}, "one actor twice"),
    ({"rename": ["Shaw"]}, "a table of actor = value"),
    ({"rename": {"Elizabeth Shaw": " "}}, "a name, in words"),
    ({"retype": {"Elizabeth Shaw": "robot"}}, "person, organisation, country, group, place, not 'robot'"),
    ({"split": [{"actor": "Elizabeth Shaw"}]}, "split takes actor, mentions, name"),
    ({"split": [{"actor": "David Okafor", "mentions": ["she"], "name": "X"}]}, "no mention 'she'"),
    ({"split": [{"actor": "Liz Shaw", "mentions": ["Liz Shaw"], "name": "X"}]}, "use rename instead"),
    ({"split": [{"actor": "David Okafor", "mentions": "he", "name": "X"}]}, "a list of mentions"),
    ([1], "a table is needed"),
]


@pytest.mark.parametrize(("corrections", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_cannot_be_corrected_is_said_in_one_line(corrections: Any, message: str) -> None:
    with pytest.raises(CorrectionError, match=r"^corrections: [^\n]*$") as caught:
        corrected(corrections)
    assert message in str(caught.value)


def test_two_actors_of_one_name_are_told_apart_by_number() -> None:
    article = Article("Talks in Moscow ended. Moscow warned them on Friday.")
    reading = read(article, method="rules", corrections={"rename": {"Moscow": "the city"}})
    assert reading.actors.name.tolist() == ["the city", "Russia"]  # a name goes before an alias
    twice = {"rename": {"Russia": "Moscow"}, "retype": {"Moscow": "country"}}
    with pytest.raises(CorrectionError, match="may be actor 0 or 1; write the number"):
        read(article, method="rules", corrections=twice)


def test_corrections_beside_the_article(tmp_path: Path) -> None:
    (tmp_path / "shaw.txt").write_text(TEXT, encoding="utf-8")
    about = 'title = "Shaw"\n[corrections]\nmerge = [["Elizabeth Shaw", "Liz Shaw"]]\nretype = {"Paul" = "group"}\n'
    (tmp_path / "shaw.toml").write_text(about, encoding="utf-8")
    article = load_article(tmp_path / "shaw.txt")
    assert article.title == "Shaw"
    assert "Liz Shaw" not in read(article, method="rules").actors.name.tolist()
    assert "Liz Shaw" in read(article, method="rules", corrections={}).actors.name.tolist()
    (tmp_path / "shaw.toml").write_text("corrections = 3", encoding="utf-8")
    with pytest.raises(ValueError, match=r"begin it with a line \[corrections\]"):
        load_article(tmp_path / "shaw.txt")


# Names, aliases, numbers and what is none of them.
_WHO = st.sampled_from(
    ["Elizabeth Shaw", "Liz Shaw", "David Okafor", "Okafor", "Norvale Home", "Norvale", "Paul", "X", "0", "1", "99", ""]
)
_MENTION = st.one_of(st.sampled_from(["he", "I", "Okafor", "Norvale", "Elizabeth Shaw", "mayor"]), st.integers(0, 200))
_TYPE = st.sampled_from(["person", "group", "place", "robot"])
_SPLITS = st.fixed_dictionaries(
    {"actor": _WHO, "mentions": st.lists(_MENTION, max_size=3), "name": _WHO}, optional={"type": _TYPE}
)
_CORRECTIONS = st.fixed_dictionaries(
    {},
    optional={
        "split": st.lists(_SPLITS, max_size=2),
        "merge": st.lists(st.lists(_WHO, max_size=3), max_size=2),
        "rename": st.dictionaries(_WHO, _WHO, max_size=2),
        "retype": st.dictionaries(_WHO, _TYPE, max_size=2),
    },
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(corrections=_CORRECTIONS)
def test_any_correction_is_refused_in_one_line_or_the_tables_hold(corrections: dict[str, Any]) -> None:
    try:
        reading = corrected(corrections)
    except CorrectionError as problem:
        assert len(str(problem).splitlines()) == 1
        return
    tables.check(reading.tables, TEXT)
    actors, mentions, before = reading.actors, reading.mentions, plain().mentions
    # No mention is lost or made, every actor has one, and actors are numbered in the order of their first mentions.
    assert mentions[["start", "end", "kind"]].equals(before[["start", "end", "kind"]])
    assert actors.n_mentions.tolist() == [int((mentions.actor == a).sum()) for a in actors.index]
    assert mentions.actor.drop_duplicates().tolist() == actors.index.tolist()
    assert sorted(reading.roles.start) == sorted(plain().roles.start)
