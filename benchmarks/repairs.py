"""What each repair after the network brings: python benchmarks/repairs.py FOLDER ARTICLES.jsonl

Switches off one repair of the table (claims/repairs.py) after the other, on FOLDER's development part of PolNeAR, on
GUM's speech and the desks' marks, and counts on the first 200 articles of ARTICLES how many claims it changes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import desks
from corpora import Documents, articles
from onrecord.claims import Claim, find_claims, repairs
from onrecord.claims import model as claims_model
from onrecord.network import Seen, blind
from onrecord.network.candidates import candidates
from onrecord.network.windows import passages_of
from onrecord.text import Text, parse
from scorers import claims as scorer
from verdicts import spans

_COUNTED = 200


def main(folder: Path, pool: Path) -> None:
    """Print a line for each repair."""
    sets: dict[str, Documents] = {
        "polnear": scorer.load(folder / "polnear-dev.jsonl"),
        "gum": scorer.load(folder / "gum-news-dev.jsonl"),
        "dev": desks.load("dev", pool),
        "true": desks.load("true", pool),
    }
    some = [row["text"] for row in articles(pool.parent)][:_COUNTED]
    readers = {name: {key: reader(row["text"]) for key, row in gold.items()} for name, gold in sets.items()}
    counted = [reader(text) for text in some]
    table = repairs.REPAIRS
    print(f"{'':32}{'changed':>8}" + "".join(f"{name:>16}" for name in sets))
    plain: list[list[Claim]] = []
    for off in (None, *table):
        repairs.REPAIRS = tuple(one for one in table if one is not off)
        read = [reads() for reads in counted]
        plain = plain or read
        changed = sum(
            len(set(map(words, one)) - set(map(words, other))) for one, other in zip(plain, read, strict=True)
        )
        figures = "".join(f"{scored(sets[name], readers[name], name):>16}" for name in sets)
        print(f"{off.__name__ if off else 'all':32}{changed:>8}{figures}", flush=True)


def words(claim: Claim) -> tuple[Any, ...]:
    """Where a claim's parts stand."""
    return claim.source, claim.cue, claim.content


def reader(characters: str) -> Callable[[], list[Claim]]:
    """Make the function that finds a text's claims; the networks are run once."""
    text = parse(characters)
    passages = passages_of(text)
    return partial(_found, text, replace(blind(), passages=passages), candidates(passages))


def _found(text: Text, seen: Seen, possible: list[Any]) -> list[Claim]:
    claims_model.candidates = lambda _: possible
    return find_claims(text, "model", None, seen)


def scored(gold: Documents, readers: dict[str, Callable[[], list[Claim]]], name: str) -> str:
    """End-to-end F1 and exact contents."""
    found = {key: reads() for key, reads in readers.items()}
    if name == "gum":
        found = {key: [claim for claim in claims if claim.reported] for key, claims in found.items()}
    score = scorer.score(gold, {k: {"id": k, "attributions": [spans(c) for c in v]} for k, v in found.items()})["all"]
    return f"{100 * score['end_to_end']['F1']:.2f} {100 * score['exact']['F1']:.2f}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
