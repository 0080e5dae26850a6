"""Speakers' labels: paragraphs that begin with a name and a colon ("WALLACE: ..."), and the turns that they open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .lines import ASIDE
from .paragraphs import Stretch

_SMALL = "(?:of|the|for|de|da|di|la|van|von|der|den|al|bin|and|&)"
_NAME = rf"[A-Z][\w.’'&-]*(?: (?:{_SMALL} )?[A-Z][\w.’'&-]*){{0,5}}"
# A name, or Q and A with or without a number; behind it a bracket, or what he or she is.
_LABEL = re.compile(
    rf"[“\"]?(?P<name>[QA]\d{{0,2}}|{_NAME})(?P<more> \([^()\n]{{1,30}}\)|, [^:\n“”\"]{{1,60}})?[^\S\n]?:(?=\s|$)"
)
# What pages and notes put before a colon; a time and a score are no name either.
_NO_SPEAKER = re.compile(
    r"(?:related|read|see|watch|listen|also|more|learn|note|update|updated|correction|editor.s note|source|sources"
    r"|disclosure|topics?|tags?|photos?|images?|image credit|credit|posted|posted by|written by|by|contact|example"
    r"|analysis|fact|dear|date|time|place|where|when|price|tickets|location|name|part|step|tip|warning|video|gallery"
    r"|ig|tel|email|phone|web|january|february|march|april|may|june|july|august|september|october|november|december)\b.*",
    re.IGNORECASE,
)
_QUESTION_OR_ANSWER = re.compile(r"[QA]\d*$")
# "Ann Lee, who chairs it, said:" is a sentence, and "Says Lee:" is one turned round.
_SENTENCE = re.compile(r"\b(?:sa(?:id|ys)|told|tells|asks|writes|wrote|went|goes|made|explains|\w+ed)\b", re.IGNORECASE)
# What people say when they speak, and a writer hardly ever.
_SPOKEN = re.compile(r"\b(?:I|we|you|my|our|your|me|us)\b|\?", re.IGNORECASE)
_QUOTED = re.compile('[“"][^”"]*[”"]')
_OPENS_QUOTATION = re.compile('["“„«‘]')
_YOU, _ME = re.compile(r"\byour?\b", re.IGNORECASE), re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b")
# How many questions an interview has at least, and how many words one has at most.
_QUESTIONS, _QUESTION = 3, 60
_NO_SPACE, _WORD = re.compile(r"\S"), re.compile(r"\w+")
# In words: what stands behind the name in a label of a single quotation ("Ruth Kamau, teacher:").
_WORDS_OF_ROLE = 5


class Turn(NamedTuple):
    """What one speaker says, by offsets, perhaps over several paragraphs.

    Attributes:
        label: the speaker's label with its colon; None in an interview that has none.
        words: what he or she says.
    """

    label: Stretch | None
    words: Stretch


def turns(text: str, paragraphs: Sequence[Stretch], kinds: Sequence[str]) -> list[Turn]:
    r"""The turns of a transcript or an interview, in order; and single quotations behind a name and a colon.

    Two or more paragraphs must begin with a label that is one, by its form; and a third of what stands behind them
    must be such as people say ("I", "you", a question), all of it where no label comes again. Then a turn goes on to
    the next label. An interview without labels has three or more paragraphs that are a question, most of them to "you",
    and "I" or "we" in most of what follows them. Elsewhere a label counts for its own paragraph, where a quotation
    stands behind it, or it is in capitals and such words are.

    Args:
        text: the text.
        paragraphs: its paragraphs.
        kinds: of what kind each is (see kinds_of); a page's furniture ends a turn.

    >>> from onrecord.text import Text
    >>> talk = "Q: Will it open?\n\nA: No. We have no roof.\n\nIt leaks."
    >>> [talk[slice(*turn.words)] for turn in Text(talk).turns]
    ['Will it open?', 'No. We have no roof.\n\nIt leaks.']
    """
    found = [(number, match) for number, part in enumerate(paragraphs) if (match := _label(text, part))]
    ends = _Ends(paragraphs, kinds)
    return _labelled(text, found, ends) or _asked(text, paragraphs, ends) or list(_single(text, paragraphs, found))


class _Ends:
    """Where turns end."""

    def __init__(self, paragraphs: Sequence[Stretch], kinds: Sequence[str]) -> None:
        self.paragraphs, self.kinds = paragraphs, kinds

    def of(self, numbers: Sequence[int]) -> list[int]:
        """The ends of the turns that begin with these paragraphs: before the next one, or before a line of the page."""
        ends = []
        for number, following in zip(numbers, [*numbers[1:], len(self.paragraphs)], strict=False):
            last = number
            while last + 1 < following and self.kinds[last + 1] not in ASIDE:
                last += 1
            ends.append(self.paragraphs[last].end)
        return ends


def _labelled(text: str, found: list[tuple[int, re.Match[str]]], ends: _Ends) -> list[Turn]:
    """The turns of a text that has labels, if it is a transcript."""
    names = Counter(_key(match) for _, match in found)
    words = Counter(_WORD.findall(text)) if found else Counter[str]()
    known = [(number, match) for number, match in found if _is_speaker(text, match, names, words)]
    made = [
        Turn(Stretch(match.start("name"), match.end()), Stretch(start, end))
        for (_, match), end in zip(known, ends.of([number for number, _ in known]), strict=True)
        if (start := _first(text, match.end())) < end
    ]
    speakers = {_key(match) for _, match in known}
    again = len(speakers) < len(made) or speakers == {"q", "a"}
    spoken = [_is_spoken(text, turn.words) for turn in made]
    return made if len(speakers) >= 2 and (3 * sum(spoken) >= len(made) if again else all(spoken)) else []


def _asked(text: str, paragraphs: Sequence[Stretch], ends: _Ends) -> list[Turn]:
    """The turns of an interview whose questions stand in paragraphs of their own."""
    lines = [text[slice(*part)] for part in paragraphs]
    asked = [
        n for n, line in enumerate(lines) if line.endswith("?") and len(line.split()) <= _QUESTION and line[0].isalpha()
    ]
    answers = [n + 1 for n in asked if n + 1 < len(lines) and n + 1 not in asked]
    told = [Stretch(paragraphs[n].start, end) for n, end in _answer_ends(answers, asked, ends)]
    to_you = sum(bool(_YOU.search(lines[n])) for n in asked)
    by_me = sum(bool(_ME.search(_QUOTED.sub("", text[slice(*words)]))) for words in told)
    if len(told) < _QUESTIONS or 2 * to_you < len(asked) or 2 * by_me < len(told):
        return []
    return sorted([*(Turn(None, paragraphs[n]) for n in asked), *(Turn(None, words) for words in told)], key=_place)


def _answer_ends(answers: list[int], asked: list[int], ends: _Ends) -> list[tuple[int, int]]:
    """The answers' first paragraphs, and where each ends."""
    both = sorted({*answers, *asked})
    last = dict(zip(both, ends.of(both), strict=True))
    return [(number, last[number]) for number in answers]


