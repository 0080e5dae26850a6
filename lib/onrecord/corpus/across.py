"""Across articles: the same actor in many of them, and the same event as two of them tell it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from ..reading.labels import UNNAMED
from ..reading.tables import OWN_VOICE

if TYPE_CHECKING:
    from . import Corpus

# Two claims of one source say the same where they share this much of their words (Jaccard index), common ones aside.
_ALIKE = 0.3
_SHORT = 3  # letters: shorter words are mostly grammar


def join_actors(corpus: Corpus, corrections: pd.DataFrame | None = None) -> pd.DataFrame:
    """Join the actors of all articles that are the same one, by their names.

    Actors of one type with the same name are one. A person who has a surname alone, or an organisation that has an
    abbreviation alone, goes to the one of its type who bears it in other articles, if there is just one.

    Args:
        corpus: as read_corpus gives it.
        corrections: what a reader mended: a row with `name` and `who` says that actors of that name are who; with
            `article` too, only those of that article.

    Returns:
        One row an actor of an article: article, actor, name, type, who (the name it goes by across articles).

    Raises:
        ValueError: corrections without the columns name and who.

    Misses: two people of one name are one here, and somebody who goes by two names is two: correct them.

    >>> from onrecord.corpus import read_corpus
    >>> import json, tempfile
    >>> texts = ["Mayor Ann Lee said no.", "Ann Lee spoke. Lee said yes."]
    >>> with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
    ...     _ = file.write("".join(json.dumps({"text": text}) + chr(10) for text in texts)), file.flush()
    ...     join_actors(read_corpus(file.name, workers=0, progress=False)).who.tolist()
    ['Ann Lee', 'Ann Lee']
    """
    actors = corpus.actors
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, kind, aliases in zip(actors.name, actors.type, actors.aliases, strict=True):
        for short in _short_names(name, kind, aliases):
            bearers[kind, short].add(name)
    who = [_full_name(name, bearers[kind, name]) for name, kind in zip(actors.name, actors.type, strict=True)]
    joined = actors[["article", "actor", "name", "type"]].assign(who=pd.Series(who, index=actors.index, dtype="str"))
    return joined if corrections is None else _corrected(joined, corrections)


def attributed(corpus: Corpus, actors: pd.DataFrame) -> pd.DataFrame:
    """The claims that articles attribute, each with its source's name across articles and its outlet.

    Args:
        corpus: as read_corpus gives it.
        actors: as join_actors gives them.

    Returns:
        the columns article, claim, source, cue, content, quotation; who (the source's name across articles, else its
        own words); outlet (the publisher), title and published.
    """
    claims = corpus.claims[corpus.claims.rule != OWN_VOICE]
    claims = claims[["article", "claim", "source", "source_actor", "cue", "content", "quotation"]]
    names = actors.rename(columns={"actor": "source_actor"})[["article", "source_actor", "who"]]
    names = names.astype({"source_actor": "Int64"})
    claims = claims.merge(names, on=["article", "source_actor"], how="left")
    claims["who"] = claims.who.fillna(claims.source).fillna(UNNAMED)
    about = corpus.articles[["article", "publisher", "title", "published"]].rename(columns={"publisher": "outlet"})
    return claims.drop(columns="source_actor").merge(about, on="article").astype({"who": "str"})


def side_by_side(corpus: Corpus, first: str, second: str, actors: pd.DataFrame) -> pd.DataFrame:
    """Lay two articles on the same event side by side: which sources, actors and claims each has.

    Args:
        corpus: as read_corpus gives it.
        first, second: the articles, by their `id`.
        actors: as join_actors gives them.

    Returns:
        One row a source, actor or claim, by `what`: who; text (the content of a claim); in_first and in_second
        (how often: claims by a source, mentions of an actor, 1 for a claim). Two claims of one source that share
        three words in ten are one row.

    Raises:
        ValueError: there is no such article.
    """
    pair = [_key(corpus, name) for name in (first, second)]
    claims = attributed(corpus, actors)
    sources = [claims[claims.article == key].who.value_counts(sort=False) for key in pair]
    mentions = corpus.mentions.merge(actors, on=["article", "actor"])
    named = [mentions[mentions.article == key].who.value_counts(sort=False) for key in pair]
    rows: list[tuple[str, str, str | None, int, int]] = [*_counted("source", sources), *_counted("actor", named)]
    rows += _paired(*(claims[claims.article == key] for key in pair))
    columns = ["what", "who", "text", "in_first", "in_second"]
    return pd.DataFrame(rows, columns=columns).astype({"text": "str", "in_first": "int64", "in_second": "int64"})


def _short_names(name: str, kind: str, aliases: str) -> list[str]:
    """What an actor with a full name may be called for short: a person's surname, a body's abbreviation."""
    if " " not in name:
        return []
    return [name.split()[-1]] if kind == "person" else [a for a in aliases.split("; ") if a.isupper()]


def _full_name(name: str, bearers: set[str]) -> str:
    return next(iter(bearers)) if " " not in name and len(bearers) == 1 else name


def _corrected(actors: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Rename as a reader has said."""
    missing = {"name", "who"} - set(corrections.columns)
    if missing:
        raise ValueError(f"corrections lack the column {', '.join(sorted(missing))}; they have name, who and article.")
    who = actors.who.copy()
    for row in corrections.to_dict("records"):
        meant = (actors.name == row["name"]) | (actors.who == row["name"])
        if isinstance(row.get("article"), str) and row["article"]:
            meant &= actors.article == row["article"]
        who[meant] = row["who"]
    return actors.assign(who=who)


def _key(corpus: Corpus, name: str) -> str:
    found = corpus.articles.article[corpus.articles.id == name]
    if found.empty:
        raise ValueError(f"there is no article {name!r}; their ids are in the table articles.")
    return str(found.iloc[0])


def _counted(what: str, counts: list[pd.Series]) -> list[tuple[str, str, str | None, int, int]]:
    """Rows of names with how often each article has them."""
    both = pd.concat(counts, axis=1, keys=["first", "second"]).fillna(0).astype(int)
    return [(what, str(row.Index), None, row.first, row.second) for row in both.itertuples()]


def _paired(first: pd.DataFrame, second: pd.DataFrame) -> list[tuple[str, str, str | None, int, int]]:
    """Rows of claims; those of one source that say the same are one."""
    left = list(zip(second.who, second.content.fillna(""), strict=True))
    rows: list[tuple[str, str, str | None, int, int]] = []
    for who, content in zip(first.who, first.content.fillna(""), strict=True):
        alike = [(_likeness(content, text), -n) for n, (name, text) in enumerate(left) if name == who]
        best, place = max(alike, default=(0.0, 0))
        if best >= _ALIKE:
            left.pop(-place)
        rows.append(("claim", who, content, 1, int(best >= _ALIKE)))
    return [*rows, *(("claim", who, content, 0, 1) for who, content in left)]


def _likeness(one: str, other: str) -> float:
    """The share of words that two texts have in common."""
    words, others = (
        {w for w in "".join(c if c.isalnum() else " " for c in t.lower()).split() if len(w) > _SHORT}
        for t in (one, other)
    )
    return len(words & others) / len(words | others) if words | others else 0.0
