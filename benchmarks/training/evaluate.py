"""Score what predict.py wrote: python -m training.evaluate --data PREPARED --gold BENCHMARKS --said FILE [FILE ...].

Names, types, grouping and claims by the repository's scorers, pronouns as GAP scores them, grammar beside spaCy's.
Needs the project's environment (for the rules that claims are weighed with), not PyTorch. Scores alone are shown, no
document.
"""

from __future__ import annotations

import argparse
import json
import lzma
import pickle
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import calibrate_claims
from onrecord.claims import find_claims
from onrecord.claims import model as claims_model
from onrecord.network import Candidate, Passage, blind, card
from onrecord.network.pairs import KINDS
from onrecord.network.roles import best_roles
from onrecord.text import parse
from scorers import actors as actor_scorer
from scorers import claims as claim_scorer
from verdicts import Verdicts, spans

from .documents import BEFORE, ROLES, TYPES, Document, load
from .prepare import rows

NAMES = ("worldwide_dev", "reuters_dev", "gum_news_dev")
PLACES = {"worldwide_dev": "names", "reuters_dev": "actors", "gum_news_dev": "actors"}
_FAR = -1e4
_PUNCTUATION = frozenset({".", ",", "``", "''", ":", "-LRB-", "-RRB-", "HYPH", "_SP"})


def actors_of(document: Document, said: dict[str, Any]) -> list[dict[str, Any]]:
    """Mentions in the benchmark's form; an actor is what antecedents join."""
    actor: list[int] = []
    out = []
    for n, (_, first, last, kind, own, _) in enumerate(said["mentions"].tolist()):
        before = int(said["antecedent"][n])
        actor.append(actor[before] if before >= 0 else n)
        start, end = int(document.starts[first]), int(document.ends[last])
        out.append({"start": start, "end": end, "type": TYPES[own], "kind": KINDS[kind], "actor": str(actor[n])})
    return out


def names(documents: list[Document], said: dict[Any, Any], gold: Path) -> dict[str, float]:
    """Names, with type, and grouping."""
    wanted = actor_scorer.read(str(gold))
    found = {d.id: {"mentions": actors_of(d, said[d.source, d.id])} for d in documents}
    total, _ = actor_scorer.score(wanted, found)
    out = {"names": total["names_exact"]["f1"], "typed": total["names_typed"]["f1"]}
    if documents[0].source != "worldwide_dev":
        out["grouping of names"] = total["actors_name"]["conll_f1"]
    if documents[0].source == "gum_news_dev":
        out["grouping of all"] = total["actors_any"]["conll_f1"]
    return out


def pronouns(documents: list[Document], said: dict[Any, Any], gold: Path) -> dict[str, float]:
    """GAP's own measure, as benchmarks/pronouns/score.py has it."""
    counts: dict[str, Counter[str]] = {"M": Counter(), "F": Counter()}
    by_id = {d.id: d for d in documents}
    silent = 0
    for row in rows(gold):
        mentions = actors_of(by_id[row["id"]], said["gap_validation", row["id"]])
        for pair in row["pairs"]:
            (a, b), (x, y) = pair["pronoun"], pair["name"]
            who = {m["actor"] for m in mentions if m["start"] <= a and b <= m["end"] and m["kind"] == "pronoun"}
            silent += not who
            one = any(m["actor"] in who and m["start"] < y and x < m["end"] for m in mentions if m["kind"] != "pronoun")
            counts[row["gender"]][("tp" if pair["same"] else "fp") if one else ("fn" if pair["same"] else "tn")] += 1
    both = counts["M"] + counts["F"]
    return {
        "GAP F1": gap_f1(both),
        "precision": both["tp"] / max(1, both["tp"] + both["fp"]),
        "masculine": gap_f1(counts["M"]),
        "feminine": gap_f1(counts["F"]),
        "pronouns without actor": silent / 2,
    }


def gap_f1(counts: Counter[str]) -> float:
    """F1 of counts."""
    return 2 * counts["tp"] / max(1, 2 * counts["tp"] + counts["fp"] + counts["fn"])


