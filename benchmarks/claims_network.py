"""The claims network in plain PyTorch: an encoder, a head that finds cues, a tagger that reads roles."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from onrecord.network.roles import ROLES
from onrecord.network.windows import FURTHEST

WIDTH, HEADS, INNER, LAYERS, PIECES, PLACES = 384, 12, 1536, 6, 30522, 512
TAGGER = 256


class Layer(nn.Module):
    """A layer of BERT: attention, then two linear maps, each with a residual sum that is normalised."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        """Make the layer; dropout is applied once, since it is slow on a CPU."""
        super().__init__()
        self.h = heads
        self.qkv, self.o = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.n1, self.n2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Run it; the attention is spelled out, which is faster on a CPU and leaves plain products in the graph."""
        rows, length, width = x.shape
        q, k, v = self.qkv(x).view(rows, length, 3, self.h, width // self.h).permute(2, 0, 3, 1, 4).unbind(0)
        scores = q @ k.transpose(-1, -2) * (width // self.h) ** -0.5
        if mask is not None:
            scores = scores.masked_fill(~mask[:, None, None, :], -1e4)
        seen = scores.softmax(-1).to(v.dtype) @ v
        x = self.n1(x + self.o(seen.transpose(1, 2).reshape(rows, length, width)))
        result: Tensor = self.n2(x + self.drop(self.down(functional.gelu(self.up(x)))))
        return result


class Encoder(nn.Module):
    """MiniLM, with embeddings added for letter case and for being in quote marks."""

    def __init__(self) -> None:
        """Make it with the added embeddings at zero, so that it begins as MiniLM."""
        super().__init__()
        self.word, self.pos = nn.Embedding(PIECES, WIDTH), nn.Embedding(PLACES, WIDTH)
        self.shape, self.quote = nn.Embedding(8, WIDTH), nn.Embedding(3, WIDTH)
        self.norm, self.drop = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(WIDTH, HEADS, INNER, 0.1) for _ in range(LAYERS))
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.quote.weight)

    def forward(self, ids: Tensor, shape: Tensor, quote: Tensor, mask: Tensor | None = None) -> Tensor:
        """Encode pieces: [windows, pieces] to [windows, pieces, WIDTH]."""
        places = torch.arange(ids.shape[1])
        x = self.drop(self.norm(self.word(ids) + self.pos(places) + self.shape(shape) + self.quote(quote)))
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def load_base(self, path: Path) -> None:
        """Take the weights of a BERT checkpoint (safetensors)."""
        saved = load_file(str(path))
        given = {name.removeprefix("bert."): value for name, value in saved.items()}
        with torch.no_grad():
            self.word.weight.copy_(given["embeddings.word_embeddings.weight"])
            kind = given["embeddings.token_type_embeddings.weight"][0]
            self.pos.weight.copy_(given["embeddings.position_embeddings.weight"] + kind)
            self.norm.weight.copy_(given["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(given["embeddings.LayerNorm.bias"])
            for number, layer in enumerate(self.layers):
                at = f"encoder.layer.{number}."
                for part in ("weight", "bias"):
                    qkv = [given[f"{at}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                    getattr(layer.qkv, part).copy_(torch.cat(qkv))
                    getattr(layer.o, part).copy_(given[f"{at}attention.output.dense.{part}"])
                    getattr(layer.n1, part).copy_(given[f"{at}attention.output.LayerNorm.{part}"])
                    getattr(layer.up, part).copy_(given[f"{at}intermediate.dense.{part}"])
                    getattr(layer.down, part).copy_(given[f"{at}output.dense.{part}"])
                    getattr(layer.n2, part).copy_(given[f"{at}output.LayerNorm.{part}"])


class CueHead(nn.Module):
    """Says of each piece: is it a cue; is it one of reported speech or thought; of which class."""

    def __init__(self, outputs: int) -> None:
        """Make it with so many outputs."""
        super().__init__()
        self.a, self.b = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Score pieces: [windows, pieces, WIDTH] to [windows, pieces, outputs]."""
        scores: Tensor = self.b(functional.gelu(self.a(x)))
        return scores


class Tagger(nn.Module):
    """Says of each word of a passage what it is to one cue: none, source, cue or content."""

    def __init__(self) -> None:
        """Make a transformer of two layers over word, cue, their product and their distance."""
        super().__init__()
        self.proj = nn.Linear(WIDTH, 4 * TAGGER)
        self.rel, self.norm = nn.Embedding(2 * FURTHEST + 1, TAGGER), nn.LayerNorm(TAGGER)
        self.layers = nn.ModuleList(Layer(TAGGER, 4, 512, 0.15) for _ in range(2))
        self.out, self.drop = nn.Linear(TAGGER, len(ROLES)), nn.Dropout(0.15)

    def forward(self, words: Tensor, cue: Tensor, distance: Tensor, mask: Tensor | None = None) -> Tensor:
        """Score roles: words [cues, words, 2 x TAGGER], cue [cues, 2 x TAGGER], distance [cues, words]."""
        cue = cue[:, None]
        joined = words[..., :TAGGER] + cue[..., :TAGGER] + words[..., TAGGER:] * cue[..., TAGGER:]
        x = self.drop(self.norm(joined + self.rel(distance)))
        for layer in self.layers:
            x = layer(x, mask)
        scores: Tensor = self.out(x)
        return scores


class Network(nn.Module):
    """All of it."""

    def __init__(self, classes: int) -> None:
        """Make it for so many classes of cues."""
        super().__init__()
        self.enc, self.cue, self.role = Encoder(), CueHead(2 + classes), Tagger()


class EncoderGraph(nn.Module):
    """What is exported as claims-encoder.onnx."""

    def __init__(self, network: Network) -> None:
        """Wrap the network."""
        super().__init__()
        self.m = network

    def forward(self, ids: Tensor, shape: Tensor, quote: Tensor) -> tuple[Tensor, Tensor]:
        """Give the cue head's scores and the tagger's projections."""
        x = self.m.enc(ids, shape, quote)
        return self.m.cue(x), self.m.role.proj(x)


class TaggerGraph(nn.Module):
    """What is exported as claims-roles.onnx."""

    def __init__(self, network: Network) -> None:
        """Wrap the network."""
        super().__init__()
        self.m = network

    def forward(self, w: Tensor, c: Tensor, rel: Tensor) -> Tensor:
        """Give log-probabilities of roles."""
        scores: Tensor = self.m.role(w, c, rel).log_softmax(-1)
        return scores
