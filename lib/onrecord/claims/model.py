"""Claims by the model: what the network finds in a text, with the rules as a second opinion."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from typing import TYPE_CHECKING

import numpy as np

from ..network import candidates, card
from ..network.roles import CONTENT, SOURCE, Candidate
from ..network.windows import Passage
from .decoding import Attribution, attributions
from .repairs import repaired, with_later_quotations
from .spans import Claim

if TYPE_CHECKING:
    from ..text import Text

# In the passage's shapes: a word with a capital. Where a sentence begins, every word has one.
_TITLE = 2
_BEGINS = re.compile(r"[.!?:\n“\"”)–—]\s*$")
_CAPITAL_BEFORE, _CAPITAL = re.compile(r"\b[A-Z][\w’'-]*[ ]$"), re.compile(r" (?:[a-z]{2}-)?[A-Z]")
# In letters: a headline in capitals has shorter words in small letters, no longer ones.
_SHORT = 3
# Scores below these say no more than the least does.
_LEAST = {"confirmed": -8.0, "sure": -3.0}


def default_threshold() -> float:
    """The threshold that ships: the one with the best end-to-end F1 on the development data (see the model's card)."""
    return float(card()["threshold"])


def found_by_model(
    text: Text, passages: list[Passage], by_rules: Sequence[Claim], threshold: float, no_cues: Set[int] = frozenset()
) -> list[Attribution]:
    """Find attributions by the model, in the order of their cues.

    Args:
        text: the text; the model itself reads its characters alone.
        passages: its passages.
        by_rules: what the rules find in it; agreement makes the model surer, and their source fills a gap.
        threshold: the least confidence with which a claim is kept.
        no_cues: offsets of words that are no cue, whatever the network holds of them.
    """
    seconds = by_cue(by_rules)
    found = []
    for passage, possible in zip(passages, candidates(passages), strict=True):
        sure = _confidence(passage, seconds)
        possible = [
            one
            for one in possible
            if int(passage.starts[one.word]) not in no_cues and not _is_name(text.characters, passage, one.word)
        ]
        found += [
            repaired(text, attribution, seconds.get(attribution.anchor))
            for attribution in attributions(passage, possible, sure, threshold)
        ]
    return with_later_quotations(found)


def by_cue(claims: Sequence[Claim]) -> dict[int, Claim]:
    """Claims by the characters of their cues."""
    return {position: claim for claim in claims for a, b in claim.cue for position in range(a, b)}


def _confidence(passage: Passage, seconds: dict[int, Claim]) -> Callable[[Candidate], float]:
    """Make the function that says how likely a candidate of a passage is right.

    A logistic regression, fitted on documents that the network did not learn from (see the model's card).
    """
    weights = card()["confidence"]

    def confidence(candidate: Candidate) -> float:
        values = features(passage, candidate, seconds)
        return float(1 / (1 + np.exp(-sum(weights[name] * value for name, value in values.items()))))

    return confidence


def features(passage: Passage, candidate: Candidate, seconds: dict[int, Claim]) -> dict[str, float]:
    """What the confidence in a candidate is made from.

    Args:
        passage: the candidate's passage.
        candidate: a possible cue.
        seconds: the rules' claims, by_cue.
    """
    second = seconds.get(int(passage.starts[candidate.word]))
    content = candidate.path == CONTENT
    return {
        "one": 1.0,
        "cue": candidate.cue,
        "confirmed": max(candidate.confirmed, _LEAST["confirmed"]),
        "sure": max(candidate.sure, _LEAST["sure"]),
        "rule": second.confidence if second else 0.0,
        "source": float((candidate.path == SOURCE).any()),
        "quoted": float((passage.quoted[content] > 0).mean()) if content.any() else 0.0,
        "content": float(content.any()),
    }


def _is_name(text: str, passage: Passage, word: int) -> bool:
    """Whether a word is part of a name, "Omar Said": a capital in mid-sentence, no headline's, another beside it."""
    start, end = int(passage.starts[word]), int(passage.ends[word])
    if passage.shape[word] != _TITLE or _BEGINS.search(text, max(start - 3, 0), start) or not start:
        return False
    sentence = any(len(one) > _SHORT and one.islower() for one in text[max(start - 200, 0) : end + 200].split())
    return sentence and bool(_CAPITAL_BEFORE.search(text, max(start - 30, 0), start) or _CAPITAL.match(text, end))
