"""The words of a PDF's page, and where they stand: its operators are followed, with fonts as pypdf reads them."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

# As in ISO 32000-1, 8.3.4: a b c d e f, so that x' = ax + cy + e and y' = bx + dy + f.
Matrix = tuple[float, float, float, float, float, float]

_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# Forms within forms, and all forms of a page; a page of a newspaper has 2, and 50.
_MAX_NESTED, _MAX_FORMS = 12, 2_000
# No page of a newspaper has so many letters.
_MAX_LETTERS = 100_000
# A blank is a quarter of the letters' size, or an eighth where a line is tight; letters kerned apart have less.
_BLANK = 0.14
# Letters so much to the left of where the last one ended begin a new word.
_BACK = -0.5


class Word(NamedTuple):
    """Letters without a blank; x from left to right, y of their baseline from the page's bottom, in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: str = ""
    #: Whether a blank stood before it.
    spaced: bool = True


class _Letter(NamedTuple):
    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: str


class _State:
    """The part of the graphics state that says where letters stand; q keeps it and Q brings it back."""

    def __init__(self) -> None:
        self.matrix = _UNIT
        self.font: Any = None
        self.size = 0.0
        self.spacing = self.word_spacing = self.leading = self.rise = 0.0
        self.stretch = 1.0

    def copy(self) -> _State:
        other = _State()
        other.__dict__.update(self.__dict__)
        return other


def words_of(page: Any) -> list[Word]:
    """The words of a page that stand upright on it, in the order in which they are drawn.

    Args:
        page: a page as pypdf reads it.
    """
    return _once(_words(_Reader(page).read()))


def _words(letters: Iterable[_Letter]) -> Iterator[Word]:
    """Letters put together to words, at blanks and at gaps as wide as one."""
    word: list[_Letter] = []
    spaced = True
    for letter in letters:
        blank = not letter.text.strip()
        if word and (blank or not _goes_on(word[-1], letter)):
            yield _word(word, spaced)
            spaced = blank or abs(letter.y - word[-1].y) > 0.01 or letter.x0 - word[-1].x1 > _BLANK * letter.size
            word = []
        if not blank:
            word.append(letter)
        else:
            spaced = True
    if word:
        yield _word(word, spaced)


def _goes_on(before: _Letter, letter: _Letter) -> bool:
    size = min(before.size, letter.size)
    same = abs(before.y - letter.y) < 0.02 * size and abs(before.size - letter.size) < 0.1 * size
    return same and _BACK * size < letter.x0 - before.x1 < _BLANK * size


def _word(letters: list[_Letter], spaced: bool) -> Word:
    first = letters[0]
    text = "".join(letter.text for letter in letters)
    return Word(text, first.x0, max(letter.x1 for letter in letters), first.y, first.size, first.font, spaced)


def _once(words: Iterable[Word]) -> list[Word]:
    """Words without those drawn a second time at their own place, as shadows and false bold are."""
    seen: dict[tuple[str, int, int], Word] = {}
    for word in words:
        key = (word.text, round(word.x0 / word.size * 2), round(word.y / word.size * 2))
        seen.setdefault(key, word)
    return list(seen.values())


