"""Accuracy and speed of the actors step: python3 run.py bench actors [--data FOLDER].

Prints, in one run: names, grouping and the five most mentioned actors with 95% bootstrap intervals over documents, for
every spaCy pipeline that is installed, beside spaCy's own entities put together where they are the same words; what
is missed and what is wrong by kind; how often each rule is right; speed beside bare nlp.pipe (timing.py); memory.
FOLDER holds gum_news_dev.jsonl, challenge_dev.jsonl and meantime_dev.jsonl (benchmarks/README.md says where they are
from).
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest import mock

from actor_verdicts import found_in, judged, parsed
from corpora import ROUNDS, Documents, are_there, interval
from onrecord.actors import find_actors
from onrecord.text.pipeline import DEFAULT_PIPELINE
from scorers import actors as scorer
from timing import speed

SETS = {"gum_news_dev": "GUM news", "challenge_dev": "challenge items", "meantime_dev": "MEANTIME openings"}
PIPELINES = (DEFAULT_PIPELINE, "en_core_web_md", "en_core_web_lg")
FIGURES = {
    "names": lambda s: s["names_exact"]["f1"],
    "grouping of names": lambda s: s["actors_name"]["conll_f1"],
    "all mentions": lambda s: s["mentions_all"]["f1"],
    "grouping of all": lambda s: s["actors_any"]["conll_f1"],
    "top five": lambda s: s["top5_recall"],
}
# spaCy's labels that an actor can have.
LABELS = {"PERSON": "PERSON", "ORG": "ORG", "GPE": "GPE", "NORP": "NORP", "LOC": "GPE"}
# The peak of a process that reads the texts of a file, in MiB; on macOS the system counts in bytes.
MEMORY = """
import json, resource, sys
from onrecord.actors import find_actors
from onrecord.text import parse
for text in map(parse, [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]):
    find_actors(text)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))
"""


def main(folder: Path) -> int:
    """Print every table; returns the exit status."""
    if not are_there(folder, [f"{name}.jsonl" for name in SETS]):
        return 2
    for name, title in SETS.items():
        gold = scorer.read(str(folder / f"{name}.jsonl"))
        print(f"\nActors in {title}: {len(gold)} documents. F1 (top five: recall) in points, 95% intervals.\n")
        print(f"{'':38}" + "".join(f"{figure:>20}" for figure in FIGURES))
        for pipeline in filter(find_spec, PIPELINES):
            docs = parsed(gold, pipeline)
            short = "sm" if pipeline == DEFAULT_PIPELINE else pipeline[-2:]
            row(f"On Record, {short}", gold, {i: found_in(text) for i, text in docs.items()})
            row(f"spaCy {short}, same words are one", gold, {i: same_words(text.doc) for i, text in docs.items()})
    gold = scorer.read(str(folder / "gum_news_dev.jsonl"))
    docs = parsed(gold)
    errors(gold, {i: found_in(text) for i, text in docs.items()})
    texts = [document["text"] for document in gold.values()]
    speed(texts, {"find_actors": lambda: [find_actors(text) for text in docs.values()]})
    memory(folder / "gum_news_dev.jsonl")
    return 0


def same_words(doc: Any) -> list[dict[str, Any]]:
    """What spaCy gives by itself: its entities, those of the same words as one actor."""
    return [
        {
            "start": ent.start_char,
            "end": ent.end_char,
            "type": LABELS[ent.label_],
            "kind": "name",
            "actor": ent.text.removeprefix("the ").removeprefix("The ").removesuffix("'s").removesuffix("’s").lower(),
        }
        for ent in doc.ents
        if ent.label_ in LABELS
    ]


def row(title: str, gold: Documents, found: dict[str, list[dict[str, Any]]]) -> None:
    """Print one line of a table: each figure with its interval."""
    pred = {name: {"id": name, "mentions": mentions} for name, mentions in found.items()}
    with mock.patch.object(scorer, "summary", dict):  # the sums themselves, so that documents can be drawn anew
        total, by_document = scorer.score(gold, pred)
    chance = random.Random(0)
    drawn = []
    for _ in range(ROUNDS):
        sums: Counter[str] = Counter()
        for name in chance.choices(list(by_document), k=len(by_document)):
            for key, value in by_document[name].items():
                sums[key] += value
        drawn.append(scorer.summary(sums))
    cells = []
    for figure in FIGURES.values():
        low, high = interval([100 * figure(one) for one in drawn])
        cells.append(f"{100 * figure(scorer.summary(Counter(total))):.1f} ({low:.1f}-{high:.1f})")
    print(f"{title:38}" + "".join(f"{cell:>20}" for cell in cells))


def errors(gold: Documents, found: dict[str, list[dict[str, Any]]]) -> None:
    """Print what is missed and what is wrong by kind, and how often each rule is right."""
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    right: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for name, mentions in found.items():
        document = gold[name]
        matched, _ = scorer.align(document["mentions"], mentions, document["text"])
        named = {m["actor"] for m in document["mentions"] if m["kind"] == "name"}
        hit = set(matched.values())
        missed.update(m["kind"] for i, m in enumerate(document["mentions"]) if i not in hit and m["actor"] in named)
        for mention, verdict in judged(document, mentions):
            wrong[mention["kind"]] += not verdict
            right[mention["rule"]] += verdict
            counted[mention["rule"]] += 1
    print("\nGUM news, by kind of mention (missed: of actors that are named; wrong: no mention, or another actor's):")
    for kind in ("name", "nominal", "pronoun"):
        print(f"  {kind:26}{missed[kind]:>5} missed{wrong[kind]:>6} wrong")
    print("\nGUM news, how often each rule is right:")
    for rule, number in counted.most_common():
        print(f"  {rule:26}{right[rule]:>5} of{number:>5}")


def memory(path: Path) -> None:
    """Print the most memory that a process needs for pipeline and actors."""
    done = subprocess.run([sys.executable, "-c", MEMORY, str(path)], capture_output=True, text=True, check=False)
    peak = f"{float(done.stdout):.0f} MiB" if done.returncode == 0 else "not measured; this system does not say"
    print(f"Most memory, pipeline and actors: {peak}")
