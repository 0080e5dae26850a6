"""From a checkpoint to graphs in exact whole numbers: python -m training.export --network FILE --out FOLDER.

Weights have seven bits by channel, Softmax and LogSoftmax are written out, tables of embeddings have eight bits and a
scale a row: so the graphs come out the same to the bit on every x86-64 processor with AVX2, in a session without
SkipLayerNormFusion (see `session`). Each graph's fp32 twin stays beside it, to measure what the bits cost.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

from .losses import distances
from .networks import PAIR_FEATURES, Network, loaded

#: What the encoder's graph gives by piece, in this order.
OUTPUTS = ("cue", "role", "name", "ment", "bounds", "ante", "tag", "sent", "gram")
_OPSET, _LARGE = 17, 4096


class EncoderGraph(nn.Module):
    """Windows of pieces to everything that is said of single words."""

    def __init__(self, network: Network) -> None:
        """Wrap the network."""
        super().__init__()
        self.m = network

    def forward(self, ids: Tensor, shape: Tensor, quote: Tensor) -> tuple[Tensor, ...]:
        """Give OUTPUTS."""
        x, m = self.m.enc(ids, shape, quote), self.m
        heads = (m.cue, m.role.proj, m.name, m.ment, m.bounds, m.ante.proj, m.gram.tag, m.gram.sent, m.gram.proj)
        return tuple(head(x) for head in heads)


class RolesGraph(nn.Module):
    """The words around cues to the log-probabilities of their roles."""

    def __init__(self, network: Network) -> None:
        """Wrap the network."""
        super().__init__()
        self.m = network

    def forward(self, words: Tensor, cue: Tensor, far: Tensor, par: Tensor) -> Tensor:
        """See networks.Tagger."""
        return self.m.role(words, cue, far, par).log_softmax(-1)


class ArcsGraph(nn.Module):
    """The tokens of a window to the scores of their heads, the root first."""

    def __init__(self, network: Network) -> None:
        """Wrap the network."""
        super().__init__()
        self.m = network.gram

    def forward(self, gram: Tensor) -> Tensor:
        """From [tokens, sizes] to [tokens, 1 + tokens]."""
        a = self.m.sizes[0]
        heads = nn.functional.gelu(gram[:, a : 2 * a])
        heads = torch.cat([torch.zeros_like(heads[:1]), heads])
        return self.m.arcs(nn.functional.gelu(gram[None, :, :a]), heads[None])[0]


class LabelsGraph(nn.Module):
    """Tokens and their heads to the scores of labels; a root's head is a row of zeros."""

    def __init__(self, network: Network) -> None:
        """Wrap the network."""
        super().__init__()
        self.m = network.gram

    def forward(self, own: Tensor, head: Tensor) -> Tensor:
        """From twice [tokens, label] to [tokens, labels]."""
        return self.m.labels(nn.functional.gelu(own), nn.functional.gelu(head))


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
        """From twice [pairs, pair] and [pairs, 6] to [pairs]."""
        return self.m(own[:, None], other[:, None], features[:, None, None])[:, 0, 0]


def examples(network: Network) -> dict[str, tuple[nn.Module, tuple[Tensor, ...], list[str], list[str]]]:
    """For each graph: its module, inputs to trace it with, and the names of inputs and outputs."""
    size, words = network.size, 40
    far = distances(torch.device("cpu"))[None, :words].expand(3, -1).clone()
    wide, pair = 2 * size.tagger, size.pair
    ids = torch.randint(1000, min(3000, size.vocabulary), (2, words)) if size.vocabulary > 1000 else None
    ids = torch.randint(1, size.vocabulary, (2, words)) if ids is None else ids
    kinds = torch.stack([torch.randint(0, n, (5,)) for n in PAIR_FEATURES], 1)
    ones = [torch.ones(2, words, dtype=torch.long) for _ in range(2)]
    return {
        "encoder": (EncoderGraph(network), (ids, ones[0], ones[1]), ["ids", "shape", "quote"], list(OUTPUTS)),
        "roles": (
            RolesGraph(network),
            (torch.randn(3, words, wide), torch.randn(3, wide), far, torch.full((3, words), 2)),
            ["words", "cue", "far", "par"],
            ["roles"],
        ),
        "arcs": (ArcsGraph(network), (torch.randn(words, sum(network.gram.sizes)),), ["gram"], ["arcs"]),
        "labels": (
            LabelsGraph(network),
            (torch.randn(words, size.label), torch.randn(words, size.label)),
            ["own", "head"],
            ["labels"],
        ),
        "mentions": (
            MentionsGraph(network),
            (*(torch.randn(5, 3 * pair) for _ in range(3)), torch.tensor([0, 1, 2, 0, 1])),
            ["head", "first", "last", "kind"],
            ["vectors"],
        ),
        "pairs": (
            PairsGraph(network),
            (torch.randn(5, pair), torch.randn(5, pair), kinds),
            ["own", "other", "features"],
            ["scores"],
        ),
    }


