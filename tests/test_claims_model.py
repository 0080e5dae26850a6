"""Claims by the model: several hundred texts by construction, spans a reader would accept, what always holds."""

from __future__ import annotations

from itertools import product

import pytest

from asread import Spans, Told, claims_of
from onrecord import ModelError, from_text, read
from onrecord.claims import find_claims
from onrecord.claims.model import default_threshold
from onrecord.claims.spans import Span
from onrecord.claims.tidying import finished_phrase, with_bracket, with_clean_edges, without_dateline
from onrecord.network import graphs as network
from onrecord.reading.explaining import explain
from onrecord.text import parse

SOURCES = ("The mayor", "Ann Lee", "Officials", "The bank’s chairman", "A spokeswoman for Norvale Ltd", "He")
FACTS = (
    "the bridge is safe",
    "prices will rise again next year",
    "nobody had warned the residents of the valley",
    "the two sides were close to a deal",
)
SAID = ("said", "argued", "claimed", "insisted", "told reporters", "acknowledged", "announced", "added", "believes")
ACTS = (
    ("urged", "the council to reopen the talks"),
    ("promised", "to rebuild the school by autumn"),
    ("refused", "to comment on the report"),
    ("demanded", "an end to the strike"),
    ("denied", "the charges"),
    ("praised", "the work of the firefighters"),
    ("wants", "to leave the alliance"),
    ("accused", "the company of hiding the figures"),
)
QUOTES = ("We will not give up", "This is a gift to the rich", "Nobody came to help us that night")

# Each text with its source, cue and content.
CASES: list[tuple[str, str, str, str]] = [
    *((f"{s} {cue} that {f}.", s, cue.split()[0], f"that {f}") for s, cue, f in product(SOURCES, SAID, FACTS)),
    *((f"{f[0].upper()}{f[1:]}, {_s} said.", _s, "said", f[0].upper() + f[1:])
      for f, _s in product(FACTS, ("the mayor", "Ann Lee", "officials", "he"))),
    *((f"{s} {cue} {what}.", s, cue, what) for s, (cue, what) in product(SOURCES, ACTS)),
    *((f"“{q},” {_s} said.", _s, "said", f"“{q},”") for q, _s in product(QUOTES, ("the mayor", "Ann Lee", "she"))),
    *((f"“{q},” said {_s}.", _s, "said", f"“{q},”") for q, _s in product(QUOTES, ("Ann Lee", "Tom Brown, a farmer"))),
    *((f"{s} told the crowd: “{q}.”", s, "told", f"“{q}.”") for s, q in product(SOURCES, QUOTES)),
    *((f'"{q}," {_s} said.', _s, "said", f'"{q},"') for q, _s in product(QUOTES, ("the mayor", "Ann Lee"))),
    *((f"According to {_s}, {f}.", _s, "According to", f)
      for _s, f in product(("the police", "a report by the ministry", "two people familiar with the talks"), FACTS)),
    *((f"{f[0].upper()}{f[1:]}, according to {_s}.", _s, "according to", f[0].upper() + f[1:])
      for _s, f in product(("the police", "a study by Halden University"), FACTS)),
]  # fmt: skip


def words(text: str, spans: Spans) -> str:
    return " … ".join(text[a:b] for a, b in spans)


def shown(text: str, claim: Told) -> tuple[str, str, str]:
    return words(text, claim.source), words(text, claim.cue), words(text, claim.content)


def test_there_are_several_hundred_cases() -> None:
    assert len(CASES) >= 300


def by_model(text: str) -> list[Told]:
    return claims_of(text, "model")


def test_the_constructed_cases() -> None:
    """Held to what is reached: the few that are missed are printed."""
    missed = []
    for text, source, cue, content in CASES:
        claims = [shown(text, claim) for claim in by_model(text)]
        if not any(s == source and cue in c.split(" … ")[0] and w == content for s, c, w in claims) or len(claims) > 1:
            missed.append((text, claims))
    print(*missed, sep="\n")
    assert len(missed) <= MISSED


# Of the cases above; lower it when fewer are missed.
MISSED = 0


