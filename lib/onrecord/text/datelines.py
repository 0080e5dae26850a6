"""Datelines: the place, the day and the agency before a report's first words ("NORVALE, May 4 (Reuters) –")."""

from __future__ import annotations

import re

_PLACE = r"(?:[A-Z][\w.'’-]*|\d{1,4}|of|de)"
_AGENCY = r"(?: ?\([A-Z][^()\n]{1,30}\))?"
_DATELINE = re.compile(rf"{_PLACE}(?:(?:, ?| ){_PLACE}){{0,6}}{_AGENCY},?(?: ?[–—]| -{{1,2}}) ?(?=\w)")
_DASH = re.compile(r"[–—]| -")


def after_dateline(text: str, start: int, end: int) -> int:
    """Where a stretch that begins a paragraph goes on behind its dateline; its own start where it has none.

    A name between dashes is none: "Lee – the mayor – said".

    >>> after_dateline("NORVALE, May 4 – The mayor said no.", 0, 26)
    17
    """
    if text[text.rfind("\n", 0, start) + 1 : start].strip():
        return start
    found = _DATELINE.match(text, start, end)
    if not found or _DASH.search(text, found.end(), min(end + 3, len(text))):
        return start
    return found.end()
