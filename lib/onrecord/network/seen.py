"""What the network for actors sees in a text: names, who is mentioned, and what antecedents are told from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..text import Text
from .graphs import load
from .names import NAME_TAGS, Named, names_of
from .roles import Floats
from .windows import Ints, Passage, inputs, packed, passages_of

# What the encoder's graph gives by word, in this order.
_OUTPUTS = ("name", "mention", "antecedent")
# In pieces: the network learned on windows of about this size, over paragraphs, with a mark where one begins.
_WINDOW = 320


@dataclass
class Seen:
    """What the network sees in a text.

    Attributes:
        passages: its paragraphs, in words.
        starts, ends: offsets of all words of the text, in characters.
        names: the names, in words of the text.
        kinds: by word, the probabilities that it heads no mention, is a pronoun, or heads a description of a person, an
            organisation, a place or a group.
        vectors: by word, what antecedents are told from.
    """

    passages: list[Passage]
    starts: Ints
    ends: Ints
    names: list[Named]
    kinds: Floats
    vectors: Floats


def blind() -> Seen:
    """What is seen with closed eyes: nothing. So a text can be read where the network must not be loaded yet."""
    none = np.zeros(0, np.int64)
    return Seen([], none, none, [], np.zeros((0, 6), np.float32), np.zeros((0, 1), np.float32))


def look(text: Text) -> Seen:
    """Run the network over a text.

    Each window goes through the encoder on its own, so that what is found in a text doesn't depend, not even by the
    last bit, on which texts happened to be read with it.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    passages = passages_of(text)
    tags, kinds, vectors = [], [], []
    for window in packed(passages, _WINDOW):
        own = [passages[n] for n in window]
        said, columns = _encoded(own)
        flat = np.concatenate(columns)
        tags.append(_logs(said["name"][flat]))
        kinds.append(np.exp(_logs(said["mention"][flat])))
        vectors.append(said["antecedent"][flat])
    starts, ends = (_joined([getattr(p, key) for p in passages], (0,), int) for key in ("starts", "ends"))
    return Seen(
        passages=passages,
        starts=starts,
        ends=ends,
        names=names_of(_joined(tags, (0, NAME_TAGS))),
        kinds=_joined(kinds, (0, 6)),
        vectors=_joined(vectors, (0, 1)),
    )


def _joined(parts: list[Any], empty: tuple[int, ...], kind: type = float) -> Any:
    """Arrays of windows as one; for a text without a word an empty one."""
    return np.concatenate(parts) if parts else np.zeros(empty, kind)


def _encoded(passages: list[Passage]) -> tuple[dict[str, Floats], list[Ints]]:
    """Encode one window: what is said by piece, and for each passage the column of each of its words."""
    arrays, columns = inputs(passages, apart=False)
    said = load("actors-encoder").run(None, arrays)
    return {name: values[0] for name, values in zip(_OUTPUTS, said, strict=True)}, columns


def _logs(scores: Floats) -> Floats:
    """Log-probabilities from scores."""
    above = scores - scores.max(-1, keepdims=True)
    return np.asarray(above - np.log(np.exp(above).sum(-1, keepdims=True)))
