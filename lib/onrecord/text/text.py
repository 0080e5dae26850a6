"""A text as all three extractors see it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from .lines import ASIDE, are_credits, kinds_of
from .paragraphs import Stretch, paragraphs
from .pipeline import parsed
from .quotations import Quotation, quotations
from .speakers import Turn, turns

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Text:
    """A text and its parts; each is found when first asked for, once, and handed on.

    >>> text = Text("She said “no”. He left.")
    >>> [text.characters[s.start : s.end] for s in text.sentences], len(text.quotations)
    (['She said “no”.', 'He left.'], 1)
    """

    def __init__(self, characters: str, pipeline: str | None = None) -> None:
        """Take the characters, which all offsets count, and perhaps the name of the spaCy pipeline to read them."""
        self.characters = characters
        self._pipeline = pipeline

    @classmethod
    def of(cls, doc: Doc) -> Text:
        """A text that a spaCy pipeline with tagger, parser and lemmatizer has read already."""
        text = cls(doc.text)
        text.__dict__["doc"] = doc
        return text

    @cached_property
    def doc(self) -> Doc:
        """The words with their tags and grammar, as the spaCy pipeline gives them."""
        return parsed([(self.characters, self.paragraphs)], self._pipeline)[0]

    @cached_property
    def paragraphs(self) -> list[Stretch]:
        """The paragraphs, without the white space between them."""
        return paragraphs(self.characters)

    @cached_property
    def quotations(self) -> list[Quotation]:
        """What stands in quote marks, in order."""
        return quotations(self.characters, self.paragraphs)

    @cached_property
    def turns(self) -> list[Turn]:
        """What stands behind speakers' labels."""
        return turns(self.characters, self.paragraphs, self.line_kinds)

    @cached_property
    def starts(self) -> list[int]:
        """By word, the offset of its first character."""
        return [int(start) for start in self.doc.to_array("IDX")]

    @cached_property
    def quoted(self) -> list[int]:
        """By word, the number of the quotation that it stands in, from 1; 0 outside, where the opening mark is."""
        starts, numbers = self.starts, [0] * len(self.doc)
        for number, quotation in enumerate(self.quotations, 1):
            for i in range(bisect_right(starts, quotation.start), bisect_left(starts, quotation.end)):
                numbers[i] = number
        return numbers

    @cached_property
    def sentences(self) -> list[Stretch]:
        """The sentences, without the white space around them."""
        found = []
        for sent in self.doc.sents:
            words = sent.text.strip()
            if words:
                start = sent.start_char + sent.text.index(words)
                found.append(Stretch(start, start + len(words)))
        return found

    @cached_property
    def line_kinds(self) -> list[str]:
        """Of what kind each paragraph is: of sentences, or a line that is none (see kinds_of)."""
        return kinds_of(self.characters, self.paragraphs)

    @cached_property
    def kinds(self) -> list[str]:
        """Of what kind each sentence is: that of its paragraph."""
        return [self.line_kinds[self.paragraph_at(sentence.start) - 1] for sentence in self.sentences]

    def kind_at(self, offset: int) -> str:
        """Of what kind the sentence is that an offset lies in."""
        return self.kinds[self.sentence_at(offset)]

    def is_aside(self, offset: int) -> bool:
        """Whether the line that an offset lies in mentions nobody; the credits below a report do name people."""
        sentence = self.sentences[self.sentence_at(offset)]
        return self.kind_at(offset) in ASIDE and not are_credits(self.characters[sentence.start : sentence.end])

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence that an offset lies in, from 0."""
        return max(bisect_right(self._sentence_starts, offset) - 1, 0)

    def paragraph_at(self, offset: int) -> int:
        """The number of the paragraph that an offset lies in, from 1."""
        return max(bisect_right(self._paragraph_starts, offset), 1)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [paragraph.start for paragraph in self.paragraphs]


def parse(characters: str, pipeline: str | None = None) -> Text:
    """Read a text by a spaCy pipeline (see load_pipeline for its name).

    >>> parse("The mayor said no.").doc[1].tag_
    'NN'
    """
    text = Text(characters, pipeline)
    _ = text.doc
    return text


def parse_all(texts: Sequence[str], pipeline: str | None = None) -> list[Text]:
    """Read several texts in one go: each comes out as parse gives it, to the last bit, and sooner.

    >>> [len(text.doc) for text in parse_all(["The mayor said no.", "He left."])]
    [5, 3]
    """
    found = [Text(characters, pipeline) for characters in texts]
    docs = parsed([(text.characters, text.paragraphs) for text in found], pipeline)
    for text, doc in zip(found, docs, strict=True):
        text.__dict__["doc"] = doc
    return found
