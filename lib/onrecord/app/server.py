"""Voila, as the app needs it: behind its gate, with few kernels, and with none that nobody uses."""

from __future__ import annotations

import threading
import webbrowser
from html import escape
from pathlib import Path
from socket import socket
from typing import Any

from ..errors import extra
from .gate import Gate

with extra("explore"):
    from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
    from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
    from tornado.httpserver import HTTPServer
    from tornado.ioloop import IOLoop
    from voila.app import Voila
    from voila.tornado.handler import TornadoVoilaHandler

#: Workbenches that are open at once; each needs about as much memory as a reading.
MAX_KERNELS = 8
#: After so many seconds without use a kernel is ended: one that no page is connected with, and any other.
IDLE_ALONE, IDLE = 30 * 60, 3 * 60 * 60
#: How often that is looked at, in seconds.
LOOK = 60

_TOO_MANY = (
    f"{MAX_KERNELS} workbenches are open, and no more are opened at once. "
    "Close the tab of one, wait a moment, and load this page again.\n"
)


class Server(Voila):  # type: ignore[misc]
    """The app's server, on sockets that are open already."""

    def serve(self, sockets: list[socket], folder: Path) -> None:
        """Serve until stopped, and print where.

        Args:
            sockets: where to listen; all have one port.
            folder: where to write a file that leads the browser to the address.
        """
        self._sockets, self._folder = sockets, folder
        # What is refused is said to whoever asked; here it would only alarm. The gate lets no other page in, and
        # a page that is closed cannot always give the second token by which Jupyter would know that.
        self.tornado_settings = {"log_function": lambda _: None, "disable_check_xsrf": True}
        self.start()

    def init_handlers(self) -> list[Any]:
        """Voila's handlers, with the app's own for the page."""
        handlers = super().init_handlers()
        return [(path, Page if kind is TornadoVoilaHandler else kind, *rest) for path, kind, *rest in handlers]

    def listen(self) -> None:
        """Serve on the sockets, through the gate."""
        self.port = self._sockets[0].getsockname()[1]
        gate = Gate(self.app, self.port)
        HTTPServer(gate).add_sockets(self._sockets)
        self.ioloop = IOLoop.current()
        self.ioloop.add_callback(lambda: print(_where(gate.address), flush=True))
        if self.open_browser:
            _open(gate.address, self._folder / "open.html")
        try:
            self.ioloop.start()
        except KeyboardInterrupt:
            pass
        finally:
            self.stop()


class Kernels(AsyncMappingKernelManager):
    """The kernels: not too many, and none that nobody uses."""

    cull_interval, cull_idle_timeout = LOOK, IDLE
    cull_connected = True
    _starting = 0

    async def start_kernel(self, **named: Any) -> str:  # type: ignore[override]
        """Start one, or raise TooManyError."""
        if len(self) + self._starting >= MAX_KERNELS:
            raise TooManyError
        self._starting += 1
        try:
            return await super().start_kernel(**named)
        finally:
            self._starting -= 1

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End it if it is idle: one that no page is connected with sooner than others."""
        self.cull_idle_timeout = IDLE if self._kernel_connections.get(kernel_id) else IDLE_ALONE
        await super().cull_kernel_if_idle(kernel_id)  # type: ignore[no-untyped-call]


class TooManyError(Exception):
    """No more kernels are started."""


class Page(TornadoVoilaHandler):  # type: ignore[misc]
    """The page; or a line that says that too many are open."""

    async def get(self, path: str | None = None) -> None:
        """Start a kernel and send what it shows."""
        try:
            await super().get(path)
        except TooManyError:
            self.set_status(503)
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(_TOO_MANY)


class Connection(ZMQChannelsWebsocketConnection):
    """What a page and its kernel say to each other."""

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        """Pass a message on if it is one.

        It begins with the number of its parts, 8 bytes, and where each begins, 8 bytes each: the server's parser
        believes any number, and would count to it.
        """
        room = len(incoming_msg) // 8
        if isinstance(incoming_msg, bytes) and 6 <= int.from_bytes(incoming_msg[:8], "little") < room:
            super().handle_incoming_message(incoming_msg)  # type: ignore[arg-type]


def _where(address: str) -> str:
    return f"The workbench is at {address} – press Ctrl+C here to stop it."


def _open(address: str, path: Path) -> None:
    """Open the address in the browser, by way of a file of one's own: others see what programs are started with."""
    path.write_text(f'<meta http-equiv="refresh" content="0; url={escape(address)}">', encoding="utf-8")
    threading.Thread(target=webbrowser.open, args=(path.as_uri(),), daemon=True).start()  # some end when it is closed
