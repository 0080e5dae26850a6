"""Graphs in exact whole numbers: python benchmarks/exact.py GRAPH OUT (GRAPH has weights in fractions or in bytes).

A product of fractions adds them up in an order that each kind of processor chooses for itself, so a last bit differs,
and grows to another claim. Products of whole numbers have no such bit, if two things are seen to. Their weights must
have seven bits: where a processor lacks VNNI, two products of eight bits overflow the sixteen that they are added up
in. And Softmax must be written in single steps: as one it is computed differently by each kind. (Measured operator by
operator on onnxruntime 1.32; the session needs SkipLayerNormFusion off, which is slow besides.)
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

_LARGE = 4096


def exact(plain: Path, whole: Path) -> None:
    """Write a graph of fractions in whole numbers that come out the same on every x86-64 processor with AVX2.

    Args:
        plain: a graph with constant weights in fp32.
        whole: where it goes: weights in seven bits with a scale a column, Softmax and LogSoftmax in single steps, large
            tables of embeddings in bytes with a scale a row.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        plain, whole, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, op_types_to_quantize=["MatMul"]
    )
    model = onnx.load(whole)
    written_out(model)
    tables_in_bytes(model)
    onnx.checker.check_model(model)
    onnx.save(model, whole)


def written_out(model: onnx.ModelProto) -> None:
    """Write each Softmax and LogSoftmax in single steps."""
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
    if len(nodes) > len(model.graph.node):
        model.graph.initializer.append(numpy_helper.from_array(np.array([-1]), "softmax_axis"))
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
            helper.make_node("Gather", [whole, node.input[1]], [f"{at}_bytes"], axis=0),
            helper.make_node("Gather", [f"{table.name}_scale", node.input[1]], [f"{at}_row_scale"], axis=0),
            helper.make_node("Cast", [f"{at}_bytes"], [f"{at}_cast"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Mul", [f"{at}_cast", f"{at}_row_scale"], [at]),
        ]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def in_fractions(model: onnx.ModelProto) -> None:
    """Unpack weights that are kept in bytes, those of linear maps and those of tables."""
    kept = {tensor.name: tensor for tensor in model.graph.initializer}
    made = {out: node for node in model.graph.node for out in node.output}
    nodes: list[Any] = []
    for node in model.graph.node:
        if node.op_type != "DequantizeLinear":
            nodes.append(node)
            continue
        gather = made.get(node.input[0])
        tensor = kept[gather.input[0] if gather else node.input[0]]
        scale = numpy_helper.to_array(kept[node.input[1]])
        zero = numpy_helper.to_array(kept[node.input[2]]).astype(np.float32) if len(node.input) > 2 else np.float32(0)
        if tensor.data_type != onnx.TensorProto.FLOAT:
            values = (numpy_helper.to_array(tensor).astype(np.float32) - zero) * scale
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float32), tensor.name))
        for user in model.graph.node:
            for place, name in enumerate(user.input):
                if name == node.output[0]:
                    user.input[place] = node.input[0]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def main(graph: Path, out: Path) -> None:
    """Unpack what is in bytes, write all anew."""
    model = onnx.load(graph)
    in_fractions(model)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        onnx.save(model, plain)
        exact(plain, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
