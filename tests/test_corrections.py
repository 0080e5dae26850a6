"""A reader's corrections of the actors: what they do, what they refuse, and that the tables hold after any of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord import CorrectionError, load_article, read
from onrecord.actors import Actor, Mention, Role
from onrecord.article import Article
from onrecord.reading import Reading, tables
from onrecord.reading.corrections import correct

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


# ------------------------------------------------------------------------------------------------ one by one

# Actors written down by hand, so that what a correction does to each of their parts can be told exactly.
HAND = "Chancellor Eve Stone met Stone Ltd. Dr Stone, a critic, saw Bob\nMoss. The mayor waved. Eve Stone left it."
PEOPLE = [
    Actor("Eve Stone", "person", (Role(0, 10, "Chancellor"), Role(46, 54, "a critic")), ("Stone", "she")),
    Actor("Stone Ltd", "organisation", (), ("Stone",)),
    Actor("Bob Moss", "person", (), ()),
    Actor("The mayor", "group", (Role(70, 79, "The mayor"),), ()),
]
PLACES = [
    Mention(11, 20, 0, "name", "full-name", 0.9),
    Mention(25, 34, 1, "name", "full-name", 0.9),
    Mention(39, 44, 0, "name", "surname", 0.95),
    Mention(46, 54, 0, "title", "apposition", 0.65),
    Mention(60, 68, 2, "name", "full-name", 0.9),
    Mention(70, 79, 3, "title", "description", 0.65),
    Mention(87, 96, 0, "name", "full-name", 0.9),
]


def by_hand(**corrections: Any) -> tuple[dict[str, Any], list[str]]:
    """Actors by name, as (number, type, aliases, roles, where mentioned), and which mentions went to another one."""
    actors, mentions = correct(HAND, PEOPLE, PLACES, corrections)
    found = {}
    for number, actor in enumerate(actors):
        starts = [m.start for m in mentions if m.actor == number]
        found[actor.name] = (number, actor.type, actor.aliases, [role.text for role in actor.roles], starts)
    assert sorted(m[:2] for m in mentions) == [m[:2] for m in mentions] == [m[:2] for m in PLACES]
    moved = [m for m in mentions if m.rule == "corrected"]
    assert all(m.confidence == 1.0 for m in moved)
    assert all(m[3:] in {one[3:] for one in PLACES} for m in mentions if m not in moved)
    return found, [HAND[m.start : m.end] for m in moved]


UNTOUCHED = {
    "Eve Stone": (0, "person", ("Stone", "she"), ["Chancellor", "a critic"], [11, 39, 46, 87]),
    "Stone Ltd": (1, "organisation", ("Stone",), [], [25]),
    "Bob Moss": (2, "person", (), [], [60]),
    "The mayor": (3, "group", (), ["The mayor"], [70]),
}


def test_what_is_written_by_hand_is_given_back() -> None:
    assert by_hand() == by_hand(split=[], merge=[], rename={}, retype={}) == (UNTOUCHED, [])


def test_a_merge_gives_the_first_all_that_the_others_had() -> None:
    found, moved = by_hand(merge=[["Bob Moss", "Eve Stone", "The mayor"]])
    assert found == {
        "Bob Moss": (0, "person", ("Eve Stone", "Stone", "she", "The mayor"), ["Chancellor", "a critic", "The mayor"],
                     [11, 39, 46, 60, 70, 87]),
        "Stone Ltd": (1, "organisation", ("Stone",), [], [25]),
    }  # fmt: skip
    assert moved == ["Eve Stone", "Stone", "a critic", "The mayor", "Eve Stone"]


def test_a_merge_takes_name_and_type_of_the_first_that_has_a_name() -> None:
    found, moved = by_hand(merge=[["The mayor", "Stone Ltd", "Eve Stone"]])
    assert found["Stone Ltd"] == (
        0, "organisation", ("The mayor", "Stone", "Eve Stone", "she"), ["Chancellor", "a critic", "The mayor"],
        [11, 25, 39, 46, 70, 87],
    )  # fmt: skip
    assert list(found) == ["Stone Ltd", "Bob Moss"]
    assert moved == ["Eve Stone", "Stone Ltd", "Stone", "a critic", "Eve Stone"]  # the first one's own mention stays


def test_two_merges_are_made_one_after_the_other() -> None:
    found, _ = by_hand(merge=[["Eve Stone", "The mayor"], ["Stone Ltd", "Bob Moss"]])
    assert {name: actor[4] for name, actor in found.items()} == {
        "Eve Stone": [11, 39, 46, 70, 87],
        "Stone Ltd": [25, 60],
    }
    found, _ = by_hand(merge=[["Eve Stone", "The mayor"]], rename={"Eve Stone": "E."})
    assert found["E."][2] == ("Eve Stone", "Stone", "she", "The mayor")


@pytest.mark.parametrize("mentions", [["Stone"], [39], ["Stone", 39]])
def test_a_split_takes_a_mention_and_the_name_that_only_it_has(mentions: list[Any]) -> None:
    found, moved = by_hand(split=[{"actor": "Eve Stone", "mentions": mentions, "name": " Ada \n Stone "}])
    assert found == {
        "Eve Stone": (0, "person", ("she",), ["Chancellor", "a critic"], [11, 46, 87]),
        "Stone Ltd": (1, "organisation", ("Stone",), [], [25]),
        "Ada Stone": (2, "person", ("Stone",), [], [39]),
        "Bob Moss": (3, "person", (), [], [60]),
        "The mayor": (4, "group", (), ["The mayor"], [70]),
    }
    assert moved == ["Stone"]


def test_a_split_takes_every_mention_of_those_words_and_their_name() -> None:
    found, moved = by_hand(split=[{"actor": "Eve Stone", "mentions": ["Eve Stone"], "name": "Eve", "type": "place"}])
    assert found["Eve"] == (0, "place", ("Eve Stone",), ["Chancellor"], [11, 87])
    assert found["Stone"] == (2, "person", ("she",), ["a critic"], [39, 46])
    assert moved == ["Eve Stone", "Eve Stone"]


def test_who_gives_all_names_away_has_an_alias_left_or_the_words_of_the_first_mention() -> None:
    found, _ = by_hand(split=[{"actor": "0", "mentions": ["Stone", "Eve Stone"], "name": "Ann"}])
    assert found["Ann"] == (0, "person", ("Eve Stone", "Stone"), ["Chancellor"], [11, 39, 87])
    assert found["she"] == (2, "person", (), ["a critic"], [46])
    text = "Lee, a\nman, and he"
    places = [Mention(a, b, 0, "name", "n", 0.5) for a, b in ((17, 19), (0, 3), (5, 10))]
    split = {"actor": "Lee", "mentions": ["Lee"], "name": "Bo"}
    actors, _ = correct(text, [Actor("Lee", "person", (), ())], places, {"split": [split]})
    assert [(a.name, a.aliases) for a in actors] == [("Bo", ("Lee",)), ("a man", ())]


def test_a_role_goes_with_a_mention_that_it_touches_or_nearly() -> None:
    for gap, goes in ((0, True), (1, True), (2, True), (3, False)):
        text = "Mayor" + "," * gap + "Lee x Lee"
        lee = [Mention(5 + gap, 8 + gap, 0, "name", "n", 0.5), Mention(11 + gap, 14 + gap, 0, "name", "n", 0.5)]
        actors, _ = correct(
            text,
            [Actor("Lee", "person", (Role(0, 5, "Mayor"),), ())],
            lee,
            {"split": [{"actor": "Lee", "mentions": [5 + gap], "name": "Bo"}]},
        )
        assert [a.name for a in actors if a.roles] == (["Bo"] if goes else ["Lee"])
    for start, goes in ((3, True), (4, False)):  # behind a mention, only one that begins where it ends
        text = "Lee a mayor x Lee"
        lee = [Mention(0, 3, 0, "name", "n", 0.5), Mention(14, 17, 0, "name", "n", 0.5)]
        role = Role(start, 11, text[start:11])
        split = {"actor": "Lee", "mentions": [0], "name": "Bo"}
        actors, _ = correct(text, [Actor("Lee", "person", (role,), ())], lee, {"split": [split]})
        assert [a.name for a in actors if a.roles] == (["Bo"] if goes else ["Lee"])


def test_a_split_into_one_that_is_there_keeps_what_it_was_and_may_change_its_type() -> None:
    split = {"actor": "Eve Stone", "mentions": [46], "name": "Bob Moss"}
    found, moved = by_hand(split=[split])
    assert found["Bob Moss"] == (2, "person", (), ["a critic"], [46, 60]) and moved == ["a critic"]
    assert found["Eve Stone"] == (0, "person", ("Stone", "she"), ["Chancellor"], [11, 39, 87])
    assert by_hand(split=[{**split, "type": "group"}])[0]["Bob Moss"][1] == "group"
    assert by_hand(split=[{**split, "name": "Stone Ltd"}])[0]["Stone Ltd"][1] == "organisation"


def test_a_split_off_part_may_have_the_same_name_and_then_has_a_number() -> None:
    split = {"actor": "Eve Stone", "mentions": [87], "name": "Eve Stone"}
    actors, mentions = correct(HAND, PEOPLE, PLACES, {"split": [split], "retype": {"4": "place"}})
    assert [(a.name, a.type) for a in actors][0::4] == [("Eve Stone", "person"), ("Eve Stone", "place")]
    assert [m.actor for m in mentions] == [0, 1, 0, 0, 2, 3, 4]
    with pytest.raises(CorrectionError, match="rename 'Eve Stone' may be actor 0 or 4; write the number"):
        by_hand(split=[split], rename={"Eve Stone": "x"})


def test_corrections_are_made_in_this_order_split_merge_rename_retype() -> None:
    found, _ = by_hand(
        retype={"Ms Moss": "group"},
        rename={"Ann": "Ms Moss"},
        merge=[["Ann", "Bob Moss"]],
        split=[{"actor": "Eve Stone", "mentions": [87], "name": "Ann"}],
    )
    assert found["Ms Moss"][1:3] == ("group", ("Ann", "Eve Stone", "Bob Moss"))


def test_a_name_goes_before_an_alias_and_an_alias_before_a_number() -> None:
    assert "x" in by_hand(rename={"she": "x"})[0]
    with pytest.raises(CorrectionError, match="rename 'Stone' may be actor 0 or 1; write the number"):
        by_hand(rename={"Stone": "x"})
    actors = [Actor("1", "person", (), ("2",)), Actor("a", "person", (), ()), Actor("b", "person", (), ())]
    places = [Mention(n, n + 1, n, "name", "n", 0.5) for n in range(3)]
    for who, expected in (("1", 0), ("2", 0), ("0", 0), ("a", 1)):
        found, _ = correct("1ab", actors, places, {"rename": {who: "x"}})
        assert [a.name for a in found].index("x") == expected
    for number in (1, "1"):
        found, _ = correct(
            "abc", [a._replace(name=a.name * 2, aliases=()) for a in actors], places, {"merge": [[number, 2]]}
        )
        assert [a.name for a in found] == ["11", "aa"]
    for who in (True, "3", "-1", "1.0", None, ["a"]):
        with pytest.raises(CorrectionError, match="is no actor of this article; take a name from its table"):
            correct("abc", [a._replace(name="n", aliases=()) for a in actors[:1]], places[:1], {"merge": [[who, "n"]]})


def test_a_rename_by_what_is_no_longer_or_not_yet_its_name() -> None:
    found, _ = by_hand(
        rename={"Bob Moss": " B.\nMoss ", "Eve Stone": "she"}, retype={"Bob Moss": "group", "she": "place"}
    )
    assert found["B. Moss"][1:3] == ("group", ("Bob Moss",))
    assert found["she"][1:3] == ("place", ("Eve Stone", "Stone"))  # a name is no alias of itself
    assert by_hand(rename={"Bob Moss": "Bob Moss"})[0]["Bob Moss"][2] == ()


def test_every_type_is_taken() -> None:
    for kind in ("person", "organisation", "country", "group", "place"):
        assert by_hand(retype={"The mayor": kind})[0]["The mayor"][1] == kind


SAID: list[tuple[dict[str, Any], str]] = [
    ({"merge": "Eve"}, "merge takes a list, not 'Eve'."),
    ({"split": {}}, "split takes a list, not {}."),
    ({"rename": []}, "rename takes a table of actor = value, not []."),
    ({"retype": "x"}, "retype takes a table of actor = value, not 'x'."),
    ({"merge": ["Eve"]}, "merge takes lists of two actors or more, not 'Eve'."),
    ({"merge": [["0", "9"]]}, "merge '9' is no actor of this article; take a name from its table."),
    ({"rename": {"9": "x"}}, "rename '9' is no actor of this article; take a name from its table."),
    ({"retype": {"9": "group"}}, "retype '9' is no actor of this article; take a name from its table."),
    ({"merge": [["0", "Eve Stone"]]}, "merge ['0', 'Eve Stone'] has one actor twice."),
    ({"merge": [["0", "1", "1"]]}, "merge ['0', '1', '1'] has one actor twice."),
    ({"rename": {"0": 5}}, "rename needs a name, in words, not 5."),
    ({"rename": {"0": "\n"}}, "rename needs a name, in words, not '\\n'."),
    ({"retype": {"0": "Person"}}, "retype takes person, organisation, country, group, place, not 'Person'."),
    ({"split": ["x"]}, "split takes actor, mentions, name and perhaps type, not 'x'."),
    ({"split": [{"actor": "0", "mentions": [39]}]}, "split takes actor, mentions, name and perhaps type, not {"),
    ({"split": [{"actor": "0", "mentions": [39], "name": "x", "kind": "y"}]}, "split takes actor, mentions, name and"),
    ({"split": [{"actor": "9", "mentions": [39], "name": "x"}]}, "split '9' is no actor of this article;"),
    ({"split": [{"actor": "0", "mentions": [39], "name": ""}]}, "split needs a name, in words, not ''."),
    ({"split": [{"actor": "0", "mentions": [], "name": "x"}]}, "split needs a list of mentions, not []."),
    ({"split": [{"actor": "0", "mentions": [25], "name": "x"}]}, "split finds no mention 25 of 'Eve Stone'."),
    ({"split": [{"actor": "0", "mentions": [39, True], "name": "x"}]}, "split finds no mention True of 'Eve Stone'."),
    ({"split": [{"actor": "2", "mentions": [60], "name": "x"}]}, "split takes every mention of 'Bob Moss'; use rename"),
    ({"split": [{"actor": "0", "mentions": [39], "name": "x", "type": "y"}]}, "split takes person, organisation,"),
]


@pytest.mark.parametrize(("corrections", "message"), SAID, ids=[message for _, message in SAID])
def test_what_is_wrong_with_a_correction_is_said(corrections: dict[str, Any], message: str) -> None:
    with pytest.raises(CorrectionError) as caught:
        by_hand(**corrections)
    assert str(caught.value).startswith(f"corrections: {message}") and "\n" not in str(caught.value)


# ------------------------------------------------------------------------------------------------ any of them

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
