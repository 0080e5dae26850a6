"""Files that appear whole or not at all, lines of any length, and names of any bytes."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_HALF = re.compile("[\ud800-\udfff]")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a temporary path beside the wanted one; rename it into place when all went well, else remove it.

    What is in place is on the disk: no power cut leaves an empty file under the wanted name.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole(Path(folder) / "a.txt") as path:
    ...         _ = path.write_text("all of it")
    ...     (Path(folder) / "a.txt").read_text()
    'all of it'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _to_disk(temporary, os.O_RDWR)
        # A temporary file is for its owner alone; what a program writes is as readable as the system says.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
        with suppress(OSError):  # not every system can do this for a folder; the file is there
            _to_disk(path.parent, os.O_RDONLY)
    finally:
        temporary.unlink(missing_ok=True)


def _to_disk(path: Path, flags: int) -> None:
    """Have the system write to the disk what it still holds of a file, or of a folder's list of names."""
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes | str) -> Path:
    """Write a file so that it is there with all of the data, or not at all; text is written as UTF-8."""
    with whole(path) as temporary:
        temporary.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path


def lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    r"""The lines of a stream; None is one that is longer than a limit in bytes, which is never held as a whole.

    >>> import io
    >>> list(lines(io.BytesIO(b"one\nthirteen\ntwo"), 5))
    [b'one\n', None, b'two']
    """
    while line := stream.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit)
        yield None


def printable(name: str) -> str:
    r"""A name that can be written and printed: what is no letter in any encoding becomes U+FFFD.

    Such halves of surrogate pairs stand in a file's name that is not UTF-8, and in JSON that was cut.

    >>> printable("caf\udce9.txt")
    'caf\ufffd.txt'
    """
    return _HALF.sub("\ufffd", name)
