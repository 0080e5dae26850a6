"""Claims by the form of the text: turns, what stands below its announcement, signed and stray quotations.

Each kind stands beside its opposites, texts that look alike and must stay as they are.
"""

from __future__ import annotations

import pytest

from onrecord import from_text, read
from onrecord.text import Text, quotations

METHODS = ("model", "rules")


def told(text: str, method: str = "model") -> list[str]:
    """The attributed claims of a text, as source | cue | content."""
    rows = read(from_text(text), method=method).attributed
    return [
        " | ".join("" if value != value else value for value in row)
        for row in zip(rows.source, rows.cue, rows.content, strict=True)
    ]


# ------------------------------------------------------------------------------------------- turns

PARLIAMENT = (
    "THE SPEAKER: Order, please! The ferry bill is before us tonight. I shall hear the harbour first.\n\n"
    "THE TREASURER: Our books are short by nine thousand crowns.\n\n"
    "THE SPEAKER: Then tell us who pays. Last year the county did."
)
LEARNING = (
    "Ann Lee mends boats in Tarnby.\n\n"
    "Q: Which boat did you learn on?\n\n"
    "A: My uncle’s. It leaked! He made me bail until my arms gave out.\n\n"
    "I was nine.\n\n"
    "Q: Do you still race?\n\n"
    "A: I think racing is for the young. I would rather mend sails."
)
TELEVISION = (
    "The north is thawing.\n\n"
    "PLETTGEN (voice-over): And this is what it looks like when the ground gives way under us.\n\n"
    "DR. INGA SOLBERG, ICE INSTITUTE: We have measured it for ten years. It has never been so fast.\n\n"
    "PLETTGEN: Can it be stopped?\n\n"
    "SOLBERG: Not by us."
)
UNLABELLED = (
    "Ann Lee mends boats. We met her in Tarnby.\n\n"
    "Which boat did you learn on?\n\n"
    "My uncle’s. I bailed until my arms gave out.\n\n"
    "Do you still race?\n\n"
    "Racing is for the young, I think.\n\n"
    "And what do you do in winter?\n\n"
    "We mend sails."
)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            PARLIAMENT,
            [
                "THE SPEAKER | : | Order, please! The ferry bill is before us tonight. I shall hear the harbour first.",
                "THE TREASURER | : | Our books are short by nine thousand crowns.",
                "THE SPEAKER | : | Then tell us who pays. Last year the county did.",
            ],
        ),
        (
            LEARNING,
            [
                "Q | : | Which boat did you learn on?",
                "A | : | My uncle’s. It leaked! He made me bail until my arms gave out.\n\nI was nine.",
                "Q | : | Do you still race?",
                "A | : | I think racing is for the young. I would rather mend sails.",
            ],
        ),
        (
            TELEVISION,
            [
                "PLETTGEN | : | And this is what it looks like when the ground gives way under us.",
                "DR. INGA SOLBERG, ICE INSTITUTE | : | We have measured it for ten years. It has never been so fast.",
                "PLETTGEN | : | Can it be stopped?",
                "SOLBERG | : | Not by us.",
            ],
        ),
        (
            UNLABELLED,
            [
                " |  | Which boat did you learn on?",
                " |  | My uncle’s. I bailed until my arms gave out.",
                " |  | Do you still race?",
                " |  | Racing is for the young, I think.",
                " |  | And what do you do in winter?",
                " |  | We mend sails.",
            ],
        ),
        ("Ruth Kamau, teacher: “The children are tired.”", ["Ruth Kamau, teacher | : | “The children are tired.”"]),
        ("SOREL (voice-over): I know these locks.", ["SOREL | : | I know these locks."]),
    ],
    ids=["parliament", "Q and A", "television", "without labels", "one quotation", "one speaker"],
)
def test_each_turn_is_one_claim_whole(text: str, expected: list[str], method: str) -> None:
    assert told(text, method) == expected


