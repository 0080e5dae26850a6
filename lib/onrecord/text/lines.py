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
    rf"\A(?:(?:first |last )?(?:published|updated|posted|modified)(?: on)?:?\s*)?{_TIME}(?:[\s,]+{_TIME}){{1,13}}",
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
_CREDITS = re.compile(
    r"\(?(?i:(?:additional |further )?(?:reporting|writing|editing|edited|compiled) by) [A-Z].*"
    r"|[A-Z][^.!?]{0,250}(?:[A-Z]\.[^.!?]{0,80})?\bcontributed "
    r"(?:reporting\b[^.!?]{0,40}|to this (?:report|story|article))\.?"
)
_MAKER = r"(?:photos?|photographs?|pictures?|images?|illustrations?|video|graphic)"
_CAPTION = re.compile(
    rf"\A\(?(?:(?:file )?{_MAKER}(?: by\b| ?:| credits?\b| courtesy\b)|(?:pictured|credit) ?:)(?s:.*)"
    r"|\A.{0,240}[/(](?:getty(?: images)?|ap photo|afp|reuters|ap|epa|file photo)\b[^.]{0,40}$",
    re.IGNORECASE,
)
_AGENCIES = r"(?:reuters|ap|afp|aap|pti|ani|upi|dpa|pa|bloomberg|xinhua|the-cnn-wire|(?:with )?(?:post |news )?wires)"
# Who sent or posted what stands above: "(Reuters)", "— Ann Lee (@annlee) May 4, 2026".
_SIGNED = re.compile(
    rf"\(?{_AGENCIES}\)?|[—–-]+ ?[^\n]{{2,50}}\(@\w+\)[^\n]{{0,30}}|contributing: [^\n]{{2,80}}", re.IGNORECASE
)


def _any(*forms: str) -> str:
    return rf"(?:{'|'.join(forms)})"


