"""What the trainers learn of a marked cue: its head word, and its class where the lexicon gives one alone."""

from __future__ import annotations

from typing import Any

from onrecord.claims.kinds import PLACES
from onrecord.text.cues import lexicon


def cue_head(doc: Any, spans: list[list[int]]) -> Any:
    """The head word of a cue: its verb nearest the root, else its first word that hangs outside the cue."""
    tokens = [t for a, b in spans for t in doc.char_span(a, b, alignment_mode="expand") or () if not t.is_space]
    inside = {token.i for token in tokens}
    heads = [token for token in tokens if token.head.i not in inside or token.head.i == token.i]
    verbs = [token for token in heads if token.pos_ == "VERB"]
    return next(iter(verbs or heads or tokens), None)


def class_number(head: Any, classes: tuple[str, ...], unknown: int) -> int:
    """The number among `classes` of the class that the lexicon gives a cue's head, where it gives one alone."""
    entry = lexicon().entry(PLACES.get(head.pos_, ""), head.lemma_.lower()) or {}
    given = set(entry.values())
    return classes.index(given.pop()) if len(given) == 1 and given <= set(classes) else unknown
