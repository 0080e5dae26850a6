"""Names into actors: the same words, surnames, abbreviations, short forms, countries and their capitals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ..network import TYPES
from .cleaning import gender_before, is_title
from .lexicon import demonyms, given_gender, is_person_noun, polity_forms, says_body, words
from .party import Name, Party, Spot
from .places import capital_acts

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# What stands behind a surname.
_SUFFIXES = frozenset({"Jr", "Sr", "III"})

# For each form of name, the longer forms it may stand for, each with the rule that says so.
Owners = dict[str, list[tuple[str, str]]]


def link_names(doc: Doc, names: list[Name]) -> list[Party]:
    """Put names into actors.

    Args:
        doc: the parsed text.
        names: its names, in order.

    Returns:
        Actors with their mentions by name, in order of first mention.

    >>> from onrecord.actors.names import find_names
    >>> from onrecord.actors.sight import Sight
    >>> from onrecord.network import look
    >>> from onrecord.text import parse
    >>> text = parse("Mark Rutte met Ukraine's president. Rutte said Moscow lied.")
    >>> [p.forms for p in link_names(text.doc, find_names(Sight(text, look(text))))]
    [['Mark Rutte', 'Rutte'], ['Ukraine'], ['Moscow']]

    Misses: nicknames and maiden names; an abbreviation that is not made of initials and never stands in brackets.
    """
    types = _types_of_forms(doc, names)
    owners = _owners_of_forms(doc, names, types)
    parties: dict[str, Party] = {}
    last_of: dict[str, Party] = {}
    for name in names:
        key, rule = _key(doc, name, owners, last_of)
        if key not in parties:
            parties[key] = Party(iso=polity_forms().get(name.text, ("", ""))[0], type=_type_of_key(key, types))
        _add(doc, parties[key], name, rule)
        if parties[key].type == "person":
            last_of[name.text.split()[-1]] = parties[key]
    return list(parties.values())


def _add(doc: Doc, party: Party, name: Name, rule: str) -> None:
    """Note a mention by name, its form, and what the word before it tells."""
    party.forms.append(name.text)
    party.spots.append(Spot(name.start, name.end, doc[name.start : name.end].root.i, "name", rule, party))
    if party.type == "person" and not party.gender:
        first = name.text.split()[0]
        party.gender = gender_before(doc, name.start) or given_gender(first)


def _types_of_forms(doc: Doc, names: list[Name]) -> dict[str, str]:
    """Decide one type for each form of name, by evidence over the whole text."""
    votes: dict[str, Any] = defaultdict(Counter)
    for name in names:
        votes[name.text].update({kind: 2 * likely for kind, likely in zip(TYPES, name.types, strict=True)})
        if any(is_title(t) and t.tag_ in {"NN", "NNP"} for t in doc[max(0, name.start - 1) : name.start]):
            votes[name.text]["person"] += 4
        votes[name.text].update(_described_as(doc, name))
        if _stands_as_place(doc, name):
            votes[name.text]["place"] += 3
        if _is_held(doc, name):
            votes[name.text]["organisation"] += 3
        if name.rule == "dateline":
            votes[name.text][name.type] += 6
    return {form: _decided(form, count) for form, count in votes.items()}


def _stands_as_place(doc: Doc, name: Name) -> bool:
    """Say whether a name of one word is used as a town's: "in Harwick", "Harwick's city council"."""
    if name.end - name.start > 1 or name.text.isupper():
        return False
    owns = doc[name.end : name.end + 1].text in {"'s", "’s"}
    owned = doc[name.end + 1 : name.end + 2].text.lower()
    return _in_place(doc, name) or (owns and owned in words("names", "city_things"))


def _described_as(doc: Doc, name: Name) -> dict[str, int]:
    """Give the types that words beside a name tell: "Rosa Paris, a Scottish woman"."""
    root = doc[name.start : name.end].root
    if root.dep_ == "nsubjpass" and root.head.lower_ == "born":
        return {"person": 6}
    nouns = {t.lower_ for t in _said_of(root) if t.tag_ == "NN"}
    if any(map(is_person_noun, nouns)):
        return {"person": 6}
    return {"organisation": 4 if nouns & words("heads", "organisation") else 0}


def _said_of(root: Token) -> list[Token]:
    """Give what stands in apposition to a name, and what it is said to be."""
    said = [c for c in root.children if c.dep_ == "appos" and c.i > root.i]
    if root.dep_ == "nsubj" and root.head.lemma_ == "be":
        said += [c for c in root.head.children if c.dep_ == "attr"]
    return said


def _in_place(doc: Doc, name: Name) -> bool:
    """Say whether "in" stands before a name, and not what one holds in a company ("shares in Nordvik")."""
    return _is_in(doc, name) and doc[name.start].head.head.lower_ not in words("names", "held")


def _is_held(doc: Doc, name: Name) -> bool:
    """Say whether somebody has shares in what is named: "a stake in Nordvik"."""
    return _is_in(doc, name) and doc[name.start].head.head.lemma_.lower() in {"share", "stake", "shareholder"}


