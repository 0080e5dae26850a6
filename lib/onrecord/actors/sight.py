"""What the network sees of a text, put beside its tokens: which words they are, and what grammar says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..network.pairs import CASE_OF, CASES, Ints, Words

if TYPE_CHECKING:
    from ..network import Seen
    from ..text import Text


class Sight:
    """The words that the network sees and the tokens of the grammar, each by the other's numbers.

    Attributes:
        text, doc, seen: the text, its tokens, what the network sees.
        token: by word, the token that it is or is part of.
        word: by token, the first word that it is or has; -1 where it has none.
        words: what is known of the words.
    """

    def __init__(self, text: Text, seen: Seen) -> None:
        """Put them side by side."""
        self.text, self.doc, self.seen = text, text.doc, seen
        doc = self.doc
        starts = np.array([token.idx for token in doc], np.int64)
        self.token: Ints = np.maximum(np.searchsorted(starts, seen.starts, side="right") - 1, 0)
        self.word: Ints = np.full(len(doc), -1, np.int64)
        self.word[self.token[::-1]] = np.arange(len(self.token))[::-1]
        self.words = self._words()

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The tokens of a run of words: the first, and the one behind the last."""
        return int(self.token[first]), int(self.token[last]) + 1

    def last_word(self, end: int) -> int:
        """The last word of a run of tokens, given the one behind it."""
        return int(np.searchsorted(self.token, end - 1, side="right")) - 1

    def _words(self) -> Words:
        doc, seen = self.doc, self.seen
        many = len(seen.starts)
        numbers: dict[str, int] = {}
        low = doc.text.lower() if len(doc.text.lower()) == len(doc.text) else doc.text
        pairs = zip(seen.starts.tolist(), seen.ends.tolist(), strict=True)
        form = [numbers.setdefault(low[a:b], len(numbers)) for a, b in pairs]
        passages = seen.passages
        shape = np.concatenate([p.shape for p in passages]) if many else np.zeros(0, np.int64)
        quoted = np.concatenate([p.quoted for p in passages]) if many else np.zeros(0, np.int64)
        sentence_of = np.cumsum([bool(token.is_sent_start) for token in doc])
        case, above = np.zeros(many, np.int64), np.arange(many)
        heads = [token.head.i for token in doc]
        labels = [token.dep_ for token in doc]
        for i in reversed(range(len(doc))):
            word, over = self.word[i], self.word[heads[i]]
            if word >= 0 and over >= 0 and over != word:
                above[word], case[word] = over, CASE_OF.get(labels[i], CASES.index("other"))
        sentence = sentence_of[self.token] if many else np.zeros(0, np.int64)
        return Words(np.array(form, np.int64), shape, quoted, sentence, case, above)
