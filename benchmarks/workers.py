"""Two processes against one on fifty megabytes of text."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

from benchmarks.texts import some_text
from benchmarks.timing import interleave, median_ratio
from classifier.pipeline import Model, load

MEGABYTES: Final = 50
_PAGE_CHARACTERS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Workers:
    """What a second worker brings.

    Attributes:
        megabytes: UTF-8 bytes of the text, in MB.
        one: MB/s of one worker, median of the rounds.
        two: MB/s of two.
        ratio: median of the rounds' ratios.
    """

    megabytes: float
    one: float
    two: float
    ratio: float


def two_workers(rounds: int, progress: Callable[[str], None], megabytes: float = MEGABYTES) -> Workers:
    """Times `classify_many` with one and with two workers."""
    model, page = load(), some_text(_PAGE_CHARACTERS)
    size = len(page.encode()) / 1e6
    number = round(megabytes / size)
    runs = {str(count): _run(model, page, number, workers=count) for count in (1, 2)}
    seconds = interleave(runs, rounds, progress, time.perf_counter, least=0.0)
    one, two = (median(number * size / each for each in seconds[name]) for name in ("1", "2"))
    return Workers(number * size, one, two, median_ratio(seconds["1"], seconds["2"]))


def _run(model: Model, page: str, number: int, *, workers: int) -> Callable[[], None]:
    def pages() -> Iterator[str]:
        for index in range(number):
            yield f"{page}\n{index}"  # no two pages are the same object, as in a crawl

    def run() -> None:
        for _ in model.classify_many(pages(), workers=workers):
            pass

    return run
