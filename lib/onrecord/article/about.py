"""What is known about an article: the .toml file beside it, read and written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ArticleError, first_line

if TYPE_CHECKING:
    from .article import Article

# A file this large is no news article; it would only exhaust memory before anything useful is found.
MAX_BYTES = 20_000_000
# How deep lists and tables may stand in each other in a .toml file; a correction takes five.
_DEEPEST = 8
_TOO_DEEP = "{} has brackets or names that nest too deep; mend it or take it away."


def metadata(path: Path) -> dict[str, object]:
    """Read the .toml file beside an article; none is fine, a broken one raises ArticleError."""
    if not path.is_file():
        return {}
    data = bytes_of(path)
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


def corrections_of(about: dict[str, object], stem: str) -> Mapping[str, Any]:
    """Take the corrections from a .toml file."""
    corrections = about.get("corrections", {})
    if not isinstance(corrections, dict):
        raise ArticleError(f"{stem}.toml: corrections is no table; begin it with a line [corrections].")
    return corrections


def as_toml(article: Article) -> str:
    """What is known of an article, and its corrections, as the .toml file beside it holds them.

    >>> from datetime import date
    >>> from onrecord.article import Article
    >>> article = Article("No.", published=date(2026, 5, 4), corrections={"merge": [["Russia", "Moscow"]]})
    >>> print(as_toml(article), end="")
    published = 2026-05-04
    <BLANKLINE>
    [corrections]
    merge = [["Russia", "Moscow"]]
    """
    known = {key: getattr(article, key) for key in ("title", "publisher", "url")}
    lines = [f"{key} = {_toml(value)}" for key, value in known.items() if value]
    lines += [f"published = {article.published}"] if article.published else []
    lines += [
        "",
        "[corrections]",
        *(f"{kind} = {_toml(value)}" for kind, value in article.corrections.items() if value),
    ]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_toml(key)} = {_toml(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    # A string of JSON is one of TOML too, save for DEL, which an article does not keep.
    return json.dumps(value, ensure_ascii=False)


def bytes_of(path: Path) -> bytes:
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
