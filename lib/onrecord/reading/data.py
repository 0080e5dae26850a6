"""What was read in an article, as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..article import Article
from ..article.shown import view
from ..files import write_whole
from . import tables
from .mending import told
from .saved import loaded
from .tables import OWN_VOICE


@dataclass(frozen=True)
class Reading:
    """What was read in one article: the article and its tables (onrecord.reading.tables.SCHEMA says what is in them).

    In a notebook it shows itself as the annotated article.
    """

    article: Article
    sentences: pd.DataFrame
    actors: pd.DataFrame
    mentions: pd.DataFrame
    roles: pd.DataFrame
    dates: pd.DataFrame
    claims: pd.DataFrame
    spans: pd.DataFrame
    about: pd.DataFrame

    @property
    def attributed(self) -> pd.DataFrame:
        """The claims that the article attributes to somebody or leaves without a source; not those in its own voice."""
        return self.claims[self.claims.rule != OWN_VOICE]

    @property
    def corrected(self) -> list[str]:
        """What a reader has put right in it, each in a sentence.

        >>> from onrecord import from_text, read
        >>> read(from_text("He said no."), corrections={"claims": [{"strike": "no"}]}).corrected
        ['“no” is no claim.']
        """
        return told(self.article.corrections)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name, in the order of the schema."""
        return {name: getattr(self, name) for name in tables.SCHEMA}

    def save(self, folder: str | Path, formats: Iterable[str] = ("csv", "page")) -> list[Path]:
        """Write the tables and the annotated article into a folder.

        Args:
            folder: it is made where it is not there.
            formats: what to write: csv, json, parquet, page, annotations (see onrecord.export).

        Returns:
            the files written.

        Raises:
            ValueError: no such format.
        """
        files = view("files")
        contents = {name: data for kind in formats for name, data in files(self, kind).items()}
        return [write_whole(Path(folder) / name, data) for name, data in contents.items()]

    @classmethod
    def load(cls, path: str | Path) -> Reading:
        """Load a reading that was saved as JSON (save(folder, ["json"])): the same tables, charts and pages.

        Neither spaCy nor the network is needed.

        Args:
            path: the file reading.json.

        Raises:
            ArticleError: no such file; one that is no reading, was changed, or was saved by another version.

        >>> import tempfile
        >>> from onrecord import Reading, from_text, read
        >>> once = read(from_text("The mayor said no."))
        >>> again = Reading.load(once.save(tempfile.mkdtemp(), ["json"])[0])
        >>> again.claims.equals(once.claims)
        True
        """
        article, found = loaded(path)
        return cls(article, **found)

    def __repr__(self) -> str:
        """Say in one line what was read and how much was found."""
        shown = {**self.tables, "claims": self.attributed}
        sizes = {name: len(t) for name, t in shown.items() if name not in ("roles", "spans", "about")}
        counts = ", ".join(f"{size} {name.removesuffix('s') if size == 1 else name}" for name, size in sizes.items())
        return f"Reading of {self.article.title!r}: {counts}"

    def _repr_html_(self) -> str:
        """The annotated article, for a notebook."""
        return str(view("reading")(self))
