"""What people bring: mails, documents, subtitles, wires, pages saved whole; and what is refused in one line."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from onrecord.article import from_bytes, load_article
from onrecord.article.brought import MAX_UNPACKED
from onrecord.cli import main
from onrecord.errors import ArticleError

SAID = "The mayor said on Friday that the pool will close. She had told the council so in March."
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(parts: dict[str, str]) -> bytes:
    """A ZIP file of some parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as whole:
        for name, text in parts.items():
            whole.writestr(name, text)
    return file.getvalue()


def docx(*paragraphs: str, title: str = "") -> bytes:
    body = "".join(f"<w:p><w:r>{paragraph}</w:r></w:p>" for paragraph in paragraphs)
    core = f'<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></c>'
    return packed(
        {
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            "docProps/core.xml": core,
        }
    )


def as_json(**row: str) -> bytes:
    return json.dumps(row).encode()


def run(text: str) -> str:
    return f"<w:t>{text}</w:t>"


MAIL = f"""From: Harwick Post <news@post.example>
To: reader@example.org
Subject: =?utf-8?Q?Pool_to_close=2C_mayor_says?=
Date: Sat, 9 May 2026 23:30:00 -0500
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

{SAID}

=E2=80=9CNobody likes it,=E2=80=9D she=
 said.
"""
HTML_MAIL = f"""From: a@post.example
Subject: Pool
Date: Sat, 9 May 2026 08:00:00 +0000
Content-Type: multipart/alternative; boundary=XX

--XX
Content-Type: text/html; charset=utf-8

<html><body><article><h1>Pool</h1><p>{SAID}</p><p>{SAID}</p></article></body></html>
--XX--
"""
SAVED = f"""From: <Saved by Blink>
Snapshot-Content-Location: https://post.example/2026/05/09/pool
Subject: Pool
Date: Mon, 1 Jun 2026 08:00:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary=XX

--XX
Content-Type: text/html
Content-Location: https://post.example/2026/05/09/pool

<html><body><article><h1>Pool to close</h1><p>{SAID}</p><p>{SAID}</p></article></body></html>
--XX--
"""
CUES = """1
00:00:01,000 --> 00:00:03,000
<i>The mayor said on Friday</i>

2
00:00:03,000 --> 00:00:05,000
that the pool will close.

3
00:00:12,000 --> 00:00:13,000
She had told the council.
"""
VOICES = """WEBVTT

00:01.000 --> 00:03.000
<v Ann Lee>The pool will close.

00:03.000 --> 00:04.000
<v Ann Lee>We have no money.

00:05.000 --> 00:06.000
<v Tom Weller>When, and why?
"""
MARKDOWN = """---
title: "Pool to close"
date: 2026-05-09
publisher: Harwick Post
---
# Pool to close

The **mayor** said on [Friday](https://post.example) that the pool will close. She had told the council so in March.

> “Nobody likes it,” she said.

- One
- Two
"""
RTF = (
    r"{\rtf1\ansi{\fonttbl\f0 Helvetica;}{\info{\title Pool to close}{\author Lee}}{\header Courier \chpgn}\f0 "
    + SAID
    + r"\par\par \ldblquote Caf\'e9 closed,\rdblquote  she said.{\footnote A note.}\par}"
)
NITF = f"""<?xml version="1.0"?><nitf><head><docdata><date.issue norm="20260509T100000Z"/><doc.copyright holder="Wire"/>
</docdata></head><body><body.head><hedline><hl1>Pool to close</hl1></hedline></body.head><body.content><p>{SAID}</p>
<p>“Nobody likes it,” she said.</p></body.content></body></nitf>"""
NEWSML = f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta><versionCreated>2026-05-09T10:00:00Z</versionCreated>
</itemMeta><contentMeta><headline>Pool to close</headline></contentMeta><contentSet><inlineXML>
<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{SAID}</p></body></html></inlineXML></contentSet></newsItem>"""
DAY = date(2026, 5, 9)
CUED = "The mayor said on Friday that the pool will close."
VOICED = "Ann Lee: The pool will close. We have no money.\n\nTom Weller: When, and why?"


@pytest.mark.parametrize(
    ("data", "name", "title", "day", "text"),
    [
        (MAIL.encode(), "a.eml", "Pool to close, mayor says", DAY, f"{SAID}\n\n“Nobody likes it,” she said."),
        (MAIL.replace("\n", "\r\n").encode(), "a.txt", "Pool to close, mayor says", DAY, SAID),
        (HTML_MAIL.encode(), "a.eml", "Pool", DAY, SAID),
        # The day of saving is no day of publication; the address has one.
        (SAVED.encode(), "a.mhtml", "Pool to close", DAY, SAID),
        (docx(run(SAID), run("“Nobody")), "a.docx", "a", None, f"{SAID}\n\n“Nobody"),
        (docx(run(SAID), title="Pool"), "renamed.txt", "Pool", None, SAID),
        # What was struck out is gone.
        (
            docx(run("The mayor said no. She") + "<w:delText> never</w:delText>" + run(" left."), title="x"),
            "a.docx",
            "x",
            None,
            "The mayor said no. She left.",
        ),
        (
            CUES.encode(),
            "pool-talk.srt",
            "pool talk",
            None,
            "The mayor said on Friday that the pool will close.\n\nShe had told the council.",
        ),
        (
            VOICES.encode(),
            "a.vtt",
            "a",
            None,
            "Ann Lee: The pool will close. We have no money.\n\nTom Weller: When, and why?",
        ),
        (MARKDOWN.encode(), "a.md", "Pool to close", DAY, f"{SAID}\n\n“Nobody likes it,” she said.\n\nOne\n\nTwo"),
        (RTF.encode(), "a.doc", "Pool to close", None, f"{SAID}\n\n“Café closed,” she said."),
        (b"From ann@a.example Sat May  9 10:00:00 2026\n" + MAIL.encode(), "a", "Pool to close, mayor says", DAY, SAID),
        (NITF.encode(), "a.xml", "Pool to close", DAY, f"{SAID}\n\n“Nobody likes it,” she said."),
        (NEWSML.encode(), "a.xml", "Pool to close", DAY, SAID),
        (
            json.dumps({"title": "Pool", "published": "2026-05-09T10:00:00Z", "text": SAID}).encode(),
            "a.json",
            "Pool",
            DAY,
            SAID,
        ),
        # An odd day costs itself, not the article.
        (as_json(headline="Pool", date="05/09/26", body=SAID), "a.json", "Pool", None, SAID),
    ],
)
def test_what_is_read(data: bytes, name: str, title: str, day: date | None, text: str) -> None:
    article = from_bytes(data, name)
    assert (article.title, article.published) == (title, day)
    assert article.text.startswith(text)
    assert bool(article.published_from) == bool(day)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # Plain texts that look a little like something else.
        (f"Note: {SAID}\nSource: the Post\n\n{SAID}", "a.txt"),
        (f"[Norvale] {SAID}", "a.txt"),
        (f"# {SAID}", "a.txt"),
        (f"--- {SAID}", "a.txt"),
        (f"The film runs from 00:01:00 to 00:02:00. {SAID}", "a.txt"),
    ],
)
def test_plain_texts_stay_as_they_are(text: str, name: str) -> None:
    assert from_bytes(text.encode(), name).text == text


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Pool to close in May, mayor says", "Pool to close in May, mayor says"),
        ("Why does the pool close?", "Why does the pool close?"),
        ("By Ann Lee, Harwick Post", "a"),
        ("The mayor said that the pool will close.", "a"),
        ("Dear Mr Weller and all others:", "a"),
        ("Halden Courier, page 3", "a"),
        ("May 9, 2026", "a"),
        ("The pool on Friday (Reuters)", "a"),
        ("One word" + " more" * 20, "a"),
    ],
)
def test_a_first_line_may_be_the_title_and_stays_in_the_text(first: str, title: str) -> None:
    article = from_bytes(f"{first}\n\n{SAID}".encode(), "a.txt")
    assert article.title == title and article.text.startswith(first)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "old Office file"),
        (b"\x00\x00\x00\x18ftypmp42", "film or sound"),
        (packed({"a.txt": SAID}), "a packed file (ZIP); unpack"),
        (packed({"xl/workbook.xml": ""}), "a table (Excel)"),
        (b"PK\x03\x04 broken", "a packed file (ZIP) that is broken"),
        (docx(run(SAID))[:-200], "broken"),
        (packed({"word/document.xml": ""}), "broken"),
        (docx(), "no text in it"),
        (b"From: a@b.example\nSubject: x\nDate: x\nContent-Type: image/png\n\n", "mail without a text"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "no text in it"),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "XML of an unknown kind"),
        (b'{"text": "broken', "looks like JSON"),
        (b'{"id": 1}', "JSON without a text"),
        (b'[{"text": "a"}, {"text": "b"}]', "holds 2 things"),
        (b"<nitf></nitf>", "no text in it"),
        (b"{\\rtf1 }", "no text in it"),
    ],
)
def test_what_cannot_be_read_is_one_line(data: bytes, says: str) -> None:
    with pytest.raises(ArticleError) as raised:
        from_bytes(data, "a.bin")
    assert says in str(raised.value) and "\n" not in str(raised.value) and "a.bin" in str(raised.value)


def test_nothing_outside_a_document_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The secret is out.", encoding="utf-8")
    wire = f'<!DOCTYPE nitf [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    wire += f"<nitf><body.content><p>{SAID} &x;</p></body.content></nitf>"
    assert "secret" not in from_bytes(wire.encode(), "a.xml").text


def test_a_document_that_unpacks_to_more_than_any_article_is_refused() -> None:
    with pytest.raises(ArticleError, match="larger than any article"):
        from_bytes(docx(run("x" * (MAX_UNPACKED + 1))), "a.docx")


def test_what_stands_beside_a_file_goes_first(tmp_path: Path) -> None:
    path = tmp_path / "pool.eml"
    path.write_text(MAIL, encoding="utf-8")
    path.with_suffix(".toml").write_text('title = "Mine"\npublished = 2020-01-31\n', encoding="utf-8")
    article = load_article(path)
    assert (article.title, article.published, article.publisher) == ("Mine", date(2020, 1, 31), "Harwick Post")
    assert article.published_from == "the .toml file beside it; the mail's date says 2026-05-09"


def test_a_mail_is_read_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pool.eml"
    path.write_text(MAIL, encoding="utf-8")
    assert main(["read", str(path), "--out", str(tmp_path / "out")]) == 0
    assert "claim" in capsys.readouterr().out
