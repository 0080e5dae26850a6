"""The pages of the API, from the docstrings: .venv/bin/python -P docs/api.py, or with a folder behind it.

They are a static site that needs no server: open site/onrecord.html. They are made anew by CI and not kept.
"""

from __future__ import annotations

import sys
import warnings
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pdoc

import onrecord

SITE = Path(__file__).resolve().parents[1] / "site"


def main(folder: Path = SITE) -> None:
    """Write a page for the package and for each of its rooms."""
    # Rooms, not what is inside them.
    rooms = [import_module(f"onrecord.{room.name}") for room in iter_modules(onrecord.__path__) if room.name[0] != "_"]
    for module in (onrecord, *rooms):
        # pdoc sees what a module holds, not what it fetches when it is first asked for.
        for name in getattr(module, "__all__", []):
            setattr(module, name, getattr(module, name))
    # A type that is imported for the checker alone is shown as it is written.
    warnings.filterwarnings("ignore", "Error parsing type annotation", UserWarning)
    pdoc.render.configure(docformat="google", footer_text=f"On Record {onrecord.__version__}", show_source=False)
    names = {module.__name__ for module in (onrecord, *rooms)}
    pdoc.pdoc(*sorted(names - {"onrecord.charts"}), output_directory=folder)  # those are in the package's own list
    print(f"Wrote the pages of {len(names)} modules to {folder}; open onrecord.html")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
