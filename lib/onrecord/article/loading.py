"""From a file, a saved page, an address or a string to an Article, or one clear error line."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ..errors import ArticleError, WebError
from ..files import shelf
from .about import MAX_BYTES, bytes_of, check_size, corrections_of, metadata
from .article import Article, parse_day
from .brought import (
    Brought,
    from_docx,
    from_json,
    from_mail,
    from_markdown,
    from_mhtml,
    from_odt,
    from_rtf,
    from_subtitles,
    from_wire,
)
from .encodings import check_english, clean, decode, mended
from .kinds import advice, kind_of_bytes, kind_of_text
from .pages import any_day, extract
from .pdf import from_pdf
from .web import Page, decoded, fetch, is_url

#: What an article in seeds/ may be: text, or a saved web page.
SEED_SUFFIXES = (".txt", ".html")
#: How the name of a saved web page ends.
WEB_PAGES = frozenset({".html", ".htm", ".xhtml"})
#: How the names of files end that hold one article; what they are is told from their bytes.
ARTICLES = WEB_PAGES | set(
    ".txt .text .mhtml .mht .eml .docx .odt .rtf .pdf .md .markdown .srt .vtt .xml .nitf .json".split()
)
# A headline has no more words, and ends as no sentence, byline or label does.
_LONGEST_HEADLINE = 18
_NO_SENTENCE = re.compile(r"^(?!by |from |to:|published|updated|photo)[\w\"'“‘(].*[\w\"'”’)?]$", re.IGNORECASE)
# A page's header, a caption, who the text is from.
_ASIDE = re.compile(r"\bpage \d|\bphotos?\s*(?:by\b|:|credit)|\((?:reuters|ap|afp|getty images)\)|^courtesy of\b", re.I)
_PACKED = {
    "mail": from_mail,
    "mhtml": from_mhtml,
    "docx": from_docx,
    "odt": from_odt,
    "rtf": from_rtf,
    "pdf": from_pdf,
}


def load_article(path: str | Path, published: str | date | None = None, allow_local: bool = False) -> Article:
    """Load an article from a file or a web address.

    Args:
        path: a text file (UTF-8, UTF-16 or Windows-1252, with or without a byte-order mark), a saved web page (.html,
            .mhtml), a mail (.eml), a document (.docx, .odt, .rtf, .pdf, .md), subtitles (.srt, .vtt), a wire's story
            (NITF, NewsML) or a JSON object with a text: what it is, is told from its bytes; an address (http or
            https); or the name of one of the articles in seeds/.
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
    return from_file(bytes_of(path), path, published)


def from_file(data: bytes, path: Path, published: str | date | None = None) -> Article:
    """Make an Article from what a file holds, told from its bytes, and from the .toml file beside it.

    Args:
        data: the bytes of the file, unpacked.
        path: the file's path; it is not opened again.
        published: the day of publication; it goes before what file or page say.

    Raises:
        ArticleError: as load_article does.

    >>> from_file(b"The mayor said no.", Path("pool-to-close.txt")).title
    'pool to close'
    """
    check_size(len(data), path.name)
    return from_bytes(data, path.name, published, metadata(path.with_suffix(".toml")))


def from_bytes(
    data: bytes, name: str, published: str | date | None = None, about: dict[str, object] | None = None
) -> Article:
    """Make an Article from the bytes of a file, with nothing but its name.

    Args:
        data: the bytes, unpacked.
        name: the file's name.
        published: the day of publication; it goes before what the file says.
        about: title, published, publisher, url, where they are known; they go before what the file says.

    Raises:
        ArticleError: as load_article does.

    >>> mail = b"Subject: Pool\\nFrom: Ann Lee <a@b.example>\\nDate: Wed, 6 Nov 2024 06:00:12 +0100\\n\\nNo."
    >>> from_bytes(mail, "a.eml").published
    datetime.date(2024, 11, 6)
    """
    path, about = Path(name), about or {}
    kind = kind_of_bytes(data)
    if kind in _PACKED:
        return _brought(_PACKED[kind](data, name), about, published, path)
    if kind:
        raise ArticleError(f"{name} is {kind}; {advice(kind)}.")
    if path.suffix.lower() in WEB_PAGES:
        return from_page(data, about.get("url") or "", published, path.stem, about)
    text = decode(data, name)
    kind = kind_of_text(text, path.suffix.lower())
    if kind == "html":
        return from_page(data, about.get("url") or "", published, path.stem, about)
    if kind == "xml":
        raise ArticleError(f"{name} is XML of an unknown kind; save its text as plain text (.txt, UTF-8).")
    readers: dict[str, Callable[[], Brought]] = {
        "wire": lambda: from_wire(data, name),
        "json": lambda: from_json(text, name),
        "subtitles": lambda: from_subtitles(text),
        "markdown": lambda: from_markdown(text),
        "plain": lambda: _plain(text),
    }
    return _brought(readers[kind](), about, published, path)


def _plain(text: str, url: str = "") -> Brought:
    """A plain text; a headline on its first line is its title."""
    text = clean(text)
    return Brought(text, title=headline(text), url=url)


