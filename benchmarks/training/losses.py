"""What a step teaches: every head by its own marks, what is not marked left out; and what teachers say."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from .batches import NO_LABEL
from .documents import AFTER, ALL, BEFORE, NO_CLAIMS, PARTS, PERHAPS_GROUP, REPORTED, UNKNOWN
from .networks import FURTHEST, PARAGRAPHS, Network

MASKED, MASK, FIRST_WORD = 0.04, 103, 999
TAUGHT = 0.5
HEAD_WEIGHT = 8.0
WEIGHTS = {
    "cue": 1.0, "class": 0.3, "roles": 5.0, "name": 10.0, "heads": 10.0, "bounds": 0.5,
    "ante": 1.0, "tag": 1.0, "arc": 1.0, "dep": 0.5, "sent": 4.0,
}  # fmt: skip
_GROUPS = [0, *range(1 + 3 * len(PARTS), 1 + 4 * len(PARTS))]
_FAR = -1e4


@dataclass
class Seen:
    """What a network says of a step."""

    words: Tensor  # the encoder's vectors at the first pieces of words
    cue: Tensor
    name: Tensor
    heads: Tensor
    bounds: Tensor
    role: Tensor
    ante: Tensor
    tag: Tensor
    sent: Tensor
    gram: Tensor


def look(network: Network, step: dict[str, Tensor], hide: bool = False) -> Seen:
    """Run the encoder and the heads of single words; `hide` masks some pieces, so that no single word is trusted."""
    ids = step["ids"].long()
    mask = ids > 0
    if hide:
        hidden = (torch.rand(ids.shape, device=ids.device) < MASKED) & (ids > FIRST_WORD)
        ids = torch.where(hidden, torch.full_like(ids, MASK), ids)
    encoded = network.enc(ids, step["shape"].long(), step["quote"].long(), mask)
    column = step["column"].long()
    words = encoded.gather(1, column[..., None].expand(-1, -1, encoded.shape[-1]))
    token = step["token"].long()
    tokens = words.gather(1, token[..., None].expand(-1, -1, words.shape[-1]))
    return Seen(
        words=words,
        cue=network.cue(words).float(),
        name=network.name(words).float(),
        heads=network.ment(words).float(),
        bounds=network.bounds(words),
        role=network.role.proj(words),
        ante=network.ante.proj(words),
        tag=network.gram.tag(tokens).float(),
        sent=network.gram.sent(tokens).float()[..., 0],
        gram=network.gram.proj(tokens),
    )


def losses(network: Network, teachers: list[Network], step: dict[str, Tensor]) -> dict[str, Tensor]:
    """Every loss of a step."""
    own = look(network, step, hide=network.training)
    with torch.no_grad():
        said = [look(teacher, step) for teacher in teachers]
    inside = torch.arange(own.words.shape[1], device=own.words.device)[None] < step["words"][:, None]
    out = {"cue": cue_loss(own, said, step, inside), "class": class_loss(own, said, step)}
    out["roles"] = role_loss([network, *teachers], [own, *said], step, inside)
    out["name"] = name_loss(own, said, step, inside)
    out["heads"] = mixed(own.heads, [s.heads for s in said], target(step["heads"]), inside)
    out["bounds"] = bounds_loss(network, [own, *said], step, inside)
    out["ante"] = antecedent_loss([network, *teachers], [own, *said], step)
    return out | grammar_losses([network, *teachers], [own, *said], step)


def target(codes: Tensor) -> Tensor:
    """Codes as targets, the unknown ones left out."""
    codes = codes.long()
    return torch.where(codes == UNKNOWN, torch.full_like(codes, NO_LABEL), codes)


def mean_of(losses_: Tensor, weight: Tensor) -> Tensor:
    """The weighted mean."""
    return (losses_ * weight).sum() / weight.sum().clamp(min=1.0)


def soft_of(said: list[Tensor]) -> Tensor:
    """The mean of what teachers hold for likely."""
    return torch.stack([each.softmax(-1) for each in said]).mean(0)


def mixed(scores: Tensor, said: list[Tensor], wanted: Tensor, inside: Tensor) -> Tensor:
    """Cross entropy with the marks where there are any, half of it with the teachers where there are any."""
    known = (wanted != NO_LABEL) & inside
    hard = functional.cross_entropy(scores.flatten(0, -2), wanted.flatten(), ignore_index=NO_LABEL, reduction="none")
    hard_mean = mean_of(hard.view(wanted.shape), known.float())
    if not said:
        return hard_mean
    soft = -(soft_of(said) * scores.log_softmax(-1)).sum(-1)
    return (1 - TAUGHT) * hard_mean + TAUGHT * mean_of(soft, inside.float())


def cue_loss(own: Seen, said: list[Seen], step: dict[str, Tensor], inside: Tensor) -> Tensor:
    """Two questions a word: a cue at all (broad corpora), and one of reported speech (narrow ones).

    What is no cue at all is none of reported speech either; what is one may or may not be, and teaches nothing.
    """
    cue, claims = step["cue"].float(), step["claims"][:, None]
    broad, narrow = (claims == ALL) & inside, (claims == REPORTED) & inside
    wanted = torch.stack([cue, cue * (claims == REPORTED)], -1)
    weight = torch.stack([broad.float(), narrow.float() + 0.5 * broad.float() * (1 - cue)], -1)
    hard = functional.binary_cross_entropy_with_logits(own.cue[..., :2], wanted, reduction="none")
    number = (cue * (claims != NO_CLAIMS)).sum().clamp(min=8.0)
    hard_sum = (hard * weight).sum() / number
    if not said:
        return hard_sum
    soft = torch.stack([torch.sigmoid(each.cue[..., :2]) for each in said]).mean(0)
    taught = functional.binary_cross_entropy_with_logits(own.cue[..., :2], soft, reduction="none")
    taught = (taught * inside[..., None]).sum() / (soft[..., 0] * inside).sum().clamp(min=8.0)
    return (1 - TAUGHT) * hard_sum + TAUGHT * taught


def class_loss(own: Seen, said: list[Seen], step: dict[str, Tensor]) -> Tensor:
    """The classes of the cues that the lexicon knows; of the others what the teachers say."""
    rows, words, kinds = step["cues"].long().unbind(1)
    if not len(rows):
        return own.cue.sum() * 0
    scores = own.cue[rows, words, 2:]
    kinds = torch.where(kinds < 0, torch.full_like(kinds, NO_LABEL), kinds)
    return mixed(scores, [each.cue[rows, words, 2:] for each in said], kinds, torch.ones_like(kinds, dtype=torch.bool))


def role_loss(networks: list[Network], seen: list[Seen], step: dict[str, Tensor], inside: Tensor) -> Tensor:
    """The roles of the words around each cue; for a false one all are none. The cue's own word weighs most.

    The first network learns; the others are its teachers, who alone can say what holds where not all is marked.
    """
    rows, words, known = asked(seen, step, inside)
    if not len(rows):
        return seen[0].role.sum() * 0
    true = len(step["cues"])
    wanted = torch.zeros(len(rows), BEFORE + 1 + AFTER, dtype=torch.long, device=rows.device)
    wanted[:true] = step["roles"].long()
    view = words[:, None] + torch.arange(-BEFORE, AFTER + 1, device=rows.device)
    mask = (view >= 0) & (view < step["words"].long()[rows][:, None])
    view = view.clamp(min=0, max=inside.shape[1] - 1)
    paragraph = step["paragraph"].long()[rows]
    par = paragraph.gather(1, view) - paragraph.gather(1, words[:, None])
    par = par.clamp(-PARAGRAPHS, PARAGRAPHS) + PARAGRAPHS
    scores = [role_scores(n, s, rows, words, view, par, mask) for n, s in zip(networks, seen, strict=True)]
    weight = mask.float()
    weight[:, BEFORE] = HEAD_WEIGHT
    fewer = torch.ones(len(rows), device=rows.device)
    fewer[true:] = 0.5
    hard = functional.cross_entropy(scores[0].transpose(1, 2), wanted, reduction="none")
    total = mean_of(hard, weight * (fewer * known)[:, None])
    if len(scores) == 1:
        return total
    soft = -(soft_of(scores[1:]) * scores[0].log_softmax(-1)).sum(-1)
    return (1 - TAUGHT) * total + TAUGHT * mean_of(soft, weight)


def asked(seen: list[Seen], step: dict[str, Tensor], inside: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The cues whose roles are learned: the true ones, then those that the network wrongly takes for cues."""
    rows, words, _ = step["cues"].long().unbind(1)
    likely = torch.sigmoid(seen[0].cue[..., 0].detach())
    allowed = inside & ~step["near"]
    if len(seen) == 1:
        allowed = allowed & (step["claims"] == ALL)[:, None]
    else:
        # A teacher's cues are asked for wherever nobody marked them all.
        unmarked = (step["claims"] != ALL)[:, None]
        sure = torch.stack([torch.sigmoid(s.cue[..., 0]) for s in seen[1:]]).mean(0)
        likely = torch.where(unmarked, torch.maximum(sure, 0.5 * likely), likely)
    likely = torch.where(allowed, likely, torch.zeros_like(likely)).flatten()
    many = len(rows) // 2 + (8 if len(seen) == 1 else 48)
    values, places = likely.topk(min(many, len(likely)))
    places = places[values > 0.1]
    more_rows, more_words = places // inside.shape[1], places % inside.shape[1]
    known = torch.cat([torch.ones_like(rows), (step["claims"] == ALL).long()[more_rows]]).float()
    return torch.cat([rows, more_rows]), torch.cat([words, more_words]), known


