"""Rules over spaCy's parse: from a cue and its complement to a source, a cue and a content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..text.cues import Lexicon
from .sources import PASSIVE, SUBJECTS, antecedent, is_passive, source_of
from .spans import Find, Stretch, subtree, trimmed, without

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Sentence

_PLACES = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADJ": "adjective"}
_ASKED = frozenset({"when", "where", "why", "how", "whether", "if"})
#: The rule of what opens a sentence before a chain of verbs of saying ("Who will pay, she declined to say").
FRONTED = "fronted-clause"
# What begins such a question; after the second kind only one of the future: "when the vote would be".
_QUESTIONS = frozenset({"who", "whom", "whose", "what", "which", "why", "how", "whether", "where"})
_TIMES = frozenset({"when", "if"})
_FUTURE = frozenset({"will", "would", "can", "could"})
_BEFORE_QUESTION = frozenset({"exactly", "just", "precisely", "even", "but", "and"})
_WITHHOLDING = frozenset({"decline", "refuse", "fail", "unable", "unwilling", "reluctant", "yet", "nobody", "none"})
_ADDRESSING = frozenset({"tell", "inform"})
_OBJECT_TAIL = frozenset({"prep", "oprd", "dative", "prt", "relcl", "acl", "appos", "conj", "agent", "acomp", "advmod"})


def finds(doc: Doc, known: Lexicon) -> Iterator[Find]:
    """Every claim that a cue of the lexicon and its complement make, in the order of the cues."""
    yield from fronted(doc, known)
    for token in doc:
        place = _PLACES.get(token.pos_)
        entry = known.entry(place, token.lemma_.lower()) if place else None
        if entry is None or place is None or token.dep_ == "amod":  # "the so-called experts" call nobody anything
            continue
        for find in FRAMES[place](token):
            if find.frame in entry:
                yield find._replace(cue_class=entry[find.frame])
                break
    yield from according_to(doc, known)


# ------------------------------------------------------------------------------------------- verbs


def verb_frames(verb: Token) -> Iterator[Find]:
    """The complements of a verb, the surest first."""
    passive = is_passive(verb)
    for frame, content, last in _complements(verb):
        subject = _subject_stretches(verb) if passive and "clause" not in frame else []
        parts = [*subject, *content]
        if passive:
            frame = "passive-" + frame
        yield _find(verb, frame, parts, last)
    if passive and _subject_stretches(verb):
        yield _find(verb, "passive", _subject_stretches(verb), verb)


def _complements(verb: Token) -> Iterator[tuple[str, list[Stretch], Token]]:
    """A verb's complements: name of the frame, content, and the cue's last token."""
    kids = list(verb.children)
    after = any(c.dep_ == "xcomp" and c.i > verb.i for c in kids)
    clauses = [c for c in kids if c.dep_ == "ccomp" and (c.i > verb.i or not after)]
    if clauses:
        yield "clause", [_clause(verb, c) for c in clauses[-1:]], verb
    else:
        hidden = _hidden_clause(verb)
        if hidden:
            yield "clause", [subtree(hidden)], verb
    if verb.dep_ in {"parataxis", "advcl"} and not clauses and any(c.dep_ in SUBJECTS for c in kids):
        if verb.dep_ == "parataxis" and not after:
            yield "clause", without(subtree(verb.head), [subtree(verb)]), verb
        elif any(c.dep_ == "mark" and c.lower_ == "as" for c in kids) and not after:
            yield "as-clause", without(subtree(verb.head), [subtree(verb)]), verb
    objects = [c for c in kids if c.dep_ == "dobj" and c.i > verb.i]
    for c in kids:
        if c.dep_ == "xcomp" and c.i > verb.i:
            start = objects[0].left_edge.i if objects else c.left_edge.i
            yield _xcomp_name(c), [(start, c.right_edge.i + 1)], verb
    for c in kids:
        if c.dep_ == "prep" and c.i > verb.i and c.right_edge.i > c.i and not clauses:
            if objects and c.lower_ != "about":
                yield "object-" + c.lower_, [(objects[0].left_edge.i, c.right_edge.i + 1)], verb
            else:
                yield ("object-" if objects else "") + c.lower_, [(c.i + 1, c.right_edge.i + 1)], verb if objects else c
    if objects:
        yield "object", [(objects[0].left_edge.i, _object_end(verb, objects[0]))], verb
    else:
        for c in kids:
            if c.dep_ == "dobj" and c.i < verb.i:
                yield "object-before", [antecedent(c) or subtree(c)], verb


def _hidden_clause(verb: Token) -> Token | None:
    """A that-clause that the parse hangs on a phrase in between ("says in a statement that ...")."""
    denied = any(c.dep_ == "neg" for c in verb.children)
    for c in verb.children:
        # "did not say when it learned of it" is parsed as "did not speak at the time when".
        if denied and c.dep_ == "advcl" and c.left_edge.i == verb.i + 1 and c.left_edge.lower_ in _ASKED:
            return c
        if c.i > verb.i and c.dep_ in {"prep", "npadvmod", "dative", "advcl"}:
            for t in (c,) if c.dep_ == "advcl" else c.subtree:
                if t.dep_ in {"acl", "relcl", "ccomp", "advcl"} and any(
                    k.dep_ == "mark" and k.lower_ in {"that", "whether"} and k.i == t.left_edge.i for k in t.children
                ):
                    return t
    return None


def _xcomp_name(xcomp: Token) -> str:
    if any(c.dep_ == "aux" and c.lower_ == "to" for c in xcomp.children):
        return "infinitive"
    return "gerund" if xcomp.tag_ == "VBG" else "predicate"


def _clause(verb: Token, clause: Token) -> Stretch:
    """A clausal complement; before its verb it ends where the subject or the verb begins."""
    start, end = subtree(clause)
    if clause.i > verb.i:
        return max(start, verb.i + 1), end
    edge = min([verb.i, *(c.left_edge.i for c in verb.children if c.dep_ in SUBJECTS and c.i > clause.i)])
    return start, min(end, edge)


def _object_end(verb: Token, obj: Token) -> int:
    """An object reaches over the phrases that belong to it by sense and to the verb by the parse."""
    end = obj.right_edge.i + 1
    for c in verb.children:
        purpose = c.dep_ == "advcl" and c.left_edge.lower_ == "to"
        if c.i > obj.i and c.left_edge.i == end and (purpose or c.dep_ in _OBJECT_TAIL):
            end = c.right_edge.i + 1
    return end


def _subject_stretches(verb: Token) -> list[Stretch]:
    """A passive's subject, where it is no expletive."""
    for c in verb.children:
        if c.dep_ in PASSIVE and c.lower_ not in {"it", "there"}:
            return [subtree(c)]
    return []