class _Reader:
    """Follows the operators of a page."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.letters: list[_Letter] = []
        self.fonts: dict[int, Any] = {}
        self.forms = 0
        # Of each marked part that is open: where its letters begin, and what they stand for; None for themselves.
        self.marked: list[tuple[int, str | None]] = []
        self.state = _State()
        self.line = self.text = _UNIT

    def read(self) -> list[_Letter]:
        self.state.matrix = _turned(self.page)
        self._stream(self.page.get("/Contents"), self.page.get("/Resources"), 0)
        return self.letters

    def _stream(self, content: Any, resources: Any, depth: int) -> None:
        from pypdf.generic import ContentStream, DictionaryObject

        content = content.get_object() if content is not None else None
        resources = resources.get_object() if resources is not None else None
        if content is None:
            return
        kept: list[_State] = []
        if not isinstance(resources, DictionaryObject):
            resources = DictionaryObject()
        for operands, operator in ContentStream(content, self.page.pdf, "bytes").operations:
            if operator == b"q":
                kept.append(self.state.copy())
            elif operator == b"Q":
                self.state = kept.pop() if kept else self.state
            elif operator == b"Do":
                self._form(operands, resources, depth)
            else:
                try:
                    self._operator(operator, operands, resources)
                except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError):
                    continue  # an operator with operands that it cannot have changes nothing, as in viewers

    def _form(self, operands: list[Any], resources: Any, depth: int) -> None:
        """What a form draws, in its own place."""
        forms = resources.get("/XObject")
        form = forms.get_object().get(operands[0]) if forms is not None and operands else None
        form = form.get_object() if form is not None else None
        self.forms += 1
        if form is None or form.get("/Subtype") != "/Form" or depth >= _MAX_NESTED or self.forms > _MAX_FORMS:
            return
        before, line, text = self.state, self.line, self.text
        self.state = before.copy()
        matrix = form.get("/Matrix")
        if matrix is not None:
            self.state.matrix = _product(_numbers(matrix.get_object()), before.matrix)
        self._stream(form, form.get("/Resources", resources), depth + 1)
        self.state, self.line, self.text = before, line, text

    def _operator(self, operator: bytes, given: list[Any], resources: Any) -> None:
        state = self.state
        match operator:
            case b"cm":
                state.matrix = _product(_numbers(given), state.matrix)
            case b"BT":
                self.line = self.text = _UNIT
            case b"Tf":
                state.font, state.size = self._font(given[0], resources), float(given[1])
            case b"Tc":
                state.spacing = float(given[0])
            case b"Tw":
                state.word_spacing = float(given[0])
            case b"Tz":
                state.stretch = float(given[0]) / 100
            case b"TL":
                state.leading = float(given[0])
            case b"Ts":
                state.rise = float(given[0])
            case b"Td" | b"TD":
                state.leading = -float(given[1]) if operator == b"TD" else state.leading
                self._move(float(given[0]), float(given[1]))
            case b"Tm":
                self.line = self.text = _numbers(given)
            case b"T*":
                self._move(0, -state.leading)
            case b"Tj":
                self._show(given[0])
            case b"'" | b'"':
                if operator == b'"':
                    state.word_spacing, state.spacing = float(given[0]), float(given[1])
                self._move(0, -state.leading)
                self._show(given[-1])
            case b"TJ":
                for part in given[0]:
                    if isinstance(part, int | float):
                        self._advance(-float(part) / 1000 * state.size * state.stretch)
                    else:
                        self._show(part)
            case b"BMC" | b"BDC":
                self.marked.append((len(self.letters), _said_of(given, resources)))
            case b"EMC":
                self._end_of_marked()

    def _font(self, name: Any, resources: Any) -> Any:
        from pypdf.generic._font import Font

        font = resources["/Font"].get_object()[name].get_object()
        if id(font) not in self.fonts:
            self.fonts[id(font)] = Font.from_font_resource(font)
        return self.fonts[id(font)]

    def _move(self, x: float, y: float) -> None:
        self.line = self.text = _product((1.0, 0.0, 0.0, 1.0, x, y), self.line)

    def _advance(self, x: float) -> None:
        a, b, c, d, e, f = self.text
        self.text = (a, b, c, d, e + x * a, f + x * b)

    def _show(self, said: Any) -> None:
        """Add the letters of a string, each with the place where it is drawn."""
        state, font = self.state, self.state.font
        if font is None or not font.interpretable or not isinstance(said, bytes | str):
            return
        for code, text in _decoded(said, font):
            width = font.space_width if code == font.space_char else font.get_text_width(code)
            width = float(width) / 1000 * state.size + state.spacing
            if code == " " and isinstance(font.encoding, dict):
                width += state.word_spacing
            a, b, c, d, e, f = _product(self.text, state.matrix)
            size = state.size * math.hypot(c, d)
            self._advance(width * state.stretch)
            upright = abs(b) < 0.05 * abs(a) and a * state.size > 0
            if upright and 0.5 < size < 2_000 and abs(e) + abs(f) < 100_000:
                x1 = _product(self.text, state.matrix)[4] - state.spacing * state.stretch * a
                y = f + state.rise * d
                self.letters.append(_Letter(text, e, x1, y, size, font.name))
        if len(self.letters) > _MAX_LETTERS:
            raise ValueError("more letters than any page has")

    def _end_of_marked(self) -> None:
        """Put what letters stand for in their place, as for a ligature: the letters must be on one line."""
        if not self.marked:
            return
        start, said = self.marked.pop()
        letters = self.letters[start:]
        if said is None or not letters or len(said) > 4 * len(letters) + 8:
            return
        first, last = letters[0], letters[-1]
        if abs(first.y - last.y) < 0.1 * first.size and len(letters) <= 8:
            self.letters[start:] = [first._replace(text=said, x1=last.x1)]


def _decoded(said: bytes | str, font: Any) -> Iterator[tuple[str, str]]:
    """Each code of a string as pypdf knows its width by, and what it stands for."""
    if isinstance(font.encoding, str):
        raw = said if isinstance(said, str) else said.decode(font.encoding, "replace")
        pairs = ((code, font.character_map.get(code, code)) for code in raw)
    else:
        codes = said.encode("latin-1", "replace") if isinstance(said, str) else said
        named = ((chr(code), font.encoding.get(code, chr(code))) for code in codes)
        pairs = ((code, font.character_map.get(name, name)) for code, name in named)
    return ((code, _plain(str(text))) for code, text in pairs)


def _plain(text: str) -> str:
    """Letters for ligatures (ﬁ, ﬂ), blanks for blanks of other widths, nothing for what cannot be printed."""
    if text.isascii():
        return text if text.isprintable() else " " if text.isspace() else ""
    if "\ufb00" <= text[0] <= "\ufb06":
        return unicodedata.normalize("NFKC", text)
    return " " if text.isspace() else text.replace("\u200b", "").replace("\ufeff", "")


def _said_of(given: list[Any], resources: Any) -> str | None:
    """What a marked part's letters stand for, where it says so (ActualText)."""
    about = given[1] if len(given) > 1 else None
    if isinstance(about, str):
        about = resources["/Properties"].get_object()[about]
    about = about.get_object() if about is not None else None
    said = about.get("/ActualText") if isinstance(about, dict) else None
    if isinstance(said, bytes):
        return said.decode("utf-16" if said[:2] in (b"\xfe\xff", b"\xff\xfe") else "latin-1", "replace")
    return None if said is None else str(said)


def _numbers(given: Any) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in list(given)[-6:])
    return (a, b, c, d, e, f)


def _product(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _turned(page: Any) -> Matrix:
    """The matrix of a page that is shown turned."""
    turns = {
        90: (0.0, -1.0, 1.0, 0.0, 0.0, 0.0),
        180: (-1.0, 0.0, 0.0, -1.0, 0.0, 0.0),
        270: (0.0, 1.0, -1.0, 0.0, 0.0, 0.0),
    }
    return turns.get(int(page.get("/Rotate", 0) or 0) % 360, _UNIT)
