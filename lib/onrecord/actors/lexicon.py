"""The word lists of the actors step: the polity table and actors.toml, each read once."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from typing import NamedTuple

from ..files import DATA


class Polity(NamedTuple):
    """A country, or another body of that kind; `iso` is its key."""

    iso: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]
    seats: tuple[str, ...]


@cache
def polities() -> tuple[Polity, ...]:
    """Read the polity table.

    >>> [p.capitals for p in polities() if p.iso == "UA"]
    [('Kyiv', 'Kiev')]
    """
    lines = (DATA / "polities.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    columns = ("names", "demonyms", "capitals", "seats")
    return tuple(Polity(row["iso"], *(tuple(filter(None, row[c].split("|"))) for c in columns)) for row in rows)


@cache
def polity_forms() -> dict[str, tuple[str, str]]:
    """Map each name to its polity's key and to what it is there: name, capital or seat.

    >>> polity_forms()["Downing Street"]
    ('GB', 'seat')
    """
    kinds = (("seats", "seat"), ("capitals", "capital"), ("names", "name"))
    return {form: (p.iso, kind) for column, kind in kinds for p in polities() for form in getattr(p, column)}


@cache
def demonyms() -> dict[str, str]:
    """Map each demonym to its polity's key.

    >>> demonyms()["Ukrainian"]
    'UA'
    """
    return {form: p.iso for p in reversed(polities()) for form in p.demonyms}


@cache
def words(section: str, key: str) -> frozenset[str]:
    """Read one word list of actors.toml.

    >>> "president" in words("heads", "title")
    True
    """
    return frozenset(_lists()[section][key])


@cache
def _person_nouns() -> frozenset[str]:
    """Read the list made from WordNet, and the words that it leaves out."""
    lines = (DATA / "person_nouns.txt").read_text(encoding="utf-8").splitlines()
    own = (words("heads", key) for key in ("title", "person", "man", "woman", "someone"))
    return frozenset(line for line in lines if not line.startswith("#")).union(*own)


def is_person_noun(word: str) -> bool:
    """Say whether a noun names a person.

    >>> [is_person_noun(word) for word in ("mayor", "botanist", "shortlist")]
    [True, True, False]
    """
    return word in _person_nouns()


def is_office(word: str) -> bool:
    """Say whether a noun names a person by what the person does, not by what the person is, as "woman" does."""
    return is_person_noun(word) and not any(word in words("heads", key) for key in ("man", "woman", "someone"))


@cache
def gender_of_word(word: str) -> str:
    """Say which gender an honorific or a noun tells: m, f or nothing.

    >>> gender_of_word("spokeswoman"), gender_of_word("Mr"), gender_of_word("minister")
    ('f', 'm', '')
    """
    low = word.lower()
    if low in words("honorifics", "m") or low in words("heads", "man"):
        return "m"
    return "f" if low in words("honorifics", "f") or low in words("heads", "woman") else ""


@cache
def given_gender(first: str) -> str:
    """Say which gender a given name tells: m, f or nothing."""
    return "m" if first in words("given", "m") else "f" if first in words("given", "f") else ""


@cache
def honorifics() -> frozenset[str]:
    """Give every honorific, with and without its full stop."""
    return words("honorifics", "m") | words("honorifics", "f") | words("honorifics", "any")


@cache
def office_of(word: str) -> str:
    """Say which office an abbreviation before a name is short for; nothing where it is none.

    >>> office_of("Gov."), office_of("Mr.")
    ('governor', '')
    """
    kept: dict[str, str] = _lists()["abbreviated"]  # type: ignore[assignment]
    return kept.get(word.lower().removesuffix("."), "")


@cache
def says_body(form: str) -> bool:
    """Say whether a name's words make it an organisation's.

    >>> [says_body(form) for form in ("Green Party", "University of Oslo", "Ann Lee")]
    [True, True, False]
    """
    parts = form.lower().split()
    telling = words("names", "organisation")
    return len(parts) > 1 and (parts[-1] in telling or (parts[0] in telling and parts[1] in {"of", "for", "on"}))


@cache
def kinds_of_body(noun: str) -> frozenset[str]:
    """Say what kinds of body a noun tells where the text calls one so; none where it may be any.

    >>> sorted(kinds_of_body("bank")), sorted(kinds_of_body("group"))
    (['business', 'finance'], [])
    """
    kinds = _lists()["kinds"]
    return frozenset(kind for kind, nouns in kinds.items() if noun in nouns and kind != "always_said")


@cache
def kinds_of_name(form: str) -> frozenset[str]:
    """Say what kinds of body a name tells by its head: its last word, or the one before "of", "for" or "on".

    >>> sorted(kinds_of_name("University of Sundby")), sorted(kinds_of_name("Marlowe"))
    (['school'], [])
    """
    parts = form.lower().split()
    end = next((i for i, word in enumerate(parts) if i and word in {"of", "for", "on"}), len(parts))
    return frozenset(kind for kind, nouns in _lists()["kinds_of_names"].items() if parts[end - 1] in nouns)


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    lists: dict[str, dict[str, list[str]]] = tomllib.loads((DATA / "actors.toml").read_text(encoding="utf-8"))
    return lists
