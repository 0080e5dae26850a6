"""Corrections of claims and dates: what a reader strikes out, mends or adds, each told by the words that it means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from ..claims import Claim, Span, claim_of, place
from ..dates import Timex, is_value, timex_of
from ..errors import CorrectionError
from ..text import Text

_DOES = ("strike", "mend", "add")
_PARTS = ("source", "cue", "content")
_OF_CLAIMS = frozenset({*_DOES, "at", "actor", *_PARTS})
_OF_DATES = frozenset({*_DOES, "at", "value"})


class Mended(NamedTuple):
    """Claims with a reader's corrections.

    Attributes:
        claims: the claims, in the order of the text.
        makers: by its content, whom the reader named as a claim's source: an actor's name, or "" for nobody.
        silent: the sentences, by their number, that are no claim of the article's own either.
    """

    claims: list[Claim]
    makers: dict[tuple[Span, ...], str]
    silent: frozenset[int]


def mend_claims(text: Text, claims: Sequence[Claim], steps: Iterable[Mapping[str, Any]] = ()) -> Mended:
    """Correct claims, one step after the other.

    Args:
        text: the article's text.
        claims: as find_claims gives them.
        steps: each with one of three keys, whose value is words of a claim's content:

            - strike: it is no claim. Struck out as a whole, a sentence is no claim of the article's own either.
            - mend: its source, cue or content are those given; "" takes a source or a cue away. actor is whom the
              source means, by a name in the table of actors, or "" for nobody there.
            - add: a claim with this content, and source, cue and actor where they are given.

            Words are looked up in the text, with any white space between them. Where they stand more than once, "at"
            says where: the nearest to that offset is meant, so that a text may change a little. A source, cue or
            content is words, {"text": words, "at": offset}, or a list of these, for what is broken.

    Raises:
        CorrectionError: a step of another form; words that no longer stand in the text; a content that shares words
            with another claim's.

    >>> from onrecord import from_text, read
    >>> article = from_text("Mayor Ann Lee said the pool will close.")
    >>> mended = read(article, corrections={"claims": [{"mend": "the pool will close", "source": "Ann Lee"}]})
    >>> mended.claims.source[0], mended.claims.rule[0]
    ('Ann Lee', 'corrected')
    """
    found, makers, silent = list(claims), dict[tuple[Span, ...], str](), set[int]()
    for step in steps:
        does, words = _checked(step, "claims", _OF_CLAIMS)
        passage = _passage(text.characters, step[does], step.get("at"), f"{does} {words}")
        old = _at(found, passage) if does != "add" else None
        if old:
            found.remove(old)
        if does == "strike":
            sentence = text.sentence_at(passage.start)
            if not old and passage == Span(*text.sentences[sentence]):
                silent.add(sentence)
            continue
        new = _mended(text, old, passage, step, f"{does} {words}")
        _check_free(text.characters, new, found)
        found.append(new)
        named = makers.pop(old.content, None) if old else None
        if "actor" in step or named is not None:
            makers[new.content] = str(step.get("actor", named))
    return Mended(sorted(found, key=place), makers, frozenset(silent))


def mend_dates(
    text: Text, dates: Sequence[Timex], published: date | None, steps: Iterable[Mapping[str, Any]] = ()
) -> list[Timex]:
    """Correct dates, one step after the other.

    Args:
        text: the article's text.
        dates: as find_dates gives them.
        published: the day of publication, which says what is past.
        steps: each with one of strike, mend and add, whose value is the words of a date ("at" as for claims). mend
            and add need "value": a TIMEX3 value ("2026-05-04", "2026-05", "2026-W19", "P3D", "PAST_REF").

    Raises:
        CorrectionError: a step of another form; words that no longer stand in the text; a value that is none; a new
            date that shares words with another.
    """
    found = list(dates)
    for step in steps:
        does, words = _checked(step, "dates", _OF_DATES)
        passage = _passage(text.characters, step[does], step.get("at"), f"{does} {words}")
        old = next((one for one in found if one.start < passage.end and passage.start < one.end), None)
        if old and does == "add":
            raise CorrectionError(f"corrections: {words} is a date already; mend it, or strike it out first.")
        if old:
            found.remove(old)
        if does != "strike":
            where = passage if not old else Span(old.start, old.end)
            found.append(timex_of(where.start, where.end, _value(step, words), published))
    return sorted(found, key=lambda one: one.start)


def _checked(step: object, kind: str, known: frozenset[str]) -> tuple[str, str]:
    """What a step does, and the words that it means, shortened for a message."""
    if not isinstance(step, Mapping) or sum(does in step for does in _DOES) != 1 or not set(step) <= known:
        raise CorrectionError(f"corrections: {kind} takes tables with strike, mend or add, not {step!r}.")
    does = next(does for does in _DOES if does in step)
    at = step.get("at", 0)
    if not isinstance(step[does], str) or not step[does].strip() or type(at) is not int:
        raise CorrectionError(f"corrections: {does} takes words of the text, and at an offset, not {step!r}.")
    return does, _quoted(step[does])


def _quoted(words: str) -> str:
    words = " ".join(words.split())
    return f"“{words if len(words) <= 60 else words[:59] + '…'}”"


def _passage(text: str, words: str, at: int | None, what: str) -> Span:
    """Where words stand in a text: the nearest to an offset; CorrectionError where they do not, or no one knows where.

    >>> _passage("No. No.", "No", 3, "strike “No”")
    Span(start=4, end=6)
    """
    places = [Span(*found.span()) for found in re.finditer(r"\s+".join(map(re.escape, words.split())), text)]
    if not places:
        raise CorrectionError(f"corrections: {what} no longer fits: these words are not in the text.")
    if at is None and len(places) > 1:
        first = places[0].start
        raise CorrectionError(f"corrections: {what} may be one of {len(places)} places; say which: at = {first}.")
    return min(places, key=lambda span: abs(span.start - (at or 0)))


def _at(claims: Sequence[Claim], passage: Span) -> Claim | None:
    """The claim most of whose content lies in a passage, or that has most of it."""

    def shared(claim: Claim) -> int:
        return sum(max(0, min(span.end, passage.end) - max(span.start, passage.start)) for span in claim.content)

    best = max(claims, key=shared, default=None)
    return best if best and shared(best) else None


def _mended(text: Text, old: Claim | None, passage: Span, step: Mapping[str, Any], what: str) -> Claim:
    """A claim with the parts that a step gives, and those it had."""
    content = old.content if old else (passage,)
    given = {
        part: _spans(text.characters, step[part], content[0].start, f"{what}: {part}") if part in step else had
        for part, had in zip(_PARTS, (old.source, old.cue, content) if old else ((), (), content), strict=True)
    }
    if not given["content"]:
        raise CorrectionError(f"corrections: {what} has no content; strike it out instead.")
    spans = sorted(span for part in _PARTS for span in given[part])
    if any(other.start < one.end for one, other in pairwise(spans)):
        raise CorrectionError(f"corrections: {what}: source, cue and content share words.")
    return claim_of(text, given["source"], given["cue"], given["content"], old)


def _spans(text: str, value: object, near: int, what: str) -> tuple[Span, ...]:
    """The stretches that words name; of several places the nearest to the claim."""
    parts = value if isinstance(value, list) else [value] if value else []
    spans = []
    for part in parts:
        at, words = (part.get("at", near), part.get("text")) if isinstance(part, Mapping) else (near, part)
        if not isinstance(words, str) or not words.strip() or type(at) is not int:
            raise CorrectionError(f"corrections: {what} takes words of the text, not {part!r}.")
        spans.append(_passage(text, words, at, what))
    return tuple(sorted(set(spans)))


def _check_free(text: str, new: Claim, others: Sequence[Claim]) -> None:
    """Refuse a content that shares words with another claim's."""
    for other in others:
        if any(a.start < b.end and b.start < a.end for a in new.content for b in other.content):
            said = _quoted(text[other.content[0].start : other.content[-1].end])
            raise CorrectionError(f"corrections: this shares words with the claim {said}; strike that out first.")


