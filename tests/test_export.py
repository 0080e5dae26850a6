"""Exports: every format holds what the tables hold, and annotations keep the W3C's model."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from conftest import reading_of
from onrecord import cli, from_text, read
from onrecord.export import FORMATS, bundle, export
from onrecord.page import article_html, page_html, page_text
from onrecord.reading import Reading
from onrecord.reading.tables import SCHEMA, make

# Characters beyond the first plane are two units in UTF-16 and four bytes in UTF-8, and one character here.
PLANES = "𝒜 note: 🏊‍♀️ fans listen. “The pool 🏊 will close,” said Zoë Müller on Friday. The council denied it."


@pytest.fixture(scope="module")
def planes() -> Reading:
    return read(from_text(PLANES, "2026-05-04", title="Pool 🏊"))


def test_json_holds_every_row(reading: Reading) -> None:
    content = json.loads(export(reading, "json")["reading.json"])
    assert content["article"]["text"] == reading.article.text
    for name, table in reading.tables.items():
        rows = content["tables"][name]
        assert list(rows[0]) == [column.name for column in SCHEMA[name]]
        pd.testing.assert_frame_equal(make(name, rows), table)


def test_parquet_holds_every_row_with_its_dtypes(reading: Reading) -> None:
    files = export(reading, "parquet")
    for name, table in reading.tables.items():
        back = pd.read_parquet(io.BytesIO(files[f"{name}.parquet"])).set_index(table.index.name)
        days = dict.fromkeys(
            table.select_dtypes("datetime"), "datetime64[s]"
        )  # Parquet's shortest unit is milliseconds
        pd.testing.assert_frame_equal(back.astype(days), table, check_index_type=False)


def test_csv_holds_every_row(reading: Reading) -> None:
    files = export(reading, "csv")
    for name, table in reading.tables.items():
        back = pd.read_csv(io.BytesIO(files[f"{name}.csv"]), keep_default_na=False)
        assert len(back) == len(table) and list(back) == [column.name for column in SCHEMA[name]]


def one_of(value: Any, kind: type) -> Any:
    """Exactly one value of a kind: the model's "exactly 1"."""
    assert isinstance(value, kind) and value not in ("", [])
    return value


def check_annotation(item: dict[str, Any]) -> tuple[int, int, str, str, str]:
    """Check one annotation against the properties that the W3C model requires; returns its place."""
    assert item["type"] == "Annotation" and one_of(item["id"], str).startswith("urn:uuid:")
    for body in one_of(item["body"], list):
        assert body["type"] == "TextualBody" and one_of(body["value"], str)
        assert body["purpose"] == item["motivation"] == "tagging"
    target = one_of(item["target"], dict)
    assert ":" in one_of(target["source"], str)  # an IRI
    position, quote = target["selector"]
    assert position["type"] == "TextPositionSelector" and quote["type"] == "TextQuoteSelector"
    start, end = one_of(position["start"], int), one_of(position["end"], int)
    return start, end, one_of(quote["exact"], str), quote["prefix"], quote["suffix"]


@pytest.mark.parametrize("name", ["rutte-warns-trump", "planes"])
def test_annotations_keep_the_model_and_count_code_points(name: str, planes: Reading) -> None:
    reading = planes if name == "planes" else reading_of(name)
    files = export(reading, "annotations")
    collection = json.loads(files["annotations.jsonld"])
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (collection["type"], collection["first"]["type"]) == ("AnnotationCollection", "AnnotationPage")
    items = collection["first"]["items"]
    claimed = reading.spans.claim.isin(reading.attributed.index).sum()
    assert collection["total"] == len(items) == claimed + len(reading.mentions) + len(reading.dates) > 5
    assert len({item["id"] for item in items}) == len(items)
    # Code points, counted in the file itself: UTF-32 has four bytes for each.
    points = files["article.txt"].decode().encode("utf-32-le")
    for item in items:
        start, end, exact, prefix, suffix = check_annotation(item)
        assert points[start * 4 : end * 4].decode("utf-32-le") == exact
        assert (prefix + exact + suffix) in reading.article.text
    assert any(ord(c) > 0xFFFF for c in reading.article.text) == (name == "planes")


def test_annotations_say_who_claims_what(planes: Reading) -> None:
    items = json.loads(export(planes, "annotations")["annotations.jsonld"])["first"]["items"]
    tags = {item["target"]["selector"][1]["exact"]: [b["value"] for b in item["body"]] for item in items}
    assert tags["said"] == ["cue", "claim 0", "speech", "Zoë Müller"]
    assert tags["Friday"] == ["date", "DATE", "2026-05-01"]


def test_an_article_with_an_address_is_annotated_there(planes: Reading) -> None:
    from dataclasses import replace

    there = replace(planes, article=replace(planes.article, url="https://post.example/pool"))
    items = json.loads(export(there, "annotations")["annotations.jsonld"])["first"]["items"]
    assert {item["target"]["source"] for item in items} == {"https://post.example/pool"}