@pytest.mark.parametrize(
    "text",
    [
        "NORVALE: Their savings gone, nearly 50 miners returned home.",
        "Oregon: The tax rises to 9 percent.\n\nNevada: The tax falls to 4 percent.\n\nOregon: It rises again in May.",
        "WELCOME OFFER: 80,000 points\n\nCARD HIGHLIGHTS: Two points on all that you buy",
        "Breakfast: Eggs on toast.\n\nLunch: Soup of the day.\n\nDinner: You choose.",
        "COVID-19: Two more cases in Tarnby\n\nCoronavirus: The hall is shut until May.",
        "How do I apply?\n\nFill in the form.\n\nWho can apply?\n\nAnybody can.\n\nWhen does it end?\n\nOn Friday.",
        "Related: The pool is shut.\n\nUpdate: It opens again in May. Related: The hall, too.",
    ],
    ids=["town", "states", "offers", "menu", "subject", "questions and rules", "page"],
)
def test_what_stands_before_a_colon_is_no_speaker(text: str) -> None:
    assert Text(text).turns == []


def test_a_town_and_a_colon_are_a_dateline() -> None:
    assert told("NORVALE: Their savings gone, nearly 50 miners returned home.") == []
    assert told("TARNBY: The mayor said the mill will close.") == ["The mayor | said | the mill will close"]
    assert told("LEE: I said the mill will close.") == ["LEE | : | I said the mill will close."]
    assert told("Kuwait: Ann Lee said the mill will close.") == ["Ann Lee | said | the mill will close"]


def test_a_page_s_furniture_ends_the_last_turn() -> None:
    turns = Text(LEARNING + "\n\nRead more: Boats\n\nShare this").turns
    assert (LEARNING + "\n\n")[slice(*turns[-1].words)].endswith("mend sails.")


# ------------------------------------------------------------------------------------------- below an announcement


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
@pytest.mark.parametrize("cue", ["said", "told reporters", "added", "wrote"])
def test_a_quotation_below_its_announcement_is_the_speaker_s(cue: str, gap: str) -> None:
    quotation = "“Petra brings twenty years of work on the water.”"
    text = f"Petra Lind begins in May.\n\nIn a statement, Chairwoman Rosalind Achebe {cue}:{gap}{quotation}"
    (row,) = told(text)
    assert row.endswith(quotation) and "Rosalind Achebe" in row.split(" | ")[0]


def test_a_list_below_is_the_speaker_s_until_it_ends() -> None:
    text = "Mayor Ann Lee also said:\n\n• The pool will close.\n\n• The library stays open.\n\nThe council meets."
    assert told(text) == ["Mayor Ann Lee | said | • The pool will close.\n\n• The library stays open"]


def test_a_list_that_nobody_says_is_the_article_s() -> None:
    assert told("The hall has two rooms:\n\n• The pool is in the first.\n\n• The library has the second.") == []


def test_a_list_below_a_sentence_without_a_colon_is_the_article_s() -> None:
    rows = told("Mayor Ann Lee said that much is left to do.\n\n• The pool is open.\n\n• The library is shut.")
    assert rows == ["Mayor Ann Lee | said | that much is left to do"]


# ------------------------------------------------------------------------------------------- signed and stray ones


def test_a_quotation_with_a_name_behind_its_dash_is_signed() -> None:
    text = "Petra Lind begins in May.\n\n“Petra knows every lock and every gate.” – Commissioner Owen Tarrant"
    assert told(text) == ["Commissioner Owen Tarrant | – | “Petra knows every lock and every gate.”"]


def test_a_quotation_that_nobody_is_named_for_is_nobody_s_and_not_the_article_s() -> None:
    reading = read(
        from_text("The street was quiet.\n\n“They came at night and took the boats.”\n\nThe police were told.")
    )
    row = reading.claims[reading.claims.source_kind == "unknown"].iloc[0]
    assert row.content == "“They came at night and took the boats.”" and row.rule == "quote-alone"
    assert "“They" not in " ".join(reading.claims[reading.claims.source_kind == "article"].content)


def test_a_quotation_without_a_cue_goes_on_with_the_one_before() -> None:
    text = "“We sail at dawn,” Ann Lee said.\n\n“Nobody should be on the quay before that.”\n\nThe quay is old."
    assert told(text) == ["Ann Lee | said | “We sail at dawn,” … “Nobody should be on the quay before that.”"]


