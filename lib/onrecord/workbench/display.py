"""What the workbench shows, as plain data: the article in pieces with their marks, and the rows of the tables.

Offsets stay here: a front end counts characters in another way than Python, so that it gets pieces of text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from ..page import page_fragment
from ..reading import Reading
from ..reading.tables import OWN_VOICE
from ..text import cut_at, paragraphs
from .filters import TABLES, code, select

# The columns that are shown: their own names, and how wide they may be in the static view.
_SHOWN = {
    # "how" is the class of the cue, and whether it is quoted or hedged: so the words have room.
    "claims": ("source", "cue", "content", "how"),
    "actors": ("name", "type", "roles", "n_mentions", "n_claims_made", "n_claims_about"),
    "dates": ("text", "value", "type", "relation"),
}
_HEADS = {
    "n_mentions": "mentions",
    "n_claims_made": "claims made",
    "n_claims_about": "claims about",
}
# What a reader would have to look up, by the head of the column that it stands in: examples of each class.
_MEANINGS = {
    "how": {
        "evaluative": "a judgement: praised, accused, criticised",
        "attitude": "a wish or a feeling: wants, hopes, fears, opposes",
        "directive": "what others should do: urged, ordered, called for",
        "commissive": "what one will do oneself: promised, agreed, refused",
        "own voice": "no cue at all: the article says it itself",
    },
    "type": {"DURATION": "how long", "SET": "how often"},
}
# TIMEX3, as far as it does not read as a date.
_DAY_PARTS = {
    "MO": "in the morning",
    "MI": "at midday",
    "AF": "in the afternoon",
    "EV": "in the evening",
    "NI": "at night",
    "DT": "in the daytime",
}
_YEAR_PARTS = {"SP": "in spring", "SU": "in summer", "FA": "in autumn", "WI": "in winter", "WE": "at a weekend"}
_REFERENCES = {"PRESENT_REF": "now", "PAST_REF": "some time ago", "FUTURE_REF": "some time to come"}
_DATE_UNITS = {
    "C": "centuries",
    "DE": "decades",
    "Y": "years",
    "Q": "quarters",
    "M": "months",
    "W": "weeks",
    "D": "days",
}
_TIME_UNITS = {"H": "hours", "M": "minutes", "S": "seconds"}
_DURATION = re.compile(r"P(T?)(\d+(?:\.\d+)?|X)([A-Z]+)")
# Below it, something is more likely wrong than right.
_EVEN = 0.5


class _Mark(NamedTuple):
    """A stretch of the article, the row that points at it and what it is there."""

    start: int
    end: int
    table: str
    key: int
    role: str


def article_view(reading: Reading) -> dict[str, Any]:
    """The article: title, a line about it, and its paragraphs, each with where it starts and a list of pieces.

    A piece is ``{"text"}`` where nothing is marked, else also ``{"roles", "rows": [[table, key], ...], "label"}``, the
    shortest mark first. A cue's first piece has ``"number"``: that of its claim.

    >>> from onrecord import from_text, read
    >>> view = article_view(read(from_text("The mayor said no.")))
    >>> [piece["text"] for piece in view["paragraphs"][0]["pieces"]]
    ['The mayor', ' ', 'said', ' ', 'no', '.']
    """
    article = reading.article
    marks = sorted(_marks(reading))
    starts, longest = [mark.start for mark in marks], max((mark.end - mark.start for mark in marks), default=0)
    day = str(article.published) if article.published else ""
    return {
        "title": article.title,
        "publisher": article.publisher,
        "published": day,
        "paragraphs": [
            {"start": start, "pieces": _pieces(reading, start, end, _near(marks, starts, start - longest, end))}
            for start, end in paragraphs(article.text)
        ],
    }


def _near(marks: list[_Mark], starts: list[int], start: int, end: int) -> list[_Mark]:
    """The marks that begin between two offsets."""
    return marks[bisect_left(starts, start) : bisect_left(starts, end)]


def _marks(reading: Reading) -> Iterator[_Mark]:
    """Everything that a row of a shown table points at."""
    for span in reading.spans.itertuples():
        role = "voice" if reading.claims.rule[span.claim] == OWN_VOICE else str(span.role)
        yield _Mark(span.start, span.end, "claims", int(span.claim), role)
    for mention in reading.mentions.itertuples():
        yield _Mark(mention.start, mention.end, "actors", int(mention.actor), "actor")
    for date in reading.dates.itertuples():
        yield _Mark(date.start, date.end, "dates", int(date.Index), "date")


def _pieces(reading: Reading, start: int, end: int, marks: list[_Mark]) -> list[dict[str, Any]]:
    """One paragraph, cut wherever a mark begins or ends."""
    here = [mark for mark in marks if mark.end > start]
    return [
        _piece(reading, left, right, sorted(over, key=lambda mark: mark.end - mark.start))
        for left, right, over in cut_at(start, end, here)
    ]


def _piece(reading: Reading, left: int, right: int, marks: list[_Mark]) -> dict[str, Any]:
    piece: dict[str, Any] = {"text": reading.article.text[left:right]}
    if marks:
        piece["roles"] = sorted({mark.role for mark in marks})
        piece["rows"] = list(dict.fromkeys((mark.table, mark.key) for mark in marks))
        labels = (_label(reading, mark) for mark in marks)
        piece["label"] = "; ".join(dict.fromkeys(label for label in labels if label))
    numbers = [mark.key for mark in marks if mark.role == "cue" and mark.start == left]
    return {**piece, "number": numbers[0]} if numbers else piece


def _label(reading: Reading, mark: _Mark) -> str:
    """What a mark says when it is pointed at."""
    if mark.table == "claims":
        return "" if mark.role == "voice" else f"{mark.role} of claim {mark.key}"
    if mark.table == "actors":
        return f"{reading.actors.name[mark.key]} ({reading.actors.type[mark.key]})"
    value = reading.dates.value[mark.key]
    meaning = value_meaning(value)
    return f"{reading.dates.type[mark.key]} {value}{f' ({meaning})' if meaning else ''}"


def value_meaning(value: str) -> str:
    """What a value of TIMEX3 says where it does not read as a date; "" where it does.

    >>> value_meaning("PTXH"), value_meaning("P8M"), value_meaning("2026-03-11TEV"), value_meaning("2026-03-11")
    ('some hours', '8 months', 'in the evening', '')
    """
    if duration := _DURATION.fullmatch(value):
        time, number, unit = duration.groups()
        many = (_TIME_UNITS if time else _DATE_UNITS).get(unit, "")
        one = "century" if many == "centuries" else many[:-1]
        return f"{number.replace('X', 'some')} {one if number == '1' else many}" if many else ""
    parts = _DAY_PARTS.get(value.rpartition("T")[2]) or _YEAR_PARTS.get(value.rpartition("-")[2])
    return _REFERENCES.get(value) or parts or ""


def table_view(reading: Reading, table: str) -> dict[str, Any]:
    """A table: its heads, and its rows with their keys and cells as text.

    Also which columns are numbers, what words in a column mean, and of a row that is more likely wrong than right
    how likely it is right, in percent ("unsure").
    """
    rows = getattr(reading, table)
    cells = zip(*(_column(reading, rows, name) for name in _SHOWN[table]), strict=True)
    shown = [{"key": int(key), "cells": list(row)} for key, row in zip(rows.index, cells, strict=True)]
    if table == "claims":
        shown = [
            {**row, "right": round(100 * share), **_unsure(share)}
            for row, share in zip(shown, rows.confidence, strict=True)
        ]
    heads = [_HEADS.get(name, name) for name in _SHOWN[table]]
    numbers = [
        head for head, name in zip(heads, _SHOWN[table], strict=True) if name in rows and rows[name].dtype.kind == "i"
    ]
    return {"heads": heads, "rows": shown, "numbers": numbers, "meanings": _meanings(rows, heads)}


def _meanings(rows: pd.DataFrame, heads: list[str]) -> dict[str, dict[str, str]]:
    """What words in a column mean, by the column's head."""
    meanings = {head: _MEANINGS[head] for head in heads if head in _MEANINGS}
    if "how" in heads:  # what stands behind the class needs no word
        classes = meanings["how"]
        meanings["how"] = {how: classes[kind] for how in set(_how(rows)) if (kind := how.partition(",")[0]) in classes}
    if "value" in heads:
        meanings["value"] = {value: meaning for value in rows.value if (meaning := value_meaning(value))}
    return meanings


