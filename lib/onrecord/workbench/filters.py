"""What a selection is: which rows of a table, and the line of pandas that gives them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from ..reading import Reading

#: What each table is filtered by: names of filters to values, of which None and "" filter nothing.
Filters = Mapping[str, Any]
_TYPES = (str, int, bool)


class _Filter(NamedTuple):
    """A filter: the rows that it keeps, and the same in pandas, with {} for the value."""

    rows: Callable[[Reading, pd.DataFrame, Any], Any]
    code: str
    # Another table that its line of pandas reads.
    reads: str = ""


def _contains(column: str, table: str) -> _Filter:
    code = f"{table}.{column}.str.contains({{}}, case=False, regex=False, na=False)"
    return _Filter(lambda _, rows, v: rows[column].str.contains(str(v), case=False, regex=False, na=False), code)


def _equal(column: str, table: str) -> _Filter:
    return _Filter(lambda _, rows, v: rows[column] == v, f"{table}.{column} == {{}}")


def _about(reading: Reading, rows: pd.DataFrame, actor: Any) -> Any:
    return rows.index.isin(reading.about.claim[reading.about.actor == actor])


def _at_date(reading: Reading, rows: pd.DataFrame, date: Any) -> Any:
    return rows.sentence == reading.dates.sentence.get(date, -1)


_FILTERS: dict[str, dict[str, _Filter]] = {
    "claims": {
        "source_actor": _equal("source_actor", "claims"),
        "about": _Filter(_about, "claims.index.isin(about.claim[about.actor == {}])", "about"),
        "source_kind": _equal("source_kind", "claims"),
        "cue_class": _equal("cue_class", "claims"),
        "quotation": _equal("quotation", "claims"),
        "hedged": _equal("hedged", "claims"),
        "date": _Filter(_at_date, "claims.sentence == dates.sentence.get({}, -1)", "dates"),
        "words": _contains("content", "claims"),
    },
    "actors": {"type": _equal("type", "actors"), "words": _contains("name", "actors")},
    "dates": {
        "type": _equal("type", "dates"),
        "relation": _equal("relation", "dates"),
        "words": _contains("text", "dates"),
    },
}
#: The tables that are shown, in this order.
TABLES = tuple(_FILTERS)
#: The filters whose values are numbers of actors, which a correction changes.
BY_ACTOR = frozenset({"source_actor", "about"})
#: The value of source_kind for the sentences that the article answers for itself.
ARTICLE = "article"


def select(reading: Reading, table: str, filters: Filters) -> pd.DataFrame:
    """The rows of a table that all filters keep; of claims, the attributed ones unless the article's own are asked for.

    >>> from onrecord import from_text, read
    >>> once = read(from_text("The mayor said no pool will close. The council may object, she warned."))
    >>> select(once, "claims", {"cue_class": "warning"}).cue.tolist()
    ['warned']
    """
    active = _active(table, filters)
    rows = getattr(reading, _rows(table, active))
    for name, value in active.items():
        # A missing actor is another actor than the one asked for.
        kept = pd.Series(_FILTERS[table][name].rows(reading, rows, value), index=rows.index)
        rows = rows[kept.fillna(False).astype(bool)]
    return rows


def code(table: str, filters: Filters) -> str:
    """The pandas that gives what select() gives, for a reading that is called view.reading.

    >>> print(code("claims", {"cue_class": "warning", "hedged": True}))
    claims = view.reading.attributed
    claims[(claims.cue_class == "warning") & (claims.hedged == True)]
    """
    active = _active(table, filters)
    rows = _rows(table, active)
    if not active:
        return f"view.reading.{rows}"
    used = [_FILTERS[table][name] for name in active]
    parts = [item.code.format(_literal(value)) for item, value in zip(used, active.values(), strict=True)]
    names = {table: rows, **{item.reads: item.reads for item in used if item.reads}}
    where = parts[0] if len(parts) == 1 else " & ".join(f"({part})" for part in parts)
    return "\n".join([*(f"{name} = view.reading.{rows}" for name, rows in names.items()), f"{table}[{where}]"])


def _rows(table: str, active: Filters) -> str:
    """Where the rows come from: the article's own voice is shown only when it is asked for."""
    return "attributed" if table == "claims" and active.get("source_kind") != ARTICLE else table


def _active(table: str, filters: Filters) -> dict[str, Any]:
    """The filters that filter; what a front end sends is checked, since it becomes code that a reader runs."""
    known = {name: filters[name] for name in _FILTERS[table] if filters.get(name) not in (None, "")}
    return {name: value for name, value in known.items() if isinstance(value, _TYPES)}


def _literal(value: Any) -> str:
    """A value as Python writes it: strings in double quotes, unless something invisible is in them."""
    plain = isinstance(value, str) and value.isprintable()
    return json.dumps(value, ensure_ascii=False) if plain else repr(value)


def choices(reading: Reading) -> dict[str, list[dict[str, Any]]]:
    """What each table can be filtered by: label, name and options; a filter without options takes words.

    A filter with nothing to choose between is left out.
    """
    claims, attributed = reading.claims, reading.attributed
    makers = attributed.source_actor.dropna().unique()
    topics = reading.about.actor[reading.about.claim.isin(attributed.index)].unique()
    days = reading.dates[reading.dates.sentence.isin(attributed.sentence)]
    whens = [{"label": f"{day.text} ({day.value})", "value": number} for number, day in days.iterrows()]
    hedged = [{"label": "hedged", "value": True}, {"label": "not hedged", "value": False}]
    found = {
        "claims": [
            ("Source", "source_actor", _names(reading, makers)),
            ("About", "about", _names(reading, topics)),
            ("Kind of source", "source_kind", _values(claims.source_kind)),
            ("Cue class", "cue_class", _values(attributed.cue_class)),
            ("Quotation", "quotation", _values(attributed.quotation)),
            ("Hedged", "hedged", hedged if attributed.hedged.nunique() > 1 else []),
            ("Date beside it", "date", whens),
        ],
        "actors": [("Type", "type", _values(reading.actors.type))],
        "dates": [
            ("Type", "type", _values(reading.dates.type)),
            ("Relation", "relation", _values(reading.dates.relation)),
        ],
    }
    words = {"claims": "Words in the content", "actors": "Words in the name", "dates": "Words of the date"}
    return {
        table: [
            *({"label": label, "name": name, "options": options} for label, name, options in rows if options),
            {"label": words[table], "name": "words", "options": []},
        ]
        for table, rows in found.items()
    }


def _names(reading: Reading, actors: Any) -> list[dict[str, Any]]:
    """Actors to choose from, by name."""
    numbers = sorted((int(actor) for actor in actors), key=lambda number: str(reading.actors.name[number]).casefold())
    return [{"label": reading.actors.name[number], "value": number} for number in numbers]


def _values(column: pd.Series) -> list[dict[str, Any]]:
    """The values of a column to choose from."""
    values = sorted(column.dropna().unique())
    shown = {ARTICLE: "the article itself"}
    return [{"label": shown.get(value, value), "value": value} for value in values if value]