# ------------------------------------------------------------------------------------------- nouns, adjectives


def noun_frames(noun: Token) -> Iterator[Find]:
    """The complements of a noun: "the claim that", "support for", "a promise to"."""
    for c in noun.children:
        if c.i < noun.i:
            continue
        if c.dep_ in {"acl", "ccomp", "relcl"} and any(k.dep_ == "mark" and k.lower_ == "that" for k in c.children):
            yield _noun_find(noun, "clause", subtree(c), noun)
        elif c.dep_ in {"acl", "xcomp"} and _xcomp_name(c) == "infinitive":
            yield _noun_find(noun, "infinitive", subtree(c), noun)
        elif c.dep_ == "prep" and c.right_edge.i > c.i:
            yield _noun_find(noun, c.lower_, (c.i + 1, c.right_edge.i + 1), c)


def _noun_find(noun: Token, frame: str, content: Stretch, last: Token) -> Find:
    find = _find(noun, frame, [content], last)
    return find._replace(rule="noun-cue")


def adjective_frames(adjective: Token) -> Iterator[Find]:
    """The complements of an adjective: "concerned that", "eager to", "critical of"."""
    for c in adjective.children:
        if c.i < adjective.i:
            continue
        if c.dep_ == "ccomp":
            yield _find(adjective, "clause", [subtree(c)], adjective)._replace(rule="adjective-cue")
        elif c.dep_ == "xcomp":
            yield _find(adjective, _xcomp_name(c), [subtree(c)], adjective)._replace(rule="adjective-cue")
        elif c.dep_ == "prep" and c.right_edge.i > c.i:
            content = (c.i + 1, c.right_edge.i + 1)
            yield _find(adjective, c.lower_, [content], c)._replace(rule="adjective-cue")


_RULES = {
    "clause": "clausal-complement",
    "as-clause": "as-clause",
    "infinitive": "infinitive-complement",
    "gerund": "gerund-complement",
    "predicate": "object",
}
FRAMES = {"verb": verb_frames, "noun": noun_frames, "adjective": adjective_frames}


# ------------------------------------------------------------------------------------------- phrases


def according_to(doc: Doc, known: Lexicon) -> Iterator[Find]:
    """ "According to X, ..." and "..., according to X"."""
    for sent in doc.sents:  # a token's own .sent looks through the whole text each time
        for token in sent:
            if token.lower_ == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
                yield from _according(doc, token.i, sent)


def _according(doc: Doc, i: int, sent: Sentence) -> Iterator[Find]:
    to = doc[i + 1]
    source = trimmed(doc, (i + 2, min(max(to.right_edge.i, i + 2) + 1, sent.end)))
    if source is None:
        return
    content = without((sent.start, sent.end), [(i, source[1])])
    yield Find(i, "according to", "according-to", (source,), (i, i + 2), tuple(content), "according to", "speech")


