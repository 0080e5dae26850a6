"""A site on which the exercises of the class run in a browser, by JupyterLite: nothing is installed.

It has the exercises, the articles with their readings, and a wheel of this package without the network. Python itself
comes from Pyodide, which the browser fetches from its own address when a notebook is opened.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..errors import ExtraError, extra
from ..files import DATA, shelf

# What the exercises need beside Python, in the versions that Pyodide has (its floors are those of this package).
_NEEDED = ("matplotlib>=3.10", "numpy>=2.0", "pandas>=3.0", "python-dateutil>=2.8.2")
# What of this package only reads anew, or runs elsewhere.
_LEFT_OUT = shutil.ignore_patterns("*.onnx", "__pycache__", "notebooks", "gold")
_PROJECT = """[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "onrecord"
version = "{version}"
description = "On Record for a class: tables and charts of its articles, without what reads them anew"
requires-python = ">=3.11"
dependencies = {needed}

[tool.hatch.build.targets.wheel]
packages = ["onrecord"]
"""
_FIRST = "# This page brings its own On Record; what it needs comes with Pyodide.\n%pip install -q onrecord"


def build_site(out: Path) -> int:
    """Build the site into a folder, to be served by any web server.

    Returns:
        the exit status: 0, or that of JupyterLite.

    Raises:
        ExtraError: what builds it is not installed.
    """
    with extra("site"):
        import hatchling.build  # noqa: F401
        import jupyterlite_core  # noqa: F401
        import jupyterlite_pyodide_kernel  # noqa: F401
    with TemporaryDirectory() as place:
        work = Path(place)
        wheel = build_wheel(work / "wheel")
        lay_out_class(work / "contents")
        call = [sys.executable, "-P", "-m", "jupyterlite_core.app", "build", "--lite-dir", str(work)]
        call += ["--contents", "contents", "--output-dir", str(out.resolve()), "--piplite-wheels", str(wheel)]
        call += ["--no-libarchive", "--apps", "lab", "--apps", "notebooks"]
        done = subprocess.run(call, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"onrecord: the site could not be built: {(done.stderr or done.stdout).strip()[-500:]}", file=sys.stderr)
        return done.returncode
    print(f"Built {out}; serve it with: python3 -m http.server -d {out}, and open /lab?path=1_on_record.ipynb")
    return 0


def lay_out_class(folder: Path) -> None:
    """Put the exercises into a folder, each with a first cell that installs the package, and the articles beside."""
    shutil.copytree(shelf("seeds"), folder / "seeds", ignore=shutil.ignore_patterns("harwick"))
    for source in sorted((shelf("notebooks") / "exercises").glob("*.ipynb")):
        notebook: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
        empty: dict[str, Any] = {"execution_count": None, "id": "site", "metadata": {}, "outputs": []}
        notebook["cells"].insert(1, {"cell_type": "code", **empty, "source": _FIRST})
        notebook["metadata"]["kernelspec"] = {
            "display_name": "Python (Pyodide)",
            "language": "python",
            "name": "python",
        }
        text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
        (folder / source.name).write_text(text, encoding="utf-8")


def build_wheel(folder: Path) -> Path:
    """Build a wheel of this package without the network, whose needs Pyodide has; its path."""
    package = folder / "onrecord"
    shutil.copytree(DATA.parent, package, ignore=_LEFT_OUT)
    for name in ("seeds", "gold"):
        shutil.copytree(shelf(name), package / "files" / name, dirs_exist_ok=True)
    (package / "files" / "notebooks").mkdir(exist_ok=True)  # where it is, the package looks for what comes with it
    (package / "files" / "notebooks" / "README").write_text("The notebooks stand beside the articles.\n")
    project = _PROJECT.format(version=metadata.version("onrecord"), needed=json.dumps(list(_NEEDED)))
    (folder / "pyproject.toml").write_text(project, encoding="utf-8")
    call = [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
    done = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)
    wheels = sorted((folder / "dist").glob("*.whl"))
    if done.returncode or not wheels:
        raise ExtraError(f"the wheel for the site could not be built: {done.stderr.strip()[-300:]}")
    return wheels[0]
