"""The claims model at work: its two graphs, checked and loaded once, run over the passages of a text."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ModelError
from .roles import Candidate, best_roles
from .windows import Passage, distances, inputs, packed
from .wordpiece import MASK

MODELS = Path(__file__).resolve().parents[1] / "models"
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
    for window in packed(passages):
        arrays, columns = inputs([passages[n] for n in window])
        said, projected = load("encoder").run(None, arrays)
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
    (roles,) = load("roles").run(None, asked)
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
    said, _ = load("encoder").run(None, arrays)
    return said[0, columns[0], 0]


@cache
def load(name: str) -> Any:
    """Check a graph by its hash and load it, once, on one thread: so processes scale.

    Its products are of whole numbers, which come out the same on every x86-64 processor with AVX2. The one step that is
    joined with others differently there is left in single steps.

    Args:
        name: "encoder" or "roles".

    Raises:
        ModelError: the weights are missing or damaged.
    """
    import onnxruntime

    path = MODELS / f"claims-{name}.onnx"
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != card()["sha256"][path.name]:
        raise ModelError(f"The claims model is damaged ({path.name}); restore it, or read with method='rules'.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )


@cache
def card() -> dict[str, Any]:
    """The model's card: its hashes and numbers, what it learned from, and its figures."""
    return tomllib.loads((MODELS / "claims.toml").read_text(encoding="utf-8"))
