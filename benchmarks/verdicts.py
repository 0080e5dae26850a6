"""Which claims of a document are right end to end, by the scorer's own measure."""

from __future__ import annotations

from typing import Any

from onrecord.claims import Claim
from scorers import claims as scorer

ROLES = ("source", "cue", "content")


def spans(claim: Claim) -> dict[str, list[list[int]]]:
    """A claim's spans by role, in the benchmark's format."""
    return {role: [list(span) for span in getattr(claim, role)] for role in ROLES}


class Verdicts:
    """One document's words and gold attributions, cut once, ready to be asked."""

    def __init__(self, document: dict[str, Any]) -> None:
        """Cut the text into words and find those of the gold attributions."""
        self.tokens = [(m.start(), m.end()) for m in scorer.WORD.finditer(document["text"])]
        self.wanted = scorer.tokenised(document, self.tokens)

    def of(self, own: list[dict[str, Any]]) -> list[bool]:
        """Say of each attribution whether some gold one has its content, source and cue."""
        return [self._right(claim) for claim in scorer.tokenised({"attributions": own}, self.tokens)]

    def _right(self, claim: dict[str, frozenset[int]]) -> bool:
        return any(
            2 * len(claim["content"] & gold["content"]) >= len(claim["content"] | gold["content"])
            and scorer.agree(claim["source"], gold["source"])
            and scorer.agree(claim["cue"], gold["cue"])
            for gold in self.wanted
        )
