"""The reading of an article: actors, dates and claims joined into tables."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from . import tables
from .actors import Actor, Mention, find_actors
from .article import Article, paragraphs
from .claims import Claim, Span, check_method, find_claims
from .claims.sources import source_kind
from .corrections import correct
from .dates import Timex, find_dates
from .errors import step
from .files import write_whole
from .pipeline import parse
from .tables import OWN_VOICE

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# "a spokesman for Norvale", "a report by the council": the body that such a source speaks for.
_SPEAKS_FOR = frozenset({"for", "by", "from", "at", "with"})
_BODIES = frozenset({"organisation", "country"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_MODIFIERS = frozenset({"compound", "poss", "nmod", "amod"})
_PREDICATES = frozenset({"acomp", "attr"})
# Parses nest deeper only where they are wrong.
_MAX_CLIMB = 12


@dataclass(frozen=True)
class Reading:
    """What was read in one article: the article and its tables (onrecord.tables.SCHEMA says what is in them).

    In a notebook it shows itself as the annotated article.
    """

    article: Article
    sentences: pd.DataFrame
    actors: pd.DataFrame
    mentions: pd.DataFrame
    roles: pd.DataFrame
    dates: pd.DataFrame
    claims: pd.DataFrame
    spans: pd.DataFrame
    about: pd.DataFrame

    @property
    def attributed(self) -> pd.DataFrame:
        """The claims that the article attributes to somebody or leaves without a source; not those in its own voice."""
        return self.claims[self.claims.rule != OWN_VOICE]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name, in the order of the schema."""
        return {name: getattr(self, name) for name in tables.SCHEMA}

    def save(self, folder: str | Path, formats: Iterable[str] = ("csv", "page")) -> list[Path]:
        """Write the tables and the annotated article into a folder.

        Args:
            folder: it is made where it is not there.
            formats: what to write: csv, json, parquet, page, annotations (see onrecord.export).

        Returns:
            the files written.

        Raises:
            ValueError: no such format.
        """
        from .export import export

        contents = {name: data for kind in formats for name, data in export(self, kind).items()}
        return [write_whole(Path(folder) / name, data) for name, data in contents.items()]

    def __repr__(self) -> str:
        """Say in one line what was read and how much was found."""
        shown = {**self.tables, "claims": self.attributed}
        sizes = {name: len(t) for name, t in shown.items() if name not in ("roles", "spans", "about")}
        counts = ", ".join(f"{size} {name.removesuffix('s') if size == 1 else name}" for name, size in sizes.items())
        return f"Reading of {self.article.title!r}: {counts}"

    def _repr_html_(self) -> str:
        from .page import page_fragment

        return page_fragment(self)


def read(
    article: Article,
    pipeline: str | None = None,
    method: str = "model",
    threshold: float | None = None,
    corrections: Mapping[str, Any] | None = None,
) -> Reading:
    """Read an article: find its actors, dates and claims, and join them.

    Args:
        article: from load_article or from_text.
        pipeline: the name of an installed spaCy pipeline; by default the one that comes with this project.
        method: how claims are found: "model" or "rules" (see find_claims).
        threshold: the least confidence, 0 to 1, with which a claim is kept; by default as find_claims has it.
        corrections: what to mend about the actors (see correct); by default those of the article, which load_article
            takes from the .toml file beside it.

    Returns:
        A Reading with eight tables: sentences, actors, mentions, roles, dates, claims, spans, about.

    Raises:
        PipelineError: the pipeline is not installed or is damaged.
        ModelError: the weights of the claims model are missing or damaged.
        CorrectionError: a correction that cannot be made.
        StepError: a step met what nobody foresaw; it names the step.

    Misses: what the three extractors miss (see find_actors, find_dates and find_claims), and a source that
    only the sense of the article tells ("a person close to the talks").

    >>> from onrecord import from_text
    >>> read(from_text("Mayor Ann Lee said the pool will close.")).claims.source.tolist()
    ['Mayor Ann Lee']
    """
    check_method(method)
    with step("parse"):
        doc = parse(article.text, pipeline)
    return read_parsed(article, doc, method, threshold, corrections)


