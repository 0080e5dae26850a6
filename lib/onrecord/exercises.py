"""The exercises, made from their solutions: what a student has to do is taken out, all else stays."""

from __future__ import annotations

import ast
import copy
from pathlib import Path
from typing import Any

import nbformat

from .article import ArticleError
from .files import write_whole

SOLUTIONS = Path(__file__).resolve().parents[2] / "notebooks" / "solutions"
EXERCISES = SOLUTIONS.with_name("exercises")
#: The tag of a cell that holds a solution.
TAG = "solution"
PROMPT = "# Put your answer in place of the three dots, then run the cell."
ANSWER = "*Double-click here and write your answer.*"


def write_exercises(folder: Path = EXERCISES) -> list[Path]:
    """Make the exercise of every solution and write it into a folder.

    Returns:
        the files written.

    Raises:
        ArticleError: somebody has worked in one of the files that would be overwritten.
    """
    sources = sorted(SOLUTIONS.glob("[0-9]*.ipynb"))
    for path in sources:
        if _has_work(folder / path.name):
            raise ArticleError(f"{folder / path.name} has answers in it; move it away, or name a folder with --out.")
    made = {path.name: exercise_of(nbformat.read(path, as_version=4)) for path in sources}
    return [write_whole(folder / name, nbformat.writes(exercise) + "\n") for name, exercise in made.items()]


def _has_work(path: Path) -> bool:
    """Whether somebody ran a cell of an exercise."""
    if not path.is_file():
        return False
    try:
        cells = nbformat.read(path, as_version=4).cells
    except ValueError:
        return True
    return any(cell.get("execution_count") or cell.get("outputs") for cell in cells)


def exercise_of(solution: Any) -> Any:
    """Make an exercise: cells tagged as a solution become a prompt, and no cell has an output.

    >>> cell = nbformat.v4.new_code_cell("x = 1\\ncheck.one(x)", metadata={"tags": ["solution"]})
    >>> exercise_of(nbformat.v4.new_notebook(cells=[cell])).cells[0].source.splitlines()[1:]
    ['x = ...', 'check.one(x)']
    """
    exercise = copy.deepcopy(solution)
    for cell in exercise.cells:
        is_solution = TAG in cell.metadata.pop("tags", [])
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.source = prompt_of(cell.source) if is_solution else cell.source
        elif is_solution:
            cell.source = ANSWER
    return exercise


def prompt_of(source: str) -> str:
    """Take the answer out of a cell: three dots for each value, nothing else but imports and the check at the end.

    >>> print(prompt_of("a = table[table.hedged]\\na.loc[0] = 1\\ncheck.hedged(a)").split("\\n", 1)[1])
    a = ...
    check.hedged(a)
    """
    lines: list[str] = []
    names: list[str] = []
    *steps, last = ast.parse(source).body
    for step in steps:
        if isinstance(step, ast.Import | ast.ImportFrom):
            lines.append(ast.unparse(step))
        if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name):
            names.append(step.targets[0].id)
    blanks = [f"{name} = ..." for name in dict.fromkeys(names)]
    return "\n".join([*lines, PROMPT, *blanks, ast.unparse(last)])
