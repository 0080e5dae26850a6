"""The networks: an encoder for actors, one for claims, and what they say of the words; no word list, no rule."""

from .antecedents import antecedents
from .candidates import candidates, cue_log_odds
from .graphs import card
from .names import TYPES, Named
from .roles import CONTENT, CUE, ROLES, SOURCE, Candidate
from .seen import Seen, blind, look
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
    "candidates",
    "card",
    "cue_log_odds",
    "look",
    "passages_of",
]
