"""What kind of claim it is: its class, its quotation, its hedges, its negation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..text.cues import Entry, lexicon
from .decoding import Attribution
from .joining import Marks
from .quotes import kind_of
from .sources import SUBJECTS, source_kind
from .spans import Claim, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Under which part of speech the lexicon lists a word of each of spaCy's kinds.
PLACES = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}
# A cue that no lexicon lists gets the class that the model holds for at least this likely, else none.
_LIKELY = 0.6
# The classes that narrower corpora count: speech and thought reported as such, no wishes, orders or acts.
_REPORTED = frozenset({"speech", "warning", "denial", "belief", "document"})
# The rules whose finds of these classes are reported speech, whatever the model thinks of it.
_REPORTING = frozenset(
    {
        "clausal-complement",
        "shared-subject",
        "according-to",
        "as-clause",
        "fronted-clause",
        "quote-before",
        "quote-after",
        "quote-broken",
    }
)
# Heard from others: such a word hedges all that is told with it.
_HEARSAY = frozenset({"reportedly", "allegedly", "purportedly", "supposedly"})
# "Could" of an ability, of the past, of a question: "could only manage two", "could have won", "asked if they could".
_NO_CHANCE = frozenset({"only", "have", "if", "whether", "how", "what", "when", "where", "who", "why"})
_SPEAKERS = frozenset({"i", "we", "you"})
_PROPOSES = frozenset({"suggest", "indicate", "hint", "imply"})
# In clauses, and in words: how deep a hedge may stand, and which contents are long.
_DEEPEST, _LONG = 2, 60
_NOT = frozenset({"not", "n't", "n’t", "never", "no"})

#: The rule of a claim that a reader has put right.
CORRECTED = "corrected"


def completed(doc: Doc, marks: Marks, found: Attribution) -> Claim:
    """Make a claim from what the model has found."""
    cue = _token(doc, found.anchor)
    lemma, cue_class, origin = _class(doc, marks.text, cue, found)
    second = found.second
    claim = Claim(
        source=found.source,
        cue=found.cue,
        content=found.content,
        cue_lemma=lemma,
        cue_class=cue_class,
        class_from=origin,
        confidence=round(found.confidence, 2),
        rule="model" if second is None else f"model, {second.rule}",
    )
    whole = with_kinds(doc, marks, claim)
    sure = second is not None and second.rule in _REPORTING and whole.reported
    return whole._replace(reported=found.reported or sure)


def with_kinds(doc: Doc, marks: Marks, claim: Claim) -> Claim:
    """Add to a claim what its words tell: quotation, hedges, negation, and whether it is reported as such."""
    cue_class = claim.cue_class
    if cue_class in {"speech", "document"}:  # the cue is neutral: the source decides
        cue_class = "document" if source_kind(doc, claim.source) == "document" else "speech"
    return claim._replace(
        cue_class=cue_class,
        quotation=kind_of(*marks.words(claim.content)),
        hedge="; ".join(_hedges(doc, claim)),
        negated=_negated(doc, claim.cue) or _nobody(doc, claim.source),
        reported=cue_class in _REPORTED,
    )


def by_reader(
    doc: Doc,
    marks: Marks,
    source: tuple[Span, ...],
    cue: tuple[Span, ...],
    content: tuple[Span, ...],
    before: Claim | None,
) -> Claim:
    """A claim whose parts a reader has named: sure, with what its words tell; what its cue says stays where that stays.

    A new cue has the first class that the lexicon lists for it, speech where that is one.
    """
    lemma, cue_class, class_from = "", "speech", ""
    if before and before.cue == cue:
        lemma, cue_class, class_from = before.cue_lemma, before.cue_class, before.class_from
    elif cue:
        found = doc.char_span(*cue[0], alignment_mode="expand")
        lemma, entry = _entry(doc, found.root if found is not None else _token(doc, cue[0].start), cue)
        possible = sorted(set(entry.values()), key=lambda name: (name != "speech", name))
        cue_class, class_from = (possible[0], "lexicon") if possible else ("unknown", "")
    return with_kinds(doc, marks, Claim(source, cue, content, lemma, cue_class, class_from, 1.0, CORRECTED))


def _class(doc: Doc, text: str, cue: Token, found: Attribution) -> tuple[str, str, str]:
    """A cue's lemma and class, and where the class is from: the lexicon, the model, or ""."""
    words = " ".join(text[a:b] for a, b in found.cue).lower()
    if "according to" in words:
        return "according to", "speech", "lexicon"
    lemma, entry = _entry(doc, cue, found.cue)
    if other := _class_with_particle(cue):
        return lemma, other, "lexicon"
    possible = set(entry.values())
    if found.second and found.second.cue_class in possible:
        return lemma, found.second.cue_class, "lexicon"
    scores = {name: score for name, score in found.class_scores.items() if not possible or name in possible}
    best = max(scores, key=lambda name: scores[name])
    if possible:
        return lemma, best, "lexicon"
    return (lemma, best, "model") if scores[best] >= _LIKELY else (lemma, "unknown", "")


