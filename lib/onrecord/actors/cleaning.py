"""spaCy's entities cleaned: no titles, no articles, nothing swallowed from beside, given names and surnames joined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .lexicon import demonyms, gender_of_word, honorifics, is_person_noun, polity_forms, words
from .party import Name

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ACTOR_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP"})
_THING_LABELS = frozenset({"EVENT", "LAW", "PRODUCT", "WORK_OF_ART"})
DASHES = frozenset({"-", "--", "—", "–"})
_BRACKETS = frozenset("()/|[]")
_JOINTS = frozenset({"and", "for", "from", ","})


def is_dash(token: Token) -> bool:
    """Say whether a token is a dash between words, not a hyphen inside one."""
    return token.text in DASHES and token.i > 0 and bool(token.whitespace_ and token.nbor(-1).whitespace_)


def words_of(doc: Doc, start: int, end: int) -> str:
    """Give a stretch's words with single spaces, so that a line break in a name makes no other name."""
    return " ".join(doc[start:end].text.split())


def clean_entities(doc: Doc, taken: list[bool]) -> Iterator[Name]:
    """Clean spaCy's entities; mark the tokens of what is no actor as taken."""
    for ent in doc.ents:
        for first, last in _parts(doc, ent.start, ent.end, ent.label_):
            start, end = _completed(doc, *_trimmed(doc, first, last), ent.label_)
            if start >= end or doc[start:end].text.lower() in words("names", "legal"):
                continue
            text = words_of(doc, start, end)
            if ent.label_ in _ACTOR_LABELS and not _is_thing(doc, start, end):
                yield from without_title(doc, Name(start, end, text, ent.label_, "entity"))
            elif ent.label_ in _ACTOR_LABELS | _THING_LABELS and text not in polity_forms():
                taken[start:end] = [True] * (end - start)


def _parts(doc: Doc, start: int, end: int, label: str) -> Iterator[tuple[int, int]]:
    """Cut an entity where it has swallowed a second one: at brackets, at "the", and a person's at "and" or "for"."""
    cuts = _BRACKETS | _JOINTS if label == "PERSON" or is_given(doc[start]) else _BRACKETS
    for i in range(start, end):
        lone_article = doc[i].text == "the" and i > start and doc[i - 1].pos_ not in {"ADP", "CCONJ"}
        if doc[i].text in cuts or lone_article:
            yield start, i
            start = i + 1
    yield start, end


def widened(doc: Doc, name: Name) -> Name:
    """Give a surname the given name before it that spaCy left out ("Anders" in "Anders Holm")."""
    before = doc[name.start - 1] if name.start else None
    if before is None or name.label not in {"PERSON", "ORG", "GPE"} or before.ent_type_ in {"ORG", "NORP"}:
        return name
    given = is_given(before) and name.start <= before.head.i < name.end
    if given or _is_titled(before, name):
        return Name(before.i, name.end, words_of(doc, before.i, name.end), "PERSON", "joined")
    return name


def _is_titled(before: Token, name: Name) -> bool:
    """Say whether a title and a name's word that spaCy left out stand before a name of one word."""
    titled = before.i > 0 and is_title(before.nbor(-1)) and not before.ent_type_
    return titled and name.end - name.start == 1 and is_name_word(before)


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


def _completed(doc: Doc, start: int, end: int, label: str) -> tuple[int, int]:
    """Give a name what spaCy cut off: "-un" of "Kim Jong-un", "van der" before "Berg", "Plc" behind "Marlowe Foods"."""
    if start >= end:
        return start, end
    if label == "PERSON" and _goes_on(doc, end):
        end += 2
    if end < len(doc) and label != "NORP" and _is_legal(doc[end]):
        end += 1
    return _with_particles(doc, start, end, label), end


def _with_particles(doc: Doc, start: int, end: int, label: str) -> int:
    """Find where a name with "van der" begins: at a word before that is a name's, else behind the particles."""
    particles = words("names", "particles")
    while label in {"PERSON", "ORG"} and start > 0 and doc[start - 1].lower_ in particles:
        start -= 1
    if doc[start].text[0].islower() and start > 0 and is_name_word(doc[start - 1]):
        return start - 1
    while start < end and doc[start].text in particles:
        start += 1
    return start


def _goes_on(doc: Doc, end: int) -> bool:
    """Say whether a name goes on behind a hyphen ("Kim Jong-un"); "Trump-era" and "China-based" are no names."""
    if end + 1 >= len(doc) or doc[end].text not in {"-", "‐"} or doc[end].whitespace_ or doc[end - 1].whitespace_:
        return False
    after = doc[end + 1]
    return doc[end].ent_type_ == "PERSON" and after.text.isalpha() and len(after) <= 5


def _is_legal(token: Token) -> bool:
    """Say whether a word is a legal form as it stands behind a company's name: "Plc", "Inc."."""
    return token.text[0].isupper() and token.lower_ in words("names", "legal_behind")


def is_name_word(token: Token) -> bool:
    """Say whether a word may be part of a person's name."""
    return token.pos_ == "PROPN" and token.text[0].isupper() and not is_title(token)


def _can_open(token: Token) -> bool:
    first = token.text[0]
    return (first.isupper() or first.isdigit() or token.text[1:2].isupper()) and token.lower_ not in words(
        "names", "no_opening"
    )


def _can_close(token: Token) -> bool:
    return token.text[0].isalnum() and not token.text.islower() and token.text not in {"'s", "’s"}


def _is_thing(doc: Doc, start: int, end: int) -> bool:
    """Say whether a name is a sea's, an event's, a law's, or a model's with a number."""
    last = doc[end - 1]
    text = words_of(doc, start, end)
    if text in polity_forms() or text in words("names", "places"):
        return False
    return last.lower_ in words("names", "thing") or (end - start > 1 and last.text.isdigit())


def without_title(doc: Doc, name: Name) -> Iterator[Name]:
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
        if not is_title(doc[i]) or (i == first and is_given(doc[i])):
            continue
        if i == last == first:
            return name.end
        if i < last and name.label in {"PERSON", "ORG"}:
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
