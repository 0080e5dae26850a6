"""The tense around a date: it says whether a bare "Friday" is the last one or the next."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from .spans import Match, data

if TYPE_CHECKING:
    from spacy.tokens import Token

    from ..network import Seen
    from ..text import Text


class Tenses:
    """The tenses of one text, looked up by character."""

    def __init__(self, text: Text, seen: Seen) -> None:
        """Keep the text and the names that the network sees; where words start is worked out when first asked for."""
        self._text = text
        self._names = [(int(seen.starts[n.first]), int(seen.ends[n.last]), n.type) for n in seen.names]

    def token(self, start: int) -> Token:
        """Return the token that holds a character."""
        return self._text.doc[max(bisect_right(self._text.starts, start) - 1, 0)]

    def is_other(self, match: Match) -> bool:
        """Say whether what looks like a date is a verb ("may"), part of a name, or a number of things."""
        token = self.token(match.end - 1)
        if match.rule.name == "some-units":
            return token.i > 0 and match.start <= token.idx and token.nbor(-1).tag_ in {"NN", "NNP"}  # library hours
        if not match.rule.names:
            return False
        figures = match.rule.name == "year" and match.parts["text"].isdigit()
        if figures and _is_when(token):
            return False
        if token.tag_ in {"MD", "VB", "VBP", "VBZ", "VBD"} or self._is_named(match):
            return True
        return figures and _counts(token)

    def _is_named(self, match: Match) -> bool:
        """Say whether what looks like a date is part of a name of a kind that its rule gives way to."""
        near = self._names[bisect_left(self._names, (match.start - 200,)) : bisect_left(self._names, (match.end,))]
        return any(kind in match.rule.names and match.start < end for start, end, kind in near)

    def at(self, start: int, end: int) -> str | None:
        """Return the tense of the verb that a stretch hangs on: past, present, future, or None."""
        token = self.token(start)
        # Friday's ruling has been made, even in a sentence about what will be done about it.
        after = self.token(end)
        owns = after.idx == end and after.tag_ == "POS"
        while token.idx < end and token.head.i != token.i and start <= token.head.idx < end:
            token = token.head
        verb, tense = _verb_above(token)
        if owns:
            return "future" if tense and _is_planned(verb) else "past"
        return tense


def _verb_above(token: Token) -> tuple[Token, str | None]:
    """Return the nearest verb that has a tense, with its tense; parses nest deeper only where they are wrong."""
    for _ in range(12):
        tense = _tense(token)
        if tense or token.head.i == token.i:
            return token, tense
        token = token.head
    return token, None


def _is_when(token: Token) -> bool:
    """Say whether figures are all that a preposition of time has: "signed in 1600", whatever spaCy calls the number."""
    return token.dep_ == "pobj" and token.i > 0 and token.nbor(-1).lower_ in {"in", "since", "until"}


def _counts(token: Token) -> bool:
    """Say whether a number in figures counts what follows it: "killed 1900 soldiers", "1709 schoolchildren"."""
    if token.dep_ != "nummod" or token.head.tag_ != "NNS" or token.head.i <= token.i or token.i == 0:
        return False
    before = token.nbor(-1)
    return token.text < "1800" or before.lower_ in data()["words"]["numbering"]


def _tense(token: Token) -> str | None:
    """Return the tense of one verb with its helpers; None where it has none of its own."""
    if token.pos_ not in {"VERB", "AUX"}:
        return None
    helpers = _helpers(token)
    tags = {h.tag_ for h in helpers}
    perfect = any(h.lemma_ == "have" for h in helpers)
    if "MD" in tags and not any(h.lower_ == "could" for h in helpers):
        return "past" if perfect else "future"
    if "TO" in tags:
        return _tense_of_infinitive(token)
    return "past" if perfect and not _is_planned(token) else _tense_of_form(token, tags)


def _helpers(verb: Token) -> list[Token]:
    return [c for c in verb.children if c.dep_ in {"aux", "auxpass"}]


def _is_planned(verb: Token) -> bool:
    return verb.lemma_.lower() in data()["words"]["planned"]


def _tense_of_infinitive(verb: Token) -> str | None:
    """To happen is future, but not under a verb in the past that plans nothing: "seemed to happen"."""
    plans = verb.head.lemma_.lower() in data()["words"]["plans"]
    return "future" if plans or verb.head.tag_ != "VBD" else None


def _tense_of_form(verb: Token, helpers: set[str]) -> str | None:
    """Return the tense that a verb's own form and those of its helpers say."""
    if _is_planned(verb):
        return "future"
    if "VBD" in {verb.tag_, *helpers} or (verb.tag_ == "VBN" and not helpers):
        return "past"
    if not {verb.tag_, *helpers} & {"VBZ", "VBP"}:
        return None
    return "future" if not helpers and verb.lemma_.lower() in data()["words"]["timetable"] else "present"
