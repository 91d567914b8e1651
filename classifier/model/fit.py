"""Training: the flow of prediction, every stage fitted on what the one before says of unseen sites."""

from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse

from classifier.features.context import Neighbourhood
from classifier.features.markup import alone, alone_names
from classifier.features.rounds import round_features
from classifier.features.shape import Floats
from classifier.labels import LABELS
from classifier.model.arrays import HtmlArrays, Linear, ModelArrays, softmax
from classifier.model.calibrate import calibrate, fit_label_bias
from classifier.model.logistic import LogisticSettings, fit_logistic
from classifier.model.prepare import Prepared
from classifier.model.settings import Progress, TrainSettings

EVERYTHING = -1
"""Number of the outer fold when nothing is held out."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A chain of fitted stages and what it says of every paragraph.

    Attributes:
        arrays: the model.
        text: float32 (n, 10), text probabilities: of unseen sites for every row (single lines: zeros).
        html: float32 (h, 10), the same with markup, rows as Prepared.html_rows.
    """

    arrays: ModelArrays
    text: Floats
    html: Floats


class Chain:
    """Fits the stages one after another, keeping the first stage's fits for the next outer fold."""

    def __init__(self, prepared: Prepared, settings: TrainSettings, progress: Progress) -> None:
        self.prepared, self.settings, self.progress = prepared, settings, progress
        self._first: dict[frozenset[int], Linear] = {}

    def fit(self, outer: int = EVERYTHING) -> Fitted:
        """Fits everything on all folds but `outer`, whose paragraphs are then unseen by every stage."""
        prepared, examples = self.prepared, self.prepared.examples
        first, first_said = self._fit_first(outer)
        pages = np.flatnonzero(examples.in_page)
        page_starts = examples.batch.page_starts[
            : np.searchsorted(examples.batch.page_starts, len(pages)) + 1
        ]
        rounds, said = self._fit_rounds(first_said[pages], pages, Neighbourhood.of(page_starts), None, outer)
        text = np.zeros_like(first_said)
        text[pages] = said
        rows = prepared.html_rows
        html, html_said = self._fit_html(text[rows], outer)
        terms, shapes = _split(first, len(prepared.terms))
        counted = examples.real[pages] & (examples.folds[pages] != outer)
        label_bias = fit_label_bias(said, examples.labels[pages], counted)
        table = prepared.characters
        arrays = ModelArrays(table, prepared.terms, prepared.idf, terms, shapes, rounds, html, label_bias)
        return Fitted(arrays, text, html_said)

    def _fit_rounds(
        self,
        first: Floats,
        rows: NDArray[np.int64],
        around: Neighbourhood,
        columns: Floats | None,
        outer: int,
    ) -> tuple[tuple[Linear, ...], Floats]:
        """The context rounds on top of what a first stage said of these rows; and the last round's word."""
        said, fits = first, []
        all_settings = self.settings.rounds if columns is None else self.settings.html_rounds
        for number, settings in enumerate(all_settings, start=1):
            self.progress(f"fitting {'text' if columns is None else 'HTML'} context, round {number}")
            features = round_features(said, first, self.prepared.sizes[rows], around, columns)
            fitted, said = self._stack(features, rows, outer, settings)
            fits.append(fitted)
        return tuple(fits), said

    def _fit_html(self, text: Floats, outer: int) -> tuple[HtmlArrays, Floats]:
        prepared, settings = self.prepared, self.settings
        rows, around = prepared.html_rows, Neighbourhood.of(prepared.html_starts)
        if not len(rows):
            return _no_html(), np.zeros((0, len(LABELS)), np.float32)
        self.progress("fitting the first HTML stage")
        dense = alone(text, prepared.columns, around)
        matrix = sparse.hstack(
            [sparse.csr_array(dense), prepared.token_matrix], format="csr", dtype=np.float32
        )
        one, one_said = self._stack(matrix, rows, outer, settings.html_first, settings.html_trust)
        rounds, said = self._fit_rounds(one_said, rows, around, prepared.columns, outer)
        width = dense.shape[1]
        own, tokens = one.weights[:width], half_precision(one.weights[width:])
        return HtmlArrays(prepared.tokens, tokens, Linear(own, one.bias), rounds), said

    def _fit_first(self, outer: int) -> tuple[Linear, Floats]:
        """The first stage on all folds but `outer`, and its probabilities for every row, out of fold.

        Returns:
            Weights for the columns of `Prepared.first`, and float32 (n, 10).
        """
        folds = self.prepared.examples.folds
        wanted = [frozenset({outer})] + [frozenset({outer, fold}) for fold in self._inner(outer)]
        missing = [key for key in wanted if key not in self._first]
        self.progress(f"fitting the first stage, {len(missing)} fits")
        matrix, targets = self.prepared.first, self._targets()
        jobs = (
            delayed(_fit_rows)(
                matrix, targets, np.flatnonzero(~np.isin(folds, list(key))), self.settings.first
            )
            for key in missing
        )
        self._first.update(zip(missing, Parallel(self.settings.jobs)(jobs), strict=True))
        said = np.zeros((len(folds), len(LABELS)), np.float32)
        for key in wanted:
            rows = folds == outer if len(key) == 1 else folds == next(iter(key - {outer}))
            if rows.any():
                said[rows] = softmax(self._first[key](self.prepared.first[rows]))
        return self._first[frozenset({outer})], said

    def _stack(
        self,
        matrix: sparse.csr_array | Floats,
        rows: NDArray[np.int64],
        outer: int,
        settings: LogisticSettings,
        trust: float = 1.0,
    ) -> tuple[Linear, Floats]:
        """One later stage: fitted on all rows but the outer fold's, calibrated, and its word on every row.

        Each inner fold's rows are told by a fit without them, the outer fold's by the fit on all others. With
        a trust below 1 its logits are averaged with those of the stage below.
        """
        folds = self.prepared.examples.folds[rows]
        targets = self._targets(rows)
        everyone = np.arange(len(rows))
        held_out = [None, *self._inner(outer)]
        start = repeat_below(matrix.shape[1])
        jobs = (
            delayed(_fit_rows)(matrix, targets, everyone[(folds != outer) & (folds != fold)], settings, start)
            for fold in held_out
        )
        fits = [_between(start, fit, trust) for fit in Parallel(self.settings.jobs)(jobs)]
        logits = np.asarray(matrix @ fits[0].weights + fits[0].bias, np.float32)
        for fold, fit in zip(held_out[1:], fits[1:], strict=True):
            logits[folds == fold] = matrix[folds == fold] @ fit.weights + fit.bias
        inner = folds != outer
        scale, shift = calibrate(logits[inner], targets[0][inner], targets[1][inner])
        full = Linear(fits[0].weights * scale, fits[0].bias * scale + shift)
        return full, softmax(logits * scale + shift)

    def _inner(self, outer: int) -> list[int]:
        return [fold for fold in range(self.settings.folds) if fold != outer]

    def _targets(
        self, rows: NDArray[np.int64] | slice = slice(None)
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        return self.prepared.examples.labels[rows], self.prepared.examples.weights[rows]


def _no_html() -> HtmlArrays:
    """The HTML stages of a model that never saw any: they say what the text says."""
    tokens, no_weights = np.zeros(0, np.uint32), np.zeros((0, len(LABELS)), np.float32)
    return HtmlArrays(tokens, no_weights, repeat_below(len(alone_names())), ())


def _between(start: Linear, fitted: Linear, trust: float) -> Linear:
    """The weighted mean of two stages' logits."""
    weights = trust * fitted.weights + (1 - trust) * start.weights
    bias = trust * fitted.bias + (1 - trust) * start.bias
    return Linear(weights.astype(np.float32), bias.astype(np.float32))


def repeat_below(features: int) -> Linear:
    """The later stage that says what the one below said; where fitting begins.

    Its features begin with the logarithms of that stage's probabilities, scaled by a third.
    """
    labels = len(LABELS)
    weights = np.zeros((features, labels), np.float32)
    weights[:labels] = np.eye(labels) * 3
    return Linear(weights, np.zeros(labels, np.float32))


def _fit_rows(
    matrix: sparse.csr_array | Floats,
    targets: tuple[NDArray[np.int64], NDArray[np.float64]],
    rows: NDArray[np.int64],
    settings: LogisticSettings,
    start: Linear | None = None,
) -> Linear:
    labels, weights = targets
    fitted = fit_logistic(matrix[rows], labels[rows], weights[rows], settings, start)
    return Linear(half_precision(fitted.weights), fitted.bias)


def half_precision(weights: Floats) -> Floats:
    """Weights as the model file has those of terms and tokens: later stages must see what prediction will."""
    return weights.astype(np.float16).astype(np.float32)


def _split(first: Linear, terms: int) -> tuple[Floats, Linear]:
    """The first stage's weights as (terms, 30) for own, above and below, and those of the shape."""
    blocks = first.weights[: 3 * terms].reshape(3, terms, len(LABELS))
    return np.concatenate(list(blocks), axis=1), Linear(first.weights[3 * terms :], first.bias)
