"""The gold: what a careful reader marked in an article, in the shape of the tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..files import shelf
from ..reading import tables
from ..reading.tables import ROLES

if TYPE_CHECKING:
    from ..reading import Reading


@dataclass(frozen=True)
class Gold:
    """What was marked by hand in one article; tests/gold/README.md says how and by whom.

    Attributes:
        claims: source, cue, content, cue_class, quotation, hedged, negated.
        spans: as reading.spans: claim, role, start, end, text.
        dates: start, end, text, type, value.
        mentions: start, end, text (of the name alone, where it has one), kind (as reading.mentions), actor (a short
            name that was made up for it).
    """

    claims: pd.DataFrame
    spans: pd.DataFrame
    dates: pd.DataFrame
    mentions: pd.DataFrame

    def __bool__(self) -> bool:
        """Whether anything was marked: false for an article that nobody has annotated."""
        return bool(len(self.claims) or len(self.dates) or len(self.mentions))


def load_gold(reading: Reading) -> Gold:
    """Load the gold of a reading's article: empty tables where nobody has annotated that text.

    >>> from onrecord import load_article, read
    >>> len(load_gold(read(load_article("kettle-recall"))).claims)
    19
    """
    path = shelf("gold") / f"{reading.article.name}.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if not _fits(data, reading.article.text):
        data = {}
    claims = data.get("attributions", [])
    rows = [
        {"claim": number, "role": role, **span}
        for number, claim in enumerate(claims)
        for role in ROLES
        for span in claim[role]
    ]
    fields = ["cue_class", "quotation", "hedged", "negated"]
    words = [{role: _words(claim[role]) for role in ROLES} | {f: claim[f] for f in fields} for claim in claims]
    kinds = {"nominal": "title"}
    mentions = [{**m, **(m["name"] or {}), "kind": kinds.get(m["kind"], m["kind"])} for m in data.get("mentions", [])]
    return Gold(
        pd.DataFrame(words, columns=[*ROLES, *fields]).rename_axis("claim"),
        tables.make("spans", rows),
        pd.DataFrame(data.get("timexes", []), columns=["start", "end", "text", "type", "value"]).rename_axis("date"),
        pd.DataFrame(mentions, columns=["start", "end", "text", "kind", "actor"]).rename_axis("mention"),
    )


def _fits(data: dict[str, Any], text: str) -> bool:
    """Whether the gold is that of this very text: an article of the same name may be another one."""
    spans = [*data.get("timexes", []), *data.get("mentions", [])]
    return all(text[span["start"] : span["end"]] == span["text"] for span in spans)


def _words(spans: list[dict[str, Any]]) -> str | None:
    return " … ".join(span["text"] for span in spans) or None
