"""From what the model says of each word to attributions: best roles for each cue, contested words to the surer one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .spans import Span
from .windows import Ints, Passage

Floats = npt.NDArray[np.float32]

#: What the tagger says a word is to a cue, in its order.
ROLES = ("none", "source", "cue", "content")
SOURCE, CUE, CONTENT = (ROLES.index(role) for role in ("source", "cue", "content"))

# How much the transitions between roles, as counted in training, weigh beside the tagger's own word.
_TRANSITIONS = 0.3
# A cue that keeps less than this share of its content, the rest being a surer cue's, is dropped.
_KEPT = 0.4
_MARK = 6


class Candidate(NamedTuple):
    """A word that may be the head of a cue, and what the model makes of its passage if it is.

    Attributes:
        word: its number in the passage.
        cue: log-odds that it is a cue of any attribution.
        reported: log-odds that it is a cue of reported speech or thought, as narrower corpora mark it.
        classes: a score for each class of cues, in the order of the model's card.
        roles: log-probability of each of ROLES for each word of the passage.
        path: the role decided on for each word.
    """

    word: int
    cue: float
    reported: float
    classes: tuple[float, ...]
    roles: Floats
    path: Ints

    @property
    def confirmed(self) -> float:
        """The log-probability by which the tagger, having seen the whole passage, takes the word for a cue too."""
        return float(self.roles[self.word, CUE])

    @property
    def sure(self) -> float:
        """The mean log-probability of the roles decided on, over the words that have one."""
        own = self.path > 0
        return float(self.roles[np.flatnonzero(own), self.path[own]].mean()) if own.any() else 0.0


class Attribution(NamedTuple):
    """An attribution in characters; `confidence` is the probability that it is right, 0 to 1."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    anchor: int
    confidence: float
    candidate: Candidate


def best_roles(scores: Floats, transitions: npt.NDArray[np.float64]) -> Ints:
    """Find the best role of each word for each cue, by Viterbi's search.

    Args:
        scores: log-probabilities, [cues, words, roles].
        transitions: how much one role draws the next one, [roles, roles].

    Returns:
        numbers of roles, [cues, words].

    >>> best_roles(np.log([[[0.1, 0.2, 0.3, 0.4]]]), np.zeros((4, 4))).tolist()
    [[3]]
    """
    cues, words, kinds = scores.shape
    moves = _TRANSITIONS * transitions
    came = np.zeros((words, cues, kinds), np.int64)
    best = scores[:, 0].astype(np.float64)
    for word in range(1, words):
        step = best[:, :, None] + moves
        came[word] = step.argmax(1)
        best = step.max(1) + scores[:, word]
    path = np.zeros((cues, words), np.int64)
    path[:, -1] = best.argmax(1)
    rows = np.arange(cues)
    for word in range(words - 1, 0, -1):
        path[:, word - 1] = came[word, rows, path[:, word]]
    return path


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
    likely = [(sure, c) for c in candidates if (sure := confidence(c)) >= threshold]
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
