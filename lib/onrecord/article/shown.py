"""How an article and its reading show themselves: by views that stand above them, loaded when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

# No room imports one that stands above it; this table is the one place in which what is below knows a view by name.
_VIEWS = {
    "article": ("onrecord.page", "article_fragment"),
    "reading": ("onrecord.page", "page_fragment"),
    "files": ("onrecord.export", "export"),
}


def view(name: str) -> Callable[..., Any]:
    """The view of a name: "article" or "reading" (a piece of HTML), or "files" (what one export format holds)."""
    module, function = _VIEWS[name]
    call: Callable[..., Any] = getattr(import_module(module), function)
    return call