def test_an_annotation_is_named_and_found_the_same_wherever_it_is_made(planes: Reading) -> None:
    collection = json.loads(export(planes, "annotations")["annotations.jsonld"])
    page, text = collection["first"], planes.article.text
    assert (collection["label"], page["startIndex"]) == ("Pool 🏊, 2026-05-04", 0)

    def name(part: str) -> str:  # of the model's address, the part and the text: other programs may make it too
        model = uuid.uuid5(uuid.NAMESPACE_URL, "https://www.w3.org/TR/annotation-model/")
        return uuid.uuid5(model, f"{part}\n{text}").urn

    assert (collection["id"], page["id"]) == (name("collection"), name("page"))
    assert [item["id"] for item in page["items"]] == [name(str(n)) for n in range(len(page["items"]))]
    assert {item["target"]["source"] for item in page["items"]} == {name("text")}
    assert {body["format"] for item in page["items"] for body in item["body"]} == {"text/plain"}
    for item in page["items"]:
        place, quote = item["target"]["selector"]
        start, end = place["start"], place["end"]
        assert quote["prefix"] == text[:start][-32:] and quote["suffix"] == text[end:][:32]
    assert min(len(item["target"]["selector"][1]["prefix"]) for item in page["items"]) < 32  # at the text's start


def test_what_has_no_maker_is_annotated_without_one_and_the_articles_own_voice_not_at_all() -> None:
    found = read(from_text("“The pool 🏊 will close.” Critics were said to be angry. Ann Lee said no. Rain fell."))
    items = json.loads(export(found, "annotations")["annotations.jsonld"])["first"]["items"]
    spans = [[body["value"] for body in item["body"]] for item in items]
    claimed = [tags for tags in spans if tags[0] in ("source", "cue", "content")]
    assert {tags[1] for tags in claimed} == {f"claim {n}" for n in found.attributed.index}
    assert len(found.attributed) < len(found.claims)
    for tags in claimed:
        claim = found.claims.loc[int(tags[1].removeprefix("claim "))]
        maker = [] if pd.isna(claim.source_actor) else [found.actors.name[claim.source_actor]]
        assert tags[2:] == [claim.cue_class, *maker]
    assert {len(tags) for tags in claimed} == {3, 4}
    named = [tags[1:] for tags in spans if tags[0] == "actor"]
    assert named == [[found.actors.name[a], found.actors.type[a]] for a in found.mentions.actor]


def test_json_is_for_people_too(planes: Reading) -> None:
    data = export(planes, "json")["reading.json"].decode()
    assert (
        data.startswith('{\n "version": 1,\n "article": {\n  "name": "pasted",\n')
        and data.endswith("}\n")
        and "Zoë" in data
    )
    about = json.loads(data)["article"]
    assert about == {
        "name": "pasted", "title": "Pool 🏊", "publisher": "", "url": "", "text": PLANES, "published": "2026-05-04",
        "published_from": "", "notes": [], "corrections": {},
    }  # fmt: skip
    date = json.loads(data)["tables"]["dates"][0]
    assert (date["earliest"], date["start"], date["sentence"]) == ("2026-05-01", 70, 2)
    undated = json.loads(export(read(from_text("Ann Lee said on Friday it rains.")), "json")["reading.json"])
    assert undated["article"]["published"] is None
    assert undated["tables"]["dates"][0]["earliest"] is None


def test_csv_has_a_line_a_row_and_plain_line_ends(planes: Reading) -> None:
    data = export(planes, "csv")["dates.csv"]
    assert data.startswith(b"date,start,end,text") and data.count(b"\n") == 2 and b"\r" not in data
    assert "Zoë Müller" in export(planes, "csv")["actors.csv"].decode("utf-8")


def test_the_page_comes_as_html_as_text_and_without_a_mark(planes: Reading) -> None:
    files = export(planes, "page")
    assert files["page.html"].decode() == page_html(planes)
    assert files["page.txt"].decode() == f"Pool 🏊, 2026-05-04\n\n{page_text(planes)}\n"
    assert files["article.html"].decode() == article_html(planes.article)


def test_a_format_that_there_is_not_is_said(planes: Reading) -> None:
    with pytest.raises(ValueError, match=r"^'xlsx' is no format; there are csv, json, parquet, page, annotations.$"):
        export(planes, "xlsx")


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_is_the_same_every_time_and_works_on_nothing_found(kind: str) -> None:
    empty = read(from_text("Rain."))
    assert export(empty, kind) and export(empty, kind) == export(read(from_text("Rain.")), kind)


def test_a_bundle_is_a_zip_of_the_same_bytes(planes: Reading) -> None:
    files = export(planes, "csv")
    packed = bundle(files)
    assert packed == bundle(files)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
        infos = archive.infolist()
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}  # no day, no system: the same bytes anywhere
    assert {(info.compress_type, info.create_system) for info in infos} == {(zipfile.ZIP_DEFLATED, 3)}


def test_saving_writes_what_is_asked_for(planes: Reading, tmp_path: Path) -> None:
    written = planes.save(tmp_path, ["json", "annotations"])
    assert sorted(path.name for path in written) == ["annotations.jsonld", "article.txt", "reading.json"]
    with pytest.raises(ValueError, match="is no format"):
        planes.save(tmp_path, ["xlsx"])


def test_the_command_line_takes_every_format_and_says_which_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["read", "kettle-recall", "--formats", "xlsx", "--out", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "'xlsx'" in said and all(name in said for name in FORMATS) and not any(tmp_path.iterdir())
    assert cli.main(["read", "kettle-recall", "--formats", "json", "--out", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["reading.json"]
