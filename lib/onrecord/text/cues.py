"""The lexicon of cues: which words carry a claim, of which class, and with which complements."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import NamedTuple

from ..files import DATA

_FILE = DATA / "cues.toml"


#: A cue's complements, each with the class it gives the cue.
Entry = dict[str, str]


class Lexicon(NamedTuple):
    """The cues by part of speech ("verb", "noun", "adjective", "phrase") and lemma, and what else the rules need.

    Under `particle` are the classes of verbs with theirs ("rule out").
    """

    entries: dict[tuple[str, str], Entry]
    words: dict[str, frozenset[str]]
    particle: dict[str, str]
    precision: dict[str, float]

    def entry(self, pos: str, lemma: str) -> Entry | None:
        """Look up a cue, or None."""
        return self.entries.get((pos, lemma))


@cache
def lexicon() -> Lexicon:
    """Read the lexicon, once.

    >>> lexicon().entries["verb", "warn"]["clause"]
    'warning'
    """
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    entries = {
        (pos, lemma): {frame: row[n] for n in range(0, len(row), 2) for frame in row[n + 1].split()}
        for pos in ("verb", "noun", "adjective", "phrase")
        for lemma, row in data.get(pos, {}).items()
    }
    words = {name: frozenset(text.split()) for name, text in data.get("words", {}).items()}
    return Lexicon(entries, words, data.get("particle", {}), data.get("precision", {}))


@cache
def speaking_verbs() -> frozenset[str]:
    """The lemmas of the verbs that can carry a quotation, whose subject is a speaker.

    >>> {"say", "warn"} <= speaking_verbs(), "walk" in speaking_verbs()
    (True, False)
    """
    return frozenset(lemma for (pos, lemma), entry in lexicon().entries.items() if pos == "verb" and "quote" in entry)
