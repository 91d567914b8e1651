"""Calibration: one scale and one shift of content against junk, fitted on what unseen sites got."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.shape import Floats
from classifier.labels import CONTENT_LABELS, LABELS, SPAM_LABELS
from classifier.model.arrays import softmax

_IS_CONTENT: Final = np.array([label in CONTENT_LABELS for label in LABELS], np.float32)


def calibrate(
    logits: Floats, labels: NDArray[np.int64], weights: NDArray[np.float64]
) -> tuple[np.float32, NDArray[np.float32]]:
    """Scale and shift that make the labels most likely: temperature scaling with one more bias.

    Guo et al., On Calibration of Modern Neural Networks, 2017; the bias moves body and heading against the
    rest.

    Args:
        logits: float32 (n, 10), out of fold.
        labels: int64 (n,), label ids.
        weights: float64 (n,).

    Returns:
        The scale, and the shift float32 (10,): calibrated logits are logits * scale + shift.
    """
    from scipy.optimize import minimize  # training only

    rows = np.arange(len(labels))

    def loss(parameters: NDArray[np.float64]) -> float:
        scaled: Floats = logits * np.float32(np.exp(parameters[0]))
        said = softmax(scaled + np.float32(parameters[1]) * _IS_CONTENT)
        return float(-np.average(np.log(np.maximum(said[rows, labels], 1e-9)), weights=weights))

    best = minimize(loss, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-6}).x
    return np.float32(np.exp(best[0])), (best[1] * _IS_CONTENT).astype(np.float32)


def fit_label_bias(
    probabilities: Floats, labels: NDArray[np.int64], rows: NDArray[np.bool_], rounds: int = 3
) -> Floats:
    """Bias of each junk label that gives the best macro F1 of the labels, float32 (10,), 0 for content.

    Rare kinds of junk are seldom the likeliest one; a bias in the choice of the name, found by trying each
    label's in turn, gives them their share. Probabilities stay as they are.

    Args:
        probabilities: float32 (n, 10), of unseen sites.
        labels: int64 (n,), label ids.
        rows: bool (n,), which paragraphs count.
        rounds: how often each label's turn comes.
    """
    content = len(CONTENT_LABELS)
    junk = rows & (1 - probabilities[:, 0] - probabilities[:, 1] >= 0.5)
    kinds, truth = np.log(np.maximum(probabilities[junk, content:], 1e-9)), labels[junk]
    support = np.bincount(labels[rows], minlength=len(LABELS))[content:]
    bias = np.zeros(len(LABELS) - content)

    def macro(tried: NDArray[np.float64]) -> float:
        named = np.argmax(kinds + tried, axis=1)
        right = np.bincount(named[named + content == truth], minlength=len(tried))
        scores = 2 * right / np.maximum(np.bincount(named, minlength=len(tried)) + support, 1)
        return float(scores[support > 0].mean()) if (support > 0).any() else 0.0

    best = macro(bias)
    for _ in range(rounds):
        for label in range(len(bias)):
            # Advertising is rare on real pages, and missing its name costs more than giving it once too often.
            lowest = 0.0 if LABELS[content + label] in SPAM_LABELS else -1.0
            for step in np.arange(lowest, 1.6, 0.25):
                tried = bias.copy()
                tried[label] = step
                score = macro(tried)
                if score > best + 1e-4:
                    best, bias = score, tried
    return np.concatenate([np.zeros(content), bias]).astype(np.float32)
