"""Pronouns: the network weighs who is meant among all mentions before; logic says who cannot be."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from ..network.antecedents import antecedents
from ..network.pairs import NAME, NOMINAL, PRONOUN, PRONOUN_TELLS, TELLS, Ints, Mentions, tells_of
from ..text.cues import speaking_verbs
from .lexicon import gender_of_word, given_gender
from .party import Party, Register, Spot

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from ..network.roles import Floats
    from .sight import Sight

_GENDERS = {"m": TELLS.index("man"), "f": TELLS.index("woman")}
_OF_PRONOUN = {"he": "m", "she": "f"}
_TYPE_NUMBERS = {"person": 0, "organisation": 1, "country": 2, "place": 2, "group": 3}
# Whom a pronoun means that means nobody mentioned before.
_NOBODY = Party()
_SEVERAL = TELLS.index("several")
# A word that may be a pronoun of somebody ("it", "they") is one from this probability on; "he" and "she" always are.
_LIKELY = 0.5
# An actor is chosen from this many times the probability of there being none; of "he" and "she" somebody is meant.
_AGAINST_NONE = {"he": 0.1, "she": 0.1}
_AGAINST_NONE_OTHERS = 0.3
# The rule of a pronoun whose actor the network has chosen.
CHOSEN = "antecedent"
# Prepositions whose noun is an argument of the verb; "around" and "with" may come back to its subject.
_CLOSE = frozenset({"of", "about", "to", "for", "against", "by"})
# A verb that so hangs on another word has a subject of its own; that of "a man hurting himself" is the word above.
_BEGINS_A_CLAUSE = frozenset({"ccomp", "relcl", "acl", "csubj", "parataxis"})
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj"})


def link_pronouns(register: Register, sight: Sight, quotes: list[int]) -> None:
    """Put pronouns to the actors they mean; one that means nobody mentioned before is left out.

    Args:
        register: the actors and mentions so far; mentions by pronoun are added.
        sight: what the network sees.
        quotes: by token, the number of the quotation that it stands in, 0 outside.

    >>> from onrecord.text import parse
    >>> from onrecord.actors import find_actors
    >>> [(m.start, m.rule) for m in find_actors(parse("Ann Lee left. She was late."))[1]]
    [(0, 'full-name'), (14, 'antecedent')]

    Misses: "they" for several actors named one by one; "you"; whoever is named only later.

    Source: a mention-ranking model after Lee et al. (2017), "End-to-end Neural Coreference Resolution", over the
    actors that names and descriptions have made; the probabilities of an actor's mentions are added up.
    """
    pronouns = _pronouns(register, sight)
    spots = sorted([*register.spots, *pronouns], key=lambda spot: (sight.word[spot.start], -spot.end))
    spots = [spot for spot in spots if sight.word[spot.start] >= 0 and sight.word[spot.head] >= 0]
    asked = [n for n, spot in enumerate(spots) if spot in pronouns]
    speakers = _speakers(register, quotes)
    mentions = _mentions(spots, register.doc, sight)
    for n, earlier, chances in antecedents(sight.seen, sight.words, mentions, np.array(asked, np.int64)):
        pronoun = spots[n]
        speaker = speakers.get(quotes[pronoun.start])
        pronoun.party, pronoun.rule = _certain(register.doc[pronoun.start], register, speaker)
        if pronoun.rule == CHOSEN:
            _choose(pronoun, _weights(spots, earlier, chances), register, speaker)
        if pronoun.party is not _NOBODY:
            register.add(pronoun.party, pronoun)


def _weights(spots: list[Spot], earlier: Ints, chances: Floats) -> dict[Party, float]:
    """Add up the probabilities of each actor's mentions; those whose actor is not known count for none."""
    weights: dict[Party, float] = defaultdict(float)
    for other, chance in zip(earlier.tolist(), chances.tolist(), strict=True):
        if spots[other].party.spots:
            weights[spots[other].party] += chance
    return weights | {_NOBODY: 1 - float(chances.sum())}