def read_parsed(
    article: Article,
    doc: Doc,
    method: str = "model",
    threshold: float | None = None,
    corrections: Mapping[str, Any] | None = None,
) -> Reading:
    """Read an article that a spaCy pipeline has parsed; all else is as for read.

    Args:
        article: as for read.
        doc: its text, with tags, lemmas, a parse and entities.
        method: as for read.
        threshold: as for read.
        corrections: as for read.
    """
    with step("parse"):
        places = _Places(article.text, doc)
    with step("actors"):
        chosen = article.corrections if corrections is None else corrections
        actors, mentions = correct(article.text, *find_actors(doc), chosen)
    with step("dates"):
        timexes = find_dates(doc, article.published)
    with step("claims"):
        claims = find_claims(doc, method, threshold)
    with step("tables"):
        joined = _joined(doc, places, actors, mentions, timexes, claims)
    return Reading(article, **joined)


def _joined(
    doc: Doc,
    places: _Places,
    actors: list[Actor],
    mentions: list[Mention],
    timexes: list[Timex],
    claims: list[Claim],
) -> dict[str, pd.DataFrame]:
    """Join what the steps have found into the tables."""
    makers = _source_actors(doc, claims, actors, mentions)
    when = _claim_dates(doc, claims, timexes, places)
    about = _about(claims, mentions)
    own = _own_voice(claims, places)
    # The actors that a reader can tell, by a name or as a body.
    known = {m.actor for m in mentions if m.kind == "name" or actors[m.actor].type in _BODIES}
    kinds = [_kind(doc, claim, maker in known) for claim, maker in zip(claims, makers, strict=True)]
    return {
        "sentences": tables.make("sentences", places.rows()),
        "actors": tables.make("actors", _actor_rows(actors, mentions, makers, about, places)),
        "mentions": tables.make("mentions", _rows(mentions, places)),
        "roles": tables.make("roles", _role_rows(actors, places)),
        "dates": tables.make("dates", _rows(timexes, places)),
        "claims": tables.make("claims", [*_claim_rows(claims, kinds, makers, when, places), *_own_rows(own, places)]),
        "spans": tables.make("spans", _span_rows([*claims, *own], places.text)),
        "about": tables.make("about", about),
    }


class _Places:
    """Where a character stands: in which sentence and paragraph."""

    def __init__(self, text: str, doc: Doc) -> None:
        """Take the sentences of the parse, without the white space around them."""
        self.text = text
        self.sentences: list[tuple[int, int]] = []
        for sent in doc.sents:
            words = sent.text.strip()
            if words:
                start = sent.start_char + sent.text.index(words)
                self.sentences.append((start, start + len(words)))
        self._starts = [start for start, _ in self.sentences]
        self._paragraphs = [p.start for p in paragraphs(text)]

    def sentence(self, offset: int) -> int:
        """The number of the sentence that an offset lies in."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows of the table of sentences."""
        for start, end in self.sentences:
            paragraph = max(bisect_right(self._paragraphs, start), 1)
            yield {"paragraph": paragraph, "start": start, "end": end, "text": self.text[start:end]}


def _rows(found: list[Mention] | list[Timex], places: _Places) -> Iterator[dict[str, Any]]:
    """The rows of mentions or dates: what was found, its words and its sentence."""
    for item in found:
        words = places.text[item.start : item.end]
        yield {**item._asdict(), "text": words, "sentence": places.sentence(item.start)}


def _actor_rows(
    actors: list[Actor],
    mentions: list[Mention],
    makers: list[int | None],
    about: list[dict[str, int]],
    places: _Places,
) -> Iterator[dict[str, Any]]:
    """The rows of actors, with the counts that the joins give."""
    made = Counter(makers)
    topics = Counter(actor for _, actor in {(row["claim"], row["actor"]) for row in about})
    own = _by_actor(mentions)
    for number, actor in enumerate(actors):
        yield {
            "name": actor.name,
            "type": actor.type,
            "roles": "; ".join(dict.fromkeys(" ".join(role.text.split()) for role in actor.roles)),
            "aliases": "; ".join(actor.aliases),
            "n_mentions": len(own[number]),
            "first_sentence": places.sentence(own[number][0].start),
            "n_claims_made": made[number],
            "n_claims_about": topics[number],
        }


def _role_rows(actors: list[Actor], places: _Places) -> Iterator[dict[str, Any]]:
    """The rows of roles, in text order."""
    said = sorted((role.start, role.end, number) for number, actor in enumerate(actors) for role in actor.roles)
    for start, end, number in said:
        words = places.text[start:end]
        yield {"actor": number, "start": start, "end": end, "text": words, "sentence": places.sentence(start)}


