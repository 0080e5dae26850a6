"""Slides from notebooks, in one HTML file that needs nothing else.

An executed notebook gives one slide a figure. One without outputs, such as the exercises, gives one slide a task and
one a question: what a class has to see while it works.

nbconvert makes slides too, but its pages load reveal.js, jQuery, fonts and mathematics from a server. deck.py writes
reveal.js into the page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import ArticleError, extra
from ..files import write_whole
from .deck import ASPECT, NARROW, QUESTION, Slide, aspect, page_of, part
from .exercises import ANSWER, PROMPT

with extra("class"):
    import nbformat

_SVG = "image/svg+xml"
_HEADING = re.compile(r"(#{1,6}) +(.*)\n*")
# A code box, an item of a list, or a paragraph.
_BLOCK = re.compile(r"```.*?\n```|(?:[-*]|\d+\.) .+?(?=\n(?:[-*]|\d+\.) |\n\n|\Z)|\S.*?(?=\n\n|\Z)", re.DOTALL)
_ITEM = re.compile(r"([-*]|\d+\.) ")
_SENTENCE = re.compile(r"(?<=[.?!]) (?=[A-Z“*`])")
#: The sections that get a slide though they have no figure: what every picture before it is worth.
_ALWAYS = re.compile(r"what does (this|it) (show|get wrong)|keep in mind", re.IGNORECASE)
#: The section that is a link to the next notebook: it leads nowhere from a slide.
_NEXT = re.compile(r"what comes next", re.IGNORECASE)
#: What stands above in the notebook does not stand above on the slide.
_ELSEWHERE = re.compile(r"\babove\b", re.IGNORECASE)

# What stands on one slide and what on the next: as many lines as there are in the smallest letters of onrecord.js.
_LINES, _LETTERS = 15, 78
#: So much of what is said about a figure stands on its slide, in letters: about two lines. The notes have all of it.
_SAID = 160


def write_slides(notebooks: Sequence[Path], target: Path) -> int:
    """Write the slides of some notebooks into one HTML file.

    Returns:
        the number of slides.

    Raises:
        ArticleError: there is no notebook, or one that cannot be read.
    """
    if not notebooks:
        raise ArticleError("there are no notebooks to make slides from; name their .ipynb files.")
    slides = list(_enlarged(_once(slide for path in notebooks for slide in slides_of(_read(path)))))
    write_whole(target, page_of(slides))
    return len(slides)


def slides_of(notebook: Any) -> Iterator[Slide]:
    r"""The slides of one notebook: its title, each figure under its question, and what the method gets wrong.

    A notebook without outputs gives its title, each task with its code, and each question for discussion.

    >>> cell = nbformat.v4.new_markdown_cell
    >>> cells = [cell("## Exercise 1: Who?\n\nName them."), cell("**To discuss.** Why they?")]
    >>> [slide.prose for slide in slides_of(nbformat.v4.new_notebook(cells=cells))]
    ['Name them.', '**To discuss.** Why they?']
    """
    executed = any(cell.get("outputs") for cell in notebook.cells)
    for level, heading, cells in _sections(notebook.cells):
        if level == 1 or (executed and _ALWAYS.search(heading)):
            yield from _pages(level, heading, [_without_pointers(_body(cells[0]))])
        if executed:
            yield from _figures(heading, cells)
        elif level > 1 and not _NEXT.search(heading):
            yield from _pages(level, heading, list(_steps(cells)))


def _sections(cells: Sequence[Any]) -> Iterator[tuple[int, str, list[Any]]]:
    """The notebook by headings: level (1 or 2), heading, and the cells from the heading's on."""
    section: list[Any] = []
    level, heading = 2, ""
    for cell in cells:
        found = _HEADING.match(cell.source) if cell.cell_type == "markdown" else None
        if found:
            if section:
                yield level, heading, section
            level, heading, section = min(len(found[1]), 2), found[2], []
        section.append(cell)
    if section:
        yield level, heading, section


def _body(cell: Any) -> str:
    """A cell as Markdown, without its heading."""
    if cell.cell_type != "markdown":
        return f"```python\n{cell.source}\n```"
    found = _HEADING.match(cell.source)
    return str(cell.source)[found.end() if found else 0 :].strip()


def _figures(heading: str, cells: Sequence[Any]) -> Iterator[Slide]:
    """The figures of a section. Only Markdown directly before a figure's cell is about that figure."""
    for before, cell in zip([None, *cells], cells, strict=False):
        prose = _without_pointers(_body(before)) if before is not None and before.cell_type == "markdown" else ""
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if _SVG in data:
                said = _opening(prose)
                notes = prose if said != prose else ""
                yield Slide(2, heading, said, data[_SVG], data.get("text/plain", ""), notes)


