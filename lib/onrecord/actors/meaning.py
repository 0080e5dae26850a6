"""Whom a description without a name means: "the NATO chief", "Ukrainian officials", "the company"."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TYPE_CHECKING

from .cleaning import words_of
from .lexicon import (
    demonyms,
    gender_of_word,
    is_office,
    is_person_noun,
    kinds_of_body,
    kinds_of_name,
    polities,
    polity_forms,
    words,
)
from .party import Party, Register
from .phrases import Phrase, attach, find_phrases, note_prefix_roles, role_end, spot_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from .sight import Sight

# How far back, in tokens, a description reaches: a title through some paragraphs, "the company" through two or three
# sentences. Further back it is as likely to mean another.
_FAR, _MIDDLE, _NEAR = 480, 240, 60
_WIDE = frozenset({"business"})
_COUNTRY_WORDS = frozenset({"country", "nation", "republic", "kingdom"})


def link_phrases(register: Register, sight: Sight) -> None:
    """Find roles and descriptions, and put each to its actor; those of no known actor begin actors of their own.

    Args:
        register: the names and actors so far; roles, mentions and actors are added.
        sight: what the network sees.

    >>> from onrecord.actors.sight import Sight
    >>> from onrecord.network import look
    >>> from onrecord.text import parse
    >>> text = parse("Western allies met Ukrainian officials.")
    >>> register = Register(text.doc, [])
    >>> link_phrases(register, Sight(text, look(text)))
    >>> [(p.type, p.iso, p.spots[0].rule) for p in register.parties]
    [('group', '', 'description'), ('country', 'UA', 'demonym-group')]

    Misses: descriptions by a word that the text did not use before ("the tycoon"); which of two companies
    "the company" means, when the nearer is not it.
    """
    note_prefix_roles(register)
    waiting = [p for p in find_phrases(register, sight) if not attach(p, register)]
    for phrase in waiting:
        _resolve(phrase, register)
    _drop_idle(register)


def _drop_idle(register: Register) -> None:
    """Leave out the actors without a name that never do anything."""
    for party in register.parties:
        if not party.named and not party.iso and not any(_acts(register.doc[s.head]) for s in party.spots):
            party.spots = []
    register.spots = [s for s in register.spots if s.party.spots]
    register.starts = [s.start for s in register.spots]


def _acts(token: Token) -> bool:
    """Say whether a mention does something; one without a name that never does takes no part."""
    return token.dep_ in {"nsubj", "nsubjpass"} or (token.dep_ == "pobj" and token.head.lower_ == "by")


def _resolve(phrase: Phrase, register: Register) -> None:
    """Find whom a description means; one that means no known actor begins its own."""
    for find in (_as_government, _as_own_name, _as_title, _as_body, _as_place, _as_before):
        party, rule = find(phrase, register)
        if party is not None:
            break
    else:
        vague = phrase.word in words("heads", "ambiguous") and not phrase.plural
        if vague or phrase.word in words("heads", "abstract"):
            return
        party, rule = _new(phrase), "description"
    if party.type == "person":
        party.gender = party.gender or gender_of_word(phrase.word)
    register.add(party, spot_of(phrase, rule, party))


def _new(phrase: Phrase) -> Party:
    """Begin an actor that is known by its description only."""
    party = Party(
        type="group" if phrase.plural else phrase.type,
        plural=phrase.plural,
        heads={phrase.word},
        owners=set(phrase.owners),
    )
    party.gender = gender_of_word(phrase.word)
    if party.type == "person" and is_office(phrase.word):
        party.roles.append(words_of(phrase.head.doc, phrase.start, role_end(phrase)))
        party.role_spans.append((phrase.start, role_end(phrase)))
    return party


def _as_government(phrase: Phrase, register: Register) -> tuple[Party | None, str]:
    """Put "Ukrainian officials" and "the French government" to the country."""
    isos = {iso for iso in map(_iso_of, register.doc[phrase.start : phrase.head.i]) if iso}
    one_person = phrase.head.tag_ == "NN" and is_person_noun(phrase.word)
    speaks = not {phrase.word, phrase.head.lower_}.isdisjoint(words("heads", "government"))
    if len(isos) != 1 or not speaks or one_person:
        return None, ""
    iso = isos.pop()
    if iso not in register.polities:
        name = next(p.names[0] for p in polities() if p.iso == iso)
        register.polities[iso] = Party(iso=iso, type="organisation" if iso == "EU" else "country", forms=[name])
    return register.polities[iso], "demonym-group"


def _iso_of(token: Token) -> str:
    """Give the polity that a modifier names, as demonym or as name."""
    iso, kind = polity_forms().get(token.text, ("", ""))
    return demonyms().get(token.text, "") or (iso if kind in {"name", "capital"} else "")


def _as_own_name(phrase: Phrase, register: Register) -> tuple[Party | None, str]:
    """Put "the Nordvik company" to Nordvik."""
    before = register.at.get(phrase.head.i - 1)
    fits = phrase.definite and phrase.word in words("heads", "generic") | {"church"}
    if not fits or before is None or before.start < phrase.start or before.party.type != "organisation":
        return None, ""
    return (before.party, "body-by-name") if register.doc[before.head].dep_ == "compound" else (None, "")


def _as_title(phrase: Phrase, register: Register) -> tuple[Party | None, str]:
    """Find the person a title alone means: one whose role has the same word, or both lead the same body."""
    bare = register.doc[phrase.start].pos_ == "PROPN" and phrase.head.text[0].isupper()
    if not is_office(phrase.word) or phrase.head.tag_ == "NNS" or not (phrase.definite or bare):
        return None, ""
    holders = [party for party in _recent(register, phrase, _FAR) if _may_hold(phrase, party)]
    found = _with_head(holders, {phrase.word})
    if found is not None:
        return found, "title-role"
    leaders = words("heads", "leader")
    leads = phrase.owners and phrase.word in leaders
    return _with_head(holders, leaders) if leads else None, "title-same-body"


def _with_head(parties: list[Party], nouns: Set[str]) -> Party | None:
    """Find the first actor that the text called by one of these nouns."""
    return next((party for party in parties if party.heads & nouns), None)


def _may_hold(phrase: Phrase, party: Party) -> bool:
    """Say whether a person's roles allow a title: the same body, and every "deputy", "prime" or "finance" of it."""
    said = {t.lower_ for t in phrase.head.doc[phrase.start : phrase.head.i]} & words("names", "qualifiers")
    if party.type != "person" or (phrase.owners and not phrase.owners & party.owners):
        return False
    return said <= set(" ".join(party.roles).lower().split())


