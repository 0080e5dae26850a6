"""A corpus whose run or worker is killed: it goes on, ends the same, and nothing that is done is done again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import psutil
import pytest

import workers
from conftest import outcome_of
from onrecord.corpus import SCHEMA, crew, read_corpus, work
from onrecord.errors import CorpusError
from onrecord.reading import steps
from test_corpus import contents, here, made, small_parts, undisturbed

__all__ = ["small_parts", "undisturbed"]  # fixtures

# Run in a process of its own, with parts of two articles: it ends by SIGKILL when its first part is done.
RUN = """
import multiprocessing, os, signal, sys
from onrecord.corpus import parts, progress, read_corpus
def end(self, about, size):
    print(*[worker.pid for worker in multiprocessing.active_children()], flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
if __name__ == "__main__":
    parts._ARTICLES = 2
    progress.Progress.add = end
    read_corpus(sys.argv[1], sys.argv[2], workers=1, method="rules", progress=False)
"""
# The same, stopped as by Ctrl-C, which reaches every process of a terminal, when its first part is done.
STOPPED = """
import os, signal, sys
from onrecord.cli import main
from onrecord.corpus import parts, progress
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # who started the tests may have it ignored
    parts._ARTICLES = 1
    progress.Progress.add = lambda *about: os.killpg(0, signal.SIGINT)
    sys.exit(main(["corpus", *sys.argv[1:], "--workers", "2"]))
"""
NO_KILL = pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")


def ends_at(renamed: int, before: bool) -> Callable[[Path, Path], Path]:
    """Path.replace, which ends this process before or behind its n-th file."""
    real, count = Path.replace, iter(range(1, 1000))

    def replace(self: Path, target: Path) -> Path:
        last = next(count) == renamed
        if last and before:
            os.kill(os.getpid(), signal.SIGKILL)
        found = real(self, target)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    return replace


# Each part is a file that waits and one a table, of which the articles are the last: 12, 24 and 36.
@NO_KILL
@pytest.mark.parametrize(
    ("renamed", "before"),
    [(n, True) for n in (1, 2, 7, 12, 13, 24, 36)] + [(n, False) for n in (1, 7, 12, 24, 36)],
    ids=lambda value: {True: "before", False: "behind"}.get(value, value) if isinstance(value, bool) else value,
)
def test_a_run_that_is_killed_at_any_file_goes_on_and_ends_the_same(
    tmp_path: Path,
    small_parts: None,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: tuple[Path, dict[str, bytes]],
    renamed: int,
    before: bool,
) -> None:
    source, expected = undisturbed
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", ends_at(renamed, before))
        assert outcome_of(lambda: here(source, out)) == -signal.SIGKILL
    left = {name: (out / name).stat().st_mtime_ns for name in contents(out) if "/part-" in name}
    assert all((out / name).read_bytes() == expected[name] for name in left)  # what is there is there as a whole
    whole = (renamed - before) // 12
    assert len(left) >= whole * len(SCHEMA)
    here(source, out)
    assert contents(out) == expected
    kept = {name[-13:] for name, when in left.items() if (out / name).stat().st_mtime_ns == when}
    assert kept == {f"{number:05}.parquet" for number in range(whole)}  # and nothing that is done is read again


@NO_KILL
def test_no_worker_goes_on_without_the_run_and_the_next_one_does(
    tmp_path: Path, small_parts: None, undisturbed: tuple[Path, dict[str, bytes]]
) -> None:
    source, expected = undisturbed
    call = [sys.executable, "-c", RUN, str(source), str(tmp_path / "out")]
    run = subprocess.run(call, stdout=subprocess.PIPE, text=True, check=False, timeout=120)
    assert run.returncode == -signal.SIGKILL
    worker = int(run.stdout)
    deadline = time.monotonic() + 30
    while psutil.pid_exists(worker) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not psutil.pid_exists(worker)
    here(source, tmp_path / "out")
    assert contents(tmp_path / "out") == expected


@NO_KILL
def test_a_run_that_is_stopped_ends_at_once_with_one_line_and_the_next_one_goes_on(
    tmp_path: Path, small_parts: None, undisturbed: tuple[Path, dict[str, bytes]]
) -> None:
    source, expected = undisturbed
    call = [sys.executable, "-c", STOPPED, str(source), str(tmp_path / "out")]
    run = subprocess.run(call, stderr=subprocess.PIPE, text=True, check=False, timeout=120, start_new_session=True)
    assert run.returncode == 130
    said = [line for line in run.stderr.splitlines() if line.strip() and "gone" not in line]
    assert said == ["onrecord: stopped; the same command goes on from here."]
    here(source, tmp_path / "out")
    assert contents(tmp_path / "out") == expected


@NO_KILL
def test_a_worker_that_is_killed_is_replaced(
    tmp_path: Path, small_parts: None, monkeypatch: pytest.MonkeyPatch, undisturbed: tuple[Path, dict[str, bytes]]
) -> None:
    monkeypatch.setattr(crew, "read_part", workers.killed_once)
    source, expected = undisturbed
    corpus = read_corpus(source, tmp_path / "out", workers=1, method="rules", progress=False)
    assert (tmp_path / "out.killed").exists() and not len(corpus.errors)
    assert contents(tmp_path / "out") == expected


class Dying:
    """An executor in this process whose workers die as they are told to: at an article, so many times."""

    def __init__(self, deaths: dict[str, int]) -> None:
        self.deaths, self.starts, self.read, self.broken = deaths, 0, Counter[str](), False

    def start(self) -> Any:
        self.starts, self.broken = self.starts + 1, False
        return self

    def submit(self, function: Any, task: work.Task) -> Future[Any]:
        if self.broken:
            raise BrokenProcessPool
        future: Future[Any] = Future()
        try:
            future.set_result(function(task))
        except SystemExit:
            self.broken = True
            future.set_exception(BrokenProcessPool("gone"))
        return future

    def shutdown(self, wait: bool) -> None:
        assert wait

    def reading(self, real: Any) -> Any:
        def read(article: Any, *options: Any) -> Any:
            self.read[article.name] += 1
            if self.deaths.get(article.name, 0):
                self.deaths[article.name] -= 1
                raise SystemExit
            return real(article, *options)

        return read


@pytest.mark.parametrize(
    ("deaths", "starts", "lost"),
    [
        ({}, 1, []),
        ({"a1": 1}, 2, []),
        ({"a1": 2}, 3, []),
        ({"a1": 3}, 4, ["a1"]),
        ({"a1": 99, "a2": 99}, 7, ["a1", "a2"]),
    ],
)
def test_an_article_is_left_out_when_it_has_ended_two_workers_alone(
    tmp_path: Path,
    small_parts: None,
    monkeypatch: pytest.MonkeyPatch,
    deaths: dict[str, int],
    starts: int,
    lost: list[str],
) -> None:
    dying = Dying(dict(deaths))
    monkeypatch.setattr(steps, "read_text", dying.reading(steps.read_text))
    monkeypatch.setattr(crew, "pool", lambda workers: crew.Crew(2, dying.start, (BrokenProcessPool,)))
    corpus = read_corpus(made(tmp_path / "in", 4), tmp_path / "out", workers=1, method="rules", progress=False)
    assert corpus.errors.id.tolist() == lost and dying.starts == starts
    assert sorted([*corpus.articles.id, *lost]) == ["a0", "a1", "a2", "a3"]
    assert all("ended the program that read it (out of memory, perhaps)." in why for why in corpus.errors.reason)
    assert not (tmp_path / "out" / ".waiting").exists()


def test_workers_that_die_before_they_read_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(task: work.Task) -> Any:
        raise SystemExit

    dying = Dying({})
    monkeypatch.setattr(crew, "read_part", dead)
    monkeypatch.setattr(crew, "pool", lambda workers: crew.Crew(2, dying.start, (BrokenProcessPool,)))
    with pytest.raises(CorpusError, match="the workers die before they have read anything; is there memory enough"):
        read_corpus(made(tmp_path / "in", 2), tmp_path / "out", workers=1, progress=False)
    assert dying.starts == 2
