"""What goes into a corpus: files of every form, and of none; whatever one holds costs no other."""

from __future__ import annotations

import bz2
import csv
import gzip
import lzma
import os
import re
import shutil
import socket
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord import ArticleError, load_article
from onrecord.cli import main
from onrecord.corpus import inputs
from test_corpus import GOOD, as_csv, as_lines, as_zstd, contents, here, texts, whys

# ------------------------------------------------------------------------------------------------ every form


WRITERS: dict[str, Callable[[Path, list[dict[str, str]]], Any]] = {
    "a.jsonl": lambda path, rows: path.write_bytes(as_lines(rows)),
    "a.jsonl.gz": lambda path, rows: path.write_bytes(gzip.compress(as_lines(rows))),
    "a.ndjson.bz2": lambda path, rows: path.write_bytes(bz2.compress(as_lines(rows))),
    "a.jsonl.xz": lambda path, rows: path.write_bytes(lzma.compress(as_lines(rows))),
    "a.jsonl.zst": lambda path, rows: path.write_bytes(as_zstd(as_lines(rows))),
    "a.csv": as_csv,
    "a.tsv": lambda path, rows: as_csv(path, rows, "\t"),
    "a.parquet": lambda path, rows: pq.write_table(pa.Table.from_pylist(rows), path),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_form_of_a_table_gives_the_same_articles(tmp_path: Path, name: str) -> None:
    rows = [{"id": f"n{n}", "text": f"{GOOD}\n\nSecond, “{n}”.", "published": "2026-05-04"} for n in range(3)]
    WRITERS[name](tmp_path / name, rows)
    found = list(inputs.entries(tmp_path / name))
    assert [(e.id, e.text, e.published) for e in found] == [(r["id"], r["text"], r["published"]) for r in rows]
    assert not any(e.reason for e in found)


def test_texts_of_a_folder_are_read_with_what_is_known_of_them(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two-pools.txt.gz").write_bytes(gzip.compress(GOOD.encode("cp1252")))
    (tmp_path / "b" / "two-pools.toml").write_text('title = "Pools"\npublisher = "Courier"\npublished = 2026-05-04')
    (tmp_path / "a.txt").write_text(GOOD + " Not.", encoding="utf-16")
    (tmp_path / ".hidden.txt").write_text("x")
    found = list(inputs.entries(tmp_path))
    assert [(e.id, e.title, e.publisher, e.published) for e in found] == [
        ("a.txt", "a", "", ""),
        ("b/two-pools.txt.gz", "Pools", "Courier", "2026-05-04"),
    ]
    assert [e.text for e in found] == [GOOD + " Not.", GOOD]


def test_corrections_beside_a_text_are_made(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_text("Elizabeth Shaw spoke. Liz Shaw left early.", encoding="utf-8")
    (source / "a.toml").write_text('corrections.merge = [["Elizabeth Shaw", "Liz Shaw"]]', encoding="utf-8")
    (source / "b.txt").write_text("Ann Lee spoke.", encoding="utf-8")
    (source / "b.toml").write_text('corrections.rename = {"Nobody" = "x"}', encoding="utf-8")
    (source / "c.txt").write_text("Ann Lee left.", encoding="utf-8")
    (source / "c.toml").write_text("corrections = 5", encoding="utf-8")
    corpus = here(source, tmp_path / "out")
    assert corpus.actors.aliases.tolist() == ["Liz Shaw"]
    assert corpus.errors.id.tolist() == ["c.txt", "b.txt"] and "Nobody" in corpus.errors.reason[1]


def test_saved_web_pages_are_read_as_a_single_one_is(tmp_path: Path) -> None:
    page = f"<html><head><title>Pool</title></head><body><nav>Home</nav><article><p>{GOOD}</p></article></body></html>"
    (tmp_path / "pool.html").write_text(page, encoding="utf-8")
    (tmp_path / "again.htm.gz").write_bytes(gzip.compress(page.encode()))
    alone = load_article(tmp_path / "pool.html")
    assert [(e.text, e.title, e.reason) for e in inputs.entries(tmp_path)] == [(alone.text, "Pool", "")] * 2


def test_a_date_may_have_a_time(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "x", "published": "2026-05-04T10:00:00+02:00"}', encoding="utf-8")
    assert next(inputs.entries(tmp_path / "a.jsonl")).published == "2026-05-04"


BAD = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n ", "empty"),
    "binary.txt": (bytes(range(256)) * 9, "not a text file"),
    "page.html": (b"<!doctype html><script>alert(1)</script>", "no article"),
    "picture.jpg": (b"\xff\xd8", "none of the endings"),
    "large.txt": (b"word " * 10_000_000, "larger than 20 MB"),
    "long.txt": (GOOD.encode() * 25_000, "longer than 2,000,000"),
    "french.txt": (b"Le maire a dit que la piscine fermera lundi. " * 20, "English"),
    "about.txt": (GOOD.encode(), "TOML"),
    "cut.txt.gz": (gzip.compress(GOOD.encode() * 9)[:-20], "damaged"),
    "torn.jsonl.gz": (gzip.compress(b"\0" * 999)[:5] + b"\xff" * 99, ""),
    "lines.jsonl": (b'{"text": 5}\n{\n[]\n{"text": "a", "corrections": 5}\n' + b'{"a":' * 99_999, "no text"),
    "no-text.csv": (b"id,body\n1,x\n", "no column named text"),
    "quote.csv": (b'text\n"' + b"x" * 20_000_001, "rest of the file"),
    "no.parquet": (b"PAR1", "Parquet"),
}


def test_bad_articles_are_rows_with_a_reason_and_stop_nothing(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name, (data, _) in BAD.items():
        (source / name).write_bytes(data)
    (source / "about.toml").write_text("title = ", encoding="utf-8")
    (source / "good.txt").write_text(GOOD, encoding="utf-8")
    (source / "hostile.txt").write_text(GOOD + " <script>alert(1)</script> \u202e\u200b “«‘", encoding="utf-8")
    corpus = here(source, tmp_path / "out")
    assert corpus.articles.id.tolist() == ["good.txt", "hostile.txt"]
    reasons = corpus.errors.groupby("id").reason.first()
    for name, (_, reason) in BAD.items():
        own = reasons[reasons.index.str.startswith(name)]
        assert len(own) and reason in own.iloc[0], name
    assert len(corpus.errors) == corpus.counts["errors"] == len(BAD) + 4
    assert corpus.errors.reason.str.len().max() < 300 and not corpus.errors.reason.str.contains("\n").any()


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither pipes nor such names in a folder")
def test_what_is_no_file_or_has_no_name_is_a_row_and_stops_nothing(tmp_path: Path) -> None:
    source = tmp_path / "in"
    (source / "a.txt").mkdir(parents=True)
    (source / "a.txt" / "inside.txt").write_text(GOOD, encoding="utf-8")
    os.mkfifo(source / "pipe.txt")
    os.mkfifo(source / "pipe.toml")
    (source / "pipe2.toml").mkdir()
    (source / "pipe2.txt").write_text(f"Two. {GOOD}", encoding="utf-8")
    (source / "endless.txt").symlink_to("/dev/zero")
    (source / "loop.txt").symlink_to(source / "loop.txt")
    (source / "gone.txt").symlink_to(source / "nowhere")
    (source / "up").symlink_to(source)
    with socket.socket(socket.AF_UNIX) as talk:
        here_ = Path.cwd()
        os.chdir(source)  # a socket's path may be hardly longer than its name
        talk.bind("talk.txt")
        os.chdir(here_)
        corpus = here(source, tmp_path / "out")
    why = "no regular file (a pipe, a socket or a device); it was not opened."
    assert corpus.articles.id.tolist() == ["pipe2.txt", "a.txt/inside.txt"]
    assert whys(corpus) == {
        "endless.txt": f"endless.txt is {why}",
        "gone.txt": "gone.txt cannot be read: No such file or directory.",
        "loop.txt": "loop.txt cannot be read: Too many levels of symbolic links.",
        "pipe.txt": f"pipe.txt is {why}",
        "talk.txt": f"talk.txt is {why}",
    }


def test_names_that_are_not_utf_8_are_read_and_can_be_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in"
    source.mkdir()
    forms = {"txt": GOOD.encode(), "csv": f"text\n7. {GOOD}".encode(), "jsonl": as_lines([{"text": f"8. {GOOD}"}])}
    try:
        for ending, data in forms.items():
            Path(os.fsdecode(os.fsencode(source) + f"/caf\xe9.{ending}".encode("latin-1"))).write_bytes(data)
        Path(os.fsdecode(os.fsencode(source) + b"/caf\xe8.txt")).write_text(f"9. {GOOD}", encoding="utf-8")
        Path(os.fsdecode(os.fsencode(source) + b"/caf\xe7.txt")).write_bytes(b"")
        Path(os.fsdecode(os.fsencode(source) + b"/caf\xe9.parquet")).write_bytes(b"PAR1")
    except OSError:
        pytest.skip("this system has no file names but UTF-8")
    corpus = here(source, tmp_path / "out")
    assert sorted(corpus.articles.id) == ["caf\ufffd.csv:1", "caf\ufffd.jsonl:1", "caf\ufffd.txt", "caf\ufffd.txt"]
    assert corpus.articles.article.is_unique  # what tells them apart
    assert whys(corpus)["caf\ufffd.txt"] == "caf\ufffd.txt is empty; give a file with an article in it."
    assert whys(corpus)["caf\ufffd.parquet"].startswith("caf\ufffd.parquet is no whole Parquet file")
    print(corpus.articles, corpus.errors)


def test_halves_of_letters_come_no_further_than_the_input(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "a\ud800", "text": f"\udfff {GOOD}", "title": "\udc00t", "publisher": "\ud800p", "url": "u\ud8ff"},
        {"id": "a\ud801", "text": f"1. {GOOD}", "corrections": {"rename": {"Ann Lee": "\ud800 Lee"}}},
        {"id": "b\ud800", "text": f"2. {GOOD}", "published": "\ud800 May"},
        {"id": "c\ud800", "text": "Ann Lee left.", "corrections": {"rename": {"\ud800": "x"}}},
    ]
    (tmp_path / "a.jsonl").write_bytes(as_lines(rows))
    corpus = here(tmp_path / "a.jsonl", tmp_path / "out")
    found = corpus.articles.iloc[0]
    assert (found.id, found.title, found.publisher, found.url) == ("a\ufffd", "\ufffdt", "\ufffdp", "u\ufffd")
    assert found.text == f"\ufffd {GOOD}"
    assert corpus.articles.id.tolist() == ["a\ufffd", "a\ufffd", "b\ufffd"] and corpus.articles.article.is_unique
    assert "\ufffd Lee" in corpus.actors.name.tolist()
    assert corpus.articles.notes[2] == "its published (\ufffd May) is no day; write it as YYYY-MM-DD"
    assert whys(corpus)["c\ufffd"].startswith("a.jsonl:4: corrections: rename '\ufffd' is no actor")


def test_a_parquet_value_that_python_cannot_hold_is_a_row_in_errors(tmp_path: Path) -> None:
    late = pa.array([0, 2**52, -(2**52), None], pa.timestamp("s"))
    half = pa.array([b"t", b"u", b"v", b"\xff"]).view(pa.string())
    names = pa.array(["a", "b", None, "d"])
    text = pa.array([f"{n}. {GOOD}" for n in range(4)])
    pq.write_table(pa.table({"id": names, "text": text, "published": late, "title": half}), tmp_path / "a.parquet")
    ids = pa.array([b"\xff", b"f"]).view(pa.string())
    pq.write_table(pa.table({"id": ids, "text": [f"5. {GOOD}", f"6. {GOOD}"]}), tmp_path / "b.parquet")
    found = {entry.id: entry.reason for entry in inputs.entries(tmp_path)}
    assert [name for name, why in found.items() if not why] == ["a", "b", "a.parquet:3", "f"]
    assert found["d"].startswith("a.parquet:4: its title cannot be read ('utf-8' codec")
    assert found["b.parquet:1"].startswith("its id cannot be read ('utf-8' codec")
    corpus = here(tmp_path / "a.parquet", tmp_path / "out")
    assert corpus.articles.published.tolist() == [pd.Timestamp("1970-01-01"), pd.NaT, pd.NaT]
    assert corpus.articles.notes[1].startswith("its published cannot be read (") and len(corpus.errors) == 1


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2024-11-05T06:00:12Z", "2024-11-05"),
        ("Tue, 05 Nov 2024 06:00:12 +0100", "2024-11-05"),
        ("5 November 2024", "2024-11-05"),
        (1730764800, "2024-11-05"),
        (1730764800000, "2024-11-05"),
        ("13/11/2024", "2024-11-13"),
        ("05/11/2024", ""),
        ("yesterday", ""),
        (20241105, "2024-11-05"),
        ([2024], ""),
    ],
)
def test_an_odd_day_costs_itself_and_not_the_article(tmp_path: Path, said: object, day: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(as_lines([{"text": GOOD, "published": said}]))
    (found,) = inputs.entries(tmp_path / "a.jsonl")
    assert (found.reason, found.published) == ("", day)
    assert bool(found.notes) != bool(day)


def test_files_are_told_by_what_they_hold(tmp_path: Path) -> None:
    mail = b"Subject: Pool\nFrom: Ann Lee <a@b.example>\nDate: Wed, 6 Nov 2024 06:00:12 +0100\n\n" + GOOD.encode()
    (tmp_path / "message").write_bytes(mail)
    (tmp_path / "page.asp").write_bytes(b"<!doctype html><title>Pool</title><p>" + GOOD.encode())
    (tmp_path / "picture").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "readme").write_bytes(GOOD.encode())
    found = {entry.id: entry for entry in inputs.entries(tmp_path)}
    assert (found["message"].title, found["message"].published) == ("Pool", "2024-11-06")
    assert found["page.asp"].text == GOOD
    assert found["picture"].reason.startswith("picture is a picture (PNG); it holds no text")
    assert found["readme"].reason.startswith("readme has none of the endings")


