"""From what the rules find to claims: quotations joined to their cues, contents ended well, overlaps resolved."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..text.cues import Lexicon
from .quotes import RULES, Heard, count_words, quotes_of
from .rules import FRONTED, cue_words
from .sources import source_of, speaker_beside
from .spans import Find, Span, Stretch, free, merged, trimmed

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from ..text import Text

_DASHES = frozenset({"–", "—", "--"})
_CONTRAST = frozenset({"though", "although", "while", "whereas"})
_BEFORE_PARTICIPLE = frozenset({",", "”", '"', "''", "—", "–"})
_ENDINGS = frozenset({".", "!", "?", ",", "…", "...", "—"})
# Fewer words in quote marks are a name or scare quotes: a cue among them is the article's own.
_SPEECH_TOKENS = 5


class Marks:
    """The quotations of a text, ready to be asked what lies within them."""

    def __init__(self, text: Text) -> None:
        """Count once, so that many claims can ask."""
        doc, quotes = text.doc, quotes_of(text)
        self.quotes = quotes
        self.text = text.characters
        self.opened = {q.end - 1: q.start for q in quotes if not q.opened}  # where each closing mark's was opened
        self.chars = [Span(doc[q.start].idx, doc[q.end - 1].idx + len(doc[q.end - 1])) for q in quotes]
        self.char_ends = [s.end for s in self.chars]
        self.within = bytearray(len(doc))
        for q in quotes:
            size = 2 if q.end - q.start >= _SPEECH_TOKENS else 1
            self.within[q.start : q.end] = bytes([size]) * (q.end - q.start)

    def covers(self, token: int) -> bool:
        """Say whether a token is part of somebody's speech in quote marks."""
        return self.within[token] == 2

    def words(self, spans: tuple[Span, ...]) -> tuple[int, int]:
        """How many words the spans have, and how many of them are in quote marks."""
        total = sum(count_words(self.text, a, b) for a, b in spans)
        quoted = 0
        for a, b in spans:
            for n in range(bisect_right(self.char_ends, a), len(self.chars)):
                if self.chars[n].start >= b:
                    break
                quoted += count_words(self.text, max(a, self.chars[n].start), min(b, self.chars[n].end))
        return total, quoted


# ------------------------------------------------------------------------------------------- one find a cue


def joined(doc: Doc, found: list[Find], carried: Iterable[Heard], known: Lexicon) -> list[Find]:
    """One find for each cue: what the parse gives it and the quotations that it carries."""
    by_cue: dict[int, Find] = {}
    for find in found:
        by_cue.setdefault(find.anchor, find)
    # "Is expected to say", "was quoted as saying": the quotation goes to the verb that has the speaker.
    chains = {i: find.anchor for find in by_cue.values() if find.rule == FRONTED for i in range(*find.cue)}
    speech: dict[int, list[Heard]] = {}
    for item in carried:
        speech.setdefault(chains.get(item.cue, item.cue), []).append(item)
    for i, items in speech.items():
        by_cue[i] = _with_quotes(doc, by_cue.get(i) or _bare(doc, i, known), items)
    return [by_cue[i] for i in sorted(by_cue)]


def _bare(doc: Doc, i: int, known: Lexicon) -> Find:
    """A cue that the parse gives no content."""
    token, lemma = doc[i], doc[i].lemma_.lower()
    entry = known.entry("verb", lemma) or {}
    return Find(i, "quote", "", source_of(token), cue_words(token, token), (), lemma, entry.get("quote", "unknown"))


def _with_quotes(doc: Doc, find: Find, items: list[Heard]) -> Find:
    """Add to a find the quotations that its cue carries."""
    parts = [(h.quote.start, h.quote.end) for h in items]
    rule = FRONTED if find.rule == FRONTED else max((h.rule for h in items), key=RULES.index)
    beside = [_before_afterthought(doc, part, parts) for part in _beside(find, parts)]
    content = tuple(merged([*beside, *parts]))
    source = find.source
    if any(a < end and start < b for start, end in source for a, b in parts):
        source = speaker_beside(doc[find.anchor], parts)
    return find._replace(content=content, source=source, rule=rule)


