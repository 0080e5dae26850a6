"""What is read: a folder or a file of articles, as a stream of entries, whatever it holds."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import os
import zlib
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from stat import S_ISREG
from typing import Any, BinaryIO, NamedTuple, TextIO

from ..article import (
    ARTICLES,
    MAX_BYTES,
    advice,
    any_day,
    clean,
    from_file,
    is_read,
    kind_of_bytes,
    mended,
    one_line,
    too_deep,
)
from ..errors import ArticleError, OnRecordError, extra, first_line, reason
from ..files import lines, printable

#: A longer text is no news article: reading it would only take the memory that the others need.
MAX_CHARACTERS = 2_000_000
#: The columns of a table of articles; all but `text` may be missing.
COLUMNS = ("id", "text", "title", "published", "publisher", "url")

_TEXTS = ARTICLES
_LINES = frozenset({".jsonl", ".ndjson"})
_ROWS = frozenset({".csv", ".tsv"})
# Beside the articles, and no articles themselves.
_BESIDE = frozenset({".toml"})
_SAMPLE = 1 << 20  # bytes of a CSV file that are looked at for its encoding
_BATCH = 64  # rows of a Parquet file that are held at once
# What the unpackers raise on a file that was cut or changed.
_DAMAGE = (EOFError, zlib.error, lzma.LZMAError, UnicodeError)


class Entry(NamedTuple):
    """One article as it came in, or why it is none.

    Attributes:
        id: where it is from: its path in the folder, its `id`, or its file and line.
        text: its text, cleaned; "" where there is a reason.
        title, published, publisher, url: as given, "" where unknown; published as YYYY-MM-DD.
        corrections: what a reader mended about its actors, as read() takes it.
        notes: what a reader should know about it, or "".
        place: its file and line, where it has an `id` of its own, else "".
        reason: why it cannot be read, or "".
        size: how many bytes of the input it stands for (for the time left; about right where it is compressed).
    """

    id: str
    text: str = ""
    title: str = ""
    published: str = ""
    publisher: str = ""
    url: str = ""
    corrections: dict[str, Any] | None = None
    notes: str = ""
    place: str = ""
    reason: str = ""
    size: int = 0


def entries(source: Path) -> Iterator[Entry]:
    """Stream the articles of a folder or a file, always in the same order.

    Whatever a file or a row holds, it costs no other one: what stops the reading of it is an entry with the reason.

    Args:
        source: a folder (with all below it), or a .jsonl, .csv, .tsv, .parquet or .txt file; text files may be
            compressed (.gz, .bz2, .xz, .zst). Of a folder, only regular files are opened.

    Raises:
        ArticleError: there is no such file or folder, or as a whole it is none that can be read.
    """
    if source.is_dir():
        yield from _folder(source)
    elif source.is_file():
        yield from _file_or_why(source, printable(source.name), alone=True)
    else:
        raise ArticleError(f"{source} was not found; give a folder or a file of articles.")


def files(folder: Path, lost: Callable[[OSError], Any] | None = None) -> Iterator[Path]:
    """The files of a folder, in order; hidden ones and those that describe articles are passed over.

    Links to folders are not followed. Folders that cannot be listed are told to `lost`.
    """
    for root, folders, names in os.walk(folder, onerror=lost):
        here = Path(root)
        folders[:] = sorted(f for f in folders if f[0] != ".")
        yield from (here / name for name in sorted(names) if name[0] != "." and Path(name).suffix not in _BESIDE)


def size_of(source: Path) -> int:
    """The bytes of all that entries() will read."""
    return sum(_size(path) for path in (files(source) if source.is_dir() else [source]))


def _size(path: Path) -> int:
    """The bytes of a file; none where it is no longer there, or no file."""
    try:
        about = path.stat()
    except OSError:
        return 0
    return about.st_size if S_ISREG(about.st_mode) else 0


def _folder(source: Path) -> Iterator[Entry]:
    """The entries of all files of a folder, then a reason for each folder in it that cannot be listed."""
    lost: list[OSError] = []
    for path in files(source, lost.append):
        yield from _file_or_why(path, printable(path.relative_to(source).as_posix()))
    for problem in lost:
        folder = Path(problem.filename)
        if folder == source:
            raise ArticleError(f"{source} cannot be read: {problem.strerror}.")
        name = printable(folder.relative_to(source).as_posix())
        yield Entry(name, reason=f"the folder {name} cannot be read: {problem.strerror}.")


def _file_or_why(path: Path, name: str, alone: bool = False) -> Iterator[Entry]:
    """The entries of one file; where it cannot be read on, an entry says why and is the last one.

    A file that is all there is (alone) and cannot be read from its start raises ArticleError.
    """
    begun = False
    try:
        for entry in _file(path, name):
            begun = True
            yield entry
    except Exception as problem:
        if alone and not begun and isinstance(problem, ArticleError):
            raise
        yield Entry(name, reason=_why(problem, printable(path.name)))


def _why(problem: Exception, name: str) -> str:
    """Why a file cannot be read."""
    if isinstance(problem, OSError):
        return f"{name} cannot be read: {problem.strerror or first_line(problem)}."
    if isinstance(problem, _DAMAGE):
        return f"{name} is damaged: {first_line(problem)}."
    return reason(problem) if isinstance(problem, OnRecordError) else f"{name}: {reason(problem)}"


def _file(path: Path, name: str) -> Iterator[Entry]:
    """The entries of one file, by its ending."""
    if not S_ISREG(path.stat().st_mode):  # others may never answer, or do something when they are opened
        raise ArticleError(f"{path.name} is no regular file (a pipe, a socket or a device); it was not opened.")
    suffixes = [suffix.lower() for suffix in path.suffixes]
    kind = suffixes[-2] if len(suffixes) > 1 and suffixes[-1] in _UNPACKED else "".join(suffixes[-1:])
    if kind in _TEXTS:
        yield _text_file(path, name)
    elif kind in _LINES:
        yield from _lines(path, name)
    elif kind in _ROWS:
        yield from _rows(path, name, "\t" if kind == ".tsv" else ",")
    elif kind == ".parquet":
        yield from _parquet(path, name)
    elif is_read(_start(path)):
        yield _text_file(path, name)
    elif what := kind_of_bytes(_start(path)):
        raise ArticleError(f"{path.name} is {what}; {advice(what)}.")
    else:
        known = ", ".join(sorted(_TEXTS | _LINES | _ROWS | {".parquet"}))
        raise ArticleError(f"{path.name} has none of the endings that are read ({known}).")


def _start(path: Path) -> bytes:
    with _opened(path) as (stream, _):
        return stream.read(_SAMPLE)


def _from_zstd(raw: BinaryIO) -> Any:
    with extra("corpus"):
        import pyarrow as pa

    return io.BufferedReader(pa.CompressedInputStream(pa.PythonFile(raw, "r"), "zstd"))


_UNPACKED: dict[str, Callable[[BinaryIO], Any]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
    ".zst": _from_zstd,
}


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """A file, unpacked, and the file as it lies on the disk, which tells how far we are."""
    with path.open("rb") as raw:
        unpacked = _UNPACKED.get(path.suffix.lower())
        yield unpacked(raw) if unpacked else raw, raw


def _text_file(path: Path, name: str) -> Entry:
    """The one article of a text file or a saved web page, with what the .toml file beside it says."""
    with _opened(path) as (stream, raw):
        data = stream.read(MAX_BYTES + 1)
        size = os.fstat(raw.fileno()).st_size
    article = from_file(data, path.with_suffix("") if path.suffix.lower() in _UNPACKED else path)
    return _entry({**vars(article), "id": name}.get, name)._replace(size=size)


def _lines(path: Path, name: str) -> Iterator[Entry]:
    """The articles of a file with a JSON object a line."""
    with _opened(path) as (stream, raw):
        at = 0
        for number, line in enumerate(lines(stream, MAX_BYTES), start=1):
            place = f"{name}:{number}"
            if line is None:
                entry = Entry(place, reason=f"the line is longer than {MAX_BYTES // 1_000_000} MB.")
            elif line.strip():
                entry = _from_json(line, place)
            else:
                continue
            done = raw.tell()
            yield entry._replace(size=done - at)
            at = done


def _from_json(line: bytes, place: str) -> Entry:
    try:
        row = json.loads(_as_text(line))
    except Exception:  # there are several: of form, of numbers, of depth
        row = None
    return _entry(row.get, place) if isinstance(row, dict) else Entry(place, reason="the line is not a JSON object.")


def _as_text(data: bytes) -> str:
    """UTF-8 where it is, else Windows-1252, which fits anything."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _rows(path: Path, name: str, comma: str) -> Iterator[Entry]:
    """The articles of a CSV file with a header."""
    with _opened(path) as (stream, _):
        encoding = "utf-8-sig" if _is_utf8(stream.read(_SAMPLE)) else "cp1252"
    csv.field_size_limit(MAX_BYTES)
    with _opened(path) as (stream, raw), io.TextIOWrapper(stream, encoding, "replace", newline="") as text:
        reader = csv.DictReader(_of_bounded_length(text), delimiter=comma)
        _need_text(reader.fieldnames or (), path)
        at = number = 0
        while True:
            number += 1
            try:
                row = next(reader, None)
            except csv.Error as problem:  # where a row ends can't be told any more
                yield Entry(f"{name}:{number}", reason=f"the rest of the file cannot be read: {problem}.")
                return
            if row is None:
                return
            done = raw.tell()
            yield _entry(row.get, f"{name}:{number}")._replace(size=done - at)
            at = done