def test_a_damaged_group_of_rows_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    rows = pa.table({"text": [f"{n}. {GOOD} {'x' * n}" for n in range(6)]})
    pq.write_table(rows, path, row_group_size=2, compression="zstd", use_dictionary=False)
    column = pq.read_metadata(path).row_group(1).column(0)
    data = bytearray(path.read_bytes())
    start = column.data_page_offset
    data[start : start + column.total_compressed_size] = bytes(column.total_compressed_size)
    path.write_bytes(data)
    found = list(inputs.entries(path))
    assert [e.id for e in found] == [f"a.parquet:{n}" for n in (1, 2, 3, 5, 6)]
    assert [bool(e.reason) for e in found] == [False, False, True, False, False]
    assert found[2].reason.startswith("the rows 3 to 4 cannot be read: ")


def test_the_rows_of_a_parquet_file_are_counted_over_its_groups(tmp_path: Path) -> None:
    rows = [{c: f"{c}{n}" for c in ("text", "title", "publisher", "url")} | {"more": n} for n in range(150)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet", row_group_size=100)
    found = list(inputs.entries(tmp_path / "a.parquet"))
    assert [e.id for e in found] == [f"a.parquet:{n}" for n in range(1, 151)]
    assert [e.text for e in found] == [f"text{n}" for n in range(150)]
    assert found[70][2:6] == ("title70", "", "publisher70", "url70")
    size = (tmp_path / "a.parquet").stat().st_size
    assert {e.size for e in found} == {size // 150}
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "a.parquet")
    assert list(inputs.entries(tmp_path / "a.parquet")) == []


def test_a_toml_that_nests_too_deep_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deep = {
        "brackets": "a = " + "[" * 5_000,
        "closed": "a = " + "[" * 200 + "]" * 200,
        "names": "corrections.rename." + ".".join("a" * 3_000) + ' = "x"',
        "nine": "a = [[[[[[[[ 1 ]]]]]]]]",
    }
    for name, about in deep.items():
        (tmp_path / f"{name}.txt").write_text(f"{name} {GOOD}", encoding="utf-8")
        (tmp_path / f"{name}.toml").write_text(about, encoding="utf-8")
        assert main(["read", str(tmp_path / f"{name}.txt"), "--out", str(tmp_path / "out")]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert line == f"onrecord: {name}.toml has brackets or names that nest too deep; mend it or take it away."
    (tmp_path / "eight.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "eight.toml").write_text("a = [[[[[[[ 1 ]]]]]]]", encoding="utf-8")
    found = dict(texts(tmp_path))
    assert found.pop("eight.txt") == GOOD and len(found) == 4
    assert all("nest too deep; mend it or take it away" in why for why in found.values())


@pytest.mark.parametrize(
    ("about", "why"),
    [
        (b'title = "a\xff"', "a.toml is not valid TOML ('utf-8' codec"),
        (b"title = 'a'\ntitle = 'b'", "a.toml is not valid TOML (Cannot overwrite"),
        (b"n = " + b"9" * 5_000, "a.toml is not valid TOML (Exceeds the limit"),
        (b"published = 2026-02-30", "a.toml is not valid TOML ("),
        (b"published = 12:00:00", "'12:00:00' is not a date"),
        (b"x" * 20_000_001, "a.toml is larger than 20 MB"),
        (b"corrections = []", "a.toml: corrections is no table; begin it with a line [corrections]."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_toml_is_one_line_that_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], about: bytes, why: str
) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "a.toml").write_bytes(about)
    assert main(["read", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert why in line
    ((name, reason),) = texts(tmp_path)
    assert name == "a.txt" and why in reason


def test_a_toml_may_have_a_mark_and_any_kind_of_line_end(tmp_path: Path) -> None:
    for name, end in (("a", "\n"), ("b", "\r\n"), ("c", "\r")):
        (tmp_path / f"{name}.txt").write_text(GOOD, encoding="utf-8")
        about = f'title = "T"{end}publisher = "Zoë"{end}'
        (tmp_path / f"{name}.toml").write_bytes(b"\xef\xbb\xbf" * (name == "b") + about.encode())
    assert [(e.title, e.publisher, e.reason) for e in inputs.entries(tmp_path)] == [("T", "Zoë", "")] * 3


def test_a_file_and_a_folder_that_vanish_are_rows(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(GOOD, encoding="utf-8")
        (tmp_path / f"folder-{name}").mkdir()
        (tmp_path / f"folder-{name}" / "x.txt").write_text(GOOD, encoding="utf-8")
    stream = inputs.entries(tmp_path)
    assert next(stream).id == "a.txt"
    (tmp_path / "b.txt").unlink()
    shutil.rmtree(tmp_path / "folder-b")
    found = {entry.id: entry.reason for entry in stream}
    assert found == {
        "b.txt": "b.txt cannot be read: No such file or directory.",
        "c.txt": "",
        "folder-a/x.txt": "",
        "folder-c/x.txt": "",
        "folder-b": "the folder folder-b cannot be read: No such file or directory.",
    }


def test_what_may_not_be_read_is_a_row_and_a_folder_that_may_not_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in" / "b").mkdir(parents=True)
    for name in ("a.txt", "c.txt", "b/d.txt"):
        (tmp_path / "in" / name).write_text(f"{name} {GOOD}", encoding="utf-8")
    real_open, real_list, shut = Path.open, os.scandir, {"a.txt", "b"}

    def denied(path: Any) -> None:
        if isinstance(path, str | Path) and Path(path).name in shut:
            raise PermissionError(13, "Permission denied", str(path))

    # As tests may run for one who may read everything.
    monkeypatch.setattr(Path, "open", lambda self, *rest, **more: denied(self) or real_open(self, *rest, **more))
    monkeypatch.setattr(os, "scandir", lambda path: denied(path) or real_list(path))
    corpus = here(tmp_path / "in", tmp_path / "out")
    assert corpus.articles.id.tolist() == ["c.txt"]
    assert whys(corpus) == {
        "a.txt": "a.txt cannot be read: Permission denied.",
        "b": "the folder b cannot be read: Permission denied.",
    }
    before = contents(tmp_path / "out")
    shut.add("in")
    with pytest.raises(ArticleError, match="in cannot be read: Permission denied"):
        here(tmp_path / "in", tmp_path / "out")
    assert contents(tmp_path / "out") == before


def test_whatever_a_file_or_a_row_brings_about_is_a_row_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"id": "a", "text": "x1"}, {"id": "b", "text": "odd"}, {"text": "odd"}, {"id": "d", "text": "x2"}]
    (tmp_path / "a.jsonl").write_bytes(as_lines(rows))
    (tmp_path / "b.txt").write_text("odd", encoding="utf-8")
    (tmp_path / "c.txt").write_text("x3", encoding="utf-8")
    real_clean, real_file = inputs.clean, inputs.from_file

    def surprised(text: str) -> str:
        if text == "odd":
            raise RuntimeError("what\nis this")
        return real_clean(text)

    monkeypatch.setattr(inputs, "clean", surprised)
    monkeypatch.setattr(inputs, "from_file", lambda data, path: real_file(data if data != b"odd" else 1 / 0, path))
    assert texts(tmp_path) == [
        ("a", "x1"),
        ("b", "a.jsonl:2: reading failed (RuntimeError: what)"),
        ("a.jsonl:3", "reading failed (RuntimeError: what)"),
        ("d", "x2"),
        ("b.txt", "b.txt: reading failed (ZeroDivisionError: division by zero)"),
        ("c.txt", "x3"),
    ]


def test_rows_of_one_id_are_told_by_file_and_line(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name in ("a", "b"):
        french = "Le maire a dit que la piscine fermera lundi. " * 20 + name
        rows = [{"id": "x", "text": ""}, {"id": "x", "text": french}, {"id": "x", "text": "a", "corrections": name}]
        (source / f"{name}.jsonl").write_bytes(as_lines(rows))
    corpus = here(source, tmp_path / "out")
    assert corpus.errors.id.tolist() == ["x"] * 6
    assert sorted(why.split(": ")[0] for why in corpus.errors.reason) == [
        f"{name}.jsonl:{line}" for name in "ab" for line in (1, 2, 3)
    ]
    assert (
        "a.jsonl:2: x does not look like English; only English articles can be read." in corpus.errors.reason.tolist()
    )


CORRECTIONS: list[tuple[Any, str]] = [
    ([], "its corrections are no table."),
    ("", "its corrections are no table."),
    (0, "its corrections are no table."),
    ({"merge": [[[[[[[[["a"]]]]]]]]]}, "its corrections nest too deep."),
    ({"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": 5}}}}}}}}, ""),
    (None, ""),
    ({}, ""),
    ({"merge": [["Ann Lee", "Lee"]]}, ""),
]


