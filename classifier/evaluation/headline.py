"""The single figures of a report, under the names that cards, floors and tables share."""

from collections.abc import Callable
from typing import Final

from classifier.evaluation.metrics import Report

_FIGURES: Final[dict[str, Callable[[Report], float]]] = {
    "line_f1": lambda report: report.line.f1,
    "line_precision": lambda report: report.line.precision,
    "line_recall": lambda report: report.line.recall,
    "page_f1": lambda report: report.page_f1,
    "page_character_f1": lambda report: report.page_character_f1,
    "macro_f1": lambda report: report.macro_f1,
    "calibration_error": lambda report: report.calibration_error,
    "brier": lambda report: report.brier,
}
MEASURES: Final = tuple(_FIGURES)
LOWER_IS_BETTER: Final = frozenset(("calibration_error", "brier"))


def headline(report: Report) -> dict[str, float]:
    """The MEASURES of a report."""
    return {measure: figure(report) for measure, figure in _FIGURES.items()}
