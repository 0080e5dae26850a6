"""A text is taken apart once: lines that nobody says are told by their form, datelines and quotations have one home."""

from __future__ import annotations

import pytest

from onrecord import from_text, read
from onrecord.text import Text, after_dateline, kinds_of, paragraphs, quotations

BODY = "The mayor of Norvale said on Friday that the pool will close. Residents were not asked, and many objected."


def kinds(*lines: str) -> list[str]:
    text = "\n\n".join(lines)
    return kinds_of(text, paragraphs(text))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("By Ann Lee", "byline"),
        ("By Ann Lee and Bo Park, staff writers", "byline"),
        ("(Reporting by Ann Lee; Editing by Bo Park)", "byline"),
        ("May 4, 2026", "dateline"),
        ("Updated 10:32 a.m. on Monday, May 4, 2026", "dateline"),
        ("NORVALE, Harland, May 4 (Coast Radio)", "dateline"),
        ("NORVALE —", "dateline"),
        ("Read more: Mayor says pool to close", "furniture"),
        ("Advertisement", "furniture"),
        ("https://example.org/pool", "furniture"),
        ("___", "furniture"),
        ("- 941 comments", "furniture"),
        ("Related: Council to meet on pool", "furniture"),
        ("Roof of school is new, too [PICTURES]", "furniture"),
        ("Don’t miss", "furniture"),
        ("Sign up for our newsletter to get the news each morning.", "furniture"),
        ("Get the day’s news delivered to your inbox.", "furniture"),
        ("You can unsubscribe at any time. Your data will not be shared.", "furniture"),
        ("Bo Park writes about towns. Follow him on Twitter @bopark.", "furniture"),
        ("Email Bo Park at bo.park@courier.example.", "furniture"),
        ("This article originally appeared in the Harland Post.", "furniture"),
        ("This website uses cookies to work better.", "furniture"),
        ("Have a tip? Write to tips@courier.example.", "furniture"),
        ("Ann Lee contributed to this report.", "byline"),
        ("— Ann Lee (@annlee) May 4, 2026", "byline"),
        ("(Reuters)", "byline"),
        ("Photo: Ann Lee", "caption"),
        ("The pool on Friday. (Bo Park/AFP)", "caption"),
        ("What the council wants", "heading"),
        # Sentences that look alike.
        ("By the river, Ann Lee waited for the others.", "sentence"),
        ("By then Lee had left", "sentence"),
        ("May I come in?", "sentence"),
        ("“More all the time,” she said.", "sentence"),
        ("Share prices fell on Monday.", "sentence"),
        ("Editing by hand takes a week.", "sentence"),
        ("In Norvale, Lee said:", "sentence"),
        ("– Forecast: 85 percent", "sentence"),
        ("The council will send a newsletter to all who signed up.", "sentence"),
        ("“Sign up for our newsletter,” said Lee.", "sentence"),
        ("Lee wrote to the mayor at mayor@norvale.example and had no answer.", "sentence"),
        ("The study was published in an article on Monday.", "sentence"),
        ("Lee contributed to a report on pools.", "sentence"),
        ("People without power could not get emergency alerts.", "sentence"),
        ("Lee signed up for lessons. The newsletter says when they are. They are full.", "sentence"),
        ("Source: Trump ‘irritated’ by attacks on Romney at last night’s rally", "heading"),
    ],
)
def test_a_line_is_told_by_its_form(line: str, kind: str) -> None:
    found = kinds(BODY, line, BODY)[1]
    assert found == kind or (kind == "sentence" and line == "By then Lee had left" and found == "heading")


def test_what_stands_above_is_the_headline_and_a_list_has_no_headings() -> None:
    assert kinds("Mayor of Norvale says pool to close", "By Ann Lee", BODY) == ["headline", "byline", "sentence"]
    assert kinds(BODY, "A pool", "A library", "A park", BODY)[1:4] == ["sentence"] * 3
    assert kinds("A pool") == ["sentence"]  # what is alone stands above nothing


def test_nobody_and_nothing_is_made_of_lines_that_nobody_says() -> None:
    lines = ["Pool to close", "By Ada Quist", "Updated May 4, 2026", BODY, "What residents say", BODY, "Read more"]
    lines.append("(Reporting by Bo Park; Editing by Mia Lund)")
    reading = read(from_text("\n\n".join(lines)))
    assert reading.sentences.kind.tolist()[:3] == ["headline", "byline", "dateline"]
    assert "Ada Quist" not in reading.actors.name.tolist() and "Mia Lund" in reading.actors.name.tolist()
    own = reading.claims[reading.claims.source_kind == "article"].content.tolist()
    assert own and not {*lines[1:3], "What residents say", *lines[-2:]} & set(own)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("NORVALE, May 4 – The mayor said no.", "The mayor said no."),
        ("TARNBY (AP) -- Ann Lee said no.", "Ann Lee said no."),
        ("Lee – the mayor – said no.", "Lee – the mayor – said no."),
        ("The mayor – Lee – said no.", "The mayor – Lee – said no."),
        ("So he left. NORVALE – it is.", "So he left. NORVALE – it is."),
    ],
)
def test_a_text_goes_on_behind_its_dateline(text: str, rest: str) -> None:
    start = text.find("NORVALE") if text.startswith("So") else 0
    assert text[after_dateline(text, start, len(text)) :] == rest[start:]


def test_each_part_is_found_once() -> None:
    text = Text("She said “no”.\n\nHe left.")
    assert text.quotations is text.quotations and text.paragraphs is text.paragraphs
    assert [q.paragraph for q in quotations('"One.\n\n"Two."')] == [0, 1]
    assert [text.sentence_at(offset) for offset in (0, 5, 16)] == [0, 0, 1]
    assert [text.paragraph_at(offset) for offset in (0, 15, 16)] == [1, 1, 2]
