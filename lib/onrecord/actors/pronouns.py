"""Pronouns: whom he, she, they and it mean, and I and we inside a quotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..text.cues import speaking_verbs
from .lexicon import words
from .party import Party, Register, Spot

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_GENDER = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
_THING = frozenset({"it", "its", "itself"})
_THIRD = _PLURAL | _THING | _GENDER.keys()
# How far back, in tokens, a pronoun reaches at most, and "we" for a body that the speaker leads.
_REACH, _BODY_REACH = 150, 240
_SPEAKER = frozenset({"i", "me", "my", "mine", "myself"})
_SPEAKERS = frozenset({"we", "us", "our", "ours", "ourselves"})


def link_pronouns(register: Register, quotes: list[int]) -> None:
    """Put pronouns to the actors they mean; one that is not plain is left out.

    Args:
        register: the actors and mentions so far; mentions by pronoun are added.
        quotes: by token, the number of the quotation that it stands in, 0 outside.

    >>> from onrecord.text import parse
    >>> from onrecord.actors import find_actors
    >>> [(m.start, m.rule) for m in find_actors(parse("Ann Lee left. She was late."))[1]]
    [(0, 'full-name'), (14, 'pronoun-nearest-subject')]

    Misses: "they" for several actors named one by one; "it" other than as a subject that acts; "you".
    """
    doc = register.doc
    sentence_of, told = register.sentence_of, _sentences_told(doc, quotes)
    pronouns = [t for t in doc if t.pos_ in {"PRON", "DET"} and t.dep_ != "expl"]
    # Outside quotations first: "he" in "he said" is whom "I" means.
    for token in (t for t in pronouns if not quotes[t.i]):
        _note(token, register, *_meant(token, register, quotes, told))
    speakers = _speakers(register, quotes)
    for token in (t for t in pronouns if quotes[t.i]):
        speaker = speakers.get(quotes[token.i])
        if token.lower_ in _SPEAKER | _SPEAKERS:
            _note(token, register, *_spoken(token, register, speaker))
        else:
            _note(token, register, *_meant(token, register, quotes, sentence_of, speaker))


def _note(token: Token, register: Register, party: Party | None, rule: str) -> None:
    if party is not None:
        register.add(party, Spot(token.i, token.i + 1, token.i, "pronoun", rule, party))


def _sentences_told(doc: Doc, quotes: list[int]) -> list[int]:
    """Number each token's sentence; one that is all quotation adds nothing."""
    number, out = 0, []
    for sentence in doc.sents:
        number += not (quotes[sentence.start] and quotes[sentence.end - 1])
        out += [number] * len(sentence)
    return out


def _speakers(register: Register, quotes: list[int]) -> dict[int, Party]:
    """Find each quotation's speaker: the subject of the verb of speech beside it, else the one before's."""
    at = {i: spot for spot in reversed(register.spots) for i in range(spot.start, spot.end)}
    speakers: dict[int, Party] = {}
    last = 0
    for number, (start, end) in _stretches(quotes).items():
        subjects = map(_subject, _verbs_beside(register.doc, start, end, quotes))
        found = next((at[s.i].party for s in subjects if s is not None and s.i in at), None)
        if found is None and start - last < 30:
            found = speakers.get(number - 1)
        if found is not None and found.type != "place":
            speakers[number] = found
        last = end
    return speakers


def _stretches(quotes: list[int]) -> dict[int, list[int]]:
    """Give each quotation's first and last token."""
    stretches: dict[int, list[int]] = {}
    for i, number in enumerate(quotes):
        if number:
            stretches.setdefault(number, [i, i])[1] = i
    return stretches


def _verbs_beside(doc: Doc, start: int, end: int, quotes: list[int]) -> list[Token]:
    """Give the verbs of speech beside a quotation; after one that ends with a full stop a new sentence begins."""
    before = list(reversed(doc[max(0, start - 12) : start]))
    after = list(doc[end + 1 : end + 13]) if doc[end - 1].text != "." else []
    for side in (before, after):
        stop = next((k for k, t in enumerate(side) if "\n" in t.text_with_ws), len(side))
        del side[stop + (side is after) :]
    return [t for t in [*after, *before] if t.lemma_.lower() in speaking_verbs() and not quotes[t.i]]


def _is_subject(token: Token) -> bool:
    return token.dep_ in {"nsubj", "nsubjpass"}


def _subject(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)


def _spoken(token: Token, register: Register, speaker: Party | None) -> tuple[Party | None, str]:
    """Find whom I and we mean in a quotation: its speaker, and the body that the speaker speaks for."""
    if speaker is None or speaker.type != "person":
        return None if token.lower_ in _SPEAKER else speaker, "quotation-speaker-body"
    if token.lower_ in _SPEAKER:
        return speaker, "quotation-speaker"
    return _body_of(token, register, speaker), "quotation-speaker-body"


def _body_of(token: Token, register: Register, speaker: Party) -> Party | None:
    """Find the body that a person speaks for: one that the person's roles name, else the only one that may be led."""
    inside = [s.party for a, b in speaker.role_spans for s in register.between(a, b)]
    own = [p for p in inside if p.type in {"organisation", "country"}]
    own = own or [register.polities[iso] for iso in sorted(speaker.owners) if iso in register.polities]
    if not own and speaker.heads & words("heads", "leader"):
        own = _only_body_before(token, register)
    return next(iter(own), None)


