"""Readings that are saved and loaded again, without what has read them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from conftest import reading_of
from onrecord import ArticleError, Reading, from_text, load_article, read
from onrecord.article import Article
from onrecord.reading.saved import SAVED

TEXT = "Mayor Ann Lee said on Friday that the pool will close. Tom Weller left."
CORRECTIONS = {"claims": [{"mend": "that the pool will close", "source": "Ann Lee"}], "rename": {"Tom Weller": "Tom"}}
# What no table, chart or page of a loaded reading needs.
BLOCKED = """
import sys
class Block:
    def find_spec(self, name, *_):
        if name.split(".")[0] in {"spacy", "thinc", "onnxruntime", "trafilatura", "anywidget", "pyarrow"}:
            raise ImportError(f"{name} is blocked")
sys.meta_path.insert(0, Block())
from pathlib import Path
from onrecord import Reading, charts
source, target = map(Path, sys.argv[1:])
reading = Reading.load(source)
reading.save(target, ["csv", "json", "page", "annotations"])
for name in "story claims timeline presence who_on_whom".split():
    print(name, len(getattr(charts, f"draw_{name}")(reading).svg()))
print(len(reading._repr_html_()))
"""


@pytest.mark.parametrize("name", ["rutte-warns-trump", "harwick-budget", "kettle-recall"])
def test_a_loaded_reading_is_the_one_that_was_saved(name: str, tmp_path: Path) -> None:
    once = reading_of(name)
    (path,) = once.save(tmp_path, ["json"])
    again = Reading.load(path)
    assert again.article == once.article and again.article.published_from == once.article.published_from
    for table in once.tables:
        pd.testing.assert_frame_equal(again.tables[table], once.tables[table])
    (other,) = again.save(tmp_path / "again", ["json"])
    assert other.read_bytes() == path.read_bytes()


def test_corrections_and_notes_come_back(tmp_path: Path) -> None:
    article = Article(TEXT, corrections=CORRECTIONS, notes=("a note",), published_from="given")
    (path,) = read(article).save(tmp_path, ["json"])
    again = Reading.load(path)
    assert again.corrected == ["Tom Weller is called Tom.", "“that the pool will close” is mended: source “Ann Lee”."]
    assert (again.article.notes, again.article.published_from) == (("a note",), "given")


def test_a_saved_reading_can_be_read_anew_with_its_corrections(tmp_path: Path) -> None:
    (path,) = read(Article(TEXT, title="Pool", corrections=CORRECTIONS)).save(tmp_path, ["json"])
    article = load_article(path)
    assert (article.title, article.text, article.corrections) == ("Pool", TEXT, CORRECTIONS)
    assert read(article).claims.source.tolist()[0] == "Ann Lee"


def test_nothing_that_reads_is_needed_to_show(tmp_path: Path) -> None:
    (path,) = reading_of("rutte-warns-trump").save(tmp_path, ["json"])
    reading_of("rutte-warns-trump").save(tmp_path / "own", ["csv", "json", "page", "annotations"])
    done = subprocess.run(
        [sys.executable, "-P", "-c", BLOCKED, path, tmp_path / "loaded"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 6
    for own in (tmp_path / "own").iterdir():
        assert (tmp_path / "loaded" / own.name).read_bytes() == own.read_bytes(), own.name


def changed(path: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda c: c.update(version=SAVED + 1), "was saved in another form"),
        (lambda c: c.pop("version"), "no version"),
        (lambda c: c.pop("tables"), "is no saved reading"),
        (lambda c: c["tables"].pop("claims"), "does not hold together"),
        (lambda c: c["tables"]["claims"][0].pop("cue"), "does not hold together"),
        (lambda c: c["article"].update(text="Another text."), "does not hold together"),
        (lambda c: c["tables"]["mentions"][0].update(actor=99), "does not hold together"),
        (lambda c: c.update(article=5), "does not hold together"),
        (lambda c: c["tables"].update(dates=7), "does not hold together"),
    ],
)  # fmt: skip
def test_what_is_no_saved_reading_is_one_line(tmp_path: Path, change: Callable[[Any], Any], says: str) -> None:
    (path,) = read(from_text(TEXT)).save(tmp_path, ["json"])
    with pytest.raises(ArticleError, match=says) as raised:
        Reading.load(changed(path, change))
    assert "\n" not in str(raised.value) and "reading.json" in str(raised.value)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"a": 1}', b"\xff\xfe"])
def test_what_is_no_json_is_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.json").write_bytes(data)
    with pytest.raises(ArticleError, match="is no saved reading"):
        Reading.load(tmp_path / "a.json")
    with pytest.raises(ArticleError, match="cannot be read"):
        Reading.load(tmp_path / "none.json")
