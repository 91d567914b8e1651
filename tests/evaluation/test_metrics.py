import json
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from sklearn.metrics import brier_score_loss, confusion_matrix, precision_recall_fscore_support

from classifier.errors import CorpusError
from classifier.evaluation.metrics import Scored, calibration_error, evaluate, letter_weights
from classifier.labels import LABEL_INDEX, LABELS

BODY, HEADING, NAVIGATION, GAMBLING = (
    LABEL_INDEX[label] for label in ("body", "heading", "navigation", "gambling")
)


def scored(
    truth: Sequence[int],
    keep: Sequence[bool],
    *,
    predicted: Sequence[int] | None = None,
    junk: ArrayLike | None = None,
    letters: Sequence[int] | None = None,
    name: str = "",
) -> Scored:
    kept = np.array(keep, dtype=np.bool_)
    return Scored(
        truth=np.array(truth, dtype=np.int8),
        predicted=np.array(truth if predicted is None else predicted, dtype=np.int8),
        keep=kept,
        junk=np.array(~kept if junk is None else junk, dtype=np.float32),
        letters=np.array([1] * len(keep) if letters is None else letters, dtype=np.int64),
        name=name,
    )


def test_letters_are_letters_digits_and_han():
    assert letter_weights(["第3章 Tea，红茶！", "—— …", "", "𠀀㐀Ⅳ½"]).tolist() == [8, 0, 0, 4]
    assert letter_weights([]).shape == (0,)


def test_line_figures_are_over_all_pages():
    report = evaluate(
        [
            scored([BODY, HEADING, NAVIGATION], [True, False, True]),
            scored([BODY, BODY, BODY, BODY], [True, True, True, True]),
        ]
    )
    assert report.line.precision == pytest.approx(5 / 6)
    assert report.line.recall == pytest.approx(5 / 6)
    assert report.line.f1 == pytest.approx(5 / 6)
    assert report.line.support == 6
    assert report.page_f1 == pytest.approx((0.5 + 1) / 2)
    assert (report.pages, report.paragraphs) == (2, 7)


@pytest.mark.parametrize(
    ("truth", "keep", "f1"),
    [
        ([NAVIGATION], [False], 1.0),
        ([], [], 1.0),
        ([NAVIGATION], [True], 0.0),
        ([BODY], [False], 0.0),
        ([BODY, NAVIGATION], [True, True], 2 / 3),
    ],
)
def test_page_f1_of_pages_with_and_without_content(truth, keep, f1):
    other = scored([BODY], [True])
    report = evaluate([scored(truth, keep), other])
    assert report.page_f1 == pytest.approx((f1 + 1) / 2)
    assert report.page_character_f1 == pytest.approx((f1 + 1) / 2)


def test_character_f1_weighs_lines_by_their_letters():
    page = scored([BODY, BODY, NAVIGATION], [True, False, True], letters=[90, 10, 20])
    report = evaluate([page])
    assert report.page_f1 == pytest.approx(0.5)
    assert report.page_character_f1 == pytest.approx(180 / 210)


def test_lines_without_letters_weigh_nothing():
    page = scored([BODY, NAVIGATION], [False, True], letters=[0, 0])
    report = evaluate([page])
    assert report.page_character_f1 == 1.0
    assert report.page_f1 == 0.0


def test_keep_and_label_are_measured_apart():
    page = scored([BODY, NAVIGATION], [True, False], predicted=[NAVIGATION, BODY])
    report = evaluate([page])
    assert report.line.f1 == 1.0
    assert report.labels["body"].f1 == 0.0
    assert report.macro_f1 == 0.0


def test_macro_f1_is_over_the_labels_in_the_truth():
    page = scored([BODY, NAVIGATION], [True, True], predicted=[BODY, GAMBLING])
    report = evaluate([page])
    assert report.macro_f1 == pytest.approx(0.5)
    assert report.labels["gambling"].support == 0
    assert report.labels["gambling"].precision == 0.0
    assert list(report.labels) == list(LABELS)


pages = st.lists(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans(), st.floats(0, 1, width=32)),
        min_size=1,
        max_size=12,
    ),
    min_size=1,
    max_size=5,
)


