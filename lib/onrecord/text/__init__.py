"""The text taken apart, once: paragraphs, sentences, words, quotations, datelines, speaker labels."""

from .paragraphs import BLANK_LINE, Stretch, paragraphs
from .pipeline import load_pipeline, pipeline_name
from .quotations import QUOTE_MARKS, Quotation, quotations
from .text import Text, parse, parse_many

__all__ = [
    "BLANK_LINE",
    "QUOTE_MARKS",
    "Quotation",
    "Stretch",
    "Text",
    "load_pipeline",
    "paragraphs",
    "parse",
    "parse_many",
    "pipeline_name",
    "quotations",
]
