"""PDFs, made here: paragraphs, columns, hyphens, edges of pages, titles, and what is refused."""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Iterable

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.errors import DependencyError

from onrecord import ArticleError
from onrecord.article import from_bytes, pdf
from onrecord.article.hyphens import Joiner
from onrecord.article.pdf.columns import is_edge

Mark = tuple[float, float, float, str]  # x, y, size, text

HEADLINE = "Pool to close after the winter"
FIRST = (
    "The mayor of Oldmere said on Friday that the pool on the harbour will close after the winter, because the town "
    "has no money for its roof and no hope of any before the next election is over."
)
SECOND = (
    "Swimmers gathered before the town hall in the rain and sang until the lamps went out, while the council counted "
    "its votes behind closed doors and sent for sandwiches twice."
)
THIRD = (
    "Nobody in the council spoke against the plan, though four members left the room before the vote was taken and "
    "were seen in the bakery across the square soon afterwards."
)


def document(pages: Iterable[str | list[Mark]], title: str = "", extra: str = "") -> bytes:
    """A PDF of pages that are given as marks (x, y, size, text) or as operators."""
    pages = [page if isinstance(page, str) else drawn(page) for page in pages]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode()]
    bodies.append(font.encode())
    for n, page in enumerate(pages):
        about = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * n} 0 R"
        bodies.append(f"{about}/Resources<</Font<</F 3 0 R>>{extra}>>>>".encode())
        data = zlib.compress(page.encode("cp1252"))
        bodies.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(data), data))
    bodies.append(f"<</Title({title})>>".encode("cp1252"))
    return packed(bodies)


def packed(bodies: list[bytes]) -> bytes:
    """A PDF of objects; the first is the catalogue, the last says the properties."""
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(bodies) + 1, table)
    return data + b"trailer<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(bodies) + 1,
        len(bodies),
        start,
    )


