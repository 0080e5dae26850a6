"""Articles: a text and what is known about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ..errors import ArticleError
from .shown import view


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
        corrections: what a reader mended, as read() takes it.
        published_from: what said the day of publication: who asked for the article, the .toml file beside it, or a
            place in its page; a contradiction between them is told here. "" where the day is unknown, or was given
            with the text.
        notes: what a reader should know about the text: a part that may be missing, what was mended.

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
    published_from: str = field(default="", compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        """Replace what is no text, take the day of a time, and refuse an article without words."""
        for name in ("text", "title", "publisher", "url", "name", "published_from"):
            object.__setattr__(self, name, harmless(getattr(self, name)))
        object.__setattr__(self, "published", parse_day(self.published))
        object.__setattr__(self, "notes", tuple(one_line(harmless(note)) for note in self.notes))
        if not self.text.strip():
            raise ArticleError(f"{self.name}: there is no text in it; give a file or a string with an article.")

    @property
    def source_line(self) -> str:
        """Title, publisher and date in one line, for charts and pages, and whether a reader has put it right."""
        day = f"{self.published:%Y-%m-%d}" if self.published else "no publication date"
        corrected = "corrected by a reader" if any(self.corrections.values()) else ""
        return ", ".join(part for part in (self.title, self.publisher, day, corrected) if part)

    def _repr_html_(self) -> str:
        """The article without a mark, for a notebook."""
        return str(view("article")(self))


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


def one_line(value: object) -> str:
    """A value as text on one line, with single blanks; "" for nothing.

    >>> one_line(" Pool \\n to  close"), one_line(None)
    ('Pool to close', '')
    """
    return " ".join(str(value or "").split())


def harmless(text: str) -> str:
    """Replace control characters by spaces and lone surrogates by U+FFFD, one for one, so that offsets hold."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", " ", text)
    return re.sub(r"[\ud800-\udfff]", "\ufffd", text)
