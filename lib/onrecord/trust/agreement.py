"""How far two annotations of a text agree: word by word (kappa), and claim by claim (precision, recall, F1)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pandas as pd

from ..reading import tables
from ..reading.tables import ROLES
from ..text import WORD, paragraphs

if TYPE_CHECKING:
    from ..reading import Reading

# Where a word has two roles, in two claims, the rarer one says more.
_FIRST_ROLE = ("cue", "source", "content")
_DOTS = re.compile(r"\s*(?:…|\.\.\.)\s*")
_FORM = "an annotation is a table with the columns source, cue and content"
_SPAN_COLUMNS = ("claim", "role", "start", "end")
_PAIR_COLUMNS = {"found": "int64", "reference": "int64", "overlap": "float64", "source": "bool", "cue": "bool"}
# Somebody who types a quotation has other quote marks and dashes at hand than the one who printed it.
_SAME_SIGN = str.maketrans("“”„‘’‚–—\u00a0\n\t", "\"\"\"'''-- " + "  ")


class _Words(NamedTuple):
    """The words of a text that a span or a claim covers, by their numbers."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


def annotated_spans(annotated: pd.DataFrame, reading: Reading, paragraph: int) -> pd.DataFrame:
    """Find the words of a hand-made table of claims in a paragraph.

    Quote marks and spaces may differ from the text's. "from the first words … to the last" stands for all between.
    Where words stand in the paragraph more than once, the places that lie nearest to each other are taken.

    Args:
        annotated: one row a claim, with the columns source, cue and content; empty where there is none.
        reading: the reading of the article.
        paragraph: the number of the paragraph, from 1.

    Returns:
        a table of spans, as reading.spans: claim, role, start, end, text.

    Raises:
        ValueError: naming the first words that the paragraph does not have, the column that is missing, or the
            paragraph that the article does not have.

    >>> from onrecord import from_text, read
    >>> mine = pd.DataFrame([("The mayor", "said", "the … close")], columns=["source", "cue", "content"])
    >>> annotated_spans(mine, read(from_text("The mayor said the pool will close.")), 1).text.tolist()
    ['The mayor', 'said', 'the pool will close']
    """
    if not set(ROLES) <= _columns(annotated):
        raise ValueError(_FORM)
    start, end = bounds(reading, paragraph)
    text = reading.article.text
    rows: list[dict[str, Any]] = []
    for number, claim in enumerate(annotated[list(ROLES)].itertuples(index=False)):
        words = {role: _typed(value) for role, value in zip(ROLES, claim, strict=True)}
        places = {r: _places(text, w, (start, end), f"row {number}: the {r}") for r, w in words.items() if w}
        for role, (a, b) in _nearest(places).items():
            rows.append({"claim": number, "role": role, "start": a, "end": b, "text": text[a:b]})
    return tables.make("spans", rows)


def machine_spans(reading: Reading, paragraph: int) -> pd.DataFrame:
    """The spans of the attributions that a reading has in one paragraph; raises ValueError where there is none such.

    >>> from onrecord import from_text, read
    >>> machine_spans(read(from_text("The mayor said the pool will close.")), 1).role.tolist()
    ['source', 'cue', 'content']
    """
    start, end = bounds(reading, paragraph)
    inside = reading.attributed.sentence.map(reading.sentences.start).between(start, end - 1)
    return reading.spans[reading.spans.claim.isin(reading.attributed.index[inside])]


def bounds(reading: Reading, paragraph: int) -> tuple[int, int]:
    """Where a paragraph begins and ends, in characters; raises ValueError where the article has no such paragraph.

    >>> from onrecord import from_text, read
    >>> bounds(read(from_text("The pool will close.")), 1)
    Stretch(start=0, end=20)
    """
    found = paragraphs(reading.article.text)
    # A number taken from a table is no int, and as good.
    if paragraph not in range(1, len(found) + 1):
        raise ValueError(_no_paragraph(paragraph, len(found)))
    return found[int(paragraph) - 1]


