"""The day on which a page was published: which place says it, and what is no such day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lxml.html import document_fromstring

from onrecord.article import from_page, load_article
from onrecord.article.pages.published import published_day, read_day
from onrecord.cli import main

PAGE = """<html lang='{lang}'><head><title>Quay to be mended</title>{head}</head><body>{top}<article>
<h1>Quay to be mended</h1>{line}<p>Harbour master Rolf Eide said on Monday that the quay will be mended, as it was on
3 May 2011.</p></article>{end}</body></html>"""


def page(head: str = "", line: str = "", top: str = "", end: str = "", lang: str = "en") -> str:
    return PAGE.format(head=head, line=line, top=top, end=end, lang=lang)


def ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


ARTICLE = '{"@type": "NewsArticle", "headline": "Quay", %s}'


@pytest.mark.parametrize(
    ("html", "day", "source"),
    [
        (page(ld(ARTICLE % '"datePublished": "2021-03-04T10:00:00+01:00"')), "2021-03-04", "structured data"),
        # Published goes before changed, wherever each stands.
        (
            page(ld(ARTICLE % '"dateModified": "2023-03-04"'), "<p>Published 12 March 2019, updated 4 March 2023</p>"),
            "2019-03-12",
            "printed",
        ),
        (page("<meta property='article:modified_time' content='2024-06-30T10:00:00Z'>"), "2024-06-30", "modified_time"),
        # An article's day, not that of the page around it, nor that of a film it tells of.
        (
            page(
                ld(
                    '[{"@type":"WebPage","datePublished":"2015-01-01"},'
                    + ARTICLE % '"datePublished":"2021-03-04"'
                    + "]"
                )
            ),
            "2021-03-04",
            "structured data",
        ),
        (page(ld('{"@type": "Movie", "datePublished": "1999-01-01"}')), None, ""),
        (
            page(ld('{"@type": "NewsArticle", "datePublished": ') + "<meta name='date' content='2021-03-04'>"),
            "2021-03-04",
            "meta",
        ),
        (page("<meta property='article:published_time' content='Thu, 03/04/2021 - 17:57'>"), "2021-03-04", "meta"),
        (page("<meta name='DC.date' content='20210304'>"), "2021-03-04", "meta"),
        # ISO forms before local ones, in one element and in two.
        (page(line="<p><time datetime='2021-04-03 05:07:09'>04/03/2021 05:07 AM</time></p>"), "2021-04-03", "time"),
        (page(line="<p class='stamp'>Posted on March 4th, 2021 at 9:10 p.m.</p>"), "2021-03-04", "printed"),
        (page(line="<p>March 4, 2021</p>"), "2021-03-04", "printed"),
        (page("<link rel='canonical' href='https://post.example/2021/03/04/quay'>"), "2021-03-04", "address"),
        (page("<link rel='canonical' href='https://post.example/news/quay-20210304'>"), "2021-03-04", "address"),
        # A month in the address is no day; nor is a number.
        (page("<link rel='canonical' href='https://post.example/2021/03/92713'>"), None, ""),
        # An instant in UTC is the day before where the page was made.
        (
            page(ld(ARTICLE % '"datePublished": "2021-03-05T04:30:59Z"'), "<p>March 4, 2021 at 11:30 p.m.</p>"),
            "2021-03-04",
            "printed",
        ),
        (
            page(ld(ARTICLE % '"datePublished": "2021-03-05T14:30:59Z"'), "<p>March 5, 2021 at 9:30 a.m.</p>"),
            "2021-03-05",
            "structured data",
        ),
        # Days of others: in the story, beside it, below it.
        (page(), None, ""),
        (page(top="<aside><time datetime='2023-01-01'>today</time></aside>"), None, ""),
        (page(end="<div class='related-news'><p class='date'>2023-01-01</p></div>"), None, ""),
        (page(end="<div id='comments'><time datetime='2023-01-01'>1 January</time></div>"), None, ""),
        (page(line="<p>Received: 3 May 2020. Accepted: 16 December 2020.</p>"), None, ""),
    ],
)
def test_what_says_the_day(html: str, day: str | None, source: str) -> None:
    found = published_day(document_fromstring(html))
    assert found.day == (date.fromisoformat(day) if day else None), found
    assert source in found.source


@pytest.mark.parametrize(
    ("line", "lang", "top", "day"),
    [
        ("<p>Posted 03/04/2021</p>", "en-US", "", date(2021, 3, 4)),
        ("<p>Posted 03/04/2021</p>", "en-GB", "", date(2021, 4, 3)),
        # Another day of the page tells, and so does the name of the day.
        ("<p>Posted 03/04/2021</p>", "en", "<p>Archive: 25/04/2021</p>", date(2021, 4, 3)),
        ("<p>Posted 03/04/2021</p>", "en", "<p>Archive: 04/25/2021</p>", date(2021, 3, 4)),
        ("<p>Posted Thursday 03/04/2021</p>", "en", "", date(2021, 3, 4)),
        # Nothing tells: none is better than a guess.
        ("<p>Posted 03/04/2021</p>", "en", "", None),
        ("<p>Posted 04/04/2021</p>", "en", "", date(2021, 4, 4)),
        ("<p>Posted 31/02/2021</p>", "en-GB", "", None),
    ],
)
def test_days_in_figures(line: str, lang: str, top: str, day: date | None) -> None:
    assert published_day(document_fromstring(page(line=line, lang=lang, top=top))).day == day


@pytest.mark.parametrize(
    "text", ["", "Order 20211399", "9999-99-99", "March 2021", "2021", "31.12.21", "0/0/2021", "²⁰²¹-03-04"]
)
def test_what_is_no_day(text: str) -> None:
    assert read_day(text, "month") is None


def test_an_article_says_where_its_day_is_from(tmp_path: Path) -> None:
    html = page("<meta name='date' content='2021-03-04'>")
    assert from_page(html).published_from == "the page (meta: date)"
    assert from_page(html, published="2021-03-05").published_from == "given"
    assert from_page(page()).published_from == ""
    file = tmp_path / "quay.html"
    file.write_text(html, encoding="utf-8")
    file.with_suffix(".toml").write_text("published = 2020-01-31\n", encoding="utf-8")
    article = load_article(file)
    assert article.published == date(2020, 1, 31)
    assert article.published_from == "the .toml file beside it; the page (meta: date) says 2021-03-04"


def test_a_day_that_contradicts_the_page_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "quay.html"
    file.write_text(page("<meta name='date' content='2021-03-04'>"), encoding="utf-8")
    assert main(["read", str(file), "--published", "2019-01-01", "--out", str(tmp_path / "out")]) == 0
    assert "Published 2019-01-01: given; the page (meta: date) says 2021-03-04." in capsys.readouterr().out
    assert main(["read", str(file), "--published", "2021-03-04", "--out", str(tmp_path / "out2")]) == 0
    assert " says " not in capsys.readouterr().out
