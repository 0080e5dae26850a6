"""Names in the text: spaCy's entities cleaned, those of the polity table, and every further occurrence of both."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from .lexicon import demonyms, gender_of_word, honorifics, person_heads, polity_forms, words
from .party import Name

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ACTOR_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP"})
_THING_LABELS = frozenset({"EVENT", "LAW", "PRODUCT", "WORK_OF_ART"})
_BRACKETS = frozenset("()/|[]")
_JOINTS = frozenset({"and", "for", "from", ","})
_MODEL = re.compile(r"[A-Z]{0,3}-?\d[\w-]*$")
_YEAR = re.compile(r"(19|20)\d\d$")


def find_names(doc: Doc) -> list[Name]:
    """Find the bare names of a text, in order, none over another.

    Args:
        doc: a parsed text.

    Returns:
        Names with token offsets; their label is spaCy's.

    >>> from onrecord.pipeline import parse
    >>> [name.text for name in find_names(parse("The Kremlin said President Emmanuel Macron's plan was bad."))]
    ['Kremlin', 'Emmanuel Macron']

    Misses: names that spaCy misses everywhere in the text, unless they are abbreviations or in the polity table.
    """
    taken = [False] * len(doc)
    names: list[Name] = []
    found = [*_listed(doc), *_joined(doc, list(_entities(doc, taken)))]
    found += _repeated(doc, [n for n in found if n.end - n.start > 1], lambda token: not taken[token.i])
    for name in [*_speaking(doc, found), *_titled(doc, found)]:
        taken[name.start : name.end] = [False] * (name.end - name.start)
        found.append(name)
    for name in sorted(found, key=lambda n: (n.start - n.end, n.rule != "listed", n.start)):
        _take(name, names, taken)
    for name in [*_bracketed(doc, names), *_acronyms(doc, taken)]:
        _take(name, names, taken)
    for name in _repeated(doc, names, _may_repeat):
        _take(name, names, taken)
    common = _common_words(doc)
    kept = [n for n in names if _is_actor(doc, n, common)]
    return sorted([*kept, *_nested(doc, kept)], key=lambda n: (n.start, n.end))


def words_of(doc: Doc, start: int, end: int) -> str:
    """Give a stretch's words with single spaces, so that a line break in a name makes no other name."""
    return " ".join(doc[start:end].text.split())


def _take(name: Name, names: list[Name], taken: list[bool]) -> None:
    """Keep a name where none of its tokens belongs to another."""
    if not any(taken[name.start : name.end]):
        names.append(name)
        taken[name.start : name.end] = [True] * (name.end - name.start)


def _entities(doc: Doc, taken: list[bool]) -> Iterator[Name]:
    """Clean spaCy's entities; mark the tokens of what is no actor as taken."""
    for ent in doc.ents:
        for first, last in _parts(doc, ent.start, ent.end, ent.label_):
            start, end = _trimmed(doc, first, last)
            if start >= end:
                continue
            text = words_of(doc, start, end)
            if ent.label_ in _ACTOR_LABELS and not _is_thing(doc, start, end):
                yield from _without_title(doc, Name(start, end, text, ent.label_, "entity"))
            elif ent.label_ in _ACTOR_LABELS | _THING_LABELS and text not in polity_forms():
                taken[start:end] = [True] * (end - start)


def _parts(doc: Doc, start: int, end: int, label: str) -> Iterator[tuple[int, int]]:
    """Cut an entity where it has swallowed a second one: at brackets, at "the", and a person's at "and" or "for"."""
    cuts = _BRACKETS | _JOINTS if label == "PERSON" or _is_given(doc[start]) else _BRACKETS
    for i in range(start, end):
        lone_article = doc[i].text == "the" and i > start and doc[i - 1].pos_ not in {"ADP", "CCONJ"}
        if doc[i].text in cuts or lone_article:
            yield start, i
            start = i + 1
    yield start, end


def _joined(doc: Doc, names: list[Name]) -> list[Name]:
    """Join a given name and a surname that spaCy took apart ("Dries" and "Mertens")."""
    by_start = {name.start: name for name in names}
    out = []
    for name in names:
        after = by_start.get(name.end)
        if after is not None and _are_one(doc, name, after):
            name = Name(name.start, after.end, words_of(doc, name.start, after.end), "PERSON", "joined")
        out.append(_widened(doc, name))
    return out


def _are_one(doc: Doc, name: Name, after: Name) -> bool:
    """Say whether two persons' names side by side are one person's."""
    one_word = name.end - name.start == 1
    return one_word and name.label == after.label == "PERSON" and after.start <= doc[name.start].head.i < after.end


def _widened(doc: Doc, name: Name) -> Name:
    """Give a surname the given name before it that spaCy left out ("Anders" in "Anders Holm")."""
    before = doc[name.start - 1] if name.start else None
    if before is None or name.label not in {"PERSON", "ORG", "GPE"}:
        return name
    apart = before.ent_type_ in {"ORG", "NORP"} or not name.start <= before.head.i < name.end
    if apart or not _is_given(before):
        return name
    return Name(before.i, name.end, words_of(doc, before.i, name.end), "PERSON", "joined")


