"""run.py and its verbs, as a user calls them: right results, or one clear line and exit status 2."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, reading_of
from onrecord import Article, load_article
from onrecord.charts import draw_story
from onrecord.cli import main

TEXT = "Mayor Ann Lee said on Friday that “the pool” will close. The council denied it."


def load_run() -> Any:
    """run.py as a module."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "pool.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line with which a call is refused."""
    assert main(list(arguments)) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1 and lines[0].startswith("onrecord: ")
    return lines[0]


def test_read_writes_tables_and_page(article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["read", str(article), "--published", "2026-05-04", "--out", str(out)]) == 0
    names = sorted(path.name for path in out.iterdir())
    tables = "sentences actors mentions dates claims spans about roles"
    assert names == sorted(["page.html", "page.txt", "article.html", *(f"{t}.csv" for t in tables.split())])
    assert "2026-05-01" in (out / "dates.csv").read_text(encoding="utf-8")
    assert "Reading of 'pool'" in capsys.readouterr().out


def test_read_without_a_date_says_so(article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(article), "--out", str(tmp_path / "out")]) == 0
    assert "--published" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "data"),
    [("none", None), ("empty", b""), ("binary", b"\x00\x01\x02\xff" * 99), ("french", b"Le maire " * 40)],
)
def test_bad_files_leave_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes | None
) -> None:
    path = tmp_path / f"{name}.txt"
    if data is not None:
        path.write_bytes(data)
    assert name in refused(capsys, "read", str(path), "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_bad_date_and_a_broken_toml(article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "YYYY-MM-DD" in refused(capsys, "read", str(article), "--published", "yesterday")
    article.with_suffix(".toml").write_text("title = [", encoding="utf-8")
    assert "pool.toml is not valid TOML" in refused(capsys, "read", str(article), "--out", str(tmp_path / "out"))


def test_a_pipeline_that_is_missing(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_PIPELINE", "en_core_web_none")
    assert "en_core_web_none is not installed" in refused(capsys, "read", str(article), "--out", str(tmp_path / "out"))


def test_an_output_that_cannot_be_written(article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("a file where the folder should be", encoding="utf-8")
    refused(capsys, "read", str(article), "--out", str(tmp_path / "out"))


def test_figures_never_go_over_the_committed_ones(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {p: p.stat().st_mtime_ns for p in (ROOT / "figures").iterdir()}
    assert "repository" in refused(capsys, "figures", "--article", str(article), "--out", str(ROOT))
    assert "--article" in refused(capsys, "figures", "--published", "2026-05-04")
    assert before == {p: p.stat().st_mtime_ns for p in (ROOT / "figures").iterdir()}


def test_figures_of_an_article_of_ones_own(article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["figures", "--article", str(article), "--published", "2026-05-04", "--out", str(out)]) == 0
    assert len(list((out / "figures").iterdir())) == 6 * 3 + 1
    notebooks = sorted((out / "notebooks").iterdir())
    assert len(notebooks) == 8
    assert "Ann Lee" in notebooks[1].read_text(encoding="utf-8")
    assert "Rutte warns" not in notebooks[4].read_text(encoding="utf-8")


def test_what_is_committed_is_made_anew_in_the_repository_alone() -> None:
    run = load_run()
    assert run.command("figures", [])[2:] == ["figures", "--out", str(ROOT)]
    assert run.command("exercises", [])[2:] == ["exercises", "--out", str(ROOT / "notebooks" / "exercises")]
    for rest in (["--out", "mine"], ["--out=mine"], ["--o", "mine"], ["--article", "a.txt"], ["--art=a.txt"]):
        assert run.command("figures", rest)[2:] == ["figures", *rest]
    assert run.command("read", ["a.txt"])[2:] == ["read", "a.txt"]


def test_help_lists_every_verb() -> None:
    call = [sys.executable, ROOT / "run.py", "--help"]
    shown = subprocess.run(call, capture_output=True, text=True, check=True).stdout
    verbs = ("figures", "test", "lab", "read", "annotate", "bench", "slides", "exercises", "--article")
    assert all(verb in shown for verb in verbs)


def test_the_browser_has_a_verb_of_its_own() -> None:
    run = load_run()
    assert run.command("test", ["--browser", "-x"])[2:] == ["-m", "browser", "tests", "-x"]
    assert "browser" not in run.command("test", ["-x"])


def test_an_old_python_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run = load_run()
    for version in ((3, 8, 1), (3, 10, 9), (3, 15, 0)):
        monkeypatch.setattr(run.sys, "version_info", version)
        assert run.main(["figures"]) == 2
        assert "needs Python 3.11 to 3.14" in capsys.readouterr().err


def test_a_python_without_venv_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = load_run()
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(run.SetupError, match="python3-venv"):
        run.make_venv(None)


def test_it_installs_only_when_the_lock_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = load_run()
    calls: list[list[str]] = []
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    venv = tmp_path / ".venv"
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "VENV", venv)
    monkeypatch.setattr(run, "STAMP", venv / "stamp")
    monkeypatch.setattr(run, "make_venv", lambda uv: venv.mkdir(exist_ok=True))
    monkeypatch.setattr(run, "step", calls.append)
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    run.set_up()
    run.set_up()
    assert len(calls) == 2 and "--require-hashes" in calls[0] and "-e" in calls[1]
    (tmp_path / "requirements.txt").write_text("y", encoding="utf-8")
    monkeypatch.setattr(run.shutil, "which", lambda name: "/usr/bin/uv")
    run.set_up()
    assert len(calls) == 4 and "--compile-bytecode" in calls[2]


def test_a_failed_step_stops_the_set_up_and_leaves_no_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = load_run()
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "STAMP", tmp_path / ".venv" / "stamp")
    monkeypatch.setattr(run, "make_venv", lambda uv: (tmp_path / ".venv").mkdir())
    monkeypatch.setattr(run, "install", lambda uv, what: run.step([sys.executable, "-c", "raise SystemExit(1)"]))
    with pytest.raises(run.SetupError, match="the lines above say why"):
        run.set_up()
    assert not run.STAMP.exists()


@pytest.fixture
def poisoned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an article, and with modules beside it that leave a file behind when they run."""
    folder = tmp_path / "poisoned"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "texts").mkdir()
    (folder / "texts" / "a.txt").write_text(TEXT, encoding="utf-8")
    names = "pandas spacy json onrecord numpy onnxruntime pyarrow multiprocessing encodings sitecustomize ipykernel"
    for name in names.split():
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write('{name} ')\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    "rest", [["read", "a.txt", "--out", "../out"], ["corpus", "texts", "../out", "--workers", "2"], ["bench", "dates"]]
)
def test_no_module_beside_an_article_runs(
    poisoned: Path, monkeypatch: pytest.MonkeyPatch, rest: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    run = load_run()
    monkeypatch.setattr(run, "python", lambda: Path(sys.executable))
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    # There are no data for the bench here; that it says so shows that its own modules are found.
    assert run.run(run.command(rest[0], rest[1:])) == (2 if rest[0] == "bench" else 0), capfd.readouterr().err
    assert not (poisoned.parent / "ran").exists()


def test_no_module_beside_a_notebook_runs_in_its_kernel(poisoned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat

    from onrecord.suite import running as suite
    from onrecord.suite.kernels import kernel_managers

    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    cells = [nbformat.v4.new_code_cell("import pandas, json; print(pandas.__version__)")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), poisoned / "n.ipynb")
    with kernel_managers() as managers:
        assert suite._run(poisoned / "n.ipynb", poisoned.parent / "out.ipynb", "", managers)
    assert not (poisoned.parent / "ran").exists() and (poisoned.parent / "out.ipynb").exists()


def test_the_notebooks_get_an_article_with_all_that_is_known_about_it(tmp_path: Path) -> None:
    from onrecord.suite import running as suite

    known: dict[str, Any] = {"title": "The pool 🏊", "published": date(2026, 5, 4), "publisher": "Harwick Courier"}
    merge = {"merge": [["Elizabeth Shaw", "Liz Shaw"]]}
    text = "Elizabeth Shaw said that the pool will close. Liz Shaw left early."
    article = Article(text, **known, name="pool", corrections=merge)
    assert load_article(suite._copy(article, tmp_path)) == article


def test_every_process_is_started_in_the_safe_way(monkeypatch: pytest.MonkeyPatch) -> None:
    run = load_run()
    calls: list[tuple[list[str], dict[str, Any]]] = []

    def start(call: list[str], **named: Any) -> Any:
        calls.append((call, named))
        return subprocess.CompletedProcess(call, 0)

    monkeypatch.setattr(run.subprocess, "run", start)
    verbs = ("figures", "test", "lab", "app", "read", "corpus", "annotate", "bench", "fuzz", "exercises", "slides")
    for verb in verbs:
        assert run.run(run.command(verb, [])) == 0
    run.step(["pip"])
    assert len(calls) == len(verbs) + 1
    for call, named in calls:
        assert named["env"]["PYTHONSAFEPATH"] == "1" and (call[1:2] == ["-P"] or call == ["pip"])
        assert named["env"].items() >= {k: v for k, v in os.environ.items() if k != "PYTHONSAFEPATH"}.items()
    # Tests and notebooks are of the repository; all else is where the user stands.
    assert [Path(named["cwd"]) for _, named in calls if named["cwd"]] == [ROOT] * 3
    for file in (".ci/run", ".github/workflows/ci.yml"):
        assert re.search(r"PYTHONSAFEPATH(=1|: \"1\")", (ROOT / file).read_text(encoding="utf-8"))


def test_the_workflow_and_the_script_are_one_definition_of_what_is_checked() -> None:
    suite = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8").split("\n  fuzz:")[0]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    calls = [call.split() for call in re.findall(r"run: bash \.ci/run(.*)", suite)]
    assert [] in calls and len(re.findall(r"run: ", suite)) == len(calls)  # all of it on one system, nothing beside it
    parts = re.findall(r"^([a-z]+)\(\) \{", script, re.MULTILINE)
    assert {name for call in calls for name in call} <= set(parts)
    for checker in (
        "run.py test tests lib --cov",
        "--browser",
        "ruff check",
        "ruff format --check",
        "mypy",
        "docs/api.py",
    ):
        assert checker in script


def test_the_workflow_runs_the_very_actions_that_were_looked_at() -> None:
    for path in (ROOT / ".github" / "workflows").iterdir():
        text = path.read_text(encoding="utf-8")
        uses = re.findall(r"uses: *(.*)", text)
        assert uses and all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in uses)
        # A check-out keeps no key to the repository for what runs after it.
        checkouts = text.count("actions/checkout@")
        assert len(re.findall(r"actions/checkout@.*\n\s+with:\n\s+persist-credentials: false", text)) == checkouts > 0
        assert re.search(r"^permissions:\n  contents: read$", text, re.MULTILINE)


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, onrecord; sys.exit(sum(m in sys.modules for m in ('spacy', 'pandas', 'matplotlib', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_readme_shows_the_story_and_says_in_words_what_is_in_it() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    ((alt, target),) = re.findall(r"!\[(.*?)\]\((.*?)\)", readme)
    assert target == "figures/story.png" and alt == draw_story(reading_of("rutte-warns-trump")).alt
    for link in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#:]+)\)", readme):
        assert (ROOT / link).is_file(), link
