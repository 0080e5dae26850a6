"""The workbench in a real browser: in JupyterLab, and served by voila without code.

Run it with: python3 run.py test --browser, or pytest -m browser tests/browser
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

import nbformat
import pandas as pd
import pytest
from harness import show

from chromium import CHROMIUM, FLAGS, IN_CHROMIUM
from onrecord import explore, from_text

ROOT = Path(__file__).resolve().parents[2]
pytestmark = IN_CHROMIUM
# Kernels start slowly on a busy machine; nothing is measured by this clock.
PATIENCE = 240_000
# What is run before the kernel answers, JupyterLab clears and does not run at all. Its indicator says "idle" too soon.
KERNEL_IS_THERE = """path => {
    const notebook = window.jupyterapp?.shell.currentWidget;
    const kernel = notebook?.sessionContext?.session?.kernel;
    return notebook?.context?.path === path && notebook.sessionContext.isReady
        && kernel?.connectionStatus === "connected" && kernel.status === "idle";
}"""

# The workbench brings a mark into sight inside itself. How far a notebook is scrolled is JupyterLab's doing: it moves
# when cells above or below are drawn, and then nothing of the workbench may be on the screen.
IN_SIGHT = """mark => {
    const inner = document.querySelector(mark)?.getBoundingClientRect();
    const outer = document.querySelector(".orw-article").getBoundingClientRect();
    return inner?.height > 0 && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
}"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def serving(arguments: list[str], folder: Path, url: str = "") -> Iterator[str]:
    """A server of Jupyter's family, on loopback, until it answers and as long as it is needed.

    Where its address is not known before, it is the one that it prints.
    """
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "run"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
    }
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            for _ in range(600):
                said = (folder / "server.log").read_text(encoding="utf-8", errors="replace")
                url = url or "".join(re.findall(r"The workbench is at (\S+) ", said))
                with contextlib.suppress(OSError, ValueError), urllib.request.urlopen(url, timeout=5):
                    break
                assert process.poll() is None, said[-2000:]
                time.sleep(0.1)
            yield url
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE / 4)
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
def lab_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the notebooks, so that what JupyterLab saves is nobody's."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    call = [sys.executable, "-P", "-c", f"from onrecord.suite.lab import *; trust(Path({str(folder)!r}))"]
    subprocess.run(call, env={**os.environ, "JUPYTER_DATA_DIR": str(folder / "data")}, check=True)
    return folder


@pytest.fixture(scope="module")
def lab(lab_folder: Path) -> Iterator[str]:
    """JupyterLab in a folder of its own."""
    folder = lab_folder
    port, token = free_port(), secrets.token_hex(16)
    root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    arguments = ["-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    arguments += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}", *root]
    # The test asks the application itself whether its kernel is there.
    arguments += ["--LabApp.expose_app_in_browser=True"]
    # No news and no updates are asked for: nothing here calls elsewhere.
    arguments += ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with serving(arguments, folder, f"http://127.0.0.1:{port}/api"):
        yield f"http://127.0.0.1:{port}/lab/tree/notebooks/06_your_article.ipynb?token={token}&reset"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("app")
    with serving(["-u", "-m", "onrecord", "app", "--port", str(free_port()), "--no-browser"], folder) as url:
        yield url


def run_all(page: Any, url: str) -> Any:
    """Open a notebook in JupyterLab, run all its cells, and give the workbench in it."""
    page.goto(url)
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function(KERNEL_IS_THERE, arg=re.findall(r"/lab/tree/([^?]*)", url)[0])
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

    all_claims = len(explore().selection)
    expect(rows(view, "claims")).to_have_count(all_claims)
    # A claim is chosen: its source, cue and content light up, and are in sight.
    rows(view, "claims").nth(8).click()
    expect(rows(view, "claims").nth(8)).to_have_attribute("aria-selected", "true")
    lit = view.locator(".orw-article .orw-lit")
    lit.first.wait_for()
    page.wait_for_function(IN_SIGHT, arg=".orw-article .orw-lit")
    assert "".join(lit.all_text_contents())
    page.screenshot(path=pictures / "claim.png")
    # A mark is chosen: its row is.
    view.locator(".orw-cue[data-rows]").first.click()
    expect(rows(view, "claims").first).to_have_attribute("aria-selected", "true")
    # By keyboard, row after row.
    rows(view, "claims").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(rows(view, "claims").nth(2)).to_have_attribute("aria-selected", "true")
    # Filtered, and the pandas for it.
    view.get_by_label("Quotation").select_option(label="direct")
    expect(view.locator(".orw-code")).to_contain_text('claims[claims.quotation == "direct"]')
    few = rows(view, "claims").count()
    assert 0 < few < all_claims
    page.screenshot(path=pictures / "filtered.png")
    name, data = download(page, view, "selection")
    assert name.endswith("claims.csv") and len(pd.read_csv(io.BytesIO(data))) == few
    name, data = download(page, view, "annotations")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert json.loads(packed.read("annotations.jsonld"))["type"] == "AnnotationCollection"
    view.get_by_role("button", name="Clear").click()
    expect(rows(view, "claims")).to_have_count(all_claims)
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
    page.wait_for_function(IN_SIGHT, arg=".orw-article .orw-date.orw-lit")
    page.screenshot(path=pictures / "dates.png")


