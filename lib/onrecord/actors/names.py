"""Names in the text: those that the network sees, without titles, a dateline's town, and every further occurrence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .cleaning import is_title, without_title, words_of
from .lexicon import polity_forms, words
from .party import Name
from .sight import Sight
from .spotting import datelines, repeated

if TYPE_CHECKING:
    from spacy.tokens import Doc

_MODEL = re.compile(r"[A-Z]{0,3}-?\d[\w-]*$")
_YEAR = re.compile(r"(19|20)\d\d$")


def find_names(sight: Sight) -> list[Name]:
    """Find the bare names of a text, in order, none over another.

    Args:
        sight: what the network sees, beside the tokens of the parse.

    Returns:
        Names with token offsets, each with what the network takes it for.

    >>> from onrecord.actors.sight import Sight
    >>> from onrecord.network import look
    >>> from onrecord.text import parse
    >>> text = parse("The Kremlin said President Emmanuel Macron's plan was bad.")
    >>> [name.text for name in find_names(Sight(text, look(text)))]
    ['Kremlin', 'Emmanuel Macron']

    Misses: names that the network misses everywhere in the text.
    """
    doc = sight.doc
    taken = [False] * len(doc)
    written = [token.text for token in doc]
    names: list[Name] = []
    _take(datelines(sight.text), names, taken)
    _take((name for seen in _seen(sight) for name in without_title(doc, seen)), names, taken)
    _take(repeated(doc, written, list(names), lambda token: not taken[token.i]), names, taken)
    # "iodine" elsewhere tells that "Iodine" at the start of a sentence is no name.
    common = Counter(written)
    return sorted((n for n in names if _is_actor(doc, n, common)), key=lambda n: (n.start, n.end))


def _seen(sight: Sight) -> Iterator[Name]:
    """Give the names that the network sees, in tokens."""
    doc = sight.doc
    for named in sight.seen.names:
        start, end = sight.span(named.first, named.last)
        text = words_of(doc, start, end)
        if text:
            yield Name(start, end, text, named.types, "network")


def _take(found: Iterable[Name], names: list[Name], taken: list[bool]) -> None:
    """Keep each name of which no token belongs to another."""
    for name in found:
        if not any(taken[name.start : name.end]):
            names.append(name)
            taken[name.start : name.end] = [True] * (name.end - name.start)


def _is_actor(doc: Doc, name: Name, common: Counter[str]) -> bool:
    """Leave out a common word, an abbreviation of something else, a model ("Boeing 737") and a portfolio."""
    if name.text in words("names", "not_actors") or _is_common(name, common):
        return False
    if name.end >= len(doc):
        return True
    after = doc[name.end]
    if name.type in {"organisation", "person"} and _MODEL.match(after.text) and not _YEAR.match(after.text):
        return doc[name.end - 1].head != after and not name.start <= after.head.i < name.end
    return not (is_title(after) and name.text.lower() in words("names", "portfolios"))


def _is_common(name: Name, common: Counter[str]) -> bool:
    """Say whether a name of one word is in lower case as often; an abbreviation, a country and a dateline's stay."""
    told = name.text.isupper() or name.text in polity_forms() or name.rule == "dateline"
    if name.end - name.start > 1 or told:
        return False
    return common[name.text.lower()] >= common[name.text]
