import itertools
from functools import partial

import pytest

from benchmarks.timing import interleave, median_ratio


class Clock:
    """A clock that only work moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def work(self, seconds: float) -> None:
        self.now += seconds


def test_seconds_are_of_one_pass_and_the_first_pass_does_not_count():
    clock = Clock()
    costs = itertools.chain([99.0], itertools.repeat(0.25))
    seconds = interleave(
        {"slow": lambda: clock.work(3.0), "quick": lambda: clock.work(next(costs))},
        2,
        lambda _: None,
        clock,
        1.0,
    )
    assert seconds == {"slow": [3.0, 3.0], "quick": [0.25, 0.25]}


def test_every_contestant_has_a_turn_in_every_round():
    turns: list[str] = []
    said: list[str] = []
    clock = Clock()

    def run(name: str) -> None:
        turns.append(name)
        clock.work(1)

    interleave({name: partial(run, name) for name in "abc"}, 4, said.append, clock, 1.0)
    assert said[-1] == "round 4 of 4"
    rounds = [sorted(turns[start : start + 3]) for start in range(0, 15, 3)]
    assert rounds == [["a", "b", "c"]] * 5
    assert len({tuple(turns[start : start + 3]) for start in range(3, 15, 3)}) > 1


def test_a_pass_is_made_even_where_no_time_is_asked_for():
    clock = Clock()
    assert interleave({"a": lambda: clock.work(2)}, 1, lambda _: None, clock, 0.0) == {"a": [2.0]}


def test_median_of_ratios_and_not_ratio_of_medians():
    assert median_ratio([10, 2, 9], [5, 2, 3]) == 2
    with pytest.raises(ValueError, match="zip"):
        median_ratio([1, 2], [1])
