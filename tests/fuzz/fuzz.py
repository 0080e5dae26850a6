"""Coverage-guided fuzzing, with a fixed budget: python3 run.py fuzz article | corpus | html | widget | ...

It makes inputs that reach new code, from those that are kept in inputs/TARGET. Whatever is raised but the documented
errors is a find: it is printed, and its input lies in crash-*, which `run.py fuzz TARGET crash-...` reads again. A
find that was mended is kept in inputs/TARGET, where the tests read it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit(
        "run.py: fuzzing needs atheris (Linux, Python 3.11 to 3.13); "
        "install it with: .venv/bin/python -m pip install -r tests/fuzz/requirements.txt"
    )

sys.path.insert(0, str(Path(__file__).parent))
with atheris.instrument_imports(include=["onrecord"]):
    from targets import TARGETS

    from onrecord.text import parse

_LONGEST = 400  # bytes of input: longer ones find no more and take longer
_INPUTS = Path(__file__).parent / "inputs"


def main() -> None:
    """Fuzz one target for a budget, or read one input again."""
    parser = argparse.ArgumentParser(prog="run.py fuzz", description=__doc__)
    parser.add_argument("target", choices=list(TARGETS))
    parser.add_argument("inputs", nargs="*", type=Path, help="inputs to read again")
    parser.add_argument("--seconds", type=int, default=600, help="the budget (default: 600)")
    args = parser.parse_args()
    parse("The mayor said no.")  # loaded before the clock starts
    own = [f"-max_total_time={args.seconds}", f"-max_len={_LONGEST}", "-len_control=0"]
    own += ["-timeout=120", "-rss_limit_mb=4096"]
    with tempfile.TemporaryDirectory() as new:  # what it finds worth keeping goes into the first folder
        kept = [*map(str, args.inputs)] or [new, *(str(f) for f in [_INPUTS / args.target] if f.is_dir())]
        atheris.Setup([sys.argv[0], *own, *kept], TARGETS[args.target])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
