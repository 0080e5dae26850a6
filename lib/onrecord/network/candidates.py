"""What the network for claims says of the passages of a text: which words may be cues, and the roles around each."""

from __future__ import annotations

from typing import Any

import numpy as np

from .graphs import card, load
from .roles import Candidate, best_roles
from .windows import Passage, distances, inputs, packed
from .wordpiece import MASK

# In pieces: the network learned on windows of about this size; a longer paragraph has one of its own, up to the most.
_WINDOW = 128
# A word whose log-odds of being a cue are lower than this is not looked at again.
_FLOOR = -2.0


def candidates(passages: list[Passage]) -> list[list[Candidate]]:
    """Run the model over the passages of one text: for each, the words that may be cues, in order.

    Each window goes through the encoder on its own, so that what is found in a text doesn't depend, not even by the
    last bit, on which texts happened to be read with it.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    found = []
    for window in packed(passages, _WINDOW):
        arrays, columns = inputs([passages[n] for n in window])
        said, projected = load("claims-encoder").run(None, arrays)
        found += [_tagged(said[0, own], projected[0, own]) for own in columns]
    return found


def _tagged(said: Any, projected: Any) -> list[Candidate]:
    """Ask the tagger for the roles of a passage's words, once for each word that may be a cue."""
    likely = np.flatnonzero(said[:, 0] >= _FLOOR)
    if not len(likely):
        return []
    half = projected.shape[1] // 2
    asked = {
        "w": np.repeat(projected[None, :, :half], len(likely), axis=0),
        "c": projected[likely, half:],
        "rel": distances(likely, len(said)),
    }
    (roles,) = load("claims-roles").run(None, asked)
    paths = best_roles(roles, np.array(card()["transitions"]))
    return [
        Candidate(int(word), float(said[word, 0]), float(said[word, 1]), tuple(said[word, 2:].tolist()), *rest)
        for word, *rest in zip(likely, roles, paths, strict=True)
    ]


def cue_log_odds(passage: Passage, hidden: int | None = None) -> Any:
    """The log-odds of each word of a passage of being a cue, with one of its words hidden or none."""
    pieces = passage.pieces.copy()
    if hidden is not None:
        ends = [*passage.first[1:], len(pieces)]
        pieces[passage.first[hidden] : ends[hidden]] = MASK
    arrays, columns = inputs([passage._replace(pieces=pieces)])
    said, _ = load("claims-encoder").run(None, arrays)
    return said[0, columns[0], 0]
