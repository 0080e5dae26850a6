"""Read all corpora into one form: python -m training.prepare --data FOLDER --pool POOL.jsonl --out FOLDER.

FOLDER has the benchmark's subfolders (actors, claims, coref, names, pronouns, trees). Writes train.xz (what weights
may learn from) and dev.xz (what they are judged by; no mark of it is ever learned), and the lists of tags and labels.
Grammar is spaCy's own analysis of each paragraph; in GUM the tags and sentence starts are people's.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from spacy.tokens import Doc

from cue_labels import class_number, cue_head
from onrecord.network import passages_of
from onrecord.network.pairs import KINDS
from onrecord.text import Text, load_pipeline, paragraphs
from onrecord.text.pipeline import _pieces

from .documents import (
    ALL,
    CLASSES,
    PERHAPS_GROUP,
    REPORTED,
    ROLES,
    UNKNOWN,
    Document,
    mark_name,
    save,
    type_number,
    words_in,
)

_NO_CLASS = -1
# Its marks were cut by rule and look odd more often than the others'.
_LITTLE_TRUST = 0.3


# Texts that are parsed together: many paragraphs in one go take less time.
_TOGETHER = 24


def parsed(texts: list[str], whole: bool) -> Iterable[Any]:
    """Parse texts by paragraphs, as the product does, without names; with lemmas where the whole pipeline is asked."""
    pipeline = load_pipeline()
    without = ["ner"] if whole else ["ner", "attribute_ruler", "lemmatizer"]
    with pipeline.select_pipes(disable=without):
        for at in range(0, len(texts), _TOGETHER):
            pieces = [_pieces(text, paragraphs(text)) for text in texts[at : at + _TOGETHER]]
            docs = pipeline.pipe([piece for own in pieces for piece in own], batch_size=256)
            for own in pieces:
                parts = [next(docs) for _ in own]
                yield Doc.from_docs(parts, ensure_whitespace=False) if len(parts) > 1 else parts[0]


def rows(path: Path) -> list[dict[str, Any]]:
    """The documents of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def base(name: str, source: str, text: str) -> Document:
    """A text's words and pieces, nothing marked."""
    passages = passages_of(Text(text))
    begins = [p.start for p in paragraphs(text)]
    joined = {key: np.concatenate([getattr(p, key) for p in passages]) for key in ("starts", "ends", "shape", "quoted")}
    offsets = np.cumsum([0, *(len(p.pieces) for p in passages)])
    return Document(
        id=name,
        source=source,
        starts=joined["starts"].astype(np.int32),
        ends=joined["ends"].astype(np.int32),
        first=np.concatenate([p.first + at for p, at in zip(passages, offsets, strict=False)]).astype(np.int32),
        shape=joined["shape"].astype(np.uint8),
        quoted=joined["quoted"].astype(np.uint8),
        passage=np.repeat(np.arange(len(passages)), [len(p.starts) for p in passages]).astype(np.int32),
        paragraph=np.searchsorted(begins, [p.starts[0] for p in passages], side="right").astype(np.int32),
        pieces=np.concatenate([p.pieces for p in passages]).astype(np.uint16),
    )


def with_grammar(document: Document, doc: Any, tags: list[str], labels: list[str]) -> None:
    """Put spaCy's tokens, tags, heads and sentence starts on a document."""
    kept = [token for token in doc if not token.is_space]
    place = {token.i: n for n, token in enumerate(kept)}
    document.token_starts = np.array([t.idx for t in kept], np.int32)
    document.token_ends = np.array([t.idx + len(t) for t in kept], np.int32)
    word = np.searchsorted(document.starts, document.token_starts, side="left")
    inside = (word >= len(document.starts)) | (
        document.starts[np.minimum(word, len(document.starts) - 1)] >= document.token_ends
    )
    document.token_word = np.where(inside, np.maximum(word - 1, 0), word).astype(np.int32)
    document.tag = np.array([number(tags, t.tag_) for t in kept], np.uint8)
    document.dep = np.array([number(labels, t.dep_) for t in kept], np.uint8)
    document.head = np.array([place.get(shown_head(t).i, n) for n, t in enumerate(kept)], np.int32)
    starts, fresh = [], False
    for token in doc:
        fresh = fresh or bool(token.is_sent_start)
        if not token.is_space:
            starts.append(int(fresh))
            fresh = False
    document.sent = np.array(starts, np.uint8)


def shown_head(token: Any) -> Any:
    """A token's head, past white space."""
    head = token.head
    while head.is_space and head.head.i != head.i:
        head = head.head
    return head


