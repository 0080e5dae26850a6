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

from actor_verdicts import found_in, judged, parsed
from onrecord.actors.rules import CORRECTED
from onrecord.files import write_whole
from scorers import actors as scorer

RULES = Path(__file__).resolve().parents[1] / "lib" / "onrecord" / "data" / "actor_rules.csv"


def main(paths: list[str]) -> None:
    """Count, and write."""
    right: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for path in paths:
        gold = scorer.read(path)
        for name, text in parsed(gold).items():
            for mention, verdict in judged(gold[name], found_in(text)):
                right[mention["rule"]] += verdict
                counted[mention["rule"]] += 1
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


if __name__ == "__main__":
    main(sys.argv[1:])