# What injection tests are made of: elements, attributes that would end a value, schemes, half-open comments.
INJECTIONS = [
    "<script>hit()</script>",
    '"><img src=x onerror=hit()>',
    "'><svg onload=hit()>",
    "</textarea></title></style><script>hit()</script>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "<a href=javascript:hit()>x</a>",
    "<details open ontoggle=hit()>",
    "<!--<img src='--><img src=x onerror=hit()>",
    "{{constructor.constructor('hit()')()}}",
    "${hit()}",
    "&lt;img src=x onerror=hit()&gt;",
    "<img src='http://elsewhere.example/x.png'><link rel=stylesheet href=//elsewhere.example>",
]


def open_text(view: Any, text: str, published: str = "") -> None:
    if view.locator("details.orw-open[open]").count() == 0:
        view.get_by_text("Your article …").click()
    view.get_by_label("Text", exact=True).fill(text)
    view.get_by_label("Published on").fill(published)
    view.get_by_role("button", name="Read the text").click()


def test_alone(page: Any, tmp_path: Path) -> None:
    use(page, show(page, explore()), tmp_path)


def test_in_the_dark_and_narrow(page: Any, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 640, "height": 1400})
    view = show(page, explore(), dark=True)
    rows(view, "claims").nth(2).click()
    page.screenshot(path=tmp_path / "dark.png")
    ink, paper = view.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")
    assert (ink, paper) == ("rgb(255, 255, 255)", "rgb(17, 17, 17)")  # JupyterLab's
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for part in (".orw-article", ".orw-side"):
        assert view.locator(part).bounding_box()["width"] > 600  # one below the other