@pytest.mark.parametrize("text", ["“", "”", "\"'”“»«", "said", ": “”", "X: ", "Rain.", "a" * 2000, "(((", "“.” “.”"])
def test_odd_text_never_raises(text: str) -> None:
    by_model(text)


def test_no_word_is_in_the_content_of_two() -> None:
    text = "He said she said that they believe that “we will win,” according to Ann Lee, who hopes to stay."
    taken: set[int] = set()
    for claim in by_model(text):
        for a, b in claim.content:
            assert taken.isdisjoint(range(a, b))
            taken |= set(range(a, b))


def test_what_is_read_beside_it_changes_nothing() -> None:
    texts = ["The mayor said that the pool will close.", "“No,” said Ann Lee. " * 40]
    alone = [by_model(text) for text in texts]
    assert [by_model(text) for text in reversed(texts)] == alone[::-1]


def test_a_quotation_over_several_paragraphs_is_one_claim() -> None:
    text = "“We were poor,” Ann Lee said. “Nobody helped.\n\n“Then the mill opened.\n\n"
    text += "“It changed our lives.”\n\nIt rained."
    said = [words(text, claim.content) for claim in by_model(text) if words(text, claim.source) == "Ann Lee"]
    assert len(said) == 1 and "mill opened" in said[0] and "changed our lives" in said[0] and "rained" not in said[0]


def test_a_long_paragraph_is_read_to_its_end() -> None:
    text = "The road is long and the night is cold. " * 60 + "Ann Lee said that the bridge is safe."
    assert [shown(text, claim) for claim in by_model(text)] == [("Ann Lee", "said", "that the bridge is safe")]


@pytest.mark.parametrize(
    ("text", "kind", "cue_class", "reported"),
    [
        ("“We will win,” Ann Lee said.", "direct", "speech", True),
        ("Ann Lee said she would “never give up”.", "mixed", "speech", True),
        ("Ann Lee believes that the plan will fail.", "indirect", "belief", True),
        ("Ann Lee urged the council to reopen the talks.", "indirect", "directive", False),
        ("Ann Lee promised to rebuild the school.", "indirect", "commissive", False),
        ("Ann Lee accused the company of lying.", "indirect", "evaluative", False),
        ("Ann Lee warned that the dam could break.", "indirect", "warning", True),
        ("Ann Lee denied that she had lied.", "indirect", "denial", True),
        ("Ann Lee hopes that it will rain.", "indirect", "attitude", False),
        ("According to a report, prices will rise.", "indirect", "document", True),
    ],
)
def test_what_kind_of_claim_it_is(text: str, kind: str, cue_class: str, reported: bool) -> None:
    (claim,) = by_model(text)
    assert (claim.quotation, claim.cue_class, claim.class_from) == (kind, cue_class, "lexicon")
    if reported or cue_class in {"directive", "commissive"}:
        assert claim.reported == reported


def test_hedges_are_named_and_negation_is_the_cue_s() -> None:
    assert by_model("He said it might rain, perhaps.")[0].hedge == "might; perhaps"
    assert by_model("He did not say that it rained.")[0].negated
    assert not by_model("He said that it did not rain.")[0].negated


def test_a_dateline_costs_no_claim() -> None:
    text = "Norvale – The mayor of Norvale, Ann Lee, denied on Friday that she had known of it, contradicting Tom Poe."
    source = "The mayor of Norvale, Ann Lee"
    pairs = [(words(text, claim.source), words(text, claim.cue)) for claim in by_model(text)]
    assert (source, "denied") in pairs and all(found == source for found, _ in pairs)


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Neither side would say that it had agreed to the terms.", True),
        ("No official said that the bridge was unsafe.", True),
        ("Nobody said that the pool would close next year.", True),
        ("No 10 said the prime minister would resign.", False),
    ],
)
def test_a_claim_that_nobody_makes_is_negated(text: str, negated: bool) -> None:
    assert [claim.negated for claim in by_model(text)] == [negated]


def test_a_particle_makes_another_kind_of_saying() -> None:
    assert by_model("The minister ruled out a tax rise before the election.")[0].cue_class == "denial"


