"""The workbench as a page without code, served by voila on this machine."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

_DATA = Path(__file__).resolve().parent / "data"
_ABOVE = """# On Record

Who claims what, about whom, and when: choose an article of `seeds/`, or open one of your own."""
_WORKBENCH = """from onrecord import explore

explore()"""
_BELOW = """Everything here was found by a program, and some of it is wrong. Read the words behind a row before \
you use it. That a claim is in the table does not make it true."""


def run_app(port: int | None = None, browser: bool = True) -> int:
    """Serve the workbench until it is stopped (Ctrl+C).

    Args:
        port: by default a free one from 8866 on.
        browser: whether to open it in the browser.

    Returns:
        the exit status.
    """
    from voila.app import main

    # Where voila looks for the page's template.
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(_DATA), os.environ.get("JUPYTER_PATH")]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "on-record.ipynb"
        nbformat.write(_notebook(), path)
        arguments = [str(path), "--template=onrecord", "--Voila.ip=127.0.0.1", "--Voila.log_level=WARN"]
        arguments += [f"--port={port}"] if port else []
        arguments += [] if browser else ["--no-browser"]
        main(arguments)
    return 0


def _notebook() -> nbformat.NotebookNode:
    """The page: the workbench, with a sentence above and one below it."""
    notebook = new_notebook(cells=[new_markdown_cell(_ABOVE), new_code_cell(_WORKBENCH), new_markdown_cell(_BELOW)])
    notebook.metadata = nbformat.from_dict({"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.metadata.title = "On Record"
    return notebook
