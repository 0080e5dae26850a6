"""The workbench as a page without code, served by voila on this machine."""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from pathlib import Path

import nbformat
import zmq
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from tornado.ioloop import IOLoop

_DATA = Path(__file__).resolve().parent / "data"
_ABOVE = """# On Record

Who claims what, about whom, and when: choose an article of `seeds/`, or open one of your own."""
_WORKBENCH = """from onrecord import explore

explore()"""
_BELOW = """Everything here was found by a program, and some of it is wrong. Read the words behind a row before \
you use it. That a claim is in the table does not make it true."""


def run_app(port: int | None = None, browser: bool = True) -> int:
    """Serve the workbench until it is stopped (Ctrl+C), and print where it is.

    Args:
        port: by default a free one from 8866 on.
        browser: whether to open it in the browser.

    Returns:
        the exit status.
    """
    from voila.app import Voila

    # Where voila looks for the page's template.
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(_DATA), os.environ.get("JUPYTER_PATH")]))
    # For whoever writes notebooks, here and in the kernel; who opens a page can do nothing about it.
    os.environ.setdefault("PYTHONWARNINGS", "ignore::DeprecationWarning")
    warnings.simplefilter("ignore", DeprecationWarning)
    # It warns that Jupyter counts in milliseconds what it counts in seconds.
    logging.getLogger("tornado.general").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "on-record.ipynb"
        nbformat.write(_notebook(), path)
        server = Voila.instance()
        server.initialize([str(path), *_options(port, browser)])
        # It runs as soon as the loop does, and then the server listens on the port that it found free.
        IOLoop.current().add_callback(lambda: print(_where(server.port), flush=True))
        server.start()
    return 0


def _options(port: int | None, browser: bool) -> list[str]:
    """What voila is told."""
    # Its warnings are about notebooks of strangers ("not trusted"), and this one was written a moment ago.
    options = ["--template=onrecord", "--Voila.ip=127.0.0.1", "--Voila.log_level=ERROR"]
    # Kernels warn where others on this machine might listen in; where they can, they encrypt what they say.
    options += ["--KernelManager.transport_encryption=auto"] if zmq.has("curve") else []
    options += [f"--port={port}"] if port else []
    return options if browser else [*options, "--no-browser"]


def _where(port: int) -> str:
    return f"The workbench is at http://127.0.0.1:{port}/ – press Ctrl+C here to stop it."


def _notebook() -> nbformat.NotebookNode:
    """The page: the workbench, with a sentence above and one below it."""
    notebook = new_notebook(cells=[new_markdown_cell(_ABOVE), new_code_cell(_WORKBENCH), new_markdown_cell(_BELOW)])
    notebook.metadata = nbformat.from_dict({"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.metadata.title = "On Record"
    return notebook
