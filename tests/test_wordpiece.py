"""Words and pieces, against what the library `tokenizers` 0.23.3 gives for the same vocabulary (lower case, BERT)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.network.wordpiece import vocabulary, words_of

# Own texts, and their words as that library cuts them: start, end, numbers of the pieces (the first 16 of a word).
_FILE = Path(__file__).with_name("wordpiece.json")
REFERENCE: list[tuple[str, list[list[Any]]]] = json.loads(_FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "expected"), REFERENCE, ids=range(len(REFERENCE)))
def test_it_cuts_as_the_reference_does(text: str, expected: list[list[Any]]) -> None:
    assert [[w.start, w.end, list(w.pieces)] for w in words_of(text)] == expected


def test_a_part_of_a_text_is_cut_as_if_it_stood_alone() -> None:
    text = "One. Two naïve words."
    assert [text[w.start : w.end] for w in words_of(text, 5, 14)] == ["Two", "naïve"]


def test_the_vocabulary_is_the_one_the_model_learned_with() -> None:
    known = vocabulary()
    assert len(known) == 30522 and known["[CLS]"] == 101 and known["[SEP]"] == 102 and known["[MASK]"] == 103
