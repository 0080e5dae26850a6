"""How dates begin: the words that a pattern of dates.toml can begin with, read off the pattern.

Most words of a text begin no date, and "the mayor" none either, though a hundred dates begin with "the". Whoever
looks up a word and the one behind it need not ask the patterns, nor have them compiled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import NamedTuple

_ATOM = re.compile(
    r"(?P<aside>\(\?<?[=!])|(?P<group>\((?:\?(?:P<\w+>|[-i]*:))?)|\{(?:\w*:)?(?P<piece>[a-z_]+)\}"
    r"|\[(?P<set>[^\]^]+)\]|(?P<letters>[A-Za-z]+(?![?*+{]))|(?P<one>\\(?:[dsb]|\W)|[^\\()\[\]|?*+{}.])"
)
_TIMES = re.compile(r"(?:[?*+]|\{\d+(?:,\d*)?\})[+?]?")
_BRACKET = re.compile(r"\\.|\[[^\]]*\]|[()]")

# A word that ends where the pattern does; any other goes on behind a blank or a mark.
_END = "$"
#: How a number and a quote mark are written among the words.
NUMBER, QUOTE = "0", "'"


class Words(NamedTuple):
    """What may stand at a place: the words that begin there, in lower case, and those that begin anywhere later."""

    first: frozenset[str]
    later: frozenset[str]

    def or_else(self, other: Words) -> Words:
        """What may stand at a place where either may."""
        return Words(self.first | other.first, self.later | other.later)

    def alone(self, word: str) -> bool:
        """Whether a word may be all that is taken."""
        return word + _END in self.first

    def firsts(self) -> frozenset[str]:
        """The words that begin there, whether or not more is taken."""
        return _bare(self.first)


Step = Callable[[Words], Words]


def beginnings(pattern: str, piece: Callable[[str], Step]) -> Words:
    """Return the words that a pattern can take, or more, told apart as first ones and later ones.

    Args:
        pattern: a pattern as dates.toml has it.
        piece: gives a piece, taken in (see taken_in), by its name.

    >>> words = beginnings("(?:the )?(?:mon|sun)day", str)
    >>> sorted(words.firsts()), words.alone("the"), words.alone("sunday"), sorted(words.later)
    (['monday', 'sunday', 'the'], False, True, ['monday', 'sunday'])
    """
    return taken_in(pattern, piece)(Words(frozenset({_END}), frozenset()))


def taken_in(pattern: str, piece: Callable[[str], Step]) -> Step:
    """Take a pattern in: the step says what may stand at its place, given what may stand behind it."""
    step, end = _either(pattern, 0, piece)
    assert end == len(pattern), f"{pattern!r} has a form at {end} that {__name__} does not know"
    return cache(step)


def _either(pattern: str, at: int, piece: Callable[[str], Step]) -> tuple[Step, int]:
    """Take in ways to say a thing, parted by |, and say where they end."""
    ways: list[Step] = []
    while not ways or pattern[at : at + 1] == "|":
        way, at = _sequence(pattern, at + bool(ways), piece)
        ways.append(way)
    return _any_of(ways), at


def _any_of(ways: list[Step]) -> Step:
    if len(ways) == 1:
        return ways[0]

    def step(rest: Words) -> Words:
        found = [way(rest) for way in ways]
        first, later = zip(*found, strict=True)
        return Words(frozenset().union(*first), frozenset().union(*later))

    return step


def _sequence(pattern: str, at: int, piece: Callable[[str], Step]) -> tuple[Step, int]:
    steps: list[Step] = []
    while atom := _ATOM.match(pattern, at):
        step, at = _one(pattern, atom, piece)
        if times := _TIMES.match(pattern, at):
            step, at = _repeated(step, times[0]), times.end()
        steps.append(step)

    def whole(rest: Words) -> Words:
        for step in reversed(steps):
            rest = step(rest)
        return rest

    return whole, at


def _repeated(step: Step, times: str) -> Step:
    """A step taken as often as ?, * and their like say; words that a third time would give, a second has given."""

    def repeated(rest: Words) -> Words:
        once = step(rest)
        found = once if times[0] == "?" else once.or_else(step(once))
        return found.or_else(rest) if times[0] in "?*" or times.startswith("{0") else found

    return repeated


def _one(pattern: str, atom: re.Match[str], piece: Callable[[str], Step]) -> tuple[Step, int]:
    """Take in a piece, bracket, set or character; what only looks around takes nothing."""
    if atom["aside"]:
        return (lambda rest: rest), _behind(pattern, atom.end())
    if atom["group"]:
        step, end = _either(pattern, atom.end(), piece)
        return step, end + 1
    if atom["piece"]:
        return piece(atom["piece"]), atom.end()
    if atom["letters"]:
        return partial(_behind_character, atom["letters"].lower()), atom.end()
    members = sorted(set(map(_plain, _members(atom["set"] or atom["one"]))))
    return _any_of([partial(_behind_character, member) for member in members]), atom.end()


def _behind(pattern: str, at: int) -> int:
    """Where a bracket is closed that was opened before."""
    depth = 1
    while depth:
        bracket = _BRACKET.search(pattern, at)
        assert bracket, f"{pattern!r} leaves a bracket open"
        depth += {"(": 1, ")": -1}.get(bracket[0], 0)
        at = bracket.end()
    return at


def _members(inside: str) -> Iterable[str]:
    """The characters of a set: ranges are written out."""
    for first, last in re.findall(r"(\\?.)(?:-(.))?", inside):
        yield from map(chr, range(ord(first), ord(last) + 1)) if last else (first,)


def _plain(character: str) -> str:
    """A character as words have it: a letter, NUMBER, QUOTE, nothing, or a blank for all that stands between words."""
    if character in {r"\d", r"\b"}:
        return {r"\d": NUMBER, r"\b": ""}[character]
    character = " " if character == r"\s" else character[-1].lower()
    if character.isalpha():
        return character
    return NUMBER if character.isdecimal() else QUOTE if character in "'’‘`" else " "


def _behind_character(character: str, rest: Words) -> Words:
    """What stands at a character, given what stands behind it."""
    if not character:
        return rest
    ends = not {_END, QUOTE + _END}.isdisjoint(rest.first)
    if character.isalpha():
        others = {word for word in rest.first if not word[:1].isalpha()}
        words = {character + word for word in rest.first - others}
        words |= {character + _END} if ends else set()
        words |= {character} if others - {_END} else set()
        return Words(frozenset(words), rest.later | _bare(others))
    word = "" if character == " " else character
    ends = ends or (character == NUMBER and NUMBER + _END in rest.first)
    return Words(frozenset({word, word + _END} if ends else {word}), rest.later | _bare(rest.first))


def _bare(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.removesuffix(_END) for word in words) - {""}