def _value(step: Mapping[str, Any], words: str) -> str:
    value = str(step.get("value", "")).strip()
    if not is_value(value):
        raise CorrectionError(
            f"corrections: {value!r} is no value for {words}; write 2026-05-04, 2026-05, 2026-W19, P3D or PAST_REF."
        )
    return value


def told(corrections: Mapping[str, Any]) -> list[str]:
    """What corrections say, each in a sentence.

    >>> told({"merge": [["Russia", "Moscow"]], "dates": [{"mend": "Friday", "value": "2026-05-08"}]})
    ['Russia and Moscow are one actor.', '“Friday” means 2026-05-08.']
    """
    said = [f"Some mentions of {one['actor']} belong to {one['name']}." for one in corrections.get("split", [])]
    said += [f"{' and '.join(map(str, group))} are one actor." for group in corrections.get("merge", [])]
    said += [f"{who} is called {name}." for who, name in corrections.get("rename", {}).items()]
    said += [f"{who} is of type {kind}." for who, kind in corrections.get("retype", {}).items()]
    for step in corrections.get("claims", []):
        does, words = _checked(step, "claims", _OF_CLAIMS)
        verb = {"strike": "is no claim", "add": "is a claim", "mend": "is mended"}[does]
        parts = [_part(part, step[part]) for part in (*_PARTS, "actor") if part in step]
        said.append(f"{words} {verb}{': ' if parts else ''}{', '.join(parts)}.")
    for step in corrections.get("dates", []):
        does, words = _checked(step, "dates", _OF_DATES)
        said.append(f"{words} {'is no date' if does == 'strike' else 'means ' + str(step.get('value'))}.")
    return said


def _part(name: str, value: object) -> str:
    return f"{name} “{_in_words(value)}”" if value else f"no {name}"


def _in_words(value: object) -> str:
    parts = value if isinstance(value, list) else [value]
    return " … ".join(str(part.get("text", "") if isinstance(part, Mapping) else part) for part in parts)
