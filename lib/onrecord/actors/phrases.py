"""Descriptions in the text: the roles beside names, and phrases without a name such as "the NATO chief"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ..network import TYPES
from .cleaning import is_dash, is_title, words_of
from .lexicon import demonyms, gender_of_word, given_gender, honorifics, is_person_noun, office_of, polity_forms, words
from .party import Party, Register, Spot

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from .sight import Sight

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
# These say that another one is meant than the one before.
_OTHER = frozenset({"other", "another", "new", "next", "own", "second", "third", "only", "same", "many"})
# Whose they are may have changed since; only kin and the like stay the same.
_POSSESSIVES = frozenset({"my", "your", "our", "his", "her", "its", "their"})
_OPENERS = frozenset("det amod compound poss nummod nmod advmod quantmod punct case npadvmod predet conj cc".split())
_MAX_ROLE = 10
# A word heads a description from this probability on.
_LIKELY = 0.5


@dataclass
class Phrase:
    """A description: its tokens, its head, whose it is ("NATO" in "the NATO chief"), and of which type it seems."""

    start: int
    end: int
    head: Token
    word: str
    owners: set[str]
    definite: bool
    type: str

    @property
    def modifiers(self) -> list[Token]:
        """Give the words between its start and its head that say something."""
        telling = {"ADJ", "NOUN", "PROPN", "NUM", "VERB"}
        return [t for t in self.head.doc[self.start : self.head.i] if t.pos_ in telling]

    @property
    def plural(self) -> bool:
        """Say whether it means several."""
        return self.head.tag_ in {"NNS", "NNPS"} or self.head.lower_ in {"police", "staff", "people", "authorities"}


def find_phrases(register: Register, sight: Sight) -> list[Phrase]:
    """Find the descriptions of people, bodies and places, in order.

    Args:
        register: the names so far; a word inside a name or a title before one is no description.
        sight: what the network sees: which words head a description.

    >>> from onrecord.actors.sight import Sight
    >>> from onrecord.network import look
    >>> from onrecord.text import parse
    >>> text = parse("The NATO chief met Western allies.")
    >>> [text.doc[p.start : p.end].text for p in find_phrases(Register(text.doc, []), Sight(text, look(text)))]
    ['The NATO chief', 'Western allies']
    """
    doc = register.doc
    kinds = sight.seen.kinds[:, 2:]
    in_roles = {i for party in register.parties for a, b in party.role_spans for i in range(a, b)}
    found = []
    for token in doc:
        word = sight.word[token.i]
        if word < 0 or token.i in register.at or token.i in in_roles or token.pos_ not in {"NOUN", "PROPN"}:
            continue
        heads = kinds[word].sum() >= _LIKELY or _is_said_of_person(token, register)
        if heads and not _is_prefix(token, register):
            found.append(_phrase(doc, token, TYPES[int(kinds[word].argmax())]))
    return found


def _is_said_of_person(token: Token, register: Register) -> bool:
    """Say whether any noun stands in apposition to a person, so that it is a role: "Ann Lee, the voice of the film"."""
    if token.dep_ != "appos" or token.tag_ != "NN":
        return False
    spot = register.at.get(token.head.i)
    has_article = any(c.dep_ == "det" for c in token.lefts)
    if spot is None or not has_article or spot.end >= len(token.doc) or token.doc[spot.end].text != ",":
        return False
    # Only where it is certain that a person is named.
    first, *more = words_of(token.doc, spot.start, spot.end).split()
    return spot.party.type == "person" and bool(more) and bool(given_gender(first))


def note_prefix_roles(register: Register) -> None:
    """Note the roles before persons' names: "NATO Secretary General Mark Rutte".

    Such a role is a mention of its own only when it begins with whose it is ("His lawyer, Emily Shaw").
    """
    for spot in list(register.spots):
        if spot.party.type == "person" and spot.kind == "name":
            _prefix_role(register, spot)
        elif spot.party.type == "organisation" and spot.start:
            # "the magazine MicroMega": later "the magazine" may mean it.
            before = head_word(register.doc[spot.start - 1])
            spot.party.heads |= {before} & words("heads", "organisation")


def attach(phrase: Phrase, register: Register) -> bool:
    """Put a description to the name beside it, by apposition, copula or "as"; say whether there was one."""
    spot, rule = _beside(phrase, register.at)
    if spot is None:
        return False
    if any(a <= phrase.start and phrase.end <= b for a, b in spot.party.role_spans):
        return False  # whose spokesman somebody is, is not who it is
    if spot.party.type == "person":
        note_role(spot.party, register.doc, phrase.start, role_end(phrase), phrase.word)
    else:
        spot.party.heads.add(phrase.word)
        spot.party.role_spans.append((phrase.start, role_end(phrase)))
    register.add(spot.party, spot_of(phrase, rule, spot.party))
    return True


def spot_of(phrase: Phrase, rule: str, party: Party) -> Spot:
    """Make the mention that a description is; a person's is a title, any other's a group."""
    kind = "title" if party.type == "person" else "group"
    return Spot(phrase.start, phrase.end, phrase.head.i, kind, rule, party)


def note_role(party: Party, doc: Doc, start: int, end: int, word: str) -> None:
    """Note a role with its word, whose it is, and the gender it tells."""
    party.roles.append(words_of(doc, start, end))
    party.role_spans.append((start, end))
    party.heads.add(word)
    party.owners |= owners_of(doc, start, end)
    party.gender = party.gender or gender_of_word(word)


def role_end(phrase: Phrase) -> int:
    """Extend a role over what belongs to it: "president of the bank"."""
    end = phrase.end
    for child in phrase.head.rights:
        if child.dep_ == "prep" and child.i == end and child.lower_ in {"of", "for", "to", "at"}:
            stop = min(child.right_edge.i + 1, end + _MAX_ROLE)
            cut = (t.i for t in child.doc[child.i : stop] if t.text in {",", "(", "—", "–"} or t.pos_ == "VERB")
            end = next(cut, stop)
    return end


def head_word(token: Token) -> str:
    """Give the word that says what someone is; "president-elect" and "secretary general" count as one word."""
    word = token.lemma_.lower() if token.tag_ in {"NNS", "NNPS"} else office_of(token.text) or token.lower_
    doc, i = token.doc, token.i
    if word == "elect" and i >= 2 and doc[i - 1].text == "-":
        return f"{doc[i - 2].lower_}-elect"
    if word == "general" and i >= 1 and doc[i - 1].lower_ == "secretary":
        return "secretary-general"
    return word


@cache
def _known_heads() -> frozenset[str]:
    keys = ("organisation", "place", "government", "people")
    return frozenset({"president-elect"}).union(*(words("heads", key) for key in keys))


def _phrase(doc: Doc, token: Token, type_: str) -> Phrase:
    """Make the description that a noun heads."""
    word = head_word(token)
    start = _left(doc, token)
    low = {t.lower_ for t in doc[start : token.i]}
    owned = any(t.dep_ == "poss" and t.pos_ != "PRON" for t in doc[start : token.i])
    kin = any(word in words("heads", key) for key in ("man", "woman", "someone")) and not low.isdisjoint(_POSSESSIVES)
    definite = (not low.isdisjoint(_DEFINITE) or owned or kin) and low.isdisjoint(_OTHER)
    return Phrase(start, token.i + 1, token, word, owners_of(doc, start, token.i), definite, type_)


def _is_prefix(token: Token, register: Register) -> bool:
    """Say whether a noun only modifies another, or is the title before a name."""
    after = register.at.get(token.i + 1)
    party = after.party if after is not None and after.start == token.i + 1 else None
    if token.dep_ in {"compound", "nmod", "amod"} and token.head.i > token.i:
        return party is None or not _describes_body(token, party)
    return party is not None and party.type == "person" and is_title(token)


def _describes_body(token: Token, party: Party) -> bool:
    """Say whether a noun right before a body's name says what it is: "the magazine MicroMega"."""
    start = _left(token.doc, token)
    has_article = any(t.dep_ in {"det", "poss"} or t.tag_ == "DT" for t in token.doc[start : token.i])
    return party.type == "organisation" and token.lower_ in words("heads", "organisation") and has_article


