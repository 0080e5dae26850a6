"""The documents for a class: links lead somewhere, words and messages are the tool's, set-ups name real things."""

from __future__ import annotations

import json
import re
import tomllib
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from conftest import ROOT
from onrecord.reading.tables import _VALUES, SCHEMA
from onrecord.text.cues import lexicon

DOCS = sorted((ROOT / "docs").glob("*.md"))
TEACHING = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
LIBRARY = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "lib" / "onrecord").rglob("*.py"))
each = pytest.mark.parametrize("path", DOCS, ids=lambda path: path.stem)


def headings(text: str) -> list[tuple[str, str]]:
    return re.findall(r"^(#+) (.*)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)


@each
def test_headings_are_in_order(path: Path) -> None:
    levels = [len(level) for level, _ in headings(path.read_text(encoding="utf-8"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


@each
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    anchors = {re.sub(r"[^\w -]", "", words.lower()).replace(" ", "-") for _, words in headings(text)}
    for link in re.findall(r"\]\(([^):]+)\)", text):
        target, _, anchor = link.partition("#")
        assert (path.parent / target).exists() if target else anchor in anchors, link


def test_the_glossary_has_every_word_of_the_tables() -> None:
    classes = {name for entry in lexicon().entries.values() for name in entry.values()}
    assert set(re.findall(r"^\| ([a-z ]+) \|", GLOSSARY, re.MULTILINE)) - {"class"} == {*classes, "own voice"}
    lowered = GLOSSARY.lower()
    words = [*SCHEMA, *_VALUES["claims", "quotation"], *_VALUES["claims", "source_kind"], *_VALUES["dates", "type"]]
    assert [word for word in words if word.lower() not in lowered] == []


def test_words_in_italics_have_an_entry() -> None:
    entries = " ".join(re.findall(r"\*\*([^*]+)\*\*", GLOSSARY)).lower()
    for italic in re.findall(r"(?<![*\w])\*([a-z][^*]+)\*(?!\*)", GLOSSARY):
        if italic not in ("italics", "might", "could", "reportedly", "alleged", "article", "document creation time"):
            assert italic.lower().removesuffix("s") in entries, italic


def test_the_plan_fills_ninety_minutes() -> None:
    steps = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)–(\d+) \|", TEACHING, re.MULTILINE)]
    assert steps[0][0] == 0 and steps[-1][1] == 90
    assert all(end == start for (_, end), (start, _) in pairwise(steps))


def test_files_and_verbs_that_the_plan_names_are_there() -> None:
    for name in re.findall(r"`((?:notebooks|docs|seeds|binder|\.devcontainer|lib)/[\w./-]*)`", TEACHING):
        assert (ROOT / name).exists(), name
    stems = {path.stem for path in (ROOT / "notebooks").rglob("*.ipynb")}
    assert set(re.findall(r"`(\d+_\w+)`", TEACHING)) <= stems
    run = (ROOT / "run.py").read_text(encoding="utf-8")
    verbs = set(re.findall(r"run\.py (\w+)", TEACHING))
    assert verbs and all(f'"{verb}"' in run for verb in verbs)
    assert all(f'"--{option}"' in LIBRARY for option in re.findall(r"`--(\w+)", TEACHING))


def test_paths_and_verbs_that_contributing_names_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    # Each starts at the repository's root; what is made (site/, .venv/) is not kept.
    paths = set(re.findall(r"(?<![\w/.])(?:lib|tests|docs|benchmarks|notebooks|\.ci)/[\w./-]*\w", text))
    named = {name for name in re.findall(r"`([\w-]+\.(?:md|in|toml|txt))`", text) if "/" not in name}
    assert [path for path in sorted(paths | named) if not (ROOT / path).exists()] == [] and len(paths) > 10
    rooms = re.search(r"article/ -> .*", text)
    assert rooms and all(
        (ROOT / "lib" / "onrecord" / f"{room.rstrip('/')}{'' if room.endswith('/') else '.py'}").exists()
        for room in re.findall(r"\w+/?", rooms[0].replace("->", " "))
    )
    run = (ROOT / "run.py").read_text(encoding="utf-8")
    assert all(f'"{verb}"' in run for verb in re.findall(r"run\.py (\w+)", text))
    parts = re.findall(r"^\| `(\w+)` \|", text.split("## Where things are")[0], re.MULTILINE)
    assert parts and all(f"\n{part}() {{" in (ROOT / ".ci" / "run").read_text(encoding="utf-8") for part in parts)


def test_one_version_stands_in_all_files_that_name_it() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    newest = re.search(r"^## \[([\d.]+)\] - (\d{4}-\d\d-\d\d)$", changes, re.MULTILINE)
    assert newest and newest[1] == version
    assert f'version: "{version}"' in citation and f'date-released: "{newest[2]}"' in citation


def test_messages_that_the_plan_quotes_are_those_of_the_tool() -> None:
    quoted = [
        "the words in these rows are not those of this article",
        "the table of the reading itself was changed",
        "does not stand in this paragraph",
        "was not found; give a file, a web address, or the name of an article in seeds/",
    ]
    for message in quoted:
        assert message in TEACHING and message in LIBRARY, message


def test_the_answers_are_as_many_as_the_exercises() -> None:
    section = TEACHING.split("## What are answers")[1].split("## ")[0]
    assert [int(n) for n in re.findall(r"^(\d+)\. \*", section, re.MULTILINE)] == list(range(1, 11))


def test_the_devcontainer_calls_a_verb_that_is_there() -> None:
    settings = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    verb = re.fullmatch(r"python3 run\.py (\w+) rutte-warns-trump", settings["postCreateCommand"])
    assert verb and f'"{verb[1]}"' in (ROOT / "run.py").read_text(encoding="utf-8")


def test_binder_installs_a_part_of_the_lock_and_the_package() -> None:
    binder = ROOT / "binder"
    texts = [(folder / "requirements.txt").read_text() for folder in (binder, ROOT)]
    pins = [set(re.findall(r"^[\w.-]+==\S+", text, re.MULTILINE)) for text in texts]
    assert len(pins[0]) > 50 and pins[0] <= pins[1]  # the same versions, and not all of them
    assert not {name for pin in pins[0] if (name := pin.partition("==")[0]) in {"spacy", "onnxruntime", "distributed"}}
    assert "--no-deps --no-build-isolation -e ." in (binder / "postBuild").read_text()
    version = (binder / "runtime.txt").read_text().strip().removeprefix("python-")
    required = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert tuple(map(int, version.split("."))) >= tuple(map(int, required.removeprefix(">=").split(".")))


class Headings(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.levels, self.tags = list[int](), list[tuple[str, dict[str, str | None]]]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch(r"h\d", tag):
            self.levels.append(int(tag[1]))


def test_the_worksheet_needs_nothing_and_can_be_read_aloud() -> None:
    page = Headings((ROOT / "docs" / "worksheet.html").read_text(encoding="utf-8"))
    assert page.levels[0] == 1 and set(page.levels[1:]) == {2}
    assert ("html", {"lang": "en"}) in page.tags
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.tags if tag == "th")
    assert not [tag for tag, attrs in page.tags if tag in ("script", "link", "img") or "src" in attrs]
