"""Corrections of actors: what a reader mends, as data, applied before anything is joined to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..actors import TYPES, Actor, Mention, Role
from ..actors.rules import CORRECTED
from ..errors import CorrectionError

_KINDS = ("split", "merge", "rename", "retype", "claims", "dates")
_SPLIT = frozenset({"actor", "mentions", "name", "type"})


@dataclass
class _Draft:
    """An actor while corrections are made.

    `key` and `told` are its number and its name in the tables before: a split may give its name away, and corrections
    still mean by it the one who had it.
    """

    key: int
    name: str
    type: str
    roles: list[Role]
    aliases: list[str]
    mentions: list[Mention]
    told: str


def correct(
    text: str, actors: list[Actor], mentions: list[Mention], corrections: Mapping[str, Any]
) -> tuple[list[Actor], list[Mention]]:
    """Correct actors, in this order: split, merge, rename, retype.

    Args:
        text: the article's text.
        actors: as find_actors gives them.
        mentions: the same.
        corrections: any of these four; "claims" and "dates" beside them are for mend_claims and mend_dates. An actor
            is told by its name, by one of its aliases, or, where several have it, by its number in the table of
            actors as it is without corrections.

            - split: a list of {"actor", "mentions", "name", "type"}. The mentions, told by their words or by the
              offset of their first character, go to a new actor of that name, or to the one that has it already.
              The type may be left out.
            - merge: a list of lists of actors. All become one, with the name and the type of the first that has a
              name; one that goes by a description in the text ("the mayor") has none.
            - rename: {actor: new name}.
            - retype: {actor: person, organisation, country, group or place}.

    Returns:
        The actors and the mentions, numbered anew. A mention that went to another actor has the rule "corrected".

    Raises:
        CorrectionError: an unknown kind, actor, mention or type, or data of another shape.

    >>> from onrecord import from_text, read
    >>> article = from_text("Elizabeth Shaw spoke. Liz Shaw left early.")
    >>> read(article, corrections={"merge": [["Elizabeth Shaw", "Liz Shaw"]]}).actors.aliases.tolist()
    ['Liz Shaw']
    """
    if not corrections:
        return actors, mentions
    _check_shape(corrections)
    drafts = [_Draft(n, a.name, a.type, list(a.roles), list(a.aliases), [], a.name) for n, a in enumerate(actors)]
    for mention in mentions:
        drafts[mention.actor].mentions.append(mention)
    for entry in corrections.get("split", []):
        _split(text, drafts, entry)
    for group in corrections.get("merge", []):
        _merge(text, drafts, _several(drafts, group))
    for who, name in corrections.get("rename", {}).items():
        _rename(_find(drafts, who, "rename"), name)
    for who, kind in corrections.get("retype", {}).items():
        _find(drafts, who, "retype").type = _checked_type(kind, "retype")
    return _numbered(drafts)


def _check_shape(corrections: Mapping[str, Any]) -> None:
    """Refuse what is none of the kinds, or not of its shape."""
    if not isinstance(corrections, Mapping):
        raise CorrectionError(f"corrections: a table is needed, with any of {', '.join(_KINDS)}.")
    for kind, value in corrections.items():
        if kind not in _KINDS:
            raise CorrectionError(f"corrections: {kind!r} is none of {', '.join(_KINDS)}.")
        wanted = Mapping if kind in {"rename", "retype"} else list
        if not isinstance(value, wanted):
            shape = "a list" if wanted is list else "a table of actor = value"
            raise CorrectionError(f"corrections: {kind} takes {shape}, not {value!r}.")


def _find(drafts: list[_Draft], who: object, kind: str) -> _Draft:
    """Find the one actor that is told by this."""
    named = _told_by(drafts, who)
    if len(named) > 1:
        numbers = " or ".join(str(d.key) for d in named)
        raise CorrectionError(f"corrections: {kind} {who!r} may be actor {numbers}; write the number.")
    if not named:
        raise CorrectionError(f"corrections: {kind} {who!r} is no actor of this article; take a name from its table.")
    return named[0]


def _told_by(drafts: list[_Draft], who: object) -> list[_Draft]:
    """The actors of a name (the one they had before or have now), else of an alias, else of a number."""
    named = [d for d in drafts if who in (d.told, d.name)]
    aliased = [d for d in drafts if who in d.aliases]
    return named or aliased or [d for d in drafts if str(who) == str(d.key)]


def _words(value: object, kind: str, what: str) -> str:
    """Check that something is a name: words, on one line."""
    if not isinstance(value, str) or not value.split():
        raise CorrectionError(f"corrections: {kind} needs {what}, in words, not {value!r}.")
    return " ".join(value.split())


def _checked_type(value: object, kind: str) -> str:
    if value not in TYPES:
        raise CorrectionError(f"corrections: {kind} takes {', '.join(TYPES)}, not {value!r}.")
    return str(value)


def _split(text: str, drafts: list[_Draft], entry: object) -> None:
    """Move some mentions of an actor to another one."""
    if not isinstance(entry, Mapping) or not {"actor", "mentions", "name"} <= set(entry) <= _SPLIT:
        raise CorrectionError(f"corrections: split takes actor, mentions, name and perhaps type, not {entry!r}.")
    source = _find(drafts, entry["actor"], "split")
    name = _words(entry["name"], "split", "a name")
    moved = _chosen(text, source, entry["mentions"])
    target = _named(drafts, name, source)
    if "type" in entry:
        target.type = _checked_type(entry["type"], "split")
    _move(moved, source, target)
    _share_names(text, source, target)


def _named(drafts: list[_Draft], name: str, source: _Draft) -> _Draft:
    """Another actor that has a name already, or a new one."""
    for draft in drafts:
        if draft.name == name and draft is not source:
            return draft
    drafts.append(_Draft(max(d.key for d in drafts) + 1, name, source.type, [], [], [], name))
    return drafts[-1]


def _move(moved: list[Mention], source: _Draft, target: _Draft) -> None:
    """Give mentions of one actor to another, with the roles that stand at them."""
    source.mentions = [m for m in source.mentions if m not in moved]
    target.mentions += _corrected(moved)
    roles = [r for r in source.roles if any(r.start <= m.end and m.start <= r.end + 2 for m in moved)]
    source.roles = [r for r in source.roles if r not in roles]
    target.roles += roles


def _corrected(mentions: list[Mention]) -> list[Mention]:
    return [m._replace(rule=CORRECTED, confidence=1.0) for m in mentions]


def _chosen(text: str, source: _Draft, wanted: object) -> list[Mention]:
    """Find the mentions to move, told by their words or by where they begin."""
    if not isinstance(wanted, list) or not wanted:
        raise CorrectionError(f"corrections: split needs a list of mentions, not {wanted!r}.")
    moved: list[Mention] = []
    for one in wanted:
        found = [m for m in source.mentions if text[m.start : m.end] == one or (type(one) is int and m.start == one)]
        if not found:
            raise CorrectionError(f"corrections: split finds no mention {one!r} of {source.name!r}.")
        moved += found
    moved = list(dict.fromkeys(moved))
    if len(moved) == len(source.mentions):
        raise CorrectionError(f"corrections: split takes every mention of {source.name!r}; use rename instead.")
    return moved


def _share_names(text: str, source: _Draft, target: _Draft) -> None:
    """Give each of two actors the names that its own mentions have."""
    kept, given = ({_words_of(text, m) for m in d.mentions} for d in (source, target))
    names = [source.name, *source.aliases]
    target.aliases += [n for n in names if n in given and n not in (target.name, *target.aliases)]
    gone = given - kept
    source.aliases = [n for n in source.aliases if n not in gone]
    if source.name in gone:
        source.name = source.aliases.pop(0) if source.aliases else _words_of(text, min(source.mentions))


def _words_of(text: str, mention: Mention) -> str:
    """The words of a mention, on one line."""
    return " ".join(text[mention.start : mention.end].split())


def _several(drafts: list[_Draft], group: object) -> list[_Draft]:
    """Find the actors that become one."""
    if not isinstance(group, list) or len(group) < 2:
        raise CorrectionError(f"corrections: merge takes lists of two actors or more, not {group!r}.")
    found = [_find(drafts, who, "merge") for who in group]
    if len({draft.key for draft in found}) < len(found):
        raise CorrectionError(f"corrections: merge {group!r} has one actor twice.")
    return found


def _merge(text: str, drafts: list[_Draft], several: list[_Draft]) -> None:
    """Make one actor of several: the first, with what the others had."""
    first, *others = several
    named = next((d for d in several if _is_named(text, d)), first)
    names = [name for d in several for name in (d.name, *d.aliases)]
    first.name, first.type = named.name, named.type
    first.aliases = [name for name in dict.fromkeys(names) if name != first.name]
    for other in others:
        first.mentions += _corrected(other.mentions)
        first.roles += other.roles
        drafts.remove(other)


def _is_named(text: str, draft: _Draft) -> bool:
    """Say whether an actor has a name, be it a reader's, and not just the words of a description or a pronoun."""
    kinds = {m.kind for m in draft.mentions if _words_of(text, m) == draft.name}
    return not kinds or "name" in kinds


def _rename(draft: _Draft, name: object) -> None:
    """Give an actor another name; the one that it had stays as an alias."""
    new = _words(name, "rename", "a name")
    draft.aliases = [n for n in (draft.name, *draft.aliases) if n != new]
    draft.name = new


def _numbered(drafts: list[_Draft]) -> tuple[list[Actor], list[Mention]]:
    """Number actors by first mention, and mentions in text order."""
    drafts = sorted(drafts, key=lambda d: min((m.start, m.end) for m in d.mentions))
    actors = [Actor(d.name, d.type, tuple(sorted(set(d.roles))), tuple(d.aliases)) for d in drafts]
    mentions = [m._replace(actor=number) for number, d in enumerate(drafts) for m in d.mentions]
    return actors, sorted(mentions)
