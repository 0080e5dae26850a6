"""The browser of the browser tests: run.py test --browser.

They need a Chromium that is on the machine (Debian: apt install chromium): the one that the environment variable
CHROMIUM names, or else one of NAMES on the path. Nothing is downloaded; where there is none, the tests are skipped.
"""

from __future__ import annotations

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
# A browser that keeps to itself: no updates, no reports, no other protocols.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

#: The marks of every module of browser tests.
IN_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM,
        reason=f"no Chromium on this machine: none of {', '.join(NAMES)} is on the path, and CHROMIUM names none",
    ),
]
