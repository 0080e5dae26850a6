"""Quotations: which cue carries what stands in quote marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..text import WORD
from ..text.cues import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from ..text import Text

# What begins an item of a list.
_ITEM = re.compile(r"(?:[•‣▪●◦*·–—-]|\(?\d{1,2}[.)])\s+\S")
_STOPS = frozenset({".", "!", "?", ";"})


#: What says that a cue carries a quotation; of several, the last one here names the claim's rule.
RULES = ("quote-follows-on", "quote-after", "quote-before", "quote-broken")


class Quote(NamedTuple):
    """A quotation in tokens, marks among them; `opened` if nothing closes it in its paragraph."""

    start: int
    end: int
    paragraph: int
    opened: bool


class Heard(NamedTuple):
    """A quotation and the cue that carries it (a token's index), by the rule that says so."""

    quote: Quote
    cue: int
    rule: str


def quotes_of(text: Text) -> list[Quote]:
    """The quotations of a text in tokens."""
    return [
        Quote(max(bisect_left(text.starts, a + 1) - 1, 0), bisect_left(text.starts, b), number, opened)
        for a, b, number, opened in text.quotations
    ]


def lists_of(text: Text) -> list[Quote]:
    """The lists that a paragraph with a colon announces, each as if it stood in quote marks."""
    lines = [text.characters[slice(*part)] for part in text.paragraphs]
    found, number = [], 1
    while number < len(lines):
        last = number
        while last < len(lines) and _ITEM.match(lines[last]):
            last += 1
        if last > number and lines[number - 1].endswith(":"):
            start, end = text.paragraphs[number].start, text.paragraphs[last - 1].end
            found.append(Quote(bisect_left(text.starts, start), bisect_left(text.starts, end), number, False))
        number = max(last, number + 1)
    return found


def speaks(known: Lexicon) -> Callable[[Token], bool]:
    """Make the question whether a token is a verb that can carry a quotation."""

    def asked(token: Token) -> bool:
        verb = token.pos_ in {"VERB", "AUX"} and token.dep_ != "amod"  # "the so-called “experts”" quotes nobody
        return verb and "quote" in (known.entry("verb", token.lemma_.lower()) or {})

    return asked


def heard(doc: Doc, quotes: list[Quote], speaks: Callable[[Token], bool], cues: list[int]) -> Iterator[Heard]:
    """Give each quotation that is speech the cue that carries it.

    Args:
        doc: the parsed text.
        quotes: its quotations in order, and the lists that stand below a colon.
        speaks: says whether a verb can carry a quotation.
        cues: the cues that rules over the parse have found, in order.
    """
    last: Heard | None = None
    for n, quote in enumerate(quotes):
        before = quotes[n - 1].end if n else 0
        after = quotes[n + 1].start if n + 1 < len(quotes) else len(doc)
        lead, tail = _lead(doc, before, quote.start), _tail(doc, quote.end, after)
        found = _carrier(doc, quote, lead, tail, speaks)
        if found and last and last.cue == found.cue:
            found = found._replace(rule="quote-broken")
        elif not found and not len(lead):
            found = _follows_on(doc, quote, last, before, cues)
        if found:
            yield found
            last = found


def _carrier(doc: Doc, quote: Quote, lead: range, tail: range, speaks: Callable[[Token], bool]) -> Heard | None:
    """The cue in the same sentence; a question or an exclamation ends the sentence, a comma doesn't."""
    if not len(lead) and quote.start:
        colon = quote.start - 1
        while colon and doc[colon].is_space:
            colon -= 1
        if doc[colon].text == ":":
            lead = _lead(doc, 0, colon + 1)
    if doc[quote.end - 2].text in {"?", "!", "."}:
        return _by_lead(doc, quote, lead, speaks) or _by_tail(doc, quote, tail, speaks)
    return _by_tail(doc, quote, tail, speaks) or _by_lead(doc, quote, lead, speaks)


def _lead(doc: Doc, low: int, start: int) -> range:
    """The tokens of the same sentence between the quotation before and this one."""
    i = start
    while i > low and doc[i - 1].text not in _STOPS and "\n" not in doc[i - 1].text:
        i -= 1
    while i < start and doc[i].is_space:
        i += 1
    return range(i, start)


def _tail(doc: Doc, end: int, high: int) -> range:
    """The tokens of the same sentence between this quotation and the next."""
    i = end
    while i < high and doc[i].text not in _STOPS and "\n" not in doc[i].text:
        i += 1
    while end < i and doc[end].is_space:
        end += 1
    return range(end, i)


def _by_tail(doc: Doc, quote: Quote, tail: range, speaks: Callable[[Token], bool]) -> Heard | None:
    """“…,” she said: a cue after the quotation."""
    if not len(tail) or quote.opened:
        return None
    if doc[quote.end - 2].text not in {",", "?", "!", "—", "…", "...", "-", "--"} and doc[tail[0]].text != ",":
        return None
    for i in tail[:30]:
        token = doc[i]
        if speaks(token) and not any(c.dep_ == "ccomp" and c.left_edge.i in {i + 1, i + 2} for c in token.children):
            return Heard(quote, i, "quote-before")
    return None


def _by_lead(doc: Doc, quote: Quote, lead: range, speaks: Callable[[Token], bool]) -> Heard | None:
    """She said, “…”: a cue before the quotation."""
    if not len(lead):
        return None
    final = doc[lead[-1]].lower_
    if final in {",", ":"}:
        for i in reversed(lead):
            if speaks(doc[i]):
                return Heard(quote, i, "quote-after")
    near = [i for i in lead[-2:] if speaks(doc[i])]
    if near and (near[-1] == lead[-1] or final in {"that", ","}):
        return Heard(quote, near[-1], "quote-after")
    return None


def _follows_on(doc: Doc, quote: Quote, last: Heard | None, before: int, cues: list[int]) -> Heard | None:
    """A sentence in quote marks without a cue: the speaker is the one before."""
    near = _cue_before(cues, quote.start)
    if last and last.cue >= near and last.quote.paragraph == quote.paragraph:
        return Heard(quote, last.cue, "quote-follows-on")
    if near >= 0 and not any("\n" in token.text for token in doc[max(near, before - 1) : quote.start]):
        return Heard(quote, near, "quote-follows-on")
    if last and last.quote.paragraph == quote.paragraph - 1 and (last.quote.opened or near <= last.cue):
        return Heard(quote, last.cue, "quote-follows-on")
    return None


def _cue_before(cues: list[int], start: int) -> int:
    """The last cue before a quotation, or -1."""
    place = bisect_left(cues, start)
    return cues[place - 1] if place else -1


def kind_of(words: int, quoted: int) -> str:
    """Direct from nine quoted words in ten, mixed from one, as the benchmark counts."""
    if not words or not quoted:
        return "indirect"
    return "direct" if quoted / words >= 0.9 else "mixed"


def count_words(text: str, start: int, end: int) -> int:
    """How many words a stretch of text has."""
    return sum(1 for _ in WORD.finditer(text, start, end))
