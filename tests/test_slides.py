"""The slides: of figures, or of tasks and questions, in one page that loads nothing.

tests/browser/test_slides_shown.py opens them.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from conftest import ROOT
from onrecord.classroom.exercises import ANSWER
from onrecord.classroom.slides import Slide, slides_of, write_slides
from onrecord.cli import main

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXERCISES = sorted((ROOT / "notebooks" / "exercises").glob("*.ipynb"))


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


def figures(path: Path) -> list[str]:
    """The sentences of a notebook's figures."""
    outputs = [o for cell in nbformat.read(path, as_version=4).cells for o in cell.get("outputs", [])]
    return [o["data"]["text/plain"] for o in outputs if "image/svg+xml" in o.get("data", {})]


def slides(name: str) -> list[Slide]:
    path = next(path for path in [*NOTEBOOKS, *EXERCISES] if path.name == name)
    return list(slides_of(nbformat.read(path, as_version=4)))


def figure(name: str, aspect: float = 2.0) -> Any:
    """A cell that has drawn a figure."""
    svg = f'<svg viewBox="0 0 {aspect * 100} 100"><!-- {name} --></svg>'
    return new_code_cell("draw()", outputs=[new_output("display_data", {"image/svg+xml": svg, "text/plain": name})])


def deck(folder: Path, *cells: Any) -> Page:
    """The page of one notebook with these cells."""
    nbformat.write(new_notebook(cells=list(cells)), folder / "some.ipynb")
    write_slides([folder / "some.ipynb"], folder / "deck.html")
    return Page((folder / "deck.html").read_text(encoding="utf-8").split("<body>")[1].split("<script>\n")[0])


def test_every_figure_has_a_slide_and_its_sentence(page: str) -> None:
    parsed = Page(page)
    whole = [alt for alt in parsed.alts if not alt.startswith("Part ")]
    assert set(whole) == {alt for path in NOTEBOOKS for alt in figures(path)} and len(whole) >= 8
    assert all(len(alt) > 30 for alt in parsed.alts)
    assert parsed.sections == len(parsed.levels) > len(parsed.alts)
    assert parsed.levels.count("h1") == len(NOTEBOOKS) and set(parsed.levels) == {"h1", "h2"}


def test_every_notebook_says_what_goes_wrong_on_a_slide_of_its_own() -> None:
    for path in NOTEBOOKS:
        made = slides(path.name)
        assert made[0].level == 1 and all(slide.heading for slide in made)
        assert any("get wrong" in slide.heading or "keep in mind" in slide.heading for slide in made)
        assert [slide.alt for slide in made if slide.svg] == figures(path)


def test_beside_a_figure_stands_what_is_about_it() -> None:
    said = {
        (path.name[:2], slide.heading): slide.prose for path in NOTEBOOKS for slide in slides(path.name) if slide.svg
    }
    assert said["02", "Where does each actor appear?"].startswith("One row is one actor")
    assert said["04", "Can the confidence be trusted?"].startswith("On news that the model had not seen")
    assert said["05", "What does the whole article look like?"].startswith("The text runs from left to right")
    # Between these figures and the Markdown before them there is another cell, and the Markdown is about that one.
    assert said["06", "How does looking turn into a table?"] == ""
    assert said["08", "Who is quoted most?"] == said["08", "What does one article have that the other lacks?"] == ""
    assert not any(re.search(r"\babove\b", slide.prose) for path in NOTEBOOKS for slide in slides(path.name))


def test_a_figure_with_nothing_new_to_say_does_not_come_again(tmp_path: Path) -> None:
    title, more = new_markdown_cell("# Who?"), new_markdown_cell("## Why?\n\nIt is so.")
    again = deck(tmp_path, title, figure("a figure"), new_code_cell("x"), figure("a figure"), more, figure("a figure"))
    assert again.alts == ["a figure", "a figure"]
    assert again.levels == ["h1", "h2", "h2"]


def test_a_narrow_figure_comes_again_in_parts(tmp_path: Path) -> None:
    title = new_markdown_cell("# Who?")
    assert deck(tmp_path, title, figure("flat", 1.6)).alts == ["flat"]
    tall = ["tall", "Part 1 of 2, enlarged: tall", "Part 2 of 2, enlarged: tall"]
    assert deck(tmp_path, title, figure("tall", 1.3)).alts == tall
    assert len(deck(tmp_path, title, figure("taller", 0.5)).alts) == 5


def test_what_has_no_room_beside_a_figure_is_in_the_notes(tmp_path: Path) -> None:
    long = new_markdown_cell("## Why?\n\nThe first sentence. " + "And one more that is long enough. " * 40)
    deck(tmp_path, new_markdown_cell("# Who?"), long, figure("flat", 1.9))
    body = (tmp_path / "deck.html").read_text(encoding="utf-8").split("<body>")[1]
    shown, notes = body.split('<aside class="notes">')
    assert shown.count("The first sentence.") == 1 and shown.count("And one more") < 6
    assert notes.split("</aside>")[0].count("And one more") == 40


def test_long_text_goes_on_on_another_slide_and_nothing_is_lost() -> None:
    items = [
        f"- item {number} of a list that is too long for a single slide in letters that can be read;"
        for number in range(30)
    ]
    text = "## What should you keep in mind?\n\nMuch:\n\n" + "\n".join(items)
    made = list(slides_of(new_notebook(cells=[new_markdown_cell(text), figure("a figure")])))
    pages = [slide for slide in made if not slide.svg]
    assert [slide.heading[-8:] for slide in pages] == [f"({n} of {len(pages)})" for n in range(1, len(pages) + 1)]
    assert "\n".join(slide.prose for slide in pages).split("\n") == ["Much:", "", *items]


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_an_exercise_is_on_slides_word_for_word(path: Path) -> None:
    made = slides(path.name)
    shown = "\n\n".join(slide.prose for slide in made)
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if "What comes next" not in cell.source]
    for cell in cells:
        text = re.sub(r"^#+ .*\n*", "", cell.source) if cell.cell_type == "markdown" else cell.source
        assert all(block in shown for block in text.split("\n\n") if block != ANSWER), text
    assert made[0].level == 1 and {slide.level for slide in made[1:]} == {2}
    assert ANSWER not in shown


def test_a_question_for_the_class_has_a_slide_of_its_own() -> None:
    made = [slide for path in EXERCISES for slide in slides(path.name)]
    questions = [slide for slide in made if "To discuss" in slide.prose]
    assert [slide.heading.split(":")[0] for slide in questions] == [f"Exercise {n}" for n in range(1, 11)]
    assert all(slide.prose.startswith("**To discuss.**") and "```" not in slide.prose for slide in questions)
    for number in range(1, 11):
        assert any(slide.heading.startswith(f"Exercise {number}:") and "= ..." in slide.prose for slide in made)


def test_the_rule_for_marking_claims_has_a_slide_without_code() -> None:
    (rule,) = [slide for slide in slides("3_your_eyes.ipynb") if "- **source**" in slide.prose]
    assert rule.prose.startswith("Work alone") and rule.prose.endswith("is not marked.") and "```" not in rule.prose


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
        assert name in line and line.startswith("onrecord: ")
    assert not (tmp_path / "deck.html").exists()
