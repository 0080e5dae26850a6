"""Many articles: right rows, the same files whoever does the work, and nothing that one article can stop."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import workers
from conftest import ROOT, reading_of
from onrecord import corpus as corpora
from onrecord import text
from onrecord.cli import main
from onrecord.corpus import SCHEMA, Corpus, crew, inputs, parts, progress, read_corpus, work
from onrecord.corpus.store import arrow_schema
from onrecord.errors import CorpusError, ModelError, PipelineError
from onrecord.reading import steps, tables
from onrecord.text import pipeline
from onrecord.workers import begin, processes

GOOD = "Mayor Ann Lee said on Friday that the pool will close. The council of Norvale denied it."


@cache
def sentences() -> list[str]:
    return [s for name in ("harwick-budget", "kettle-recall") for s in reading_of(name).sentences.text]


def made(folder: Path, articles: int) -> Path:
    """A folder of articles from shuffled sentences of our own texts, as JSON lines."""
    rng = random.Random(0)
    folder.mkdir()
    rows = [{"id": f"a{n}", "text": " ".join(rng.sample(sentences(), 5))} for n in range(articles)]
    (folder / "articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder of results, the lock aside."""
    found = (p for p in folder.rglob("*") if p.is_file() and p.name != ".lock")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def here(source: Path, target: Path, method: str = "rules") -> Corpus:
    return read_corpus(source, target, workers=0, method=method, progress=False)


def whys(corpus: Corpus) -> dict[str, str]:
    """The reasons by id."""
    return dict(zip(corpus.errors.id, corpus.errors.reason, strict=True))


def texts(source: Path) -> list[tuple[str, str]]:
    """What comes in: each id with its text, or why there is none."""
    return [(entry.id, entry.reason or entry.text) for entry in inputs.entries(source)]


def as_csv(path: Path, rows: list[dict[str, str]], comma: str = ",") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "text", "published"], delimiter=comma)
        writer.writeheader()
        writer.writerows(rows)


