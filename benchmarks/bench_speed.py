"""Measure the speed of a reading, as ratios within one run: python3 run.py bench speed [--data FOLDER].

Reads 10,000 words of the articles in FOLDER (.jsonl files, objects with `text`); without it, this project's own
articles. Times depend on the machine: quote the ratios.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from math import ceil
from pathlib import Path

from corpora import sample
from onrecord import Article, load_article, read
from onrecord.actors import find_actors
from onrecord.charts import CHARTS
from onrecord.claims import find_claims
from onrecord.dates import find_dates
from onrecord.network import look
from onrecord.text import parse
from timing import ROUNDS, Action, bare, in_turns, seconds, speed

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
_WORDS = 10_000
_SHORT, _LONG = 5_000, 50_000


def main(folder: Path, rounds: int = ROUNDS) -> int:
    """Print one line a step; returns the exit status."""
    articles = sample(folder, _WORDS) or own_articles(_WORDS)
    texts = [article.text for article in articles]
    docs = [parse(text) for text in texts]
    seen = [look(doc) for doc in docs]
    days = [article.published for article in articles]
    steps: dict[str, Action] = {
        "parse by paragraphs": lambda: [parse(text) for text in texts],
        "the network": lambda: [look(doc) for doc in docs],
        "actors": lambda: [find_actors(doc, own) for doc, own in zip(docs, seen, strict=True)],
        "dates": lambda: [find_dates(doc, day, own) for doc, day, own in zip(docs, days, seen, strict=True)],
        "claims (model)": lambda: [find_claims(doc) for doc in docs],
        "claims (rules)": lambda: [find_claims(doc, "rules") for doc in docs],
        "whole reading (rules)": lambda: [read(article, method="rules") for article in articles],
        "whole reading": lambda: [read(article) for article in articles],
    }
    took = speed(texts, steps, rounds)
    kept = took["bare nlp.pipe"] / took["whole reading"]
    print(f"  a whole reading has {kept:.2f} of the words a second of bare nlp.pipe")
    growth(texts)
    starts(articles[0], rounds)
    return 0


def own_articles(words: int) -> list[Article]:
    """The articles that come with this project, again and again until they have so many words."""
    own = [load_article(path) for path in sorted(SEEDS.rglob("*.txt"))]
    times = ceil(words / sum(len(article.text.split()) for article in own))
    return own * times


def growth(texts: list[str]) -> None:
    """Print how much longer a text of 50,000 words takes than one of 5,000; 10 is best, 100 the square."""
    short, long = (text_of(texts, words) for words in (_SHORT, _LONG))
    print(f"\n{_LONG:,} words against {_SHORT:,}, processor time (10 is best, 11 the most that is wanted):")
    steps: dict[str, Callable[[str], object]] = {
        "bare nlp.pipe": lambda text: bare([text])(),
        "parse by paragraphs": parse,
        "whole reading (rules)": lambda text: read(Article(text), method="rules"),
        "whole reading": lambda text: read(Article(text)),
    }
    for name, action in steps.items():
        # The short one stands on both sides of the long one, so that a machine that slows down shows in neither.
        before, took, after = (seconds(partial(action, text)) for text in (short, long, short))
        print(f"  {name:26}{2 * took / (before + after):6.1f} x")


def text_of(texts: list[str], words: int) -> str:
    """One text of so many words, of paragraphs of others in turn."""
    paragraphs = [line for text in texts for line in text.split("\n") if line.strip()]
    found: list[str] = []
    count = 0
    while count < words:
        line = paragraphs[len(found) % len(paragraphs)]
        found.append(" ".join(line.split()[: words - count]))
        count += len(found[-1].split())
    return "\n".join(found)


def starts(article: Article, rounds: int) -> None:
    """Print what the charts of an article take, and starting up."""
    reading = read(article)
    codes = ("import onrecord", "import onrecord; onrecord.read(onrecord.load_article('rutte-warns-trump'))")
    actions: dict[str, Action] = {"five charts, drawn": lambda: [draw(reading).svg() for draw in CHARTS]}
    for code in codes:
        call = [sys.executable, "-c", code]
        actions[f'python -c "{code}"'] = lambda call=call: subprocess.run(call, check=True)
    print("\nSeconds of processor time:")
    for name, took in in_turns(actions, rounds).items():
        print(f"{took:6.2f} s   {name}")
