"""Claims: who says or thinks what, by rules over spaCy's parse and a lexicon of cues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .joining import Marks, joined, resolved
from .lexicon import Lexicon, lexicon
from .quotes import heard, kind_of, quotes_of, speaker_lines, speaks
from .rules import finds
from .spans import Claim, Find, Span, Stretch

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Claim", "Span", "find_claims"]

# For a rule that was found too rarely to be counted.
_UNMEASURED = 0.5


def find_claims(doc: Doc) -> list[Claim]:
    """Find the claims of a text: attributions of a content to a source by a cue.

    Args:
        doc: a text that a spaCy pipeline with tagger, parser and lemmatizer has read (onrecord.pipeline.parse).

    Returns:
        Claims in the order of their first word, in spans of characters of doc.text. No word is in the content of
        two: of two nested claims the outer one stays.

    >>> from onrecord.pipeline import parse
    >>> doc = parse("The mayor said on Friday that the pool will close.")
    >>> [doc.text[span.start:span.end] for claim in find_claims(doc) for span in claim.content]
    ['that the pool will close']

    Misses: claims whose cue isn't in the lexicon (unless it carries a quotation), and about four in ten of those
    without quote marks; where the parse is wrong, contents come out too short or too long, and a participle's
    source may be the wrong noun. Irony, headlines without a verb and quotations within quotations aren't read.

    Source: own rules; what counts as source, cue and content follows PolNeAR (Newell, Margolin and Ruths, "An
    Attribution Relations Corpus for Political News", LREC 2018).
    """
    known = lexicon()
    marks = Marks(doc, quotes_of(doc))
    found = [*(f for f in finds(doc, known) if not marks.covers(f.anchor)), *speaker_lines(doc)]
    found.sort(key=lambda f: f.anchor)
    carried = heard(doc, marks.quotes, speaks(known), [f.anchor for f in found])
    kept = resolved(doc, joined(doc, found, carried, known), marks)
    claims = [_claim(doc, find, marks, known) for find in kept]
    return sorted(claims, key=lambda c: min(*c.content, *c.cue))


def _claim(doc: Doc, find: Find, marks: Marks, known: Lexicon) -> Claim:
    """Put a find into characters and say of what kind it is."""
    content = _spans(doc, find.content)
    return Claim(
        source=_spans(doc, find.source),
        cue=_spans(doc, (find.cue,)),
        content=content,
        cue_lemma=find.lemma,
        cue_class=find.cue_class,
        quotation=kind_of(*marks.words(content)),
        hedged=_hedged(doc, (find.cue, *find.content), known.words["hedges"]),
        negated=any(token.dep_ == "neg" or token.lower_ == "never" for token in doc[slice(*find.cue)]),
        confidence=known.precision.get(find.rule, _UNMEASURED),
        rule=find.rule,
    )


def _spans(doc: Doc, stretches: tuple[Stretch, ...]) -> tuple[Span, ...]:
    return tuple(Span(doc[a].idx, doc[b - 1].idx + len(doc[b - 1])) for a, b in stretches)


def _hedged(doc: Doc, stretches: tuple[Stretch, ...], hedges: frozenset[str]) -> bool:
    """Say whether a word of hedging is among the cue's or the content's; May the month is none."""
    words = (doc[i] for a, b in stretches for i in range(a, b))
    return any((t.lower_ in hedges or t.lemma_.lower() in hedges) and t.pos_ != "PROPN" for t in words)
