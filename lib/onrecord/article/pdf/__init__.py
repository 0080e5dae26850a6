"""PDFs: the text of an article in one, paragraph by paragraph, within limits, or one line that says what to do."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

from ...errors import ArticleError
from ..article import one_line
from ..brought import Brought
from ..limits import run_within
from .columns import lines_of
from .paragraphs import Paragraph, paragraphs_of
from .words import words_of

#: No article has more pages.
MAX_PAGES = 200
#: For the whole of a PDF, in seconds. Ten pages take one.
MAX_SECONDS = 20.0
# What pypdf may unpack, in bytes, and take apart, in operators and what they are given. A page of a newspaper has 1 MB
# and 100,000, pictures aside, and those are not unpacked.
_LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": 30_000_000,
    "lzw_maximum_output_length": 30_000_000,
    "run_length_maximum_output_length": 30_000_000,
    "brotli_maximum_output_length": 30_000_000,
    "array_based_stream_maximum_output_length": 30_000_000,
    "stream_decoding_work_maximum_length": 100_000_000,
    "stream_parsing_work_maximum_count": 1_000_000,
    "page_tree_maximum_entries": 10_000,
    "stream_filters_maximum_length": 4,
    "jbig2dec_binary": None,  # no other program is called
}
# A headline is larger than the text by so much, has so many words, and stands in the upper part of the first page.
_LARGER, _HEADLINE_WORDS, _UPPER = 1.15, (3, 25), 8
# What programs write as a title that is none.
_NO_TITLE = re.compile(
    r"\A(?:untitled|microsoft word\b|(?:print|document|slide|page)\s*\d*$|https?:|about:|.*\.\w{2,5}$|[\W\d_]*$)",
    re.IGNORECASE,
)
_WHAT_TO_DO = "open it, copy the article's text and save it as plain text (.txt, UTF-8)"


class _LockedError(Exception):
    """A PDF that opens with a password."""


def from_pdf(data: bytes, name: str) -> Brought:
    """The article of a PDF: its paragraphs as they are read, and its headline.

    Headers, footers and page numbers are left out, columns are read one after another, and words cut at the ends of
    lines are joined. No day of publication is taken from it: it names only the day of saving.

    Args:
        data: the bytes of the file.
        name: the file's name, for errors.

    Raises:
        ArticleError: a PDF that is broken, locked, too long or without text.

    Misses: letters in pictures; text on its side; tables, whose cells are read as columns or as lines.
    """
    from pypdf.errors import DependencyError  # what is imported in the thread would be half there if that is stopped

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs what is ordinary in a PDF
    try:
        return run_within(MAX_SECONDS, lambda: _read(data, name))
    except ArticleError:
        raise
    except _LockedError:
        raise ArticleError(f"{name} is locked with a password; open it and save it without one.") from None
    except DependencyError:  # AES, which pypdf reads only with a package that nothing else here needs
        raise ArticleError(f"{name} is protected; open it and save or print it as a PDF without protection.") from None
    except TimeoutError:
        raise ArticleError(f"{name} takes longer than {MAX_SECONDS:g} seconds to read; {_WHAT_TO_DO}.") from None
    except (
        Exception,
        RecursionError,
    ) as problem:  # whatever a hostile PDF makes a parser raise: the user gets one line
        raise ArticleError(f"{name} is broken ({type(problem).__name__}); {_WHAT_TO_DO}.") from None


def _read(data: bytes, name: str) -> Brought:
    from pypdf import PdfReader, apply_configuration

    with apply_configuration(**_LIMITS):
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            _unlock(reader)
        number = len(reader.pages)
        if number > MAX_PAGES:
            raise ArticleError(f"{name} has {number:,} pages, more than any article; save its pages alone.")
        pages = [words_of(page) for page in reader.pages]
        if not any(pages):
            what = "holds pictures of pages and no text" if number else "has no pages"
            raise ArticleError(
                f"{name} {what}; find the article as a page, or have its letters recognised (OCR) first."
            )
        said = _said_title(reader)
    return _brought(paragraphs_of(lines_of(pages)), said)


def _unlock(reader: Any) -> None:
    """Open a PDF that is encrypted and opens without a password."""
    if not reader.decrypt(""):
        raise _LockedError


def _said_title(reader: Any) -> str:
    """The title among a PDF's properties, or ""."""
    try:
        return one_line(reader.metadata.title if reader.metadata else "")
    except Exception:  # broken properties do not make the text worse
        return ""


def _brought(paragraphs: list[Paragraph], said: str) -> Brought:
    """The text without its headline, and that as title."""
    place = _headline(paragraphs, said)
    if place is not None and len(paragraphs) > 1:
        title = paragraphs[place].text
        paragraphs = paragraphs[:place] + paragraphs[place + 1 :]
    else:
        title = "" if _NO_TITLE.match(said) or len(said.split()) < 2 else said
    return Brought(text="\n\n".join(paragraph.text for paragraph in paragraphs), title=title)


def _headline(paragraphs: list[Paragraph], said: str) -> int | None:
    """Which paragraph is the headline: the one that the properties name, or the largest near the first page's top."""
    top = [(i, p) for i, p in enumerate(paragraphs[:_UPPER]) if p.first.page == 0 and not p.text.endswith(".")]
    least, most = _HEADLINE_WORDS
    usual = max(paragraphs, key=lambda p: len(p.text)).first.size
    named = [i for i, p in top if len(p.text.split()) > 1 and _plain(said).startswith(_plain(p.text))]
    if named:
        return named[0]
    large = [(p.first.size, -i) for i, p in top if p.first.size >= _LARGER * usual]
    large = [(size, i) for size, i in large if least <= len(paragraphs[-i].text.split()) <= most]
    return -max(large)[1] if large else None


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()
