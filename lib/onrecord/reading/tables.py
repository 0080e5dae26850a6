"""The tables: their columns, dtypes and meaning in one place, and the check of what always holds for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..text import BLANK_LINE, KINDS


class Column(NamedTuple):
    """One column of a table: its name, its pandas dtype and its meaning in one line."""

    name: str
    dtype: str
    meaning: str


class TableError(AssertionError):
    """A table that breaks the schema: a mistake in this package, never in the article."""


# Seconds reach from the beginning to the end of recorded history; nanoseconds end in 1677 and 2262.
_DAY = "datetime64[s]"
_START = Column("start", "int64", "offset of the first character in article.text")
_END = Column("end", "int64", "offset behind the last character in article.text")
_TEXT = Column("text", "str", "the characters from start to end")
_SENTENCE = Column("sentence", "int64", "the sentence it stands in")

#: The rule of a sentence that nobody is made to answer for: a claim of the article itself.
OWN_VOICE = "own-voice"
#: What the words of a claim can be to it, in the order of the tables.
ROLES = ("source", "cue", "content")

#: Every table: its key (the name of its index), then its columns in order.
SCHEMA: dict[str, tuple[Column, ...]] = {
    "sentences": (
        Column("sentence", "int64", "key: number of the sentence in the article, from 0"),
        Column("paragraph", "int64", "number of the paragraph, from 1"),
        Column("kind", "str", "sentence, or no sentence: headline, byline, dateline, caption, heading, furniture"),
        _START,
        _END,
        _TEXT,
    ),
    "actors": (
        Column("actor", "int64", "key: number of the actor, in order of first mention"),
        Column("name", "str", "the fullest name the article gives, without title"),
        Column("type", "str", "person, organisation, country, group or place"),
        Column("roles", "str", "the roles the text gives, verbatim, parted by '; '"),
        Column("aliases", "str", "other names in the text, parted by '; '"),
        Column("n_mentions", "int64", "number of mentions of every kind"),
        Column("first_sentence", "int64", "the sentence of the first mention"),
        Column("n_claims_made", "int64", "number of claims whose source is this actor"),
        Column("n_claims_about", "int64", "number of claims whose content mentions this actor"),
    ),
    "mentions": (
        Column("mention", "int64", "key: number of the mention, in text order"),
        Column("actor", "int64", "the actor it belongs to"),
        _START,
        _END,
        _TEXT,
        _SENTENCE,
        Column("kind", "str", "name, title, group or pronoun"),
        Column("rule", "str", "why it belongs to this actor; onrecord.actors.rules() says what each rule means"),
        Column(
            "confidence", "float64", "how often those of this rule, or so sure a choice, were right on news, 0 to 1"
        ),
    ),
    "roles": (
        Column("role", "int64", "key: number of the role, in text order"),
        Column("actor", "int64", "the actor who is said to be this"),
        _START,
        _END,
        _TEXT,
        _SENTENCE,
    ),
    "dates": (
        Column("date", "int64", "key: number of the temporal expression, in text order"),
        _START,
        _END,
        _TEXT,
        _SENTENCE,
        Column("type", "str", "TIMEX3 type: DATE, TIME, DURATION or SET"),
        Column("value", "str", "TIMEX3 value (ISO 8601); X for what the text does not say"),
        Column("earliest", _DAY, "the first day it can mean; missing where open or unknown"),
        Column("latest", _DAY, "the last day it can mean; missing where open or unknown"),
        Column("relation", "str", "past, present or future, seen from the publication date"),
        Column("rule", "str", "how the value was found"),
        Column("anchor", "str", "the date it was counted from; missing where the text says it outright"),
    ),
    "claims": (
        Column("claim", "int64", "key: number of the claim; attributions in text order, then the article's own voice"),
        Column("sentence", "int64", "the sentence in which it begins"),
        Column("source", "str", "the words that name who claims it; missing where nobody is named"),
        Column("source_actor", "Int64", "the actor behind the source; missing where none was found"),
        Column(
            "source_kind",
            "str",
            "named, unnamed, collective, document, none, unknown (speaker not found), or article",
        ),
        Column("cue", "str", "the words that carry the attribution"),
        Column("cue_class", "str", "what kind of saying: speech, warning, denial, belief, attitude, ..."),
        Column("class_from", "str", "what says so: lexicon or model; missing where the class is unknown"),
        Column("content", "str", "the words of what is claimed; parts of a broken quotation joined by ' … '"),
        Column("quotation", "str", "direct, mixed or indirect"),
        Column("hedged", "bool", "whether it is hedged (might, could, reportedly)"),
        Column("hedge", "str", "the words that hedge it, parted by '; '; missing where none does"),
        Column("negated", "bool", "whether the cue is negated (did not say)"),
        Column("date", "Int64", "when it was claimed, as a key of dates; missing where the text does not say"),
        Column("reported", "bool", "whether it is speech or thought reported as such, no wish, order or act"),
        Column("confidence", "float64", "how likely it is right, 0 to 1, as counted on development data"),
        Column("rule", "str", "what found it: a rule, the model, both where they agree; own-voice"),
    ),
    "spans": (
        Column("span", "int64", "key: number of the span"),
        Column("claim", "int64", "the claim it is part of"),
        Column("role", "str", "source, cue or content"),
        _START,
        _END,
        _TEXT,
    ),
    "about": (
        Column("about", "int64", "key: number of the row"),
        Column("claim", "int64", "a claim"),
        Column("actor", "int64", "an actor mentioned inside its content"),
        Column("mention", "int64", "that mention"),
    ),
}

# Which column of a table holds keys of which other table.
_JOINS = {
    "mentions": {"actor": "actors", "sentence": "sentences"},
    "roles": {"actor": "actors", "sentence": "sentences"},
    "dates": {"sentence": "sentences"},
    "claims": {"sentence": "sentences", "source_actor": "actors", "date": "dates"},
    "spans": {"claim": "claims"},
    "about": {"claim": "claims", "actor": "actors", "mention": "mentions"},
    "actors": {"first_sentence": "sentences"},
}

_VALUES = {
    ("sentences", "kind"): set(KINDS),
    ("actors", "type"): {"person", "organisation", "country", "group", "place"},
    ("mentions", "kind"): {"name", "title", "group", "pronoun"},
    ("dates", "type"): {"DATE", "TIME", "DURATION", "SET"},
    ("dates", "relation"): {"past", "present", "future"},
    ("claims", "quotation"): {"direct", "mixed", "indirect"},
    ("claims", "source_kind"): {"named", "unnamed", "collective", "document", "none", "unknown", "article"},
    ("claims", "class_from"): {"lexicon", "model"},
    ("spans", "role"): set(ROLES),
}


def make(table: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Make one of the tables from its rows: all columns, in order, with their dtypes, also where there is no row.

    The key is the index, numbered from 0.

    >>> make("about", []).columns.tolist()
    ['claim', 'actor', 'mention']
    """
    key, *columns = SCHEMA[table]
    records = list(rows)
    data = {c.name: _column([row[c.name] for row in records], _dtype(c.dtype)) for c in columns}
    return pd.DataFrame(data, index=pd.RangeIndex(len(records), name=key.name), copy=False)


