"""Claims by the model: what the network finds in a text, with the rules as a second opinion."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from ..network import candidates, card
from ..network.roles import CONTENT, SOURCE, Candidate
from ..network.windows import Passage
from .decoding import Attribution, attributions
from .rules import FRONTED
from .sources import antecedent
from .spans import Claim, Span, minus
from .tidying import tidied, with_bracket, without_dateline

if TYPE_CHECKING:
    from ..text import Text

_TO_DO = re.compile(r"to\s+\w")
# In the passage's shapes: a word with a capital. Where a sentence begins, every word has one.
_TITLE = 2
_BEGINS = re.compile(r"[.!?:\n“\"”)–—]\s*$")
_CAPITAL_BEFORE, _CAPITAL = re.compile(r"\b[A-Z][\w’'-]*[ ]$"), re.compile(r" (?:[a-z]{2}-)?[A-Z]")
# In letters: a headline in capitals has shorter words in small letters, no longer ones.
_SHORT = 3
_RELATIVE = frozenset({"who", "which", "that", "whom"})
# Scores below these say no more than the least does.
_LEAST = {"confirmed": -8.0, "sure": -3.0}


def default_threshold() -> float:
    """The threshold that ships: the one with the best end-to-end F1 on the development data (see the model's card)."""
    return float(card()["threshold"])


def found_by_model(
    text: Text, passages: list[Passage], by_rules: Sequence[Claim], threshold: float
) -> list[Attribution]:
    """Find attributions by the model, in the order of their cues.

    Args:
        text: the text; the model itself reads its characters alone.
        passages: its passages.
        by_rules: what the rules find in it; agreement makes the model surer, and their source fills a gap.
        threshold: the least confidence with which a claim is kept.
    """
    seconds = by_cue(by_rules)
    found = []
    for passage, possible in zip(passages, candidates(passages), strict=True):
        sure = _confidence(passage, seconds)
        possible = [one for one in possible if not _is_name(text.characters, passage, one.word)]
        found += [
            _mended(text, attribution, seconds.get(attribution.anchor))
            for attribution in attributions(passage, possible, sure, threshold)
        ]
    return _with_later_quotations(found)


def by_cue(claims: Sequence[Claim]) -> dict[int, Claim]:
    """Claims by the characters of their cues."""
    return {position: claim for claim in claims for a, b in claim.cue for position in range(a, b)}


def _confidence(passage: Passage, seconds: dict[int, Claim]) -> Callable[[Candidate], float]:
    """Make the function that says how likely a candidate of a passage is right.

    A logistic regression, fitted on documents that the network did not learn from (see the model's card).
    """
    weights = card()["confidence"]

    def confidence(candidate: Candidate) -> float:
        values = features(passage, candidate, seconds)
        return float(1 / (1 + np.exp(-sum(weights[name] * value for name, value in values.items()))))

    return confidence


def features(passage: Passage, candidate: Candidate, seconds: dict[int, Claim]) -> dict[str, float]:
    """What the confidence in a candidate is made from.

    Args:
        passage: the candidate's passage.
        candidate: a possible cue.
        seconds: the rules' claims, by_cue.
    """
    second = seconds.get(int(passage.starts[candidate.word]))
    content = candidate.path == CONTENT
    return {
        "one": 1.0,
        "cue": candidate.cue,
        "confirmed": max(candidate.confirmed, _LEAST["confirmed"]),
        "sure": max(candidate.sure, _LEAST["sure"]),
        "rule": second.confidence if second else 0.0,
        "source": float((candidate.path == SOURCE).any()),
        "quoted": float((passage.quoted[content] > 0).mean()) if content.any() else 0.0,
        "content": float(content.any()),
    }


def _is_name(text: str, passage: Passage, word: int) -> bool:
    """Whether a word is part of a name, "Omar Said": a capital in mid-sentence, no headline's, and another beside it."""
    start, end = int(passage.starts[word]), int(passage.ends[word])
    if passage.shape[word] != _TITLE or _BEGINS.search(text, max(start - 3, 0), start) or not start:
        return False
    sentence = any(len(one) > _SHORT and one.islower() for one in text[max(start - 200, 0) : end + 200].split())
    return sentence and bool(_CAPITAL_BEFORE.search(text, max(start - 30, 0), start) or _CAPITAL.match(text, end))


def _mended(text: Text, attribution: Attribution, second: Claim | None) -> Attribution:
    """Put one attribution in order, with what the rules know of the same cue."""
    if second and second.rule == FRONTED:
        source, cue, content = second.source or attribution.source, second.cue, second.content
    else:
        source = _source(text, attribution, second)
        cue, content = _cue_and_content(text.characters, attribution, second)
    content = tidied(text, minus(content, source) or content, (*source, *cue))
    return attribution._replace(source=source, cue=cue, content=content, second=second)


def _source(text: Text, attribution: Attribution, second: Claim | None) -> tuple[Span, ...]:
    """The source; of the network's and the rules' that begin together the longer one, which is the whole phrase.

    Of several stretches those count that stand in the cue's sentence, if any does: the others speak elsewhere.
    """
    here = text.sentence_at(attribution.anchor)
    beside = [span for span in attribution.source if text.sentence_at(span.start) == here]
    own = tuple(_with_antecedent(text, with_bracket(text.characters, span)) for span in beside or attribution.source)
    other = second.source if second else ()
    if not own or (len(own) == len(other) == 1 and own[0].start == other[0].start and own[0].end < other[0].end):
        return other
    return tuple(without_dateline(text.characters, span) for span in own)


def _with_antecedent(text: Text, span: Span) -> Span:
    """A relative pronoun with the phrase before it that it stands for: "Weller, who"."""
    if text.characters[span.start : span.end].lower() not in _RELATIVE:
        return span
    words = text.doc.char_span(*span, alignment_mode="expand")
    found = antecedent(words[0]) if words else None
    return Span(text.doc[found[0]].idx, span.end) if found and found[0] < words[0].i else span


def _cue_and_content(text: str, own: Attribution, second: Claim | None) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The cue as the rules have it, without day or addressee; else, of several stretches, the one with its head.

    An infinitive that the network's cue has and the rules' has not goes to the content that it begins ("refused to
    comment on the deal"). Where none follows it, it is the cue's own ("How much it paid, the firm declined to say").
    """
    if second is None:
        head = tuple(span for span in own.cue if span.start <= own.anchor < span.end)
        return head or own.cue, own.content
    for rest in minus(own.cue, second.cue):
        words = text[rest.start : rest.end]
        start = rest.end - len(words.lstrip())
        if rest.start >= second.cue[-1].end and _TO_DO.match(text, start, rest.end):
            longer = _begun_at(text, Span(start, rest.end), own.content)
            return (second.cue, longer) if longer else (own.cue, own.content)
    return second.cue, own.content


def _begun_at(text: str, infinitive: Span, content: tuple[Span, ...]) -> tuple[Span, ...]:
    """A content that begins with an infinitive right before one of its stretches; () where it has none there."""
    for n, span in enumerate(content):
        if span.start >= infinitive.end and not text[infinitive.end : span.start].strip():
            return (*content[:n], Span(infinitive.start, span.end), *content[n + 1 :])
    return ()


def _with_later_quotations(found: list[Attribution]) -> list[Attribution]:
    """Give a cue the later parts of its quotation, which may stand in paragraphs that the network read apart."""
    taken = bytearray(max((s.end for f in found for s in (*f.content, *f.cue, *f.source)), default=0) + 1)
    for span in chain.from_iterable((*f.content, *f.cue, *f.source) for f in found):
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    longer = []
    for one in found:
        parts = one.second.content if one.second and one.second.rule.startswith(("quote-", FRONTED)) else ()
        end = one.content[-1].end
        later = tuple(part for part in parts if part.start > end and not any(taken[part.start : part.end]))
        longer.append(one._replace(content=(*one.content, *later)))
    return longer
