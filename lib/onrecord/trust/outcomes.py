"""The machine's tables beside the gold: what is right, and each error in its sentence with its kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ..reading.tables import ROLES
from ..text import Stretch, cut_at
from .agreement import is_same, pair_claims, words_of

if TYPE_CHECKING:
    from ..reading import Reading
    from .gold import Gold

RIGHT, MISSED, EXTRA = "right", "missed", "not in the gold"


class _Outcome(NamedTuple):
    """One thing that was found or should have been: what became of it, and its places in the text."""

    kind: str
    right: bool
    found: tuple[tuple[int, int], ...]
    reference: tuple[tuple[int, int], ...]
    note: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Outcomes:
    """What became of each row of the machine and of the gold. In a notebook it shows each row in its sentence.

    Attributes:
        table: one row each: kind ("right", "missed", "not in the gold", or what differs), right (whether the benchmark
            counts it as right), sentence, row (the key of the machine's row; missing where it missed), machine (its
            words; likewise), gold (likewise), note.
        reading: the reading that was compared.
        compared: whether there was a gold to compare with; without one there are no rows, and that is said.
    """

    table: pd.DataFrame
    reading: Reading
    _rows: tuple[_Outcome, ...]
    compared: bool = True

    @property
    def errors(self) -> Outcomes:
        """Those in which machine and gold differ in any way."""
        kept = (self.table.kind != RIGHT).tolist()
        rows = tuple(row for row, keep in zip(self._rows, kept, strict=True) if keep)
        return Outcomes(self.table[kept], self.reading, rows, self.compared)

    @property
    def score(self) -> pd.DataFrame:
        """One row: machine, gold (how many rows each has), right, and precision, recall and f1 (0 to 1)."""
        table = self.table
        found, wanted, right = (int(c.sum()) for c in (table.machine.notna(), table.gold.notna(), table.right))
        shares = [right / n if n else float("nan") for n in (found, wanted, (found + wanted) / 2)]
        row = dict(zip(("precision", "recall", "f1"), shares, strict=True))
        return pd.DataFrame([{"machine": found, "gold": wanted, "right": right, **row}]).round(2)

    def __repr__(self) -> str:
        """Each row in its sentence, in plain text: [the machine's words], _the gold's words_."""
        rows = "\n".join(f"{_head(row)}: {_sentence(self.reading, row, _plain)}" for row in self._rows)
        return rows or self._nothing

    @property
    def _nothing(self) -> str:
        return "No rows." if self.compared else "There is no gold for this article, so nothing is counted."

    def _repr_html_(self) -> str:
        if not self._rows:
            return f"<p>{self._nothing}</p>"
        legend = '<p>In <mark style="background:#cfe6f5;color:#222">[brackets and blue]</mark>: the machine’s words. '
        legend += "<u>Underlined</u>: the gold’s.</p>"
        items = (f"<li><b>{escape(_head(r))}</b>: {_sentence(self.reading, r, _html)}</li>" for r in self._rows)
        return f"{legend}<ol>{''.join(items)}</ol>"


def compare_claims(reading: Reading, gold: Gold) -> Outcomes:
    """Compare the attributions of a reading with the gold.

    A claim is right as in the benchmark: half of its content, its source and its cue overlap with those of the gold.
    Its kind says what still differs: content too long, too short or with other borders, another source or cue.

    Misses: of a claim that differs in more than one way, the source is said first, then the cue, then the content.

    >>> from onrecord import load_article, read
    >>> from onrecord.trust.gold import load_gold
    >>> reading = read(load_article("kettle-recall"))
    >>> int(compare_claims(reading, load_gold(reading)).score.gold.item())
    19
    """
    if not gold:
        return _outcomes(reading, [], compared=False)
    text = reading.article.text
    own = reading.spans[reading.spans.claim.isin(reading.attributed.index)]
    machine, human = _by_claim(own), _by_claim(gold.spans)
    words = words_of(text)
    pairs = pair_claims(own, gold.spans, text)
    rows = []
    for pair, same in zip(pairs.itertuples(), is_same(pairs), strict=True):
        mine, yours = machine.pop(pair.found), human.pop(pair.reference)
        kind = _content_kind(*(_covered(words, spans["content"]) for spans in (mine, yours)))
        kind = "other source" if not pair.source else "other cue" if not pair.cue else kind
        rows.append(_Outcome(kind, bool(same), _all(mine), _all(yours), row=pair.found))
    rows += [_Outcome(EXTRA, False, _all(spans), (), row=number) for number, spans in machine.items()]
    rows += [_Outcome(MISSED, False, (), _all(spans)) for spans in human.values()]
    return _outcomes(reading, rows)


def compare_dates(reading: Reading, gold: Gold) -> Outcomes:
    """Compare the dates of a reading with the gold: right where words overlap and the value is the same.

    >>> from onrecord import load_article, read
    >>> from onrecord.trust.gold import load_gold
    >>> reading = read(load_article("kettle-recall"))
    >>> int(compare_dates(reading, load_gold(reading)).score.gold.item())
    15
    """
    if not gold:
        return _outcomes(reading, [], compared=False)

    def judged(mine: Any, yours: Any) -> tuple[str, bool, str]:
        same = mine.value == yours.value
        kind = "other value" if not same else RIGHT if mine.text == yours.text else "other borders"
        return kind, same, "" if same else f"{mine.value}, and the gold has {yours.value}"

    return _outcomes(reading, list(_by_overlap(reading.dates, gold.dates, judged)))


def compare_mentions(reading: Reading, gold: Gold) -> Outcomes:
    """Compare the mentions of a reading with the gold: right where words overlap and the actor is the same.

    Which of the gold's actors is which of the machine's is told by the mentions that they share.

    >>> from onrecord import load_article, read
    >>> from onrecord.trust.gold import load_gold
    >>> reading = read(load_article("kettle-recall"))
    >>> int(compare_mentions(reading, load_gold(reading)).score.gold.item())
    46
    """
    if not gold:
        return _outcomes(reading, [], compared=False)
    actors = _same_actors(reading.mentions, gold.mentions)

    def judged(mine: Any, yours: Any) -> tuple[str, bool, str]:
        same = actors.get(mine.actor) == yours.actor
        kind = "other actor" if not same else RIGHT if mine.text == yours.text else "other borders"
        return kind, same, "" if same else f"taken for {reading.actors.name[mine.actor]}"

    return _outcomes(reading, list(_by_overlap(reading.mentions, gold.mentions, judged)))


def _outcomes(reading: Reading, rows: list[_Outcome], compared: bool = True) -> Outcomes:
    """Put outcomes into text order and into a table."""
    rows.sort(key=lambda row: (min(row.found + row.reference), row.kind))
    sentences = [_number(reading, min(row.found + row.reference)[0]) for row in rows]
    data = {
        "kind": pd.Series([row.kind for row in rows], dtype="str"),
        "right": pd.Series([row.right for row in rows], dtype="bool"),
        "sentence": pd.Series(sentences, dtype="int64"),
        "row": pd.Series([row.row for row in rows], dtype="Int64"),
        "machine": pd.Series([_words(reading, row.found) for row in rows], dtype="str"),
        "gold": pd.Series([_words(reading, row.reference) for row in rows], dtype="str"),
        "note": pd.Series([row.note for row in rows], dtype="str"),
    }
    return Outcomes(pd.DataFrame(data), reading, tuple(rows), compared)


def _by_claim(spans: pd.DataFrame) -> dict[int, dict[str, list[tuple[int, int]]]]:
    """The places of each claim by role."""
    found: dict[int, dict[str, list[tuple[int, int]]]] = {}
    for row in spans.itertuples():
        found.setdefault(row.claim, {role: [] for role in ROLES})[row.role].append((row.start, row.end))
    return found


def _all(spans: dict[str, list[tuple[int, int]]]) -> tuple[tuple[int, int], ...]:
    return tuple(place for role in ROLES for place in spans[role])


def _covered(words: list[tuple[int, int]], places: list[tuple[int, int]]) -> set[int]:
    return {n for n, (a, b) in enumerate(words) if any(a < end and start < b for start, end in places)}


def _content_kind(mine: set[int], yours: set[int]) -> str:
    if mine == yours:
        return RIGHT
    return "content too long" if mine > yours else "content too short" if mine < yours else "content with other borders"


def _by_overlap(
    mine: pd.DataFrame, yours: pd.DataFrame, judge: Callable[[Any, Any], tuple[str, bool, str]]
) -> Iterator[_Outcome]:
    """Pair rows whose words overlap, those that share most first, and judge each pair."""
    found, wanted = {row.Index: row for row in mine.itertuples()}, {row.Index: row for row in yours.itertuples()}
    for a, b in _overlapping(mine, yours):
        if a in found and b in wanted:
            one, other = found.pop(a), wanted.pop(b)
            kind, right, note = judge(one, other)
            yield _Outcome(kind, right, (_place(one),), (_place(other),), note, a)
    yield from (_Outcome(EXTRA, False, (_place(row),), (), row=number) for number, row in found.items())
    yield from (_Outcome(MISSED, False, (), (_place(row),)) for row in wanted.values())


def _overlapping(mine: pd.DataFrame, yours: pd.DataFrame, least: float = 0.0) -> list[tuple[int, int]]:
    """The pairs of rows that share characters, those that share most of both first; least is a share of both."""
    pairs = []
    for one in mine.itertuples():
        near = yours[(yours.start < one.end) & (one.start < yours.end)] if len(yours) else yours
        for other in near.itertuples():
            shared = min(one.end, other.end) - max(one.start, other.start)
            whole = max(one.end, other.end) - min(one.start, other.start)
            if shared >= least * whole:
                pairs.append((-shared / whole, one.Index, other.Index))
    return [(a, b) for _, a, b in sorted(pairs)]


def _same_actors(mine: pd.DataFrame, yours: pd.DataFrame) -> dict[int, str]:
    """Which actor of the gold each actor of the machine is: the one that it shares most mentions with."""
    counts = Counter((mine.actor[a], yours.actor[b]) for a, b in _overlapping(mine, yours, 0.5))
    found: dict[int, str] = {}
    for (actor, name), _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if actor not in found and name not in found.values():
            found[actor] = name
    return found


def _place(row: Any) -> tuple[int, int]:
    return int(row.start), int(row.end)


def _number(reading: Reading, offset: int) -> int:
    """The number of the sentence that an offset lies in."""
    return max(int(reading.sentences.start.searchsorted(offset, side="right")) - 1, 0)


def _words(reading: Reading, places: tuple[tuple[int, int], ...]) -> str | None:
    """The words at some places, in text order."""
    return " … ".join(reading.article.text[a:b] for a, b in sorted(places)) or None


def _head(row: _Outcome) -> str:
    """The kind of an outcome, and whether it counts as right all the same."""
    counted = " (counts as right)" if row.right and row.kind != RIGHT else ""
    return row.kind + counted + (f" ({row.note})" if row.note else "")


def _sentence(reading: Reading, row: _Outcome, mark: Callable[[str, bool, bool], str]) -> str:
    """The sentences that an outcome lies in, with its words marked."""
    places = [Stretch(*place) for place in sorted(row.found + row.reference)]
    first, last = _number(reading, places[0].start), _number(reading, max(place.end for place in places) - 1)
    start, end = int(reading.sentences.start[first]), int(reading.sentences.end[last])
    pieces = []
    for a, b, over in cut_at(start, end, places):
        inside = [any(place in side for place in over) for side in (row.found, row.reference)]
        words = reading.article.text[a:b]
        core = words.strip()  # marks begin and end at words, or two of them would run together
        lead, tail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :] if core else ""
        pieces += [lead, mark(core, *inside) if core else "", tail]
    return "".join(pieces)


def _plain(words: str, machine: bool, gold: bool) -> str:
    marked = f"_{words}_" if gold else words
    return f"[{marked}]" if machine else marked


def _html(words: str, machine: bool, gold: bool) -> str:
    marked = escape(words)
    marked = f"<u>{marked}</u>" if gold else marked
    return f'<mark style="background:#cfe6f5;color:#222">[{marked}]</mark>' if machine else marked