def drawn(marks: list[Mark]) -> str:
    """The operators that draw text at places."""
    said = (
        (x, y, size, text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")) for x, y, size, text in marks
    )
    return "\n".join(f"BT /F {size} Tf {x} {y} Td ({text}) Tj ET" for x, y, size, text in said)


def width(text: str, size: float) -> float:
    """How wide a text is in Helvetica, near enough."""
    narrow = {" ": 0.278, **dict.fromkeys("iljtf.,'I-", 0.26), **dict.fromkeys("mwMW", 0.8)}
    return sum(narrow.get(letter, 0.54) for letter in text) * size


def set_lines(text: str, wide: float, size: float, indent: float = 0.0) -> list[str]:
    """A text broken to lines as wide as a column."""
    lines, room = [""], wide - indent
    for word in text.split():
        if lines[-1] and width(f"{lines[-1]} {word}", size) > room:
            lines.append("")
            room = wide
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def column(x: float, y: float, lines: Iterable[str], size: float = 10, step: float = 12) -> list[Mark]:
    return [(x, y - step * n, size, line) for n, line in enumerate(lines) if line]


def with_gaps(*texts: str, wide: float = 400) -> list[str]:
    """Lines of paragraphs; "" for a gap."""
    return [line for text in texts for line in (*set_lines(text, wide, 10), "")]


def read(data: bytes) -> list[str]:
    return pdf.from_pdf(data, "a.pdf").text.split("\n\n")


def test_paragraphs_are_joined_from_lines_and_parted_at_gaps() -> None:
    assert read(document([column(70, 760, with_gaps(FIRST, SECOND, THIRD))])) == [FIRST, SECOND, THIRD]


def test_paragraphs_are_parted_at_indents() -> None:
    marks, y = [], 760
    for text in (FIRST, SECOND, THIRD, FIRST[:-1] + ", they said."):
        for n, line in enumerate(set_lines(text, 300, 10, 12)):
            marks.append((70 + (0 if n else 12), y, 10, line))
            y -= 12
    assert read(document([marks])) == [FIRST, SECOND, THIRD, FIRST[:-1] + ", they said."]


def test_paragraphs_without_gap_and_indent_are_parted_at_short_last_lines() -> None:
    lines = [line for text in (FIRST, SECOND, THIRD) for line in set_lines(text, 300, 10)]
    assert read(document([column(70, 760, lines)])) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("columns", [2, 3])
def test_columns_are_read_one_after_another_and_paragraphs_go_on_in_the_next(columns: int) -> None:
    wide = 440 / columns - 14
    lines = with_gaps(FIRST, SECOND, THIRD, FIRST, SECOND, THIRD, wide=wide)
    each = -(-len(lines) // columns)
    marks: list[Mark] = [(70, 790, 24, HEADLINE)]
    for n in range(columns):
        part = lines[n * each : (n + 1) * each]
        marks += column(70 + n * 440 / columns, 750, part[1:] if part and not part[0] else part)
    # As programs draw them that go down all columns at once.
    found = pdf.from_pdf(document([sorted(marks, key=lambda mark: -mark[1])]), "a.pdf")
    assert found.text.split("\n\n") == [FIRST, SECOND, THIRD] * 2 and found.title == HEADLINE


def test_a_paragraph_goes_on_behind_a_page_end_and_a_quotation_set_off() -> None:
    lines = set_lines(SECOND, 300, 10)
    assert len(lines) > 2
    one = column(70, 760, with_gaps(FIRST, wide=300)) + column(70, 600, lines[:1])
    quotation: list[Mark] = [(120, 770, 16, "“We will swim in the harbour”")]
    two = column(70, 740, [*lines[1:], "", *with_gaps(THIRD, wide=300)])
    assert read(document([one, two])) == [FIRST, SECOND, THIRD]
    assert read(document([one, quotation + two])) == [FIRST, SECOND, quotation[0][3], THIRD]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["It was Lind-", "qvist who spoke."], "It was Lindqvist who spoke."),
        (["It closed in Janu-", "ary."], "It closed in January."),
        (["She is well-", "known here."], "She is well-known here."),
        (["An Anglo-", "Irish plan."], "An Anglo-Irish plan."),
        (["The sky-blue sea is sky-", "blue."], "The sky-blue sea is sky-blue."),
        (["The seawater is sea-", "water."], "The seawater is seawater."),
        (["A state-of-the-", "art pool."], "A state-of-the-art pool."),
        (["Five-", "and six-year plans."], "Five- and six-year plans."),
        (["A soft hy\u00ad", "phen and an\u00adother."], "A soft hyphen and another."),
        (["The may\u2010", "or spoke."], "The mayor spoke."),
        (["The pool —", "a ruin — closed."], "The pool — a ruin — closed."),
        (["The pool", "—a ruin—", "closed."], "The pool—a ruin—closed."),
        (["Open 24/", "7 they say."], "Open 24/7 they say."),
    ],
)
def test_words_cut_at_lines_are_joined_and_hyphens_kept(lines: list[str], text: str) -> None:
    assert Joiner(lines)(lines) == text


def test_words_of_english_say_which_hyphens_cut_a_word() -> None:
    lines = ["The coun-", "cil was inter-", "viewed by an award-", "winning reporter."]
    assert read(document([column(70, 760, lines)])) == ["The council was interviewed by an award-winning reporter."]


def test_a_caption_beside_the_text_and_a_byline_stand_alone() -> None:
    lines = set_lines(SECOND, 250, 10)
    said = "By Ann Lee", "The pool in the year 1962,", "seen from the harbour"
    marks = column(70, 760, [said[0], *set_lines(FIRST, 250, 10), "", *lines, *with_gaps("", THIRD, wide=250)])
    marks += column(340, 760 - 12 * (len(set_lines(FIRST, 250, 10)) + 2), said[1:], 7, 9)
    found = read(document([marks]))
    assert [text for text in found if "1962" not in text] == [said[0], FIRST, SECOND, THIRD]
    assert f"{said[1]} {said[2]}" in found


def test_headers_footers_and_numbers_of_pages_are_dropped() -> None:
    texts = [with_gaps(text, wide=300) for text in (FIRST, SECOND, THIRD)]
    pages = [
        [(70, 800, 8, f"Oldmere Echo, page {n}"), *column(70, 760, lines), (290, 40, 8, f"{n} / 3")]
        for n, lines in enumerate(texts, 1)
    ]
    assert read(document(pages)) == [FIRST, SECOND, THIRD]


