"""Checks for the exercises: they say what is wrong with an answer and where to look, and never what is right."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from numbers import Number
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
import pandas as pd

from ..reading.tables import ROLES, SCHEMA
from ..trust.agreement import annotated_spans, bounds
from .verdict import Verdict

if TYPE_CHECKING:
    from ..reading import Reading

#: The kinds of source that no reader could ask: nobody in particular, one of many, or nobody at all.
ANONYMOUS = ("unnamed", "collective", "none", "unknown")
#: Where there is no one right answer.
_DONE = "Done"
_AGAIN = "If you changed ARTICLE, run all cells from the top (Run > Run All Cells)."
_KEEP = f"Rows keep their numbers when you filter; reset_index() takes them away. {_AGAIN}"
_SEEN = {"claim": ["source", "cue", "content"], "actor": ["name", "type"]}
# What tells a row of one article from the row with the same number of another one.
_WORDS = ("content", "name", "text", "source", "cue")
_KEYS = {key.name for key, *_ in SCHEMA.values()}
_FROM = "Begin with the table, and keep rows of it."
# What is given in place of a table: what it is called, and what to do about it.
_NO_TABLE: tuple[tuple[type | tuple[type, ...], str, str], ...] = (
    ((bool, np.bool_), "true or false", "Take away any() or all()."),
    (Number, "a number", "Take away len() or sum()."),
    (str, "a string", "Begin with the table, without quote marks."),
    (pd.Series, "one column", "Two brackets keep a table."),
    (pd.DataFrame, "a table", _FROM),
    ((np.ndarray, pd.api.extensions.ExtensionArray), "an array", "Take away .values, to_numpy() or unique()."),
    (tuple, "a list", "Take away .shape."),
    ((list, set, dict), "a list", _FROM),
)

Method = TypeVar("Method", bound=Callable[..., "Verdict"])


def _kindly(check: Method) -> Method:
    """Let a check answer in words whatever it is given: a lesson must not stop at somebody's odd object."""

    @wraps(check)
    def kind(*args: Any, **kwargs: Any) -> Verdict:
        try:
            return check(*args, **kwargs)
        except Exception as problem:
            says = f"this cannot be checked ({type(problem).__name__})."
            return Verdict(False, says, f"Look at the call: check.{check.__name__} takes {_takes(check)}.")

    return cast("Method", kind)


