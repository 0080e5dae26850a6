"""Fit how sure a claim is, and choose the threshold: python benchmarks/calibrate_claims.py DEV.jsonl ARTICLES.jsonl

A logistic regression on documents that the network did not learn from, PolNeAR's development part and the desks'
(desks.py, whose texts ARTICLES has), by six folds over documents. Prints the weights for
lib/onrecord/models/network.toml, the end-to-end F1 at each threshold, and the calibration of the folds that were held
back, which it writes to lib/onrecord/models/claims-calibration.csv.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import desks
from onrecord.claims import find_claims
from onrecord.claims import model as claims_model
from onrecord.claims.decoding import attribution_of
from onrecord.network import blind, candidates
from onrecord.network.graphs import MODELS
from onrecord.network.roles import CONTENT
from onrecord.network.windows import passages_of
from onrecord.text import parse
from scorers import claims as scorer
from verdicts import Verdicts, calibration, spans

FOLDS = 6
PENALTY = 1.0
SHIPPED = 0.45
THRESHOLDS = (0.35, 0.4, SHIPPED, 0.5)


def main(path: Path, articles: Path) -> None:
    """Fit, choose, print."""
    polnear, others = scorer.load(path), desks.load("dev", articles)
    gold = polnear | others
    texts = [parse(document["text"]) for document in gold.values()]
    names: list[str] = []
    rows, right, fold = [], [], []
    read = []
    for number, (document, text) in enumerate(zip(gold.values(), texts, strict=True)):
        verdict = Verdicts(document)
        seconds = claims_model.by_cue(find_claims(text, "rules"))
        passages = passages_of(text)
        possible = candidates(passages)
        read.append((text, passages, possible))
        for passage, ones in zip(passages, possible, strict=True):
            for one in ones:
                values = claims_model.features(passage, one, seconds)
                names = list(values)
                rows.append(list(values.values()))
                right.append(is_right(verdict, passage, one))
                fold.append(number % FOLDS)
    x, y, folds = np.array(rows), np.array(right, float), np.array(fold)
    weights = [fitted(x[folds != n], y[folds != n]) for n in range(FOLDS)]
    print("[confidence]")
    for name, weight in zip(names, fitted(x, y), strict=True):
        print(f"{name} = {weight:.3f}")
    verdicts = []
    for threshold in THRESHOLDS:
        found, verdicts_here = at_threshold(gold, read, [dict(zip(names, w, strict=True)) for w in weights], threshold)
        for name, part in (("PolNeAR", polnear), ("desks", others)):
            score = scorer.score(part, {key: found[key] for key in part})
            shown = " ".join(f"{kind} {100 * score[kind]['end_to_end']['F1']:.1f}" for kind in score)
            print(f"threshold {threshold}, {name}: {shown}; content exact {100 * score['all']['exact']['F1']:.1f}")
        if threshold == SHIPPED:
            verdicts = verdicts_here
    write_calibration(verdicts)


def is_right(verdicts: Verdicts, passage: Any, one: Any) -> bool:
    """Say whether a candidate, as the network reads it, is right end to end."""
    own = attribution_of(passage, one, np.flatnonzero(one.path == CONTENT).tolist(), 0.0)
    return any(verdicts.of([spans(own)]))


def fitted(x: Any, y: Any) -> Any:
    """Logistic regression by Newton's method, with a small penalty on all weights but the first."""
    weights, penalty = np.zeros(x.shape[1]), PENALTY * np.r_[0.0, np.ones(x.shape[1] - 1)]
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        curve = x.T @ (x * (p * (1 - p))[:, None]) + np.diag(penalty)
        weights = weights + np.linalg.solve(curve, x.T @ (y - p) - penalty * weights)
    return weights


def at_threshold(
    gold: Any, read: Any, weights: Any, threshold: float
) -> tuple[dict[str, Any], list[tuple[float, bool]]]:
    """Find claims with the weights of the folds that did not see the document; and how sure and right each is."""
    found, verdicts = {}, []
    kept = dict(claims_model.card()["confidence"])
    for number, (name, (text, passages, possible)) in enumerate(zip(gold, read, strict=True)):
        claims_model.card()["confidence"].update(weights[number % FOLDS])
        claims_model.candidates = lambda _, c=possible: c
        claims = find_claims(text, "model", threshold, replace(blind(), passages=passages))
        own = [spans(claim) for claim in claims]
        found[name] = {"id": name, "attributions": own}
        verdicts += list(zip((c.confidence for c in claims), Verdicts(gold[name]).of(own), strict=True))
    claims_model.card()["confidence"].update(kept)
    return found, verdicts


def write_calibration(verdicts: list[tuple[float, bool]]) -> None:
    """Write how often claims of each confidence are right, and print the expected calibration error."""
    rows, error = calibration(verdicts)
    lines = ["confidence,right,claims", *(f"{sure:.3f},{share:.3f},{number}" for sure, share, number in rows)]
    (MODELS / "claims-calibration.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines), f"\nexpected calibration error {error:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
