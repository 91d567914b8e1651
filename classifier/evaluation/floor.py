"""The quality floor: what a model must reach on given data, in a file that is kept beside the tests.

A floor file:

    corpus = "…"        # the digest of the data, as `classifier evaluate --json` gives it

    [text]              # or [html]
    line_f1 = 0.87      # at least this; for calibration_error and brier: at most this
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from classifier.errors import ClassifierError
from classifier.evaluation.headline import LOWER_IS_BETTER, MEASURES, headline
from classifier.evaluation.metrics import Report

MODES: Final = ("text", "html")


@dataclass(frozen=True, slots=True)
class Floor:
    """What must be reached.

    Attributes:
        corpus: digest of the data that it was set on.
        limits: mode ("text", "html") -> measure -> the value that must be reached.
    """

    corpus: str
    limits: dict[str, dict[str, float]]

    def shortfalls(self, corpus: str, reports: Mapping[str, Report]) -> list[str]:
        """Each measure that is not reached, as a line for a person; modes without a report are not looked at.

        Args:
            corpus: digest of the data measured.
            reports: by mode.

        Raises:
            ClassifierError: the data is not what the floor was set on.
        """
        if corpus != self.corpus:
            message = f"the floor was set on the data {self.corpus}, this is {corpus}"
            raise ClassifierError(f"{message}; measure the same data, or set a new floor")
        return [
            line
            for mode, limits in self.limits.items()
            if mode in reports
            for line in missed(limits, headline(reports[mode]), f"{mode} ")
        ]


def missed(limits: Mapping[str, float], reached: Mapping[str, float], prefix: str = "") -> list[str]:
    """Each measure whose limit is not reached, with both figures."""
    return [
        f"{prefix}{measure} is {reached[measure]:.4f}, "
        f"{'above its limit' if measure in LOWER_IS_BETTER else 'below its floor'} {limit:.4f}"
        for measure, limit in limits.items()
        if (reached[measure] > limit if measure in LOWER_IS_BETTER else reached[measure] < limit)
    ]


def read_floor(path: Path) -> Floor:
    """Reads a floor file. Raises ClassifierError that names the file and what is wrong with it."""
    try:
        return floor_of(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ClassifierError(f"{path}: cannot read the floor: {error.strerror}; check the path") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ClassifierError(f"{path}: not valid TOML: {error}") from None
    except ClassifierError as error:
        raise ClassifierError(f"{path}: {error}") from None


def floor_of(data: Mapping[str, Any]) -> Floor:
    """The floor that a file's content means. Raises ClassifierError: names the key and what is allowed."""
    unknown = set(data) - {"corpus", *MODES}
    if unknown:
        message = f"unknown key {sorted(unknown)[0]!r}; the keys are corpus, [text] and [html]"
        raise ClassifierError(message)
    corpus = data.get("corpus")
    if not isinstance(corpus, str) or not corpus:
        raise ClassifierError('the key corpus is missing; write corpus = "…", the digest of the data')
    limits = {mode: _limits(mode, data[mode]) for mode in MODES if mode in data}
    if not limits:
        raise ClassifierError("there is no floor in it; write [text] or [html] and measures below it")
    return Floor(corpus, limits)


def _limits(mode: str, table: object) -> dict[str, float]:
    if not isinstance(table, dict):
        raise ClassifierError(f"{mode}: not a table; write [{mode}] and one measure a line below it")
    for measure, value in table.items():
        if measure not in MEASURES:
            message = f"{mode}: unknown measure {measure!r}; the measures are {', '.join(MEASURES)}"
            raise ClassifierError(message)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise ClassifierError(f"{mode}.{measure}: {value!r} is not a number from 0 to 1")
    return {measure: float(value) for measure, value in table.items()}
