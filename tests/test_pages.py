"""Pages: title, publisher, and a text that is whole and has nothing of what stands around it."""

from __future__ import annotations

import json

import pytest

from onrecord.article.pages import extract

SAID = "The mayor of Norvale said on Friday that the town’s pool will close for good in May of next year."
MORE = "She had told the council so in March, she said, and nobody had asked how much a new roof would cost."
LEAD = f"<p>{SAID}</p><p>{MORE}</p>"


SITE = '<meta property="og:site_name" content="{}">'


def page(title: str = "Pool to close", head: str = "", body: str = f"<h1>Pool to close</h1>{LEAD}") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><article>{body}</article></body></html>"


def told(**about: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(about)}</script>'


@pytest.mark.parametrize(
    ("html", "title"),
    [
        (page("Pool to close - Norvale Courier"), "Pool to close"),
        (page("Norvale Courier | Pool to close"), "Pool to close"),
        # A heading goes before what the page calls itself elsewhere, where they say the same.
        (page("Town pool to close, says mayor", body=f"<h1>Pool to close</h1>{LEAD}"), "Pool to close"),
        # A heading of the site is none of the article.
        (page("Pool to close – Courier", body=f"<h1>Courier</h1><h1>Pool to close</h1>{LEAD}"), "Pool to close"),
        (page("Pool to close – Courier", body=f"<h1>Log in</h1>{LEAD}", head=SITE.format("Courier")),
         "Pool to close"),
        # No site's name behind a dash: it is a part of the headline.
        (page("The pool – a farewell", body=LEAD), "The pool – a farewell"),
        (page("The pool – a farewell", body=f"<h1>The pool – a farewell</h1>{LEAD}"), "The pool – a farewell"),
        # A section before the headline, and behind it.
        (page("Pool to close | Towns | Courier", body=f"<h1>Towns | Pool to close</h1>{LEAD}"), "Pool to close"),
        # What stands wrong in one place is outvoted.
        (page(head=told(**{"@type": "NewsArticle", "headline": "cms"}), body=LEAD), "Pool to close"),
    ],
)  # fmt: skip
def test_a_title_is_the_headline_without_the_site(html: str, title: str) -> None:
    assert extract(html).title == title


@pytest.mark.parametrize(
    ("html", "url", "publisher"),
    [
        (page(head=SITE.format("Norvale Courier")), "", "Norvale Courier"),
        (page(head=SITE.format("NorvaleCourier.com")), "https://www.norvalecourier.com/a", "NorvaleCourier"),
        (page(head=SITE.format("NVSports.com")), "https://www.nvsports.com/a", "NVSports"),
        (page(head=SITE.format("NVCSports.com")), "https://www.nvcsports.com/a", "NVC Sports"),
        (page("Pool to close - Norvale Courier"), "https://norvalecourier.example/a", "Norvale Courier"),
        (page(head=SITE.format("Courier - News since 1890")), "", "Courier"),
        # Of several names, the one that fits the address; initials fit.
        (page(head=SITE.format("hdt"), body=f"{LEAD}<p>© 2024 Harland Daily Times</p>"), "https://www.hdt.example/a",
         "Harland Daily Times"),
        # Who owns a paper is not the paper.
        (page(body=f"{LEAD}<p>© 2024 Coastal Media Group</p>"), "https://www.norvalepost.example/a", "Norvalepost"),
        (page(body=f"{LEAD}<p>More from NorvalePost.</p>"), "https://www.norvalepost.example/a", "NorvalePost"),
        (page(head=told(**{"@type": "NewsArticle", "publisher": {"name": "The Post"}})), "", "The Post"),
        (page(), "", ""),
        # The author is no publisher.
        (page("Pool to close - Ann Lee", head='<meta name="author" content="Ann Lee">'), "", ""),
    ],
)  # fmt: skip
def test_a_publisher_is_called_by_its_name(html: str, url: str, publisher: str) -> None:
    assert extract(html, url).publisher == publisher


