"""How time and memory grow with the work: curves whose every point is a process of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from benchmarks.data import ROOT

_PAGES: Final = (1, 10, 100, 1_000, 10_000)
_PARAGRAPHS: Final = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
_CHARACTERS: Final = (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)
_BATCHES: Final = (2_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 4_000_000)

SIZES: Final = {
    "text_paragraphs": _PARAGRAPHS,
    "html_paragraphs": _PARAGRAPHS,
    "text_characters": _CHARACTERS,
    "html_characters": _CHARACTERS,
    "pages_in_one_batch": _PAGES,
    "pages_in_one_call": _PAGES,
    "batch_characters": _BATCHES,
}
"""The points of each curve of `benchmarks.point`."""

FIXED_WORK: Final = frozenset(("batch_characters",))
"""Curves along which the work stays the same: time should not grow at all."""

CLIFF: Final = 1.5
"""Times the cost of one more piece may rise from point to point before the curve has a cliff."""

_FIXED_COST_SECONDS: Final = 0.01
"""Below this the cost of the call itself, not of the work in it, is most of the time."""


@dataclass(frozen=True, slots=True)
class Point:
    """Cost at one size.

    Attributes:
        size: paragraphs, characters or pages.
        seconds: of one call.
        megabytes_before: peak of the process before the call, with model and input in it.
        megabytes: peak after it.
    """

    size: int
    seconds: float
    megabytes_before: float
    megabytes: float


Curves = dict[str, tuple[Point, ...]]


def grow(progress: Callable[[str], None], sizes: "dict[str, tuple[int, ...]] | None" = None) -> Curves:
    """Measures all curves, point by point; raises CalledProcessError where a point cannot be measured."""
    return {
        curve: tuple(_point(curve, size, progress) for size in points)
        for curve, points in (sizes or SIZES).items()
    }


def cliffs(points: Sequence[Point]) -> tuple[int, ...]:
    """The sizes at which a piece costs more than CLIFF times what it cost at the size before."""
    costly = [point for point in points if point.seconds >= _FIXED_COST_SECONDS]
    return tuple(
        later.size
        for earlier, later in pairwise(costly)
        if later.seconds / later.size > CLIFF * earlier.seconds / earlier.size
    )


def _point(curve: str, size: int, progress: Callable[[str], None]) -> Point:
    progress(f"{curve} {size:,}")
    command = [sys.executable, "-m", "benchmarks.point", curve, str(size)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return Point(size, **json.loads(done.stdout))
