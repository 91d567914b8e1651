import numpy as np

from classifier.reading.ranges import spread


def test_ranges_stand_one_after_the_other():
    index, offsets = spread(np.array([5, 2, 9]), np.array([2, 0, 3]))
    assert index.tolist() == [5, 6, 9, 10, 11]
    assert offsets.tolist() == [0, 2, 2]


def test_no_ranges():
    index, offsets = spread(np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert index.tolist() == offsets.tolist() == []
