"""Whom a description or a pronoun means: the network weighs all earlier mentions, logic says which are possible."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..network.antecedents import antecedents
from ..network.pairs import NAME, NOMINAL, PRONOUN, PRONOUN_TELLS, TELLS, Mentions, tells_of
from .lexicon import gender_of_word, given_gender, is_person_noun
from .party import Party, Register, Spot
from .phrases import find_phrases, Phrase, attach, head_word, note_prefix_roles, phrase_at, spot_of
from .sight import Sight

if TYPE_CHECKING:
    from spacy.tokens import Token

OPT = {k: float(v) for k, v in (x.split("=") for x in os.environ.get("OPT", "").split())}
_TYPE_NUMBERS = {"person": 0, "organisation": 1, "country": 2, "place": 2, "group": 3}
_TYPES = ("person", "organisation", "place", "group")
_MAN, _WOMAN, _SEVERAL = (TELLS.index(x) for x in ("man", "woman", "several"))
_GENDERS = {"m": _MAN, "f": _WOMAN}
_OF_PRONOUN = {"he": "m", "she": "f"}


@dataclass(eq=False)
class Waiting:
    """A description or a pronoun whose actor is not known yet."""

    spot: Spot
    tells: int
    phrase: Phrase | None = None
    type: str = ""


def link_meant(register: Register, sight: Sight, quotes: list[int]) -> None:
    """Put descriptions and pronouns to actors; descriptions of nobody before begin actors of their own."""
    note_prefix_roles(register)
    waiting = [one for one in _descriptions(register, sight) if one.phrase and not attach(one.phrase, register)]
    taken = {i for spot in register.spots for i in range(spot.start, spot.end)}
    waiting += _pronouns(register, sight, taken)
    _resolve(register, sight, waiting, quotes)


def _descriptions(register: Register, sight: Sight) -> list[Waiting]:
    """Give the descriptions that the network sees, outside names and roles."""
    doc = register.doc
    in_roles = {i for party in register.parties for a, b in party.role_spans for i in range(a, b)}
    found = []
    rule_heads = {p.head.i for p in find_phrases(register)} if OPT.get("ruleheads") or OPT.get("both") else set()
    kinds = sight.seen.kinds
    for word in np.flatnonzero(kinds[:, 2:].sum(1) >= OPT.get("nom", 0.5)).tolist():
        token = doc[int(sight.token[word])]
        if token.i in register.at or token.i in in_roles or not token.is_alpha and "-" not in token.text:
            continue
        phrase = phrase_at(doc, token)
        if OPT.get("ruleheads") and token.i not in rule_heads:
            continue
        type_ = _TYPES[int(kinds[word, 2:].argmax())]
        spot = spot_of(phrase, "description", Party(type=type_))
        gender = _GENDERS.get(gender_of_word(phrase.word), 0)
        tells = _SEVERAL if phrase.plural else tells_of(_TYPE_NUMBERS[type_], gender if type_ == "person" else 0)
        found.append(Waiting(spot, tells, phrase, type_))
    return found


def _pronouns(register: Register, sight: Sight, taken: set[int]) -> list[Waiting]:
    """Give the pronouns that mean somebody."""
    doc, found = register.doc, []
    for token in doc:
        tells = PRONOUN_TELLS.get(token.lower_, 0)
        if not tells or sight.word[token.i] < 0 or (sight.seen.kinds[sight.word[token.i], 1] < OPT.get("pro", 0.5) and TELLS[tells] not in ("he", "she")): continue
        if token.i in taken or not tells or TELLS[tells] in ("who", "you"):
            continue
        found.append(Waiting(Spot(token.i, token.i + 1, token.i, "pronoun", "antecedent", Party()), tells))
    return found


def _tells(spot: Spot, register: Register) -> int:
    """What a mention whose actor is known tells."""
    doc, party = register.doc, spot.party
    if spot.kind == "pronoun":
        return PRONOUN_TELLS.get(doc[spot.start].lower_, 0)
    gender = 0
    if party.type == "person":
        before = [doc[i].text for i in range(max(spot.start - 1, 0), spot.end)]
        gender = next((_GENDERS[g] for w in before if (g := gender_of_word(w))), 0)
        if spot.kind == "name" and not gender:
            gender = _GENDERS.get(given_gender(doc[spot.start].text), 0)
    if spot.kind != "name" and doc[spot.head].tag_ in ("NNS", "NNPS"):
        return _SEVERAL
    return tells_of(_TYPE_NUMBERS.get(party.type, -1), gender)


def _resolve(register: Register, sight: Sight, waiting: list[Waiting], quotes: list[int]) -> None:
    """Decide for each in order."""
    word = sight.word
    own: list[tuple[Spot, int, Waiting | None]] = [(s, _tells(s, register), None) for s in register.spots]
    own += [(w.spot, w.tells, w) for w in waiting]
    own = [x for x in own if word[x[0].start] >= 0 and word[x[0].end - 1] >= 0 and word[x[0].head] >= 0]
    own.sort(key=lambda x: (word[x[0].start], -x[0].end))
    spots = [x[0] for x in own]
    kinds = [{"name": NAME, "pronoun": PRONOUN}.get(s.kind, NOMINAL) for s in spots]
    last = [_last_word(sight, s) for s in spots]
    head = [last[n] if kinds[n] == NAME else int(word[s.head]) for n, s in enumerate(spots)]
    m = Mentions(*(np.array(x, np.int64) for x in (head, [word[s.start] for s in spots], last, kinds, [x[1] for x in own])))
    asked = np.array([n for n, x in enumerate(own) if x[2] is not None], np.int64)
    decided: dict[int, Party] = {n: x[0].party for n, x in enumerate(own) if x[2] is None}
    from .pronouns import _speakers, _spoken, _reflexive
    speakers = {}
    if OPT.get("spk") or OPT.get("notspk"):
        speakers = _speakers(register, quotes)
    for n, earlier, chances in antecedents(sight.seen, sight.words, m, asked):
        one = own[n][2]
        assert one is not None
        sums: dict[Party, float] = defaultdict(float)
        for e, p in zip(earlier.tolist(), chances.tolist(), strict=True):
            if e in decided:
                sums[decided[e]] = max(sums[decided[e]], p) if OPT.get('max') else sums[decided[e]] + p
        none = 1 - float(chances.sum())
        best = max(sums, key=lambda p: sums[p], default=None) if not OPT.get("limits", 1) else max((p for p in sums if possible(one, p, register)), key=lambda p: sums[p], default=None)
        least = OPT.get("leastn", OPT.get("fall", 1.0)) * none if one.phrase else (OPT.get("leasth", 1.0) if TELLS[one.tells] in ("he", "she") else OPT.get("leastp", 1.0)) * none
        party: Party | None = None
        if one.spot.kind == "pronoun":
            token = register.doc[one.spot.start]; q = quotes[token.i]; told = TELLS[one.tells]
            if OPT.get("spk") and q and told in (("I", "we") if OPT["spk"] == 2 else ("I",)):
                party, rule = _spoken(token, register, speakers.get(q))
                if party is not None:
                    best, sums = party, {party: 2.0}; one.spot.rule = rule
                elif OPT["spk"] == 2: best = None
            if OPT.get("notspk") and q and told not in ("I", "we") and speakers.get(q) is not None:
                sp = speakers[q]
                best = max((p for p in sums if p is not sp and possible(one, p, register)), key=lambda p: sums[p], default=None)
            if OPT.get("refl") and token.lower_.endswith(("self", "selves")):
                got, rule = _reflexive(token, register)
                if got is not None: best, sums = got, {got: 2.0}; one.spot.rule = rule
                elif OPT["refl"] == 2: best = None
        if one.phrase is not None and OPT.get("rulelinks"):
            from .meaning import _as_government, _as_own_name, _as_title, _as_body, _as_place, _as_before
            fs = {1: (_as_government, _as_own_name, _as_title, _as_body, _as_place, _as_before), 2: (_as_government, _as_own_name), 3: (_as_government, _as_own_name, _as_before), 4:(_as_government,)}[int(OPT["rulelinks"])]
            for find in fs:
                got, rule = find(one.phrase, register)
                if got is not None: break
            if got is not None:
                one.spot.rule = rule
                best, sums = got, {got: 2.0}
            elif OPT["rulelinks"] == 1 and not OPT.get("fall"): best = None
        if best is not None and sums[best] >= least and sums[best] > OPT.get("min", 0.0):
            party = best
        elif one.phrase is not None:
            party = _new(one)
        if party is None:
            continue
        one.spot.party = party
        if party.type != "person" and one.phrase:
            one.spot.kind = "group"
        elif one.phrase:
            one.spot.kind = "title"
        register.add(party, one.spot)
        decided[n] = party


def _last_word(sight: Sight, spot: Spot) -> int:
    after = np.searchsorted(sight.token, spot.end - 1, side="right") - 1
    return int(after)


def _new(one: Waiting) -> Party | None:
    phrase = one.phrase
    assert phrase is not None
    type_ = "group" if phrase.plural and one.type == "person" else one.type
    party = Party(type=type_, plural=phrase.plural, heads={phrase.word}, owners=set(phrase.owners))
    party.gender = gender_of_word(phrase.word)
    return party


def possible(one: Waiting, party: Party, register: Register) -> bool:
    """Say whether logic lets a mention be an actor's."""
    doc, token = register.doc, register.doc[one.spot.head]
    told = TELLS[one.tells]
    if told in ("he", "she"):
        if party.type != "person" or party.gender not in ("", _OF_PRONOUN[told]):
            return False
    if told == "it" and party.type in ("person", "group"):
        return False
    if told in ("I",) and party.type != "person":
        return False
    return not (one.spot.kind == "pronoun" and any(_one_clause(token, spot, doc) for spot in party.spots))


def _one_clause(token: Token, spot: Spot, doc: object) -> bool:
    if token.lower_.endswith(("self", "selves")):
        return False
    if token.dep_ == "poss":
        return spot.start <= token.head.i < spot.end
    head = token.doc[spot.head]
    return bool(head.head == token.head and head.dep_ in {"nsubj", "nsubjpass", "dobj"} and head.i != token.i)
