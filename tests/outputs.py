"""Hashes of what the network computes for fixed inputs: python tests/outputs.py [FILE] prints them or writes FILE.

The inputs are paragraphs of the project's own articles and rows of pieces without sense, short and long.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from onrecord import load_article
from onrecord.network.graphs import load
from onrecord.network.pairs import FEATURES
from onrecord.network.windows import distances, inputs, passages_of
from onrecord.text import Text

LENGTHS = (3, 17, 64, 128, 256)
#: The words of a window that the tagger is asked about as if they were cues, and that are taken for mentions.
ASKED = (1, 2)


def windows(apart: bool) -> Iterator[dict[str, Any]]:
    """What an encoder is given."""
    for name in ("rutte-warns-trump", "kettle-recall"):
        yield inputs(passages_of(Text(load_article(name).text))[1:4], apart)[0]
    for length in LENGTHS:
        place = np.arange(length, dtype=np.int64)[None]
        yield {"ids": 1000 + place * 7919 % 28000, "shape": place % 7, "quote": place // 5 % 3}


def of_claims(window: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What the graphs for claims compute for a window."""
    said, projected = load("claims-encoder").run(None, window)
    yield from (("claims-encoder", values) for values in (said, projected))
    half, words, asked = projected.shape[2] // 2, projected.shape[1], list(ASKED)
    around = np.repeat(projected[:, :, :half], len(asked), axis=0)
    given = {"w": around, "c": projected[0, asked, half:], "rel": distances(np.array(asked), words)}
    yield "claims-roles", load("claims-roles").run(None, given)[0]


def of_actors(window: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What the graphs for actors compute for a window."""
    said = load("actors-encoder").run(None, window)
    yield from (("actors-encoder", values) for values in said)
    own = dict.fromkeys(("head", "first", "last"), said[2][0, list(ASKED)])
    mentions = load("actors-mentions").run(None, own | {"kind": np.array([0, 2])})[0]
    yield "actors-mentions", mentions
    features = np.array([[said[2].shape[1] % many for many in FEATURES]])
    pair = {"own": mentions[1:], "other": mentions[:1], "features": features}
    yield "actors-pairs", load("actors-pairs").run(None, pair)[0]


def outputs() -> dict[str, str]:
    """A hash for each graph."""
    hashes: dict[str, Any] = {}
    for run, apart in ((of_claims, True), (of_actors, False)):
        for window in windows(apart):
            for name, values in run(window):
                hashes.setdefault(name, hashlib.sha256()).update(values.tobytes())
    return {name: found.hexdigest() for name, found in hashes.items()}


if __name__ == "__main__":
    TEXT = json.dumps(outputs(), indent=1) + "\n"
    print(TEXT, end="") if len(sys.argv) == 1 else Path(sys.argv[1]).write_text(TEXT, encoding="utf-8")
