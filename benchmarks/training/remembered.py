"""What a teacher says, kept: python -m training.remembered --data FOLDER --network FILE --corpora polnear --out FOLDER.

A teacher is eight times as large as its student. Where a student reads a corpus several times without a GPU, the
teacher reads it once, here, and `train.py --remembered FOLDER` gives its answers to each later step. Kept are the
heads of single words and tokens in half precision, 3.6 kB a word; what pairs mentions is not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .batches import Row, collated, windows
from .decoding import WINDOW
from .documents import Document, load
from .losses import Seen, look
from .networks import Network, loaded

_BY_WORD, _BY_TOKEN = ("cue", "name", "heads", "role"), ("tag", "sent", "gram")
_ROWS, _NOTED = 8, 20


def key_of(document: Document) -> str:
    """What a text is known by: the same for two annotations of it."""
    return hashlib.sha256(np.asarray(document.pieces, np.int64).tobytes()).hexdigest()[:16]


class Remembered:
    """A folder of kept answers."""

    def __init__(self, folder: Path) -> None:
        """Open it."""
        self.network = loaded(folder / "network.pt").eval().requires_grad_(False)
        self.places: dict[str, list[int]] = json.loads((folder / "places.json").read_text(encoding="utf-8"))
        self.kept = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in (*_BY_WORD, *_BY_TOKEN)}

    def __contains__(self, document: Document) -> bool:
        """Whether a text's answers are kept."""
        return key_of(document) in self.places

    def said(self, documents: list[Document], rows: list[Row], step: dict[str, Tensor]) -> Seen:
        """What the teacher said of the words and tokens of a step."""
        size = (len(rows), step["column"].shape[1])
        out: dict[str, Tensor] = {}
        for names, most, first in ((_BY_WORD, size[1], 0), (_BY_TOKEN, step["tag"].shape[1], 1)):
            for name in names:
                kept = self.kept[name]
                values = np.zeros((len(rows), most, *kept.shape[1:]), np.float32)
                for n, row in enumerate(rows):
                    document = documents[row.document]
                    at = self.places[key_of(document)][first]
                    low, high = row.low, row.high
                    if first:
                        low, high = np.searchsorted(document.token_word, (low, high)).tolist()
                    values[n, : high - low] = kept[at + low : at + high]
                out[name] = torch.from_numpy(values)
        none = torch.zeros(*size, 0)
        return Seen(words=none, bounds=none, ante=none, **out)


def remember(network: Network, documents: list[Document], most: int, folder: Path) -> None:
    """Read the first documents and keep what is said; a folder that is begun is gone on with."""
    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    sizes = {"word": [len(d.starts) for d in documents], "token": [len(d.token_word) for d in documents]}
    at = {kind: np.cumsum([0, *own]).tolist() for kind, own in sizes.items()}
    progress = folder / "progress.json"
    done = json.loads(progress.read_text(encoding="utf-8")) if progress.is_file() else 0
    for number in range(done, most):
        for name, values in read(network, documents[number]).items():
            kind = "word" if name in _BY_WORD else "token"
            path, shape = folder / f"{name}.npy", (at[kind][-1], *values.shape[1:])
            mode = "r+" if path.is_file() else "w+"
            kept = np.lib.format.open_memmap(path, mode, np.float16, None if mode == "r+" else shape)
            kept[at[kind][number] : at[kind][number + 1]] = values
        if number % _NOTED == _NOTED - 1:
            progress.write_text(json.dumps(number + 1), encoding="utf-8")
            print(f"{number + 1} of {len(documents)}", flush=True)
    places = {key_of(d): [w, t] for d, w, t in zip(documents[:most], at["word"], at["token"], strict=False)}
    (folder / "places.json").write_text(json.dumps(places), encoding="utf-8")


@torch.no_grad()
def read(network: Network, document: Document) -> dict[str, Any]:
    """What a network says of a document's words and tokens."""
    parts: dict[str, list[Any]] = {name: [] for name in (*_BY_WORD, *_BY_TOKEN)}
    rows = [Row(0, *span) for span in windows(document, WINDOW)]
    for first in range(0, len(rows), _ROWS):
        step = collated([document], rows[first : first + _ROWS])
        seen = look(network, step)
        for name, own in parts.items():
            many = step["words" if name in _BY_WORD else "tokens"].tolist()
            values = getattr(seen, name).half().numpy()
            own.extend(values[n, :size] for n, size in enumerate(many))
    return {name: np.concatenate(own) for name, own in parts.items()}


def main() -> None:
    """Read, keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--network", type=Path, required=True)
    parser.add_argument("--corpora", nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, help="how many texts")
    args = parser.parse_args()
    chosen = {key_of(d): d for d in load(args.data / "train.xz") if d.source in args.corpora}
    remember(loaded(args.network), list(chosen.values()), args.most or len(chosen), args.out)
    (args.out / "network.pt").write_bytes(args.network.read_bytes())


if __name__ == "__main__":
    main()
