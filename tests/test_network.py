"""The network's own steps: names from tags, what is known of pairs, antecedents in blocks, and any text at all."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import numpy as np
import pytest

from onrecord.actors import find_actors
from onrecord.actors.sight import Sight
from onrecord.network import TYPES, antecedents, blind, look
from onrecord.network.names import NAME_TAGS, names_of
from onrecord.network.pairs import (
    BONDS,
    CASES,
    FEATURES,
    KINDS,
    NAME,
    NOMINAL,
    PRONOUN,
    PRONOUN_TELLS,
    TELLS,
    Mentions,
    Words,
    pair_features,
    tells_of,
)
from onrecord.text import Text, parse

NONE = 0
FIRST, INNER, LAST, ONLY = range(1, 5)


def logs(*words: dict[int, float]) -> Any:
    """Log-probabilities of tags: those given; of the others next to nothing."""
    chances = np.full((len(words), NAME_TAGS), 1e-6, np.float32)
    for n, own in enumerate(words):
        for tag, chance in own.items():
            chances[n, tag] = chance
    return np.log(chances / chances.sum(1, keepdims=True))


def spans(*words: dict[int, float]) -> list[tuple[int, int, str]]:
    return [(name.first, name.last, name.type) for name in names_of(logs(*words))]


def tag(part: int, type_: str) -> int:
    return 4 * TYPES.index(type_) + part


def test_names_are_the_best_row_of_tags() -> None:
    assert spans() == [] == spans({NONE: 1.0})
    assert spans({ONLY: 1.0}) == [(0, 0, "person")]
    assert spans({FIRST: 0.9}, {INNER: 0.9}, {LAST: 0.9}) == [(0, 2, "person")]
    # Two beside one another are two.
    assert spans({ONLY: 1.0}, {tag(ONLY, "place"): 1.0}) == [(0, 0, "person"), (1, 1, "place")]


def test_a_row_of_tags_makes_sense_as_a_whole() -> None:
    # Alone the second word would rather be none; but a name that has begun goes on.
    assert spans({FIRST: 0.99, NONE: 0.01}, {NONE: 0.6, LAST: 0.4}) == [(0, 1, "person")]
    # And rather the last word of a person's name than of a place's, behind a person's first.
    assert spans({FIRST: 1.0}, {tag(LAST, "place"): 0.6, LAST: 0.4}) == [(0, 1, "person")]
    # No name runs on behind the text, nor over a word that surely is none.
    assert spans({NONE: 0.4, FIRST: 0.6}) in ([], [(0, 0, "person")])
    assert spans({FIRST: 0.9, ONLY: 0.1}, {NONE: 1.0}, {LAST: 0.9, ONLY: 0.1}) == [(0, 0, "person"), (2, 2, "person")]


def test_how_likely_a_name_is_each_type() -> None:
    (name,) = names_of(logs({FIRST: 0.6, tag(FIRST, "group"): 0.4}, {LAST: 0.8, tag(LAST, "group"): 0.2}))
    assert name.types == pytest.approx((0.7, 0.0, 0.0, 0.3), abs=0.001) and sum(name.types) == pytest.approx(1)


# "Ann Lee met Holm . “ She hired his aide , ” Lee said ."
#   0   1   2   3   4 5  6   7    8   9  10 11 12 13  14
FORMS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 12, 4]
ABOVE = [1, 2, 2, 2, 2, 13, 7, 13, 9, 7, 13, 13, 13, 13, 13]
CASE = [0, 1, 0, 2, 0, 0, 1, 0, 3, 2, 0, 0, 1, 0, 0]
QUOTED = [0, 0, 0, 0, 0, 2, 1, 1, 1, 1, 1, 2, 0, 0, 0]
SHAPE = [2, 2, 1, 2, 6, 6, 2, 1, 1, 1, 6, 6, 2, 1, 6]
WORDS = Words(*(np.array(c, np.int64) for c in (FORMS, SHAPE, QUOTED, [0] * 5 + [1] * 10, CASE, ABOVE)))
# Ann Lee, Holm, She, his aide, his, Lee
HEADS, FIRSTS, LASTS = [1, 3, 6, 9, 8, 12], [0, 3, 6, 8, 8, 12], [1, 3, 6, 9, 8, 12]
KINDS_OF = [NAME, NAME, PRONOUN, NOMINAL, PRONOUN, NAME]
TOLD = [
    tells_of(0, TELLS.index("woman")),
    tells_of(0),
    PRONOUN_TELLS["she"],
    tells_of(0),
    PRONOUN_TELLS["his"],
    tells_of(0),
]
MENTIONS = Mentions(*(np.array(c, np.int64) for c in (HEADS, FIRSTS, LASTS, KINDS_OF, TOLD)))
ANN_LEE, HOLM, SHE, AIDE, HIS, LEE = range(6)


def features(later: int, earlier: int) -> list[int]:
    return pair_features(WORDS, MENTIONS, np.array([later]), np.array([earlier]))[0].tolist()


def test_what_is_known_of_a_pair() -> None:
    far, between, kinds, sentences, quoted, agree, told, bond, cases, one_quotation = features(SHE, ANN_LEE)
    assert (far, between) == (2, 1)  # six words and two mentions: powers of two
    assert kinds == len(KINDS) * PRONOUN + NAME and sentences == 1 and quoted == 1
    assert agree == 5 and told == len(TELLS) * TELLS.index("she") + TELLS.index("woman")
    assert BONDS[bond] == "none" and cases == len(CASES) * 1 + 1 and one_quotation == 0


def test_how_the_words_of_a_pair_agree() -> None:
    assert features(LEE, ANN_LEE)[5] == 2  # the same head
    assert features(HOLM, ANN_LEE)[5] == 0
    assert features(LEE, LEE)[5] == 1  # all words
    assert features(AIDE, HIS)[5] == 5  # a pronoun


def test_what_grammar_says_of_a_pair() -> None:
    bonds = {(a, b): BONDS[features(a, b)[7]] for a in range(6) for b in range(a)}
    assert bonds[HOLM, ANN_LEE] == "one verb" == bonds[AIDE, SHE]
    assert bonds[HIS, AIDE] == "inside"
    assert bonds[HIS, SHE] == "below subject"
    assert bonds[LEE, ANN_LEE] == "none" == bonds[SHE, HOLM]


def test_two_in_one_quotation() -> None:
    assert features(AIDE, SHE)[9] == 1 and features(AIDE, SHE)[4] == 3
    assert features(LEE, SHE)[9] == 0 and features(LEE, SHE)[4] == 2


def test_every_feature_keeps_to_its_values() -> None:
    later, earlier = np.tril_indices(6, -1)
    values = pair_features(WORDS, MENTIONS, later, earlier)
    assert values.shape == (15, len(FEATURES)) and (values.max(0) < FEATURES).all()


def mentions_of(many: int) -> tuple[Any, Words, Mentions]:
    """A text of `many` persons, each a mention of one word."""
    seen = look(Text("Ann said. " * many))
    count = len(seen.starts)
    zeros = np.zeros(count, np.int64)
    words = Words(zeros, zeros + 2, zeros, np.arange(count) // 3, zeros, np.arange(count))
    heads = np.arange(many) * 3
    return seen, words, Mentions(heads, heads, heads, np.zeros(many, np.int64), np.full(many, tells_of(0)))


def test_antecedents_of_few_of_none_and_of_many() -> None:
    seen, words, mentions = mentions_of(400)
    assert list(antecedents(seen, words, mentions, np.zeros(0, np.int64))) == []
    ((first, earlier, chances),) = antecedents(seen, words, mentions, np.array([0]))
    assert (first, len(earlier), len(chances)) == (0, 0, 0)
    said = {n: (earlier, chances) for n, earlier, chances in antecedents(seen, words, mentions, np.arange(400))}
    assert list(said) == list(range(400))
    for n, (earlier, chances) in said.items():
        assert earlier.tolist() == list(range(max(n - 150, 0), n))
        assert len(chances) == len(earlier) and (chances >= 0).all() and chances.sum() <= 1.000001
    # What is asked in blocks is what is asked one by one, but for the step of the whole numbers, which a block shares.
    for n in (1, 140, 399):
        ((_, earlier, chances),) = antecedents(seen, words, mentions, np.array([n]))
        assert (said[n][0] == earlier).all() and np.allclose(said[n][1], chances, atol=0.002)


@pytest.mark.parametrize("characters", ["", " \n\n ", ".", "“", "Ann", "\U0001f600", "Ann Lee left.\n\n\n.\n\n"])
def test_any_text_is_seen_word_by_word(characters: str) -> None:
    seen = look(Text(characters))
    many = len(seen.starts)
    assert many == len(seen.ends) == len(seen.kinds) == len(seen.vectors)
    assert (seen.starts < seen.ends).all() and (seen.starts[1:] >= seen.ends[:-1]).all()
    assert all(0 <= name.first <= name.last < many for name in seen.names)


def test_with_closed_eyes_nothing_is_seen() -> None:
    assert len(blind().starts) == 0 and blind().names == []
    assert find_actors(parse(""), blind()) == ([], [])


def test_a_paragraph_without_a_full_stop_takes_time_and_memory_by_its_length() -> None:
    sentence = "and the mayor Ann Lee told Tom Hale that she would meet him at the bridge "
    took = []
    tracemalloc.start()
    for words in (1_000, 4_000):
        text = Text(sentence * (words // 16))
        began = time.process_time()
        seen = look(text)
        took.append(time.process_time() - began)
        assert len(seen.starts) == 16 * (words // 16)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Four times the words; sixteen times would be the square of it.
    assert took[1] < 8 * took[0]
    assert most < 100_000_000  # for 4,000 words


WRITTEN = [
    "They don't know U.S. law.",
    "Ann’s 14-year-old co-author can't, won't.",
    "He said \U0001f600\U0001f600 Ann Lee\u200b left... (AP)",
    "İstanbul’da İnci Kaya, “İyi”, said: U.N.-backed $14m.",
    "Lee--the mayor--left;Hale stayed\n\nThe end",
]


@pytest.mark.parametrize("characters", WRITTEN)
def test_words_and_tokens_stand_side_by_side(characters: str) -> None:
    text = parse(characters)
    sight = Sight(text, look(text))
    seen, doc = sight.seen, text.doc
    assert len(sight.token) == len(seen.starts) and len(sight.word) == len(doc)
    for word, token in enumerate(sight.token.tolist()):
        # A word begins in its token.
        assert doc[token].idx <= seen.starts[word] < doc[token].idx + len(doc[token].text_with_ws)
    for token, word in enumerate(sight.word.tolist()):
        if word >= 0:
            assert sight.token[word] == token and (word == 0 or sight.token[word - 1] < token)
    for word in range(len(seen.starts)):
        start, end = sight.span(word, word)
        assert start < end <= len(doc) and sight.last_word(end) >= word
    arrays = (sight.words.form, sight.words.shape, sight.words.quoted, sight.words.case, sight.words.above)
    assert {len(array) for array in arrays} == {len(seen.starts)}


def test_a_letter_whose_lower_case_is_longer_moves_no_word() -> None:
    text = parse("İnci met Ann. ANN left.")
    seen = look(text)
    sight = Sight(text, seen)
    said = [text.characters[a:b] for a, b in zip(seen.starts, seen.ends, strict=True)]
    assert "Ann" in said and "ANN" in said and "left" in said
    plain = parse("Inci met Ann. ANN left.")
    forms = Sight(plain, look(plain)).words.form.tolist()
    assert forms[2] == forms[4]  # whatever its case
    assert len(set(sight.words.form.tolist())) >= 5
