"""Slides from notebooks, in one HTML file that needs nothing else.

An executed notebook gives one slide a figure. One without outputs, such as the exercises, gives one slide a task and
one a question: what a class has to see while it works.

nbconvert makes slides too, but its pages load reveal.js, jQuery, fonts and mathematics from a server. Here reveal.js
(data/reveal/, MIT) is written into the page, and the page itself forbids the browser to load anything.
"""

from __future__ import annotations

import math
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

from .errors import ArticleError, extra
from .exercises import ANSWER, PROMPT
from .files import write_whole

with extra("class"):
    import mistune
    import nbformat

_REVEAL = Path(__file__).parent / "data" / "reveal"
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
_QUESTION = "**To discuss.**"

# Points of a slide of 16 by 9, which the browser makes as large as its window; onrecord.css has the same.
_WIDTH, _HEIGHT = 1280, 720
_SIDE, _TOP, _FOOT, _GAP = 16, 10, 28, 12
_ROOM = _WIDTH - 2 * _SIDE
_TALL = _HEIGHT - _TOP - _FOOT
_LINE = 1.3
_CODE, _PADDING = 28, 12
_TITLES = {1: 48, 2: 32}
#: The sizes of text beside or below a figure.
_SIDES = (32, 28, 24)
_SMALL = _SIDES[-1]
#: The sizes of text without a figure, the least that the back row can read last; what is longer gets a second slide.
_SIZES = (60, 52, 44, 40, 36, 32, 28)
_LARGEST = 40  # but for questions
# Widths of a letter: those of DejaVu Sans, since no other face that the page asks for is wider.
_LETTER, _BOLD, _MONO = 0.54, 0.6, 0.603
#: A picture with less width for its height is largest when its heading stands beside it.
_NARROW = 1.5
_COLUMN = 280
_OVERLAP = 48

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_START = (
    f"Reveal.initialize({{width: {_WIDTH}, height: {_HEIGHT}, margin: 0, center: false, hash: true, "
    "slideNumber: 'c/t', transition: 'none', backgroundTransition: 'none'});\n"
    "Reveal.addKeyBinding({keyCode: 83, key: 'S', description: 'Show or hide the notes'}, "
    "() => { Reveal.configure({showNotes: !Reveal.getConfig().showNotes}); Reveal.layout(); });"
)


class Slide(NamedTuple):
    """One slide: its heading and the heading's level, what it says (Markdown), and its figure, if it has one.

    A slide with a part shows that part of its figure alone, as wide as the slide; (1, 2) is the upper one of two.
    """

    level: int
    heading: str
    prose: str
    svg: str = ""
    alt: str = ""
    part: tuple[int, int] | None = None


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
    write_whole(target, _page(slides))
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
                yield Slide(2, heading, prose, _text(data[_SVG]), _text(data.get("text/plain", "")))


def _steps(cells: Sequence[Any]) -> Iterator[str]:
    """What a class does one after the other: a step ends where somebody has to write, a question is one of its own."""
    step: list[str] = []
    for cell in cells:
        text = _body(cell)
        is_question = text.startswith(_QUESTION)
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
    pages = [page for step in steps for page in _split(step, _room(Slide(level, f"{heading} (1 of 2)", "")))]
    tasks = sum(not page.startswith(_QUESTION) for page in pages)
    number = 0
    for page in pages or [""]:
        is_task = not page.startswith(_QUESTION)
        number += is_task
        yield Slide(level, f"{heading} ({number} of {tasks})" if is_task and tasks > 1 else heading, page)


def _split(text: str, room: float) -> list[str]:
    """Split Markdown into as few slides as it needs in the smallest letters, and there as evenly as may be."""
    groups = _groups(text)
    fewest = len(_filled(groups, _SIZES[-1], room))
    return next(pages for size in _SIZES if len(pages := _filled(groups, size, room)) == fewest)


