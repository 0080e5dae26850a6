"""Articles: text and metadata in, cleaned once, or one clear error line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from .errors import ArticleError, WebError, first_line
from .shelf import shelf
from .web import Page, decoded, extract, fetch, is_url

# A file this large is no news article; it would only exhaust memory before anything useful is found.
MAX_BYTES = 20_000_000

# Function words of English, the most frequent ones: about four words in ten of any English news text.
# Source: the closed classes of English grammar; content words and words shared with other languages left out.
_FUNCTION_WORDS = frozenset(
    "the of and to that for it with as was his he be on at by this had but they have were not are from "
    "their which you one all she would there been if has when who will more out about its after than".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HTML = re.compile(r"\s*(<!doctype html|<html|<\?xml)", re.IGNORECASE)
# How deep lists and tables may stand in each other in a .toml file; a correction takes five.
_DEEPEST = 8
_TOO_DEEP = "{} has brackets or names that nest too deep; mend it or take it away."
# In characters; what mail programs, wires and terminals break lines at is well below.
_PAGE_WIDTH = 120
#: What an article in seeds/ may be: text, or a saved web page.
SEED_SUFFIXES = (".txt", ".html")
#: How the name of a saved web page ends.
WEB_PAGES = frozenset({".html", ".htm", ".xhtml"})
#: What parts paragraphs, also in a text whose lines break in mid-sentence.
BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
# What begins an item of a list, or a turn of questions and answers. A dash may also go on with a sentence.
_ITEM = r"(?=[^\S\n]*(?:[•‣▪●◦*]|\(?\d{1,2}[.)]|[QA]:|[-–—](?=\s+[A-Z“\"]))\s)"
_NEXT_ITEM = re.compile(rf"\n{_ITEM}")
_WRAPPED_PART = re.compile(rf"{BLANK_LINE.pattern}|{_NEXT_ITEM.pattern}")


@dataclass(frozen=True)
class Article:
    """One article: its text as read, and what is known about it.

    Attributes:
        text: the article's text; all offsets in all tables count its characters.
        title: a headline or a descriptive title; views print it.
        published: the day of publication, against which dates resolve; None where it is unknown.
        publisher: who published it, or "".
        url: where it was published, or "".
        name: a short name for files and titles of folders.
        corrections: what a reader mended about its actors, as read() takes it.

    Characters that are no text (control characters, halves of surrogate pairs) are replaced one by one, so
    that offsets into the given text hold; in the title and the like as well. Raises ArticleError where the text is
    empty.

    >>> Article("The mayor said no.", title="Budget").text
    'The mayor said no.'
    """

    text: str
    title: str = ""
    published: date | None = None
    publisher: str = ""
    url: str = ""
    name: str = "article"
    corrections: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Replace what is no text, take the day of a time, and refuse an article without words."""
        for name in ("text", "title", "publisher", "url", "name"):
            object.__setattr__(self, name, _harmless(getattr(self, name)))
        object.__setattr__(self, "published", parse_day(self.published))
        if not self.text.strip():
            raise ArticleError(f"{self.name}: there is no text in it; give a file or a string with an article.")

    @property
    def source_line(self) -> str:
        """Title, publisher and date in one line, for charts and pages."""
        day = f"{self.published:%Y-%m-%d}" if self.published else "no publication date"
        return ", ".join(part for part in (self.title, self.publisher, day) if part)

    def _repr_html_(self) -> str:
        """The article without a mark, for a notebook: its paragraphs by their numbers, everything escaped."""
        items = "".join(f"<li>{escape(self.text[p.start : p.end])}</li>" for p in paragraphs(self.text))
        return f"<p><strong>{escape(self.source_line)}</strong></p><ol>{items}</ol>"


class Stretch(NamedTuple):
    """A stretch of text by its offsets in characters, end exclusive."""

    start: int
    end: int


