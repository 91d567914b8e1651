"""The features of one round: what the round before said of the neighbours, and what the first stage said.

Rounds that read each other's word are auto-context (Tu and Bai, Auto-Context and Its Application to
High-Level Vision Tasks, 2010): a second round saw page character F1 rise by 0.02, see docs/design.md.
"""

from typing import Final

import numpy as np

from classifier.features.context import Neighbourhood, context, context_names, log_scaled
from classifier.features.shape import Floats
from classifier.labels import LABELS, SPAM_LABELS

ADVERTISING: Final = ("nothing", *SPAM_LABELS)
"""What a paragraph's own words advertise, whatever stands around it."""

FIRST: Final = len(LABELS) + len(ADVERTISING)
"""Columns of what the first stage says: the probabilities of the labels, and of ADVERTISING."""


def round_names() -> tuple[str, ...]:
    """Names of the columns of `round_features`, in order."""
    return (*context_names(), *first_names())


def first_names() -> tuple[str, ...]:
    """Names of the columns of `first_features`, in order."""
    return (
        *(f"alone log {label}" for label in LABELS),
        *(f"advertises log {what}" for what in ADVERTISING),
        *(f"advertises {what}" for what in ADVERTISING),
        *(f"advertises {what} and alone {label}" for what in SPAM_LABELS for label in LABELS),
    )


def round_features(said: Floats, first: Floats, sizes: Floats, around: Neighbourhood) -> Floats:
    """Features of one round, float32 (n, len(round_names())).

    Args:
        said: float32 (n, 10), probabilities of the round before; for the first round those of the first stage.
        first: float32 (n, FIRST), what the first stage said.
        sizes: float32 (n,), characters of each paragraph.
        around: who is whose neighbour.
    """
    # One array, channel by channel; its transpose goes to the matrix product as it lies.
    return np.concatenate([*context(said, sizes, around), first_features(first).T], axis=0).T


def first_features(first: Floats) -> Floats:
    """What the first stage said as features, float32 (n, len(first_names())).

    Without them the words around an advertisement outweigh its own: measured in docs/design.md.

    Args:
        first: float32 (n, FIRST).
    """
    labels, advertising = first[:, : len(LABELS)], first[:, len(LABELS) :]
    crossed = [advertising[:, 1 + kind, None] * labels for kind in range(len(SPAM_LABELS))]
    return np.concatenate([log_scaled(labels), log_scaled(advertising), advertising, *crossed], axis=1)
