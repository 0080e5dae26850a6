"""annotate: a line out for each document, whatever stands in it, and nothing that was done is lost or overwritten."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from conftest import outcome_of
from onrecord.cli import main
from onrecord.corpus import annotate as annotating
from onrecord.errors import ModelError, PipelineError

TEXT = "Mayor Ann Lee said on Friday that “the pool” will close. The council denied it."
NO_KILL = pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """The one line with which a call is refused."""
    assert main(["annotate", *map(str, arguments)]) == 2
    shown = capsys.readouterr()
    (line,) = shown.err.splitlines()
    assert line.startswith("onrecord: ") and not shown.out
    return line


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Annotations in no time, where only lines and files matter; the ids of what was annotated."""
    seen: list[str] = []

    def stub(document: dict[str, Any], pipeline: str | None = None, speech_only: bool = False) -> dict[str, Any]:
        seen.append(document["id"])
        mention = {"start": 0, "end": 5, "text": document["text"][:5], "type": "PERSON", "kind": "name", "actor": "0"}
        return {"id": document["id"], "attributions": [], "timexes": [], "mentions": [mention]}

    monkeypatch.setattr(annotating, "annotate", stub)
    return seen


def made(folder: Path, documents: int = 6) -> Path:
    path = folder / "in.jsonl"
    path.write_text("".join(f'{{"id": "d{n}", "text": "{n}. {TEXT}"}}\n' for n in range(documents)), encoding="utf-8")
    return path


# ------------------------------------------------------------------------------------------------ what comes out


def test_annotate_can_leave_out_what_is_no_speech(tmp_path: Path) -> None:
    text = "Ann Lee said that it will rain. The union wants to leave the alliance. The pool is closed."
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": 1, "text": text}) + "\n", encoding="utf-8")
    found = {}
    for what in ("all", "speech"):
        assert main(["annotate", "--claims", what, str(source), str(tmp_path / what)]) == 0
        row = json.loads((tmp_path / what).read_text(encoding="utf-8"))
        found[what] = [text[a["cue"][0][0] : a["cue"][0][1]] for a in row["attributions"]]
    assert found == {"all": ["said", "wants"], "speech": ["said"]}


