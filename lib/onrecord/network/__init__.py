"""The network: one encoder over the text and what it says of the words; no word list, no rule."""

from .antecedents import antecedents
from .encoder import Seen, blind, card, cue_log_odds, look
from .names import TYPES, Named
from .roles import CONTENT, CUE, ROLES, SOURCE, Candidate
from .windows import Passage, passages_of

__all__ = [
    "CONTENT",
    "CUE",
    "ROLES",
    "SOURCE",
    "TYPES",
    "Candidate",
    "Named",
    "Passage",
    "Seen",
    "antecedents",
    "blind",
    "card",
    "cue_log_odds",
    "look",
    "passages_of",
]
