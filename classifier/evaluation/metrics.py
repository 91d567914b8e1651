"""Measures predictions against labels: what is kept, the ten labels, how far the probability can be trusted.

Two questions are kept apart. What is kept (line, page and character F1) is asked of the policy's `keep`;
which of the ten labels a paragraph has (per-label figures, macro F1, confusion) of the predicted label. A
ratio with nothing below the line is 0, but for pages: one without content of which nothing is kept is right,
and counts 1.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.errors import CorpusError
from classifier.labels import CONTENT_LABELS, LABEL_INDEX, LABELS

CALIBRATION_BINS: Final = 15
"""Equal-width bins of the expected calibration error, the number of Guo et al. 2017."""

_CONTENT_IDS: Final = np.array([LABEL_INDEX[label] for label in CONTENT_LABELS])


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """One page of n paragraphs with its labels and what the model said. Different lengths raise ValueError.

    Attributes:
        truth: int8 (n,), the labels given, index into LABELS.
        predicted: int8 (n,), the labels predicted.
        keep: bool (n,), what the policy keeps.
        junk: float32 (n,), probability that a paragraph is junk.
        letters: int64 (n,), `letter_weights` of the paragraphs.
        name: what the page is called in its corpus.
        site: where it came from.
        kind: the kind of site.
    """

    truth: NDArray[np.int8]
    predicted: NDArray[np.int8]
    keep: NDArray[np.bool_]
    junk: NDArray[np.float32]
    letters: NDArray[np.int64]
    name: str = ""
    site: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        lengths = {len(self.truth), len(self.predicted), len(self.keep), len(self.junk), len(self.letters)}
        if len(lengths) > 1:
            raise ValueError(
                f"page {self.name!r}: arrays of different lengths {sorted(lengths)}; all are one a paragraph"
            )

    def __len__(self) -> int:
        return len(self.truth)


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean; `support` is the number of paragraphs that truly are so."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class WorstPage:
    """A page and how badly it came out.

    Attributes:
        page: its index among the pages measured.
        name: what it is called in its corpus.
        site: where it came from.
        kind: the kind of site.
        f1: line F1 of the page.
        character_f1: the same by letters.
        lost: letters of content that were dropped.
        let_in: letters of junk that were kept.
    """

    page: int
    name: str
    site: str
    kind: str
    f1: float
    character_f1: float
    lost: int
    let_in: int


@dataclass(frozen=True, slots=True)
class WorstParagraph:
    """A paragraph wrongly kept or dropped.

    Attributes:
        page: index of its page among the pages measured.
        index: its place in the page, from 0.
        name: what the page is called in its corpus.
        truth: the label given.
        predicted: the label predicted.
        junk: the probability that it is junk.
        letters: its letters, digits and Han characters.
    """

    page: int
    index: int
    name: str
    truth: str
    predicted: str
    junk: float
    letters: int


@dataclass(frozen=True, slots=True)
class Report:
    """How good predictions are.

    Attributes:
        pages: number of pages.
        paragraphs: number of paragraphs.
        line: content (body and heading) against the rest, over all paragraphs of all pages (micro).
        page_f1: mean over pages of the page's line F1.
        page_character_f1: mean over pages of F1 with each line weighted by its letters.
        labels: for each of the ten labels its Score.
        macro_f1: mean F1 of the labels that occur in the truth.
        confusion: 10 x 10 counts, row = label given, column = label predicted, in the order of LABELS.
        calibration_error: of `junk`, over all paragraphs, 15 equal-width bins: mean distance between the mean
            probability and the share of junk in a bin, weighted by the paragraphs in it.
        brier: mean squared distance between `junk` and 0 or 1.
        worst_pages: lowest character F1 first, then most letters lost or let in.
        worst_paragraphs: wrongly kept or dropped, most letters times distance of `junk` from the truth first.
    """

    pages: int
    paragraphs: int
    line: Score
    page_f1: float
    page_character_f1: float
    labels: dict[str, Score]
    macro_f1: float
    confusion: tuple[tuple[int, ...], ...]
    calibration_error: float
    brier: float
    worst_pages: tuple[WorstPage, ...]
    worst_paragraphs: tuple[WorstParagraph, ...]

    def as_dict(self) -> dict[str, Any]:
        """The report as plain dictionaries, lists and numbers, fit for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """All paragraphs of all pages in one row each; `page` is the index of the page."""

    page: NDArray[np.int64]
    truth: NDArray[np.int64]
    predicted: NDArray[np.int64]
    content: NDArray[np.bool_]
    keep: NDArray[np.bool_]
    junk: NDArray[np.float64]
    letters: NDArray[np.int64]


def letter_weights(lines: Sequence[str]) -> NDArray[np.int64]:
    """Number of letters, digits and Han characters in each line, int64 (len(lines),)."""
    return np.array([sum(map(str.isalnum, line)) for line in lines], dtype=np.int64)


