"""What the tests share: the readings of the articles in seeds/ and of a long and a short one, made once."""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from onrecord import from_text, load_article, read
from onrecord.reading import Reading, stored

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold"
SEEDS = sorted(path.stem for path in (ROOT / "seeds").glob("*.txt"))


LONG = ROOT / "tests" / "articles" / "corran-tunnel.txt"
SHORT = "The road to the pass is closed."


@pytest.fixture(autouse=True, scope="session")
def _read_anew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test takes a reading that comes with the package for one that was made now."""
    kept, stored.FOLDER = stored.FOLDER, tmp_path_factory.mktemp("stored")
    yield
    stored.FOLDER = kept


@cache
def scorer(name: str) -> ModuleType:
    """One of the benchmarks' scorers."""
    spec = importlib.util.spec_from_file_location(f"score_{name}", ROOT / "benchmarks" / "scorers" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def reading_of(name: str) -> Reading:
    """The reading of an article in seeds/; of the long one ("long"), and of one in which next to nothing is said."""
    if name == "short":
        return read(from_text(SHORT, "2026-01-05", title="Road closed"))
    return read(load_article(LONG if name == "long" else name))


@pytest.fixture(params=SEEDS)
def reading(request: pytest.FixtureRequest) -> Reading:
    """The reading of each article in seeds/."""
    return reading_of(request.param)


def outcome_of(action: Callable[[], object]) -> int:
    """Run something in a copy of this process; returns how that ended: its exit status, or minus a signal.

    A copy has everything loaded: so it can be killed at a known moment again and again, each time in no time.
    """
    copy = os.fork()
    if not copy:
        status = 1
        try:
            action()
            status = 0
        finally:
            os._exit(status)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        ended, status = os.waitpid(copy, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(copy, 9)
    os.waitpid(copy, 0)
    raise AssertionError("it does not end")
