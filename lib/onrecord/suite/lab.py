"""The notebooks in JupyterLab, in a folder of the user's."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which

from ..errors import ExtraError, extra
from ..files import lay_out, shelf

# JupyterLab would ask for news and updates, elsewhere, over the first notebook that somebody opens.
_QUIET = ("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")


def trust(folder: Path) -> list[Path]:
    """Sign the notebooks of a folder that are as they came, so that JupyterLab shows their pictures before they run.

    As they came are those that equal the package's own, byte for byte, and in a clone those that git knows as they
    are. Any other may have been made by anybody, and stays untrusted.

    Returns:
        the notebooks that were signed.
    """
    with extra("class"):
        import nbformat
        from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    own = [path for path in sorted(folder.glob("notebooks/**/*.ipynb")) if _is_as_it_came(path, folder)]
    for path in own:
        notary.sign(nbformat.read(path, as_version=4))
    notary.store.close()
    return own


def _is_as_it_came(path: Path, folder: Path) -> bool:
    shipped = shelf("notebooks") / path.relative_to(folder / "notebooks")
    if not shipped.is_file() or path.read_bytes() != shipped.read_bytes():
        return False
    if shipped.resolve() != path.resolve():
        return True
    # The clone itself: both are the same file, and only git can say.
    call = ["git", "-C", str(path.parent), "diff", "--quiet", "HEAD", "--", path.name]
    return which("git") is not None and subprocess.run(call, capture_output=True, check=False).returncode == 0


def open_lab(folder: Path) -> int:
    """Put the notebooks into a folder, where they are not there yet, and open them in JupyterLab until it is stopped.

    Those that are as they came are signed, so that JupyterLab trusts them.

    Returns:
        the exit status of JupyterLab.

    Raises:
        ExtraError: JupyterLab is not installed; the notebooks are in the folder all the same.
    """
    written = lay_out(folder)
    print(f"Wrote {len(written)} files to {folder}" if written else f"The notebooks are in {folder}", flush=True)
    if find_spec("jupyterlab") is None:
        what = 'JupyterLab is not installed; it comes with: pip install "onrecord[class]"'
        raise ExtraError(f"{what}. The notebooks are in {folder / 'notebooks'}, for any other editor of notebooks.")
    trust(folder)
    # As root (a container) JupyterLab refuses to start unless told; elsewhere the flag changes nothing.
    root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    call = [sys.executable, "-P", "-m", "jupyterlab", *_QUIET, *root, "notebooks/01_article.ipynb"]
    # For the kernels: no module that lies in the folder runs in them.
    environment = dict(os.environ, PYTHONSAFEPATH="1")
    try:
        return subprocess.run(call, cwd=folder, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130