def role_scores(
    network: Network, seen: Seen, rows: Tensor, words: Tensor, view: Tensor, par: Tensor, mask: Tensor
) -> Tensor:
    """Ask the tagger of a network for the roles of the words around cues."""
    half = 2 * network.role.width
    around = seen.role[rows[:, None], view][..., :half]
    cue = seen.role[rows, words][..., half:]
    far = distances(view.device)[None].expand(len(rows), -1)
    with torch.set_grad_enabled(network.training):
        return network.role(around, cue, far, par, mask).float()


def distances(device: torch.device) -> Tensor:
    """How far the words of a view are from its cue, in signed powers of two."""
    apart = torch.arange(-BEFORE, AFTER + 1, device=device)
    steps = torch.floor(torch.log2(apart.abs() + 0.5) + 1.0000001).clamp(0, FURTHEST).long()
    return FURTHEST + apart.sign() * steps


def name_loss(own: Seen, said: list[Seen], step: dict[str, Tensor], inside: Tensor) -> Tensor:
    """Names' tags; where a word may be a group's name and was not marked as one, both are right."""
    codes = step["name"].long()
    logs = own.name.log_softmax(-1)
    perhaps = codes == PERHAPS_GROUP
    known = (codes != UNKNOWN) & inside
    plain = torch.where(perhaps | ~known, torch.zeros_like(codes), codes)
    hard = -logs.gather(-1, plain[..., None])[..., 0]
    hard = torch.where(perhaps, -logs[..., _GROUPS].logsumexp(-1), hard)
    hard_mean = mean_of(hard, known * step["weight"][:, None])
    if not said:
        return hard_mean
    soft = -(soft_of([each.name for each in said]) * logs).sum(-1)
    return (1 - TAUGHT) * hard_mean + TAUGHT * mean_of(soft, inside.float())