def _by_actor(mentions: list[Mention]) -> dict[int, list[Mention]]:
    """Mentions by actor, in text order."""
    own: dict[int, list[Mention]] = {}
    for mention in mentions:
        own.setdefault(mention.actor, []).append(mention)
    return own


def _claim_rows(
    claims: list[Claim], kinds: list[str], makers: list[int | None], dates: list[int | None], places: _Places
) -> Iterator[dict[str, Any]]:
    """The rows of attributions."""
    for claim, kind, maker, day in zip(claims, kinds, makers, dates, strict=True):
        first = min(span.start for span in (*claim.source, *claim.cue, *claim.content))
        yield {
            **claim._asdict(),
            "sentence": places.sentence(first),
            "source": _words(claim.source, places.text),
            "source_actor": maker,
            "source_kind": kind,
            "cue": _words(claim.cue, places.text),
            "content": _words(claim.content, places.text),
            "class_from": claim.class_from or None,
            "hedged": bool(claim.hedge),
            "hedge": claim.hedge or None,
            "date": day,
        }


def _kind(doc: Doc, claim: Claim, known: bool) -> str:
    """What kind of source it is; "the mayor" isn't somebody unnamed where the text says elsewhere who that is."""
    kind = source_kind(doc, claim.source)
    return "named" if kind == "unnamed" and known else kind


def _own_voice(claims: list[Claim], places: _Places) -> list[Claim]:
    """The sentences that nobody is made to answer for, as claims of the article itself."""
    attributed = {
        number
        for claim in claims
        for span in (*claim.cue, *claim.content)
        for number in range(places.sentence(span.start), places.sentence(span.end - 1) + 1)
    }
    return [
        Claim((), (), (Span(*sentence),), "", "own voice", "", 1.0, OWN_VOICE)
        for number, sentence in enumerate(places.sentences)
        if number not in attributed and any(c.isalpha() for c in places.text[slice(*sentence)])
    ]


def _own_rows(own: list[Claim], places: _Places) -> Iterator[dict[str, Any]]:
    """The rows of the article's own claims."""
    for claim in own:
        missing = dict.fromkeys(("source", "source_actor", "cue", "class_from", "hedge", "date"))
        yield {
            **claim._asdict(),
            **missing,
            "sentence": places.sentence(claim.content[0].start),
            "source_kind": "article",
            "content": _words(claim.content, places.text),
            "hedged": False,
        }


def _words(spans: tuple[Span, ...], text: str) -> str | None:
    """The words of a broken span, or None where there is none."""
    return " … ".join(text[span.start : span.end] for span in spans) or None


def _span_rows(claims: list[Claim], text: str) -> Iterator[dict[str, Any]]:
    """The rows of spans: one for each unbroken stretch of each role of each claim."""
    for number, claim in enumerate(claims):
        for role in tables.ROLES:
            for start, end in getattr(claim, role):
                yield {"claim": number, "role": role, "start": start, "end": end, "text": text[start:end]}


def _claim_dates(doc: Doc, claims: list[Claim], timexes: list[Timex], places: _Places) -> list[int | None]:
    """The date on which each claim was made: the nearest one that hangs on its cue, outside everything claimed."""
    claimed = sorted(span for claim in claims for span in (*claim.source, *claim.content))
    starts, furthest = [span.start for span in claimed], list(accumulate((span.end for span in claimed), max))
    days: dict[int, list[tuple[int, Timex]]] = {}
    for number, timex in enumerate(timexes):
        before = bisect_left(starts, timex.end) - 1
        inside = before >= 0 and furthest[before] > timex.start
        # "Now" and "in the past" are no day; a Thursday is one, also where nobody knows which.
        if timex.type in ("DATE", "TIME") and timex.value[:1] in "0123456789X" and not inside:
            days.setdefault(places.sentence(timex.start), []).append((number, timex))
    found: list[int | None] = []
    for claim in claims:
        anchor = claim.cue[0].start if claim.cue else -1
        near = [
            (abs(day.start - anchor), number)
            for number, day in days.get(places.sentence(anchor), [])
            if claim.cue and _hangs_on(_root(doc, day.start, day.end), _root(doc, *claim.cue[0]))
        ]
        found.append(min(near)[1] if near else None)
    return found


