#!/usr/bin/env python3
"""Set up On Record and run it: python3 run.py figures | test | lab | app | read FILE | corpus IN OUT | bench ...

Everything happens in .venv beside this file. It is made on the first call and made again only when
requirements.txt, pyproject.toml or the Python version changes. Only the standard library is used here, in a
syntax that old Pythons can read, so that they get a clear line and not a SyntaxError.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "onrecord-setup.txt"
OLDEST, NEWEST = (3, 11), (3, 14)
# JupyterLab asks whether it may fetch news, over the first notebook that somebody opens. Nothing here calls elsewhere.
LAB_SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}

VERBS = """verbs:
  figures                        run the notebooks in order and make every figure anew
  figures --article FILE         the same for an article of yours, into its own folder (--out DIR)
  test                           run all tests: unit tests, notebooks, figures
  test --browser                 look at pages, figures and the workbench in the Chromium of this machine
  lab                            open the notebooks in JupyterLab
  app                            the workbench as a page without code, in your browser (--port N)
  read FILE | URL                tables (CSV) and the annotated page for an article of yours
                                 (--published YYYY-MM-DD, --out DIR)
  corpus IN OUT                  read a folder or a table of articles, one Parquet dataset a table
                                 (--workers N, --scheduler tcp://... for a Dask cluster)
  annotate IN.jsonl OUT.jsonl    read one document a line, write its annotations a line (--claims all | speech;
                                 --resume goes on in OUT where a stopped run has left off)
  bench actors | claims | dates  measure accuracy on public data (--data FOLDER)
  bench speed | corpus           measure the speed of every step; of many articles, with their memory
  bench pool --data FOLDER       read every article of a folder's .jsonl files, and count what breaks
  fuzz TARGET                    look for texts that break it (--seconds N); tests/fuzz says how
  mutate [N]                     change the code in N small ways, and say which of them no test sees (--rooms page.py)
  exercises                      make the exercises of the class anew from their solutions (--out DIR)
  site                           a site that runs the exercises in a browser, without installing (--out DIR)
  slides [NOTEBOOK ...]          slides of notebooks' figures, or of exercises, in one offline file (--out FILE)
"""


class SetupError(Exception):
    """Something that this machine lacks; the message says what to do."""


def main(arguments: "list[str]") -> int:
    """Dispatch to a verb, inside the environment."""
    parser = argparse.ArgumentParser(
        prog="run.py",
        description="On Record reads a news article as data: who claims what, about whom, and when.",
        epilog=VERBS + "\n'run.py VERB --help' says more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = ["figures", "test", "lab", "app", "read", "corpus", "annotate", "bench", "fuzz", "mutate"]
    verbs += ["exercises", "site", "slides"]
    parser.add_argument("verb", choices=verbs, metavar="verb")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...", help="what the verb takes")
    args = parser.parse_args(arguments)
    try:
        check_python()
        set_up()
    except SetupError as problem:
        print("run.py: {}".format(problem), file=sys.stderr)
        return 2
    if args.verb == "lab":
        # The notebooks are signed, so that their pictures show before they run; what was changed is left alone.
        run(["-c", "from onrecord.suite.lab import *; trust(Path({!r}))".format(str(ROOT))])
    return run(command(args.verb, args.rest))


def command(verb: str, rest: "list[str]") -> "list[str]":
    """The command line of a verb."""
    if verb == "test" and "--browser" in rest:
        others = [argument for argument in rest if argument != "--browser"]
        return ["-m", "pytest", "-m", "browser", "tests", *others]
    if verb == "test":
        return ["-m", "pytest", "--nbval", "-n", "2", "--dist", "loadfile", *rest]
    if verb == "lab":
        # As root (a container) JupyterLab refuses to start unless told; elsewhere the flag changes nothing.
        root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        return ["-m", "jupyterlab", *root, *(rest or ["notebooks/01_article.ipynb"])]
    if verb == "bench":
        return [str(ROOT / "benchmarks" / "bench.py"), *rest]
    if verb == "fuzz":
        return [str(ROOT / "tests" / "fuzz" / "fuzz.py"), *rest]
    if verb == "mutate":
        return [str(ROOT / "tests" / "mutate.py"), *rest]
    return ["-m", "onrecord", verb, *rest, *own_folder(verb, rest)]


def own_folder(verb: str, rest: "list[str]") -> "list[str]":
    """Where what is committed is made anew: in the repository itself, unless another folder or article is named."""
    where = {"figures": ROOT, "exercises": ROOT / "notebooks" / "exercises"}
    named = any(argument.startswith(("--a", "--o")) for argument in rest)  # in argparse's short forms too
    return ["--out", str(where[verb])] if verb in where and not named else []


def check_python() -> None:
    """Refuse a Python that the locked versions don't support."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise SetupError(
            "Python {}.{} cannot run this; On Record needs Python 3.11 to 3.14. Install one from python.org "
            "or your package manager, then run it by name, for example: python3.13 run.py figures".format(
                *sys.version_info[:2]
            )
        )