def _column(values: list[Any], dtype: Any) -> Any:
    """The values of a column; pandas would look at each of them first, also where numpy's dtype leaves no choice."""
    return np.array(values, dtype) if isinstance(dtype, np.dtype) else pd.array(values, dtype=dtype)


def describe(table: str) -> pd.DataFrame:
    """Say what each column of a table means, as a table.

    >>> describe("about").loc["actor", "meaning"]
    'an actor mentioned inside its content'
    """
    rows = [(c.name, c.dtype, c.meaning) for c in SCHEMA[table]]
    return pd.DataFrame(rows, columns=["column", "dtype", "meaning"]).set_index("column")


class Break(NamedTuple):
    """Where tables break what always holds.

    Attributes:
        kind: which invariant, in a few words.
        table: the table.
        row: the key of its row; -1 where the table as a whole is meant.
        what: what is wrong, in words.
    """

    kind: str
    table: str
    row: int
    what: str


def check(tables: Mapping[str, pd.DataFrame], text: str) -> None:
    """Check that the tables keep the schema and that what always holds does (see breaks).

    Raises:
        TableError: naming the table, the row and what is wrong.
    """
    for found in breaks(tables, text):
        where = f" row {found.row}" if found.row >= 0 else ""
        raise TableError(f"{found.table}{where}: {found.what}")


def breaks(tables: Mapping[str, pd.DataFrame], text: str) -> Iterator[Break]:
    """Find everything in which the tables of a reading break what always holds.

    Columns, dtypes and values are those of the schema; keys join; offsets give their text, which begins and ends with
    no white space; rows stand in the order of the text; a mention, role or date lies within a paragraph; roles and
    dates lie apart; a span is a mention once; source, cue and content of a claim share no character, and no character
    is the content of two claims; earliest is no later than latest.

    Args:
        tables: all tables of a reading, by name.
        text: the article's text.

    >>> from onrecord import from_text, read
    >>> reading = read(from_text("The mayor said the pool will close."))
    >>> [found.what for found in breaks(reading.tables, "Another text")][:1]
    ['its offsets do not give its text']
    """
    wrong = [*chain.from_iterable(_shape(name, tables) for name in SCHEMA)]
    yield from wrong
    if wrong:  # what follows reads columns that may not be there
        return
    for name in SCHEMA:
        if "start" in tables[name]:
            yield from _offsets(name, tables[name], text)
    yield from _order(tables)
    yield from _overlaps(tables)
    yield from _days(tables["dates"])