def test_annotate_writes_the_format_of_the_benchmarks(tmp_path: Path) -> None:
    documents = [
        {"id": "a", "text": TEXT, "published": "2026-05-04"},
        {"id": "b", "text": "\r\n  Line one.\r\n\r\n  “No,” she said. \x00\ud800 \u2028 End "},
        {"id": "c", "text": " "},
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out" / "out.jsonl"
    source.write_text("\n".join(json.dumps(d) for d in documents) + "\n\n", encoding="utf-8")
    assert main(["annotate", str(source), str(target)]) == 0
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert rows[2] == {"id": "c", "attributions": [], "timexes": [], "mentions": []}
    for row, document in zip(rows, documents, strict=True):
        assert set(row) == {"id", "attributions", "timexes", "mentions"}
        for timex in row["timexes"]:
            assert document["text"][timex["start"] : timex["end"]] == timex["text"]
        for attribution in row["attributions"]:
            assert set(attribution) == {"source", "cue", "content"}
            assert all(0 <= a < b <= len(document["text"]) for spans in attribution.values() for a, b in spans)
    first = rows[0]["attributions"][0]
    assert [TEXT[a:b] for a, b in first["cue"]] == ["said"]
    assert [timex["value"] for timex in rows[0]["timexes"]] == ["2026-05-01"]
    assert {m["text"]: (m["type"], m["kind"]) for m in rows[0]["mentions"]}["Ann Lee"] == ("PERSON", "name")


# ------------------------------------------------------------------------------------------------ bad lines

GOOD = json.dumps({"id": "good", "text": TEXT}).encode()
BAD: dict[str, tuple[bytes, Any, str]] = {
    "comma": (b'{"id": 1, "text": "a",}', None, "property name enclosed in double quotes: line 1 column 23"),
    "cut": (b'{"id": 1, "text": ', None, "the line is not JSON (Expecting value: line 1 column 19 (char 18))."),
    "words": (b"May 4", None, "the line is not JSON ("),
    "list": (b"[1, 2]", None, "the line is no JSON object; write {"),
    "number": (b"5", None, "the line is no JSON object; write {"),
    "brackets": (b"[" * 100_000, None, "the line is not JSON ("),
    "braces": (b'{"id":' * 100_000, None, "the line is not JSON ("),
    "digits": (b'{"id": 1, "text": ' + b"9" * 5_000 + b"}", None, "the line is not JSON ("),
    "bytes": (b'{"id": "b", "text": "caf\xe9"}', None, "the line is not UTF-8 (from byte 25 on)"),
    "utf-16": ('{"id": "b"}'.encode("utf-16"), None, "the line is not UTF-8 (from byte 1 on)"),
    "infinite id": (b'{"id": 1e999, "text": "a"}', None, "its id cannot be written ("),
    "no number": (b'{"id": NaN, "text": "a"}', None, "its id cannot be written ("),
    "day": (b'{"id": "b", "text": "a", "published": "May 4"}', "b", "'May 4' is not a date; write it as YYYY-MM-DD"),
    "no text": (b'{"id": "b"}', "b", "document 'b' has no text."),
    "nothing": (b"{}", None, "document None has no text."),
    "text is a list": (b'{"id": 7, "text": ["a"]}', 7, "document 7 has no text."),
    "half an id": (b'{"id": "a\\ud800", "text": 5}', "a\ufffd", "has no text."),
    "long day": (b'{"id": 0, "text": "a", "published": "' + b"x" * 10**6 + b'"}', 0, "'xxx"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_line_is_an_error_on_its_line_and_costs_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quick: list[str], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    line, name, why = BAD[kind]
    if name is not None or kind == "nothing":
        monkeypatch.undo()  # what is a document is refused by annotate()
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\n".join([GOOD, line, b" ", GOOD]))
    assert main(["annotate", str(source), str(target)]) == 1
    rows = lines_of(target)
    assert [row["id"] for row in rows] == ["good", name, "good"]
    assert list(rows[1]) == ["id", "error"] and why in rows[1]["error"] and len(rows[1]["error"]) <= 601
    assert rows[0] == rows[2] and rows[0]["mentions"]
    shown = capsys.readouterr().out.splitlines()
    assert shown == [f'Annotated 2 documents in {target}; 1 could not be (each has its "error" on its line)']


def test_a_line_too_long_is_an_error_and_the_longest_is_not(
    tmp_path: Path, quick: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotating, "MAX_BYTES", 2_000_000)
    frame = len(json.dumps({"id": "a", "text": ""})) + 1
    longest = [{"id": "a", "text": "x" * (2_000_000 - frame)}, {"id": "b", "text": "x" * (2_000_001 - frame)}]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps(one) + "\n" for one in [*longest, {"id": "c", "text": TEXT}]))
    assert annotating.annotate_file(source, target) == (2, 1)
    assert [row["id"] for row in lines_of(target)] == ["a", None, "c"]
    assert lines_of(target)[1]["error"] == "the line is longer than 2 MB; give one article a line."


def test_what_nobody_foresaw_is_an_error_on_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.reading import steps

    real = steps.find_dates

    def surprised(text: Any, *rest: Any, **named: Any) -> Any:
        if "Friday" in text.characters:
            raise IndexError("no\nsuch day")
        return real(text, *rest, **named)

    monkeypatch.setattr(steps, "find_dates", surprised)
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(f'{{"id": 1, "text": "{TEXT}"}}\n{{"id": 2, "text": "Ann Lee said no."}}\n', encoding="utf-8")
    assert annotating.annotate_file(source, target) == (1, 1)
    first, second = lines_of(target)
    assert first["error"].startswith("the step 'dates' stopped at something unforeseen (IndexError: no such day")
    assert second["id"] == 2 and second["attributions"]


def test_a_surprise_outside_of_any_step_is_named_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def surprised(document: dict[str, Any], pipeline: str | None = None, speech_only: bool = False) -> Any:
        raise MemoryError

    monkeypatch.setattr(annotating, "annotate", surprised)
    assert annotating.annotate_file(made(tmp_path, 2), tmp_path / "out.jsonl") == (0, 2)
    assert lines_of(tmp_path / "out.jsonl")[1] == {"id": "d1", "error": "reading failed (MemoryError: MemoryError)"}


def test_an_id_is_kept_as_it_is_where_it_can_be_written(tmp_path: Path, quick: list[str]) -> None:
    ids = ["a", "", 5, 1.5, None, True, ["x", "\ud800"], "𝒜\udc00"]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    text = "".join(json.dumps({"id": one, "text": TEXT}) + "\n" for one in ids)
    source.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert main(["annotate", str(source), str(target)]) == 0
    assert [row["id"] for row in lines_of(target)] == [*ids[:6], ["x", "\ufffd"], "𝒜\ufffd"]


# ------------------------------------------------------------------------------------------------ which files


def test_no_file_is_read_and_written_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = made(tmp_path)
    before = source.read_bytes()
    (tmp_path / "link").symlink_to(source)
    (tmp_path / "hard").hardlink_to(source)
    (tmp_path / "again").symlink_to(tmp_path / "link")
    for more in ((), ("--resume",)):
        for name in ("in.jsonl", "link", "hard", "again", "no/../in.jsonl"):
            (tmp_path / "no").mkdir(exist_ok=True)
            assert "is the input too; give another file" in refused(capsys, source, tmp_path / name, *more)
            assert "is the input too; give another file" in refused(capsys, tmp_path / name, source, *more)
    assert source.read_bytes() == before


def test_what_cannot_be_read_or_written_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quick: list[str]
) -> None:
    source = made(tmp_path)
    (tmp_path / "folder").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert "was not found, or is no file" in refused(capsys, tmp_path / "pipe", tmp_path / "out")
    assert "none was not found, or is no file" in refused(capsys, tmp_path / "none", tmp_path / "out")
    assert "was not found, or is no file" in refused(capsys, tmp_path / "folder", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert "folder" in refused(capsys, source, tmp_path / "folder")
    assert "in.jsonl" in refused(capsys, source, source / "out")
    assert "no file that a run can go on in" in refused(capsys, source, tmp_path / "folder", "--resume")


def test_an_output_that_is_there_is_overwritten_and_its_folder_made(tmp_path: Path, quick: list[str]) -> None:
    source, target = made(tmp_path, 2), tmp_path / "a" / "b" / "out.jsonl"
    assert main(["annotate", str(source), str(target)]) == 0
    expected = target.read_bytes()
    target.write_text("something else\n" * 99)
    assert main(["annotate", str(source), str(target)]) == 0
    assert target.read_bytes() == expected and len(quick) == 4


def test_no_documents_give_an_empty_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\xef\xbb\xbf\n\n  \n")
    target.write_text("old")
    assert main(["annotate", str(source), str(target)]) == 0
    assert target.read_bytes() == b"" and capsys.readouterr().out == f"Annotated 0 documents in {target}\n"


def test_a_name_that_no_terminal_can_show_is_printed(tmp_path: Path, quick: list[str]) -> None:
    target = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.jsonl"))
    try:
        target.touch()
    except OSError:
        pytest.skip("this system has no file names but UTF-8")
    assert main(["annotate", str(made(tmp_path, 2)), str(target)]) == 0
    assert len(lines_of(target)) == 2


# ------------------------------------------------------------------------------------------------ stopped, and again


def stops_at(monkeypatch: pytest.MonkeyPatch, document: str, problem: BaseException | None) -> None:
    """Let a document end the run: by an error, or by SIGKILL."""
    quick = annotating.annotate

    def stopping(one: dict[str, Any], *options: Any) -> Any:
        if one["id"] == document:
            if problem is None:
                os.kill(os.getpid(), signal.SIGKILL)
            else:
                raise problem
        return quick(one, *options)

    monkeypatch.setattr(annotating, "annotate", stopping)


@NO_KILL
@pytest.mark.parametrize("document", ["d1", "d3", "d5"])
def test_a_killed_run_goes_on_and_ends_the_same(
    tmp_path: Path, quick: list[str], monkeypatch: pytest.MonkeyPatch, document: str
) -> None:
    source, target = made(tmp_path), tmp_path / "out.jsonl"
    with source.open("ab") as file:
        file.write(b"[\n" + GOOD + b"\n")
    assert main(["annotate", str(source), str(tmp_path / "whole")]) == 1
    with monkeypatch.context() as patch:
        stops_at(patch, document, None)
        assert outcome_of(lambda: main(["annotate", str(source), str(target)])) == -signal.SIGKILL
    done = int(document[1])
    assert len(lines_of(target)) == done  # each was there when it was done
    quick.clear()
    assert main(["annotate", str(source), str(target), "--resume"]) == 1
    assert target.read_bytes() == (tmp_path / "whole").read_bytes()
    assert quick == [*(f"d{n}" for n in range(done, 6)), "good"]


@pytest.mark.parametrize("cut", [0, 1, 20, -2, -1])
def test_a_line_that_was_cut_short_is_done_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quick: list[str], cut: int
) -> None:
    source, target = made(tmp_path), tmp_path / "out.jsonl"
    main(["annotate", str(source), str(target)])
    data = target.read_bytes()
    lines = data.splitlines(keepends=True)
    target.write_bytes(b"".join(lines[:2]) + lines[2][:cut])
    quick.clear()
    capsys.readouterr()
    assert main(["annotate", str(source), str(target), "--resume"]) == 0
    assert target.read_bytes() == data and quick == ["d2", "d3", "d4", "d5"]
    assert capsys.readouterr().out == f"Annotated 6 documents in {target}\n"


