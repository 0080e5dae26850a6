"""The join: what actors, dates and claims have found, as tables that share their keys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..actors import Actor, Mention
from ..claims import Claim, Span
from ..claims.sources import source_kind
from ..dates import Timex
from ..errors import CorrectionError
from ..text import Stretch, Text
from . import tables
from .days import claim_dates
from .mending import Mended
from .sources import BODIES, mentions_in, source_actors
from .tables import OWN_VOICE

if TYPE_CHECKING:
    from spacy.tokens import Doc

# What ends a sentence, and the tags of verbs that make one.
_ENDED = re.compile(r"[.!?…:][\"'”’)\]]*$")
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})


def joined(
    text: Text,
    actors: list[Actor],
    mentions: list[Mention],
    timexes: list[Timex],
    mended: Mended,
) -> dict[str, pd.DataFrame]:
    """Join what the steps have found, and a reader has mended, into the tables."""
    claims = mended.claims
    makers = _makers(text, source_actors(text.doc, claims, actors, mentions), mended, actors, mentions)
    when = claim_dates(text, claims, timexes)
    about = _about(claims, mentions)
    own = _own_voice(claims, text, mended.silent)
    # The actors that a reader can tell, by a name or as a body.
    known = {m.actor for m in mentions if m.kind == "name" or actors[m.actor].type in BODIES}
    kinds = [_kind(text.doc, claim, maker in known) for claim, maker in zip(claims, makers, strict=True)]
    return {
        "sentences": tables.make("sentences", _sentence_rows(text)),
        "actors": tables.make("actors", _actor_rows(actors, mentions, makers, about, text)),
        "mentions": tables.make("mentions", _rows(mentions, text)),
        "roles": tables.make("roles", _role_rows(actors, text)),
        "dates": tables.make("dates", _rows(timexes, text)),
        "claims": tables.make("claims", [*_claim_rows(claims, kinds, makers, when, text), *_own_rows(own, text)]),
        "spans": tables.make("spans", _span_rows([*claims, *own], text.characters)),
        "about": tables.make("about", about),
    }


def _sentence_rows(text: Text) -> Iterator[dict[str, Any]]:
    """The rows of the table of sentences."""
    for (start, end), kind in zip(text.sentences, text.kinds, strict=True):
        words = text.characters[start:end]
        yield {"paragraph": text.paragraph_at(start), "kind": kind, "start": start, "end": end, "text": words}


def _rows(found: list[Mention] | list[Timex], text: Text) -> Iterator[dict[str, Any]]:
    """The rows of mentions or dates: what was found, its words and its sentence."""
    for item in found:
        words = text.characters[item.start : item.end]
        yield {**item._asdict(), "text": words, "sentence": text.sentence_at(item.start)}


def _actor_rows(
    actors: list[Actor],
    mentions: list[Mention],
    makers: list[int | None],
    about: list[dict[str, int]],
    text: Text,
) -> Iterator[dict[str, Any]]:
    """The rows of actors, with the counts that the joins give."""
    made = Counter(makers)
    topics = Counter(actor for _, actor in {(row["claim"], row["actor"]) for row in about})
    own = _by_actor(mentions)
    for number, actor in enumerate(actors):
        yield {
            "name": actor.name,
            "type": actor.type,
            "roles": "; ".join(dict.fromkeys(" ".join(role.text.split()) for role in actor.roles)),
            "aliases": "; ".join(actor.aliases),
            "n_mentions": len(own[number]),
            "first_sentence": text.sentence_at(own[number][0].start),
            "n_claims_made": made[number],
            "n_claims_about": topics[number],
        }


def _role_rows(actors: list[Actor], text: Text) -> Iterator[dict[str, Any]]:
    """The rows of roles, in text order."""
    said = sorted((role.start, role.end, number) for number, actor in enumerate(actors) for role in actor.roles)
    for start, end, number in said:
        words = text.characters[start:end]
        yield {"actor": number, "start": start, "end": end, "text": words, "sentence": text.sentence_at(start)}


def _by_actor(mentions: list[Mention]) -> dict[int, list[Mention]]:
    """Mentions by actor, in text order."""
    own: dict[int, list[Mention]] = {}
    for mention in mentions:
        own.setdefault(mention.actor, []).append(mention)
    return own


def _claim_rows(
    claims: list[Claim], kinds: list[str], makers: list[int | None], dates: list[int | None], text: Text
) -> Iterator[dict[str, Any]]:
    """The rows of attributions."""
    for claim, kind, maker, day in zip(claims, kinds, makers, dates, strict=True):
        first = min(span.start for span in (*claim.source, *claim.cue, *claim.content))
        yield {
            **claim._asdict(),
            "sentence": text.sentence_at(first),
            "source": _words(claim.source, text.characters),
            "source_actor": maker,
            "source_kind": kind,
            "cue": _words(claim.cue, text.characters),
            "content": _words(claim.content, text.characters),
            "class_from": claim.class_from or None,
            "hedged": bool(claim.hedge),
            "hedge": claim.hedge or None,
            "date": day,
        }


def _kind(doc: Doc, claim: Claim, known: bool) -> str:
    """What kind of source it is; "the mayor" isn't somebody unnamed where the text says elsewhere who that is."""
    if not claim.source and not claim.cue:  # somebody's words, but nobody says whose
        return "unknown"
    kind = source_kind(doc, claim.source)
    return "named" if kind == "unnamed" and known else kind


