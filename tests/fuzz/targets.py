"""What is fuzzed: one function a target, which takes any bytes and fails where something breaks.

tests/test_fuzz_inputs.py runs them over the inputs that are kept in inputs/; fuzz.py looks for new ones.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import traitlets

from onrecord import Article, ArticleError, from_text, load_article, read
from onrecord.actors import find_actors
from onrecord.article import decode, from_page
from onrecord.claims import find_claims
from onrecord.corpus.annotate import annotate_file
from onrecord.corpus.inputs import entries
from onrecord.dates import find_dates
from onrecord.errors import OnRecordError
from onrecord.page import page_html, page_text
from onrecord.reading import tables
from onrecord.text import paragraphs, parse
from onrecord.workbench.widget import Workbench

# What news is made of: a byte of the input chooses one, so that the fuzzer soon writes sentences.
BITS = [
    *"\n|\n\n|\t|\u200b|\u202e|\ufeff|\U0001f600|e\u0301|\u2028|  |’t".split("|"),
    *(
        "“ ” \" ' ’ ‘ « » „ ( ) [ ] , . ; : ? ! … — – - & < > said warned told denied according to that he she they "
        "their the a of on in for by from not and but or who may might Friday Monday Dec. 3 2019-21 2025 31/12/2025 "
        "12:30 p.m. weeks last next quarter Mark Rutte Ann Lee NATO U.S. Kyiv Norvale mayor council spokesman minister "
        "officials report $14 million 7-4 WALLACE: II Jr. Mr. Dr. ’s"
    ).split(" "),
]
NEWS = "Ann Lee, the mayor of Norvale, said on Monday that the pool will close. “We tried,” she told the council."
# The endings of a corpus' files: a byte of the input chooses one.
ENDINGS = (".jsonl", ".csv", ".tsv", ".txt", ".html", ".parquet", ".ndjson", ".txt.gz", ".jsonl.gz", ".csv.gz", ".zst")
# What a front end may say: a byte of the input chooses one.
_SAID: tuple[Any, ...] = (
    *"do open date correct export seeds seed url file text title published kind selection corrections json csv".split(),
    *"parquet page annotations undo correction merge split rename retype mentions name to type person place".split(),
    *"claims actors dates mentions key table filters chosen words actor cue_class start end".split(),
    *("Ann Lee", "2026-05-04", "harwick-budget", "../../etc/passwd", "http://127.0.0.1/", NEWS, "", "\ud800", "a.html"),
    *(None, True, False, 0, 1, 2, -1, 99, 2**70, 0.5, float("nan")),
)


def text_of(data: bytes) -> str:
    """A text from the fuzzer's bytes: by the first one, as bits of news or as characters that are no such bits.

    It comes through the front door, as every text does: an article has no halves of surrogate pairs.
    """
    try:
        return Article(_raw(data)).text
    except ArticleError:
        return "a"


def _raw(data: bytes) -> str:
    if data[:1] and data[0] % 4:
        return " ".join(BITS[byte % len(BITS)] for byte in data[1:])
    return data[1:].decode("utf-8", "surrogateescape")


def fuzz_article(data: bytes) -> None:
    """Any bytes are an article or a documented error, and paragraphs lie inside it in order."""
    try:
        article = from_text(decode(data))
    except ArticleError as problem:
        assert "\n" not in str(problem)
        return
    ends = [0]
    for start, end in paragraphs(article.text):
        assert ends[-1] <= start < end <= len(article.text)
        ends.append(end)


def fuzz_actors(data: bytes) -> None:
    """Mentions lie inside the text, in order, each of an actor that there is."""
    text = parse(text_of(data))
    actors, mentions = find_actors(text)
    assert all(0 <= m.start < m.end <= len(text.characters) and 0 <= m.actor < len(actors) for m in mentions)
    assert {m.actor for m in mentions} == set(range(len(actors)))


def fuzz_dates(data: bytes) -> None:
    """Dates lie inside the text, none over another."""
    text = parse(text_of(data))
    spans = [(d.start, d.end) for d in find_dates(text, None)]
    assert all(a < b for a, b in spans) and all(x[1] <= y[0] for x, y in pairwise(spans))


def fuzz_claims(data: bytes) -> None:
    """Claims of both methods lie inside the text; no word is in the content of two."""
    text = parse(text_of(data))
    for method in ("rules", "model"):
        contents = sorted(s for claim in find_claims(text, method) for s in claim.content)
        assert all(0 <= s.start < s.end <= len(text.characters) for s in contents)
        assert all(x.end <= y.start for x, y in pairwise(contents))


def fuzz_page(data: bytes) -> None:
    """Whatever is read, the tables hold and the page has no element but its own."""
    text = text_of(data)
    reading = read(Article(text, title=_raw(data)[:40]))
    tables.check(reading.tables, text)
    page = page_html(reading)
    assert "<script" not in page and page.count("<article") == page.count("</article>") == 1
    assert page_text(reading)


def fuzz_corpus(data: bytes) -> None:
    """Whatever a file of a corpus holds: each entry has a clean text or a reason in one line, and nothing is raised."""
    ending = ENDINGS[data[0] % len(ENDINGS)] if data else ".txt"
    held = gzip.compress(data[1:]) if ending.endswith(".gz") and len(data) % 2 else data[1:]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"a{ending}").write_bytes(held)
        for entry in entries(Path(folder)):
            assert bool(entry.text) != bool(entry.reason), entry
            assert "\n" not in entry.reason, entry
            "".join(map(str, entry)).encode()  # no half of a surrogate pair, which no file can hold
            assert not entry.text or Article(entry.text).text == entry.text, entry


def fuzz_toml(data: bytes) -> None:
    """Whatever a .toml beside an article holds: a reading whose tables hold, or a documented error in one line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_text(NEWS, encoding="utf-8")
        path.with_suffix(".toml").write_bytes(data)
        try:
            reading = read(load_article(path))
        except OnRecordError as problem:
            assert "\n" not in str(problem), problem
            return
    tables.check(reading.tables, reading.article.text)


