"""The workbench as a page: where it says it is, who is let in, and that nothing alarming stands beside that."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from conftest import ROOT
from onrecord import app
from onrecord.app import server
from onrecord.cli import main

V1 = "v1.kernel.websocket.jupyter.org"
# The app as it is, but with one kernel and with limits that the test sets: lines of "IDLE_ALONE IDLE".
SMALL = """import sys, threading
from onrecord import app
from onrecord.app import server
def obey():
    for line in sys.stdin:
        server.IDLE_ALONE, server.IDLE = map(int, line.split())
server.MAX_KERNELS, server.Kernels.cull_interval = 1, 1
threading.Thread(target=obey, daemon=True).start()
app.run_app(browser=False)"""


class Served:
    """An app that runs, and a visitor of it."""

    def __init__(self, process: subprocess.Popen[str], errors: Path) -> None:
        assert process.stdout is not None
        self.process, self.errors, self.line = process, errors, process.stdout.readline()
        self.address = re.findall(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{40,}", self.line)[0]
        self.port, self.token = int(re.findall(r":(\d+)/", self.address)[0]), self.address.rpartition("=")[2]
        self.cookie = self.ask(f"/?token={self.token}")[1]["Set-Cookie"].partition(";")[0]

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Any, str]:
        """Status, headers and text of an answer; the names of headers have _ for -."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        found = answer.status, answer.headers, answer.read().decode()
        connection.close()
        return found

    def inside(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Any, str]:
        """The same, for who was let in."""
        return self.ask(path, method, Cookie=self.cookie, **headers)

    def limit(self, alone: int, connected: int) -> None:
        """Say after how many seconds kernels are ended (SMALL)."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{alone} {connected}\n")
        self.process.stdin.flush()

    def kernel(self) -> str:
        """Open the workbench, and give the id of its kernel."""
        status, _, page = self.inside("/")
        assert status == 200 and "onrecord-workbench" in page
        return str(
            json.loads(re.findall(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[0])[
                "kernelId"
            ]
        )

    def connect(self, kernel: str, *protocols: str, **headers: str) -> Any:
        """A websocket to a kernel; to be awaited."""
        url = f"ws://127.0.0.1:{self.port}/api/kernels/{kernel}/channels?session_id=1"
        request = HTTPRequest(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return websocket_connect(request, subprotocols=list(protocols) or None)


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Served]:
    """The app on a free port, without a browser."""
    own = {"JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_RUNTIME_DIR": str(folder / "run")}
    process = subprocess.Popen(
        [sys.executable, "-P", *(arguments or ["-m", "onrecord", "app", "--no-browser"])],
        env={**os.environ, **own, "PYTHONIOENCODING": "utf-8"},
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=(folder / "errors.txt").open("wb"),
        encoding="utf-8",
    )
    try:
        yield Served(process, folder / "errors.txt")
    finally:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app, started in a folder full of modules that must not run, and of settings that must not hold."""
    folder = tmp_path_factory.mktemp("app")
    for name in ("json", "pandas", "onrecord", "tornado", "voila", "ipykernel_launcher", "spacy"):
        (folder / f"{name}.py").write_text("import pathlib\npathlib.Path('ran').touch()\nraise SystemExit\n")
    (folder / "voila.json").write_text('{"Voila": {"open_browser": true, "base_url": "/elsewhere/"}}')
    for name in ("onrecord", "lab", "base"):
        (folder / name).mkdir()
        (folder / name / "index.html.j2").write_text("another page")
    with serving(folder) as running:
        yield running
        assert not (folder / "ran").exists()
        assert running.errors.read_text(encoding="utf-8") == ""


def test_it_says_where_it_is_and_serves_the_workbench(served: Served) -> None:
    assert served.line.startswith("The workbench is at http://127.0.0.1:") and "Ctrl+C" in served.line
    assert served.kernel()
    # What the page needs comes with the cookie.
    for path in ("/voila/static/voila.js", "/voila/templates/lab/static/voila-style.js"):
        assert served.inside(path)[0] == 200


def test_it_listens_on_this_machine_alone(served: Served) -> None:
    connections = psutil.Process(served.process.pid).net_connections("inet")
    assert {c.laddr.ip for c in connections if c.status == psutil.CONN_LISTEN} == {"127.0.0.1"}
    assert served.port in {c.laddr.port for c in connections}


def test_the_token_gives_a_cookie_that_no_script_and_no_other_page_can_use(served: Served) -> None:
    status, headers, page = served.ask(f"/?token={served.token}")
    cookie = headers["Set-Cookie"]
    assert status == 200 and "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie
    assert cookie.startswith(f"on-record-{served.port}=") and "expires" not in cookie.lower()
    # The cookie is not the token, and the page that goes on to the workbench does not repeat it.
    assert served.token not in cookie and served.token not in page and 'content="0; url=/"' in page
    assert headers["Cache-Control"] == "no-store"