@pytest.mark.parametrize(("corrections", "why"), CORRECTIONS)
def test_corrections_of_a_row_are_taken_as_they_are_or_refused(tmp_path: Path, corrections: Any, why: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(as_lines([{"text": "x", "corrections": corrections}, {"text": "y"}]))
    one, two = inputs.entries(tmp_path / "a.jsonl")
    assert one.reason == why and two.text == "y"
    assert one.corrections == (None if why else corrections or None)


def test_a_json_line_of_any_depth_or_size_is_a_row(tmp_path: Path) -> None:
    lines = [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"text": ' + b"9" * 5_000 + b"}",
        b'{"text": "x", "corrections": ' + b'{"a":' * 300 + b"1" + b"}" * 300 + b"}",
        b'{"id": 0, "text": "x0"}',
        b'{"id": "", "text": "x1"}',
        b'{"id": 1e999, "text": "x2"}',
        b"  ",
        b'{"text": "caf\xe9", "title": 5, "publisher": null}\r',
        b'{"text": "\\u0000\\u0001"}',
        b'\xef\xbb\xbf{"text": "last"}',
    ]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    no = "the line is not a JSON object."
    assert texts(tmp_path / "a.jsonl") == [
        ("a.jsonl:1", no),
        ("a.jsonl:2", no),
        ("a.jsonl:3", no),
        ("a.jsonl:4", "its corrections nest too deep."),
        ("0", "x0"),
        ("a.jsonl:6", "x1"),
        ("inf", "x2"),
        ("a.jsonl:9", "café"),
        ("a.jsonl:10", "there is no text in it."),
        ("a.jsonl:11", "last"),
    ]
    assert [e.title for e in inputs.entries(tmp_path / "a.jsonl")][4:8] == ["0", "a.jsonl:6", "inf", "5"]


# ------------------------------------------------------------------------------------------------ limits


def test_the_longest_text_is_read_and_one_character_more_is_not(tmp_path: Path) -> None:
    rows = [{"text": "x" * 2_000_000}, {"text": "x" * 2_000_001}, {"text": " "}, {"text": "y"}]
    (tmp_path / "a.jsonl").write_bytes(as_lines(rows))
    found = texts(tmp_path / "a.jsonl")
    assert [len(text) for _, text in found[:1]] == [2_000_000]
    assert [text for _, text in found[1:]] == [
        "the text is longer than 2,000,000 characters.",
        "there is no text in it.",
        "y",
    ]


def test_the_longest_line_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    frame = len('{"text": ""}\n')
    fits, over = (f'{{"text": "{"x" * (20_000_000 + more - frame)}"}}\n' for more in (0, 1))
    (tmp_path / "a.jsonl").write_text(f'{fits}{over}{over.rstrip()}{over}{{"text": "y"}}\n')
    assert texts(tmp_path / "a.jsonl") == [
        ("a.jsonl:1", "the text is longer than 2,000,000 characters."),
        ("a.jsonl:2", "the line is longer than 20 MB."),
        ("a.jsonl:3", "the line is longer than 20 MB."),
        ("a.jsonl:4", "y"),
    ]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a.txt.gz", "a.txt is larger than 20 MB; give one article a file."),
        ("a.html.gz", "a.html is larger than 20 MB; give one article a file."),
        ("a.jsonl.gz", "the line is longer than 20 MB."),
        ("a.csv.gz", "the rest of the file cannot be read: a line is longer than 20 MB."),
    ],
)
def test_what_is_small_when_packed_and_huge_when_not_takes_no_memory(tmp_path: Path, name: str, why: str) -> None:
    start = b'text\n"' if name == "a.csv.gz" else b""
    with gzip.open(tmp_path / name, "wb", compresslevel=1) as out:
        out.write(start)
        for _ in range(120):
            out.write(b"word " * 200_000)
    tracemalloc.start()
    found = [entry.reason for entry in inputs.entries(tmp_path)]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [why] and most < 90_000_000, most  # of 120 MB


