"""Changes of actors, claims and dates, one after the other, as corrections of the article as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pandas as pd

from ..errors import CorrectionError
from ..reading import Reading
from ..reading.mending import told

# Why a change may do nothing.
_UNCHANGED = {
    "split": "an earlier merge puts these mentions back. Undo the merge, or call them something else.",
    "rename": "that is the actor’s name already.",
}
# A mention by its place: it stays where it is, whatever actor it belongs to.
Place = tuple[int, int]


def changed(base: Reading, now: Reading, corrections: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Add a change to corrections.

    Args:
        base: the reading without corrections.
        now: the reading with them.
        corrections: what was corrected so far (see onrecord.reading.data.corrections.correct).
        change: one of ``{"merge": [actor, actor]}``, ``{"rename": actor, "to": name}``, ``{"retype": actor, "to":
            type}`` and ``{"split": actor, "mentions": [offsets], "name": name}``, with actors by their numbers now; or,
            with ``"table": "claims"`` or ``"dates"``, one of ``{"strike": row}``, ``{"mend": row, ...}`` and ``{"add":
            words, ...}``, with source, cue, content, actor (a number, or None) or value as mend_claims and mend_dates
            take them.

    Returns:
        the corrections with the change; they tell actors by what they are in the reading without corrections.

    Raises:
        CorrectionError: a change that is none of these.
    """
    if "table" in change:
        return _with_step(now, corrections, change)
    _check_words(change)
    split, merged = _holders(base, corrections)
    first = now.mentions.drop_duplicates("actor").set_index("actor")
    # What corrections call an actor: what holds its first mention once they have been made.
    called = {actor: merged[row.start, row.end] for actor, row in zip(first.index, first.itertuples(), strict=True)}
    new = deepcopy(dict(corrections))
    try:
        if "merge" in change:
            one, other = (called[actor] for actor in change["merge"])
            new.setdefault("merge", []).append([one, other])
            for kind in ("rename", "retype"):  # the other is no actor of its own any more
                new.get(kind, {}).pop(other, None)
        elif "split" in change:
            new.setdefault("split", []).extend(_splits(now, change, split, called))
        else:
            kind = next(kind for kind in ("rename", "retype") if kind in change)
            new.setdefault(kind, {})[called[change[kind]]] = change["to"]
    except CorrectionError:
        raise
    except (KeyError, StopIteration, TypeError, ValueError):
        raise CorrectionError("this correction cannot be made; choose the actor again.") from None
    return new


