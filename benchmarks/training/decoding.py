"""What a network says of whole documents: names, mentions, who belongs together, grammar, candidates for claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from onrecord.network.pairs import pair_features

from .batches import Row, collated, sighted, windows, words_of
from .documents import AFTER, BEFORE, PARTS, TYPES, Document
from .losses import arc_scores, bound_scores, distances, label_scores, look
from .networks import NAME_TAGS, PARAGRAPHS, Network

WINDOW = 320
#: A word whose log-odds of being a cue are lower than this is not looked at again.
FLOOR = -2.0
_ROWS, _MANY, _PAIRS = 16, 64, 60_000


def read_all(
    network: Network, documents: list[Document], device: torch.device, claims: bool = True
) -> Iterator[dict[str, Any]]:
    """Read documents, each from its own windows; see `of_document` for what is found."""
    network = network.to(device).eval()
    rows = [Row(n, *span) for n, document in enumerate(documents) for span in windows(document, WINDOW)]
    parts: dict[int, list[dict[str, Any]]] = {}
    ready = 0
    for at in range(0, len(rows), _ROWS):
        batch = rows[at : at + _ROWS]
        for row, part in zip(batch, read_rows(network, documents, batch, device, claims), strict=True):
            parts.setdefault(row.document, []).append(part)
        last = rows[at + _ROWS].document if at + _ROWS < len(rows) else len(documents)
        while ready < last:
            yield of_document(network, documents[ready], parts.pop(ready), device)
            ready += 1


@torch.no_grad()
def read_rows(
    network: Network, documents: list[Document], rows: list[Row], device: torch.device, claims: bool
) -> list[dict[str, Any]]:
    """What is said of the words and tokens of each window."""
    made = collated(documents, rows)
    step = {name: value if name == "most" else value.to(device) for name, value in made.items()}
    with torch.autocast("cuda", torch.bfloat16, enabled=device.type == "cuda"):
        seen = look(network, step)
        inside = torch.arange(seen.words.shape[1], device=device)[None] < step["words"][:, None]
        tokens = torch.arange(step["tag"].shape[1], device=device)[None] < step["tokens"][:, None]
        heads = arc_scores(network, seen.gram, tokens).argmax(-1)
        row, place = tokens.nonzero(as_tuple=True)
        labels = torch.zeros_like(heads)
        labels[row, place] = label_scores(network, seen.gram, row, place, heads[row, place]).argmax(-1)
        kinds = seen.heads.argmax(-1)
        where = ((kinds > 1) & inside).nonzero(as_tuple=True)
        starts, ends = bounds_of(network, seen, where, inside)
        cues = roles_of(network, seen, step, inside) if claims else ()
    out = []
    names, kind_logs = seen.name.log_softmax(-1).cpu().numpy(), seen.heads.log_softmax(-1).cpu().numpy()
    host = [x.cpu().numpy() for x in (heads, labels, seen.tag.argmax(-1), seen.sent, seen.ante.float(), *where)]
    heads_, labels_, tags, sent, ante, in_row, at = host
    for n, own in enumerate(rows):
        size, many = own.high - own.low, int(step["tokens"][n])
        mine = in_row == n
        token = np.searchsorted(documents[own.document].token_word, own.low)
        above = heads_[n, :many]
        out.append(
            {
                "low": own.low,
                "names": names[n, :size],
                "kinds": kind_logs[n, :size],
                "bounds": np.stack([at[mine], starts[mine], ends[mine]], 1) + own.low,
                "ante": ante[n, :size].astype(np.float16),
                "tag": tags[n, :many],
                "dep": labels_[n, :many],
                "head": np.where(above > 0, above - 1, np.arange(many)) + token,
                "sent": sent[n, :many],
                "cues": [(word + own.low, *rest) for r, word, *rest in cues if r == n],
            }
        )
    return out


def bounds_of(network: Network, seen: Any, where: Any, inside: Any) -> tuple[Any, Any]:
    """The first and last word of the description that each of these words heads: at it or on its own side of it."""
    row, head = where
    if not len(row):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    starts, ends = bound_scores(network.size.bounds, seen.bounds, row, head, inside)
    place = torch.arange(inside.shape[1], device=head.device)[None]
    starts = starts.masked_fill(place > head[:, None], -1e5).argmax(-1)
    ends = ends.masked_fill(place < head[:, None], -1e5).argmax(-1)
    return starts.cpu().numpy(), ends.cpu().numpy()


def roles_of(network: Network, seen: Any, step: Any, inside: Any) -> list[tuple[Any, ...]]:
    """For each word that may be a cue: window, word, cue scores, and the log-probabilities of roles around it."""
    rows, words, logs, mask = roles_around(network, seen, step, (seen.cue[..., 0] >= FLOOR) & inside)
    host = [x.cpu().numpy() for x in (rows, words, seen.cue[rows, words], logs, mask)]
    return [(int(r), int(w), c, own.astype(np.float16), m) for r, w, c, own, m in zip(*host, strict=True)]


def roles_around(network: Network, seen: Any, step: Any, asked: Any) -> tuple[Any, Any, Any, Any]:
    """The log-probabilities of roles from BEFORE words before each word that is asked for to AFTER words behind it.

    Args:
        network: the network.
        seen: what it sees in a step.
        step: the step's arrays.
        asked: which words are asked for, [windows, words].

    Returns:
        of each, its window, its word, the log-probabilities [words around, roles], and which of these words there are.
    """
    rows, words = asked.nonzero(as_tuple=True)
    half = 2 * network.role.width
    view = words[:, None] + torch.arange(-BEFORE, AFTER + 1, device=words.device)
    mask = (view >= 0) & (view < step["words"].long()[rows][:, None])
    view = view.clamp(min=0, max=asked.shape[1] - 1)
    paragraph = step["paragraph"].long()[rows]
    par = (paragraph.gather(1, view) - paragraph.gather(1, words[:, None])).clamp(-PARAGRAPHS, PARAGRAPHS) + PARAGRAPHS
    far = distances(words.device)[None].expand(len(rows), -1)
    around, cue = seen.role[rows[:, None], view][..., :half], seen.role[rows, words][..., half:]
    return rows, words, network.role(around, cue, far, par, mask).float().log_softmax(-1), mask


def of_document(
    network: Network, document: Document, parts: list[dict[str, Any]], device: torch.device
) -> dict[str, Any]:
    """Put a document's windows together.

    Returns:
        names: first and last word, type, log-probability; mentions: head, first, last word, kind, type, 0;
        antecedent: for each mention the number of the earlier one it belongs to, -1 for none, and how sure;
        tag, dep, head, sent by token; cues: see roles_of, with words of the document.
    """
    joined = {key: np.concatenate([part[key] for part in parts]) for key in ("names", "kinds", "bounds", "ante")}
    grammar = {key: np.concatenate([part[key] for part in parts]) for key in ("tag", "dep", "head", "sent")}
    names = names_of(joined["names"])
    mentions = mentions_of(names, joined["kinds"], joined["bounds"])
    sentence = np.zeros(len(document.starts), np.int32)
    sentence[document.token_word[grammar["sent"] > 0]] = 1
    chosen, sure = antecedents(network, document, mentions, joined["ante"], np.cumsum(sentence), device)
    cues = [cue for part in parts for cue in part["cues"]]
    return {"names": names, "mentions": mentions, "antecedent": chosen, "sure": sure, "cues": cues, **grammar}


@torch.no_grad()
def mentions_in(network: Network, documents: list[Document], device: torch.device) -> list[Any]:
    """The mentions of many documents, quickly: each word's likeliest tag, without search."""
    rows = [Row(n, *span) for n, document in enumerate(documents) for span in windows(document, WINDOW)]
    found: list[list[Any]] = [[] for _ in documents]
    for at in range(0, len(rows), _MANY):
        batch = rows[at : at + _MANY]
        made = collated(documents, batch)
        step = {name: value if name == "most" else value.to(device) for name, value in made.items()}
        with torch.autocast("cuda", torch.bfloat16, enabled=device.type == "cuda"):
            seen = look(network, step)
            inside = torch.arange(seen.words.shape[1], device=device)[None] < step["words"][:, None]
            kinds, tags = seen.heads.argmax(-1), seen.name.argmax(-1).cpu().numpy()
            where = ((kinds > 1) & inside).nonzero(as_tuple=True)
            starts, ends = bounds_of(network, seen, where, inside)
        in_row, place, kinds = where[0].cpu().numpy(), where[1].cpu().numpy(), kinds.cpu().numpy()
        for n, row in enumerate(batch):
            size, mine = row.high - row.low, in_row == n
            bounds = np.stack([place[mine], starts[mine], ends[mine]], 1)
            own = mentions_of(runs_of(tags[n, :size]), np.eye(kinds.max() + 1)[kinds[n, :size]], bounds)
            own[:, :3] += row.low
            found[row.document].append(own)
    out = [np.concatenate(own).astype(np.int32) for own in found]
    for own in out:
        own[:, 5] = -1
    return out


