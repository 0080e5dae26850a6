"""How a process that reads beside others begins; nothing here loads numpy, which counts its threads when it loads."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext

__all__ = ["begin", "one_thread", "processes"]


def processes() -> BaseContext:
    """The way in which workers of this machine are started.

    On Linux they are forked from a process of their own that has loaded everything once (see warm.py): it is single,
    so that nobody's threads or locks are forked with it, whatever runs in this process (a notebook has several
    threads). On other systems, whose libraries do not bear forking, each is started afresh and loads for itself.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([f"{__name__}.warm"])
    return context


def one_thread() -> None:
    """Have numpy use one thread, unless somebody said otherwise: there are as many processes as cores."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def begin() -> None:
    """Begin a worker of this machine: on one thread; and it ends with the run, or when that is stopped, at once."""
    one_thread()
    parent = multiprocessing.parent_process()
    if parent is not None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # it has nothing to tidy up, and the run says that it was stopped
        threading.Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()
