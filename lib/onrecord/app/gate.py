"""Who may come in to the app: whoever has the address with its token, from this machine, and no other web page."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from ..errors import extra

with extra("explore"):
    from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
    from tornado.routing import Router
    from tornado.web import Application, RequestHandler

#: The one protocol that front ends speak with kernels here. The server's parser of the older one can be made to loop.
PROTOCOL = "v1.kernel.websocket.jupyter.org"

_NO_TOKEN = "This page is for whoever has the address with its token: open the one that the app printed."
_OTHER_HOST = "This server is asked for by its address on this machine alone: open the one that the app printed."
_OTHER_PAGE = "Another web page asked for this. Open the address that the app printed yourself."
_OTHER_PROTOCOL = f"This server speaks {PROTOCOL} alone."
# A page of this server's own asks for the next one: to a browser, a redirect would still be what another page asked
# for, and it would keep the cookie back. The address in its bar, in its history and in screenshots has no token then.
_WELCOME = '<!doctype html><meta charset="utf-8"><title>On Record</title><meta http-equiv="refresh" content="0; url=/">'


class Gate(Router):
    """Every request passes here first: pages, static files, the kernels' API and their websockets.

    Attributes:
        address: where the app is, with its token.
    """

    def __init__(self, app: Application, port: int) -> None:
        """Stand before an application that is served on a port of this machine."""
        self._app, self._token, self._key = app, secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        # Cookies are shared by all ports of a machine.
        self._cookie = f"on-record-{port}"
        self._hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self.address = f"http://127.0.0.1:{port}/?token={self._token}"

    def find_handler(self, request: HTTPServerRequest, **_: Any) -> HTTPMessageDelegate | None:
        """The application's handler of a request; or a refusal, or for the token the cookie that opens the rest."""
        entering = self._entering(request)
        why = self._why_not(request, entering)
        if why:
            return self._app.get_handler_delegate(request, _Refusal, {"why": why})
        if entering:
            return self._app.get_handler_delegate(request, _Welcome, {"name": self._cookie, "value": self._key})
        return self._app.find_handler(request)

    def _entering(self, request: HTTPServerRequest) -> bool:
        """Whether somebody opens the printed address."""
        given = request.query_arguments.get("token", [b""])[0]
        return request.method == "GET" and request.path == "/" and _same(given, self._token)

    def _why_not(self, request: HTTPServerRequest, entering: bool) -> str:
        """Why a request is refused, or ""."""
        headers = request.headers
        host = headers.get("Host", "")
        if host not in self._hosts:  # a name of somebody's that leads to this machine
            return _OTHER_HOST
        if headers.get("Origin", f"http://{host}") != f"http://{host}":
            return _OTHER_PAGE
        # A link to the printed address may stand anywhere; pictures, frames and scripts of other pages are no link.
        link = entering and headers.get("Sec-Fetch-Dest") == "document"
        if headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") and not link:
            return _OTHER_PAGE
        if not entering and not self._has_key(request):
            return _NO_TOKEN
        offered = [name.strip() for name in headers.get("Sec-WebSocket-Protocol", "").split(",")]
        if headers.get("Upgrade", "").lower() == "websocket" and PROTOCOL not in offered:
            return _OTHER_PROTOCOL
        return ""

    def _has_key(self, request: HTTPServerRequest) -> bool:
        """Whether a request brings the cookie that whoever came in was given."""
        cookie = request.cookies.get(self._cookie)
        return cookie is not None and _same(cookie.value.encode(), self._key)


class _Refusal(RequestHandler):
    """One plain line."""

    def initialize(self, why: str) -> None:
        self._why = why

    def prepare(self) -> None:
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(self._why + "\n")


class _Welcome(RequestHandler):
    """The cookie, which no script and no other page can use, and on to the workbench."""

    def initialize(self, name: str, value: str) -> None:
        self._name, self._value = name, value

    def get(self) -> None:
        self.set_cookie(self._name, self._value, expires_days=None, httponly=True, samesite="Strict")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.finish(_WELCOME)


def _same(given: bytes, wanted: str) -> bool:
    """Whether two secrets are the same; it takes as long for a near miss as for any other."""
    return hmac.compare_digest(given, wanted.encode())
