"""The gold: what a careful reader marked in an article, in the shape of the tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..article.about import bytes_of
from ..errors import ArticleError
from ..files import shelf, write_whole
from ..reading import tables
from ..reading.tables import ROLES

if TYPE_CHECKING:
    from ..reading import Reading

# What a claim is marked with besides its parts.
_FIELDS = ["cue_class", "quotation", "hedged", "negated"]


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
        return any(map(len, (self.claims, self.spans, self.dates, self.mentions)))


def save_gold(reading: Reading, path: str | Path) -> Path:
    """Keep a reading that somebody has corrected as gold: how good was the machine on this article?

    Correct everything first: what stays as it was found counts as right.

    Args:
        reading: the reading, with its corrections.
        path: the file to write; load_gold takes it.

    >>> import tempfile
    >>> from onrecord import from_text, read
    >>> from onrecord.trust.outcomes import compare_claims
    >>> article = from_text("The mayor said that the pool will close. It rained, he said.")
    >>> corrected = read(article, corrections={"claims": [{"strike": "It rained"}]})
    >>> path = save_gold(corrected, tempfile.mkdtemp() + "/a.json")
    >>> once = read(article)
    >>> compare_claims(once, load_gold(once, path)).score["precision"].tolist()
    [0.5]
    """
    return write_whole(Path(path), gold_of(reading))


def gold_of(reading: Reading) -> str:
    """A reading as the text of a gold file."""
    claims = reading.attributed
    spans = dict(iter(reading.spans.groupby("claim")))
    attributions = [
        {
            **{role: _places(spans[claim][spans[claim].role == role]) for role in ROLES},
            **{field: _plain(getattr(row, field)) for field in _FIELDS},
        }
        for claim, row in zip(claims.index, claims.itertuples(), strict=True)
    ]
    names = reading.mentions.actor.map(reading.actors.name)
    mentions = [
        {**place, "name": place if kind == "name" else None, "kind": kind, "actor": name}
        for place, kind, name in zip(_places(reading.mentions), reading.mentions.kind, names, strict=True)
    ]
    day = reading.article.published
    timexes = reading.dates[["start", "end", "text", "type", "value"]].to_dict("records")
    content = {
        "id": reading.article.name,
        "published": str(day) if day else None,
        "attributions": attributions,
        "timexes": timexes,
        "mentions": mentions,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _places(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{"start": int(row.start), "end": int(row.end), "text": row.text} for row in rows.itertuples()]


def _plain(value: Any) -> Any:
    return bool(value) if isinstance(value, bool | np.bool_) else value


def load_gold(reading: Reading, path: str | Path | None = None) -> Gold:
    """Load the gold of a reading's article: empty tables where nobody has annotated that text.

    Args:
        reading: the reading; compare one without corrections (read(article, corrections={})).
        path: a file that save_gold has written; by default the gold of the articles in seeds/.

    Raises:
        ArticleError: the file cannot be read, or is the gold of another text.

    >>> from onrecord import load_article, read
    >>> len(load_gold(read(load_article("kettle-recall"))).claims)
    19
    """
    data = _of_ones_own(Path(path)) if path else _of_seeds(reading.article.name)
    if not _fits(data, reading.article.text):
        if path:
            raise ArticleError(f"{Path(path).name} is the gold of another text.")
        data = {}
    claims = data.get("attributions", [])
    rows = [
        {"claim": number, "role": role, **span}
        for number, claim in enumerate(claims)
        for role in ROLES
        for span in claim[role]
    ]
    words = [{role: _words(claim[role]) for role in ROLES} | {f: claim[f] for f in _FIELDS} for claim in claims]
    kinds = {"nominal": "title"}
    mentions = [{**m, **(m["name"] or {}), "kind": kinds.get(m["kind"], m["kind"])} for m in data.get("mentions", [])]
    return Gold(
        pd.DataFrame(words, columns=[*ROLES, *_FIELDS]).rename_axis("claim"),
        tables.make("spans", rows),
        pd.DataFrame(data.get("timexes", []), columns=["start", "end", "text", "type", "value"]).rename_axis("date"),
        pd.DataFrame(mentions, columns=["start", "end", "text", "kind", "actor"]).rename_axis("mention"),
    )


def _of_seeds(name: str) -> dict[str, Any]:
    path = shelf("gold") / f"{name}.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return data


def _of_ones_own(path: Path) -> dict[str, Any]:
    """What a gold file holds; ArticleError where it is none."""
    data = bytes_of(path)
    try:
        content: dict[str, Any] = json.loads(data)
        if all(isinstance(content[part], list) for part in ("attributions", "timexes", "mentions")):
            return content
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise ArticleError(f"{path.name} is no gold; save_gold(reading, path) writes one.")


def _fits(data: dict[str, Any], text: str) -> bool:
    """Whether the gold is that of this very text: an article of the same name may be another one."""
    told = [span for claim in data.get("attributions", []) for role in ROLES for span in claim[role]]
    spans = [*data.get("timexes", []), *data.get("mentions", []), *told]
    return all(text[span["start"] : span["end"]] == span["text"] for span in spans)


def _words(spans: list[dict[str, Any]]) -> str | None:
    return " … ".join(span["text"] for span in spans) or None
