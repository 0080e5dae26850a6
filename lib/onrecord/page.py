"""The annotated article: as a page (HTML, one file, no script) and as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .reading import Reading

_CSS = Path(__file__).parent / "data" / "page.css"
UNNAMED = "no source named"


class _Mark(NamedTuple):
    """A stretch of the article with what it is, what to say of it, and the claim it is part of."""

    start: int
    end: int
    role: str  # actor, date, source, cue, content
    label: str
    claim: int | None = None


def page_html(reading: Reading) -> str:
    """The annotated article as one HTML file that needs nothing else.

    >>> from onrecord import from_text, read
    >>> "<script" in page_html(read(from_text("The mayor said <script>no</script>.")))
    False
    """
    title = escape(reading.article.title or reading.article.name)
    body = _annotated(reading, "h1")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title} – On Record</title>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def page_fragment(reading: Reading) -> str:
    """The annotated article as a piece of HTML, for a notebook's output. Everything from the article is escaped."""
    return _annotated(reading, "p")


def _annotated(reading: Reading, heading: str) -> str:
    """The annotated article; its title is a heading on a page, and none in a notebook, which has its own."""
    article = reading.article
    day = f"{article.published or 'no publication date'}"
    line = escape(", ".join(part for part in (article.publisher, day) if part))
    blocks = "\n".join(_block(reading, *paragraph) for paragraph in _paragraphs(reading))
    return (
        f"<style>\n{_CSS.read_text(encoding='utf-8')}</style>\n"
        f'<article class="onrecord">\n<{heading} class="or-title">{escape(article.title)}</{heading}>\n'
        f'<p class="or-line">{line}</p>\n'
        '<p class="or-line">Marked: <span class="or-actor">an actor</span>, <span class="or-date">a date</span>, '
        '<span class="or-source">the source</span>, <span class="or-cue">the cue</span> and '
        '<span class="or-content">the content</span> of a claim.</p>\n'
        f"{blocks}\n</article>"
    )


def page_text(reading: Reading) -> str:
    """The annotated article as plain text: [source S1], [cue C1] and so on in brackets, for terminals.

    Of marks that overlap, the claims' are kept; actors and dates are in the tables.

    >>> from onrecord import from_text, read
    >>> page_text(read(from_text("The mayor said no pool will close.")))
    '[source 1: The mayor] [cue 1: said] [content 1: no pool will close].'
    """
    text = reading.article.text
    out, done = [], 0
    for mark in sorted(_claim_marks(reading)):
        if mark.start >= done and mark.claim is not None:
            out += [text[done : mark.start], f"[{mark.role} {mark.claim + 1}: {text[mark.start : mark.end]}]"]
            done = mark.end
    return "".join([*out, text[done:]])


def _paragraphs(reading: Reading) -> Iterator[tuple[int, int, list[_Mark]]]:
    """Each paragraph's offsets with the marks that touch it."""
    groups = reading.sentences.groupby("paragraph")
    marks = sorted([*_claim_marks(reading), *_other_marks(reading)])
    spans = list(zip(groups.start.min(), groups.end.max(), strict=True))
    first = 0
    for start, end in spans:
        while first < len(marks) and marks[first].start < start and marks[first].end <= start:
            first += 1
        touching = []
        for mark in marks[first:]:
            if mark.start >= end:
                break
            if mark.end > start:
                touching.append(mark)
        yield int(start), int(end), touching


def _claim_marks(reading: Reading) -> Iterator[_Mark]:
    """The spans of claims."""
    for row in reading.spans[reading.spans.claim.isin(reading.attributed.index)].itertuples():
        label = f"{row.role} of claim {row.claim + 1}"
        yield _Mark(row.start, row.end, str(row.role), label, row.claim)


def _other_marks(reading: Reading) -> Iterator[_Mark]:
    """Actors and dates."""
    named = reading.mentions.join(reading.actors[["name", "type"]], on="actor")
    for row in named.itertuples():
        yield _Mark(row.start, row.end, "actor", f"{row.name} ({row.type})")
    for row in reading.dates.itertuples():
        yield _Mark(row.start, row.end, "date", f"{row.type} {row.value}")


def _block(reading: Reading, start: int, end: int, marks: list[_Mark]) -> str:
    """One paragraph with the claims that begin in it beside it."""
    text = reading.article.text
    cuts = sorted({start, end, *(min(max(p, start), end) for mark in marks for p in (mark.start, mark.end))})
    pieces, at, live = [], 0, []
    for left, right in pairwise(cuts):
        while at < len(marks) and marks[at].start <= left:
            live.append(marks[at])
            at += 1
        live = [mark for mark in live if mark.end > left]
        pieces.append(_piece(text[left:right], live, left))
    firsts = reading.attributed[reading.attributed.sentence.isin(_sentences_in(reading, start, end))]
    notes = "".join(_note(reading, number) for number in firsts.index)
    return (
        f'<div class="or-block"><p class="or-text">{"".join(pieces)}</p>'
        f'<ul class="or-notes">{notes}</ul></div>'
    )


def _sentences_in(reading: Reading, start: int, end: int) -> list[int]:
    """The sentences of a paragraph."""
    inside = (reading.sentences.start >= start) & (reading.sentences.end <= end)
    return [int(number) for number in reading.sentences.index[inside]]


def _piece(words: str, marks: list[_Mark], left: int) -> str:
    """A stretch in which no mark begins or ends, with all marks that lie over it."""
    shown = escape(words).replace("\n", "<br>")
    if not marks:
        return shown
    roles = " ".join(sorted({f"or-{mark.role}" for mark in marks}))
    label = escape("; ".join(mark.label for mark in marks))
    begun = [mark.claim for mark in marks if mark.role == "cue" and mark.start == left and mark.claim is not None]
    numbers = "".join(f"<sup>{claim + 1}</sup>" for claim in begun)
    return f'<span class="{roles}" title="{label}">{numbers}{shown}</span>'


def _note(reading: Reading, number: int) -> str:
    """What stands beside a paragraph of one of its claims."""
    claim = reading.claims.loc[number]
    who = claim.source
    if claim.notna().source_actor:
        who = reading.actors.name[claim.source_actor]
    flags = [flag for flag in ("hedged", "negated") if claim[flag]]
    kind = ", ".join([claim.cue_class, claim.quotation, *flags])
    named = escape(who) if isinstance(who, str) else UNNAMED
    cue = f" <i>{escape(claim.cue)}</i>" if isinstance(claim.cue, str) else ""
    return f'<li><sup>{number + 1}</sup> <b>{named}</b>{cue} <span class="or-kind">{escape(kind)}</span></li>'