class Check:
    """Checks answers against one reading, whatever article it is of.

    Every check takes what a student made, in any state, and returns a Verdict. None raises.

    >>> from onrecord import from_text, read
    >>> reading = read(from_text("The mayor said the pool might close."))
    >>> Check(reading).hedged(reading.attributed.hedged)
    Not yet: this is a condition, true or false for each row, and not the rows themselves.
    Hint: Put the condition into square brackets behind the table: table[condition].
    """

    def __init__(self, reading: Reading) -> None:
        """Take a reading, and keep its tables as they are now: a student may change them by mistake."""
        self._reading = reading
        self._claims = reading.claims.copy()
        self._attributed = reading.attributed.copy()
        self._actors = reading.actors.copy()
        self._mentions = reading.mentions.copy()

    @_kindly
    def claims(self, table: Any) -> Verdict:
        """Check the first five claims, with source, cue and content."""
        problem = self._no_rows(table, self._attributed, "claims")
        if problem:
            return problem
        missing = [column for column in ROLES if column not in table]
        if missing:
            return Verdict(False, f"the column {missing[0]} is not there.", "Name it too.")
        if table.index.tolist() != self._attributed.index[:5].tolist():
            return Verdict(False, "these are not the first five rows.", "What does table.head() give?", table)
        extra = [str(column) for column in table if column not in ROLES]
        if extra:
            return Verdict(False, f"the column {extra[0]} is one too many.", "Name only the three columns.")
        return Verdict(True, "source, cue and content of the first claims.", shown=table)

    @_kindly
    def anonymous(self, table: Any) -> Verdict:
        """Check the claims whose source nobody could ask."""
        wanted = self._attributed.source_kind.isin(ANONYMOUS)
        hint = "Several values of source_kind mean that there is nobody to ask; isin([...]) takes a list of them."
        words = ("claim", ["source_kind"], "`source_kind` is {source_kind}", hint)
        return self._rows(table, self._attributed, wanted, words)

    @_kindly
    def hedged(self, table: Any) -> Verdict:
        """Check the claims that are hedged."""
        hint = "The column hedged is true or false for each claim."
        words = ("claim", ["hedged", "hedge"], "it is not hedged (`hedged` is {hedged})", hint)
        return self._rows(table, self._attributed, self._attributed.hedged, words)

    @_kindly
    def own_voice(self, table: Any) -> Verdict:
        """Check the claims that the article makes in its own voice."""
        hint = "They are in reading.claims and not in reading.attributed; the column rule or source_kind tells them."
        own = self._claims.source_kind == "article"
        words = ("claim", ["source_kind"], "`source_kind` is {source_kind}", hint)
        return self._rows(table, self._claims, own, words)

    @_kindly
    def unheard(self, table: Any) -> Verdict:
        """Check the actors that claims are about, and that make none."""
        actors = self._actors
        wanted = (actors.n_claims_about > 0) & (actors.n_claims_made == 0)
        hint = "Two conditions have to hold at once: n_claims_about and n_claims_made."
        why = "`n_claims_about` is {n_claims_about} and `n_claims_made` is {n_claims_made}"
        return self._rows(table, actors, wanted, ("actor", ["n_claims_about", "n_claims_made"], why, hint))

    @_kindly
    def moved(self, other: Any) -> Verdict:
        """Check a reading of the same text with another day of publication."""
        if _blank(other):
            return _blank_verdict()
        article = getattr(other, "article", None)
        if article is None or not hasattr(other, "dates"):
            return Verdict(False, f"this is {_no_table(other)[0]}, and a reading is asked for.", "read(...) gives one.")
        if article.text != self._reading.article.text:
            return Verdict(False, "this is a reading of another text.", f"Begin with reading.article. {_AGAIN}")
        if article.published == self._reading.article.published:
            hint = "replace(reading.article, published=date(2020, 5, 17)) gives the article with another day."
            return Verdict(False, "the day of publication is still the same.", hint)
        if article.published is None:
            return Verdict(False, "now there is no day of publication at all.", "Give another day instead.")
        table = self._reading.dates[["text", "value"]].assign(moved=other.dates.value)
        count = int((table.value != table.moved).sum())
        noun, has = "expression" if len(table) == 1 else "expressions", "has" if count == 1 else "have"
        says = f"{count} of {len(table)} {noun} {has} another value now."
        own = self._reading.article.published
        later = own is not None and article.published > own
        hint = "Any other day works too. The task asks for a year earlier, and this one is later." if later else ""
        return Verdict(True, says, hint, table, _DONE)

    @_kindly
    def corrected(self, table: Any) -> Verdict:
        """Check a table of mentions in which at least one was put to another actor."""
        problem = self._no_rows(table, self._mentions, "mentions")
        if problem:
            return problem
        if not self._reading.mentions.equals(self._mentions):
            hint = "Begin with reading.mentions.copy(), and run the first cell again."
            return Verdict(False, "the table of the reading itself was changed.", hint)
        if table.index.tolist() != self._mentions.index.tolist() or list(table) != list(self._mentions):
            hint = "Begin with reading.mentions.copy(); only numbers in actor change."
            return Verdict(False, "its rows or columns are not those of reading.mentions.", hint)
        if not table.drop(columns="actor").equals(self._mentions.drop(columns="actor")):
            return Verdict(False, "a column other than actor was changed.", 'Name the column: .loc[rows, "actor"] = 3')
        if not pd.api.types.is_integer_dtype(table.actor) or table.actor.isna().any():
            return Verdict(False, "an actor is a number, and here is something else.", "reading.actors lists them.")
        if (table.actor < 0).any():
            return Verdict(False, "an actor has a negative number.", "The numbers of actors begin at 0.")
        changed = table.actor != self._mentions.actor
        if not changed.any():
            return Verdict(False, "no mention has another actor yet.", "See which row you mean: mentions.query(...).")
        names = self._actors.name
        who = {"before": self._mentions.actor.map(names), "after": table.actor.map(names).fillna("a new actor")}
        shown = table[["text"]].assign(**who)[changed]
        return Verdict(True, "every other mention is where it was.", shown=shown, praise=_DONE)

    @_kindly
    def annotation(self, table: Any, paragraph: Any) -> Verdict:
        """Check that an annotation by hand points at words of its paragraph; not whether it is a good one."""
        form = 'pd.DataFrame([("who", "says", "what")], columns=["source", "cue", "content"])'
        if _blank(table):
            return _blank_verdict()
        if not isinstance(table, pd.DataFrame) or not set(ROLES) <= set(table):
            return Verdict(False, "an annotation is a table with the columns source, cue and content.", form)
        if table.empty:
            return Verdict(False, "there is no claim in it yet.", "If the paragraph has none, choose another one.")
        for number, content in enumerate(table.content):
            if not isinstance(content, str) or not content.strip():
                return Verdict(False, f"row {number} has no content.", "A claim needs what is claimed.", table)
        twice = table.duplicated(list(ROLES))
        if twice.any():
            return Verdict(False, f"row {twice.tolist().index(True)} is there twice.", "Take one away.", table)
        hint = "Each paragraph has its number before it. Change PARAGRAPH in the cell that shows the article."
        try:
            bounds(self._reading, paragraph)
            hint = "Long passages can be shortened: “first words … last words”."
            spans = annotated_spans(table, self._reading, paragraph)
        except ValueError as problem:
            return Verdict(False, f"{problem}.", hint, table)
        says = "every word of it stands in the paragraph. Whether it is a good reading, your neighbour will say."
        return Verdict(True, says, shown=spans[["claim", "role", "text"]], praise=_DONE)

    @_kindly
    def compared(self, result: Any) -> Verdict:
        """Check a comparison of two annotations, and say it in words."""
        if _blank(result):
            return _blank_verdict()
        wanted = ["found", "reference", "both", "precision", "recall", "kappa"]
        if not isinstance(result, pd.DataFrame) or not set(wanted) <= set(result) or len(result) != 1:
            return Verdict(False, "this is not what agreement(...) gives.", "It takes two annotations.")
        row = result.iloc[0]
        says = f"of {_claims(row.found)} in the first annotation, {row.both:.0f} {_are(row.both)} in the second too; "
        says += f"of {_claims(row.reference)} in the second, {row.both:.0f} {_are(row.both)} in the first."
        same = row.kappa == 1 and row.found == row.reference == row.both
        hint = "They agree in every word. Is it the same annotation twice?" if same else ""
        return Verdict(True, says, hint, result, _DONE)

    @_kindly
    def question(self, question: Any, table: Any) -> Verdict:
        """Check that a question of one's own is one, and that a table answers it."""
        if _blank(question) or _blank(table):
            return _blank_verdict()
        problem = _no_question(question) or self._no_answer(table)
        if problem:
            return problem
        shown = table.to_frame() if isinstance(table, pd.Series) else table
        rows = "1 row answers" if len(table) == 1 else f"{len(table)} rows answer"
        return Verdict(True, f"{rows} “{question.strip()}”", "Read the rows behind it.", shown, _DONE)

    def _no_answer(self, table: Any) -> Verdict | None:
        """What is wrong with the answer to a question of one's own; None where nothing is."""
        if _is_condition(table):
            return _condition_verdict()
        if not isinstance(table, pd.DataFrame | pd.Series):
            return Verdict(False, f"the answer is {_no_table(table)[0]}, and a table is asked for.", "Show your rows.")
        if table.empty:
            return Verdict(False, "the table is empty.", "Is the condition wrong, or does nobody say so?")
        if any(_is_whole(table, own) for own in (*self._reading.tables.values(), self._reading.attributed)):
            return Verdict(False, "this is a whole table of the reading.", "Keep the rows or counts that answer it.")
        return None

    def _no_rows(self, table: Any, reference: pd.DataFrame, noun: str) -> Verdict | None:
        """What is wrong with a table before anybody looks at its rows; None where nothing is."""
        problem = _no_frame(table, reference, noun)
        if problem:
            return problem
        if not _is_of(table, reference):
            return Verdict(False, f"these are not rows of the table of {noun}.", "Does it begin with the right table?")
        if not set(table.index) <= set(reference.index):
            hint = "Does it begin with the right table?" if set(table.index) <= set(self._claims.index) else _KEEP
            return Verdict(False, f"some rows are not among the {noun} asked for.", hint)
        if any(_differs(table, reference, column) for column in _WORDS if column in table and column in reference):
            return Verdict(False, "the words in these rows are not those of this article.", _KEEP)
        if table.index.has_duplicates:
            row = table.index[table.index.duplicated()][0]
            return Verdict(False, f"row {row} is there more than once.", "Use drop_duplicates(), or check the join.")
        return None

    def _rows(
        self, table: Any, reference: pd.DataFrame, wanted: pd.Series, words: tuple[str, list[str], str, str]
    ) -> Verdict:
        """Compare the rows of a table with those asked for; words: the rows' noun, columns, why not, a hint."""
        noun, columns, why, hint = words
        problem = self._no_rows(table, reference, f"{noun}s")
        if problem:
            return problem
        if table.empty and wanted.any():
            hint = "Is the value spelt as in the column?"
            return Verdict(False, "the table is empty: no row meets the condition.", hint)
        shown = table[[column for column in (*_SEEN[noun], *columns) if column in table]]
        extra = table.index.difference(reference.index[wanted], sort=False)
        if len(extra):
            because = why.format(**reference.loc[extra[0]])
            return Verdict(False, f"{noun} {extra[0]} does not belong here: {because}.", hint, shown)
        if len(table) < wanted.sum():
            return Verdict(False, "every row belongs here, but not all are there.", hint, shown)
        share = f"{len(table)} of {len(reference)} {noun}s."
        return Verdict(True, share if len(table) else f"this article has none among its {noun}s.", shown=shown)


