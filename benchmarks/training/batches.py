"""Windows over paragraphs, and the arrays of a step. Needs numpy, torch and the network's room of the package."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor

from onrecord.files import DATA
from onrecord.network.pairs import (
    FEATURES,
    NAME,
    NOMINAL,
    PRONOUN,
    PRONOUN_TELLS,
    TELLS,
    Mentions,
    Words,
    pair_features,
    tells_of,
)
from onrecord.network.wordpiece import words_of as pieces_of

from .documents import AFTER, ALL, BEFORE, UNKNOWN, Document, sentence_of_words

CLS, SEP = 101, 102
#: What no loss looks at.
NO_LABEL = -100
VIEW = BEFORE + 1 + AFTER
_MOST_MENTIONS = 300
TITLE_CASE = 2


@dataclass(frozen=True)
class Row:
    """One window: a document's words from `low` to `high`."""

    document: int
    low: int
    high: int


def windows(document: Document, size: int) -> list[tuple[int, int]]:
    """Put consecutive passages into windows of at most `size` pieces; a mark stands where a paragraph begins."""
    edges = np.flatnonzero(np.diff(document.passage, prepend=-1))
    ends = [*edges[1:].tolist(), len(document.starts)]
    first = [*document.first.tolist(), len(document.pieces)]
    found: list[tuple[int, int]] = []
    full = 0
    for low, high in zip(edges.tolist(), ends, strict=True):
        need = first[high] - first[low] + 1
        if found and full + need <= size:
            found[-1] = (found[-1][0], high)
            full += need
        else:
            found.append((low, high))
            full = need + 1
    return found


def row_inputs(document: Document, low: int, high: int) -> tuple[dict[str, Any], Any, Any]:
    """The encoder's arrays for one window, and the column and the paragraph of each word."""
    first = document.first[low:high]
    end = document.first[high] if high < len(document.first) else len(document.pieces)
    paragraph = document.paragraph[document.passage[low:high]]
    marks = np.cumsum(np.diff(paragraph, prepend=paragraph[0]) > 0)
    columns = 1 + first - first[0] + marks
    sizes = np.diff(first, append=end)
    length = int(end - first[0] + marks[-1] + 2)
    ids, shape, quote = np.full(length, SEP, np.int32), np.zeros(length, np.uint8), np.zeros(length, np.uint8)
    ids[0] = CLS
    at = np.repeat(columns - (first - first[0]), sizes) + np.arange(end - first[0])
    ids[at] = document.pieces[first[0] : end]
    shape[at] = np.repeat(document.shape[low:high], sizes)
    quote[at] = np.repeat(document.quoted[low:high], sizes)
    return {"ids": ids, "shape": shape, "quote": quote}, columns, paragraph - paragraph[0]


def epoch(documents: list[Document], rows: int, times: dict[str, int], chance: random.Random) -> list[list[Row]]:
    """The steps of a pass in random order: windows of random size; those of a document with mentions stay together.

    Args:
        documents: all of them.
        rows: windows in a step.
        times: how often a corpus is read in a pass, where it isn't once; 0 leaves it out.
        chance: where chance comes from.
    """
    items: list[list[Row]] = []
    for number, document in enumerate(documents):
        for _ in range(times.get(document.source, 1)):
            own = [Row(number, *span) for span in windows(document, chance.randint(256, 384))]
            items += [own[n : n + 8] for n in range(0, len(own), 8)] if len(document.mentions) else [[r] for r in own]
    chance.shuffle(items)
    steps: list[list[Row]] = [[]]
    for item in items:
        if steps[-1] and len(steps[-1]) + len(item) > rows:
            steps.append([])
        steps[-1] += item
    return [step for step in steps if step]


