"""What a check of an exercise says."""

from __future__ import annotations

import html
from dataclasses import dataclass

import pandas as pd

_SHOWN = 12


@dataclass(frozen=True)
class Verdict:
    """What a check says: whether the answer is right, a line on it, a hint, and the answer itself to look at."""

    right: bool
    says: str
    hint: str = ""
    shown: pd.DataFrame | None = None
    praise: str = "Right"

    def __repr__(self) -> str:
        """The verdict in plain text."""
        lines = [f"{self._word}: {self.says}", *([f"Hint: {self.hint}"] if self.hint else [])]
        return "\n".join([*lines, *([self._table.to_string(max_colwidth=60)] if self._table is not None else [])])

    def _repr_html_(self) -> str:
        """The verdict for a notebook; what comes from the article or the student is escaped."""
        hint = f"<br>Hint: {html.escape(self.hint)}" if self.hint else ""
        line = f"<p><strong>{self._word}:</strong> {html.escape(self.says)}{hint}</p>"
        return line + ("" if self._table is None else self._table.to_html(escape=True))

    @property
    def _word(self) -> str:
        return self.praise if self.right else "Not yet"

    @property
    def _table(self) -> pd.DataFrame | None:
        return None if self.shown is None else self.shown.head(_SHOWN)