#: The axes of inputs and outputs whose length is free; those of one name in a graph have one length.
_FREE = {
    "encoder": {name: {0: "windows", 1: "pieces"} for name in ("ids", "shape", "quote", *OUTPUTS)},
    "roles": {"cue": {0: "cues"}} | {name: {0: "cues", 1: "near"} for name in ("words", "far", "par", "roles")},
    "arcs": {"gram": {0: "tokens"}, "arcs": {0: "tokens", 1: "heads"}},
    "labels": {name: {0: "tokens"} for name in ("own", "head", "labels")},
    "mentions": {name: {0: "mentions"} for name in ("head", "first", "last", "kind", "vectors")},
    "pairs": {name: {0: "pairs"} for name in ("own", "other", "features", "scores")},
}


def export(network: Network, folder: Path) -> dict[str, int]:
    """Write all graphs; returns the size of each in bytes."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

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
        quantize_dynamic(
            plain,
            whole,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul"],
        )
        model = onnx.load(whole)
        written_out(model)
        tables_in_bytes(model)
        onnx.checker.check_model(model)
        onnx.save(model, whole)
    return {path.name: path.stat().st_size for path in sorted(folder.glob("*.onnx"))}


def written_out(model: onnx.ModelProto) -> None:
    """Write each Softmax and LogSoftmax in single steps, which every processor does alike."""
    model.graph.initializer.append(numpy_helper.from_array(np.array([-1]), "softmax_axis"))
    nodes: list[Any] = []
    for number, node in enumerate(model.graph.node):
        if node.op_type not in ("Softmax", "LogSoftmax"):
            nodes.append(node)
            continue
        x, out = node.input[0], node.output[0]
        top, less, exp, total, log = (f"soft{number}_{part}" for part in ("top", "less", "exp", "total", "log"))
        nodes += [
            helper.make_node("ReduceMax", [x], [top], axes=[-1], keepdims=1),
            helper.make_node("Sub", [x, top], [less]),
            helper.make_node("Exp", [less], [exp]),
            helper.make_node("ReduceSum", [exp, "softmax_axis"], [total], keepdims=1),
        ]
        if node.op_type == "Softmax":
            nodes.append(helper.make_node("Div", [exp, total], [out]))
        else:
            nodes += [helper.make_node("Log", [total], [log]), helper.make_node("Sub", [less, log], [out])]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def tables_in_bytes(model: onnx.ModelProto) -> None:
    """Keep large tables of embeddings in bytes, with a scale a row: looked up, then made fractions by one product."""
    tables = {t.name: t for t in model.graph.initializer if len(t.dims) == 2 and t.dims[0] * t.dims[1] > _LARGE}
    nodes: list[Any] = []
    for node in model.graph.node:
        table = tables.get(node.input[0]) if node.op_type == "Gather" else None
        if table is None or table.data_type != onnx.TensorProto.FLOAT:
            nodes.append(node)
            continue
        values = numpy_helper.to_array(table)
        scale = np.maximum(np.abs(values).max(1, keepdims=True) / 127, 1e-12).astype(np.float32)
        whole, at = f"{table.name}_whole", node.output[0]
        model.graph.initializer.append(numpy_helper.from_array(np.rint(values / scale).astype(np.int8), whole))
        model.graph.initializer.append(numpy_helper.from_array(scale, f"{table.name}_scale"))
        model.graph.initializer.remove(table)
        nodes += [
            helper.make_node("Gather", [whole, node.input[1]], [f"{at}_whole"], axis=0),
            helper.make_node("Gather", [f"{table.name}_scale", node.input[1]], [f"{at}_scale"], axis=0),
            helper.make_node("Cast", [f"{at}_whole"], [f"{at}_cast"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Mul", [f"{at}_cast", f"{at}_scale"], [at]),
        ]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def session(path: Path) -> Any:
    """Load a graph as it has to be loaded for the same bits everywhere: one thread, no fused SkipLayerNormalization."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )


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