def test_a_file_of_the_greatest_size_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 20_000_000)
    (tmp_path / "b.txt").write_bytes(b"x" * 20_000_001)
    assert texts(tmp_path) == [
        ("a.txt", "the text is longer than 2,000,000 characters."),
        ("b.txt", "b.txt is larger than 20 MB; give one article a file."),
    ]


def test_a_field_of_a_csv_may_be_long(tmp_path: Path) -> None:
    before = csv.field_size_limit(131_072)
    as_csv(tmp_path / "a.csv", [{"id": "a", "text": "x" * 140_000}, {"id": "b", "text": "y"}])
    assert [len(text) for _, text in texts(tmp_path / "a.csv")] == [140_000, 1]
    csv.field_size_limit(before)


def test_a_csv_is_utf_8_or_else_windows(tmp_path: Path) -> None:
    for cut in range(4):  # a letter of up to four bytes may lie over the end of what is looked at
        text = "x" * ((1 << 20) - len("text\n") - cut) + "🏊 café"
        (tmp_path / "a.csv").write_text(f"text\n{text}\n", encoding="utf-8")
        assert texts(tmp_path / "a.csv") == [("a.csv:1", text)]
    (tmp_path / "a.csv").write_bytes("id,text\n1,café\n".encode("cp1252"))
    assert texts(tmp_path / "a.csv") == [("1", "café")]
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbftext\ncaf\xc3\xa9\n")
    assert texts(tmp_path / "a.csv") == [("a.csv:1", "café")]
    (tmp_path / "a.csv").write_bytes(b"text\n" + b"x" * (1 << 20) + b"\xe9")  # too late to be seen, and no UTF-8
    assert texts(tmp_path / "a.csv")[0][1][-2:] == "x\ufffd"


