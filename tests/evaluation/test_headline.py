import numpy as np

from classifier.evaluation.headline import LOWER_IS_BETTER, MEASURES, headline
from classifier.evaluation.metrics import Scored, evaluate


def test_headline_has_every_measure_under_its_name():
    page = Scored(
        truth=np.array([0, 1, 4], np.int8),
        predicted=np.array([0, 4, 4], np.int8),
        keep=np.array([True, False, True]),
        junk=np.array([0.1, 0.6, 0.2], np.float32),
        letters=np.array([6, 1, 1], np.int64),
    )
    report = evaluate([page])
    found = headline(report)
    assert tuple(found) == MEASURES
    assert set(MEASURES) > LOWER_IS_BETTER
    assert found["line_precision"] == found["line_recall"] == found["line_f1"] == 0.5
    assert found["page_character_f1"] == 12 / 14
    assert found["macro_f1"] == report.macro_f1
    assert found["calibration_error"] == report.calibration_error
    assert found["brier"] == report.brier
