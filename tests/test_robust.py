"""Nothing breaks it: texts of every kind, growth with the length, hostile markup, no pickle and no network."""

from __future__ import annotations

import importlib
import math
import pkgutil
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import onrecord
from conftest import ROOT
from onrecord import Article, ArticleError, from_text, load_article, read
from onrecord.actors import find_actors
from onrecord.article import clean, decode
from onrecord.charts import CHARTS
from onrecord.claims import find_claims
from onrecord.dates import find_dates
from onrecord.page import article_html, page_fragment, page_html, page_text
from onrecord.reading import tables
from onrecord.text import Text, paragraphs, parse, pipeline
from test_page import Elements

often = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
seldom = settings(often, max_examples=40)

# ------------------------------------------------------------------------------------------------ any text at all

# Every plane, lone surrogates among them, and what most often goes wrong: direction, width, marks, quotes.
_ODD = st.sampled_from(
    [*"“”\"'’‘«»„‹›`´()[]{}<>&;…—–-.,:!?\n\t ", "\u202e", "\u2066", "\u2069", "\u200b", "\u200d", "\ufeff", "\u00ad",
     "e\u0301\u0301\u0301", "\u0000", "\u0085", "\u2028", "\ud800", "\udfff", "\U0001f468\u200d\U0001f469",
     "\U0010ffff", "ﷺ", "İ", "ß", "ŉ", "10³", "٣", "Ⅻ"]
)  # fmt: skip
_NEWS = st.sampled_from(
    " said| told him|, according to |Mark Rutte|the mayor|He |they |NATO|U.S. |Kyiv’s |on Friday|Dec. 3-4|2019-21|"
    "last week|$14 million|WALLACE: |Ann-Marie O’Neil|the “so-called” |not |may |that ".split("|")
)
_ANY = st.lists(st.one_of(_NEWS, _NEWS, _ODD, st.characters(), st.text(max_size=5)), min_size=1, max_size=60)
TEXTS = _ANY.map("".join)