def load_article(path: str | Path, published: str | date | None = None, allow_local: bool = False) -> Article:
    """Load an article from a text file, a saved web page or a web address.

    Args:
        path: a .txt file (UTF-8, UTF-16 or Windows-1252, with or without a byte-order mark); a saved web page
            (.html); an address (http or https); or the name of one of the articles in seeds/.
        published: the day of publication (a date, or YYYY-MM-DD); it goes before what file or page say.
        allow_local: whether an address may be one of this machine or of a private network.

    Returns:
        An Article. What is known about it is taken from a .toml file of the same name beside a file, then from the
        page; without either, its title is made from the file's name.

    Raises:
        ArticleError: no such file or page; an empty, binary or over-long one; a page without an article; a text
            that is not English; a bad date or a .toml file that cannot be read.

    >>> load_article("rutte-warns-trump").published
    datetime.date(2024, 12, 3)
    """
    if is_url(str(path)):
        return _from_url(str(path).strip(), published, allow_local)
    path = _find(Path(path))
    return from_file(_bytes_of(path), path, published)


def from_file(data: bytes, path: Path, published: str | date | None = None) -> Article:
    """Make an Article from what a file holds, by its ending, and from the .toml file beside it.

    Args:
        data: the bytes of a text file or of a saved web page, unpacked.
        path: the file's path; it is not opened again.
        published: the day of publication; it goes before what file or page say.

    Raises:
        ArticleError: as load_article does.

    >>> from_file(b"The mayor said no.", Path("pool-to-close.txt")).title
    'pool to close'
    """
    about = metadata(path.with_suffix(".toml"))
    check_size(len(data), path.name)
    if path.suffix.lower() in WEB_PAGES:
        return from_page(data, about.get("url") or "", published, path.stem, about)
    return _article(clean(decode(data, path.name)), about, published, path.stem, path.name)


def from_page(
    data: bytes | str,
    url: object = "",
    published: str | date | None = None,
    name: str = "page",
    about: dict[str, object] | None = None,
) -> Article:
    """Make an Article from a web page (HTML): its text, title, publisher and date, as trafilatura finds them.

    Args:
        data: the page; bytes are decoded as the page says.
        url: where it is from, or "".
        published: the day of publication; it goes before what the page says.
        name: a short name for files.
        about: title, published, publisher, url, where they are known; they go before what the page says.

    Raises:
        ArticleError: no article in the page, not English, or a bad date.

    >>> from_page("<title>Pool</title><p>The mayor said that the pool will close on Friday.</p>").text
    'The mayor said that the pool will close on Friday.'
    """
    page = data if isinstance(data, str) else decoded(Page(data, "")) or decode(data, name, html=True)
    return _from_html(page, str(url), published, name, about or {})


def _from_url(url: str, published: str | date | None, allow_local: bool) -> Article:
    """Fetch an article; its name is the last word of its address."""
    try:
        page = fetch(url, allow_local)
    except WebError as problem:
        raise ArticleError(str(problem)) from None
    words = re.findall(r"[A-Za-z0-9]+", page.url.split("?")[0].rstrip("/").rpartition("/")[2].partition(".")[0])
    text = decoded(page) or decode(page.data, "the page", html=True)
    name = "-".join(words)[:60].lower() or "page"
    if page.plain:
        return _article(clean(text), {"url": page.url}, published, name, name)
    return _from_html(text, page.url, published, name, {})


def _from_html(html: str, url: str, published: str | date | None, name: str, about: dict[str, object]) -> Article:
    try:
        found = extract(html[:MAX_BYTES], url)
    except WebError as problem:
        raise ArticleError(f"{name}: {problem}") from None
    known = {key: about.get(key) or found[key] for key in ("title", "published", "publisher", "url")}
    known["corrections"] = about.get("corrections", {})
    return _article(clean(found["text"]), known, published, name, name)


def _article(text: str, about: dict[str, object], published: str | date | None, stem: str, name: str) -> Article:
    check_english(text, name)
    return Article(
        text=text,
        title=str(about.get("title") or title_of(stem)),
        published=parse_day(published or about.get("published")),
        publisher=str(about.get("publisher", "")),
        url=str(about.get("url", "")),
        name=stem,
        corrections=_table(about, stem),
    )