def test_a_csv_whose_rows_cannot_be_told_is_read_up_to_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'id,text\n1,x\n2,"' + b"y" * 20_000_001 + b'"\n3,z\n')
    why = "the rest of the file cannot be read: a line is longer than 20 MB."
    assert texts(tmp_path / "a.csv") == [("1", "x"), ("a.csv:2", why)]
    (tmp_path / "a.csv").write_bytes(b'id,text\n1,x\n2,"' + (b"y" * 9_999_999 + b"\n") * 2 + b'y"\n3,z\n')
    why = "the rest of the file cannot be read: field larger than field limit (20000000)."
    assert texts(tmp_path / "a.csv") == [("1", "x"), ("a.csv:2", why)]
    (tmp_path / "a.csv").write_bytes(b"id,text\n1," + b"y" * (20_000_000 - 3) + b"\n2,x\r3,y\r\n4,z")
    long = "a.csv:1: the text is longer than 2,000,000 characters."
    assert texts(tmp_path / "a.csv") == [("1", long), ("2", "x"), ("3", "y"), ("4", "z")]
    (tmp_path / "a.csv").write_bytes(b'id,text\n1,x,more\n2\n\n4,"y\nz"\n')
    assert texts(tmp_path / "a.csv") == [("1", "x"), ("2", "a.csv:2: there is no text in it."), ("4", "y\nz")]


