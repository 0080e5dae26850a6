"""The slides in a real browser with the network off: every figure is drawn, nothing is asked of any server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chromium import CHROMIUM, FLAGS, IN_CHROMIUM
from onrecord.slides import write_slides

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
SIZE = {"width": 1280, "height": 720}

pytestmark = IN_CHROMIUM


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("slides") / "on-record.html"
    write_slides(NOTEBOOKS, path)
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


def test_every_slide_shows_what_it_has(page: Any, deck: Path) -> None:
    total = page.evaluate("Reveal.getTotalSlides()")
    assert total > len(NOTEBOOKS)
    pictures = 0
    for number in range(total):
        slide = page.locator("section.present")
        heading = slide.locator("h1, h2")
        assert heading.is_visible()
        # The slide is 1280 by 720 points, whatever the screen; nothing may hang out of it.
        assert slide.evaluate("s => s.scrollHeight <= 720 && s.scrollWidth <= 1280"), heading.inner_text()
        for picture in slide.locator("img").all():
            pictures += 1
            assert picture.evaluate("i => i.complete && i.naturalWidth > 0"), heading.inner_text()
            box = picture.bounding_box()
            assert box["width"] > 600 and box["height"] > 300
        if number < total - 1:
            page.keyboard.press("ArrowRight")
            page.wait_for_function("n => Reveal.getSlidePastCount() === n", arg=number + 1)
    assert pictures >= 8
    page.screenshot(path=str(deck.with_suffix(".png")))
    assert deck.with_suffix(".png").stat().st_size > 5_000


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
