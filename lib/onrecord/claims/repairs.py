"""What is put in order after the network: one table of repairs, each a small function, in the order in which they run.

Each was counted on articles that nobody tuned on: how many claims it changes, and how many of these are better for it
(`benchmarks/repairs.py`; the figures stand beside the table's entries). What does not pay goes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from . import tidying
from .decoding import Attribution
from .rules import FRONTED
from .sources import antecedent
from .spans import Claim, Span, minus, taken_by

if TYPE_CHECKING:
    from spacy.tokens import Token

    from ..text import Text

_TO_DO = re.compile(r"to\s+\w")
# "It was told that the dam is weak": it is whom somebody told.
_TO_SOMEBODY = frozenset(
    {"tell", "inform", "ask", "warn", "advise", "assure", "notify", "remind", "persuade", "convince"}
)
# In words: a content that begins with a preposition has at least one more.
_WITH_PREPOSITION = 2
_RELATIVE = frozenset({"who", "which", "that", "whom"})

# The rules by which a quotation has a cue beside it.
_BESIDE = frozenset({"quote-before", "quote-after", "quote-broken"})

Spans = tuple[Span, ...]


class Case(NamedTuple):
    """One attribution under repair.

    Attributes:
        text: the text.
        source, cue, content: where they stand.
        anchor: the offset of the cue's head word.
        second: the rules' claim with the same cue, or None.
    """

    text: Text
    source: Spans
    cue: Spans
    content: Spans
    anchor: int
    second: Claim | None


# ------------------------------------------------------------------------------------------- the source


def source_in_the_cue_s_sentence(case: Case) -> Case:
    """Of several stretches those count that stand in the cue's sentence, if any does: the others speak elsewhere."""
    here = case.text.sentence_at(case.anchor)
    beside = tuple(span for span in case.source if case.text.sentence_at(span.start) == here)
    return case._replace(source=beside or case.source)


def source_with_its_bracket(case: Case) -> Case:
    """Take in the bracket that closes one opened inside: "(the OPS)"."""
    return case._replace(source=tuple(tidying.with_bracket(case.text.characters, span) for span in case.source))


def source_with_its_antecedent(case: Case) -> Case:
    """A relative pronoun with the phrase before it that it stands for: "Weller, who"."""
    return case._replace(source=tuple(_with_antecedent(case.text, span) for span in case.source))


def _with_antecedent(text: Text, span: Span) -> Span:
    if text.characters[span.start : span.end].lower() not in _RELATIVE:
        return span
    words = text.doc.char_span(*span, alignment_mode="expand")
    found = antecedent(words[0]) if words else None
    return Span(text.doc[found[0]].idx, span.end) if words and found and found[0] < words[0].i else span


def source_without_its_dateline(case: Case) -> Case:
    """Leave out the dateline that a source begins with: "NORVALE, May 4 – The mayor"."""
    return case._replace(source=tuple(tidying.without_dateline(case.text.characters, span) for span in case.source))


def source_as_the_rules_have_it(case: Case) -> Case:
    """The rules' source where the network has none; of two that begin together the longer one, the whole phrase."""
    own, other = case.source, case.second.source if case.second else ()
    longer = len(own) == len(other) == 1 and own[0].start == other[0].start and own[0].end < other[0].end
    return case._replace(source=other) if longer or not own else case


def source_that_is_nobody(case: Case) -> Case:
    """No source where "it" stands for the content: "It was announced that"; who is told or asked is somebody."""
    doc, text = case.text.doc, case.text.characters
    if len(case.source) != 1 or text[slice(*case.source[0])].lower() != "it" or case.content[0].start < case.anchor:
        return case
    cue = doc.char_span(case.anchor, case.anchor + 1, alignment_mode="expand")
    passive = cue is not None and any(child.dep_ == "auxpass" for child in cue[0].children)
    clause = text[case.content[0].start : case.content[0].start + 5].lower().startswith(("that ", "how ", "why "))
    asked = cue is not None and cue[0].lemma_ in _TO_SOMEBODY
    return case._replace(source=()) if passive and clause and not asked else case


# ------------------------------------------------------------------------------------------- the cue


def cue_with_its_head(case: Case) -> Case:
    """Of several stretches the one with the cue's head, where the rules have no cue of their own."""
    if case.second is not None:
        return case
    head = tuple(span for span in case.cue if span.start <= case.anchor < span.end)
    return case._replace(cue=head or case.cue)


