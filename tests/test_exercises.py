"""The exercises: made from their solutions, usable as they come, and every solution passes its own check."""

from __future__ import annotations

import contextlib
import io
import re
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from conftest import ROOT, SEEDS, reading_of
from onrecord import Article, read
from onrecord.classroom.check import Check, Verdict
from onrecord.classroom.exercises import (
    ANSWER,
    PROMPT,
    SOLUTIONS,
    TAG,
    exercise_of,
    prompt_of,
    write_exercises,
)
from onrecord.cli import main
from onrecord.errors import ArticleError
from onrecord.reading import Reading
from onrecord.suite.running import on_article

EXERCISES = ROOT / "notebooks" / "exercises"
PATHS = sorted(SOLUTIONS.glob("*.ipynb"))
each = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def notebook(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def code(book: Any) -> list[Any]:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does; the value of its last line."""
    *lines, last = re.split(r"\n(?=\S)(?![)\]])", source)
    with contextlib.redirect_stdout(io.StringIO()):
        exec("\n".join(lines), names)
        try:
            return eval(last, names)
        except SyntaxError:
            exec(last, names)
            return None


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the first cell of a notebook sets is set back; an article in seeds/ is read once for all tests."""

    def read_once(article: Article) -> Reading:
        kept = reading_of(article.name)
        return kept if article == kept.article else read(article)

    monkeypatch.setattr("onrecord.reading.read", read_once)
    with pd.option_context("display.max_colwidth", pd.get_option("display.max_colwidth")):
        yield


@each
def test_the_exercise_is_made_from_the_solution(path: Path) -> None:
    kept = (EXERCISES / path.name).read_text(encoding="utf-8")
    hint = "run: python3 run.py exercises"
    assert kept == nbformat.writes(exercise_of(notebook(path))) + "\n", hint
    assert len(list(EXERCISES.glob("*.ipynb"))) == len(PATHS), hint


@each
def test_the_exercise_has_the_cells_and_not_the_answers(path: Path) -> None:
    solution, exercise = notebook(path), notebook(EXERCISES / path.name)
    assert [cell.id for cell in exercise.cells] == [cell.id for cell in solution.cells]
    for given, solved in zip(exercise.cells, solution.cells, strict=True):
        assert not given.metadata and not given.get("outputs") and not given.get("execution_count")
        if TAG not in solved.metadata.get("tags", []):
            assert given.source == solved.source
        elif given.cell_type == "markdown":
            assert given.source == ANSWER
        else:
            assert PROMPT in given.source and "= ..." in given.source
            values = re.findall(r"^\w+ = (.*)", solved.source, re.MULTILINE)
            assert values and not any(value in given.source for value in values)


@each
def test_solutions_are_executed_and_right(path: Path) -> None:
    cells = code(notebook(path))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells[1:]:
        assert {output.output_type for output in cell.outputs} == {"execute_result"}, cell.source
        if "check." in cell.source:
            assert re.match("Right: |Done: ", cell.outputs[0].data["text/plain"]), cell.outputs[0].data["text/plain"]


def test_there_are_ten_exercises_in_order_each_with_a_check_and_a_discussion() -> None:
    prose = "\n".join(cell.source for path in PATHS for cell in notebook(path).cells if cell.cell_type == "markdown")
    assert re.findall(r"^## Exercise (\d+): .*\?$", prose, re.MULTILINE) == [str(n) for n in range(1, 11)]
    assert prose.count("**To discuss.**") == 10
    sources = "\n".join(cell.source for path in PATHS for cell in code(notebook(path)))
    assert set(re.findall(r"check\.(\w+)\(", sources)) == {name for name in vars(Check) if not name.startswith("_")}


@each
def test_cells_are_short_and_headings_in_order(path: Path) -> None:
    book = notebook(path)
    lengths = [len(cell.source.splitlines()) for cell in code(book)]
    assert statistics.median(lengths) <= 4 and max(lengths) <= 10
    headings = re.findall(r"^(#+) ", "\n".join(c.source for c in book.cells if c.cell_type == "markdown"), re.MULTILINE)
    assert headings[0] == "#" and set(headings[1:]) == {"##"}
    assert all(not re.search(r"!\[\]|<img", cell.source) for cell in book.cells)
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/home/|/root/|/work/|/tmp/|C:\\\\", text)
    for cell in book.cells:
        for link in re.findall(r"\]\(([^)#]+)\)", cell.source) if cell.cell_type == "markdown" else []:
            assert (path.parent / link).is_file() and (EXERCISES / link).is_file(), link


@each
@pytest.mark.parametrize("article", SEEDS)
@pytest.mark.parametrize("order", [1, -1], ids=["forwards", "backwards"])
def test_an_untouched_exercise_runs_in_any_order_on_any_article(
    path: Path, article: str, order: int, options: None
) -> None:
    first, *rest = [cell.source for cell in code(notebook(EXERCISES / path.name))]
    names: dict[str, Any] = {}
    run(on_article(first, article), names)
    given = [source for source in rest if PROMPT not in source]
    for source in given + rest[::order]:  # what is given stands before what is asked
        verdict = run(source, names)
        if "check." in source:
            assert isinstance(verdict, Verdict) and not verdict.right and verdict.hint


@each
def test_what_the_prose_calls_is_there(path: Path, options: None) -> None:
    """A student types what stands in the text: every name that it begins with is defined in the notebook."""
    names: dict[str, Any] = {}
    for cell in code(notebook(path)):
        run(cell.source, names)
    prose = "\n".join(cell.source for cell in notebook(path).cells if cell.cell_type == "markdown")
    for snippet in re.findall(r"`([A-Za-z_]\w*[.(][^`]*)`", re.sub(r"```.*?```", "", prose, flags=re.DOTALL)):
        first = re.match(r"\w+", snippet)[0]  # type: ignore[index]
        assert first in names or first in {"table", "seeds", "tests", "isin", "query"}, snippet


@pytest.mark.parametrize("article", SEEDS)
def test_the_solutions_on_other_articles(article: str, options: None) -> None:
    """Those that don't name words of one article are right on every article."""
    first, *rest = [cell.source for cell in code(notebook(PATHS[0]))]
    names: dict[str, Any] = {}
    run(on_article(first, article), names)
    verdicts = [run(source, names) for source in reversed(rest) if "check." in source]
    assert len(verdicts) == 5 and all(verdict.right for verdict in verdicts)


def test_prompts_keep_imports_and_the_check() -> None:
    source = "from datetime import date\n\nx = date(2020, 1, 1)\nx.y = 3\nz = [\n    1,\n]\ncheck.two(x, z)"
    assert prompt_of(source).splitlines() == [
        "from datetime import date", PROMPT, "x = ...", "z = ...", "check.two(x, z)"
    ]  # fmt: skip


def test_work_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exercises", "--out", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in PATHS}
    assert main(["exercises", "--out", str(tmp_path)]) == 0
    worked = notebook(tmp_path / PATHS[0].name)
    code(worked)[0].execution_count = 1
    nbformat.write(worked, tmp_path / PATHS[0].name)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    capsys.readouterr()
    assert main(["exercises", "--out", str(tmp_path)]) == 2
    assert "has answers in it" in capsys.readouterr().err
    assert before == {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / PATHS[0].name).write_text("no notebook", encoding="utf-8")
    assert main(["exercises", "--out", str(tmp_path)]) == 2
    (tmp_path / PATHS[0].name).write_text("{}", encoding="utf-8")
    assert main(["exercises", "--out", str(tmp_path)]) == 2


def rewritten(folder: Path, change: Callable[[Any], None]) -> bool:
    """Whether the exercises are made anew over one that somebody changed and whose outputs were cleared."""
    write_exercises(folder)
    book = notebook(folder / PATHS[0].name)
    change(book)
    nbformat.write(book, folder / PATHS[0].name)
    before = (folder / PATHS[0].name).read_bytes()
    try:
        write_exercises(folder)
    except ArticleError:
        assert (folder / PATHS[0].name).read_bytes() == before
        return False
    return True


def change_source(old: str, new: str) -> Callable[[Any], None]:
    """Write something else into the first cell that has some words."""

    def change(book: Any) -> None:
        cell = next(cell for cell in book.cells if old in cell.source)
        cell.source = cell.source.replace(old, new)

    return change


ANSWERED = {
    "blank": change_source("first = ...", "first = claims.head()"),
    "more lines": change_source("first = ...", "first = ...\nfirst.head()"),
    "in the check": change_source("check.claims(first)", "check.claims(claims.head())"),
    "half typed": change_source("first = ...", "first = claims["),
    "a note": change_source(PROMPT, "# Ask about this one."),
    "in words": change_source(ANSWER, "It mostly does."),
    "a new cell": lambda book: book.cells.append(nbformat.v4.new_markdown_cell("A note.")),
}


@pytest.mark.parametrize("change", ANSWERED.values(), ids=ANSWERED.keys())
def test_answers_are_kept_when_their_outputs_were_cleared(tmp_path: Path, change: Callable[[Any], None]) -> None:
    assert not rewritten(tmp_path, change)


# What an exercise looks like that was made from an earlier version of its solution.
EARLIER = {
    "prose": change_source("Most of a news article", "Most of an article"),
    "a given cell": change_source("max_colwidth = 160", "max_colwidth = 80"),
    "other names": change_source("first = ...\ncheck.claims(first)", "top = ...\nrows = ...\ncheck.claims(top)"),
    "a new import": change_source(PROMPT, f"import math\n{PROMPT}"),
    "a cell less": lambda book: book.cells.pop(),
    "an emptied cell": lambda book: book.cells[6].update(source=""),
}


@pytest.mark.parametrize("change", EARLIER.values(), ids=EARLIER.keys())
def test_exercises_without_answers_are_made_anew(tmp_path: Path, change: Callable[[Any], None]) -> None:
    assert rewritten(tmp_path, change)


def test_by_default_they_are_written_where_the_user_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["exercises"]) == 0 and "to exercises" in capsys.readouterr().out
    assert sorted(p.name for p in (tmp_path / "exercises").iterdir()) == [path.name for path in PATHS]
