"""Articles in: files, web pages, addresses and strings become a text with what is known about it."""

from .about import MAX_BYTES, too_deep
from .article import Article, one_line, parse_day
from .encodings import check_english, clean, decode, mended
from .kinds import advice, is_read, kind_of_bytes
from .loading import (
    ARTICLES,
    SEED_SUFFIXES,
    WEB_PAGES,
    from_bytes,
    from_file,
    from_page,
    from_text,
    headline,
    load_article,
    seed_folders,
    title_of,
)
from .pages import any_day
from .web import is_url

__all__ = [
    "ARTICLES",
    "MAX_BYTES",
    "SEED_SUFFIXES",
    "WEB_PAGES",
    "Article",
    "advice",
    "any_day",
    "check_english",
    "clean",
    "decode",
    "from_bytes",
    "from_file",
    "from_page",
    "from_text",
    "headline",
    "is_read",
    "is_url",
    "kind_of_bytes",
    "load_article",
    "mended",
    "one_line",
    "parse_day",
    "seed_folders",
    "title_of",
    "too_deep",
]