def test_a_run_that_was_done_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quick: list[str]
) -> None:
    source, target = made(tmp_path), tmp_path / "out.jsonl"
    with source.open("ab") as file:
        file.write(b"{\n\n")
    assert main(["annotate", str(source), str(target), "--resume"]) == 1  # nothing was there
    said, expected = capsys.readouterr().out, target.read_bytes()
    assert main(["annotate", str(source), str(target), "--resume"]) == 1
    assert capsys.readouterr().out == said and "Annotated 6 documents" in said and "; 1 could not be" in said
    assert target.read_bytes() == expected and len(quick) == 6


def test_lines_are_kept_those_with_an_error_too(tmp_path: Path, quick: list[str]) -> None:
    source, target = made(tmp_path, 3), tmp_path / "out.jsonl"
    target.write_text('{"id": "d0", "error": "no memory."}\n', encoding="utf-8")
    assert main(["annotate", str(source), str(target), "--resume"]) == 1
    assert lines_of(target)[0] == {"id": "d0", "error": "no memory."} and quick == ["d1", "d2"]


OTHERS = {
    "more lines": lambda rows: [*rows, rows[-1]],
    "another id": lambda rows: [{**rows[0], "id": "x"}, *rows[1:]],
    "no id": lambda rows: [rows[0], {k: v for k, v in rows[1].items() if k != "id"}],
    "another order": lambda rows: rows[::-1],
    "one left out": lambda rows: rows[1:],
    "an error of another": lambda rows: [{"id": "x", "error": "no"}],
    "other words": lambda rows: [rows[0], {**rows[1], "mentions": [{"start": 0, "end": 2, "text": "9."}]}],
    "other days": lambda rows: [{**rows[0], "timexes": [{"start": 3, "end": 8, "text": "Today"}]}],
    "no annotations": lambda rows: [{"id": "d0"}],
    "a list": lambda rows: [[]],
}