def agreement(found: pd.DataFrame, reference: pd.DataFrame, reading: Reading, paragraph: int) -> pd.DataFrame:
    """Compare two annotations of a paragraph.

    Two claims are the same when their contents share at least half of their words (of all words in either), and their
    sources and their cues overlap: what the project's benchmark counts as right.

    Args:
        found, reference: a hand-made table (source, cue, content), or spans such as machine_spans gives.
        reading: the reading of the article.
        paragraph: the number of the paragraph, from 1.

    Returns:
        one row: found, reference (numbers of claims), both (claims in both), precision (both / found), recall
        (both / reference), f1, and kappa (Cohen's, of the words' roles). A share of nothing is missing.

    Raises:
        ValueError: as annotated_spans; it says which of the two tables is no annotation, or what its spans lack.

    Source: Cohen, "A coefficient of agreement for nominal scales" (1960).

    >>> from onrecord import from_text, read
    >>> reading = read(from_text("The mayor said the pool will close."))
    >>> agreement(machine_spans(reading, 1), machine_spans(reading, 1), reading, 1).kappa.item()
    1.0
    """
    text = reading.article.text
    start, end = bounds(reading, paragraph)
    one = _as_spans(found, "the first table (found)", reading, paragraph)
    other = _as_spans(reference, "the second table (reference)", reading, paragraph)
    pairs = pair_claims(one, other, text)
    both, counts = int(is_same(pairs).sum()), (one.claim.nunique(), other.claim.nunique())
    precision, recall = (both / n if n else float("nan") for n in counts)
    words = [word for word in words_of(text) if start <= word[0] < end]
    row = {"found": counts[0], "reference": counts[1], "both": both, "precision": precision, "recall": recall}
    row["f1"] = 2 * both / sum(counts) if sum(counts) else float("nan")
    row["kappa"] = kappa(_roles(one, words), _roles(other, words))
    return pd.DataFrame([row]).round(2)


def kappa(one: Sequence[str], other: Sequence[str]) -> float:
    """Cohen's kappa of two rows of labels: 1 is full agreement, 0 what chance alone would give.

    Missing (nan) where both rows have one and the same label throughout: then chance agrees as well.

    >>> round(kappa(["yes"] * 25 + ["no"] * 25, ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15), 2)
    0.4
    """
    total = len(one)
    if len(other) != total:
        raise ValueError("both rows need the same number of labels")
    if not total:
        return float("nan")
    seen = sum(a == b for a, b in zip(one, other, strict=True)) / total
    left, right = Counter(one), Counter(other)
    chance = sum(left[label] * right[label] for label in left) / total**2
    return (seen - chance) / (1 - chance) if chance < 1 else float("nan")


def pair_claims(found: pd.DataFrame, reference: pd.DataFrame, text: str) -> pd.DataFrame:
    """Pair each claim of one table of spans with at most one of another, those that share most first.

    Returns:
        one row a pair whose contents share a word: found, reference (keys of the claims), overlap (words in both
        contents, of all in either), source and cue (whether they overlap, or both have none).

    >>> pair_claims(tables.make("spans", []), tables.make("spans", []), "").columns.tolist()
    ['found', 'reference', 'overlap', 'source', 'cue']
    """
    words = words_of(text)
    one, other = _claims(found, words), _claims(reference, words)
    rows: list[dict[str, Any]] = []
    for (a, mine), (b, yours) in product(one.items(), other.items()):
        if shared := len(mine.content & yours.content):
            same = {role: _touch(getattr(mine, role), getattr(yours, role)) for role in ("source", "cue")}
            overlap = shared / len(mine.content | yours.content)
            rows.append({"found": a, "reference": b, "overlap": overlap, **same})
    rows.sort(key=lambda r: (-r["overlap"], -(r["source"] + r["cue"]), r["reference"], r["found"]))
    taken: set[tuple[str, int]] = set()
    kept = []
    for row in rows:
        ends = {("found", row["found"]), ("reference", row["reference"])}
        if not ends & taken:
            taken |= ends
            kept.append(row)
    return pd.DataFrame(kept, columns=list(_PAIR_COLUMNS)).astype(_PAIR_COLUMNS)


def is_same(pairs: pd.DataFrame) -> pd.Series:
    """Whether each pair of claims counts as the same claim: half of the content, and source and cue overlap."""
    return (pairs.overlap >= 0.5) & pairs.source & pairs.cue


def words_of(text: str) -> list[tuple[int, int]]:
    """Where each word of a text begins and ends."""
    return [match.span() for match in WORD.finditer(text)]


