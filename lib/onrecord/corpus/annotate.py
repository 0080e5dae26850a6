"""Annotations in the format of the public benchmarks, so that anyone can score the tables."""

from __future__ import annotations

import json
import os
from codecs import BOM_UTF8
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import pandas as pd

from ..article import MAX_BYTES, Article, parse_day
from ..errors import ArticleError, first_line, reason
from ..files import lines, printable
from ..reading import Reading, read

# What a line holds, or why it holds none.
Document: TypeAlias = dict[str, Any] | ArticleError

#: Types and kinds as the benchmarks name them.
TYPES = {"person": "PERSON", "organisation": "ORG", "country": "GPE", "place": "GPE", "group": "NORP"}
KINDS = {"name": "name", "pronoun": "pronoun", "title": "nominal", "group": "nominal"}


def annotate(document: dict[str, Any], pipeline: str | None = None, speech_only: bool = False) -> dict[str, Any]:
    """Annotate one document.

    Args:
        document: {"id", "text", "published"}; published (YYYY-MM-DD) may be missing.
        pipeline: as for read().
        speech_only: only claims that are speech or thought reported as such. The article's own voice is never among
            the attributions.

    Returns:
        {"id", "attributions", "timexes", "mentions"}, with offsets into the document's text.

    Raises:
        ArticleError: a date that cannot be read, or a text that is not a string.

    >>> annotate({"id": 1, "text": "The mayor said the pool will close."})["attributions"][0]["cue"]
    [[10, 14]]
    """
    text = document.get("text")
    if not isinstance(text, str):
        raise ArticleError(f"document {document.get('id')!r} has no text.")
    if not text.strip():
        return {"id": document.get("id"), "attributions": [], "timexes": [], "mentions": []}
    reading = read(Article(text, published=parse_day(document.get("published"))), pipeline)
    attributed = reading.attributed
    return {
        "id": document.get("id"),
        "attributions": _attributions(reading, attributed[attributed.reported] if speech_only else attributed),
        "timexes": reading.dates[["start", "end", "type", "value", "text"]].to_dict("records"),
        "mentions": _mentions(reading),
    }


def annotate_file(
    source: Path, target: Path, speech_only: bool = False, resume: bool = False, pipeline: str | None = None
) -> tuple[int, int]:
    """Annotate a JSONL file into another one, line by line: each line is there as soon as its document is done.

    A line that is no document, or that cannot be read, gives {"id", "error"} on its line; the id is None where there
    is none. Empty lines are passed over.

    Args:
        source: lines of {"id", "text", "published"}, in UTF-8.
        target: another file; what is in it is overwritten, unless a run goes on in it.
        speech_only: as for annotate().
        resume: whether to keep the lines that a stopped run has left in the target, and to go on behind them.
        pipeline: as for annotate().

    Returns:
        how many documents were annotated, and how many could not be, both with those that were there.

    Raises:
        ArticleError: there is no such file, both are one file, or the target is not of this input (resume).
        PipelineError, ModelError: what would befall every document. What is written stays.
    """
    _check_files(source, target)
    with source.open("rb") as stream:
        documents = _documents(stream)
        done, errors, size = _before(documents, target) if resume else (0, 0, 0)
        results = (_result(name, document, pipeline, speech_only) for name, document in documents)
        first = list(islice(results, 1))  # what would befall every document is met before anything is overwritten
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("r+b" if size else "wb") as out:
            if size:
                out.truncate(size)
                out.seek(size)
            for result in chain(first, results):
                out.write(f"{json.dumps(result)}\n".encode())
                out.flush()
                done, errors = done + ("error" not in result), errors + ("error" in result)
    return done, errors


def _check_files(source: Path, target: Path) -> None:
    """Refuse an input that is no file, and an output that is the input."""
    if not source.is_file():
        raise ArticleError(f"{source} was not found, or is no file; give one with a document a line.")
    if os.path.realpath(source) == os.path.realpath(target) or (target.exists() and target.samefile(source)):
        raise ArticleError(f"{target} is the input too; give another file for the annotations.")