def _groups(text: str) -> list[list[str]]:
    """The blocks of Markdown, those together that need each other: what ends with a colon, and code with its task."""
    groups: list[list[str]] = []
    for block in _BLOCK.findall(text):
        if groups and (groups[-1][-1].endswith(":") or block.startswith("```")):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _filled(groups: Sequence[list[str]], size: int, room: float) -> list[str]:
    """Fill one slide after the other."""
    pages: list[list[str]] = []
    for group in groups:
        if pages and _height(_joined(pages[-1] + group), size) <= room:
            pages[-1] += group
        else:
            pages.append(list(group))
    return [_joined(page) for page in pages]


def _joined(blocks: Sequence[str]) -> str:
    """Blocks as Markdown again; items of one list stay one list."""
    text = ""
    for before, block in zip(["", *blocks], blocks, strict=False):
        text += ("\n" if _ITEM.match(before) and _ITEM.match(block) else "\n\n") + block
    return text.strip()


def _height(text: str, size: int, width: float = _ROOM, *, bold: bool = False) -> float:
    """How high Markdown stands in letters of a size, rather more than less: the reader may have another face."""
    height = 0.0
    for block in _BLOCK.findall(text):
        if block.startswith("```"):
            letters = int((width - 2 * _PADDING) / (_CODE * _MONO))
            lines = sum(math.ceil(max(len(line), 1) / letters) for line in block.splitlines()[1:-1])
            height += lines * _CODE * _LINE + 2 * _PADDING + _GAP
        else:
            room = width - 1.2 * size if _ITEM.match(block) else width
            plain = re.sub(r"\*\*|\]\([^)]*\)", "", re.sub("`([^`]+)`", _as_wide, block))
            lines = len(wrap(plain, max(int(room / (size * (_BOLD if bold else _LETTER))), 1)))
            height += lines * size * _LINE + _GAP
    return height


def _as_wide(code: re.Match[str]) -> str:
    """As many letters of prose as are as wide as some code."""
    return code[1] + "x" * math.ceil(len(code[1]) * (_MONO / _LETTER - 1))


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
        if slide.svg and (aspect := _aspect(slide.svg)) < _NARROW:
            # A little narrower than the slide is better than one slide more.
            parts = max(math.ceil(0.9 * _ROOM / aspect / _room(slide)), 2)
            for number in range(1, parts + 1):
                named, alt = (
                    f"{slide.heading} ({number} of {parts})",
                    f"Part {number} of {parts}, enlarged: {slide.alt}",
                )
                yield slide._replace(heading=named, prose="", alt=alt, part=(number, parts))


def _room(slide: Slide) -> float:
    """The height below a slide's heading."""
    return _TALL - _height(slide.heading, _TITLES[slide.level], bold=True)


def _aspect(svg: str) -> float:
    """The width of a picture for its height."""
    found = re.search(r'viewBox="\S+ \S+ ([\d.]+) ([\d.]+)"', svg)
    return float(found[1]) / float(found[2]) if found else _WIDTH / _HEIGHT


def _opening(prose: str, width: float, height: float) -> str:
    """As many of the first sentences as there is room for in small letters; a list comes whole."""
    sentences = [
        (number, sentence)
        for number, block in enumerate(_BLOCK.findall(prose))
        for sentence in ([block] if _ITEM.match(block) else _SENTENCE.split(block))
    ]
    for count in range(len(sentences), 0, -1):
        blocks: dict[int, str] = {}
        for number, sentence in sentences[:count]:
            blocks[number] = f"{blocks[number]} {sentence}" if number in blocks else sentence
        text = _joined(list(blocks.values()))
        if _height(text, _SMALL, width) <= height and not text.endswith(":"):
            return text
    return ""


def _largest(text: str, width: float, height: float, sizes: Sequence[int]) -> int:
    """The first of some sizes in which text fits, or the last one."""
    return next((size for size in sizes if _height(text, size, width) <= height), sizes[-1])


def _read(path: Path) -> Any:
    """Read a notebook."""
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "it is not a notebook"
        raise ArticleError(f"{path} cannot be read: {reason}.") from None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "".join(value)


