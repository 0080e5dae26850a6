"""Graphs in whole numbers: what goes in in fractions comes out nearly the same, and without what differs by machine.

Skipped where ONNX is not installed: only training needs it (benchmarks/requirements-train.txt).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("onnx", reason="writing graphs needs benchmarks/requirements-train.txt; the product does not")

import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from exact import exact, in_fractions, tables_in_bytes, written_out

WORDS, WIDE, OUT = 300, 32, 8


def graph(*last: str) -> onnx.ModelProto:
    """A table of embeddings, a linear map and then what is named."""
    dice = np.random.default_rng(1)
    nodes = [
        helper.make_node("Gather", ["table", "words"], ["looked"], axis=0),
        helper.make_node("MatMul", ["looked", "map"], ["mapped"]),
    ]
    names = ["mapped", *(f"out{n}" for n in range(len(last)))]
    nodes += [helper.make_node(op, [names[n]], [names[n + 1]], axis=-1) for n, op in enumerate(last)]
    kept = {"table": dice.normal(size=(WORDS, WIDE)), "map": dice.normal(size=(WIDE, OUT))}
    model = helper.make_model(
        helper.make_graph(
            nodes,
            "toy",
            [helper.make_tensor_value_info("words", TensorProto.INT64, [None])],
            [helper.make_tensor_value_info(names[-1], TensorProto.FLOAT, [None, OUT])],
            [numpy_helper.from_array(value.astype(np.float32), name) for name, value in kept.items()],
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    onnx.checker.check_model(model)
    return model


def said(model: onnx.ModelProto) -> Any:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"words": np.arange(0, WORDS, 7)})[0]


def steps(model: onnx.ModelProto) -> list[str]:
    return [node.op_type for node in model.graph.node]


def unused(model: onnx.ModelProto) -> set[str]:
    return {tensor.name for tensor in model.graph.initializer} - {i for n in model.graph.node for i in n.input}


@pytest.mark.parametrize("last", ["Softmax", "LogSoftmax"])
def test_softmax_in_single_steps_says_the_same(last: str) -> None:
    model = graph(last)
    before = said(model)
    written_out(model)
    onnx.checker.check_model(model)
    assert last not in steps(model) and np.allclose(said(model), before, atol=1e-5) and unused(model) == set()


def test_a_graph_without_softmax_stays_as_it_is() -> None:
    model = graph()
    written = model.SerializeToString()
    written_out(model)
    assert model.SerializeToString() == written  # above all no number that nothing uses, of which onnxruntime warns


def test_a_table_in_bytes_is_near_what_it_was_and_unpacks_again() -> None:
    model = graph()
    before, size = said(model), len(model.SerializeToString())
    tables_in_bytes(model)
    onnx.checker.check_model(model)
    assert np.abs(said(model) - before).max() < 0.15 and len(model.SerializeToString()) < 0.4 * size
    assert unused(model) == set()


def test_a_graph_in_whole_numbers(tmp_path: Path) -> None:
    model = graph("Softmax")
    onnx.save(model, tmp_path / "plain.onnx")
    exact(tmp_path / "plain.onnx", tmp_path / "whole.onnx")
    whole = onnx.load(tmp_path / "whole.onnx")
    assert not {"MatMul", "Softmax"} & set(steps(whole)) and "MatMulInteger" in steps(whole)
    assert np.abs(said(whole) - said(model)).max() < 0.1
    weights = [numpy_helper.to_array(t) for t in whole.graph.initializer if t.name.startswith("map_quantized")]
    assert all(np.abs(w.astype(int)).max() <= 64 for w in weights) and weights  # seven bits


def test_what_is_kept_in_bytes_is_unpacked() -> None:
    model = graph()
    table = next(t for t in model.graph.initializer if t.name == "map")
    values = numpy_helper.to_array(table)
    scale = np.float32(np.abs(values).max() / 127)
    model.graph.initializer.remove(table)
    model.graph.initializer.extend(
        [
            numpy_helper.from_array(np.rint(values / scale).astype(np.int8), "kept"),
            numpy_helper.from_array(np.array(scale), "scale"),
        ]
    )
    model.graph.node.insert(0, helper.make_node("DequantizeLinear", ["kept", "scale"], ["map"]))
    onnx.checker.check_model(model)
    in_fractions(model)
    onnx.checker.check_model(model)
    (own,) = (numpy_helper.to_array(t) for t in model.graph.initializer if t.name == "kept")
    assert "DequantizeLinear" not in steps(model) and np.allclose(own, values, atol=float(scale))
    assert np.abs(said(model) - said(graph())).max() < 0.5
