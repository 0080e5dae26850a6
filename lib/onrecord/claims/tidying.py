"""Spans a reader would accept: nothing dangling, no quotation cut, no hole of a word or two."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..text import after_dateline
from .quotes import count_words
from .spans import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from ..text import Quotation

# A content has no hole of fewer words than this, unless its cue or its source stands there.
_HOLE = 2
# What announces more than there is: a span doesn't end with it.
# ("any of that" is whole).
_DANGLING = re.compile(
    r"(?<!\bof)(?<!\bwith)(?<!\bfor)(?<!\bto)(?<!\bat)(?<!\bby)(?<!\bon)(?<!\bin)(?<!\bfrom)(?<!\blike)(?<!\babout)"
    r"(?<![\s,;:—–-])[\s,;:—–-]+(?:that|which|who|whose|whom|and|but|or|a|an|the)$",
    re.IGNORECASE,
)
_OPEN_EDGE = re.compile(r"(?<![\s,;:—–-])[\s,;:—–-]+$")
_LEADING = re.compile(r"^[\s,;:—–-]+")
# "KUWAIT: The Amir said", where the town stands in capitals.
_COLON = re.compile(r"[A-Z][A-Z.'’-]{2,}(?: [A-Z][A-Z.'’-]+){0,2}(?: ?\([^()\n]{1,30}\))?: (?=[A-Z“\"‘'])")
_SIGN = re.compile(r"(?<![\w)])(?:[-+−]?[$€£¥]|[-+−]|[A-Z]{1,2}\$)$")
_SENTENCE_END = re.compile(r"[.!?][\"”’]?\s|\n")
_MARK = re.compile('["“”„«»]')
# A span that ends with a word of these kinds lacks the rest of its phrase.
_UNFINISHED = frozenset({"prep", "det", "poss", "amod", "compound", "nummod", "case", "aux", "auxpass", "neg", "mark"})
# A longer rest than this, in tokens, is no rest: there the parse is more likely to be wrong than the span.
_LONGEST_REST = 12


def finished_phrase(doc: Doc, span: Span, apart: Sequence[Span]) -> Span:
    """Let a span end where its last phrase or its list of names ends, if nothing else stands there.

    >>> from onrecord.text import parse
    >>> finished_phrase(parse("She backs talks with Iran and China.").doc, Span(10, 20), [])
    Span(start=10, end=35)
    """
    tokens = doc.char_span(*span, alignment_mode="expand")
    if not tokens:
        return span
    end = max([tokens.end, *_rest_of_phrase(tokens[-1])])
    end = max([end, *(rest for token in doc[tokens.start : end] for rest in _rest_of_list(token, end))])
    reached = doc[end - 1].idx + len(doc[end - 1])
    free = not any(a < reached and span.end < b for a, b in apart)
    return Span(span.start, reached) if free and reached > span.end and end - tokens.end <= _LONGEST_REST else span


def _rest_of_phrase(last: Token) -> list[int]:
    """Where the phrase ends that a preposition, an article or the like begins."""
    if last.dep_ not in _UNFINISHED:
        return []
    return [(last if last.dep_ == "prep" else last.head).right_edge.i + 1]


def _rest_of_list(token: Token, end: int) -> list[int]:
    """Where a list of names ends that a span cuts."""
    if token.pos_ != "PROPN":
        return []
    next_ones = [c for c in token.children if c.dep_ == "conj" and c.pos_ == "PROPN" and 0 <= c.left_edge.i - end <= 2]
    return [c.right_edge.i + 1 for c in next_ones]


def _with_sign(text: str, span: Span) -> Span:
    """Take in the sign right before a number: "$2.52 a share", "-20 degrees"."""
    signed = _SIGN.search(text, max(span.start - 3, 0), span.start) if text[span.start].isdigit() else None
    return Span(signed.start(), span.end) if signed else span


def with_bracket(text: str, span: Span) -> Span:
    """Take in the bracket that closes one opened inside.

    >>> with_bracket("(the OPS) said", Span(0, 8))
    Span(start=0, end=9)
    """
    words = text[span.start : span.end]
    opened = words.count("(") > words.count(")") and text[span.end : span.end + 1] == ")"
    return Span(span.start, span.end + 1) if opened else span


def without_dateline(text: str, span: Span) -> Span:
    """Leave out the dateline that a span begins with, where it begins a paragraph.

    >>> without_dateline("NORVALE, May 4 – The mayor said no.", Span(0, 26))
    Span(start=17, end=26)
    >>> without_dateline("NORVALE: The mayor said no.", Span(0, 18))
    Span(start=9, end=18)
    """
    start = after_dateline(text, span.start, span.end)
    begins = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    colon = _COLON.match(text, start, span.end) if begins else None
    return Span(colon.end() if colon else start, span.end)


def filled(text: str, spans: Sequence[Span], apart: Sequence[Span]) -> list[Span]:
    """Close holes of a word or two, and join what touches."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and _belong(text, joined[-1], span, apart):
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _belong(text: str, one: Span, other: Span, apart: Sequence[Span]) -> bool:
    """Say whether two spans are one with a small hole in it."""
    if other.start <= one.end:
        return True
    hole = text[one.end : other.start]
    between = any(a < other.start and one.end < b for a, b in apart)
    return not between and not _SENTENCE_END.search(hole) and count_words(text, one.end, other.start) <= _HOLE


def with_marks(span: Span, apart: Sequence[Span], quotes: Sequence[Quotation]) -> Span:
    """Take in the quote marks right beside a span, and the end of a quotation that it cuts by a word or two."""
    start, end = span
    for n in range(bisect_right(quotes, start, key=lambda quote: quote.end), len(quotes)):
        quote = quotes[n]
        if quote.start > end:
            break
        if any(a < quote.end and quote.start < b for a, b in apart):
            continue
        if quote.start < start <= quote.start + 2:
            start = quote.start
        if quote.end - 2 <= end < quote.end:
            end = quote.end
    return Span(start, end)


def with_clean_edges(text: str, span: Span) -> Span:
    """A span with the bracket that closes, without marks and what dangles at its edges, with a number's sign.

    >>> text = "He said a (b) — and"
    >>> with_clean_edges(text, Span(8, 19)), with_clean_edges("expects -20 degrees", Span(9, 19))
    (Span(start=8, end=13), Span(start=8, end=19))
    """
    return _with_sign(text, _trimmed(text, with_bracket(text, span)))


def _trimmed(text: str, span: Span) -> Span:
    """Cut off marks at the beginning, and what dangles at the end, outside quote marks."""
    words = _LEADING.sub("", text[span.start : span.end])
    if not words:
        return span
    span = Span(span.end - len(words), span.end)
    while True:
        if _MARK.match(words[-1:]):
            return Span(span.start, span.start + len(words))
        shorter = _DANGLING.sub("", _OPEN_EDGE.sub("", words))
        if shorter == words or not shorter:
            return Span(span.start, span.start + len(words))
        words = shorter
