"""From lines of a PDF to paragraphs: where one ends, where one goes on behind a page's end, and words cut at lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from ..hyphens import Joiner
from .columns import Line

# In letters' sizes: how far a first line is moved in, at least and at most; what is moved in more stands beside a
# picture.
_INDENT, _MOST_INDENT = 0.6, 4.0
# A gap between lines so many times as large as the usual one is a gap between paragraphs.
_GAP = 1.22
# Letters that differ by more are of another size: a headline, a caption, a quotation set off.
_OTHER_SIZE = 0.06
# A paragraph goes on behind so many others that are set off from it.
_SET_OFF = 4
# Where fewer of the lines are followed by a gap or an indent, paragraphs are told by their short last lines.
_PARTED = 1 / 25
_ENDS = re.compile(r"[.!?…:][\"'”’)\]»]*\d{0,2}$")
_BEGINS = re.compile(r"(?:[-–—•*] )?[\"'“‘(\[«—–]*[A-Z\d]")


class Paragraph(NamedTuple):
    """A paragraph: its text, its first line and its last one."""

    text: str
    first: Line
    last: Line


def paragraphs_of(lines: list[Line]) -> list[Paragraph]:
    """The paragraphs of lines in the order of reading, which are without the pages' edges."""
    page = _Setting(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not page.parts(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    join = Joiner([line.text for line in lines])
    return [Paragraph(join([line.text for line in group]), group[0], group[-1]) for group in page.carried_on(groups)]


class _Setting:
    """How a document is set: its usual size of letters, gaps between lines, and edges of columns."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
        self.usual = sizes.most_common(1)[0][0] if sizes else 0.0
        self.blocks: dict[int, list[Line]] = {}
        for line in lines:
            self.blocks.setdefault(line.block, []).append(line)
        self._lefts: dict[tuple[int, int], float] = {}
        self._rights: dict[tuple[int, int], float] = {}

    @cached_property
    def leading(self) -> dict[float, float]:
        """The usual distance of lines of each size."""
        steps: dict[float, Counter[float]] = {}
        for one, other in zip(self.lines, self.lines[1:], strict=False):
            if one.block == other.block and _alike(one, other) and one.y > other.y:
                steps.setdefault(round(one.size), Counter())[round((one.y - other.y) * 2) / 2] += 1
        usual = {}
        for size, counted in steps.items():
            most = max(counted.values())
            step = min(step for step, times in counted.items() if times >= max(most * 0.2, 1))
            # Few lines that stand far apart are paragraphs of one line.
            usual[size] = step if step < 1.7 * size or most > 3 else 1.3 * size
        return usual

    def left(self, line: Line) -> float:
        """Where most lines of a line's column begin."""
        key = (line.block, round(line.x0 / line.size))
        if key not in self._lefts:
            self._lefts[key] = self._edge(line, lambda other: other.x0, self.blocks[line.block])
        return self._lefts[key]

    def _edge(self, line: Line, of: Callable[[Line], float], block: list[Line]) -> float:
        near = [o for o in block if abs(o.x0 - line.x0) < _MOST_INDENT * line.size]
        if len(near) < 5:
            near = [o for o in self.lines if _alike(o, line) and abs(o.x0 - line.x0) < _MOST_INDENT * line.size]
        edges = Counter(round(of(other)) for other in near)
        most = max(edges.values())
        return float(min(edge for edge, times in edges.items() if times >= most * 0.7))

    def right(self, line: Line) -> float:
        """How far the lines of a line's column go."""
        key = (line.block, round(line.x0 / line.size / 2))
        if key not in self._rights:
            block = [o for o in self.blocks[line.block] if _alike(o, line)]
            if len(block) < 5:
                left = self.left(line)
                block = [o for o in self.lines if _alike(o, line) and abs(o.x0 - left) < _MOST_INDENT * line.size]
            self._rights[key] = max((o.x1 for o in block), default=line.x1)
        return self._rights[key]

    @cached_property
    def parted(self) -> bool:
        """Whether gaps or indents say where most paragraphs begin."""
        pairs = [(a, b) for a, b in zip(self.lines, self.lines[1:], strict=False) if a.block == b.block]
        told = sum(_alike(a, b) and self._apart(a, b) for a, b in pairs)
        return bool(pairs) and told >= len(pairs) * _PARTED

    @cached_property
    def indented(self) -> bool:
        """Whether first lines are moved in."""
        pairs = [(a, b) for a, b in zip(self.lines, self.lines[1:], strict=False) if a.block == b.block]
        return sum(self._moved_in(a, b) for a, b in pairs if _alike(a, b)) >= max(2, len(pairs) / 40)

    def parts(self, group: list[Line], line: Line) -> bool:
        """Whether a paragraph ends with its last line, and another begins."""
        before = group[-1]
        if not _alike(before, line):
            return True
        if before.block != line.block:
            return self._parts_blocks(before, line)
        if self._apart(before, line) or self._moved_back(group, line):
            return True
        other_font = before.fonts[1] != line.fonts[0] and self._fits(before, line)
        alone = len(group) == 1 and self._stands_alone(before, line)
        return other_font or alone or (not self.parted and self._ends(before, line))

    def _stands_alone(self, before: Line, line: Line) -> bool:
        """Whether a line is as short as bylines and headings are, and a full one begins below it."""
        short = before.x1 - before.x0 < 0.5 * min(line.x1 - line.x0, self.right(line) - self.left(line))
        return short and bool(_BEGINS.match(line.text)) and line.x0 - self.left(line) < _MOST_INDENT * line.size

    def _apart(self, before: Line, line: Line) -> bool:
        """Whether a gap or an indent parts two lines of a block."""
        step = before.y - line.y
        usual = self.leading.get(round(line.size), line.size * 1.3)
        return step < 0 or step > max(_GAP * usual, usual + 0.15 * line.size) or self._moved_in(before, line)

    def _moved_in(self, before: Line, line: Line) -> bool:
        """Whether a line begins further in than the one before it, which may end a paragraph."""
        by = self._by(before, line)
        ended = bool(_ENDS.search(before.text)) or self._fits(before, line)
        ended = ended or abs(by - self.indent) < 0.1 * line.size
        return _INDENT * line.size < by < _MOST_INDENT * line.size and ended and not self._centred(before, line)

    def _centred(self, one: Line, other: Line) -> bool:
        """Whether two lines have the same middle and other ends, none of them the column's edge."""
        return abs((one.x0 + one.x1) - (other.x0 + other.x1)) < 1.0 < min(one.x0, other.x0) - self.left(one)

    def _by(self, before: Line, line: Line) -> float:
        """How far a line begins further in than the one before it."""
        return line.x0 - max(before.x0 if not self._is_moved(before) else self.left(before), self.left(line))

    @cached_property
    def indent(self) -> float:
        """How far first lines are moved in, behind sentences that have ended; 0 where they are not."""
        pairs = [(a, b) for a, b in zip(self.lines, self.lines[1:], strict=False) if a.block == b.block]
        moved = Counter(round(self._by(a, b), 1) for a, b in pairs if _alike(a, b) and _ENDS.search(a.text))
        steps = [(times, by) for by, times in moved.items() if by > _INDENT * self.usual and times > 2]
        return max(steps)[1] if steps else 0.0

    def _is_moved(self, line: Line) -> bool:
        return _INDENT * line.size < line.x0 - self.left(line) < _MOST_INDENT * line.size

    def _moved_back(self, group: list[Line], line: Line) -> bool:
        """Whether a line stands further left than two before it: what was moved in as a whole has ended."""
        moved = len(group) > 1 and all(_INDENT * line.size < before.x0 - line.x0 for before in group[-2:])
        return moved and self._ends(group[-1], line)

    def _fits(self, before: Line, line: Line, more: float = 0.35) -> bool:
        """Whether a line's first word had room at the end of the line before it, which was then broken on purpose."""
        return before.x1 + more * line.size + line.first < self.right(before)

    def _ends(self, before: Line, line: Line) -> bool:
        """Whether a short line ends a paragraph: after a sentence, or with more room than any word needs."""
        begins = bool(_BEGINS.match(line.text))
        return begins and self._fits(before, line, 0.35 if _ENDS.search(before.text) else 2.0)

    def _parts_blocks(self, before: Line, line: Line) -> bool:
        """Whether a paragraph ends at the end of a column or a page."""
        below = before.page == line.page and 0 < before.y - line.y < 3 * line.size
        if below and abs(self.left(before) - self.left(line)) < line.size:
            return self._apart(before, line)
        if not _ENDS.search(before.text) or not _BEGINS.match(line.text):
            return False
        if self.indented:
            return line.x0 - self.left(line) > _INDENT * line.size or self._fits(before, line)
        return self._fits(before, line)

    def carried_on(self, groups: list[list[Line]]) -> list[list[Line]]:
        """Paragraphs put together that go on behind what is set off between them."""
        found: list[list[Line]] = []
        skip: set[int] = set()
        for place, group in enumerate(groups):
            if place in skip:
                continue
            later = self._later(groups, place, skip) if self._is_body(group[-1]) else None
            while later is not None:
                skip.add(later)
                group = group + groups[later]
                later = self._later([*groups[:later], group, *groups[later + 1 :]], later, skip)
            found.append(group)
        return found

    def _later(self, groups: list[list[Line]], place: int, skip: set[int]) -> int | None:
        """Which paragraph goes on with one that has not ended, behind others of another size."""
        last = groups[place][-1]
        for other in range(place + 1, min(place + 2 + _SET_OFF, len(groups))):
            line = groups[other][0]
            if other in skip or not (self._is_body(line) and _alike(line, last)):
                continue
            if other == place + 1:
                return None
            if line.page == last.page and abs(self.left(line) - self.left(last)) < 1.0 and line.y < last.y:
                return None if self._apart(last, line) else other
            wide = last.x1 - last.x0 > 0.6 * (self.right(last) - self.left(last))
            full = not self._is_moved(line) and not self._fits(last, line)
            return other if not _ENDS.search(last.text) and (full or (wide and line.text[0].islower())) else None
        return None

    def _is_body(self, line: Line) -> bool:
        return abs(line.size - self.usual) < _OTHER_SIZE * self.usual


def _alike(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) < _OTHER_SIZE * max(one.size, other.size)