def _is_given(token: Token) -> bool:
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
    return (first.isupper() or first.isdigit() or token.text[1:2].isupper()) and token.lower_ not in {"the", "a", "an"}


def _can_close(token: Token) -> bool:
    return token.text[0].isalnum() and not token.text.islower() and token.text not in {"'s", "’s"}


def _is_thing(doc: Doc, start: int, end: int) -> bool:
    """Say whether a name is a sea's, an event's, a law's, or a model's with a number."""
    last = doc[end - 1]
    text = words_of(doc, start, end)
    if text in polity_forms() or text in words("names", "places"):
        return False
    return last.lower_ in words("names", "thing") or (end - start > 1 and last.text.isdigit())


def _without_title(doc: Doc, name: Name) -> Iterator[Name]:
    """Cut titles from a name; what is only a title leaves the body it belongs to, if any."""
    if name.text in demonyms() and name.text not in polity_forms():
        if doc[name.end - 1].tag_ in {"NNPS", "NNS"}:
            yield Name(name.start, name.end, name.text, "NORP", name.rule)
        return
    if name.label == "NORP" and doc[name.end - 1].pos_ == "ADJ":
        return
    cut = _title_end(doc, name)
    if cut == name.start:
        yield name
        return
    yield from _before_title(doc, name.start, cut)
    if cut < name.end:
        yield Name(cut, name.end, words_of(doc, cut, name.end), "PERSON", name.rule)


def _before_title(doc: Doc, start: int, end: int) -> Iterator[Name]:
    """Find the body in a title: "NATO" in "NATO Secretary General", "Apple" in "Apple CEO"."""
    stop = next((i for i in range(start, end) if is_title(doc[i]) or not doc[i].text[0].isupper()), end)
    start, stop = _trimmed(doc, start, stop)
    text = words_of(doc, start, stop) if start < stop else ""
    of_title = words("names", "qualifiers") | words("names", "portfolios")
    if text and of_title.isdisjoint(text.lower().split()) and text not in demonyms():
        yield Name(start, stop, text, "ORG", "entity")


def _title_end(doc: Doc, name: Name) -> int:
    """Find where a name's titles end; its start where it has none."""
    first, last = name.start, name.end - 1
    is_body = doc[last].lower_ in words("names", "organisation") or doc[first].lower_ == "general"
    if name.label == "ORG" and is_body:
        return first
    for i in reversed(range(first, name.end)):
        if not is_title(doc[i]) or (i == first and _is_given(doc[i])):
            continue
        if i == last and (i == first or _ends_title(doc, first, i)):
            return name.end
        if i < last and name.label in {"PERSON", "ORG"}:
            return i + 1
    return first


def _ends_title(doc: Doc, start: int, last: int) -> bool:
    """Say whether a last word such as "General" closes a title, rather than being a surname ("Kate Major")."""
    return any(is_title(doc[k]) or doc[k].text.isupper() or doc[k].text in polity_forms() for k in range(start, last))


def is_title(token: Token) -> bool:
    """Say whether a word may stand as a title before a name."""
    return token.lower_ in honorifics() or token.lower_ in person_heads() or token.lower_ == "elect"


def gender_before(doc: Doc, start: int) -> str:
    """Say which gender the word before a name tells, as "Ms" does."""
    return gender_of_word(doc[start - 1].text) if start > 0 else ""


@cache
def _listed_starts() -> frozenset[str]:
    forms = [*polity_forms(), *words("names", "places")]
    return frozenset(form.replace(",", " ,").split()[0] for form in forms)


def _listed(doc: Doc) -> Iterator[Name]:
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


def _bracketed(doc: Doc, names: list[Name]) -> Iterator[Name]:
    """Find the abbreviation in brackets after a name."""
    for name in names:
        i = name.end
        if i + 2 < len(doc) and doc[i].text == "(" and doc[i + 2].text == ")" and _is_acronym(doc[i + 1]):
            yield Name(i + 1, i + 2, doc[i + 1].text, "ORG", "acronym")


def _is_acronym(token: Token) -> bool:
    return token.text.isalpha() and sum(c.isupper() for c in token.text) > 1 and len(token.text) <= 7


def _acronyms(doc: Doc, taken: list[bool]) -> Iterator[Name]:
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


def _repeated(doc: Doc, names: list[Name], may: Callable[[Token], bool]) -> Iterator[Name]:
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


def _nested(doc: Doc, names: list[Name]) -> Iterator[Name]:
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


def _common_words(doc: Doc) -> Counter[str]:
    """Count words as they are written: "iodine" elsewhere tells that "Iodine" at the start of a sentence is no name."""
    return Counter(token.text for token in doc)


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


def _speaking(doc: Doc, names: list[Name]) -> Iterator[Name]:
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
            yield from _without_title(doc, Name(start, end, words_of(doc, start, end), "PERSON", "speaking"))


def _titled(doc: Doc, names: list[Name]) -> Iterator[Name]:
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


def _may_repeat(token: Token) -> bool:
    """Leave out a word that is a name elsewhere and a common word here ("May", "Will")."""
    if not token.text[0].isupper() or token.is_stop:
        return False
    return token.pos_ in {"PROPN", "NOUN", "X", "ADJ"} or not token.is_sent_start
