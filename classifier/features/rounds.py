"""The features of one round: what the round before said of the neighbours, what the first stage said, markup.

Rounds that read each other's word are auto-context (Tu and Bai, Auto-Context and Its Application to
High-Level Vision Tasks, 2010): a second round saw page character F1 rise by 0.02, see docs/design.md.
"""

import numpy as np

from classifier.features.context import Neighbourhood, context, context_names, log_scaled
from classifier.features.shape import Floats
from classifier.labels import LABELS
from classifier.reading.markup import MARKUP_COLUMNS


def round_names(*, html: bool) -> tuple[str, ...]:
    """Names of the columns of `round_features`, in order."""
    return (*context_names(), *(f"alone log {label}" for label in LABELS), *(MARKUP_COLUMNS if html else ()))


def round_features(
    said: Floats, first: Floats, sizes: Floats, around: Neighbourhood, columns: Floats | None = None
) -> Floats:
    """Features of one round, float32 (n, len(round_names(html=columns is not None))).

    Args:
        said: float32 (n, 10), probabilities of the round before; for the first round the same as `first`.
        first: float32 (n, 10), probabilities of the first stage.
        sizes: float32 (n,), characters of each paragraph.
        around: who is whose neighbour.
        columns: float32 (n, len(MARKUP_COLUMNS)) for HTML.
    """
    blocks = [*context(said, sizes, around), log_scaled(first).T]
    # One array, channel by channel; its transpose goes to the matrix product as it lies.
    return np.concatenate(blocks if columns is None else [*blocks, columns.T], axis=0).T