def from_text(
    text: str, published: str | date | None = None, title: str = "Pasted text", name: str = "pasted"
) -> Article:
    """Make an Article from a string, cleaned and checked as a file is.

    Raises:
        ArticleError: no text, not English, or a bad date.

    >>> from_text("The mayor said on Friday that the pool will close.", published="2026-05-04").published
    datetime.date(2026, 5, 4)
    """
    cleaned = clean(text)
    check_english(cleaned, name)
    return Article(cleaned, title=title, published=parse_day(published), name=name)


def title_of(name: str) -> str:
    """A title for an article of which only the file's name is known.

    >>> title_of("pool-to_close")
    'pool to close'
    """
    return name.replace("-", " ").replace("_", " ")


def parse_day(day: object) -> date | None:
    """Read a publication date: a date or YYYY-MM-DD, with or without a time, or nothing.

    Raises:
        ArticleError: it is anything else.

    >>> parse_day("2024-12-03"), parse_day("2024-12-03T10:00:00+02:00"), parse_day("")
    (datetime.date(2024, 12, 3), datetime.date(2024, 12, 3), None)
    """
    if day is None or day == "":
        return None
    if isinstance(day, datetime):
        return day.date()
    if isinstance(day, date):
        return day
    try:
        return datetime.fromisoformat(str(day).strip()).date()
    except ValueError:
        raise ArticleError(f"{str(day)!r} is not a date; write it as YYYY-MM-DD, for example 2024-12-03.") from None


def clean(text: str) -> str:
    """Clean a text once: no byte-order mark, one kind of line end, nothing around it.

    >>> clean("\\ufeffOne.\\r\\nTwo. \\n")
    'One.\\nTwo.'
    """
    text = text.removeprefix("\ufeff")
    text = re.sub(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c", "\n", text)
    return _harmless(text).strip()


def decode(data: bytes, name: str = "text", html: bool = False) -> str:
    """Decode the bytes of a text file: by its byte-order mark, then as UTF-8, UTF-16 or Windows-1252.

    Args:
        data: the bytes.
        name: what an error calls them.
        html: whether they may be a web page.

    Raises:
        ArticleError: the bytes are empty or are not text.

    >>> decode("Zo\\u00eb said".encode("cp1252"))
    'Zoë said'
    """
    if not data.strip():
        raise ArticleError(f"{name} is empty; give a file with an article in it.")
    text = _decoded(data)
    if text is None or len(_NOT_TEXT.findall(text)) > len(text) / 500:
        raise ArticleError(f"{name} is not a text file; save the article as plain text (.txt, UTF-8) and try again.")
    if not html and _HTML.match(text):
        raise ArticleError(f"{name} is a web page, not plain text; give it a name that ends in .html.")
    return text


def check_english(text: str, name: str = "text") -> None:
    """Raise ArticleError where a text is plainly not English; too short a text gets the benefit of the doubt.

    >>> check_english("Le maire a dit que la piscine fermera lundi, mais le conseil n'est pas de cet avis. " * 3)
    Traceback (most recent call last):
    onrecord.errors.ArticleError: text does not look like English; only English articles can be read.
    """
    sample = text[:20_000]
    letters = [c for c in sample if c.isalpha()]
    latin = sum(c < "\u0250" for c in letters)
    words = [w.lower() for w in _WORD.findall(sample)]
    known = sum(w in _FUNCTION_WORDS for w in words)
    if (len(letters) >= 20 and latin < len(letters) / 2) or (len(words) >= 25 and known < len(words) / 10):
        raise ArticleError(f"{name} does not look like English; only English articles can be read.")


def paragraphs(text: str) -> list[Stretch]:
    r"""Split a text into paragraphs, without the white space between them.

    A blank line always parts two paragraphs. A single line break does so too, unless the text is hard-wrapped:
    there, lines break in mid-sentence, and only blank lines count and lines that begin an item of a list.

    >>> [p.start for p in paragraphs("One.\nTwo.")]
    [0, 5]
    """
    breaks = _WRAPPED_PART if _hard_wrapped(text) else re.compile(r"\n")
    found, start = [], 0
    for end in [m.start() for m in breaks.finditer(text)] + [len(text)]:
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip())
        if piece.strip():
            found.append(Stretch(start + lead, start + len(piece.rstrip())))
        start = end
    return found


