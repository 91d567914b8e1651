"""Pairs a labelled page with what was said of it, and picks the pages that are fair to measure on."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.corpus.record import LabelledPage
from classifier.evaluation.metrics import Scored, letter_weights
from classifier.labels import LABEL_INDEX

RANDOM: Final = "random"


def measured_pages(pages: Sequence[LabelledPage]) -> tuple[LabelledPage, ...]:
    """The pages chosen blindly, as only those are fair to measure on; all, where none is known to be."""
    blind = tuple(page for page in pages if page.chosen == RANDOM)
    return blind or tuple(pages)


def scored_page(
    page: LabelledPage, predicted: NDArray[np.int8], keep: NDArray[np.bool_], junk: NDArray[np.float32]
) -> Scored:
    """A page of n paragraphs with its labels, what a model predicted and what a policy keeps.

    Args:
        page: the page.
        predicted: int8 (n,), index into LABELS.
        keep: bool (n,).
        junk: float32 (n,), probability that a paragraph is junk.
    """
    return Scored(
        truth=np.array([LABEL_INDEX[label] for label in page.labels], np.int8),
        predicted=predicted,
        keep=keep,
        junk=junk,
        letters=letter_weights(page.lines),
        name=page.name,
        site=page.site,
        kind=page.kind,
    )