def test_paragraphs_that_stay_open_belong_to_the_cue_behind_the_last() -> None:
    text = (
        "The boats are back.\n\n“We were out for nine days.\n\n“Nobody slept at all.\n\n"
        "“And we are glad,” said Ann Lee.\n\nIt is May."
    )
    assert told(text) == ["Ann Lee | said | “We were out for nine days. … “Nobody slept at all. … “And we are glad,”"]


@pytest.mark.parametrize(
    "text",
    [
        "The film “The Long Way Round the Bay” is shown on Monday.",
        "“Wet Paint”",
    ],
)
def test_a_title_or_a_sign_is_no_claim(text: str) -> None:
    assert told(text) == []


# ------------------------------------------------------------------------------------------- quote marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "'We've waited since last year's strike,' said Dilys Pugh. 'It's the members' decision.'",
            ["'We've waited since last year's strike,'", "'It's the members' decision.'"],
        ),
        ("The owner was 'disappointed' by the vote and hadn't ruled out an offer.", ["'disappointed'"]),
        ("‘It’s the members’ decision,’ said Pugh.", ["‘It’s the members’ decision,’"]),
        ("“He said ‘no’ to me,” she said.", ["“He said ‘no’ to me,”"]),
        ('""It leaks,"" he said.', ['""It leaks,""']),
        ("‘‘It leaks,’’ he said.", ["‘‘It leaks,’’"]),
        ("The boys’ club of the ’90s plays rock 'n' roll, doesn't it?", []),
        ("The members' vote was the owners' loss.", []),
    ],
)
def test_quote_marks_of_all_kinds_are_told_from_apostrophes(text: str, expected: list[str]) -> None:
    assert [text[q.start : q.end] for q in quotations(text)] == expected


# ------------------------------------------------------------------------------------------- names, signs, hedges


@pytest.mark.parametrize(
    "text",
    ["Omar Said was released from prison on Monday.", "Karim Said al-Hadi lost.", "Ann Lee met Will Hope at noon."],
)
def test_a_cue_s_word_in_a_name_is_none(text: str) -> None:
    assert told(text) == []


def test_a_cue_that_begins_a_sentence_is_one() -> None:
    assert told("The road is shut. Said Ann Lee: “It leaks.”")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Analysts were expecting $2.52 a share.", "$2.52 a share"),
        ("Forecasters expect -20 degrees by Friday.", "-20 degrees by Friday"),
    ],
)
def test_the_sign_before_a_number_is_part_of_it(text: str, number: str) -> None:
    assert told(text)[0].endswith(f"| {number}")


def test_it_is_no_source_where_it_stands_for_the_content() -> None:
    assert told("It was announced on Thursday that the tunnel was closed.") == [
        " | was announced | that the tunnel was closed"
    ]
    assert told("The firm is new. It was told that the tunnel is shut.")[0].startswith("It | ")


def test_the_noun_that_a_verb_says_it_with_is_the_cue_s() -> None:
    assert told("Coach Ann Lee expressed confidence in the young goalkeeper.") == [
        "Coach Ann Lee | expressed confidence in | the young goalkeeper"
    ]
    assert told("The mayor told reporters on Monday that the pool will close.")[0].startswith("The mayor | told | that")


def test_a_relative_s_source_is_whom_it_stands_for() -> None:
    rows = read(from_text("Ann Lee, who denies the charge, has lived abroad for years.")).attributed
    assert rows.source.tolist() == ["Ann Lee, who"]


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("The mayor said the dam could break.", "could"),
        ("The mayor said the dam may break.", "may"),
        ("The data suggest that the dam is weak.", "suggest"),
        ("The mayor said the firm had reportedly paid.", "reportedly"),
        ("The mayor said the divers could not reach the coast.", ""),
        ("The mayor said he could only manage two stairs.", ""),
        ("The mayor said the team could have won.", ""),
        ("The mayor asked whether the dam could break.", ""),
        ("The board suggested that Weller be named.", ""),
    ],
)
def test_a_chance_is_a_hedge_and_an_ability_is_none(text: str, hedge: str) -> None:
    assert read(from_text(text), method="rules").attributed.hedge.fillna("").tolist() == [hedge]