def _left(doc: Doc, token: Token) -> int:
    """Find where a noun's phrase begins."""
    start = min((c.left_edge.i for c in token.lefts if c.dep_ in _OPENERS), default=token.i)
    if start == token.i:
        start = _before_prefix(doc, start)
    if doc[start].dep_ not in {"det", "poss"}:  # "the six - member team" is one
        start = max((t.i + 1 for t in doc[start : token.i] if is_dash(t)), default=start)
    while start < token.i and (doc[start].pos_ in {"PUNCT", "SPACE", "CCONJ"} or doc[start].dep_ == "cc"):
        start += 1
    return start


def _before_prefix(doc: Doc, start: int) -> int:
    """Go back before a prefix that the parser took apart: "her co-author"."""
    if start < 2 or doc[start - 1].text != "-" or doc[start - 2].whitespace_:
        return start
    start -= 2
    return start - 1 if start > 0 and doc[start - 1].dep_ in {"det", "poss"} else start


def owners_of(doc: Doc, start: int, end: int) -> set[str]:
    """Give the bodies and polities named in a role, by one key for a country and its demonym."""
    found = set()
    for token in doc[start:end]:
        iso = polity_forms().get(token.text, (demonyms().get(token.text, ""), ""))[0]
        if iso or (token.pos_ == "PROPN" and not is_title(token) and token.text[0].isupper()):
            found.add(iso or token.text)
    return found


