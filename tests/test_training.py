"""The trainer of the single network, on invented sentences and a toy of a few dimensions.

Skipped where PyTorch or ONNX is not installed: training needs them, the product does not
(benchmarks/requirements-train.txt).
"""

# ruff: noqa: E402  (what is imported below needs what may not be installed)
from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

for needed in ("torch", "onnx", "onnxruntime"):
    pytest.importorskip(needed, reason="training needs benchmarks/requirements-train.txt; the product does not")

import onnx
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from onrecord.network.graphs import session
from onrecord.text import load_pipeline
from training import batches, decoding, export, losses, packing, prepare, train
from training.documents import ALL, PERHAPS_GROUP, Document
from training.networks import Network, Shape

TEXT = "Mara Voss said the bridge was closed.\n\nShe blamed Ostrel Works. The firm denied it."
TOY = Shape(
    tags=60, labels=50, width=16, heads=2, inner=32, layers=1, tagger=8, arc=8, label=4, bounds=4, pair=8, places=64
)


def mention(text: str, kind: str, own: str, actor: str) -> dict[str, Any]:
    start = TEXT.index(text)
    return {"start": start, "end": start + len(text), "kind": kind, "type": own, "actor": actor}


def spans(text: str) -> list[list[int]]:
    return [[TEXT.index(text), TEXT.index(text) + len(text)]]


MENTIONS = [
    mention("Mara Voss", "name", "PERSON", "a"),
    mention("She", "pronoun", "PERSON", "a"),
    mention("Ostrel Works", "name", "ORG", "b"),
    mention("The firm", "nominal", "ORG", "b"),
]
CLAIM = {"source": spans("Mara Voss"), "cue": spans("said"), "content": spans("the bridge was closed")}


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    tags = sorted(load_pipeline().get_pipe("tagger").labels)
    labels = sorted(load_pipeline().get_pipe("parser").labels)
    (doc,) = prepare.parsed([TEXT], whole=True)
    actors, claims = prepare.base("1", "actors", TEXT), prepare.base("2", "claims", TEXT)
    for document in (actors, claims):
        prepare.with_grammar(document, doc, tags, labels)
    prepare.with_names(actors, {"mentions": MENTIONS, "ignore": spans("bridge")})
    prepare.with_mentions(actors, {"mentions": MENTIONS})
    prepare.with_claims(claims, {"attributions": [CLAIM]}, doc, ALL)
    return [actors, claims]


@pytest.fixture
def toy() -> Network:
    torch.manual_seed(1)
    return Network(TOY)


def step_of(documents: list[Document], *numbers: int) -> dict[str, Any]:
    rows = [batches.Row(n, *span) for n in numbers for span in batches.windows(documents[n], 64)]
    return batches.collated(documents, rows)


def test_a_window_runs_over_paragraphs_with_a_mark_where_one_begins(documents: list[Document]) -> None:
    (span,) = batches.windows(documents[0], 64)
    arrays, columns, paragraph = batches.row_inputs(documents[0], *span)
    she = int(np.searchsorted(documents[0].starts, TEXT.index("She")))
    assert arrays["ids"][columns[she] - 1] == batches.SEP
    assert paragraph.tolist() == [0] * she + [1] * (len(documents[0].starts) - she)
    assert (arrays["ids"][columns] == documents[0].pieces[documents[0].first]).all()


def test_what_a_corpus_does_not_mark_teaches_nothing(documents: list[Document], toy: Network) -> None:
    actors, claims = (losses.losses(toy, [], step_of(documents, n)) for n in (0, 1))
    assert all(float(actors[name].detach()) == 0 for name in ("cue", "class", "roles"))
    assert all(float(claims[name].detach()) == 0 for name in ("name", "heads", "bounds", "ante"))
    assert all(float(claims[name].detach()) > 0 for name in ("cue", "roles", "tag", "arc", "dep", "sent"))
    assert all(float(actors[name].detach()) > 0 for name in ("name", "heads", "bounds", "ante", "tag"))


def test_a_word_that_may_be_a_groups_is_wrong_only_as_another_name(documents: list[Document], toy: Network) -> None:
    step = step_of(documents, 0)
    (place,) = (step["name"][0] == PERHAPS_GROUP).nonzero().flatten().tolist()
    inside = torch.arange(step["name"].shape[1])[None] < step["words"][:, None]
    step["name"][0, :place] = step["name"][0, place + 1 :] = 255
    seen = losses.look(toy.eval(), step)
    found = []
    for tag in (0, losses._GROUPS[-1], 1):
        seen.name = torch.zeros_like(seen.name)
        seen.name[0, place, tag] = 20.0
        found.append(float(losses.name_loss(seen, [], step, inside)))
    assert found[0] < 0.01 and found[1] < 0.01 and found[2] > 5


