"""One form for all corpora: words, pieces, tokens, and what is marked on them. Needs numpy alone."""

from __future__ import annotations

import json
import lzma
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.network.pairs import CASE_OF

#: What a word is to a cue, in the order of the tagger's outputs.
ROLES = ("none", "source", "cue", "content")
#: Types of actors; names are tagged with each of them as beginning, inside, last or only word.
TYPES = ("PERSON", "ORG", "GPE", "NORP")
PARTS = ("B", "I", "L", "U")
#: A word that is in no name, or perhaps in a group's (demonyms, which not all corpora mark).
NO_NAME, PERHAPS_GROUP, UNKNOWN = 0, 98, 255
#: What is marked of claims: nothing, reported speech and thought alone, or all attributions.
NO_CLAIMS, REPORTED, ALL = 0, 1, 2
CLASSES = ("speech", "directive", "commissive", "evaluative", "warning", "denial", "belief", "attitude", "document")

#: How far the tagger of roles looks from a cue, in words.
BEFORE, AFTER = 80, 111

_TYPE = {"PERSON": 0, "ORG": 1, "GPE": 2, "LOC": 2, "FAC": 2, "NORP": 3}


@dataclass
class Document:
    """A text as the network sees it, and its marks; what is not marked is told by the last group of fields."""

    id: str
    source: str
    # words: offsets, first piece, letter case, in quote marks, number of the passage; of each passage its paragraph
    starts: Any
    ends: Any
    first: Any
    shape: Any
    quoted: Any
    passage: Any
    paragraph: Any
    pieces: Any
    # tokens of the grammar: offsets, word whose first piece stands for it, tag, head, label, start of a sentence
    token_starts: Any = None
    token_ends: Any = None
    token_word: Any = None
    tag: Any = None
    head: Any = None
    dep: Any = None
    sent: Any = None
    # names by word; mentions: head, first and last word, kind, type, chain
    names: Any = None
    mentions: Any = field(default_factory=lambda: np.zeros((0, 6), np.int32))
    # cues: word and class; their roles as runs: cue, first word, end, role
    cues: Any = field(default_factory=lambda: np.zeros((0, 2), np.int32))
    runs: Any = field(default_factory=lambda: np.zeros((0, 4), np.int32))
    # which pairs of mentions are one actor: pronoun, name, same (GAP)
    pairs: Any = field(default_factory=lambda: np.zeros((0, 3), np.int32))
    claims: int = NO_CLAIMS
    has_mentions: bool = False
    has_chains: bool = False
    weight: float = 1.0
    # by token its case, by word whether it is a plural: from tags and labels, whenever documents are read
    cases: Any = None
    plural: Any = None


def name_code(part: str, kind: int) -> int:
    """The number of a name's tag."""
    return 1 + 4 * kind + PARTS.index(part)


def type_number(name: str) -> int:
    """The number of a type; -1 for what is no actor's."""
    return _TYPE.get(name, -1)


def words_in(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """The first and last word that overlap a stretch of characters, or None."""
    low = int(np.searchsorted(document.ends, start, side="right"))
    high = int(np.searchsorted(document.starts, end, side="left")) - 1
    return (low, high) if low <= high else None


def mark_name(document: Document, start: int, end: int, kind: int) -> None:
    """Tag the words of a name; of nested names the first that is marked stays."""
    found = words_in(document, start, end)
    if found is None:
        return
    low, high = found
    here = document.names[low : high + 1]
    if ((here > 0) & (here < PERHAPS_GROUP)).any():
        return
    if kind < 0:
        here[:] = UNKNOWN
    elif low == high:
        here[:] = name_code("U", kind)
    else:
        here[:] = name_code("I", kind)
        here[0], here[-1] = name_code("B", kind), name_code("L", kind)


def sentence_of_words(document: Document) -> Any:
    """The number of each word's sentence, by the starts that are marked on tokens."""
    flags = np.zeros(len(document.starts), np.int32)
    if document.sent is not None:
        flags[document.token_word[document.sent == 1]] = 1
    return np.cumsum(flags)


def save(documents: list[Document], path: Path) -> None:
    """Write documents, packed."""
    rows = [vars(document) for document in documents]
    path.write_bytes(lzma.compress(pickle.dumps(rows, protocol=5), preset=6))


def load(path: Path) -> list[Document]:
    """Read what save wrote, with the lists of tags and labels beside it."""
    rows = pickle.loads(lzma.decompress(path.read_bytes()))
    lists = json.loads((path.parent / "labels.json").read_text(encoding="utf-8"))
    cases = np.array([CASE_OF.get(label, 0) for label in lists["labels"]], np.int64)
    plural = np.array([tag in ("NNS", "NNPS") for tag in lists["tags"]] + [False] * 256)
    documents = [Document(**row) for row in rows]
    for document in documents:
        document.plural = np.zeros(len(document.starts), bool)
        if document.dep is not None:
            document.cases = cases[document.dep]
            document.plural[document.token_word[plural[document.tag]]] = True
    return documents
