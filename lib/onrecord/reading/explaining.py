"""Why the model takes something for a claim: which words moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..network import Passage, cue_log_odds, passages_of
from ..text import Text

if TYPE_CHECKING:
    from .data import Reading

_SHOWN = 8


def explain(reading: Reading, claim: int) -> pd.DataFrame:
    """Show which words of a paragraph made the model take a claim's cue for one.

    Each word is hidden in turn, and the model is asked again whether the cue is one. What its log-odds lose is the
    word's effect: 0.7 halves the odds, 2.3 makes a tenth of them. A word with a negative effect spoke against.

    Args:
        reading: a reading with claims by the model.
        claim: the claim's number in reading.claims.

    Returns:
        the eight words with the largest effect, one row each: start, end (characters of article.text), text, and
        effect (loss of log-odds, in steps of 0.1).

    Raises:
        ValueError: there is no such claim, it has no cue, or the model did not find it.

    Source: occlusion (Li, Monroe and Jurafsky, "Understanding Neural Networks through Representation Erasure", 2016).

    >>> from onrecord import from_text, read
    >>> "said" in explain(read(from_text("The mayor said that the pool will close.")), 0).text.tolist()
    True
    """
    spans = reading.spans.query("claim == @claim and role == 'cue'")
    if spans.empty or "model" not in reading.claims.rule.get(claim, ""):
        raise ValueError(f"claim {claim} is none that the model found; reading.claims lists them by number")
    text = reading.article.text
    start, end = int(spans.start.iloc[0]), int(spans.end.iloc[0])
    passage = next(p for p in passages_of(Text(text)) if p.starts[0] <= start < p.ends[-1])
    words = np.flatnonzero((passage.starts < end) & (passage.ends > start))
    effects = _effects(passage, words)
    rows = pd.DataFrame({"start": passage.starts, "end": passage.ends, "effect": effects})
    rows.insert(2, "text", [text[a:b] for a, b in zip(passage.starts, passage.ends, strict=True)])
    order = rows.effect.abs().sort_values(ascending=False, kind="stable").index[:_SHOWN]
    return rows.loc[order].reset_index(drop=True)


def _effects(passage: Passage, cue: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """What the log-odds of the cue lose when each word is hidden."""
    plain = cue_log_odds(passage)
    head = int(cue[np.argmax(plain[cue])])
    without = np.array([cue_log_odds(passage, hidden)[head] for hidden in range(len(passage.starts))])
    return np.asarray(np.round(plain[head] - without, 1) + 0.0, np.float64)  # + 0.0: no minus zero
