"""Corrections of actors, as data: split, merge, rename, retype. Every table follows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from . import tables
from .article import ArticleError
from .reading import Reading

Corrections = Mapping[str, Any]
_KINDS = {"split": list, "merge": list, "rename": Mapping, "retype": Mapping}
_TYPES = ("person", "organisation", "country", "group", "place")


class CorrectionError(ArticleError):
    """A correction that cannot be made. Its message is one line: what is wrong and what to do."""


def correct(reading: Reading, corrections: Corrections) -> Reading:
    """Correct the actors of a reading, in this order: split, merge, rename, retype. The reading given stays as it is.

    Args:
        reading: from read().
        corrections: any of these four. An actor is told by its name, by one of its aliases, or by its number in the
            table of actors as it is without corrections.

            - split: a list of ``{"actor", "mentions", "name", "type"}``. The mentions, told by their words or by the
              offset of their first character, go to a new actor of that name, or to the one that has it already.
              The type may be left out.
            - merge: a list of lists of actors. All become the first one.
            - rename: ``{actor: new name}``.
            - retype: ``{actor: person, organisation, country, group or place}``.

    Returns:
        A Reading whose mentions, actors, claims and about follow. Actors are numbered anew, by first mention.

    Raises:
        CorrectionError: no such actor or mention, or data of another shape.

    >>> from onrecord import from_text, read
    >>> once = read(from_text("Ann Lee said no. Moscow said yes."))
    >>> correct(once, {"rename": {"Ann Lee": "Dr Lee"}}).actors.name.tolist()
    ['Dr Lee', 'Russia']
    """
    _check_shape(corrections)
    for entry in corrections.get("split", []):
        reading = _split(reading, entry)
    for group in corrections.get("merge", []):
        reading = _merge(reading, group)
    for who, name in corrections.get("rename", {}).items():
        reading = _rename(reading, who, name)
    for who, kind in corrections.get("retype", {}).items():
        reading = _retype(reading, who, kind)
    return _rebuilt(reading)


def as_toml(corrections: Corrections) -> str:
    """Corrections as the .toml file beside an article holds them.

    >>> print(as_toml({"merge": [["Russia", "Moscow"]], "rename": {"Rutte": "Mark Rutte"}}), end="")
    [corrections]
    merge = [["Russia", "Moscow"]]
    rename = {"Rutte" = "Mark Rutte"}
    """
    lines = [f"{kind} = {_toml(corrections[kind])}\n" for kind in _KINDS if corrections.get(kind)]
    return "".join(["[corrections]\n", *lines])


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_toml(key)} = {_toml(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    # A string of JSON is one of TOML too, save for DEL, which names do not hold.
    return json.dumps(value, ensure_ascii=False)


def _check_shape(corrections: Corrections) -> None:
    if not isinstance(corrections, Mapping):
        raise CorrectionError(f"corrections: a table is needed, with any of {', '.join(_KINDS)}.")
    for kind, value in corrections.items():
        if kind not in _KINDS:
            raise CorrectionError(f"corrections: {kind!r} is none of {', '.join(_KINDS)}.")
        if not isinstance(value, _KINDS[kind]):
            raise CorrectionError(f"corrections: {kind} takes another shape than {value!r}.")


def _merge(reading: Reading, given: Any) -> Reading:
    if not isinstance(given, list | tuple) or len(given) < 2:
        raise CorrectionError("merge takes two actors or more.")
    first, *others = (_actor(reading, actor) for actor in given)
    others = [number for number in others if number != first]
    if not others:
        raise CorrectionError("merge takes two different actors.")
    actors = reading.actors.copy()
    for number in others:
        lost = actors.loc[number]
        actors.loc[first, "aliases"] = _joined(
            actors.aliases[first], lost["name"], lost.aliases, but=actors.name[first]
        )
        actors.loc[first, "roles"] = _joined(actors.roles[first], lost.roles)
    moved = dict.fromkeys(others, first)
    return replace(
        reading,
        actors=actors.drop(index=others),
        mentions=reading.mentions.assign(actor=reading.mentions.actor.replace(moved)),
        claims=reading.claims.assign(source_actor=reading.claims.source_actor.replace(moved)),
        about=reading.about.assign(actor=reading.about.actor.replace(moved)),
    )


def _split(reading: Reading, entry: Any) -> Reading:
    if not isinstance(entry, Mapping) or not {"actor", "mentions", "name"} <= set(entry):
        raise CorrectionError(f"split takes actor, mentions, name and perhaps type, not {entry!r}.")
    old, name = _actor(reading, entry["actor"]), _name(entry["name"])
    moved = _mentions(reading, old, entry["mentions"])
    kept = reading.mentions[reading.mentions.actor.eq(old)].index.difference(moved.index)
    if moved.empty or kept.empty:
        raise CorrectionError(f"split takes some mentions of {reading.actors.name[old]!r}, and not all of them.")
    reading, new = _with_actor(reading, old, name, entry.get("type"))
    gone = set(moved.text) - set(reading.mentions.text[kept])
    actors = reading.actors.copy()
    actors.loc[old, "aliases"] = "; ".join(a for a in actors.aliases[old].split("; ") if a not in gone)
    made = _claims_by(reading, old, moved)
    mentions, claims, about = reading.mentions, reading.claims, reading.about
    return replace(
        reading,
        actors=actors,
        mentions=mentions.assign(actor=mentions.actor.mask(mentions.index.isin(moved.index), new)),
        claims=claims.assign(source_actor=claims.source_actor.mask(claims.index.isin(made), new)),
        about=about.assign(actor=about.actor.mask(about.mention.isin(moved.index), new)),
    )


def _with_actor(reading: Reading, like: int, name: str, kind: Any) -> tuple[Reading, int]:
    """The reading with an actor of a name, which is made where there is none, and its number."""
    found = reading.actors.index[(reading.actors.name == name) & (reading.actors.index != like)]
    new = int(found[0]) if len(found) else int(reading.actors.index.max()) + 1
    actors = reading.actors.copy()
    if found.empty:
        row = actors.loc[[like]].assign(name=name, roles="", aliases="")
        actors = pd.concat([actors, row.set_axis(pd.Index([new], name="actor"))])
    reading = replace(reading, actors=actors)
    return (_retype(reading, new, kind) if kind is not None else reading), new


def _rename(reading: Reading, who: Any, to: Any) -> Reading:
    number, name = _actor(reading, who), _name(to)
    actors = reading.actors.copy()
    actors.loc[number, "aliases"] = _joined(actors.name[number], actors.aliases[number], but=name)
    actors.loc[number, "name"] = name
    return replace(reading, actors=actors)


def _retype(reading: Reading, who: Any, kind: Any) -> Reading:
    number = _actor(reading, who)
    if kind not in _TYPES:
        raise CorrectionError(f"{kind!r} is no type of actor; there are {', '.join(_TYPES)}.")
    actors = reading.actors.copy()
    actors.loc[number, "type"] = kind
    return replace(reading, actors=actors)


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value.split():
        raise CorrectionError(f"a new name is needed, in words, not {value!r}.")
    return " ".join(value.split())


def _actor(reading: Reading, who: Any) -> int:
    """The number of an actor that is told by its name, an alias or its number."""
    actors = reading.actors
    found = actors.index[actors.name == who]
    if found.empty:
        found = actors.index[[who in aliases.split("; ") for aliases in actors.aliases]]
    if found.empty and str(who).isdecimal() and not isinstance(who, bool):
        found = actors.index[actors.index == int(str(who))]
    if len(found) > 1:
        raise CorrectionError(f"{who!r} may be actor {' or '.join(map(str, found))}; write the number.")
    if found.empty:
        raise CorrectionError(f"no actor is called {who!r}; the table of actors has the names.")
    return int(found[0])


def _mentions(reading: Reading, actor: int, given: Iterable[Any]) -> pd.DataFrame:
    """The mentions of an actor that are given by their words or by where they start."""
    own = reading.mentions[reading.mentions.actor.eq(actor)]
    wanted = [given] if isinstance(given, str | int) else list(given)
    for item in wanted:
        if not (own.text.eq(item) if isinstance(item, str) else own.start.eq(item)).any():
            raise CorrectionError(f"{item!r} is no mention of {reading.actors.name[actor]!r}.")
    return own[own.text.isin([w for w in wanted if isinstance(w, str)]) | own.start.isin(wanted)]


def _claims_by(reading: Reading, actor: int, mentions: pd.DataFrame) -> set[int]:
    """The claims of an actor whose source is one of these mentions, or holds one and none of the actor's others."""
    sources = reading.spans[reading.spans.role.eq("source")]
    sources = sources[sources.claim.isin(reading.claims.index[reading.claims.source_actor.eq(actor)])]
    own = reading.mentions[reading.mentions.actor.eq(actor)]
    made = set()
    for source in sources.itertuples():
        inside = own.index[(own.start >= source.start) & (own.end <= source.end)]
        if len(inside) and inside.isin(mentions.index).all():
            made.add(int(source.claim))
    return made


