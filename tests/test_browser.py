"""The page and the pictures in a real browser: run.py test --browser."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from chromium import CHROMIUM, FLAGS, IN_CHROMIUM
from conftest import ROOT, SEEDS, reading_of
from onrecord import read
from onrecord.page import article_html, page_fragment, page_html
from test_robust import INJECTIONS, infected

pytestmark = IN_CHROMIUM

ARTICLES = [*SEEDS, "long", "short"]
# What JupyterLab's own themes set (JupyterLab 4).
LAB = {
    "light": "--jp-layout-color0: #fff; --jp-content-font-color1: rgba(0, 0, 0, 0.87); "
    "--jp-content-font-color2: rgba(0, 0, 0, 0.54); --jp-border-color2: #e0e0e0;",
    "dark": "--jp-layout-color0: #111; --jp-content-font-color1: #fff; "
    "--jp-content-font-color2: rgba(255, 255, 255, 0.7); --jp-border-color2: #616161;",
}
LIT = "[...document.querySelectorAll('.onrecord [class*=or-k]')].filter(e => getComputedStyle(e).boxShadow != 'none')"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def opened(browser: Browser, html: str, **settings: Any) -> Page:
    """A page with some HTML from a file, on which every request for anything else is an error."""
    page = browser.new_context(**settings).new_page()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(html, encoding="utf-8")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: asked.append(message.text))
        page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        page.goto(path.as_uri())
    assert asked == [path.as_uri()], "the page is alone, and says nothing on the console"
    return page


def in_lab(fragment: str, theme: str) -> str:
    """A cell's output as JupyterLab shows it."""
    light = "true" if theme == "light" else "false"
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>lab</title><style>body {{ {LAB[theme]} "
        "background: var(--jp-layout-color0); color: var(--jp-content-font-color1) }</style></head>"
        f"<body data-jp-theme-light='{light}'><main><h1>A notebook</h1>{fragment}</main></body></html>"
    )


def violations(page: Page) -> list[str]:
    """What axe finds wrong, in words."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}" for v in found]


def test_no_markup_of_an_article_runs_or_calls(browser: Browser) -> None:
    """One of each kind on OWASP's list, in page, print-out, notebook output and the tables of a notebook."""
    outputs = []
    for bad in INJECTIONS:
        found = read(infected(bad))
        for html in (page_html(found), article_html(found.article)):
            opened(browser, html).context.close()
        tables = (table._repr_html_() for table in found.tables.values())
        outputs += [page_fragment(found), found.article._repr_html_(), *tables]
    opened(browser, in_lab("\n".join(outputs), "light")).context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ARTICLES)
def test_axe_finds_nothing_wrong_with_the_page(browser: Browser, name: str, scheme: str) -> None:
    page = opened(browser, page_html(reading_of(name)), color_scheme=scheme)
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", LAB)
def test_in_a_notebook_the_theme_of_jupyterlab_counts_not_that_of_the_system(
    browser: Browser, theme: str, scheme: str
) -> None:
    page = opened(browser, in_lab(page_fragment(reading_of("kettle-recall")), theme), color_scheme=scheme)
    paper = page.evaluate("getComputedStyle(document.querySelector('.onrecord')).backgroundColor")
    assert paper == ("rgb(255, 255, 255)" if theme == "light" else "rgb(17, 17, 17)")
    assert violations(page) == []
    page.context.close()


CONTRASTS = """() => {
  const out = [];
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const mixed = {};  // most letters stand on a ground that others stand on too
  const rgb = (paints) => mixed[paints.join()] ??= (() => {
    canvas.clearRect(0, 0, 1, 1);
    for (const paint of paints) { canvas.fillStyle = paint; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  })();
  for (const element of document.querySelectorAll('.onrecord *')) {
    const own = [...element.childNodes].some(n => n.nodeType == 3 && n.textContent.trim());
    const after = element.dataset.or || element.dataset.n;
    if ((!own && !after) || !element.getClientRects().length) continue;
    const grounds = [];
    for (let e = element; e; e = e.parentElement) grounds.unshift(getComputedStyle(e).backgroundColor);
    const inks = [getComputedStyle(element).color];
    if (element.dataset.or) inks.push(getComputedStyle(element, '::after').color);
    for (const ink of inks) out.push([element.className, rgb(grounds), rgb([...grounds, ink])]);
  }
  return out;
}"""


