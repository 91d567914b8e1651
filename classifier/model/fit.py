"""Training: the flow of prediction, every stage fitted on what the one before says of unseen sites."""

from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse

from classifier.features.blocks import block_features, block_names
from classifier.features.context import Neighbourhood
from classifier.features.markup import alone, alone_names
from classifier.features.rounds import round_features, round_names
from classifier.features.shape import Floats
from classifier.labels import LABEL_INDEX, LABELS, SPAM_LABELS
from classifier.model.arrays import FIRST_LOGITS, HtmlArrays, Linear, ModelArrays, first_said, softmax
from classifier.model.calibrate import calibrate, fit_label_bias
from classifier.model.fit_pages import FittedPages, fit_pages
from classifier.model.logistic import LogisticSettings, fit_logistic
from classifier.model.prepare import Prepared
from classifier.model.settings import Progress, TrainSettings

EVERYTHING = -1
"""Number of the outer fold when nothing is held out."""


SPAM_IDS = [LABEL_INDEX[label] for label in SPAM_LABELS]
NO_SPAM = 0
"""Label under which everything but advertising is put together when advertising is fitted."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A chain of fitted stages and what it says of every paragraph.

    Attributes:
        arrays: the model.
        text: float32 (n, 10), text probabilities: of unseen sites for every row (single lines: zeros).
        html: float32 (h, 10), the same with markup, rows as Prepared.html_rows.
        pages: what the page stage says.
    """

    arrays: ModelArrays
    text: Floats
    html: Floats
    pages: FittedPages


