"""The workbench: one article with its tables side by side, to look at, filter, correct and take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..article import Article, load_article
from ..reading import Reading, read

if TYPE_CHECKING:
    from .widget import Workbench


def explore(article: Reading | Article | str = "rutte-warns-trump") -> Workbench:
    """Open the workbench on an article: the annotated text at left, its claims, actors and dates at right.

    Args:
        article: a Reading, an Article, or what load_article takes (a file, a web address, a name in seeds/).

    Returns:
        A widget. ``.selection`` is the table that it shows, as a DataFrame; ``.code`` the line of pandas for it;
        ``.reading`` the reading with its corrections.

    Raises:
        ArticleError, PipelineError, ModelError: as load_article() and read() do.

    >>> from onrecord import from_text
    >>> view = explore(from_text("The mayor said no pool will close."))
    >>> view.selection.cue.tolist(), view.code
    (['said'], 'view.reading.attributed')
    """
    from .widget import Workbench

    if isinstance(article, str):
        article = load_article(article)
    return Workbench(article if isinstance(article, Reading) else read(article))
