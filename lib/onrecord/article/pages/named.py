"""What a page calls its article, and who published it: every place that says so, weighed against each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from ..article import one_line
from .structured import canonical, kind_of, meta, of_article, things

_META_TITLES = ("og:title", "twitter:title", "headline", "dc.title", "sailthru.title", "parsely-title")
_META_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
_META_PUBLISHERS = ("publisher", "dc.publisher")
_AUTHORS = ("author", "byl", "parsely-author", "sailthru.author")
_BODIES = re.compile(r"Organization|WebSite|Corporation|Blog$")
# What parts a headline from the name of its site.
_SEPARATOR = re.compile(r"\s+(?:[|–—·•»«:]|::|-{1,2}|l(?= [A-Z]))\s+")
# The first parts of addresses, and the last: no names.
_NO_NAME = frozenset(
    "www m mobile amp edition com co org net gov edu ac info go news articles archive blog blogs".split()
)
_ADDRESS = re.compile(r"\A(?:https?://)?(?:www\.)?([\w-]+)(?:\.[a-z]{2,6}){1,2}/?", re.IGNORECASE)
# The forms of companies: who owns a paper, and not its name.
_COMPANY = re.compile(
    r"\b(?:inc|ltd|llc|limited|plc|corp(?:oration)?|co|company|group|holdings?|publishing|newspapers|media|network"
    r"|interactive|ventures|subsidiary|gmbh|partners|universal|digital|trust)\b\.?",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:copyright|©|&copy;|\(c\))", re.IGNORECASE)
_RIGHTS = re.compile(
    r"\ball rights reserved.*$|\bcopyright\b|©|\(c\)|™|\b(?:19|20)\d\d\b(?:\s*[-–]\s*(?:(?:19|20)\d\d)?)?",
    re.IGNORECASE,
)
# With these behind it, a name is still the site's: "CBC News" at cbc.ca.
_OF_MEDIA = frozenset("news magazine world today sport sports online times post radio tv".split())
_MOST_NAME = 6  # words


def title_and_publisher(tree: Any, url: str = "") -> tuple[str, str]:
    """Find a page's headline without the name of its site, and that name.

    Args:
        tree: the page.
        url: where it is from.

    Returns:
        The headline: the heading that says what the page's titles say, else what most of these say. The publisher:
        the name that the site gives itself, first one that fits the page's address; a bare host where it gives none.
        "" where nothing says one.

    >>> from lxml.html import document_fromstring
    >>> page = "<title>Pool to close - Norvale Courier</title><h1>Pool to close</h1><p>© 2024 Norvale Courier"
    >>> title_and_publisher(document_fromstring(page))
    ('Pool to close', 'Norvale Courier')
    """
    told = things(tree)
    labels = _labels(url or canonical(tree))
    heads = [text for head in tree.xpath("//h1") if (text := one_line(head.text_content()))]
    titles = _titles(tree, told)
    authors = {_key(name) for _, name in meta(tree, _AUTHORS)}
    names = _names(tree, told, titles, heads, authors)
    publisher = _publisher(names, labels, tree)
    site = {_key(_cleaned(name)) for name in (*names, publisher)} | authors
    return _headline(heads, [_without_site(title, site, labels) for title in titles], site), publisher


def _headline(heads: Sequence[str], titles: Sequence[str], site: set[str]) -> str:
    """The heading that says what the titles say; else what most of these say, the earlier of two."""
    titles = [title for title in titles if title]
    heads = [head for head in heads if _key(head) not in site]
    likest = max(heads, key=lambda head: max((_likeness(head, t) for t in titles), default=0), default="")
    if likest and max((_likeness(likest, title) for title in titles), default=0) >= 0.4:
        # A heading may carry its section: "Politics | Town elects a mayor".
        behind = (title for title in titles if likest.endswith(title))
        return next((title for title in behind if _SEPARATOR.search(likest[: -len(title)] + " ")), likest)
    if titles:
        votes = Counter(_key(title) for title in titles)
        return max(titles, key=lambda title: (votes[_key(title)], len(title.split()) > 1))
    return heads[0] if len(heads) == 1 else ""


def _titles(tree: Any, told: Sequence[dict[str, Any]]) -> list[str]:
    """What a page says that its article is called."""
    said = [text for _, text in meta(tree, _META_TITLES)] + of_article(told, "headline")
    return [line for text in (*said, "".join(tree.xpath("//head/title//text()"))) if (line := one_line(text))]


def _names(
    tree: Any, told: Sequence[dict[str, Any]], titles: Sequence[str], heads: Sequence[str], authors: set[str]
) -> list[str]:
    """What may be the publisher's name, the likeliest first."""
    published = [thing.get("publisher") for thing in told]
    names = [text for _, text in meta(tree, _META_SITES[:1])]
    names += [str(one.get("name") or "") for one in published if isinstance(one, dict)]
    names += [str(thing.get("name") or "") for thing in told if _BODIES.search(kind_of(thing))]
    names += [text for _, text in meta(tree, _META_SITES[1:])]
    ends = [part for title in titles for part in _SEPARATOR.split(title)[:0:-1]]
    names += [end for end in ends if _is_name(end) and _key(end) not in authors]
    names += [text for _, text in meta(tree, _META_PUBLISHERS)]
    names += _holders(tree)
    lines = (*titles, *heads, *(_SEPARATOR.split(title)[0] for title in titles))
    headlines = {_key(line) for line in lines if len(line.split()) > 3}
    return list(dict.fromkeys(name for name in names if name and _key(_cleaned(name)) not in headlines))


