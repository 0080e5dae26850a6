"""From a checkpoint to the graphs for actors in whole numbers: python -m training.export --network FILE --out FOLDER.

See exact.py for how they come out the same to the bit on every x86-64 processor with AVX2. Each graph's fp32 twin stays
beside it, to measure what the bits cost.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor, nn

from exact import exact
from onrecord.network.pairs import FEATURES

from .networks import Network, loaded

#: What the encoder's graph gives by piece, in this order.
OUTPUTS = ("name", "mention", "antecedent")
_OPSET = 17


class EncoderGraph(nn.Module):
    """Windows of pieces to what is said of single words."""

    def __init__(self, network: Network) -> None:
        """Wrap the network."""
        super().__init__()
        self.m = network

    def forward(self, ids: Tensor, shape: Tensor, quote: Tensor) -> tuple[Tensor, ...]:
        """Give OUTPUTS."""
        x, m = self.m.enc(ids, shape, quote), self.m
        return m.name(x), m.ment(x), m.ante.proj(x)


class MentionsGraph(nn.Module):
    """The projections of a mention's head, first and last word to its vector."""

    def __init__(self, network: Network) -> None:
        """Wrap the network."""
        super().__init__()
        self.m = network.ante

    def forward(self, head: Tensor, first: Tensor, last: Tensor, kind: Tensor) -> Tensor:
        """From thrice [mentions, 3 x pair] to [mentions, pair]."""
        return self.m.mention(head, first, last, kind)


class PairsGraph(nn.Module):
    """Pairs of mentions to the log-odds that they are one, against "none"."""

    def __init__(self, network: Network) -> None:
        """Wrap the network."""
        super().__init__()
        self.m = network.ante

    def forward(self, own: Tensor, other: Tensor, features: Tensor) -> Tensor:
        """From twice [pairs, pair] and [pairs, features] to [pairs]."""
        return self.m(own[:, None], other[:, None], features[:, None, None])[:, 0, 0]


def examples(network: Network) -> dict[str, tuple[nn.Module, tuple[Tensor, ...], list[str], list[str]]]:
    """For each graph: its module, inputs to trace it with, and the names of inputs and outputs."""
    size, words = network.size, 40
    pair = size.pair
    ids = torch.randint(1000, min(3000, size.vocabulary), (2, words)) if size.vocabulary > 1000 else None
    ids = torch.randint(1, size.vocabulary, (2, words)) if ids is None else ids
    kinds = torch.stack([torch.randint(0, n, (5,)) for n in FEATURES], 1)
    ones = [torch.ones(2, words, dtype=torch.long) for _ in range(2)]
    return {
        "actors-encoder": (EncoderGraph(network), (ids, ones[0], ones[1]), ["ids", "shape", "quote"], list(OUTPUTS)),
        "actors-mentions": (
            MentionsGraph(network),
            (*(torch.randn(5, 3 * pair) for _ in range(3)), torch.tensor([0, 1, 2, 0, 1])),
            ["head", "first", "last", "kind"],
            ["vectors"],
        ),
        "actors-pairs": (
            PairsGraph(network),
            (torch.randn(5, pair), torch.randn(5, pair), kinds),
            ["own", "other", "features"],
            ["scores"],
        ),
    }


#: The axes of inputs and outputs whose length is free; those of one name in a graph have one length.
_FREE = {
    "actors-encoder": {name: {0: "windows", 1: "pieces"} for name in ("ids", "shape", "quote", *OUTPUTS)},
    "actors-mentions": {name: {0: "mentions"} for name in ("head", "first", "last", "kind", "vectors")},
    "actors-pairs": {name: {0: "pairs"} for name in ("own", "other", "features", "scores")},
}


def export(network: Network, folder: Path) -> dict[str, int]:
    """Write all graphs; returns the size of each in bytes."""
    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    for name, (graph, example, taken, given) in examples(network).items():
        plain, whole = folder / f"{name}.fp32.onnx", folder / f"{name}.onnx"
        torch.onnx.export(
            graph.eval(),
            example,
            str(plain),
            input_names=taken,
            output_names=given,
            dynamic_axes=_FREE[name],
            opset_version=_OPSET,
            dynamo=False,
        )
        exact(plain, whole)
    return {path.name: path.stat().st_size for path in sorted(folder.glob("*.onnx"))}


def main() -> None:
    """Load, write, say how large."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    for name, size in export(loaded(args.network), args.out).items():
        print(f"{name}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
