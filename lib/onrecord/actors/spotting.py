"""Names that spaCy missed: listed ones, abbreviations, speakers, bearers of titles, repetitions of known ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from ..text.cues import speaking_verbs
from .cleaning import DASHES, is_dash, is_given, is_name_word, is_title, without_title, words_of
from .lexicon import demonyms, given_gender, honorifics, is_person_noun, polity_forms, says_body, words
from .party import Name

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

# How many tokens a dateline has at most, and the town in it.
_DATELINE, _TOWN = 14, 3
# What spaCy takes a dateline's town for.
_TOWNS = frozenset({"GPE", "LOC", "FAC", "PERSON", "ORG"})
# What spaCy calls these is no body's first word: "Saturday" in "Saturday Evening Post", "Soviet".
_NO_BODY = frozenset({"DATE", "TIME", "NORP", "ORDINAL", "CARDINAL", "LANGUAGE"})
_SMALL = frozenset({"of", "the", "for", "and", "on", "in", "&"})


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


def repeated(doc: Doc, written: list[str], names: list[Name], may: Callable[[Token], bool]) -> Iterator[Name]:
    """Find further occurrences of known names, the longest first, and of persons' surnames.

    `written` has the words of all tokens, put together once for all steps.
    """
    labels = _labels_of_forms(doc, written, names)
    starts: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for form in sorted(labels, key=lambda f: (-len(f), f)):
        starts[form[0]].append(form)
    for i, word in enumerate(written):
        for form in starts.get(word, ()):
            end = i + len(form)
            one = len(form) == 1 and labels[form]["own"] and (_is_part(doc, i - 1) or _is_part(doc, end))
            if tuple(written[i:end]) == form and not one and may(doc[i]):
                yield Name(i, end, " ".join(form), labels[form].most_common(1)[0][0], "repeated")
                break


def _is_part(doc: Doc, i: int) -> bool:
    """Say whether a word beside is a name's too, so that both may be parts of a longer one."""
    return 0 <= i < len(doc) and doc[i].pos_ == "PROPN" and doc[i].text[0].isupper() and doc[i].ent_type_ != ""


def nested(doc: Doc, names: list[Name]) -> Iterator[Name]:
    """Find the places in organisations' names ("U.S. Department of Agriculture"): listed ones and the text's."""
    towns = {name.text for name in names if _stands_in(doc, name)} - _listed_starts()
    bodies = [n for n in names if n.label == "ORG" and n.end - n.start > 1 and n.text not in polity_forms()]
    for name in bodies:
        yield from _inside(doc, name, towns)


def _inside(doc: Doc, name: Name, towns: set[str]) -> Iterator[Name]:
    """Find the countries, listed places and towns in one name; a capital there is seldom the place."""
    for inner in _listed_in(doc, name.start, name.end):
        if polity_forms().get(inner.text, ("", "name"))[1] == "name":
            yield Name(inner.start, inner.end, inner.text, inner.label, "inside-name")
    for i in range(name.start, name.end):
        if doc[i].text in towns:
            yield Name(i, i + 1, doc[i].text, "GPE", "inside-name")


def _stands_in(doc: Doc, name: Name) -> bool:
    """Say whether a name is plainly a place's: "in Irving"."""
    return name.label == "GPE" and name.start > 0 and doc[name.start - 1].lower_ in {"in", "near"}


def _labels_of_forms(doc: Doc, written: list[str], names: list[Name]) -> dict[tuple[str, ...], Counter[str]]:
    """Count the labels of each form, of each person's surname, and of the word that a body's name begins with."""
    labels: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    taken = _common_words(doc, written) | _words_of_people(names)
    for name in names:
        form = tuple(name.text.split())
        labels[form][name.label] += 1
        for short, count in _short_forms(name, form, taken).items():
            labels[short].update(count)
    return labels


def _short_forms(name: Name, form: tuple[str, ...], taken: set[str]) -> dict[tuple[str, ...], dict[str, int]]:
    """Give the parts of a name that may stand for it, each with its labels."""
    if len(form) == 1:
        return {}
    if says_body(name.text) or name.label == "ORG":
        own = _is_own_word(form[0], taken) and all(word[0].isupper() or word in _SMALL for word in form)
        return {form[:1]: {"ORG": 2, "own": 1}} if own else {}
    if name.label != "PERSON":
        return {}
    short = [form[-1:], form[:1]] if given_gender(form[0]) else [form[-1:]]
    return {part: {"PERSON": 1} for part in short}


def _common_words(doc: Doc, written: list[str]) -> set[str]:
    """Give the words that the text has in small letters, and those of dates, numbers and peoples."""
    others = (token.text for ent in doc.ents if ent.label_ in _NO_BODY for token in ent)
    return {word for word in written if word.islower()}.union(others)


def _words_of_people(names: list[Name]) -> set[str]:
    """Give the words of the names of persons and places."""
    people = [name.text for name in names if name.label in {"PERSON", "GPE"} and not says_body(name.text)]
    return {word for text in people for word in text.split()}


def _is_own_word(word: str, written: set[str]) -> bool:
    """Say whether a body's first word alone may name it: "Westway" may, "National" or "Swedish" may not."""
    common = word.lower() in words("names", "generic") | words("names", "organisation") | words("names", "directions")
    listed_word = word in polity_forms() or word in demonyms() or word in words("names", "places")
    person = word in words("given", "m") or word in words("given", "f") or is_person_noun(word.lower())
    other = common or listed_word or person or word in written or word.lower() in written
    return len(word) > 3 and word.isalpha() and not other


