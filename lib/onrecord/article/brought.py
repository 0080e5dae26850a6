"""What people bring that is no plain text and no page: mails, Word files, subtitles, Markdown, wires, JSON."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from ..errors import ArticleError
from .article import one_line
from .limits import run_within

#: For taking a file in Rich Text Format apart, in seconds.
MAX_SECONDS = 20.0
# Where a file's properties stand, in characters.
_HEAD = 20_000
#: No document of one article is larger when it is unpacked.
MAX_UNPACKED = 50_000_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
# A cue: its times, and its lines up to an empty one.
_CUE = re.compile(
    r"^(?P<from>[\d:.,]+)\s+-->\s+(?P<to>[\d:.,]+)[^\n]*\n(?P<text>(?:(?!^[^\n]*-->).*\S.*\n?)*)", re.MULTILINE
)
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>")
_TAG = re.compile(r"<[^>]*>|\{\\[^}]*\}")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*$")
# A pause of so many seconds ends a paragraph of subtitles, where a sentence has ended.
_PAUSE = 3.0
_WIRE_BODIES = frozenset({"body.content", "inlineXML", "inlineData", "DataContent", "contentSet"})
_WIRE_BLOCKS = frozenset({"p", "li", "h2", "h3", "hl2"})
_BLOCKS = frozenset("p li h1 h2 h3 h4 h5 h6 pre dd dt td th".split())


class Brought(NamedTuple):
    """What was found in a file: a text or a page, and what is known about it; "" for what it does not say.

    Notes are what a reader should know about it: a part that is missing, what was mended.
    """

    text: str = ""
    html: str = ""
    title: str = ""
    published: str = ""
    published_from: str = ""
    publisher: str = ""
    url: str = ""
    notes: tuple[str, ...] = ()
    corrections: Mapping[str, Any] = {}


def from_mail(data: bytes, name: str) -> Brought:
    """The body of a mail, its subject as title and its date as day; of two bodies the plain one."""
    mail = _message(data)
    body = mail.get_body(("plain", "html"))
    content = _content(body, name)
    day = _mail_day(mail)
    about = Brought(
        title=one_line(mail["Subject"]),
        published=day,
        published_from="the mail's date" if day else "",
        publisher=_sender(mail),
    )
    if body is not None and body.get_content_type() == "text/html":
        return about._replace(html=content)
    return about._replace(text=_unwrapped(content))


def from_mhtml(data: bytes, name: str) -> Brought:
    """The page of a page saved whole, and where it is from; its date is the day of saving, and not taken."""
    mail = _message(data)
    pages = [part for part in mail.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    page = pages[0] if pages else None
    url = one_line(mail["Snapshot-Content-Location"] or (page["Content-Location"] if page else ""))
    return Brought(html=_content(page, name), url=url if url.startswith("http") else "")


def from_docx(data: bytes, name: str) -> Brought:
    """The paragraphs of a Word file, without what was struck out, and its title."""
    body = _part(data, "word/document.xml", name)
    lines = []
    for paragraph in body.iter(f"{_WORD}p"):
        parts = paragraph.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr")
        lines.append("".join(part.text or "" if part.tag == f"{_WORD}t" else " " for part in parts))
    return Brought(text=_paragraphs(lines), title=_core_title(data, "docProps/core.xml", name))


def from_odt(data: bytes, name: str) -> Brought:
    """The paragraphs and headings of an OpenDocument text, and its title."""
    body = _part(data, "content.xml", name)
    lines = ["".join(p.itertext()) for p in body.iter(f"{_TEXT}p", f"{_TEXT}h")]
    return Brought(text=_paragraphs(lines), title=_core_title(data, "meta.xml", name))


def from_rtf(data: bytes, name: str) -> Brought:
    """The paragraphs of a file in Rich Text Format, and its title."""
    from striprtf.striprtf import rtf_to_text

    source = data.decode("latin-1")  # it is ASCII: other letters stand in it as numbers
    title = re.search(r"\{\\title ([^{}]{1,500})\}", source[:_HEAD])
    try:
        text = run_within(MAX_SECONDS, lambda: rtf_to_text(source, errors="replace"))
        named = rtf_to_text(f"{{\\rtf1 {title[1]}}}", errors="replace") if title else ""
    except Exception as problem:  # whatever a broken file makes it raise: the user gets one line
        what = type(problem).__name__
        raise ArticleError(f"{name} is broken ({what}); open it and save it as plain text (.txt, UTF-8).") from None
    return Brought(text=_paragraphs(line.replace("|", " ") for line in text.split("\n")), title=one_line(named))


def from_subtitles(text: str) -> Brought:
    """The words of subtitles (SubRip, WebVTT), their cues joined to sentences; who speaks is kept.

    >>> from_subtitles("1\\n00:01,000 --> 00:02,000\\nThe mayor said\\n\\n2\\n00:02,000 --> 00:03,000\\nno.\\n").text
    'The mayor said no.'
    """
    paragraphs: list[str] = []
    before, speaker = 0.0, ""
    for cue in _CUE.finditer(text.replace("\r\n", "\n") + "\n"):
        for line in cue["text"].split("\n"):
            voice = _VOICE.search(line)
            said = " ".join(_TAG.sub("", line).split())
            if not said:
                continue
            who = voice[1].strip() if voice else speaker if not said.startswith("- ") else ""
            new = bool(who and who != speaker) or said.startswith("- ")
            silent = _seconds(cue["from"]) - before > _PAUSE
            pause = silent and paragraphs and _SENTENCE_END.search(paragraphs[-1])
            said = said.removeprefix("- ")
            if new or pause or not paragraphs:
                paragraphs.append(f"{who}: {said}" if new and who else said)
            else:
                paragraphs[-1] += f" {said}"
            speaker, before = who, _seconds(cue["from"])
        before = _seconds(cue["to"])
    return Brought(text="\n\n".join(paragraphs))


def from_markdown(text: str) -> Brought:
    """The text of a Markdown file without its marks, and its front matter; a first heading is the title."""
    import mistune
    from lxml.html import fromstring  # type: ignore[import-untyped]

    about, body = _front_matter(text)
    tree = fromstring(f"<div>{mistune.html(body)}</div>")
    blocks = [e for e in tree.iter() if e.tag in _BLOCKS and not any(c.tag in _BLOCKS for c in e.iterdescendants())]
    lines = [" ".join(block.text_content().split()) for block in blocks]
    title = about.get("title", "")
    if blocks and blocks[0].tag == "h1" and title in ("", lines[0]):
        title, lines = lines[0], lines[1:]
    day = about.get("published") or about.get("date", "")
    source = "the file's front matter" if day else ""
    publisher, url = about.get("publisher", ""), about.get("url", "")
    return Brought(_paragraphs(lines), "", title, day, source, publisher, url)


def from_wire(data: bytes, name: str) -> Brought:
    """The story of a wire's XML (NITF, NewsML): its paragraphs, headline, day and provider."""
    tree = _xml(data, name)

    def first(*names: str) -> str:
        found = (one_line("".join(e.itertext())) for n in names for e in tree.iter() if _local(e) == n)
        return next((line for line in found if line), "")

    def attribute(names: Iterable[str], key: str) -> str:
        return next((e.get(key, "") for n in names for e in tree.iter() if _local(e) == n and e.get(key)), "")

    bodies = [e for e in tree.iter() if _local(e) in _WIRE_BODIES]
    lines = [one_line("".join(p.itertext())) for p in (bodies or [tree])[0].iter() if _local(p) in _WIRE_BLOCKS]
    day = attribute(("date.issue", "date.release", "story.date"), "norm")
    day = day or first("contentCreated", "versionCreated", "FirstCreated", "DateAndTime", "ThisRevisionCreated")
    day = re.sub(r"^(\d{4})-?(\d\d)-?(\d\d).*$", r"\1-\2-\3", day)
    publisher = attribute(("doc.copyright",), "holder") or first("copyrightHolder", "creditline", "CreditLine")
    return Brought(
        text=_paragraphs(lines),
        title=first("hl1", "headline", "HeadLine", "title", "name"),
        published=day,
        published_from="the wire's date of issue" if day else "",
        publisher=publisher,
    )


