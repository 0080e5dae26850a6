"""How far a run is: articles and words a second, and the time left, in terminals, logs and notebooks."""

from __future__ import annotations

import sys
import time
import warnings
from types import TracebackType
from typing import Any

_COUNTED = ("articles", "words", "errors", "duplicates")
# In seconds: a log is written less often than a terminal.
_TERMINAL, _LOG = 0.5, 30.0


class Progress:
    """Counts what was read and shows it."""

    def __init__(self, size: int, shown: bool) -> None:
        """Begin to count; the bar is over the bytes of the input."""
        self.counts = dict.fromkeys(_COUNTED, 0)
        self._read = dict.fromkeys(_COUNTED, 0)
        self._size, self._shown = size, shown
        self._began = time.monotonic()
        self._bar: Any = None

    def show(self) -> None:
        """Show the bar, once there is something to read."""
        if self._bar is not None:
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # without widgets a notebook shows the bar as text, which is fine
            from tqdm.auto import tqdm
        self._bar = tqdm(
            total=self._size,
            disable=not self._shown,
            bar_format="{percentage:3.0f} %|{bar}| {desc} [{elapsed} gone, {remaining} left]",
            mininterval=_TERMINAL if sys.stderr.isatty() else _LOG,
            file=sys.stderr,
        )

    def add(self, about: dict[str, Any], size: int) -> None:
        """Count a part that was read in this run."""
        self._count(about)
        for name in _COUNTED:
            self._read[name] += about[name]
        took = max(time.monotonic() - self._began, 1e-9)
        articles, words = (self._read[name] / took for name in ("articles", "words"))
        text = f"{self.counts['articles']:,} articles, {articles:,.1f} articles/s, {words:,.0f} words/s"
        self._bar.set_description_str(text, refresh=False)
        self._bar.update(size)

    def skip(self, about: dict[str, Any], size: int) -> None:
        """Count a part that a former run has read; the bar is over what is left."""
        self._count(about)
        self._bar.total -= size

    def say(self, text: str) -> None:
        """Show a line above the bar."""
        if self._shown:
            print(text, file=sys.stderr)

    def _count(self, about: dict[str, Any]) -> None:
        for name in _COUNTED:
            self.counts[name] += about[name]

    def __enter__(self) -> Progress:
        """Count and show until the run ends."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, where: TracebackType | None
    ) -> None:
        """Leave the last state of the bar where it is."""
        if self._bar is None:
            return
        if kind is None:
            self._bar.update(self._bar.total - self._bar.n)
        self._bar.close()
