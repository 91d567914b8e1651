"""Contestants in turn, round after round, so that whatever slows the machine slows all of them."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Final

LEAST_SECONDS: Final = 1.0
"""A contestant's turn lasts at least this long: it passes over the pages as often as it takes."""

Seconds = dict[str, list[float]]
"""For each contestant, one figure a round: seconds of one pass."""


def interleave(
    contestants: Mapping[str, Callable[[], object]],
    rounds: int,
    progress: Callable[[str], None],
    clock: Callable[[], float] = time.process_time,
    least: float = LEAST_SECONDS,
) -> Seconds:
    """Times every contestant once a round, each round in another order; a first pass of each is not counted.

    Args:
        contestants: by name, what does one pass.
        rounds: how many.
        progress: told before each round.
        clock: seconds; by default those that this process computes, whatever else runs on the machine.
        least: seconds that a turn lasts at least.
    """
    order = list(contestants)
    for name in order:
        progress(f"warming up {name}")
        contestants[name]()
    shuffle = random.Random(0).shuffle
    seconds: Seconds = {name: [] for name in contestants}
    for number in range(rounds):
        progress(f"round {number + 1} of {rounds}")
        shuffle(order)
        for name in order:
            seconds[name].append(_pass_seconds(contestants[name], clock, least))
    return seconds


def median_ratio(slow: Sequence[float], fast: Sequence[float]) -> float:
    """How many times as fast `fast` is: the median of the rounds' ratios, not the ratio of medians."""
    return median(a / b for a, b in zip(slow, fast, strict=True))


def _pass_seconds(contestant: Callable[[], object], clock: Callable[[], float], least: float) -> float:
    passes, start = 0, clock()
    while (elapsed := clock() - start) < least or not passes:
        contestant()
        passes += 1
    return elapsed / passes