@cache
def _dtype(name: str) -> Any:
    """A dtype by its name; pandas takes long to look it up."""
    return pd.Series([], dtype=name).dtype


def _shape(name: str, tables: Mapping[str, pd.DataFrame]) -> Iterator[Break]:
    """Columns, dtypes and values that the schema does not have, and keys that point nowhere."""
    table = tables[name]
    key, *columns = SCHEMA[name]
    if table.index.name != key.name or table.columns.tolist() != [c.name for c in columns]:
        yield Break("schema", name, -1, "other columns than its schema")
        return
    for column in columns:
        if table[column.name].dtype != _dtype(column.dtype):
            yield Break("schema", name, -1, f"{column.name} is {table[column.name].dtype}, not {column.dtype}")
        allowed = _VALUES.get((name, column.name))
        if allowed and not {value for value in table[column.name].tolist() if not pd.isna(value)} <= allowed:
            yield Break("schema", name, -1, f"{column.name} has a value that its schema does not list")
    yield from _keys(name, tables)


def _keys(name: str, tables: Mapping[str, pd.DataFrame]) -> Iterator[Break]:
    """Keys that do not count, or point nowhere."""
    table = tables[name]
    if table.index.tolist() != list(range(len(table))):
        yield Break("keys", name, -1, "its keys do not count from 0")
    for pointing, other in _JOINS.get(name, {}).items():
        known = set(tables[other].index)
        for row, value in table[pointing].items():
            if not pd.isna(value) and value not in known:
                yield Break("keys", name, row, f"{pointing} points at a row that {other} does not have")


def _offsets(name: str, table: pd.DataFrame, text: str) -> Iterator[Break]:
    """Rows that do not give their own characters, or give them with white space around."""
    within = name in {"mentions", "roles", "dates"}
    for row, start, end, words in zip(table.index, table.start, table.end, table.text, strict=True):
        if not 0 <= start < end <= len(text) or text[start:end] != words:
            yield Break("offsets", name, row, "its offsets do not give its text")
        elif words != words.strip():
            yield Break("edges", name, row, "it begins or ends with white space")
        elif within and BLANK_LINE.search(words):
            yield Break("paragraphs", name, row, "it runs over a blank line")


def _order(tables: Mapping[str, pd.DataFrame]) -> Iterator[Break]:
    """Rows that do not stand in the order of the text: by first word, claims with the article's own voice last."""
    for name in ("sentences", "mentions", "roles", "dates"):
        places = list(zip(tables[name].start, tables[name].end, strict=True))
        yield from _backwards(name, places)
    spans, claims = tables["spans"], tables["claims"]
    first = spans.groupby("claim").start.min()
    for claim in claims.index.difference(first.index):
        yield Break("keys", "claims", claim, "it has no span")
    yield from _backwards("claims", list(zip(claims.rule == OWN_VOICE, first.reindex(claims.index), strict=True)))
    yield from _backwards("spans", list(zip(spans.claim, spans.role.map(ROLES.index), spans.start, strict=True)))
    yield from _backwards("about", list(zip(tables["about"].claim, tables["about"].mention, strict=True)))
    first = tables["mentions"].groupby("actor").start.min()
    for actor in tables["actors"].index.difference(first.index):
        yield Break("keys", "actors", actor, "it has no mention")
    yield from _backwards("actors", first.tolist())


def _backwards(name: str, places: Sequence[Any]) -> Iterator[Break]:
    for row, (one, other) in enumerate(pairwise(places), 1):
        if other < one:
            yield Break("order", name, row, "it stands behind a row that comes later in the text")


def _overlaps(tables: Mapping[str, pd.DataFrame]) -> Iterator[Break]:
    """Stretches that share a character and must not."""
    spans, mentions = tables["spans"], tables["mentions"]
    for row in mentions.index[mentions.duplicated(["start", "end"])]:
        yield Break("mentions", "mentions", row, "its characters are a mention already")
    for name in ("sentences", "roles", "dates"):
        yield from _shared(name, tables[name], f"{name} overlap", "it shares a character with another row")
    contents = spans[spans.role == "content"]
    yield from _shared("spans", contents, "contents overlap", "it shares a character with another content")
    for _, own in spans.groupby("claim"):
        yield from _shared("spans", own, "roles of a claim overlap", "source, cue and content share a character")


def _shared(name: str, table: pd.DataFrame, kind: str, what: str) -> Iterator[Break]:
    reached = 0
    for start, end, row in sorted(zip(table.start, table.end, table.index, strict=True)):
        if start < reached:
            yield Break(kind, name, row, what)
        reached = max(reached, end)


def _days(dates: pd.DataFrame) -> Iterator[Break]:
    for row in dates.index[dates.earliest > dates.latest]:
        yield Break("days", "dates", row, "earliest is later than latest")
