"""Numbers, months and years as they are written, read as figures."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from .spans import data

# Without a publication day, "'25" is 2025 and "'89" is 1989: a fixed year, so that no answer hangs on today.
_NO_NEWER = 2029


def words(name: str) -> Any:
    """Return a word list of dates.toml."""
    return data()["words"][name]


def number(text: str) -> float | None:
    """Read a number in digits or words; None for a vague one ("several").

    >>> number("twenty-four"), number("4 1/2"), number("two hundred"), number("several")
    (24.0, 4.5, 200.0, None)
    """
    if m := re.match(r"([\d,.]+)(?:[\s-](\d)/([1-9])|(½))?$", text):
        fraction = int(m[2]) / int(m[3]) if m[2] else 0.5 if m[4] else 0
        return float(m[1].replace(",", "")) + fraction
    return 0.5 if text.startswith("half") else _in_words(re.sub(r"^an? (?=\w)", "", text))


def _in_words(text: str) -> float | None:
    total = 0.0
    known = words("numbers")
    for word in re.split(r"[\s-]+", text):
        if word in {"of", "and"}:
            continue
        if word not in known:
            return None
        n = known[word]
        total = (total or 1) * n if n in {12, 100, 1000} and (total or n != 12) else total + n
    return total


def ordinal_number(text: str) -> int:
    """Read an ordinal in digits or words.

    >>> ordinal_number("22nd"), ordinal_number("twenty-second")
    (22, 22)
    """
    if m := re.match(r"\d+", text):
        return int(m[0])
    known = words("numbers") | words("ordinals")
    return sum(known.get(word, 0) for word in re.split(r"[\s-]+", text))


def month_number(text: str) -> int:
    """Read a month, in figures or by its first three letters."""
    return int(text) if text.isdigit() else int(words("months").index(text[:3])) + 1


def weekday_number(text: str) -> int:
    """Read a day of the week by its first three letters; Monday is 0."""
    return int(words("weekdays").index(text[:3]))


def year_said(text: str, published: date | None = None) -> str:
    """Read a year in digits or words; two digits lie in the century before ten years from publication.

    >>> year_said("'89"), year_said("nineteen eighty-nine"), year_said("two thousand and four")
    ('1989', '1989', '2004')
    """
    digits = re.sub(r"\D", "", text)
    if len(digits) == 4:
        return digits
    if digits:
        newest = (published.year if published else _NO_NEWER) + 10
        return str(max(c for c in range(int(digits) + 1000, 3000, 100) if c <= newest))
    if text.startswith("two thousand"):
        return f"{2000 + round(number(text.removeprefix('two thousand').strip() or 'zero') or 0)}"
    first, *rest = re.split(r"[\s-]+", text)
    known = words("numbers") | {"hundred": 0}
    return f"{known[first]:02d}{sum(known[word] for word in rest):02d}"


def singular(units: str) -> str:
    """Return the unit that a word names: year for years."""
    return "century" if units == "centuries" else units.removesuffix("s")
