"""The workbench as a widget: an article and its tables, linked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import pandas as pd

from ..article import Article, parse_day
from ..article.about import as_toml
from ..errors import ArticleError, CorrectionError, OnRecordError, extra
from ..export import FORMATS, bundle, export
from ..files import DATA
from ..reading import Reading, read
from ..trust.gold import gold_of
from .changes import changed, outcome, same_row
from .display import content, shown_csv, static_view
from .filters import BY_ACTOR, TABLES, choices, code, select
from .opening import beside, open_article, seeds

with extra("explore"):
    import anywidget
    import traitlets

# The ids of widgets are random elsewhere; counted, they are the same whenever a notebook runs from its beginning.
_NUMBERS = count(1)
_WIDGET = "application/vnd.jupyter.widget-view+json"


class Workbench(anywidget.AnyWidget):
    """One article with its claims, actors and dates, side by side and linked (see onrecord.explore).

    Attributes:
        reading: the Reading that is shown, with its corrections.
        selection: the rows that are shown, as a DataFrame.
        code: the line of pandas that gives them.
        corrections: what was corrected, as read() takes it (see onrecord.reading.data.corrections.correct).
    """

    _esm = DATA / "workbench.js"
    _css = DATA / "workbench.css"
    content = traitlets.Dict().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    seeds: Any = traitlets.List().tag(sync=True)
    # Articles that are in no seeds/, as options of a list; and which one of both is shown.
    own: Any = traitlets.List().tag(sync=True)
    seed = traitlets.Unicode().tag(sync=True)
    corrections: Any = traitlets.Dict().tag(sync=True)
    # How many corrections can be taken back and made again.
    steps: Any = traitlets.Dict().tag(sync=True)
    message = traitlets.Dict().tag(sync=True)
    table = traitlets.Unicode("claims").tag(sync=True)
    filters = traitlets.Dict().tag(sync=True)
    chosen = traitlets.Dict().tag(sync=True)
    shown: Any = traitlets.List().tag(sync=True)
    # Which table they are of: while Python works, another may be in front already.
    shown_of = traitlets.Unicode().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)

    def __init__(self, reading: Reading) -> None:
        """Show a reading."""
        super().__init__(model_id=f"onrecord-workbench-{next(_NUMBERS)}")
        self.seeds = seeds()
        self.reading, self._history, self._undone = reading, list[dict[str, Any]](), list[dict[str, Any]]()
        # What was made of an article stays for when it is chosen again.
        self._kept: dict[str, tuple[Reading, list[dict[str, Any]]]] = {}
        self._take(reading, self._place(reading.article))
        self.on_msg(self._answer)

    @property
    def selection(self) -> pd.DataFrame:
        """The rows that are shown: of the table in front, those that its filters keep."""
        return select(self.reading, self.table, self.filters.get(self.table, {}))

    @property
    def row(self) -> pd.DataFrame:
        """The row that is chosen, as a DataFrame with one row, or with none."""
        table = self.chosen.get("table", self.table)
        rows = getattr(self.reading, table)
        return rows.loc[rows.index == self.chosen.get("key", -1)]

    def show(self, article: Article) -> None:
        """Read another article and show it.

        Raises:
            PipelineError, ModelError: as read() does.
        """
        self._take(read(article), self._place(article))

    def correct(self, change: Mapping[str, Any]) -> str:
        """Correct an actor, a claim or a date, given by its number in its table; every table follows.

        Args:
            change: ``{"merge": [3, 5]}``, ``{"rename": 3, "to": "Mark Rutte"}``, ``{"retype": 3, "to": "person"}``,
                ``{"split": 3, "mentions": [offsets], "name": "Melania Trump"}``, ``{"table": "claims", "strike": 2}``,
                ``{"table": "claims", "mend": 2, "source": "Weller"}``, ``{"table": "claims", "add": "it is cold"}``,
                ``{"table": "dates", "mend": 0, "value": "2026-05-08"}`` and the like (see
                onrecord.reading.mending.mend_claims).

        Returns:
            what has become of it, in a sentence.

        Raises:
            CorrectionError: the correction cannot be made, or would do nothing; nothing is changed then.
        """
        before = self.corrections
        wanted = changed(self._first, self.reading, before, change)
        corrected = read(replace(self.reading.article, corrections=wanted))
        said = outcome(self.reading, corrected, change)
        self._history.append(before)
        self._undone.clear()
        self._recorrect(corrected)
        return said

    def undo(self) -> None:
        """Take the last correction back.

        Raises:
            CorrectionError: there is none that was made here.
        """
        if not self._history:
            raise CorrectionError("these corrections come with the article; mend the .toml file beside it.")
        self._undone.append(self.corrections)
        self._recorrect(read(replace(self.reading.article, corrections=self._history.pop())))

    def redo(self) -> None:
        """Make the correction again that was taken back last.

        Raises:
            CorrectionError: none was.
        """
        if not self._undone:
            raise CorrectionError("there is nothing to make again.")
        self._history.append(self.corrections)
        self._recorrect(read(replace(self.reading.article, corrections=self._undone.pop())))

    @traitlets.validate("table")
    def _known_table(self, proposal: Any) -> str:
        return str(proposal.value) if proposal.value in TABLES else str(self.table)

    @traitlets.validate("filters")
    def _known_filters(self, proposal: Any) -> dict[str, Any]:
        return {table: own for table, own in proposal.value.items() if table in TABLES and isinstance(own, dict)}

    @traitlets.validate("chosen")
    def _known_row(self, proposal: Any) -> dict[str, Any]:
        table, key = proposal.value.get("table"), proposal.value.get("key")
        return {"table": table, "key": key} if table in TABLES and isinstance(key, int) else {}

    @traitlets.observe("table", "filters")
    def _select(self, _: object = None) -> None:
        """Tell the front end which rows are selected, and how to do so in pandas."""
        filters = self.filters.get(self.table, {})
        with self.hold_sync():
            self.shown_of, self.shown = self.table, [int(key) for key in self.selection.index]
            self.code = code(self.table, filters)

    def _place(self, article: Article, own: bool = False) -> str:
        """Where an article stands in the list of articles: by its name in seeds/, or as one of the reader's own."""
        if article.name in self.seeds and not own:
            return article.name
        same = sum(option["title"] == article.title for option in self.own)
        label = f"{article.title} (your own{f', {same + 1}' if same else ''})"
        place = f"/{len(self.own)}"  # no file in seeds/ has such a name
        self.own = [*self.own, {"label": label, "value": place, "title": article.title}]
        return place

    def _take(self, reading: Reading, place: str, history: Iterable[dict[str, Any]] = ()) -> None:
        """Show a reading, which may have corrections of its own article already."""
        left = self.seed if place != self.seed else ""
        if left.startswith("/") or (left and self._history):  # a seed that nobody has corrected is read anew
            self._kept[left] = (self.reading, self._history)
        self.reading = reading
        self.corrections = dict(reading.article.corrections)
        # Corrections tell actors by what they are without corrections.
        self._first = read(reading.article, corrections={}) if self.corrections else reading
        self._history = list(history)
        self._undone.clear()
        self._show(place=place)

    def _recorrect(self, corrected: Reading) -> None:
        """Show the article with other corrections; actors get other numbers, and the one that is chosen stays so."""
        chosen, before = self.chosen, self.reading
        held = self.reading.mentions[self.reading.mentions.actor == chosen.get("key", -1)]
        self.reading = corrected
        self.corrections = dict(corrected.article.corrections)
        if chosen.get("table") == "actors":
            # Mentions may begin where others do ("NATO", "NATO Secretary General"), and end elsewhere.
            places = self.reading.mentions.set_index(["start", "end"]).actor
            chosen = {"table": "actors", "key": int(places[held.start.iloc[0], held.end.iloc[0]])} if len(held) else {}
        elif chosen:
            chosen = same_row(before, self.reading, str(chosen["table"]), int(chosen["key"]))
        own = {name: value for name, value in self.filters.get("claims", {}).items() if name not in BY_ACTOR}
        self._show({**self.filters, "claims": own}, chosen)

    def _show(
        self, filters: dict[str, Any] | None = None, chosen: dict[str, Any] | None = None, place: str | None = None
    ) -> None:
        """Bring everything that is shown in line with the reading."""
        with self.hold_sync():
            self.filters, self.chosen = filters or {}, chosen or {}
            self.choices = choices(self.reading)
            self.content = content(self.reading)
            self.steps = {"undo": len(self._history), "redo": len(self._undone)}
            self.seed = self.seed if place is None else place
            self._select()

    def _answer(self, _: object, request: Any, buffers: list[Any]) -> None:
        """Do what the front end asks for, and say how it went."""
        does = {"open": self._open, "date": self._redate, "correct": self._correct, "export": self._export}
        if isinstance(request, dict) and request.get("do") == "seeds":
            self.seeds = seeds()
        if not isinstance(request, dict) or str(request.get("do")) not in does:
            return
        with self._reported():
            does[str(request["do"])](request, bytes(buffers[0]) if buffers else b"")

    @contextlib.contextmanager
    def _reported(self) -> Iterator[None]:
        """Turn what a user can mend into a message."""
        self.message = {"kind": "busy", "text": "Working …"}
        try:
            yield
        except OnRecordError as problem:
            self.message = {"kind": "error", "text": str(problem).removeprefix("corrections: ")}

    def _open(self, request: dict[str, Any], data: bytes) -> None:
        self.message = {"kind": "busy", "text": "Reading …"}
        if (place := str(request.get("seed"))) in self._kept:
            reading, history = self._kept.pop(place)
            self._take(reading, place, history)
            self._done(f"{reading.article.title!r} again, as you left it.")
            return
        article = open_article(request, data)
        reading = read(article)
        self._take(reading, self._place(article, own="seed" not in request))
        noted = "".join(f" Note: {note}." for note in article.notes)
        dated = "" if article.published else " No publication date is known, so years stay open; give one above."
        # The front end empties its form: what was written there was for this article.
        self.message = {"kind": "read", "text": f"Read {article.title!r}.{noted}{dated}"}

    def _redate(self, request: dict[str, Any], _: bytes) -> None:
        """Read the article as if it had been published on another day; corrections are made again."""
        day = parse_day(request.get("published"))
        self._take(read(replace(self.reading.article, published=day)), self.seed, self._history)
        self._done(f"Dates are read as seen from {day}." if day else "Without a publication date, years stay open.")

    def _correct(self, request: dict[str, Any], _: bytes) -> None:
        if request.get("undo"):
            self.undo()
            self._done("The last correction is taken back.")
            return
        if request.get("redo"):
            self.redo()
            self._done("The correction is made again.")
            return
        if not isinstance(request.get("correction"), dict):
            raise CorrectionError("there is no correction in it.")
        said = self.correct(request["correction"])
        self._done(f"{said} Every table follows.")

    def _export(self, request: dict[str, Any], _: bytes) -> None:
        """Send a file to the browser, which saves it."""
        kind, name = request.get("kind"), self.reading.article.name
        if kind == "selection":
            files = {f"{name}-{self.table}.csv": shown_csv(self.reading, self.table, self.selection)}
        elif kind == "corrections":
            files = {f"{name}.toml": as_toml(self.reading.article).encode()}
        elif kind == "gold":
            files = {f"{name}.gold.json": gold_of(self.reading).encode()}
        elif kind == "beside":
            self._done(f"Saved {beside(self.reading.article)} beside the article.")
            return
        elif isinstance(kind, str) and kind in FORMATS:
            files = export(self.reading, kind)
        else:
            raise ArticleError(f"{kind!r} is no format.")
        if len(files) > 1:
            files = {f"{name}-{kind}.zip": bundle(files)}
        for file, data in files.items():
            self.send({"save": file}, [data])
            self._done(f"Saved {file} where your browser keeps downloads.")

    def _done(self, text: str) -> None:
        self.message = {"kind": "done", "text": text}

    def __repr__(self) -> str:
        """Say in one line what is shown."""
        return f"Workbench: {len(self.selection)} {self.table} selected in {self.reading!r}"

    def _repr_html_(self) -> str:
        """What stands where no widget runs."""
        return static_view(self.reading, self.table, self.filters.get(self.table, {}))

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The widget, and what stands in its place where none runs; no part of it is random."""
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {"text/plain": repr(self), "text/html": self._repr_html_(), _WIDGET: view}, {}
