"""The corpus cut into parts: the same ones on every run, each a small task with a name and a fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from ..errors import extra
from ..files import KEPT
from .inputs import Entry

# What a part holds at most: a few seconds of reading, so that workers share evenly and little is lost at a kill.
# The cut depends on the input alone, never on the number of workers: so the files are the same on any machine.
_CHARACTERS = 60_000
_ARTICLES = 200


@dataclass
class Part:
    """A part of a corpus: some consecutive articles, and what was found not to be one between them.

    Attributes:
        number: its place in the corpus, from 0.
        articles: what is to be read; each is a row with its key `article`.
        errors: rows of id and reason.
        duplicates: rows of what has the very text of an article that came before.
        size: bytes of the input, for the time left.
    """

    number: int
    articles: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    duplicates: list[dict[str, str]] = field(default_factory=list)
    size: int = 0
    _length: int = 0

    def add(self, entry: Entry, seen: set[bytes]) -> None:
        """Take in one entry."""
        self.size += entry.size
        about = {"id": entry.id}
        if entry.reason:
            self.errors.append({**about, "reason": entry.reason})
            return
        digest = hashlib.sha256(entry.text.encode("utf-8")).digest()[:8]
        about |= {"title": entry.title, "published": entry.published, "publisher": entry.publisher, "url": entry.url}
        row = {"article": digest.hex(), **about}
        if digest in seen:
            self.duplicates.append(row)
            return
        seen.add(digest)
        self.articles.append(
            {**row, "notes": entry.notes, "place": entry.place, "text": entry.text, "corrections": entry.corrections}
        )
        self._length += len(entry.text)

    @property
    def full(self) -> bool:
        """Whether the next entry begins a new part."""
        rows = len(self.articles) + len(self.errors) + len(self.duplicates)
        return self._length >= _CHARACTERS or rows >= _ARTICLES

    def fingerprint(self, settings: str) -> str:
        """What the part's tables depend on: its articles and how they are read."""
        data = {**asdict(self), "size": 0, "settings": settings}
        return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()


def parts_of(entries: Iterable[Entry]) -> Iterator[Part]:
    """Cut a stream of entries into parts; an article that comes twice is in the first one alone."""
    seen: set[bytes] = set()
    part = Part(0)
    for entry in entries:
        if part.full:
            yield part
            part = Part(part.number + 1)
        part.add(entry, seen)
    if part.articles or part.errors or part.duplicates or part.number == 0:
        yield part  # an empty corpus has empty tables too


@cache
def code_fingerprint(pipeline: str | None = None) -> str:
    """The version of all that reads: this package's files, spaCy and its pipeline.

    A part that another version has read is read again, and workers of another version are refused.
    """
    from ..text import DEFAULT_PIPELINE

    digest = hashlib.sha256()
    root = Path(__file__).resolve().parents[1]
    kinds = (".py", ".toml", ".csv", ".onnx", ".txt")
    # What an installed package carries besides its code is read, and reads nothing.
    kept = [root / "files" / name for name in KEPT]
    for path in sorted(p for p in root.rglob("*") if p.suffix in kinds and not {*kept} & {*p.parents}):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    name = pipeline or DEFAULT_PIPELINE
    with extra("corpus"):
        versions = f"{name} {_version(name)} spacy {_version('spacy')} pyarrow {_version('pyarrow')}"
    digest.update(versions.encode())
    return digest.hexdigest()[:16]


def _version(package: str) -> Any:
    return import_module(package).__version__