def _with_step(now: Reading, corrections: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Corrections with one more of a claim or a date, told by its words."""
    table = change["table"]
    does = next((does for does in ("strike", "mend", "add") if does in change), "")
    if table not in ("claims", "dates") or not does:
        raise CorrectionError("this correction cannot be made; choose the row again.")
    step = {key: change[key] for key in ("source", "cue", "content", "value") if key in change}
    if does == "add":
        step |= _words(change["add"])
    else:
        step |= _row_words(now, table, does, change[does])
    if "actor" in change:
        step["actor"] = "" if change["actor"] is None else now.actors.name[change["actor"]]
    if table == "claims" and does == "mend" and len(step) < 3:
        raise CorrectionError("choose what is to be mended: the source, the cue, the content or the actor.")
    new = deepcopy(dict(corrections))
    new.setdefault(table, []).append(step)
    return new


def _words(value: object) -> dict[str, Any]:
    """The words of a new claim or date, and where they stand."""
    words = value.get("text") if isinstance(value, Mapping) else value
    if not isinstance(words, str) or not words.strip():
        raise CorrectionError("select words in the article, or write them into the box first.")
    place = value.get("at") if isinstance(value, Mapping) else None
    return {"add": " ".join(words.split()), **({"at": place} if isinstance(place, int) else {})}


def _row_words(now: Reading, table: str, does: str, row: object) -> dict[str, Any]:
    """The words by which a row of claims or dates is told, and where they stand."""
    rows = now.spans[(now.spans.claim == row) & (now.spans.role == "content")] if table == "claims" else now.dates
    rows = rows if table == "claims" else rows[rows.index == row]
    if rows.empty:
        raise CorrectionError("this row is no longer there; choose it again.")
    first = rows.iloc[0]
    return {does: " ".join(first.text.split()), "at": int(first.start)}


def _check_words(change: Mapping[str, Any]) -> None:
    """Refuse a change in which something was left empty."""
    if "rename" in change and not str(change.get("to") or "").strip():
        raise CorrectionError("write the actor’s new name into the box first.")
    if "split" in change and not change.get("mentions"):
        raise CorrectionError("tick the mentions that are somebody else’s.")


def _splits(
    now: Reading, change: Mapping[str, Any], holders: Mapping[Place, str], called: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The entries of a split: one for each actor that had some of the mentions before any were merged."""
    own = now.mentions[now.mentions.actor == change["split"]]
    moved = own[own.start.isin(change["mentions"])]
    held = _by_holder(moved, holders)
    _check_split(held, _by_holder(own, holders))
    name = " ".join(str(change.get("name") or max(moved.text, key=len)).split())
    if name in held:
        raise CorrectionError(f"nothing has changed; these are mentions of {name!r} already. Call them something else.")
    others = [actor for actor in now.actors.index[now.actors.name == name] if actor != change["split"]]
    # One that was renamed still has its former name while mentions are split.
    name = next((called[actor] for actor in others if not called[actor].isdecimal()), name)
    return [{"actor": holder, "mentions": starts, "name": name} for holder, starts in held.items()]


def _by_holder(mentions: pd.DataFrame, holders: Mapping[Place, str]) -> dict[str, list[int]]:
    """Where mentions begin, by what the actor that had them is called."""
    held: dict[str, list[int]] = {}
    for row in mentions.itertuples():
        held.setdefault(holders[row.start, row.end], []).append(int(row.start))
    return held


def _check_split(moved: dict[str, list[int]], own: dict[str, list[int]]) -> None:
    """Refuse a split that takes nothing, or everything that somebody had."""
    if not moved:
        raise CorrectionError("tick the mentions that are somebody else’s.")
    if moved == own:
        raise CorrectionError("these are all the mentions of this actor; rename it, or leave one with it.")
    whole = [holder for holder, starts in moved.items() if starts == own[holder]]
    if whole:
        raise CorrectionError(f"these are all the mentions that {whole[0]!r} had before the merge; undo the merge.")


def outcome(before: Reading, after: Reading, change: Mapping[str, Any]) -> str:
    """What a change has made of the reading, in a sentence.

    Raises:
        CorrectionError: it has changed nothing, or gives two actors one name.
    """
    if "table" in change:
        if all(before.tables[name].equals(after.tables[name]) for name in ("claims", "spans", "dates")):
            raise CorrectionError("nothing has changed; it is so already.")
        return told({change["table"]: after.article.corrections[change["table"]][-1:]})[0]
    kind = next(kind for kind in ("merge", "split", "rename", "retype") if kind in change)
    _check_done(before, after, kind)
    actors = change["merge"] if kind == "merge" else [change[kind]]
    names = [before.actors.name[actor] for actor in actors]
    held = before.mentions[before.mentions.actor == actors[0]]
    now = after.mentions.set_index(["start", "end"]).actor
    first = now[held.start.iloc[0], held.end.iloc[0]]
    name, sort = after.actors.name[first], after.actors.type[first]
    if kind == "merge":
        return f"{' and '.join(names)} are one actor now: {name}."
    if kind == "split":
        moved = [now[row.start, row.end] for row in held.itertuples() if row.start in change["mentions"]]
        return f"{len(moved)} of {len(held)} mentions of {names[0]} belong to {after.actors.name[moved[0]]} now."
    if kind == "rename":
        return f"{names[0]} is called {name} now."
    return f"{name} is {'an' if sort == 'organisation' else 'a'} {sort} now."


def same_row(before: Reading, after: Reading, table: str, key: int) -> dict[str, Any]:
    """The row of a claim or a date after corrections: the one that stands where it stood; none where none does."""
    old, new = (_places(reading, table) for reading in (before, after))
    at = old.get(key)
    return next(({"table": table, "key": row} for row, place in new.items() if place == at), {})


def _places(reading: Reading, table: str) -> dict[int, int]:
    """Where the content of each claim begins, or each date."""
    if table == "dates":
        return {int(row): int(start) for row, start in reading.dates.start.items()}
    contents = reading.spans[reading.spans.role == "content"].drop_duplicates("claim")
    return {int(row.claim): int(row.start) for row in contents.itertuples()}


def _check_done(before: Reading, after: Reading, kind: str) -> None:
    """Refuse a change that has changed nothing, or gives two actors one name."""
    if _told(before).equals(_told(after)):
        raise CorrectionError(f"nothing has changed; {_UNCHANGED.get(kind, 'it is so already.')}")
    if after.actors.name.duplicated().sum() > before.actors.name.duplicated().sum():
        instead = "call them something else" if kind == "split" else "use Merge"
        raise CorrectionError(f"there is already an actor of that name; {instead}.")


def _told(reading: Reading) -> pd.DataFrame:
    """What corrections may change: each mention, with its actor's name and type."""
    actors = reading.actors[["name", "type", "aliases"]]
    return reading.mentions[["start", "end", "actor"]].join(actors, on="actor")


def _holders(base: Reading, corrections: Mapping[str, Any]) -> tuple[dict[Place, str], dict[Place, str]]:
    """What each mention's actor is called once splits, and once splits and merges have been made."""
    told = _told_apart(base.actors.name)
    # A file beside an article may say it in another way than the workbench does: by an alias or a number.
    known = {alias: told[n] for n, names in base.actors.aliases.items() for alias in names.split("; ")}
    known |= {str(n): who for n, who in told.items()} | {who: who for who in told.values()}
    rows = list(base.mentions.itertuples())
    holder = {(row.start, row.end): told[row.actor] for row in rows}
    for entry in corrections.get("split", []):
        source = known.get(str(entry["actor"]), entry["actor"])
        for row in rows:
            if holder[row.start, row.end] == source and {row.start, row.text} & set(entry["mentions"]):
                holder[row.start, row.end] = entry["name"]
    into = _merged(corrections.get("merge", []), known)
    return holder, {place: into.get(who, who) for place, who in holder.items()}


def _told_apart(names: pd.Series) -> dict[int, str]:
    """What corrections call each actor: its name where no other one has it, else its number."""
    counts = names.value_counts()
    return {n: name if counts[name] == 1 and not name.isdecimal() else str(n) for n, name in names.items()}


def _merged(groups: list[list[Any]], known: Mapping[str, str]) -> dict[str, str]:
    """Into whom each actor goes that is merged into another one."""
    into: dict[str, str] = {}
    for group in groups:
        one, *others = (known.get(str(who), str(who)) for who in group)
        into = {who: one if to in others else to for who, to in into.items()} | dict.fromkeys(others, one)
    return into
