"""Notebooks that are as they came are signed, and no others."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from onrecord.files import shelf
from onrecord.suite.lab import trust


def is_signed(path: Path) -> bool:
    return bool(NotebookNotary().check_signature(nbformat.read(path, as_version=4)))


def test_only_what_is_as_it_came_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    for name in ("01_article.ipynb", "02_actors.ipynb"):
        shutil.copy(shelf("notebooks") / name, notebooks)
    changed, own = notebooks / "02_actors.ipynb", notebooks / "mine.ipynb"
    changed.write_text(changed.read_text(encoding="utf-8").replace("ctor", "ctress", 1), encoding="utf-8")
    shutil.copy(notebooks / "01_article.ipynb", own)
    own.write_text(own.read_text(encoding="utf-8").replace("rticle", "RTICLE", 1), encoding="utf-8")
    assert [path.name for path in trust(tmp_path)] == ["01_article.ipynb"]
    assert [is_signed(path) for path in (notebooks / "01_article.ipynb", changed, own)] == [True, False, False]


def test_in_the_clone_git_says_what_is_as_it_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PATH", "")
    assert trust(shelf("notebooks").parent) == []  # without git nobody knows
