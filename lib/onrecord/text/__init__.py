"""The text taken apart, once: paragraphs, sentences, words, quotations, datelines, speaker labels."""

from .cutting import WORD, cut_at
from .datelines import after_dateline
from .lines import ASIDE, KINDS, SPOKEN_BY_NOBODY, kinds_of
from .paragraphs import BLANK_LINE, Stretch, paragraphs
from .pipeline import DEFAULT_PIPELINE, load_pipeline
from .quotations import QUOTE_MARKS, Quotation, quotations
from .text import Text, parse, parse_all

__all__ = [
    "ASIDE",
    "BLANK_LINE",
    "DEFAULT_PIPELINE",
    "KINDS",
    "QUOTE_MARKS",
    "SPOKEN_BY_NOBODY",
    "WORD",
    "Quotation",
    "Stretch",
    "Text",
    "after_dateline",
    "cut_at",
    "kinds_of",
    "load_pipeline",
    "paragraphs",
    "parse",
    "parse_all",
    "quotations",
]