def _is_in(doc: Doc, name: Name) -> bool:
    token = doc[name.start]
    return token.dep_ == "pobj" and token.head.lower_ == "in"


def _decided(form: str, count: Any) -> str:
    """Decide a form's type; the table and telling words go before what the network says."""
    if form in polity_forms():
        return _type_of_polity(polity_forms()[form][0])
    if form in words("names", "places"):
        return "place"
    if form.removesuffix("s") in demonyms():
        return "group"
    if form in words("names", "known") or (says_body(form) and not _seems_person(form, count)):
        return "organisation"
    if _begins_as_person(form):
        count["person"] += 3
    elif form.split()[-1].lower() in words("heads", "place"):
        count["place"] += count.pop("person", 0)
    if _is_abbreviation(form):
        count["organisation"] += 2
    best: str = max(sorted(count), key=lambda kind: count[kind])
    return best


def _is_abbreviation(form: str) -> bool:
    return " " not in form and form.isupper() and len(form) > 2


def _begins_as_person(form: str) -> bool:
    """Say whether a name of several words begins with a given name."""
    first, *more = form.split()
    return bool(more and given_gender(first)) and not form.isupper()


def _seems_person(form: str, count: Any) -> bool:
    """Say whether a name with a body's word is a person's all the same: "Ann Church", not "Ann Church Ltd"."""
    has_legal = form.split()[-1].lower() in words("names", "legal")
    return _begins_as_person(form) and count["person"] > count["organisation"] and not has_legal


def _type_of_polity(iso: str) -> str:
    return "organisation" if iso == "EU" else "country"


def _type_of_key(key: str, types: dict[str, str]) -> str:
    kind, _, form = key.partition(":")
    if kind == "polity":
        return _type_of_polity(form)
    return "place" if kind == "city" else types[form]


def _owners_of_forms(doc: Doc, names: list[Name], types: dict[str, str]) -> Owners:
    """For each form, the longer forms it may stand for, each with the rule that says so; frequent ones first."""
    forms = [form for form, _ in Counter(name.text for name in names if not _is_listed(name.text)).most_common()]
    people, bodies = (_index(forms, types, kind) for kind in ("person", "organisation"))
    brackets = _brackets(doc, names)
    owners: Owners = {}
    for form in sorted(forms, key=_is_generic):
        if form in brackets:
            owners[form] = [(brackets[form], "acronym")]
        elif form in polity_forms():
            owners[form] = _longer(people, form, _short_person)
        else:
            short = partial(_short_body, kind=types[form])
            person, body = _longer(people, form, _short_person), _longer(bodies, form, short)
            found = (body or person) if types[form] == "organisation" else (person or body)
            owners[form] = [] if _is_shared(form, found, owners) else found
    return owners


def _is_shared(form: str, found: list[tuple[str, str]], owners: Owners) -> bool:
    """Say whether two bodies share a word ("the Court"), so that it would merge what may be different."""
    return _is_generic(form) and len({_key_of_full(full, owners) for full, _ in found}) > 1


def _is_listed(form: str) -> bool:
    """Say whether a form names a polity, its seat or a place by the tables, whatever longer names hold it."""
    return polity_forms().get(form, ("", ""))[1] in {"name", "seat"} or form in words("names", "places")


def _longer(index: dict[str, list[str]], form: str, rule_of: Callable[[str, str], str]) -> list[tuple[str, str]]:
    """Give the longer forms that a form may be short for, each with the rule that says so."""
    pairs = [(full, rule_of(form, full)) for full in _sharing(index, form)]
    return [(full, rule) for full, rule in pairs if rule]


def _index(forms: list[str], types: dict[str, str], kind: str) -> dict[str, list[str]]:
    """List the forms of one type under their words, their initials, and the plural of their first word ("Greens")."""
    index: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        parts = form.split() if types[form] == kind else []
        for key in dict.fromkeys([*parts, *sorted(_initials(parts)), *(f"{first}s" for first in parts[:1])]):
            index[key].append(form)
    return index


def _sharing(index: dict[str, list[str]], form: str) -> list[str]:
    """Give the forms that share a short form's first word, but not itself."""
    key = form.split()[0]
    key = key.lower() if key.lower() in words("names", "particles") and key.lower() in index else key
    return [full for full in index.get(key.replace(".", "") if form.isupper() else key, []) if full != form]


def _brackets(doc: Doc, names: list[Name]) -> dict[str, str]:
    """Pair abbreviations in brackets with the name before: "International Maritime Organization (IMO)"."""
    pairs = {}
    for name, after in pairwise(names):
        bracketed = after.start == name.end + 1 and doc[name.end].text == "("
        its_own = name.text not in polity_forms() and name.rule != "dateline" and after.rule != "dateline"
        if bracketed and its_own and after.text.isupper() and " " not in after.text:
            pairs[after.text] = name.text
    return pairs