def _as_body(phrase: Phrase, register: Register) -> tuple[Party | None, str]:
    """Find the organisation that "the company" means: one with that word in its name or before, else the nearest."""
    is_body = phrase.word in words("heads", "organisation") and not phrase.plural
    if not phrase.definite or not is_body or _specified(phrase):
        return None, ""
    found = _body_called(phrase, register)
    if found is not None and (found.named or phrase.word not in words("heads", "empty")):
        return found, "body-same-word"
    if phrase.word not in words("heads", "generic"):
        return None, ""
    return _nearest_body(phrase, register), "body-nearest"


def _body_called(phrase: Phrase, register: Register) -> Party | None:
    """Find the body that was called by a noun before, or has it in its name."""
    bodies = _bodies(register, phrase, _MIDDLE)
    return next((p for p in bodies if phrase.word in p.heads or _in_name(phrase.word, p)), None)


def _nearest_body(phrase: Phrase, register: Register) -> Party | None:
    """Find the body named last, rather one whose name tells the kind that a noun asks for."""
    near = [party for party in _bodies(register, phrase, _NEAR) if party.named]
    # What kind a company is, its name seldom tells; a union's or an agency's mostly does.
    asked = kinds_of_body(phrase.word)
    telling = [party for party in near if asked & _kinds(party) and asked.isdisjoint(_WIDE)]
    return next(iter(telling or near), None)


def _bodies(register: Register, phrase: Phrase, reach: int) -> Iterable[Party]:
    """Give the organisations before that a noun fits, the last first: a school or a council is no company."""
    return (p for p in _recent(register, phrase, reach) if p.type == "organisation" and _may_be(phrase.word, p))


def _may_be(word: str, party: Party) -> bool:
    """Say whether a body may be called so: its name and what the text calls it tell no other kind."""
    asked, told = kinds_of_body(word), _kinds(party)
    if not told or not asked:
        return word not in words("kinds", "always_said")
    # A bank and a broadcaster are both companies, yet neither is the other.
    closer_asked, closer_told = asked - _WIDE, told - _WIDE
    return bool(closer_asked & closer_told if closer_asked and closer_told else asked & told)


def _kinds(party: Party) -> frozenset[str]:
    """Give the kinds of body that an actor's names and what the text calls it tell."""
    return frozenset().union(*map(kinds_of_name, party.forms), *map(kinds_of_body, party.heads))


def _in_name(word: str, party: Party) -> bool:
    return any(word in form.lower().split() for form in party.forms)


def _specified(phrase: Phrase) -> bool:
    """Say whether a description says more than its head, so that it likely means something not named before."""
    charged = phrase.head.dep_ == "dobj" and phrase.head.head.lemma_ in words("verbs", "charging")
    behind = any(c.dep_ == "prep" and c.lower_ == "of" for c in phrase.head.rights)
    return bool(phrase.modifiers) or (behind and not charged)


def _as_place(phrase: Phrase, register: Register) -> tuple[Party | None, str]:
    """Find the country that "the country" means: the nearest."""
    is_place = phrase.word in words("heads", "place") and not phrase.plural
    if not phrase.definite or not is_place or _specified(phrase):
        return None, ""
    kind = "country" if phrase.word in _COUNTRY_WORDS else "place"
    return next((p for p in _recent(register, phrase, _NEAR) if p.type == kind), None), "place-nearest"


def _as_before(phrase: Phrase, register: Register) -> tuple[Party | None, str]:
    """Find an actor that was described by the same word before; without "the", by exactly the same words."""
    doc = register.doc
    said = {t.lower_ for t in doc[phrase.start : phrase.end]}
    for party in _recent(register, phrase, _FAR):
        if not _described_so(phrase, party):
            continue
        same_words = phrase.plural and any({t.lower_ for t in doc[s.start : s.end]} == said for s in party.spots)
        if phrase.definite or same_words:
            return party, "same-description"
    return None, ""


def _described_so(phrase: Phrase, party: Party) -> bool:
    """Say whether an actor has a description's head and number, and is owned by the same."""
    alike = phrase.word in party.heads and party.plural == phrase.plural
    return alike and (not phrase.owners or phrase.owners == party.owners)


def _recent(register: Register, phrase: Phrase, reach: int) -> list[Party]:
    """Give the actors mentioned within so many tokens before a description, the last first."""
    return list(dict.fromkeys(s.party for s in register.before(phrase.start, reach) if s.end <= phrase.start))
