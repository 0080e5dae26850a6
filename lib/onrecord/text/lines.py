"""Lines that are no sentence: of what kind each paragraph is, by its form."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from .paragraphs import Stretch

#: What a paragraph can be. All but the first are lines that nobody says.
KINDS = ("sentence", "headline", "byline", "dateline", "caption", "heading", "furniture")
#: Here nobody is mentioned: who wrote it, where and when, and what the page has around the text.
ASIDE = frozenset({"byline", "dateline", "furniture"})
#: Of these no claim is made, and no actor but one whose name stands in a heading.
SPOKEN_BY_NOBODY = ASIDE | {"heading"}

_ENDED = re.compile(r"[.!?…:;,][\"”’')\]]*$")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:[a-z]{3,6}|\.)?"
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day|\.)?"
_NUMBER = r"\d+(?:[:./-]\d+)*(?:st|nd|rd|th)?"
_TIME = rf"(?:{_MONTH}|{_DAY}|{_NUMBER}|[ap]\.?m\.?|noon|at|on|gmt|utc|bst|[ecmp][ds]?t|[,|·–—-])"
_STAMP = re.compile(
    rf"(?:(?:first |last )?(?:published|updated|posted|modified)(?: on)?:?\s*)?{_TIME}(?:[\s,]+{_TIME}){{1,13}}",
    re.IGNORECASE,
)
# A place in capitals and nothing else but its country, a day and an agency; a dash or the agency says that it is one.
_TOWN = re.compile(
    r"[A-Z][A-Z.'’-]+(?: [A-Z.'’-]+){0,3}(?:, [A-Z][\w.]+(?: [\w.]+){0,2}){0,2}"
    r"(?: \([A-Z][^()\n]{1,30}\)[.:]?| ?[–—-]+)"
)
_NAME = r"(?:[A-Z][\w.'’-]*|and|&|of|the|in|for|with|\||/|staff|special|correspondents?|reporters?|writers?|editors?)"
_BYLINE = re.compile(rf"(?i:by|story by|written by|words by|from our)\s+{_NAME}(?:[\s,]+{_NAME}){{0,13}}[.:]?")
# "By our health staff", "BY A STAFF REPORTER IN TARNBY".
_UNNAMED = re.compile(
    r"by (?:our|an?) (?:[\w-]+ ){0,3}(?:staff|desk|team|correspondent|reporter|writer|editor)s?(?: in \w+)?",
    re.IGNORECASE,
)
_CREDITS = re.compile(r"\(?(?i:(?:additional |further )?(?:reporting|writing|editing|edited|compiled) by) [A-Z].*")
_MAKER = r"(?:photos?|photographs?|pictures?|images?|illustrations?|video|graphic)"
_CAPTION = re.compile(
    rf"\(?(?:(?:file )?{_MAKER}(?: by\b| ?:| credits?\b| courtesy\b)|(?:pictured|credit) ?:)(?s:.*)"
    r"|.{0,240}[/(](?:getty(?: images)?|ap photo|afp|reuters|ap|epa|file photo)\b[^.]{0,40}$",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"[\[(]?(?:advertisements?|sponsored(?: content)?|related(?: (?:articles?|stories|content|topics|links))?"
    r"|(?:read|see|show|view|load|more) (?:more|all|also|on|from|next)\b.{0,80}|also read\b.{0,120}"
    r"|(?:sign up|subscribe|log in|join now|donate)\b.{0,80}|share(?: (?:this|on|via)\b.{0,40})?"
    r"|(?:follow|like|find) us\b.{0,60}|click here\b.{0,80}|opens in a new (?:tab|window)|print(?: this.{0,20})?"
    r"|(?:copyright|©).{0,120}|all rights reserved|loading|comments?|story timeline|posted by:.{0,80}"
    r"|(?:https?://|www\.)\S+|\S+@\S+\.\w+|(?:continue reading|story continues).{0,60}|topics?|tags?)[\])]?[:.]?",
    re.IGNORECASE,
)
# The forms of a line, with the number of words that it has at most; the first one that is all of it says what it is.
_FORMS = (
    ("furniture", _FURNITURE, math.inf),
    ("dateline", _STAMP, math.inf),
    ("dateline", _TOWN, math.inf),
    ("byline", _BYLINE, math.inf),
    ("byline", _UNNAMED, math.inf),
    ("byline", _CREDITS, 30),
    ("caption", _CAPTION, 60),
)
# In words: a headline, and a heading within the text, are no longer than this.
_HEADLINE, _HEADING = 20, 12
_HEADING_BEGINS = re.compile(r"[\"“‘'(]?[A-Z0-9]")


def kinds_of(text: str, paragraphs: Sequence[Stretch]) -> list[str]:
    """Of what kind each paragraph is, one of KINDS.

    Misses: a page's furniture that is written in whole sentences; a caption without a credit; a poem, a list of short
    items or code, whose lines count as sentences or headings.

    >>> lines = "Pool to close\\nBy Ann Lee\\nThe mayor said that the pool will close.\\nRead more"
    >>> from onrecord.text import paragraphs
    >>> kinds_of(lines, paragraphs(lines))
    ['headline', 'byline', 'sentence', 'furniture']
    """
    lines = [text[start:end] for start, end in paragraphs]
    kinds = [_by_words(line) for line in lines]
    for number, line in enumerate(lines):
        if kinds[number] == "sentence" and _is_title(lines, kinds, number):
            first = all(kind in ASIDE for kind in kinds[:number])
            if len(line.split()) <= (_HEADLINE if first else _HEADING):
                kinds[number] = "headline" if first else "heading"
    return kinds


def are_credits(line: str) -> bool:
    """Whether a byline names those who reported and edited, below a text.

    >>> are_credits("(Reporting by Ann Lee; Editing by Bo Park)"), are_credits("By Ann Lee")
    (True, False)
    """
    return bool(_CREDITS.fullmatch(line))


def _by_words(line: str) -> str:
    """The kind of a line that its own words tell."""
    if not any(character.isalpha() for character in line):
        return "furniture"
    length = len(line.split())
    return next((kind for kind, form, most in _FORMS if length <= most and form.fullmatch(line)), "sentence")


def _is_title(lines: list[str], kinds: list[str], number: int) -> bool:
    """Whether a line stands above a text without being a part of it: nothing ends it, and a sentence follows.

    Of several lines in a row that nothing ends, as in a list, none is one.
    """
    line = lines[number]
    if _ENDED.search(line) or not _HEADING_BEGINS.match(line):
        return False
    after = _first_told(kinds, range(number + 1, len(lines)))
    before = _first_told(kinds, range(number - 1, -1, -1))
    follows = after is not None and bool(_ENDED.search(lines[after])) and len(lines[after]) > len(line)
    return follows and (before is None or bool(_ENDED.search(lines[before])) or kinds[before] == "headline")


def _first_told(kinds: list[str], numbers: range) -> int | None:
    """The first of some lines that is part of what is told, and no aside."""
    return next((number for number in numbers if kinds[number] not in ASIDE), None)