def bounds_loss(network: Network, seen: list[Seen], step: dict[str, Tensor], inside: Tensor) -> Tensor:
    """The first and last word of each description, given its head."""
    row, head, first, last, kind = step["mentions"].long().unbind(1)
    chosen = kind == 1
    row, head, first, last = (x[chosen] for x in (row, head, first, last))
    if not len(row):
        return seen[0].bounds.sum() * 0
    starts, ends = bound_scores(network.size.bounds, seen[0].bounds, row, head, inside)
    return functional.cross_entropy(starts, first) + functional.cross_entropy(ends, last)


def bound_scores(size: int, bounds: Tensor, row: Tensor, head: Tensor, inside: Tensor) -> tuple[Tensor, Tensor]:
    """Scores of all words of a window as the first and last of the mention that a word heads."""
    own = bounds[row, head][:, None, :size]
    start, end = bounds[row][..., size : 2 * size], bounds[row][..., 2 * size :]
    scores = ((own * start).sum(-1).float(), (own * end).sum(-1).float())
    return tuple(each.masked_fill(~inside[row], _FAR) for each in scores)  # type: ignore[return-value]


def antecedent_loss(networks: list[Network], seen: list[Seen], step: dict[str, Tensor]) -> Tensor:
    """The likelihood of all right antecedents together, "none" among them where a mention is its actor's first."""
    if not len(step["pairs"]):
        return seen[0].ante.sum() * 0
    later, _, place = step["pairs"].long().unbind(1)
    tables = []
    for network, own in zip(networks, seen, strict=True):
        with torch.set_grad_enabled(network.training):
            tables.append(antecedent_table(network, own.ante, step))
    logs = tables[0].log_softmax(-1)
    right = torch.zeros_like(tables[0], dtype=torch.bool)
    right[later, place + 1] = step["same"] == 1
    right[:, 0] = step["truth"] == 0
    known = (step["truth"] >= 0).float()
    hard = -logs.masked_fill(~right, _FAR).logsumexp(-1)
    hard_mean = mean_of(torch.where(known > 0, hard, torch.zeros_like(hard)), known)
    if len(tables) == 1:
        return hard_mean
    soft = -(soft_of(tables[1:]) * logs).sum(-1)
    return (1 - TAUGHT) * hard_mean + TAUGHT * soft.mean()