def _holders(tree: Any) -> list[str]:
    """Who holds the copyright, where that is no company."""
    texts = (one_line(text) for text in tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]"))
    lines = [text for text in texts if len(text) < 200 and _COPYRIGHT.search(text)]
    holders = (one_line(_RIGHTS.sub(" ", line)).strip(" -–|/.,:&*") for line in lines)
    return [holder for holder in holders if _is_name(holder) and not _COMPANY.search(holder)]


def _is_name(text: str) -> bool:
    """Whether a few words could be a name: each begins with a capital, save the small ones."""
    words = text.split()
    if not 0 < len(words) <= _MOST_NAME or not re.search(r"[^\W\d_]", text) or re.search(r"[,/?!…]", text):
        return False
    return all(not word[0].islower() or word in {"of", "the", "and", "for", "in"} for word in words) or bool(
        _ADDRESS.fullmatch(text)
    )


def _cleaned(name: str) -> str:
    """A name without its slogan, what stands in brackets, and the end of an address: "CBSSports.com" is CBS Sports."""
    name = one_line(_SEPARATOR.split(f"{one_line(name)} ")[0])
    name = re.sub(r"\s*\([^()]*\)$|\s*[-–|:]$", "", name).lstrip("@")
    address = _ADDRESS.fullmatch(name)
    return re.sub(r"(?<=[A-Z]{3})(?=[A-Z][a-z]{2})", " ", address[1]) if address else name


def _publisher(names: Sequence[str], labels: Sequence[str], tree: Any) -> str:
    """The name that fits the page's address and is written as a name; else the likeliest; else the host's."""
    said = [(name, _cleaned(name)) for name in names]
    fitting = [(name, clean) for name, clean in said if any(_fits(clean, label) for label in labels)]
    spelled = [(name, clean) for name, clean in fitting if " " in clean or clean != clean.lower()]
    written = [clean for name, clean in spelled if not _ADDRESS.fullmatch(name)]
    found = next(iter([*written, *(clean for _, clean in [*spelled, *fitting, *said])]), "")
    return _without_place(found, labels) or _as_written(max(labels, key=len, default=""), tree)


def _without_place(name: str, labels: Sequence[str]) -> str:
    """A name up to where it says the address: "NationNews Barbados" at nationnews.com; "CBC News" stays."""
    words = name.split()
    for number in range(1, len(words)):
        if _key(" ".join(words[:number])) in labels and words[number].lower() not in _OF_MEDIA:
            return " ".join(words[:number])
    return name


def _as_written(label: str, tree: Any) -> str:
    """The part of an address as the page writes it in its text most often: "LADbible"."""
    if not label:
        return ""
    letters = r"[ -]?".join(map(re.escape, label.replace("-", "")))
    texts = " ".join(tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]"))[:200_000]
    found = Counter(match for match in re.findall(rf"(?<!\w){letters}(?!\w)", texts, re.I) if match != match.lower())
    return found.most_common(1)[0][0] if found else label.capitalize()


def _fits(name: str, label: str) -> bool:
    """Whether a name and a part of an address are one: the same letters, the start or end of it, or its initials.

    >>> _fits("The Verge", "theverge"), _fits("Los Angeles Times", "latimes"), _fits("Norvale Courier", "latimes")
    (True, True, False)
    """
    key = _key(name)
    label = label.replace("-", "")
    label = label[3:] if label.startswith("the") and len(label) > 6 else label
    if key == label or (len(label) > 2 and (key.startswith(label) or key.endswith(label))):
        return True
    if len(key) > 3 and (label.startswith(key) or label.endswith(key)):
        return True
    words = [word.lower() for word in re.findall(r"\w+", name)]
    return len(words) > 1 and any(
        _abbreviates(label, part) for part in (words, [w for w in words if w not in {"the", "of", "and"}])
    )


def _abbreviates(label: str, words: Sequence[str]) -> bool:
    """Whether letters are the beginnings of all the words, put together."""
    if not words:
        return not label
    most = next((n for n in range(min(len(words[0]), len(label)), 0, -1) if label[:n] == words[0][:n]), 0)
    return any(_abbreviates(label[n:], words[1:]) for n in range(most, 0, -1))


def _without_site(title: str, site: set[str], labels: Sequence[str]) -> str:
    """A title without the name of its site and what stands beside it."""
    parts = _SEPARATOR.split(title)
    gaps = [found[0] for found in _SEPARATOR.finditer(title)]

    def is_site(part: str) -> bool:
        named = _is_name(part) and any(_fits(part, label) for label in labels)
        return _key(_cleaned(part)) in site or named or any(_key(part).startswith(key) for key in site if len(key) > 7)

    if len(parts) > 1 and is_site(parts[0]) and len(title[len(parts[0] + gaps[0]) :].split()) > 2:
        return _without_site(title[len(parts[0] + gaps[0]) :], site, labels)
    end = next((number for number in range(1, len(parts)) if is_site(parts[number])), len(parts))
    if end == len(parts):
        return title
    kept = "".join(part + gap for part, gap in zip(parts[:end], [*gaps[: end - 1], ""], strict=True))
    before_bar = re.split(r"\s+\|\s+", kept)[0]  # behind it stand sections
    return before_bar if len(before_bar.split()) > 3 else kept


def _labels(url: str) -> list[str]:
    """The parts of a page's host that may be a name."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return []
    parts = host.split(".")[:-1]
    return [part for part in parts if part not in _NO_NAME]


def _likeness(one: str, other: str) -> float:
    """The share of words that two lines have in common, of all their words."""
    first, second = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    return len(first & second) / max(len(first | second), 1)


def _key(name: str) -> str:
    """The letters and figures of a name, without a "the" before it."""
    letters = "".join(re.findall(r"[^\W_]+", name.casefold()))
    return letters[3:] if letters.startswith("the") and len(letters) > 6 else letters