def as_lines(rows: list[dict[str, str]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def as_zstd(data: bytes) -> bytes:
    return bytes(pa.Codec("zstd").compress(data, asbytes=True))


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_ARTICLES", 2)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """Six short articles, and the files that they give in three parts."""
    folder = tmp_path_factory.mktemp("undisturbed")
    source = folder / "in" / "articles.jsonl"
    source.parent.mkdir()
    source.write_bytes(as_lines([{"id": f"a{n}", "text": f"Ann Lee said no to plan {n} on Friday."} for n in range(6)]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "_ARTICLES", 2)
        here(source, folder / "out")
    return source, contents(folder / "out")


# ------------------------------------------------------------------------------------------------ what is in it


def test_the_tables_are_those_of_each_reading_with_the_articles_key(tmp_path: Path) -> None:
    corpus = here(ROOT / "seeds", tmp_path / "out", "model")
    names = corpus.articles.set_index("id").article
    for name in ("harwick-budget", "kettle-recall", "rutte-warns-trump"):
        single = reading_of(name)
        for table, expected in single.tables.items():
            own = getattr(corpus, table)
            own = own[own.article == names[f"{name}.txt"]].drop(columns="article").set_index(expected.index.name)
            pd.testing.assert_frame_equal(own, expected, check_dtype=False, check_index_type=False)
    assert corpus.articles.set_index("id").published["harwick-budget.txt"] == pd.Timestamp("2026-03-12")
    assert corpus.counts["articles"] == len(corpus.articles)
    assert "articles (" in repr(corpus)
    with pytest.raises(AttributeError, match="its tables are"):
        _ = corpus.nothing


def test_every_row_points_at_its_characters_in_the_articles_table(tmp_path: Path) -> None:
    corpus = here(made(tmp_path / "in", 5), tmp_path / "out")
    text = corpus.articles.set_index("article").text
    for row in corpus.spans.itertuples():
        assert text[row.article][row.start : row.end] == row.text


def test_all_files_of_a_dataset_have_one_schema(tmp_path: Path, small_parts: None) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.jsonl").write_text(f'{{"text": "{GOOD}"}}\n{{"text": "7."}}\n{{"text": ""}}\n', encoding="utf-8")
    here(source, tmp_path / "out")
    for name in SCHEMA:
        found = sorted((tmp_path / "out" / name).iterdir())
        assert [f.name for f in found] == ["part-000000.parquet", "part-000001.parquet"]
        assert all(pq.read_schema(file).equals(arrow_schema(name)) for file in found)
    assert list(SCHEMA)[-1] == "articles"


def test_no_articles_give_empty_tables_with_all_columns(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    corpus = here(tmp_path / "in", tmp_path / "a" / "b" / "out")
    for name, columns in SCHEMA.items():
        assert getattr(corpus, name).columns.tolist() == [c.name for c in columns]
        assert len(getattr(corpus, name)) == 0


# ------------------------------------------------------------------------------------------------ one article, one row


def test_an_article_that_makes_a_step_raise_is_a_row_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = steps.read_text

    def raising(article: Any, *options: Any) -> Any:
        if "a1" in article.name:
            raise ZeroDivisionError("division\nby zero")
        return real(article, *options)

    monkeypatch.setattr(steps, "read_text", raising)
    corpus = here(made(tmp_path / "in", 3), tmp_path / "out")
    assert corpus.articles.id.tolist() == ["a0", "a2"]
    assert whys(corpus) == {"a1": "articles.jsonl:2: reading failed (ZeroDivisionError: division)"}


def test_articles_are_the_same_however_many_are_parsed_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, found, together = made(tmp_path / "in", 6), [], list[int]()
    real = text.parse_all
    monkeypatch.setattr(text, "parse_all", lambda texts, *rest: together.append(len(texts)) or real(texts, *rest))
    for least in (1, 1_000, 1_000_000):
        monkeypatch.setattr(work, "_TOGETHER", least)
        here(source, tmp_path / f"{least}", "model")
        found.append(contents(tmp_path / f"{least}"))
    assert found[0] == found[1] == found[2]
    assert together[:6] == [1] * 6 and 1 < max(together[6:-1]) < 6 and together[-1] == 6


def test_an_article_that_cannot_be_parsed_keeps_none_from_being_read_that_is_parsed_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pipeline._joined

    def joined(docs: list[Any]) -> Any:
        if "plan 1" in docs[0].text:
            raise KeyError("x")
        return real(docs)

    monkeypatch.setattr(pipeline, "_joined", joined)
    (tmp_path / "a.jsonl").write_bytes(as_lines([{"text": f"Ann Lee left plan {n}."} for n in range(3)]))
    corpus = here(tmp_path / "a.jsonl", tmp_path / "out")
    assert corpus.articles.id.tolist() == ["a.jsonl:1", "a.jsonl:3"]
    assert "the step 'parse' stopped at something unforeseen (KeyError: 'x'" in whys(corpus)["a.jsonl:2"]


def test_an_article_in_another_language_is_a_row_among_others_that_are_read(tmp_path: Path) -> None:
    french = "Le maire a dit que la piscine fermera lundi. " * 20
    (tmp_path / "a.jsonl").write_bytes(as_lines([{"text": GOOD}, {"text": french}, {"text": f"{GOOD} He left."}]))
    corpus = here(tmp_path / "a.jsonl", tmp_path / "out")
    assert corpus.articles.id.tolist() == ["a.jsonl:1", "a.jsonl:3"] and corpus.errors.id.tolist() == ["a.jsonl:2"]


def test_the_same_text_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        (tmp_path / "in" / f"{name}.txt").write_text(GOOD + "\r\n" * (name == "b"), encoding="utf-8")
        (tmp_path / "in" / f"{name}.toml").write_text(f'publisher = "{name}"', encoding="utf-8")
    corpus = here(tmp_path / "in", tmp_path / "out")
    assert corpus.articles.id.tolist() == ["a.txt"]
    assert corpus.duplicates[["article", "id", "publisher"]].values.tolist() == [
        [corpus.articles.article[0], "b.txt", "b"]
    ]
    assert "1 came twice" in repr(corpus)


# ------------------------------------------------------------------------------------------------ who does it


def test_one_process_two_and_a_dask_cluster_write_the_same_files(tmp_path: Path, small_parts: None) -> None:
    from distributed import LocalCluster

    source = made(tmp_path / "in", 7)
    here(source, tmp_path / "here")
    expected = contents(tmp_path / "here")
    assert len(expected) == 4 * len(SCHEMA)
    read_corpus(source, tmp_path / "pool", workers=2, method="rules", progress=False)
    assert contents(tmp_path / "pool") == expected
    with LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=None, silence_logs=50) as cluster:
        address = cluster.scheduler_address
        read_corpus(source, tmp_path / "dask", scheduler=address, method="rules", progress=False)
    assert contents(tmp_path / "dask") == expected


def test_a_cluster_that_does_not_answer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_PATIENCE", "0.5s")
    with pytest.raises(CorpusError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        read_corpus(made(tmp_path / "in", 1), tmp_path / "out", scheduler="tcp://127.0.0.1:9", progress=False)


def test_a_worker_of_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "code_fingerprint", lambda _: "another")
    with pytest.raises(CorpusError, match="another version"):
        here(made(tmp_path / "in", 1), tmp_path / "out")


# ------------------------------------------------------------------------------------------------ a second run


def test_only_what_is_new_or_changed_is_read(tmp_path: Path, small_parts: None) -> None:
    source, out = made(tmp_path / "in", 6), tmp_path / "out"
    here(source, out)
    before = {p: p.stat().st_mtime_ns for p in out.glob("articles/*")}
    lines = (source / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    lines[2] = json.dumps({"id": "new", "text": GOOD})
    (source / "articles.jsonl").write_text("\n".join(lines[:4]), encoding="utf-8")
    corpus = here(source, out)
    assert corpus.articles.id.tolist() == ["a0", "a1", "new", "a3"]
    assert [p.name for p in before if p.is_file() and p.stat().st_mtime_ns == before[p]] == ["part-000000.parquet"]
    here(source, tmp_path / "fresh")
    assert contents(out) == contents(tmp_path / "fresh")


def rewritten(path: Path) -> None:
    """A whole Parquet file that has one row fewer, or one more."""
    table = pq.read_table(path)
    rows = table.slice(1) if len(table) else pa.table({c: [None] for c in table.column_names}, schema=table.schema)
    pq.write_table(rows.replace_schema_metadata(table.schema.metadata), path)


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-9]),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "gone": lambda path: path.unlink(),
    "of other rows": rewritten,
}


def test_a_part_is_read_again_when_any_of_its_files_is_not_whole(
    tmp_path: Path, small_parts: None, monkeypatch: pytest.MonkeyPatch, undisturbed: tuple[Path, dict[str, bytes]]
) -> None:
    source, expected = undisturbed
    out = tmp_path / "out"
    shutil.copytree(source.parents[1] / "out", out)
    read: list[int] = []
    real = crew.read_part
    monkeypatch.setattr(crew, "read_part", lambda task: read.append(task.about["number"]) or real(task))
    here(source, out)
    assert read == []
    for table, damage in zip(SCHEMA, cycle(DAMAGE)):
        DAMAGE[damage](out / table / "part-000001.parquet")
        here(source, out)
        assert contents(out) == expected and read == [1], (table, damage)
        read.clear()


def test_what_an_article_is_and_how_it_is_read_decides_whether_it_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"id": "a", "text": "Ann Lee said no.", "title": "T", "published": "2026-05-04", "publisher": "P", "url": "u"}
    source, out = tmp_path / "a.jsonl", tmp_path / "out"
    read: list[str] = []
    real = crew.read_part
    monkeypatch.setattr(crew, "read_part", lambda task: read.append(task.method) or real(task))
    other = {"corrections": {"rename": {"Ann Lee": "A."}}, "published": "2026-05-05", "text": "Ann Lee said yes."}
    for column in ("nothing", *row, "corrections"):
        row[column] = other.get(column, "other") if column != "nothing" else ""  # type: ignore[assignment]
        source.write_bytes(as_lines([row]))
        here(source, out)
        assert read == ["rules"], column
        source.write_bytes(as_lines([row]) + b"\n\n")
        here(source, out)
        assert read == ["rules"], column
        read.clear()
    assert here(source, out).actors.name.tolist() == ["A."]
    assert not read
    here(source, out, "model")
    monkeypatch.setattr(corpora, "code_fingerprint", lambda _: "new")
    monkeypatch.setattr(work, "code_fingerprint", lambda _: "new")
    here(source, out, "model")
    (tmp_path / "b.jsonl").write_bytes(source.read_bytes())
    here(tmp_path / "b.jsonl", out, "model")  # the reasons of errors name the file
    assert read == ["model", "model", "model"]


def test_the_version_is_that_of_every_file_that_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("a.py", "corpus/parts.py", "data/b.toml", "data/c.csv", "models/d.onnx", "models/e.txt")
    for name in (*names, "f.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    monkeypatch.setattr(parts, "__file__", str(tmp_path / "corpus" / "parts.py"))
    version = parts.code_fingerprint.__wrapped__
    found = [version()]
    assert version() == found[0] and len(found[0]) == 16
    for name in names:
        (tmp_path / name).write_text("y")
        found.append(version())
    (tmp_path / "a.py").rename(tmp_path / "z.py")
    found.append(version())
    monkeypatch.setattr(parts, "_version", lambda package: "9")
    found.append(version())
    assert len(set(found)) == len(names) + 3
    (tmp_path / "f.html").write_text("y")
    assert version() == found[-1]


def numbers_of(corpus: Corpus) -> list[tuple[int, int, int]]:
    """How many articles, errors and duplicates each part has."""
    tables = [sorted((corpus.folder / name).iterdir()) for name in ("articles", "errors", "duplicates")]
    return [tuple(pq.read_metadata(file).num_rows for file in files) for files in zip(*tables, strict=True)]  # type: ignore[misc]


def test_a_part_has_200_rows_at_most_of_whatever_kind(tmp_path: Path) -> None:
    for rows, expected in ((200, [(1, 198, 1)]), (201, [(1, 198, 1), (0, 1, 0)])):
        lines = [
            {"text": "Ann Lee left."},
            {"text": "Ann Lee left."},
            *({"id": n, "text": ""} for n in range(rows - 2)),
        ]
        (tmp_path / "a.jsonl").write_bytes(as_lines(lines))
        assert numbers_of(here(tmp_path / "a.jsonl", tmp_path / f"out{rows}")) == expected


@pytest.mark.parametrize(("length", "expected"), [(30_000, [(0, 2, 0), (0, 1, 0)]), (29_999, [(0, 3, 0)])])
def test_a_part_ends_with_the_article_that_makes_it_60_000_characters(
    tmp_path: Path, length: int, expected: list[tuple[int, int, int]]
) -> None:
    french = "Le maire a dit que la piscine fermera lundi. " * 1_000  # refused at once, and long
    rows = [{"text": f"{n}{french}"[:length].rstrip().ljust(length, "a")} for n in range(3)]
    (tmp_path / "a.jsonl").write_bytes(as_lines(rows))
    assert numbers_of(here(tmp_path / "a.jsonl", tmp_path / "out")) == expected


def test_what_a_larger_corpus_or_a_killed_run_has_left_goes_and_nothing_else(tmp_path: Path, small_parts: None) -> None:
    (tmp_path / "a.jsonl").write_bytes(as_lines([{"id": n, "text": ""} for n in range(6)]))
    out = tmp_path / "out"
    here(tmp_path / "a.jsonl", out)
    assert len(list(out.glob("*/part-*"))) == 3 * len(SCHEMA)
    (out / "claims" / ".part-000001.parquet.x1").write_bytes(b"cut short")
    (out / ".waiting").mkdir()
    (out / ".waiting" / "000007.json").write_text("{}")
    mine = [out / "claims" / "notes.txt", out / "claims" / ".keep", out / "claims" / "part-1.csv", out / "readme.md"]
    for path in mine:
        path.write_text("mine")
    (tmp_path / "a.jsonl").write_bytes(as_lines([{"id": n, "text": ""} for n in range(3)]))
    here(tmp_path / "a.jsonl", out)
    assert sorted(p.name for p in (out / "claims").iterdir()) == [
        ".keep", "notes.txt", "part-000000.parquet", "part-000001.parquet", "part-1.csv",
    ]  # fmt: skip
    assert all(path.read_text() == "mine" for path in mine) and not (out / ".waiting").exists()


def test_days_and_what_is_missing_come_back(tmp_path: Path) -> None:
    days = ["0001-01-01", "1648-10-24", "9999-12-31", None]
    rows = [{"text": f"Ann Lee left {n} times.", "published": day} for n, day in enumerate(days)]
    (tmp_path / "a.jsonl").write_bytes(as_lines([*rows, {**rows[0], "publisher": "P", "url": "u"}]))
    corpus = here(tmp_path / "a.jsonl", tmp_path / "out")
    assert [None if pd.isna(day) else str(day.date()) for day in corpus.articles.published] == days
    assert corpus.articles.publisher.isna().all() and corpus.articles.url.isna().all()
    assert corpus.articles.words.tolist() == [5] * 4
    assert corpus.duplicates[["id", "publisher", "url"]].values.tolist() == [["a.jsonl:5", "P", "u"]]
    assert corpus.counts == {"articles": 4, "words": 20, "errors": 0, "duplicates": 1}
    assert repr(corpus) == "Corpus of 4 articles (20 words); 1 came twice and were read once"


def test_an_article_of_a_corpus_is_read_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    row = {"text": "Ann Lee said on Monday that the pool will close.", "published": "2026-05-06"}
    (tmp_path / "a.jsonl").write_bytes(as_lines([row]))
    corpus = here(tmp_path / "a.jsonl", tmp_path / "out")
    assert corpus.dates.value.tolist() == ["2026-05-04"]
    assert corpus.claims.article.tolist() == corpus.articles.article.tolist()


@pytest.mark.parametrize("problem", [ModelError("no weights."), PipelineError("no pipeline.")])
def test_what_would_befall_every_article_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    def raising(article: Any, *options: Any) -> Any:
        raise problem

    monkeypatch.setattr(steps, "read_text", raising)
    with pytest.raises(type(problem), match=str(problem)):
        here(made(tmp_path / "in", 2), tmp_path / "out")
    assert not list((tmp_path / "out").glob("*/part-*"))


def test_a_step_that_meets_what_nobody_foresaw_is_a_row_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = steps.find_dates
    monkeypatch.setattr(
        steps, "find_dates", lambda text, *rest: {}["x"] if "plan 1" in text.characters else real(text, *rest)
    )
    (tmp_path / "a.jsonl").write_bytes(as_lines([{"text": f"Ann Lee left plan {n}."} for n in range(3)]))
    corpus = here(tmp_path / "a.jsonl", tmp_path / "out")
    assert corpus.articles.id.tolist() == ["a.jsonl:1", "a.jsonl:3"]
    assert whys(corpus)["a.jsonl:2"].startswith("the step 'dates' stopped at something unforeseen (KeyError: 'x'")


def test_a_worker_that_cannot_see_the_folder_says_so(tmp_path: Path) -> None:
    task = work.Task(str(tmp_path / "no" / "0.json"), str(tmp_path), {}, "rules", None, parts.code_fingerprint())
    with pytest.raises(CorpusError, match=r"a worker cannot see .*no; the results must go to a disk that all share"):
        work.read_part(task)


def test_a_worker_is_on_one_thread_unless_somebody_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    for name in names:
        monkeypatch.setenv(name, "3")  # so that all is as it was afterwards
        monkeypatch.delenv(name)
    monkeypatch.setenv(names[1], "2")
    begin()
    assert [os.environ[name] for name in names] == ["1", "2", "1"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each worker loads for itself")
def test_workers_are_forked_from_one_process_that_has_loaded_everything_but_the_network() -> None:
    with crew.pool(2).start() as executor:
        first, second = (executor.submit(workers.state) for _ in range(2))
        found = first.result()
        assert found == second.result()
    assert found == {"parent": found["parent"], "pipelines": 1, "network": False, "threads": "1"}
    assert found["parent"] != os.getpid()


THREADS = """
import os, sys, threading
import onrecord.workers
assert "numpy" not in sys.modules  # which counts its threads when it is loaded
import onrecord.workers.warm
tasks = [open(f"/proc/self/task/{task}/comm").read().strip() for task in os.listdir("/proc/self/task")]
print(threading.active_count(), sum(name != "jemalloc_bg_thd" for name in tasks))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked there, and nothing counts the threads")
def test_what_is_forked_has_one_thread() -> None:
    # That of Arrow's memory is aside: it is ended before a fork and begun again behind it.
    env = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    call = [sys.executable, "-c", THREADS]
    assert subprocess.run(call, env=env, capture_output=True, text=True, check=True).stdout.split() == ["1", "1"]


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_where_forking_is_not_safe_each_worker_is_started_afresh(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert processes().get_start_method() == "spawn"


def test_a_cluster_without_workers_is_said(tmp_path: Path) -> None:
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address=None, silence_logs=50) as cluster,
        pytest.raises(CorpusError, match=r"has no workers; start some with: dask worker tcp|inproc"),
    ):
        read_corpus(made(tmp_path / "in", 1), tmp_path / "out", scheduler=cluster.scheduler_address, progress=False)


def test_the_bar_says_how_many_and_how_fast(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([10.0, 12.0, 20.0])
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(progress, "_LOG", 0.0)
    about = {"articles": 3, "words": 4_000, "errors": 1, "duplicates": 2, "number": 9}
    with progress.Progress(1_000, True) as bar:
        bar.show()
        bar.show()
        bar.skip(about, 500)
        bar.say("a line")
        bar.add(about, 125)
        bar._bar.refresh()
        assert (bar._bar.total, bar._bar.n) == (500, 125)
        bar.add(about, 125)
    assert bar._bar.n == 500 and bar.counts == {"articles": 9, "words": 12_000, "errors": 3, "duplicates": 6}
    shown = capsys.readouterr().err
    assert "a line\n" in shown and " 25 %|" in shown and "6 articles, 1.5 articles/s, 2,000 words/s [" in shown
    assert "100 %|" in shown.splitlines()[-1] and "9 articles, 0.6 articles/s, 800 words/s" in shown.splitlines()[-1]


def test_no_bar_is_shown_where_none_is_asked_for_and_none_is_filled_by_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress.Progress(10, False) as bar:
        bar.show()
        bar.say("a line")
    assert capsys.readouterr().err == ""
    with pytest.raises(ValueError, match="x"), progress.Progress(10, True) as bar:
        bar.show()
        raise ValueError("x")
    assert bar._bar.n == 0 and "100 %" not in capsys.readouterr().err
    with progress.Progress(10, True):
        pass


@pytest.mark.skipif(os.name == "nt", reason="a folder is not held there")
def test_two_runs_do_not_write_into_one_folder(tmp_path: Path) -> None:
    from onrecord.corpus import only_run

    source = made(tmp_path / "in", 1)
    (tmp_path / "out").mkdir()
    with only_run(tmp_path / "out"), pytest.raises(CorpusError, match="another run"):
        here(source, tmp_path / "out")


# ------------------------------------------------------------------------------------------------ from the terminal


def test_the_verb_says_how_many_and_its_status_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = made(tmp_path / "in", 2), tmp_path / "out"
    words = here(source, out, "model").counts["words"]
    assert main(["corpus", str(source), str(out), "--workers", "1"]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [f"Wrote {out}: 2 articles ({words:,} words)"]
    (source / "b.txt").write_bytes(b"")
    assert main(["corpus", str(source), str(out), "--workers", "1"]) == 1
    shown = capsys.readouterr()
    said = f"Wrote {out}: 2 articles ({words:,} words); 1 could not be read (see {out / 'errors'})"
    assert shown.out.splitlines() == [said]
    assert "words/s" in shown.err and "left" in shown.err


@pytest.mark.parametrize(
    "arguments", [["no-such", "out"], ["x.csv", "out"], [".", "."], ["x.csv", "out", "--workers", "0"]]
)
def test_the_verb_refuses_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text("id,body\n1,x\n", encoding="utf-8")
    assert main(["corpus", *arguments]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1 and lines[0].startswith("onrecord: ")
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


APART = {
    "in in": "in is the input; give another folder",
    "in in/": "in is the input; give another folder",
    "in in/out": "in/out is inside the input in; give a folder outside it",
    "in in/a/b": "in/a/b is inside the input in; give a folder outside it",
    "in/a in": "the input in/a is inside in; give another folder",
    "in/articles.jsonl in": "the input in/articles.jsonl is inside in; give another folder",
    "in link": "link is the input; give another folder",
    "link in/out": "in/out is inside the input link",
    "in link/out": "link/out is inside the input in",
    "in far/out": "far/out is inside the input in",
    "in no/../in/out": "no/../in/out is inside the input in",
    "link/a in": "the input link/a is inside in",
}


@pytest.mark.parametrize("arguments", APART)
def test_results_in_the_input_and_an_input_among_results_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: str
) -> None:
    source = made(tmp_path / "in", 1)
    (source / "a").mkdir()
    (tmp_path / "no").mkdir()
    (tmp_path / "link").symlink_to(source)
    (tmp_path / "far").symlink_to(source / "a")
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    assert main(["corpus", *arguments.split()]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("onrecord: ") and APART[arguments] in line
    assert sorted(tmp_path.rglob("*")) == before


def test_folders_whose_names_begin_alike_are_apart(tmp_path: Path) -> None:
    source = made(tmp_path / "news", 1)
    assert here(source, tmp_path / "news-out").counts["articles"] == 1
    assert here(source / "articles.jsonl", tmp_path / "new").counts["articles"] == 1


def test_the_schema_of_a_reading_is_the_one_of_the_corpus() -> None:
    for name, columns in tables.SCHEMA.items():
        assert SCHEMA[name][1:] == columns and SCHEMA[name][0].name == "article"