# ------------------------------------------------------------------------------------------------ which files


def test_files_are_taken_in_order_by_their_endings_in_any_case(tmp_path: Path) -> None:
    for name in ("b/z.TXT", "b/a/y.txt", "a/.x.txt", "a/x.Txt", ".c/w.txt", "c.HTM", "d.txt", "d.toml", "B.xhtml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(
            "<p>Ann Lee said that the pool will close.</p>" if "H" in name.upper()[-4:] else "x"
        )
    (tmp_path / "d.toml").write_text("")
    (tmp_path / "e.txt.GZ").write_bytes(gzip.compress(b"e"))
    (tmp_path / "f.JSONL.gz").write_bytes(gzip.compress(as_lines([{"text": "f"}])))
    (tmp_path / "g.tar.gz").write_bytes(b"")
    (tmp_path / "gz").write_bytes(b"")
    found = texts(tmp_path)
    assert [name for name, _ in found] == [
        "B.xhtml", "c.HTM", "d.txt", "e.txt.GZ", "f.JSONL.gz:1", "g.tar.gz", "gz",
        "a/x.Txt", "b/z.TXT", "b/a/y.txt",
    ]  # fmt: skip
    known = (
        ".csv, .docx, .eml, .htm, .html, .json, .jsonl, .markdown, .md, .mht, .mhtml, .ndjson, .nitf, .odt, .parquet, "
        ".pdf, .rtf, .srt, .text, .tsv, .txt, .vtt, .xhtml, .xml"
    )
    assert dict(found)["gz"] == f"gz has none of the endings that are read ({known})."
    assert dict(found)["g.tar.gz"] == f"g.tar.gz has none of the endings that are read ({known})."
    assert dict(found)["e.txt.GZ"] == "e"


