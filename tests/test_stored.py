"""Readings that come with the package: as they would be made now, and all that the class needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from onrecord import load_article, read
from onrecord.files import DATA
from onrecord.reading import stored
from stored import articles, write

ROOT = Path(__file__).resolve().parents[1]
PACKAGED = DATA / "readings"
# The cells of a notebook, one after the other, where nothing is installed that reads an article or runs elsewhere.
CLASS = """
import json, os, sys
class Block:
    def find_spec(self, name, *_):
        if name.split(".")[0] in {"spacy", "thinc", "onnxruntime", "trafilatura", "anywidget", "pyarrow", "dask"}:
            raise ImportError(f"{name} is blocked")
sys.meta_path.insert(0, Block())
os.environ["MPLBACKEND"] = "agg"
os.chdir(sys.argv[1])
names = {"__name__": "__main__"}
for cell in json.load(open(sys.argv[2], encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        exec("".join(cell["source"]), names)
print("done")
"""


def test_they_are_as_they_would_be_made_now(tmp_path: Path) -> None:
    write(tmp_path)
    made, packaged = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in (tmp_path, PACKAGED))
    assert made.keys() == packaged.keys() and made == packaged, "make them anew: .venv/bin/python tests/stored.py"


def test_they_are_taken_where_nothing_else_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    article = articles()[0]
    assert stored.stored(article, {}) is None  # tests read anew
    monkeypatch.setattr(stored, "FOLDER", PACKAGED)
    asked = []
    monkeypatch.setattr("onrecord.reading.steps.parse", lambda *_: asked.append(1) or 1 / 0)
    assert read(article).article == article and not asked
    for other in (
        {"threshold": 0.9},
        {"method": "rules"},
        {"pipeline": "en_core_web_md"},
        {"corrections": {"rename": {"Rutte": "Mark Rutte"}}},
    ):
        with pytest.raises(RuntimeError, match="parse"):
            read(article, **other)  # type: ignore[arg-type]


def test_corrections_are_those_it_was_read_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "FOLDER", PACKAGED)
    assert read(load_article("kettle-recall"), corrections={}).article.corrections == {}


@pytest.mark.parametrize("name", ["1_on_record", "2_what_if", "3_your_eyes"])
def test_the_class_needs_nothing_that_reads(name: str) -> None:
    solutions = ROOT / "notebooks" / "solutions"
    call = [sys.executable, "-P", "-c", CLASS, solutions, solutions / f"{name}.ipynb"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.stdout.endswith("done\n"), done.stderr[-1500:]
