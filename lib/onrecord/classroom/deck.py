"""The page that slides stand in: one HTML file, in which reveal.js (data/reveal/, MIT) does the typesetting.

How large letters and figures are, the browser finds out, by reveal.js, onrecord.js and onrecord.css: the classes with
r- are reveal.js' own. The page forbids the browser to load anything, and to run what it does not know by its hash.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from typing import NamedTuple

from ..errors import extra
from ..files import DATA

with extra("class"):
    import mistune

_REVEAL = DATA / "reveal"
#: How a question for the class begins.
QUESTION = "**To discuss.**"
#: The width for its height of what is left of a slide below its heading.
ASPECT = 2.0
#: A figure with less width for its height is largest when its heading stands beside it.
NARROW = 1.5
# The tag that opens a picture, and what in it says how large it is.
_OPENED = re.compile(r'<svg\b(?:"[^"]*"|[^">])*>')
_SIZES = re.compile(r' (?:width|height|viewBox)="[^"]*"')
#: How much two parts of a figure share, for its width: more than a row, so that each row is whole in one of them.
_OVERLAP = 0.04


class Slide(NamedTuple):
    """One slide: its heading and the heading's level, what it says (Markdown), its figure, and its speaker's notes."""

    level: int
    heading: str
    prose: str
    svg: str = ""
    alt: str = ""
    notes: str = ""


def page_of(slides: Sequence[Slide]) -> str:
    """The whole page."""
    styles = [_asset(name) for name in ("reveal.css", "onrecord.css")]
    scripts = [_asset(name) for name in ("reveal.js", "onrecord.js")]
    sections = "\n".join(_section(slide) for slide in slides)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(styles, scripts)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(slides[0].heading if slides else 'On Record')} – On Record</title>\n"
        f"{''.join(f'<style>{style}</style>' for style in styles)}\n</head>\n<body>\n"
        f'<div class="reveal"><div class="slides">\n{sections}\n</div></div>\n'
        f"{''.join(f'<script>{script}</script>' for script in scripts)}\n</body>\n</html>\n"
    )


def _asset(name: str) -> str:
    return f"\n{(_REVEAL / name).read_text(encoding='utf-8')}\n"


def _policy(styles: Sequence[str], scripts: Sequence[str]) -> str:
    """What a browser may do with the page: use its own styles and scripts, known by their hashes."""
    style, script = (" ".join(map(_hash, texts)) for texts in (styles, scripts))
    forbidden = "base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; img-src data:; style-src {style}; script-src {script}; {forbidden}"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _section(slide: Slide) -> str:
    """One slide as HTML."""
    heading = re.sub(r"</?p>\n?", "", _html(slide.heading))
    title = ' class="r-fit-text"' if slide.level == 1 else ""
    top = f"<h{slide.level}{title}>{heading}</h{slide.level}>" if heading else ""
    if not slide.svg:
        kind = "text question" if slide.prose.startswith(QUESTION) else "text"
        return f'<section>{top}<div class="{kind}">{_html(slide.prose)}</div></section>'
    words = f'<div class="said">{_html(slide.prose)}</div>' if slide.prose else ""
    aside = f'<aside class="notes">{_html(slide.notes)}</aside>' if slide.notes else ""
    if aspect(slide.svg) < NARROW:
        return f'<section><div class="beside"><div>{top}{words}</div>{_picture(slide)}</div>{aside}</section>'
    return f"<section>{top}{_picture(slide, 'r-stretch')}{words}{aside}</section>"


def _picture(slide: Slide, name: str = "whole") -> str:
    """The figure as a picture with its sentence: so its parts cannot clash with another's."""
    source = f"data:image/svg+xml;base64,{b64encode(slide.svg.encode('utf-8')).decode('ascii')}"
    return f'<img class="{name}" src="{source}" alt="{escape(slide.alt)}">'


def _html(text: str) -> str:
    """Markdown as HTML, with nothing in it that is HTML already."""
    return str(mistune.create_markdown(escape=True, plugins=["table"])(text))


def _box(svg: str) -> list[float]:
    """Where a picture lies: left, top, width, height; a picture that does not say so is as wide as a slide."""
    found = re.search(r'viewBox="(\S+) (\S+) ([\d.]+) ([\d.]+)"', svg)
    return [float(number) for number in found.groups()] if found else [0, 0, ASPECT, 1]


def aspect(svg: str) -> float:
    """The width of a picture for its height.

    >>> aspect('<svg viewBox="0 0 300 100"/>')
    3.0
    """
    _, _, width, height = _box(svg)
    return width / height


def part(svg: str, number: int, parts: int) -> str:
    """A part of a picture, as a picture; (1, 2) is the upper one of two. It overlaps with the next by more than a row.

    >>> part('<svg viewBox="0 0 100 100"><path/></svg>', 2, 2)
    '<svg width="100" height="52" viewBox="0 48 100 52"><path/></svg>'
    """
    left, top, width, height = _box(svg)
    shared = _OVERLAP * width
    high = (height + (parts - 1) * shared) / parts
    top += (number - 1) * (high - shared)
    box = f'width="{width:g}" height="{high:g}" viewBox="{left:g} {top:g} {width:g} {high:g}"'
    return _OPENED.sub(lambda tag: f"<svg {box}{_SIZES.sub('', tag[0][4:])}", svg, count=1)
