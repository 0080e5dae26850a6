"""THIRD_PARTY.md names every package of the lock, with its licence."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, version

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "tests"))
import third_party

LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
TABLE = third_party.PAGE.read_text(encoding="utf-8").partition(third_party.BEGIN)[2].partition(third_party.END)[0]
ROWS = re.findall(r"^\| \[([^]]+)\]\((https?://[^)]+)\) \| (\S+) \| ([^|]*\S) \|$", TABLE, re.MULTILINE)


def test_the_table_has_every_package_of_the_lock_with_a_licence() -> None:
    assert [(name, number) for name, _, number, _ in ROWS] == third_party.locked(LOCK), "run tests/third_party.py"
    assert len(ROWS) > 150


@pytest.mark.parametrize(("name", "home", "number", "licence"), ROWS, ids=lambda value: value[:20])
def test_a_row_is_what_the_package_says_of_itself(name: str, home: str, number: str, licence: str) -> None:
    try:
        installed = version(name)
    except PackageNotFoundError:
        installed = ""
    if installed == number:  # else it is for another system or another Python
        assert (licence, home) == third_party._told(name), "run tests/third_party.py"


def test_what_says_no_licence_has_none() -> None:
    assert third_party.packages("a-package-that-is-nowhere==1.0 \\\n") == [("a-package-that-is-nowhere", "1.0", "", "")]
