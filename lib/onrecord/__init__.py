"""On Record reads a news article as data: who claims what, about whom, and when.

>>> from onrecord import from_text, read
>>> reading = read(from_text("The mayor said the pool will close."))
>>> reading.claims.cue.tolist()
['said']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import charts
    from .article import Article, ArticleError, from_text, load_article
    from .claims import ModelError
    from .corrections import CorrectionError
    from .explaining import explain
    from .pipeline import PipelineError
    from .reading import Reading, read
    from .tables import describe

__all__ = [
    "Article",
    "ArticleError",
    "CorrectionError",
    "ModelError",
    "PipelineError",
    "Reading",
    "charts",
    "describe",
    "explain",
    "from_text",
    "load_article",
    "read",
]

# pandas, matplotlib and spaCy take seconds to load: each is imported when something of it is first asked for.
_HOMES = {
    "Article": "article",
    "ArticleError": "article",
    "CorrectionError": "corrections",
    "from_text": "article",
    "load_article": "article",
    "ModelError": "claims",
    "explain": "explaining",
    "PipelineError": "pipeline",
    "Reading": "reading",
    "read": "reading",
    "describe": "tables",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    if name == "charts":
        return import_module(".charts", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
