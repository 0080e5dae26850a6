"""Accuracy and speed of the claims step: python3 run.py bench claims [--data FOLDER].

Prints, in one run: end-to-end F1 with 95% bootstrap intervals over documents, by kind of quotation, class of cue and
kind of source; the speech view on GUM news; the desks' marks (desks.py), by form; calibration; both methods; textacy,
where it is installed; what two people agree on; speed beside bare nlp.pipe (timing.py). FOLDER holds polnear-dev.jsonl,
polnear-dev-alt.jsonl and gum-news-dev.jsonl; pool.jsonl, with the desks' articles, stands there or in the folder pool
beside it (benchmarks/README.md says where they are from). None of them comes with this project.
"""

from __future__ import annotations

import random
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

import desks
from claims_peers import has_textacy, textacy_claims
from corpora import ROUNDS, Documents, are_there, interval, pool_of, words
from onrecord.claims import METHODS, Claim, find_claims
from onrecord.claims.sources import source_kind
from onrecord.text import Text, parse
from scorers import claims as scorer
from timing import Action, speed
from verdicts import Verdicts, calibration, spans

# Documents that the speed is measured over: some 15,000 words.
_TIMED = 25
KINDS = ("all", "direct", "mixed", "indirect")


def main(folder: Path) -> int:
    """Print every table; returns the exit status."""
    polnear, gum = folder / "polnear-dev.jsonl", folder / "gum-news-dev.jsonl"
    if not are_there(folder, (polnear.name, gum.name)):
        return 2
    news = scorer.load(polnear)
    docs = parsed(news)
    print(f"Claims on PolNeAR dev: {len(news)} documents, {words(news):,} words. F1 in points, 95% intervals.\n")
    print(f"{'':28}{'end to end':>22}{'P':>7}{'R':>7}{'content exact':>16}")
    found = {}
    for method in METHODS:
        found[method] = read_all(docs, method)
        table(method, news, predictions(found[method]))
    if has_textacy():
        theirs, errors = textacy_claims({name: text.doc for name, text in docs.items()})
        table("textacy", news, theirs)
        print(f"  textacy stopped with an error in {errors} of {len(docs)} documents; there it found nothing")
    ceiling(folder, news)
    verdicts = right(news, found["model"])
    details(docs, found["model"], verdicts)
    trust([(found["model"][name][n].confidence, verdict) for (name, n), verdict in verdicts.items()])
    on_gum(gum)
    on_desks(folder)
    speeds(news, docs)
    return 0


def parsed(documents: Documents) -> dict[str, Text]:
    """Parse documents, by their ids."""
    return {name: parse(document["text"]) for name, document in documents.items()}


def read_all(docs: dict[str, Text], method: str) -> dict[str, list[Claim]]:
    """Find the claims of every document."""
    return {name: find_claims(text, method) for name, text in docs.items()}


def speeds(documents: Documents, docs: dict[str, Text]) -> None:
    """Print the speed of both methods, and of textacy where it is installed, over the first documents."""
    names = list(documents)[:_TIMED]
    own = {name: docs[name] for name in names}
    steps: dict[str, Action] = {f"claims by {method}": partial(read_all, own, method) for method in METHODS}
    if has_textacy():
        steps["textacy"] = lambda: textacy_claims({name: text.doc for name, text in own.items()})
    speed([documents[name]["text"] for name in names], steps)


def predictions(found: dict[str, list[Claim]]) -> Documents:
    """Claims in the benchmark's format."""
    return {name: {"id": name, "attributions": [spans(claim) for claim in claims]} for name, claims in found.items()}


def on_desks(folder: Path) -> None:
    """Print the figures on the desks' marks, both parts, all and by form."""
    articles = pool_of(folder)
    if articles is None:
        print("\nDesks: skipped, since pool.jsonl is not there.")
        return
    for part in ("dev", "true"):
        gold = desks.load(part, articles)
        docs = parsed(gold)
        print(f"\nDesks, {part}: {len(gold)} articles, {words(gold):,} words.")
        for method in METHODS:
            pred = predictions(read_all(docs, method))
            table(method, gold, pred)
            if method == "model":
                by_form(gold, pred)
                print(f"  words of claims: {share_of_words(gold, pred)}")


def by_form(gold: Documents, pred: Documents) -> None:
    """Print the figures of each form of article, with intervals."""
    for form in sorted({document["form"] for document in gold.values()}):
        own = {name: document for name, document in gold.items() if document["form"] == form}
        ends = scorer.score(own, pred)["all"]["end_to_end"]
        low, high = intervals(own, pred)[0]
        print(f"  {form:14}{len(own):>4} articles{100 * ends['F1']:>8.1f} ({low:.1f}-{high:.1f})")