def cue_as_the_rules_have_it(case: Case) -> Case:
    """The cue as the rules have it, without day or addressee.

    An infinitive that the network's cue has and the rules' has not goes to the content that it begins ("refused to
    comment on the deal"). Where none follows it, it is the cue's own ("How much it paid, the firm declined to say").
    """
    if case.second is None or _holds_its_noun(case):
        return case
    text = case.text.characters
    for rest in minus(case.cue, case.second.cue):
        words = text[rest.start : rest.end]
        start = rest.end - len(words.lstrip())
        if rest.start >= case.second.cue[-1].end and _TO_DO.match(text, start, rest.end):
            longer = _begun_at(text, Span(start, rest.end), case.content)
            return case._replace(cue=case.second.cue, content=longer) if longer else case
    return case._replace(cue=case.second.cue)


def _holds_its_noun(case: Case) -> bool:
    """Whether the network's cue has its verb's object, which has the content: "expressed confidence in"."""
    doc = case.text.doc
    content = doc.char_span(*case.content[0], alignment_mode="expand")
    if case.second is None or not content:
        return False
    for rest in minus(case.cue, case.second.cue):
        words = doc.char_span(*rest, alignment_mode="expand") or ()
        for noun in words:
            if noun.dep_ == "dobj" and noun.i < content[0].i and _hangs_on(content[0], noun):
                return True
    return False


def _hangs_on(word: Token, noun: Token) -> bool:
    """Whether a word stands below a noun."""
    return any(above.i == noun.i for above in word.ancestors)


def preposition_of_the_cue(case: Case) -> Case:
    """A preposition between a noun of the cue and the content is the cue's: "expressed confidence in" the boy."""
    doc = case.text.doc
    first = doc.char_span(*case.content[0], alignment_mode="expand")
    if not first or len(first) < _WITH_PREPOSITION or first[0].dep_ != "prep" or not case.cue:
        return case
    last = doc.char_span(*case.cue[-1], alignment_mode="expand")
    noun = last[-1] if last else None
    if noun is None or noun.pos_ != "NOUN" or first[0].head.i != noun.i or noun.i != first[0].i - 1:
        return case
    cue = (*case.cue[:-1], Span(case.cue[-1].start, first[0].idx + len(first[0])))
    return case._replace(cue=cue, content=(Span(first[1].idx, case.content[0].end), *case.content[1:]))


def _begun_at(text: str, infinitive: Span, content: Spans) -> Spans:
    """A content that begins with an infinitive right before one of its stretches; () where it has none there."""
    for n, span in enumerate(content):
        if span.start >= infinitive.end and not text[infinitive.end : span.start].strip():
            return (*content[:n], Span(infinitive.start, span.end), *content[n + 1 :])
    return ()


def fronted_as_the_rules_have_it(case: Case) -> Case:
    """A content before its cue, whole: "How much it paid, the firm declined to say"."""
    second = case.second
    if second is None or second.rule != FRONTED:
        return case
    return case._replace(source=second.source or case.source, cue=second.cue, content=second.content)


# ------------------------------------------------------------------------------------------- the content


def content_without_its_source(case: Case) -> Case:
    """The source's words are no content."""
    return case._replace(content=minus(case.content, case.source) or case.content)


def content_with_its_marks(case: Case) -> Case:
    """Take in the quote marks right beside, and the end of a quotation that is cut by a word or two."""
    quotations, apart = case.text.quotations, (*case.source, *case.cue)
    return case._replace(content=tuple(tidying.with_marks(span, apart, quotations) for span in case.content))


def content_without_holes(case: Case) -> Case:
    """Close holes of a word or two, and join what touches."""
    apart = (*case.source, *case.cue)
    return case._replace(content=tuple(tidying.filled(case.text.characters, case.content, apart)))


def content_to_its_phrase_s_end(case: Case) -> Case:
    """End where the last phrase or list of names ends: never with "the" or "of"."""
    apart = (*case.source, *case.cue)
    ends = (
        tidying.finished_phrase(case.text.doc, span, [*apart, *(other for other in case.content if other != span)])
        for span in case.content
    )
    return case._replace(content=tuple(ends))


