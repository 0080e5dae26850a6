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
    from .article import Article, from_text, load_article
    from .errors import ArticleError, CorpusError, CorrectionError, ModelError, OnRecordError, PipelineError, StepError
    from .reading import Reading, read
    from .reading.explaining import explain, weigh
    from .reading.tables import describe
    from .workbench import explore

__all__ = [
    "Article",
    "ArticleError",
    "CorpusError",
    "CorrectionError",
    "ModelError",
    "OnRecordError",
    "PipelineError",
    "Reading",
    "StepError",
    "charts",
    "describe",
    "explain",
    "explore",
    "from_text",
    "load_article",
    "read",
    "weigh",
]

# pandas, matplotlib and spaCy take seconds to load: each is imported when something of it is first asked for.
_HOMES = {
    "Article": "article",
    "ArticleError": "errors",
    "CorpusError": "errors",
    "CorrectionError": "errors",
    "from_text": "article",
    "load_article": "article",
    "ModelError": "errors",
    "OnRecordError": "errors",
    "explain": "reading.explaining",
    "explore": "workbench",
    "weigh": "reading.explaining",
    "PipelineError": "errors",
    "StepError": "errors",
    "Reading": "reading",
    "read": "reading",
    "describe": "reading.tables",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib import metadata  # takes longer than all else here

        return metadata.version(__name__)
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    if name == "charts":
        return import_module(".charts", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