def _prefix_role(register: Register, spot: Spot) -> None:
    """Note the role before one name, back to where its words begin."""
    doc, last = register.doc, _before_honorifics(register.doc, spot.start)
    start = last
    while start > 0 and _in_prefix(doc[start - 1]):
        start -= 1
    of_body = _office_of_body(doc, start)
    if of_body < start:
        start, word = of_body, doc[of_body].lower_
    elif start < last and _is_role_word(doc[last - 1]):
        word = head_word(doc[last - 1])
    else:
        return
    while start < last and doc[start].pos_ in {"PUNCT", "PART"}:
        start += 1
    note_role(spot.party, doc, start, last, word)
    if start > 0 and doc[start - 1].dep_ in {"det", "poss"}:
        start -= 1
    if any(t.dep_ in {"det", "poss"} for t in doc[start:last]):
        register.add(spot.party, Spot(start, last, last - 1, "title", "title-before-name", spot.party))


def _office_of_body(doc: Doc, start: int) -> int:
    """Go back from a body's name to its office: from "State" in "Secretary of State" to "Secretary"."""
    opens = start >= 2 and doc[start - 1].lower_ == "of" and doc[start].text[0].isupper()
    office = doc[start - 2] if opens else None
    is_office_ = office is not None and office.text[0].isupper() and is_person_noun(office.lower_)
    return start - 2 if is_office_ else start


def _is_role_word(token: Token) -> bool:
    return is_person_noun(token.lower_) or token.lower_ == "elect" or bool(office_of(token.text))


def _before_honorifics(doc: Doc, start: int) -> int:
    """Go back before "Mr" or "Dr." in front of a name, not before "Gov.", which says what its bearer is."""
    while start > 0 and doc[start - 1].lower_ in honorifics() and doc[start - 1].text[0].isupper():
        if office_of(doc[start - 1].text):
            break
        start -= 1
    return start


def _in_prefix(token: Token) -> bool:
    """Say whether a word may be part of the role before a name."""
    if token.is_space or token.is_sent_end or is_dash(token):
        return False
    return token.pos_ in {"PROPN", "NOUN", "ADJ"} or token.text in {"-", "'s", "’s"}