def _brought(found: Brought, about: dict[str, object], published: str | date | None, path: Path) -> Article:
    """The article of what was found in a file; the .toml file beside it goes before what it says of itself."""
    if found.html:
        return _from_html(found.html, str(about.get("url") or found.url), published, path.stem, about, found)
    if not found.text.strip():
        raise ArticleError(f"{path.name} has no text in it; give a file with an article in it.")
    return _article(found, about, published, path.stem, path.name)


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
    page = data if isinstance(data, str) else decoded(Page(data, "")) or decode(data, name)
    return _from_html(page, str(url), published, name, about or {})


def _from_url(url: str, published: str | date | None, allow_local: bool) -> Article:
    """Fetch an article; its name is the last word of its address."""
    try:
        page = fetch(url, allow_local)
    except WebError as problem:
        raise ArticleError(str(problem)) from None
    words = re.findall(r"[A-Za-z0-9]+", page.url.split("?")[0].rstrip("/").rpartition("/")[2].partition(".")[0])
    name = "-".join(words)[:60].lower() or "page"
    kind = kind_of_bytes(page.data)
    if kind in _PACKED:
        return _brought(_PACKED[kind](page.data, name)._replace(url=page.url), {}, published, Path(name))
    text = decoded(page) or decode(page.data, "the page")
    if page.plain:
        return _article(_plain(text, url=page.url), {}, published, name, name)
    return _from_html(text, page.url, published, name, {})


def _from_html(
    html: str,
    url: str,
    published: str | date | None,
    name: str,
    about: dict[str, object],
    outside: Brought | None = None,
) -> Article:
    """The article of a page; what the file around it says (a mail) goes before what the page says."""
    try:
        found = extract(html[:MAX_BYTES], url)
    except WebError as problem:
        raise ArticleError(f"{name}: {problem}") from None
    if outside:
        said = {key: value for key in ("title", "publisher", "url") if (value := getattr(outside, key))}
        if outside.published:
            said |= {"published": outside.published, "published_from": outside.published_from}
        found = found._replace(**said)
    return _article(found, about, published, name, name)


def _article(found: Brought, about: dict[str, object], published: str | date | None, stem: str, name: str) -> Article:
    """An article of what was found; what is known about it goes before what it says of itself."""
    text, notes = mended(clean(found.text))
    check_english(text, name)
    day, source = _day(published, about.get("published"), found)
    known = {key: str(about.get(key) or getattr(found, key)) for key in ("title", "publisher", "url")}
    return Article(
        text=text,
        title=known["title"] or title_of(stem),
        published=day,
        published_from=source,
        publisher=known["publisher"],
        url=known["url"],
        name=stem,
        corrections=corrections_of(about, stem) or found.corrections,
        notes=(*found.notes, *notes),
    )


def _day(given: str | date | None, beside: object, found: Brought) -> tuple[date | None, str]:
    """The day of publication and what said it: who asked, else the .toml file beside the article, else the page.

    A day that the page writes in an odd way, or that can be read in two ways, is left out.
    """
    said = any_day(found.published)
    for day, whence in ((given, "given"), (beside, "the .toml file beside it")):
        if known := parse_day(day):
            contradicts = said is not None and abs((known - said).days) > 1
            return known, f"{whence}; {found.published_from} says {said}" if contradicts else whence
    return said, found.published_from if said else ""


def from_text(
    text: str, published: str | date | None = None, title: str = "Pasted text", name: str = "pasted"
) -> Article:
    """Make an Article from a string, cleaned and checked as a file is.

    Raises:
        ArticleError: no text, not English, or a bad date.

    >>> from_text("The mayor said on Friday that the pool will close.", published="2026-05-04").published
    datetime.date(2026, 5, 4)
    """
    cleaned, notes = mended(clean(text))
    check_english(cleaned, name)
    return Article(cleaned, title=title, published=parse_day(published), name=name, notes=notes)


def headline(text: str) -> str:
    """The headline on a text's first line, which stays in the text; "" where that line is none.

    >>> headline("Pool to close in May\\n\\nThe mayor said on Friday that the town has no money for the roof.")
    'Pool to close in May'
    """
    line, _, rest = text.partition("\n")
    said = " ".join(line.split()).lstrip("# ")
    alone = rest.startswith("\n") and bool(rest.strip())
    short = 3 <= len(said.split()) <= _LONGEST_HEADLINE and len(rest) > 2 * len(said)
    own = not said[:1].islower() and not _ASIDE.search(said) and not any_day(said)
    return said if alone and short and own and _NO_SENTENCE.search(said) else ""


def title_of(name: str) -> str:
    """A title for an article of which only the file's name is known.

    >>> title_of("pool-to_close")
    'pool to close'
    """
    return name.replace("-", " ").replace("_", " ")


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
        f"{path} was not found; give a file, a web address, or the name of an article in seeds/ "
        f"({', '.join(sorted(known))})."
    )


def seed_folders() -> list[Path]:
    """Where articles are looked up by name: seeds/ beside and above, where a notebook is, then those of the package."""
    return [*(Path(above, "seeds") for above in (".", "..", "../..")), shelf("seeds")]
