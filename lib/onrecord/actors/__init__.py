"""Actors: who takes part, where the text mentions them, and which mentions are the same actor."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .lexicon import polities
from .links import link_names
from .meaning import link_phrases
from .names import find_names
from .party import Party, Register
from .pronouns import link_pronouns
from .rules import Rule, confidence_of, rules

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["TYPES", "Actor", "Mention", "Role", "Rule", "find_actors", "rules"]

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
        confidence: how often mentions of this rule were right on development data, 0 to 1, in steps of 0.05.
    """

    start: int
    end: int
    actor: int
    kind: str
    rule: str
    confidence: float


def find_actors(doc: Doc) -> tuple[list[Actor], list[Mention]]:
    """Find the actors of a text and every mention of them.

    Args:
        doc: a text parsed by spaCy, with tags, a parse and entities.

    Returns:
        The actors in order of first mention, and the mentions sorted by start, then end, in characters of doc.text.

    >>> from onrecord.pipeline import parse
    >>> actors, mentions = find_actors(parse("Sofia Lind, a former judge, met Ukrainian officials. She left early."))
    >>> [(a.name, a.type, [role.text for role in a.roles]) for a in actors]
    [('Sofia Lind', 'person', ['a former judge']), ('Ukraine', 'country', [])]
    >>> [(doc_text, mentions[i].rule) for i, doc_text in [(3, "She")]]
    [('She', 'pronoun-nearest-subject')]

    Misses: see each step. Names that spaCy misses; descriptions that share no word with what the text said
    before ("the billionaire"); "they" for several persons; "it" where it is no subject.

    Source: rules in the order of Lee et al. (2013), "Deterministic coreference resolution based on
    entity-centric, precision-ranked rules", Computational Linguistics 39(4), over spaCy's parse.
    """
    register = Register(doc, link_names(doc, find_names(doc)))
    link_phrases(register)
    link_pronouns(register)
    return _tables(doc, register.parties)


def _tables(doc: Doc, parties: list[Party]) -> tuple[list[Actor], list[Mention]]:
    """Turn parties into rows, in order of first mention."""
    kept = [p for p in parties if p.spots]
    for party in kept:
        party.spots.sort(key=lambda s: (s.start, s.end))
    kept.sort(key=lambda p: (p.spots[0].start, p.spots[0].end))
    mentions = [
        Mention(*_characters(doc, s.start, s.end), number, s.kind, s.rule, confidence_of(s.rule))
        for number, party in enumerate(kept)
        for s in party.spots
    ]
    return [_actor(doc, party) for party in kept], sorted(mentions)


def _actor(doc: Doc, party: Party) -> Actor:
    """Make an actor's row; one that is never named goes by the words of its first mention."""
    forms = party.forms or [" ".join(doc[party.spots[0].start : party.spots[0].end].text.split())]
    name = _fullest(party, forms)
    aliases = dict.fromkeys(form for form in forms if form != name)
    # doc.text would be put together anew for each.
    roles = tuple(Role(*_characters(doc, a, b), doc[a:b].text) for a, b in sorted(set(party.role_spans)))
    return Actor(name, party.type, roles, tuple(aliases))


def _characters(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Turn tokens into characters."""
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


def _fullest(party: Party, forms: list[str]) -> str:
    """Choose an actor's name: a polity's own, not its capital's; else the fullest."""
    official = [name for p in polities() if party.type != "place" and p.iso == party.iso for name in p.names]
    if official:
        return next((form for form in forms if form in official), official[0])
    # A name of the same length that only "known as" or "born" gives doesn't go before the one that the text uses.
    return max(forms, key=lambda form: (form not in party.also, len(form.split()), len(form)))
