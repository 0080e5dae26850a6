"""What a worker does: read one part and write its files. Paths go in and counts come out, never texts."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from ..article import Article, check_english, parse_day
from ..errors import ArticleError, CorpusError, reason
from .parts import code_fingerprint

if TYPE_CHECKING:
    import pandas as pd

    from ..reading import Reading
    from ..text import Text

Row: TypeAlias = dict[str, Any]
_Found = TypeVar("_Found")

# In characters: articles are parsed together until they have so many, since spaCy is slower on a few words at a time.
_TOGETHER = 10_000
# A worker of a cluster may run several tasks at once; the pipeline is not made for that.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Task:
    """One part to be read.

    Attributes:
        path: the file in which its articles wait.
        target: the folder of the results.
        about: what is put on record with the part: number, fingerprint.
        method: how claims are found.
        pipeline: the spaCy pipeline; None for the default one.
        code: the version that reads.
        size: bytes of the input, for the time left.
        careful: whether to note each article before it is read, to know which one ends a worker.
        fatal: articles that have ended a worker twice; they aren't read.
    """

    path: str
    target: str
    about: dict[str, Any]
    method: str
    pipeline: str | None
    code: str
    size: int = 0
    careful: bool = False
    fatal: tuple[str, ...] = ()

    @property
    def note(self) -> Path:
        """Where a careful worker notes what it reads."""
        return Path(self.path).with_suffix(".at")


def read_part(task: Task) -> dict[str, Any]:
    """Read a part and write its files; returns what is put on record about it, with its counts."""
    with _ONE_AT_A_TIME:
        if task.code != code_fingerprint(task.pipeline):
            raise CorpusError("a worker has another version of On Record or spaCy; install the same one everywhere.")
        try:
            part = json.loads(Path(task.path).read_text(encoding="utf-8"))
        except FileNotFoundError:
            where = Path(task.path).parent
            raise CorpusError(f"a worker cannot see {where}; the results must go to a disk that all share.") from None
        return _read_part(task, part)


def _read_part(task: Task, part: dict[str, Any]) -> dict[str, Any]:
    """Read the articles of a part; what one of them breaks is a row in errors."""
    from ..text import load_pipeline
    from .store import frame, write_part

    rows: list[dict[str, Any]] = []
    readings: list[Reading] = []
    errors = list(part["errors"])
    # What spaCy learns of new words is forgotten after each part: so memory stays flat.
    with load_pipeline(task.pipeline).memory_zone():
        for row, found in chain.from_iterable(_read_together(task, some) for some in _noted(task, part["articles"])):
            if isinstance(found, Exception):
                place = f"{row['place']}: " if row["place"] else ""
                errors.append({"id": row["id"], "reason": f"{place}{reason(found)}"})
                continue
            rows.append({**row, "words": len(row["text"].split())})
            readings.append(found)
    frames = _joined([row["article"] for row in rows], readings)
    own = {"articles": rows, "errors": errors, "duplicates": part["duplicates"]}
    frames |= {name: frame(name, found) for name, found in own.items()}
    counts = {name: len(found) for name, found in own.items()}
    about = {**task.about, **counts, "words": sum(row["words"] for row in rows)}
    write_part(Path(task.target), task.about["number"], frames, about)
    return about


def _noted(task: Task, rows: list[Row]) -> Iterator[list[Row]]:
    """The articles, as many at once as are parsed together.

    Where that is asked for, each is alone, and is noted on the disk before it is read.
    """
    if task.careful:
        for row in rows:
            task.note.write_text(row["article"], encoding="utf-8")
            yield [row]
        return
    some: list[Row] = []
    for row in rows:
        some.append(row)
        if sum(len(one["text"]) for one in some) >= _TOGETHER:
            yield some
            some = []
    yield some


def _read_together(task: Task, rows: list[Row]) -> Iterator[tuple[Row, Reading | Exception]]:
    """Read some articles, each with its reading or with what went wrong."""
    articles = [_tried(_article, task, row) for row in rows]
    texts = iter(_parsed([one.text for one in articles if isinstance(one, Article)], task.pipeline))
    for row, one in zip(rows, articles, strict=True):
        yield row, one if isinstance(one, Exception) else _tried(_read, task, one, next(texts))


def _tried(action: Callable[..., _Found], *arguments: Any) -> _Found | Exception:
    """What comes of an action, or what went wrong."""
    try:
        return action(*arguments)
    except Exception as problem:
        return problem


def _parsed(texts: list[str], pipeline: str | None) -> Sequence[Text | None]:
    """Parse some texts in one go; none is parsed where one of them cannot be, since nothing says which it was."""
    from ..text import parse_all

    found = _tried(parse_all, texts, pipeline)
    return [None] * len(texts) if isinstance(found, Exception) else found


def _read(task: Task, article: Article, text: Text | None) -> Reading:
    """Read an article, with its text where it was parsed with others."""
    from ..reading import steps

    if text is None:
        return steps.read(article, task.pipeline, task.method)
    return steps.read_text(article, text, task.method)


def _article(task: Task, row: Row) -> Article:
    """The article of a row, where it can be read."""
    if row["article"] in task.fatal:
        raise ArticleError("reading it ended the program that read it (out of memory, perhaps).")
    check_english(row["text"], row["id"])
    return Article(
        text=row["text"],
        title=row["title"],
        published=parse_day(row["published"]),
        publisher=row["publisher"],
        url=row["url"],
        name=row["id"],
        corrections=row["corrections"] or {},
    )


def _joined(keys: list[str], readings: list[Reading]) -> dict[str, pd.DataFrame]:
    """The tables of many readings, one under the other, each row with the key of its article."""
    import pandas as pd

    from ..reading import tables

    joined = {}
    for name in tables.SCHEMA:
        each = [reading.tables[name].reset_index() for reading in readings] or [tables.make(name, []).reset_index()]
        table = pd.concat(each, ignore_index=True)
        lengths = [len(one) for one in each] if readings else []
        column = [key for key, n in zip(keys, lengths, strict=True) for _ in range(n)]
        table.insert(0, "article", pd.Series(column, dtype="str"))
        joined[name] = table
    return joined
