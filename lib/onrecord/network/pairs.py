"""What is known of two mentions beside their words' vectors: distance, words shared, what grammar allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .names import TYPES

Ints = npt.NDArray[np.int64]

#: What a mention may be: a name, a description or a pronoun.
KINDS = ("name", "nominal", "pronoun")
NAME, NOMINAL, PRONOUN = range(3)
#: What a word is to the verb above it.
CASES = ("other", "subject", "object", "possessive")
SUBJECT, OBJECT, POSSESSIVE = 1, 2, 3
#: The labels of the grammar that tell them; all others are other.
CASE_OF = {"nsubj": SUBJECT, "nsubjpass": SUBJECT, "dobj": OBJECT, "dative": OBJECT, "poss": POSSESSIVE}
#: What a mention's own words tell of whom it may mean.
TELLS = (
    "nothing", "he", "she", "it", "they", "I", "we", "you", "who",
    "man", "woman", "person", "organisation", "place", "group", "several",
)  # fmt: skip
#: How a mention stands to an earlier one: arguments of one verb, inside it, below the verb that has it as an argument.
BONDS = ("none", "one verb", "inside", "below subject", "below object")
#: How many values each feature has, in their order (see pair_features).
FEATURES = (10, 8, 9, 3, 4, 6, len(TELLS) ** 2, len(BONDS), len(CASES) ** 2, 2)

_PRONOUNS = {
    "he": "he him his himself", "she": "she her hers herself", "it": "it its itself",
    "they": "they them their theirs themselves", "I": "i me my mine myself", "we": "we us our ours ourselves",
    "you": "you your yours yourself yourselves", "who": "who whom whose which that",
}  # fmt: skip
PRONOUN_TELLS = {word: TELLS.index(name) for name, forms in _PRONOUNS.items() for word in forms.split()}
_ABOVE = 8


def tells_of(type_: int, gendered: int = 0) -> int:
    """What a name or a description tells by its type (person, organisation, place, group; -1 unknown) and its words."""
    return gendered or (TELLS.index(TYPES[type_]) if type_ >= 0 else 0)


@dataclass
class Words:
    """What is known of each word of a text, in arrays of one length.

    Attributes:
        form: a number for each word as it is written, whatever its case.
        shape: its case (see windows.Passage).
        quoted: whether it stands in quote marks, 2 for a mark.
        sentence: the number of its sentence.
        case: one of CASES.
        above: the word that it depends on; itself at the top.
    """

    form: Ints
    shape: Ints
    quoted: Ints
    sentence: Ints
    case: Ints
    above: Ints


@dataclass
class Mentions:
    """Mentions in order of their first words, in arrays of one length: words' numbers, and one of KINDS and TELLS."""

    head: Ints
    first: Ints
    last: Ints
    kind: Ints
    tells: Ints


def pair_features(words: Words, mentions: Mentions, later: Ints, earlier: Ints) -> npt.NDArray[np.uint8]:
    """Describe pairs of mentions.

    Args:
        words: the text's words.
        mentions: its mentions.
        later, earlier: the numbers of the mentions of each pair.

    Returns:
        [pairs, features]: words between (powers of two), mentions between, both kinds, same sentence or the one
        before, whose heads are quoted, how their words agree, what both tell, their bond, both cases, one quotation.
    """
    m, heads = mentions, mentions.head
    sentences = np.minimum(np.abs(words.sentence[heads[later]] - words.sentence[heads[earlier]]), 2)
    quoted = (words.quoted[heads] == 1).astype(np.int64)
    stretch = np.cumsum(words.quoted == 2)[heads]
    case = words.case[heads]
    columns = [
        _powers(np.abs(m.first[later] - m.first[earlier]), 9),
        _powers(np.abs(later - earlier), 7),
        3 * m.kind[later] + m.kind[earlier],
        sentences,
        quoted[later] + 2 * quoted[earlier],
        _agreement(words, m, later, earlier),
        len(TELLS) * m.tells[later] + m.tells[earlier],
        _bonds(words, m, later, earlier),
        len(CASES) * case[later] + case[earlier],
        (quoted[later] & quoted[earlier] & (stretch[later] == stretch[earlier])),
    ]
    return np.stack(columns, -1).astype(np.uint8)


def _powers(values: Ints, most: int) -> Ints:
    """Tell numbers apart by powers of two."""
    return np.minimum(np.floor(np.log2(values + 1)), most).astype(np.int64)


def _agreement(words: Words, m: Mentions, later: Ints, earlier: Ints) -> Ints:
    """How the words of two mentions agree: 0 not, 1 all, 2 heads, 3 all of one, 4 a capital word, 5 a pronoun."""
    own = [words.form[a : b + 1].tolist() for a, b in zip(m.first.tolist(), m.last.tolist(), strict=True)]
    capital = [
        {f for f, s in zip(forms, words.shape[a : b + 1].tolist(), strict=True) if s in (2, 3)}
        for forms, a, b in zip(own, m.first.tolist(), m.last.tolist(), strict=True)
    ]
    sets = [set(forms) for forms in own]
    out = np.zeros(len(later), np.int64)
    head = words.form[m.head]
    same_head = head[later] == head[earlier]
    pronoun = (m.kind[later] == PRONOUN) | (m.kind[earlier] == PRONOUN)
    out[pronoun] = 5
    # Few pairs share a word: only these are looked at one by one.
    share = _sharing(sets, later, earlier)
    for n in np.flatnonzero(share | same_head).tolist():
        a, b = sets[later[n]], sets[earlier[n]]
        if a == b:
            out[n] = 1
        elif not pronoun[n]:
            some = 3 if a <= b or b <= a else 4 if capital[later[n]] & capital[earlier[n]] else 0
            out[n] = 2 if same_head[n] else some
    return out


def _sharing(sets: list[set[int]], later: Ints, earlier: Ints) -> npt.NDArray[np.bool_]:
    """Whether two mentions share a word, by a signature of 62 bits: it may say so in error, never the other way."""
    bits = np.array([np.bitwise_or.reduce([1 << (form * 7919 % 62) for form in own]) for own in sets], np.int64)
    return np.asarray(bits[later] & bits[earlier] != 0)


def _bonds(words: Words, m: Mentions, later: Ints, earlier: Ints) -> Ints:
    """What grammar says of two mentions (see BONDS)."""
    near = words.sentence[m.head[later]] == words.sentence[m.head[earlier]]
    out = np.zeros(len(later), np.int64)
    where = np.flatnonzero(near)
    a, b = m.head[later[where]], m.head[earlier[where]]
    case_a, case_b = words.case[a], words.case[b]
    verb_a, verb_b = words.above[a], words.above[b]
    bond = np.zeros(len(where), np.int64)
    over = verb_a.copy()
    argued = (case_b == SUBJECT) | (case_b == OBJECT)
    for _ in range(_ABOVE):
        above = words.above[over]
        over = np.where(above != over, above, over)
        bond[(bond == 0) & argued & (over == verb_b) & (verb_a != verb_b)] = 3
    bond[(bond == 3) & (case_b == OBJECT)] = 4
    bond[argued & (verb_a == verb_b) & ((case_a == SUBJECT) | (case_a == OBJECT))] = 1
    inside = (m.first[earlier[where]] <= a) & (a <= m.last[earlier[where]])
    bond[inside | (verb_a == b)] = 2
    out[where] = bond
    return out
