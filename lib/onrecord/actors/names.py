"""Names in the text: spaCy's entities cleaned, those of the polity table, and every further occurrence of both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from .cleaning import is_title, widened, without_title, words_of
from .lexicon import polity_forms, words
from .party import Name
from .sight import Sight
from .spotting import (
    acronyms,
    datelines,
    listed,
    may_repeat,
    nested,
    repeated,
    speaking,
    titled,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc

_MODEL = re.compile(r"[A-Z]{0,3}-?\d[\w-]*$")
_YEAR = re.compile(r"(19|20)\d\d$")


LABELS = ("PERSON", "ORG", "GPE", "NORP")
import os
FLAGS = set(os.environ.get("FL", "dateline title repeated common").split())


def from_network(sight: Sight) -> Iterator[Name]:
    """Give the names that the network sees."""
    doc = sight.doc
    for named in sight.seen.names:
        start, end = sight.span(named.first, named.last)
        while start < end and not doc[start].text.strip():
            start += 1
        text = words_of(doc, start, end)
        if text:
            yield Name(start, end, text, LABELS[int(np.argmax(named.types))], "network", named.types)


def find_names(sight: Sight) -> list[Name]:
    """Find the bare names of a text, in order, none over another.

    Args:
        doc: a parsed text.

    Returns:
        Names with token offsets; their label is spaCy's.

    >>> from onrecord.text import parse
    >>> [name.text for name in find_names(parse("The Kremlin said President Emmanuel Macron's plan was bad.").doc)]
    ['Kremlin', 'Emmanuel Macron']

    Misses: names that spaCy misses everywhere in the text, unless they are abbreviations or in the polity table.
    """
    doc = sight.doc
    taken = [False] * len(doc)
    written = [token.text for token in doc]
    names: list[Name] = []
    if "dateline" in FLAGS: _take(datelines(doc), names, taken)
    own = list(from_network(sight))
    if "title" in FLAGS: own = [n for name in own for n in without_title(doc, name)]
    if "widened" in FLAGS: own = [widened(doc, name) for name in own]
    found = [*(listed(doc) if "listed" in FLAGS else ()), *own]
    if "repeated1" in FLAGS: found += repeated(doc, written, [n for n in found if n.end - n.start > 1], lambda token: not taken[token.i])
    for name in [*(speaking(doc, found) if "speaking" in FLAGS else ()), *(titled(doc, found) if "titled" in FLAGS else ())]:
        taken[name.start : name.end] = [False] * (name.end - name.start)
        found.append(name)
    _take(sorted(found, key=lambda n: (n.start - n.end, n.rule != "listed", n.start)), names, taken)
    if "acronyms" in FLAGS: _take(acronyms(doc, taken), names, taken)
    if "repeated" in FLAGS: _take(repeated(doc, written, list(names), may_repeat), names, taken)
    common = Counter(written)
    kept = [n for n in names if "common" not in FLAGS or _is_actor(doc, n, common)]
    return sorted([*kept, *(nested(doc, kept) if "nested" in FLAGS else ())], key=lambda n: (n.start, n.end))


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
    if name.label in {"ORG", "PERSON"} and _MODEL.match(after.text) and not _YEAR.match(after.text):
        return doc[name.end - 1].head != after and not name.start <= after.head.i < name.end
    return not (is_title(after) and name.text.lower() in words("names", "portfolios"))


def _is_common(name: Name, common: Counter[str]) -> bool:
    """Say whether a name of one word is in lower case as often; an abbreviation or a country stays a name."""
    if name.end - name.start > 1 or name.text.isupper() or name.text in polity_forms():
        return False
    return common[name.text.lower()] >= common[name.text]