def collated(documents: list[Document], rows: list[Row]) -> dict[str, Tensor]:
    """All arrays of a step."""
    made = [row_inputs(documents[r.document], r.low, r.high) for r in rows]
    length = -(-max(len(arrays["ids"]) for arrays, _, _ in made) // 8) * 8
    words = max(r.high - r.low for r in rows)
    out: dict[str, Any] = {
        "ids": np.zeros((len(rows), length), np.int32),
        "shape": np.zeros((len(rows), length), np.uint8),
        "quote": np.zeros((len(rows), length), np.uint8),
        "column": np.zeros((len(rows), words), np.int32),
        "paragraph": np.zeros((len(rows), words), np.int32),
        "words": np.array([r.high - r.low for r in rows], np.int32),
    }
    for n, (arrays, columns, paragraph) in enumerate(made):
        for name, values in arrays.items():
            out[name][n, : len(values)] = values
        out["column"][n, : len(columns)], out["paragraph"][n, : len(columns)] = columns, paragraph
    out |= word_marks(documents, rows, words) | cue_marks(documents, rows)
    out |= token_marks(documents, rows) | mention_marks(documents, rows)
    # How many earlier mentions a mention has at most: the width of a table that no GPU need be asked for.
    out["most"] = np.array(int(out["pairs"][:, 2].max()) + 1 if len(out["pairs"]) else 0)
    return {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in out.items()}


def word_marks(documents: list[Document], rows: list[Row], words: int) -> dict[str, Any]:
    """By word: its name's tag, what it heads, whether it is a cue, and what of this counts."""
    name = np.full((len(rows), words), UNKNOWN, np.uint8)
    heads = np.full((len(rows), words), UNKNOWN, np.uint8)
    near, cue = np.zeros((len(rows), words), bool), np.zeros((len(rows), words), bool)
    for n, row in enumerate(rows):
        document, size = documents[row.document], row.high - row.low
        if document.names is not None:
            name[n, :size] = document.names[row.low : row.high]
        if document.has_mentions:
            heads[n, :size] = 0
            for place, _, _, kind, own, _ in inside(document, row).tolist():
                if kind > 0:
                    heads[n, place - row.low] = 1 if kind == PRONOUN else 2 + own if own >= 0 else UNKNOWN
        for _, low, high, role in document.runs.tolist():
            if role == 2 and low < row.high and row.low < high:
                near[n, max(low - row.low, 0) : max(high - row.low, 0)] = True
        own_cues = document.cues[(document.cues[:, 0] >= row.low) & (document.cues[:, 0] < row.high), 0]
        cue[n, own_cues - row.low] = True
    return {
        "name": name,
        "heads": heads,
        "near": near | cue,
        "cue": cue,
        "claims": np.array([documents[r.document].claims for r in rows], np.int32),
        "weight": np.array([documents[r.document].weight for r in rows], np.float32),
    }


def inside(document: Document, row: Row) -> Any:
    """The mentions that stand in a window."""
    return document.mentions[(document.mentions[:, 1] >= row.low) & (document.mentions[:, 2] < row.high)]


def cue_marks(documents: list[Document], rows: list[Row]) -> dict[str, Any]:
    """The cues of a step: window, word, class, and the roles of the words around each."""
    places, roles = [], []
    for n, row in enumerate(rows):
        document = documents[row.document]
        if document.claims != ALL:
            continue
        for cue, (word, kind) in enumerate(document.cues.tolist()):
            if not row.low <= word < row.high:
                continue
            view, start = np.zeros(VIEW, np.uint8), word - BEFORE
            for _, low, high, role in document.runs[document.runs[:, 0] == cue].tolist():
                view[max(low - start, 0) : max(high - start, 0)] = role
            places.append((n, word - row.low, kind))
            roles.append(view)
    stacked = np.stack(roles) if roles else np.zeros((0, VIEW), np.uint8)
    return {"cues": np.array(places, np.int32).reshape(-1, 3), "roles": stacked}


def token_marks(documents: list[Document], rows: list[Row]) -> dict[str, Any]:
    """By token: the word that stands for it, tag, label, head (0 the root, else from 1) and sentence start."""
    spans = [tuple(np.searchsorted(documents[r.document].token_word, (r.low, r.high)).tolist()) for r in rows]
    most = max(1, *(high - low for low, high in spans))
    out = {name: np.full((len(rows), most), NO_LABEL, np.int32) for name in ("tag", "dep", "head", "sent")}
    out["token"] = np.zeros((len(rows), most), np.int32)
    for n, (row, (low, high)) in enumerate(zip(rows, spans, strict=True)):
        document, size = documents[row.document], high - low
        out["token"][n, :size] = document.token_word[low:high] - row.low
        for name in ("tag", "dep", "sent"):
            values = getattr(document, name)[low:high].astype(np.int32)
            out[name][n, :size] = np.where(values == UNKNOWN, NO_LABEL, values)
        heads = document.head[low:high]
        own = np.where(heads == np.arange(low, high), 0, heads - low + 1)
        away = (heads < low) | (heads >= high)
        out["head"][n, :size] = np.where(away, NO_LABEL, own)
        out["dep"][n, :size][away] = NO_LABEL
    return out | {"tokens": np.array([high - low for low, high in spans], np.int32)}


def mention_marks(documents: list[Document], rows: list[Row]) -> dict[str, Any]:
    """The mentions of a step, and its pairs: mention, earlier mention, features, and whether both are one actor.

    A mention's own truth is 1 where an earlier one of its actor is among the pairs, 0 where it is the first of its
    actor, -1 where nothing is known.
    """
    mentions, pairs, features, same, truth = [], [], [], [], []
    seen: dict[int, list[int]] = {}
    for n, row in enumerate(rows):
        seen.setdefault(row.document, []).append(n)
    for number, own_rows in seen.items():
        document = documents[number]
        chosen, where = [], []
        for n in own_rows:
            row = rows[n]
            within = (document.mentions[:, 1] >= row.low) & (document.mentions[:, 2] < row.high)
            for m in np.flatnonzero(within).tolist():
                chosen.append(m)
                where.append((n, row.low))
        if not chosen:
            continue
        order = np.argsort(chosen, kind="stable")[-_MOST_MENTIONS:]
        chosen, where = [chosen[k] for k in order], [where[k] for k in order]
        later, earlier = np.tril_indices(len(chosen), -1)
        known, status = truth_of(document, chosen, later, earlier)
        at = len(mentions)
        own = document.mentions[chosen]
        mentions += [
            (n, h - low, a - low, b - low, kind)
            for (n, low), (h, a, b, kind) in zip(where, own[:, :4].tolist(), strict=True)
        ]
        pairs.append(np.stack([later + at, earlier + at, earlier], 1))
        index = np.array(chosen)
        features.append(features_of(document)[index[later], index[earlier]])
        same.append(known)
        truth.append(status)
    return {
        "mentions": np.array(mentions, np.int32).reshape(-1, 5),
        "pairs": np.concatenate(pairs).astype(np.int32) if pairs else np.zeros((0, 3), np.int32),
        "features": np.concatenate(features) if features else np.zeros((0, len(FEATURES)), np.uint8),
        "same": np.concatenate(same).astype(np.int8) if same else np.zeros(0, np.int8),
        "truth": np.concatenate(truth).astype(np.int8) if truth else np.zeros(0, np.int8),
    }


def truth_of(document: Document, chosen: list[int], later: Any, earlier: Any) -> tuple[Any, Any]:
    """For pairs of the chosen mentions whether both are one actor (-1 unknown); for mentions what is known of them."""
    index = np.array(chosen)
    if document.has_chains:
        chain = document.mentions[:, 5]
        same = (chain[index[later]] == chain[index[earlier]]).astype(np.int8)
        here = np.bincount(later[same == 1], minlength=len(chosen)) > 0
        first = np.array([not (chain[:m] == chain[m]).any() for m in chosen])
        return same, np.where(here, 1, np.where(first, 0, -1)).astype(np.int8)
    same = np.full(len(later), -1, np.int8)
    status = np.full(len(chosen), -1, np.int8)
    place = {m: k for k, m in enumerate(chosen)}
    for pronoun, name, is_same in document.pairs.tolist():
        a, b = place.get(pronoun), place.get(name)
        if a is not None and b is not None and b < a:
            same[(later == a) & (earlier == b)] = is_same
            status[a] = max(status[a], is_same)
    return same, status


_FEATURES: dict[int, Any] = {}


def features_of(document: Document) -> Any:
    """For all pairs of a document's mentions what onrecord.network.pairs says: [m, m, features], kept."""
    kept = _FEATURES.get(id(document))
    if kept is None:
        many = len(document.mentions)
        kept = _FEATURES[id(document)] = np.zeros((many, many, len(FEATURES)), np.uint8)
        later, earlier = np.tril_indices(many, -1)
        if many > 1:
            kept[later, earlier] = pair_features(words_of(document), sighted(document), later, earlier)
    return kept


def words_of(document: Document) -> Words:
    """What is known of a document's words."""
    form, above, case = forms_of(document), np.arange(len(document.starts)), np.zeros(len(document.starts), np.int64)
    if document.head is not None:
        word = document.token_word.astype(np.int64)
        over = word[document.head]
        # Of a word's tokens the one that depends on another word speaks for it; the first of several.
        out = np.flatnonzero(over != word)[::-1]
        above[word[out]], case[word[out]] = over[out], document.cases[out]
    return Words(form, document.shape, document.quoted, sentence_of_words(document), case, above)


def forms_of(document: Document) -> Any:
    """A number for each word, by its pieces."""
    bounds = [*document.first.tolist(), len(document.pieces)]
    numbers: dict[bytes, int] = {}
    keys = [document.pieces[a:b].tobytes() for a, b in pairwise(bounds)]
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)