def _blank(answer: Any) -> bool:
    """Whether there is no answer yet: the three dots, as they were or between brackets."""
    inside = isinstance(answer, list | tuple) and len(answer) > 0 and all(map(_blank, answer))
    return inside or answer is ... or answer is None


def _blank_verdict() -> Verdict:
    return Verdict(False, "there is no answer yet.", "Put it in place of the three dots, and run the cell again.")


def _is_condition(answer: Any) -> bool:
    return isinstance(answer, pd.Series) and pd.api.types.is_bool_dtype(answer)


def _condition_verdict() -> Verdict:
    hint = "Put the condition into square brackets behind the table: table[condition]."
    return Verdict(False, "this is a condition, true or false for each row, and not the rows themselves.", hint)


def _no_question(question: Any) -> Verdict | None:
    """What is wrong with the words of a question; None where nothing is."""
    if not isinstance(question, str) or len(question.split()) < 3:
        return Verdict(False, "the question is not a sentence yet.", 'Write it between quote marks: "Who …?"')
    if not question.strip().endswith("?"):
        return Verdict(False, "this does not end with a question mark.", "What would you ask of the article?")
    return None


def _no_frame(thing: Any, reference: pd.DataFrame, noun: str) -> Verdict | None:
    """What is given in place of a table; None where it is one."""
    if _blank(thing):
        return _blank_verdict()
    if _is_condition(thing):
        return _condition_verdict()
    if isinstance(thing, pd.DataFrame):
        return None
    kind, hint = _series(thing, reference) if isinstance(thing, pd.Series) else _no_table(thing)
    return Verdict(False, f"this is {kind}, and a table of {noun} is asked for.", hint)


