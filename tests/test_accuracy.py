"""The project's own measurements: the figures shown are those that were measured, with the intervals that fit them."""

from __future__ import annotations

import re
import sys

import pandas as pd
import pytest

from conftest import ROOT
from onrecord.charts import accuracy, draw_accuracy, draw_calibration, measured
from onrecord.charts.benchmarks import _COLUMNS

sys.path.insert(0, str(ROOT / "benchmarks"))
import write_figures


def test_the_figures_of_claims_are_those_of_the_model() -> None:
    data = measured().query("table == 'claims'").set_index("what")
    for what, column in _COLUMNS.items():
        assert data.f1[what] == accuracy().loc["the model", column]
    assert data.people["all"] == accuracy().loc["two people", "end_to_end"]


@pytest.mark.parametrize("name", [*write_figures.DOCUMENTS, *write_figures.PROSE])
def test_the_documents_have_the_figures_that_were_measured(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert write_figures.written(name, text) == text, "run benchmarks/write_figures.py"


def test_a_new_figure_goes_into_every_sentence_that_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    new = dict.fromkeys(write_figures.figures(), "12.6")
    monkeypatch.setattr(write_figures, "figures", lambda: new)
    readme = write_figures.written("README.md", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert "12.6<!-- . --> of 100 end to end" in readme and "77.2" not in readme
    lesson = "notebooks/04_claims.ipynb"
    prose = write_figures.written(lesson, (ROOT / lesson).read_text(encoding="utf-8"))
    assert "agree with each other in 13 of 100" in prose
    with pytest.raises(KeyError, match="PROSE"):
        write_figures.written(lesson, "{}")


def test_no_figure_of_the_readme_is_written_by_hand() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("## What it gets wrong")[1].split("\n## ")[0]
    assert re.findall(r"\b\d\d\.\d\b", write_figures.MARKED.sub("", table)) == []


def test_every_figure_lies_in_its_interval() -> None:
    data = measured()
    assert data.f1.between(data.low, data.high).all() and data.f1.between(0, 100).all()


def test_an_interval_that_does_not_fit_its_figure_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = accuracy()
    newer.loc["the model", "end_to_end"] = 99.0
    monkeypatch.setattr("onrecord.charts.benchmarks.accuracy", lambda: newer)
    row = measured().iloc[0]
    assert row.f1 == 99.0 and pd.isna(row.low) and pd.isna(row.high)
    assert "(74.0" not in str([t.get_text() for t in draw_accuracy().figure.axes[0].texts])


def test_the_chart_shows_each_measurement_once() -> None:
    chart, data = draw_accuracy(), measured()
    marks = [line for line in chart.figure.axes[0].lines if line.get_marker() == "o"]
    assert [line.get_xdata()[0] for line in marks] == data.f1.tolist()
    assert len([line for line in chart.figure.axes[0].lines if line.get_marker() == "D"]) == data.people.notna().sum()
    assert chart.svg() == draw_accuracy().svg() and all(f"{f1:.1f}" in chart.alt for f1 in data.f1)


@pytest.mark.parametrize("draw", [draw_accuracy, draw_calibration])
def test_the_committed_figures_are_what_the_code_draws(draw: object) -> None:
    chart = draw()  # type: ignore[operator]
    assert chart.svg() == (ROOT / "figures" / f"{chart.name}.svg").read_text(encoding="utf-8")
    kept = (ROOT / "figures" / f"{chart.name}.csv").read_text(encoding="utf-8")
    assert kept == chart.data.to_csv(index=False, lineterminator="\n")
