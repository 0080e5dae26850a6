"""The rules that attach mentions: what each means, and how often it was right."""

from __future__ import annotations

import csv
from functools import cache
from typing import NamedTuple

from ..files import DATA

#: The rule of a mention that a reader put to its actor.
CORRECTED = "corrected"
_FILE, _CHOICES = DATA / "actor_rules.csv", DATA / "antecedents.csv"


class Rule(NamedTuple):
    """A reason why a mention belongs to an actor.

    Attributes:
        rule: its short name, as in the table of mentions.
        meaning: what it says, in one line.
        right: how many of the mentions that it attached on development data were right.
        counted: out of how many.
        confidence: from these, with one right and one wrong added, in steps of 0.05, 0.95 at most; 1 for a correction.
    """

    rule: str
    meaning: str
    right: int
    counted: int
    confidence: float


@cache
def rules() -> tuple[Rule, ...]:
    """Give every rule of the actors step.

    >>> [rule.meaning for rule in rules() if rule.rule == "surname"]
    ['the surname of a full name in the text']

    Source: counted by benchmarks/calibrate_actors.py on the public data that it names.
    """
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(
        Rule(row["rule"], row["meaning"], int(row["right"] or 0), int(row["counted"] or 0), _confidence(row))
        for row in rows
    )


def confidence_of(rule: str, sure: float | None = None) -> float:
    """Say how often mentions of a rule were right, 0 to 1; where the network chose, those that it was as sure of."""
    return _of_rule(rule) if sure is None else _of_choice(sure)


@cache
def _of_rule(rule: str) -> float:
    return next(r.confidence for r in rules() if r.rule == rule)


def _of_choice(sure: float) -> float:
    return next(confidence for least, confidence in _choices() if sure >= least)


@cache
def _choices() -> tuple[tuple[float, float], ...]:
    """From which probability on the network's choices were right how often, the surest first."""
    lines = _CHOICES.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(sorted(((float(row["least"]), _confidence(row)) for row in rows), reverse=True))


def _confidence(row: dict[str, str]) -> float:
    """Count coarsely: a rule that was seen a few times only is neither certain nor hopeless."""
    if row.get("rule") == CORRECTED:
        return 1.0
    return min(round((int(row["right"]) + 1) / (int(row["counted"]) + 2) * 20), 19) / 20
