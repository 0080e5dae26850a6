"""spaCy without its command line, which it imports with itself: a third of the time, and nothing that reads a text."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

# What spaCy's first lines ask of its command line is this one function.
_INFO = "spacy.cli.info"


def spacy() -> Any:
    """Import spaCy; its command line comes when somebody asks for it (spacy.cli, spacy.info).

    >>> spacy().blank("en").lang
    'en'
    """
    if "spacy" in sys.modules:
        return sys.modules["spacy"]
    stand_ins = {"spacy.cli": ModuleType("spacy.cli"), _INFO: ModuleType(_INFO)}
    vars(stand_ins[_INFO])["info"] = _info
    sys.modules.update(stand_ins)
    try:
        found = import_module("spacy")
    finally:
        for name in stand_ins:
            sys.modules.pop(name, None)
    vars(found)["__getattr__"] = _later
    return found


def _info(*arguments: Any, **settings: Any) -> Any:
    """spacy.info, which is loaded now."""
    return import_module(_INFO).info(*arguments, **settings)


def _later(name: str) -> Any:
    """spacy.cli, which is loaded now."""
    if name == "cli":
        return import_module("spacy.cli")
    raise AttributeError(f"module 'spacy' has no attribute {name!r}")
