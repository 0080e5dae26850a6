"""The day on which a page was published: every place that says one, in the order of how far each can be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from ...errors import ArticleError
from ..article import one_line, parse_day
from .frame import stands_aside
from .structured import addresses, canonical, meta, of_article, things


class Day(NamedTuple):
    """A day of publication and where it was found: "" and None where a page says none."""

    day: date | None = None
    source: str = ""


class Said(NamedTuple):
    """A text that may be a day, and what says it."""

    text: str
    source: str


# What pages call the day of publication in their <meta> elements.
# Source: schema.org, the Open Graph protocol, Dublin Core, and the names that Parse.ly, Sailthru and others document.
_META = (
    *("article:published_time", "article:published", "og:article:published_time", "og:published_time"),
    *("datepublished", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "bt:pubdate"),
    *("pubdate", "publish-date", "publishdate", "publish_date", "publication_date", "publication-date", "published"),
    *("publisheddate", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dcterms.date"),
    *("dc.date", "datecreated", "article.published", "article.created", "date.release", "displaydate", "date"),
    *("citation_publication_date", "citation_online_date", "originalpublicationdate", "rnews:datepublished"),
)
_META_CHANGED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_DATED = re.compile(r"date|time|publish|posted|byline|created|dateline|timestamp", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:first )?(?:published|posted|written|created|issued|release date|publication date)\b[^\w\d]*(?:on|at|by)?\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:updated|modified|last (?:edited|changed|revised)|edited)\b[^\w\d]*(?:on|at)?", re.IGNORECASE
)
_OTHER = re.compile(r"\b(?:saved|retrieved|accessed|accepted|received|copyright|born|died|expires?)\b|©", re.IGNORECASE)
_IN_UTC = re.compile(r"[T ](?P<time>\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]00:?00| ?(?:GMT|UTC)(?:[+-]0000)?)$")
# Longer than this, a block is no line with a day.
_LINE = 160
_BLOCKS = frozenset("p div span time li td a small em h1 h2 h3 h4 h5 dd".split())
# How many blocks before and behind a headline may hold the day.
_NEAR = 25

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?!\d)")
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?=$|\D|\d{4,6}(?!\d))"
)
_WORDS = (
    re.compile(rf"\b{_MONTH} (?P<day>\d\d?)(?:st|nd|rd|th)?,? (?:at )?(?P<year>\d{{4}})\b", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH},?[ -](?P<year>\d{{4}})\b", re.IGNORECASE),
)
_FIGURES = re.compile(r"(?<![\d/.])(?P<one>\d\d?)([/.-])(?P<two>\d\d?)\2(?P<year>\d{4})(?!\d)")
# Seconds or milliseconds since 1970, of this century's first half.
_EPOCH = re.compile(r"(?:9\d{8}|[12]\d{9})(?:\d{3})?(?:\.\d+)?")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"[/-](?P<year>(?:19|20)\d\d)(?:/[A-Za-z]+)?[/-](?P<month>\d\d?)[/-](?P<day>\d\d?)(?=[/-]|$)")
# Countries whose papers write the month first; other pages in English write the day first, if they say where they are.
_MONTH_FIRST = re.compile(r"^en-(?:us|ph)$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"^en-(?:gb|ie|au|nz|in|za|sg|hk|ke|ng|gh)$", re.IGNORECASE)
_DAY_FIRST_HOST = re.compile(r"\.(?:uk|ie|au|nz|in|za|sg|hk|ke|ng|gh|tt|bb|jm|mt|pk|lk|bd)$", re.IGNORECASE)


def published_day(tree: Any, url: str = "") -> Day:
    """Find the day on which a page was published.

    Args:
        tree: the page.
        url: where it is from.

    Returns:
        The day, and what said it: structured data, a meta element, a time element, a printed line, the address, or,
        where nothing else says one, what the page says of its last change. No day is better than a guess: a day that
        stands in the text of the article, in a list of other articles, or that can be read in two ways is left alone.

    >>> from lxml.html import document_fromstring
    >>> published_day(document_fromstring("<h1>No</h1><p>Published 12 March 2019, updated 30 June 2024</p>"))
    Day(day=datetime.date(2019, 3, 12), source='printed: Published 12 March 2019, updated 30 Jun…')
    """
    order = _order(tree, url)
    told = things(tree)
    printed = list(_printed(tree))
    groups: list[Iterable[Said]] = [
        _of_article(told, "datePublished"),
        _meta(tree, _META),
        _marked(tree),
        _times(tree),
        [said for said in printed if _LABEL.search(said.text)],
        [said for said in printed if not _LABEL.search(said.text) and not _CHANGED.search(said.text)],
        _addresses(tree, url),
        _of_article(told, "dateCreated"),
        _of_article(told, "dateModified"),
        _meta(tree, _META_CHANGED),
        [said for said in printed if _CHANGED.search(said.text)],
    ]
    days = [(said, day) for group in groups for said in group if (day := read_day(_day_part(said), order))]
    if not days:
        return Day()
    said, day = days[0]
    # An instant in UTC may be the day before or after where the page was made, which another place may say.
    if instant := _IN_UTC.search(said.text.strip()):
        there = [(o, near) for o, near in days if abs((near - day).days) <= 1 and instant["time"] not in o.text]
        other, near = next(((o, near) for o, near in there if not _IN_UTC.search(o.text.strip())), (said, day))
        said, day = (said, day) if near == day else (other, near)
    return Day(day, f"{said.source}: {_short(said.text)}" if said.source == "printed" else said.source)


def read_day(text: str, order: str = "") -> date | None:
    """Read a day in a short text: ISO forms first, then months in words, then figures.

    Args:
        text: the text.
        order: how its page writes days in figures: "month", "day", or "" where nothing tells; then a day that can be
            read in two ways is none, unless its weekday tells.

    >>> read_day("Tue, 07/11/2023 - 17:57", "month"), read_day("07/11/2023"), read_day("25.10.2012")
    (datetime.date(2023, 7, 11), None, datetime.date(2012, 10, 25))
    """
    for pattern in (_ISO, _COMPACT, *_WORDS):
        found = pattern.search(text)
        if found and (day := _day(found["year"], found["month"], found["day"])):
            return day
    found = _FIGURES.search(text)
    return _in_figures(found, text, order) if found else None


def any_day(value: object) -> date | None:
    """Read a day however it is written: a date, ISO, months in words, or seconds or milliseconds since 1970.

    None where it is no day, or can be read in two ways.

    >>> any_day("Tue, 05 Nov 2024 06:00:12 +0100"), any_day(1730764800000), any_day("05/11/2024")
    (datetime.date(2024, 11, 5), datetime.date(2024, 11, 5), None)
    """
    text = str("" if value is None else value).strip()
    if _EPOCH.fullmatch(text):
        seconds = int(text.partition(".")[0]) / (1000 if len(text.partition(".")[0]) > 11 else 1)
        return datetime.fromtimestamp(seconds, UTC).date()
    try:
        return parse_day(value)
    except ArticleError:
        return read_day(text)


def _in_figures(found: re.Match[str], text: str, order: str) -> date | None:
    """A day in figures, month or day first."""
    month_first = _day(found["year"], found["one"], found["two"])
    day_first = _day(found["year"], found["two"], found["one"])
    both = [day for day in (month_first, day_first) if day]
    if len(set(both)) == 1:
        return both[0]
    named = _WEEKDAY.search(text)
    fitting = [day for day in both if named and _WEEKDAYS[day.weekday()] == named[1].lower()[:3]]
    if len(fitting) == 1:
        return fitting[0]
    return {"month": month_first, "day": day_first}.get(order)


def _day(year: str, month: str, day: str) -> date | None:
    """A day of the calendar in the time of newspapers, or None."""
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        found = date(int(year), number, int(day))
    except ValueError:
        return None
    return found if 1700 <= found.year <= 2100 else None


def _order(tree: Any, url: str) -> str:
    """How a page writes days in figures: told by one that can be read in one way only, or by its country."""
    text = " ".join(str(t) for t in tree.xpath("//@content | //@datetime | //text()[string-length() < 200]"))
    for found in _FIGURES.finditer(text):
        one, two = int(found["one"]), int(found["two"])
        if one <= 12 < two <= 31:
            return "month"
        if two <= 12 < one <= 31:
            return "day"
    language = str(next(iter(tree.xpath("/html/@lang | //meta[@property='og:locale']/@content")), "")).replace("_", "-")
    host = re.sub(r"^\w+://|[/:?].*$", "", url or canonical(tree))
    if _DAY_FIRST.match(language) or _DAY_FIRST_HOST.search(host):
        return "day"
    return "month" if _MONTH_FIRST.match(language) else ""


def _of_article(told: list[dict[str, Any]], key: str) -> list[Said]:
    return [Said(value, f"structured data: {key}") for value in of_article(told, key)]


def _meta(tree: Any, names: Iterable[str]) -> Iterator[Said]:
    yield from (Said(said, f"meta: {name}") for name, said in meta(tree, names))


def _marked(tree: Any) -> Iterator[Said]:
    """Elements that are marked as the day of publication."""
    for element in tree.xpath("//*[contains(@itemprop, 'datePublished') or @pubdate]"):
        if not stands_aside(element):
            for text in (element.get("content"), element.get("datetime"), element.get("title"), element.text_content()):
                yield Said((text or "")[:_LINE], "element marked as day of publication")


def _times(tree: Any) -> list[Said]:
    """Elements of time, those that say "publish" first; not those of lists of other articles."""
    found = [element for element in tree.xpath("//time[@datetime]") if not stands_aside(element)]
    said = [(element, f"{element.get('class')} {element.getparent().get('class')}") for element in found[:6]]
    changed = [
        element for element, name in said if re.search(r"updat|modif", name) or _CHANGED.search(_before(element))
    ]
    said = [(element, name) for element, name in said if element not in changed]
    said.sort(key=lambda pair: not re.search("publish|entry-date|post", pair[1]))
    return [Said(element.get("datetime"), "time element") for element, _ in said]


def _before(element: Any) -> str:
    """The words right before an element, and its own."""
    parent = element.getparent()
    before = (element.getprevious().tail if element.getprevious() is not None else parent.text) or ""
    return f"{before[-30:]} {element.text_content()[:40]}"


def _printed(tree: Any) -> Iterator[Said]:
    """Short lines near the headline, and lines marked as dates, that may print the day."""
    heads = tree.xpath("//h1[normalize-space()]") or _titled(tree)
    texts = ((e, one_line(e.text_content())) for e in tree.iterfind(".//body//*") if e.tag in _BLOCKS)
    blocks = [(element, text) for element, text in texts if 0 < len(text) <= _LINE]
    places = {id(element): n for n, (element, _) in enumerate(blocks)}
    near = [places[id(head)] for head in heads if id(head) in places][:2]
    seen = set()
    for n, (element, text) in enumerate(blocks):
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        beside = any(-4 <= n - head <= _NEAR for head in near)
        if not beside and not (_LABEL.search(text) or (not near and _DATED.search(name))):
            continue
        if (
            text in seen
            or _OTHER.search(text)
            or stands_aside(element)
            or not re.search(r"\d", text)
            or not _is_line(text)
        ):
            continue
        seen.add(text)
        yield Said(text, "printed")


def _titled(tree: Any) -> list[Any]:
    """Lesser headings that say what the page's title says."""
    title = one_line("".join(tree.xpath("//head/title//text()"))).lower()
    heads = [(h, one_line(h.text_content()).lower()) for h in tree.xpath("//h2 | //h3 | //h4")]
    return [h for h, text in heads if len(text) > 15 and text in title]


def _day_part(said: Said) -> str:
    return _behind_label(said.text) if said.source == "printed" else said.text


def _is_line(text: str) -> bool:
    """Whether a line prints a day and little else: no sentence about another day."""
    rest = _behind_label(text) if _LABEL.search(text) or _CHANGED.search(text) else text
    for pattern in (_ISO, *_WORDS, _FIGURES):
        rest = pattern.sub(" ", rest)
    words = re.findall(r"[A-Za-z]{2,}", _WEEKDAY.sub(" ", rest))
    return rest != text and (len(words) <= 8 or bool(_LABEL.search(text)))


def _behind_label(text: str) -> str:
    """What stands behind "Published:", up to "updated"."""
    label = _LABEL.search(text)
    rest = text[label.end() :] if label else text
    changed = _CHANGED.search(rest)
    return rest[: changed.start()] if changed and changed.start() > 5 else rest


def _addresses(tree: Any, url: str) -> Iterator[Said]:
    """Days in the page's address."""
    for address in (url, *addresses(tree)):
        found = _IN_ADDRESS.search(str(address)) or re.search(
            r"[-_/](?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?=$|[-_/.])",
            str(address),
        )
        if found:
            yield Said(f"{found['year']}-{found['month']}-{found['day']}", "address")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
