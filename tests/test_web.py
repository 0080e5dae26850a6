"""Web pages: the article found in them, and a fetch that keeps its limits. Nothing here leaves this machine."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from onrecord.article import from_page, limits, load_article, pages, web
from onrecord.article.pages import MAX_EXTRACTION, extract
from onrecord.article.web import Page, decoded, fetch, is_public
from onrecord.cli import main
from onrecord.errors import ArticleError, WebError

PAGES = Path(__file__).parent / "pages"
SENTENCE = "Mayor Ann Lee said on Friday that “the pool” will close."


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any name that is looked up, save this machine's own, fails the test."""
    real = socket.getaddrinfo

    def only_here(host: str, *rest: Any, **named: Any) -> Any:
        assert host in ("127.0.0.1", "localhost"), host
        return real(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", only_here)


@pytest.mark.parametrize(
    ("name", "title", "publisher", "published", "begins", "ends"),
    [
        (
            "ferry",
            "Ferry to sail again before Easter",
            "The Island Courier",
            date(2026, 3, 16),
            "Port director",
            "Easter.",
        ),
        ("pool", "Pool to close in May", "Harwick Post", date(2026, 5, 4), "Mayor Ann Lee", "told the Post so."),
        ("plain", "A notice", "", None, "The council said", "answer questions."),
    ],
)
def test_saved_pages(name: str, title: str, publisher: str, published: date | None, begins: str, ends: str) -> None:
    article = load_article(PAGES / f"{name}.html")
    assert (article.title, article.publisher, article.published) == (title, publisher, published)
    assert article.text.startswith(begins) and article.text.endswith(ends)
    # What stands around an article is none of it.
    assert not any(word in article.text for word in ("Cookie", "Subscribe", "Related", "Home", "function", "Comment"))


def test_a_toml_file_and_a_given_date_go_before_what_the_page_says(tmp_path: Path) -> None:
    path = tmp_path / "pool.html"
    path.write_bytes((PAGES / "pool.html").read_bytes())
    path.with_suffix(".toml").write_text('publisher = "Another Post"\n', encoding="utf-8")
    article = load_article(path, "2020-01-31")
    assert (article.publisher, article.published) == ("Another Post", date(2020, 1, 31))
    assert article.title == "Pool to close in May"


def test_a_page_in_an_old_encoding_is_decoded_as_it_says() -> None:
    page = f"<html><head><meta charset='windows-1252'></head><article><p>{SENTENCE} Zoë did not.</p></article></html>"
    assert from_page(page.encode("cp1252")).text == f"{SENTENCE} Zoë did not."
    assert decoded(Page("é".encode("latin-1"), "", "iso-8859-1")) == "é"
    # A page that lies about its encoding is read as what it is.
    assert from_page(page.replace("windows-1252", "utf-16-nonsense").encode()).text == f"{SENTENCE} Zoë did not."
    assert decoded(Page("“é”".encode(), "", "hex")) is None


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("utf-8", "utf-8"),
        ("Latin1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("x-user-defined", "cp1252"),
        ("iso-8859-15", "iso8859-15"),
        ("macintosh", "mac-roman"),
        ("koi8-u", "koi8-u"),
        ("gb2312", "gbk"),
        ("shift_jis", "cp932"),
        ("utf-16be", "utf-16-be"),
    ],
)
def test_encodings_of_the_web_are_read_by_any_of_their_names(name: str, codec: str) -> None:
    text = "Mayor Ann Lee said on Friday “no”." if codec not in ("iso8859-15", "koi8-u") else "Ann Lee said no ¤€"[:-2]
    page = f"<meta charset='{name}'><p>{text}</p>"
    assert decoded(Page(page.encode(codec), "", name)) == page
    # What a page says itself, it says in letters of ASCII: then it is not UTF-16.
    within = "utf-8" if codec.startswith("utf-16") else codec
    assert decoded(Page(page.encode(within), "")) == page
    # The server's word goes before the page's.
    lying = page.replace(name, "windows-1251")
    assert decoded(Page(lying.encode(codec), "", name)) == lying


@pytest.mark.parametrize(
    "name",
    "punycode idna utf-7 unicode_escape raw_unicode_escape base64 hex rot13 zip bz2 uu quopri utf-8-sig utf-32 mbcs "
    "oem undefined hz replacement iso-2022-kr cp037 none".split(),
)
def test_no_encoding_but_those_of_the_web_is_used(name: str) -> None:
    page = f"<meta charset='{name}'><p>{SENTENCE} Café.</p>" + "a" * 1_000_000
    begun = time.monotonic()
    assert decoded(Page(page.encode(), "", name)) is None and decoded(Page(page.encode(), "")) is None
    assert f"{SENTENCE} Café." in from_page(page.encode()[:500]).text
    assert time.monotonic() - begun < 5