def _beside(find: Find, parts: list[Stretch]) -> list[Stretch]:
    """Of what the parse gives a cue, the stretches that belong to the quotations it carries."""
    if find.frame in {"according to", "speaker"} or (find.frame == "clause" and parts[0][0] > find.cue[1] + 30):
        return list(find.content)
    return [(a, b) for a, b in find.content if any(a < d + 2 and c < b + 2 for c, d in parts)]


def _before_afterthought(doc: Doc, part: Stretch, quotes: list[Stretch]) -> Stretch:
    """End a stretch with a quotation that ends in a comma or a stop: what follows is the writer's own."""
    for start, end in quotes:
        closed = end - start >= _SPEECH_TOKENS and doc[end - 2].text in _ENDINGS
        if part[0] <= start + 1 and closed and end < part[1]:
            return part[0], end
    return part


# ------------------------------------------------------------------------------------------- where a content ends


def resolved(doc: Doc, found: list[Find], marks: Marks) -> list[Find]:
    """End contents well, then give each word to one claim: the outer of two nested ones, else the first."""
    found = [f._replace(content=tuple(_closed(_ended(doc, f, p, marks), marks) for p in f.content)) for f in found]
    return _shared_out(doc, _parted(doc, found))


def _shared_out(doc: Doc, found: list[Find]) -> list[Find]:
    """Give each word to one claim; one whose cue is another's, or of which nothing is left, is none."""
    taken = bytearray(len(doc))
    kept = []
    for find in sorted(found, key=lambda f: (-sum(b - a for a, b in f.content), f.anchor)):
        pieces = [piece for part in find.content for piece in free(part, taken)]
        content = tuple(t for t in (trimmed(doc, piece) for piece in pieces) if t)
        if taken[find.anchor] or not content:
            continue
        for a, b in (*content, find.cue):
            taken[a:b] = b"\1" * (b - a)
        kept.append(find._replace(content=content))
    return kept


def _ended(doc: Doc, find: Find, part: Stretch, marks: Marks) -> Stretch:
    """End a content before an afterthought: a dash that none closes, a clause of contrast after a comma."""
    start, end = part
    if find.frame in {"according to", "speaker"} or start < find.anchor:
        return part
    plain = [i for i in range(start + 1, end) if not marks.within[i]]
    for i in plain:
        if doc[i].lower_ in _CONTRAST and doc[i - 1].text == ",":
            return start, i
    dashes = [i for i in plain if doc[i].text in _DASHES]
    return (start, dashes[0]) if len(dashes) == 1 else part


def _closed(part: Stretch, marks: Marks) -> Stretch:
    """Take in the mark right behind a content that closes a quotation inside it."""
    start, end = part
    return (start, end + 1) if marks.opened.get(end, -1) >= start else part


def _parted(doc: Doc, found: list[Find]) -> list[Find]:
    """End a content where the same source's next claim begins: "said that ..., adding that ..."."""
    anchors = [f.anchor for f in found]
    done = list(found)
    for n, find in enumerate(found):
        if find.frame != "clause" or not find.content or find.content[-1][0] < find.anchor:
            continue
        start, end = done[n].content[-1]
        for m in range(bisect_right(anchors, start), bisect_left(anchors, end)):
            cut = _next_claim(doc, done[m])
            if cut is not None and cut > start:
                done[n] = done[n]._replace(content=(*done[n].content[:-1], (start, cut)))
                done[m] = done[m]._replace(source=done[n].source, rule="shared-subject")
                break
    return done


def _next_claim(doc: Doc, find: Find) -> int | None:
    """Where a participle's claim begins, if a comma sets it off."""
    saying = find.frame in {"clause", "quote", "infinitive"} and find.cue_class not in {"attitude", "belief"}
    if doc[find.anchor].tag_ != "VBG" or not saying:
        return None
    start = find.cue[0]
    while start and doc[start - 1].pos_ == "ADV":
        start -= 1
    return start if start and doc[start - 1].text in _BEFORE_PARTICIPLE else None
