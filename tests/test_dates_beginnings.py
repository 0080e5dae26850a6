"""A date is found wherever one stands: the table of the words that can begin one passes none over."""

from __future__ import annotations

import random
import re
import string

import pytest

from conftest import ROOT
from onrecord import load_article
from onrecord.dates import spans
from onrecord.dates.beginnings import beginnings
from onrecord.dates.spans import data, matches, rules
from test_dates import DAYS

Found = list[tuple[int, int, str]]


def found_by_table(text: str) -> Found:
    return [(m.start, m.end, m.rule.name) for m in matches(text)]


def found_without(text: str) -> Found:
    """What is found where every rule is asked at every character that a date may begin at."""
    found: Found = []
    for start in range(len(text)):
        best = spans._longest(text, start, rules()) if spans._WORD.match(text, start) else None
        if best and (not found or start >= found[-1][1]):
            found.append((best.start, best.end, best.rule.name))
    return found


def written(seed: int) -> str:
    """Words of dates.toml in no order, with what may stand between two."""
    draw = random.Random(seed)
    patterns = [*data()["pieces"].values(), *(rule.entry["pattern"] for rule in rules())]
    words = sorted({word for pattern in patterns for word in re.findall(r"[a-zA-Z]+", pattern)})
    figures = ["3", "14", "1989", "2024", "3rd", "10:30", "9 a.m.", "'89", "’90s", "1990s", "Q3", "FY 25", "½", "1,989"]
    gaps = [" "] * 12 + ["-", ", ", ". ", "\n", "  ", "’s ", " ' ", "", "–", "/"]
    chosen = (draw.choice(draw.choice([words, words, figures])) for _ in range(400))
    return "".join(draw.choice([str, str.capitalize])(word) + draw.choice(gaps) for word in chosen)


@pytest.mark.parametrize("seed", range(4))
def test_the_table_finds_all_that_can_be_made_of_the_words_of_dates(seed: int) -> None:
    text = written(seed)
    assert len(found_without(text)) > 30
    assert found_by_table(text) == found_without(text)


def test_the_table_finds_all_that_stands_in_sentences() -> None:
    text = "\n".join([*(case[0] for case in DAYS), load_article("harwick-budget").text])
    assert found_by_table(text) == found_without(text)


@pytest.mark.parametrize("text", ["laſt weeK", "the laſt weeK", "İn laſt year", "ınauguration day", "last ſummer"])
def test_letters_that_look_like_ours_are_read_as_before(text: str) -> None:
    assert found_by_table(text) == found_without(text)


def test_many_marks_and_blanks_between_two_words_change_nothing() -> None:
    for text in ("the " + "' " * 500 + "week", "last" + " " * 500 + "week", "on Friday" + "." * 500 + "The last time"):
        assert found_by_table(text) == found_without(text)


def test_a_pattern_of_a_form_that_is_not_known_is_refused() -> None:
    for pattern in (r"\w+ day", "[^a]day", "(?>a)b", r"(a)\1"):
        with pytest.raises((AssertionError, KeyError)):
            beginnings(pattern, data()["pieces"].__getitem__)


def test_no_pattern_is_compiled_for_a_text_without_a_date() -> None:
    spans.rules.cache_clear()
    spans._by_first_word.cache_clear()
    spans._possible.cache_clear()
    try:
        assert found_by_table("The mayor said that a pool is no lake, and " + string.ascii_letters) == []
        assert not any("pattern" in vars(rule) for rule in rules())
    finally:
        spans._possible.cache_clear()


def test_the_rules_stand_in_the_order_of_their_file() -> None:
    text = (ROOT / "lib" / "onrecord" / "data" / "dates.toml").read_text(encoding="utf-8")
    assert [rule.name for rule in rules()] == re.findall(r'^name = "(.*)"$', text, re.MULTILINE)
