"""From a file, a saved page, an address or a string to an Article, or one clear error line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from ..errors import ArticleError, WebError
from ..files import shelf
from .about import MAX_BYTES, bytes_of, check_size, corrections_of, metadata
from .article import Article, parse_day
from .encodings import check_english, clean, decode
from .web import Page, decoded, extract, fetch, is_url

#: What an article in seeds/ may be: text, or a saved web page.
SEED_SUFFIXES = (".txt", ".html")
#: How the name of a saved web page ends.
WEB_PAGES = frozenset({".html", ".htm", ".xhtml"})


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
    return from_file(bytes_of(path), path, published)


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
    known = {key: about.get(key) or found[key] for key in ("title", "publisher", "url")}
    known |= {"corrections": about.get("corrections", {}), "published": about.get("published")}
    known |= {"page_day": found["published"], "page_source": found["published_from"]}
    return _article(clean(found["text"]), known, published, name, name)


def _article(text: str, about: dict[str, object], published: str | date | None, stem: str, name: str) -> Article:
    check_english(text, name)
    day, source = _day(published, about)
    return Article(
        text=text,
        title=str(about.get("title") or title_of(stem)),
        published=day,
        published_from=source,
        publisher=str(about.get("publisher", "")),
        url=str(about.get("url", "")),
        name=stem,
        corrections=corrections_of(about, stem),
    )


def _day(given: str | date | None, about: dict[str, object]) -> tuple[date | None, str]:
    """The day of publication and what said it: who asked, else the .toml file beside the article, else the page."""
    said, source = (str(about.get(key, "")) for key in ("page_day", "page_source"))
    for day, whence in ((given, "given"), (about.get("published"), "the .toml file beside it")):
        if found := parse_day(day):
            other = parse_day(said)
            contradicts = other is not None and abs((found - other).days) > 1
            return found, f"{whence}; the page says {other} ({source})" if contradicts else whence
    return parse_day(said), f"the page ({source})" if said else ""


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