def from_json(text: str, name: str) -> Brought:
    """The article of a JSON object with a text, and what it says about it."""
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        raise ArticleError(f"{name} looks like JSON and cannot be read as that; save its text as plain text.") from None
    if isinstance(row, list) and len(row) == 1:
        row = row[0]
    if isinstance(row, dict) and isinstance(row.get("article"), dict) and "tables" in row:  # a saved reading
        row = row["article"]
    if isinstance(row, list):
        raise ArticleError(f"{name} holds {len(row):,} things; give one article a file, or all to `run.py corpus`.")
    corrections = row.get("corrections") if isinstance(row.get("corrections"), dict) else {}
    said = {str(key).lower(): value for key, value in row.items() if isinstance(value, str | int)}

    def of(*keys: str) -> str:
        return str(next((said[key] for key in keys if said.get(key)), ""))

    body = of("text", "body", "articlebody", "content", "fulltext", "full_text")
    if not body:
        raise ArticleError(f'{name} is JSON without a text; an object {{"text": "…", "title": "…"}} is read.')
    day = re.sub(r"^(\d{4}-\d\d-\d\d).*$", r"\1", of("published", "date", "datepublished", "published_at", "pubdate"))
    page = body if re.search(r"<(?:p|div|br)\b", body) else ""
    return Brought(
        text="" if page else body,
        html=page,
        title=of("title", "headline"),
        published=day,
        published_from="the file itself" if day else "",
        publisher=of("publisher", "source", "site_name"),
        url=of("url", "link"),
        corrections=corrections,
    )


