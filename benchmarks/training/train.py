"""Train the single network: python -m training.train --data FOLDER --base WEIGHTS --out FOLDER [--teachers ...].

FOLDER is what prepare.py wrote; WEIGHTS a safetensors file of MiniLM or MPNet, or what packing.py made of it. One
command for all heads and corpora, on a CPU or a GPU. It writes network.pt (the running mean of the weights) and, every
so many steps, resume.pt, from which the same command goes on. With the same seed, files, versions and device the
steps are the same; where --seconds ends a run early, the machine's speed decides how many there are.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader

from .batches import collated, epoch
from .decoding import mentions_in
from .documents import Document, load
from .losses import WEIGHTS, losses
from .networks import MINILM, MPNET, Network, base_weights, loaded, made, saved
from .packing import unpacked

_WARM_UP, _KEPT, _LEAST = 0.06, 0.998, 0.02


class Steps(torch.utils.data.Dataset[dict[str, Tensor]]):
    """The steps of one pass, made ready by workers."""

    def __init__(self, documents: list[Document], plan: list[Any]) -> None:
        """Keep documents and plan."""
        self.documents, self.plan = documents, plan

    def __len__(self) -> int:
        """How many steps."""
        return len(self.plan)

    def __getitem__(self, number: int) -> dict[str, Tensor]:
        """One step's arrays."""
        return collated(self.documents, self.plan[number])


def passes(documents: list[Document], args: argparse.Namespace) -> Iterator[dict[str, Tensor]]:
    """Steps without end, each pass in another order."""
    times = {name: int(number) for name, number in (pair.split("=") for pair in args.times)}
    number = 0
    while True:
        plan = epoch(documents, args.rows, times, random.Random(1000 * args.seed + number))
        loader = DataLoader(Steps(documents, plan), batch_size=None, num_workers=args.workers, pin_memory=args.gpu)
        print(f"pass {number + 1}: {len(plan)} steps", flush=True)
        yield from loader
        number += 1


def groups(network: Network, rate: float, fresh: float) -> list[dict[str, Any]]:
    """What is learned, and how fast: what is new learns faster than the base; only matrices decay."""
    kinds: dict[str, list[Any]] = {"new": [], "weights": [], "other": []}
    for name, value in network.named_parameters():
        new = not name.startswith("enc.") or name.startswith(("enc.shape", "enc.quote"))
        kinds["new" if new else "weights" if value.ndim > 1 else "other"].append(value)
    return [
        {"params": kinds["weights"], "lr": rate, "weight_decay": 0.01},
        {"params": kinds["other"], "lr": rate, "weight_decay": 0.0},
        {"params": kinds["new"], "lr": fresh * rate, "weight_decay": 0.01},
    ]


class Mean:
    """The running mean of a network's weights."""

    def __init__(self, network: Network) -> None:
        """Begin with the weights as they are."""
        self.own = list(network.state_dict().values())
        self.kept = [value.detach().clone().float() for value in self.own]
        self.names = list(network.state_dict())

    def step(self, done: int) -> None:
        """Take in the weights after a step; the first steps are soon forgotten."""
        with torch.no_grad():
            torch._foreach_lerp_(self.kept, self.own, 1 - min(_KEPT, done / (done + 50)))

    def weights(self) -> dict[str, Tensor]:
        """The mean by names."""
        return dict(zip(self.names, self.kept, strict=True))


def train(network: Network, teachers: list[Network], documents: list[Document], args: argparse.Namespace) -> None:
    """Train, and leave the mean of the weights in the network."""
    device = torch.device("cuda" if args.gpu else "cpu")
    mean, chosen = Mean(network), [name for name in WEIGHTS if not args.only or name in args.only]
    optimiser = torch.optim.AdamW(groups(network, args.rate, args.fresh), betas=(0.9, 0.98), eps=1e-6, fused=True)
    rates = [group["lr"] for group in optimiser.param_groups]
    done, spent = resumed(args.out / "resume.pt", network, optimiser, mean)
    network.train()
    begun = time.monotonic() - spent
    for step in passes(documents, args):
        share = max(done / args.steps, (time.monotonic() - begun) / args.seconds)
        if share >= 1:
            break
        pace = min(1.0, (share + 1e-3) / _WARM_UP) * max(_LEAST, 1 - share)
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * pace
        here = {name: value if name == "most" else value.to(device, non_blocking=True) for name, value in step.items()}
        with torch.autocast(device.type, torch.bfloat16, enabled=args.bfloat16):
            parts = losses(network, teachers, here)
            loss = sum(WEIGHTS[name] * parts[name] for name in chosen)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        done += 1
        mean.step(done)
        if done % args.report == 0 or done == 1:
            shown = {name: round(float(value), 3) for name, value in parts.items()}
            print(f"step {done} of {args.steps}, {time.monotonic() - begun:.0f} s, {shown}", flush=True)
        if args.keep and done % args.keep == 0:
            keep(args.out / "resume.pt", network, optimiser, mean, done, time.monotonic() - begun)
    print(f"{done} steps, {time.monotonic() - begun:.0f} s", flush=True)
    network.load_state_dict(mean.weights())