def runs_of(tags: Any) -> list[tuple[int, int, int, float]]:
    """Names by each word's own tag: a run of words of one type, parted where one begins."""
    found: list[tuple[int, int, int, float]] = []
    for word in np.flatnonzero(tags).tolist():
        kind, part = (int(tags[word]) - 1) // 4, PARTS[(int(tags[word]) - 1) % 4]
        if found and found[-1][1] == word - 1 and found[-1][2] == kind and part in "IL":
            found[-1] = (found[-1][0], word, kind, 0.0)
        else:
            found.append((word, word, kind, 0.0))
    return found


def moves() -> Any:
    """Which tag may follow which: a name that has begun goes on with its own type until its last word."""
    allowed = np.full((NAME_TAGS, NAME_TAGS), -1e4, np.float32)
    begins = [0, *(1 + 4 * t + PARTS.index(p) for t in range(len(TYPES)) for p in "BU")]
    for tag in range(NAME_TAGS):
        part = PARTS[(tag - 1) % 4] if tag else "O"
        kind = (tag - 1) // 4
        onward = [1 + 4 * kind + PARTS.index(p) for p in "IL"] if part in "BI" else begins
        allowed[tag, onward] = 0
    return allowed


def names_of(logs: Any) -> list[tuple[int, int, int, float]]:
    """The best names of a text, by Viterbi's search: first word, last word, type, and how sure (log)."""
    allowed, size = moves(), len(logs)
    best = logs[0].astype(np.float64).copy()
    best[[t for t in range(1, NAME_TAGS) if PARTS[(t - 1) % 4] in "IL"]] = -1e4
    came = np.zeros((size, NAME_TAGS), np.int64)
    for word in range(1, size):
        step = best[:, None] + allowed
        came[word] = step.argmax(0)
        best = step[came[word], np.arange(NAME_TAGS)] + logs[word]
    tag = int(best.argmax())
    path = [tag]
    for word in range(size - 1, 0, -1):
        tag = int(came[word, tag])
        path.append(tag)
    path.reverse()
    found, start = [], 0
    for word, tag in enumerate(path):
        part = PARTS[(tag - 1) % 4] if tag else "O"
        start = word if part in "BU" else start
        if part in "LU":
            sure = float(np.mean([logs[w, path[w]] for w in range(start, word + 1)]))
            found.append((start, word, (tag - 1) // 4, sure))
    return found


def mentions_of(names: list[tuple[int, int, int, float]], kinds: Any, bounds: Any) -> Any:
    """Names, descriptions and pronouns, in order; what stands in a name is no mention of its own."""
    taken = np.zeros(len(kinds), bool)
    found = []
    for first, last, kind, _ in names:
        taken[first : last + 1] = True
        found.append((last, first, last, 0, kind, 0))
    best = kinds.argmax(-1)
    spans = {int(head): (int(first), int(last)) for head, first, last in bounds.tolist()}
    for word in np.flatnonzero((best > 0) & ~taken).tolist():
        if best[word] == 1:
            found.append((word, word, word, 2, 0, 0))
        else:
            first, last = spans.get(word, (word, word))
            found.append((word, first, last, 1, int(best[word]) - 2, 0))
    return np.array(sorted(found, key=lambda m: (m[1], m[2])), np.int32).reshape(-1, 6)


@torch.no_grad()
def antecedents(
    network: Network, document: Document, mentions: Any, ante: Any, sentence: Any, device: torch.device
) -> tuple[Any, Any]:
    """For each mention the best earlier one, or -1; and the probability that the network gives it."""
    many = len(mentions)
    chosen, sure = np.full(many, -1, np.int64), np.ones(many)
    if many < 2:
        return chosen, sure
    known, seen = words_of(document), sighted(replace(document, mentions=mentions))
    known.sentence = sentence
    words = torch.from_numpy(ante.astype(np.float32)).to(device)
    head, first, last, kind = torch.from_numpy(mentions[:, :4].astype(np.int64)).to(device).unbind(1)
    vectors = network.ante.mention(words[head], words[first], words[last], kind)
    step = max(1, _PAIRS // many)
    for at in range(0, many, step):
        own = slice(at, min(at + step, many))
        later, earlier = (x.ravel() for x in np.indices((own.stop - at, own.stop)))
        told = pair_features(known, seen, later + at, earlier).reshape(own.stop - at, own.stop, -1)
        given = torch.from_numpy(told).to(device).long()
        scores = network.ante(vectors[None, own], vectors[None, : own.stop], given[None])[0]
        place = torch.arange(own.stop, device=device)
        scores = scores.float().masked_fill(place[None] >= place[own, None], -1e4)
        table = torch.cat([torch.zeros(len(scores), 1, device=device), scores], 1).softmax(-1)
        value, index = table.max(-1)
        chosen[own], sure[own] = index.cpu().numpy() - 1, value.cpu().numpy()
    return chosen, sure
