"""Write the measured figures into the documents, after a new one: .venv/bin/python benchmarks/write_figures.py.

Each figure is written down once, in lib/onrecord/data/measured.csv or lib/onrecord/models/claims-accuracy.csv. In
Markdown it stands between two comments, of which the first says which it is:

    <!-- claims all -->77.2<!-- . -->

Notebooks have no such comments, since slides would show them: PROSE says how their sentences, and those of the plan
for a class, go on.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from onrecord.charts import accuracy, measured

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ("README.md", "benchmarks/README.md", "lib/onrecord/models/network.md")
MARKED = re.compile(r"(<!-- (?P<name>[\w -]+) -->)[^<]*(<!-- \. -->)")
# What stands before a figure without its decimals, and what the figure is.
PROSE = {
    "notebooks/03_dates.ipynb": [("On public newswire (TimeBank), ", "dates TimeBank")],
    "notebooks/04_claims.ipynb": [("mark the same article agree with each other in ", "claims all two people")],
    "notebooks/solutions/3_your_eyes.ipynb": [("mark the same article agree in about ", "claims all two people")],
    "docs/teaching.md": [("Trained people agree on about ", "claims all two people")],
}


def figures() -> dict[str, str]:
    """Every figure by its name, as it is written.

    >>> figures()["claims all two people"]
    '75.3'
    """
    found = {}
    for row in measured().itertuples():
        found[f"{row.table} {row.what}"] = f"{row.f1:.1f}"
        if row.low == row.low:  # an interval that is older than its figure is missing
            found[f"{row.table} {row.what} interval"] = f"{row.low:.1f}-{row.high:.1f}"
    for row in pd.read_csv(ROOT / "lib/onrecord/data/measured.csv", comment="#").dropna(subset="found").itertuples():
        found[f"{row.table} {row.what} found"] = f"{row.found:.1f}"
    for method, row in accuracy().iterrows():
        found[f"claims all {method}"] = f"{row.end_to_end:.1f}"
    return found


def written(name: str, text: str) -> str:
    """A document with the figures as they are now.

    Raises:
        KeyError: a name that no figure has, or a sentence of PROSE that the document lacks.
    """
    known = figures()
    text = MARKED.sub(lambda mark: mark[1] + known[mark["name"]] + mark[3], text)
    for before, figure in PROSE.get(name, []):
        text, count = re.subn(rf"({re.escape(before)})\d+\b", rf"\g<1>{float(known[figure]):.0f}", text)
        if not count:
            raise KeyError(f"{name} has no words “{before}”: put the new ones into PROSE")
    return text


def main() -> None:
    """Write all documents anew, and say which of them changed."""
    for name in (*DOCUMENTS, *PROSE):
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        if (new := written(name, text)) != text:
            path.write_text(new, encoding="utf-8")
            print(f"{name} has new figures")


if __name__ == "__main__":
    main()