def _short_person(form: str, full: str) -> str:
    """Say by which rule a form may be short for a person's full name; nothing where it may not."""
    short, long = form.split(), full.split()
    if long[-1].rstrip(".") in _SUFFIXES and len(long) > 2:
        long.pop()
    if short[0].lower() in words("names", "particles"):  # a sentence begins "De Brandt said"
        short[0] = next((word for word in long if word.lower() == short[0].lower()), short[0])
    if len(short) == 1:
        return "surname" if short[0] == long[-1] else "given-name" if short[0] == long[0] else ""
    if len(short) < len(long) and short[0] == long[0] and short[-1] == long[-1]:
        return "full-name"
    return "surname" if len(short) < len(long) and short == long[-len(short) :] else ""


def _short_body(form: str, full: str, kind: str) -> str:
    """Say by which rule a form may be short for an organisation's full name; nothing where it may not."""
    short, long = form.split(), full.split()
    if form.isupper() and form.replace(".", "") in _initials(long):
        return "acronym"
    if len(short) >= len(long):
        return ""
    if _is_generic(form):
        return "body-word" if form in long and form.lower() in words("names", "organisation") else ""
    return "short-name" if _is_core(short, long) or (kind != "place" and _is_part(short, long, kind)) else ""


def _is_core(short: list[str], long: list[str]) -> bool:
    return short == [word for word in long if word.lower() not in words("names", "legal")]


def _is_part(short: list[str], long: list[str], kind: str) -> bool:
    """Say whether a body goes by a part of its name, by what stands behind "of", or by its members ("Greens")."""
    is_members = short == [f"{long[0]}s"] and long[-1] == "Party"
    return is_members or _within(short, long) or (kind == "organisation" and long[-2:] == ["of", *short])


def _within(short: list[str], long: list[str]) -> bool:
    """Say whether a short form opens a long one, or is several words of it ("Supreme Court")."""
    runs = range(1, len(long) - len(short) + 1) if len(short) > 1 else range(0)
    return short == long[: len(short)] or any(short == long[i : i + len(short)] for i in runs)


def _is_generic(form: str) -> bool:
    """Say whether a form is a word that many bodies' names share: "National", "Court"."""
    return form.lower() in words("names", "generic") or form.lower() in words("names", "organisation")


def _initials(long: list[str]) -> set[str]:
    """Give the abbreviations that a name's words allow, with and without the small words."""
    capitals = "".join(w[0] for w in long if w[0].isupper())
    return {capitals, "".join(w[0] for w in long).upper()} if len(long) > 1 else set()


def _key(doc: Doc, name: Name, owners: Owners, last_of: dict[str, Party]) -> tuple[str, str]:
    """Decide which actor a name is: its key, and the rule."""
    full = owners.get(name.text, [])
    iso, role = polity_forms().get(name.text, ("", ""))
    if iso and not full:
        return _key_of_polity(doc, name, iso, role)
    if not full:
        return f"name:{name.text}", "full-name" if " " in name.text else "name"
    if len(full) > 1 and full[0][1] in {"surname", "given-name"}:
        return _shared(doc, name, full, last_of)
    best = _likeliest(name.text, full)
    return _key_of_full(best[0], owners), best[1]


def _key_of_polity(doc: Doc, name: Name, iso: str, role: str) -> tuple[str, str]:
    """Decide whether a polity's name or seat, or its capital, is meant: its key, and the rule."""
    if role == "capital" and (name.rule == "dateline" or not capital_acts(doc, name.start, name.end)):
        return f"city:{iso}", "capital-as-place"
    return f"polity:{iso}", {"capital": "capital-acting", "seat": "seat-of-government", "name": "polity"}[role]


def _likeliest(form: str, full: list[tuple[str, str]]) -> tuple[str, str]:
    """Choose among longer forms: one that adds a legal form only, and rather none that adds a place; else the first."""

    def cost(pair: tuple[str, str]) -> tuple[int, int]:
        more = pair[0].split()[len(form.split()) :]
        legal = all(w.lower() in words("names", "legal") for w in more)
        return 0 if legal else 1, sum(w in polity_forms() or w in words("names", "places") for w in more)

    return min(full, key=cost)


def _key_of_full(form: str, owners: Owners) -> str:
    """Follow short forms to the fullest one."""
    seen = {form}
    while owners.get(form) and owners[form][0][0] not in seen:
        form = _likeliest(form, owners[form])[0]
        seen.add(form)
    return f"polity:{polity_forms()[form][0]}" if form in polity_forms() else f"name:{form}"


def _shared(doc: Doc, name: Name, full: list[tuple[str, str]], last_of: dict[str, Party]) -> tuple[str, str]:
    """Choose among several bearers of a surname: by "Ms" and "Mr", else the one named last; else keep it apart."""
    gender = gender_before(doc, name.start)
    fitting = [form for form, _ in full if gender and given_gender(form.split()[0]) == gender]
    if len(fitting) == 1:
        return f"name:{fitting[0]}", "surname-by-title"
    recent = last_of.get(name.text)
    named = [form for form, _ in full if recent is not None and form in recent.forms]
    if named:
        return f"name:{named[0]}", "surname-last-named"
    return f"name:{name.text}", "surname-shared"
