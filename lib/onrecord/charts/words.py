"""Words in pictures: how wide they are, how they are shortened, broken into lines, counted and listed."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import cache, lru_cache

import pandas as pd
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font, LoadFlags

SIZE = 8.5  # points: labels
SMALL = 7.5  # points: notes
_LONGEST = 400  # characters: no picture is wide enough for more


@lru_cache(maxsize=8192)
def width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """The width of a text in inches, measured on the font itself, so that it does not depend on a screen."""
    font = _font(bold)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / 100 * size / 72


@cache
def _font(bold: bool) -> FT2Font:
    """The font of all charts, at 100 points."""
    font = FT2Font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))
    font.set_size(100, 72)
    return font


def widest(texts: Sequence[str], size: float = SIZE) -> float:
    """The width of the widest of some texts; 0 where there is none."""
    return max((width(text, size) for text in texts), default=0.0)


def short(text: str, most: float, size: float = SIZE) -> str:
    """Shorten a text to a width in inches, with an ellipsis, on one line.

    >>> short("Residents of the quarter", 0.8)
    'Residents…'
    """
    text = " ".join(text.split())
    if width(text[:_LONGEST], size) <= most:
        return text[:_LONGEST]
    low, high = 0, min(len(text), _LONGEST)
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if width(text[:middle] + "…", size) <= most else (low, middle)
    return text[:low].rstrip(" ,.;:") + "…"


def wrap(text: str, most: float, size: float = SIZE, bold: bool = False) -> list[str]:
    """Break a text into lines of at most a width in inches; a word that is wider is shortened."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= most:
            lines[-1] = longer
        else:
            lines.append(short(word, most, size))
    return lines


def lanes(starts: Sequence[float], ends: Sequence[float], gap: float) -> list[int]:
    """Find a lane for each stretch, greedily: the first one that is free, with a gap between neighbours.

    >>> lanes([0, 1, 5], [3, 4, 6], gap=1)
    [0, 1, 0]
    """
    taken: list[float] = []
    found = []
    for start, end in zip(starts, ends, strict=True):
        lane = next((n for n, last in enumerate(taken) if last + gap <= start), len(taken))
        taken[lane : lane + 1] = [end]
        found.append(lane)
    return found


def in_order(values: pd.Series) -> list[str]:
    """The different values, in order of first appearance."""
    return [str(value) for value in values.dropna().unique()]


def most_first(values: pd.Series) -> list[str]:
    """The different values, the most frequent first, then in order of first appearance."""
    return [str(value) for value in values.value_counts(sort=False).sort_values(ascending=False, kind="stable").index]


def leader(amounts: pd.Series) -> str | None:
    """The one with the largest amount; None where there is none, or where two have it."""
    if amounts.empty or (amounts == amounts.max()).sum() > 1:
        return None
    return str(amounts.idxmax())


def listed(words: Sequence[str], most: int = 3) -> str:
    """Write a list out in words.

    >>> listed(["a", "b", "c", "d"])
    'a, b, c and 1 more'
    """
    shown = list(words[:most]) + ([f"{len(words) - most} more"] if len(words) > most else [])
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1] if shown else "none"


def count(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> count(1, "claim"), count(2, "claim")
    ('1 claim', '2 claims')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
