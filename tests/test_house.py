"""The rooms of the package: data goes one way, nothing knows what stands above it, and every file is short."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from conftest import ROOT

LIBRARY = ROOT / "lib" / "onrecord"
# From the ground up. No room imports one of its own floor or of a floor above.
FLOORS = [
    {"files"},
    {"errors"},
    {"article"},
    {"text"},
    {"network"},
    {"actors", "dates", "claims"},
    {"reading"},
    {"workers"},
    {"charts", "page", "corpus", "trust"},
    {"export", "classroom"},
    {"workbench", "component"},
    {"app", "suite"},
    {"cli"},
]
HEIGHT = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(LIBRARY.rglob("*.py"))
# What is no room: the package's face, which loads what it is asked for, and python -m onrecord.
FACES = {"__init__", "__main__"}


def room_of(path: Path) -> str:
    return path.relative_to(LIBRARY).with_suffix("").parts[0]


def imported(path: Path) -> set[str]:
    """The rooms that a module imports, also inside functions and for types alone."""
    package = ["onrecord", *path.relative_to(LIBRARY).parts[:-1]]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            names = [*base, *(node.module or "").split(".")] if node.module else base
            whole = [".".join([*names, alias.name]) for alias in node.names]
            found |= {one.split(".")[1] for one in whole if one.startswith("onrecord.")}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("onrecord.")}
    return found & set(HEIGHT)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_no_room_knows_what_stands_above_it(path: Path) -> None:
    own = room_of(path)
    above = set() if own in FACES else {room for room in imported(path) - {own} if HEIGHT[room] >= HEIGHT[own]}
    assert not above, f"{own} imports {', '.join(sorted(above))}, which stands on its floor or above"


def test_every_room_has_its_floor_and_there_are_few() -> None:
    rooms = {room_of(path) for path in MODULES} - FACES
    assert rooms == set(HEIGHT) and len(rooms) <= 21


def test_no_file_is_long() -> None:
    long = {path.name: n for path in MODULES if (n := len(path.read_text(encoding="utf-8").splitlines())) > 400}
    assert not long


def test_environment_variables_are_read_by_the_command_line_alone() -> None:
    reads = re.compile(r"getenv|environ\.get\(|environ\[[^\]]+\](?! =)|\bin os\.environ")
    found = {path.name for path in MODULES if reads.search(path.read_text(encoding="utf-8"))}
    # The app hands a longer search path on to its kernels.
    assert found <= {"cli.py", "__init__.py"}, found


def test_the_one_table_of_views_names_what_is_there() -> None:
    from onrecord.article import shown

    assert all(callable(shown.view(name)) for name in shown._VIEWS)