PATHS = [
    "/",
    "/voila/static/voila.js",
    "/api/kernels/1-1-1-1-1",
    "/voila/api/shutdown/1",
    "/login",
    "/voila/files/a.png",
]


@pytest.mark.parametrize("path", PATHS)
def test_without_token_or_cookie_nobody_comes_in(served: Served, path: str) -> None:
    wrong = served.cookie[:-1] + ("a" if served.cookie[-1] != "a" else "b")
    for given in ("", wrong, f"on-record-{served.port}=", f"on-record-{served.port}={served.token}"):
        status, headers, text = served.ask(path, Cookie=given)
        assert (status, text.count("\n"), headers["Content-Type"]) == (403, 1, "text/plain; charset=utf-8")
        assert "token" in text and served.token not in text
    for token in ("", served.token[:-1], served.token + "a", "é"):
        assert served.ask(f"{path}?token={token.encode().hex() if token == 'é' else token}")[0] == 403
    # The token opens the page alone; all else needs the cookie.
    if path != "/":
        assert served.ask(f"{path}?token={served.token}")[0] == 403
    assert served.ask("/?token=" + served.token, "POST")[0] == 403


def test_another_host_or_origin_is_refused(served: Served) -> None:
    for host in (f"127.0.0.1:{served.port}", f"localhost:{served.port}"):
        assert served.inside("/voila/static/voila.js", Host=host)[0] == 200
        assert served.inside("/voila/static/voila.js", Host=host, Origin=f"http://{host}")[0] == 200
    for host in (
        f"evil.example:{served.port}",
        "127.0.0.1",
        "127.0.0.1:1",
        f"127.0.0.1.evil.example:{served.port}",
        "",
    ):
        assert served.inside("/voila/static/voila.js", Host=host)[0] == 403
        assert served.ask(f"/?token={served.token}", Host=host)[0] == 403
    for origin in (
        "http://evil.example",
        "null",
        f"https://127.0.0.1:{served.port}",
        f"http://localhost:{served.port}",
    ):
        status, _, text = served.inside("/voila/static/voila.js", Origin=origin)
        assert status == 403 and text.startswith("Another web page asked")


def test_what_other_pages_ask_for_is_refused_but_a_link_to_the_address_leads_there(served: Served) -> None:
    for site in ("cross-site", "same-site", "anything"):
        assert served.inside("/voila/static/voila.js", Sec_Fetch_Site=site)[0] == 403
        assert served.inside("/", Sec_Fetch_Site=site, Sec_Fetch_Dest="document")[0] == 403
        assert served.ask(f"/?token={served.token}", Sec_Fetch_Site=site, Sec_Fetch_Dest="image")[0] == 403
        assert served.ask(f"/?token={served.token}", Sec_Fetch_Site=site, Sec_Fetch_Dest="iframe")[0] == 403
        assert served.ask(f"/?token={served.token}", Sec_Fetch_Site=site, Sec_Fetch_Dest="document")[0] == 200
    for site in ("none", "same-origin"):
        assert served.inside("/voila/static/voila.js", Sec_Fetch_Site=site)[0] == 200


def message(kind: str, parts: int | None = None) -> bytes:
    """A message of a page to its kernel, in version 1 of the protocol; or one that lies about its parts."""
    header = {
        "msg_id": "1",
        "msg_type": kind,
        "session": "1",
        "username": "",
        "version": "5.3",
        "date": "2026-05-04T00:00:00Z",
    }
    pieces = [b"shell", json.dumps(header).encode(), b"{}", b"{}", b"{}"]
    offsets = [8 * 7]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece))
    return b"".join(n.to_bytes(8, "little") for n in [parts or len(offsets), *offsets]) + b"".join(pieces)


def test_a_websocket_speaks_the_one_protocol_and_nothing_stops_the_server(served: Served) -> None:
    kernel = served.kernel()

    async def visit() -> None:
        for protocols in ((), ("v0.kernel",), ("",)):
            with pytest.raises(HTTPClientError, match="403"):
                await served.connect(kernel, *protocols, Cookie=served.cookie)
        for headers in ({}, {"Cookie": served.cookie, "Origin": "http://evil.example"}):
            with pytest.raises(HTTPClientError, match="403"):
                await served.connect(kernel, V1, **headers)
        socket = await served.connect(kernel, "other", V1, Cookie=served.cookie)
        assert socket.selected_subprotocol == V1
        # Numbers of parts that a parser would count to; then a request, which is answered all the same.
        for bad in (
            message("kernel_info_request", 2**63),
            message("kernel_info_request", 200),
            b"\xff" * 64,
            b"",
            b"1",
        ):
            await socket.write_message(bad, binary=True)
        await socket.write_message("text")
        await socket.write_message(message("kernel_info_request"), binary=True)
        answer = b""
        while b"kernel_info_reply" not in answer:
            answer = await asyncio.wait_for(socket.read_message(), 20)
        # Code is not run: the kernel works for the workbench alone.
        await socket.write_message(message("execute_request"), binary=True)
        await socket.write_message(message("comm_info_request"), binary=True)
        while b"comm_info_reply" not in answer:
            answer = await asyncio.wait_for(socket.read_message(), 20)
            assert b"execute_reply" not in answer
        socket.close()

    asyncio.run(visit())
    assert served.inside(f"/voila/api/shutdown/{kernel}", "POST")[0] == 204
    assert served.inside(f"/api/kernels/{kernel}")[0] == 404