def _of_bounded_length(text: TextIO) -> Iterator[str]:
    """The lines of a text, of which none is held that is too long."""
    while line := text.readline(MAX_BYTES + 1):
        if len(line) > MAX_BYTES:
            raise csv.Error(f"a line is longer than {MAX_BYTES // 1_000_000} MB")
        yield line


def _is_utf8(start: bytes) -> bool:
    """Whether the start of a file is UTF-8; a letter that is cut where the start ends does not count."""
    try:
        getincrementaldecoder("utf-8")().decode(start, final=len(start) < _SAMPLE)
    except UnicodeDecodeError:
        return False
    return True


def _parquet(path: Path, name: str) -> Iterator[Entry]:
    """The articles of a Parquet file, some rows at a time; a damaged group of rows costs no other one."""
    with extra("corpus"):
        import pyarrow as pa
        import pyarrow.parquet as pq

    with path.open("rb") as raw:
        try:
            file = pq.ParquetFile(raw)
            columns = file.schema_arrow.names
        except pa.ArrowException as problem:
            raise ArticleError(f"{path.name} is no whole Parquet file: {first_line(problem)}") from None
        _need_text(columns, path)
        each = path.stat().st_size // max(file.metadata.num_rows, 1)
        last = 0
        for group in range(file.num_row_groups):
            number, last = last + 1, last + file.metadata.row_group(group).num_rows
            try:
                for row in _group(file, group):
                    yield _entry(row, f"{name}:{number}")._replace(size=each)
                    number += 1
            except Exception as problem:
                why = f"the rows {number} to {last} cannot be read: {first_line(problem)}"
                yield Entry(f"{name}:{number}", reason=why)


