"""Read the documents that weights are judged by: python -m training.predict --data FOLDER --network FILE --out FILE."""

from __future__ import annotations

import argparse
import lzma
import pickle
from pathlib import Path

import numpy as np
import torch

from .decoding import read_all
from .documents import load
from .networks import loaded

#: Whose claims are judged; those of the others need not be kept.
CLAIMS = ("polnear-dev", "gum-news-dev")


def main() -> None:
    """Read and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--network", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sources", nargs="*", default=[], help="these alone")
    parser.add_argument("--gpu", action="store_true")
    args = parser.parse_args()
    documents = [d for d in load(args.data / "dev.xz") if not args.sources or d.source in args.sources]
    network, device = loaded(args.network), torch.device("cuda" if args.gpu else "cpu")
    found = {}
    for claims in (False, True):
        chosen = [d for d in documents if (d.source in CLAIMS) == claims]
        for document, said in zip(chosen, read_all(network, chosen, device, claims=claims), strict=True):
            whole = ("tag", "dep", "head")
            said |= {name: said[name].astype(np.int16) for name in whole} | {"sent": said["sent"] > 0}
            found[document.source, document.id] = said
    args.out.write_bytes(lzma.compress(pickle.dumps(found, protocol=5), preset=1))


if __name__ == "__main__":
    main()
