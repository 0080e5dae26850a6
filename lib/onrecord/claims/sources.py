"""Who stands behind a cue: its subject, its possessor, its agent, or the subject that it shares with another verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..text.cues import lexicon
from .spans import Span, Stretch, subtree, trimmed

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Phrase

SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE = frozenset({"nsubjpass", "csubjpass"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_WITHIN_PHRASE = frozenset({"NOUN", "PROPN", "ADP", "NUM"})
_BEFORE_NOUN = frozenset({"det", "compound", "amod", "poss", "nummod", "nmod", "punct"})
_DASHES = frozenset({"–", "—", "--", "-"})
# A noun or an adjective in these places has its source in the clause around it ("voiced concern that").
_CLIMBING = frozenset({"dobj", "attr", "acomp", "conj", "pobj"})
_ANONYMOUS = ("not to be named", "not be named", "anonymity", "not authorized", "not authorised", "familiar with")
_MANY = frozenset(
    {"many", "some", "others", "most", "several", "few", "everyone", "everybody", "those", "they", "we", "both", "all"}
)
# Parses nest deeper only where they are wrong.
_MAX_STEPS = 12


def source_of(cue: Token) -> tuple[Stretch, ...]:
    """Find who stands behind a cue; () where nobody is named.

    The search climbs the parse: a participle, an infinitive or a second verb shares the subject of the first.
    """
    if cue.tag_ in {"VBD", "VBZ", "VBP"} and cue.dep_ not in {"conj", "relcl"} and not _has_subject(cue):
        found = noun_before(cue)
        if found:
            return found
    token = cue
    for _ in range(_MAX_STEPS):
        own = _own_source(token, cue)
        if own is None and token.head.i != token.i:
            own = _by_head(token, cue)
        if own is not None or token.head.i == token.i:
            return own or ()
        token = token.head
    return ()


def _by_head(token: Token, cue: Token) -> tuple[Stretch, ...] | None:
    """The source that a word's head is or has ("a letter saying", "asked him to say"); None to climb on."""
    head = token.head
    if token.dep_ == "acl" and head.pos_ in _NOMINAL:
        return noun_phrase(head, token.left_edge.i)
    if token.dep_ == "xcomp":
        for c in head.children:
            if c.dep_ in {"dobj", "dative"} and c.i < token.i:
                return noun_phrase(c, token.i)
    if token.i == cue.i and token.pos_ in {"NOUN", "ADJ"} and token.dep_ not in _CLIMBING:
        return ()
    return None


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ in SUBJECTS or c.dep_ in PASSIVE or c.dep_ == "agent" for c in verb.children)


def _own_source(token: Token, cue: Token) -> tuple[Stretch, ...] | None:
    """The source among a word's own dependents; () where it is passive without an agent; None to look further."""
    is_cue = token.i == cue.i
    own = {"nsubj", "poss"} if is_cue else {"nsubj"}
    for c in token.children:
        if c.dep_ in own:
            return _subject(c, token, cue)
    for c in token.children:
        if c.dep_ == "agent" or (is_cue and c.dep_ == "prep" and c.lower_ in {"by", "among"}):
            return tuple(filter(None, [trimmed(cue.doc, (c.i + 1, c.right_edge.i + 1))]))
    return () if is_cue and is_passive(token) else None


def is_passive(verb: Token) -> bool:
    """A passive: by its parse, or a participle that opens a clause ("Asked whether ...")."""
    if any(c.dep_ in PASSIVE or c.dep_ == "auxpass" for c in verb.children):
        return True
    bare = not any(c.dep_ in {"aux", "nsubj"} for c in verb.children)
    return verb.tag_ == "VBN" and verb.dep_ in {"advcl", "acl"} and bare


def _subject(subject: Token, verb: Token, cue: Token) -> tuple[Stretch, ...]:
    """A subject as a source: with what a relative pronoun refers to, none for an expletive."""
    if subject.lower_ in {"it", "there"} and verb.lemma_ in {"be", "seem", "appear"}:
        return ()
    if antecedent(subject):
        return (*noun_phrase(subject.head.head, subject.i), (subject.i, subject.i + 1))
    if _in_brackets(subject):
        return noun_before(cue) or noun_phrase(subject, cue.i)
    return noun_phrase(subject, cue.i if subject.i < cue.i else len(cue.doc))