def _single(text: str, paragraphs: Sequence[Stretch], found: list[tuple[int, re.Match[str]]]) -> Iterator[Turn]:
    """Single paragraphs behind a label: a quotation, or behind capitals what people say ("SOREL: I know the locks")."""
    for number, match in found:
        words = Stretch(_first(text, match.end()), paragraphs[number].end)
        if len((match["more"] or "").split()) > _WORDS_OF_ROLE or words.start >= words.end:
            continue
        if _OPENS_QUOTATION.match(text, words.start) or (match["name"].isupper() and _ME.search(text, *words)):
            yield Turn(Stretch(match.start("name"), match.end()), words)


def _place(turn: Turn) -> int:
    return turn.words.start


def _first(text: str, start: int) -> int:
    """The offset of the first character from a place on that is no white space."""
    found = _NO_SPACE.search(text, start)
    return found.start() if found else len(text)


def _is_spoken(text: str, words: Stretch) -> bool:
    """Whether words are such as people say, outside quote marks."""
    return bool(_SPOKEN.search(_QUOTED.sub("", text[slice(*words)])))


def _label(text: str, part: Stretch) -> re.Match[str] | None:
    match = _LABEL.match(text, part.start, part.end)
    if not match or _NO_SPEAKER.fullmatch(match["name"]) or _SENTENCE.search(match[0]):
        return None
    begins = text[match.end() : part.end].lstrip()[:1]
    return None if begins in ("@", "/") else match


def _key(match: re.Match[str]) -> str:
    """What tells speakers apart: the last word of the name ("DR. INGA SOLBERG, ICE INSTITUTE" is SOLBERG), Q or A."""
    last: str = match["name"].split()[-1].casefold()
    return last.rstrip("0123456789") if _QUESTION_OR_ANSWER.match(match["name"]) else last


def _is_speaker(text: str, match: re.Match[str], names: Counter[str], words: Counter[str]) -> bool:
    """Whether a label is one by its form: Q or A, capitals, one that comes again, or a name that the text has too."""
    name = match["name"]
    if _QUESTION_OR_ANSWER.match(name) or name.isupper() or names[_key(match)] > 1:
        return True
    last = name.split()[-1]
    again = words[last] if _WORD.fullmatch(last) else len(re.findall(rf"\b{re.escape(last)}\b", text))
    return again > 1