def number(names: list[str], name: str) -> int:
    """The number of a name in a list, which grows."""
    if name not in names:
        names.append(name)
    return names.index(name)


def by_people(document: Document, tree: dict[str, Any], tags: list[str]) -> None:
    """Put people's tags and sentence starts in the place of spaCy's, where their tokens are the same."""
    place = {tuple(w): n for n, w in enumerate(tree["w"])}
    starts = {w[0] for w, s in zip(tree["w"], tree["sent"], strict=True) if s}
    for n, span in enumerate(zip(document.token_starts.tolist(), document.token_ends.tolist(), strict=True)):
        own = place.get(span)
        document.sent[n] = span[0] in starts
        document.tag[n] = number(tags, tree["xpos"][own]) if own is not None else UNKNOWN


def with_claims(document: Document, row: dict[str, Any], doc: Any, marked: int) -> None:
    """Put attributions on a document."""
    document.claims = marked
    cues, runs = [], []
    for attribution in row["attributions"]:
        head = cue_head(doc, attribution["cue"])
        if head is None or not attribution["content"]:
            continue
        found = words_in(document, head.idx, head.idx + len(head))
        if found is None:
            continue
        for role in ("content", "source", "cue"):
            for start, end in attribution[role]:
                span = words_in(document, start, end)
                if span:
                    runs.append((len(cues), span[0], span[1] + 1, ROLES.index(role)))
        cues.append((found[0], class_number(head, CLASSES, _NO_CLASS)))
    document.cues = np.array(cues, np.int32).reshape(-1, 2)
    document.runs = np.array(runs, np.int32).reshape(-1, 4)


def with_names(document: Document, row: dict[str, Any]) -> None:
    """Put names on a document: the longest first; what is no actor's name is none, or perhaps a group's."""
    document.names = np.zeros(len(document.starts), np.uint8)
    named = [m for m in row["mentions"] if m["kind"] == "name"]
    for mention in sorted(named, key=lambda m: m["start"] - m["end"]):
        start, end = mention.get("name") or (mention["start"], mention["end"])
        mark_name(document, start, end, type_number(mention["type"]))
    originals = row.get("orig") or [None] * len(row.get("ignore", ()))
    for (start, end), kind in zip(row.get("ignore", ()), originals, strict=True):
        found = words_in(document, start, end)
        if found and kind not in ("Misc", "Money", "Product"):
            here = document.names[found[0] : found[1] + 1]
            here[here == 0] = UNKNOWN if kind == "Facility" else PERHAPS_GROUP


def with_mentions(document: Document, row: dict[str, Any]) -> None:
    """Put mentions with their chains on a document; names by their bare words."""
    found, chains = [], {}
    for mention in row["mentions"]:
        kind, own = KINDS.index(mention["kind"]), type_number(mention["type"])
        span = mention.get("name") if kind == 0 else None
        words = words_in(document, *(span or (mention["start"], mention["end"])))
        if words is None:
            continue
        head = words_in(document, *(mention.get("head") or (mention["start"], mention["end"]))) or words
        place = words[1] if kind == 0 else min(max(head[1], words[0]), words[1])
        found.append((place, *words, kind, own, chains.setdefault(mention["actor"], len(chains))))
    unique = {(m[1], m[2], m[3]): m for m in found}
    document.mentions = np.array(sorted(unique.values(), key=lambda m: (m[1], m[2])), np.int32).reshape(-1, 6)
    document.has_mentions = document.has_chains = True


def with_pairs(document: Document, row: dict[str, Any]) -> None:
    """Put GAP's pronoun and names on a document."""
    spans: list[tuple[int, ...]] = []
    places: dict[tuple[int, int], int] = {}
    pairs = []
    for pair in row["pairs"]:
        for key, kind in (("pronoun", 2), ("name", 0)):
            words = words_in(document, *pair[key])
            if words and tuple(pair[key]) not in places:
                places[tuple(pair[key])] = len(spans)
                spans.append((words[1], *words, kind, 0, -1))
        if tuple(pair["pronoun"]) in places and tuple(pair["name"]) in places:
            pairs.append((places[tuple(pair["pronoun"])], places[tuple(pair["name"])], int(pair["same"])))
    order = sorted(range(len(spans)), key=lambda n: spans[n][1])
    where = {old: new for new, old in enumerate(order)}
    document.mentions = np.array([spans[n] for n in order], np.int32).reshape(-1, 6)
    document.pairs = np.array([(where[a], where[b], c) for a, b, c in pairs], np.int32).reshape(-1, 3)