def test_what_browsers_print_at_edges_is_dropped_from_a_single_page() -> None:
    edges: list[Mark] = [(30, 820, 8, "06/11/2024, 10:15"), (250, 820, 8, HEADLINE)]
    edges += [(30, 15, 8, "https://echo.example/pool-to-close?print=1"), (560, 15, 8, "1/1")]
    found = pdf.from_pdf(document([[*edges, (70, 780, 20, HEADLINE), *column(70, 750, with_gaps(FIRST, SECOND))]]), "a")
    assert found.text.split("\n\n") == [FIRST, SECOND] and found.title == HEADLINE


@pytest.mark.parametrize("said", ["Page 2 of 3", "- 4 -", "2/3", "https://echo.example/a", "11/6/24, 10:15 AM"])
def test_forms_of_edges(said: str) -> None:
    assert is_edge([said]) and not is_edge([f"{said} people came to the pool"])


def test_an_address_with_blanks_takes_no_longer_than_its_length() -> None:
    assert not is_edge(["http://a.example" + " a.a" * 5_000 + " end"])


def test_a_last_page_with_few_lines_keeps_them() -> None:
    lines = set_lines(SECOND, 400, 10)
    one = [*column(70, 760, with_gaps(FIRST)), *column(70, 120, lines[:-1]), (290, 40, 10, "1")]
    two: list[Mark] = [(70, 760, 10, lines[-1]), (290, 40, 10, "2")]
    assert read(document([one, two])) == [FIRST, SECOND]


def test_ligatures_and_codes_of_fonts_are_letters() -> None:
    cmap = "1 beginbfchar <41> <FB01> endbfchar 1 beginbfchar <42> <00AD> endbfchar"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[4 0 R]>>", font]
    bodies.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 3 0 R>>>>>>")
    for said in ("BT /F 10 Tf 70 700 Td (The Are of the coBuncil.) Tj ET", cmap):
        bodies.append(b"<</Length %d>>stream\n%s\nendstream" % (len(said), said.encode()))
    assert read(packed([*bodies, b"<<>>"])) == ["The fire of the council."]


def test_all_operators_that_show_text_are_followed() -> None:
    said = """q 2 0 0 2 0 0 cm BT /F 5 Tf 6 TL 35 380 Td [(The m) 20 (ayor) -300 (said)] TJ T* (that the pool ) Tj ET Q
        BT /F 10 Tf 12 TL 1 0 0 1 70 736 Tm (will close) Tj (on Friday,) ' 0 0 (as all) " 0 -12 TD (had feared.) Tj ET
        BT /F 10 Tf 0 1 -1 0 20 300 Tm (upright at the side) Tj ET BT /None 10 Tf ET Q Q (odd) Td /F Tf"""
    assert read(document([said])) == ["The mayor said that the pool will close on Friday, as all had feared."]


def test_what_letters_stand_for_and_shadows() -> None:
    said = "BT /F 10 Tf 70 700 Td (The ) Tj /Span <</ActualText (fi)>> BDC (X) Tj EMC (re went out.) Tj ET"
    shadow = drawn([(70, 660, 10, "It was dark."), (70.4, 660.3, 10, "It was dark.")])
    assert read(document([f"{said}\n{shadow}"])) == ["The fire went out.", "It was dark."]


def test_a_first_letter_that_hangs_over_lines_begins_its_word() -> None:
    marks: list[Mark] = [
        (70, 700 - 12, 33, "T"),
        (92, 700, 10, "he mayor spoke to the people"),
        (92, 688, 10, "of the town"),
    ]
    assert read(document([marks + column(70, 676, ["about the pool and its roof."])])) == [
        "The mayor spoke to the people of the town about the pool and its roof."
    ]


@pytest.mark.parametrize(
    ("said", "large", "title"),
    [
        ("", [(70, 800, 22, HEADLINE)], HEADLINE),
        (
            "",
            [(70, 800, 22, "Pool to close after"), (70, 776, 22, "the winter, at last")],
            "Pool to close after the winter, at last",
        ),
        ("", [(70, 810, 36, "ECHO"), (70, 776, 20, HEADLINE)], HEADLINE),
        (f"{HEADLINE} | Echo", [(70, 810, 36, "The Oldmere Echo"), (70, 776, 20, HEADLINE)], HEADLINE),
        ("Pool closes, says mayor", [], "Pool closes, says mayor"),
        ("Microsoft Word - pool final", [], ""),
        ("pool_final.docx", [], ""),
        ("Untitled 1", [], ""),
    ],
)
def test_the_title_is_the_headline_or_what_the_properties_say(said: str, large: list[Mark], title: str) -> None:
    found = pdf.from_pdf(document([large + column(70, 740, with_gaps(FIRST, SECOND, THIRD))], said), "a.pdf")
    assert found.title == title and found.text.endswith(THIRD) and HEADLINE not in found.text
    assert not found.published


