"""The site on which the exercises run in a browser: what is in it, and that it needs no more than it says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from onrecord.suite.site import build_site, build_wheel

ROOT = Path(__file__).resolve().parents[1]
# As in a page: the wheel alone, beside what Pyodide has. Everything else that is installed here is not there.
IN_A_PAGE = """
import json, os, sys
THERE = {*"pandas numpy matplotlib mpl_toolkits dateutil six pytz tzdata onrecord PIL pyparsing packaging".split(),
         *"cycler kiwisolver contourpy fontTools".split()}
class Block:
    def find_spec(self, name, *_):
        top = name.split(".")[0]
        if top not in THERE | sys.stdlib_module_names and not top.startswith("_"):
            raise ImportError(f"{name} is not there")
sys.meta_path.insert(0, Block())
sys.path.insert(0, sys.argv[1])
os.environ["MPLBACKEND"] = "agg"
os.chdir(sys.argv[2])
names = {"__name__": "__main__"}
for cell in json.load(open(sys.argv[3], encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code" and "%pip" not in cell["source"]:
        exec("".join(cell["source"]), names)
import onrecord
assert onrecord.__file__.startswith(sys.argv[1])
print("done")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    assert build_site(folder) == 0
    return folder


def test_the_site_has_the_exercises_and_their_articles(site: Path) -> None:
    files = {path.relative_to(site / "files").as_posix() for path in (site / "files").rglob("*") if path.is_file()}
    exercises = {f"{name}.ipynb" for name in ("1_on_record", "2_what_if", "3_your_eyes")}
    assert exercises <= files and "seeds/rutte-warns-trump.txt" in files
    assert not any("solution" in name or "harwick/" in name for name in files)
    for name in exercises:
        cells = json.loads((site / "files" / name).read_text(encoding="utf-8"))["cells"]
        assert "%pip install -q onrecord" in cells[1]["source"] and not any(cell.get("outputs") for cell in cells)
    assert (site / "lab" / "index.html").is_file()


def test_its_wheel_is_pure_and_has_no_network(site: Path) -> None:
    (wheel,) = (site / "pypi").glob("*.whl")
    assert wheel.name.endswith("-py3-none-any.whl") and wheel.stat().st_size < 2_000_000
    index = json.loads((site / "pypi" / "all.json").read_text(encoding="utf-8"))
    (files,) = index["onrecord"]["releases"].values()
    assert files[0]["filename"] == wheel.name
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        about = packed.read(next(name for name in names if name.endswith("METADATA"))).decode()
    assert not any(name.endswith((".onnx", ".so", ".pyc")) for name in names)
    assert any("data/readings/" in name for name in names) and any("files/seeds/" in name for name in names)
    needed = set(re.findall(r"Requires-Dist: ([\w-]+)", about))
    assert needed == {"pandas", "numpy", "matplotlib", "python-dateutil"}


def test_nothing_of_this_machine_is_in_it(site: Path) -> None:
    told = [path for path in site.rglob("*.json") if str(ROOT) in path.read_text(encoding="utf-8", errors="replace")]
    assert not told


@pytest.mark.parametrize("name", ["1_on_record", "2_what_if", "3_your_eyes"])
def test_the_exercises_run_on_the_wheel_and_pyodides_packages_alone(tmp_path: Path, name: str, site: Path) -> None:
    (wheel,) = (site / "pypi").glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "wheel")
    solution = ROOT / "notebooks" / "solutions" / f"{name}.ipynb"
    call = [sys.executable, "-I", "-c", IN_A_PAGE, tmp_path / "wheel", site / "files", solution]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.stdout.endswith("done\n"), done.stderr[-1500:]


def test_the_wheel_is_built_of_what_is_there(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path)
    with zipfile.ZipFile(wheel) as packed:
        assert packed.read("onrecord/charts/story.py") == (ROOT / "lib/onrecord/charts/story.py").read_bytes()