def _covered(names: list[Name]) -> set[int]:
    """Give the tokens that names are made of."""
    return {i for name in names for i in range(name.start, name.end)}


def speaking(doc: Doc, names: list[Name]) -> Iterator[Name]:
    """Find the speakers that spaCy missed or took for a work's title: capitalised subjects of verbs of speech."""
    covered = _covered(names)
    for token in doc:
        if token.dep_ != "nsubj" or token.head.lemma_.lower() not in speaking_verbs():
            continue
        start = token.i
        while start > 0 and _is_compound(doc[start - 1], token):
            start -= 1
        end = token.i + 1
        is_name = token.pos_ == "PROPN" and start < token.i and not is_title(token)
        if is_name and covered.isdisjoint(range(start, end)):
            yield from without_title(doc, Name(start, end, words_of(doc, start, end), "PERSON", "speaking"))


def titled(doc: Doc, names: list[Name]) -> Iterator[Name]:
    """Find the persons that spaCy missed after "Mr" or "Dame"."""
    covered = _covered(names)
    for token in doc[:-1]:
        end = token.i + 1
        while end < len(doc) and end not in covered and is_name_word(doc[end]):
            end += 1
        if end > token.i + 1 and token.lower_ in honorifics() and token.text[0].isupper():
            yield Name(token.i + 1, end, words_of(doc, token.i + 1, end), "PERSON", "titled")


def datelines(doc: Doc) -> Iterator[Name]:
    """Find the town and the agency of a dateline: "LONDON (Reuters) -", "Porto, Sept. 3 —"."""
    begins = True
    for token in doc:
        if begins and token.text[0].isupper() and token.text.isalpha() and len(token) > 2:
            yield from _dateline(doc, token.i)
        begins = "\n" in token.text_with_ws


def _dateline(doc: Doc, start: int) -> Iterator[Name]:
    """Read a dateline that begins at a paragraph's first word, if there is one."""
    stop = next((t.i for t in doc[start + 1 : start + _DATELINE] if t.text in DASHES), start)
    loud = doc[start].text.isupper()
    end = next((t.i for t in doc[start + 1 : stop] if not _in_town(t, loud)), max(stop, start + 1))
    if not _ends_as_dateline(doc, end, stop) or not (loud or _is_quiet_dateline(doc, start, end, stop)):
        return
    town = words_of(doc, start, end)
    yield Name(start, end, town.title() if loud else town, "GPE", "dateline")
    yield from _agency(doc, end, stop)


def _agency(doc: Doc, start: int, stop: int) -> Iterator[Name]:
    """Find the agency in brackets before a dateline's dash."""
    opened = next((t.i for t in doc[start:stop] if t.text == "("), stop)
    if opened + 2 < stop and doc[stop - 1].text == ")":
        yield Name(opened + 1, stop - 1, words_of(doc, opened + 1, stop - 1), "ORG", "dateline")


def _ends_as_dateline(doc: Doc, end: int, stop: int) -> bool:
    """Say whether between a town and a dash there is nothing, or a comma or bracket with a date or capitals."""
    words_behind = [t for t in doc[end:stop] if t.text[0].isalpha() and t.ent_type_ != "DATE"]
    if end == stop:
        return True
    return end < stop and doc[end].text in {",", "("} and all(t.text[0].isupper() for t in words_behind)


def _in_town(token: Token, loud: bool) -> bool:
    return token.text.isalpha() and (token.text.isupper() if loud else token.text[0].isupper())


def _is_quiet_dateline(doc: Doc, start: int, end: int, stop: int) -> bool:
    """Say whether a town in small letters and a dash begin a sentence, not a list's item or a person's: "Harwick –"."""
    opens = is_dash(doc[stop]) and doc[stop + 1 : stop + 2].text[:1].isupper()
    if not opens or "\n" in doc[start : stop + 1].text_with_ws or not _may_be_town(doc[start:end]):
        return False
    if end < stop:
        return doc[end].text == "(" or any(t.ent_type_ == "DATE" for t in doc[end:stop])
    is_named = all(t.pos_ == "PROPN" and t.ent_type_ in _TOWNS for t in doc[start:end])
    return is_named and _is_statement(doc[stop + 1 : doc[stop + 1].sent.end])


def _may_be_town(words_before: Span) -> bool:
    """Say whether few words, and no day, person or small word, open a paragraph."""
    first = words_before[0]
    is_other = first.ent_type_ == "DATE" or first.is_stop or is_given(first) or is_title(first)
    return len(words_before) <= _TOWN and not is_other


def _is_statement(sentence: Span) -> bool:
    """Say whether what stands behind a dash says something, and is not set off by a second dash."""
    return any(t.tag_ in {"VBD", "VBZ", "VBP"} for t in sentence) and not any(map(is_dash, sentence))


def _is_compound(token: Token, head: Token) -> bool:
    return token.pos_ == "PROPN" and token.head == head and token.dep_ == "compound" and token.text[0].isupper()


def may_repeat(token: Token) -> bool:
    """Leave out a word that is a name elsewhere and a common word here ("May", "Will")."""
    if not token.text[0].isupper() or token.is_stop:
        return False
    return token.pos_ in {"PROPN", "NOUN", "X", "ADJ"} or not token.is_sent_start
