"""The words that the rooms of dates share: what every value function takes, and what it may return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

Parts = dict[str, str]
Published = date | None
Reference = Sequence[str]
Tense = str | None

#: What a value function returns where the words turn out to be no date.
NOT_A_DATE = ""
#: The part that holds the day which a day of the week, or a time of day, was given by what stands around it.
GIVEN = "given"
