"""The slides in a real browser with the network off: nothing hangs out, what matters is large, no server is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chromium import CHROMIUM, FLAGS, IN_CHROMIUM
from onrecord.classroom.slides import write_slides

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SUITE, CLASS = sorted(NOTEBOOKS.glob("*.ipynb")), sorted((NOTEBOOKS / "exercises").glob("*.ipynb"))
SIZE = {"width": 1280, "height": 720}
#: Of a slide: what of it hangs out, and the least size of its letters in pixels.
MEASURE = """slide => ({
    out: [...slide.querySelectorAll('.sheet *')].filter(e => {
        const box = e.getBoundingClientRect();
        return box.left < 0 || box.top < 0 || box.right > 1280 || box.bottom > FOOT;
    }).map(e => e.outerHTML.slice(0, 80)),
    letters: Math.min(...[...slide.querySelectorAll('.prose *')].map(e => parseFloat(getComputedStyle(e).fontSize))),
})""".replace("FOOT", "696")  # where a slide's content ends: its number stands below

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


def test_nothing_hangs_out_of_a_slide_and_its_letters_can_be_read(page: Any, deck: Path) -> None:
    headings = []
    for slide in turn(page):
        heading = slide.locator("h1, h2")
        assert heading.is_visible()
        headings.append(heading.inner_text())
        found = slide.evaluate(MEASURE)
        assert found["out"] == [], headings[-1]
        question = slide.get_by_text("To discuss.").count()
        least = 44 if question else 24 if slide.locator("img").count() else 28
        assert found["letters"] >= least, headings[-1]
    assert len(headings) > 8
    page.screenshot(path=str(deck.with_suffix(".png")))
    assert deck.with_suffix(".png").stat().st_size > 5_000


def test_every_chart_is_about_as_large_as_a_slide_allows(page: Any) -> None:
    drawn = "i => [i.naturalWidth, i.naturalHeight, i.clientWidth, i.clientHeight, getComputedStyle(i).objectFit]"
    for slide in turn(page):
        for picture in slide.locator("img").all():
            assert picture.evaluate("i => i.complete && i.naturalWidth > 0")
            width, height, box_width, box_height, fit = picture.evaluate(drawn)
            ratio = (min if fit == "contain" else max)(box_width / width, box_height / height)
            large = width * ratio / SIZE["width"] > 0.8 or height * ratio / SIZE["height"] > 0.9
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
