"""One point of a growth curve, in a process of its own: its memory is what this work took.

`python -m benchmarks.point CURVE SIZE` prints the seconds of computing that one call takes, and the peak megabytes of
the process before (model loaded, a page classified) and after.
"""

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.environment import peak_megabytes
from benchmarks.texts import as_html, lines, paragraph, some_text
from classifier.pipeline import Model, load
from classifier.reading.source import read_source

PAGE_CHARACTERS: Final = 2_000
"""Of a page, where pages are counted: the usual length of one."""

BATCHED_PAGES: Final = 2_000
"""Pages that the batch sizes are tried on: eight megabytes of text."""

_ENOUGH_SECONDS: Final = 0.5

Work = Callable[[], object]


def text_paragraphs(model: Model, size: int) -> Work:
    """One page of text with `size` paragraphs."""
    page = "\n".join(lines(size))
    return lambda: model.classify(page)


def html_paragraphs(model: Model, size: int) -> Work:
    """One page of HTML with `size` paragraphs."""
    page = as_html(lines(size))
    return lambda: model.classify(html=page)


def text_characters(model: Model, size: int) -> Work:
    """One page of text that is one paragraph of `size` characters."""
    page = paragraph(size)
    return lambda: model.classify(page)


def html_characters(model: Model, size: int) -> Work:
    """One page of HTML that is one paragraph of `size` characters."""
    page = as_html([paragraph(size)])
    return lambda: model.classify(html=page)


def pages_in_one_batch(model: Model, size: int) -> Work:
    """`size` pages of text in one batch, however large that gets."""
    documents = [read_source(some_text(PAGE_CHARACTERS), kind="text")] * size
    return lambda: model.classify_documents(documents)


def pages_in_one_call(model: Model, size: int) -> Work:
    """`size` pages of text through `classify_many`, none of them kept."""
    page = some_text(PAGE_CHARACTERS)
    return lambda: _exhaust(model.classify_many(_copies(page, size)))


def batch_characters(model: Model, size: int) -> Work:
    """The same pages in batches of `size` characters."""
    page = some_text(PAGE_CHARACTERS)
    return lambda: _exhaust(model.classify_many(_copies(page, BATCHED_PAGES), batch_characters=size))


CURVES: Final = {
    curve.__name__: curve
    for curve in (
        text_paragraphs,
        html_paragraphs,
        text_characters,
        html_characters,
        pages_in_one_batch,
        pages_in_one_call,
        batch_characters,
    )
}


def seconds_of(work: Work) -> float:
    """Seconds of computing of one call: the least of as many as half a second holds, for short ones vary."""
    times: list[float] = []
    while sum(times) < _ENOUGH_SECONDS:
        gc.collect()
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main(curve: str, size: str) -> None:
    """Measure one point and print it as JSON."""
    model = load()
    model.classify(some_text(PAGE_CHARACTERS))
    model.classify(html=as_html(lines(10)))
    work = CURVES[curve](model, int(size))
    before = peak_megabytes()
    seconds = seconds_of(work)
    print(json.dumps({"seconds": seconds, "megabytes_before": before, "megabytes": peak_megabytes()}))


def _copies(page: str, number: int) -> Iterator[str]:
    return (page for _ in range(number))


def _exhaust(pages: Iterator[object]) -> None:
    for _ in pages:
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
