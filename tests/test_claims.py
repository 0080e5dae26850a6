"""Claims by rules, one short text a class: source | cue | content; parts of a broken span are joined by ' … '."""

from __future__ import annotations

import pytest

from asread import Told, claims_of
from onrecord.text import quotations
from onrecord.text.cues import lexicon

# Each text with the claims that it has to give, in order.
CASES: list[tuple[str, list[str]]] = [
    # A verb with a clause, with and without "that".
    ("The minister said that the bridge is safe.", ["The minister | said | that the bridge is safe"]),
    ("The minister said the bridge is safe.", ["The minister | said | the bridge is safe"]),
    ("Ann Lee believes the plan will fail.", ["Ann Lee | believes | the plan will fail"]),
    ("Officials fear that the dam could break.", ["Officials | fear | that the dam could break"]),
    ("He claimed he had never met her.", ["He | claimed | he had never met her"]),
    ("The bank has warned that prices will rise.", ["The bank | has warned | that prices will rise"]),
    ("She had not said that the shop would close.", ["She | had not said | that the shop would close"]),
    ("The bridge is safe, the minister said.", ["the minister | said | The bridge is safe"]),
    ("The bridge, the minister said, is safe.", ["the minister | said | The bridge … is safe"]),
    ("The report found that costs had doubled.", ["The report | found | that costs had doubled"]),
    ("Ann Lee, the mayor of Harwick, said that she was sorry.",
     ["Ann Lee, the mayor of Harwick | said | that she was sorry"]),
    ("They told reporters that the talks had failed.", ["They | told | that the talks had failed"]),
    ("He insisted on Monday that nobody had been hurt.", ["He | insisted | that nobody had been hurt"]),
    # "According to".
    ("According to the police, two men were seen.", ["the police | According to | two men were seen"]),
    ("Two men were seen, according to the police.", ["the police | according to | Two men were seen"]),
    ("Two men, according to a neighbour, ran away.", ["a neighbour | according to | Two men … ran away"]),
    # Direct quotations: speaker before, after, in the middle.
    ("“We will win,” Ann Lee said.", ["Ann Lee | said | “We will win,”"]),
    ("“We will win,” said Ann Lee.", ["Ann Lee | said | “We will win,”"]),
    ("Ann Lee said: “We will win.”", ["Ann Lee | said | “We will win.”"]),
    ("Ann Lee told the crowd, “We will win.”", ["Ann Lee | told | “We will win.”"]),
    ("“We will win,” Ann Lee said, “and we will win soon.”",
     ["Ann Lee | said | “We will win,” … “and we will win soon.”"]),
    ('"Nobody came to help us," said Tom Brown, a farmer.',
     ['Tom Brown, a farmer | said | "Nobody came to help us,"']),
    ('Tom Brown asked: "Who will pay for this?"', ['Tom Brown | asked | "Who will pay for this?"']),
    # A quotation that goes on in the next sentence belongs to the same speaker.
    ("“We will win,” Ann Lee said. “Nobody can stop us now.”",
     ["Ann Lee | said | “We will win,” … “Nobody can stop us now.”"]),
    # Mixed quotations.
    ("The mayor called the plan “a gift to the rich”.", ["The mayor | called | the plan “a gift to the rich”"]),
    ("He said the offer was “too little, too late” for the town.",
     ["He | said | the offer was “too little, too late” for the town"]),
    # One subject for two cues.
    ("Rutte praised the plan, warning that it would cost billions.",
     ["Rutte | praised | the plan", "Rutte | warning | that it would cost billions"]),
    ("The firm apologised and promised to pay for the damage.",
     ["The firm | promised | to pay for the damage"]),
    # Infinitives and gerunds.
    ("The union urged the council to reopen talks.", ["The union | urged | the council to reopen talks"]),
    ("Britain promised to send two ships.", ["Britain | promised | to send two ships"]),
    ("She wants to leave the party.", ["She | wants | to leave the party"]),
    ("The envoy suggested freezing the war.", ["The envoy | suggested | freezing the war"]),
    ("He refused to answer questions.", ["He | refused | to answer questions"]),
    # Objects and prepositions.
    ("The ministry denied the charge.", ["The ministry | denied | the charge"]),
    ("Opponents accused the mayor of lying.", ["Opponents | accused | the mayor of lying"]),
    ("Farmers called for lower taxes.", ["Farmers | called for | lower taxes"]),
    # Nouns and adjectives.
    ("The claim that he lied is false.", [" | claim | that he lied"]),
    ("There is concern among doctors that the virus will return.",
     ["doctors | concern | that the virus will return"]),
    ("The king is hopeful that peace will come.", ["The king | hopeful | that peace will come"]),
    # Passives, with an agent and without a source.
    ("The court is expected to decide in May.", [" | is expected | The court … to decide in May"]),
    ("It is said that the house is haunted.", [" | is said | that the house is haunted"]),
    # A speaker line, as in a transcript.
    ("WALLACE: I never said that we would leave.", ["WALLACE | : | I never said that we would leave."]),
    # A denied verb with a question.
    ("The office did not say when it first heard of this.", ["The office | did not say | when it first heard of this"]),
    # Nothing is claimed.
    ("The bridge was built in 1998.", []),
    ("It rained all day.", []),
    ("The so-called “Iron Lady” left the room.", []),
]  # fmt: skip


