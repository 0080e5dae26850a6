"""The single network in plain PyTorch: an encoder (MiniLM or MPNet) and its heads."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from onrecord.network.pairs import FEATURES, KINDS

from .documents import CLASSES, PARTS, ROLES, TYPES

#: Names' tags, kinds of mentions that are no names (none, pronoun, a description of each type), pairs' features.
NAME_TAGS = 1 + len(TYPES) * len(PARTS)
MENTION_TAGS = 2 + len(TYPES)
#: Distances are told apart by powers of two, up to the eighth; paragraphs up to two away.
FURTHEST, PARAGRAPHS = 8, 2


@dataclass(frozen=True)
class Shape:
    """How large a network is."""

    kind: str = "minilm"
    width: int = 384
    heads: int = 12
    inner: int = 1536
    layers: int = 6
    vocabulary: int = 30522
    places: int = 512
    tagger: int = 256
    arc: int = 256
    label: int = 64
    bounds: int = 64
    pair: int = 128
    tags: int = 50
    labels: int = 45


MINILM = Shape()
MPNET = Shape("mpnet", 768, 12, 3072, 12)


class Layer(nn.Module):
    """A layer of BERT: attention, then two linear maps, each with a residual sum that is normalised."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float, least: float = 1e-12) -> None:
        """Make the layer."""
        super().__init__()
        self.h = heads
        self.qkv, self.o = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.n1, self.n2 = nn.LayerNorm(width, eps=least), nn.LayerNorm(width, eps=least)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor | None = None) -> Tensor:
        """Run it: fused attention on a GPU; spelled out on a CPU, where it is faster and exports as plain products."""
        rows, length, width = x.shape
        q, k, v = self.qkv(x).view(rows, length, 3, self.h, width // self.h).permute(2, 0, 3, 1, 4).unbind(0)
        if x.is_cuda:
            seen = functional.scaled_dot_product_attention(
                q, k, v, attn_mask=None if bias is None else bias.to(q.dtype)
            )
        else:
            scores = q @ k.transpose(-1, -2) * (width // self.h) ** -0.5
            seen = (scores if bias is None else scores + bias).softmax(-1).to(v.dtype) @ v
        x = self.n1(x + self.drop(self.o(seen.transpose(1, 2).reshape(rows, length, width))))
        result: Tensor = self.n2(x + self.drop(self.down(functional.gelu(self.up(x)))))
        return result


class Encoder(nn.Module):
    """The base network, with embeddings added for letter case and for being in quote marks, which begin at zero.

    MPNet's pieces are renumbered as BERT's when its weights are read, so that both take the same input.
    """

    def __init__(self, shape: Shape) -> None:
        """Make it."""
        super().__init__()
        self.size = shape
        least = 1e-5 if shape.kind == "mpnet" else 1e-12
        self.word, self.pos = nn.Embedding(shape.vocabulary, shape.width), nn.Embedding(shape.places, shape.width)
        self.shape, self.quote = nn.Embedding(8, shape.width), nn.Embedding(3, shape.width)
        self.norm, self.drop = nn.LayerNorm(shape.width, eps=least), nn.Dropout(0.1)
        self.layers = nn.ModuleList(
            Layer(shape.width, shape.heads, shape.inner, 0.1, least) for _ in range(shape.layers)
        )
        self.rel = nn.Embedding(32, shape.heads) if shape.kind == "mpnet" else None
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.quote.weight)

    def forward(self, ids: Tensor, shape: Tensor, quote: Tensor, mask: Tensor | None = None) -> Tensor:
        """Encode pieces: [windows, pieces] to [windows, pieces, width]."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(self.word(ids) + self.pos(places) + self.shape(shape) + self.quote(quote)))
        bias = None
        if mask is not None:
            bias = torch.zeros(mask.shape, device=ids.device).masked_fill(~mask, -1e4)[:, None, None, :]
            bias = bias.expand(-1, self.size.heads if self.rel is not None else 1, ids.shape[1], -1)
        if self.rel is not None:
            near = self.rel(buckets(places)).permute(2, 0, 1)[None].detach()
            bias = near if bias is None else bias + near
        if bias is not None and ids.is_cuda:
            bias = bias.to(torch.bfloat16).contiguous()
        for layer in self.layers:
            x = layer(x, bias)
        return x


def buckets(places: Tensor) -> Tensor:
    """MPNet's buckets of relative places."""
    far = places[:, None] - places[None]
    half, exact = 16, 8
    side = (far < 0).long() * half
    far = far.abs()
    log = exact + (torch.log(far.float().clamp(min=1) / exact) / math.log(128 / exact) * (half - exact)).long()
    return side + torch.where(far < exact, far, log.clamp(max=half - 1))


class Tagger(nn.Module):
    """Says of each word around a cue what it is to it: none, source, cue or content."""

    def __init__(self, shape: Shape) -> None:
        """Make a transformer of two layers over word, cue, their product, their distance and their paragraphs."""
        super().__init__()
        self.width = shape.tagger
        self.proj = nn.Linear(shape.width, 4 * shape.tagger)
        self.rel, self.norm = nn.Embedding(2 * FURTHEST + 1, shape.tagger), nn.LayerNorm(shape.tagger)
        self.par = nn.Embedding(2 * PARAGRAPHS + 1, shape.tagger)
        nn.init.zeros_(self.par.weight)
        self.layers = nn.ModuleList(Layer(shape.tagger, 4, 2 * shape.tagger, 0.15, 1e-5) for _ in range(2))
        self.out, self.drop = nn.Linear(shape.tagger, len(ROLES)), nn.Dropout(0.15)

    def forward(self, words: Tensor, cue: Tensor, far: Tensor, par: Tensor, mask: Tensor | None = None) -> Tensor:
        """Score roles: words [cues, words, 2 x width], cue [cues, 2 x width], far and par [cues, words]."""
        cue = cue[:, None]
        joined = words[..., : self.width] + cue[..., : self.width]
        joined = joined + words[..., self.width :] * cue[..., self.width :]
        x = self.drop(self.norm(joined + self.rel(far) + self.par(par)))
        bias = None
        if mask is not None:
            bias = torch.zeros(mask.shape, device=x.device).masked_fill(~mask, -1e4)[:, None, None, :]
            bias = bias.expand(-1, 1, mask.shape[1], -1)
            bias = bias.contiguous() if x.is_cuda else bias
        for layer in self.layers:
            x = layer(x, bias)
        scores: Tensor = self.out(x)
        return scores


class Grammar(nn.Module):
    """Tags, sentence starts, and by biaffine products the head of each token and its label (Dozat and Manning 2017)."""

    def __init__(self, shape: Shape) -> None:
        """Make it."""
        super().__init__()
        self.tag, self.sent = nn.Linear(shape.width, shape.tags), nn.Linear(shape.width, 1)
        self.sizes = [shape.arc, shape.arc, shape.label, shape.label]
        self.proj = nn.Linear(shape.width, sum(self.sizes))
        self.arc = nn.Parameter(torch.zeros(shape.arc + 1, shape.arc))
        self.lab = nn.Parameter(torch.zeros(shape.labels, shape.label + 1, shape.label + 1))
        nn.init.xavier_uniform_(self.arc)
        nn.init.normal_(self.lab, std=0.02)

    def arcs(self, own: Tensor, heads: Tensor) -> Tensor:
        """Score heads: own [rows, tokens, arc], heads [rows, 1 + tokens, arc] (the first is the root)."""
        return with_one(own) @ self.arc.to(own.dtype) @ heads.transpose(1, 2)

    def labels(self, own: Tensor, head: Tensor) -> Tensor:
        """Score labels of tokens [tokens, label], given their heads' vectors."""
        rows = with_one(own) @ self.lab.to(own.dtype).permute(1, 0, 2).reshape(own.shape[-1] + 1, -1)
        rows = rows.view(own.shape[0], self.lab.shape[0], -1)
        return (rows @ with_one(head)[..., None])[..., 0]


def with_one(x: Tensor) -> Tensor:
    """A vector with a one behind it."""
    return torch.cat([x, torch.ones_like(x[..., :1])], -1)


class Antecedents(nn.Module):
    """Scores each earlier mention as the antecedent of a mention; "none" has the score 0 (Lee et al. 2017)."""

    def __init__(self, shape: Shape) -> None:
        """Make it: both vectors, their product, and features of the pair, through one hidden layer."""
        super().__init__()
        self.proj = nn.Linear(shape.width, 3 * shape.pair)
        self.kind = nn.Embedding(len(KINDS), shape.pair)
        self.own, self.other = nn.Linear(shape.pair, shape.pair), nn.Linear(shape.pair, shape.pair, bias=False)
        self.both = nn.Linear(shape.pair, shape.pair, bias=False)
        self.features = nn.ModuleList(nn.Embedding(n, shape.pair) for n in FEATURES)
        self.out = nn.Linear(shape.pair, 1)
        for table in self.features:
            nn.init.normal_(table.weight, std=0.02)

    def mention(self, head: Tensor, first: Tensor, last: Tensor, kind: Tensor) -> Tensor:
        """A mention's vector, from the projections of its head, first and last word."""
        size = self.kind.embedding_dim
        parts = head[..., :size] + first[..., size : 2 * size] + last[..., 2 * size :]
        return functional.gelu(parts + self.kind(kind))

    def forward(self, mentions: Tensor, others: Tensor, features: Tensor) -> Tensor:
        """Score pairs: mentions [docs, m, pair], others [docs, n, pair], features [docs, m, n, features]."""
        hidden = self.own(mentions)[:, :, None] + self.other(others)[:, None]
        hidden = hidden + self.both(mentions[:, :, None] * others[:, None])
        for n, table in enumerate(self.features):
            hidden = hidden + table(features[..., n])
        scores: Tensor = self.out(functional.gelu(hidden))[..., 0]
        return scores


class Network(nn.Module):
    """All of it."""

    def __init__(self, shape: Shape) -> None:
        """Make it."""
        super().__init__()
        self.size = shape
        width = shape.width
        self.enc, self.role = Encoder(shape), Tagger(shape)
        self.cue = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, 2 + len(CLASSES)))
        self.name = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, NAME_TAGS))
        self.ment = nn.Sequential(nn.Linear(width, width // 2), nn.GELU(), nn.Linear(width // 2, MENTION_TAGS))
        self.bounds = nn.Linear(width, 3 * shape.bounds)
        self.gram, self.ante = Grammar(shape), Antecedents(shape)
        # Few words are cues: said at the start, so that the first steps need not learn it.
        nn.init.constant_(self.cue[2].bias, -3.0)


def made(shape: Shape, weights: dict[str, Tensor]) -> Network:
    """A network with the base's weights."""
    network = Network(shape)
    missing, unknown = network.enc.load_state_dict(weights, strict=False)
    assert not unknown and set(missing) <= {"shape.weight", "quote.weight"}, (missing, unknown)
    return network


def base_weights(path: Path, kind: str) -> dict[str, Tensor]:
    """The encoder's weights out of a safetensors file of MiniLM or MPNet."""
    from safetensors.torch import load_file

    given = {name.removeprefix("bert.").removeprefix("mpnet."): value for name, value in load_file(str(path)).items()}
    shape = MPNET if kind == "mpnet" else MINILM
    word, pos = given["embeddings.word_embeddings.weight"], given["embeddings.position_embeddings.weight"]
    if kind == "mpnet":
        word, pos = renumbered(word), pos[2 : 2 + shape.places]
    else:
        pos = pos + given["embeddings.token_type_embeddings.weight"][0]
    out = {"word.weight": word, "pos.weight": pos}
    if kind == "mpnet":
        out["rel.weight"] = given["encoder.relative_attention_bias.weight"]
    attention, q, norm = (
        ("attention.attn", "qkv", "attention.LayerNorm") if kind == "mpnet" else ("attention.self", "", "")
    )
    for part in ("weight", "bias"):
        out[f"norm.{part}"] = given[f"embeddings.LayerNorm.{part}"]
        for n in range(shape.layers):
            at = f"encoder.layer.{n}."
            names = list(q) if kind == "mpnet" else ["query", "key", "value"]
            out[f"layers.{n}.qkv.{part}"] = torch.cat([given[f"{at}{attention}.{name}.{part}"] for name in names])
            output = "attention.attn.o" if kind == "mpnet" else "attention.output.dense"
            out[f"layers.{n}.o.{part}"] = given[f"{at}{output}.{part}"]
            out[f"layers.{n}.n1.{part}"] = given[f"{at}{norm or 'attention.output.LayerNorm'}.{part}"]
            out[f"layers.{n}.up.{part}"] = given[f"{at}intermediate.dense.{part}"]
            out[f"layers.{n}.down.{part}"] = given[f"{at}output.dense.{part}"]
            out[f"layers.{n}.n2.{part}"] = given[f"{at}output.LayerNorm.{part}"]
    return out


def renumbered(word: Tensor) -> Tensor:
    """MPNet's table of pieces in BERT's order: its list has four more at the front, and its own special pieces."""
    table = word[4 : 4 + 30522].clone()
    for own, theirs in ((0, 1), (101, 0), (102, 2), (103, 30526)):
        table[own] = word[theirs]
    return table


def saved(network: Network, path: Path, **more: Any) -> None:
    """Write a checkpoint."""
    torch.save({"shape": asdict(network.size), "weights": network.state_dict(), **more}, path)


def loaded(path: Path) -> Network:
    """Read a checkpoint, in whatever precision it was kept."""
    kept = torch.load(path, weights_only=True, map_location="cpu")
    network = Network(Shape(**kept["shape"]))
    weights = {name: value.float() for name, value in kept["weights"].items()}
    # A checkpoint from before a feature of pairs was added goes on as if it told nothing.
    fresh = {name: torch.zeros_like(value) for name, value in network.state_dict().items() if name not in weights}
    assert all(name.startswith("ante.features.") for name in fresh), sorted(fresh)
    network.load_state_dict(weights | fresh)
    return network
