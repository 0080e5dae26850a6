"""The annotated article: as a page (HTML, one file, no script) and as plain text in brackets."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from .article import Article
from .files import DATA
from .reading.labels import Palette, actor_labels, resolved, source_labels
from .text import cut_at, paragraphs

if TYPE_CHECKING:
    from .reading import Reading

_CSS = DATA / "page.css"
# From the outermost layer to the innermost, where marks lie over each other.
_LAYERS = ("content", "source", "cue", "date", "actor")
_KEY = (
    'Marked: <span class="or-actor">an actor</span>, <span class="or-date">a date</span>, and of each claim '
    '<span class="or-source">the source</span>, <span class="or-cue">the cue</span> and '
    '<span class="or-content or-first or-last">the content</span>. Its number, that of its row in the table, leads to '
    "its note in the margin."
)
# Lines above and below besides the colour; they run on where a mark is split.
_LIT = """  --or-soft: var(--or-ink);
  color: var(--or-ink);
  background: #9cc;
  background: color-mix(in srgb, var(--or-own) 40%, var(--or-paper));
  box-shadow: 0 -2px 0 var(--or-ink), 0 2px 0 var(--or-ink);
"""
_ABOUT = 3  # names of those whom a claim is about


class _Mark(NamedTuple):
    """A stretch of the article: what it is, what is said of it, and whose colour it has."""

    start: int
    end: int
    layer: int
    label: str  # in brackets, and in the tooltip
    shown: str  # behind the words, where they do not say it themselves
    colour: int | None
    claim: int | None = None

    @property
    def role(self) -> str:
        """What it is: content, source, cue, date or actor."""
        return _LAYERS[self.layer]


def page_html(reading: Reading) -> str:
    """The annotated article as one HTML file that needs nothing else: no script, no font, no picture.

    >>> from onrecord import from_text, read
    >>> "<script" in page_html(read(from_text("The mayor said <script>no</script>.")))
    False
    """
    return _document(reading.article, _annotated(reading, "h1"))


def article_html(article: Article) -> str:
    """The article without a mark, to print and write on: its paragraphs by their numbers, and room beside them.

    >>> from onrecord import Article
    >>> 'data-p="1">The mayor said no.</p>' in article_html(Article("The mayor said no."))
    True
    """
    stretches = (escape(article.text[p.start : p.end]).replace("\n", "<br>") for p in paragraphs(article.text))
    blocks = "\n".join(_numbered(number, shown) for number, shown in enumerate(stretches, 1))
    style = f"<style>\n{_CSS.read_text(encoding='utf-8')}</style>"
    return _document(article, f'{style}\n<article class="onrecord">\n{_head(article, "h1")}{blocks}\n</article>')


def article_fragment(article: Article) -> str:
    """The article without a mark, for a notebook: its paragraphs by their numbers, everything escaped."""
    items = "".join(f"<li>{escape(article.text[p.start : p.end])}</li>" for p in paragraphs(article.text))
    return f"<p><strong>{escape(article.source_line)}</strong></p><ol>{items}</ol>"


def _document(article: Article, body: str) -> str:
    title = escape(article.title or article.name)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(body)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title} – On Record</title>\n</head>\n<body class="or-page">\n<main>\n'
        f"{body}\n</main>\n</body>\n</html>\n"
    )


def _policy(body: str) -> str:
    """What a browser may do with the page: use its one style, which it knows by its hash, and nothing else."""
    style = body[body.index("<style>") + len("<style>") : body.index("</style>")]
    digest = b64encode(hashlib.sha256(style.encode("utf-8", "replace")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _head(article: Article, heading: str) -> str:
    """The article's title; it is a heading on a page, and none in a notebook, which has its own."""
    day = f"{article.published or 'no publication date'}"
    line = escape(", ".join(part for part in (article.publisher, day) if part))
    return f'<{heading} class="or-title">{escape(article.title)}</{heading}>\n<p class="or-line">{line}</p>\n'


def page_fragment(reading: Reading) -> str:
    """The annotated article as a piece of HTML, for a notebook's output. Everything from the article is escaped.

    Where styles are stripped from it (GitHub does that), it reads as page_text() does: in brackets.
    """
    return _annotated(reading, "p")