def test_a_server_names_no_codec_by_the_back_door(serve: Callable[[Answer], str]) -> None:
    """RFC 2231 lets a header say in which encoding it names the encoding."""
    for kind, charset in (
        ("text/html; charset*=punycode''abc", ""),
        ('text/html; charset="windows-1252"', "windows-1252"),
        ("text/html;CHARSET = UTF-8", "UTF-8"),
        ("text/html", ""),
    ):
        assert fetch(serve(send(PAGE, Content_Type=kind)), allow_local=True).charset == charset


def element(attributes: int) -> str:
    return "<div " + " ".join(f"a{n}" for n in range(attributes)) + ">"


def nested(depth: int) -> str:
    """A page whose innermost element stands in so many others."""
    return "<html><body>" + "<div>" * (depth - 4) + f"<p>{SENTENCE * 3}<i>x</i>"


def test_attributes_and_nesting_have_bounds_that_no_news_page_reaches() -> None:
    body = f"<article><p>{SENTENCE}</p></article>"
    assert limits.MAX_ATTRIBUTES == 500 and limits.MAX_DEPTH == 250
    assert from_page(element(500) + body).text == SENTENCE
    for tag in (
        element(501),
        element(501)[:-1],  # not closed
        "<p " + "a=1 " * 501 + ">",
        "<p " + "a = 'x > y' " * 501 + ">",
        "<p/" + "a=\"1\"b='2'/" * 251 + ">",
        "<p\n" + "a\n=\n1\n" * 501 + ">",
        "<x y' " + "a " * 500 + "'>",
        "<!--><!-- --!><script>a</script><p " + "a " * 501,
        "<TEXTAREA></textarea ><p " + "a " * 501,
    ):
        with pytest.raises(ArticleError, match="more than 500 attributes; copy"):
            from_page(body + tag)
    # Words that are no attributes, of which a page may have any number.
    for words in (
        "<!-- <p " + "a " * 900 + "-->",
        "<script>if (a <b " + "a " * 900 + ") </script>",
        "<style>a <b " + "a " * 900 + "</STYLE>",
        "<p title='" + "a " * 900 + "'></p>",
        "<p> 5 < " + "the " * 900 + "</p>",
        "<i a=1>" * 20 + "</i>" * 20 + element(400) + element(400),
    ):
        assert SENTENCE in from_page(words + body).text
    assert SENTENCE in from_page(nested(250)).text
    with pytest.raises(ArticleError, match="nested more than 250 deep; copy"):
        from_page(nested(251))


