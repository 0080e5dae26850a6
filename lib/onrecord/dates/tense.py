"""The verb around a date: its tense tells whether a bare "Friday" is the last one or the next."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from .spans import Match, data

if TYPE_CHECKING:
    from spacy.tokens import Token

    from ..network import Seen
    from ..text import Text


# Modal verbs as a report of what was said has them: she said that she would.
_REPORTED = frozenset({"would", "might", "'d", "’d"})


class Verb(NamedTuple):
    """The verb that a date hangs on.

    tense: past, present, future, or None. form: past, put off (until Friday), had, have, participle, present, plan (a
    present tense of what is to come), planned, progressive, future, would, to, to past (an infinitive under a verb in
    the past), owner (Friday's ruling), or None.
    """

    tense: str | None = None
    form: str | None = None


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
        if self._is_title(match, token):
            return True
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

    def _is_title(self, match: Match, token: Token) -> bool:
        """Say whether a unit has a capital where it needs none: Ann Weeks, of This Week, in Years of Iron."""
        if match.rule.name not in {"some-units", "step-unit", "part-of-day", "this-units"} or "weekday" in match.parts:
            return False
        first = self.token(match.start)
        starts = first.is_sent_start or (first.i > 0 and first.nbor(-1).is_sent_start and first.nbor(-1).is_punct)
        return token.text[:1].isupper() and not token.is_upper and not starts

    def _is_named(self, match: Match) -> bool:
        """Say whether what looks like a date is part of a name of a kind that its rule gives way to."""
        near = self._names[bisect_left(self._names, (match.start - 200,)) : bisect_left(self._names, (match.end,))]
        return any(kind in match.rule.names and match.start < end for start, end, kind in near)

    def at(self, start: int, end: int) -> Verb:
        """Return the verb that a stretch hangs on."""
        # Friday's ruling has been made, even in a sentence about what will be done about it.
        after = self.token(end)
        owns = after.idx == end and after.tag_ == "POS"
        token = self.token(start)
        verb = None if owns else self._right_before(token)
        if verb is not None:
            return _as_plan(verb, _tense(verb) or Verb())
        while token.idx < end and token.head.i != token.i and start <= token.head.idx < end:
            token = token.head
        verb = _verb_above(token)
        if verb is None:
            return Verb()
        if owns:
            return Verb("future" if _is_planned(verb) else "past", "owner")
        found = _tense(verb) or Verb()
        of_a_thing = _hangs_on_noun(token) or token.dep_ in {"nsubj", "nsubjpass"}
        return found if of_a_thing else _as_plan(verb, found)

    def _right_before(self, token: Token) -> Token | None:
        """Return the verb right behind which a date stands, whatever the parse hangs it on: said on Monday it would."""
        before = max(token.i - 1, 0)
        if token.doc[before].pos_ == "ADP" and before:
            before -= 1
        verb = token.doc[before]
        return verb if before < token.i and _tense(verb) else None


def _verb_above(token: Token) -> Token | None:
    """Return the nearest verb that has a tense; parses nest deeper only where they are wrong."""
    for _ in range(12):
        if _tense(token):
            return token
        if token.head.i == token.i:
            break
        token = token.head
    return None


def _as_plan(verb: Token, found: Verb) -> Verb:
    """What happens on a day, in the present tense, is planned: the court hears the case on Monday; but it says no more.

    A report is none: she writes on Monday that the ship has sunk. Nor is what is said of a time: the quarter is over.
    """
    reports = any(child.dep_ in {"ccomp", "acl"} for child in verb.children)
    return found._replace(tense="future", form="plan") if found.form == "present" and not reports else found


def _hangs_on_noun(token: Token) -> bool:
    """Say whether what a date belongs to is a noun, over prepositions: the storm of Friday, its price on Friday."""
    head = token.head
    while head.pos_ == "ADP" and head.head.i != head.i:
        head = head.head
    return head.i != token.i and head.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "SYM"}


def _is_when(token: Token) -> bool:
    """Say whether figures are all that a preposition of time has: "signed in 1600", whatever spaCy calls the number."""
    return token.dep_ == "pobj" and token.i > 0 and token.nbor(-1).lower_ in {"in", "since", "until"}


def _counts(token: Token) -> bool:
    """Say whether a number in figures counts what follows it: "killed 1900 soldiers", "1709 schoolchildren"."""
    if token.dep_ != "nummod" or token.head.tag_ != "NNS" or token.head.i <= token.i or token.i == 0:
        return False
    before = token.nbor(-1)
    return token.text < "1800" or before.lower_ in data()["words"]["numbering"]


def _tense(verb: Token) -> Verb | None:
    """Return the tense and form of one verb with its helpers; None where it has no tense of its own."""
    if verb.pos_ not in {"VERB", "AUX"}:
        return None
    helpers = [c for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    tags = {verb.tag_, *(h.tag_ for h in helpers)}
    have = next((h for h in helpers if h.lemma_ == "have"), None)
    modal = next((h.lower_ for h in helpers if h.tag_ == "MD"), "could")
    if modal != "could":
        return Verb("past", "past") if have else Verb("future", "would" if modal in _REPORTED else "future")
    if "TO" in tags:
        return _tense_of_infinitive(verb)
    if _is_planned(verb):
        return Verb("future", "planned")
    if have:
        return Verb("past", "had" if have.tag_ == "VBD" else "have")
    if "VBD" in tags:
        return Verb("past", "put off" if verb.lemma_.lower() in data()["words"]["put_off"] else "past")
    if verb.tag_ == "VBN" and not helpers:
        return Verb("past", "participle")
    if not tags & {"VBZ", "VBP"}:
        return None
    return Verb("present", "progressive" if verb.tag_ == "VBG" else "present")


def _tense_of_infinitive(verb: Token) -> Verb:
    """To happen is future, but not under a verb in the past that plans nothing: "seemed to happen"."""
    if verb.head.lemma_.lower() in data()["words"]["plans"]:
        return Verb("future", "planned")
    past = verb.head.tag_ == "VBD" or any(c.tag_ == "VBD" and c.dep_ in {"aux", "auxpass"} for c in verb.head.children)
    return Verb("past", "to past") if past else Verb("future", "to")


def _is_planned(verb: Token) -> bool:
    """Say whether what a verb is about lies ahead: they planned a fair, a date was set for it."""
    set_for = verb.lower_ == "set" and verb.tag_ == "VBN" and any(c.lower_ in {"for", "to"} for c in verb.children)
    return set_for or verb.lemma_.lower() in data()["words"]["planned"]
