"""The workbench as a page without code, served by voila on this machine."""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import AppError, extra
from ..files import DATA

with extra("explore"):
    import nbformat
    import zmq
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
    from tornado.netutil import bind_sockets

if TYPE_CHECKING:
    from socket import socket

_HOST = "127.0.0.1"
# Where a free port is looked for.
_PORTS = range(8866, 8916)
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
    sockets = _listening(port)
    # Where voila looks for the page's template.
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(DATA), os.environ.get("JUPYTER_PATH")]))
    # For whoever writes notebooks, here and in the kernel; who opens a page can do nothing about it.
    os.environ.setdefault("PYTHONWARNINGS", "ignore::DeprecationWarning")
    # For the kernels: no module that lies in the folder where the app was started runs in them.
    os.environ["PYTHONSAFEPATH"] = "1"
    warnings.simplefilter("ignore", DeprecationWarning)
    # It warns that Jupyter counts in milliseconds what it counts in seconds.
    logging.getLogger("tornado.general").setLevel(logging.ERROR)
    from .server import Server

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "on-record.ipynb"
        nbformat.write(_notebook(), path)
        # No settings of others: voila would run a voila.py of the folder where the app is started.
        server = Server.instance(config_file_paths=[])
        server.initialize([str(path), *_options(browser)])
        server.serve(sockets, Path(folder))
    return 0


def _listening(port: int | None) -> list[socket]:
    """Sockets that listen on a port of this machine, which nobody else can reach.

    Raises:
        AppError: the port is none, or taken.
    """
    if port is not None and not 1 <= port <= 65535:
        raise AppError(f"--port {port}: a port is a number from 1 to 65535; without --port a free one is found.")
    ports: Iterable[int] = _PORTS if port is None else [port]
    for one in ports:
        try:
            return bind_sockets(one, _HOST)
        except OSError as failed:
            problem = failed.strerror
    which = f"--port {port}" if port else f"the ports from {_PORTS[0]} to {_PORTS[-1]}"
    raise AppError(f"{which}: nothing can listen there ({problem}); give another with --port.")


def _options(browser: bool) -> list[str]:
    """What voila is told."""
    # Its warnings are about notebooks of strangers ("not trusted"), and this one was written a moment ago.
    options = ["--template=onrecord", "--Voila.log_level=ERROR"]
    options += ["--VoilaConfiguration.multi_kernel_manager_class=onrecord.app.server.Kernels"]
    options += ["--Voila.kernel_websocket_connection_class=onrecord.app.server.Connection"]
    # Kernels warn where others on this machine might listen in; where they can, they encrypt what they say.
    options += ["--KernelManager.transport_encryption=auto"] if zmq.has("curve") else []
    return options if browser else [*options, "--no-browser"]


def _notebook() -> nbformat.NotebookNode:
    """The page: the workbench, with a sentence above and one below it."""
    notebook = new_notebook(cells=[new_markdown_cell(_ABOVE), new_code_cell(_WORKBENCH), new_markdown_cell(_BELOW)])
    notebook.metadata = nbformat.from_dict({"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.metadata.title = "On Record"
    return notebook
