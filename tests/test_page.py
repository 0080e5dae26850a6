"""The annotated page: whole, well-formed, and safe whatever the article holds."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from onrecord import from_text, read
from onrecord.page import page_fragment, page_html, page_text
from onrecord.reading import Reading

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "&lt;b&gt; &amp; 'single' \"double\"",
    "javascript:alert(1)",
    "<!-- comment --> ]]>",
]
_VOID = {"meta", "br"}


class Elements(HTMLParser):
    """Collects elements, attributes and text, and checks that every element is closed in turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "sup", "ul", "title", "h1"} & set(self.open):
            self.text += data


@pytest.mark.parametrize("bad", HOSTILE)
def test_markup_in_an_article_is_shown_and_never_run(bad: str) -> None:
    text = f"Mayor {bad} Ann Lee said on Friday that “{bad} will close”.\n{bad} said no."
    page = Elements(page_html(read(from_text(text, "2026-05-04", title=bad))))
    allowed = {"html", "head", "meta", "title", "body", "style", "article", "h1", "p", "span", "div", "ul", "li", "sup"}
    assert set(page.seen) <= allowed | {"b", "i", "br"}
    assert set(page.attributes) <= {"lang", "charset", "name", "content", "class", "title"}
    assert bad in page.text


def test_every_character_of_the_article_is_on_the_page(reading: Reading) -> None:
    squeezed = re.sub(r"\s+", "", Elements(page_html(reading)).text)
    for sentence in reading.sentences.text:
        assert re.sub(r"\s+", "", sentence) in squeezed


def test_every_claim_is_numbered_where_it_stands_and_at_the_side(reading: Reading) -> None:
    page = page_fragment(reading)
    cued = reading.claims.index[reading.claims.cue.notna()]
    for number in cued:
        assert page.count(f"<sup>{number + 1}</sup>") >= 2


def test_nothing_is_loaded_from_elsewhere(reading: Reading) -> None:
    page = page_html(reading)
    assert not re.search(r"(src|href|url\(|@import|https?:)", page)


def test_the_plain_text_form_keeps_the_text(reading: Reading) -> None:
    plain = page_text(reading)
    without = re.sub(r"\[(source|cue|content) \d+: ([^\]]*)\]", r"\2", plain)
    assert without == reading.article.text