HOSTILE = {
    "attributes": "<div " + " ".join(f"a{n}=1" for n in range(200_000)) + ">",
    "long attribute": f"<div title='{'x' * 2_000_000}'>x</div>",
    "div": "<div>" * 100_000,
    "font": "<font>" * 100_000,
    "b": "<b>" * 100_000,
    "table": "<table><tr><td>" * 30_000,
    "ul": "<ul><li>" * 50_000,
    "<": "<" * 1_000_000,
    "<a": "<a" * 500_000,
    "<!": "<!" * 500_000,
    "comments": "<!--" * 250_000,
    "entities": "<p>" + "the &amp; of &#x41; and &bogus; " * 30_000,
    "a line": "<p>" + SENTENCE * 20_000,
    "a word": "<p>" + "a" * 2_000_000,
    "CDATA": "<svg><![CDATA[" * 50_000,
    "nested data": "<script type='application/ld+json'>" + '{"a":[' * 100_000 + "</script>",
    "dates": "".join(f"<meta name='date' content='2026-{'1' * 500}'>" for _ in range(200)),
    "a script": "<script>" + "<" * 500_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_any_page_gives_its_article_or_a_line_in_seconds(kind: str) -> None:
    page = f"<html><title>T</title><body><article><p>{SENTENCE * 3}</p></article>{HOSTILE[kind]}</body></html>"
    begun = time.monotonic()
    try:
        assert SENTENCE in from_page(page).text
    except ArticleError as refused:
        assert "\n" not in str(refused) and "copy the article" in str(refused)
    assert time.monotonic() - begun < MAX_EXTRACTION + 5


def test_a_page_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def endless(*_: object, **__: object) -> None:
        try:
            while True:
                try:
                    time.sleep(0.001)
                except Exception:  # as parsers do
                    continue
        finally:
            ended.set()

    assert MAX_EXTRACTION == 20
    monkeypatch.setattr(pages, "MAX_EXTRACTION", 0.2)
    monkeypatch.setattr("trafilatura.bare_extraction", endless)
    begun = time.monotonic()
    with pytest.raises(ArticleError, match=r"page: the page takes longer than 0\.2 seconds to read; copy the article"):
        from_page(f"<p>{SENTENCE}</p>")
    assert time.monotonic() - begun < 5
    assert ended.wait(5)  # it was stopped, and does not go on unseen


@pytest.mark.parametrize(
    "data",
    [
        b"<html></html>",
        b"<html><script>document.write('all of it')</script></html>",
        b"<html>" + b"<div>" * 100_000,
        b"<article><p>" + b"Le maire a dit que la piscine fermera lundi, dit-il au conseil. " * 9,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0",
        b"",
    ],
)
def test_pages_without_an_english_article_are_refused_in_one_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(data)
    with pytest.raises(ArticleError) as refused:
        load_article(path)
    assert "\n" not in str(refused.value)


def test_whatever_a_parser_raises_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trafilatura.bare_extraction", lambda *a, **k: [][0])
    with pytest.raises(WebError, match="IndexError"):
        extract("<p>The mayor said no.</p>")


def test_markup_in_the_text_stays_text() -> None:
    article = from_page(
        f"<title>T</title><article><p>{SENTENCE} He wrote &lt;script&gt;alert(1)&lt;/script&gt;.</p></article>"
    )
    assert "<script>alert(1)</script>" in article.text


Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """A web server on this machine that answers every request with the given function."""
    running: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        running.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/news/pool-to-close.html?id=1"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def send(data: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content_Type": "text/html", "Content_Length": str(len(data)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(data)

    return answer


PAGE = (PAGES / "pool.html").read_bytes()


def test_an_address_is_read(serve: Callable[[Answer], str]) -> None:
    url = serve(send(PAGE))
    article = load_article(url, allow_local=True)
    assert (article.title, article.published) == ("Pool to close in May", date(2026, 5, 4))
    assert (article.url, article.name) == (url, "pool-to-close")


def test_a_packed_page_and_a_plain_text_are_read(serve: Callable[[Answer], str]) -> None:
    assert fetch(serve(send(gzip.compress(PAGE), Content_Encoding="gzip")), allow_local=True).data == PAGE
    url = serve(send(SENTENCE.encode(), Content_Type="text/plain; charset=utf-8"))
    assert load_article(url, allow_local=True).text == SENTENCE


def test_redirects_are_followed_and_each_is_checked(
    serve: Callable[[Answer], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = serve(send(PAGE))
    for status in (301, 302, 303, 307, 308):
        assert fetch(serve(send(b"", status, Location=url)), allow_local=True).url == url
    with pytest.raises(WebError, match="answered 304"):
        fetch(serve(send(b"", 304, Location=url)), allow_local=True)
    endless = serve(lambda request: send(b"", 301, Location=request.path)(request))
    for target, says in (
        ("file:///etc/passwd", "only http"),
        ("ftp://a.example/", "only http"),
        (endless, "redirects"),
    ):
        with pytest.raises(WebError, match=says):
            fetch(serve(send(b"", 302, Location=target)), allow_local=True)
    # The first server may be called here; the one it redirects to is in a private network all the same.
    first = serve(send(b"", 302, Location=url.replace("127.0.0.1", "localhost")))
    monkeypatch.setattr(web, "is_public", lambda address: address == "127.0.0.1" and calls.pop())
    calls = [False, True]
    with pytest.raises(WebError, match="private network"):
        fetch(first)
    assert not calls


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "0x7f.1", "169.254.169.254"]
)
def test_this_machine_and_private_networks_are_not_called(
    serve: Callable[[Answer], str], host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # numbers are no names: nothing is asked
    called: list[str] = []
    url = serve(lambda request: called.append(request.path))
    with pytest.raises(ArticleError, match=r"private network|not found"):
        load_article(url.replace("127.0.0.1", host))
    assert not called


# Of each range that is not public its first and its last address; and what stands before and after it, where that is.
RANGES = """0.0.0.0 0.255.255.255, 10.0.0.0 10.255.255.255, 100.64.0.0 100.127.255.255, 127.0.0.0 127.255.255.255,
169.254.0.0 169.254.255.255, 172.16.0.0 172.31.255.255, 192.0.0.0 192.0.0.255, 192.0.2.0 192.0.2.255,
192.31.196.0 192.31.196.255, 192.52.193.0 192.52.193.255, 192.88.99.0 192.88.99.255, 192.168.0.0 192.168.255.255,
192.175.48.0 192.175.48.255, 198.18.0.0 198.19.255.255, 198.51.100.0 198.51.100.255, 203.0.113.0 203.0.113.255,
224.0.0.0 255.255.255.255, 2001:: 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db8:: 2001:db8:ffff:ffff::ffff,
2620:4f:8000:: 2620:4f:8000:ffff:ffff:ffff:ffff:ffff, 3fff:: 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"""


@pytest.mark.parametrize("ends", RANGES.replace("\n", " ").split(","))
def test_no_address_of_a_special_range_is_public(ends: str) -> None:
    first, last = ends.split()
    assert not is_public(first) and not is_public(last)


def test_which_addresses_are_public() -> None:
    private = (
        "192.0.0.8 192.88.99.1 ::1 :: fe80::1 fe80::1%eth0 fec0::1 feff::1 fc00::1 fdff::1 ff02::1 ff0e::1 1::1 100::1 "
        "4000::1 5f00::1 64:ff9b:1::1 ::8.8.8.8 ::127.0.0.1 ::ffff:0:8.8.8.8 1fff:ffff:: "
        # A private IPv4 address inside a public IPv6 one, in every way to write that.
        "::ffff:127.0.0.1 ::ffff:192.0.0.8 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2002:a00:1::1 2002:c000:8:: "
        "2606:4700::5efe:7f00:1 2606:4700::200:5efe:10.0.0.1 2001:0:808:808::f5ff:fffe"
    )
    assert [address for address in private.split() if is_public(address)] == []
    public = (
        "8.8.8.8 1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 172.15.255.255 "
        "172.32.0.0 192.0.1.0 192.0.3.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 "
        "198.20.0.0 223.255.255.255 2000:: 2001:200:: 2606:4700::1111 2a00:1450::1 3ffe:ffff::1 ::ffff:8.8.8.8 "
        "64:ff9b::808:808 2002:808:808::1 2606:4700::5efe:8.8.8.8 2606:4700::5eff:7f00:1"
    )
    assert [address for address in public.split() if not is_public(address)] == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/x",
        "javascript://a.example/%0aalert(1)",
        "http://",
        "http:///a",
        "http://a b.example/",
        "http://a.example:99999/",
        "http://[::1/",
        "http://me:secret@a.example/",
        "https://\n",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ArticleError) as refused:
        load_article(url)
    assert "\n" not in str(refused.value) and "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (send(b"", 404), "answered 404"),
        (send(b"", 403), "save the page from your browser"),
        (send(b"PK", Content_Type="application/zip"), "sent application/zip"),
        (send(b"%PDF-", Content_Type="application/pdf"), "is broken"),
        (send(b"x" * 3000), "larger than"),
        (send(gzip.compress(b"x" * 100_000), Content_Encoding="gzip"), "larger than"),
        (send(b"no gzip", Content_Encoding="gzip"), "did not answer as a web server does"),
        (send(b"half", Content_Length="400"), "broke off"),
        (lambda request: request.wfile.write(b"SSH-2.0 hello\r\n"), "did not answer as a web server does"),
        (lambda request: request.connection.close(), "."),
    ],
)
def test_bad_answers_are_one_line(
    serve: Callable[[Answer], str], monkeypatch: pytest.MonkeyPatch, answer: Answer, says: str
) -> None:
    monkeypatch.setattr(web, "MAX_PAGE", 2000)
    with pytest.raises(ArticleError, match=says) as refused:
        load_article(serve(answer), allow_local=True)
    assert "\n" not in str(refused.value)


def test_a_server_that_never_ends_is_left(serve: Callable[[Answer], str], monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        while not stop.wait(0.02):
            request.wfile.write(b"a")

    monkeypatch.setattr(web, "MAX_SECONDS", 0.2)
    with pytest.raises(WebError, match="took longer"):
        fetch(serve(drip), allow_local=True)
    stop.set()


def test_a_closed_port_and_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:  # bound, and not listening
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(WebError, match="cannot be reached"):
            fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/", allow_local=True)

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(WebError, match="not found"):
        fetch("https://no.example/")


def test_a_page_can_be_read_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(PAGES / "pool.html"), "--out", str(tmp_path / "out")]) == 0
    assert "Reading of 'Pool to close in May'" in capsys.readouterr().out
    assert main(["read", "http://127.0.0.1:9/a", "--out", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.startswith("onrecord: 127.0.0.1 is on this machine")
