"""The text of a page's article: what trafilatura finds, held against all that the page shows in the same places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Any, NamedTuple

from ..article import one_line
from .frame import stands_aside

# What holds a line of text; and what may stand between a line and the box that the article is in.
_BLOCKS = frozenset("p li h1 h2 h3 h4 h5 h6 dt dd".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BOXES = frozenset("div section article main td".split())
_INNER = frozenset("ul ol li dl dt dd blockquote em strong b i u span a center figure".split())
_HIDDEN = frozenset("script style noscript template svg button select option nav footer form aside iframe".split())
# A box is the article's where so much of its lines was found; in letters.
_SHARE = 0.25
# Where lines that were not found are so much of those that were, it is said.
_MUCH = 0.2
# A line of links: so much of it leads elsewhere.
_LINKED = 0.6
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?: ?[ap]\.?m\.?)?(?: ?[A-Z]{2,4})?", re.IGNORECASE)
_ENDED = re.compile(r"[.!?…][\"”’')\]]*$")
# Shorter than this, a line that was not found is furniture as often as not.
_LEAST = 30


class Line(NamedTuple):
    """A line that a page shows: its text, the box that it stands in, its share of links, if it is a heading."""

    text: str
    box: Any
    linked: float
    heading: bool


def lines_of(tree: Any) -> list[Line]:
    """All lines of a page that may be of its article, in order; what stands aside and what is hidden left out."""
    found = []
    for element in tree.iterfind(".//body//*"):
        own = _is_line(element)
        runs = [list(_shown(element))] if own else list(_runs(element)) if element.tag in _BOXES else []
        texts = [text for run in runs if (text := one_line("".join(run))) and (own or len(text) >= _LEAST)]
        if not texts or _is_hidden(element) or stands_aside(element):
            continue
        around = element.iterancestors() if own else (element, *element.iterancestors())
        box = next(above for above in around if above.tag not in _INNER)
        found += [Line(text, box, _linked(element, text) if own else 0.0, element.tag in _HEADINGS) for text in texts]
    return found


def _linked(element: Any, text: str) -> float:
    """The share of an element's text that is links."""
    if any(above.tag == "a" for above in element.iterancestors()):
        return 1.0
    return sum(len(one_line("".join(_shown(link)))) for link in element.iter("a")) / len(text)


def _runs(box: Any) -> Iterator[list[str]]:
    """The texts that stand in a box itself, between the boxes and paragraphs in it."""
    run = [box.text or ""]
    for child in box:
        if child.tag in _BOXES | _BLOCKS | {"br", "ul", "ol", "table", "blockquote"} or not isinstance(child.tag, str):
            yield run
            run = []
        elif not _is_hidden(child):
            run += _shown(child)
        run.append(child.tail or "")
    yield run


def whole(kept: Sequence[str], shown: Sequence[Line], links: Set[str], live: bool) -> tuple[list[str], bool]:
    """The lines that were found, without those that lead elsewhere, and with those of the same boxes that were not.

    Args:
        kept: the lines that were found.
        shown: all lines of the page.
        links: the texts of the page's links, by their letters.
        live: whether it is a live blog, whose times are kept.

    Returns:
        The lines, and whether much was missing from those that were found.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(shown):
        places[letters(line.text)].append(number)
    order, last = list[tuple[int, int, str]](), -1
    for number, text in enumerate(kept):
        at = next((place for place in places[letters(text)] if place > last), None)
        last = last if at is None else at
        linked = letters(text) in links if at is None else shown[at].linked >= _LINKED
        if not linked or _ENDED.search(text):
            order.append((last, number, text))
    found = {letters(text) for text in kept}
    boxes = _boxes_of_article(shown, found)
    first = min((at for at, _, _ in order if at >= 0), default=len(shown))
    missed = [
        (number, -1, line.text)
        for number, line in enumerate(shown)
        if _signature(line.box) in boxes
        and ((_is_told(line) and not line.heading) or (live and line.heading and number > first))
        and not _is_among(line.text, found)
    ]
    much = sum(len(text) for _, _, text in missed) >= _MUCH * sum(len(text) for _, _, text in order)
    times = _times(shown, {at for at, _, _ in order}) if live else []
    return [text for _, _, text in sorted([*order, *missed, *times], key=lambda row: row[:2])], much


def is_live(told: Iterable[dict[str, Any]]) -> bool:
    """Whether a page is a live blog, by its structured data."""
    return any("LiveBlog" in str(thing.get("@type", "")) for thing in told)


def _times(shown: Sequence[Line], kept: Set[int]) -> list[tuple[int, int, str]]:
    """The times of a live blog's posts, each right before a line that was kept."""
    clocks = [number for number, line in enumerate(shown) if _CLOCK.fullmatch(line.text)]
    return [(number, -1, shown[number].text) for number in clocks if kept & {number + 1, number + 2, number + 3}]


def link_texts(tree: Any) -> set[str]:
    """The texts of a page's links, by their letters; those of a word or two left out, which may be anything."""
    texts = (one_line(link.text_content()) for link in tree.iter("a"))
    return {letters(text) for text in texts if len(text.split()) > 3}


def _is_among(text: str, found: Set[str]) -> bool:
    """Whether a line was found, whole or in parts."""
    key = letters(text)
    return key in found or any(len(part) >= _LEAST and part in key for part in found)


def _is_line(element: Any) -> bool:
    """Whether an element holds one line: a paragraph or the like, a time."""
    if element.tag == "time":
        return not any(above.tag in _BLOCKS for above in element.iterancestors())
    return element.tag in _BLOCKS and not any(child.tag in _BLOCKS for child in element.iterdescendants())


def _boxes_of_article(shown: Sequence[Line], found: Set[str]) -> set[str]:
    """The kinds of boxes much of whose text was found."""
    sizes: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in shown:
        sizes[_signature(line.box)][letters(line.text) in found] += len(line.text)
    return {box for box, (missed, kept) in sizes.items() if kept > _SHARE * (kept + missed)}


def _signature(box: Any) -> str:
    """What a box is, by its element and class and those of the one around it."""
    around = box.getparent()
    named = (f"{element.tag}.{element.get('class') or ''}" for element in (around, box) if element is not None)
    return re.sub(r"\d+", "", " > ".join(named))


def _is_told(line: Line) -> bool:
    return len(line.text) >= _LEAST and line.linked < 0.3 and bool(_ENDED.search(line.text))


def _shown(element: Any) -> Iterable[str]:
    """The texts within an element that a reader sees."""
    return (
        str(text) for text in element.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    )


def _is_hidden(element: Any) -> bool:
    return any(
        above.tag in _HIDDEN or above.get("hidden") is not None or "display:none" in (above.get("style") or "")
        for above in (element, *element.iterancestors())
    )


def letters(text: str) -> str:
    """The letters and figures of a text, by which lines are compared."""
    return "".join(re.findall(r"\w+", text)).casefold()
