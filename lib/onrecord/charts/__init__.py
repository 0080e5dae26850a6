"""Charts of a reading: each takes a Reading and gives one Chart, with its data and a sentence that describes it."""

from __future__ import annotations

from collections.abc import Callable

from .benchmarks import draw_accuracy, measured
from .calibration import accuracy, draw_calibration
from .chart import Chart
from .claims import draw_claims
from .corpus import draw_quoted, draw_side_by_side
from .gallery import save_gallery
from .heard import draw_heard
from .presence import draw_presence
from .sheet import SIZES
from .story import draw_story
from .timeline import draw_timeline
from .who import draw_who_on_whom

__all__ = [
    "CHARTS",
    "SIZES",
    "Chart",
    "accuracy",
    "draw_accuracy",
    "draw_calibration",
    "draw_claims",
    "draw_heard",
    "draw_presence",
    "draw_quoted",
    "draw_side_by_side",
    "draw_story",
    "draw_timeline",
    "draw_who_on_whom",
    "measured",
    "save_gallery",
]

#: All charts, in the order in which they are made.
CHARTS: tuple[Callable[..., Chart], ...] = (
    draw_presence,
    draw_timeline,
    draw_claims,
    draw_heard,
    draw_who_on_whom,
    draw_story,
)
