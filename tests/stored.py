"""Writes the readings that come with the package: .venv/bin/python tests/stored.py, after any change of what is read.

Those of the articles in seeds/, and one more that the exercises ask for: the same article a year earlier.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from onrecord import load_article
from onrecord.article import Article
from onrecord.reading import stored
from onrecord.reading.steps import read_text
from onrecord.text import parse

SEEDS = ("rutte-warns-trump", "harwick-budget", "kettle-recall")


def articles() -> list[Article]:
    """The articles whose readings come with the package."""
    own = [load_article(name) for name in SEEDS]
    return [*own, replace(own[0], published=date(2023, 12, 3))]


def write(folder: Path) -> None:
    """Read all of them anew, and put what was read into a folder."""
    for article in articles():
        with TemporaryDirectory() as place:
            (path,) = read_text(article, parse(article.text)).save(place, ["json"])
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / stored.name_of(article, article.corrections))


if __name__ == "__main__":
    shutil.rmtree(stored.FOLDER, ignore_errors=True)
    write(stored.FOLDER)