class Reader:
    """Reads corpora, and keeps the lists of tags and labels."""

    def __init__(self, data: Path) -> None:
        """Begin with spaCy's own tags and labels."""
        self.data = data
        pipeline = load_pipeline()
        self.tags = sorted(pipeline.get_pipe("tagger").labels)
        self.labels = sorted(pipeline.get_pipe("parser").labels)
        self.trees = {row["id"]: row for row in rows(data / "trees/gum.jsonl")}

    def read(
        self, name: str, source: str, whole: bool = False, known: frozenset[str] = frozenset()
    ) -> Iterable[tuple[Document, dict[str, Any], Any]]:
        """The documents of a corpus with their grammar, with what the file says of each and spaCy's analysis."""
        given = [row for row in rows(self.data / name) if opening(row["text"]) not in known]
        started, words = time.process_time(), 0
        for row, doc in zip(given, parsed([row["text"] for row in given], whole), strict=True):
            document = base(row["id"], source, row["text"])
            with_grammar(document, doc, self.tags, self.labels)
            tree = self.trees.get(row["id"])
            if tree and tree["text"] == row["text"]:
                by_people(document, tree, self.tags)
            words += len(document.starts)
            yield document, row, doc
        took = time.process_time() - started
        print(f"{name}: {len(given)} documents, {words:,} words, {took:.0f} s", file=sys.stderr, flush=True)

    def claims(self, name: str, source: str, marked: int) -> list[Document]:
        """A corpus of attributions."""
        found = []
        for document, row, doc in self.read(name, source, whole=True):
            with_claims(document, row, doc, marked)
            found.append(document)
        return found

    def actors(self, name: str, source: str, chains: bool) -> list[Document]:
        """A corpus of names, and of mentions with their chains where it has them."""
        found = []
        for document, row, _ in self.read(name, source):
            with_names(document, row)
            if chains:
                with_mentions(document, row)
            if str(row.get("source", "")) == "re3d/BBC Online":
                continue
            document.weight = _LITTLE_TRUST if source == "re3d" else 1.0
            found.append(document)
        return found

    def pronouns(self, name: str, source: str) -> list[Document]:
        """GAP's paragraphs."""
        found = []
        for document, row, _ in self.read(name, source):
            with_pairs(document, row)
            found.append(document)
        return found

    def plain(self, name: str, source: str, known: frozenset[str] = frozenset()) -> list[Document]:
        """Texts of which nothing but the grammar is known, without those that begin as a known one does."""
        return [document for document, _, _ in self.read(name, source, known=known)]


def training(reader: Reader) -> list[Document]:
    """All that weights may learn from; PUD's texts are among what they are judged by, so UNER is left out."""
    found = reader.actors("actors/gum_other_train.jsonl", "gum", chains=True)
    found += reader.claims("claims/gum-other-train.jsonl", "gum-claims", REPORTED)
    found += reader.actors("coref/litbank.jsonl", "litbank", chains=True)
    found += reader.pronouns("pronouns/gap_development.jsonl", "gap")
    found += reader.actors("names/wikigold.jsonl", "wikigold", chains=False)
    found += reader.actors("names/re3d.jsonl", "re3d", chains=False)
    found += reader.actors("names/worldwide_train.jsonl", "worldwide", chains=False)
    found += reader.claims("claims/polnear-train.jsonl", "polnear", ALL)
    found += reader.claims("claims/polnear-train-alt.jsonl", "polnear", ALL)
    return found


def judged(reader: Reader) -> list[Document]:
    """All that weights are judged by; the marks of these stay in their files."""
    names = ("names/worldwide_dev", "actors/reuters_dev", "actors/gum_news_dev", "pronouns/gap_validation")
    names += ("claims/polnear-dev", "claims/gum-news-dev", "trees/pud", "trees/ewt_dev")
    return [document for name in names for document in reader.plain(f"{name}.jsonl", Path(name).name)]


def unmarked(reader: Reader, pool: Path) -> list[Document]:
    """The pool, without the newswires that are read elsewhere."""
    known = frozenset(opening(row["text"]) for row in rows(reader.data / "names/worldwide_train.jsonl"))
    reader.data = pool.parent
    return reader.plain(pool.name, "pool", known)


def opening(text: str) -> str:
    """How a text begins, to tell whether two are one."""
    return " ".join(text.split())[:80]


def main() -> None:
    """Read and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pool", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    reader = Reader(args.data)
    save(judged(reader), args.out / "dev.xz")
    marked = training(reader)
    save(marked + unmarked(reader, args.pool), args.out / "train.xz")
    lists = {"tags": reader.tags, "labels": reader.labels}
    (args.out / "labels.json").write_text(json.dumps(lists), encoding="utf-8")


if __name__ == "__main__":
    main()