def _choose(pronoun: Spot, weights: dict[Party, float], register: Register, speaker: Party | None) -> None:
    """Put a pronoun to the likeliest of the actors that it may mean, if one is likely enough."""
    none, token = weights.pop(_NOBODY), register.doc[pronoun.start]
    beside = register.between(token.sent.start, token.sent.end)
    pronoun.weighed = [(party, chance, _may_mean(token, party, beside, speaker)) for party, chance in weights.items()]
    likeliest = max((one for one in pronoun.weighed if one[2]), key=lambda one: one[1], default=None)
    if likeliest is None or likeliest[1] < none * _AGAINST_NONE.get(_told(token), _AGAINST_NONE_OTHERS):
        return
    pronoun.party, pronoun.sure, _ = likeliest


def _certain(token: Token, register: Register, speaker: Party | None) -> tuple[Party, str]:
    """Find whom a pronoun means by logic alone: "I" its speaker, "himself" its own clause's subject."""
    if PRONOUN_TELLS[token.lower_] == TELLS.index("I") and speaker is not None and speaker.type == "person":
        return speaker, "quotation-speaker"
    own = _of_clause(token) if _is_reflexive(token) else None
    spot = register.at_now(own.i) if own is not None else None
    if spot is None or not _agrees(TELLS[PRONOUN_TELLS[token.lower_]], spot.party):
        return _NOBODY, CHOSEN
    return spot.party, "reflexive"


def _of_clause(token: Token) -> Token | None:
    """Find whom a reflexive comes back to: "the mayor herself"; else its own clause's subject.

    Where a verb has none of its own it has that of the verb before ("met him and hurt himself", "before hurting
    himself"), or that verb's object, if it is told to do it ("told him to help himself").
    """
    above = token.head
    if token.dep_ in {"appos", "npadvmod"} and above.pos_ in {"NOUN", "PROPN"}:
        return above
    while _subject(above) is None:
        if above.dep_ in _BEGINS_A_CLAUSE or above.head == above:
            return above.head if above.dep_ == "acl" else None
        told = next((c for c in above.head.children if c.dep_ == "dobj"), None)
        if above.dep_ == "xcomp" and told is not None:
            return told
        above = above.head
    subject = _subject(above)
    # "the man who hurt himself"
    return above.head if above.dep_ == "relcl" and subject is not None and subject.tag_ in {"WP", "WDT"} else subject


def _is_reflexive(token: Token) -> bool:
    return token.lower_.endswith(("self", "selves"))


def _pronouns(register: Register, sight: Sight) -> set[Spot]:
    """Give the pronouns that may mean somebody."""
    found = set()
    for token in register.doc:
        told = TELLS[PRONOUN_TELLS.get(token.lower_, 0)]
        if told in ("nothing", "who", "you") or sight.word[token.i] < 0 or token.i in register.at:
            continue
        if told in _OF_PRONOUN or sight.seen.kinds[sight.word[token.i], 1] >= _LIKELY:
            found.add(Spot(token.i, token.i + 1, token.i, "pronoun", CHOSEN, _NOBODY))
    return found


def _mentions(spots: list[Spot], doc: Doc, sight: Sight) -> Mentions:
    """Put mentions into the network's words."""
    kinds = [{"name": NAME, "pronoun": PRONOUN}.get(spot.kind, NOMINAL) for spot in spots]
    last = [sight.last_word(spot.end) for spot in spots]
    heads = [
        end if kind == NAME else int(sight.word[spot.head]) for spot, kind, end in zip(spots, kinds, last, strict=True)
    ]
    first = [int(sight.word[spot.start]) for spot in spots]
    tells = [_tells(spot, doc) for spot in spots]
    return Mentions(*(np.array(column, np.int64) for column in (heads, first, last, kinds, tells)))


