"""Kernels for the notebooks of the suite: where the system can, each is a copy of one process that is warm already.

A kernel that starts on its own takes seconds to load what the one before it had loaded. A copy is a process of its
own all the same: what a notebook does, and how it ends, is nothing to the next.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from ..errors import extra

with extra("class"):
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_client.provisioning.local_provisioner import LocalProvisioner

# Copies of a process are safe where its libraries have no threads of their own; those of macOS have.
_CAN_COPY = sys.platform == "linux"
_LAUNCHER = "ipykernel_launcher"
# In seconds: how long the warm process may take to end.
_PATIENCE = 10.0


@contextmanager
def kernel_managers() -> Iterator[type[AsyncKernelManager]]:
    """Give a class of kernel managers whose kernels start in no time; when left, all of them have ended."""
    if not _CAN_COPY:
        yield AsyncKernelManager
        return
    ours, theirs = socket.socketpair()
    with theirs:
        call = [sys.executable, "-P", "-m", "onrecord.suite.warm", str(theirs.fileno())]
        # A library for matrices that starts no thread; a kernel has the environment that was asked for.
        environment = {**os.environ, "PYTHONSAFEPATH": "1", "OPENBLAS_NUM_THREADS": "1"}
        # In a session of its own: Ctrl-C is for who asks for kernels, who then ends it.
        warm = subprocess.Popen(
            call, stdin=subprocess.DEVNULL, env=environment, pass_fds=[theirs.fileno()], start_new_session=True
        )
    try:
        with closing(ours):
            yield _managers_of(ours)
    finally:
        try:
            warm.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            warm.kill()
            warm.wait()


def _managers_of(warm: socket.socket) -> type[AsyncKernelManager]:
    """The class of kernel managers that ask a warm process."""

    class Manager(AsyncKernelManager):
        """A kernel manager whose kernels are copies."""

        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            self.kernel_id = str(uuid4())
            self.provisioner = _Provisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
            self.provisioner.warm = warm

    return Manager


class Copy:
    """A copy of the warm process, as a provisioner knows processes: like subprocess.Popen."""

    stdin = stdout = stderr = None

    def __init__(self, warm: socket.socket, request: Mapping[str, Any]) -> None:
        """Ask for a copy and wait until it is there.

        Raises:
            OSError: the warm process has ended, or cannot be copied.
        """
        self._life, theirs = os.pipe()
        try:
            socket.send_fds(warm, [json.dumps(request).encode() + b"\n"], [theirs])
        finally:
            os.close(theirs)
        said = os.read(self._life, 32)  # shorter than what a pipe parts
        if not said:
            raise OSError("the warm process has ended")
        self.pid = int(said)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """None while it lives; how it ended, only the warm process knows."""
        if self.returncode is None and select.select([self._life], [], [], 0)[0]:
            os.close(self._life)
            self.returncode = 0
        return self.returncode

    def wait(self) -> int:
        """Wait until it has ended."""
        if self.returncode is None:
            select.select([self._life], [], [])
        return self.poll() or 0

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it lives."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class _Provisioner(LocalProvisioner):
    """Makes a kernel by copying the warm process; a kernel of another Python, or without that process, as usual."""

    warm: socket.socket

    async def launch_kernel(self, cmd: Sequence[str], **settings: Any) -> Any:
        """Launch a kernel."""
        if _LAUNCHER not in cmd or cmd[0] != sys.executable:
            return await super().launch_kernel([*cmd], **settings)
        request = {
            "arguments": [*cmd[cmd.index(_LAUNCHER) + 1 :]],
            "env": settings.get("env") or dict(os.environ),
            "cwd": str(Path(settings.get("cwd") or ".").resolve()),
        }
        try:
            copy = Copy(self.warm, request)
        except OSError:
            return await super().launch_kernel([*cmd], **settings)
        self.process: Any = copy
        self.pid = self.pgid = copy.pid
        self.cwd = request["cwd"]
        return self.connection_info
