"""Many articles: what a second worker brings, by process pool and by Dask, and whether memory stays flat.

The articles are made by shuffling sentences of the texts that were written for this project.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from onrecord import load_article, read
from onrecord.corpus import read_corpus

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
_SENTENCES = 6  # an article
_SAMPLED = 0.25  # seconds


def made(path: Path, articles: int) -> Path:
    """Write a corpus of so many articles as JSON lines."""
    texts = [*sorted((SEEDS / "harwick").glob("*.txt")), SEEDS / "harwick-budget.txt", SEEDS / "kettle-recall.txt"]
    sentences = [s for text in texts for s in read(load_article(text), method="rules").sentences.text]
    rng = random.Random(0)
    with path.open("w", encoding="utf-8") as file:
        for number in range(articles):
            text = "\n".join(" ".join(rng.sample(sentences, _SENTENCES // 2)) for _ in range(2))
            file.write(json.dumps({"id": str(number), "text": text}) + "\n")
    return path


@contextmanager
def peaks() -> Iterator[dict[str, float]]:
    """The most memory that this process and the largest of its workers have held, in MB."""
    found = {"run": 0.0, "worker": 0.0}
    ended = threading.Event()

    def watch() -> None:
        me = psutil.Process()
        while not ended.wait(_SAMPLED):
            found["run"] = max(found["run"], me.memory_info().rss / 1e6)
            for child in me.children(recursive=True):
                try:
                    found["worker"] = max(found["worker"], child.memory_info().rss / 1e6)
                except psutil.Error:  # it has just ended
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        ended.set()
        watcher.join()


def by_pool(source: Path, workers: int) -> float:
    """Seconds that a process pool takes, its start included."""
    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        read_corpus(source, out, workers=workers, progress=False)
        return time.perf_counter() - start


def by_dask(source: Path, workers: int) -> float:
    """Seconds that a Dask cluster takes that runs already."""
    from distributed import LocalCluster

    with (
        tempfile.TemporaryDirectory() as out,
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
    ):
        start = time.perf_counter()
        read_corpus(source, out, scheduler=cluster.scheduler_address, progress=False)
        return time.perf_counter() - start


def apart(source: Path, halves: int) -> float:
    """Seconds that so many programs take that know nothing of each other, each with its share of the articles."""
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    with tempfile.TemporaryDirectory() as folder:
        programs = []
        start = time.perf_counter()
        for number in range(halves):
            share = Path(folder) / f"{number}.jsonl"
            share.write_text("".join(lines[number::halves]), encoding="utf-8")
            code = f"from onrecord.corpus import read_corpus; read_corpus({str(share)!r}, workers=0, progress=False)"
            programs.append(subprocess.Popen([sys.executable, "-c", code]))
        for program in programs:
            program.wait()
        return time.perf_counter() - start


def _costs(way: Callable[[Path, int], float], source: Path, workers: int) -> tuple[float, float]:
    """Seconds that a way takes, and the processor time of all that it starts: on a busy machine only that is sure."""
    before = os.times()
    took = way(source, workers)
    return took, sum(os.times()[:4]) - sum(before[:4])


def scaling(articles: int) -> None:
    """Print what a second worker brings."""
    with tempfile.TemporaryDirectory() as folder:
        source = made(Path(folder) / "made.jsonl", articles)
        words = sum(len(json.loads(line)["text"].split()) for line in source.open(encoding="utf-8"))
        # What two programs side by side reach is what the machine has to give.
        ways: dict[str, Callable[[Path, int], float]] = {"apart": apart, "process pool": by_pool, "Dask": by_dask}
        for name, way in ways.items():
            (one, cpu), (two, cpus) = (_costs(way, source, workers) for workers in (1, 2))
            print(f"{name:14}{words / one:>9,.0f} words/s by one worker, {words / two:,.0f} by two:", end="")
            print(f" {one / two:.2f} x", end="")
            print(f"; processor time {cpus / cpu:.2f} x, so {2 * cpu / cpus:.2f} x at most")


def memory(sizes: tuple[int, ...]) -> None:
    """Print the peak of memory over corpora that grow."""
    for articles in sizes:
        with tempfile.TemporaryDirectory() as folder, peaks() as found:
            source = made(Path(folder) / "made.jsonl", articles)
            by_pool(source, 2)
        print(f"{articles:>9,} articles: {found['worker']:,.0f} MB the largest worker, {found['run']:,.0f} MB the run")


def main(_: object = None, articles: int = 1200, sizes: tuple[int, ...] = (1000, 10_000)) -> int:
    """Print both; returns the exit status."""
    scaling(articles)
    memory(sizes)
    return 0
