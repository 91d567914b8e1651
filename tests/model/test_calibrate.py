from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from classifier.labels import CONTENT_LABELS, LABEL_INDEX, LABELS
from classifier.model.arrays import softmax
from classifier.model.calibrate import calibrate, fit_label_bias

Array = NDArray[Any]


def drawn(logits: Array, seed: int) -> Array:
    """A label for each row, drawn with the probabilities that the logits stand for."""
    random = np.random.default_rng(seed)
    said = softmax(logits).astype(np.float64)
    labels: Array = (said.cumsum(axis=1) > random.random((len(said), 1))).argmax(axis=1)
    return labels


def test_finds_the_scale_and_the_shift_that_the_labels_were_drawn_with():
    logits = np.random.default_rng(0).normal(scale=2, size=(20_000, 10)).astype(np.float32)
    is_content = np.array([label in CONTENT_LABELS for label in LABELS])
    labels = drawn(logits * np.float32(0.5) + np.float32(1) * is_content, 1)
    scale, shift = calibrate(logits, labels, np.ones(len(labels)))
    assert scale == pytest.approx(0.5, abs=0.03)
    assert shift[is_content] == pytest.approx([1, 1], abs=0.06)
    assert not shift[~is_content].any()
    assert scale.dtype == shift.dtype == np.float32


def test_rows_without_weight_do_not_count():
    logits = np.random.default_rng(0).normal(scale=2, size=(8000, 10)).astype(np.float32)
    labels = drawn(logits, 1)
    labels[4000:] = 0
    weights = np.repeat([1.0, 0.0], 4000)
    scale, shift = calibrate(logits, labels, weights)
    assert scale == pytest.approx(1, abs=0.06)
    assert np.abs(shift).max() < 0.15


def macro_f1(named: Array, truth: Array) -> float:
    scores = []
    for label in set(truth.tolist()):
        right = ((named == label) & (truth == label)).sum()
        scores.append(2 * right / ((named == label).sum() + (truth == label).sum()))
    return float(np.mean(scores))


def test_a_rare_kind_of_junk_is_named_more_often():
    """Comments look like navigation and are ten times rarer: without a bias none is ever named."""
    comment, navigation = LABEL_INDEX["comment"], LABEL_INDEX["navigation"]
    probabilities = np.full((1000, 10), 0.01, np.float32)
    probabilities[:, navigation], probabilities[:, comment] = 0.7, 0.1
    labels = np.full(1000, navigation)
    labels[:100] = comment
    probabilities[:100, navigation], probabilities[:100, comment] = 0.5, 0.3
    everything = np.ones(1000, np.bool_)
    bias = fit_label_bias(probabilities, labels, everything)
    before, after = (np.log(probabilities) + added for added in (0, bias))
    assert macro_f1(before.argmax(axis=1), labels) < 0.5
    assert macro_f1(after.argmax(axis=1), labels) > 0.95
    assert not bias[: len(CONTENT_LABELS)].any()
    assert bias.dtype == np.float32
    held_out = ~everything
    held_out[100:] = True
    assert not fit_label_bias(probabilities, labels, held_out).any()  # the comments are not among the rows


def test_pages_without_junk_need_no_bias():
    probabilities = np.tile(np.eye(10, dtype=np.float32)[0], (20, 1))
    assert not fit_label_bias(probabilities, np.zeros(20, np.int64), np.ones(20, np.bool_)).any()