def _hangs_on(token: Token, cue: Token) -> bool:
    """Whether a date's head word belongs to a cue's clause: no other clause with its own subject lies between.

    "Speaking on Monday, she said" and "as ministers meet on Monday, she warned" do; "the hearing starts on Monday,
    and she expects" does not. A cue that is no verb ("is hopeful") is dated by its verb.
    """
    goals = {cue.i, cue.head.i} if cue.dep_ in _PREDICATES else {cue.i}
    for _ in range(_MAX_CLIMB):
        if token.i in goals:
            return True
        own_clause = token.dep_ != "advcl" and any(child.dep_ in _SUBJECTS for child in token.children)
        if own_clause or token.head.i == token.i:
            return False
        token = token.head
    return False


def _inside(span: Span, mentions: list[Mention], starts: list[int]) -> list[int]:
    """The numbers of the mentions that lie inside a span."""
    numbers = range(bisect_left(starts, span.start), bisect_left(starts, span.end))
    return [number for number in numbers if mentions[number].end <= span.end]


def _about(claims: list[Claim], mentions: list[Mention]) -> list[dict[str, int]]:
    """The rows of about: every mention that lies inside a claim's content."""
    starts = [mention.start for mention in mentions]
    return [
        {"claim": number, "actor": mentions[mention].actor, "mention": mention}
        for number, claim in enumerate(claims)
        for span in claim.content
        for mention in _inside(span, mentions, starts)
    ]


def _source_actors(doc: Doc, claims: list[Claim], actors: list[Actor], mentions: list[Mention]) -> list[int | None]:
    """The actor behind each claim's source; of a broken one, behind the first stretch that says more than a place."""
    starts = [mention.start for mention in mentions]
    found = []
    for claim in claims:
        stretches = [(span, [mentions[n] for n in _inside(span, mentions, starts)]) for span in claim.source]
        telling = (pair for pair in stretches if any(actors[m.actor].type != "place" for m in pair[1]))
        span, inside = next(telling, stretches[0] if stretches else (None, []))
        found.append(_source_actor(doc, span, actors, inside) if span and inside else None)
    return found


def _source_actor(doc: Doc, source: Span, actors: list[Actor], inside: list[Mention]) -> int | None:
    """The actor behind a source: the one that its head word is part of, one beside it, or the body it speaks for."""
    head = _root(doc, source.start, source.end)
    holding = [m for m in inside if m.start <= head.idx < m.end]
    if holding:
        held = max(holding, key=lambda m: m.end - m.start).actor
        # The town of a dateline may stand for the head.
        beside = _beside_head(doc, source, actors, inside, {"person"}) if actors[held].type == "place" else None
        return held if beside is None else beside
    for kinds in ({"person"}, _BODIES | {"group"}):
        beside = _beside_head(doc, source, actors, inside, kinds)
        if beside is not None:
            return beside
    if head.pos_ == "PROPN":  # somebody is named, but is no actor that was found
        return None
    bodies = {
        m.actor
        for m in inside
        if actors[m.actor].type in _BODIES and _root(doc, m.start, m.end).head.lower_ in _SPEAKS_FOR
    }
    return bodies.pop() if len(bodies) == 1 else None


def _beside_head(doc: Doc, source: Span, actors: list[Actor], inside: list[Mention], kinds: Set[str]) -> int | None:
    """The one actor of some kinds that is named beside a source's head: "Harwick – The mayor, Ann Lee"."""
    named = [m for m in inside if m.kind == "name" and actors[m.actor].type in kinds]
    beside = {m.actor for m in named if _stands_alone(_root(doc, m.start, m.end), source)}
    return beside.pop() if len(beside) == 1 else None


def _stands_alone(token: Token, source: Span) -> bool:
    """Whether only appositions lie between a word and what a source hangs on, so that it modifies nothing."""
    while token.dep_ == "appos" and source.start <= token.head.idx < source.end:
        token = token.head
    inside = token.head.i != token.i and source.start <= token.head.idx < source.end
    return not inside and token.dep_ not in _MODIFIERS


def _root(doc: Doc, start: int, end: int) -> Token:
    """The head word of a stretch of text."""
    span = doc.char_span(start, end, alignment_mode="expand")
    assert span is not None, "extractors give offsets inside the text"
    return span.root
