"""Where the results lie: one Parquet dataset a table, one file a part, each there as a whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import extra
from ..files import whole
from ..reading import tables
from ..reading.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_KEY = Column("article", "str", "key: the article, by the hash of its text")
_ABOUT = (
    Column("id", "str", "where it is from: its path in the folder, its id, or its file and line"),
    Column("title", "str", "its title"),
    Column("published", "datetime64[s]", "the day of publication; missing where unknown"),
    Column("publisher", "str", "who published it; missing where unknown"),
    Column("url", "str", "where it was published; missing where unknown"),
)
#: The datasets of a corpus: the tables of a reading, each with the key of its article, and three of its own.
SCHEMA: dict[str, tuple[Column, ...]] = {
    **{name: (_KEY, *columns) for name, columns in tables.SCHEMA.items()},
    "errors": (
        Column("id", "str", "where it is from: its path in the folder, its id, or its file and line"),
        Column("reason", "str", "why it could not be read"),
    ),
    "duplicates": (_KEY, *_ABOUT),
    # The last one to be written: a part counts when its articles are there.
    "articles": (
        _KEY,
        *_ABOUT,
        Column("notes", "str", "what may be missing in its text, what was mended; missing where nothing"),
        Column("words", "int64", "number of words"),
        Column("text", "str", "the text that all offsets count in"),
    ),
}
_FILE = re.compile(r"part-(\d{6,})\.parquet")
_META = b"onrecord"
_ARROW = {"int64": "int64", "Int64": "int64", "str": "string", "bool": "bool_", "float64": "float64"}


def file_of(folder: Path, table: str, number: int) -> Path:
    """Where a part of a table lies."""
    return folder / table / f"part-{number:06}.parquet"


def write_part(folder: Path, number: int, frames: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> None:
    """Write the files of a part, its articles last: what was cut short before counts as not written."""
    with extra("corpus"):
        import pyarrow as pa
        import pyarrow.parquet as pq

    rows = {name: len(frames[name]) for name in SCHEMA}
    for name in SCHEMA:
        table = pa.Table.from_pandas(frames[name], schema=arrow_schema(name), preserve_index=False)
        if name == "articles":
            record = json.dumps({**about, "rows": rows})
            table = table.replace_schema_metadata({**table.schema.metadata, _META: record.encode()})
        with whole(file_of(folder, name, number)) as temporary, temporary.open("wb") as out:
            pq.write_table(table, out, compression="zstd", coerce_timestamps="ms")


def written(folder: Path, number: int) -> dict[str, Any]:
    """What is on record about a part that was written as a whole; empty where it was not.

    A part is whole when each of its files ends as it should, and has as many rows as it was written with.
    """
    try:
        found = {name: _footer(file_of(folder, name, number)) for name in SCHEMA}
        about: dict[str, Any] = json.loads(found["articles"].metadata[_META])
        return about if about["rows"] == {name: footer.num_rows for name, footer in found.items()} else {}
    except Exception:  # whatever it is that lies there
        return {}


def _footer(path: Path) -> Any:
    """What a Parquet file says of itself at its end; nothing else of it is read."""
    with extra("corpus"):
        import pyarrow.parquet as pq

    with path.open("rb") as file:
        return pq.read_metadata(file)


def tidy(folder: Path, parts: int | None = None) -> None:
    """Take away what a killed run has left, and the parts from a number on: a former run's, of a larger corpus."""
    for name in SCHEMA:
        for path in _files(folder / name):
            match = _FILE.fullmatch(path.name)
            if path.name.startswith(".part-") or (match and parts is not None and int(match[1]) >= parts):
                path.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    yield from folder.iterdir() if folder.is_dir() else ()


def arrow_schema(table: str) -> pa.Schema:
    """The schema of a dataset, the same in all of its files, also in those without a row."""
    with extra("corpus"):
        import pyarrow as pa

    def kind(column: Column) -> pa.DataType:
        return pa.timestamp("ms") if column.dtype.startswith("datetime") else getattr(pa, _ARROW[column.dtype])()

    return pa.schema([pa.field(column.name, kind(column)) for column in SCHEMA[table]])


def frame(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """A table of the corpus' own (articles, errors, duplicates) from its rows; "" is missing."""
    import pandas as pd

    columns = SCHEMA[table]
    data = {c.name: pd.Series([row[c.name] or None for row in rows], dtype=c.dtype) for c in columns}
    return pd.DataFrame(data, columns=[c.name for c in columns])