def test_a_list_in_a_bare_body_is_kept() -> None:
    found = extract(f"<title>x</title><p>{SAID}</p><ul><li>“We knew in March,” said Marsh.</li></ul><p>{MORE}</p>")
    assert [line.lstrip("- ") for line in found.text.split("\n\n")] == [SAID, "“We knew in March,” said Marsh.", MORE]


def test_what_stands_in_boxes_of_the_same_kind_is_put_in_and_said() -> None:
    more = [f"{n}. {MORE} " + "The council will meet again before long, as it has said. " * 3 for n in range(4)]
    boxes = [f'<div class="body-{n}"><p>{SAID}</p></div>' if not n else f'<div class="body-{n}"><p>{more[n]}</p></div>'
             for n in range(4)]  # fmt: skip
    found = extract(f"<title>x</title><div><h1>x</h1>{''.join(boxes)}</div>")
    assert all(one.strip() in found.text for one in [SAID, *more[1:]])


@pytest.mark.parametrize(
    "line",
    [
        '<p>Related: <a href="/b">Council to meet on new roof for school</a></p>',
        '<p><strong><a href="/b">COUNCIL TO MEET ON NEW ROOF FOR SCHOOL</a></strong></p>',
    ],
)
def test_lines_that_lead_elsewhere_are_left_out(line: str) -> None:
    found = extract(page(body=f"<h1>Pool to close</h1><p>{SAID}</p>{line}<p>{MORE}</p>"))
    assert found.text == f"{SAID}\n\n{MORE}"


def test_a_sentence_that_is_a_link_stays() -> None:
    linked = '<p><a href="/b">“Nobody told us a word about the roof,” said Tom Weller.</a></p>'
    assert "Nobody told us" in extract(page(body=f"<h1>Pool to close</h1><p>{SAID}</p>{linked}<p>{MORE}</p>")).text


def test_structured_data_with_more_of_the_text_is_taken_and_said() -> None:
    body = f"{SAID}\n{MORE}\n" + "The roof of the pool is from 1971, and it has leaked since 1990, as all know.\n" * 3
    found = extract(page(head=told(**{"@type": "NewsArticle", "articleBody": body}), body=f"<p>{SAID}</p>"))
    assert found.text.startswith(f"{SAID}\n\n{MORE}\n\nThe roof") and "structured data" in found.notes[0]
    other = "Norvale’s trams stand still today, since nobody came to drive them, said a man at the depot. " * 9
    kept = extract(
        page(head=told(**{"@type": "NewsArticle", "articleBody": other}), body=LEAD + f"<p>So {SAID}</p>" * 3)
    )
    assert kept.text.startswith(f"{SAID}\n\n{MORE}") and "trams" not in kept.text and not kept.notes


def test_a_text_that_may_be_cut_off_is_said() -> None:
    free = told(**{"@type": "NewsArticle", "isAccessibleForFree": "False"})
    assert extract(page(head=free)).notes == (
        "the page says that its article is not free to read: the text may be cut off",
    )
    asks = extract(page(body=f"{LEAD}<div><p>Subscribe now to continue reading.</p></div>"))
    assert any("cut off" in note for note in asks.notes)
    assert not extract(page(head=told(**{"@type": "NewsArticle", "isAccessibleForFree": True}))).notes
    assert not extract(page()).notes


def test_a_live_blog_keeps_its_times_and_headings() -> None:
    posts = "".join(
        f"<div class=post><time>{n}:15</time><h3>Part {n}</h3><p>{n} {SAID}</p><p>{MORE} So it was at {n}.</p></div>"
        for n in (14, 13, 12, 11)
    )
    html = page(head=told(**{"@type": "LiveBlogPosting"}), body=f"<h1>Pool to close</h1><p>{MORE}</p>{posts}")
    assert extract(html).text.split("\n\n")[:7] == [
        *("14:15", "Part 14", f"14 {SAID}", f"{MORE} So it was at 14."),
        *("13:15", "Part 13", f"13 {SAID}"),
    ]
    plain = page(body=f"<h1>Pool to close</h1><p>{MORE}</p>{posts}")
    assert "14:15" not in extract(plain).text.split("\n\n")