def antecedent_table(network: Network, ante: Tensor, step: dict[str, Tensor]) -> Tensor:
    """Scores of "none" (0) and of each earlier mention: [mentions, 1 + most earlier ones].

    Where only some pairs are known, as in GAP, the others are no candidates.
    """
    row, head, first, last, kind = step["mentions"].long().unbind(1)
    vectors = network.ante.mention(ante[row, head], ante[row, first], ante[row, last], kind)
    later, earlier, place = step["pairs"].long().unbind(1)
    pairs = network.ante(vectors[later][:, None], vectors[earlier][:, None], step["features"].long()[:, None, None])
    table = torch.full((len(row), int(step["most"]) + 1), _FAR, device=ante.device)
    table[:, 0] = 0
    scores = pairs[:, 0, 0].float()
    hidden = (step["same"] == -1) & (step["truth"] >= 0)[later]
    table[later, place + 1] = scores.masked_fill(hidden, _FAR)
    return table


def grammar_losses(networks: list[Network], seen: list[Seen], step: dict[str, Tensor]) -> dict[str, Tensor]:
    """Tags, heads, labels and sentence starts."""
    most = step["tag"].shape[1]
    inside = torch.arange(most, device=step["tag"].device)[None] < step["tokens"][:, None]
    own, said = seen[0], seen[1:]
    tag, head, dep = (step[name].long() for name in ("tag", "head", "dep"))
    arcs = []
    for network, each in zip(networks, seen, strict=True):
        with torch.set_grad_enabled(network.training):
            arcs.append(arc_scores(network, each.gram, inside))
    hard = functional.binary_cross_entropy_with_logits(own.sent, step["sent"].clamp(min=0).float(), reduction="none")
    sent = mean_of(hard, (inside & (step["sent"] >= 0)).float())
    if said:
        soft = torch.stack([torch.sigmoid(each.sent) for each in said]).mean(0)
        taught = functional.binary_cross_entropy_with_logits(own.sent, soft, reduction="none")
        sent = (1 - TAUGHT) * sent + TAUGHT * mean_of(taught, inside.float())
    known = inside & (head >= 0)
    return {
        "tag": mixed(own.tag, [each.tag for each in said], tag, inside),
        "arc": mixed(arcs[0], arcs[1:], head, inside),
        "dep": label_loss(networks, seen, known, head, dep),
        "sent": sent,
    }


def arc_scores(network: Network, gram: Tensor, inside: Tensor) -> Tensor:
    """Scores of each token's head: [rows, tokens, 1 + tokens], the root first; no token is its own head."""
    own, heads, _, _ = gram.split(network.gram.sizes, -1)
    heads = functional.pad(functional.gelu(heads), (0, 0, 1, 0))
    scores = network.gram.arcs(functional.gelu(own), heads).float()
    scores[:, :, 1:] = scores[:, :, 1:].masked_fill(~inside[:, None], _FAR)
    own_place = torch.arange(inside.shape[1], device=inside.device)
    scores[:, own_place, own_place + 1] = _FAR
    return scores


def label_loss(networks: list[Network], seen: list[Seen], known: Tensor, head: Tensor, dep: Tensor) -> Tensor:
    """The labels of tokens under the heads that the marks give them."""
    rows, tokens = known.nonzero(as_tuple=True)
    heads, wanted = head[rows, tokens], dep[rows, tokens]
    scores = []
    for network, each in zip(networks, seen, strict=True):
        with torch.set_grad_enabled(network.training):
            scores.append(label_scores(network, each.gram, rows, tokens, heads))
    return mixed(scores[0], scores[1:], wanted, torch.ones_like(wanted, dtype=torch.bool))


def label_scores(network: Network, gram: Tensor, rows: Tensor, tokens: Tensor, heads: Tensor) -> Tensor:
    """Scores of labels of tokens under their heads; the root's vector is zero."""
    _, _, own, above = gram.split(network.gram.sizes, -1)
    above = functional.gelu(above[rows, (heads - 1).clamp(min=0)]) * (heads > 0)[:, None]
    return network.gram.labels(functional.gelu(own[rows, tokens]), above).float()
