from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from classifier.model.arrays import Linear, softmax
from classifier.model.logistic import ABSENT, LogisticSettings, compiled, fit_logistic

Array = NDArray[Any]
SETTINGS = LogisticSettings(1.0, 50)


def examples(labels: list[int]) -> tuple[Array, Array]:
    """Features float32 (300, 5) that tell the labels, and the labels."""
    random = np.random.default_rng(4)
    truth = random.choice(labels, 300)
    features = random.normal(size=(300, 5)).astype(np.float32)
    features[np.arange(300), truth % 5] += 2
    return features, truth.astype(np.int64)


@pytest.mark.parametrize("labels", [[0, 3, 4], [7, 2], [1, 9, 5, 6]])
def test_says_what_scikit_learn_says(labels):
    features, truth = examples(labels)
    fitted = LogisticRegression(C=1.0, max_iter=50, tol=1e-3).fit(features, truth)
    stage = compiled(fitted.coef_, fitted.intercept_, fitted.classes_)
    said = softmax(stage(features))
    np.testing.assert_allclose(said[:, sorted(labels)], fitted.predict_proba(features), atol=1e-5)
    absent = np.setdiff1d(np.arange(10), labels)
    assert said[:, absent].max() < 1e-5
    assert (stage.bias[absent] == ABSENT).all()


def test_dense_and_sparse_features_fit_alike():
    features, truth = examples([0, 3, 4])
    weights = np.ones(300)
    dense = fit_logistic(features, truth, weights, SETTINGS)
    thin = fit_logistic(sparse.csr_array(features), truth, weights, SETTINGS)
    np.testing.assert_allclose(dense.weights, thin.weights, atol=1e-2)
    assert dense.weights.shape == (5, 10)
    assert dense.weights.dtype == dense.bias.dtype == np.float32


def test_weights_of_rows_count():
    features, truth = examples([0, 3])
    flipped = np.concatenate([truth, 3 - truth])
    twice = np.concatenate([features, features])
    weights = np.repeat([1.0, 1e-6], 300)
    stage = fit_logistic(twice, flipped, weights, SETTINGS)
    assert (stage(features).argmax(axis=1) == truth).mean() > 0.8


def test_stopping_early_is_no_warning():
    features, truth = examples([0, 3, 4])
    fit_logistic(features, truth, np.ones(300), LogisticSettings(100.0, 1))


def test_fitting_begins_at_the_start():
    features, truth = examples([0, 3, 4])
    finished = fit_logistic(features, truth, np.ones(300), LogisticSettings(1.0, 500))
    one_step = LogisticSettings(1.0, 1)
    onward = fit_logistic(features, truth, np.ones(300), one_step, finished)
    anew = fit_logistic(features, truth, np.ones(300), one_step)
    assert np.abs(onward.weights - finished.weights).max() < 0.05
    assert np.abs(anew.weights - finished.weights).max() > 0.2


def test_one_label_or_no_rows_teach_nothing():
    features, truth = examples([3])
    lone = fit_logistic(features, truth, np.ones(300), SETTINGS)
    assert softmax(lone(features))[:, 3].min() > 0.999
    nothing = fit_logistic(features[:0], truth[:0], np.ones(0), SETTINGS)
    np.testing.assert_allclose(softmax(nothing(features)), 0.1)
    start = Linear(np.ones((5, 10), np.float32), np.zeros(10, np.float32))
    assert fit_logistic(features, truth, np.ones(300), SETTINGS, start) is start
    assert fit_logistic(features[:0], truth[:0], np.ones(0), SETTINGS, start) is start
