"""The exercises, made from their solutions: what a student has to do is taken out, all else stays."""

from __future__ import annotations

import ast
import copy
import re
from pathlib import Path
from typing import Any

from ..errors import ArticleError, extra
from ..files import shelf, write_whole

with extra("class"):
    import nbformat

SOLUTIONS = shelf("notebooks") / "solutions"
#: Where they are written.
EXERCISES = Path("exercises")
#: The tag of a cell that holds a solution.
TAG = "solution"
PROMPT = "# Put your answer in place of the three dots, then run the cell."
ANSWER = "*Double-click here and write your answer.*"
# prompt_of keeps the last line as it is, and somebody may have put an answer right into the check.
_LAST_LINE = re.compile(r"check\.\w+\([\w, ]*\)|\w+")


def write_exercises(folder: Path = EXERCISES) -> list[Path]:
    """Make the exercise of every solution and write it into a folder.

    Nothing is written over somebody's work: a cell that was run, a cell that the solution does not have, a prompt
    that is no longer as prompt_of makes them, or other words in place of ANSWER. Any other difference comes from an
    earlier version of the solution, and does not count.

    Returns:
        the files written.

    Raises:
        ArticleError: somebody has worked in one of the files that would be overwritten.

    Misses: what somebody changed in a cell that the exercise gives, such as the name of the article.
    """
    sources = sorted(SOLUTIONS.glob("[0-9]*.ipynb"))
    made = {path.name: exercise_of(nbformat.read(path, as_version=4)) for path in sources}
    for name, exercise in made.items():
        if _has_work(folder / name, exercise):
            raise ArticleError(f"{folder / name} has answers in it; move it away, or name a folder with --out.")
    return [write_whole(folder / name, nbformat.writes(exercise) + "\n") for name, exercise in made.items()]


def _has_work(path: Path, exercise: Any) -> bool:
    """Whether somebody worked in the file that an exercise would overwrite."""
    if not path.is_file():
        return False
    try:
        cells = nbformat.read(path, as_version=4).cells
    except (ValueError, nbformat.ValidationError):
        return True
    given = {cell.id: cell.source for cell in exercise.cells}
    return any(
        cell.get("execution_count") or cell.get("outputs") or _is_answer(cell.source.strip(), given.get(cell.get("id")))
        for cell in cells
    )


def _is_answer(source: str, given: str | None) -> bool:
    """Whether a cell holds somebody's words; given is what the exercise has in it, None where it has no such cell."""
    if not source or source == given:
        return False
    return given in (None, ANSWER) or (PROMPT in str(given) and not _is_prompt(source))


def _is_prompt(source: str) -> bool:
    """Whether a cell is a prompt of whatever solution: taking the answer out of it changes nothing."""
    try:
        return prompt_of(source) == source and bool(_LAST_LINE.fullmatch(source.splitlines()[-1]))
    except (SyntaxError, ValueError):
        return False


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
