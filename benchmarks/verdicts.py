"""Which claims of a document are right end to end, by the scorer's own measure."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from onrecord.claims import Claim
from onrecord.claims.decoding import Attribution
from scorers import claims as scorer

ROLES = ("source", "cue", "content")


def spans(claim: Claim | Attribution) -> dict[str, list[list[int]]]:
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


#: Where groups of claims of like confidence begin; the least confidence that ships is the first.
STEPS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)


def calibration(judged: list[tuple[float, bool]]) -> tuple[list[tuple[float, float, int]], float]:
    """Group claims by confidence.

    Args:
        judged: how sure each claim is, and whether it is right.

    Returns:
        for each group the mean confidence, the share that is right and the number; and the expected calibration error.
    """
    rows, error = [], 0.0
    for low, high in pairwise(STEPS):
        own = [(sure, ok) for sure, ok in judged if low <= sure < high]
        if own:
            sure, share = sum(s for s, _ in own) / len(own), sum(ok for _, ok in own) / len(own)
            error += len(own) / len(judged) * abs(sure - share)
            rows.append((sure, share, len(own)))
    return rows, error
