"""The workbench in a real browser: in JupyterLab, and served by voila without code.

It needs a Chromium on this machine (Debian: apt install chromium; elsewhere name it in ONRECORD_CHROMIUM).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("ONRECORD_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine: apt install chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
# Kernels start slowly on a busy machine; nothing is measured by this clock.
PATIENCE = 120_000


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def serving(arguments: list[str], folder: Path, url: str) -> Iterator[str]:
    """A server of Jupyter's family, on loopback, until it answers and as long as it is needed."""
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "run"),
    }
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            for _ in range(600):
                with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
                    break
                assert process.poll() is None, (folder / "server.log").read_text(errors="replace")[-2000:]
                time.sleep(0.1)
            yield url
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        folder = tmp_path_factory.mktemp("chromium")
        context = playwright.chromium.launch_persistent_context(
            str(folder), executable_path=CHROMIUM, args=FLAGS, headless=True, viewport={"width": 1500, "height": 1050}
        )
        context.set_default_timeout(PATIENCE)
        yield context
        context.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that may talk to this machine alone, and on which no script fails."""
    page = browser.new_page()
    elsewhere: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url) if is_elsewhere(request.url) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert not elsewhere and not errors


def is_elsewhere(url: str) -> bool:
    return not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:", url)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab with a copy of the notebooks, so that what it saves is nobody's."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    port, token = free_port(), secrets.token_hex(16)
    root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    arguments = ["-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    arguments += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}", *root]
    # No news and no updates are asked for: nothing here calls elsewhere.
    arguments += ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with serving(arguments, folder, f"http://127.0.0.1:{port}/api"):
        yield f"http://127.0.0.1:{port}/lab/tree/notebooks/06_your_article.ipynb?token={token}"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("app")
    port = free_port()
    with serving(
        ["-m", "onrecord", "app", "--port", str(port), "--no-browser"], folder, f"http://127.0.0.1:{port}/static/"
    ):
        yield f"http://127.0.0.1:{port}/"


def run_all(page: Any, url: str) -> Any:
    """Open a notebook in JupyterLab, run all its cells, and give the workbench in it."""
    page.goto(url)
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    return page.locator(".onrecord-workbench")


def rows(view: Any, table: str) -> Any:
    return view.locator(f"[data-table={table}] tbody tr:visible")


def download(page: Any, view: Any, kind: str) -> tuple[str, bytes]:
    """Save an export, and give its name and bytes."""
    view.get_by_label("Take away").select_option(kind)
    with page.expect_download() as saved:
        view.get_by_role("button", name="Save").click()
    return saved.value.suggested_filename, Path(saved.value.path()).read_bytes()


def use(page: Any, view: Any, pictures: Path) -> None:
    """What a reader does with the workbench, wherever it is."""
    from playwright.sync_api import expect

    expect(rows(view, "claims")).to_have_count(14)
    # A claim is chosen: its source, cue and content light up, and are in sight.
    rows(view, "claims").nth(8).click()
    expect(rows(view, "claims").nth(8)).to_have_attribute("aria-selected", "true")
    lit = view.locator(".orw-article .orw-lit")
    expect(lit.first).to_be_in_viewport()
    assert "".join(lit.all_text_contents())
    page.screenshot(path=pictures / "claim.png")
    # A mark is chosen: its row is.
    view.locator(".orw-article .orw-cue").first.click()
    expect(rows(view, "claims").first).to_have_attribute("aria-selected", "true")
    # By keyboard, row after row.
    page.keyboard.press("Tab")
    rows(view, "claims").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(rows(view, "claims").nth(2)).to_have_attribute("aria-selected", "true")
    # Filtered, and the pandas for it.
    view.get_by_label("Quotation").select_option(label="direct")
    expect(view.locator(".orw-code")).to_contain_text('claims[claims.quotation == "direct"]')
    few = rows(view, "claims").count()
    assert 0 < few < 14
    page.screenshot(path=pictures / "filtered.png")
    name, data = download(page, view, "selection")
    assert name.endswith("claims.csv") and len(pd.read_csv(io.BytesIO(data))) == few
    name, data = download(page, view, "annotations")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert json.loads(packed.read("annotations.jsonld"))["type"] == "AnnotationCollection"
    view.get_by_role("button", name="Clear").click()
    expect(rows(view, "claims")).to_have_count(14)
    # An actor is corrected, and every table follows.
    view.get_by_role("tab", name="Actors").click()
    rows(view, "actors").filter(has_text="Rutte").first.click()
    view.get_by_label("Name", exact=True).fill("Mark Rutte of NATO")
    view.get_by_role("button", name="Rename").click()
    expect(rows(view, "actors").filter(has_text="Mark Rutte of NATO")).to_have_count(1)
    page.screenshot(path=pictures / "actors.png")
    view.get_by_role("tab", name="Claims").click()
    expect(rows(view, "claims").filter(has_text="Mark Rutte of NATO").first).to_be_visible()
    view.get_by_role("tab", name="Dates").click()
    rows(view, "dates").first.click()
    expect(view.locator(".orw-article .orw-date.orw-lit").first).to_be_in_viewport()
    page.screenshot(path=pictures / "dates.png")


def open_text(page: Any, view: Any, text: str) -> None:
    view.get_by_text("Your article …").click()
    view.get_by_label("Text", exact=True).fill(text)
    view.get_by_label("Published on").fill("2026-05-04")
    view.get_by_role("button", name="Read the text").click()


def test_in_jupyterlab(page: Any, lab: str, tmp_path: Path) -> None:
    view = run_all(page, lab)
    view.wait_for()
    page.wait_for_timeout(3000)
    view.scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "lab.png")
    use(page, view, tmp_path)


def test_served_without_code(page: Any, app: str, tmp_path: Path) -> None:
    page.goto(app)
    view = page.locator(".onrecord-workbench")
    view.wait_for()
    page.screenshot(path=tmp_path / "app.png")
    assert not page.locator(".jp-CodeMirrorEditor, .jp-InputArea-editor").count()
    use(page, view, tmp_path)
