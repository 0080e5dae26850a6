"""The one way in which all benches measure time: by processor time, beside bare nlp.pipe, in turns.

Processor time is what a program has used, whatever else the machine did; but what shares a core with it still slows
it. So a base and what is measured alternate, and what counts is the ratio of their medians.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from onrecord.text import DEFAULT_PIPELINE

Action = Callable[[], object]
#: How often each action is timed.
ROUNDS = 5
#: What of a processor decides how fast the sums of a network are.
FEATURES = ("avx2", "fma", "avx512f", "avx512_vnni", "avx_vnni")
_CPUINFO = Path("/proc/cpuinfo")
_BARE = "bare nlp.pipe"


def used() -> float:
    """The processor time of this process, and of those that it has started and waited for, in seconds."""
    try:
        import resource
    except ImportError:  # Windows: there a process does not know what others have used
        return time.process_time()
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)


def seconds(action: Action) -> float:
    """The processor time that an action takes."""
    start = used()
    action()
    return used() - start


def in_turns(actions: Mapping[str, Action], rounds: int = ROUNDS) -> dict[str, float]:
    """The median processor time of each of some actions, which alternate.

    >>> list(in_turns({"sleep": lambda: time.sleep(0.01), "count": lambda: sum(range(9))}, rounds=1))
    ['sleep', 'count']
    """
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            times[name].append(seconds(action))
    return {name: statistics.median(own) for name, own in times.items()}


@cache
def unmodified(name: str = DEFAULT_PIPELINE) -> Any:
    """A pipeline as it comes, with all its parts, whatever this project leaves out in its own copy."""
    import spacy

    return spacy.load(name)


def bare(texts: Sequence[str]) -> Action:
    """What all else is measured by: nlp.pipe of the unmodified pipeline over whole texts."""
    return lambda: list(unmodified().pipe(texts))


def processor(info: str | None = None) -> str:
    """This machine's processor, and which of FEATURES it has.

    Args:
        info: what the system says of it; by default that of this machine.
    """
    if info is None:
        info = _CPUINFO.read_text(encoding="utf-8") if _CPUINFO.is_file() else ""
    lines = dict(reversed([*_fields(info)]))
    name = lines.get("model name") or platform.processor() or platform.machine()
    flags = set(lines.get("flags", "").split())
    found = [feature for feature in FEATURES if feature in flags]
    return f"{name} ({platform.machine()}): {', '.join(found) or 'what it can do is not known here'}"


def _fields(info: str) -> list[tuple[str, str]]:
    """The lines "name : value" of what a system says of its processors."""
    pairs = [line.partition(":") for line in info.splitlines()]
    return [(name.strip(), value.strip()) for name, _, value in pairs]


def speed(texts: Sequence[str], steps: Mapping[str, Action], rounds: int = ROUNDS) -> dict[str, float]:
    """Measure steps over some texts and print a line each; returns their medians, that of the base among them.

    Args:
        texts: what the steps read, for the base and for the count of words.
        steps: by name.
        rounds: how often each is timed.
    """
    words = sum(len(text.split()) for text in texts)
    print(f"\n{processor()}")
    print(f"{words:,} words in {len(texts)} texts, one process, processor time, median of {rounds} rounds:")
    took = in_turns({_BARE: bare(texts), **steps}, rounds)
    for name, own in took.items():
        print(f"  {name:26}{words / own:>10,.0f} words/s   {own / took[_BARE]:6.3f} x the time of bare nlp.pipe")
    return took