def test_a_lower_threshold_never_finds_less() -> None:
    text = "Critics have voiced concern over the plan, which the mayor backs. Ann Lee said that it will fail."
    counts = [len(find_claims(parse(text), threshold=t)) for t in (0.9, default_threshold(), 0.1)]
    assert counts == sorted(counts) and counts[-1] > counts[0]


def test_a_method_that_is_none() -> None:
    with pytest.raises(ValueError, match="model, rules"):
        find_claims(parse("He said no."), "guess")


def test_damaged_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    network.load.cache_clear()
    monkeypatch.setitem(network.card()["sha256"], "claims-encoder.onnx", "0" * 64)
    with pytest.raises(
        ModelError,
        match=r"^The network's weights are missing or damaged .claims-encoder.onnx.; install the package anew.$",
    ):
        read(from_text("He said no."))
    network.load.cache_clear()


def test_spans_end_where_their_phrase_ends() -> None:
    doc = parse("She backs talks with Iran and China.").doc
    assert doc.text[slice(*finished_phrase(doc, Span(10, 20), []))] == "talks with Iran and China"
    assert finished_phrase(doc, Span(10, 20), [Span(21, 25)]) == Span(10, 20)
    assert with_bracket("the OPS (Britain) said", Span(0, 16)) == Span(0, 17)
    dangling = "He backs the plan — a proposal that"
    assert dangling[slice(*with_clean_edges(dangling, Span(9, 35)))] == "the plan — a proposal"
    begun = "According to the firm, a shop, prices rise."
    assert begun[slice(*with_clean_edges(begun, Span(29, 42)))] == "prices rise"


@pytest.mark.parametrize(
    ("before", "given", "source"),
    [
        ("", "Norvale – The mayor, Ann Lee", "The mayor, Ann Lee"),
        ("", "NORVALE (Reuters) — The mayor", "The mayor"),
        ("", "NORVALE, May 4 -- The mayor", "The mayor"),
        ("He left.\n", "Port of Spain - Officials", "Officials"),
        # No dateline: in mid-paragraph, an apposition between dashes, a double name, a plain phrase.
        ("He left. ", "Norvale – The mayor", "Norvale – The mayor"),
        ("", "Lee – the mayor –", "Lee – the mayor –"),
        ("", "Lee-Smith", "Lee-Smith"),
        ("", "The mayor of the town – Ann Lee", "The mayor of the town – Ann Lee"),
    ],
)
def test_a_dateline_is_no_part_of_a_source(before: str, given: str, source: str) -> None:
    text = f"{before}{given} said no."
    start, end = without_dateline(text, Span(len(before), len(before) + len(given)))
    assert text[start:end] == source


def test_the_article_s_own_voice_has_no_source() -> None:
    reading = read(from_text("The pool closed in May. Ann Lee said that it will open again."))
    own = reading.claims[reading.claims.rule == "own-voice"]
    assert own.content.tolist() == ["The pool closed in May."] and own.source.isna().all() and own.cue.isna().all()
    assert len(reading.attributed) == 1 and own.source_kind.tolist() == ["article"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ann Lee said that it will rain.", "named"),
        ("Officials said that it will rain.", "collective"),
        ("A man who gave no name said that it will rain.", "unnamed"),
        ("A spokesman said that it will rain.", "unnamed"),
        ("The report said that it will rain.", "document"),
        ("The union said that it will rain.", "named"),
    ],
)
def test_what_kind_of_source_it_is(text: str, kind: str) -> None:
    assert read(from_text(text)).attributed.source_kind.tolist() == [kind]


def test_the_words_that_moved_the_model() -> None:
    reading = read(from_text("It rained. Ann Lee said that the pool will close. The pool closed."))
    why = explain(reading, 0)
    effects = dict(zip(why.text, why.effect, strict=True))
    assert max(effects.values()) > 0.5 and max(map(abs, effects.values())) == abs(why.effect[0])
    assert [reading.article.text[a:b] for a, b in zip(why.start, why.end, strict=True)] == why.text.tolist()
    with pytest.raises(ValueError, match="none that the model found"):
        explain(reading, 1)
