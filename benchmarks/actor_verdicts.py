"""What is right for calibration and bench of the actors step: one judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from corpora import Documents
from onrecord.actors import Actor, Mention, find_actors
from onrecord.article import Article
from onrecord.corpus.annotate import KINDS, TYPES
from onrecord.text import Text, parse
from scorers import actors as scorer


def parsed(gold: Documents, pipeline: str | None = None) -> dict[str, Text]:
    """Parse documents, by their ids."""
    return {name: parse(Article(document["text"]).text, pipeline) for name, document in gold.items()}


def found_in(text: Text) -> list[dict[str, Any]]:
    """What the actors step finds in a document, in the benchmark's format, each mention with its rule."""
    return in_format(text.characters, *find_actors(text))


def in_format(text: str, actors: list[Actor], mentions: list[Mention]) -> list[dict[str, Any]]:
    """Actors and mentions in the benchmark's format."""
    return [
        {
            "start": m.start,
            "end": m.end,
            "text": text[m.start : m.end],
            "type": TYPES[actors[m.actor].type],
            "kind": KINDS[m.kind],
            "actor": str(m.actor),
            "rule": m.rule,
            "sure": m.sure,
        }
        for m in mentions
    ]


def judged(document: dict[str, Any], mentions: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Say of each mention that counts whether it is right: the gold has it, in the actor that its own is otherwise.

    The actors of both sides are paired one to one, those with most mentions in common first.
    """
    gold = document["mentions"]
    matched, _ = scorer.align(gold, mentions, document["text"])
    skip = {tuple(span) for span in document.get("ignore", [])}
    common = Counter((mentions[k]["actor"], gold[i]["actor"]) for k, i in matched.items())
    own: dict[str, str] = {}
    for (actor, real), _ in common.most_common():
        if actor not in own and real not in own.values():
            own[actor] = real
    for k, mention in enumerate(mentions):
        if k in matched:
            yield mention, own.get(mention["actor"]) == gold[matched[k]]["actor"]
        elif mention["type"] != "NORP" and (mention["start"], mention["end"]) not in skip:
            yield mention, False
