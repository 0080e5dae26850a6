"""The slides: one figure each, in one page that loads nothing; tests/browser/test_slides.py opens them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from conftest import ROOT
from onrecord.__main__ import main
from onrecord.slides import slides_of, write_slides

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


class Page(HTMLParser):
    """The headings, pictures and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sections, self.levels, self.alts = 0, list[str](), list[str]()
        self.loads = list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.sections += tag == "section"
        if re.fullmatch(r"h\d", tag):
            self.levels.append(tag)
        if tag == "img":
            self.alts.append(given.get("alt") or "")
        if tag in ("img", "script", "link", "iframe", "source", "video"):
            self.loads.append(given.get("src") or given.get("href") or "")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("slides") / "deck.html"
    assert main(["slides", "--out", str(target)]) == 0
    return target.read_text(encoding="utf-8")


def figures(path: Path) -> int:
    outputs = [o for cell in nbformat.read(path, as_version=4).cells for o in cell.get("outputs", [])]
    return sum("image/svg+xml" in output.get("data", {}) for output in outputs)


def test_every_figure_has_one_slide_and_its_sentence(page: str) -> None:
    parsed = Page(page)
    assert len(parsed.alts) == sum(map(figures, NOTEBOOKS)) >= 8
    assert all(len(alt) > 30 for alt in parsed.alts)
    assert parsed.sections == len(parsed.levels) > len(parsed.alts)
    assert parsed.levels.count("h1") == len(NOTEBOOKS) and set(parsed.levels) == {"h1", "h2"}


def test_every_notebook_says_what_goes_wrong_on_a_slide_of_its_own() -> None:
    for path in NOTEBOOKS:
        slides = list(slides_of(nbformat.read(path, as_version=4)))
        assert slides[0].level == 1 and all(slide.heading for slide in slides)
        assert any("get wrong" in slide.heading or "keep in mind" in slide.heading for slide in slides)
        assert len([slide for slide in slides if slide.svg]) == figures(path)


def test_the_page_loads_nothing(page: str) -> None:
    assert all(address == "" or address.startswith("data:image/svg+xml;base64,") for address in Page(page).loads)
    for style in re.findall(r"<style>(.*?)</style>", page, re.DOTALL):
        assert not re.search(r"@import|url\((?!data:)", style)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy and policy[1].startswith("default-src 'none'") and "http" not in policy[1]


def test_the_same_notebooks_give_the_same_page(tmp_path: Path, page: str) -> None:
    write_slides(NOTEBOOKS, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == page


def test_text_is_text_whatever_is_in_it(tmp_path: Path) -> None:
    bad = '<script>alert(1)</script> & "x" <img src=x onerror=alert(1)>'
    output = new_output("display_data", {"image/svg+xml": f"<svg><!-- {bad} --></svg>", "text/plain": bad})
    cells = [new_markdown_cell(f"# {bad}\n\n{bad}"), new_code_cell("draw()", outputs=[output])]
    nbformat.write(new_notebook(cells=cells), tmp_path / "bad.ipynb")
    assert write_slides([tmp_path / "bad.ipynb"], tmp_path / "deck.html") == 2
    body = (tmp_path / "deck.html").read_text(encoding="utf-8").split("<body>")[1].split("<script>\n")[0]
    assert "<script" not in body and "<img src=x" not in body and "&lt;script&gt;" in body
    assert Page(body).alts == [bad]


def test_what_is_no_notebook_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.ipynb").write_text("no", encoding="utf-8")
    for name in ("a.ipynb", "b.ipynb"):
        assert main(["slides", str(tmp_path / name), "--out", str(tmp_path / "deck.html")]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert name in line and line.startswith("run.py: ")
    assert not (tmp_path / "deck.html").exists()