def _documents(stream: BinaryIO) -> Iterator[tuple[Any, Document]]:
    """The documents of a JSONL file with their ids; empty lines are passed over."""
    for line in lines(stream, MAX_BYTES):
        if line is not None and not line.removeprefix(BOM_UTF8).strip():
            continue
        try:
            document = _document(line)
            yield _id(document), document
        except ArticleError as problem:
            yield None, problem


def _document(line: bytes | None) -> dict[str, Any]:
    """The document of a line; None is a line that is too long."""
    if line is None:
        raise ArticleError(f"the line is longer than {MAX_BYTES // 1_000_000} MB; give one article a line.")
    try:
        document = json.loads(line.decode("utf-8-sig").rstrip("\r\n"))
    except UnicodeDecodeError as problem:
        raise ArticleError(f"the line is not UTF-8 (from byte {problem.start + 1} on); save the file so.") from None
    except Exception as problem:  # there are several: of form, of numbers, of depth
        raise ArticleError(f"the line is not JSON ({first_line(problem)}).") from None
    if not isinstance(document, dict):
        raise ArticleError('the line is no JSON object; write {"id": ..., "text": ..., "published": ...}.')
    return document


def _id(document: dict[str, Any]) -> Any:
    """A document's id, as JSON can hold it."""
    try:
        return json.loads(printable(json.dumps(document.get("id"), ensure_ascii=False, allow_nan=False)))
    except Exception as problem:
        raise ArticleError(f"its id cannot be written ({first_line(problem)}).") from None


def _result(name: Any, document: Document, pipeline: str | None, speech_only: bool) -> dict[str, Any]:
    """What is found in a document, or why nothing is; whatever it holds, it does not cost the next one."""
    try:
        if isinstance(document, ArticleError):
            raise document
        return {**annotate(document, pipeline, speech_only), "id": name}
    except Exception as problem:
        return {"id": name, "error": reason(problem)}


def _before(documents: Iterator[tuple[Any, Document]], target: Path) -> tuple[int, int, int]:
    """Pass over the documents that a stopped run has done.

    Returns:
        how many were annotated, how many could not be, and the bytes of their lines; what is behind them was cut short.
    """
    if not target.exists():
        return 0, 0, 0
    if not target.is_file():
        raise ArticleError(f"{target} is no file that a run can go on in; leave out --resume.")
    done = errors = size = 0
    with target.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.endswith(b"\n"):
                break
            if not _is_of(line, *next(documents, (None, None))):
                what = "give another file, or leave out --resume, which begins it anew."
                raise ArticleError(f"{target}, line {number} is not of this input; {what}")
            wrong = "error" in json.loads(line)
            done, errors, size = done + (not wrong), errors + wrong, size + len(line)
    return done, errors, size


def _is_of(line: bytes, name: Any, document: Document | None) -> bool:
    """Whether a line is what was found in a document: of its id, with words that stand there."""
    try:
        row = json.loads(line)
        if document is None or row["id"] != name or "error" in row:
            return document is not None and row["id"] == name
        found = [*row["timexes"], *row["mentions"]]
        text = Article(document["text"]).text if found else ""  # type: ignore[index]
        return all(text[one["start"] : one["end"]] == one["text"] for one in found)
    except Exception:  # whatever else the line is
        return False


def _attributions(reading: Reading, claims: pd.DataFrame) -> list[dict[str, Any]]:
    """Claims as lists of spans by role."""
    found: dict[int, dict[str, Any]] = {}
    for row in reading.spans.itertuples():
        roles = found.setdefault(row.claim, {"source": [], "cue": [], "content": []})
        roles[row.role].append([row.start, row.end])
    return [found[claim] for claim in claims.index]


def _mentions(reading: Reading) -> list[dict[str, Any]]:
    """Mentions with the actor's type, in the benchmarks' names."""
    joined = reading.mentions.join(reading.actors["type"], on="actor")
    return [
        {
            "start": row.start,
            "end": row.end,
            "text": row.text,
            "type": TYPES[row.type],
            "kind": KINDS[row.kind],
            "actor": str(row.actor),
        }
        for row in joined.itertuples()
    ]
