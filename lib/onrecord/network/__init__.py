"""The network: one encoder over the text and what it says of the words; no word list, no rule."""

from .encoder import candidates, card, cue_log_odds
from .roles import CONTENT, CUE, ROLES, SOURCE, Candidate
from .windows import Passage, passages_of

__all__ = [
    "CONTENT",
    "CUE",
    "ROLES",
    "SOURCE",
    "Candidate",
    "Passage",
    "candidates",
    "card",
    "cue_log_odds",
    "passages_of",
]
