"""What workers need, loaded before they are forked: to import this module is to load it.

The network is left out. The library that runs it starts a thread when it is imported; a fork has no such thread, and
would wait for it. So each worker loads the network itself, which takes a tenth of the start.
"""

from __future__ import annotations

import gc
import signal
from contextlib import suppress

from ..errors import OnRecordError
from . import one_thread

# A text that every step has something to do with, so that all they load when first used is loaded.
_TEXT = "Mayor Ann Lee said on Friday that the pool will close."


def _load() -> None:
    """Read a text by the rules, without the network; what cannot be loaded is said by the workers, which try again."""
    one_thread()
    from ..article import from_text  # loads numpy
    from ..network import blind
    from ..reading.steps import read_text
    from ..text import parse

    with suppress(OnRecordError):
        read_text(from_text(_TEXT), parse(_TEXT), method="rules", seen=blind())
    gc.collect()
    gc.freeze()  # else the first collection of each worker would write into, and so copy, all that they share


# Stopped while it loads, it ends at once and says nothing: the run says it.
_before = signal.signal(signal.SIGINT, signal.SIG_DFL)
_load()
signal.signal(signal.SIGINT, _before)