def test_too_many_are_refused_in_a_line_and_those_that_nobody_uses_are_ended(tmp_path: Path) -> None:
    with serving(tmp_path, "-c", SMALL) as small:
        kernel = small.kernel()
        status, headers, text = small.inside("/")
        assert status == 503 and text.count("\n") == 1 and "Close the tab" in text
        assert headers["Content-Type"] == "text/plain; charset=utf-8"
        small.limit(0, 3600)
        assert gone(small, kernel)
        small.limit(3600, 3600)

        async def connected(kernel: str) -> None:
            """One that a page is connected with is not ended so soon, but in the end."""
            connection = await small.connect(kernel, V1, Cookie=small.cookie)
            small.limit(0, 3600)
            await asyncio.sleep(3)
            assert (await asyncio.to_thread(small.inside, f"/api/kernels/{kernel}"))[0] == 200
            small.limit(3600, 0)
            assert await asyncio.to_thread(gone, small, kernel)
            connection.close()

        asyncio.run(connected(small.kernel()))
    assert "Traceback" not in (tmp_path / "errors.txt").read_text(encoding="utf-8")


def gone(visited: Served, kernel: str) -> bool:
    """Wait until a kernel is gone; whether it is."""
    for _ in range(60):
        if visited.inside(f"/api/kernels/{kernel}")[0] == 404:
            return True
        time.sleep(0.25)
    return False


def test_the_numbers_are_those_that_are_promised() -> None:
    promised = " ".join((ROOT / "SECURITY.md").read_text(encoding="utf-8").split())
    assert f"{server.MAX_KERNELS} workbenches" in promised and f"{server.MAX_KERNELS} workbenches" in server._TOO_MANY
    assert f"after {server.IDLE_ALONE // 60} minutes" in promised and f"after {server.IDLE // 3600} hours" in promised
    assert server.Kernels.cull_interval == 60 and server.Kernels.cull_idle_timeout > 0


@pytest.mark.parametrize("port", ["99999999", "65536", "0", "-1"])
def test_a_port_that_is_none_is_refused(capsys: pytest.CaptureFixture[str], port: str) -> None:
    assert main(["app", "--no-browser", "--port", port]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"onrecord: --port {port}: a port is a number from 1 to 65535")


def test_a_port_that_is_taken_is_refused_and_a_free_one_found(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["app", "--no-browser", "--port", str(port)]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(f"onrecord: --port {port}: nothing can listen there (") and "another" in line
        monkeypatch.setattr(app, "_PORTS", [port, free_port()])
        (found,) = app._listening(None)
        with found:
            assert found.getsockname() == ("127.0.0.1", app._PORTS[1])
            monkeypatch.setattr(app, "_PORTS", [port, port])
            assert main(["app", "--no-browser"]) == 2
    assert f"the ports from {port} to {port}" in capsys.readouterr().err


@pytest.mark.parametrize("port", [1, 65535])
def test_the_first_and_the_last_port_are_ports(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    asked: list[tuple[int, str]] = []
    monkeypatch.setattr(app, "bind_sockets", lambda *given: asked.append(given) or [])
    assert app._listening(port) == [] and asked == [(port, "127.0.0.1")]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_what_voila_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--Voila.log_level=ERROR" in app._options(True) and "--no-browser" not in app._options(True)
    assert "--no-browser" in app._options(False)
    # Without a way to encrypt, voila would refuse to start.
    monkeypatch.setattr(app.zmq, "has", lambda _: False)
    assert not [option for option in app._options(True) if "encryption" in option]


def test_the_browser_is_led_there_by_a_file_so_that_no_process_is_started_with_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    server._open("http://127.0.0.1:1/?token=secret", tmp_path / "open.html")
    for _ in range(100):
        if opened:
            break
        time.sleep(0.01)
    assert opened == [(tmp_path / "open.html").as_uri()]
    assert "url=http://127.0.0.1:1/?token=secret" in (tmp_path / "open.html").read_text(encoding="utf-8")