def fronted(doc: Doc, known: Lexicon) -> Iterator[Find]:
    """What opens its sentence before a chain of verbs that ends with one of saying.

    A statement: "The road is shut, the county was forced to admit". Or a question whose answer is withheld: "How much
    it paid, the firm declined to say"; the parse takes that for an adverbial clause.
    """
    for sent in doc.sents:
        verb = sent.root
        chain = _chain(verb)
        if "clause" not in (known.entry("verb", chain[-1].lemma_.lower()) or {}) or _says_more(chain):
            continue
        for clause in verb.children:
            first = _first_word(clause, sent)
            asked = _asks(clause, first) and _withheld(chain)
            stated = first.dep_ == "mark" and first.lower_ == "that"
            stated |= clause.dep_ == "ccomp" and verb.pos_ == "VERB" and len(chain) > 1 and _has_subject(clause)
            if clause.dep_ in {"advcl", "ccomp"} and clause.i < verb.i and (asked or stated) and _set_off(clause):
                yield _fronted(chain, clause)
                break


def _has_subject(clause: Token) -> bool:
    return any(child.dep_ in SUBJECTS or child.dep_ in PASSIVE for child in clause.children)


def _chain(verb: Token) -> list[Token]:
    """A verb and those that it leans on: "was unable to say", "has yet to decide", "was quoted as saying"."""
    chain = [verb]
    while step := next((c for c in _leaning(chain[-1]) if c.i > chain[-1].i), None):
        chain.append(step)
    return chain


def _leaning(word: Token) -> Iterator[Token]:
    for child in word.children:
        if child.dep_ in {"xcomp", "acomp"}:
            yield child
        elif child.dep_ == "prep" and child.lower_ == "as":
            yield from (c for c in child.children if c.dep_ == "pcomp")


def _says_more(chain: list[Token]) -> bool:
    """Whether something behind a chain of verbs is what its last one says; whom it tells is not."""
    last = chain[-1]
    behind = {c.dep_ for word in chain for c in word.children if c.i > last.i}
    return bool(behind & ({"ccomp"} if last.lemma_ in _ADDRESSING else {"ccomp", "dobj"}))


def _first_word(clause: Token, sent: Sentence) -> Token:
    """The first word of a sentence where a clause begins with it, else the clause's verb."""
    first = next((token for token in sent if token.lower_ not in _BEFORE_QUESTION), clause)
    return first if clause.left_edge.i <= first.i <= clause.i else clause


def _asks(clause: Token, first: Token) -> bool:
    """Whether a clause begins as a question does."""
    future = any(c.dep_ == "aux" and c.lower_ in _FUTURE for c in clause.children)
    return first.lower_ in _QUESTIONS or (first.lower_ in _TIMES and future)


def _withheld(chain: list[Token]) -> bool:
    """Whether a chain of verbs says that something is not said."""
    words = [*chain, *(child for word in chain for child in word.children)]
    return any(word.dep_ == "neg" or word.lemma_.lower() in _WITHHOLDING for word in words)


def _set_off(clause: Token) -> bool:
    """Whether a comma ends a clause, perhaps inside its closing quote mark."""
    end = clause.right_edge.i
    return "," in {token.text for token in clause.doc[end : end + 3]}


def _fronted(chain: list[Token], clause: Token) -> Find:
    verb = chain[0]
    cue = (cue_words(verb, verb)[0], chain[-1].i + 1)
    source = tuple(_subject_stretches(verb)) or source_of(verb)
    return Find(verb.i, "clause", FRONTED, source, cue, (subtree(clause),), verb.lemma_.lower(), "speech")


# ------------------------------------------------------------------------------------------- the cue's words


def _find(cue: Token, frame: str, content: list[Stretch], last: Token) -> Find:
    rule = "passive" if frame.startswith("passive") else _RULES.get(frame, "object" if "object" in frame else "phrase")
    return Find(cue.i, frame, rule, source_of(cue), cue_words(cue, last), tuple(content), cue.lemma_.lower(), "unknown")


def cue_words(cue: Token, last: Token) -> Stretch:
    """The cue with its auxiliaries and negation, up to its particle or preposition where that comes next."""
    doc, start, end = cue.doc, cue.i, cue.i + 1
    helpers = {c.i for c in cue.children if c.dep_ in {"aux", "auxpass", "neg", "advmod"} and c.i < cue.i}
    while start - 1 in helpers:
        start -= 1
    while start < cue.i and doc[start].dep_ == "advmod":
        start += 1
    if last.i == end or (last.i == end + 1 and doc[end].dep_ in {"prt", "advmod"}):
        end = last.i + 1
    elif end < len(doc) and doc[end].dep_ == "prt" and doc[end].head.i == cue.i:
        end += 1
    return start, end