def _unsure(share: float) -> dict[str, int]:
    return {"unsure": round(100 * share)} if share < _EVEN else {}


def _column(reading: Reading, rows: pd.DataFrame, name: str) -> list[str]:
    """A column as text: actors by their names, yes for true, nothing for what is missing."""
    if name == "how":
        return _how(rows)
    values = rows[name]
    if name == "source":  # the actor's name says more than "he"; the words themselves light up in the article
        names = rows.source_actor.map(reading.actors.name, na_action="ignore")
        values = names.astype("str").where(rows.source_actor.notna(), values)
        values = values.mask(rows.rule.eq(OWN_VOICE), "the article")
    if values.dtype == bool:
        values = values.map({True: "yes", False: ""})
    return ["" if pd.isna(value) else str(value) for value in values]


def _how(claims: pd.DataFrame) -> list[str]:
    """How each claim is made: its class, then what is not the rule: in the source's own words, hedged, negated."""
    parts = zip(claims.cue_class, claims.quotation, claims.hedged, claims.negated, strict=True)
    return [
        ", ".join([kind, *([quotation] * (quotation != "indirect")), *["hedged"] * hedged, *["negated"] * negated])
        for kind, quotation, hedged, negated in parts
    ]


def shown_csv(reading: Reading, table: str, rows: pd.DataFrame) -> bytes:
    """Rows of a table as a file for a spreadsheet, with the actors' names beside their numbers.

    >>> from onrecord import from_text, read
    >>> once = read(from_text("Mayor Ann Lee said no pool will close."))
    >>> shown_csv(once, "claims", once.attributed).decode("utf-8-sig").split(",")[2:5]
    ['source', 'source_actor', 'source_name']
    """
    file = rows.copy()
    if table == "claims":
        names = pd.Series(_column(reading, rows, "source"), index=rows.index, dtype="str")
        file.insert(int(file.columns.get_loc("source_actor")) + 1, "source_name", names)
    text: str = file.to_csv(lineterminator="\n")
    # Excel on Windows takes a file without a byte-order mark for one in the machine's old encoding.
    return text.encode("utf-8-sig")


