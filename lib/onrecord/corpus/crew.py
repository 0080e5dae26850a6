"""Who does the work: this very process, a pool of processes, or a Dask cluster, all in the same way."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import Any

from ..errors import CorpusError, extra
from ..workers import begin, processes
from .work import Task, read_part

# Tasks that wait at each worker's door, so that none is ever idle; more would only fill the disk.
_AHEAD = 2
# What ends a worker this often is the article's fault; once may be anybody's.
_DEATHS = 2
# Seconds. Who stops a run stops its workers, too, and may reach them first: then they die because they were told to.
_STOPPING = 3.0
# How long a scheduler may take to answer.
_PATIENCE = "10s"


@dataclass
class Crew:
    """Workers that read parts.

    Attributes:
        width: how many tasks are handed out at once.
        start: makes the executor; called again after its workers have died.
        lost: what a future raises whose worker has died.
        close: ends the executor.
        dashboard: where a cluster shows its work, or "".
    """

    width: int
    start: Callable[[], Executor]
    lost: tuple[type[BaseException], ...]
    close: Callable[[], None] = lambda: None
    dashboard: str = ""
    _executor: Executor | None = None

    def run(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, dict[str, Any]]]:
        """Hand out tasks and give back each with its result, as they are done."""
        flying: dict[Future[dict[str, Any]], Task] = {}
        try:
            while True:
                while len(flying) < self.width and (task := next(tasks, None)):
                    flying[self._submit(task)] = task
                if not flying:
                    return
                done, _ = wait(flying, return_when=FIRST_COMPLETED)
                orphans = []
                for future in done:
                    task = flying.pop(future)
                    if isinstance(future.exception(), self.lost):
                        orphans.append(task)
                    else:
                        yield task, future.result()
                for task in orphans:
                    yield task, self._alone(task)
        finally:
            for future in flying:
                future.cancel()
            if self._executor:
                self._executor.shutdown(wait=True)  # on an error, what is being written is written to its end
            self.close()

    def _submit(self, task: Task) -> Future[dict[str, Any]]:
        """Hand out one task, to new workers where the old ones have died."""
        try:
            self._executor = self._executor or self.start()
            return self._executor.submit(read_part, task)
        except BrokenProcessPool:
            self._executor = self.start()
            return self._executor.submit(read_part, task)

    def _alone(self, task: Task) -> dict[str, Any]:
        """Read a part whose worker has died with care: an article that ends a worker again and again is left out."""
        deaths: Counter[str] = Counter()
        while True:
            task.note.unlink(missing_ok=True)
            fatal = tuple(article for article, times in deaths.items() if times >= _DEATHS)
            future = self._submit(replace(task, careful=True, fatal=fatal))
            problem = future.exception()
            if not isinstance(problem, self.lost):
                return future.result()
            if not task.note.is_file() or sum(deaths.values()) > 100:
                time.sleep(_STOPPING)
                raise CorpusError("the workers die before they have read anything; is there memory enough?")
            deaths[task.note.read_text(encoding="utf-8")] += 1


class _Here(Executor):
    """Work in this very process, at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as problem:
            future.set_exception(problem)
        return future


def here() -> Crew:
    """This very process."""
    return Crew(1, _Here, ())


def pool(workers: int) -> Crew:
    """Processes of this machine."""

    def start() -> Executor:
        return ProcessPoolExecutor(workers, mp_context=processes(), initializer=begin)

    return Crew(workers * _AHEAD, start, (BrokenProcessPool,))


def cluster(address: str) -> Crew:
    """The workers of a Dask cluster.

    Raises:
        CorpusError: there is no cluster at the address, or it has no workers.
    """
    with extra("dask"):
        from distributed import Client, KilledWorker

    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as problem:
        raise CorpusError(f"no Dask scheduler answers at {address} ({type(problem).__name__}).") from None
    workers = len(client.scheduler_info(n_workers=-1)["workers"])
    if not workers:
        client.close()
        raise CorpusError(f"the Dask cluster at {address} has no workers; start some with: dask worker {address}")
    # A worker's death is dealt with here; the cluster need not try on its own.
    start: Callable[[], Executor] = lambda: client.get_executor(pure=False)  # noqa: E731
    return Crew(workers * _AHEAD, start, (KilledWorker,), client.close, client.dashboard_link or "")
