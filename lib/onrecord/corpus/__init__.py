"""Many articles: a folder or a file of them read into one Parquet dataset a table, on one machine or on many."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ArticleError, CorpusError, extra
from ..files import write_whole
from . import crew as crews
from .inputs import Entry, entries, size_of
from .parts import code_fingerprint, parts_of
from .progress import Progress
from .store import SCHEMA, file_of, tidy, written
from .work import Task

if TYPE_CHECKING:
    import pandas as pd

    from .across import attributed, join_actors, side_by_side

__all__ = ["SCHEMA", "Corpus", "CorpusError", "attributed", "join_actors", "read_corpus", "side_by_side"]

_ACROSS = frozenset({"attributed", "join_actors", "side_by_side"})

# Where articles wait for their worker, inside the folder of the results.
_WAITING = ".waiting"


def __getattr__(name: str) -> Any:
    if name not in _ACROSS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import across  # with pandas, which a run that only writes does not need

    return getattr(across, name)


@dataclass(frozen=True)
class Corpus:
    """A corpus that was read: its tables are attributes, loaded when they are first asked for.

    The tables are those of a reading (sentences, actors, mentions, roles, dates, claims, spans, about), each with the
    key of its `article`; further articles, errors and duplicates. SCHEMA says what is in them.

    Attributes:
        folder: where its datasets lie.
        counts: how many articles, words, errors and duplicates there are.
    """

    folder: Path
    counts: dict[str, int]
    _kept: Any = None

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Load a table."""
        if name not in SCHEMA:
            raise AttributeError(f"a corpus has no {name!r}; its tables are {', '.join(SCHEMA)}")
        import pandas as pd

        with extra("corpus"):
            import pyarrow  # noqa: F401 -- else pandas says in four lines that it is missing
        dtypes = {column.name: column.dtype for column in SCHEMA[name]}
        table: pd.DataFrame = pd.read_parquet(self.folder / name).astype(dtypes)
        object.__setattr__(self, name, table)
        return table

    def __repr__(self) -> str:
        """Say in one line what was read."""
        return f"Corpus of {summary(self.counts)}"


def read_corpus(
    source: str | Path,
    target: str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    method: str = "model",
    progress: bool = True,
    pipeline: str | None = None,
) -> Corpus:
    """Read many articles and write one Parquet dataset a table.

    Whatever was already read into the same folder by the same version is not read again: after a kill, or with
    articles added at the end, the next run goes on. The files are the same, whoever does the work.

    Args:
        source: a folder of articles, or a file with a column `text` (see inputs.entries).
        target: the folder of the results; by default a temporary one, for as long as the corpus is in use.
        workers: how many processes read; by default one a core. 0 reads in this very process, which is the
            quickest for a few articles.
        scheduler: the address of a Dask cluster ("tcp://..."), which then does the work. Its workers need this
            package and must see `target` under the same path.
        method: how claims are found: "model" or "rules".
        progress: whether to show how far it is.
        pipeline: the name of an installed spaCy pipeline, as for read().

    Returns:
        A Corpus. What could not be read is in its `errors`, what came twice in its `duplicates`.

    Raises:
        ArticleError: there is no such input, it has no column `text`, or results and input lie in each other.
        CorpusError: the folder is in use by another run, the cluster does not answer, or its workers differ.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "a.txt").write_text("Mayor Ann Lee said the pool will close.")
    ...     read_corpus(folder, workers=0, progress=False).claims.source.tolist()
    ['Mayor Ann Lee']
    """
    kept = None if target else tempfile.TemporaryDirectory()
    folder, source = Path(target or str(kept and kept.name)), Path(source)
    _check_apart(source, folder)
    stream = entries(source)
    first = list(islice(stream, 1))  # an input that cannot be read is refused before anything is written
    with extra("corpus"):
        import pyarrow  # noqa: F401 -- likewise
    folder.mkdir(parents=True, exist_ok=True)
    with only_run(folder), Progress(size_of(source), progress) as bar:
        plan = Plan(chain(first, stream), folder, method, pipeline, bar)
        crew = _crew(workers, scheduler)
        if crew.dashboard:
            bar.say(f"Dask dashboard: {crew.dashboard}")
        for task, about in crew.run(plan.tasks()):
            Path(task.path).unlink(missing_ok=True)
            bar.add(about, task.size)
        tidy(folder, plan.parts)
        shutil.rmtree(folder / _WAITING, ignore_errors=True)
    return Corpus(folder, bar.counts, kept)


def _check_apart(source: Path, folder: Path) -> None:
    """Refuse results in the input, which the next run would read, and an input among the results."""
    inside, around = _is_in(folder, source), _is_in(source, folder)
    if inside and around:
        raise ArticleError(f"{folder} is the input; give another folder for the results.")
    if inside:
        raise ArticleError(f"{folder} is inside the input {source}; give a folder outside it for the results.")
    if around:
        raise ArticleError(f"the input {source} is inside {folder}; give another folder for the results.")


def _is_in(inner: Path, outer: Path) -> bool:
    """Whether a path is another one or lies in it, by whatever names and links."""
    real = Path(os.path.realpath(inner))
    return outer.exists() and any(path.exists() and path.samefile(outer) for path in (real, *real.parents))


def summary(counts: dict[str, int]) -> str:
    """Say in words how much was read, and how much could not be.

    >>> summary({"articles": 12, "words": 3400, "errors": 1, "duplicates": 0})
    '12 articles (3,400 words); 1 could not be read'
    """
    bad, twice = counts["errors"], counts["duplicates"]
    parts = [f"{counts['articles']:,} articles ({counts['words']:,} words)"]
    parts += [f"{bad:,} could not be read"] if bad else []
    parts += [f"{twice:,} came twice and were read once"] if twice else []
    return "; ".join(parts)


@dataclass
class Plan:
    """What is to be done: the parts of a corpus that are not there yet."""

    entries: Iterator[Entry]
    folder: Path
    method: str
    pipeline: str | None
    progress: Progress
    parts: int = 0

    def tasks(self) -> Iterator[Task]:
        """Each part that is not there yet, put where a worker finds it."""
        tidy(self.folder)
        waiting = self.folder / _WAITING
        shutil.rmtree(waiting, ignore_errors=True)
        code = code_fingerprint(self.pipeline)
        for part in parts_of(self.entries):
            self.progress.show()
            self.parts = part.number + 1
            about = {"number": part.number, "fingerprint": part.fingerprint(f"{code} {self.method}")}
            before = written(self.folder, part.number)
            if before.get("fingerprint") == about["fingerprint"]:
                self.progress.skip(before, part.size)
                continue
            file_of(self.folder, "articles", part.number).unlink(missing_ok=True)  # of another input or version
            path = write_whole(waiting / f"{part.number:06}.json", json.dumps(asdict(part), default=str))
            how = (self.method, self.pipeline, code)
            yield Task(str(path.resolve()), str(self.folder.resolve()), about, *how, part.size)


def _crew(workers: int | None, scheduler: str | None) -> crews.Crew:
    if scheduler:
        return crews.cluster(scheduler)
    return crews.here() if workers == 0 else crews.pool(workers or os.cpu_count() or 1)


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Hold a folder, so that no second run writes into it; the hold ends with the process, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows: there a file that is being written can't be replaced by another run
        yield
        return
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CorpusError(f"another run is writing into {folder}; wait for it, or give another folder.") from None
        yield
