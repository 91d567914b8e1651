"""The contestants: how fast each is, and how good."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal, TypeVar

from benchmarks.data import Data
from benchmarks.extractors import EXTRACTORS, Extract, forgiving
from benchmarks.line_models import LINE_MODELS, Predict
from benchmarks.quality import Quality, extractor_quality, line_model_quality, own_quality, paragraphs
from benchmarks.timing import LEAST_SECONDS, interleave, median_ratio
from classifier.pipeline import Model, load

T = TypeVar("T")
Reads = Literal["text", "HTML"]
OURS: Final[dict[Reads, str]] = {"HTML": "classifier, HTML", "text": "classifier, text"}


@dataclass(frozen=True, slots=True)
class Contestant:
    """Something that is timed.

    Attributes:
        name: what it is called.
        reads: what it is given.
        run: one pass over all pages.
        quality: how good it is on them; None where that cannot be said.
    """

    name: str
    reads: Reads
    run: Callable[[], object]
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A contestant's figures.

    Attributes:
        name: what it is called.
        reads: what it was given.
        pages_per_second: median of the rounds.
        megabytes_per_second: of UTF-8 text or HTML, median of the rounds.
        ours_over_it: how many times as fast our path for the same input is, median of the rounds' ratios.
        seconds: of one pass, in each round.
        quality: None where that cannot be said.
    """

    name: str
    reads: Reads
    pages_per_second: float
    megabytes_per_second: float
    ours_over_it: float
    seconds: tuple[float, ...]
    quality: Quality | None


@dataclass(frozen=True, slots=True)
class Speed:
    """The table.

    Attributes:
        data: what was read.
        pages: number of pages.
        megabytes: UTF-8 bytes of all pages, for each kind of input, in MB.
        rounds: rounds of the timing.
        rows: a row each, in the order of the table.
        left_out: contestants that could not take part, with the reason.
    """

    data: str
    pages: int
    megabytes: dict[Reads, float]
    rounds: int
    rows: tuple[Row, ...]
    left_out: dict[str, str]


def measure(
    data: Data,
    rounds: int,
    progress: Callable[[str], None],
    *,
    quality: bool,
    model: Model | None = None,
    least: float = LEAST_SECONDS,
) -> Speed:
    """Times everything that is installed and, if asked for, measures its quality.

    Args:
        data: the pages.
        rounds: rounds of the timing.
        progress: told what is being done.
        quality: whether to train and judge the line classifiers and extractors too; takes minutes.
        model: ours; None for the bundled one.
        least: seconds that a turn lasts at least.
    """
    left_out: dict[str, str] = {}
    contestants = [
        *_ours(data, model or load()),
        *_segmenters(data, left_out),
        *_line_models(data, left_out, progress, quality=quality),
        *_extractors(data, left_out, progress, quality=quality and data.real_html),
    ]
    runs = {one.name: one.run for one in contestants}
    seconds = interleave(runs, rounds, progress, least=least)
    megabytes: dict[Reads, float] = {
        "text": _megabytes(data.texts),
        "HTML": _megabytes(page.html for page in data.measured),
    }
    rows = tuple(
        Row(
            one.name,
            one.reads,
            median(len(data.measured) / one_pass for one_pass in seconds[one.name]),
            median(megabytes[one.reads] / one_pass for one_pass in seconds[one.name]),
            median_ratio(seconds[one.name], seconds[OURS[one.reads]]),
            tuple(seconds[one.name]),
            one.quality,
        )
        for one in contestants
    )
    return Speed(data.name, len(data.measured), megabytes, rounds, rows, left_out)


def _megabytes(sources: Iterable[str]) -> float:
    return sum(len(source.encode()) for source in sources) / 1e6


def _ours(data: Data, model: Model) -> list[Contestant]:
    texts, htmls = data.texts, [page.html.encode() for page in data.measured]
    known = own_quality(model.metadata, data)
    return [
        Contestant(OURS["HTML"], "HTML", lambda: _exhaust(model.classify_many(htmls)), known.get("html")),
        Contestant(OURS["text"], "text", lambda: _exhaust(model.classify_many(texts)), known.get("text")),
    ]


def _segmenters(data: Data, left_out: dict[str, str]) -> list[Contestant]:
    """Cutting into words alone: the least that a classifier of words has to pay."""
    contestants = []
    for name, make in (("jieba, words alone", _jieba), ("rjieba, words alone", _rjieba)):
        if cut := _made(name, make, left_out):
            contestants.append(Contestant(name, "text", _over(cut, data.texts)))
    return contestants


def _jieba() -> Callable[[str], object]:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return lambda text: _exhaust(tokenizer.cut(text))


def _rjieba() -> Callable[[str], object]:
    import rjieba

    return lambda text: rjieba.cut(text)


def _line_models(
    data: Data, left_out: dict[str, str], progress: Callable[[str], None], *, quality: bool
) -> list[Contestant]:
    contestants = []
    for name, make in LINE_MODELS.items():
        if train := _made(name, make, left_out):
            progress(f"training {name}")
            predict = train(*paragraphs(data.pages))
            found = line_model_quality(train, data, progress) if quality else None
            contestants.append(Contestant(name, "text", _predicts(predict, data.texts), found))
    return contestants


def _extractors(
    data: Data, left_out: dict[str, str], progress: Callable[[str], None], *, quality: bool
) -> list[Contestant]:
    contestants = []
    for name, make in EXTRACTORS.items():
        if extract := _made(name, make, left_out):
            safe: Extract = forgiving(extract)
            progress(f"measuring {name}")
            found = extractor_quality(safe, data.measured) if quality else None
            htmls = [page.html for page in data.measured]
            contestants.append(Contestant(name, "HTML", _over(safe, htmls), found))
    return contestants


def _made(name: str, make: Callable[[], T], left_out: dict[str, str]) -> T | None:
    """What `make` makes; where its package is missing None, and the reason stands in `left_out`."""
    try:
        return make()
    except ImportError as error:
        left_out[name] = f"{error}; pip install -r benchmarks/requirements.txt"
        return None


def _over(call: Callable[[str], object], sources: list[str]) -> Callable[[], None]:
    def run() -> None:
        for source in sources:
            call(source)

    return run


def _predicts(predict: Predict, texts: list[str]) -> Callable[[], object]:
    """All lines at once: the way these libraries are fastest in."""
    return lambda: predict([line for text in texts for line in text.split("\n")])


def _exhaust(results: Iterable[object]) -> None:
    for _ in results:
        pass