def keep(path: Path, network: Network, optimiser: Any, mean: Mean, done: int, spent: float) -> None:
    """Write what a run needs to go on."""
    state = {"weights": network.state_dict(), "optimiser": optimiser.state_dict(), "mean": mean.kept}
    torch.save(state | {"done": done, "spent": spent}, path)


def resumed(path: Path, network: Network, optimiser: Any, mean: Mean) -> tuple[int, float]:
    """Go on where an earlier run stopped, if it left anything; how many steps are done, and their seconds."""
    if not path.is_file():
        return 0, 0.0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["weights"])
    optimiser.load_state_dict(state["optimiser"])
    for own, value in zip(mean.kept, state["mean"], strict=True):
        own.copy_(value)
    return state["done"], state["spent"]


def begun(args: argparse.Namespace) -> Network:
    """A network with the base's weights, or an earlier run's."""
    if args.start:
        return loaded(args.start)
    lists = json.loads((args.data / "labels.json").read_text(encoding="utf-8"))
    shape = replace(MPNET if args.kind == "mpnet" else MINILM, tags=len(lists["tags"]), labels=len(lists["labels"]))
    if not args.base:
        return Network(shape)
    plain = args.base.suffix == ".safetensors"
    return made(shape, base_weights(args.base, args.kind) if plain else unpacked(args.base))


def with_mentions(documents: list[Document], network: Network, args: argparse.Namespace) -> None:
    """Let a teacher find the mentions of texts where nobody marked any, so that it can say which belong together."""
    bare = [d for d in documents if d.source in args.paired and not len(d.mentions)]
    device = torch.device("cuda" if args.gpu else "cpu")
    for document, mentions in zip(bare, mentions_in(network, bare, device), strict=True):
        document.mentions = mentions


def arguments() -> argparse.Namespace:
    """The command's arguments."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kind", choices=("minilm", "mpnet"), default="minilm")
    parser.add_argument(
        "--base", type=Path, help="the base's weights; without them a network begins with none, to try its speed"
    )
    parser.add_argument("--start", type=Path, help="a checkpoint of an earlier run to begin with instead")
    parser.add_argument("--teachers", type=Path, nargs="*", default=[], help="checkpoints to learn from")
    parser.add_argument("--times", nargs="*", default=[], help="CORPUS=N: how often a pass reads it; 0 leaves it out")
    parser.add_argument("--unnamed", nargs="*", default=[], help="corpora whose names are not learned")
    parser.add_argument("--paired", nargs="*", default=[], help="corpora whose mentions a teacher finds and pairs")
    parser.add_argument("--only", nargs="*", default=[], help="the losses that count, if not all")
    parser.add_argument("--frozen", action="store_true", help="leave the encoder as it is, and train heads alone")
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=1e9, help="the longest the steps may take together")
    parser.add_argument("--rows", type=int, default=32, help="windows in a step")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--fresh", type=float, default=4.0, help="how many times as fast new weights learn")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--report", type=int, default=50)
    parser.add_argument("--keep", type=int, default=0, help="write resume.pt every so many steps")
    parser.add_argument("--gpu", action="store_true")
    parser.add_argument("--bfloat16", action="store_true")
    return parser.parse_args()


def main() -> None:
    """Read, train, write."""
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    documents = load(args.data / "train.xz")
    for document in documents:
        document.names = None if document.source in args.unnamed else document.names
    device = torch.device("cuda" if args.gpu else "cpu")
    teachers = [loaded(path).to(device).eval().requires_grad_(False) for path in args.teachers]
    if teachers:
        with_mentions(documents, teachers[0], args)
    network = begun(args).to(device)
    if args.frozen:
        network.enc.requires_grad_(False)
    train(network, teachers, documents, args)
    saved(network.cpu(), args.out / "network.pt", seed=args.seed, steps=args.steps)


if __name__ == "__main__":
    main()
