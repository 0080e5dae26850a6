"""What a network says of the claims of whole corpora, for a smaller one to learn from.

    python -m training.teach --data PREPARED --network T1/network.pt --out said.pkl --sources polnear

Writes a pickle: by corpus, document and number of words, the offsets of the words, the log-odds of the questions about
cues for each word, and for each word that may be a cue, or is marked as one, the log-probabilities of roles around it
(`train_claims.py --taught` reads it). A run that is cut goes on where it was. An MPNet takes 3.6 ms of processor time a
piece on a CPU with AVX2: PolNeAR's train part 55 minutes. In bytes (torch's dynamic quantisation) it was hardly
quicker there, and said something else of every second cue.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .batches import Row, collated, windows
from .decoding import WINDOW, roles_around
from .documents import Document, load
from .losses import look
from .networks import Network, loaded

# Log-odds of being a cue; a word below is asked for its roles only where it is marked.
_FLOOR = -2.2
_ROWS, _KEEP = 4, 40


def main() -> None:
    """Read the corpora."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--network", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sources", nargs="*", default=["polnear"])
    parser.add_argument(
        "--part", type=int, nargs=2, default=(0, 1), help="which of how many parts, for several processes"
    )
    args = parser.parse_args()
    documents = [document for document in load(args.data / "train.xz") if document.source in args.sources]
    network = loaded(args.network).eval()
    said = pickle.loads(args.out.read_bytes()) if args.out.exists() else {}
    for number, document in enumerate(documents):
        key = (document.source, document.id, len(document.starts))
        if number % args.part[1] != args.part[0] or key in said:
            continue
        said[key] = (document.starts, *of_document(network, document))
        if len(said) % _KEEP == 0:
            written(said, args.out)
            print(f"{len(said)} documents", flush=True)
    written(said, args.out)


def written(said: dict[Any, Any], out: Path) -> None:
    """Write all at once, so that nothing is half there."""
    part = out.with_suffix(".part")
    part.write_bytes(pickle.dumps(said, protocol=5))
    part.replace(out)


@torch.no_grad()
def of_document(network: Network, document: Document) -> tuple[Any, dict[int, Any]]:
    """The scores of a document's words as cues, and the roles around those that may be one or are marked."""
    cues, roles = np.zeros((len(document.starts), network.cue[2].out_features), np.float16), {}
    rows = [Row(0, *span) for span in windows(document, WINDOW)]
    for at in range(0, len(rows), _ROWS):
        batch = rows[at : at + _ROWS]
        step = collated([document], batch)
        seen = look(network, step)
        inside = torch.arange(seen.words.shape[1])[None] < step["words"][:, None]
        asked = (seen.cue[..., 0] >= _FLOOR) & inside
        for number, row in enumerate(batch):
            marked = document.cues[(document.cues[:, 0] >= row.low) & (document.cues[:, 0] < row.high), 0]
            asked[number, marked - row.low] = True
            cues[row.low : row.high] = seen.cue[number, : row.high - row.low].numpy().clip(-20, 20)
        numbers, words, logs, _ = roles_around(network, seen, step, asked)
        for number, word, own in zip(numbers.tolist(), words.tolist(), logs.numpy().astype(np.float16), strict=True):
            roles[word + batch[number].low] = own
    return cues, roles


if __name__ == "__main__":
    main()
