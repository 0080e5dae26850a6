"""Letters put right: words cut at lines, letters decoded twice, marks that nobody sees."""

from __future__ import annotations

import pytest

from onrecord.article import clean, from_text, mended
from onrecord.article.hyphens import without_cuts

SAID = "The mayor said on Friday that the pool will close, and that she had told the council so in March."


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Petra Lind-\nqvist left.", "Petra Lindqvist\nleft."),
        ("in Janu-\nary.\n\nShops", "in January.\n\nShops"),
        ("the price-determining\nfactors", "the price-determining\nfactors"),
        ("a well-\nknown firm", "a well-known\nfirm"),
        ("the Anglo-\nIrish bank", "the Anglo-Irish\nbank"),
        ("the co-\nop; a co-op", "the co-op;\na co-op"),
        ("the ra\u00ad\ndio", "the radio"),
        # No words that are cut.
        ("She left –\nhe stayed.", "She left –\nhe stayed."),
        ("- One\n- Two", "- One\n- Two"),
        ("2024-\n2025", "2024-\n2025"),
        ("No.\n-\nYes", "No.\n-\nYes"),
    ],
)
def test_words_cut_at_lines_are_whole(text: str, whole: str) -> None:
    assert without_cuts(text).rstrip() == whole
    assert clean(text) == whole


def test_marks_that_nobody_sees_go_and_letters_in_one_come_apart() -> None:
    assert clean("the ra\u00addio \ufb01rst\u200b \ufb03 ½ x²") == "the radio first ffi ½ x²"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            "\u00e2\u20ac\u0153We have no money,\u00e2\u20ac\u009d said Ren\u00c3\u00a9e.",
            "“We have no money,” said Renée.",
        ),
        ("“We have no money,” said Renée Â.", None),
        ("Zoë’s café — £5, 20 °C", None),
        ("L’Île-aux-Moines, Ångström, Łódź", None),
    ],
)
def test_letters_decoded_twice_are_put_right_and_said(text: str, right: str | None) -> None:
    found, notes = mended(text)
    assert found == (right or text) and bool(notes) == bool(right)


def test_one_bad_line_costs_no_other() -> None:
    bad = SAID.replace("pool", "cafÃ©")
    article = from_text(f"“{SAID}”\n\n{bad}")
    assert article.text == f"“{SAID}”\n\n{SAID.replace('pool', 'café')}"
    assert article.notes == ("letters that had been decoded twice (such as “â€™” for “’”) were put right",)
