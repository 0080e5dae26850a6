"""Web pages: the article found in one, and what the page says about it."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from ...errors import WebError
from ..article import one_line
from ..brought import Brought
from ..limits import check_attributes, check_depth, run_within
from .body import Line, is_live, letters, lines_of, link_texts, whole
from .named import title_and_publisher
from .published import Day, any_day, published_day
from .structured import canonical, things

__all__ = ["MAX_EXTRACTION", "any_day", "extract"]

#: For finding the article in a page, in seconds. A news page takes a tenth of one.
MAX_EXTRACTION = 20.0

# The day is found in published.py. trafilatura looks for one whatever is asked: this is the least that it can do.
_DATES = {"extensive_search": False}
# Structured data has the better text where it has so much more of it.
_LONGER = 1.5
# What stands where the rest of an article is only for those who pay or log in.
_WALL = re.compile(
    r"(?:subscribe|sign (?:in|up)|log ?in|register|create an? (?:free )?account|become a (?:subscriber|member))"
    r"(?: now| today)?,? (?:to|and) (?:continue|keep|read|unlock|get (?:full|unlimited) access)"
    r"|(?:continue|keep) reading (?:with|for free|this article)|to (?:read|unlock) the (?:full|rest of|whole)"
    r"|this (?:article|story|content) is (?:only |exclusively |reserved )?(?:for|available to) (?:\w+ )?"
    r"(?:subscribers|members)|already a (?:subscriber|member)\?",
    re.IGNORECASE,
)
# An article of so many letters can be whole, whatever stands below it.
_STUB = 2500
_NOT_FREE = "the page says that its article is not free to read: the text may be cut off"
_CUT_OFF = "the page asks for a subscription: the text may be cut off"


class _Page(NamedTuple):
    """What a page's tree tells before trafilatura takes it apart."""

    day: Day
    title: str
    publisher: str
    url: str
    shown: list[Line]
    links: set[str]
    told: list[dict[str, Any]]


def extract(html: str, url: str = "") -> Brought:
    """Find the article in a web page, with trafilatura, which calls no network.

    Args:
        html: the page.
        url: where it is from; it tells which of several names is the publisher's.

    Returns:
        Its text (paragraphs parted by a blank line), title, publisher, day of publication and what said it, and url;
        "" for what the page does not say. Notes say where the text may not be whole.

    Raises:
        WebError: no article is found.

    Misses: pages that a script fills (save them from the browser first); pages with many short articles; a date
    that only the text gives.

    >>> extract("<title>Pool</title><p>The mayor said that the pool will close on Friday.</p>").text
    'The mayor said that the pool will close on Friday.'
    """
    found = _found_within_limits(html, url)
    if not found:
        raise WebError("no article was found in the page; copy the article's text instead.")
    page, lines = found
    kept = [line for line in lines if letters(line) != letters(page.title)]
    kept, much = whole(kept, page.shown, page.links, is_live(page.told))
    body, notes = "\n\n".join(kept), []
    if much:
        notes.append("a part of the text that the page shows was missing at first, and was put in")
    if told := _told_body(page.told, kept):
        body, notes = told, ["the text is from the page's structured data, which has more of it than what is shown"]
    if not body:
        raise WebError("no article was found in the page; copy the article's text instead.")
    return Brought(
        text=body,
        title=page.title,
        publisher=page.publisher,
        published=str(page.day.day or ""),
        published_from=f"the page ({page.day.source})" if page.day.day else "",
        url=page.url,
        notes=(*notes, *_walls(page, body)),
    )


def _walls(page: _Page, body: str) -> list[str]:
    """What says that a text may be cut off."""
    free = [str(thing.get("isAccessibleForFree", "")).rpartition("/")[2].lower() for thing in page.told]
    if "false" in free:
        return [_NOT_FREE]
    asked = any(_WALL.search(line.text) for line in page.shown if len(line.text) < 300)
    return [_CUT_OFF] if asked and len(body) < _STUB else []


def _told_body(told: Sequence[dict[str, Any]], kept: Sequence[str]) -> str:
    """The text of an article in structured data where it is longer than what was found, and goes with it; else "".

    What was found may be that very text, in one line.
    """
    said = [text for thing in told if isinstance(text := thing.get("articleBody"), str)]
    text = max(said, key=len, default="")
    text = re.sub(r"<(?:/p|br ?/?|/li|/h\d)>", "\n", text, flags=re.IGNORECASE)
    text = re.sub(r"<[^>]{0,500}>|&nbsp;|\xa0", " ", text)
    lines = [one_line(line) for line in text.split("\n") if line.strip()]
    all_of_it = letters(" ".join(lines))
    in_one_line = len(kept) == 1 < len(lines) and letters(kept[0]) == all_of_it
    if len(all_of_it) < _LONGER * len(letters(" ".join(kept))) and not in_one_line:
        return ""
    known = [letters(line) for line in kept if len(line) > 60]
    same = sum(len(line) for line in known if line in all_of_it)
    return "\n\n".join(lines) if same >= 0.5 * sum(map(len, known)) else ""


def _found_within_limits(html: str, url: str) -> tuple[_Page, list[str]] | None:
    """What a page tells, and the lines that trafilatura finds; a page that is too much is refused."""
    for name in ("trafilatura", "htmldate", "courlan"):  # they log what is an ordinary error here
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if "<html" not in html[:2000].lower():  # a piece of a page is refused otherwise
        html = f"<html>{html}</html>"
    check_attributes(html)
    import trafilatura  # noqa: F401 -- what is imported in the thread would be half there if that is stopped

    try:
        return run_within(MAX_EXTRACTION, lambda: _found(html, url))
    except WebError:
        raise
    except TimeoutError:
        what = f"takes longer than {MAX_EXTRACTION:g} seconds to read"
        raise WebError(f"the page {what}; copy the article's text instead.") from None
    except Exception as problem:  # whatever a hostile page makes a parser raise: the user gets one line
        what = type(problem).__name__
        raise WebError(f"the page cannot be read ({what}); copy the article's text instead.") from None


def _found(html: str, url: str) -> tuple[_Page, list[str]] | None:
    from trafilatura import load_html

    tree = load_html(html)
    if tree is None:
        return None
    check_depth(tree)
    title, publisher = title_and_publisher(tree, url)
    page = _Page(
        day=published_day(tree, url),
        title=title,
        publisher=publisher,
        url=one_line(url or canonical(tree)),
        shown=lines_of(tree),
        links=link_texts(tree),
        told=things(tree),
    )
    # trafilatura takes the tree apart. Its second opinions (readability, jusText) are worse on pages of today than its
    # own (precision 95.2 to 95.8 on 107 pages), and are asked where it finds nothing.
    return page, _lines(tree, url, fast=True) or _lines(load_html(html), url, fast=False)


def _lines(tree: Any, url: str, fast: bool) -> list[str]:
    """The lines of the article that trafilatura finds."""
    from trafilatura import bare_extraction

    found = bare_extraction(
        tree,
        url=url or None,
        fast=fast,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params=_DATES,
    )
    return [line.strip() for line in (found.text if found else "").split("\n") if line.strip()]
