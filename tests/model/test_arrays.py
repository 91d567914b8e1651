import numpy as np

from classifier.model.arrays import Linear, softmax


def test_softmax_is_a_distribution_however_large_the_logits():
    logits = np.array([[0, 1, 2], [1000, 1001, 1002], [-1000, 0, 1000]], np.float32)
    said = softmax(logits)
    assert said.dtype == np.float32
    np.testing.assert_allclose(said.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(said[0], np.exp([0, 1, 2]) / np.exp([0, 1, 2]).sum(), rtol=1e-6)
    np.testing.assert_allclose(said[1], said[0], rtol=1e-6)
    assert said[2].tolist() == [0, 0, 1]
    assert softmax(logits[:0]).shape == (0, 3)


def test_a_linear_stage_is_a_matrix_product_and_a_bias():
    stage = Linear(np.array([[1, 2], [3, 4]], np.float32), np.array([10, 20], np.float32))
    assert stage(np.array([[1, 1], [0, 2]], np.float32)).tolist() == [[14, 26], [16, 28]]
