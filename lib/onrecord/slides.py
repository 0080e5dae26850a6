"""Slides from executed notebooks, one figure a slide, in one HTML file that needs nothing else.

nbconvert makes slides too, but its pages load reveal.js, jQuery, fonts and mathematics from a server. Here reveal.js
(data/reveal/, MIT) is written into the page, and the page itself forbids the browser to load anything.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import mistune
import nbformat

from .article import ArticleError
from .files import write_whole

_REVEAL = Path(__file__).parent / "data" / "reveal"
_HEADING = re.compile(r"^#{1,6} +(.*)$", re.MULTILINE)
_SVG = "image/svg+xml"
#: The sections that get a slide though they have no figure: what every picture before it is worth.
_ALWAYS = re.compile(r"what does (this|it) (show|get wrong)|keep in mind", re.IGNORECASE)
# In inches of a screen that is shown to a class: 16 by 9.
_WIDTH, _HEIGHT = 1280, 720
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_START = (
    f"Reveal.initialize({{width: {_WIDTH}, height: {_HEIGHT}, margin: 0.02, center: false, hash: true, "
    "slideNumber: 'c/t', transition: 'none', backgroundTransition: 'none'});"
)


class Slide(NamedTuple):
    """One slide: its heading and the heading's level, what it says (Markdown), and its figure, if it has one."""

    level: int
    heading: str
    prose: str
    svg: str = ""
    alt: str = ""


def write_slides(notebooks: Sequence[Path], target: Path) -> int:
    """Write the slides of some executed notebooks into one HTML file.

    Returns:
        the number of slides.

    Raises:
        ArticleError: there is no notebook, or one that cannot be read.
    """
    if not notebooks:
        raise ArticleError("there are no notebooks to make slides from; name their .ipynb files.")
    slides = [slide for path in notebooks for slide in slides_of(_read(path))]
    write_whole(target, _page(slides))
    return len(slides)


def slides_of(notebook: Any) -> Iterator[Slide]:
    """The slides of one notebook: its title, each figure under its heading, and what the method gets wrong."""
    heading, prose = "", ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found = _HEADING.search(cell.source)
            text = _HEADING.sub("", cell.source).strip()
            prose = text
            heading = found[1] if found else heading
            if found and found[0].startswith("# "):
                yield Slide(1, heading, text)
            elif found and _ALWAYS.search(heading):
                yield Slide(2, heading, text)
        elif cell.cell_type == "code":
            for output in cell.outputs:
                data = output.get("data", {})
                if _SVG in data:
                    yield Slide(2, heading, prose, _text(data[_SVG]), _text(data.get("text/plain", "")))


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
    """One slide as HTML. The figure is a picture with its sentence: so its parts cannot clash with another's."""
    prose = str(mistune.create_markdown(escape=True, plugins=["table"])(slide.prose))
    size = "" if slide.level == 1 else ' class="small"' if slide.svg else ' class="long"'
    figure = ""
    if slide.svg:
        source = f"data:image/svg+xml;base64,{b64encode(slide.svg.encode('utf-8')).decode('ascii')}"
        figure = f'<figure><img src="{source}" alt="{escape(slide.alt)}"></figure>'
    heading = re.sub(r"</?p>\n?", "", str(mistune.create_markdown(escape=True)(slide.heading)))
    top = f"<h{slide.level}>{heading}</h{slide.level}>"
    return f'<section><div class="sheet">{top}<div{size}>{prose}</div>{figure}</div></section>'