def _only_body_before(token: Token, register: Register) -> list[Party]:
    """Give the organisation named before a token, where there is no second one."""
    near = [spot.party for spot in register.before(token.i, _BODY_REACH)]
    named = list(dict.fromkeys(party for party in near if party.type == "organisation" and party.named))
    return named if len(named) == 1 else []


def _meant(
    token: Token, register: Register, quotes: list[int], sentence_of: list[int], speaker: Party | None = None
) -> tuple[Party | None, str]:
    """Find whom a pronoun of the third person means: the best of those mentioned shortly before."""
    low = token.lower_
    if low not in _THIRD:
        return None, ""
    if low.endswith(("self", "selves")):
        own, rule = _reflexive(token, register)
        if own is not None or low not in _GENDER:
            return own, rule
    near = [spot for spot in register.before(token.i, _REACH) if spot.party is not speaker]
    best = _likeliest(token, near, quotes, sentence_of)
    if best is None or (low in _THING and not _plain(token, best, register)):
        return None, ""
    best.party.gender = _GENDER.get(low, best.party.gender)
    return best.party, "pronoun-nearest-subject" if _is_subject(token.doc[best.head]) else "pronoun-nearest"


def _likeliest(token: Token, near: list[Spot], quotes: list[int], sentence_of: list[int]) -> Spot | None:
    """Choose among the mentions before a pronoun: the weightiest of its sentence and of one before, or three."""
    furthest = 3 if token.lower_ in _GENDER else 1
    distances = {spot: sentence_of[token.i] - sentence_of[spot.start] for spot in near}
    possible = [spot for spot in near if distances[spot] <= furthest and _may_mean(token, spot)]
    return max(possible, key=lambda spot: _salience(token, spot, distances[spot], quotes), default=None)


def _reflexive(token: Token, register: Register) -> tuple[Party | None, str]:
    """Find whom "himself" means: the subject of its clause, or of the clause above where it has none."""
    verb = token.head
    for _ in range(4):
        subject = _subject(verb)
        if subject is not None or verb.head == verb:
            break
        verb = verb.head
    else:
        subject = None
    spot = register.at_now(subject.i) if subject is not None else None
    if spot is None or not _agrees(token.lower_, spot.party):
        return None, ""
    return spot.party, "pronoun-reflexive"


def _may_mean(token: Token, spot: Spot) -> bool:
    """Say whether a pronoun may mean this mention's actor at all."""
    party = spot.party
    if not _agrees(token.lower_, party) or _same_clause(token, spot):
        return False
    as_members = party.type != "organisation" or party.heads & words("heads", "members")
    return token.lower_ not in _PLURAL or bool(as_members) or _stands_for_members(token, spot)


def _stands_for_members(token: Token, spot: Spot) -> bool:
    """Say whether "they" may mean an organisation: as a subject, with no other plural in between."""
    between = token.doc[spot.end : token.i]
    return token.doc[spot.head].dep_ in {"nsubj", "nsubjpass"} and not any(t.tag_ in {"NNS", "NNPS"} for t in between)


def _agrees(low: str, party: Party) -> bool:
    """Say whether an actor and a pronoun agree in kind, number and gender."""
    if low in _GENDER:
        return party.type == "person" and party.gender in {"", _GENDER[low]}
    if low in _THING:
        return party.type in {"organisation", "country"}
    return party.type == "group" or party.plural or party.type == "organisation"


def _same_clause(token: Token, spot: Spot) -> bool:
    """Say whether both are arguments of one verb, so that they cannot mean the same ("Holm met him")."""
    if token.dep_ == "poss" or token.lower_.endswith(("self", "selves")):
        return spot.start <= token.head.i < spot.end
    head = token.doc[spot.head]
    return head.head == token.head and head.dep_ in {"nsubj", "nsubjpass", "dobj"}


def _salience(token: Token, spot: Spot, distance: int, quotes: list[int]) -> float:
    """Weigh a candidate: nearness, being a subject, being mentioned often, one side of the quotation marks."""
    head = token.doc[spot.head]
    score = -2.0 * distance - 0.01 * (token.i - spot.end)
    score += {"nsubj": 2.0, "nsubjpass": 2.0, "poss": 0.3, "dobj": 0.5, "appos": 0.5}.get(head.dep_, 0.0)
    score += 0.2 * min(len(spot.party.spots), 6)
    score += 1.0 if spot.party.named else 0.0
    score -= 1.5 if quotes[spot.start] and not quotes[token.i] else 0.0
    return score - (1.5 if quotes[token.i] and not quotes[spot.start] and distance == 0 else 0.0)


def _plain(token: Token, spot: Spot, register: Register) -> bool:
    """Say whether "it" plainly means an actor: as one who acts, or owned by the subject of its clause."""
    head = token.doc[spot.head]
    if _said_by(token.head) == head:
        return True
    if head.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    if token.lower_ == "its":
        return register.sentence_of[token.i] == register.sentence_of[head.i]
    return token.dep_ == "nsubj" and token.head.lemma_ != "be"


def _said_by(verb: Token) -> Token | None:
    """Find who says a clause: the subject of the verb of speech above ("Oslo left, saying it was not asked")."""
    above = verb.head
    if verb.dep_ != "ccomp" or above.lemma_.lower() not in speaking_verbs():
        return None
    subject = _subject(above)
    return subject if subject is not None or above.dep_ != "advcl" else _subject(above.head)
