"""Training of the page stage: whether a page has any content, by its words and by what was said of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.features.pages import page_features
from classifier.features.shape import Floats
from classifier.labels import CONTENT_LABELS
from classifier.model.arrays import Linear, PageArrays, sigmoid
from classifier.model.logistic import LogisticSettings, fit_binary
from classifier.model.prepare import Prepared
from classifier.model.settings import TrainSettings


@dataclass(frozen=True, slots=True)
class FittedPages:
    """The page stage, and what it says of every page of the batch, out of fold.

    Attributes:
        arrays: the stage.
        text: float32 (pages,), probability of content by the text.
        html: float32 (html pages,), the same by text and markup.
    """

    arrays: PageArrays
    text: Floats
    html: Floats


@dataclass(frozen=True, slots=True)
class _Pages:
    """Pages to fit on, and those left out.

    Attributes:
        content: bool (pages,), whether each has content.
        folds: int64 (pages,).
        counted: bool (pages,), pages as they were found: not composed ones, whose parts stand elsewhere too.
    """

    content: NDArray[np.bool_]
    folds: NDArray[np.int64]
    counted: NDArray[np.bool_]

    def among(self, chosen: NDArray[np.int64]) -> "_Pages":
        return _Pages(self.content[chosen], self.folds[chosen], self.counted[chosen])


def fit_pages(
    prepared: Prepared, settings: TrainSettings, text: Floats, html: Floats, outer: int
) -> FittedPages:
    """Fits the page stage on all folds but `outer`.

    Args:
        prepared: what it is fitted on.
        settings: how.
        text: float32 (n, 10), what the text rounds said of every paragraph of unseen sites.
        html: float32 (h, 10), what the HTML round said.
        outer: the fold left out.
    """
    examples = prepared.examples
    starts = examples.batch.page_starts
    pages = _pages_of(prepared)
    words, words_said = _stack(prepared.page_words, pages, settings.page_words, settings.folds, outer)
    weights = words.weights[:, 0].astype(np.float16).astype(np.float32)  # as the model file has them
    features = page_features(text, prepared.sizes, words_said, starts)
    by_text, text_said = _stack(features, pages, settings.pages, settings.folds, outer)
    if not len(prepared.html_rows):
        arrays = PageArrays(weights, words.bias, by_text, by_text)
        return FittedPages(arrays, sigmoid(text_said), np.zeros(0, np.float32))
    numbers = np.array(sorted(examples.html), np.int64)
    sizes, borders = prepared.sizes[prepared.html_rows], prepared.blocks.page_starts
    features = page_features(html, sizes, words_said[numbers], borders)
    by_html, html_said = _stack(features, pages.among(numbers), settings.pages, settings.folds, outer)
    arrays = PageArrays(weights, words.bias, by_text, by_html)
    return FittedPages(arrays, sigmoid(text_said), sigmoid(html_said))


def _pages_of(prepared: Prepared) -> _Pages:
    examples = prepared.examples
    starts = examples.batch.page_starts
    is_content = np.append(examples.labels < len(CONTENT_LABELS), False)
    filled = np.diff(starts) > 0
    first = np.minimum(starts[:-1], len(examples.labels) - 1)
    content = np.zeros(len(first), np.bool_)
    content[filled] = np.logical_or.reduceat(is_content, starts[:-1][filled])
    counted = filled & examples.in_page[first] & (examples.own_weights[first] > 0)
    return _Pages(content, examples.folds[first], counted)


def _stack(
    matrix: sparse.csr_array | Floats, pages: _Pages, settings: LogisticSettings, folds: int, outer: int
) -> tuple[Linear, Floats]:
    """A fit on all pages but the outer fold's, and logits float32 (pages,) of every page, out of fold."""
    inside = pages.counted & (pages.folds != outer)
    full = fit_binary(matrix[inside], pages.content[inside], settings)
    said = np.asarray(matrix @ full.weights + full.bias, np.float32)[:, 0]
    for fold in range(folds):
        if fold == outer:
            continue
        rows, seen = pages.folds == fold, inside & (pages.folds != fold)
        fitted = fit_binary(matrix[seen], pages.content[seen], settings)
        said[rows] = (matrix[rows] @ fitted.weights + fitted.bias)[:, 0]
    return full, said