def fuzz_html(data: bytes) -> None:
    """Any bytes are a web page with an article, or a documented error in one line."""
    try:
        article = from_page(data)
    except OnRecordError as problem:
        assert "\n" not in str(problem), problem
        return
    assert article.text == article.text.strip() and "\r" not in article.text and "\n" not in article.title
    article.text.encode()


def fuzz_annotate(data: bytes) -> None:
    """Any lines in: for each that is not empty a line out, with annotations or an error, in JSON."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        source.write_bytes(data)
        annotate_file(source, target)
        lines = [line for line in data.split(b"\n") if line.removeprefix(b"\xef\xbb\xbf").strip()]
        rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == len(lines)
    for row in rows:
        assert "id" in row and ("error" in row) != {"attributions", "timexes", "mentions"}.issubset(row), row


def fuzz_widget(data: bytes) -> None:
    """Whatever the front end says, the workbench answers and shows rows that there are; nothing is raised."""
    view = Workbench(_news())
    choose = iter(data)
    while (byte := next(choose, None)) is not None:
        said = _value(choose, 3)
        if byte % 3:
            name = ("table", "filters", "chosen")[byte % 4 % 3]
            try:
                setattr(view, name, said)
            except traitlets.TraitError:  # of another type: the front end cannot have sent it
                continue
        else:
            view._answer(view, said, [data] if byte % 2 else [])
            assert "\n" not in str(view.message.get("text", "")), view.message
        assert set(view.shown) <= set(getattr(view.reading, view.table).index)
        assert len(view.row) <= 1 and view.code


@cache
def _news() -> Any:
    return read(Article(NEWS))


def _value(choose: Iterator[int], depth: int) -> Any:
    """Something that JSON can hold, from the fuzzer's bytes."""
    byte = next(choose, 0)
    if byte < 96 and depth:
        size = byte % 4
        if byte < 64:
            return {str(_SAID[next(choose, 0) % len(_SAID)]): _value(choose, depth - 1) for _ in range(size)}
        return [_value(choose, depth - 1) for _ in range(size)]
    return _SAID[byte % len(_SAID)]


TARGETS: dict[str, Callable[[bytes], None]] = {
    "article": fuzz_article,
    "actors": fuzz_actors,
    "dates": fuzz_dates,
    "claims": fuzz_claims,
    "page": fuzz_page,
    "corpus": fuzz_corpus,
    "toml": fuzz_toml,
    "html": fuzz_html,
    "annotate": fuzz_annotate,
    "widget": fuzz_widget,
}
