"""What the tests share: the readings of the three articles in seeds/, made once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from onrecord import load_article, read
from onrecord.reading import Reading

ROOT = Path(__file__).resolve().parents[1]
SEEDS = sorted(path.stem for path in (ROOT / "seeds").glob("*.txt"))


@cache
def reading_of(name: str) -> Reading:
    return read(load_article(name))


@pytest.fixture(params=SEEDS)
def reading(request: pytest.FixtureRequest) -> Reading:
    """The reading of each article in seeds/."""
    return reading_of(request.param)