def test_antecedents_are_the_earlier_mentions_of_the_same_actor(documents: list[Document]) -> None:
    step = step_of(documents, 0)
    assert step["truth"].tolist() == [0, 1, 0, 1]  # first of its actor, has one, first, has one
    same = {
        (later, earlier)
        for (later, earlier, _), one in zip(step["pairs"].tolist(), step["same"].tolist(), strict=True)
        if one == 1
    }
    assert same == {(1, 0), (3, 2)}
    assert len(step["pairs"]) == 6


def test_gap_knows_its_pairs_alone() -> None:
    document = prepare.base("3", "gap", TEXT)
    pairs = [{"pronoun": spans("She")[0], "name": spans("Mara Voss")[0], "same": True}]
    prepare.with_pairs(document, {"pairs": pairs})
    same, truth = batches.truth_of(document, [0, 1], *np.tril_indices(2, -1))
    assert same.tolist() == [1] and truth.tolist() == [-1, 1]


def test_the_toy_learns_its_sentences_and_reads_them_back(documents: list[Document], toy: Network) -> None:
    step, optimiser = step_of(documents, 0, 1), torch.optim.AdamW(toy.parameters(), lr=0.02)
    torch.manual_seed(1)
    first = last = 0.0
    for number in range(120):
        parts = losses.losses(toy.train(), [], step)
        loss = sum(losses.WEIGHTS[name] * part for name, part in parts.items())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        first, last = (float(loss.detach()), last) if number == 0 else (first, float(loss.detach()))
    assert last < first / 4
    (said,) = decoding.read_all(toy, documents[:1], torch.device("cpu"))
    names = [TEXT[documents[0].starts[a] : documents[0].ends[b]] for a, b, _, _ in said["names"]]
    assert names == ["Mara Voss", "Ostrel Works"]


def test_a_run_goes_on_where_it_stopped(toy: Network, tmp_path: Path) -> None:
    optimiser, mean = torch.optim.AdamW(train.groups(toy, 0.01, 4.0)), train.Mean(toy)
    sum(value.sum() for value in toy.parameters()).backward()
    optimiser.step()
    mean.step(1)
    train.keep(tmp_path / "resume.pt", toy, optimiser, mean, 1, 2.5)
    other = Network(TOY)
    again, its_mean = torch.optim.AdamW(train.groups(other, 0.01, 4.0)), train.Mean(other)
    assert train.resumed(tmp_path / "resume.pt", other, again, its_mean) == (1, 2.5)
    assert all(torch.equal(a, b) for a, b in zip(toy.parameters(), other.parameters(), strict=True))
    assert all(torch.equal(a, b) for a, b in zip(mean.kept, its_mean.kept, strict=True))
    assert len(again.state_dict()["state"]) == len(optimiser.state_dict()["state"])


def test_packed_weights_are_near_what_they_were(tmp_path: Path) -> None:
    torch.manual_seed(1)
    weights = {"matrix": torch.randn(300, 200), "vector": torch.randn(200)}
    packing.pack(weights, tmp_path / "weights.q")
    again = packing.unpacked(tmp_path / "weights.q")
    assert ((again["matrix"] - weights["matrix"]).norm() / weights["matrix"].norm()) < 0.05
    assert torch.allclose(again["vector"], weights["vector"], atol=2e-3)
    assert (tmp_path / "weights.q").stat().st_size < 300 * 200


def test_every_step_of_a_pass_is_made_once_and_documents_with_mentions_stay_whole(documents: list[Document]) -> None:
    plan = batches.epoch(documents, 2, {"claims": 2}, random.Random(1))
    assert sorted(row.document for step in plan for row in step) == [0, 1, 1]
    assert batches.epoch(documents, 2, {"claims": 0}, random.Random(1)) == [
        [batches.Row(0, 0, len(documents[0].starts))]
    ]


def test_the_graphs_say_what_the_network_says(toy: Network, tmp_path: Path) -> None:
    toy.eval()
    sizes = export.export(toy, tmp_path)
    for name, (module, inputs, taken, _) in export.examples(toy).items():
        arrays = {key: value.numpy() for key, value in zip(taken, inputs, strict=True)}
        with torch.no_grad():
            wanted = module(*inputs)
        wanted = wanted if isinstance(wanted, tuple) else (wanted,)
        for kind, close in ((".fp32.onnx", 1e-4), (".onnx", 0.2)):
            said = session(tmp_path / f"{name}{kind}").run(None, arrays)
            for own, theirs in zip(said, wanted, strict=True):
                assert np.abs(own - theirs.numpy()).max() <= close, (name, kind)
        steps = {node.op_type for node in onnx.load(tmp_path / f"{name}.onnx").graph.node}
        assert not steps & {"Softmax", "LogSoftmax"}
    assert sizes["encoder.onnx"] < sizes["encoder.fp32.onnx"] / 3
