"""Sentences: a grammar of news goes through the whole of read(), and what comes out is compared to the letter.

templates.py says how a template is written. Three things are asked of its sentences: nothing breaks (a crash, an
invariant of the tables), what is read is what the template says but for the misses that are listed, and all of it
stays as it is on record. record.py writes the list and the record anew.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from onrecord.actors import rules
from record import MISSES, READINGS, misses_text, readings_text, recorded
from templates import all_misses, checked, expand, templates


def assert_same(path: Path, text: str) -> None:
    """Compare a file to the letter; the message is the difference, and how to accept it."""
    before, after = path.read_text(encoding="utf-8").splitlines(), text.splitlines()
    lines = list(difflib.unified_diff(before, after, "on record", "read now", lineterm="", n=1))
    told = "\n".join(
        [*lines[:60], f"{len(lines)} lines of difference; if it is meant: .venv/bin/python tests/record.py"]
    )
    assert not lines, told


def test_the_readings_are_as_on_record() -> None:
    assert_same(READINGS, readings_text())


def test_every_sentence_is_read_as_its_template_says_but_for_the_known_misses() -> None:
    assert_same(MISSES, misses_text(all_misses()))


def test_the_grammar_is_wide_and_its_marks_are_in_it() -> None:
    assert len(templates()) > 600 and len({template.kind for template in templates()}) > 40
    assert sum(bool(expand(template, 0).marks) for template in templates()) > 450
    assert len({template.line for template in templates()}) == len(templates())


@pytest.mark.parametrize("title_text_method", list(recorded()), ids=lambda item: f"{item[0]} ({item[2]})")
def test_no_article_breaks(title_text_method: tuple[str, str, str]) -> None:
    _, text, method = title_text_method
    assert checked(text, method)[1] == ""


def test_no_sentence_breaks_alone() -> None:
    assert [miss for miss in all_misses() if miss.aspect == "breaks"] == []


_MIXED = st.lists(
    st.tuples(st.sampled_from(templates()), st.integers(2, 50), st.sampled_from([" ", " ", "\n", "\n\n"])),
    min_size=2,
    max_size=7,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate])
@given(_MIXED)
def test_sentences_of_all_kinds_in_any_order_break_nothing(mixed: list) -> None:
    text = "".join(expand(template, turn).text + joint for template, turn, joint in mixed).strip()
    assert checked(text)[1] == ""


def test_every_rule_that_attaches_mentions_stands_in_the_record() -> None:
    record = READINGS.read_text(encoding="utf-8")
    assert [rule.rule for rule in rules() if f" {rule.rule} " not in record] == ["corrected"]
