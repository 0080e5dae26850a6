"""The component in a pipeline of the user's own: what it fills, what it needs, and that it outlives what spaCy does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc, DocBin

import onrecord.component  # noqa: F401 -- an environment made before it was there does not know it yet
from onrecord import from_text, read
from onrecord.errors import PipelineError
from onrecord.text.pipeline import DEFAULT_PIPELINE

TEXT = "Mayor Ann Lee said on Friday that the pool will close. The council denied it. Rain fell."


@pytest.fixture(scope="module")
def nlp() -> Any:
    pipeline = spacy.load(DEFAULT_PIPELINE)
    pipeline.add_pipe("onrecord")
    return pipeline


def read_on(nlp: Any, text: str, published: str | None = None) -> Any:
    doc = nlp.make_doc(text)
    doc._.published = published
    return nlp(doc)


def test_it_says_what_read_says(nlp: Any) -> None:
    doc = read_on(nlp, TEXT, "2026-05-04")
    reading = read(from_text(TEXT, "2026-05-04"))
    assert [claim["cue_class"] for claim in doc._.claims] == reading.attributed.cue_class.tolist()
    spans = reading.spans[reading.spans.claim.isin(reading.attributed.index)]
    marked = doc.spans["onrecord_claims"]
    assert [(s.start_char, s.end_char, s.label_) for s in marked] == list(
        zip(spans.start, spans.end, spans.role.str.upper(), strict=True)
    )
    assert [(a["name"], [m.text for m in a["mentions"]]) for a in doc._.actors] == [
        (actor, reading.mentions[reading.mentions.actor == key].text.tolist())
        for key, actor in reading.actors.name.items()
    ]
    assert [s.label_ for s in doc.spans["onrecord_mentions"]] == ["PERSON", "ORGANISATION"]
    assert [(d["span"].text, d["value"], d["earliest"]) for d in doc._.dates] == [
        ("Friday", "2026-05-01", "2026-05-01")
    ]


def test_a_claim_has_its_spans_and_its_actor(nlp: Any) -> None:
    first, second = nlp(TEXT)._.claims
    assert [span.text for span in first["source"]] == ["Mayor Ann Lee"] and first["cue"][0].text == "said"
    assert (first["source_actor"], second["source_actor"], first["hedge"]) == (0, 1, None)
    assert "Rain" not in str([first, second])  # what the article says in its own voice


def test_without_a_day_no_year_is_guessed(nlp: Any) -> None:
    (date,) = nlp(TEXT)._.dates
    assert date["value"].startswith("XXXX") and date["earliest"] is None


def test_texts_with_nothing_to_find(nlp: Any) -> None:
    for text in ("", " \n", "Rain fell."):
        doc = nlp(text)
        assert (doc._.claims, doc._.actors, doc._.dates) == ([], [], []) and not len(doc.spans["onrecord_claims"])
    assert spacy.blank("en")("Nobody read this.")._.claims == []


def test_what_it_finds_is_kept_with_the_doc(nlp: Any, tmp_path: Path) -> None:
    doc = read_on(nlp, TEXT, "2026-05-04")
    kept = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    (packed,) = DocBin(docs=[doc], store_user_data=True).from_bytes(DocBin(docs=[doc]).to_bytes()).get_docs(nlp.vocab)
    for again in (kept, packed):
        assert str(again._.claims) == str(doc._.claims) and str(again._.dates) == str(doc._.dates)
    nlp.to_disk(tmp_path / "mine")
    assert str(spacy.load(tmp_path / "mine")(TEXT)._.claims) == str(nlp(TEXT)._.claims)


@pytest.mark.parametrize("missing", ["parser", "lemmatizer"])
def test_a_pipeline_that_lacks_what_it_needs_is_told_so_in_one_line(nlp: Any, missing: str) -> None:
    said = f"^the component onrecord needs .*{missing}.* before it in the pipeline; .*: add onrecord last.$"
    with nlp.select_pipes(disable=[missing]), pytest.raises(PipelineError, match=said):
        nlp(TEXT)


def test_a_pipeline_of_another_language_is_refused() -> None:
    with pytest.raises(PipelineError, match="reads English; this pipeline is for 'nl'"):
        spacy.blank("nl").add_pipe("onrecord")
