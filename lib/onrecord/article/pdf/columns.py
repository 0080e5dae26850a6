"""From the words of a PDF's pages to lines in the order of reading: edges of pages off, columns one after another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .words import Word

Row = list[Word]

# How many lines at a page's top and at its bottom may be a header or a footer.
_EDGE = 4
# A gap of so many letters' sizes parts what stands at the left of a page's edge from what stands at the right.
_APART = 2.0
# Letters that differ by this share from those of the text are of a header's size.
_FAR_FROM_ONE = 0.06
# A header or footer with the page's number.
_NUMBERED = re.compile(r"\A\d{1,3}\s+\D{3,60}|\A\D{3,60}\s+\d{1,3}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
# What stands at a page's edge wherever it comes from: a page's number, the page's address, the time of printing.
_NUMBER = re.compile(r"[-–—|]?\s*(?:(?:page|p\.?)\s*)?\d{1,3}(?:\s*(?:of|/|von)\s*\d{1,3})?\s*[-–—|]?", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|file)://\S+(?:\s+(?=\S*[/?=&.%])\S+)*", re.IGNORECASE)
_CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m\.?)?"
_DAY = rf"(?:\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}|\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{1,2}}, \d{{4}})"
_PRINTED = re.compile(rf"{_DAY},?\s+(?:at )?{_CLOCK}", re.IGNORECASE)
# The least gap between columns, in letters' sizes, and in how many lines each of two columns must have words beside it.
# A gap of two or three lines may be chance, where it isn't wide.
_GUTTERS = ((0.75, 4), (2.0, 2))
# Lines of one row stand no further apart, in letters' sizes.
_ONE_ROW = 0.35
# A first letter that hangs over more than one line is so much larger than the others.
_DROPPED = 1.8


class Line(NamedTuple):
    """A line of one column: its words, where it stands, how large it is, and of which block of lines it is one."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    #: The width of its first word.
    first: float
    fonts: tuple[str, str]
    page: int
    block: int


def lines_of(pages: list[list[Word]]) -> list[Line]:
    """The lines of all pages in the order of reading, without what stands at the pages' edges."""
    rows = without_edges([_rows(words) for words in pages])
    found: list[Line] = []
    block = 0
    for number, page in enumerate(rows):
        for part in _blocks(page):
            found += [_line(row, number, block) for row in part]
            block += 1
    return found