def test_an_article_is_made_of_a_pdf() -> None:
    article = from_bytes(document([[(70, 800, 22, HEADLINE), *column(70, 740, with_gaps(FIRST, SECOND))]]), "a.pdf")
    assert (article.title, article.text, article.published) == (HEADLINE, f"{FIRST}\n\n{SECOND}", None)


def test_forms_are_drawn_in_their_place() -> None:
    form = drawn([(0, 0, 10, "The mayor spoke.")]).encode()
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[4 0 R]>>"]
    bodies.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    drawing = b"q 1 0 0 1 0 30 cm /X Do Q /X Do"
    resources = b"<</Font<</F 3 0 R>>/XObject<</X 6 0 R>>>>"
    bodies.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources%s>>" % resources)
    bodies.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing))
    about = b"<</Type/XObject/Subtype/Form/Matrix[1 0 0 1 70 700]/Resources%s/Length %d>>"
    bodies.append((about % (resources, len(form))) + b"stream\n" + form + b"\nendstream")
    assert read(packed([*bodies, b"<<>>"])) == ["The mayor spoke.", "The mayor spoke."]
    # A form that draws itself.
    bodies[5] = (about % (resources, 14)) + b"stream\n/X Do /X Do Qq\nendstream"
    assert refused(packed([*bodies, b"<<>>"])).startswith("a.pdf holds pictures")


def refused(data: bytes) -> str:
    with pytest.raises(ArticleError) as raised:
        from_bytes(data, "a.pdf")
    assert "\n" not in str(raised.value)
    return str(raised.value)


def locked(password: str) -> bytes:
    import io

    writer = PdfWriter(PdfReader(io.BytesIO(document([column(70, 760, with_gaps(FIRST))]))))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_with_a_password_is_refused_and_one_that_opens_without_it_is_read() -> None:
    assert refused(locked("secret")) == "a.pdf is locked with a password; open it and save it without one."
    assert read(locked("")) == [FIRST]


def test_a_pdf_that_is_encrypted_with_aes_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def decrypt(reader: PdfReader, password: str) -> None:
        raise DependencyError("cryptography>=3.1 is required for AES algorithm")

    monkeypatch.setattr(PdfReader, "decrypt", decrypt)
    assert refused(locked("")).startswith("a.pdf is protected; open it and save or print it")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7 ...", "a.pdf is broken ("),
        (document([column(70, 760, [FIRST])])[:400], "a.pdf is broken ("),
        (document(["0 0 m 100 100 l S"]), "a.pdf holds pictures of pages and no text"),
        (document([]), "a.pdf has no pages"),
        (document([""] * (pdf.MAX_PAGES + 1)), "a.pdf has 201 pages, more than any article"),
        (document(["[" * 5000]), "a.pdf is broken ("),
        (document([" " * 40_000_000]), "a.pdf is broken ("),
        (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\ntrailer<</Root 1 0 R>>", "a.pdf "),
    ],
)
def test_what_cannot_be_read_is_one_line(data: bytes, says: str, caplog: pytest.LogCaptureFixture) -> None:
    begun = time.monotonic()
    with caplog.at_level(logging.DEBUG):
        assert refused(data).startswith(says)
    assert not caplog.records and time.monotonic() - begun < 15


def test_a_page_with_more_operators_than_any_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pdf._LIMITS, "stream_parsing_work_maximum_count", 10_000)
    assert refused(document(["BT /F 10 Tf (a) Tj ET " * 5_000])).startswith("a.pdf is broken (LimitReachedError)")


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_SECONDS", 0.05)
    page = drawn(column(70, 760, ["ab " * 300] * 60, step=1))
    assert "takes longer than 0.05 seconds" in refused(document([page] * 20))
