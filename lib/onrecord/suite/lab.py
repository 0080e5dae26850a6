"""The notebooks in JupyterLab, in a folder of the user's."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from ..errors import ExtraError
from ..files import lay_out

# JupyterLab would ask for news and updates, elsewhere, over the first notebook that somebody opens.
_QUIET = ("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")


def open_lab(folder: Path) -> int:
    """Put the notebooks into a folder, where they are not there yet, and open them in JupyterLab until it is stopped.

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
    # As root (a container) JupyterLab refuses to start unless told; elsewhere the flag changes nothing.
    root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    call = [sys.executable, "-P", "-m", "jupyterlab", *_QUIET, *root, "notebooks/01_article.ipynb"]
    # For the kernels: no module that lies in the folder runs in them.
    environment = dict(os.environ, PYTHONSAFEPATH="1")
    try:
        return subprocess.run(call, cwd=folder, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130
