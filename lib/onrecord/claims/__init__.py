"""Claims: who says or thinks what, by a trained model (with rules as a second opinion) or by rules alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..network import Seen, passages_of
from ..text import SPOKEN_BY_NOBODY
from ..text.cues import lexicon
from .apart import apart, place
from .decoding import Attribution
from .forms import below, signed, town_colons, turns_of, with_the_rest
from .joining import Marks, joined, resolved
from .kinds import by_reader, completed, with_kinds
from .model import default_threshold, found_by_model
from .quotes import heard, kind_of, lists_of, speaks
from .repairs import with_own_quotations
from .rules import FRONTED, finds
from .spans import Claim, Find, Span, Stretch, minus

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from ..text import Text

__all__ = ["METHODS", "Claim", "Span", "check_method", "claim_of", "find_claims", "place"]

#: How claims can be found.
METHODS = ("model", "rules")

_Any = TypeVar("_Any", Claim, Attribution)
# For a rule that was found too rarely to be counted.
_UNMEASURED = 0.5


def find_claims(
    text: Text, method: str = "model", threshold: float | None = None, seen: Seen | None = None
) -> list[Claim]:
    """Find the claims of a text: attributions of a content to a source by a cue.

    Args:
        text: the text, taken apart (onrecord.text.parse).
        method: "model" (a small trained network, with the rules as a second opinion) or "rules" (no weights; each
            step can be read in rules.py).
        threshold: the least confidence, 0 to 1, with which a claim is kept. By default the one with the best
            end-to-end F1 on the development data; a lower one finds more and errs more.
        seen: what the network for actors sees in the text, where that is known already: then its passages need not be
            cut again.

    Returns:
        Claims in the order of their first word, in spans of the text's characters. Source, cue and content of a claim
        share no character, and no character is in the content of two.

    Raises:
        ModelError: the model's weights are missing or damaged.
        ValueError: a method of another name.

    >>> from onrecord.text import parse
    >>> text = parse("The mayor said on Friday that the pool will close.")
    >>> [text.characters[span.start:span.end] for claim in find_claims(text) for span in claim.content]
    ['that the pool will close']

    Misses: about one claim in four, most of them without quote marks; contents come out too short or too long about
    as often. Claims within claims are left out. Irony, headlines without a verb and quotations within quotations
    aren't read. The model learned on news about politics; on other texts expect less.

    Source: what counts as source, cue and content follows PolNeAR (Newell, Margolin and Ruths, "An Attribution
    Relations Corpus for Political News", LREC 2018). The model: models/network.md. The rules: own.
    """
    check_method(method)
    doc, marks = text.doc, Marks(text)
    by_rules = _by_rules(text, marks)
    if method == "rules":
        return _whole(text, marks, _sure(by_rules, 0.0 if threshold is None else threshold))
    least = default_threshold() if threshold is None else threshold
    certain = [*turns_of(text), *signed(text), *below(text, by_rules)]
    known = {claim.cue for claim in certain}
    towns = {int(seen.ends[name.last]) for name in seen.names if name.type == "place"} if seen else set[int]()
    colons = town_colons(text, towns)
    found = found_by_model(text, seen.passages if seen else passages_of(text), by_rules, least, colons)
    found = [one for one in _said(text, found) if one.second is None or one.second.cue not in known]
    found, beside = with_own_quotations(text, found, by_rules)
    told: list[Attribution | Claim] = [*found, *beside, *certain]
    claims = [_completed(doc, marks, one) for one in apart(marks.text, told)]
    # What the network is blind to: contents before their cue, and what stands behind a town and a colon.
    blind = {text.paragraph_at(colon) for colon in colons}
    others = [one for one in by_rules if one.rule == FRONTED or text.paragraph_at(one.content[0].start) in blind]
    return _whole(text, marks, [*claims, *(one for one in _sure(others, least) if _stands_free(one, claims))])


def _whole(text: Text, marks: Marks, claims: list[Claim]) -> list[Claim]:
    """Claims in order, with the quotations that none of them had."""
    return sorted((_told(marks, one) for one in with_the_rest(text, claims)), key=place)


def _told(marks: Marks, claim: Claim) -> Claim:
    """A claim with the kind of its quotation, which may have grown."""
    return claim._replace(quotation=kind_of(*marks.words(claim.content)))


def _completed(doc: Doc, marks: Marks, found: Attribution | Claim) -> Claim:
    """A claim with all that is known of it, whether the network or a form has found it."""
    return with_kinds(doc, marks, found) if isinstance(found, Claim) else completed(doc, marks, found)


def claim_of(
    text: Text,
    source: tuple[Span, ...],
    cue: tuple[Span, ...],
    content: tuple[Span, ...],
    before: Claim | None = None,
) -> Claim:
    """The claim whose parts a reader has named; its class, hedges and the like are found as for any other.

    Args:
        text: the text.
        source, cue, content: the parts.
        before: the claim as it was found, where there was one.
    """
    return by_reader(text.doc, Marks(text), source, cue, content, before)


def check_method(method: str) -> None:
    """Raise ValueError where claims cannot be found in this way."""
    if method not in METHODS:
        raise ValueError(f"method is {method!r}; it is one of {', '.join(METHODS)}")


def _sure(claims: list[Claim], least: float) -> list[Claim]:
    return [claim for claim in claims if claim.confidence >= least]


def _stands_free(claim: Claim, others: list[Claim]) -> bool:
    """Whether the content of a claim lies apart from all other claims: its form is sure, and the model missed it."""
    told = [span for other in others for span in (*other.cue, *other.content)]
    own = (*claim.cue, *claim.content)
    return minus(own, told) == own


def _said(text: Text, claims: list[_Any]) -> list[_Any]:
    """The claims in lines that somebody can be made to answer for: no byline, time stamp or heading."""
    return [one for one in claims if text.kind_at((one.cue or one.content)[0].start) not in SPOKEN_BY_NOBODY]


def _by_rules(text: Text, marks: Marks) -> list[Claim]:
    """Claims by rules over the parse and the lexicon of cues."""
    doc, known = text.doc, lexicon()
    found = [f for f in finds(doc, known) if not marks.covers(f.anchor)]
    found.sort(key=lambda f: f.anchor)
    quotes = sorted([*marks.quotes, *lists_of(text)])
    carried = heard(doc, quotes, speaks(known), [f.anchor for f in found])
    bare = [_claim(doc, find) for find in resolved(doc, joined(doc, found, carried, known), marks)]
    told = apart(marks.text, [*bare, *turns_of(text), *signed(text)])
    return _said(text, [with_kinds(doc, marks, one) for one in told])


def _claim(doc: Doc, find: Find) -> Claim:
    """Put a rule's find into characters."""
    return Claim(
        source=_spans(doc, find.source),
        cue=_spans(doc, (find.cue,)),
        content=_spans(doc, find.content),
        cue_lemma=find.lemma,
        cue_class=find.cue_class,
        class_from="lexicon" if find.cue_class != "unknown" else "",
        confidence=lexicon().precision.get(find.rule, _UNMEASURED),
        rule=find.rule,
    )


def _spans(doc: Doc, stretches: tuple[Stretch, ...]) -> tuple[Span, ...]:
    return tuple(Span(doc[a].idx, doc[b - 1].idx + len(doc[b - 1])) for a, b in stretches if a < b)
