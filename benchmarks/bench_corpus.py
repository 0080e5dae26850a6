"""Many articles: what a second worker costs and brings, by process pool and by Dask, and whether memory stays flat.

The articles are made by shuffling sentences of the texts that were written for this project. What a second worker costs
is said in processor time, which does not depend on what else the machine does; what it brings in words a second does:
that figure is good on two free cores alone.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil

from onrecord import load_article, read
from timing import bare, processor, seconds, used

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
_SENTENCES = 6  # an article
_SAMPLED = 0.25  # seconds
_WORDS = 500  # of an article of news
_SUBREAPER = 36  # of Linux' prctl

# Programs of their own: SOURCE and WORKERS are their arguments, and the folder of the results.
_BEGIN = """
import sys
from onrecord.corpus import read_corpus
if __name__ == "__main__":
    source, workers, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
"""
POOL = f"""{_BEGIN}
    read_corpus(source, out, workers=workers, progress=False)
"""
RULES = f"""{_BEGIN}
    read_corpus(source, out, workers=workers, method="rules", progress=False)
"""
DASK = f"""{_BEGIN}
    from distributed import LocalCluster
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        read_corpus(source, out, scheduler=cluster.scheduler_address, progress=False)
"""
# So many programs that know nothing of each other, each with its share: what the machine has to give.
APART = f"""{_BEGIN}
    import subprocess
    lines = open(source, encoding="utf-8").readlines()
    code = "from onrecord.corpus import read_corpus; import sys; read_corpus(sys.argv[1], workers=0, progress=False)"
    programs = []
    for number in range(workers):
        with open(f"{{out}}/{{number}}.jsonl", "w", encoding="utf-8") as share:
            share.writelines(lines[number::workers])
        programs.append(subprocess.Popen([sys.executable, "-c", code, share.name]))
    for program in programs:
        program.wait()
"""


class Cost(NamedTuple):
    """What a run has taken, in seconds: by the clock, and of all its processes together."""

    clock: float
    processor: float


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


def cost(code: str, source: Path, workers: int) -> Cost:
    """Run a program to the end of all that it has started, which may outlive it by a moment."""
    with tempfile.TemporaryDirectory() as out:
        start, before = time.perf_counter(), used()
        subprocess.run([sys.executable, "-c", code, str(source), str(workers), out], check=True)
        took = time.perf_counter() - start
        _wait_for_orphans()
        return Cost(took, used() - before)


def _adopt_orphans() -> None:
    """Have what a program leaves behind counted here: workers are no children of the run, and end after it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def _wait_for_orphans() -> None:
    try:
        while sys.platform == "linux":
            os.wait()
    except ChildProcessError:
        return


def scaling(articles: int) -> None:
    """Print what a second worker costs and brings, and what a million articles would take."""
    _adopt_orphans()
    print(processor())
    with tempfile.TemporaryDirectory() as folder:
        source = made(Path(folder) / "made.jsonl", articles)
        texts = [json.loads(line)["text"] for line in source.open(encoding="utf-8")]
        words = sum(len(text.split()) for text in texts)
        print(f"{articles:,} articles, {words:,} words; bare nlp.pipe {words / seconds(bare(texts)):,.0f} words/s")
        for name, code in {"apart": APART, "process pool": POOL, "Dask": DASK}.items():
            one, two = cost(code, source, 1), cost(code, source, 2)
            print(
                f"{name:14}processor time {one.processor:,.0f} s by one worker, {two.processor:,.0f} s by two:", end=""
            )
            print(
                f" {two.processor / one.processor:.3f} x; by the clock {one.clock:,.0f} s and {two.clock:,.0f} s:",
                end="",
            )
            print(f" {one.clock / two.clock:.2f} x the throughput")
            if code is POOL:
                hours = 1e6 * _WORDS / words * one.processor / 3600
                print(f"{'':14}a million articles of {_WORDS} words: {hours:,.0f} hours of one core")


@contextmanager
def peaks() -> Iterator[dict[str, float]]:
    """The most memory that a run and the largest of its workers have held, in MB; what they share counts in each."""
    found = {"run": 0.0, "worker": 0.0}
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_SAMPLED):
            for run in psutil.Process().children():
                for name, processes in (("run", [run]), ("worker", _below(run))):
                    found[name] = max(found[name], *map(_held, processes), 0.0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        ended.set()
        watcher.join()


def _below(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:  # it has just ended
        return []


def _held(process: psutil.Process) -> float:
    try:
        return process.memory_info().rss / 1e6
    except psutil.Error:
        return 0.0


def memory(code: str, sizes: tuple[int, ...]) -> None:
    """Print the peak of memory over corpora that grow."""
    for articles in sizes:
        with tempfile.TemporaryDirectory() as folder, peaks() as found:
            cost(code, made(Path(folder) / "made.jsonl", articles), 2)
        print(f"{articles:>9,} articles: {found['worker']:,.0f} MB the largest worker, {found['run']:,.0f} MB the run")


def main(_: object = None, articles: int = 1000, sizes: tuple[int, ...] = (300, 3000)) -> int:
    """Print all; returns the exit status."""
    scaling(articles)
    for name, code in {"by the model": POOL, "by the rules": RULES}.items():
        print(f"Memory, two workers, {name}:")
        memory(code, sizes)
    return 0
