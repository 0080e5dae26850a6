"""Readings that were saved, loaded again: without spaCy, without the network, and the same to the last row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from ..article import Article
from ..article.about import bytes_of
from ..errors import ArticleError
from . import tables
from .tables import TableError

#: The version of what is written; it goes up when a file of before can no longer be read.
SAVED = 1
_ABOUT = ("text", "title", "published", "publisher", "url", "name", "corrections", "published_from")
_AGAIN = "read the article anew (its text and your corrections are in the file: load_article takes it)"


def loaded(path: str | Path) -> tuple[Article, dict[str, pd.DataFrame]]:
    """The article and the tables of a saved reading.

    Raises:
        ArticleError: no such file; one that is no reading, was changed, or was saved by another version.
    """
    path = Path(path)
    content = _content(path)
    if content.get("version") != SAVED:
        said = content.get("version", "no version")
        raise ArticleError(f"{path.name} was saved in another form ({said}, here {SAVED}); {_AGAIN}.")
    try:
        about = content["article"]
        article = Article(**{key: about[key] for key in _ABOUT}, notes=tuple(about["notes"]))
        found = {name: tables.make(name, _rows(name, content["tables"][name])) for name in tables.SCHEMA}
        tables.check(found, article.text)
    except (KeyError, TypeError, ValueError, AttributeError, TableError) as problem:
        raise ArticleError(f"{path.name} does not hold together ({_line(problem)}); {_AGAIN}.") from None
    return article, found


def _content(path: Path) -> dict[str, Any]:
    """What a file holds, where it is a saved reading."""
    data = bytes_of(path)
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("tables"), dict):
        raise ArticleError(f"{path.name} is no saved reading; reading.save(folder, ['json']) writes one.")
    return content


def _rows(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a table as the table wants them: days as days, nothing for what is missing."""
    days = [column.name for column in tables.SCHEMA[name] if column.dtype.startswith("datetime")]
    return [{**row, **{day: pd.Timestamp(row[day]) if row[day] else None for day in days}} for row in rows]


def _line(problem: Exception) -> str:
    return " ".join(str(problem).split())[:200] or type(problem).__name__
