import numpy as np
import pytest

from classifier.evaluation.comparison import Change, changes
from classifier.evaluation.metrics import Scored

BODY, NAVIGATION, FOOTER = 0, 4, 6


def page(truth: list[int], predicted: list[int]) -> Scored:
    labels = np.array(predicted, np.int8)
    return Scored(
        np.array(truth, np.int8),
        labels,
        labels == BODY,
        np.zeros(len(truth), np.float32),
        10 * np.arange(1, len(truth) + 1),
    )


def test_paragraphs_whose_fate_differs_longest_first():
    truth = [BODY, FOOTER, BODY]
    before = [page(truth, [BODY] * 3), page([BODY], [NAVIGATION])]
    after = [page(truth, [NAVIGATION, FOOTER, BODY]), page([BODY], [FOOTER])]
    assert changes(before, after) == (
        Change(0, 1, "footer", "body", "footer", kept=False, right=True, letters=20),
        Change(0, 0, "body", "body", "navigation", kept=False, right=False, letters=10),
    )


def test_another_label_alone_is_no_change():
    assert changes([page([BODY], [NAVIGATION])], [page([BODY], [FOOTER])]) == ()


def test_other_pages_are_refused():
    with pytest.raises(ValueError, match="zip"):
        changes([page([BODY], [BODY])], [])
