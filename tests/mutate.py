"""Mutation: python3 run.py mutate draws small changes of the code and asks whether a test sees them.

A change that no test sees is one that somebody could make by mistake. Drawn are places of article/, page.py,
export.py, corpus/, reading/corrections.py, app/, claims/ and actors/, all alike (but words that are only shown a
fifth as often), and one change of each: see mutants.py. The same seed over the same code draws the same.

Judges are the tests of what read(), the verbs and the pages give, for inner functions move. Every file of tests
judges but those in NO_JUDGES (covering.py); in the files that judge, a test that names something from inside claims/,
actors/, dates/ or the pipeline does not judge claims/ and actors/, nor one whose helpers do. Each mutant is judged only
by tests that run its lines (or, where it runs at import, functions that use its name), the room's own first, then the
shortest, together at most _TOGETHER; those that take longer than _LONG only where nothing else does; those of SLOW, of
the room's own file, only in _KILLED and where not even these do. A test that sees a mutant only through the shared
readings is passed over where these are the same as before. Which tests run what is noted once, and kept until the code
that they run changes; nothing is written into the repository: mutants live in a copy.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from covering import NO_JUDGE, NO_JUDGES, SLOW, Seen, files, folders
from judging import Child, Recorder, collect, warm
from mutants import Mutant, is_message, mutants, mutated, substituted

ROOMS = "article page.py export.py corpus reading/corrections.py app claims actors".split()
# Mutants that once survived and must not again: what, in which file, what is replaced (a pattern), and by what.
_NAMED = (
    ("an escape of the page dropped", "page.py", r"\bescape\((?!article\.(?:text\[p|source_line))", "str("),
    ("an escape of the unmarked page dropped", "page.py", r"\bescape\((?=article\.text\[p)", "str("),
    ("an escape of the article dropped", "page.py", r"\bescape\(article\.source_line", "str(article.source_line"),
    ("a seed's name may be any path", "workbench/opening.py", r"if name not in seeds\(\)", "if False"),
    ("the app for every machine", "app/__init__.py", r"127\.0\.0\.1(?=\")", "0.0.0.0"),
    ("a page unpacks without limit", "article/web.py", r"decompress\(data, MAX_PAGE \+ 1\)", "decompress(data)"),
    ("a page is as large as it likes", "article/web.py", r"if len\(data\) > MAX_PAGE", "if False"),
    ("a file unpacks without limit", "corpus/inputs.py", r"\.read\(MAX_BYTES \+ 1\)", ".read()"),
    ("a line unpacks without limit", "corpus/inputs.py", r"\.readline\(MAX_BYTES \+ 1\)", ".readline()"),
    ("a write is not atomic", "files/writing.py", r"yield temporary\n", "yield path; return\n"),
    (
        "text is not written whole",
        "files/writing.py",
        r"with whole\(path\) as temporary:",
        r"path.parent.mkdir(parents=True, exist_ok=True)\n    if temporary := path:",
    ),
    ("a merge loses roles", "reading/corrections.py", r"first\.roles \+= other\.roles", "pass"),
    ("a list runs on", "claims/tidying.py", r"_LONGEST_REST = 12", "_LONGEST_REST = 120"),
    ("what is speech", "claims/joining.py", r"_SPEECH_TOKENS = 5", "_SPEECH_TOKENS = 6"),
    ("how far a speaker stands", "claims/quotes.py", r"tail\[:30\]", "tail[:3]"),
    (
        "a date that begins where a claim ends",
        "reading/days.py",
        r"furthest\[before\] > timex",
        "furthest[before] >= timex",
    ),
    ("a date in the first claim", "reading/days.py", r"before >= 0 and", "before > 0 and"),
    (
        "a date that ends where a claim begins",
        "reading/days.py",
        r"bisect_left\(starts, timex\.end\) - 1",
        "bisect_left(starts, timex.end)",
    ),
)
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__")


def drawn(sources: dict[str, str], number: int, seed: int) -> list[Mutant]:
    """As many mutants as are wanted, in the order of the code."""
    chance = random.Random(seed)
    every = [place for file, source in sources.items() for place in mutants(source, file)]
    every = [place for place in every if not is_message(place) or chance.random() < 0.2]
    some = sorted(chance.sample(range(len(every)), min(number, len(every))))
    return [chance.choice(every[n]) for n in some]


def copies(root: Path, tests: list[str], workers: int) -> list[Path]:
    """Copies of the repository to work in, one a worker, with what is loaded in each of them already loaded here."""
    folder = Path(tempfile.mkdtemp(prefix="mutate-"))
    made = [folder / str(number) / "onrecord" for number in range(workers)]
    shutil.copytree(root, made[0], ignore=_LEFT_OUT, symlinks=True)
    warm(made[0])
    list(run([("", partial(collect, files=tests), 600.0)], made[:1]))
    for other in made[1:]:
        shutil.copytree(made[0], other, symlinks=True)
    return made


def judging_files(root: Path, only: list[str]) -> list[str]:
    """The files of tests that judge, the longest first."""
    found = sorted((root / "tests").glob("test_*.py"), key=lambda path: -path.stat().st_size)
    return [f"tests/{p.name}" for p in found if p.stem not in NO_JUDGES and (not only or p.stem in only)]


def seen_by_tests(root: Path, free: list[Path], tests: list[str]) -> Seen:
    """Run every judge once, or take what was seen when it was run over the same files."""
    seen = Seen(root)
    now = {file: _hash(text) for file, text in files(root, ["", *folders(root)]).items()}
    shared = (
        repr((NO_JUDGE, SLOW))
        + (root / "tests" / "conftest.py").read_text()
        + Path(__file__).with_name("judging.py").read_text()
    )
    store = Path(tempfile.gettempdir()) / "mutate-seen"
    store.mkdir(exist_ok=True)
    texts = {file: (root / file).read_text(encoding="utf-8") for file in tests}
    jobs = [(file, store / f"{_hash(str(root) + shared + file + text)}.json") for file, text in texts.items()]
    work = [(kept, Recorder(file, NO_JUDGE, SLOW), 1200.0) for file, kept in jobs if not _is_fresh(kept, now)]
    start = time.monotonic()
    if work:
        print(f"Running {len(work)} files of tests to see what each test runs ...", flush=True)
    for kept, found in run(work, free):
        print(f"  {time.monotonic() - start:.0f} s", flush=True)
        if not isinstance(found, dict):
            sys.exit(f"run.py: mutate: a file of tests did not end ({found}); see {free[0].parents[1]}")
        kept.write_text(json.dumps({**found, "code": {file: now[file] for file in found["lines"] if file in now}}))
    for file, kept in jobs:
        found = json.loads(kept.read_text())
        for test in (test for test, told in found["tests"].items() if not told["passed"]):
            print(f"No judge, for it does not pass: {test}", flush=True)
        seen.add(file, found)
    return seen


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_fresh(kept: Path, now: dict[str, str]) -> bool:
    """Whether what a file of tests has run is known, and still reads as it did."""
    return kept.is_file() and all(now.get(f) == code for f, code in json.loads(kept.read_text())["code"].items())


def run(work: list[tuple[Any, Any, float]], free: list[Path], prepare: Any = None) -> Any:
    """Do (what, work, limit) in children, one a copy at a time; give (what, result) as they end."""
    waiting, at_work, idle = list(reversed(work)), [], list(free)
    try:
        while waiting or at_work:
            while waiting and idle:
                what, task, limit = waiting.pop()
                if prepare:
                    prepare(idle[-1], what)
                at_work.append((what, Child(idle.pop(), task, limit)))
            time.sleep(0.02)
            for what, child in list(at_work):
                result = child.result()
                if result != "running":
                    at_work.remove((what, child))
                    idle.append(child.copy)
                    yield what, result
    finally:
        for _, child in at_work:
            child.stop()


class Bench:
    """Puts a mutant into a copy, and the copy right again before the next."""

    def __init__(self, sources: dict[str, str]) -> None:
        """Take the files as they are."""
        self.sources, self.last = sources, dict[Path, str]()

    def put(self, copy: Path, mutant: Mutant) -> None:
        """Change one file of a copy."""
        package = copy / "lib" / "onrecord"
        if copy in self.last:
            (package / self.last[copy]).write_text(self.sources[self.last[copy]], encoding="utf-8")
        self.last[copy] = mutant.file
        (package / mutant.file).write_text(mutated(self.sources[mutant.file], mutant), encoding="utf-8")


def outcome(result: Any) -> tuple[str, str]:
    """Whether a mutant was killed, and by what."""
    if result == "timeout":
        return "killed", "timeout"
    if result is None:
        return "killed", "the process died"
    if result["killer"] or result["status"]:
        return "killed", result["killer"] or f"pytest ended with {result['status']}"
    return "survived", ""


def judged(chosen: list[Mutant], sources: dict[str, str], seen: Seen, free: list[Path]) -> list[dict[str, Any]]:
    """Judge mutants, and print a line for each."""
    found, work = [], []
    for mutant in chosen:
        if judge := seen.judge(mutant):
            work.append((mutant, judge, seen.limit(judge)))
        else:
            found.append(_told(mutant, "survived", "no test runs it"))
    for mutant, result in run(work, free, Bench(sources).put):
        found.append(_told(mutant, *outcome(result)))
    return sorted(found, key=lambda told: chosen.index(told["mutant"]))


def _told(mutant: Mutant, verdict: str, by: str) -> dict[str, Any]:
    before, after = (text if len(text) < 60 else f"{text[:57]}..." for text in (mutant.before, mutant.after))
    change = f"{mutant.kind}: {before} -> {after or '(nothing)'}".replace("\n", " ")
    print(f"{mutant.file}:{mutant.line}  {change}  {verdict}{f' ({by})' if by else ''}", flush=True)
    return {"mutant": mutant, "verdict": verdict, "by": by}


def table(found: list[dict[str, Any]]) -> str:
    """Killed and drawn, by room."""
    rooms = Counter(told["mutant"].file.split("/")[0] for told in found)
    killed = Counter(told["mutant"].file.split("/")[0] for told in found if told["verdict"] == "killed")
    rows = [(room, killed[room], rooms[room]) for room in [*ROOMS, *sorted({*rooms} - {*ROOMS})] if rooms[room]]
    rows += [("all", sum(killed.values()), len(found))]
    return "\n".join(f"{room:16}{k:5} of {n:4} killed  {k / n:4.0%}" for room, k, n in rows)


def named(root: Path) -> list[Mutant]:
    """The mutants of _NAMED; where the code has no place for one any more, that is said."""
    found = []
    for what, file, pattern, text in _NAMED:
        source = (root / "lib" / "onrecord" / file).read_text(encoding="utf-8")
        fits = substituted(source, file, pattern, text)
        print(
            f"{what}: {', '.join(f'{m.file}:{m.line}' for m in fits) or 'the code has no such place now'}", flush=True
        )
        found += fits
    return found


def survivors(path: Path, sources: dict[str, str]) -> list[Mutant]:
    """The mutants of an earlier run that survived, where the code still reads as it did."""
    keys = {tuple(one["key"]) for one in json.loads(path.read_text()) if one["verdict"] == "survived"}
    every = [m for file, source in sources.items() for place in mutants(source, file) for m in place if m.key in keys]
    for key in keys - {m.key for m in every}:
        print(f"{key[0]}: nothing in {key[1]} reads {key[3]} any more")
    return every


def shown(mutant: Mutant, source: str) -> str:
    """A mutant as a diff; the code is written anew on both sides, without comments."""
    before, after = (ast.unparse(ast.parse(code)).splitlines() for code in (source, mutated(source, mutant)))
    return "\n".join(difflib.unified_diff(before, after, mutant.file, lineterm="", n=2))


def main() -> int:
    """Draw mutants, judge them, and say which survived."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="run.py mutate", description=__doc__, formatter_class=plain)
    parser.add_argument("number", nargs="?", type=int, default=200, help="how many (default: 200)")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--rooms", nargs="+", default=ROOMS, metavar="ROOM", help="rooms or files of the package")
    parser.add_argument("--tests", nargs="+", default=[], metavar="FILE", help="only these judge, such as test_page")
    parser.add_argument("--named", action="store_true", help="those that once survived and must not again")
    parser.add_argument("--only-survivors", type=Path, metavar="FILE", help="those that survived in an earlier --out")
    parser.add_argument("--show", type=int, metavar="N", help="print a mutant's diff, by its number, and judge nothing")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write what was found, as JSON")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[1], help="another checkout to judge")
    args = parser.parse_args()
    root = args.root.resolve()
    sources = files(root, args.rooms)
    if args.named:
        chosen = named(root)
        sources = {m.file: (root / "lib" / "onrecord" / m.file).read_text(encoding="utf-8") for m in chosen}
    elif args.only_survivors:
        chosen = survivors(args.only_survivors, sources)
    else:
        chosen = drawn(sources, args.number, args.seed)
    if args.show is not None:
        print(shown(chosen[args.show], sources[chosen[args.show].file]))
        return 0
    start = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tests = judging_files(root, args.tests)
    free = copies(root, tests, args.workers)
    try:
        found = judged(chosen, sources, seen_by_tests(root, free, tests), free)
    finally:
        shutil.rmtree(free[0].parents[1], ignore_errors=True)
    if args.out:
        rows = [{"n": n, **asdict(m := t.pop("mutant")), "key": m.key, **t} for n, t in enumerate(map(dict, found))]
        args.out.write_text(json.dumps(rows, indent=1) + "\n")
    print(f"\n{table(found)}\n{time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