def _joined(*lists: str, but: str = "") -> str:
    """Several lists as one, each item once."""
    items = dict.fromkeys(item for words in lists for item in words.split("; ") if item and item != but)
    return "; ".join(items)


def _rebuilt(reading: Reading) -> Reading:
    """Number the actors by first mention, and count anew."""
    mentions, claims, about = reading.mentions, reading.claims, reading.about
    firsts = mentions.groupby("actor").start.min().sort_values(kind="stable").index
    number = {old: new for new, old in enumerate(firsts)}
    mentions = mentions.assign(actor=mentions.actor.map(number).astype("int64"))
    claims = claims.assign(source_actor=claims.source_actor.map(number, na_action="ignore").astype("Int64"))
    about = about.assign(actor=about.actor.map(number).astype("int64"))
    actors = reading.actors.loc[firsts].set_axis(pd.RangeIndex(len(firsts), name="actor"))
    pairs = about.drop_duplicates(["claim", "actor"])
    counted = {
        "n_mentions": mentions.actor.value_counts(),
        "n_claims_made": claims.source_actor.value_counts(),
        "n_claims_about": pairs.actor.value_counts(),
    }
    for column, counts in counted.items():
        actors[column] = counts.reindex(actors.index, fill_value=0).astype("int64")
    actors["first_sentence"] = mentions.groupby("actor").sentence.first()
    changed = replace(reading, actors=actors, mentions=mentions, claims=claims, about=about)
    tables.check(changed.tables, reading.article.text)
    return changed