def _page(slides: Sequence[Slide]) -> str:
    """The whole page."""
    styles = "".join(_style(name) for name in ("reveal.css", "onrecord.css"))
    script = (_REVEAL / "reveal.js").read_text(encoding="utf-8")
    sections = "\n".join(_section(slide) for slide in slides)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(slides[0].heading if slides else 'On Record')} – On Record</title>\n{styles}</head>\n<body>\n"
        f'<div class="reveal"><div class="slides">\n{sections}\n</div></div>\n'
        f"<script>\n{script}\n</script>\n<script>\n{_START}\n</script>\n</body>\n</html>\n"
    )


def _style(name: str) -> str:
    return f"<style>\n{(_REVEAL / name).read_text(encoding='utf-8')}\n</style>\n"


def _section(slide: Slide) -> str:
    """One slide as HTML."""
    heading = re.sub(r"</?p>\n?", "", _html(slide.heading))
    top = f"<h{slide.level}>{heading}</h{slide.level}>" if heading else ""
    if not slide.svg:
        sizes = _SIZES if slide.prose.startswith(_QUESTION) else _SIZES[_SIZES.index(_LARGEST) :]
        return _sheet(top + _prose(slide.prose, _largest(slide.prose, _ROOM, _room(slide), sizes)))
    if slide.part:
        return _sheet(top + _part(slide, *slide.part))
    return _beside(slide, top) if _aspect(slide.svg) < _NARROW else _below(slide, top)


def _beside(slide: Slide, top: str) -> str:
    """A narrow figure, as high as the slide, with all that is said beside it."""
    column = int(max(_ROOM - 2 * _GAP - _TALL * _aspect(slide.svg), _COLUMN))
    room = _TALL - _height(slide.heading, _TITLES[2], column, bold=True)
    said = _opening(slide.prose, column, room)
    words = _prose(said, _largest(said, column, room, _SIDES))
    body = f'<div style="flex: none; width: {column}px">{top}{words}</div>{_figure(slide)}'
    return _sheet(body, "beside", slide.prose if said != slide.prose else "")


def _below(slide: Slide, top: str) -> str:
    """A wide figure with what is said below it: at the least two lines, which are worth a little of its room."""
    tall = _ROOM / _aspect(slide.svg)
    room = max(_room(slide) - tall - _GAP, 2 * _SMALL * _LINE + _GAP)
    said = _opening(slide.prose, _ROOM, room)
    words = _prose(said, _largest(said, _ROOM, room, _SIDES))
    body = top + _figure(slide, f"max-height: {tall:.0f}px") + words
    return _sheet(body, notes=slide.prose if said != slide.prose else "")


def _part(slide: Slide, number: int, parts: int) -> str:
    """A part of a figure. It overlaps with the next by more than a row: each row is whole in one of them."""
    wide = min((parts * _room(slide) - (parts - 1) * _OVERLAP) * _aspect(slide.svg), _ROOM)
    return _figure(
        slide, f"width: {wide:.0f}px", f"object-fit: cover; object-position: 0 {(number - 1) / (parts - 1):.0%}"
    )


def _sheet(body: str, layout: str = "", notes: str = "") -> str:
    """A slide, and what its speaker sees with the key S."""
    aside = f'<aside class="notes">{_html(notes)}</aside>' if notes else ""
    return f'<section><div class="{f"sheet {layout}".strip()}">{body}</div>{aside}</section>'


def _figure(slide: Slide, box: str = "", fit: str = "") -> str:
    """The figure as a picture with its sentence: so its parts cannot clash with another's."""
    source = f"data:image/svg+xml;base64,{b64encode(slide.svg.encode('utf-8')).decode('ascii')}"
    return f'<figure style="{box}"><img src="{source}" alt="{escape(slide.alt)}" style="{fit}"></figure>'


def _prose(text: str, size: int) -> str:
    return f'<div class="prose" style="font-size: {size}px">{_html(text)}</div>' if text else ""


def _html(text: str) -> str:
    """Markdown as HTML, with nothing in it that is HTML already."""
    return str(mistune.create_markdown(escape=True, plugins=["table"])(text))
