"""The steps of a reading, in order: parse, actors, dates, claims, tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..actors import find_actors
from ..article import Article
from ..claims import check_method, find_claims
from ..dates import find_dates
from ..errors import step
from ..network import Seen, look
from ..text import DEFAULT_PIPELINE, Text, parse
from .corrections import correct
from .data import Reading
from .join import joined
from .mending import mend_claims, mend_dates
from .stored import stored


def read(
    article: Article,
    pipeline: str | None = None,
    method: str = "model",
    threshold: float | None = None,
    corrections: Mapping[str, Any] | None = None,
) -> Reading:
    """Read an article: find its actors, dates and claims, and join them.

    The readings of the articles in seeds/ come with the package, and are there at once.

    Args:
        article: from load_article or from_text.
        pipeline: the name of an installed spaCy pipeline; by default the one that comes with this project.
        method: how claims are found: "model" or "rules" (see find_claims).
        threshold: the least confidence, 0 to 1, with which a claim is kept; by default as find_claims has it.
        corrections: what to mend about actors (see correct), claims and dates (see mend_claims, mend_dates); by
            default those of the article, which load_article takes from the .toml file beside it.

    Returns:
        A Reading with eight tables: sentences, actors, mentions, roles, dates, claims, spans, about.

    Raises:
        PipelineError: the pipeline is not installed or is damaged.
        ModelError: the weights of the network are missing or damaged.
        CorrectionError: a correction that cannot be made.
        StepError: a step met what nobody foresaw; it names the step.

    Misses: what the three extractors miss (see find_actors, find_dates and find_claims), and a source that
    only the sense of the article tells ("a person close to the talks").

    >>> from onrecord import from_text
    >>> read(from_text("Mayor Ann Lee said the pool will close.")).claims.source.tolist()
    ['Mayor Ann Lee']
    """
    check_method(method)
    chosen = article.corrections if corrections is None else corrections
    usual = pipeline in (None, DEFAULT_PIPELINE) and method == "model" and threshold is None
    if usual and isinstance(chosen, Mapping) and (known := stored(article, chosen)):
        return known
    with step("parse"):
        text = parse(article.text, pipeline)
    return read_text(article, text, method, threshold, corrections)


def read_text(
    article: Article,
    text: Text,
    method: str = "model",
    threshold: float | None = None,
    corrections: Mapping[str, Any] | None = None,
    seen: Seen | None = None,
) -> Reading:
    """Read an article whose text is taken apart already, and perhaps seen by the network; all else is as for read."""
    with step("network"):
        seen = seen or look(text)
    with step("actors"):
        chosen = (article.corrections if corrections is None else corrections) or {}
        actors, mentions = correct(article.text, *find_actors(text, seen), chosen)
    with step("dates"):
        found = find_dates(text, article.published, seen)
        timexes = mend_dates(text, found, article.published, chosen.get("dates", ()))
    with step("claims"):
        mended = mend_claims(text, find_claims(text, method, threshold, seen), chosen.get("claims", ()))
    with step("tables"):
        tables = joined(text, actors, mentions, timexes, mended)
    return Reading(replace(article, corrections=chosen), **tables)
