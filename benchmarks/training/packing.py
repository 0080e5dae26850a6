"""Base weights in few bits, to send where bandwidth is scarce: rows in whole numbers with a scale each.

    python -m training.packing IN.safetensors OUT.q KIND

Good enough for a start of fine-tuning: with 63 steps a row loses about 4 % of its length, of which training makes good
what matters. What is learned is kept in full.
"""

from __future__ import annotations

import lzma
import pickle
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .networks import base_weights

# The largest whole number: 31 gives 63 steps. Small matrices and vectors stay in half precision.
_MOST, _SMALL = 31, 20_000
_CUTS = (0.6, 0.7, 0.8, 0.9, 1.0)


def packed(values: Tensor) -> tuple[Any, Any]:
    """Whole numbers and scales of a matrix's rows; of several cuts of the largest values the one with least error."""
    x = values.float().numpy()
    best, error = None, np.full(len(x), np.inf, np.float32)
    for cut in _CUTS:
        scale = np.maximum(np.abs(x).max(1) * cut / _MOST, 1e-12).astype(np.float16).astype(np.float32)
        scale = np.maximum(scale, 6e-8)
        whole = np.clip(np.rint(x / scale[:, None]), -_MOST, _MOST).astype(np.int8)
        off = ((whole * scale[:, None] - x) ** 2).sum(1)
        if best is None:
            best = [whole, scale]
        better = off < error
        best[0][better], best[1][better], error[better] = whole[better], scale[better], off[better]
    assert best is not None
    return best[0], best[1].astype(np.float16)


def pack(weights: dict[str, Tensor], path: Path) -> None:
    """Write weights."""
    out: dict[str, Any] = {}
    for name, value in weights.items():
        out[name] = packed(value) if value.ndim == 2 and value.numel() > _SMALL else value.half().numpy()
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 1, "lc": 0, "lp": 0, "pb": 0}]
    path.write_bytes(lzma.compress(pickle.dumps(out, protocol=5), format=lzma.FORMAT_XZ, filters=filters))


def unpacked(path: Path) -> dict[str, Tensor]:
    """Read what pack wrote."""
    kept = pickle.loads(lzma.decompress(path.read_bytes()))
    return {
        name: torch.from_numpy(
            value[0].astype(np.float32) * value[1].astype(np.float32)[:, None]
            if isinstance(value, tuple)
            else value.astype(np.float32)
        )
        for name, value in kept.items()
    }


if __name__ == "__main__":
    pack(base_weights(Path(sys.argv[1]), sys.argv[3]), Path(sys.argv[2]))