def _hard_wrapped(text: str) -> bool:
    """Say whether lines break in mid-sentence: none is longer than a page is wide, and most don't end a sentence."""
    lines = [line.strip() for block in _WRAPPED_PART.split(text) for line in block.strip().split("\n")[:-1]]
    if any(len(line) > _PAGE_WIDTH for line in lines):
        return False
    unfinished = sum(line[-1:].isalnum() or line[-1:] in ",;-–—" for line in lines)
    return len(lines) >= 4 and unfinished > len(lines) / 2


def _harmless(text: str) -> str:
    """Replace control characters by spaces and lone surrogates by U+FFFD, one for one, so that offsets hold."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", " ", text)
    return re.sub(r"[\ud800-\udfff]", "\ufffd", text)


def _decoded(data: bytes) -> str | None:
    """Decode bytes by the first encoding that fits, or None where they are no text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _try(data, encoding)
    if b"\0" in data:
        # English in UTF-16 without a mark has a zero in every second byte: which half says the byte order.
        even, odd = data[::2].count(0), data[1::2].count(0)
        if max(even, odd) < len(data) / 4:
            return None
        return _try(data, "utf-16-be" if even > odd else "utf-16-le")
    return _try(data, "utf-8") or data.decode("cp1252", errors="replace")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _table(about: dict[str, object], stem: str) -> Mapping[str, Any]:
    """Take the corrections from a .toml file."""
    corrections = about.get("corrections", {})
    if not isinstance(corrections, dict):
        raise ArticleError(f"{stem}.toml: corrections is no table; begin it with a line [corrections].")
    return corrections


def _find(path: Path) -> Path:
    """Find an article's file: as given, or by its name in seeds/."""
    named = [folder / f"{path.name}{suffix}" for folder in seed_folders() for suffix in SEED_SUFFIXES]
    for candidate in [path, *([] if path.suffix else named)]:
        if candidate.is_file():
            return candidate
    if path.is_dir():
        raise ArticleError(f"{path} is a folder; give one article's file in it.")
    known = {file.stem for folder in seed_folders() for suffix in SEED_SUFFIXES for file in folder.glob(f"*{suffix}")}
    raise ArticleError(
        f"{path} was not found; give a .txt or .html file, a web address, or the name of an article in seeds/ "
        f"({', '.join(sorted(known))})."
    )


def seed_folders() -> list[Path]:
    """Where articles are looked up by name: seeds/ beside and above, where a notebook is, then those of the package."""
    return [*(Path(above, "seeds") for above in (".", "..", "../..")), shelf("seeds")]


def _bytes_of(path: Path) -> bytes:
    """Read a file's bytes, with a limit on its size."""
    try:
        check_size(path.stat().st_size, path.name)
        return path.read_bytes()
    except OSError as error:
        raise ArticleError(f"{path} cannot be read: {error.strerror}.") from None


def check_size(size: int, name: str) -> None:
    """Raise ArticleError where a file of so many bytes is too large for one article."""
    if size > MAX_BYTES:
        raise ArticleError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB; give one article a file.")


def metadata(path: Path) -> dict[str, object]:
    """Read the .toml file beside an article; none is fine, a broken one raises ArticleError."""
    if not path.is_file():
        return {}
    data = _bytes_of(path)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        about: dict[str, object] = tomllib.loads(text)
    except RecursionError:
        raise ArticleError(_TOO_DEEP.format(path.name)) from None
    except Exception as error:  # tomllib has several for what is no TOML, and whatever it is, it is this file's
        raise ArticleError(f"{path.name} is not valid TOML ({first_line(error)}); mend it or take it away.") from None
    if too_deep(about):
        raise ArticleError(_TOO_DEEP.format(path.name))
    return about


def too_deep(value: object) -> bool:
    """Whether lists and tables stand in each other deeper than anything that is known about an article can.

    >>> too_deep({"corrections": {"merge": [["Ann Lee", "Lee"]]}}), too_deep([[[[[[[[[[["Lee"]]]]]]]]]]])
    (False, True)
    """
    level = [value]
    for _ in range(_DEEPEST + 1):
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return bool(level)
