"""What comes with the package besides its code: the articles of seeds/, their gold, and the notebooks.

In the repository they stand at the top, where people work on them; a wheel carries them in this folder (pyproject.toml
says so). No other module knows of the repository.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from .writing import write_whole

#: The folder of word lists, styles and scripts.
DATA = Path(str(files(__package__))).parent / "data"

#: Where each lies in the repository.
KEPT = {"seeds": "seeds", "gold": "tests/gold", "notebooks": "notebooks"}


def shelf(name: str) -> Path:
    """The folder of what comes with the package; it is to read from, since an installed one may not be the user's.

    Args:
        name: a key of KEPT: seeds, gold or notebooks.

    >>> (shelf("seeds") / "kettle-recall.txt").is_file()
    True
    """
    inside = Path(str(files(__package__))) / name
    return inside if inside.is_dir() else inside.parents[3] / KEPT[name]


def lay_out(folder: Path) -> list[Path]:
    """Put the notebooks into a folder of the user's, with the articles that they read beside them.

    What is there already stays as it is: it may be somebody's work.

    Returns:
        the files written.
    """
    written = []
    for name in ("notebooks", "seeds"):
        source = shelf(name)
        for path in sorted(source.rglob("[!.]*.*")):
            place = path.relative_to(source)
            target = folder / name / place
            hidden = any(part.startswith(".") for part in place.parts)
            if path.is_file() and not hidden and not target.exists():
                written.append(write_whole(target, path.read_bytes()))
    return written
