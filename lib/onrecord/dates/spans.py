"""Where the dates of a text are: the patterns of dates.toml, made into regular expressions and run."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from ..files import DATA

_FILE = DATA / "dates.toml"
_PIECE = re.compile(r"\{(?:(\w*):)?([a-z_]+)\}")
_BLANK = r"(?:[^\S\n]++(?:\n[^\S\n]*+)?|\n[^\S\n]*+)"
_WORD = re.compile(r"(?<![\w$£€])(?:(?<![-.,/#:])|(?=[A-Za-z]))[\w'’‘`]")
# A number goes on after these: 1,989 and 1989.5 and 20% hold no year.
_END = r"(?![\w%]|[.,:/]\d|(?<=\d)-\d)"
_LOOK_BACK = 40


class Rule(NamedTuple):
    """A rule of dates.toml: a pattern, the function that makes its value, and what must stand around it."""

    name: str
    value: str
    pattern: re.Pattern[str]
    after: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    before: re.Pattern[str] | None
    not_before: re.Pattern[str] | None
    names: frozenset[str]


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
    """Return the rules of dates.toml with their patterns compiled."""
    return tuple(_rule(entry) for entry in data()["rules"])


@cache
def _any() -> re.Pattern[str]:
    """All patterns in one: most words begin no date, and this says so at a fifth of the cost of asking each rule."""
    patterns = (re.sub(r"\(\?P<\w+>", "(?:", rule.pattern.pattern) for rule in rules())
    return re.compile("|".join(patterns), re.IGNORECASE)


def matches(text: str) -> Iterator[Match]:
    """Find what the rules match: at each word the longest, and nothing twice."""
    end = 0
    for word in _WORD.finditer(text):
        if word.start() < end or not _any().match(text, word.start()):
            continue
        best = _longest(text, word.start())
        if best is not None:
            end = best.end
            yield best


def _longest(text: str, start: int) -> Match | None:
    best: Match | None = None
    for rule in rules():
        found = rule.pattern.match(text, start)
        if found and (best is None or found.end() > best.end) and _fits(rule, text, start, found.end()):
            best = Match(start, found.end(), rule, _parts(found))
    return best


def _parts(found: re.Match[str]) -> dict[str, str]:
    """Return the named pieces of a match in lower case; the first of those with one name."""
    parts = {"text": " ".join(found.group().lower().split())}
    for name, words in found.groupdict().items():
        if words:
            parts.setdefault(name.partition("__")[0], words.lower())
    return parts


def _fits(rule: Rule, text: str, start: int, end: int) -> bool:
    """Check what must, or must not, stand around a match."""
    before = text[max(0, start - _LOOK_BACK) : start]
    if (rule.after and not rule.after.search(before)) or (rule.not_after and rule.not_after.search(before)):
        return False
    if rule.before and not rule.before.match(text, end):
        return False
    return not (rule.not_before and rule.not_before.match(text, end))


def _rule(entry: dict[str, Any]) -> Rule:
    def around(key: str, form: str) -> re.Pattern[str] | None:
        return re.compile(form.format(_blanks(_written_out(entry[key])))) if key in entry else None

    return Rule(
        name=entry["name"],
        value=entry["value"],
        pattern=re.compile(f"(?:{expand(entry['pattern'])}){_END}", re.IGNORECASE),
        after=around("after", "(?i:{})$"),
        not_after=around("not_after", "(?i:{})$"),
        before=around("before", "{}"),
        not_before=around("not_before", "{}"),
        names=frozenset(entry.get("names", ())),
    )


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