def page_text(reading: Reading) -> str:
    """The annotated article as plain text, for terminals: [source 0: ...] [cue 0: ...] and so on in brackets.

    Dates have their value, and actors their name where the words are not the name itself.

    >>> from onrecord import from_text, read
    >>> page_text(read(from_text("The mayor said no pool will close.")))
    '[source 0: The mayor] [cue 0: said] [content 0: no pool will close].'
    """
    text = reading.article.text
    marks = [mark for mark in _marks(reading) if mark.label]
    out = []
    for start, end, over in cut_at(0, len(text), marks):
        opened = "".join(f"[{mark.label}: " for mark in sorted(over, key=_depth) if mark.start == start)
        out += [opened, text[start:end], "]" * sum(mark.end == end for mark in over)]
    return "".join(out)


def _annotated(reading: Reading, heading: str) -> str:
    """The annotated article, as a part of a page."""
    article = reading.article
    key = hashlib.sha256(f"{article.title}\n{article.text}".encode("utf-8", "replace")).hexdigest()[:6]
    notes = _Notes(reading, f"or-{key}")
    blocks = "\n".join(_block(notes, *paragraph) for paragraph in _paragraphs(reading))
    return (
        f"<style>\n{_CSS.read_text(encoding='utf-8')}{_lighting(reading)}</style>\n"
        f'<article class="onrecord">\n{_head(article, heading)}'
        f'<p class="or-line or-key">{_KEY}</p>\n'
        f"{blocks}\n</article>"
    )


def _lighting(reading: Reading) -> str:
    """The rule that lights a claim's parts and its note together, where one of them is pointed at or has the focus."""
    numbers = list(reading.attributed.index)
    if not numbers:
        return ""
    which = ",\n".join(f".onrecord:has(.or-k{n}:is(:hover, :focus-within)) .or-k{n}" for n in numbers)
    return f"{which} {{\n{_LIT}}}\n"


def _paragraphs(reading: Reading) -> Iterator[tuple[int, int, int, list[_Mark]]]:
    """Each paragraph's number and offsets with the marks that touch it."""
    groups = reading.sentences.groupby("paragraph")
    marks = _marks(reading)
    first = 0
    for number, start, end in zip(groups.groups, groups.start.min(), groups.end.max(), strict=True):
        while first < len(marks) and marks[first].start < start and marks[first].end <= start:
            first += 1
        touching = []
        for mark in marks[first:]:
            if mark.start >= end:
                break
            if mark.end > start:
                touching.append(mark)
        yield int(number), int(start), int(end), touching


def _marks(reading: Reading) -> list[_Mark]:
    """All marks, in text order."""
    palette = Palette(reading)
    found = [*_claim_marks(reading, palette), *_actor_marks(reading, palette)]
    for row in reading.dates.itertuples():
        words, days = " ".join(row.text.split()), resolved(row.earliest, row.latest)
        found.append(_Mark(row.start, row.end, 3, f"date {row.value}", days if days != words else "", None))
    return sorted(found, key=lambda mark: (mark.start, -mark.end, mark.layer))


def _claim_marks(reading: Reading, palette: Palette) -> Iterator[_Mark]:
    """The spans of claims, in their source's colour."""
    actors = reading.attributed.source_actor
    for row in reading.spans[reading.spans.claim.isin(actors.index)].itertuples():
        label, colour = f"{row.role} {row.claim}", palette.place(actors[row.claim])
        yield _Mark(row.start, row.end, _LAYERS.index(row.role), label, "", colour, int(row.claim))


def _actor_marks(reading: Reading, palette: Palette) -> Iterator[_Mark]:
    """Mentions; those that are no name of the actor say who is meant."""
    for row in reading.mentions.itertuples():
        name = reading.actors.name[row.actor]
        plain = row.kind == "name" or " ".join(row.text.split()).casefold() == name.casefold()
        label = "" if plain else f"actor {name}"
        yield _Mark(row.start, row.end, 4, label, "" if plain else name, palette.place(row.actor))


def _depth(mark: _Mark) -> tuple[int, int, int]:
    """How far inside a mark lies, of several that lie over each other."""
    return mark.layer, mark.start, -mark.end


def _block(notes: _Notes, number: int, start: int, end: int, marks: list[_Mark]) -> str:
    """One paragraph with the notes of the claims that begin in it beside it."""
    text = notes.reading.article.text
    shown = "".join(_shown(text, notes, *piece) for piece in cut_at(start, end, marks))
    beside = "".join(notes.note(claim) for claim in notes.beginning(start, end))
    aside = f'<ul class="or-notes">{beside}</ul>' if beside else ""
    return _numbered(number, shown, aside)


def _numbered(number: int, shown: str, aside: str = "") -> str:
    """A paragraph as HTML, with its number and with what stands beside it."""
    return f'<div class="or-block"><p class="or-text" data-p="{number}">{shown}</p>{aside}</div>'


