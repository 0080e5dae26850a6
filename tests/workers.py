"""What the tests have workers do: in a file of its own, so that a worker that is started loads nothing else."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from onrecord.corpus import work


def killed_once(task: work.Task) -> dict[str, Any]:
    """Read a part in a worker that is killed when "a1" is first read."""
    from onrecord.reading import steps

    real, killed = steps.read_text, Path(f"{task.target}.killed")

    def read(article: Any, *options: Any) -> Any:
        if article.name == "a1" and not killed.exists():
            killed.touch()
            os.kill(os.getpid(), 9)
        return real(article, *options)

    steps.read_text = read
    return work.read_part(task)


def state() -> dict[str, Any]:
    """What a worker has when it begins: whose child it is, what is loaded, and how many threads numpy takes."""
    from onrecord.text import pipeline

    return {
        "parent": os.getppid(),
        "pipelines": pipeline._load.cache_info().currsize,
        "network": "onnxruntime" in sys.modules,
        "threads": os.environ.get("OPENBLAS_NUM_THREADS"),
    }