@given(pages)
def test_figures_agree_with_scikit_learn(rows):
    report = evaluate(
        [
            scored([r[0] for r in p], [r[2] for r in p], predicted=[r[1] for r in p], junk=[r[3] for r in p])
            for p in rows
        ]
    )
    truth, predicted, keep, junk = (
        np.array(column) for column in zip(*(r for p in rows for r in p), strict=True)
    )
    content = truth <= HEADING
    labels = list(range(10))
    assert report.confusion == tuple(map(tuple, confusion_matrix(truth, predicted, labels=labels).tolist()))
    expected = precision_recall_fscore_support(truth, predicted, labels=labels, zero_division=0)
    found = [(s.precision, s.recall, s.f1, s.support) for s in report.labels.values()]
    np.testing.assert_allclose(found, np.transpose(expected))
    expected = precision_recall_fscore_support(content, keep, average="binary", zero_division=0)
    np.testing.assert_allclose((report.line.precision, report.line.recall, report.line.f1), expected[:3])
    assert report.brier == pytest.approx(brier_score_loss(~content, junk, labels=[False, True]))


def test_calibration_error_by_hand():
    # bins of 1/15: 0.01 and 0.02 fall into the first, 0.5 into the eighth, 1.0 into the last
    probability = np.array([0.01, 0.02, 0.5, 0.5, 1.0])
    happened = np.array([False, True, True, False, True])
    first = abs((0.01 + 0.02) / 2 - 0.5)
    assert calibration_error(probability, happened) == pytest.approx(2 / 5 * first)


def test_calibration_of_certain_and_right_is_perfect():
    report = evaluate([scored([BODY, NAVIGATION], [True, False], junk=[0.0, 1.0])])
    assert report.calibration_error == 0.0
    assert report.brier == 0.0


def test_overconfidence_is_an_error_of_its_size():
    junk = np.full(1000, 0.9, dtype=np.float32)
    truth = [NAVIGATION] * 700 + [BODY] * 300
    report = evaluate([scored(truth, [False] * 1000, junk=junk)])
    assert report.calibration_error == pytest.approx(0.2, abs=1e-6)


def test_worst_pages_first_and_perfect_ones_not_at_all():
    report = evaluate(
        [
            scored([BODY, NAVIGATION], [True, False], name="right"),
            scored([BODY, NAVIGATION], [True, True], letters=[50, 9], name="a little"),
            scored([BODY, NAVIGATION], [False, True], letters=[30, 5], name="lost"),
            scored([BODY], [False], letters=[400], name="all lost"),
        ]
    )
    assert [page.name for page in report.worst_pages] == ["all lost", "lost", "a little"]
    worst = report.worst_pages[1]
    assert (worst.page, worst.lost, worst.let_in, worst.f1) == (2, 30, 5, 0.0)


def test_worst_paragraphs_by_letters_and_certainty():
    report = evaluate(
        [
            scored([], []),
            scored([BODY, NAVIGATION], [False, False], junk=[0.6, 0.9], letters=[100, 50], name="p"),
            scored(
                [BODY, NAVIGATION, BODY],
                [True, True, False],
                junk=[0.1, 0.2, 1.0],
                letters=[9, 90, 5],
                name="q",
            ),
        ],
        worst=2,
    )
    found = [(item.page, item.index, item.name, item.truth, item.letters) for item in report.worst_paragraphs]
    assert found == [(2, 1, "q", "navigation", 90), (1, 0, "p", "body", 100)]


def test_report_is_plain_data():
    report = evaluate([scored([BODY, NAVIGATION], [False, True], name="p")])
    again = json.loads(json.dumps(report.as_dict(), allow_nan=False))
    assert again["line"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 1}
    assert again["worst_pages"][0]["name"] == "p"
    assert len(again["confusion"]) == 10


def test_nothing_to_measure():
    for pages_without_paragraphs in ([], [scored([], [])]):
        with pytest.raises(CorpusError, match="nothing to measure"):
            evaluate(pages_without_paragraphs)


def test_lengths_must_agree():
    with pytest.raises(ValueError, match=r"page 'p': arrays of different lengths \[1, 2\]"):
        scored([BODY, BODY], [True], predicted=[BODY], name="p")
