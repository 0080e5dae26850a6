"""Where the dates of a text are: the patterns of dates.toml, made into regular expressions and run."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

from ..files import DATA
from .beginnings import NUMBER, QUOTE, Step, Words, beginnings, taken_in

_FILE = DATA / "dates.toml"
_PIECE = re.compile(r"\{(?:(\w*):)?([a-z_]+)\}")
_BLANK = r"(?:[^\S\n]++(?:\n[^\S\n]*+)?|\n[^\S\n]*+)"
_WORD = re.compile(r"(?<![\w$£€])(?:(?<![-.,/#:])|(?=[A-Za-z]))(?:(?i:[a-z]+)|\d+|[\w'’‘`])")
# The word behind another, over a few marks; where more lie between, the two are in no date.
_NEXT = re.compile(r"(?:\s*+[^a-z\d\s]){0,8}+\s*+([a-z]+|\d)", re.IGNORECASE)
# A number goes on after these: 1,989 and 1989.5 and 20% hold no year.
_END = r"(?![\w%]|[.,:/]\d|(?<=\d)-\d)"
_LOOK_BACK = 40


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule of dates.toml: a pattern, the function that makes its value, and what must stand around it.

    Each regular expression is compiled when it is first asked for: an article needs half of them.
    """

    entry: dict[str, Any]

    @cached_property
    def name(self) -> str:
        """What the rule is called."""
        return str(self.entry["name"])

    @cached_property
    def value(self) -> str:
        """The name of the function that makes its value."""
        return str(self.entry["value"])

    @cached_property
    def names(self) -> frozenset[str]:
        """The types of names that what it finds may be in place of a date."""
        return frozenset(self.entry.get("names", ()))

    @cached_property
    def begins(self) -> Words:
        """The words that what it takes can begin with."""
        return beginnings(self.entry["pattern"], _taken_in)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What it takes."""
        return re.compile(f"(?:{expand(self.entry['pattern'])}){_END}", re.IGNORECASE)

    def fits(self, text: str, start: int, end: int) -> bool:
        """Check what must, or must not, stand around a match."""
        before = text[max(0, start - _LOOK_BACK) : start]
        if (self._after and not self._after.search(before)) or (self._not_after and self._not_after.search(before)):
            return False
        if self._before and not self._before.match(text, end):
            return False
        return not (self._not_before and self._not_before.match(text, end))

    @cached_property
    def _after(self) -> re.Pattern[str] | None:
        return self._around("after", "(?i:{})$")

    @cached_property
    def _not_after(self) -> re.Pattern[str] | None:
        return self._around("not_after", "(?i:{})$")

    @cached_property
    def _before(self) -> re.Pattern[str] | None:
        return self._around("before", "{}")

    @cached_property
    def _not_before(self) -> re.Pattern[str] | None:
        return self._around("not_before", "{}")

    def _around(self, key: str, form: str) -> re.Pattern[str] | None:
        return re.compile(form.format(_blanks(_written_out(self.entry[key])))) if key in self.entry else None


class Match(NamedTuple):
    """A stretch of text that a rule took, with its named pieces in lower case."""

    start: int
    end: int
    rule: Rule
    parts: dict[str, str]


@cache
def data() -> dict[str, Any]:
    """Read dates.toml, once."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of dates.toml."""
    return tuple(Rule(entry) for entry in data()["rules"])


def matches(text: str) -> Iterator[Match]:
    """Find what the rules match: at each word the longest, and nothing twice."""
    end, known = 0, _by_first_word()
    for word in _WORD.finditer(text):
        said = word[0]
        # Most words begin no date: they are told by a look into a table.
        if word.start() < end or (said.isalpha() and said.isascii() and said.lower() not in known):
            continue
        best = _longest(text, word.start(), _asked(text, word))
        if best is not None:
            end = best.end
            yield best


def _asked(text: str, word: re.Match[str]) -> Iterable[Rule]:
    """The rules that can match at a word, told by it and the next one."""
    first = _plain(word[0])
    if first not in _by_first_word() and first.isascii():
        return ()
    found = _NEXT.match(text, word.end())
    second = _plain(found[1]) if found else ""
    # A long s is an s, and a Kelvin sign a k, to a pattern that takes no heed of capitals.
    return _possible(first, second if second in _later_words() else "") if (first + second).isascii() else rules()


def _plain(word: str) -> str:
    """A word as the beginnings of rules have it."""
    return NUMBER if word[0].isdecimal() else QUOTE if word[0] in "'’‘`" else word.lower()


@cache
def _possible(first: str, second: str) -> tuple[Rule, ...]:
    """The rules that can match at two words; "" stands for a second one that is in no date."""
    known = _by_first_word().get(first, [])
    return tuple(rule for rule in known if second in rule.begins.later or rule.begins.alone(first))


@cache
def _by_first_word() -> dict[str, list[Rule]]:
    """The rules by the words that they can begin with."""
    found: dict[str, list[Rule]] = {}
    for rule in rules():
        for word in rule.begins.firsts():
            found.setdefault(word, []).append(rule)
    return found


@cache
def _later_words() -> frozenset[str]:
    """All words that can stand in a date behind the first one."""
    return frozenset().union(*(rule.begins.later for rule in rules()))


def _longest(text: str, start: int, possible: Iterable[Rule]) -> Match | None:
    best: Match | None = None
    for rule in possible:
        found = rule.pattern.match(text, start)
        if found and (best is None or found.end() > best.end) and rule.fits(text, start, found.end()):
            best = Match(start, found.end(), rule, _parts(found))
    return best


@cache
def _taken_in(piece: str) -> Step:
    return taken_in(data()["pieces"][piece], _taken_in)


def _parts(found: re.Match[str]) -> dict[str, str]:
    """Return the named pieces of a match in lower case; the first of those with one name."""
    parts = {"text": " ".join(found.group().lower().split())}
    for name, words in found.groupdict().items():
        if words:
            parts.setdefault(name.partition("__")[0], words.lower())
    return parts


def _blanks(pattern: str) -> str:
    """Let each blank outside a set of characters stand for white space inside a paragraph."""
    return re.sub(r"(\[[^\]]*\])| ", lambda m: m.group(1) or _BLANK, pattern)


def expand(pattern: str) -> str:
    """Write out the pieces of a pattern.

    >>> expand("{x:dash}")
    '(?P<x__0>\\\\s?[-–—]\\\\s?)'
    """
    # Python wants every name once, but the same piece stands in more than one way to say a thing.
    count = itertools.count()
    return re.sub(r"\(\?P<(\w+)>", lambda m: f"(?P<{m.group(1)}__{next(count)}>", _blanks(_written_out(pattern)))


def _written_out(pattern: str) -> str:
    pieces = data()["pieces"]

    def piece(match: re.Match[str]) -> str:
        label, name = match.groups()
        body = _written_out(pieces[name])
        label = name if label is None else label
        return f"(?P<{label}>{body})" if label else f"(?:{body})"

    return _PIECE.sub(piece, pattern)
