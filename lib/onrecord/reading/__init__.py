"""The reading of an article: actors, dates and claims joined into tables, corrected, named, kept."""

from .data import Reading
from .steps import read

__all__ = ["Reading", "read"]
