"""Readings that come with the package: of the articles in seeds/, so that they are there at once, and without spaCy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..article import Article
from ..files import DATA
from .data import Reading
from .saved import loaded

#: Where they lie. tests/stored.py writes them; a test reads every article anew and compares.
FOLDER = DATA / "readings"


def name_of(article: Article, corrections: Mapping[str, Any]) -> str:
    """The file of an article's reading: told by all that a reading depends on, besides the program."""
    told = [article.text, str(article.published), dict(corrections)]
    return f"{hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]}.json"


def stored(article: Article, corrections: Mapping[str, Any], folder: Path | None = None) -> Reading | None:
    """The reading of an article that comes with the package, by the network and the pipeline that come with it.

    Args:
        article: the article.
        corrections: those with which it is read.
        folder: where to look; by default in the package.

    >>> from onrecord import load_article
    >>> stored(load_article("kettle-recall"), {}, DATA / "readings").attributed.cue.tolist()[:2]
    ['announced', 'said']
    """
    path = (folder or FOLDER) / name_of(article, corrections)
    if not path.is_file():
        return None
    _, tables = loaded(path)
    return Reading(replace(article, corrections=corrections), **tables)