@pytest.mark.parametrize("width", [390, 360])
def test_on_a_telephone(page: Any, tmp_path: Path, width: int) -> None:
    from playwright.sync_api import expect

    page.set_viewport_size({"width": width, "height": 800})
    view = show(page, explore())
    open_text(view, " ")
    expect(view.get_by_role("alert")).to_be_visible()
    page.screenshot(path=tmp_path / "panel.png")
    assert inside(page, view.locator(".orw-panel *, .orw-bar *"))
    open_text(view, "Port director Lena Voss said on Friday that the ferry will sail again. Ann Lee denied it.")
    expect(rows(view, "claims")).to_have_count(2)
    view.get_by_role("tab", name="Actors").click()
    rows(view, "actors").first.click()
    view.get_by_text("Some mentions are somebody else").click()
    page.screenshot(path=tmp_path / "actors.png", full_page=True)
    assert inside(page, view.locator(".orw-correct *, .orw-filters *, .orw-tabs *"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def inside(page: Any, nodes: Any) -> bool:
    """Whether nothing of them hangs out at the right of the workbench."""
    edge = page.locator(".onrecord-workbench").evaluate("e => e.getBoundingClientRect().right - 8")
    return bool(nodes.evaluate_all("(all, edge) => all.every(n => n.getBoundingClientRect().right <= edge)", edge))


def test_no_text_becomes_markup(page: Any) -> None:
    page.expose_function("hit", lambda: hits.append(1))
    hits: list[int] = []
    names = " ".join(f"Mayor Ann {bad} Lee said on Friday that “{bad} will close”, {bad} warned." for bad in INJECTIONS)
    bench = explore(from_text(names, "2026-05-04", title=INJECTIONS[1], name=INJECTIONS[3]))
    bench.correct({"rename": 0, "to": INJECTIONS[1]})
    bench.choices = {**bench.choices, "dates": [{"label": INJECTIONS[2], "name": INJECTIONS[1], "options": []}]}
    view = show(page, bench)
    for table in ("Dates", "Claims", "Actors"):
        view.get_by_role("tab", name=table).click()
        view.locator("tbody tr:visible").first.click()
    for bad in INJECTIONS:
        open_text(view, bad * 3)
    page.wait_for_timeout(500)
    allowed = (
        "DIV P SPAN B SUP PRE LABEL SELECT OPTION INPUT TEXTAREA BUTTON DETAILS SUMMARY FORM SECTION TABLE THEAD TBODY "
        "TR TH TD"
    )
    found = set(view.evaluate("e => [...e.querySelectorAll('*')].map(n => n.tagName)"))
    assert found <= set(allowed.split()) and not hits
    attributes = set(view.evaluate("e => [...e.querySelectorAll('*')].flatMap(n => n.getAttributeNames())"))
    assert not {name for name in attributes if name.startswith("on") or name in ("src", "srcdoc", "style", "href")}


def test_an_article_of_ones_own(page: Any, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    view = show(page, explore())
    open_text(view, "Port director Lena Voss said on Friday that the ferry will sail again.", "2026-03-16")
    expect(rows(view, "claims")).to_have_count(1)
    expect(view.get_by_role("status")).to_contain_text("Read 'Pasted text'")
    chosen = view.get_by_role("combobox", name="Article").locator("option:checked")
    expect(chosen).to_have_text("Pasted text (your own)")
    # The form is empty again: its date was for that article.
    view.get_by_text("Your article …").click()
    assert view.get_by_label("Published on").input_value() == view.get_by_label("Text", exact=True).input_value() == ""
    # What cannot be read is said in a line within the open panel, and what is shown stays.
    for name, field, words, said in (
        ("Read it", "Web address", "http://127.0.0.1:1/a", "private network"),
        ("Read it", "Web address", " ", "write the article’s web address first"),
        ("Read the text", "Text", " ", "paste the article’s text into the box first"),
    ):
        view.get_by_label(field, exact=True).fill(words)
        view.get_by_role("button", name=name).click()
        expect(view.locator(".orw-panel").get_by_role("alert")).to_contain_text(said)
        expect(view.get_by_role("status")).to_be_hidden()
        page.screenshot(path=tmp_path / "error.png")
    expect(rows(view, "claims")).to_have_count(1)
    view.get_by_text("Your article …").click()
    # A file, dropped onto the workbench.
    page.evaluate("""() => {
        const files = new DataTransfer();
        files.items.add(new File(["The council denied that the pool will close. Ann Lee said so."], "pool.txt"));
        document.querySelector(".onrecord-workbench").dispatchEvent(new DragEvent("drop", { dataTransfer: files }));
    }""")
    expect(view.locator(".orw-title")).to_have_text("pool")
    view.get_by_role("combobox", name="Article").select_option("kettle-recall")
    expect(view.locator(".orw-title")).to_contain_text("Norvale recalls")
    # It can be had back.
    view.get_by_role("combobox", name="Article").select_option(label="pool (your own)")
    expect(view.locator(".orw-title")).to_have_text("pool")


def test_what_is_counted_and_cleared_is_said(page: Any) -> None:
    from playwright.sync_api import expect

    bench = explore("kettle-recall")
    view, count = show(page, bench), page.locator(".orw-count")
    claims = len(bench.reading.attributed)
    expect(count).to_have_text(f"{claims} of {claims} claims")
    expect(rows(view, "claims").locator(".orw-unsure")).to_have_count(int((bench.selection.confidence < 0.5).sum()))
    view.get_by_label("Kind of source").select_option(label="the article itself")
    own = len(bench.reading.claims) - claims
    expect(count).to_have_text(f"{own} of {own} claims of the article itself")
    # A mark whose row a filter hides.
    view.locator(".orw-cue[data-rows]").first.click()
    expect(view.get_by_role("status")).to_have_text("The filters of Claims are cleared, so that its row can be seen.")
    expect(count).to_have_text(f"{claims} of {claims} claims")
    # While Python works, what it has said so far is of another table.
    page.evaluate("() => { window.python = () => new Promise(() => {}); }")
    view.get_by_role("tab", name="Actors").click()
    expect(count).to_have_text("")
    expect(rows(view, "actors")).to_have_count(len(bench.reading.actors))


def test_corrections_say_what_they_do(page: Any) -> None:
    from playwright.sync_api import expect

    view = show(page, explore(from_text("The mayor met reporters. Teresa Okafor said the pool will close.")))
    said = view.get_by_role("status")
    view.get_by_role("tab", name="Actors").click()
    rows(view, "actors").first.click()
    expect(view.get_by_role("combobox", name="Is a", exact=True)).to_have_value("person")
    view.get_by_role("button", name="Rename").click()
    expect(said).to_have_text("nothing has changed; that is the actor’s name already.")
    view.get_by_text("Some mentions are somebody else").click()
    view.get_by_role("button", name="Split off").click()
    expect(said).to_have_text("tick the mentions that are somebody else’s.")
    expect(view.get_by_text("correction made")).to_have_count(0)
    view.get_by_role("button", name="Merge").click()
    expect(said).to_contain_text("are one actor now: Teresa Okafor.")
    expect(view.locator(".orw-count")).to_have_text("1 of 1 actor")


# Selects words of the article as a mouse does, whatever marks they run over.
SELECT = """words => {
    const texts = [];
    const walk = document.createTreeWalker(document.querySelector(".orw-article"), NodeFilter.SHOW_TEXT);
    let whole = "";
    while (walk.nextNode()) {
        if (walk.currentNode.parentElement.tagName === "SUP") continue;
        texts.push([whole.length, walk.currentNode]);
        whole += walk.currentNode.data;
    }
    const [from, to] = [whole.indexOf(words), whole.indexOf(words) + words.length];
    const at = (place) => texts.findLast(([start]) => start <= place);
    const range = document.createRange();
    range.setStart(at(from)[1], from - at(from)[0]);
    range.setEnd(at(to - 1)[1], to - at(to - 1)[0]);
    document.getSelection().removeAllRanges();
    document.getSelection().addRange(range);
}"""
PUT_RIGHT = (
    "Mayor Ann Lee said on Friday that the pool will close. Tom Weller warned that the roof is bad. "
    "The old bath is cold."
)


def test_claims_and_dates_are_put_right(page: Any) -> None:
    from playwright.sync_api import expect

    workbench = explore(from_text(PUT_RIGHT, "2026-05-04"))
    view = show(page, workbench)
    said = view.get_by_role("status")
    rows(view, "claims").first.click()
    # Words that are selected in the article are a part of the claim; a mark over them is not chosen by that.
    page.evaluate(SELECT, "Ann Lee")
    expect(view.get_by_role("textbox", name="Words of the article")).to_have_value("Ann Lee")
    view.get_by_role("button", name="Source", exact=True).click()
    expect(said).to_contain_text("is mended: source “Ann Lee”. Every table follows.")
    assert workbench.reading.claims.source[0] == "Ann Lee"
    expect(view.locator("tr[aria-selected=true]")).to_have_count(1)
    # Whom it means is a list; the row stays chosen.
    view.get_by_role("combobox", name="Its source is").select_option(label="Tom Weller")
    expect(rows(view, "claims").first).to_contain_text("Tom Weller")
    # A claim of its own from what is selected, over two marks.
    page.evaluate(SELECT, "The old bath is cold")
    view.get_by_role("button", name="A new claim").click()
    expect(said).to_contain_text("“The old bath is cold” is a claim.")
    assert workbench.reading.claims.rule.tolist().count("corrected") == 2
    # Not a claim: one click, or the key Delete on its row; undo and redo by key and by button.
    rows(view, "claims").nth(1).click()
    view.get_by_role("button", name="Not a claim").click()
    expect(said).to_contain_text("is no claim.")
    expect(view.get_by_text("4 corrections made.")).to_be_visible()
    rows(view, "claims").first.click()
    page.keyboard.press("Control+z")
    expect(view.get_by_text("3 corrections made.")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    expect(view.get_by_text("4 corrections made.")).to_be_visible()
    view.get_by_role("button", name="Undo").click()
    expect(view.get_by_text("3 corrections made.")).to_be_visible()
    view.get_by_role("button", name="Redo").click()
    expect(view.get_by_text("4 corrections made.")).to_be_visible()
    rows(view, "claims").first.focus()
    page.keyboard.press("Delete")
    expect(view.get_by_text("5 corrections made.")).to_be_visible()
    # Dates.
    view.get_by_role("tab", name="Dates").click()
    rows(view, "dates").first.click()
    view.get_by_role("textbox", name="Value").fill("soon")
    view.get_by_role("button", name="Mend").click()
    expect(said).to_contain_text("'soon' is no value for “Friday”")
    view.get_by_role("textbox", name="Value").fill("2026-05-08")
    view.get_by_role("button", name="Mend").click()
    expect(rows(view, "dates").first).to_contain_text("2026-05-08")
    page.evaluate(SELECT, "The old bath is cold")
    view.get_by_role("textbox", name="Value").fill("2026-05")
    view.get_by_role("button", name="A new date").click()
    expect(rows(view, "dates")).to_have_count(2)
    view.get_by_role("button", name="Not a date").click()
    expect(rows(view, "dates")).to_have_count(1)


def test_articles_are_remembered_only_when_asked_for(page: Any) -> None:
    from playwright.sync_api import expect

    view = show(page, explore())

    def paste(text: str) -> None:
        view.get_by_text("Your article …").click()
        view.get_by_role("textbox", name="Text", exact=True).fill(text)
        view.get_by_role("button", name="Read the text").click()
        expect(view.get_by_role("status")).to_contain_text("Read ")

    paste("The mayor said that the pool will close.")
    assert page.evaluate("localStorage.length") == 0
    view.get_by_text("Your article …").click()
    view.get_by_label("Remember my articles in this browser").check()
    view.get_by_text("Your article …").click()
    paste("Pool to close in May\n\nTom Weller said on Friday that the roof of the pool is bad and dear to mend.")
    paste("The council said no.")
    page.reload()
    view = page.locator(".onrecord-workbench")
    view.get_by_text("Your article …").click()
    recent = view.get_by_role("combobox", name="Recent")
    expect(recent.locator("option")).to_have_text(["Pasted text", "Pool to close in May"])
    recent.select_option(label="Pool to close in May")
    view.get_by_role("button", name="Open it").click()
    expect(view.get_by_role("status")).to_contain_text("Read 'Pool to close in May'.")
    view.get_by_text("Your article …").click()
    view.get_by_role("button", name="Forget all").click()
    expect(recent.locator("option")).to_have_count(0)
    view.get_by_label("Remember my articles in this browser").uncheck()
    assert page.evaluate("localStorage.length") == 0


def test_what_is_less_likely_right_is_greyed(page: Any) -> None:
    from playwright.sync_api import expect

    workbench = explore()
    view = show(page, workbench)
    expect(view.locator(".orw-grey")).to_have_count(0)
    view.get_by_role("slider").fill("80")
    expect(view.get_by_text("80 of 100")).to_be_visible()
    claims = workbench.reading.claims
    expect(view.locator(".orw-grey")).to_have_count(int((claims.confidence.mul(100).round() < 80).sum()))
    view.get_by_role("tab", name="Dates").click()
    expect(view.get_by_role("slider")).to_be_hidden()


def test_words_can_be_written_where_none_can_be_selected(page: Any) -> None:
    from playwright.sync_api import expect

    workbench = explore(from_text(PUT_RIGHT, "2026-05-04"))
    view = show(page, workbench)
    view.get_by_role("button", name="A new claim").click()
    expect(view.get_by_role("status")).to_have_text("select words in the article, or write them into the box first.")
    view.get_by_role("textbox", name="Words of the article").fill("The old bath is cold")
    view.get_by_role("button", name="A new claim").click()
    expect(view.get_by_role("status")).to_contain_text("“The old bath is cold” is a claim.")
    assert "The old bath is cold" in workbench.reading.attributed.content.tolist()


def test_by_keyboard_alone(page: Any) -> None:
    from playwright.sync_api import expect

    view = show(page, explore())
    # One stop for the text, one for the table, and arrows within each.
    assert view.locator(".orw-article [tabindex='0']").count() == 1
    assert view.locator("[data-table=claims] [tabindex='0']").count() == 1
    view.locator(".orw-article [tabindex='0']").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    expect(view.locator("tr[aria-selected=true]")).to_have_count(1)
    view.get_by_role("tab", name="Claims").focus()
    page.keyboard.press("ArrowRight")
    expect(view.get_by_role("tab", name="Actors")).to_be_focused()
    expect(rows(view, "actors").first).to_be_visible()
    rows(view, "actors").first.focus()
    page.keyboard.press("End")
    expect(rows(view, "actors").last).to_be_focused()
    expect(rows(view, "actors").last).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("dark", [False, True])
def test_it_is_accessible(page: Any, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    view = show(page, explore(), dark=dark)
    for table in ("Claims", "Dates", "Actors"):
        view.get_by_role("tab", name=table).click()
        rows(view, table.lower()).first.click()
        page.wait_for_timeout(600)  # the boxes scroll
        # axe lists what breaks the WCAG, as far as a program can tell; headings depend on the page around it.
        result = Axe().run(page, options={"rules": {"page-has-heading-one": {"enabled": False}}})
        assert not result.violations_count, result.generate_report()


def test_everything_has_a_name(page: Any) -> None:
    view = show(page, explore())
    view.get_by_role("tab", name="Actors").click()
    rows(view, "actors").first.click()
    view.get_by_text("Some mentions are somebody else").click()
    unnamed = view.evaluate("""e => [...e.querySelectorAll("input, select, textarea, button, summary")]
        .filter((n) => !(n.labels?.[0]?.textContent || n.textContent || "").trim()).map((n) => n.outerHTML)""")
    assert not unnamed


def test_notebooks_show_their_pictures_before_they_run(page: Any, lab: str) -> None:
    page.goto(lab.replace("06_your_article", "01_article"))
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.get_by_title(re.compile("Notebook trusted")).first.wait_for(state="attached")


def test_in_jupyterlab(page: Any, lab: str, tmp_path: Path) -> None:
    view = run_all(page, lab)
    view.wait_for()
    rows(view, "claims").first.wait_for()
    page.wait_for_selector("[data-status=idle]")
    view.scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "lab.png")
    use(page, view, tmp_path)
    # Arrows moved rows and not the notebook's cells, nor did typing a name change them.
    assert page.locator(".jp-Notebook .jp-Cell").count() >= 1 and view.count() == 1


def test_no_article_runs_in_a_notebook(page: Any, lab: str, lab_folder: Path) -> None:
    """Everything that a notebook shows of an article with markup in it, in JupyterLab."""
    hits: list[str] = []
    page.on("dialog", lambda dialog: (hits.append(dialog.message), dialog.dismiss()))
    page.expose_function("hit", lambda: hits.append("hit"))
    text = " ".join(f"Mayor Ann {bad} Lee said on Friday that “{bad} will close”." for bad in INJECTIONS)
    (lab_folder / "notebooks" / "infected.txt").write_text(text, encoding="utf-8")
    first = "from onrecord import charts, explore, load_article, read\nreading = read(load_article('infected.txt'))"
    shown = ["reading", "reading.article", *(f"reading.{table}" for table in ("claims", "actors", "mentions", "dates"))]
    shown += ["charts.draw_story(reading)", "charts.draw_claims(reading)", "explore(reading)", "print('at the end')"]
    cells = [nbformat.v4.new_code_cell(source) for source in (first, *shown)]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    book = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    nbformat.write(book, lab_folder / "notebooks" / "infected.ipynb")
    view = run_all(page, lab.replace("06_your_article", "infected"))
    view.wait_for()
    page.get_by_text("at the end", exact=True).wait_for()
    for number in range(len(cells)):  # what is not in view is not drawn
        page.locator(f".jp-Cell[data-windowed-list-index='{number}']").scroll_into_view_if_needed()
        page.wait_for_timeout(200)
    assert not hits


def test_served_without_code(page: Any, app: str, tmp_path: Path) -> None:
    page.goto(app)
    view = page.locator(".onrecord-workbench")
    view.wait_for()
    page.screenshot(path=tmp_path / "app.png")
    assert not page.locator(".jp-CodeMirrorEditor, .jp-InputArea-editor").count()
    assert "token" not in page.url  # none is in the address bar, or on a screen that is shown to others
    use(page, view, tmp_path)
    # Who leaves the page ends its kernel.
    kernel = page.evaluate("JSON.parse(document.querySelector('#jupyter-config-data').textContent).kernelId")
    address = f"{page.url}api/kernels/{kernel}"
    assert page.request.get(address).status == 200
    page.goto("about:blank")
    for _ in range(100):
        if page.request.get(address).status == 404:
            break
        time.sleep(0.1)
    assert page.request.get(address).status == 404
