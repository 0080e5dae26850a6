"""Count how often each rule of the actors step is right: python benchmarks/calibrate_actors.py GOLD.jsonl ...

Writes the counts into lib/onrecord/data/actor_rules.csv; the meanings there are written by hand and stay. A rule that
attached nothing keeps no counts, so that its confidence is one half.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from actor_verdicts import found_in, judged, parsed
from onrecord.actors.rules import CORRECTED
from onrecord.files import write_whole
from scorers import actors as scorer

DATA = Path(__file__).resolve().parents[1] / "lib" / "onrecord" / "data"
RULES, CHOICES = DATA / "actor_rules.csv", DATA / "antecedents.csv"
#: From which probability on choices are counted together.
LEAST = (0.95, 0.85, 0.7, 0.5, 0.3, 0.0)


def main(paths: list[str]) -> None:
    """Count, and write."""
    right: Counter[str | float] = Counter()
    counted: Counter[str | float] = Counter()
    for path in paths:
        gold = scorer.read(path)
        for name, text in parsed(gold).items():
            for mention, verdict in judged(gold[name], found_in(text)):
                for key in (mention["rule"], *(least for least in LEAST if least_of(mention) == least)):
                    right[key] += verdict
                    counted[key] += 1
    lines = RULES.read_text(encoding="utf-8").splitlines()
    out = io.StringIO()
    out.write("".join(f"{line}\n" for line in lines if line.startswith("#")))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["rule", "right", "counted", "meaning"])
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        rule = row["rule"]
        counts = ["", ""] if rule == CORRECTED else [right[rule], counted[rule]]
        writer.writerow([rule, *counts, row["meaning"]])
    write_whole(RULES, out.getvalue())
    lines = [line for line in CHOICES.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    rows = [f"{least},{right[least]},{counted[least]}" for least in LEAST]
    write_whole(CHOICES, "\n".join([*lines, "least,right,counted", *rows]) + "\n")


def least_of(mention: dict[str, Any]) -> float | None:
    """In which row of the choices a mention counts; none where a rule chose."""
    sure = mention["sure"]
    return None if sure is None else next(least for least in LEAST if sure >= least)


if __name__ == "__main__":
    main(sys.argv[1:])
