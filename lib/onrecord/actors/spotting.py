"""Names that spaCy missed: listed ones, abbreviations, speakers, bearers of titles, and further occurrences of known ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from .cleaning import is_title, without_title, words_of
from .lexicon import honorifics, polity_forms, words
from .party import Name

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


@cache
def _listed_starts() -> frozenset[str]:
    forms = [*polity_forms(), *words("names", "places")]
    return frozenset(form.replace(",", " ,").split()[0] for form in forms)


def listed(doc: Doc) -> Iterator[Name]:
    """Find the names of the polity table and the list of places, where they are not part of a person's."""
    for name in _listed_in(doc, 0, len(doc)):
        before = doc[name.start - 1] if name.start else None
        if before is not None and _is_first_name(before, doc[name.start], name.text):
            yield Name(before.i, name.end, words_of(doc, before.i, name.end), "PERSON", "joined")
        elif not _part_of_name(doc, name.start, name.end):
            yield name


def _listed_in(doc: Doc, first: int, last: int) -> Iterator[Name]:
    """Find listed names between two tokens, the longest at each."""
    for token in doc[first:last]:
        if token.text not in _listed_starts():
            continue
        for end in range(min(token.i + 5, last), token.i, -1):
            text = words_of(doc, token.i, end)
            if not doc[end - 1].is_space and (text in polity_forms() or text in words("names", "places")):
                yield Name(token.i, end, text, "GPE", "listed")
                break


def _is_first_name(before: Token, token: Token, text: str) -> bool:
    """Say whether the word before a city is a given name ("Valeska Paris"), not a direction ("East London")."""
    if polity_forms().get(text, ("", "capital"))[1] != "capital" or not _is_compound(before, token):
        return False
    unlike = before.lower_ in words("names", "directions") or is_title(before) or before.text.isupper()
    return before.ent_type_ in {"PERSON", "GPE", ""} and not unlike


def _part_of_name(doc: Doc, start: int, end: int) -> bool:
    """Say whether a place's name is a person's: "Jordan Peterson", "Paris Hilton", "Michael Jordan"."""
    beside = [*doc[max(0, start - 1) : start], *doc[end : end + 1]]
    return doc[start].ent_type_ == "PERSON" and any(t.ent_type_ == "PERSON" for t in beside)


def bracketed(doc: Doc, names: list[Name]) -> Iterator[Name]:
    """Find the abbreviation in brackets after a name."""
    for name in names:
        i = name.end
        if i + 2 < len(doc) and doc[i].text == "(" and doc[i + 2].text == ")" and _is_acronym(doc[i + 1]):
            yield Name(i + 1, i + 2, doc[i + 1].text, "ORG", "acronym")


def _is_acronym(token: Token) -> bool:
    return token.text.isalpha() and sum(c.isupper() for c in token.text) > 1 and len(token.text) <= 7


def acronyms(doc: Doc, taken: list[bool]) -> Iterator[Name]:
    """Find abbreviations that act and that spaCy missed, such as WHO at the start of a sentence."""
    for token in doc:
        names_one = token.dep_ in {"nsubj", "nsubjpass", "poss"} or token.pos_ == "PROPN"
        if taken[token.i] or not (_is_loud(token) and _is_acronym(token) and names_one) or is_title(token):
            continue
        # Among other words in capitals it is part of a headline.
        if sum(map(_is_loud, doc[max(0, token.i - 2) : token.i + 3])) == 1:
            yield Name(token.i, token.i + 1, token.text, "ORG", "acronym")


def _is_loud(token: Token) -> bool:
    return token.text.isupper() and len(token.text) > 2


def repeated(doc: Doc, names: list[Name], may: Callable[[Token], bool]) -> Iterator[Name]:
    """Find further occurrences of known names, the longest first, and of persons' surnames."""
    labels = _labels_of_forms(names)
    starts: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for form in sorted(labels, key=lambda f: (-len(f), f)):
        starts[form[0]].append(form)
    for token in doc:
        for form in starts.get(token.text, []):
            end = token.i + len(form)
            if may(token) and tuple(t.text for t in doc[token.i : end]) == form:
                yield Name(token.i, end, " ".join(form), labels[form].most_common(1)[0][0], "repeated")
                break


def nested(doc: Doc, names: list[Name]) -> Iterator[Name]:
    """Find the countries in organisations' names: "U.S." in "U.S. Department of Agriculture"."""
    for name in names:
        if name.label != "ORG" or name.end - name.start < 2 or name.text in polity_forms():
            continue
        for inner in _listed_in(doc, name.start, name.end):
            is_country = polity_forms().get(inner.text, ("", ""))[1] == "name"
            if is_country or inner.text in words("names", "places"):
                inner.rule = "inside-name"
                yield inner


def _labels_of_forms(names: list[Name]) -> dict[tuple[str, ...], Counter[str]]:
    """Count the labels of each form, and of each person's surname."""
    labels: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for name in names:
        form = tuple(name.text.split())
        labels[form][name.label] += 1
        if name.label == "PERSON" and len(form) > 1:
            labels[form[-1:]][name.label] += 1
    return labels


def speaking(doc: Doc, names: list[Name]) -> Iterator[Name]:
    """Find the speakers that spaCy missed or took for a work's title: capitalised subjects of verbs of speech."""
    covered = {i for name in names for i in range(name.start, name.end)}
    for token in doc:
        speaks = token.dep_ == "nsubj" and token.head.lemma_.lower() in words("verbs", "speech")
        start = token.i
        while start > 0 and _is_compound(doc[start - 1], token):
            start -= 1
        end = token.i + 1
        is_name = token.pos_ == "PROPN" and start < token.i and not is_title(token)
        if speaks and is_name and covered.isdisjoint(range(start, end)):
            yield from without_title(doc, Name(start, end, words_of(doc, start, end), "PERSON", "speaking"))


def titled(doc: Doc, names: list[Name]) -> Iterator[Name]:
    """Find the persons that spaCy missed after "Mr" or "Dame"."""
    covered = {i for name in names for i in range(name.start, name.end)}
    for token in doc[:-1]:
        if token.lower_ not in honorifics() or not token.text[0].isupper():
            continue
        start = end = token.i + 1
        while end < len(doc) and end not in covered and _is_name_word(doc[end]):
            end += 1
        if end > start:
            yield Name(start, end, words_of(doc, start, end), "PERSON", "titled")


def _is_name_word(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[0].isupper() and not is_title(token)


def _is_compound(token: Token, head: Token) -> bool:
    return token.pos_ == "PROPN" and token.head == head and token.dep_ == "compound" and token.text[0].isupper()


def may_repeat(token: Token) -> bool:
    """Leave out a word that is a name elsewhere and a common word here ("May", "Will")."""
    if not token.text[0].isupper() or token.is_stop:
        return False
    return token.pos_ in {"PROPN", "NOUN", "X", "ADJ"} or not token.is_sent_start
