"""Names and colours that are the same in every picture of a reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from ..reading import Reading

# Okabe and Ito (2008), without their black, and without the yellow, which is too light on white.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
OTHER = "#767676"
UNNAMED = "(no source named)"


def actor_labels(reading: Reading) -> pd.Series:
    """One label for each actor: its name, with its number behind where two actors have the same."""
    names = reading.actors.name
    twice = names.duplicated(keep=False)
    return names.where(~twice, names + " (" + names.index.astype("str") + ")")


def source_labels(reading: Reading) -> pd.Series:
    """One label for each claim's source: the actor's, else the source's own words, else that none is named."""
    claims = reading.attributed
    actors = claims.source_actor.map(actor_labels(reading)).astype("str")
    return actors.fillna(claims.source).fillna(UNNAMED)


def actor_colours(reading: Reading) -> dict[int, str]:
    """A colour for each of the six actors that claim most (mentions break ties); all others are grey."""
    ranked = reading.actors.sort_values(["n_claims_made", "n_mentions"], ascending=False, kind="stable")
    return dict(zip(ranked.index, _COLOURS, strict=False))


def colour(reading: Reading, actor: Any) -> str:
    """The colour of an actor; grey for those without one and for no actor."""
    return OTHER if pd.isna(actor) else actor_colours(reading).get(actor, OTHER)
