"""What a name is made of: no titles; which words are titles, given names, dashes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .lexicon import demonyms, gender_of_word, honorifics, is_person_noun, polity_forms, words
from .party import Name, only

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

DASHES = frozenset({"-", "--", "—", "–"})


def is_dash(token: Token) -> bool:
    """Say whether a token is a dash between words, not a hyphen inside one."""
    return token.text in DASHES and token.i > 0 and bool(token.whitespace_ and token.nbor(-1).whitespace_)


def words_of(doc: Doc, start: int, end: int) -> str:
    """Give a stretch's words with single spaces, so that a line break in a name makes no other name."""
    return " ".join(doc[start:end].text.split())


def is_given(token: Token) -> bool:
    """Say whether a word is a frequent given name."""
    return token.pos_ == "PROPN" and (token.text in words("given", "m") or token.text in words("given", "f"))


def _trimmed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take from a name what does not belong to it: articles, quotation marks, possessives, words in lower case."""
    while start < end and not _can_open(doc[start]):
        start += 1
    while start < end and not _can_close(doc[end - 1]):
        end -= 1
    return start, end


def _can_open(token: Token) -> bool:
    first = token.text[0]
    return (first.isupper() or first.isdigit() or token.text[1:2].isupper()) and token.lower_ not in words(
        "names", "no_opening"
    )


def _can_close(token: Token) -> bool:
    return token.text[0].isalnum() and not token.text.islower() and token.text not in {"'s", "’s"}


def without_title(doc: Doc, name: Name) -> Iterator[Name]:
    """Cut titles from a name; what is only a title leaves the body it belongs to, if any."""
    if name.text in demonyms() and name.text not in polity_forms():
        if doc[name.end - 1].tag_ in {"NNPS", "NNS"}:
            yield Name(name.start, name.end, name.text, only("group"), name.rule)
        return
    if name.type == "group" and doc[name.end - 1].pos_ == "ADJ":
        return
    cut = _title_end(doc, name)
    if cut == name.start:
        yield name
        return
    yield from _before_title(doc, name.start, cut)
    if cut < name.end:
        yield Name(cut, name.end, words_of(doc, cut, name.end), only("person"), name.rule)


def _before_title(doc: Doc, start: int, end: int) -> Iterator[Name]:
    """Find the body in a title: "NATO" in "NATO Secretary General", "Apple" in "Apple CEO"."""
    stop = next((i for i in range(start, end) if is_title(doc[i]) or not doc[i].text[0].isupper()), end)
    start, stop = _trimmed(doc, start, stop)
    text = words_of(doc, start, stop) if start < stop else ""
    of_title = words("names", "qualifiers") | words("names", "portfolios")
    if text and of_title.isdisjoint(text.lower().split()) and text not in demonyms():
        yield Name(start, stop, text, only("organisation"), "network")


def _title_end(doc: Doc, name: Name) -> int:
    """Find where a name's titles end; its start where it has none."""
    first, last = name.start, name.end - 1
    is_body = doc[last].lower_ in words("names", "organisation") or doc[first].lower_ == "general"
    if name.type == "organisation" and is_body:
        return first
    for i in reversed(range(first, name.end)):
        if not is_title(doc[i]) or (i == first and is_given(doc[i])):
            continue
        if i == last == first:
            return name.end
        if i < last and name.type in {"person", "organisation"}:
            return i + 1
    return first


def is_title(token: Token) -> bool:
    """Say whether a word may stand as a title before a name."""
    if token.lower_ in words("heads", "no_title"):
        return False
    if token.lower_ in honorifics() or token.lower_ in words("heads", "title") or token.lower_ == "elect":
        return True
    return token.text.islower() and is_person_noun(token.text)


def gender_before(doc: Doc, start: int) -> str:
    """Say which gender the word before a name tells, as "Ms" does."""
    return gender_of_word(doc[start - 1].text) if start > 0 else ""
