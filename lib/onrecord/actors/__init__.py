"""Actors: who takes part, where the text mentions them, and which mentions are the same actor."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..network import Seen, look
from ..text import BLANK_LINE
from .lexicon import polities
from .links import link_names
from .meaning import link_phrases
from .names import find_names
from .party import Party, Register, Spot
from .pronouns import link_pronouns
from .rules import Rule, confidence_of, rules
from .sight import Sight

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from ..text import Text

__all__ = ["TYPES", "Actor", "Mention", "Role", "Rule", "find_actors", "rules", "weigh"]

#: A mention in characters: its first one, the one behind its last, and what it is.
Place = tuple[int, int, Spot]

#: What an actor can be.
TYPES = ("person", "organisation", "country", "group", "place")


class Role(NamedTuple):
    """What the text says an actor is, word for word ("NATO Secretary General"), with its characters in the text."""

    start: int
    end: int
    text: str


class Actor(NamedTuple):
    """Someone or something that takes part: a person, an organisation, a country, a group or a place.

    Attributes:
        name: the fullest name without title; for one that is never named, the words of its first mention.
        type: person, organisation, country, group or place.
        roles: what the text says this actor is, in order, each as often as it is said.
        aliases: its other names, in order of appearance.
    """

    name: str
    type: str
    roles: tuple[Role, ...]
    aliases: tuple[str, ...]


class Mention(NamedTuple):
    """A place where an actor is mentioned.

    Attributes:
        start: its first character in the text.
        end: the character after its last.
        actor: its actor, as an index into the list of actors.
        kind: name, title ("the NATO chief"), group ("Ukrainian officials") or pronoun.
        rule: a short name of the reason why it belongs to this actor; `rules()` says what each means.
        confidence: how often such mentions were right on development data, 0 to 1, in steps of 0.05: those of the same
            rule, and where the network chose, those that it was as sure of.
        sure: where the network chose, the probability that it gives its choice.
    """

    start: int
    end: int
    actor: int
    kind: str
    rule: str
    confidence: float
    sure: float | None = None


def find_actors(text: Text, seen: Seen | None = None) -> tuple[list[Actor], list[Mention]]:
    """Find the actors of a text and every mention of them.

    Args:
        text: the text, taken apart (onrecord.text.parse).
        seen: what the network sees in it (onrecord.network.look), where that is known already.

    Returns:
        The actors in order of first mention, and the mentions sorted by start, then end, in characters of the text.

    >>> from onrecord.text import parse
    >>> actors, mentions = find_actors(parse("Sofia Lind, a former judge, met Ukrainian officials. She left early."))
    >>> [(a.name, a.type, [role.text for role in a.roles]) for a in actors]
    [('Sofia Lind', 'person', ['a former judge']), ('Ukraine', 'country', [])]
    >>> [(doc_text, mentions[i].rule) for i, doc_text in [(3, "She")]]
    [('She', 'antecedent')]

    Misses: names that the network misses everywhere in a text; descriptions that share no word with what the text
    said before ("the billionaire"); "they" for several actors named one by one; whoever is named only later.

    Source: names and antecedents by the network (models/network.md); names and descriptions are put together by rules
    in the order of Lee et al. (2013), "Deterministic coreference resolution based on entity-centric,
    precision-ranked rules", Computational Linguistics 39(4).
    """
    return _tables(text, _register(text, seen).parties)


def weigh(text: Text, start: int, seen: Seen | None = None) -> list[tuple[str, float, bool]]:
    """Say between whom the network chose for the pronoun that begins at a character.

    Returns:
        for each actor mentioned before: its name, the probability that it is meant, and whether logic lets it be; the
        likeliest first. Empty where no pronoun stands, or nothing was weighed.

    >>> from onrecord.text import parse
    >>> [name for name, _, _ in weigh(parse("Ann Lee met Tom Hale. She was late."), 22)]
    ['Ann Lee', 'Tom Hale']
    """
    spots = [spot for party in _register(text, seen).parties for spot in party.spots]
    own = next((spot.weighed for spot in spots if spot.kind == "pronoun" and text.doc[spot.start].idx == start), [])
    rows = [(_name(text, party), chance, possible) for party, chance, possible in own]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _register(text: Text, seen: Seen | None) -> Register:
    """Find names, descriptions and pronouns, and put them to actors."""
    sight = Sight(text, seen or look(text))
    names = [name for name in find_names(sight) if not text.is_aside(text.doc[name.start].idx)]
    register = Register(text.doc, link_names(text.doc, names))
    link_phrases(register, sight)
    link_pronouns(register, sight, text.quoted)
    return register


def _tables(whole: Text, parties: list[Party]) -> tuple[list[Actor], list[Mention]]:
    """Turn parties into rows, in order of first mention."""
    doc, text = whole.doc, whole.characters
    places = {party: spans for party, spans in _places(doc, text, parties).items() if _takes_part(whole, spans)}
    own = sorted(((spans, party) for party, spans in places.items()), key=lambda item: item[0][0])
    roles = _roles(doc, text, [party for _, party in own])
    mentions = [
        Mention(start, end, number, spot.kind, spot.rule, confidence_of(spot.rule, spot.sure), spot.sure)
        for number, (spans, _) in enumerate(own)
        for start, end, spot in spans
    ]
    return [_actor(text, party, spans[0], roles) for spans, party in own], sorted(mentions)


def _places(doc: Doc, text: str, parties: list[Party]) -> dict[Party, list[Place]]:
    """The mentions of each actor that has one, in characters and in order; a stretch is a mention of one actor alone.

    Of two it goes to the one by the surer rule, then to the one that was there first.
    """
    best: dict[tuple[int, int], tuple[Party, Spot]] = {}
    for party in parties:
        for spot in party.spots:
            span = _characters(doc, text, spot.start, spot.end)
            if span not in best or confidence_of(spot.rule) > confidence_of(best[span][1].rule):
                best[span] = party, spot
    own: dict[Party, list[Place]] = {}
    for (start, end), (party, spot) in sorted(best.items(), key=lambda item: item[0]):
        own.setdefault(party, []).append((start, end, spot))
    return own


def _takes_part(text: Text, spans: list[Place]) -> bool:
    """Whether an actor is named, or mentioned in more than headings and the lines around the text.

    A name in a heading may be that of whom its section is about; the other words of a heading are nobody.
    """
    counted = [(start, spot) for start, _, spot in spans if not text.is_aside(start)]
    return any(text.kind_at(start) != "heading" or spot.kind == "name" for start, spot in counted)


def _roles(doc: Doc, text: str, parties: list[Party]) -> dict[Party, tuple[Role, ...]]:
    """What the text says each actor is, in order; of stretches that share words the longest."""
    said = {(*_characters(doc, text, *span), n) for n, party in enumerate(parties) for span in party.role_spans}
    taken = bytearray(len(text))
    kept: dict[Party, list[Role]] = {party: [] for party in parties}
    for start, end, number in sorted(said, key=lambda role: (role[0] - role[1], role)):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept[parties[number]].append(Role(start, end, text[start:end]))
    return {party: tuple(sorted(roles)) for party, roles in kept.items()}


def _actor(text: str, party: Party, first: Place, roles: dict[Party, tuple[Role, ...]]) -> Actor:
    """Make an actor's row; one that is never named goes by the words of its first mention."""
    forms = _forms(text, party, first[0], first[1])
    name = _fullest(party, forms)
    aliases = dict.fromkeys(form for form in forms if form != name)
    return Actor(name, party.type, roles[party], tuple(aliases))


def _name(text: Text, party: Party) -> str:
    """What an actor goes by."""
    first = min(party.spots, key=lambda spot: spot.start)
    start, end = _characters(text.doc, text.characters, first.start, first.end)
    return _fullest(party, _forms(text.characters, party, start, end))


def _forms(text: str, party: Party, start: int, end: int) -> list[str]:
    """The forms of an actor's name; of one that is never named the words of its first mention."""
    return party.forms or [" ".join(text[start:end].split())]


def _characters(doc: Doc, text: str, start: int, end: int) -> tuple[int, int]:
    """Turn tokens into characters, without white space around them, and up to the end of their paragraph."""
    first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
    words = text[first:last].lstrip()
    return last - len(words), last - len(words) + len(BLANK_LINE.split(words.rstrip())[0].rstrip())


def _fullest(party: Party, forms: list[str]) -> str:
    """Choose an actor's name: a polity's own, not its capital's; else the fullest."""
    official = [name for p in polities() if party.type != "place" and p.iso == party.iso for name in p.names]
    if official:
        return next((form for form in forms if form in official), official[0])
    return max(forms, key=lambda form: (len(form.split()), len(form)))