def _is_of(table: pd.DataFrame, reference: pd.DataFrame) -> bool:
    """Whether rows are of a table: its key is their index, or the values of one column are the same in both.

    Row numbers alone say nothing: every table has a row 5.
    """
    if table.index.name in _KEYS:
        return bool(table.index.name == reference.index.name)
    rows = table[[row in reference.index for row in table.index]]
    return any(rows[c].equals(reference.loc[rows.index, c]) for c in reference if c in table)


def _differs(table: pd.DataFrame, reference: pd.DataFrame, column: str) -> bool:
    """Whether a column has other words than the reference; what is missing there may have been filled in."""
    own = reference.loc[table.index, column]
    return bool(((table[column] != own) & own.notna()).any())


def _is_whole(answer: pd.DataFrame | pd.Series, table: pd.DataFrame) -> bool:
    """Whether an answer is a whole table, or whole columns of one; the only row of a table may well be an answer."""
    columns = [answer.name] if isinstance(answer, pd.Series) else list(answer)
    if len(table) < 2 or not set(columns) <= set(table):
        return False
    return bool(answer.equals(table[answer.name] if isinstance(answer, pd.Series) else table[columns]))


def _no_table(thing: Any) -> tuple[str, str]:
    """What something is that is given in place of a table, in the words of a lesson, and a hint."""
    if callable(thing):
        return "a method that was not called", "Brackets are missing at the end: head()."
    if type(thing).__name__ == "Styler":
        return "a table drawn with .style", "Take away .style and what follows it."
    other = (f"something else ({type(thing).__name__})", _FROM)
    return next(((words, hint) for kinds, words, hint in _NO_TABLE if isinstance(thing, kinds)), other)


def _series(series: pd.Series, reference: pd.DataFrame) -> tuple[str, str]:
    """What a Series is to a table, and a hint: one of its rows, counts of its rows, or one of its columns."""
    kind, hint = _no_table(series)
    if len(series) and set(series.index) <= set(reference):
        return "one row", hint
    if pd.api.types.is_numeric_dtype(series) and series.index.name != reference.index.name:
        return "a column of counts", "Keep the rows that are counted, and not their number."
    return kind, hint


def _takes(check: Callable[..., Any]) -> str:
    return " and ".join(list(inspect.signature(check).parameters)[1:])


def _claims(number: float) -> str:
    return "1 claim" if number == 1 else f"{number:.0f} claims"


def _are(number: float) -> str:
    return "is" if number == 1 else "are"
