"""Who a pronoun or a description means: how likely each earlier mention is the one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .graphs import load
from .pairs import Ints, Mentions, Words, pair_features
from .roles import Floats
from .seen import Seen

# How many mentions back an antecedent is looked for: nearly all are nearer, and so time grows with the text alone.
REACH = 150
_PAIRS = 20_000


def antecedents(seen: Seen, words: Words, mentions: Mentions, asked: Ints) -> Iterator[tuple[int, Ints, Floats]]:
    """Say for mentions how likely each earlier one is of the same actor.

    Args:
        seen: what the network sees in the text.
        words: what is known of its words.
        mentions: all mentions, names too.
        asked: the numbers of those whose antecedents are wanted, in order.

    Returns:
        for each of these: its number; the numbers of earlier mentions; and a probability for each, which with that of
        there being none adds up to 1.
    """
    if not len(asked):
        return
    vectors = _vectors(seen, mentions)
    for block in _blocks(asked):
        later = np.concatenate([np.full(min(REACH, m), m) for m in block])
        earlier = np.concatenate([np.arange(m - min(REACH, m), m) for m in block])
        if not len(later):
            yield from ((m, np.zeros(0, np.int64), np.zeros(0, np.float32)) for m in block)
            continue
        features = pair_features(words, mentions, later, earlier).astype(np.int64)
        (scores,) = load("actors-pairs").run(
            None, {"own": vectors[later], "other": vectors[earlier], "features": features}
        )
        for m in block:
            own = later == m
            odds = np.exp(np.minimum(scores[own], 30.0).astype(np.float64))
            yield m, earlier[own], odds / (1 + odds.sum())


def _vectors(seen: Seen, m: Mentions) -> Floats:
    """A vector for each mention."""
    given = {"head": seen.vectors[m.head], "first": seen.vectors[m.first], "last": seen.vectors[m.last]}
    (vectors,) = load("actors-mentions").run(None, given | {"kind": m.kind})
    return np.asarray(vectors)


def _blocks(asked: Ints) -> Iterator[list[int]]:
    """Cut the mentions that are asked for into blocks with not too many pairs."""
    block: list[int] = []
    pairs = 0
    for m in asked.tolist():
        pairs += min(REACH, m)
        if block and pairs > _PAIRS:
            yield block
            block, pairs = [], min(REACH, m)
        block.append(m)
    yield block
