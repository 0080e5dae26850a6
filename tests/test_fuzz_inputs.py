"""The kept inputs of the fuzzers: seeds of each target, and what once broke it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conftest import ROOT

FUZZ = ROOT / "tests" / "fuzz"
sys.path.insert(0, str(FUZZ))
from targets import TARGETS  # noqa: E402

INPUTS = sorted((FUZZ / "inputs").glob("*/*"))


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_kept_input_breaks_nothing(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


def test_each_target_has_inputs_and_is_run_by_the_workflow() -> None:
    assert {path.parent.name for path in INPUTS} == set(TARGETS)
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert f"target: [{', '.join(TARGETS)}]" in workflow
