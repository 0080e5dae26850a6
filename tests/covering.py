"""Which tests judge a mutant: those that run its lines. For mutate.py alone, whose text says which tests may judge."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from judging import Judge, inner_tests
from mutants import Mutant

_STRICT = ("claims/", "actors/")
NO_JUDGES = {
    "test_accuracy": "reads figures on record",
    "test_browser": "needs a browser",
    "test_charts": "draws; no room here draws",
    "test_check": "classroom answers",
    "test_dates": "inner functions",
    "test_docs": "reads documents and the code's own words",
    "test_exercises": "runs notebooks",
    "test_notebooks": "runs notebooks",
    "test_pipeline": "inner functions",
    "test_slides": "runs notebooks",
    "test_wordpiece": "inner functions",
}
# These compare times with times, look for slow patterns, or run all notebooks: a mutant isn't what they judge.
NO_JUDGE = ("takes_about_eight_times", "backtracks", "figures_of_an_article", "the_watch_sees", "unpickles_nothing")
# They kill processes and wait for clusters. What only happens then is in these files, which they always judge, last.
_KILLED = ("corpus/crew.py", "corpus/work.py")
SLOW = (
    "worker_that_is_killed",
    "run_that_is_killed_goes_on",
    "run_that_is_stopped",
    "goes_on_without_the_run",
    "ends_its_worker",
    "a_dask_cluster",
)
# Where a room's own tests stand, when not in test_ROOM*.
_OWN = {
    **dict.fromkeys(("claims", "actors"), ("tests/test_reading", "tests/test_gold", "tests/test_sentences")),
    "article": ("tests/test_article", "tests/test_web"),
    "reading": ("tests/test_reading", "tests/test_corrections"),
}
_LONG, _TOGETHER = 8.0, 20.0  # seconds of the processor, for a test and for all tests of a mutant


def files(root: Path, rooms: list[str]) -> dict[str, str]:
    """The sources of the rooms, by file within the package."""
    package = root / "lib" / "onrecord"
    found = [p for room in rooms for p in ([package / room] if room.endswith(".py") else (package / room).glob("*.py"))]
    return {path.relative_to(package).as_posix(): path.read_text(encoding="utf-8") for path in sorted(found)}


class Seen:
    """Which tests run which lines of the package, how long they take, and which of them are of inner functions."""

    def __init__(self, root: Path) -> None:
        """Start with nothing seen."""
        self.root = root
        self.tests: dict[str, dict[str, Any]] = {}
        self.lines: dict[str, dict[int, set[str]]] = {}
        self.readings: dict[str, list[str]] = {}
        self.inner: set[tuple[str, str]] = set()
        self.trees: dict[str, ast.Module] = {}

    def add(self, file: str, found: dict[str, Any]) -> None:
        """Take what one file of tests has run."""
        self.tests |= {test: told for test, told in found["tests"].items() if told["passed"]}
        self.readings |= found["readings"]
        self.inner |= {(file, name) for name in inner_tests(self.root / file)}
        for source, own in found["lines"].items():
            lines = self.lines.setdefault(source, {})
            for line, contexts in own.items():
                lines.setdefault(int(line), set()).update(contexts)

    def judge(self, mutant: Mutant) -> Judge | None:
        """The tests that may see a mutant, as one judge."""
        contexts = self._contexts(mutant)
        direct = {test for test in self.tests if test in contexts or f"file:{test.split('::')[0]}" in contexts}
        names = {name for name in self.readings if f"reading:{name}" in contexts}
        via = {test: sorted(names & set(told["readings"])) for test, told in self.tests.items() if test not in direct}
        via = {test: shared for test, shared in via.items() if shared}
        able = [test for test in (*direct, *via) if self._may_judge(test, mutant)]
        slow = [test for test, told in self.tests.items() if told["slow"] and _is_own(test, mutant)]
        chosen = self._in_time(
            sorted(able, key=lambda test: (not _is_own(test, mutant), self.tests[test]["cpu"], test))
        )
        stages = [[t for t in chosen if _is_own(t, mutant)], [t for t in chosen if not _is_own(t, mutant)]]
        stages += [slow] if mutant.file in _KILLED or not chosen else []
        stages = [stage for stage in stages if stage]
        before = {name: [*kept, name in names] for name, kept in self.readings.items()}
        return Judge(stages, via, before) if stages else None

    def _in_time(self, tests: list[str]) -> list[str]:
        tests = [test for test in tests if self.tests[test]["cpu"] <= _LONG] or tests
        chosen, total = tests[:1], self.tests[tests[0]]["cpu"] if tests else 0.0
        for test in tests[1:]:
            total += self.tests[test]["cpu"]
            chosen += [test] if total <= _TOGETHER else []
        return chosen

    def _contexts(self, mutant: Mutant) -> set[str]:
        if not mutant.names:
            return {who for line in mutant.lines for who in self.lines.get(mutant.file, {}).get(line, ())}
        found = set()
        for file, lines in self._users(set(mutant.names)):
            found |= {who for line in lines for who in self.lines.get(file, {}).get(line, ())}
        return found

    def _users(self, names: set[str]) -> list[tuple[str, range]]:
        """The functions of the package that use a name, or what is made of it at import."""
        if not self.trees:
            self.trees = {f: ast.parse(s) for f, s in files(self.root, ["", *folders(self.root)]).items()}
        statements = [(f, s) for f, tree in self.trees.items() for s in tree.body]
        while True:
            using = [(f, s) for f, s in statements if names & _words(s)]
            made = {t.id for _, s in using if isinstance(s, ast.Assign) for t in s.targets if isinstance(t, ast.Name)}
            if made <= names:
                break
            names |= made
        inside = [(f, d) for f, s in using for d in ast.walk(s) if isinstance(d, ast.FunctionDef) and names & _words(d)]
        return [(file, range(d.body[0].lineno, d.end_lineno + 1)) for file, d in inside]

    def _may_judge(self, test: str, mutant: Mutant) -> bool:
        file, name = test.split("::")[0], test.split("::")[-1].split("[")[0]
        return not (mutant.file.startswith(_STRICT) and (file, name) in self.inner)

    def limit(self, judge: Judge) -> float:
        """How long judging may take: four times what the tests take, and what the readings do."""
        tests = [test for stage in judge.stages for test in stage]
        return max(20.0, 4 * sum(self.tests[test]["wall"] for test in tests)) + 30


def _is_own(test: str, mutant: Mutant) -> bool:
    room = mutant.file.split("/")[0].removesuffix(".py")
    return test.split("::")[0].startswith(_OWN.get(room, f"tests/test_{room}"))


def folders(root: Path) -> list[str]:
    return [path.name for path in (root / "lib" / "onrecord").iterdir() if (path / "__init__.py").is_file()]


def _words(node: ast.AST) -> set[str]:
    """The names that a piece of code uses."""
    found = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return found | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
