"""Corrections of actors, as data: merge, split, rename, retype. Every table follows."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from . import tables
from .reading import Reading

Correction = Mapping[str, Any]
_TYPES = ("person", "organisation", "country", "group", "place")


class CorrectionError(ValueError):
    """A correction that cannot be made. Its message is one line: what is wrong and what to do."""


def correct(reading: Reading, corrections: Iterable[Correction]) -> Reading:
    """Correct the actors of a reading; the reading given stays as it is.

    Args:
        reading: from read().
        corrections: one after the other, each one of

            - ``{"merge": ["Russia", "Moscow"]}``: they are one actor, called by the first name;
            - ``{"split": "Trump", "mentions": ["Mrs Trump"], "name": "Melania Trump"}``: these mentions (their words,
              or the offsets at which they start) are another actor, of another "type" where one is given;
            - ``{"rename": "Rutte", "to": "Mark Rutte"}``;
            - ``{"retype": "NATO", "to": "organisation"}``.

            An actor is given by its name, or by its number in the table of actors as it then is.

    Returns:
        A Reading whose mentions, actors, claims and about follow. Actors are numbered anew, by first mention.

    Raises:
        CorrectionError: no such actor or mention, or a correction that is none of these.

    >>> from onrecord import from_text, read
    >>> once = read(from_text("Ann Lee said no. Moscow said yes."))
    >>> correct(once, [{"rename": "Ann Lee", "to": "Dr Lee"}]).actors.name.tolist()
    ['Dr Lee', 'Russia']
    """
    for correction in corrections:
        kinds = [kind for kind in _STEPS if kind in correction]
        if len(kinds) != 1:
            raise CorrectionError(f"{dict(correction)} is no correction; give one of {', '.join(_STEPS)}.")
        reading = _rebuilt(_STEPS[kinds[0]](reading, correction))
    return reading


def load_corrections(path: str | Path) -> list[Correction]:
    """Load corrections from a .toml file: its [[corrections]] tables, in order.

    Raises:
        CorrectionError: the file cannot be read.
    """
    path = Path(path)
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("corrections", [])
    except OSError as problem:
        raise CorrectionError(f"{path.name} cannot be read: {problem.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise CorrectionError(f"{path.name} is not valid TOML ({problem}).") from None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise CorrectionError(f"{path.name}: write each correction as a table of its own, under [[corrections]].")
    return found


def as_toml(corrections: Iterable[Correction]) -> str:
    """Corrections as a .toml file holds them.

    >>> print(as_toml([{"merge": ["Russia", "Moscow"]}]), end="")
    [[corrections]]
    merge = ["Russia", "Moscow"]
    """
    # A string of JSON is one of TOML too, save for DEL, which names do not hold.
    lines = [[f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in c.items()] for c in corrections]
    return "\n".join("\n".join(["[[corrections]]", *items]) + "\n" for items in lines)


def _merge(reading: Reading, correction: Correction) -> Reading:
    given = correction["merge"]
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


def _split(reading: Reading, correction: Correction) -> Reading:
    old = _actor(reading, correction["split"])
    moved = _mentions(reading, old, correction.get("mentions", []))
    kept = reading.mentions[reading.mentions.actor.eq(old)].index.difference(moved.index)
    if moved.empty or kept.empty:
        raise CorrectionError(
            f"a split takes some of the mentions of {reading.actors.name[old]!r}, and not all of them."
        )
    new = int(reading.actors.index.max()) + 1
    name = str(correction.get("name") or max(moved.text, key=len))
    row = reading.actors.loc[[old]].assign(
        name=name, roles="", aliases="", type=_type(reading, old, correction, "type")
    )
    actors = pd.concat([reading.actors, row.set_axis(pd.Index([new], name="actor"))])
    gone = set(moved.text) - set(reading.mentions.text[kept])
    actors.loc[old, "aliases"] = "; ".join(a for a in actors.aliases[old].split("; ") if a not in gone)
    made = _claims_by(reading, old, moved)
    return replace(
        reading,
        actors=actors,
        mentions=reading.mentions.assign(
            actor=reading.mentions.actor.mask(reading.mentions.index.isin(moved.index), new)
        ),
        claims=reading.claims.assign(
            source_actor=reading.claims.source_actor.mask(reading.claims.index.isin(made), new)
        ),
        about=reading.about.assign(actor=reading.about.actor.mask(reading.about.mention.isin(moved.index), new)),
    )


def _rename(reading: Reading, correction: Correction) -> Reading:
    number, name = _actor(reading, correction["rename"]), str(correction.get("to", "")).strip()
    if not name:
        raise CorrectionError("rename takes a new name, as 'to'.")
    actors = reading.actors.copy()
    actors.loc[number, "aliases"] = _joined(actors.aliases[number], actors.name[number], but=name)
    actors.loc[number, "name"] = name
    return replace(reading, actors=actors)


def _retype(reading: Reading, correction: Correction) -> Reading:
    number = _actor(reading, correction["retype"])
    actors = reading.actors.copy()
    actors.loc[number, "type"] = _type(reading, number, correction, "to")
    return replace(reading, actors=actors)


_STEPS: dict[str, Callable[[Reading, Correction], Reading]] = {
    "merge": _merge,
    "split": _split,
    "rename": _rename,
    "retype": _retype,
}


def _actor(reading: Reading, given: Any) -> int:
    """The number of an actor that is given by name or number."""
    if isinstance(given, int) and not isinstance(given, bool) and given in reading.actors.index:
        return given
    found = reading.actors.index[reading.actors.name == given]
    if len(found) > 1:
        raise CorrectionError(
            f"{len(found)} actors are called {given!r}; give its number: {', '.join(map(str, found))}."
        )
    if found.empty:
        raise CorrectionError(f"no actor is called {given!r}; the table of actors has the names.")
    return int(found[0])


def _mentions(reading: Reading, actor: int, given: Iterable[Any]) -> pd.DataFrame:
    """The mentions of an actor that are given by their words or by where they start."""
    own = reading.mentions[reading.mentions.actor.eq(actor)]
    wanted = [given] if isinstance(given, str | int) else list(given)
    for item in wanted:
        if not (own.text.eq(item) if isinstance(item, str) else own.start.eq(item)).any():
            raise CorrectionError(f"{item!r} is no mention of {reading.actors.name[actor]!r}.")
    return own[own.text.isin([w for w in wanted if isinstance(w, str)]) | own.start.isin(wanted)]


def _type(reading: Reading, actor: int, correction: Correction, key: str) -> str:
    kind = correction.get(key, reading.actors.type[actor])
    if kind not in _TYPES:
        raise CorrectionError(f"{kind!r} is no type of actor; there are {', '.join(_TYPES)}.")
    return str(kind)


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