# Lines of a page that say where more is to be found, or are its buttons and labels.
_FURNITURE = re.compile(
    r"\A[\[(]?(?:- )?"
    + _any(
        r"advertisements?|sponsored(?: content)?|enlarge this image|opens in a new (?:tab|window)",
        r"related(?: (?:articles?|stories|content|topics|links|videos?))?|related[^:\n]{0,12}:.{0,120}",
        r"(?:read|see|show|view|load|more) (?:more|all|also|on|from|next)\b.{0,80}|more|also read\b.{0,120}",
        r"(?:sign up|subscribe|log in|join now|donate)\b.{0,80}|(?:follow|like|find) us\b.{0,60}|click here\b.{0,80}",
        r"share(?: (?:this|on|via)\b.{0,40})?|print(?: this.{0,20})?|posted by:.{0,80}|tell us what you think.{0,10}",
        r"(?:copyright|©).{0,120}|all rights reserved|loading(?: comments)?|(?:\d[\d,]* )?comments?|story timeline",
        r"(?:https?://|www\.|pic\.twitter\.com/)\S+|\S+@\S+\.\w+|\[email.protected\]",
        r"(?:continue reading|story continues).{0,60}|from the section .{0,40}|in case you missed (?:it|this).{0,20}",
        r"(?:topics?|tags?|filed under|category|categories)(?: ?:.{0,80})?|source: ?(?:\S+ ?){1,5}",
        r"don['’]t miss(?: (?:this|it|out))?|you (?:may|might) also (?:like|enjoy).{0,40}",
        r"(?:most )?(?:popular|trending|recommended|featured)(?: (?:on|in|now|stories|slide ?shows).{0,40})?",
        r"for more (?:information|details|stories|news)\b.{0,100}(?:visit|contact|e-?mail|go to|click|call)\b.{0,80}",
        r"for the latest (?:news|stories)\b.{0,80}download\b.{0,60}",
        r".{0,80}\bpage \d{1,3}(?: of \d{1,3})?",
        r"previous|next|close|full ?screen|thumbnails?|recent slide ?shows|\d+ of \d+",
        r".{0,120} \[(?:video|insight|news|warning|reaction|pictures|photos|latest|revealed)\]\|?",
    )
    + r"[\])]?(?:[:.…]|\.\.\.)?",
    re.IGNORECASE,
)
_SITES = r"(?:our )?(?:twitter|facebook|instagram|tiktok|youtube|whatsapp|telegram|linkedin|threads)"
_TOLD = r"(?:newsletters?|inbox|alerts|apps?\b|breaking news|reminders)"
# Sentences in which a page asks something of its readers, or speaks of itself.
_ASKS = re.compile(
    _any(
        rf"^(?:sign up|get|receive|register|never miss)\b.{{0,90}}{_TOLD}",
        rf"(?:sign(?:ing)? up|subscrib\w+) (?:to|for)\b.{{0,80}}{_TOLD}|^simply pop your|you can unsubscribe",
        r"^(?:subscribe|(?:click|tap) (?:here|to|['‘“])|leave a comment|submit (?:your|a) (?:questions|letter))",
        rf"(?:follow|like|find|join) (?:us|(?:him|her|me|them|@?\w+(?: \w+)?)(?: @\w+)?) on {_SITES}",
        r"^(?:e-?mail|write to|contact|send|to (?:reach|contact) |.{0,40}reached at|you can contact)\b.{0,80}\S@\S",
        r"^(?:have|got|do you have) (?:a|any) (?:news |story )?(?:tips?|story|questions?)\?",
        r"feel free to (?:send|contact) us",
        r"site uses cookies|^by continuing to (?:use|browse)|usage of the website",
        r"^this (?:article|story|post|piece|essay|report|project) (?:was |has been )?(?:originally |first )*"
        r"(?:published|appeared|reprinted|adapted|produced|supported)\b",
        r"^(?:originally|first|story) published\b|^this (?:copy|content) is (?:for|subject)|^all rights reserved",
        r"^if you (?:buy|purchase|click|make a purchase)\b.{0,100}(?:commission|share|affiliate)|affiliate links",
        r"(?:views|opinions)\b.{0,60}(?:those of the author|do not necessarily|are (?:his|her|their|my) own)",
        r"^start your\b.{0,60}subscription|^get access to\b.{0,100}subscription|to enable notifications",
        r"^join the (?:conversation|discussion)|this material may not be|support (?:our|independent) journalism",
        r"^become a (?:member|subscriber|supporter)|your data will (?:not )?be|^download (?:the|our)\b.{0,40}app\b",
        r"moderat\w+ (?:all )?comments|^comments (?:are|have been) (?:closed|moderated|turned off)",
    ),
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?!\s|$)[^.!?]*)*[.!?]*['\"’”)]*\s*")
_QUOTED = re.compile(r"[\"“”]")
_LONGEST_ASKED = 80


# The forms of a line, with the number of words that it has at most; the first one that is all of it says what it is.
_FORMS = (
    ("furniture", _FURNITURE, math.inf),
    ("byline", _SIGNED, 12),
    ("dateline", _STAMP, math.inf),
    ("dateline", _TOWN, math.inf),
    ("byline", _BYLINE, math.inf),
    ("byline", _UNNAMED, math.inf),
    ("byline", _CREDITS, 60),
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
    kind = next((kind for kind, form, most in _FORMS if length <= most and form.fullmatch(line)), "sentence")
    return "furniture" if kind == "sentence" and length <= _LONGEST_ASKED and _asks(line) else kind


def _asks(line: str) -> bool:
    """Whether a page speaks to its readers, or of itself, in most of a line; what is quoted is somebody's."""
    if _QUOTED.search(line):
        return False
    sentences = [found[0].strip() for found in _SENTENCE.finditer(line)]
    return 2 * sum(bool(_ASKS.search(sentence)) for sentence in sentences) >= len(sentences)


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
