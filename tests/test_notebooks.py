"""Hygiene of the notebooks: executed, in the anatomy of the suite, and no step that a reader cannot follow."""

from __future__ import annotations

import re
import statistics
from pathlib import Path
from typing import Any

import nbformat
import pytest

from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path, kind: str) -> list[Any]:
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def test_there_are_eight_notebooks_in_order() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06", "07", "08"]


@each
def test_every_code_cell_is_executed_in_order(path: Path) -> None:
    counts = [cell.execution_count for cell in cells(path, "code")]
    assert counts == list(range(1, len(counts) + 1))


@each
def test_outputs_are_there_and_free_of_errors_and_stderr(path: Path) -> None:
    for cell in cells(path, "code"):
        last = cell.source.strip().splitlines()[-1]
        assert cell.outputs or re.match(r"\w+(\.\w+)* = |pasted = ", last), cell.source
        assert {o.output_type for o in cell.outputs} <= {"execute_result"}, cell.source


@each
def test_cells_are_short_and_plain(path: Path) -> None:
    sources = [cell.source for cell in cells(path, "code")]
    lengths = [len(source.splitlines()) for source in sources]
    assert statistics.median(lengths) <= 3 and max(lengths) <= 10
    for source in sources:
        assert not re.search(r"^\s*(def|class|for|while|lambda)\b", source, re.MULTILINE), source
        assert not source.rstrip().endswith(";"), source


@each
def test_the_first_cell_is_the_same_everywhere(path: Path) -> None:
    assert cells(path, "code")[0].source == cells(NOTEBOOKS[0], "code")[0].source


@each
def test_the_anatomy(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    prose = "\n".join(cell.source for cell in cells(path, "markdown"))
    headings = re.findall(r"^(#+) (.*)$", prose, re.MULTILINE)
    assert [level for level, _ in headings].count("#") == 1 and headings[0][0] == "#"
    assert {level for level, _ in headings} == {"#", "##"}
    ends = [text for _, text in headings][-2:]
    assert ends == ["Try it yourself", "What comes next?"]
    assert all(text.endswith("?") for _, text in headings if text != "Try it yourself")
    assert len(re.search(r"\*\*You will learn\*\*\n\n((?:- .*\n?)+)", prose).group(1).strip().splitlines()) == 3
    assert re.search(r"## What (does this show, and what does it get wrong|should you keep in mind)\?", prose)
    kinds = [cell.cell_type for cell in notebook.cells]
    assert kinds[0] == "markdown"
    assert not any(word in prose for word in ("tbd", "TODO", "FIXME"))


@each
def test_nothing_of_this_machine_is_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/home/|/root/|/work/|/tmp/|C:\\\\", text)
    notebook = nbformat.read(path, as_version=4)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert set(notebook.metadata.language_info) == {"name"}
    assert all(not cell.metadata for cell in notebook.cells)


@each
def test_the_charts_in_it_are_the_ones_in_figures(path: Path) -> None:
    figures = {f.read_text(encoding="utf-8").strip() for f in (ROOT / "figures").glob("*.svg")}
    drawn = [
        "".join(output.data["image/svg+xml"]).strip()
        for cell in cells(path, "code")
        for output in cell.outputs
        if "image/svg+xml" in output.get("data", {}) and "(reading)" in cell.source
    ]
    assert set(drawn) <= figures


@each
def test_links_lead_somewhere(path: Path) -> None:
    for cell in cells(path, "markdown"):
        for link in re.findall(r"\]\(([^)#]+)\)", cell.source):
            assert (path.parent / link).is_file(), link
