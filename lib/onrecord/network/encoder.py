"""The network at work: its graphs, checked and loaded once, run over the windows of a text."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ModelError
from ..text import Text
from .names import NAME_TAGS, Named, names_of
from .roles import Candidate, Floats, best_roles, view_of
from .windows import Ints, Passage, distances, inputs, packed, passages_of
from .wordpiece import MASK

MODELS = Path(__file__).resolve().parents[1] / "models"
# What the encoder's graph gives by word, in this order.
_OUTPUTS = ("cue", "role", "name", "mention", "bounds", "antecedent")
# A word whose log-odds of being a cue are lower than this is not looked at again.
_FLOOR = -2.0
# A word that heads a description with less than this probability is not looked at again.
_LIKELY = 0.2
_NONE = -1e4


@dataclass
class Seen:
    """What the network sees in a text.

    Attributes:
        passages: its paragraphs, in words.
        candidates: for each passage the words that may be cues of claims.
        starts, ends: offsets of all words of the text, in characters.
        names: the names, in words of the text.
        kinds: by word, the probabilities that it heads no mention, is a pronoun, or heads a description of a person, an
            organisation, a place or a group.
        bounds: by word, the first and last word of the description that it heads, if it heads one.
        vectors: by word, what antecedents are told from.
    """

    passages: list[Passage]
    candidates: list[list[Candidate]]
    starts: Ints
    ends: Ints
    names: list[Named]
    kinds: Floats
    bounds: Ints
    vectors: Floats


def blind() -> Seen:
    """What is seen with closed eyes: nothing. So a text can be read where the network must not be loaded yet."""
    none = np.zeros(0, np.int64)
    return Seen(
        [], [], none, none, [], np.zeros((0, 6), np.float32), np.zeros((0, 2), np.int64), np.zeros((0, 1), np.float32)
    )


def look(text: Text) -> Seen:
    """Run the network over a text.

    Each window goes through the encoder on its own, so that what is found in a text doesn't depend, not even by the
    last bit, on which texts happened to be read with it.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    passages = passages_of(text)
    candidates: list[list[Candidate]] = []
    tags, kinds, bounds, vectors = [], [], [], []
    at = 0
    for window in packed(passages):
        own = [passages[n] for n in window]
        said, columns = _encoded(own)
        flat = np.concatenate(columns)
        tags.append(_logs(said["name"][flat]))
        kinds.append(np.exp(_logs(said["mention"][flat])))
        bounds.append(at + _bounds(kinds[-1], said["bounds"][flat]))
        vectors.append(said["antecedent"][flat])
        candidates += [_tagged(said["cue"][words], said["role"][words]) for words in columns]
        at += len(flat)
    starts, ends = (_joined([getattr(p, key) for p in passages], (0,), int) for key in ("starts", "ends"))
    return Seen(
        passages=passages,
        candidates=candidates,
        starts=starts,
        ends=ends,
        names=names_of(_joined(tags, (0, NAME_TAGS))),
        kinds=_joined(kinds, (0, 6)),
        bounds=_joined(bounds, (0, 2), int),
        vectors=_joined(vectors, (0, 1)),
    )


def _joined(parts: list[Any], empty: tuple[int, ...], kind: type = float) -> Any:
    """Arrays of windows as one; for a text without a word an empty one."""
    return np.concatenate(parts) if parts else np.zeros(empty, kind)


def _encoded(passages: list[Passage]) -> tuple[dict[str, Floats], list[Ints]]:
    """Encode one window: what is said by piece, and for each passage the column of each of its words."""
    arrays, columns = inputs(passages)
    said = load("encoder").run(None, arrays)
    return {name: values[0] for name, values in zip(_OUTPUTS, said, strict=True)}, columns


def _logs(scores: Floats) -> Floats:
    """Log-probabilities from scores."""
    above = scores - scores.max(-1, keepdims=True)
    return np.asarray(above - np.log(np.exp(above).sum(-1, keepdims=True)))


def _bounds(kinds: Floats, projected: Floats) -> Ints:
    """The first and last word of the description that each word may head: one at it or on its own side of it."""
    words = np.arange(len(kinds))
    out = np.stack([words, words], 1)
    likely = np.flatnonzero(kinds[:, 2:].sum(1) >= _LIKELY)
    size = projected.shape[1] // 3
    head, start, end = (projected[:, n * size : (n + 1) * size] for n in range(3))
    before = np.where(words[None] <= likely[:, None], head[likely] @ start.T, _NONE)
    behind = np.where(words[None] >= likely[:, None], head[likely] @ end.T, _NONE)
    out[likely] = np.stack([before.argmax(1), behind.argmax(1)], 1)
    return out


def _tagged(said: Floats, projected: Floats) -> list[Candidate]:
    """Ask the tagger for the roles of a passage's words around each word that may be a cue."""
    likely = np.flatnonzero(said[:, 0] >= _FLOOR)
    views: dict[tuple[int, int], list[int]] = {}
    for word in likely.tolist():
        views.setdefault(view_of(word, len(said)), []).append(word)
    found = [one for view, words in views.items() for one in _in_view(said, projected, words, view)]
    return sorted(found, key=lambda one: one.word)


def _in_view(said: Floats, projected: Floats, cues: list[int], view: tuple[int, int]) -> list[Candidate]:
    """Ask the tagger about cues that have the same words in view; what is out of view has no role."""
    low, high = view
    half = projected.shape[1] // 2
    asked = {
        "words": np.repeat(projected[None, low:high, :half], len(cues), axis=0),
        "cue": projected[cues, half:],
        "far": distances(np.array(cues) - low, high - low),
        "par": np.full((len(cues), high - low), 2, np.int64),
    }
    (near,) = load("roles").run(None, asked)
    roles = np.full((len(cues), len(said), near.shape[2]), _NONE, np.float32)
    roles[:, :, 0] = 0
    roles[:, low:high] = near
    paths = np.zeros((len(cues), len(said)), np.int64)
    paths[:, low:high] = best_roles(near, np.array(card()["transitions"]))
    return [
        Candidate(word, float(said[word, 0]), float(said[word, 1]), tuple(said[word, 2:].tolist()), *rest)
        for word, *rest in zip(cues, roles, paths, strict=True)
    ]


def cue_log_odds(passage: Passage, hidden: int | None = None) -> Any:
    """The log-odds of each word of a passage of being a cue, with one of its words hidden or none."""
    pieces = passage.pieces.copy()
    if hidden is not None:
        ends = [*passage.first[1:], len(pieces)]
        pieces[passage.first[hidden] : ends[hidden]] = MASK
    said, columns = _encoded([passage._replace(pieces=pieces)])
    return said["cue"][columns[0], 0]


@cache
def load(name: str) -> Any:
    """Check a graph by its hash and load it, once, on one thread: so processes scale.

    Its products are of whole numbers, which come out the same on every x86-64 processor with AVX2. The one step that is
    joined with others differently there is left in single steps.

    Args:
        name: "encoder", "roles", "mentions" or "pairs".

    Raises:
        ModelError: the weights are missing or damaged.
    """
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    path = MODELS / f"{name}.onnx"
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != card()["sha256"][path.name]:
        raise ModelError(f"The network's weights are missing or damaged ({path.name}); install the package anew.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )


@cache
def card() -> dict[str, Any]:
    """The network's card: its hashes and numbers."""
    return tomllib.loads((MODELS / "network.toml").read_text(encoding="utf-8"))
