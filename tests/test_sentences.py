"""Sentences: a grammar of news goes through the whole of read(), and what comes out is compared to the letter.

templates.py says how a template is written. Three things are asked of its sentences: nothing breaks (a crash, an
invariant of the tables), what is read is what the template says but for the misses that are listed, and all of it
stays as it is on record. record.py writes the list and the record anew.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from onrecord.actors import rules
from record import MISSES, READINGS, heading, kinds, sections, shown, shown_misses
from templates import Written, checked, expand, templates, written


def assert_on_record(path: Path, title: str, text: str) -> None:
    """Compare a section of a file to the letter; the message is the difference, and how to accept it."""
    before, after = sections(path)[title].splitlines(), text.splitlines()
    lines = list(difflib.unified_diff(before, after, "on record", "read now", lineterm="", n=1))
    assert not lines, "\n".join([*lines[:60], "If this is meant: .venv/bin/python tests/record.py"])


@pytest.mark.parametrize("one", written(), ids=heading)
def test_a_reading_is_as_on_record_and_breaks_nothing(one: Written) -> None:
    assert_on_record(READINGS, heading(one), shown(one))
    assert checked(one.text, one.method, one.published)[1] == ""


@pytest.mark.parametrize("kind", kinds())
def test_sentences_are_read_as_their_templates_say_but_for_the_known_misses(kind: str) -> None:
    wrong = shown_misses(kind)
    assert_on_record(MISSES, f"== {kind}", wrong)
    assert "breaks: " not in wrong


def test_the_record_has_what_is_read_and_nothing_else() -> None:
    assert list(sections(READINGS)) == [heading(one) for one in written()]
    assert list(sections(MISSES)) == [f"== {kind}" for kind in kinds()]


def test_the_grammar_is_wide_and_its_marks_are_in_it() -> None:
    assert len(templates()) > 600 and len(kinds()) > 40
    assert sum(bool(expand(template, 0).marks) for template in templates()) > 450
    assert len({template.line for template in templates()}) == len(templates())


_MIXED = st.lists(
    st.tuples(st.sampled_from(templates()), st.integers(2, 50), st.sampled_from([" ", " ", "\n", "\n\n"])),
    min_size=2,
    max_size=7,
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate]
)
@given(_MIXED)
def test_sentences_of_all_kinds_in_any_order_break_nothing(mixed: list[Any]) -> None:
    text = "".join(expand(template, turn).text + joint for template, turn, joint in mixed).strip()
    assert checked(text)[1] == ""


def test_every_rule_that_attaches_mentions_stands_in_the_record() -> None:
    record = READINGS.read_text(encoding="utf-8")
    assert [rule.rule for rule in rules() if f" {rule.rule} " not in record] == ["corrected"]