def _message(data: bytes) -> EmailMessage:
    message = message_from_bytes(re.sub(rb"^From [^\n]*\n", b"", data), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _content(part: Any, name: str) -> str:
    """The decoded text of a part of a mail."""
    if part is None:
        raise ArticleError(f"{name} is a mail without a text; save the article itself.")
    try:
        return str(part.get_content())
    except (LookupError, ValueError, KeyError, AssertionError):
        payload = part.get_payload(decode=True) or b""
        return payload.decode("utf-8", errors="replace")


def _mail_day(mail: EmailMessage) -> str:
    """The day on which a mail was written, where it was written."""
    try:
        return parsedate_to_datetime(str(mail["Date"])).date().isoformat()
    except (TypeError, ValueError, IndexError):
        return ""


def _sender(mail: EmailMessage) -> str:
    """The name of who sent a mail, without the address."""
    return one_line(re.sub(r"<[^>]*>|\"", "", str(mail["From"] or ""))) if "<" in str(mail["From"] or "") else ""


def _unwrapped(text: str) -> str:
    """A mail's text with its paragraphs' lines joined, where they were broken to fit a line."""
    paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    joined = [
        " ".join(line.strip() for line in paragraph.split("\n"))
        if max((len(line) for line in paragraph.split("\n")), default=0) > 55
        else paragraph
        for paragraph in paragraphs
    ]
    return "\n\n".join(joined)


def _part(data: bytes, part: str, name: str) -> Any:
    """The XML of one part of a packed document, within bounds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if packed.getinfo(part).file_size > MAX_UNPACKED:
                raise ArticleError(f"{name} is larger than any article when it is unpacked.")
            return _xml(packed.read(part), name)
    except ArticleError:
        raise
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, EOFError, NotImplementedError, ValueError):
        raise ArticleError(f"{name} is broken or locked; open it and save it as plain text (.txt, UTF-8).") from None


def _core_title(data: bytes, part: str, name: str) -> str:
    """The title among a document's properties, or ""."""
    try:
        return next((one_line(e.text) for e in _part(data, part, name).iter(f"{_DC}title")), "")
    except ArticleError:
        return ""


def _xml(data: bytes, name: str) -> Any:
    """XML, parsed without a look at anything outside it."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        tree = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    if tree is None:
        raise ArticleError(f"{name} is broken XML; save the article as plain text (.txt, UTF-8).")
    return tree


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The lines "key: value" between two lines of dashes, and what stands behind them."""
    found = re.match(r"\ufeff?---[ \t]*\n(.*?)\n---[ \t]*\n", text.replace("\r\n", "\n"), re.DOTALL)
    if not found:
        return {}, text
    pairs = (line.partition(":") for line in found[1].split("\n") if ":" in line)
    return {k.strip().lower(): v.strip().strip("\"'") for k, _, v in pairs}, text.replace("\r\n", "\n")[found.end() :]


def _seconds(time: str) -> float:
    parts = [float(part) for part in re.split("[:]", time.replace(",", ".")) if re.fullmatch(r"\d+(?:\.\d+)?", part)]
    return 0.0 + sum(part * 60.0**n for n, part in enumerate(reversed(parts)))


def _paragraphs(lines: Iterable[str]) -> str:
    return "\n\n".join(line.strip() for line in lines if line.strip())