def _steps(cells: Sequence[Any]) -> Iterator[str]:
    """What a class does one after the other: a step ends where somebody has to write, a question is one of its own."""
    step: list[str] = []
    for cell in cells:
        text = _body(cell)
        is_question = text.startswith(QUESTION)
        if is_question and step:
            yield "\n\n".join(step)
            step = []
        step += [text] if text and text != ANSWER else []
        if step and (is_question or PROMPT in text):
            yield "\n\n".join(step)
            step = []
    if step:
        yield "\n\n".join(step)


def _pages(level: int, heading: str, steps: Sequence[str]) -> Iterator[Slide]:
    """Slides of text: as few for a step as letters that can be read allow, and numbered where a section has many."""
    pages = [page for step in steps for page in _split(step)]
    tasks = sum(not page.startswith(QUESTION) for page in pages)
    number = 0
    for page in pages or [""]:
        is_task = not page.startswith(QUESTION)
        number += is_task
        yield Slide(level, f"{heading} ({number} of {tasks})" if is_task and tasks > 1 else heading, page)


def _split(text: str) -> list[str]:
    """Split Markdown into as few slides as it needs, and there as evenly as may be."""
    groups = _groups(text)
    fewest = len(_filled(groups, _LINES))
    return next(pages for lines in range(_LINES + 1) if len(pages := _filled(groups, lines)) <= fewest)


def _groups(text: str) -> list[list[str]]:
    """The blocks of Markdown, those together that need each other: what ends with a colon, and code with its task."""
    groups: list[list[str]] = []
    for block in _BLOCK.findall(text):
        if groups and (groups[-1][-1].endswith(":") or block.startswith("```")):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _filled(groups: Sequence[list[str]], lines: float) -> list[str]:
    """Fill one slide after the other."""
    pages: list[list[str]] = []
    for group in groups:
        if pages and sum(map(_lines, pages[-1] + group)) <= lines:
            pages[-1] += group
        else:
            pages.append(list(group))
    return [_joined(page) for page in pages]


def _lines(block: str) -> float:
    """How many lines of a slide a block takes, with the space behind it."""
    if block.startswith("```"):
        return block.count("\n")
    return math.ceil(len(block) / _LETTERS) + 0.4


def _joined(blocks: Sequence[str]) -> str:
    """Blocks as Markdown again; items of one list stay one list."""
    text = ""
    for before, block in zip(["", *blocks], blocks, strict=False):
        text += ("\n" if _ITEM.match(before) and _ITEM.match(block) else "\n\n") + block
    return text.strip()


def _without_pointers(text: str) -> str:
    """Leave out the sentences that point to something else on the notebook's page.

    >>> _without_pointers("The table above is short. This one is not.")
    'This one is not.'
    """
    blocks = []
    for block in _BLOCK.findall(text):
        mark = found[0] if (found := _ITEM.match(block)) else ""
        kept = [line for line in _SENTENCE.split(block.removeprefix(mark)) if not _ELSEWHERE.search(line)]
        blocks += [mark + " ".join(kept)] if kept else []
    return _joined(blocks)


def _opening(prose: str) -> str:
    """The first sentences of what is said about a figure; a list comes whole."""
    text = ""
    for block in _BLOCK.findall(prose):
        between = "\n\n"
        for sentence in [block] if _ITEM.match(block) else _SENTENCE.split(block):
            longer = f"{text}{between}{sentence}".strip()
            if text and len(longer) > _SAID:
                return text
            text, between = longer, " "
    return text


def _once(slides: Iterable[Slide]) -> Iterator[Slide]:
    """Leave out a figure that comes again with nothing said about it."""
    shown: set[str] = set()
    for slide in slides:
        if not slide.svg or slide.prose or slide.svg not in shown:
            yield slide
        shown.add(slide.svg)


def _enlarged(slides: Iterable[Slide]) -> Iterator[Slide]:
    """Let a figure that is narrower than a slide come again in parts as wide as the slide.

    Its letters are as small as its rows are many; drawn anew for a slide, they would not be larger.
    """
    for slide in slides:
        yield slide
        if slide.svg and (shape := aspect(slide.svg)) < NARROW:
            # A little narrower than the slide is better than one slide more.
            parts = max(math.ceil(0.9 * ASPECT / shape), 2)
            for number in range(1, parts + 1):
                heading = f"{slide.heading} ({number} of {parts})"
                alt = f"Part {number} of {parts}, enlarged: {slide.alt}"
                yield Slide(2, heading, "", part(slide.svg, number, parts), alt)


def _read(path: Path) -> Any:
    """Read a notebook."""
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "it is not a notebook"
        raise ArticleError(f"{path} cannot be read: {reason}.") from None