def by_rules(text: str) -> list[Told]:
    return claims_of(text, "rules")


def shown(text: str, claim: Told) -> str:
    parts = (" … ".join(text[a:b] for a, b in spans) for spans in (claim.source, claim.cue, claim.content))
    return " | ".join(parts)


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:45] for text, _ in CASES])
def test_claims(text: str, expected: list[str]) -> None:
    assert [shown(text, claim) for claim in by_rules(text)] == expected


def only(text: str) -> Told:
    (claim,) = by_rules(text)
    return claim


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“We will win,” Ann Lee said.", "direct"),
        ("Ann Lee said she would “never give up”.", "mixed"),
        ("Ann Lee said she would stay.", "indirect"),
        ("Ann Lee said it wasn’t her son’s fault.", "indirect"),
        ("«We will win,» Ann Lee said.", "direct"),
    ],
)
def test_quotation(text: str, kind: str) -> None:
    assert by_rules(text)[-1].quotation == kind


@pytest.mark.parametrize(
    ("text", "cue_class"),
    [
        ("Ann Lee said she would stay.", "speech"),
        ("Ann Lee urged them to stay.", "directive"),
        ("Ann Lee promised to stay.", "commissive"),
        ("Ann Lee accused them of lying.", "evaluative"),
        ("Ann Lee warned that the dam could break.", "warning"),
        ("Ann Lee denied that she had lied.", "denial"),
        ("Ann Lee believes that it will rain.", "belief"),
        ("Ann Lee hopes that it will rain.", "attitude"),
    ],
)
def test_cue_class(text: str, cue_class: str) -> None:
    assert only(text).cue_class == cue_class


def test_hedged_and_negated() -> None:
    assert only("He said it might rain.").hedge and not only("He said it rained.").hedge
    assert not only("He said it rained in May.").hedge
    assert only("He did not say that it rained.").negated and not only("He said that it did not rain.").negated


def test_a_quotation_over_several_paragraphs_is_one_claim() -> None:
    text = "“We were poor,” Ann Lee said. “Nobody helped.\n\n“Then the mill opened.\n\n"
    text += "“It changed our lives.”\n\nIt rained."
    (claim,) = by_rules(text)
    said = " ".join(text[a:b] for a, b in claim.content)
    assert "mill opened" in said and "changed our lives" in said and "rained" not in said


def test_an_open_quote_spoils_one_paragraph_at_most() -> None:
    text = "“We will win, Ann Lee said.\nTom Brown said that the shop will close."
    assert shown(text, by_rules(text)[-1]) == "Tom Brown | said | that the shop will close"


_ODD = ["“", "”", "\"'”“»«", "“““", '"said"', "said", "according to", ": “”", "“.” “.”", "X: "]


@pytest.mark.parametrize("text", _ODD)
def test_odd_text_never_raises(text: str) -> None:
    by_rules(text)


def test_no_word_is_claimed_twice() -> None:
    text = "He said she said that they believe that “we will win,” according to Ann Lee, who hopes to stay."
    taken: set[int] = set()
    for claim in by_rules(text):
        for a, b in claim.content:
            assert taken.isdisjoint(range(a, b))
            taken |= set(range(a, b))


def test_quote_marks_pair_in_their_paragraph() -> None:
    text = 'He said "yes" and "no\n"Maybe," she said.'
    assert [text[a:b] for a, b, _, _ in quotations(text)] == ['"yes"', '"no', '"Maybe,"']


def test_steps_grow_with_the_text_and_not_faster() -> None:
    """Ten times the quotes may not take much more than ten times the lookups: counted, not timed."""
    few, many = (by_rules("“No,” he said. " * n) for n in (20, 200))
    assert len(many) == 10 * len(few)


def test_the_lexicon_has_a_class_for_every_cue_and_a_figure_for_every_common_rule() -> None:
    classes = {"speech", "directive", "commissive", "evaluative", "warning", "denial", "belief", "attitude", "document"}
    for (_, lemma), frames in lexicon().entries.items():
        assert set(frames.values()) <= classes, lemma
    assert all(0 < share < 1 for share in lexicon().precision.values())
    rules = {claim.rule for text, _ in CASES for claim in by_rules(text)}
    assert {"clausal-complement", "quote-before", "quote-after", "quote-broken", "passive"} <= rules