class Chain:
    """Fits the stages one after another, keeping the first stage's fits for the next outer fold."""

    def __init__(self, prepared: Prepared, settings: TrainSettings, progress: Progress) -> None:
        self.prepared, self.settings, self.progress = prepared, settings, progress
        self._labels: dict[frozenset[int], Linear] = {}
        self._advertising: dict[frozenset[int], Linear] = {}

    def fit(self, outer: int = EVERYTHING) -> Fitted:
        """Fits everything on all folds but `outer`, whose paragraphs are then unseen by every stage."""
        prepared, examples = self.prepared, self.prepared.examples
        first, first_said = self._fit_first(outer)
        pages = np.flatnonzero(examples.in_page)
        rounds, said = self._fit_rounds(first_said[pages], pages, outer)
        text = np.zeros((len(first_said), len(LABELS)), np.float32)
        text[pages] = said
        html, html_said = self._fit_html(text[prepared.html_rows], first_said[prepared.html_rows], outer)
        self.progress("fitting the pages")
        whole = fit_pages(prepared, self.settings, text, html_said, outer)
        counted = examples.real[pages] & (examples.folds[pages] != outer)
        arrays = ModelArrays(
            characters=prepared.characters,
            terms=prepared.terms,
            idf=prepared.idf,
            term_weights=first.weights[: len(prepared.terms)],
            first=Linear(first.weights[len(prepared.terms) :, :FIRST_LOGITS], first.bias),
            rounds=rounds,
            html=html,
            pages=whole.arrays,
            label_bias=fit_label_bias(said, examples.labels[pages], counted),
        )
        return Fitted(arrays, text, html_said, whole)

    def _fit_rounds(
        self, first: Floats, pages: NDArray[np.int64], outer: int
    ) -> tuple[tuple[Linear, ...], Floats]:
        """The context rounds on top of what the first stage said of the pages' rows; the last round's word."""
        starts = self.prepared.examples.batch.page_starts
        around = Neighbourhood.of(starts[: np.searchsorted(starts, len(pages)) + 1])
        said, fits = first[:, : len(LABELS)], []
        for number, settings in enumerate(self.settings.rounds, start=1):
            self.progress(f"fitting the context, round {number}")
            features = round_features(said, first, self.prepared.sizes[pages], around)
            fitted, said = self._stack(features, pages, outer, settings)
            fits.append(fitted)
        return tuple(fits), said

    def _fit_html(self, text: Floats, first: Floats, outer: int) -> tuple[HtmlArrays, Floats]:
        """The HTML stages on top of what the text rounds and the first stage said; the round's word."""
        prepared, settings = self.prepared, self.settings
        if not len(prepared.html_rows):
            return _no_html(), np.zeros((0, len(LABELS)), np.float32)
        self.progress("fitting the HTML stage")
        rows, blocks, sizes = prepared.html_rows, prepared.blocks, prepared.sizes[prepared.html_rows]
        around = Neighbourhood.of(blocks.page_starts)
        features = alone(text, prepared.columns, around), block_features(text, sizes, blocks)
        dense = np.concatenate(features, axis=1)
        matrix = sparse.hstack(
            [sparse.csr_array(dense), prepared.token_matrix], format="csr", dtype=np.float32
        )
        fitted, said = self._stack(matrix, rows, outer, settings.html, settings.html_trust)
        width = dense.shape[1]
        own, tokens = fitted.weights[:width], half_precision(fitted.weights[width:])
        self.progress("fitting the HTML round")
        features = round_features(said, first, sizes, around), block_features(said, sizes, blocks)
        dense = np.concatenate(features, axis=1)
        last, said = self._stack(dense, rows, outer, settings.html_round, settings.html_trust)
        return HtmlArrays(prepared.tokens, tokens, Linear(own, fitted.bias), last), said

    def _fit_first(self, outer: int) -> tuple[Linear, Floats]:
        """The first stage on all folds but `outer`, and what it says of every row, out of fold.

        Returns:
            Weights (terms + shape, FIRST_LOGITS + 20): the shape has none in the last 20, the neighbours'
            terms; and float32 (n, FIRST).
        """
        prepared, settings = self.prepared, self.settings
        examples = prepared.examples
        targets = examples.labels, examples.weights
        labels, labels_said = self._fit_alone(
            "labels", self._labels, prepared.first, targets, settings.first, outer
        )
        spam = np.where(np.isin(examples.labels, SPAM_IDS), examples.labels, NO_SPAM)
        targets = spam, examples.own_weights
        advertising, advertising_said = self._fit_alone(
            "advertising", self._advertising, prepared.own, targets, settings.advertising, outer
        )
        said = np.concatenate([labels_said, _relative(advertising_said)], axis=1)
        return _joined(labels, advertising, len(prepared.terms)), first_said(said)

    def _fit_alone(  # noqa: PLR0917  (arrays travel together)
        self,
        what: str,
        fits: dict[frozenset[int], Linear],
        matrix: sparse.csr_array,
        targets: tuple[NDArray[np.int64], NDArray[np.float64]],
        settings: LogisticSettings,
        outer: int,
    ) -> tuple[Linear, Floats]:
        """A regression without the outer fold, and its logits for every row, out of fold.

        Args:
            what: for the progress.
            fits: those that were fitted before, by the folds left out; new ones are added.
            matrix: features of every row.
            targets: label and weight of every row; rows of weight 0 are left out.
            settings: how to fit.
            outer: the fold left out.
        """
        folds = self.prepared.examples.folds
        wanted = [frozenset({outer})] + [frozenset({outer, fold}) for fold in self._inner(outer)]
        missing = [key for key in wanted if key not in fits]
        self.progress(f"fitting the first stage: {what}, {len(missing)} fits")
        counted = targets[1] > 0
        jobs = (
            delayed(_fit_rows)(
                matrix, targets, np.flatnonzero(counted & ~np.isin(folds, list(key))), settings
            )
            for key in missing
        )
        fits.update(zip(missing, Parallel(self.settings.jobs)(jobs), strict=True))
        said = np.zeros((len(folds), len(LABELS)), np.float32)
        for key in wanted:
            rows = folds == outer if len(key) == 1 else folds == next(iter(key - {outer}))
            if rows.any():
                said[rows] = fits[key](matrix[rows])
        return fits[frozenset({outer})], said

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
        examples = self.prepared.examples
        targets = examples.labels[rows], examples.context_weights[rows]
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


def _no_html() -> HtmlArrays:
    """The HTML stages of a model that never saw any: they say what the text says."""
    tokens, no_weights = np.zeros(0, np.uint32), np.zeros((0, len(LABELS)), np.float32)
    blocks = len(block_names())
    first, last = (repeat_below(len(names) + blocks) for names in (alone_names(), round_names()))
    return HtmlArrays(tokens, no_weights, first, last)


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


def _relative(logits: Floats) -> Floats:
    """Logits (n, 3) of the kinds of advertising against none, of logits (n, 10) of a fit with NO_SPAM."""
    return logits[:, SPAM_IDS] - logits[:, NO_SPAM : NO_SPAM + 1]


def _joined(labels: Linear, advertising: Linear, terms: int) -> Linear:
    """Both regressions of the first stage side by side: own terms and shape, then the neighbours' terms."""
    own, above, below = labels.weights[: 3 * terms].reshape(3, terms, len(LABELS))
    shape = labels.weights[3 * terms :]
    weights = half_precision(_relative(advertising.weights))
    upper = np.concatenate([own, weights[:terms], above, below], axis=1)
    lower = np.zeros((len(shape), upper.shape[1]), np.float32)
    lower[:, :FIRST_LOGITS] = np.concatenate([shape, weights[terms:]], axis=1)
    bias = np.concatenate([labels.bias, _relative(advertising.bias[None, :])[0]])
    return Linear(np.concatenate([upper, lower]), bias)