def sighted(document: Document) -> Mentions:
    """A document's mentions, with what their words tell."""
    m = document.mentions.astype(np.int64)
    tells = [of_mention(document, *row) for row in m[:, :5].tolist()]
    return Mentions(m[:, 0], m[:, 1], m[:, 2], m[:, 3], np.array(tells, np.int64))


def of_mention(document: Document, head: int, first: int, last: int, kind: int, type_: int) -> int:
    """What a mention's words tell, by the project's lists."""
    lists, forms = known_words(), [key_of(document, word) for word in range(max(first - 1, 0), last + 1)]
    inside = forms[1:] if first else forms
    if kind == PRONOUN:
        return lists.pronouns.get(inside[0], 0)
    gender = next((lists.titles[f] for f in forms if f in lists.titles), 0)
    if kind == NAME and not gender and document.shape[first] == TITLE_CASE:
        gender = lists.given.get(inside[0], 0)
    if kind == NOMINAL:
        gender = lists.nouns.get(key_of(document, head), 0)
        if document.plural[head]:
            return TELLS.index("several")
    return tells_of(type_, gender if type_ == 0 else 0)


def key_of(document: Document, word: int) -> bytes:
    """A word's pieces."""
    end = document.first[word + 1] if word + 1 < len(document.first) else len(document.pieces)
    kept: bytes = document.pieces[document.first[word] : end].tobytes()
    return kept


@dataclass(frozen=True)
class Known:
    """Words by their pieces, and what they tell: 0 nothing, else one of TELLS."""

    pronouns: dict[bytes, int]
    titles: dict[bytes, int]
    given: dict[bytes, int]
    nouns: dict[bytes, int]


@cache
def known_words() -> Known:
    """The project's lists of pronouns, honorifics, given names and nouns for men and women."""
    lists = tomllib.loads((DATA / "actors.toml").read_text(encoding="utf-8"))
    both = {"m": TELLS.index("man"), "f": TELLS.index("woman")}
    gendered = lambda table: {pieces(w): both[g] for g in "mf" for w in table[g]}  # noqa: E731
    heads = {"m": lists["heads"]["man"], "f": lists["heads"]["woman"]}
    pronouns = {pieces(word): told for word, told in PRONOUN_TELLS.items()}
    titles = {**gendered(lists["honorifics"]), **gendered(heads)}
    return Known(pronouns, titles, gendered(lists["given"]), gendered(heads))


def pieces(word: str) -> bytes:
    """The pieces of a word of a list; of "mr." those of "mr"."""
    return np.array(pieces_of(word.removesuffix("."))[0].pieces, np.uint16).tobytes()
