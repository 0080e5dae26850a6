"""A process that has loaded all that a notebook needs and becomes a kernel as often as it is asked.

Python -m onrecord.suite.warm SOCKET: on the socket come the kernels to be, one a line (see kernels.py). It starts no
thread and opens no ZeroMQ, so that a copy of it is as good as a new process. When the socket closes, it ends its
kernels, and itself.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import json
import os
import signal
import socket
import sys
import warnings
from types import SimpleNamespace
from typing import Any

from ..errors import extra

#: The article whose reading loads everything.
ARTICLE = "rutte-warns-trump"
# What a kernel draws with, unless its environment says otherwise; it has to stand before matplotlib is loaded.
_BACKEND = "module://matplotlib_inline.backend_inline"


def main() -> None:
    """Load everything; then wait for kernels to be."""
    with socket.socket(fileno=int(sys.argv[1])) as asking:
        os.set_inheritable(asking.fileno(), False)
        _load()
        arguments = _serve(asking)
    if arguments is not None:
        _become(arguments)


def _load() -> None:
    """Import what notebooks import, and read an article; what is loaded then is shared by all kernels.

    All but the network: onnxruntime starts a thread when it is imported, which no copy would have.
    """
    os.environ.setdefault("MPLBACKEND", _BACKEND)
    # pandas asks at its import whether it is in a kernel: there it shows more columns.
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=None)
    with extra("class"):
        import ipykernel.ipkernel
        import ipykernel.kernelapp
        import ipykernel.zmqshell  # noqa: F401

    from .. import load_article
    from ..charts import CHARTS
    from ..network import blind
    from ..network.wordpiece import vocabulary
    from ..page import page_html
    from ..reading.steps import read_text
    from ..text import parse

    vocabulary()
    article = load_article(ARTICLE)
    reading = read_text(article, parse(article.text), method="rules", seen=blind())
    page_html(reading)
    for draw in CHARTS:
        draw(reading).svg()
    del vars(builtins)["get_ipython"]
    gc.freeze()


def _serve(asking: socket.socket) -> list[str] | None:
    """Make a copy of this process for each request: there, returns its arguments; here, None at the end."""
    alive: set[int] = set()
    signal.signal(signal.SIGCHLD, lambda *_: _bury(alive))
    try:
        while (asked := _next(asking)) is not None:
            request, life = asked
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
            copy = _fork()
            if not copy:
                alive.clear()
                return _settled(request, life)
            alive.add(copy)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            os.close(life)
    finally:
        _end(alive)
    return None


def _fork() -> int:
    with warnings.catch_warnings():
        # Python counts the thread by which pyarrow tidies its memory, too; that one knows how to be copied.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _next(asking: socket.socket) -> tuple[dict[str, Any], int] | None:
    """The next request and the pipe that stays open as long as its kernel lives; None when nobody asks any more."""
    said, lives, *_ = socket.recv_fds(asking, 1 << 16, 1)
    while said and not said.endswith(b"\n"):
        more = asking.recv(1 << 16)
        said = said + more if more else b""
    if not said:
        return None
    os.set_inheritable(lives[0], False)
    return json.loads(said), lives[0]


def _settled(request: dict[str, Any], life: int) -> list[str]:
    """Be a process of its own, in a place and with an environment of its own, and say so."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    os.setsid()
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"], JPY_PARENT_PID=str(os.getppid()))
    os.write(life, b"%d\n" % os.getpid())
    return list(request["arguments"])


def _become(arguments: list[str]) -> None:
    """Be a kernel, as ipykernel_launcher starts one."""
    with extra("class"):
        from ipykernel.kernelapp import launch_new_instance

    # The kernel ends when its parent does. ipykernel has asked the environment for that one before this was a kernel.
    sys.argv = ["ipykernel_launcher", *arguments, f"--IPKernelApp.parent_handle={os.getppid()}"]
    launch_new_instance()


def _bury(alive: set[int]) -> None:
    """Take leave of the kernels that have ended, so that none stays as a zombie."""
    for kernel in [*alive]:
        with contextlib.suppress(ChildProcessError):
            if not os.waitpid(kernel, os.WNOHANG)[0]:
                continue
        alive.discard(kernel)


def _end(alive: set[int]) -> None:
    """End the kernels that are still there, with all that they have started."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for kernel in alive:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(kernel, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(kernel, 0)


if __name__ == "__main__":
    main()
