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
from onrecord.network.encoder import load
from onrecord.network.pairs import FEATURES
from onrecord.network.windows import distances, inputs, passages_of
from onrecord.text import Text

LENGTHS = (3, 17, 64, 128, 320)
#: The words of a window that the tagger is asked about as if they were cues, and that are taken for mentions.
ASKED = (1, 2)


def windows() -> Iterator[dict[str, Any]]:
    """What the encoder is given."""
    for name in ("rutte-warns-trump", "kettle-recall"):
        yield inputs(passages_of(Text(load_article(name).text))[1:4])[0]
    for length in LENGTHS:
        place = np.arange(length, dtype=np.int64)[None]
        yield {"ids": 1000 + place * 7919 % 28000, "shape": place % 7, "quote": place // 5 % 3}


def runs(window: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What each graph computes for a window."""
    said = load("encoder").run(None, window)
    yield from (("encoder", values) for values in said)
    projected, vectors = said[1], said[5][0]
    half, words, asked = projected.shape[2] // 2, projected.shape[1], list(ASKED)
    given = {
        "words": np.repeat(projected[:, :, :half], len(asked), axis=0),
        "cue": projected[0, asked, half:],
        "far": distances(np.array(asked), words),
        "par": np.full((len(asked), words), 2, np.int64),
    }
    yield "roles", load("roles").run(None, given)[0]
    own = dict.fromkeys(("head", "first", "last"), vectors[asked])
    mentions = load("mentions").run(None, own | {"kind": np.array([0, 2])})[0]
    yield "mentions", mentions
    features = np.array([[words % many for many in FEATURES]])
    yield "pairs", load("pairs").run(None, {"own": mentions[1:], "other": mentions[:1], "features": features})[0]


def outputs() -> dict[str, str]:
    """A hash for each graph."""
    hashes: dict[str, Any] = {}
    for window in windows():
        for name, values in runs(window):
            hashes.setdefault(name, hashlib.sha256()).update(values.tobytes())
    return {name: found.hexdigest() for name, found in hashes.items()}


if __name__ == "__main__":
    TEXT = json.dumps(outputs(), indent=1) + "\n"
    print(TEXT, end="") if len(sys.argv) == 1 else Path(sys.argv[1]).write_text(TEXT, encoding="utf-8")