def without_edges(pages: list[list[Row]]) -> list[list[Row]]:
    """Pages without headers and footers: what other pages have too, and what has the form of one."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for row in _edges(page):
            seen[_edge_key(row)].add(number)
    repeated = {key for key, numbers in seen.items() if len(numbers) > 1}
    sizes = Counter(round(word.size, 1) for page in pages for row in page for word in row)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    return [_trimmed(_trimmed(page, repeated, usual)[::-1], repeated, usual)[::-1] for page in pages]


def is_edge(parts: list[str]) -> bool:
    """Whether the parts of a page's first or last line are such as are printed at edges.

    >>> is_edge(["Page 2 of 3"]), is_edge(["06/11/2024, 10:15", "Pool to close"]), is_edge(["The pool closed in 1989"])
    (True, True, False)
    """
    known = [bool(form.fullmatch(part)) for part in parts for form in (_NUMBER, _ADDRESS, _PRINTED)]
    every = all(any(form.fullmatch(part) for form in (_NUMBER, _ADDRESS, _PRINTED)) for part in parts)
    return every or (len(parts) in (2, 3) and sum(known) >= 1)


def _trimmed(page: list[Row], repeated: set[tuple[str, int]], usual: float) -> list[Row]:
    """A page without the lines of its beginning that are of an edge."""
    dropped: set[int] = set()
    for place, row in enumerate(page[:_EDGE]):
        alone = len(dropped) == place and (is_edge(_parts(row)) or (not place and _stands_off(page, usual)))
        if alone or _edge_key(row) in repeated:
            dropped.add(place)
    return [row for place, row in enumerate(page) if place not in dropped]


def _stands_off(page: list[Row], usual: float) -> bool:
    """Whether a page's first or last line is short, far from the next, and of another size than the text or numbered.

    A line with a year stays: it may be the day of publication.
    """
    if len(page) < _EDGE:
        return False
    size, said = _size(page[0]), _text(page[0])
    far = abs(page[0][0].y - page[1][0].y) > 2 * max(size, 0.8 * _size(page[1]))
    short = len(page[0]) <= 10 and not said.endswith((".", "!", "?", "”", '"'))
    other = _FAR_FROM_ONE < abs(size / usual - 1) < 0.5 or _NUMBERED.fullmatch(said)
    return bool(far and short and other and size < 1.5 * usual and not _YEAR.search(said))


def _edges(page: list[Row]) -> list[Row]:
    return page if len(page) <= 2 * _EDGE else page[:_EDGE] + page[-_EDGE:]


def _edge_key(row: Row) -> tuple[str, int]:
    """What a line at an edge says, whatever its numbers are, and where it is."""
    return re.sub(r"\d+", "0", "".join(word.text for word in row)), round(row[0].y / 4)


def _parts(row: Row) -> list[str]:
    """The parts of a line at the left, in the middle and at the right of a page."""
    parts: list[list[Word]] = []
    for word in row:
        if parts and word.x0 - parts[-1][-1].x1 < _APART * word.size:
            parts[-1].append(word)
        else:
            parts.append([word])
    return [_text(part) for part in parts]


def _rows(words: Iterable[Word]) -> list[Row]:
    """Words put together to lines that cross the page, from top to bottom."""
    rows: list[Row] = []
    words = _undropped(sorted(words, key=lambda word: (-word.y, word.x0)))
    for word in sorted(words, key=lambda word: (-word.y, word.x0)):
        if rows and abs(rows[-1][0].y - word.y) < _ONE_ROW * min(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word.x0) for row in _raised(rows)]


def _raised(rows: list[Row]) -> Iterator[Row]:
    """Rows with small raised or lowered letters put into the row that they stand beside."""
    before: Row = []
    for row in rows:
        size, other = _size(row), _size(before) if before else 0.0
        small, large = (row, before) if size < other else (before, row)
        near = before and before[0].y - row[0].y < 0.6 * max(size, other)
        if near and min(size, other) < 0.8 * max(size, other) and _beside(small, large):
            before = [word._replace(y=large[0].y) for word in before + row]
            continue
        if before:
            yield before
        before = row
    if before:
        yield before


def _beside(small: Row, large: Row) -> bool:
    """Whether all words of one row stand directly behind or before words of another, and none over them."""
    return all(
        any(abs(word.x0 - w.x1) < 0.3 * w.size or abs(w.x0 - word.x1) < 0.3 * w.size for w in large)
        and not any(word.x0 < w.x1 - 0.1 * w.size and w.x0 < word.x1 - 0.1 * w.size for w in large)
        for word in small
    )


def _undropped(words: list[Word]) -> list[Word]:
    """Words in which a first letter that hangs over several lines stands on the first of them."""
    sizes = Counter(round(word.size * 2) / 2 for word in words for _ in word.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    mended = list(words)
    for place, word in enumerate(words):
        if len(word.text.strip("“\"'‘")) != 1 or word.size < _DROPPED * usual or not word.text[-1].isalpha():
            continue
        top = word.y + 0.7 * (word.size - usual)
        beside = [w for w in words if 0 <= w.x0 - word.x1 < 1.5 * usual and abs(w.size - usual) < 0.2 * usual]
        near = min(beside, key=lambda w: abs(w.y - top), default=None)
        if near and word.y < near.y + 0.1 * usual and abs(near.y - top) < 0.8 * usual:
            mended[place] = word._replace(y=near.y, size=near.size)
            glued = (near.text[:1].islower() or near.text[:2].isupper()) and word.text[-1] not in "AI"
            mended[words.index(near)] = near._replace(spaced=not glued, x0=word.x1 if glued else near.x0)
    return mended


def _blocks(rows: list[Row]) -> Iterator[list[Row]]:
    """The blocks of a page or of a part of it in the order of reading: above columns, the columns, below them."""
    stack = [rows]
    while stack:
        rows = stack.pop()
        gutter = _gutter(rows)
        if gutter is None:
            if rows:
                yield rows
            continue
        start, end, x = gutter
        left = [[word for word in row if word.x0 < x] for row in rows[start:end]]
        right = [[word for word in row if word.x0 >= x] for row in rows[start:end]]
        stack += [rows[end:], [row for row in right if row], [row for row in left if row], rows[:start]]


def _gutter(rows: list[Row]) -> tuple[int, int, float] | None:
    """The gap between two columns that goes down the most lines: its first line, behind its last one, and where."""
    if len(rows) < 2:
        return None
    sizes = sorted(_size(row) for row in rows)
    size = sizes[len(sizes) // 2]
    edges = min(row[0].x0 for row in rows), max(word.x1 for row in rows for word in row)
    free = [_free(row, edges, size) for row in rows]
    best: tuple[int, float, int, int, float] | None = None
    for start in range(len(rows)):
        strips = free[start]
        if start and _same(free[start - 1], strips):
            continue  # a longer one began above
        for end in range(start + 1, len(rows) + 1):
            strips = strips if end == start + 1 else _common(strips, free[end - 1], _GUTTERS[0][0] * size)
            if not strips:
                break
            if best and end - start < best[0]:
                continue
            for x0, x1 in strips:
                if (best is None or (end - start, x1 - x0) > best[:2]) and _parts_columns(
                    rows[start:end], x0, x1, size
                ):
                    best = (end - start, x1 - x0, start, end, (x0 + x1) / 2)
    return best and best[2:]


def _same(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> bool:
    """Whether all gaps of a line are also gaps of the line above it."""
    return all(any(a <= x0 and x1 <= b for a, b in one) for x0, x1 in other)


def _free(row: Row, edges: tuple[float, float], size: float) -> list[tuple[float, float]]:
    """Where a line has no words, in gaps wide enough for the letters beside them."""
    wide, least = _GUTTERS[0][0], _GUTTERS[0][0] * size
    found, x, before = [], edges[0] - least, 0.0
    for word in row:
        if word.x0 - x >= max(least, wide * min(before, word.size)):
            found.append((x, word.x0))
        x, before = max(x, word.x1), word.size
    return [*found, (x, edges[1] + least)] if edges[1] + least - x >= least else found


def _common(
    one: list[tuple[float, float]], other: list[tuple[float, float]], least: float
) -> list[tuple[float, float]]:
    both = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return [(a, b) for a, b in both if b - a >= least]


def _parts_columns(rows: list[Row], x0: float, x1: float, size: float) -> bool:
    """Whether a gap has enough lines at its left and at its right, beside each other."""
    left = [row[0].y for row in rows if row[0].x0 < x0 + 0.01]
    right = [row[0].y for row in rows if row[-1].x1 > x1 - 0.01]
    if not left or not right:
        return False
    low, high = max(left[-1], right[-1]), min(left[0], right[0])
    beside = min(sum(low <= y <= high for y in side) for side in (left, right))
    sizes = [
        _size([word for row in rows for word in row if (word.x0 < x1 - 0.01) is at_left]) for at_left in (True, False)
    ]
    if beside and abs(sizes[0] - sizes[1]) > _FAR_FROM_ONE * size:
        return True  # a caption or a box beside the text
    return any(x1 - x0 >= wide * size and beside >= lines for wide, lines in _GUTTERS)


def _line(row: Row, page: int, block: int) -> Line:
    size = _size(row)
    y = next(word.y for word in row if abs(word.size - size) <= 0.5)
    first, fonts = row[0].x1 - row[0].x0, (row[0].font, row[-1].font)
    return Line(_text(row), row[0].x0, max(word.x1 for word in row), y, size, first, fonts, page, block)


def _size(row: Row) -> float:
    """The size that most letters of a line have."""
    sizes: Counter[float] = Counter()
    for word in row:
        sizes[round(word.size, 1)] += len(word.text)
    return sizes.most_common(1)[0][0]


def _text(row: Row) -> str:
    """The words of a line, with blanks where they stand apart."""
    parts = []
    for place, word in enumerate(row):
        apart = place and (word.spaced or word.x0 - row[place - 1].x1 > 0.1 * word.size)
        parts.append(f" {word.text}" if apart else word.text)
    return "".join(parts)