def _makers(
    text: Text, found: list[int | None], mended: Mended, actors: list[Actor], mentions: list[Mention]
) -> list[int | None]:
    """The actor behind each claim's source: the one that a reader has named, else the one that was found."""
    numbers = {text.characters[m.start : m.end]: m.actor for m in reversed(mentions) if m.kind == "name"}
    numbers |= {name: n for n, actor in reversed([*enumerate(actors)]) for name in (*actor.aliases, actor.name)}
    if unknown := sorted({*mended.makers.values()} - {*numbers, ""}):
        raise CorrectionError(f"corrections: {unknown[0]!r} is no actor of this article; take a name from its table.")
    named = [mended.makers.get(claim.content) for claim in mended.claims]
    return [maker if name is None else numbers.get(name) for maker, name in zip(found, named, strict=True)]


def _own_voice(claims: list[Claim], text: Text, silent: Set[int]) -> list[Claim]:
    """The sentences that nobody is made to answer for, as claims of the article itself, save those struck out."""
    attributed = silent | {
        number
        for claim in claims
        for span in (*claim.cue, *claim.content)
        for number in range(text.sentence_at(span.start), text.sentence_at(span.end - 1) + 1)
    }
    return [
        Claim((), (), (Span(*sentence),), "", "own voice", "", 1.0, OWN_VOICE)
        for number, (sentence, kind) in enumerate(zip(text.sentences, text.kinds, strict=True))
        if number not in attributed and kind == "sentence" and _says_something(sentence, text)
    ]


def _says_something(sentence: Stretch, text: Text) -> bool:
    """Whether a sentence has words, and is one: it ends as one, or has a finite verb, unlike an item of a list."""
    words = text.characters[sentence.start : sentence.end]
    if not any(character.isalpha() for character in words):
        return False
    found = text.doc.char_span(sentence.start, sentence.end, alignment_mode="expand")
    return bool(_ENDED.search(words)) or found is None or any(word.tag_ in _FINITE for word in found)


def _own_rows(own: list[Claim], text: Text) -> Iterator[dict[str, Any]]:
    """The rows of the article's own claims."""
    for claim in own:
        missing = dict.fromkeys(("source", "source_actor", "cue", "class_from", "hedge", "date"))
        yield {
            **claim._asdict(),
            **missing,
            "sentence": text.sentence_at(claim.content[0].start),
            "source_kind": "article",
            "content": _words(claim.content, text.characters),
            "hedged": False,
        }


def _words(spans: tuple[Span, ...], text: str) -> str | None:
    """The words of a broken span, or None where there is none."""
    return " … ".join(text[span.start : span.end] for span in spans) or None


def _span_rows(claims: list[Claim], text: str) -> Iterator[dict[str, Any]]:
    """The rows of spans: one for each unbroken stretch of each role of each claim."""
    for number, claim in enumerate(claims):
        for role in tables.ROLES:
            for start, end in getattr(claim, role):
                yield {"claim": number, "role": role, "start": start, "end": end, "text": text[start:end]}


def _about(claims: list[Claim], mentions: list[Mention]) -> list[dict[str, int]]:
    """The rows of about: every mention that lies inside a claim's content."""
    starts = [mention.start for mention in mentions]
    return [
        {"claim": number, "actor": mentions[mention].actor, "mention": mention}
        for number, claim in enumerate(claims)
        for span in claim.content
        for mention in mentions_in(span, mentions, starts)
    ]
