"""What the product reads in the grammar's sentences and in a few longer articles, in one readable form.

    .venv/bin/python tests/record.py

writes data/readings.txt and data/misses.txt anew; test_sentences.py compares both to the letter. After a change of
behaviour that is meant, run it, and look at the difference before it is committed: each line of it is what a user sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from onrecord.reading import Reading
from templates import Miss, all_misses, articles, checked

DATA = Path(__file__).parent / "data"
READINGS, MISSES = DATA / "readings.txt", DATA / "misses.txt"
LONGER = Path(__file__).parent / "grammar" / "articles"

_READINGS_HEAD = """\
# What read() gives for the templates of grammar/, all of one kind as an article, and for grammar/articles/.
# Made by tests/record.py. Behind the number of its paragraph and > stands each sentence, below it what begins in it:
#   c: source | cue | content | class, where from | quotation, hedge, negated, reported | source_kind, actor, day | rule
#   m: mention = actor (kind rule) · r: role = actor · d: date = type value (earliest to latest, relation, rule anchor)
# Numbers behind rules are confidences; o is the article's own voice.
# An actor's line: number, name | type | roles | aliases | mentions/claims made/claims about.
"""
_MISSES_HEAD = """\
# What the product reads other than the templates of grammar/ say, each read alone. Made by tests/record.py.
# One that begins to be right has to leave this list, and a new one fails: the list is compared to the letter.
"""


def main() -> None:
    """Write both files anew."""
    READINGS.write_text(readings_text(), encoding="utf-8")
    MISSES.write_text(misses_text(all_misses()), encoding="utf-8")


def misses_text(misses: list[Miss]) -> str:
    """The list of misses as it stands in its file."""
    shown = [f"{m.aspect}: {_line(m.text)}\n  right: {_line(m.right)}\n  read:  {_line(m.read)}\n" for m in misses]
    return "\n".join([_MISSES_HEAD, *shown])


def readings_text() -> str:
    """The record of readings as it stands in its file."""
    return (
        "\n".join(
            [_READINGS_HEAD, *(line for title, text, method in recorded() for line in _shown(title, text, method))]
        )
        + "\n"
    )


def recorded() -> Iterator[tuple[str, str, str]]:
    """Every article of the record: its title, its text, and the method by which its claims are found."""
    for kind, text in articles().items():
        yield kind, text, "model"
    for path in sorted(LONGER.glob("*.txt")):
        yield path.stem, path.read_text(encoding="utf-8").strip(), "model"
        yield path.stem, path.read_text(encoding="utf-8").strip(), "rules"
    for kind, text in articles().items():
        yield kind, text, "rules"


def _shown(title: str, text: str, method: str) -> Iterator[str]:
    """One reading, line by line; of one by the rules the claims alone, since the rest is the same."""
    reading, broken = checked(text, method)
    yield f"\n== {title} ({method})"
    if reading is None:
        yield f"! {broken}"
        return
    if method == "rules":
        yield from (_claim(reading, row) for row in reading.attributed.itertuples())
        return
    yield from map(_actor, reading.actors.itertuples())
    below = _below(reading)
    for row in reading.sentences.itertuples():
        yield f"{row.paragraph}> {_line(row.text)}"
        yield from below.get(row.Index, [])


def _below(reading: Reading) -> dict[int, list[str]]:
    """What begins in each sentence."""
    below: dict[int, list[str]] = {}
    for row in reading.claims.itertuples():
        own = row.rule == "own-voice"
        below.setdefault(row.sentence, []).append(f"o {row.confidence:g}" if own else _claim(reading, row))
    for name, mark, form in (("mentions", "m", _mention), ("roles", "r", _role), ("dates", "d", _date)):
        for number, rows in reading.tables[name].groupby("sentence"):
            below.setdefault(int(number), []).append(f"{mark} " + " · ".join(map(form, rows.itertuples())))
    return below


def _claim(reading: Reading, row: tuple) -> str:
    said = [
        row.quotation,
        "hedged: " + row.hedge if row.hedged else "",
        "negated" * row.negated,
        "reported" * row.reported,
    ]
    by = [
        row.source_kind,
        "" if pd.isna(row.source_actor) else f"{row.source_actor}",
        "" if pd.isna(row.date) else f"d{row.date}",
    ]
    kind = [row.cue_class, "" if pd.isna(row.class_from) else row.class_from]
    spans = reading.spans[reading.spans.claim == row.Index]
    words = [" … ".join(spans.text[spans.role == role]) for role in ("source", "cue", "content")]
    fields = (*words, *(" ".join(filter(None, part)) for part in (kind, said, by)), f"{row.rule} {row.confidence:g}")
    return _line("c " + " | ".join(fields))


def _actor(row: tuple) -> str:
    counts = f"{row.n_mentions}/{row.n_claims_made}/{row.n_claims_about}"
    return _line(f"{row.Index} {row.name} | {row.type} | {row.roles} | {row.aliases} | {counts}")


def _mention(row: tuple) -> str:
    return _line(f"{row.text}={row.actor} ({row.kind} {row.rule} {row.confidence:g})")


def _role(row: tuple) -> str:
    return _line(f"{row.text}={row.actor}")


def _date(row: tuple) -> str:
    days = f"{_day(row.earliest)} to {_day(row.latest)}" if row.earliest != row.latest else _day(row.earliest)
    anchor = "" if pd.isna(row.anchor) else f" {row.anchor}"
    return _line(f"{row.text}={row.type} {row.value} ({days}, {row.relation}, {row.rule}{anchor})")


def _day(day: pd.Timestamp) -> str:
    return "-" if pd.isna(day) else f"{day:%Y-%m-%d}"


def _line(text: str) -> str:
    """A text on one line."""
    return text.replace("\n", "⏎")


if __name__ == "__main__":
    main()
