"""A capital as a place or as its government, by what the mention does in its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lexicon import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def capital_acts(doc: Doc, start: int, end: int) -> bool:
    """Say whether a capital stands for its government.

    Args:
        doc: the parsed text.
        start: the name's first token.
        end: the token after its last.

    >>> from onrecord.text import parse
    >>> capital_acts(parse("Moscow warned them.").doc, 0, 1), capital_acts(parse("They met in Moscow.").doc, 3, 4)
    (True, False)

    Misses: "Moscow hosted the talks"; a government after a place's preposition ("weapons for Kyiv").
    """
    token = _first_of_list(doc[start:end].root)
    if token.dep_ == "nsubj":
        return token.head.lemma_.lower() not in words("names", "place_verbs") or _is_minded(token.head)
    if token.dep_ in {"dobj", "dative", "nsubjpass"}:
        return token.head.lemma_.lower() in words("names", "toward_government")
    if token.dep_ == "poss":
        return token.head.lower_ not in words("names", "city_things")
    if token.dep_ == "pobj":
        return _acts_after(token.head)
    return False


def _first_of_list(token: Token) -> Token:
    """Go from "Paris" in "Berlin and Paris" to "Berlin": what the first does, all do."""
    while token.dep_ == "conj" and token.head.pos_ in {"PROPN", "NOUN"}:
        token = token.head
    return token


def _is_minded(verb: Token) -> bool:
    """Say whether a copula gives a state of mind or of talks ("Kyiv is hopeful"), which no city has."""
    return any(child.dep_ == "acomp" and child.lower_ in words("names", "minded") for child in verb.children)


def _acts_after(preposition: Token) -> bool:
    """Decide by the preposition, and for "from" by what comes from there."""
    word = preposition.lower_
    if word == "from":
        near = {preposition.head.lower_, preposition.nbor(-1).lower_ if preposition.i else ""}
        return bool(near & words("names", "from_government"))
    if word == "to" and preposition.head.pos_ == "NOUN":
        return preposition.head.lower_ in words("names", "to_government")
    return word in words("names", "acting_prepositions")
