"""Changes of actors, one after the other, as corrections of the article as it was read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from ..article import Article
from ..corrections import CorrectionError
from ..reading import Reading

# A mention by its place: it stays where it is, whatever actor it belongs to.
Place = tuple[int, int]


def changed(base: Reading, now: Reading, corrections: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Add a change to corrections.

    Args:
        base: the reading without corrections.
        now: the reading with them.
        corrections: what was corrected so far (see onrecord.corrections.correct).
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
    into: dict[str, str] = {}
    for group in corrections.get("merge", []):
        one, *others = (known.get(str(who), str(who)) for who in group)
        into = {who: one if to in others else to for who, to in into.items()} | dict.fromkeys(others, one)
    return holder, {place: into.get(who, who) for place, who in holder.items()}


def as_toml(article: Article) -> str:
    """What is known of an article, and its corrections, as the .toml file beside it holds them.

    >>> from datetime import date
    >>> article = Article("No.", published=date(2026, 5, 4), corrections={"merge": [["Russia", "Moscow"]]})
    >>> print(as_toml(article), end="")
    published = 2026-05-04
    <BLANKLINE>
    [corrections]
    merge = [["Russia", "Moscow"]]
    """
    known = {key: getattr(article, key) for key in ("title", "publisher", "url")}
    lines = [f"{key} = {_toml(value)}" for key, value in known.items() if value]
    lines += [f"published = {article.published}"] if article.published else []
    lines += [
        "",
        "[corrections]",
        *(f"{kind} = {_toml(value)}" for kind, value in article.corrections.items() if value),
    ]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_toml(key)} = {_toml(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    # A string of JSON is one of TOML too, save for DEL, which an article does not keep.
    return json.dumps(value, ensure_ascii=False)