def _class_with_particle(cue: Token) -> str | None:
    """The class of a cue that its particle makes another word ("point out"), if the lexicon lists it."""
    pairs = (f"{cue.lemma_} {child}".lower() for child in cue.children if child.dep_ == "prt")
    return next((found for pair in pairs if (found := lexicon().particle.get(pair))), None)


def _entry(doc: Doc, head: Token, cue: tuple[Span, ...]) -> tuple[str, Entry]:
    """The lemma and the lexicon's entry of a cue's head, else of another of its words ("remains hopeful")."""
    words = [head, *(token for span in cue for token in doc.char_span(*span, alignment_mode="expand") or ())]
    for token in words:
        lemma = token.lemma_.lower()
        entry = lexicon().entry(PLACES.get(token.pos_, ""), lemma)
        if entry:
            return lemma, entry
    return head.lemma_.lower(), {}


def _token(doc: Doc, offset: int) -> Token:
    """The token that an offset lies in."""
    span = doc.char_span(offset, offset + 1, alignment_mode="expand")
    assert span is not None, "offsets come from the text itself"
    return span[0]


def _hedges(doc: Doc, claim: Claim) -> list[str]:
    """The words by which a claim is given as less than certain, in text order, each once.

    Where a content is long, a word deep inside it hedges a detail and not the claim.
    """
    spans = [doc.char_span(*span, alignment_mode="expand") or () for span in sorted((*claim.cue, *claim.content))]
    tokens = [token for span in spans for token in span]
    inside = {token.i for token in tokens}
    cue = {token.i for span in claim.cue for token in doc.char_span(*span, alignment_mode="expand") or ()}
    shows = source_kind(doc, claim.source) == "document"
    long = len(tokens) > _LONG
    found = []
    for token in tokens:
        if token.pos_ == "PROPN" or not _is_hedge(token):
            continue
        # "Suggest" speaks of evidence where it is a text's own cue; who proposes or hints has no doubt.
        if token.lemma_.lower() in _PROPOSES and not (shows and token.i in cue):
            continue
        if token.lower_ in _HEARSAY or _depth(token, inside) <= (0 if long else _DEEPEST):
            found.append(token.lower_)
    return list(dict.fromkeys(found))


def _is_hedge(token: Token) -> bool:
    """Whether a word is one of hedging here: ability, the past and what somebody is asked about are no doubt."""
    hedges = lexicon().words["hedges"]
    if token.lower_ != "could":
        return token.lower_ in hedges or token.lemma_.lower() in hedges
    verb = token.head
    own = {child.lower_ for child in verb.children}
    by_me = any(child.dep_ in SUBJECTS and child.lower_ in _SPEAKERS for child in verb.children)
    denied = any(child.dep_ == "neg" for child in verb.children)
    return not (denied or by_me or own & _NO_CHANCE)


def _depth(token: Token, inside: set[int]) -> int:
    """How far below the content's own verb a word's clause stands."""
    verb = token.head if token.tag_ == "MD" or token.pos_ == "ADV" else token
    steps = 0
    while verb.head.i in inside and verb.head.i != verb.i and steps <= _DEEPEST:
        verb, steps = verb.head, steps + 1
    return steps


def _nobody(doc: Doc, source: tuple[Span, ...]) -> bool:
    """Say whether a source is nobody ("neither side would confirm", "no official said"); No 10 is somebody."""
    span = doc.char_span(*source[0], alignment_mode="expand") if source else None
    if not span:
        return False
    first, after = span[0].lower_, span[1].pos_ if len(span) > 1 else ""
    return first in {"neither", "nobody", "none"} or (first == "no" and after not in {"", "NUM"})


def _negated(doc: Doc, cue: tuple[Span, ...]) -> bool:
    """Say whether the cue is negated: a "not" among its words or helpers ("did not say")."""
    for start, end in cue:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None:
            continue
        if any(token.lower_ in _NOT and token.dep_ in {"neg", "det", "advmod"} for token in span):
            return True
        if any(child.dep_ == "neg" for child in span.root.children):
            return True
    return False