def grammar(
    documents: list[Document], said: dict[Any, Any], gold: Path, lists: dict[str, list[str]]
) -> dict[str, float]:
    """Agreement with spaCy, and of both with people's tags and sentence starts."""
    c: Counter[str] = Counter()
    trees = {row["id"]: row for row in rows(gold)}
    for document in documents:
        own, tree = said[document.source, document.id], trees[document.id]
        place = {tuple(w): n for n, w in enumerate(tree["w"])}
        heads, labels = own["head"] == document.head, own["dep"] == document.dep
        marks = np.array([lists["tags"][t] in _PUNCTUATION for t in document.tag.tolist()])
        c["words"] += len(heads)
        c["tag"] += int((own["tag"] == document.tag).sum())
        c["uas"] += int(heads.sum())
        c["las"] += int((heads & labels).sum())
        c["no marks"] += int((~marks).sum())
        c["las no marks"] += int((heads & labels & ~marks).sum())
        wanted = {w[0] for w, s in zip(tree["w"], tree["sent"], strict=True) if s}
        for who, sent in (("own", own["sent"]), ("spacy", document.sent == 1)):
            starts = set(document.token_starts[np.asarray(sent, bool)].tolist())
            c[f"{who} hit"] += len(starts & wanted)
            c[f"{who} said"] += len(starts) + len(wanted)
        for n, span in enumerate(zip(document.token_starts.tolist(), document.token_ends.tolist(), strict=True)):
            if span in place:
                c["people"] += 1
                c["own tag"] += lists["tags"][own["tag"][n]] == tree["xpos"][place[span]]
                c["spacy tag"] += lists["tags"][document.tag[n]] == tree["xpos"][place[span]]
    return {
        "tag as spaCy": c["tag"] / c["words"],
        "UAS": c["uas"] / c["words"],
        "LAS": c["las"] / c["words"],
        "LAS without marks": c["las no marks"] / c["no marks"],
        "tag as people": c["own tag"] / c["people"],
        "spaCy's": c["spacy tag"] / c["people"],
        "sentence starts": 2 * c["own hit"] / c["own said"],
        "spaCy's starts": 2 * c["spacy hit"] / c["spacy said"],
    }


def whole(document: Document) -> Passage:
    """A document as one passage, so that a claim may run over paragraphs."""
    sizes = np.diff([*document.first.tolist(), len(document.pieces)])
    shape, quoted = document.shape.astype(np.int64), document.quoted.astype(np.int64)
    return Passage(
        0,
        document.starts.astype(np.int64),
        document.ends.astype(np.int64),
        document.pieces.astype(np.int64),
        document.first.astype(np.int64),
        shape,
        quoted,
        np.repeat(shape, sizes),
        np.repeat(quoted, sizes),
    )


def candidates(document: Document, said: dict[str, Any]) -> list[Candidate]:
    """What may be cues, in the form of the product's decoder."""
    found, moves = [], np.array(card()["transitions"])
    for word, scores, logs, mask in said["cues"]:
        places = np.flatnonzero(mask)
        own = logs[places].astype(np.float32)
        words = word - BEFORE + places
        roles = np.full((len(document.starts), len(ROLES)), _FAR, np.float32)
        roles[:, 0] = 0
        roles[words] = own
        path = np.zeros(len(document.starts), np.int64)
        path[words] = best_roles(own[None], moves)[0]
        classes = tuple(scores[2:].tolist())
        found.append(Candidate(int(word), float(scores[0]), float(scores[1]), classes, roles, path))
    return found


