"""Other tools on the same documents, measured where they are installed beside this one (benchmarks/README.md)."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

from spacy.tokens import Doc


def has_textacy() -> bool:
    """Whether textacy is installed."""
    return find_spec("textacy") is not None


def textacy_claims(docs: dict[str, Doc]) -> tuple[dict[str, dict[str, Any]], int]:
    """Quotations by textacy's direct_quotations, whole documents at a time, as its users call it.

    Returns:
        what it finds, in the benchmark's format, and in how many documents it gave up with an error: there nothing.
    """
    from textacy.extract.triples import direct_quotations

    found, errors = {}, 0
    for name, doc in docs.items():
        try:
            own = [
                {"source": spans(triple.speaker), "cue": spans(triple.cue), "content": spans(triple.content)}
                for triple in direct_quotations(doc)
            ]
        except ValueError:  # odd quote marks
            own, errors = [], errors + 1
        found[name] = {"id": name, "attributions": own}
    return found, errors


def spans(tokens: Iterable[Any]) -> list[list[int]]:
    """The characters of some tokens."""
    return [[token.idx, token.idx + len(token)] for token in tokens]
