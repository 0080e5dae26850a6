"""The table of all packages in THIRD_PARTY.md, from the lock: .venv/bin/python tests/third_party.py writes it anew.

What the packages say of themselves, in their metadata, stands in the table; each has to be installed, or among those
of other systems below.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "THIRD_PARTY.md"
BEGIN, END = "<!-- from requirements.txt -->\n", "<!-- end -->\n"
# Installed on other systems alone, or without a word on it in their metadata: licence, home page, and where it is said.
_ELSEWHERE = {
    "appnope": ("BSD-2-Clause", "https://github.com/minrk/appnope"),  # LICENSE in its wheel; macOS
    "axe-playwright-python": ("MIT", "https://github.com/pamelafox/axe-playwright-python"),  # LICENSE in its wheel
    "colorama": ("BSD-3-Clause", "https://github.com/tartley/colorama"),  # LICENSE.txt in its wheel; Windows
    "pkginfo": ("MIT", "https://code.launchpad.net/~tseaver/pkginfo"),  # LICENSE.txt in its wheel
    "pywinpty": ("MIT", "https://github.com/andfoy/pywinpty"),  # LICENSE.txt in its wheel; Windows
}
# Free words for a licence, by the name that the list of SPDX has for it; "BSD" alone leaves open which of them.
_SPDX = {
    "apache 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "the bsd 2-clause license": "BSD-2-Clause",
    "bsd license": "BSD",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
}


class Package(NamedTuple):
    """A package of the lock; of one version for some Pythons and of another for others there are two."""

    name: str
    version: str
    licence: str
    home: str


def locked(lock: str) -> list[tuple[str, str]]:
    """Names and versions of a lock."""
    return re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", lock, re.MULTILINE)


def packages(lock: str) -> list[Package]:
    """The packages of a lock with what they say of themselves; a licence that is not known is ""."""
    return [Package(name, version, *_told(name)) for name, version in locked(lock)]


def _told(name: str) -> tuple[str, str]:
    if name in _ELSEWHERE:
        return _ELSEWHERE[name]
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return "", ""
    return _licence(about), _home(about)


def _licence(about: PackageMetadata) -> str:
    """The licence: as an expression, else in a few words or by their beginning, else as PyPI classes it."""
    if expression := about.get("License-Expression"):
        return str(expression)
    words = (about.get("License") or "").strip().partition("\n")[0].strip(" -").removesuffix(".")
    classes = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    if words and len(words) < 40 and words != "UNKNOWN" and not words.startswith(("=", "Copyright")):
        return _SPDX.get(words.lower(), words)
    return " and ".join(_SPDX.get(c.lower(), c) for c in classes)


def _home(about: PackageMetadata) -> str:
    """The home page: the one that is called so, else where its source is, else its page on PyPI."""
    pairs = (link.partition(", ") for link in about.get_all("Project-URL") or [])
    links = {label.lower().replace(" ", "").replace("-", ""): url for label, _, url in pairs}
    named = [links.get(label) for label in ("homepage", "home", "source", "sourcecode", "repository", "github")]
    found = [about.get("Home-page"), *named, f"https://pypi.org/project/{about['Name']}/"]
    return next(str(url) for url in found if url and url != "UNKNOWN")


def table(found: list[Package]) -> str:
    """The table, as Markdown."""
    rows = [f"| [{p.name}]({p.home}) | {p.version} | {p.licence} |" for p in found]
    return "\n".join(["| package | version | licence |", "| --- | --- | --- |", *rows]) + "\n"


def main() -> None:
    """Write the table into the page, between its two marks."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    found = packages((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    unknown = [p.name for p in found if not p.licence]
    if unknown:
        raise SystemExit(f"third_party.py: no licence is known of {', '.join(unknown)}; add it to _ELSEWHERE.")
    after = rest.partition(END)[2]
    PAGE.write_text(before + BEGIN + table(found) + END + after, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