def luminance(rgb: list[int]) -> float:
    parts = [p / 255 / 12.92 if p <= 10 else ((p / 255 + 0.055) / 1.055) ** 2.4 for p in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("lit", [False, True])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_letters_can_be_read_on_their_ground(browser: Browser, scheme: str, lit: bool) -> None:
    # axe does not judge a ground that is mixed from two colours; here the browser paints it.
    for name in SEEDS:
        page = opened(browser, page_html(reading_of(name)), color_scheme=scheme)
        for number in range(8 if lit else 1):
            if lit:
                page.locator(f".or-note.or-k{number}").hover()
            found = page.evaluate(CONTRASTS)
            assert len(found) > 50
            for what, ground, ink in found:
                light, dark = sorted((luminance(ground), luminance(ink)), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{name}: {what}: {ink} on {ground}"
        page.context.close()


def test_pointing_at_a_claim_lights_its_source_its_cue_and_its_content(browser: Browser) -> None:
    reading = reading_of("harwick-budget")
    page = opened(browser, page_html(reading))
    for claim in reading.attributed.index[:6]:
        page.locator(f".or-note.or-k{claim}").hover()
        classes = page.evaluate(f"{LIT}.map(e => e.className)")
        assert classes and all(f"or-k{claim}" in name.split() for name in classes)
        roles = {role for role in ("source", "cue", "content") for name in classes if f"or-{role}" in name.split()}
        assert roles == set(reading.spans.role[reading.spans.claim == claim])
        words = page.evaluate(f"{LIT}.filter(e => !e.classList.contains('or-note')).map(e => e.innerText).join('')")
        for span in reading.spans[reading.spans.claim == claim].itertuples():
            assert re.sub(r"\s", "", span.text) in re.sub(r"\s", "", words)
    page.context.close()


def test_the_keyboard_gets_everywhere_and_lights_the_same(browser: Browser) -> None:
    page = opened(browser, page_html(reading_of("kettle-recall")))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Claim 0: its note"
    assert "or-note" in page.evaluate(f"{LIT}.map(e => e.className).join(' ')")
    assert page.evaluate(f"{LIT}.every(e => e.classList.contains('or-k0'))")
    page.keyboard.press("Enter")
    assert re.search(r"#or-\w+-n0$", page.url)
    assert page.evaluate("getComputedStyle(document.querySelector(':target')).outlineStyle") in ("dashed", "solid")
    seen = set()
    for _ in range(2 * len(reading_of("kettle-recall").attributed)):
        seen.add(page.evaluate("document.activeElement.getAttribute('href')"))
        page.keyboard.press("Tab")
    assert len(seen) == 2 * len(reading_of("kettle-recall").attributed)
    page.context.close()


@pytest.mark.parametrize("wide", [320, 768, 1280])
@pytest.mark.parametrize("name", ARTICLES)
def test_nothing_sticks_out_at_the_side(browser: Browser, name: str, wide: int) -> None:
    page = opened(browser, page_html(reading_of(name)), viewport={"width": wide, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    page.context.close()


def test_it_is_printed_dark_on_white_whatever_the_theme(browser: Browser) -> None:
    page = opened(browser, page_html(reading_of("harwick-budget")), color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    look = page.evaluate("(s => [s.color, s.backgroundColor])(getComputedStyle(document.querySelector('.onrecord')))")
    assert look == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.pdf().startswith(b"%PDF")
    page.context.close()


def test_it_can_be_read_where_scripts_are_off(browser: Browser) -> None:
    reading = reading_of("rutte-warns-trump")
    page = opened(browser, page_html(reading), java_script_enabled=False)
    shown = page.locator("article").inner_text()
    for word in ("Rutte", "stated", "Xi Jinping"):
        assert word in shown
    page.context.close()


@pytest.mark.parametrize("path", sorted((ROOT / "figures").glob("*.svg")), ids=lambda path: path.stem)
def test_the_browser_draws_every_figure_at_its_size(browser: Browser, path: Path) -> None:
    html = f"<!doctype html><html lang='en'><title>f</title><body>{path.read_text(encoding='utf-8')}</body></html>"
    page = browser.new_context().new_page()
    page.set_content(html)
    svg = page.locator("svg").first
    wide, label = svg.evaluate("e => e.getBoundingClientRect().width"), svg.get_attribute("aria-label")
    assert wide == pytest.approx(8.6 * 96, abs=1) and label
    page.context.close()