def test_one_file_is_refused_as_a_whole_or_read_up_to_its_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    cut = gzip.compress(as_lines([{"text": f"{n} {GOOD}"} for n in range(99)]))[:-30]
    for data, why in ((cut, "is damaged: Compressed file ended"), (b"no zip", "cannot be read: Not a gzipped file")):
        path.write_bytes(data)
        assert texts(path)[-1][0] == "a.jsonl.gz" and why in texts(path)[-1][1]
    path.write_bytes(cut)
    assert len(texts(path)) > 50  # up to its damage
    for name, data, why in (
        ("a.txt", b"", "a.txt is empty"),
        ("a.csv", b"id\n1\n", "a.csv has no column named text; its columns are id"),
        ("a.csv", b"", "a.csv has no column named text"),
        ("a.parquet", b"PAR1", "a.parquet is no whole Parquet file: Parquet file size is 4 bytes"),
        ("a.zip", b"", "a.zip has none of the endings"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ArticleError, match=re.escape(why)):
            list(inputs.entries(tmp_path / name))
    with pytest.raises(ArticleError, match="nothing was not found; give a folder or a file of articles"):
        list(inputs.entries(tmp_path / "nothing"))


def test_entries_stand_for_all_bytes_of_the_input(tmp_path: Path) -> None:
    rows = as_lines([{"text": f"{n}. {GOOD}"} for n in range(50)])
    (tmp_path / "a.jsonl").write_bytes(rows + b"[]\n" + b"\n" * 9 + b'{"text": "x"}')
    (tmp_path / "b.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(GOOD.encode() * 9))
    as_csv(tmp_path / "d.csv", [{"text": f"{n}. {GOOD}"} for n in range(50)])
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    total = sum(path.stat().st_size for path in tmp_path.iterdir() if path.is_file())
    assert inputs.size_of(tmp_path) == total == sum(entry.size for entry in inputs.entries(tmp_path))
    assert inputs.size_of(tmp_path / "b.txt") == len(GOOD)


def test_what_is_known_of_a_row_is_kept(tmp_path: Path) -> None:
    row = {"text": " x\r\ny ", "title": " T ", "publisher": "P\r\n", "url": 5, "published": "2026-05-04"}
    (tmp_path / "a.jsonl").write_bytes(as_lines([row, {"text": "x"}]))
    one, two = inputs.entries(tmp_path / "a.jsonl")
    assert one[:8] == ("a.jsonl:1", "x\ny", "T", "2026-05-04", "P", "5", None, "")
    assert two[:8] == ("a.jsonl:2", "x", "a.jsonl:2", "", "", "", None, "")
