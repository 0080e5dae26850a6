"""The annotated page: whole, well-formed, and safe whatever the article holds."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

import onrecord
from conftest import SEEDS, reading_of
from onrecord import Article, from_text, read
from onrecord.page import article_html, page_fragment, page_html, page_text
from onrecord.reading import Reading
from onrecord.reading.labels import COLOURS, Palette

CSS = Path(onrecord.__file__).parent / "data" / "page.css"
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
        if not {"style", "ul", "title", "h1"} & set(self.open):
            self.text += data


@pytest.mark.parametrize("bad", HOSTILE)
def test_markup_in_an_article_is_shown_and_never_run(bad: str) -> None:
    text = f"Mayor {bad} Ann Lee said on Friday that “{bad} will close”.\n{bad} said no."
    page = Elements(page_html(read(from_text(text, "2026-05-04", title=bad))))
    allowed = {"html", "head", "meta", "title", "body", "style", "article", "h1", "p", "span", "div", "ul", "li", "sup"}
    assert set(page.seen) <= allowed | {"b", "i", "br", "a", "main"}
    known = {
        "lang",
        "charset",
        "name",
        "content",
        "class",
        "id",
        "href",
        "aria-label",
        "data-or",
        "data-n",
        "data-p",
        "http-equiv",
    }
    assert set(page.attributes) <= known
    assert bad in page.text


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def without_brackets(text: str) -> str:
    return re.sub(r"\[(source|cue|content|date|actor) [^\]]+?: |\]", "", text)


@pytest.mark.parametrize("name", [*SEEDS, "long", "short"])
def test_without_its_style_the_page_is_the_plain_text_in_brackets(name: str) -> None:
    reading = reading_of(name)
    text = squeezed(Elements(page_fragment(reading)).text)
    assert text.endswith(squeezed(page_text(reading)))


@pytest.mark.parametrize("name", [*SEEDS, "long", "short"])
def test_every_character_of_the_article_is_in_the_plain_text(name: str) -> None:
    reading = reading_of(name)
    assert without_brackets(page_text(reading)) == reading.article.text


def test_every_claim_is_numbered_where_it_stands_and_in_the_margin(reading: Reading) -> None:
    page = page_fragment(reading)
    for number in reading.attributed.index:
        assert page.count(f'data-n="{number}"') == 1
        (note,) = re.findall(rf'<li id="or-\w+-n{number}".*?</li>', page)
        claim = reading.claims.loc[number]
        assert escape(claim.source) in note if claim.isna().source_actor and isinstance(claim.source, str) else True
        assert f"<i>{escape(claim.cue)}</i>" in note


def test_every_link_leads_to_a_place_on_the_page(reading: Reading) -> None:
    page = page_html(reading)
    ids = re.findall(r' id="(.*?)"', page)
    assert len(ids) == len(set(ids)) == 2 * len(reading.attributed)
    assert sorted(re.findall(r'href="#(.*?)"', page)) == sorted(ids)


def test_nothing_is_loaded_from_elsewhere_and_no_script_is_there(reading: Reading) -> None:
    page = page_html(reading)
    assert not re.search(r"(src=|href=\"[^#]|url\(|@import|https?:|<script|\son\w+=)", page)


def test_the_browser_may_use_the_one_style_and_do_nothing_else(reading: Reading) -> None:
    for page in (page_html(reading), article_html(reading.article)):
        head = page.partition("<title>")[0]
        (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', head)
        (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
        digest = b64encode(sha256(style.encode()).digest()).decode()
        assert policy.split("; ") == [
            "default-src 'none'",
            f"style-src 'sha256-{digest}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
        assert " style=" not in page  # such a style would not be used
    # What stands in a notebook is a part of the notebook's page.
    assert "Content-Security-Policy" not in page_fragment(reading)


# Each stands in every place of a page where words of an article can: in its text, its title, its publisher, in a
# speaker's name, a cue, a content, a date, an actor's name behind a pronoun.
@pytest.mark.parametrize("bad", ["<b>", "&amp;", '"onclick="x', "'"])
def test_words_of_an_article_are_escaped_wherever_they_stand(bad: str) -> None:
    text = "Ann Lee said on Friday that she may run in May. Its critics warned that it “may close”."
    plain = read(Article(text, title="T", publisher="P", published=None))
    hostile = read(Article(text, title=bad, publisher=bad, published=None))
    hostile.claims["cue"] = hostile.claims.cue.where(hostile.claims.cue.isna(), bad)
    hostile.claims["source"] = hostile.claims.source.where(hostile.claims.source.isna(), bad)
    hostile.claims["hedge"] = hostile.claims.hedge.where(hostile.claims.hedge.isna(), bad)
    hostile.claims["cue_class"] = hostile.claims.cue_class.astype(object).map(lambda _: bad)
    hostile.actors["name"] = [bad + name for name in hostile.actors.name]
    hostile.dates["value"] = hostile.dates.value.astype(object).map(lambda _: bad)
    for page in (page_html(hostile), page_fragment(hostile)):
        shown = page.partition("</style>")[2]
        assert escape(bad) in shown
        before = Elements(page_fragment(plain) if "<html" not in page else page_html(plain))
        after = Elements(page)
        assert sorted(set(after.seen)) == sorted(set(before.seen)) and set(after.attributes) <= set(before.attributes)
        assert page.count("<b>") == len(hostile.attributed)


def test_every_background_comes_with_a_colour_of_letters() -> None:
    css = re.sub(r"/\*.*?\*/", "", CSS.read_text(encoding="utf-8"), flags=re.DOTALL)
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", css)
    assert len(rules) > 20
    for selector, body in rules:
        assert "background" not in body or re.search(r"(^|[\s;])color:", body), selector.strip()


def test_actors_have_the_colours_of_the_charts() -> None:
    css = CSS.read_text(encoding="utf-8").upper()
    for place, colour in enumerate(COLOURS):
        assert f".OR-A{place} {{ --OR-OWN: {colour}; }}" in css
    reading = reading_of("rutte-warns-trump")
    page, palette = page_fragment(reading), Palette(reading)
    for actor, name in reading.actors.name.items():
        place = palette.place(actor)
        used = re.findall(rf'class="or-actor (or-\w+)[^"]*">{re.escape(name)}<', page)
        assert set(used) <= {"or-grey" if place is None else f"or-a{place}"}


def test_marks_that_overlap_are_split_where_one_begins_or_ends() -> None:
    reading = reading_of("rutte-warns-trump")
    nested = r'<span class="or-content [^>]*>[^<]*<span class="or-actor[^>]*>[^<]*</span></span>'
    assert re.search(nested, page_fragment(reading)), "an actor inside a content is marked as both"
    assert page_text(reading).count("[content 1: ") == 1


def test_a_word_that_is_no_name_says_whom_it_means() -> None:
    reading = read(from_text("Ann Lee said she will run in May.", "2026-03-01"))
    assert "[actor Ann Lee: she]" in page_text(reading) and 'data-or="Ann Lee"' in page_fragment(reading)
    assert "[date 2026-05: May]" in page_text(reading) and 'data-or="May 2026"' in page_fragment(reading)


PLAIN = "Ann Lee said on Friday that the pool will close. She left.\n\nThe bus is late."
HEAD = (
    'Marked: <span class="or-actor">an actor</span>, <span class="or-date">a date</span>, and of each claim <span '
    'class="or-source">the source</span>, <span class="or-cue">the cue</span> and <span class="or-content or-first '
    'or-last">the content</span>. Its number, that of its row in the table, leads to its note in the margin.'
)


def test_a_page_to_the_letter() -> None:
    """All that the page is made of: names of classes, links and labels are what its style and its readers use."""
    article = Article(PLAIN, title="Pool & bus", publisher="The Post", published=date(2026, 5, 4))
    page = page_fragment(read(article)).partition("</style>\n")[2]
    key = sha256(f"Pool & bus\n{PLAIN}".encode()).hexdigest()[:6]
    link = f'id="or-{key}-c0" href="#or-{key}-n0" data-n="0" aria-label="Claim 0: its note"'
    back = f'href="#or-{key}-c0" aria-label="Claim 0: where it stands"'
    assert page == (
        '<article class="onrecord">\n<p class="or-title">Pool &amp; bus</p>\n'
        '<p class="or-line">The Post, 2026-05-04</p>\n'
        f'<p class="or-line or-key">{HEAD}</p>\n'
        '<div class="or-block"><p class="or-text" data-p="1">'
        '<span class="or-source or-a0 or-first or-last or-k0"><span class="or-bracket">[source 0: </span>'
        '<span class="or-actor or-a0 or-first or-last">Ann Lee</span><span class="or-bracket">]</span></span> '
        '<span class="or-cue or-a0 or-first or-last or-k0"><span class="or-bracket">[cue 0: </span>'
        f'<a class="or-n" {link}></a>said<span class="or-bracket">]</span></span> on '
        '<span class="or-date or-grey or-first or-last" data-or="1 May 2026">'
        '<span class="or-bracket">[date 2026-05-01: </span>Friday<span class="or-bracket">]</span></span> '
        '<span class="or-content or-a0 or-first or-last or-k0"><span class="or-bracket">[content 0: </span>'
        'that the pool will close<span class="or-bracket">]</span></span>. '
        '<span class="or-actor or-a0 or-first or-last" data-or="Ann Lee">'
        '<span class="or-bracket">[actor Ann Lee: </span>She<span class="or-bracket">]</span></span> left.</p>'
        f'<ul class="or-notes"><li id="or-{key}-n0" class="or-note or-k0 or-a0"><a class="or-n" {back}>0</a> '
        '<b>Ann Lee</b> <i>said</i> · <span class="or-kind">indirect speech · on 1 May 2026</span></li></ul></div>\n'
        '<div class="or-block"><p class="or-text" data-p="2">The bus is late.</p></div>\n</article>'
    )
    style = page_fragment(read(article)).partition("</style>")[0]
    assert style.startswith(f"<style>\n{CSS.read_text(encoding='utf-8')}") and style.endswith("}\n")
    assert ".onrecord:has(.or-k0:is(:hover, :focus-within)) .or-k0 {" in style
    assert page_text(read(article)) == (
        "[source 0: Ann Lee] [cue 0: said] on [date 2026-05-01: Friday] [content 0: that the pool will close]. "
        "[actor Ann Lee: She] left.\n\nThe bus is late."
    )


def test_a_page_without_marks_to_the_letter() -> None:
    article = Article("One <line.\n\nTwo.", title="", publisher="", name="n&n")
    page = article_html(article)
    head, _, body = page.partition("<style>\n")
    assert head.startswith(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-'
    )
    assert head.endswith(
        '">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>n&amp;n – On Record</title>\n'
        '</head>\n<body class="or-page">\n<main>\n'
    )
    assert body == (
        CSS.read_text(encoding="utf-8") + '</style>\n<article class="onrecord">\n<h1 class="or-title"></h1>\n'
        '<p class="or-line">no publication date</p>\n'
        '<div class="or-block"><p class="or-text" data-p="1">One &lt;line.</p></div>\n'
        '<div class="or-block"><p class="or-text" data-p="2">Two.</p></div>\n</article>\n</main>\n</body>\n</html>\n'
    )
    wrapped = Article("The mayor\nsaid that\nthe pool\nwill close\non Friday.", title="T")
    assert '<p class="or-text" data-p="1">The mayor<br>said that<br>the pool<br>will close<br>on' in article_html(
        wrapped
    )
    assert "<title>T – On Record</title>" in article_html(wrapped)


def notes(found: Reading) -> list[str]:
    """What the notes of a page say."""
    return [unescape(kind) for kind in re.findall(r'<span class="or-kind">(.*?)</span>', page_fragment(found))]


def test_what_a_note_says() -> None:
    text = "Ann Lee said that it rained. Paul Hill left. Mary Ward denied it. John Reed warned her. Emma Moss is late."
    found = read(from_text(text, "2026-05-04"))
    names = ["Paul Hill", "Mary Ward", "John Reed", "Emma Moss"]
    numbers = [int(found.actors.index[found.actors.name == name][0]) for name in names]
    for count, says in ((0, ""), (1, " · about Paul Hill"), (3, " · about Paul Hill, Mary Ward, John Reed")):
        assert said_about(found, numbers[:count]) == f"indirect speech{says}"
    assert said_about(found, numbers) == "indirect speech · about Paul Hill, Mary Ward, John Reed and 1 more"
    # Who is named twice is named once.
    assert said_about(found, [numbers[0]] * 2) == "indirect speech · about Paul Hill"
    found = replace(found, about=found.about.iloc[:0])
    found.claims.loc[0, ["hedged", "hedge", "negated"]] = [True, "may", True]
    assert notes(found)[0] == "indirect speech · hedged (may) · negated"
    # A claim without a cue has its number at its content, and one note all the same.
    found = replace(found, spans=found.spans[~((found.spans.claim == 0) & (found.spans.role == "cue"))])
    found.claims.loc[0, "cue"] = None
    page = page_fragment(found)
    assert re.search(r'\[content 0: </span><a class="or-n" id="or-\w+-c0"', page) and page.count('data-n="0"') == 1
    assert "</b> · <span" in page


def said_about(found: Reading, actors: list[int]) -> str:
    rows = {"claim": [0] * len(actors), "actor": actors, "mention": range(len(actors))}
    return notes(replace(found, about=pd.DataFrame(rows).astype(found.about.dtypes.to_dict())))[0]


def test_a_date_that_says_its_day_itself_has_no_second_one_behind_it() -> None:
    for text in ("Ann Lee left on 1 May 2026.", "Ann Lee left on 1  May 2026."):
        page = page_fragment(read(from_text(text, "2026-05-04")))
        assert "[date 2026-05-01: " in page and "data-or=" not in page.partition("</style>")[2]
