"""The tables: their columns, dtypes and meaning in one place, and the check of what always holds for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import pandas as pd


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

#: What the words of a claim can be to it, in the order of the tables.
ROLES = ("source", "cue", "content")

#: Every table: its key (the name of its index), then its columns in order.
SCHEMA: dict[str, tuple[Column, ...]] = {
    "sentences": (
        Column("sentence", "int64", "key: number of the sentence in the article, from 0"),
        Column("paragraph", "int64", "number of the paragraph, from 1"),
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
        Column("confidence", "float64", "how often mentions of this rule are right, 0 to 1, as counted on news"),
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
        Column("source_kind", "str", "named, unnamed, collective, document, none, or article (its own voice)"),
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
    ("actors", "type"): {"person", "organisation", "country", "group", "place"},
    ("mentions", "kind"): {"name", "title", "group", "pronoun"},
    ("dates", "type"): {"DATE", "TIME", "DURATION", "SET"},
    ("dates", "relation"): {"past", "present", "future"},
    ("claims", "quotation"): {"direct", "mixed", "indirect"},
    ("claims", "source_kind"): {"named", "unnamed", "collective", "document", "none", "article"},
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
    data = {c.name: pd.array([row[c.name] for row in records], dtype=_dtype(c.dtype)) for c in columns}
    return pd.DataFrame(data, index=pd.RangeIndex(len(records), name=key.name))


def describe(table: str) -> pd.DataFrame:
    """Say what each column of a table means, as a table.

    >>> describe("about").loc["actor", "meaning"]
    'an actor mentioned inside its content'
    """
    rows = [(c.name, c.dtype, c.meaning) for c in SCHEMA[table]]
    return pd.DataFrame(rows, columns=["column", "dtype", "meaning"]).set_index("column")


def check(tables: Mapping[str, pd.DataFrame], text: str) -> None:
    """Check that the tables keep the schema and that every row points at its own characters.

    Raises:
        TableError: naming the table and what is wrong.
    """
    for name in SCHEMA:
        table = tables[name]
        _check_columns(name, table)
        _check_offsets(name, table, text)
        for column, other in _JOINS.get(name, {}).items():
            known = set(tables[other].index)
            if any(key not in known for key in table[column].tolist() if not pd.isna(key)):
                raise TableError(f"{name}.{column} points at a row that {other} does not have")
    if tables["claims"].index.difference(tables["spans"]["claim"]).size:
        raise TableError("a claim has no span")


@cache
def _dtype(name: str) -> Any:
    """A dtype by its name; pandas takes long to look it up."""
    return pd.Series([], dtype=name).dtype


def _check_columns(name: str, table: pd.DataFrame) -> None:
    key, *columns = SCHEMA[name]
    if table.index.name != key.name or table.columns.tolist() != [c.name for c in columns]:
        raise TableError(f"{name} has other columns than its schema")
    for column in columns:
        if table[column.name].dtype != _dtype(column.dtype):
            raise TableError(f"{name}.{column.name} is {table[column.name].dtype}, not {column.dtype}")
        allowed = _VALUES.get((name, column.name))
        if allowed and not {value for value in table[column.name].tolist() if not pd.isna(value)} <= allowed:
            raise TableError(f"{name}.{column.name} has a value that its schema does not list")


def _check_offsets(name: str, table: pd.DataFrame, text: str) -> None:
    if "start" not in table:
        return
    columns = (table[column].tolist() for column in ("start", "end", "text"))
    for row, (start, end, words) in enumerate(zip(*columns, strict=True)):
        if not 0 <= start < end <= len(text) or text[start:end] != words:
            raise TableError(f"{name} row {row}: its offsets do not give its text")