def _group(file: Any, group: int) -> Iterator[Callable[[str], Any]]:
    """The rows of one group of a Parquet file."""
    wanted = [column for column in COLUMNS if column in file.schema_arrow.names]
    for batch in file.iter_batches(batch_size=_BATCH, row_groups=[group], columns=wanted):
        columns = {column: batch.column(column) for column in wanted}
        yield from (partial(_cell, columns, n) for n in range(batch.num_rows))


def _cell(columns: dict[str, Any], n: int, column: str) -> Any:
    """One value: taken alone, one that Python cannot hold costs no other."""
    return columns[column][n].as_py() if column in columns else None


def _need_text(columns: Any, path: Path) -> None:
    if "text" not in columns:
        raise ArticleError(f"{path.name} has no column named text; its columns are {', '.join(map(str, columns))}.")


def _entry(get: Callable[[str], Any], place: str) -> Entry:
    """One article from a row, told by its columns: cleaned, or with the reason why it is none."""
    name = place
    try:
        own = _value(get, "id")
        name = place if own is None or own == "" else printable(str(own))
        return _checked(get, name, "" if name == place else place)
    except Exception as problem:
        why = reason(problem)
        return Entry(name, reason=why if name == place else f"{place}: {why}")


def _value(get: Callable[[str], Any], column: str) -> Any:
    """A value of a row; one that Python cannot hold raises ArticleError."""
    try:
        return get(column)
    except Exception as problem:
        raise ArticleError(f"its {column} cannot be read ({first_line(problem)}).") from None


def _checked(get: Callable[[str], Any], name: str, place: str) -> Entry:
    """An article that can be read, or ArticleError says why it cannot."""
    text = _value(get, "text")
    if not isinstance(text, str) or not text.strip():
        raise ArticleError("there is no text in it.")
    if len(text) > MAX_CHARACTERS:
        raise ArticleError(f"the text is longer than {MAX_CHARACTERS:,} characters.")
    day, odd = _day(get)
    text, mends = mended(clean(text))
    if not text:
        raise ArticleError("there is no text in it.")
    title, publisher, url = (clean(str(_value(get, column) or "")) for column in ("title", "publisher", "url"))
    corrections = _corrections(_value(get, "corrections"))
    notes = "; ".join((*(_value(get, "notes") or ()), *mends, *odd))
    day_said = day.isoformat() if day else ""
    return Entry(name, text, title or name, day_said, publisher, url, corrections, notes, place)


def _day(get: Callable[[str], Any]) -> tuple[date | None, list[str]]:
    """A day of publication; one that cannot be read, or in two ways, costs itself and not the article, and is said."""
    try:
        value = _value(get, "published")
    except ArticleError as problem:
        return None, [first_line(problem).rstrip(".")]
    if value is None or value == "":
        return None, []
    day = any_day(value)
    said = printable(one_line(value))[:40]
    return day, [] if day else [f"its published ({said}) is no day; write it as YYYY-MM-DD"]


def _corrections(value: Any) -> dict[str, Any] | None:
    """Corrections as they can be written, or None where there are none."""
    if value is not None and not isinstance(value, dict):
        raise ArticleError("its corrections are no table.")
    if too_deep(value):
        raise ArticleError("its corrections nest too deep.")
    return json.loads(printable(json.dumps(value, ensure_ascii=False, default=str))) or None