def evaluate(pages: Sequence[Scored], worst: int = 20) -> Report:
    """Measures pages and names the `worst` pages and paragraphs. Raises CorpusError without any paragraph."""
    table = _table(pages)
    if not len(table.truth):
        raise CorpusError("there is nothing to measure: no page with a paragraph; give labelled pages")
    confusion = np.bincount(table.truth * len(LABELS) + table.predicted, minlength=len(LABELS) ** 2)
    confusion = confusion.reshape(len(LABELS), len(LABELS))
    labels = {label: _label_score(confusion, index) for index, label in enumerate(LABELS)}
    line_f1 = _page_f1(table, np.ones(len(table.truth)), len(pages))
    character_f1 = _page_f1(table, table.letters, len(pages))
    return Report(
        pages=len(pages),
        paragraphs=len(table.truth),
        line=_score(int((table.content & table.keep).sum()), int(table.keep.sum()), int(table.content.sum())),
        page_f1=float(line_f1.mean()),
        page_character_f1=float(character_f1.mean()),
        labels=labels,
        macro_f1=float(np.mean([score.f1 for score in labels.values() if score.support])),
        confusion=tuple(tuple(row) for row in confusion.tolist()),
        calibration_error=calibration_error(table.junk, ~table.content),
        brier=float(np.mean((table.junk - ~table.content) ** 2)),
        worst_pages=_worst_pages(pages, table, line_f1, character_f1, worst),
        worst_paragraphs=_worst_paragraphs(pages, table, worst),
    )


def calibration_error(probability: NDArray[np.floating[Any]], happened: NDArray[np.bool_]) -> float:
    """Expected calibration error (Naeini et al. 2015) over 15 equal-width bins of [0, 1].

    Args:
        probability: float (n,), n > 0.
        happened: bool (n,).
    """
    # 1.0 belongs to the last bin
    bins = np.minimum((probability * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)
    gaps = np.bincount(bins, weights=probability - happened)
    return float(np.abs(gaps).sum() / len(probability))


def _table(pages: Sequence[Scored]) -> _Table:
    def column(name: str, dtype: type[np.generic]) -> NDArray[Any]:
        return np.concatenate([np.zeros(0, dtype), *(getattr(page, name) for page in pages)], dtype=dtype)

    truth = column("truth", np.int64)
    return _Table(
        page=np.repeat(np.arange(len(pages)), [len(page) for page in pages]),
        truth=truth,
        predicted=column("predicted", np.int64),
        content=np.isin(truth, _CONTENT_IDS),
        keep=column("keep", np.bool_),
        junk=column("junk", np.float64),
        letters=column("letters", np.int64),
    )


def _score(right: int, claimed: int, true: int) -> Score:
    return Score(
        precision=right / claimed if claimed else 0.0,
        recall=right / true if true else 0.0,
        f1=2 * right / (claimed + true) if claimed + true else 0.0,
        support=true,
    )


def _label_score(confusion: NDArray[np.int64], index: int) -> Score:
    return _score(int(confusion[index, index]), int(confusion[:, index].sum()), int(confusion[index].sum()))


def _page_f1(table: _Table, weights: NDArray[Any], pages: int) -> NDArray[np.float64]:
    """F1 of what each page keeps, float64 (pages,); 1 where there is neither content nor anything kept."""
    both = np.bincount(table.page, weights * (table.content & table.keep), pages)
    content = np.bincount(table.page, weights * table.content, pages)
    kept = np.bincount(table.page, weights * table.keep, pages)
    f1 = np.ones(pages)
    np.divide(2 * both, content + kept, out=f1, where=content + kept > 0)
    return f1


def _worst_pages(
    pages: Sequence[Scored],
    table: _Table,
    line_f1: NDArray[np.float64],
    character_f1: NDArray[np.float64],
    worst: int,
) -> tuple[WorstPage, ...]:
    lost = np.bincount(table.page, table.letters * (table.content & ~table.keep), len(pages))
    let_in = np.bincount(table.page, table.letters * (~table.content & table.keep), len(pages))
    order = np.lexsort((-(lost + let_in), character_f1))
    wrong = order[(line_f1 < 1)[order]]
    return tuple(
        WorstPage(
            page=index,
            name=pages[index].name,
            site=pages[index].site,
            kind=pages[index].kind,
            f1=float(line_f1[index]),
            character_f1=float(character_f1[index]),
            lost=int(lost[index]),
            let_in=int(let_in[index]),
        )
        for index in wrong[:worst].tolist()
    )


def _worst_paragraphs(pages: Sequence[Scored], table: _Table, worst: int) -> tuple[WorstParagraph, ...]:
    wrong = np.flatnonzero(table.content != table.keep)
    cost = table.letters * np.abs(table.junk - ~table.content)
    first_rows = np.searchsorted(table.page, np.arange(len(pages)))
    order = wrong[np.argsort(-cost[wrong], kind="stable")]
    return tuple(
        WorstParagraph(
            page=int(table.page[row]),
            index=int(row - first_rows[table.page[row]]),
            name=pages[int(table.page[row])].name,
            truth=LABELS[table.truth[row]],
            predicted=LABELS[table.predicted[row]],
            junk=float(table.junk[row]),
            letters=int(table.letters[row]),
        )
        for row in order[:worst].tolist()
    )