def content_with_clean_edges(case: Case) -> Case:
    """No mark at the edge but a quote mark, a bracket that closes, and the sign of a number; nothing that dangles."""
    text = case.text.characters
    return case._replace(content=tuple(tidying.with_clean_edges(text, span) for span in case.content))


def content_without_its_dateline(case: Case) -> Case:
    """Leave out the dateline that a content begins with."""
    return case._replace(content=tuple(tidying.without_dateline(case.text.characters, span) for span in case.content))


#: All repairs of one attribution, in the order in which they run.
REPAIRS: tuple[Callable[[Case], Case], ...] = (
    source_in_the_cue_s_sentence,
    source_with_its_bracket,
    source_with_its_antecedent,
    source_without_its_dateline,
    source_as_the_rules_have_it,
    source_that_is_nobody,
    cue_with_its_head,
    cue_as_the_rules_have_it,
    preposition_of_the_cue,
    fronted_as_the_rules_have_it,
    content_without_its_source,
    content_with_its_marks,
    content_without_holes,
    content_to_its_phrase_s_end,
    content_with_clean_edges,
    content_without_its_dateline,
)


def repaired(text: Text, attribution: Attribution, second: Claim | None) -> Attribution:
    """Put one attribution in order, with what the rules know of the same cue."""
    case = Case(text, attribution.source, attribution.cue, attribution.content, attribution.anchor, second)
    for repair in REPAIRS:
        case = repair(case)
    return attribution._replace(source=case.source, cue=case.cue, content=case.content, second=second)


def with_later_quotations(found: list[Attribution]) -> list[Attribution]:
    """Give a cue the later parts of its quotation, which may stand in paragraphs that the network read apart."""
    spans = [span for one in found for span in (*one.content, *one.cue, *one.source)]
    taken = taken_by(spans, max((span.end for span in spans), default=0))
    longer = []
    for one in found:
        parts = one.second.content if one.second and one.second.rule.startswith(("quote-", FRONTED)) else ()
        end = one.content[-1].end
        later = tuple(part for part in parts if part.start > end and not any(taken[part.start : part.end]))
        longer.append(one._replace(content=(*one.content, *later)))
    return longer


def with_own_quotations(
    text: Text, found: Sequence[Attribution], by_rules: Sequence[Claim]
) -> tuple[list[Attribution], list[Claim]]:
    """Quotations go to the cue of their own sentence: "It is dry, A says. “Nobody should drink,” said B."

    Args:
        text: the text.
        found: what the network has found.
        by_rules: the rules' claims; where a cue stands beside a quotation they are sure.

    Returns:
        The attributions without the quotations that stand in another sentence, beside a cue of their own; and the
        rules' claims of those whose cue the network has not.
    """
    beside = [claim for claim in by_rules if claim.rule in _BESIDE and claim.source and _in_its_sentence(text, claim)]
    parts = sorted((part, n) for n, claim in enumerate(beside) for part in claim.content)
    kept, new = [], dict[tuple[Span, ...], Claim]()
    for one in found:
        here = text.sentence_at(one.anchor)
        shared = [beside[n] for n in sorted({n for span in one.content for n in _sharing(span, parts)})]
        others = [claim for claim in shared if text.sentence_at(claim.cue[0].start) != here]
        content = minus(one.content, [span for claim in others for span in claim.content])
        kept.append(one._replace(content=content) if content and others else one)
        new |= {claim.cue: claim for claim in others if content}
    own = {span.start for one in found for span in one.cue} | {one.anchor for one in found}
    return kept, [claim for cue, claim in new.items() if not any(a <= at < b for a, b in cue for at in own)]


def _in_its_sentence(text: Text, claim: Claim) -> bool:
    """Whether a part of a claim's content ends in the sentence of its cue."""
    here = text.sentence_at(claim.cue[0].start)
    return any(text.sentence_at(part.end - 1) == here for part in claim.content)


def _sharing(span: Span, parts: Sequence[tuple[Span, int]]) -> Iterator[int]:
    """The numbers of the parts, in order and apart from one another, that share a character with a span."""
    for place in range(max(bisect_right(parts, span.start, key=lambda part: part[0].start) - 1, 0), len(parts)):
        part, number = parts[place]
        if part.start >= span.end:
            return
        if span.start < part.end:
            yield number