def _beside(phrase: Phrase, named: dict[int, Spot]) -> tuple[Spot | None, str]:
    """Find the name that a description stands beside, and how."""
    finders = {
        _in_apposition: "apposition",
        _behind_complement: "apposition",
        _copula_subject: "copula",
        _right_after: "description-before-name",
    }
    for find, rule in finders.items():
        spot = find(phrase, named)
        if spot is not None and _fits(phrase, spot.party):
            return spot, rule
    return None, ""


def _in_apposition(phrase: Phrase, named: dict[int, Spot]) -> Spot | None:
    """Find the name that the parser joins to a description as another word for the same."""
    head = phrase.head
    # After a dateline the parser hangs the description on the town, and the name on the description.
    above = [head.head] if head.dep_ == "appos" else []
    joined = [*above, *(child for child in head.children if child.dep_ == "appos")]
    return next((named[t.i] for t in joined if t.i in named and _fits(phrase, named[t.i].party)), None)


def _right_after(phrase: Phrase, named: dict[int, Spot]) -> Spot | None:
    """Find the body whose name a description stands right before: "the magazine MicroMega"."""
    after = named.get(phrase.end)
    if after is None or after.start != phrase.end:
        return None
    return after if _describes_body(phrase.head, after.party) else None


def _behind_complement(phrase: Phrase, named: dict[int, Spot]) -> Spot | None:
    """Find the person behind what an office is of or for, on which the parser hangs the name.

    So in "the head of the agency, Ann Lee," and in "a spokesman for the mayor, Ann Lee,"; but "a friend of the mayor,
    Ann Lee," leaves open who of the two has the name.
    """
    end = role_end(phrase)
    if phrase.plural or end == phrase.end or not is_person_noun(phrase.word):
        return None
    spot = _set_off(phrase.head.doc, end, named)
    if spot is None or _is_open_whose(phrase, spot, named):
        return None
    name = phrase.head.doc[spot.head]
    return spot if name.dep_ == "appos" and phrase.head.i < name.head.i < spot.start else None


def _set_off(doc: Doc, end: int, named: dict[int, Spot]) -> Spot | None:
    """Find the person whose name, with "Dr." or without, stands between commas or in brackets behind a role."""
    start = _past_brackets(doc, end) + 1
    while start < len(doc) and doc[start].lower_ in honorifics():
        start += 1
    spot = named.get(start)
    if spot is None or spot.start != start or spot.party.type != "person":
        return None
    closes = doc[spot.end : spot.end + 1].text in {"", ",", ".", ":", ";"}
    return spot if doc[end].text in {",", "("} and closes else None


def _is_open_whose(phrase: Phrase, spot: Spot, named: dict[int, Spot]) -> bool:
    """Say whether a name may as well be that of the other person: the friend's or the mayor's."""
    above = phrase.head.doc[spot.head].head
    other = head_word(above)
    serves = phrase.word in words("heads", "agent") and other not in spot.party.heads
    return above.i not in named and is_person_noun(other) and not serves


def _past_brackets(doc: Doc, i: int) -> int:
    """Go past an abbreviation in brackets: "the World Health Organization (WHO), Ann Lee"."""
    return i + 3 if doc[i : i + 1].text == "(" and doc[i + 2 : i + 3].text == ")" else i


def _copula_subject(phrase: Phrase, named: dict[int, Spot]) -> Spot | None:
    """Find whom "is a former judge" is said of; what is denied or only possible is no role."""
    head, verb = phrase.head, phrase.head.head
    if head.dep_ != "attr" or verb.lemma_ != "be" or any(c.dep_ in {"neg", "aux"} for c in verb.children):
        return None
    return next((named[c.i] for c in verb.children if c.dep_ == "nsubj" and c.i < head.i and c.i in named), None)


def _fits(phrase: Phrase, party: Party) -> bool:
    """Say whether an actor of this type may be so described."""
    if is_person_noun(phrase.word) or not (phrase.plural or phrase.word in _known_heads()):
        told = gender_of_word(phrase.word)
        return party.type == "person" and not (told and party.gender and told != party.gender)
    if phrase.word in words("heads", "place"):
        return party.type in {"country", "place"}
    return party.type in {"organisation", "group"}
