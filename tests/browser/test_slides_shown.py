"""The slides in a real browser with the network off: nothing hangs out, what matters is large, no server is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from chromium import CHROMIUM, FLAGS, IN_CHROMIUM
from onrecord.classroom.slides import write_slides

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SUITE, CLASS = sorted(NOTEBOOKS.glob("*.ipynb")), sorted((NOTEBOOKS / "exercises").glob("*.ipynb"))
SIZES = [{"width": 1280, "height": 720}, {"width": 1920, "height": 1080}]
SIZE = SIZES[0]
#: Of a slide: what of it hangs out or lies over something else, and the least size of its letters in pixels.
MEASURE = """slide => {
    const shown = [...slide.querySelectorAll("h1, h2, p, li, pre, img")];
    const box = e => e.getBoundingClientRect();
    const out = shown.filter(e => box(e).left < 0 || box(e).top < 0 || box(e).right > WIDTH || box(e).bottom > FOOT);
    const apart = [...slide.querySelectorAll("h1, h2, img, .text, .said")];
    const over = apart.filter(a => apart.some(b => a !== b && box(a).left + 1 < box(b).right
        && box(b).left + 1 < box(a).right && box(a).top + 1 < box(b).bottom && box(b).top + 1 < box(a).bottom));
    const letters = [...slide.querySelectorAll("p, li, pre")].map(e => parseFloat(getComputedStyle(e).fontSize));
    return { bad: [...out, ...over].map(e => e.outerHTML.slice(0, 80)), letters: Math.min(...letters) };
}"""

pytestmark = IN_CHROMIUM


@pytest.fixture(scope="module", params=[SUITE, CLASS], ids=["suite", "class"])
def deck(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("slides") / "on-record.html"
    write_slides(request.param, path)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Any, deck: Path) -> Iterator[Any]:
    """The deck, opened from its file without a network; what it asks for and complains of is kept."""
    context = browser.new_context(viewport=SIZE, offline=True)
    opened = context.new_page()
    opened.asked, opened.complaints = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.goto(deck.as_uri())
    opened.wait_for_selector(".reveal.ready")
    yield opened
    context.close()


def turn(page: Any) -> Iterator[Any]:
    """Every slide in its turn."""
    total = page.evaluate("Reveal.getTotalSlides()")
    for number in range(total):
        yield page.locator("section.present")
        if number < total - 1:
            page.keyboard.press("ArrowRight")
            page.wait_for_function("n => Reveal.getSlidePastCount() === n", arg=number + 1)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_nothing_hangs_out_of_a_slide_and_its_letters_can_be_read(page: Any, deck: Path, size: dict[str, int]) -> None:
    page.set_viewport_size(size)
    # A slide's number stands in the last of its height.
    measure = MEASURE.replace("WIDTH", str(size["width"])).replace("FOOT", str(size["height"] - 20))
    headings = []
    for slide in turn(page):
        heading = slide.locator("h1, h2")
        assert heading.is_visible()
        headings.append(heading.inner_text())
        found = slide.evaluate(measure)
        assert found["bad"] == [], headings[-1]
        assert found["letters"] >= (44 if slide.get_by_text("To discuss.").count() else 28), headings[-1]
    assert len(headings) > 8
    page.screenshot(path=str(deck.with_suffix(".png")))
    assert deck.with_suffix(".png").stat().st_size > 5_000


def test_a_script_or_style_that_is_not_the_pages_own_does_not_run(page: Any) -> None:
    page.evaluate("""() => {
        const script = document.createElement("script"), style = document.createElement("style");
        script.textContent = "window.ran = true";
        style.textContent = "h1 { font-size: 7px !important }";
        document.body.append(script, style);
    }""")
    assert page.evaluate("window.ran === undefined")
    assert page.locator("h1").first.evaluate("e => getComputedStyle(e).fontSize") != "7px"


def test_a_cell_that_is_longer_than_a_slide_is_shown_whole(browser: Any, tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("\n".join(f"step_{n} = {n}" for n in range(26)))
    task = nbformat.v4.new_markdown_cell(
        "## A heading that is rather long, as those of notebooks sometimes are, and takes two lines"
    )
    nbformat.write(nbformat.v4.new_notebook(cells=[task, cell]), tmp_path / "long.ipynb")
    write_slides([tmp_path / "long.ipynb"], tmp_path / "deck.html")
    page = browser.new_context(viewport=SIZE, offline=True).new_page()
    page.goto((tmp_path / "deck.html").as_uri())
    page.wait_for_selector(".reveal.ready")
    code = page.locator("section.present pre")
    page.wait_for_function("e => e.getBoundingClientRect().bottom <= 700", arg=code.element_handle())
    assert "step_25" in code.inner_text()
    page.context.close()


def test_every_chart_is_about_as_large_as_a_slide_allows(page: Any) -> None:
    for slide in turn(page):
        for picture in slide.locator("img").all():
            assert picture.evaluate("i => i.complete && i.naturalWidth > 0")
            natural = picture.evaluate("i => i.naturalWidth / i.naturalHeight")
            box = picture.bounding_box()
            width = min(box["width"], box["height"] * natural)
            large = width / SIZE["width"] > 0.8 or width / natural / SIZE["height"] > 0.85
            assert large, slide.locator("h2").inner_text()


def test_it_asks_no_server_for_anything_and_has_no_complaint(page: Any) -> None:
    assert all(url.startswith(("file://", "data:")) for url in page.asked), page.asked
    assert page.complaints == []


def test_a_slide_can_be_linked_to(page: Any, deck: Path) -> None:
    page.goto(f"{deck.as_uri()}#/3")
    page.reload()
    page.wait_for_selector(".reveal.ready")
    assert page.evaluate("Reveal.getSlidePastCount()") == 3


def test_it_prints_one_slide_a_page(page: Any, deck: Path) -> None:
    page.goto(f"{deck.as_uri()}?print-pdf")
    page.wait_for_selector(".reveal.ready, .reveal-print, html.print-pdf, html.reveal-print")
    page.wait_for_selector(".pdf-page")
    assert page.locator(".pdf-page").count() == page.evaluate("Reveal.getTotalSlides()")


def test_the_notes_open_beside_the_slide(browser: Any, tmp_path: Path) -> None:
    write_slides([NOTEBOOKS / "07_accuracy.ipynb"], tmp_path / "deck.html")
    context = browser.new_context(viewport=SIZE, offline=True)
    page = context.new_page()
    page.goto(f"{(tmp_path / 'deck.html').as_uri()}#/1")
    page.wait_for_selector(".reveal.ready")
    notes = page.locator(".speaker-notes")
    assert not notes.is_visible()
    page.keyboard.press("s")
    notes.wait_for(state="visible")
    assert "The diamond shows how far two trained people agree" in notes.inner_text()
    assert page.locator("section.present img").bounding_box()["width"] < notes.bounding_box()["x"]
    page.keyboard.press("s")
    notes.wait_for(state="hidden")
    context.close()