def _shown(text: str, notes: _Notes, start: int, end: int, marks: list[_Mark]) -> str:
    """A piece of the text in the spans of its marks, one within the other."""
    html = escape(text[start:end]).replace("\n", "<br>")
    for mark in sorted(marks, key=_depth)[::-1]:
        first, last = mark.start == start, mark.end == end
        label = escape(mark.label)
        opened = f'<span class="or-bracket">[{label}: </span>' if first and label else ""
        closed = '<span class="or-bracket">]</span>' if last and label else ""
        said = f' data-or="{escape(mark.shown)}"' if last and mark.shown else ""
        number = notes.number(mark) if first and mark.claim is not None else ""
        html = f'<span class="{_classes(mark, first, last)}"{said}>{opened}{number}{html}{closed}</span>'
    return html


def _classes(mark: _Mark, first: bool, last: bool) -> str:
    """What the style knows a mark by, in its first piece, in its last and in between."""
    classes = [f"or-{mark.role}", "or-grey" if mark.colour is None else f"or-a{mark.colour}"]
    classes += ["or-first"] * first + ["or-last"] * last
    classes += [] if mark.claim is None else [f"or-k{mark.claim}"]
    return " ".join(classes)


class _Notes:
    """The notes in the margin, and the numbers in the text that lead to them."""

    def __init__(self, reading: Reading, prefix: str) -> None:
        """Take the claims with what is known of them; ids begin with the prefix, so that pages can stand together."""
        self.reading, self.prefix, self.palette = reading, prefix, Palette(reading)
        self.claims = reading.attributed
        names = actor_labels(reading)
        self.names = source_labels(reading)
        about = reading.about.drop_duplicates(["claim", "actor"]).groupby("claim").actor
        self.about_names = {claim: [names[actor] for actor in actors] for claim, actors in about}
        # Where a claim's number stands: at its cue, or at its content where it has none.
        spans = reading.spans[reading.spans.claim.isin(self.claims.index)]
        cues = spans[spans.role == "cue"].groupby("claim").start.min()
        contents = spans[spans.role == "content"].groupby("claim").start.min()
        self.anchors = [*cues.items(), *contents.drop(cues.index, errors="ignore").items()]
        self._at = {(claim, start) for claim, start in self.anchors}
        self._roles = dict.fromkeys(cues.index, "cue")

    def beginning(self, start: int, end: int) -> list[int]:
        """The claims whose number stands in a paragraph."""
        return sorted(int(claim) for claim, at in self.anchors if start <= at < end)

    def number(self, mark: _Mark) -> str:
        """The number of a claim where it stands in the text: a link to its note, so that the keyboard gets there."""
        claim = mark.claim
        if claim is None or (claim, mark.start) not in self._at or mark.role != self._roles.get(claim, "content"):
            return ""
        to = f'id="{self.prefix}-c{claim}" href="#{self.prefix}-n{claim}"'
        # The digits come from the style: without it, the bracket has them.
        return f'<a class="or-n" {to} data-n="{claim}" aria-label="Claim {claim}: its note"></a>'

    def note(self, claim: int) -> str:
        """What stands beside a paragraph of one of its claims."""
        row = self.claims.loc[claim]
        place = self.palette.place(row.source_actor)
        cue = f" <i>{escape(row.cue)}</i>" if isinstance(row.cue, str) else ""
        colour = "or-grey" if place is None else f"or-a{place}"
        where = f'href="#{self.prefix}-c{claim}" aria-label="Claim {claim}: where it stands"'
        link = f'<a class="or-n" {where}>{claim}</a>'
        kind = f'<span class="or-kind">{escape(self._kind(row, claim))}</span>'
        who = f"<b>{escape(self.names[claim])}</b>"
        return f'<li id="{self.prefix}-n{claim}" class="or-note or-k{claim} {colour}">{link} {who}{cue} · {kind}</li>'

    def _kind(self, row: pd.Series[Any], claim: int) -> str:
        """What kind of claim it is, about whom, and when it was made."""
        parts = [f"{row.quotation} {row.cue_class}"]
        parts += [f"hedged ({row.hedge})"] if row.hedged else []
        parts += ["negated"] if row.negated else []
        about = self.about_names.get(claim, [])
        more = f" and {len(about) - _ABOUT} more" if len(about) > _ABOUT else ""
        parts += [f"about {', '.join(about[:_ABOUT])}{more}"] if about else []
        if not pd.isna(row.date):
            day = self.reading.dates.loc[row.date]
            parts.append(f"on {resolved(day.earliest, day.latest) or day.text}")
        return " · ".join(parts)
