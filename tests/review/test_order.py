import numpy as np
import pytest

from classifier.review.order import teaching


def test_a_page_of_which_the_model_is_sure_teaches_nothing():
    assert teaching(np.array([0, 1, 1], np.float32)) == pytest.approx(0, abs=1e-6)


def test_unsure_pages_teach_most_and_length_does_not_count():
    assert teaching(np.full(3, 0.5, np.float32)) == pytest.approx(np.log(2))
    assert teaching(np.array([0.5, 1], np.float32)) == pytest.approx(np.log(2) / 2, abs=1e-6)
    assert teaching(np.array([0.5, 1] * 9, np.float32)) == pytest.approx(np.log(2) / 2, abs=1e-6)


def test_a_page_without_paragraphs_teaches_nothing():
    assert teaching(np.empty(0, np.float32)) == 0
