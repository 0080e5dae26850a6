"""Coverage-guided fuzzing, with a fixed budget: python3 run.py fuzz article | actors | dates | claims | page.

It makes texts that reach new code and reads them. Whatever is raised but the documented errors is a find: it is
printed, and its input lies in crash-*, which `run.py fuzz TARGET crash-...` reads again.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit(
        "run.py: fuzzing needs atheris (Linux, Python 3.11 to 3.13); "
        "install it with: .venv/bin/python -m pip install -r tests/fuzz/requirements.txt"
    )

with atheris.instrument_imports(include=["onrecord"]):
    from onrecord import Article, ArticleError, from_text, read, tables
    from onrecord.actors import find_actors
    from onrecord.article import decode, paragraphs
    from onrecord.claims import find_claims
    from onrecord.dates import find_dates
    from onrecord.page import page_html, page_text
    from onrecord.pipeline import parse

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
_LONGEST = 400  # bytes of input: longer ones find no more and take longer


def text_of(data: bytes) -> str:
    """A text from the fuzzer's bytes: by the first one, as bits of news or as raw characters of every plane.

    It comes through the front door, as every text does: an article has no halves of surrogate pairs.
    """
    try:
        return Article(_raw(data)).text
    except ArticleError:
        return "a"


def _raw(data: bytes) -> str:
    if not data:
        return ""
    if data[0] % 4:
        return " ".join(BITS[byte % len(BITS)] for byte in data[1:])
    provider = atheris.FuzzedDataProvider(data[1:])
    return str(provider.ConsumeUnicode(_LONGEST))


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
    doc = parse(text_of(data))
    actors, mentions = find_actors(doc)
    assert all(0 <= m.start < m.end <= len(doc.text) and 0 <= m.actor < len(actors) for m in mentions)
    assert {m.actor for m in mentions} == set(range(len(actors)))


def fuzz_dates(data: bytes) -> None:
    """Dates lie inside the text, none over another."""
    doc = parse(text_of(data))
    spans = [(d.start, d.end) for d in find_dates(doc, None)]
    assert all(a < b for a, b in spans) and all(x[1] <= y[0] for x, y in pairwise(spans))


def fuzz_claims(data: bytes) -> None:
    """Claims of both methods lie inside the text; no word is in the content of two."""
    doc = parse(text_of(data))
    for method in ("rules", "model"):
        contents = sorted(s for claim in find_claims(doc, method) for s in claim.content)
        assert all(0 <= s.start < s.end <= len(doc.text) for s in contents)
        assert all(x.end <= y.start for x, y in pairwise(contents))


def fuzz_page(data: bytes) -> None:
    """Whatever is read, the tables hold and the page has no element but its own."""
    text = text_of(data)
    reading = read(Article(text, title=_raw(data)[:40]))
    tables.check(reading.tables, text)
    page = page_html(reading)
    assert "<script" not in page and page.count("<article") == page.count("</article>") == 1
    assert page_text(reading)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "article": fuzz_article,
    "actors": fuzz_actors,
    "dates": fuzz_dates,
    "claims": fuzz_claims,
    "page": fuzz_page,
}


def main() -> None:
    """Fuzz one target for a budget, or read one input again."""
    parser = argparse.ArgumentParser(prog="run.py fuzz", description=__doc__)
    parser.add_argument("target", choices=list(TARGETS))
    parser.add_argument("inputs", nargs="*", type=Path, help="inputs to read again")
    parser.add_argument("--seconds", type=int, default=600, help="the budget (default: 600)")
    args = parser.parse_args()
    parse("The mayor said no.")  # loaded before the clock starts
    own = [f"-max_total_time={args.seconds}", f"-max_len={_LONGEST}", "-len_control=0"]
    own += ["-timeout=120", "-rss_limit_mb=4096"]
    atheris.Setup([sys.argv[0], *own, *map(str, args.inputs)], TARGETS[args.target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
