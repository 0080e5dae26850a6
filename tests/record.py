"""What the product reads in the grammar's sentences and in some longer articles, in one readable form.

    .venv/bin/python tests/record.py

writes data/readings.txt and data/misses.txt anew; test_sentences.py compares both to the letter. After a change of
behaviour that is meant, run it, and look at the difference before it is committed: each line of it is what a user sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from onrecord.reading import Reading
from templates import Written, alone, checked, misses, templates, written

DATA = Path(__file__).parent / "data"
READINGS, MISSES = DATA / "readings.txt", DATA / "misses.txt"

_READINGS_HEAD = """\
# What read() gives for the templates of grammar/, all of one kind as an article, and for grammar/articles/.
# Made by tests/record.py. Behind the number of its paragraph and > stands each sentence, below it what begins in it
# (o: the article's own voice; a sentence that is nothing else is left out):
#   c: source | cue | content | class, where from | quotation, hedge, negated, reported | source_kind, actor, day | rule
#   m: mention = actor (kind rule) · r: role = actor · d: date = type value (earliest to latest, relation, rule anchor)
# Numbers behind rules are confidences. By the rules alone: claims only.
# An actor's line: number, name | type | roles | aliases | mentions/claims made/claims about.
"""
_MISSES_HEAD = """\
# What the product reads other than the templates of grammar/ say, each read alone. Made by tests/record.py.
# One that begins to be right has to leave this list, and a new one fails: the list is compared to the letter.
"""


def main() -> None:
    """Write both files anew."""
    readings = [f"{heading(one)}\n{shown(one)}" for one in written()]
    READINGS.write_text("\n".join([_READINGS_HEAD, *readings]), encoding="utf-8")
    wrong = [f"== {kind}\n{shown_misses(kind)}" for kind in kinds()]
    MISSES.write_text("\n".join([_MISSES_HEAD, *wrong]), encoding="utf-8")


def sections(path: Path) -> dict[str, str]:
    """A file by its headings."""
    _, *parts = path.read_text(encoding="utf-8").split("\n== ")
    pairs = (part.partition("\n") for part in parts)
    return {f"== {head}": body.rstrip("\n") for head, _, body in pairs}


def kinds() -> list[str]:
    """The kinds of templates, in their order."""
    return list(dict.fromkeys(template.kind for template in templates()))


def heading(one: Written) -> str:
    """The line under which an article's reading stands."""
    return f"== {one.title} ({one.method})"


def shown_misses(kind: str) -> str:
    """What is misread in the sentences of one kind."""
    wrong = [miss for sentence in alone() if sentence.kind == kind for miss in misses(sentence)]
    return "".join(f"{m.aspect}: {_line(m.text)}\n  right: {_line(m.right)}\n  read:  {_line(m.read)}\n" for m in wrong)


def shown(one: Written) -> str:
    """One reading, line by line."""
    reading, broken = checked(one.text, one.method, one.published)
    lines = _lines(reading, one.whole) if reading is not None else [f"! {broken}"]
    return "".join(f"{line}\n" for line in lines)


def _lines(reading: Reading, whole: bool) -> Iterator[str]:
    if not whole:
        yield from (_claim(reading, row) for row in reading.attributed.itertuples())
        return
    yield from map(_actor, reading.actors.itertuples())
    below = _below(reading)
    for row in reading.sentences.itertuples():
        found = below.get(row.Index, [])
        if found != ["o"]:
            yield f"{row.paragraph}> {_short(_line(row.text))}"
            yield from found


def _below(reading: Reading) -> dict[int, list[str]]:
    """What begins in each sentence."""
    below: dict[int, list[str]] = {}
    for row in reading.claims.itertuples():
        own = row.rule == "own-voice"
        below.setdefault(row.sentence, []).append("o" if own else _claim(reading, row))
    for name, mark, form in (("mentions", "m", _mention), ("roles", "r", _role), ("dates", "d", _date)):
        for number, rows in reading.tables[name].groupby("sentence"):
            below.setdefault(int(number), []).append(f"{mark} " + " · ".join(map(form, rows.itertuples())))
    return below


def _claim(reading: Reading, row: Any) -> str:
    hedge = f"hedged: {row.hedge}" if row.hedged else ""
    said = [row.quotation, hedge, "negated" * row.negated, "reported" * row.reported]
    by = [row.source_kind, _unless_missing(row.source_actor), _unless_missing(row.date, "d")]
    kind = [row.cue_class, _unless_missing(row.class_from)]
    spans = reading.spans[reading.spans.claim == row.Index]
    words = [" … ".join(spans.text[spans.role == role]) for role in ("source", "cue", "content")]
    fields = (*words, *(" ".join(filter(None, part)) for part in (kind, said, by)), f"{row.rule} {row.confidence:g}")
    return _line("c " + " | ".join(fields))


def _actor(row: Any) -> str:
    counts = f"{row.n_mentions}/{row.n_claims_made}/{row.n_claims_about}"
    return _line(f"{row.Index} {row.name} | {row.type} | {row.roles} | {row.aliases} | {counts}")


def _mention(row: Any) -> str:
    return _line(f"{row.text}={row.actor} ({row.kind} {row.rule} {row.confidence:g})")


def _role(row: Any) -> str:
    return _line(f"{row.text}={row.actor}")


def _date(row: Any) -> str:
    days = _day(row.earliest) if row.earliest == row.latest else f"{_day(row.earliest)} to {_day(row.latest)}"
    anchor = "" if pd.isna(row.anchor) else f" {row.anchor}"
    return _line(f"{row.text}={row.type} {row.value} ({days}, {_unless_missing(row.relation)}, {row.rule}{anchor})")


def _day(day: Any) -> str:
    return "-" if pd.isna(day) else f"{day:%Y-%m-%d}"


def _unless_missing(value: Any, mark: str = "") -> str:
    return "" if pd.isna(value) else f"{mark}{value}"


def _short(text: str) -> str:
    """A sentence by its edges; what is read in it stands below."""
    return text if len(text) <= 100 else f"{text[:40]} […] {text[-40:]}"


def _line(text: str) -> str:
    """A text on one line."""
    return text.replace("\n", "⏎")


if __name__ == "__main__":
    main()
