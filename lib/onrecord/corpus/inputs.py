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
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from ..article import MAX_BYTES, WEB_PAGES, clean, from_file, parse_day
from ..errors import ArticleError

#: A longer text is no news article: reading it would only take the memory that the others need.
MAX_CHARACTERS = 2_000_000
#: The columns of a table of articles; all but `text` may be missing.
COLUMNS = ("id", "text", "title", "published", "publisher", "url")

_TEXTS = frozenset({".txt"}) | WEB_PAGES
_LINES = frozenset({".jsonl", ".ndjson"})
_ROWS = frozenset({".csv", ".tsv"})
# Beside the articles, and no articles themselves.
_BESIDE = frozenset({".toml"})
_BATCH = 64  # rows of a Parquet file that are held at once


class Entry(NamedTuple):
    """One article as it came in, or why it is none.

    Attributes:
        id: where it is from: its path in the folder, its `id`, or its file and line.
        text: its text, cleaned; "" where there is a reason.
        title, published, publisher, url: as given, "" where unknown; published as YYYY-MM-DD.
        corrections: what a reader mended about its actors, as read() takes it.
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
    reason: str = ""
    size: int = 0


def entries(source: Path, apart: Path | None = None) -> Iterator[Entry]:
    """Stream the articles of a folder or a file, always in the same order.

    Args:
        source: a folder (with all below it), or a .jsonl, .csv, .tsv, .parquet or .txt file; text files may be
            compressed (.gz, .bz2, .xz, .zst).
        apart: a folder inside it that is passed over (where the results go).

    Raises:
        ArticleError: there is no such file, or as a whole it is none that can be read.
    """
    if source.is_dir():
        for path in files(source, apart):
            name = path.relative_to(source).as_posix()
            try:
                yield from _up_to_damage(path, name)
            except ArticleError as problem:
                yield Entry(name, reason=str(problem))
        return
    if not source.is_file():
        raise ArticleError(f"{source} was not found; give a folder or a file of articles.")
    yield from _up_to_damage(source, source.name)


def files(folder: Path, apart: Path | None = None) -> Iterator[Path]:
    """The files of a folder, in order; hidden ones and those that describe articles are passed over."""
    skipped = apart.resolve() if apart else None
    for root, folders, names in os.walk(folder):
        here = Path(root)
        folders[:] = sorted(f for f in folders if f[0] != "." and (here / f).resolve() != skipped)
        yield from (here / name for name in sorted(names) if name[0] != "." and Path(name).suffix not in _BESIDE)


def size_of(source: Path, apart: Path | None = None) -> int:
    """The bytes of all that entries() will read."""
    found = files(source, apart) if source.is_dir() else [source]
    return sum(path.stat().st_size for path in found if path.is_file())


def _up_to_damage(path: Path, name: str) -> Iterator[Entry]:
    """The entries of one file; where it turns out to be damaged, an entry says so and is the last one."""
    try:
        yield from _file(path, name)
    except OSError as problem:
        yield Entry(name, reason=f"{path.name} cannot be read: {problem.strerror or problem}.")
    except (EOFError, zlib.error, lzma.LZMAError, UnicodeError) as problem:
        yield Entry(name, reason=f"{path.name} is damaged: {first_line(problem)}.")


def _file(path: Path, name: str) -> Iterator[Entry]:
    """The entries of one file, by its ending."""
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
    else:
        known = ", ".join(sorted(_TEXTS | _LINES | _ROWS | {".parquet"}))
        raise ArticleError(f"{path.name} has none of the endings that are read ({known}).")


def _from_zstd(raw: BinaryIO) -> Any:
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
    with _opened(path) as (stream, _):
        data = stream.read(MAX_BYTES + 1)
    article = from_file(data, path.with_suffix("") if path.suffix.lower() in _UNPACKED else path)
    return _entry({**vars(article), "id": name}, name)._replace(size=path.stat().st_size)


def _lines(path: Path, name: str) -> Iterator[Entry]:
    """The articles of a file with a JSON object a line."""
    with _opened(path) as (stream, raw):
        at = number = 0
        while line := stream.readline(MAX_BYTES + 1):
            number += 1
            place = f"{name}:{number}"
            if len(line) > MAX_BYTES:
                while line and not line.endswith(b"\n"):
                    line = stream.readline(MAX_BYTES)
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
    except (ValueError, RecursionError):
        row = None
    return _entry(row, place) if isinstance(row, dict) else Entry(place, reason="the line is not a JSON object.")


def _as_text(data: bytes) -> str:
    """UTF-8 where it is, else Windows-1252, which fits anything."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _rows(path: Path, name: str, comma: str) -> Iterator[Entry]:
    """The articles of a CSV file with a header."""
    with _opened(path) as (stream, _):
        encoding = "utf-8-sig" if _is_utf8(stream.read(1 << 20)) else "cp1252"
    csv.field_size_limit(MAX_BYTES)
    with _opened(path) as (stream, raw), io.TextIOWrapper(stream, encoding, "replace", newline="") as text:
        reader = csv.DictReader(text, delimiter=comma)
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
            yield _entry(row, f"{name}:{number}")._replace(size=done - at)
            at = done


def _is_utf8(start: bytes) -> bool:
    """Whether the start of a file is UTF-8; a letter cut at its end does not count."""
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as problem:
        return problem.start >= len(start) - 3
    return True


def _parquet(path: Path, name: str) -> Iterator[Entry]:
    """The articles of a Parquet file, some rows at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            _need_text(file.schema_arrow.names, path)
            each = path.stat().st_size // max(file.metadata.num_rows, 1)
            wanted = [column for column in COLUMNS if column in file.schema_arrow.names]
            number = 0
            for batch in file.iter_batches(batch_size=_BATCH, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    yield _entry(row, f"{name}:{number}")._replace(size=each)
    except pa.ArrowException as problem:
        raise ArticleError(f"{path.name} is no whole Parquet file: {first_line(problem)}") from None


def _need_text(columns: Any, path: Path) -> None:
    if "text" not in columns:
        raise ArticleError(f"{path.name} has no column named text; its columns are {', '.join(map(str, columns))}.")


def _entry(row: Mapping[str, Any], place: str) -> Entry:
    """One article from a row: cleaned, or with the reason why it is none."""
    own = row.get("id")
    name = place if own is None or own == "" else str(own)
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return Entry(name, reason="there is no text in it.")
    if len(text) > MAX_CHARACTERS:
        return Entry(name, reason=f"the text is longer than {MAX_CHARACTERS:,} characters.")
    try:
        day = parse_day(row.get("published"))
    except ArticleError as problem:
        return Entry(name, reason=str(problem))
    text = clean(text)
    if not text:
        return Entry(name, reason="there is no text in it.")
    title, publisher, url = (clean(str(row.get(column) or "")) for column in ("title", "publisher", "url"))
    corrections = row.get("corrections")
    if corrections is not None and not isinstance(corrections, dict):
        return Entry(name, reason="its corrections are no table.")
    return Entry(name, text, title or name, day.isoformat() if day else "", publisher, url, corrections or None)


def first_line(problem: BaseException) -> str:
    """What an error says, in one line."""
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]
