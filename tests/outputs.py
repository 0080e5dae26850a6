"""Hashes of what the network computes for fixed windows: python tests/outputs.py [FILE] prints them or writes FILE.

The windows are the first of the project's own articles and rows of pieces without sense, short and long.
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
from onrecord.network.windows import distances, inputs, passages_of
from onrecord.text import Text

LENGTHS = (3, 17, 64, 128, 254)
#: The words of a window that the tagger is asked about: as if they were cues.
ASKED = (1, 2)


def windows() -> Iterator[dict[str, Any]]:
    """What the encoder is given."""
    for name in ("rutte-warns-trump", "kettle-recall"):
        yield inputs(passages_of(Text(load_article(name).text))[1:4])[0]
    for length in LENGTHS:
        place = np.arange(length, dtype=np.int64)[None]
        yield {"ids": 1000 + place * 7919 % 28000, "shape": place % 7, "quote": place // 5 % 3}


def outputs() -> dict[str, str]:
    """A hash for each graph."""
    hashes = {name: hashlib.sha256() for name in ("encoder", "roles")}
    for window in windows():
        said, projected = load("encoder").run(None, window)
        half, words = projected.shape[2] // 2, projected.shape[1]
        asked = {
            "w": np.repeat(projected[:, :, :half], len(ASKED), axis=0),
            "c": projected[0, list(ASKED), half:],
            "rel": distances(np.array(ASKED), words),
        }
        (roles,) = load("roles").run(None, asked)
        hashes["encoder"].update(said.tobytes() + projected.tobytes())
        hashes["roles"].update(roles.tobytes())
    return {name: found.hexdigest() for name, found in hashes.items()}


if __name__ == "__main__":
    TEXT = json.dumps(outputs(), indent=1) + "\n"
    print(TEXT) if len(sys.argv) == 1 else Path(sys.argv[1]).write_text(TEXT, encoding="utf-8")
