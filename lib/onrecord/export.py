"""What can be taken away from a reading: CSV, JSON, Parquet, the page, and annotations for other tools."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from .errors import extra
from .page import article_html, page_html, page_text
from .reading.saved import SAVED

if TYPE_CHECKING:
    from .reading import Reading

#: The files of one format: their names and what is in them.
Files = dict[str, bytes]
# In characters, on either side of a quotation: enough to find it again where its words come twice.
_CONTEXT = 32
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://www.w3.org/TR/annotation-model/")
# No zip file holds an earlier day, and a fixed one gives the same bytes whenever it is made.
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def export(reading: Reading, kind: str) -> Files:
    """The files of one format, a key of FORMATS: csv, json, parquet, page or annotations.

    Raises:
        ValueError: no such format.

    >>> from onrecord import from_text, read
    >>> list(export(read(from_text("The mayor said no pool will close.")), "page"))
    ['page.html', 'page.txt', 'article.html']
    """
    if kind not in FORMATS:
        raise ValueError(f"{kind!r} is no format; there are {', '.join(FORMATS)}.")
    return FORMATS[kind](reading)


def bundle(files: Files) -> bytes:
    """Several files as one .zip, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            archive.writestr(info, data)
    return out.getvalue()


def _csv(reading: Reading) -> Files:
    """Every table as a CSV file."""
    return {f"{name}.csv": table.to_csv(lineterminator="\n").encode() for name, table in reading.tables.items()}


def _json(reading: Reading) -> Files:
    """The article and every table, a row an object, as one JSON file; days are YYYY-MM-DD, what is missing is null.

    Reading.load reads it.
    """
    article = reading.article
    about = {key: getattr(article, key) for key in ("name", "title", "publisher", "url", "text")}
    day = str(article.published) if article.published else None
    known = {"published": day, "published_from": article.published_from, "notes": list(article.notes)}
    content = {
        "version": SAVED,
        "article": {**about, **known, "corrections": dict(article.corrections)},
        "tables": {name: list(records(table)) for name, table in reading.tables.items()},
    }
    return {"reading.json": _dumped(content)}


def records(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a table as JSON can hold them: days as YYYY-MM-DD, None for what is missing."""
    days = table.select_dtypes("datetime").columns
    plain = table.reset_index().astype(dict.fromkeys(days, "str")).astype(object)
    missing = table.reset_index().isna()
    return iter(plain.mask(missing, None).to_dict("records"))


def _parquet(reading: Reading) -> Files:
    """Every table as a Parquet file, with its key and dtypes (days count in milliseconds: Parquet has no seconds)."""
    files = {}
    with extra("corpus"):
        import pyarrow  # noqa: F401 -- else pandas says in four lines that it is missing
    for name, table in reading.tables.items():
        out = io.BytesIO()
        # A column of its own for the key: other programs do not know pandas' index.
        table.reset_index().to_parquet(out, engine="pyarrow", index=False)
        files[f"{name}.parquet"] = out.getvalue()
    return files


def _page(reading: Reading) -> Files:
    """The annotated article, as a page and as plain text, and the article alone, to print and write on."""
    return {
        "page.html": page_html(reading).encode(),
        "page.txt": f"{reading.article.source_line}\n\n{page_text(reading)}\n".encode(),
        "article.html": article_html(reading.article).encode(),
    }


def _annotations(reading: Reading) -> Files:
    """W3C Web Annotations (JSON-LD), one for each span of a claim, mention and date, with the text they count in.

    Source: https://www.w3.org/TR/annotation-model/. Positions are offsets in Unicode code points into article.txt, as
    the model asks; the quotations find their places in any other copy of the article.
    """
    article = reading.article
    made = [_annotation(reading, number, *item) for number, item in enumerate(_spans(reading))]
    collection = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": _urn(article.text, "collection"),
        "type": "AnnotationCollection",
        "label": article.source_line,
        "total": len(made),
        "first": {"id": _urn(article.text, "page"), "type": "AnnotationPage", "startIndex": 0, "items": made},
    }
    return {"annotations.jsonld": _dumped(collection), "article.txt": article.text.encode()}


def _spans(reading: Reading) -> Iterator[tuple[int, int, list[str]]]:
    """Every stretch that a table points at, with the tags that say what it is."""
    names = reading.actors.name
    claims = reading.claims
    for row in reading.spans[reading.spans.claim.isin(reading.attributed.index)].itertuples():
        maker = claims.source_actor[row.claim]
        who = [] if pd.isna(maker) else [names[maker]]
        yield row.start, row.end, [row.role, f"claim {row.claim}", claims.cue_class[row.claim], *who]
    for row in reading.mentions.itertuples():
        yield row.start, row.end, ["actor", names[row.actor], reading.actors.type[row.actor]]
    for row in reading.dates.itertuples():
        yield row.start, row.end, ["date", row.type, row.value]


def _annotation(reading: Reading, number: int, start: int, end: int, tags: list[str]) -> dict[str, Any]:
    """One annotation: its tags, and its stretch by position and by quotation."""
    article = reading.article
    text = article.text
    return {
        "id": _urn(text, f"{number}"),
        "type": "Annotation",
        "motivation": "tagging",
        "body": [{"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": tag} for tag in tags],
        "target": {
            "source": article.url or _urn(text, "text"),
            "selector": [
                {"type": "TextPositionSelector", "start": int(start), "end": int(end)},
                {
                    "type": "TextQuoteSelector",
                    "exact": text[start:end],
                    "prefix": text[max(start - _CONTEXT, 0) : start],
                    "suffix": text[end : end + _CONTEXT],
                },
            ],
        },
    }


def _urn(text: str, part: str) -> str:
    """A name for a part of an article that is the same wherever it is made."""
    return uuid.uuid5(_NAMESPACE, f"{part}\n{text}").urn


def _dumped(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


#: What a reading can be exported as.
FORMATS: dict[str, Callable[[Reading], Files]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
    "page": _page,
    "annotations": _annotations,
}
