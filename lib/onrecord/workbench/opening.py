"""Where the workbench's articles come from: seeds/, an address, a file, or pasted text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Any

from ..article import (
    SEED_SUFFIXES,
    Article,
    from_bytes,
    from_text,
    headline,
    is_url,
    load_article,
    parse_day,
    seed_folders,
)
from ..article.about import as_toml
from ..errors import ArticleError
from ..files import DATA, write_whole


def seeds() -> list[str]:
    """The names of the articles in seeds/, as load_article takes them."""
    files = [path for folder in seed_folders() if folder.is_dir() for path in folder.iterdir()]
    return sorted({path.stem for path in files if path.suffix in SEED_SUFFIXES})


def beside(article: Article) -> str:
    """Write what is known of an article, and its corrections, into the .toml file beside it in seeds/; its name.

    Raises:
        ArticleError: it lies in no seeds/ of the reader's, or that cannot be written.
    """
    package = DATA.parent.resolve()  # an installed one is not the reader's to write into
    folders = [folder for folder in seed_folders() if not folder.resolve().is_relative_to(package)]
    files = [folder / f"{article.name}{suffix}" for folder in folders for suffix in SEED_SUFFIXES]
    path = next((file for file in files if file.is_file()), None)
    if path is None:
        raise ArticleError("this article lies in no folder seeds/ of yours; take your corrections away as a file.")
    try:
        return write_whole(path.with_suffix(".toml"), as_toml(article).encode()).name
    except OSError as error:
        raise ArticleError(f"{path.with_suffix('.toml')} cannot be written: {error.strerror}.") from None


def open_article(request: dict[str, Any], data: bytes = b"") -> Article:
    """The article that a front end asks for.

    Args:
        request: one of ``{"seed": name}``, ``{"url": address}``, ``{"file": name}`` (with its bytes as data) and
            ``{"text": words}``; each may have "title", and "published" (YYYY-MM-DD), the day of publication where the
            article itself gives none.
        data: the bytes of a file.

    Raises:
        ArticleError: what is asked for cannot be read. An address of this machine is always refused: the workbench
            may be served to others.
    """
    published = parse_day(str(request.get("published") or ""))  # a bad day is said before anything is fetched
    article = _opened(request, data)
    return article if article.published else replace(article, published=published)


def _opened(request: dict[str, Any], data: bytes) -> Article:
    """The article as it is, with the day of publication that it gives itself."""
    title = str(request.get("title") or "")
    if "seed" in request:
        name = str(request["seed"])
        if name not in seeds():  # a name, no path: nothing else on this machine is read
            raise ArticleError(f"{name} is not in seeds/.")
        return load_article(name)
    if "url" in request:
        url = str(request["url"]).strip()
        return load_article(url if is_url(url) else f"https://{url}")
    if "file" in request:
        path = PurePath(str(request["file"]))
        return from_bytes(data, path.name, about={"title": title})
    text = str(request.get("text", ""))
    return from_text(text, title=title or headline(text.strip()) or "Pasted text")
