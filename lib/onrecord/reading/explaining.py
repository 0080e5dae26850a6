"""Why the network decided as it did: which words moved it to a claim, whom it weighed for a pronoun."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..actors import weigh as weighed
from ..network import Passage, cue_log_odds, passages_of
from ..text import Text, parse

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


def weigh(reading: Reading, mention: int) -> pd.DataFrame:
    """Show between whom the network chose for a pronoun.

    Args:
        reading: a reading.
        mention: the pronoun's number in reading.mentions.

    Returns:
        a row for each actor mentioned before, the likeliest first: name, chance (0 to 1, in steps of 0.01; what is
        missing to 1 is the chance that nobody of them is meant), possible (whether logic lets it be: nobody speaks of
        himself as "he", and two arguments of one verb are two).

    Raises:
        ValueError: there is no such mention, or the network did not choose it.

    >>> from onrecord import from_text, read
    >>> reading = read(from_text("Ann Lee met Tom Hale. She was late."))
    >>> weigh(reading, 2).name.tolist()
    ['Ann Lee', 'Tom Hale']
    """
    if mention not in reading.mentions.index or reading.mentions.rule[mention] != "antecedent":
        raise ValueError(f"mention {mention} is no pronoun that the network chose for; their rule is antecedent")
    rows = weighed(parse(reading.article.text), int(reading.mentions.start[mention]))
    table = pd.DataFrame(rows, columns=["name", "chance", "possible"])
    return table.assign(chance=table.chance.round(2))


def _effects(passage: Passage, cue: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """What the log-odds of the cue lose when each word is hidden."""
    plain = cue_log_odds(passage)
    head = int(cue[np.argmax(plain[cue])])
    without = np.array([cue_log_odds(passage, hidden)[head] for hidden in range(len(passage.starts))])
    return np.asarray(np.round(plain[head] - without, 1) + 0.0, np.float64)  # + 0.0: no minus zero
