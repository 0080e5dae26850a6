"""The workbench as a page: where it says it is, and that nothing alarming stands beside that."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from onrecord import app


@contextmanager
def serving(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The app on a free port, without a browser."""
    own = {"JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_RUNTIME_DIR": str(folder / "run")}
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", "app", "--no-browser"],
        env={**os.environ, **own, "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=(folder / "errors.txt").open("wb"),
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=60)


def test_it_says_where_it_is_and_nothing_that_alarms(tmp_path: Path) -> None:
    with serving(tmp_path) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("The workbench is at http://127.0.0.1:") and "Ctrl+C" in line
        page = urllib.request.urlopen(line.split()[4], timeout=120).read().decode()  # a kernel starts and reads for it
        assert "onrecord-workbench" in page
    assert (tmp_path / "errors.txt").read_text(encoding="utf-8") == ""


def test_what_voila_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--Voila.log_level=ERROR" in app._options(None, True) and "--no-browser" not in app._options(None, True)
    assert {"--port=8867", "--no-browser"} <= set(app._options(8867, False))
    # Without a way to encrypt, voila would refuse to start.
    monkeypatch.setattr(app.zmq, "has", lambda _: False)
    assert not [option for option in app._options(None, True) if "encryption" in option]