def share_of_words(gold: Documents, pred: Documents) -> str:
    """How many of the words in contents are right, and how many of those that should be are there."""
    tokens = scorer.score(gold, pred)["all"]["tokens"]
    return f"precision {100 * tokens['P']:.1f}, recall {100 * tokens['R']:.1f}"


def table(title: str, gold: Documents, pred: Documents) -> None:
    """Print one method's figures by kind of quotation, with intervals."""
    score = scorer.score(gold, pred)
    for kind, (low, high) in zip(KINDS, intervals(gold, pred), strict=True):
        ends, exact = score[kind]["end_to_end"], score[kind]["exact"]
        figures = f"{100 * ends['F1']:.1f} ({low:.1f}-{high:.1f})"
        rest = f"{100 * ends['P']:7.1f}{100 * ends['R']:7.1f}{100 * exact['F1']:16.1f}"
        print(f"{title + ', ' + kind:28}{figures:>22}{rest}")


def intervals(gold: Documents, pred: Documents) -> list[tuple[float, float]]:
    """95% bootstrap intervals of the end-to-end F1 over documents, for each kind."""
    counts = [[tally(scorer.score({name: gold[name]}, {name: pred[name]})[kind]) for kind in KINDS] for name in gold]
    chance = random.Random(0)
    samples: list[list[float]] = [[] for _ in KINDS]
    for _ in range(ROUNDS):
        drawn = chance.choices(counts, k=len(counts))
        for n, sample in enumerate(samples):
            hits, wanted, given = (sum(row[n][i] for row in drawn) for i in range(3))
            sample.append(200 * hits / max(wanted + given, 1))
    return [interval(sample) for sample in samples]


def tally(figures: dict[str, Any]) -> tuple[float, int, int]:
    """Right ones, gold ones and found ones of one document."""
    return figures["end_to_end"]["R"] * figures["gold"], figures["gold"], figures["pred"]


def ceiling(folder: Path, gold: Documents) -> None:
    """Print what a further annotator reaches against the first one, on the documents that have one."""
    path = folder / "polnear-dev-alt.jsonl"
    train, train_alt = folder / "polnear-train.jsonl", folder / "polnear-train-alt.jsonl"
    hits = wanted = given = 0.0
    for first, second in ((gold, path), (scorer.load(train) if train.is_file() else {}, train_alt)):
        for line in second.read_text(encoding="utf-8").splitlines() if second.is_file() else ():
            other = scorer.json.loads(line)
            if other["id"] in first:
                one = tally(scorer.score({other["id"]: first[other["id"]]}, {other["id"]: other})["all"])
                hits, wanted, given = hits + one[0], wanted + one[1], given + one[2]
    if wanted:
        print(f"{'two people, all':28}{200 * hits / (wanted + given):>12.1f}   (documents marked by several people)")


def right(gold: Documents, found: dict[str, list[Claim]]) -> dict[tuple[str, int], bool]:
    """Say of each claim whether it is right end to end."""
    return {
        (name, n): verdict
        for name, claims in found.items()
        for n, verdict in enumerate(Verdicts(gold[name]).of([spans(claim) for claim in claims]))
    }


def details(docs: dict[str, Text], found: dict[str, list[Claim]], verdicts: dict[tuple[str, int], bool]) -> None:
    """Print how many claims are right by class of cue and by kind of source."""
    for title, of in (
        ("class of cue", lambda name, claim: claim.cue_class),
        ("kind of source", lambda name, claim: source_kind(docs[name].doc, claim.source)),
    ):
        groups: dict[str, list[bool]] = defaultdict(list)
        for (name, n), verdict in verdicts.items():
            groups[of(name, found[name][n])].append(verdict)
        print(f"\nRight end to end (precision), by {title}:")
        for group, own in sorted(groups.items(), key=lambda item: -len(item[1])):
            print(f"  {group:16}{len(own):>6} found{100 * sum(own) / len(own):>8.1f} % right")


def trust(judged: list[tuple[float, bool]]) -> None:
    """Print how often claims of each confidence are right, and the expected calibration error."""
    rows, error = calibration(judged)
    print("\nCalibration: confidence, claims, share that is right")
    for sure, share, number in rows:
        print(f"  {sure:.2f}{number:>7}{share:>8.2f}")
    print(f"  expected calibration error {error:.3f}")


def on_gum(path: Path) -> None:
    """Print the speech view on GUM news, which marks reported speech and thought alone."""
    gold = scorer.load(path)
    docs = parsed(gold)
    print(f"\nSpeech view on GUM news: {len(gold)} documents, {words(gold):,} words.")
    for method in METHODS:
        found = read_all(docs, method)
        reported = {name: [claim for claim in claims if claim.reported] for name, claims in found.items()}
        table(f"{method}, speech", gold, predictions(reported))