@often
@given(st.one_of(st.binary(max_size=400), TEXTS.map(lambda t: t.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_an_article_or_one_line_that_says_why_not(data: bytes) -> None:
    try:
        article = from_text(decode(data))
    except ArticleError as problem:
        assert len(str(problem).splitlines()) == 1
        return
    assert article.text == clean(article.text)
    spans = paragraphs(article.text)
    assert " ".join(article.text[a:b] for a, b in spans).split() == article.text.split()
    assert all(a.end <= b.start for a, b in pairwise(spans))


@often
@given(TEXTS)
def test_no_step_raises_and_each_stays_inside_the_text(text: str) -> None:
    text = clean(text) or "a"
    whole = parse(text)
    assert whole.characters == whole.doc.text == text
    actors, mentions = find_actors(whole)
    assert {m.actor for m in mentions} == set(range(len(actors)))
    found = [*mentions, *find_dates(whole, None)]
    found += [s for c in find_claims(whole, "rules") for s in (*c.source, *c.cue, *c.content)]  # type: ignore[misc]
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@seldom
@given(TEXTS, TEXTS)
def test_any_text_gives_tables_and_a_page_that_hold(text: str, title: str) -> None:
    try:
        article = Article(text, title=title, publisher=title, name=title)
    except ArticleError:
        return
    found = read(article)
    tables.check(found.tables, article.text)
    Elements(page_html(found))
    assert page_text(found)


LONG: dict[str, str] = {
    "a megabyte without a full stop": "the council said that " * 48_000,
    "one word": "a" * 200_000,
    "10,000 quotes": "“" * 10_000,
    "10,000 quotes of all kinds": "“\"'”»‘«’„" * 1_111,
    "10,000 quotations": "“No,” he said. " * 2_000,
    "10,000 brackets": "([{" * 3_333,
    "marks on one letter": "e" + "\u0301" * 50_000,
    "directions": "\u202ea\u202c" * 5_000,
    "lines": "a\n" * 5_000,
    "nothing between two words": "a" + " " * 1_000_000 + "b",
}


@pytest.mark.parametrize("name", LONG)
def test_long_and_strange_texts_are_parsed_as_they_are(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = LONG[name] if "megabyte" not in name else LONG[name][:60_000]
    whole = Text(LONG[name].strip())
    pieces = pipeline._pieces(whole.characters, whole.paragraphs)
    assert "".join(pieces) == whole.characters
    assert max(map(len, pieces)) <= 10_000 or not text.split()[1:]
    assert all(len(word) <= 400 for piece in pieces for word in piece.split())
    short = text[:6_000].strip()
    found = read(Article(short), method="rules")
    assert page_text(found) and page_html(found)


# ------------------------------------------------------------------------------------------------ growth


def cost(action: Callable[[], object], rounds: int = 3) -> float:
    """The least processor time of an action in seconds: what other programs do doesn't count."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times)


STEPS: dict[str, Callable[[Any], Callable[[], object]]] = {
    "paragraphs": lambda text: partial(paragraphs, text.characters),
    "parse": lambda text: partial(parse, text.characters),
    "find_actors": lambda text: partial(find_actors, text),
    "find_dates": lambda text: partial(find_dates, text, None),
    "read": lambda text: partial(read, Article(text.characters), method="rules"),
    "page": lambda text: partial(page_html, read(Article(text.characters), method="rules")),
}


@pytest.mark.parametrize("step", STEPS)
def test_eight_times_the_text_takes_about_eight_times_as_long(step: str) -> None:
    text = "\n".join(load_article(name).text for name in ("harwick-budget", "kettle-recall"))
    small, large = (STEPS[step](parse("\n".join([text] * times))) for times in (1, 8))
    small()
    assert cost(large) < 8 * 2.5 * cost(small) + 0.02  # the square would be 64 times


def patterns() -> dict[str, re.Pattern[str]]:
    """Every regular expression of the package, by where it is."""
    found = {}
    for module in pkgutil.walk_packages(onrecord.__path__, "onrecord."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for number, one in enumerate(value if isinstance(value, list | tuple) else [value]):
                if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                    found[f"{module.name}.{name}.{number}"] = one
    return found


def pumped(pattern: str) -> Iterator[Callable[[int], str]]:
    """Strings that a pattern may try in many ways: what it speaks of, again and again, then what it doesn't."""
    letters = sorted({c for c in pattern if not c.isalnum() and c not in "\\^$*+?|"} - {"\0"})[:12]
    words = sorted(set(re.findall(r"[a-zA-Z]{2,}", pattern)))[:6]
    bits = [*letters, *words, "a", "A", "1", " ", "\n"]
    pairs = [a + b for a in ("a", "1", " ", "A", ",", "-") for b in bits]
    for bit in [*bits, *pairs]:
        yield lambda n, bit=bit: bit * n + "\0"  # type: ignore[misc]


def explodes(pattern: re.Pattern[str], make: Callable[[int], str]) -> bool:
    """Whether a search takes more than about the square of the length.

    Sizes grow by a quarter at first, so that none hangs; what takes twice as long for each character is found there.
    """
    size, before, factor = 16, 0.0, 1.25
    while size < 1_200:
        text = make(size)
        took = cost(partial(pattern.search, text), 1)
        if took > 0.02 and before and math.log(took / before) / math.log(factor) > 4:
            # A busy machine makes one step look steep; not the least of several over twice the length.
            again, half = cost(partial(pattern.search, text)), cost(partial(pattern.search, make(size // 2)))
            if again > 2**4 * max(half, 1e-9):
                return True
        factor = 1.25 if size < 64 else 2
        size, before = math.ceil(size * factor), took
    return False


def test_no_regular_expression_backtracks_without_end() -> None:
    found = patterns()
    assert len(found) > 20
    bad = {name for name, one in found.items() for make in pumped(one.pattern) if explodes(one, make)}
    assert not bad


def test_the_test_of_regular_expressions_finds_a_bad_one() -> None:
    assert any(explodes(re.compile("(a+)+$"), make) for make in pumped("(a+)+$"))
    assert not any(explodes(re.compile("a+b"), make) for make in pumped("a+b"))


# ------------------------------------------------------------------------------------------------ hostile markup

# One of each kind on OWASP's list of ways around filters (Cross Site Scripting Prevention and Filter Evasion).
INJECTIONS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    '<IMG """><SCRIPT>alert(1)</SCRIPT>">',
    "<img src=`javascript:alert(1)`>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<body onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data='data:text/html;base64,PHNjcmlwdD4='>",
    "<a href='java&#x09;script:alert(1)'>x</a>",
    "<meta http-equiv='refresh' content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import'//evil.example/x.css';</style>",
    "<div style='background:url(javascript:alert(1))'>",
    "<input autofocus onfocus=alert(1)>",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    '" onmouseover="alert(1)',
    '"><script>alert(1)</script>',
    "`${alert(1)}`",
    "{{constructor.constructor('alert(1)')()}}",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<scr\u0000ipt>alert(1)</scr\u0000ipt>",
    "＜script＞alert(1)＜/script＞",
    "$$\\href{javascript:alert(1)}{x}$$",
    "[x](javascript:alert(1))",
]
_TAGS = set("html head meta title body style main article h1 p span div ul ol li sup b i br a strong".split())
_ATTRIBUTES = set("lang charset name content class id href aria-label data-or data-n data-p title http-equiv".split())


def infected(bad: str) -> Article:
    text = f"Mayor {bad} Ann {bad} Lee said on Friday that “{bad} will close”.\n{bad} told {bad}: “{bad}”."
    return Article(text, title=bad, publisher=bad, url=bad, name=bad)


@pytest.mark.parametrize("bad", INJECTIONS)
def test_markup_is_shown_and_never_run(bad: str) -> None:
    found = read(infected(bad))
    for html in (
        page_html(found),
        article_html(found.article),
        page_fragment(found),
        found._repr_html_(),
        found.article._repr_html_(),
    ):
        page = Elements(html)
        assert set(page.seen) <= _TAGS and set(page.attributes) <= _ATTRIBUTES
        assert set(re.findall(r'<[^>]*http-equiv="([^"]*)', html)) <= {"Content-Security-Policy"}
        assert all(link.startswith("#") for link in re.findall(r"href=[\"']?([^\"'>]*)", re.sub(">[^<]*<", "><", html)))
    for table in found.tables.values():
        cells = Elements(table._repr_html_())
        assert set(cells.seen) <= {"div", "style", "table", "thead", "tbody", "tr", "th", "td", "p"}
        assert not any(name.startswith("on") for name in cells.attributes)


@pytest.mark.parametrize("bad", [INJECTIONS[n] for n in (0, 2, 18, 23, 24, 33)])
def test_markup_in_a_chart_is_text(bad: str) -> None:
    found = read(infected(bad), method="rules")
    for draw in CHARTS:
        root = ElementTree.fromstring(draw(found).svg())
        for element in root.iter():
            assert element.tag.rsplit("}", 1)[-1] not in {"script", "foreignObject", "a", "image", "iframe"}
            links = [v for k, v in element.attrib.items() if k.rsplit("}", 1)[-1] == "href"]
            assert all(link.startswith("#") for link in links)
            assert not any(k.startswith("on") for k in element.attrib)


# ------------------------------------------------------------------------------------------------ pickle, network

WATCHED = """
import sys
import onrecord, spacy, pandas, onnxruntime, matplotlib.font_manager  # what they do when they load is their own
from onrecord import charts, from_text, load_article, read
def watch(event, arguments):
    if event in ("pickle.find_class", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"):
        raise SystemExit(f"{event} {arguments}")
sys.addaudithook(watch)
reading = read(load_article("harwick-budget"))
reading._repr_html_()
charts.draw_story(reading).svg()
"""


def test_reading_unpickles_nothing_and_asks_no_network() -> None:
    done = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_watch_sees_what_it_watches_for() -> None:
    bad = WATCHED.replace("reading = read", "import pickle; pickle.loads(b'cos\\nsystem\\n.')\nreading = read")
    done = subprocess.run([sys.executable, "-c", bad], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "pickle.find_class" in done.stderr


@pytest.mark.parametrize(
    ("address", "why"),
    [("http://127.0.0.1:1/a.txt", "only if allowed"), ("file:///etc/passwd", "only http:// and https://")],
)
def test_local_addresses_and_files_are_not_fetched(address: str, why: str) -> None:
    with pytest.raises(ArticleError, match=why):
        load_article(address)


def test_no_module_loads_what_can_run_code() -> None:
    risky = re.compile(r"\b(pickle|marshal|shelve|joblib|dill|eval|exec|allow_pickle=True|yaml\.load|torch\.load)\b\(?")
    for path in (ROOT / "lib").rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            code = line.split("#")[0]
            assert not (risky.search(code) and re.search(r"import|\(", code) and '"' not in code), f"{path}: {line}"
