"""From what the network says of each word to attributions: contested words go to the surer cue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from ..network import card
from ..network.roles import CONTENT, CUE, SOURCE, Candidate
from ..network.windows import Passage
from .spans import Claim, Span

# A cue that keeps less than this share of its content, the rest being a surer cue's, is dropped.
_KEPT = 0.4
# How sure a claim must be to keep others out that lie within its content with this share of theirs.
_OUTER, _INSIDE = 0.6, 0.8
_MARK = 6


class Attribution(NamedTuple):
    """What the model has found, in characters, and what it thinks of it.

    Attributes:
        source, cue, content: where they stand.
        anchor: the offset of the cue's head word.
        confidence: the probability that it is right, 0 to 1.
        candidate: what the network says of the cue.
        second: the rules' claim with the same cue, or None.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    anchor: int
    confidence: float
    candidate: Candidate
    second: Claim | None = None

    @property
    def reported(self) -> bool:
        """Whether it is speech or thought reported as such."""
        return self.candidate.reported >= float(card()["reported"])

    @property
    def class_scores(self) -> dict[str, float]:
        """A probability for each class of cues."""
        scores = np.exp(np.array(self.candidate.classes) - max(self.candidate.classes))
        return dict(zip(card()["classes"], (scores / scores.sum()).tolist(), strict=True))


def attributions(
    passage: Passage, candidates: Sequence[Candidate], confidence: Callable[[Candidate], float], threshold: float
) -> list[Attribution]:
    """The attributions of one passage, in the order of their cues; no word is in the content of two.

    Args:
        passage: the passage.
        candidates: its possible cues.
        confidence: says how likely a candidate is right.
        threshold: the least confidence with which one is kept.
    """
    likely = _outermost([(sure, c) for c in candidates if (sure := confidence(c)) >= threshold])
    taken: set[int] = set()
    kept = []
    for sure, candidate in sorted(likely, key=lambda item: -item[0]):
        content = set(np.flatnonzero(candidate.path == CONTENT).tolist())
        own = content - taken
        if not own or len(own) < _KEPT * len(content):
            continue
        taken |= own
        kept.append(attribution_of(passage, candidate, sorted(own), sure))
    return sorted((a for a in kept if a.content), key=lambda a: a.anchor)


def _outermost(likely: list[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    """The candidates that do not stand, cue and content, inside the content of one that is sure enough.

    So an inner cue takes no words out of an outer content: of nested claims the outermost is the row, and it is whole.
    """
    outer = [frozenset(np.flatnonzero(c.path == CONTENT).tolist()) for sure, c in likely if sure >= _OUTER]
    return [(sure, c) for sure, c in likely if not any(_lies_in(c, content) for content in outer)]


def _lies_in(candidate: Candidate, content: frozenset[int]) -> bool:
    own = np.flatnonzero(candidate.path == CONTENT).tolist()
    return candidate.word in content and sum(word in content for word in own) >= _INSIDE * len(own)


def attribution_of(passage: Passage, candidate: Candidate, content: list[int], confidence: float) -> Attribution:
    """Put a candidate into characters, with these words for its content."""
    words = {role: np.flatnonzero(candidate.path == role).tolist() for role in (SOURCE, CUE)}
    head = Span(int(passage.starts[candidate.word]), int(passage.ends[candidate.word]))
    return Attribution(
        source=spans_of(passage, words[SOURCE]),
        cue=spans_of(passage, words[CUE]) or (head,),
        content=spans_of(passage, content),
        anchor=head.start,
        confidence=confidence,
        candidate=candidate,
    )


def spans_of(passage: Passage, words: list[int]) -> tuple[Span, ...]:
    """Runs of words as spans, without marks at their edges other than quote marks."""
    runs: list[list[int]] = []
    for word in words:
        if runs and runs[-1][-1] == word - 1:
            runs[-1].append(word)
        else:
            runs.append([word])
    bare = (passage.shape == _MARK) & (passage.quoted != 2)
    spans = []
    for run in runs:
        shown = [word for word in run if not bare[word]]
        if shown:
            spans.append(Span(int(passage.starts[shown[0]]), int(passage.ends[shown[-1]])))
    return tuple(spans)
