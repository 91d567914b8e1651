import numpy as np
import pytest

from classifier.review.order import teaching


def rows(*labels: int | None) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    """A row a paragraph: sure of a label, or (None) of none."""
    table = np.full((len(labels), 10), 0.1, np.float32)
    for row, label in enumerate(labels):
        if label is not None:
            table[row] = np.eye(10, dtype=np.float32)[label]
    return table


def test_a_page_of_which_the_model_is_sure_teaches_nothing():
    assert teaching(rows(0, 4), rows(0, 4), np.array([0, 2])) == pytest.approx([0], abs=1e-5)


def test_unsure_pages_teach_more_and_length_does_not_count():
    last = rows(None, 0, None, 0, None, 0, None, None)
    short, long, unsure = teaching(last, last, np.array([0, 2, 6, 8]))
    assert short == pytest.approx(long)
    assert unsure == pytest.approx(2 * short)
    assert unsure == pytest.approx(-0.2 * np.log(0.2) - 0.8 * np.log(0.8), abs=1e-4)


def test_what_kind_of_junk_does_not_count():
    last = rows(4, 5)
    last[0, 5] = last[0, 4] = 0.5
    assert teaching(last, last, np.array([0, 2])) == pytest.approx([0], abs=1e-5)


def test_stages_that_disagree_teach():
    agreeing, disagreeing = teaching(rows(0, 4), rows(1, 0), np.array([0, 1, 2]))
    assert agreeing == pytest.approx(0, abs=1e-5)
    assert disagreeing == pytest.approx(1, abs=1e-5)


def test_a_page_without_paragraphs_teaches_nothing():
    assert teaching(rows(None), rows(None), np.array([0, 0, 1, 1]))[[0, 2]] == pytest.approx([0, 0])
