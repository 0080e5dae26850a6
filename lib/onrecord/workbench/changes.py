"""Changes of actors, one after the other, as corrections of the article as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from ..correcting import CorrectionError
from ..reading import Reading

# A mention by its place: it stays where it is, whatever actor it belongs to.
Place = tuple[int, int]


def changed(base: Reading, now: Reading, corrections: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Add a change to corrections.

    Args:
        base: the reading without corrections.
        now: the reading with them.
        corrections: what was corrected so far (see onrecord.correcting.correct).
        change: one of ``{"merge": [actor, actor]}``, ``{"rename": actor, "to": name}``, ``{"retype": actor, "to":
            type}`` and ``{"split": actor, "mentions": [offsets], "name": name}``, with actors by their numbers now.

    Returns:
        the corrections with the change; they tell actors by what they are in the reading without corrections.

    Raises:
        CorrectionError: a change that is none of these.
    """
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
            own = now.mentions[now.mentions.actor == change["split"]]
            moved = own[own.start.isin(change["mentions"])]
            name = change.get("name") or max(moved.text, key=len, default="")
            holders = [split[row.start, row.end] for row in moved.itertuples()]
            for holder in dict.fromkeys(holders):
                starts = [int(start) for start, h in zip(moved.start, holders, strict=True) if h == holder]
                new.setdefault("split", []).append({"actor": holder, "mentions": starts, "name": name})
            if moved.empty:
                raise CorrectionError("tick the mentions that are somebody else.")
        else:
            kind = next(kind for kind in ("rename", "retype") if kind in change)
            new.setdefault(kind, {})[called[change[kind]]] = change["to"]
    except (KeyError, StopIteration, TypeError, ValueError):
        raise CorrectionError("this correction cannot be made; choose the actor again.") from None
    return new


def _holders(base: Reading, corrections: Mapping[str, Any]) -> tuple[dict[Place, str], dict[Place, str]]:
    """What each mention's actor is called once splits, and once splits and merges have been made."""
    counts = base.actors.name.value_counts()
    told = {n: name if counts[name] == 1 and not name.isdecimal() else str(n) for n, name in base.actors.name.items()}
    rows = list(base.mentions.itertuples())
    holder = {(row.start, row.end): told[row.actor] for row in rows}
    for entry in corrections.get("split", []):
        for row in rows:
            place = (row.start, row.end)
            if holder[place] == entry["actor"] and row.start in entry["mentions"]:
                holder[place] = entry["name"]
    into: dict[str, str] = {}
    for one, other in corrections.get("merge", []):
        into = {who: one if to == other else to for who, to in into.items()} | {other: one}
    return holder, {place: into.get(who, who) for place, who in holder.items()}
