"""What a file is, told from its bytes; a name can be wrong, and mails and pages come without one."""

from __future__ import annotations

import io
import re
import zipfile

# How files of each kind begin. What can be read, and what cannot, with what to do about it.
# Source: the formats' own specifications, and the list of signatures of the PRONOM registry.
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls, .ppt)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a sound, film or picture (RIFF)"),
    (b"\x1a\x45\xdf\xa3", "a film (Matroska)"),
    (b"ID3", "a sound (MP3)"),
    (b"OggS", "a sound or film (Ogg)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"PAR1", "a table (Parquet)"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"BZh", "a packed file (bzip2)"),
    (b"\xfd7zXZ", "a packed file (xz)"),
    (b"7z\xbc\xaf", "a packed file (7-Zip)"),
    (b"Rar!", "a packed file (RAR)"),
)
#: What to do with what cannot be read, by the first words that name it.
ADVICE = {
    "an old Office file": "open it and save it as .docx or as plain text (.txt, UTF-8)",
    "a picture": "it holds no text; type the article or find it as a page",
    "a sound": "it holds no text; its subtitles (.srt, .vtt) can be read",
    "a film": "it holds no text; its subtitles (.srt, .vtt) can be read",
    "a table": "`run.py corpus` reads tables of articles",
    "a packed file": "unpack it first, or give it to `run.py corpus`",
}
_MAIL = re.compile(
    rb"(?:From [^\n]*\n)?[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*"
    rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*\r?\n"
)
_HEADERS = re.compile(
    rb"^(from|to|subject|date|message-id|mime-version|content-type|received|return-path):", re.IGNORECASE | re.MULTILINE
)
_CUE_TIME = re.compile(r"^(?:\d+:)?\d\d:\d\d[.,]\d{3}\s+-->\s+(?:\d+:)?\d\d:\d\d[.,]\d{3}", re.MULTILINE)
_PROLOG = r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
_HTML = re.compile(_PROLOG + r"<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_DOCTYPE = r"(?:<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>\s*)?"
_WIRE = re.compile(_PROLOG + _DOCTYPE + r"<(?:\w+:)?(?:nitf|newsml|newsitem|newsmessage)\b", re.IGNORECASE | re.DOTALL)
_XML = re.compile(r"\s*<\?xml\b", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:[\w-]+:[^\n]*\n)+---[ \t]*\n")
# Texts that say what they are.
_OWN_FORM = frozenset({"html", "wire", "subtitles"})
# How much of a file is looked at.
_HEAD = 65_536


def kind_of_bytes(data: bytes) -> str:
    """What a file is, by how its bytes begin: a kind that is read, in one word; others in more; "" for what is text."""
    head = data[:_HEAD]
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return what
    if head.startswith(b"PK\x03\x04"):
        return _of_zip(data)
    if head[4:8] == b"ftyp":
        return "a film or sound (MP4)"
    return _of_mail(head)


def kind_of_text(text: str, suffix: str = "") -> str:
    """What a text is: html, wire (NITF, NewsML), xml, json, subtitles, markdown or plain.

    >>> [kind_of_text(text) for text in ("WEBVTT\\n\\n00:01.000 --> 00:02.000\\nNo.", '{"text": "No."}', "No.")]
    ['subtitles', 'json', 'plain']
    """
    head = text[:_HEAD].lstrip("\ufeff")
    if _WIRE.match(head):
        return "wire"
    if _HTML.match(head):
        return "html"
    if _XML.match(head):
        return "xml"
    if head.startswith("WEBVTT") or (_CUE_TIME.search(head) and re.match(r"\s*\d+\s*\n\s*\d", head)):
        return "subtitles"
    if re.match(r"\s*[{\[]\s*[\"{\]}]", head):
        return "json"
    if _FRONT_MATTER.match(head) or suffix in {".md", ".markdown"}:
        return "markdown"
    return "plain"


def is_read(data: bytes) -> bool:
    """Whether bytes are of a kind that is read and has a form of its own, whatever the file is called.

    >>> is_read(b"%PDF-1.7 ..."), is_read(b"WEBVTT\\n\\n"), is_read(b"Pool to close")
    (True, True, False)
    """
    kind = kind_of_bytes(data)
    return " " not in kind if kind else kind_of_text(data[:_HEAD].decode("utf-8", "replace")) in _OWN_FORM


def advice(what: str) -> str:
    """What to do with a file that cannot be read."""
    known = next((say for kind, say in ADVICE.items() if what.startswith(kind)), "")
    return known or "save the article as plain text (.txt, UTF-8) and try again"


def _of_zip(data: bytes) -> str:
    """What a ZIP file holds, by the names in it."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return "a packed file (ZIP) that is broken"
    if "word/document.xml" in names:
        return "docx"
    if "content.xml" in names and "mimetype" in names:
        return "odt"
    if "xl/workbook.xml" in names:
        return "a table (Excel)"
    return "a packed file (ZIP)"


def _of_mail(head: bytes) -> str:
    """Whether lines of headers stand before a body, as in mails and in pages saved whole (MHTML)."""
    found = _MAIL.match(head.replace(b"\r\n", b"\n"))
    if not found:
        return ""
    names = {name.lower() for name in _HEADERS.findall(found[0])}
    saved = b"snapshot-content-location" in found[0].lower() or b"from" not in names
    if saved and b"multipart/related" in found[0].lower():
        return "mhtml"
    return "mail" if len(names) >= 3 or names >= {b"from", b"subject"} else ""