@pytest.mark.parametrize("kind", OTHERS)
def test_an_output_of_another_input_is_refused_and_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quick: list[str], kind: str
) -> None:
    source, target = made(tmp_path, 3), tmp_path / "out.jsonl"
    main(["annotate", str(source), str(target)])
    other = "".join(json.dumps(row) + "\n" for row in OTHERS[kind](lines_of(target)))
    target.write_text(other, encoding="utf-8")
    capsys.readouterr()
    line = refused(capsys, source, target, "--resume")
    assert "is not of this input; give another file, or leave out --resume" in line
    assert ("line 4" if kind == "more lines" else "line ") in line
    assert target.read_text(encoding="utf-8") == other and len(quick) == 3


def test_a_document_that_became_unreadable_is_of_another_input(tmp_path: Path, quick: list[str]) -> None:
    source, target = made(tmp_path, 2), tmp_path / "out.jsonl"
    main(["annotate", str(source), str(target)])
    source.write_text('{"id": "d0", "text": 5}\n')
    assert main(["annotate", str(source), str(target), "--resume"]) == 2
    source.write_text("[]\n")
    assert main(["annotate", str(source), str(target), "--resume"]) == 2


@pytest.mark.parametrize("problem", [PipelineError("no pipeline."), ModelError("no weights.")])
def test_what_befalls_every_document_stops_the_run_and_loses_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    quick: list[str],
    monkeypatch: pytest.MonkeyPatch,
    problem: Exception,
) -> None:
    source, target = made(tmp_path), tmp_path / "out.jsonl"
    target.write_text("mine")
    with monkeypatch.context() as patch:
        stops_at(patch, "d0", problem)
        assert refused(capsys, source, target) == f"onrecord: {problem}"
        assert target.read_text() == "mine"
    with monkeypatch.context() as patch:
        stops_at(patch, "d3", problem)
        assert refused(capsys, source, target) == f"onrecord: {problem}"
    assert len(lines_of(target)) == 3
    assert main(["annotate", str(source), str(target), "--resume"]) == 0
    assert [row["id"] for row in lines_of(target)] == [f"d{n}" for n in range(6)]


def test_a_stopped_run_says_how_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quick: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stops_at(monkeypatch, "d2", KeyboardInterrupt())
    assert main(["annotate", str(made(tmp_path)), str(tmp_path / "out.jsonl")]) == 130
    assert "--resume goes on from here" in capsys.readouterr().err
    assert len(lines_of(tmp_path / "out.jsonl")) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], quick: list[str]) -> None:
    assert "No space left on device" in refused(capsys, made(tmp_path), "/dev/full")


def test_help_says_what_going_on_means(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["annotate", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "--resume go on where a stopped run has left OUT" in shown and "OUT is overwritten" in shown