def content(reading: Reading) -> dict[str, Any]:
    """All that the workbench shows of a reading."""
    names = reading.actors.name
    mentions: dict[int, list[dict[str, Any]]] = {int(key): [] for key in names.index}
    for mention in reading.mentions.itertuples():
        sentence = reading.sentences.text[mention.sentence]
        shown = {"start": int(mention.start), "text": mention.text, "sentence": sentence}
        mentions[int(mention.actor)].append({**shown, **_unsure(mention.confidence)})
    return {
        "article": article_view(reading),
        "tables": {table: table_view(reading, table) for table in TABLES},
        "makers": {int(claim): int(actor) for claim, actor in reading.claims.source_actor.dropna().items()},
        "actors": [
            {"key": int(key), "name": name, "type": reading.actors.type[key], "mentions": mentions[int(key)]}
            for key, name in names.items()
        ],
    }


def static_view(reading: Reading, table: str, filters: dict[str, Any]) -> str:
    """What stands where no widget runs (GitHub, a notebook that isn't trusted): article, selection and its pandas."""
    view, kept = table_view(reading, table), set(select(reading, table, filters).index)
    heads = "".join(f"<th>{escape(head)}</th>" for head in ("", *view["heads"]))
    rows = "\n".join(
        f"<tr><td>{row['key']}</td>{''.join(f'<td>{escape(cell)}</td>' for cell in row['cells'])}</tr>"
        for row in view["rows"]
        if row["key"] in kept
    )
    return (
        f"{page_fragment(reading)}\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n"
        f"<pre>{escape(code(table, filters))}</pre>\n"
        "<p>This is a still picture of the workbench. Run the notebook to use it.</p>"
    )
