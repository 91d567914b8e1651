"""Fitting one multinomial logistic regression (training only)."""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.features.shape import Floats
from classifier.labels import LABELS
from classifier.model.arrays import Linear

ABSENT: float = -20.0
"""Bias of a label that the training data does not have: never predicted, and still a finite logit."""


@dataclass(frozen=True, slots=True)
class LogisticSettings:
    """Settings of scikit-learn's LogisticRegression.

    Attributes:
        strength: inverse regularisation C.
        iterations: most iterations of L-BFGS. Stopping early regularises too: measured in docs/design.md.
    """

    strength: float = 1.0
    iterations: int = 60


def fit_logistic(
    features: sparse.csr_array | Floats,
    labels: NDArray[np.int64],
    weights: NDArray[np.float64],
    settings: LogisticSettings,
    start: Linear | None = None,
) -> Linear:
    """Fits features (n, f) to label ids int64 (n,), with a weight for each row, from `start` or from zero.

    Rows of one label alone, or none at all, teach nothing: they give `start`, or else a constant, that label
    or every label alike.
    """
    from sklearn.exceptions import ConvergenceWarning  # half a second, training only
    from sklearn.linear_model import LogisticRegression

    present = np.unique(labels)
    if len(present) < 2 and start is not None:
        return start
    if len(present) < 2:
        bias = np.full(len(LABELS), ABSENT if len(present) else 0, np.float32)
        bias[present] = 0
        return Linear(np.zeros((features.shape[1], len(LABELS)), np.float32), bias)
    model = LogisticRegression(C=settings.strength, max_iter=settings.iterations, tol=1e-3)
    if start is not None and len(present) > 2:
        model.set_params(warm_start=True)
        model.coef_ = start.weights[:, present].T.astype(np.float32)
        model.intercept_ = start.bias[present].astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the early stop is on purpose
        model.fit(features, labels, sample_weight=weights)
    return compiled(model.coef_, model.intercept_, model.classes_)


def fit_binary(
    features: sparse.csr_array | Floats, truth: NDArray[np.bool_], settings: LogisticSettings
) -> Linear:
    """Fits features (n, f) to truth bool (n,): weights (f, 1); where all are the same, a constant."""
    from sklearn.exceptions import ConvergenceWarning  # half a second, training only
    from sklearn.linear_model import LogisticRegression

    if truth.all() or not truth.any():
        bias = np.array([-ABSENT if len(truth) and truth[0] else ABSENT], np.float32)
        return Linear(np.zeros((features.shape[1], 1), np.float32), bias)
    model = LogisticRegression(C=settings.strength, max_iter=settings.iterations)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the early stop is on purpose
        model.fit(features, truth)
    return Linear(model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32))


def compiled(
    coefficients: NDArray[np.floating], bias: NDArray[np.floating], classes: NDArray[np.int64]
) -> Linear:
    """The arrays of a fitted LogisticRegression, its columns put in the order of LABELS."""
    weights = np.zeros((coefficients.shape[1], len(LABELS)), np.float32)
    shifted = np.full(len(LABELS), ABSENT, np.float32)
    if len(classes) == 2:  # scikit-learn keeps one row for two classes
        coefficients, bias = (
            np.stack([-coefficients[0], coefficients[0]]) / 2,
            np.array([-bias[0], bias[0]]) / 2,
        )
    weights[:, classes] = coefficients.T
    shifted[classes] = bias
    return Linear(weights, shifted)