def _no_paragraph(paragraph: object, count: int) -> str:
    """Why something is not the number of a paragraph."""
    if isinstance(paragraph, str):
        return f"“{paragraph}” is a string; a paragraph is a number, written without quote marks"
    there = f"the paragraphs 1 to {count}" if count > 1 else "one paragraph"
    return f"the article has {there}, and none numbered {paragraph}"


def _claims(spans: pd.DataFrame, words: list[tuple[int, int]]) -> dict[int, _Words]:
    """The words of each claim by role; claims without content are left out, as there is nothing to compare."""
    found: dict[int, dict[str, set[int]]] = {}
    for row in spans.itertuples():
        roles = found.setdefault(int(row.claim), {role: set() for role in ROLES})
        roles[row.role] |= {n for n, (start, end) in enumerate(words) if start < row.end and row.start < end}
    sets = {claim: _Words(*(frozenset(roles[role]) for role in ROLES)) for claim, roles in found.items()}
    return {claim: own for claim, own in sets.items() if own.content}


def _as_spans(table: Any, which: str, reading: Reading, paragraph: int) -> pd.DataFrame:
    """A table of spans as it is; a hand-made one with its words found. A problem is said of the table that has it."""
    columns = _columns(table)
    if columns >= set(_SPAN_COLUMNS):
        return cast("pd.DataFrame", table)
    if columns >= set(ROLES):
        try:
            return annotated_spans(table, reading, paragraph)
        except ValueError as problem:
            raise ValueError(f"{which}: {problem}") from None
    if columns & set(_SPAN_COLUMNS):
        missing = " and ".join(column for column in _SPAN_COLUMNS if column not in columns)
        raise ValueError(f"{which} lacks {missing}; give machine_spans(...) as it is")
    raise ValueError(f"{which} is {'still the three dots' if table is ... else 'no annotation'}; {_FORM}")


def _columns(table: object) -> set[Any]:
    """The columns of a table; none of what is no table, whatever attributes it has (a Styler has columns)."""
    return set(table.columns) if isinstance(table, pd.DataFrame) else set()


def _touch(one: frozenset[int], other: frozenset[int]) -> bool:
    return bool(one & other) or not (one or other)


def _roles(spans: pd.DataFrame, words: list[tuple[int, int]]) -> list[str]:
    """The role of each word: cue, source, content, or none."""
    labels = ["none"] * len(words)
    for role in reversed(_FIRST_ROLE):
        for row in spans[spans.role == role].itertuples():
            for n, (start, end) in enumerate(words):
                if start < row.end and row.start < end:
                    labels[n] = role
    return labels


def _typed(value: object) -> str:
    """What somebody typed into a cell of the table; an empty or missing one is no words."""
    return "" if not isinstance(value, str) else value.strip()


def _places(text: str, words: str, within: tuple[int, int], what: str) -> list[tuple[int, int]]:
    """Every place of some words within a stretch of the text."""
    start, end = within
    plain = text[start:end].translate(_SAME_SIGN)
    pieces = [_pattern(piece) for piece in _DOTS.split(words.translate(_SAME_SIGN)) if piece]
    places = [(start + a, start + b) for a, b in _matches("(?s:.*?)".join(pieces), plain)] if pieces else []
    if not places:
        raise ValueError(f"{what} “{words}” does not stand in this paragraph; copy the words from its text")
    return places


def _pattern(piece: str) -> str:
    r"""A pattern for words with any white space between them."""
    return r"\s+".join(map(re.escape, piece.split()))


def _matches(pattern: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a pattern matches, in any letter case, whole words only; also where one match lies inside another."""
    for match in re.finditer(rf"(?<!\w)(?=({pattern})(?!\w))", text, re.IGNORECASE):
        yield match.span(1)


def _nearest(places: dict[str, list[tuple[int, int]]]) -> dict[str, tuple[int, int]]:
    """One place for each role, so that together they take as little of the text as they can, without overlap."""
    rows = [dict(zip(places, choice, strict=True)) for choice in product(*places.values())]
    return min(rows, key=lambda row: (_overlaps(row), _reach(row)))


def _reach(row: dict[str, tuple[int, int]]) -> int:
    return max((end for _, end in row.values()), default=0) - min((start for start, _ in row.values()), default=0)


def _overlaps(row: dict[str, tuple[int, int]]) -> int:
    ordered = sorted(row.values())
    return sum(a[1] > b[0] for a, b in pairwise(ordered))
