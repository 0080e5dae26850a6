"""The graphs of the networks, each checked and loaded once, and their card."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import ModelError

MODELS = Path(__file__).resolve().parents[1] / "models"


@cache
def load(name: str) -> Any:
    """Check a graph by its hash and load it, once, on one thread: so processes scale.

    Its products are of whole numbers, which come out the same on every x86-64 processor with AVX2. The one step that is
    joined with others differently there is left in single steps.

    Args:
        name: "actors-encoder", "actors-mentions", "actors-pairs", "claims-encoder" or "claims-roles".

    Raises:
        ModelError: the weights are missing or damaged.
    """
    path = MODELS / f"{name}.onnx"
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != card()["sha256"][path.name]:
        raise ModelError(f"The network's weights are missing or damaged ({path.name}); install the package anew.")
    return session(path)


def session(path: Path) -> Any:
    """Load a graph as it has to be loaded for the same bits everywhere."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )


@cache
def card() -> dict[str, Any]:
    """The networks' card: their hashes and numbers."""
    return tomllib.loads((MODELS / "network.toml").read_text(encoding="utf-8"))
