"""Annotations in the format of the public benchmarks, so that anyone can score the tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from .article import Article, parse_day
from .errors import ArticleError
from .files import whole
from .reading import Reading, read

#: Types and kinds as the benchmarks name them.
TYPES = {"person": "PERSON", "organisation": "ORG", "country": "GPE", "place": "GPE", "group": "NORP"}
KINDS = {"name": "name", "pronoun": "pronoun", "title": "nominal", "group": "nominal"}


def annotate(document: dict[str, Any], pipeline: str | None = None, speech_only: bool = False) -> dict[str, Any]:
    """Annotate one document.

    Args:
        document: {"id", "text", "published"}; published (YYYY-MM-DD) may be missing.
        pipeline: as for read().
        speech_only: only claims that are speech or thought reported as such. The article's own voice is never among
            the attributions.

    Returns:
        {"id", "attributions", "timexes", "mentions"}, with offsets into the document's text.

    Raises:
        ArticleError: a date that cannot be read, or a text that is not a string.

    >>> annotate({"id": 1, "text": "The mayor said the pool will close."})["attributions"][0]["cue"]
    [[10, 14]]
    """
    text = document.get("text")
    if not isinstance(text, str):
        raise ArticleError(f"document {document.get('id')!r} has no text.")
    if not text.strip():
        return {"id": document.get("id"), "attributions": [], "timexes": [], "mentions": []}
    reading = read(Article(text, published=parse_day(document.get("published"))), pipeline)
    attributed = reading.attributed
    return {
        "id": document.get("id"),
        "attributions": _attributions(reading, attributed[attributed.reported] if speech_only else attributed),
        "timexes": reading.dates[["start", "end", "type", "value", "text"]].to_dict("records"),
        "mentions": _mentions(reading),
    }


def annotate_file(source: Path, target: Path, speech_only: bool = False) -> int:
    """Annotate a JSONL file into another one, which appears whole or not at all.

    Returns:
        the number of documents.

    Raises:
        ArticleError: a line is not a JSON object, or annotate() refuses it; the line's number is said.
    """
    count = 0
    with whole(target) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as out:
        for number, document in _documents(source):
            try:
                result = annotate(document, speech_only=speech_only)
            except ArticleError as problem:
                raise ArticleError(f"{source.name}, line {number}: {problem}") from None
            out.write(json.dumps(result, ensure_ascii=True) + "\n")
            count += 1
    return count


def _documents(source: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The documents of a JSONL file with their line numbers; empty lines are passed over."""
    if not source.is_file():
        raise ArticleError(f"{source} was not found.")
    with source.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                document = json.loads(line)
            except ValueError:
                document = None
            if not isinstance(document, dict):
                raise ArticleError(f"{source.name}, line {number} is not a JSON object.")
            yield number, document


def _attributions(reading: Reading, claims: pd.DataFrame) -> list[dict[str, Any]]:
    """Claims as lists of spans by role."""
    found: dict[int, dict[str, Any]] = {}
    for row in reading.spans.itertuples():
        roles = found.setdefault(row.claim, {"source": [], "cue": [], "content": []})
        roles[row.role].append([row.start, row.end])
    return [found[claim] for claim in claims.index]


def _mentions(reading: Reading) -> list[dict[str, Any]]:
    """Mentions with the actor's type, in the benchmarks' names."""
    joined = reading.mentions.join(reading.actors["type"], on="actor")
    return [
        {
            "start": row.start,
            "end": row.end,
            "text": row.text,
            "type": TYPES[row.type],
            "kind": KINDS[row.kind],
            "actor": str(row.actor),
        }
        for row in joined.itertuples()
    ]