def set_up() -> None:
    """Make .venv and install the locked packages, unless that was done for these very files."""
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return
    uv = shutil.which("uv")
    print("Setting up .venv (once; a few minutes) ...", flush=True)
    make_venv(uv)
    lock = ["--require-hashes", "-r", str(ROOT / "requirements.txt")]
    own = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    for what in (lock, own):
        install(uv, what)
    settings = VENV / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "overrides.json").write_text(json.dumps(LAB_SETTINGS))
    STAMP.write_text(wanted)  # last, so that an interrupted set-up is done again
    print("Set-up done.", flush=True)


def fingerprint() -> str:
    """What the environment depends on: the lock, the package's own set-up, JupyterLab's settings, and this Python."""
    digest = hashlib.sha256(json.dumps(LAB_SETTINGS).encode())
    for name in ("requirements.txt", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return "{} {}\n".format(sys.version.split()[0], digest.hexdigest())


def make_venv(uv: "str | None") -> None:
    """Make an empty .venv in place of whatever is there."""
    if VENV.exists():
        shutil.rmtree(str(VENV))
    if uv:
        step([uv, "venv", "--quiet", "--seed", "--python", sys.executable, str(VENV)])
        return
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        raise SetupError(
            "this Python has no venv module. On Debian or Ubuntu run: sudo apt install python3-venv. "
            "Elsewhere install Python from python.org. Then run the same command again."
        ) from None
    venv.create(str(VENV), with_pip=True)


def install(uv: "str | None", what: "list[str]") -> None:
    """Install with uv where there is one, else with pip. Both compile: it makes every later start faster."""
    if uv:
        step([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(python()), *what])
    else:
        step([str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what])


def step(arguments: "list[str]") -> None:
    """Run one step of the set-up and say what failed."""
    if subprocess.run(arguments, cwd=str(ROOT), env=surroundings(), check=False).returncode:
        raise SetupError("the set-up stopped; the lines above say why. It failed at: {}".format(" ".join(arguments)))


def python() -> Path:
    """The environment's own Python."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def surroundings() -> "dict[str, str]":
    """The environment variables of every process: no Python looks for modules in its folder (as with python -P).

    Else a pandas.py that somebody put beside an article would run when the article is read. The option alone does not
    reach what the process starts: kernels of notebooks, workers.
    """
    return dict(os.environ, PYTHONSAFEPATH="1")


def run(arguments: "list[str]") -> int:
    """Run the environment's Python where the user stands (tests and notebooks: in the repository)."""
    folder = str(ROOT) if arguments[:2] in (["-m", "pytest"], ["-m", "jupyterlab"]) else None
    call = [str(python()), "-P", *arguments]
    try:
        return subprocess.run(call, cwd=folder, env=surroundings(), check=False).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
