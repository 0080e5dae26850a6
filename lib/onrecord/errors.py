"""Every error that a user can meet, in one family. The message of each is one line: what is wrong and what to do."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .files import printable

_PACKAGE = Path(__file__).resolve().parent
# In characters; a reason is one line of a table, whatever an article's name or day is.
_LONGEST = 600


class OnRecordError(Exception):
    """What all errors of this package have in common: `except OnRecordError` catches each of them."""


class ArticleError(OnRecordError, ValueError):
    """An article that cannot be read."""


class WebError(OnRecordError, ValueError):
    """A page that cannot be fetched, or holds no article."""


class CorrectionError(ArticleError):
    """A correction that cannot be made: which one, and what to do."""


class PipelineError(OnRecordError, RuntimeError):
    """A spaCy pipeline that cannot be used."""


class ModelError(OnRecordError, RuntimeError):
    """Weights of the network that are missing or damaged."""


class CorpusError(OnRecordError, RuntimeError):
    """A corpus that cannot be read on."""


class AppError(OnRecordError, RuntimeError):
    """An app that cannot be served: why, and what to do."""


class ExtraError(OnRecordError, ImportError):
    """A package that is not installed, of one of the extras: which, and how to install it."""


class StepError(OnRecordError, RuntimeError):
    """A step of a reading met what nobody foresaw: a mistake in this package, never in the article.

    Attributes:
        step: the step's name: parse, actors, dates, claims or tables.
    """

    def __init__(self, step: str, problem: Exception) -> None:
        """Say in one line which step stopped, at what and where, and how to report it."""
        from . import __version__

        said = " ".join(str(problem).split())[:200]
        what = f"{type(problem).__name__}: {said}" if said else type(problem).__name__
        super().__init__(
            f"the step '{step}' stopped at something unforeseen ({what}, {_place(problem)}, version {__version__}). "
            "This is a mistake in On Record, not in your article. Please open an issue with this line and, "
            "if you may share it, the sentence that it stops at."
        )
        self.step = step


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Say which extra has a package that is not installed, wherever one is imported.

    >>> with extra("corpus"):
    ...     import none_such
    Traceback (most recent call last):
    onrecord.errors.ExtraError: none_such is not installed; it comes with: pip install "onrecord[corpus]"
    """
    try:
        yield
    except ExtraError:
        raise
    except ModuleNotFoundError as problem:
        what = (problem.name or str(problem)).partition(".")[0]
        raise ExtraError(f'{what} is not installed; it comes with: pip install "onrecord[{name}]"') from None


@contextmanager
def step(name: str) -> Iterator[None]:
    """Turn whatever is not foreseen inside a step into a StepError that names it.

    >>> with step("claims"):
    ...     [].pop()
    Traceback (most recent call last):
    onrecord.errors.StepError: the step 'claims' stopped at something unforeseen (IndexError: pop from empty list, ...
    """
    try:
        yield
    except OnRecordError:
        raise
    except Exception as problem:
        raise StepError(name, problem) from problem


def _place(problem: Exception) -> str:
    """The last line of this package that was running."""
    frames = traceback.extract_tb(problem.__traceback__)
    own = [frame for frame in frames if _PACKAGE in Path(frame.filename).resolve().parents]
    return f"{Path(own[-1].filename).relative_to(_PACKAGE).as_posix()}:{own[-1].lineno}" if own else "elsewhere"


def first_line(problem: BaseException) -> str:
    r"""What an error says, in one line that can be written and printed.

    >>> first_line(ValueError("no day: \ud800\nsecond line"))
    'no day: \ufffd'
    """
    said = printable((str(problem).strip().splitlines() or [type(problem).__name__])[0])
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def reason(problem: Exception) -> str:
    """Why one article of many could not be read, in one line; what would befall all others too is raised again.

    >>> reason(ArticleError("there is no text in it.")), reason(KeyError("a"))
    ('there is no text in it.', "reading failed (KeyError: 'a')")
    """
    if isinstance(problem, (ModelError, PipelineError, ExtraError)):
        raise problem
    said = first_line(problem)
    return said if isinstance(problem, OnRecordError) else f"reading failed ({type(problem).__name__}: {said})"
