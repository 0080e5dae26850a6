"""Measure the speed of a reading, as ratios within one run: python3 run.py bench speed.

Absolute times depend on the machine; quote the ratios. Each figure is the median over the rounds.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from onrecord import Article, load_article, read
from onrecord.actors import find_actors
from onrecord.charts import CHARTS
from onrecord.claims import find_claims
from onrecord.dates import find_dates
from onrecord.text import load_pipeline, parse

SEEDS = ("rutte-warns-trump", "harwick-budget", "kettle-recall")


def median_time(action: Callable[[], object], rounds: int) -> float:
    """The median time of an action in seconds, after one round that does not count."""
    action()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def growth(texts: list[str]) -> None:
    """Print how much longer ten times the text takes, in processor time; 10 is best, 100 the square."""
    small, large = ("\n".join(texts[:n]) for n in (1, 10))
    print(f"ten times the text ({len(small.split())} words, then {len(large.split())}):", end="")
    steps: dict[str, Callable[[str], object]] = {
        "parse": parse,
        "reading by rules": lambda text: read(Article(text), method="rules"),
        "reading by the model": lambda text: read(Article(text)),
    }
    for name, action in steps.items():
        times = []
        for text in (small, large):
            start = time.process_time()
            action(text)
            times.append(time.process_time() - start)
        print(f"   {name} {times[1] / times[0]:.1f} x", end="")
    print()


def main(_: object = None, rounds: int = 7) -> int:
    """Print one line a step; returns the exit status."""
    articles = [load_article(name) for name in SEEDS]
    texts = [article.text for article in articles]
    words = sum(len(text.split()) for text in texts)
    docs = [parse(text) for text in texts]
    nlp = load_pipeline()
    days = [article.published for article in articles]
    steps: dict[str, Callable[[], object]] = {
        "bare nlp.pipe": lambda: list(nlp.pipe(texts)),
        "parse by paragraphs": lambda: [parse(text) for text in texts],
        "find_actors": lambda: [find_actors(doc) for doc in docs],
        "find_dates": lambda: [find_dates(doc, day) for doc, day in zip(docs, days, strict=True)],
        "find_claims (model)": lambda: [find_claims(doc) for doc in docs],
        "find_claims (rules)": lambda: [find_claims(doc, "rules") for doc in docs],
        "whole reading": lambda: [read(article) for article in articles],
    }
    base = 0.0
    print(f"{words} words in {len(texts)} articles, median of {rounds} rounds")
    for name, action in steps.items():
        took = median_time(action, rounds)
        base = base or took
        print(f"{name:22}{words / took:>10,.0f} words/s   {took / base:5.2f} x the time of bare nlp.pipe")
    growth(["\n".join(texts)] * 10)
    reading = read(articles[0])
    print(f"{'five charts, drawn':22}{median_time(lambda: [draw(reading).svg() for draw in CHARTS], rounds):>10.2f} s")
    for code in ("import onrecord", "import onrecord; onrecord.read(onrecord.load_article('rutte-warns-trump'))"):
        took = median_time(lambda code=code: subprocess.run([sys.executable, "-c", code], check=True), rounds)
        print(f'{took:6.2f} s   python -c "{code}"')
    return 0