def _in_brackets(subject: Token) -> bool:
    """A subject that is a party or a state in brackets: "Smith (R-OH) said"."""
    doc, i = subject.doc, subject.left_edge.i
    opened = any(doc[k].text == "(" for k in range(max(i - 3, 0), i))
    return opened and doc[min(subject.i + 1, len(doc) - 1)].text == ")"


def noun_before(cue: Token, low: int = 0) -> tuple[Stretch, ...]:
    """The noun phrase right before a cue, past its auxiliaries and what stands in brackets."""
    doc, i, depth = cue.doc, cue.i - 1, 0
    while i > low and not doc[i].is_sent_start and (depth or doc[i].pos_ in {"AUX", "ADV", "PUNCT"}):
        depth += (doc[i].text == ")") - (doc[i].text == "(")
        i -= 1
    if i < low or doc[i].pos_ not in _NOMINAL:
        return ()
    head = doc[i]
    while low <= head.head.i < head.i and head.dep_ != "nsubj" and head.head.pos_ in _WITHIN_PHRASE:
        head = head.head
    found = trimmed(doc, (max(head.left_edge.i, low), cue.i))
    return (found,) if found else ()


def noun_phrase(head: Token, limit: int) -> tuple[Stretch, ...]:
    """A noun phrase up to a limit, trimmed, without a dateline ("PARIS (AP) - ")."""
    doc = head.doc
    start, end = subtree(head)
    for i in range(start, head.i):
        if doc[i].text in _DASHES and i > start and doc[i - 1].text == ")":
            start = i + 1
    found = trimmed(doc, (start, max(min(end, limit), head.i + 1)))
    return (found,) if found else ()


def speaker_beside(cue: Token, quotes: list[Stretch]) -> tuple[Stretch, ...]:
    """The noun phrase next to a cue and outside its quotations, where the parse took one inside for the subject."""
    doc = cue.doc
    low = max([end for _, end in quotes if end <= cue.i], default=0)
    before = noun_before(cue, low) if cue.i > low else ()
    if before or cue.i + 1 >= len(doc):
        return before
    head = doc[cue.i + 1]
    while head.head.i > head.i and head.dep_ in _BEFORE_NOUN:
        head = head.head
    return noun_phrase(head, len(doc)) if head.pos_ in {"NOUN", "PROPN", "PRON"} else ()


def antecedent(pronoun: Token) -> Stretch | None:
    """The noun phrase that a relative pronoun refers to, with the pronoun."""
    clause = pronoun.head
    if pronoun.tag_ in {"WDT", "WP"} and clause.dep_ == "relcl":
        return clause.head.left_edge.i, pronoun.i + 1
    return None


def source_kind(doc: Doc, source: tuple[Span, ...]) -> str:
    """Say what kind of source it is, by its head word and what the phrase says of it.

    Returns:
        "none" where there is no source; "document" for a text; "collective" for several who are not named one by
        one; "unnamed" for somebody without a name (and for whoever asked not to be named); else "named".
        A pronoun counts as named: the actors' table says for whom it stands.
    """
    if not source:
        return "none"
    span = doc.char_span(*source[0], alignment_mode="expand")
    if span is None:
        return "unnamed"
    if span.root.lemma_.lower() in lexicon().words["documents"]:
        return "document"
    if any(phrase in span.text.lower() for phrase in _ANONYMOUS):
        return "unnamed"
    if _holds_name(span):
        return "collective" if span.root.tag_ == "NNS" else "named"
    return _kind_without_name(span.root)


def _holds_name(phrase: Phrase) -> bool:
    """Whether the head of a phrase, or a word that stands for it or before it, is a name."""
    head = phrase.root
    near = (t for t in phrase if t.i == head.i or (t.head.i == head.i and t.dep_ in {"appos", "compound"}))
    return any(t.pos_ == "PROPN" for t in near)


def _kind_without_name(head: Token) -> str:
    """The kind of a source by its head alone."""
    if head.lower_ in _MANY:
        return "collective"
    if head.pos_ == "PRON":
        return "named"
    return "collective" if head.tag_ in {"NNS", "NNPS"} or head.pos_ in {"NUM", "ADJ", "DET"} else "unnamed"