def _tells(spot: Spot, doc: Doc) -> int:
    """What a mention's words tell of whom it means (see onrecord.network.pairs)."""
    if spot.kind == "pronoun":
        return PRONOUN_TELLS[doc[spot.start].lower_]
    if spot.kind != "name" and doc[spot.head].tag_ in {"NNS", "NNPS"}:
        return _SEVERAL
    gender = ""
    if spot.party.type == "person":
        words = [token.text for token in doc[max(spot.start - 1, 0) : spot.end]]
        gender = next(filter(None, map(gender_of_word, words)), "")
        gender = gender or (given_gender(doc[spot.start].text) if spot.kind == "name" else "")
    return tells_of(_TYPE_NUMBERS.get(spot.party.type, -1), _GENDERS.get(gender, 0))


def _told(token: Token) -> str:
    return TELLS[PRONOUN_TELLS[token.lower_]]


def _may_mean(token: Token, party: Party, beside: list[Spot], speaker: Party | None) -> bool:
    """Say whether logic lets a pronoun mean an actor, given the mentions of its sentence."""
    told = _told(token)
    if not _agrees(told, party):
        return False
    # Nobody speaks of himself as "he".
    if speaker is party and told not in {"I", "we"}:
        return False
    own = [spot for spot in beside if spot.party is party]
    if _is_reflexive(token):
        return bool(own)
    return not any(_in_one_clause(token, spot) for spot in own)


def _agrees(told: str, party: Party) -> bool:
    """Say whether what a pronoun tells fits an actor's type and gender."""
    if told in _OF_PRONOUN:
        return party.type == "person" and party.gender in {"", _OF_PRONOUN[told]}
    return party.type not in {"it": {"person", "group"}, "I": {*_TYPE_NUMBERS} - {"person"}}.get(told, set())


def _in_one_clause(token: Token, spot: Spot) -> bool:
    """Say whether both are arguments of one verb, so that they cannot mean the same ("Holm met him")."""
    if token.dep_ == "poss":
        return spot.start <= token.head.i < spot.end
    head = token.doc[spot.head]
    return head.head == _governor(token) and head.dep_ in _ARGUMENTS and head.i != token.i


def _governor(token: Token) -> Token:
    """Find whose argument a pronoun is: its verb, also where a preposition or an adjective stands between."""
    above = token.head
    if token.dep_ == "pobj" and above.lower_ in _CLOSE:
        above = above.head
        while above.dep_ == "acomp":
            above = above.head
    return above


def _speakers(register: Register, quotes: list[int]) -> dict[int, Party]:
    """Find each quotation's speaker: the subject of the verb of speech beside it, else the one before's."""
    at = {i: spot for spot in reversed(register.spots) for i in range(spot.start, spot.end)}
    speakers: dict[int, Party] = {}
    last = 0
    for number, (start, end) in _stretches(quotes).items():
        subjects = map(_subject, _verbs_beside(register.doc, start, end, quotes))
        found = next((at[s.i].party for s in subjects if s is not None and s.i in at), None)
        if found is None and start - last < 30:
            found = speakers.get(number - 1)
        if found is not None and found.type != "place":
            speakers[number] = found
        last = end
    return speakers


def _stretches(quotes: list[int]) -> dict[int, list[int]]:
    """Give each quotation's first and last token."""
    stretches: dict[int, list[int]] = {}
    for i, number in enumerate(quotes):
        if number:
            stretches.setdefault(number, [i, i])[1] = i
    return stretches


def _verbs_beside(doc: Doc, start: int, end: int, quotes: list[int]) -> list[Token]:
    """Give the verbs of speech beside a quotation; after one that ends with a full stop a new sentence begins."""
    before = list(reversed(doc[max(0, start - 12) : start]))
    after = list(doc[end + 1 : end + 13]) if doc[end - 1].text != "." else []
    for side in (before, after):
        stop = next((k for k, t in enumerate(side) if "\n" in t.text_with_ws), len(side))
        del side[stop + (side is after) :]
    return [t for t in [*after, *before] if t.lemma_.lower() in speaking_verbs() and not quotes[t.i]]


def _subject(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
