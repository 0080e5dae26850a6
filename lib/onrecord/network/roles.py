"""What the network says of the words of a passage: possible cues, and for each the best role of every word."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .windows import Ints

Floats = npt.NDArray[np.float32]


#: What the tagger says a word is to a cue, in its order.
ROLES = ("none", "source", "cue", "content")
SOURCE, CUE, CONTENT = (ROLES.index(role) for role in ("source", "cue", "content"))

# How much the transitions between roles, as counted in training, weigh beside the tagger's own word.
_TRANSITIONS = 0.3


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
