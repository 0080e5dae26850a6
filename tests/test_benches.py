"""How benches measure: what counts as time, what all is measured by, and which articles are drawn."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import bench_corpus
import bench_speed
import timing
from corpora import sample

WORK = "sum(i * i for i in range(1_500_000))"


def test_waiting_costs_nothing_and_what_others_have_worked_for_us_counts() -> None:
    def another() -> object:
        return subprocess.run([sys.executable, "-c", WORK], check=True)

    assert timing.seconds(lambda: time.sleep(0.3)) < 0.2
    if sys.platform != "win32":
        # Its Python alone takes this long to start; how long the work takes, a busy machine decides.
        assert timing.seconds(another) > 0.01


def test_actions_alternate_and_their_medians_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    clock = iter([0, 5, 10, 11, 20, 21, 30, 39, 40, 42, 50, 53])  # the first takes 5, 1 and 2; the other 1, 9 and 3
    monkeypatch.setattr(timing, "used", lambda: next(clock))
    found = timing.in_turns({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, rounds=3)
    assert "".join(done) == "ababab" and found == {"a": 2, "b": 3}


def test_all_is_measured_by_the_pipeline_as_it_comes_over_whole_texts() -> None:
    (doc,) = timing.bare(["The mayor said no.\n\nThe council denied it."])()  # type: ignore[misc]
    assert len(doc) > 9 and timing.unmodified().pipe_names == [
        "tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("info", "said"),
    [
        (
            "model name\t: Some CPU\nflags\t\t: sse2 avx2 fma avx512_vnni\n\nmodel name : Other\n",
            "avx2, fma, avx512_vnni",
        ),
        ("model name\t: Some CPU\nflags\t\t: sse2\n", "what it can do is not known here"),
    ],
)
def test_the_processor_is_named_with_what_it_can_do(info: str, said: str) -> None:
    name, _, features = timing.processor(info).partition(": ")
    assert name.startswith("Some CPU (") and features == said
    assert timing.processor("").endswith("what it can do is not known here")


def test_a_step_is_printed_beside_bare_nlp_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    took = timing.speed(["The mayor said no."] * 2, {"nothing": lambda: None}, rounds=1)
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "8 words in 2 texts, one process, processor time, median of 1 rounds:"
    assert lines[3].split()[:2] == ["bare", "nlp.pipe"] and lines[3].endswith("1.000 x the time of bare nlp.pipe")
    assert lines[4].split()[0] == "nothing" and took["nothing"] < took["bare nlp.pipe"]


def test_articles_are_drawn_in_the_same_order_until_there_are_words_enough(tmp_path: Path) -> None:
    rows = [{"text": f"Plan {n} is here.", "published": "2026-05-04" if n % 2 else "2026-05"} for n in range(20)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in [*rows, {"text": ""}]))
    found = sample(tmp_path, 10)
    assert len(found) == 3 and found == sample(tmp_path, 10)
    assert [article.published is not None for article in found] == [int(a.text.split()[1]) % 2 == 1 for a in found]
    assert sample(tmp_path / "none", 10) == [] and len(sample(tmp_path, 1000)) == 20


def test_a_text_has_as_many_words_as_it_should() -> None:
    texts = ["One two three.\nFour five.", "Six."]
    assert [len(bench_speed.text_of(texts, words).split()) for words in (1, 4, 50)] == [1, 4, 50]
    assert sum(len(article.text.split()) for article in bench_speed.own_articles(10_000)) >= 10_000


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a run waits for its workers itself")
def test_what_a_program_leaves_behind_is_counted_too(tmp_path: Path) -> None:
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {WORK!r}])"
    script = f"""
import sys; sys.path.insert(0, {str(ROOT / "benchmarks")!r})
import bench_corpus
from pathlib import Path
bench_corpus._adopt_orphans()
print(bench_corpus.cost({code!r}, Path("."), 1).processor, bench_corpus.cost({WORK!r}, Path("."), 1).processor)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    left, own = map(float, run.stdout.split())
    assert left > own / 2


def test_the_programs_of_the_bench_are_programs() -> None:
    for code in (bench_corpus.POOL, bench_corpus.RULES, bench_corpus.DASK, bench_corpus.APART):
        compile(code, "bench", "exec")
