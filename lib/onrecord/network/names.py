"""Names, from what the network says of each word: the best row of tags, by Viterbi's search."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

#: What a name may be, in the order of the network's outputs.
TYPES = ("person", "organisation", "place", "group")
#: Tags: none, then for each type the first, an inner, the last and the only word of a name.
NAME_TAGS = 1 + 4 * len(TYPES)
_FIRST, _INNER, _LAST, _ONLY = range(4)
_NONE = -1e4
# A word that is no name with this log-probability parts a text: no name runs over it.
_SURELY_NONE = np.log(0.999)


def likeliest(types: tuple[float, ...]) -> str:
    """The likeliest of TYPES, by how likely each is."""
    return TYPES[types.index(max(types))]


class Named(NamedTuple):
    """A name: its first and last word, and how likely it is each of TYPES, 0 to 1."""

    first: int
    last: int
    types: tuple[float, ...]

    @property
    def type(self) -> str:
        """The likeliest type."""
        return likeliest(self.types)


def _moves() -> Floats:
    """Which tag may follow which: a name that has begun goes on, as of its own type, until its last word."""
    allowed = np.full((NAME_TAGS, NAME_TAGS), _NONE, np.float32)
    begins = [0, *(1 + 4 * n + part for n in range(len(TYPES)) for part in (_FIRST, _ONLY))]
    for tag in range(NAME_TAGS):
        kind, part = divmod(tag - 1, 4)
        goes_on = tag > 0 and part in (_FIRST, _INNER)
        allowed[tag, [1 + 4 * kind + _INNER, 1 + 4 * kind + _LAST] if goes_on else begins] = 0
    return allowed


_MOVES = _moves()
_MAY_OPEN, _MAY_CLOSE = _MOVES[0], np.where([t == 0 or (t - 1) % 4 >= _LAST for t in range(NAME_TAGS)], 0, _NONE)


def names_of(logs: Floats) -> list[Named]:
    """Find the names of a text.

    Args:
        logs: log-probabilities of the tags, [words, NAME_TAGS].

    >>> tags = np.full((3, NAME_TAGS), -9.0, np.float32)
    >>> tags[0, 1], tags[1, 3], tags[2, 0] = -0.1, -0.1, -0.1
    >>> [(name.first, name.last) for name in names_of(tags)]
    [(0, 1)]
    """
    open_ = logs[:, 0] < _SURELY_NONE
    edges = np.flatnonzero(np.diff(np.r_[False, open_, False].astype(np.int8)))
    return [name for low, high in edges.reshape(-1, 2).tolist() for name in _in_stretch(logs[low:high], low)]


def _in_stretch(logs: Floats, at: int) -> list[Named]:
    """The names of a stretch of words between two that are none."""
    found, start = [], 0
    for word, tag in enumerate(_path(logs)):
        part = (tag - 1) % 4
        if tag and part in (_FIRST, _ONLY):
            start = word
        if tag and part >= _LAST:
            found.append(Named(at + start, at + word, _types(logs[start : word + 1])))
    return found


def _path(logs: Floats) -> list[int]:
    """The best row of tags."""
    best = logs[0] + _MAY_OPEN
    came = []
    for row in logs[1:]:
        step = best[:, None] + _MOVES
        came.append(step.argmax(0))
        best = step.max(0) + row
    tag = int((best + _MAY_CLOSE).argmax())
    path = [tag]
    for before in reversed(came):
        tag = int(before[tag])
        path.append(tag)
    return path[::-1]


def _types(logs: Floats) -> tuple[float, ...]:
    """How likely a name is each type, from the tags of its words."""
    by_type = np.exp(logs[:, 1:]).reshape(len(logs), len(TYPES), 4).sum(2).mean(0)
    return tuple((by_type / by_type.sum()).tolist())
