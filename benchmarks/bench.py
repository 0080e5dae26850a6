"""The verb bench of run.py: measure one thing and print it."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(arguments: list[str] | None = None) -> int:
    """Run one measurement; returns the exit status."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("what", choices=["actors", "claims", "corpus", "dates", "pool", "speed"])
    where = "where the public data are (benchmarks/README.md says where to get them); default: benchmarks/data/WHAT"
    parser.add_argument("--data", type=Path, metavar="FOLDER", help=where)
    args = parser.parse_args(arguments)
    sys.path.insert(0, str(HERE))  # run.py lets no Python look for modules beside a script on its own
    return int(import_module(f"bench_{args.what}").main(args.data or HERE / "data" / args.what))


if __name__ == "__main__":
    sys.exit(main())
