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

    # A complement of a verb: name of the frame, content, and the cue's last token.
    Complement = tuple[str, list[Stretch], Token]

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
    places = {doc.vocab.strings[kind]: place for kind, place in _PLACES.items()}
    # Most words are of no kind that can be a cue: they are not looked at one by one.
    for i, place in ((i, places[kind]) for i, kind in enumerate(doc.to_array("POS").tolist()) if kind in places):
        token = doc[i]
        entry = known.entry(place, token.lemma_.lower())
        if entry is None or token.dep_ == "amod":  # "the so-called experts" call nobody anything
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


def _complements(verb: Token) -> Iterator[Complement]:
    """A verb's complements, the surest first."""
    kids = list(verb.children)
    behind = [c for c in kids if c.i > verb.i]
    xcomps, objects = _with_dep(behind, "xcomp"), _with_dep(behind, "dobj")
    clauses = _with_dep(behind if xcomps else kids, "ccomp")
    if clauses:
        yield "clause", [_clause(verb, clauses[-1])], verb
    elif hidden := _hidden_clause(verb):
        yield "clause", [subtree(hidden)], verb
    if not clauses and not xcomps:
        yield from _clauses_around(verb, kids)
    for c in xcomps:
        # With whom it is asked of: "asked the firm to leave".
        first = objects[0] if objects else c
        yield _xcomp_name(c), [(first.left_edge.i, c.right_edge.i + 1)], verb
    if not clauses:
        yield from _phrases(verb, behind, objects)
    yield from _objects(verb, kids, objects)


def _with_dep(words: list[Token], dep: str) -> list[Token]:
    return [word for word in words if word.dep_ == dep]


def _clauses_around(verb: Token, kids: list[Token]) -> Iterator[Complement]:
    """What a verb with a subject is put into: "The road, she said, is shut", "The road is shut, as she said"."""
    if not any(c.dep_ in SUBJECTS for c in kids):
        return
    around = without(subtree(verb.head), [subtree(verb)])
    if verb.dep_ == "parataxis":
        yield "clause", around, verb
    elif verb.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "as" for c in kids):
        yield "as-clause", around, verb


def _phrases(verb: Token, behind: list[Token], objects: list[Token]) -> Iterator[Complement]:
    """What follows a preposition: "spoke of a plan"; with an object both: "blamed the firm for the fire"."""
    for c in _with_dep(behind, "prep"):
        if c.right_edge.i == c.i:
            continue
        end = c.right_edge.i + 1
        if not objects:
            yield c.lower_, [(c.i + 1, end)], c
        elif c.lower_ == "about":  # whom it is told to is no part of what is told
            yield "object-about", [(c.i + 1, end)], verb
        else:
            yield "object-" + c.lower_, [(objects[0].left_edge.i, end)], verb


def _objects(verb: Token, kids: list[Token], objects: list[Token]) -> Iterator[Complement]:
    """What is the object behind a verb, else the one before it: "the plan that she described"."""
    if objects:
        yield "object", [(objects[0].left_edge.i, _object_end(verb, objects[0]))], verb
        return
    for c in _with_dep(kids, "dobj"):
        yield "object-before", [antecedent(c) or subtree(c)], verb


def _hidden_clause(verb: Token) -> Token | None:
    """A that-clause that the parse hangs on a phrase in between ("says in a statement that ...")."""
    denied = any(c.dep_ == "neg" for c in verb.children)
    for c in verb.children:
        if denied and _is_asked(c, verb):
            return c
        if c.i > verb.i and c.dep_ in {"prep", "npadvmod", "dative", "advcl"}:
            within = (c,) if c.dep_ == "advcl" else c.subtree
            if found := next(filter(_is_that_clause, within), None):
                return found
    return None


def _is_asked(clause: Token, verb: Token) -> bool:
    """Whether a question follows its verb: "did not say when it learned of it" is parsed as "did not speak then"."""
    first = clause.left_edge
    return clause.dep_ == "advcl" and first.i == verb.i + 1 and first.lower_ in _ASKED


def _is_that_clause(token: Token) -> bool:
    """Whether a word is the verb of a clause that begins with "that" or "whether"."""
    first = token.left_edge
    opened = first.dep_ == "mark" and first.lower_ in {"that", "whether"} and first.head.i == token.i
    return opened and token.dep_ in {"acl", "relcl", "ccomp", "advcl"}


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
        chain = _chain(sent.root)
        if "clause" not in (known.entry("verb", chain[-1].lemma_.lower()) or {}) or _says_more(chain):
            continue
        clause = next((c for c in sent.root.children if _opens(c, chain, sent)), None)
        if clause is not None:
            yield _fronted(chain, clause)


def _opens(clause: Token, chain: list[Token], sent: Sentence) -> bool:
    """Whether a clause before a chain of verbs is what they say, or keep back."""
    if clause.dep_ not in {"advcl", "ccomp"} or clause.i > chain[0].i or not _set_off(clause):
        return False
    first = _first_word(clause, sent)
    if first.dep_ == "mark" and first.lower_ == "that":
        return True
    return _stated(clause, chain) or (_asks(clause, first) and _withheld(chain))


def _stated(clause: Token, chain: list[Token]) -> bool:
    """Whether a clause is a statement of its own, and more than one verb follows it."""
    return clause.dep_ == "ccomp" and chain[0].pos_ == "VERB" and len(chain) > 1 and _has_subject(clause)


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
    doc, start = cue.doc, cue.i
    helpers = {c.i for c in cue.children if c.dep_ in {"aux", "auxpass", "neg", "advmod"}}
    while start - 1 in helpers:
        start -= 1
    while start < cue.i and doc[start].dep_ == "advmod":
        start += 1
    return start, _end_of_cue(cue, last)


def _end_of_cue(cue: Token, last: Token) -> int:
    doc, end = cue.doc, cue.i + 1
    if last.i == end or (last.i == end + 1 and doc[end].dep_ in {"prt", "advmod"}):
        return last.i + 1
    particle = end < len(doc) and doc[end].dep_ == "prt" and doc[end].head.i == cue.i
    return end + 1 if particle else end
