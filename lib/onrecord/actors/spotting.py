"""Names by form: the town and the agency of a dateline, and further occurrences of names that are known."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..text import after_dateline
from .lexicon import demonyms, given_gender, is_person_noun, polity_forms, says_body, words
from .party import Name, only

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from ..text import Text

# The parts of a dateline: at most three words of a town, perhaps a day, perhaps an agency in brackets.
_DATELINE = re.compile(
    r"(?P<town>[A-Z][\w.'’-]+(?: (?:of |de )?[A-Z][\w.'’-]+){0,2})"
    r"(?:,[^(–—]*?(?P<day>\d))?[^(–—]*(?:\((?P<agency>[^()]+)\))?"
)
# What is no body's first word: "Saturday" in "Saturday Evening Post".
_CALENDAR = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December".split()
)
_SMALL = frozenset({"of", "the", "for", "and", "on", "in", "&"})


def repeated(doc: Doc, written: list[str], names: list[Name], may: Callable[[Token], bool]) -> Iterator[Name]:
    """Find further occurrences of known names, the longest first, and of persons' surnames.

    `written` has the words of all tokens, put together once for all steps.
    """
    labels = _labels_of_forms(written, names)
    starts: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for form in sorted(labels, key=lambda f: (-len(f), f)):
        starts[form[0]].append(form)
    for i, word in enumerate(written):
        for form in starts.get(word, ()):
            end = i + len(form)
            one = len(form) == 1 and labels[form]["own"] and (_is_part(doc, i - 1) or _is_part(doc, end))
            if tuple(written[i:end]) == form and not one and may(doc[i]):
                yield Name(i, end, " ".join(form), only(labels[form].most_common(1)[0][0]), "repeated")
                break


def _is_part(doc: Doc, i: int) -> bool:
    """Say whether a word beside is a name's too, so that both may be parts of a longer one."""
    return 0 <= i < len(doc) and doc[i].pos_ == "PROPN" and doc[i].text[0].isupper()


def _labels_of_forms(written: list[str], names: list[Name]) -> dict[tuple[str, ...], Counter[str]]:
    """Count the labels of each form, of each person's surname, and of the word that a body's name begins with."""
    labels: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    taken = {word for word in written if word.islower()} | _CALENDAR | _words_of_people(names)
    for name in names:
        form = tuple(name.text.split())
        labels[form][name.type] += 1
        for short, count in _short_forms(name, form, taken).items():
            labels[short].update(count)
    return labels


def _short_forms(name: Name, form: tuple[str, ...], taken: set[str]) -> dict[tuple[str, ...], dict[str, int]]:
    """Give the parts of a name that may stand for it, each with its labels."""
    if len(form) == 1:
        return {}
    if says_body(name.text) or name.type == "organisation":
        own = _is_own_word(form[0], taken) and all(word[0].isupper() or word in _SMALL for word in form)
        return {form[:1]: {"organisation": 2, "own": 1}} if own else {}
    if name.type != "person":
        return {}
    short = [form[-1:], form[:1]] if given_gender(form[0]) else [form[-1:]]
    return {part: {"person": 1} for part in short}


def _words_of_people(names: list[Name]) -> set[str]:
    """Give the words of the names of persons and places."""
    people = [name.text for name in names if name.type in {"person", "place"} and not says_body(name.text)]
    return {word for text in people for word in text.split()}


def _is_own_word(word: str, written: set[str]) -> bool:
    """Say whether a body's first word alone may name it: "Westway" may, "National" or "Swedish" may not."""
    common = word.lower() in words("names", "generic") | words("names", "organisation") | words("names", "directions")
    listed_word = word in polity_forms() or word in demonyms() or word in words("names", "places")
    person = word in words("given", "m") or word in words("given", "f") or is_person_noun(word.lower())
    other = common or listed_word or person or word in written or word.lower() in written
    return len(word) > 3 and word.isalpha() and not other


def datelines(text: Text) -> Iterator[Name]:
    """Find the town and the agency of a dateline: "LONDON (Reuters) -", "Porto, Sept. 3 —"."""
    for paragraph in text.paragraphs:
        behind = after_dateline(text.characters, *paragraph)
        found = _DATELINE.match(text.characters[paragraph.start : behind])
        if found is None or not (found["town"].isupper() or found["agency"] or found["day"]):
            continue
        for kind, part in (("place", "town"), ("organisation", "agency")):
            span = text.doc.char_span(paragraph.start + found.start(part), paragraph.start + found.end(part))
            if found[part] and span is not None:
                words_ = " ".join(found[part].split())
                name = words_.title() if part == "town" and words_.isupper() else words_
                yield Name(span.start, span.end, name, only(kind), "dateline")
