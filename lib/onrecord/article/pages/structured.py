"""What a page says of itself for machines: structured data (JSON-LD) and meta elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

# Kinds of things in a page's structured data that may be its article (schema.org).
_ARTICLES = re.compile(r"Article|BlogPosting|Report|Posting|Review|WebPage")
# How deep things are looked for in things; and of a list so many.
_DEEPEST, _MOST = 6, 50


def things(tree: Any) -> list[dict[str, Any]]:
    """The things that a page's structured data tells of; what is no JSON is passed over.

    >>> from lxml.html import document_fromstring
    >>> page = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "No"}</script><p>No.'
    >>> things(document_fromstring(page))
    [{'@type': 'NewsArticle', 'headline': 'No'}]
    """
    found: list[dict[str, Any]] = []
    for script in tree.xpath("//script[@type='application/ld+json']"):
        text = re.sub(r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|\]\]>)\s*$", "", script.text or "")
        try:
            found += _within(json.loads(text, strict=False), 0)
        except (ValueError, RecursionError):
            continue
    return found


def of_article(things: Iterable[dict[str, Any]], key: str) -> list[str]:
    """What structured data says of an article; of a page only behind that."""
    said = [(kind_of(thing), thing[key]) for thing in things if isinstance(thing.get(key), str)]
    said = [(kind, value) for kind, value in said if _ARTICLES.search(kind)]
    said.sort(key=lambda pair: "WebPage" in pair[0])
    return [value for _, value in said]


def kind_of(thing: dict[str, Any]) -> str:
    """The type of a thing, or its types."""
    return str(thing.get("@type", ""))


def meta(tree: Any, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The meta elements of some names that say something: name and what it says, in the order of the names."""
    known: dict[str, str] = {}
    for element in tree.xpath("//meta"):
        keys = ("property", "name", "itemprop", "http-equiv")
        name = next((value for key in keys if (value := element.get(key))), "").lower()
        known.setdefault(name, element.get("content") or element.get("value") or "")
    yield from ((name, known[name]) for name in names if known.get(name))


def addresses(tree: Any) -> list[str]:
    """The addresses that a page gives as its own."""
    return [str(said) for said in tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")]


def canonical(tree: Any) -> str:
    """The address that a page gives as its own, or ""."""
    return next((address for address in addresses(tree) if address.startswith("http")), "")


def _within(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict) and depth < _DEEPEST:
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _within(data.get(key), depth + 1)
    elif isinstance(data, list) and depth < _DEEPEST:
        for part in data[:_MOST]:
            yield from _within(part, depth + 1)