def claims(documents: list[Document], said: dict[Any, Any], gold: Path) -> tuple[dict[str, float], Any]:
    """End to end by the product's decoder, how sure fitted on other documents; best of several thresholds."""
    wanted = claim_scorer.load(gold)
    by_id = {d.id: d for d in documents}
    docs = [parse(row["text"]) for row in wanted.values()]
    read, x, y, folds, names_ = [], [], [], [], []
    for number, (name, doc) in enumerate(zip(wanted, docs, strict=True)):
        passage, verdict = whole(by_id[name]), Verdicts(wanted[name])
        seconds = claims_model.by_cue(find_claims(doc, "rules"))
        possible = candidates(by_id[name], said[by_id[name].source, name])
        read.append((doc, [passage], [possible]))
        for one in possible:
            values = claims_model.features(passage, one, seconds)
            names_ = list(values)
            x.append(list(values.values()))
            y.append(calibrate_claims.is_right(verdict, passage, one))
            folds.append(number % calibrate_claims.FOLDS)
    rows_, right, fold = np.array(x), np.array(y, float), np.array(folds)
    fits = [calibrate_claims.fitted(rows_[fold != n], right[fold != n]) for n in range(calibrate_claims.FOLDS)]
    fits = [dict(zip(names_, fit, strict=True)) for fit in fits]
    best: dict[str, float] = {}
    for threshold in calibrate_claims.THRESHOLDS:
        found, _ = calibrate_claims.at_threshold(wanted, read, fits, threshold)
        score = claim_scorer.score(wanted, found)
        shown = {kind: 100 * score[kind]["end_to_end"]["F1"] for kind in score}
        shown |= {"exact": 100 * score["all"]["exact"]["F1"], "threshold": threshold}
        best = max(best, shown, key=lambda each: each.get("all", 0))
    return best, dict(zip(names_, calibrate_claims.fitted(rows_, right), strict=True))


def speech(
    documents: list[Document], said: dict[Any, Any], gold: Path, weights: Any, threshold: float
) -> dict[str, float]:
    """GUM news, which marks reported speech and thought alone, with the weights fitted on PolNeAR."""
    wanted = claim_scorer.load(gold)
    by_id = {d.id: d for d in documents}
    claims_model.card()["confidence"].update(weights)
    docs = [parse(row["text"]) for row in wanted.values()]
    out = {}
    for least in (-1.5, -1.0, -0.5, 0.0):
        claims_model.card()["reported"] = least
        found = {}
        for name, doc in zip(wanted, docs, strict=True):
            document = by_id[name]
            passage, possible = whole(document), candidates(document, said[document.source, name])
            claims_model.candidates = lambda _, c=possible: [c]
            own = [
                spans(claim)
                for claim in find_claims(doc, "model", threshold, replace(blind(), passages=[passage]))
                if claim.reported
            ]
            found[name] = {"id": name, "attributions": own}
        out[f"speech at {least}"] = 100 * claim_scorer.score(wanted, found)["all"]["end_to_end"]["F1"]
    return out


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--said", type=Path, nargs="+", required=True)
    parser.add_argument("--skip-claims", action="store_true", help="claims take a minute or two a file")
    args = parser.parse_args()
    lists = json.loads((args.data / "labels.json").read_text(encoding="utf-8"))
    every = load(args.data / "dev.xz")
    for path in args.said:
        said = pickle.loads(lzma.decompress(path.read_bytes()))
        of: Callable[[str], list[Document]] = lambda name, s=said: [  # noqa: E731
            d for d in every if d.source == name and (name, d.id) in s
        ]
        print(f"== {path.name}", flush=True)
        for name in NAMES:
            if of(name):
                show(name, names(of(name), said, args.gold / PLACES[name] / f"{name}.jsonl"))
        if of("gap_validation"):
            show("gap_validation", pronouns(of("gap_validation"), said, args.gold / "pronouns/gap_validation.jsonl"))
        for name in ("pud", "ewt_dev"):
            if of(name):
                show(name, grammar(of(name), said, args.gold / f"trees/{name}.jsonl", lists))
        if not args.skip_claims and of("polnear-dev"):
            best, weights = claims(of("polnear-dev"), said, args.gold / "claims/polnear-dev.jsonl")
            show("polnear-dev", best)
            gold = args.gold / "claims/gum-news-dev.jsonl"
            show("gum-news-dev", speech(of("gum-news-dev"), said, gold, weights, best["threshold"]))


def show(name: str, figures: dict[str, float]) -> None:
    """Print figures on one line."""
    print(f"{name}: " + ", ".join(f"{key} {value:.4f}" for key, value in figures.items()), flush=True)


if __name__ == "__main__":
    main()
