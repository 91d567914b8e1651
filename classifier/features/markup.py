"""Markup features: what the text said, the markup of a paragraph and its neighbours, and its known tokens."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.context import Neighbourhood, log_scaled
from classifier.features.shape import Floats
from classifier.labels import LABELS
from classifier.reading.markup import MARKUP_COLUMNS
from classifier.records import Document

if TYPE_CHECKING:
    from scipy import sparse

SAID_BY_TEXT: Final = 2 * len(LABELS)
"""The first columns of `alone`: what the text stages said."""


def columns_of(documents: Sequence[Document]) -> Floats:
    """The markup columns of documents that all have markup, float32 (n, len(MARKUP_COLUMNS))."""
    none = np.zeros((0, len(MARKUP_COLUMNS)), np.float32)
    markups = [document.markup for document in documents if document.markup is not None]
    return np.concatenate([none, *(markup.columns for markup in markups)])


def alone_names() -> tuple[str, ...]:
    """Names of the columns of `alone`, in order."""
    return (
        *(f"text log {label}" for label in LABELS),
        *(f"text {label}" for label in LABELS),
        *MARKUP_COLUMNS,
        *(f"above {name}" for name in MARKUP_COLUMNS),
        *(f"below {name}" for name in MARKUP_COLUMNS),
    )


def alone(said: Floats, columns: Floats, around: Neighbourhood) -> Floats:
    """Features of the HTML stage, float32 (n, len(alone_names())).

    Args:
        said: float32 (n, 10), probabilities of the last text round.
        columns: float32 (n, len(MARKUP_COLUMNS)).
        around: who is whose neighbour.
    """
    transposed = np.ascontiguousarray(columns.T)
    return np.concatenate(
        [
            said_by_text(said).T,
            transposed,
            around.shift(transposed, -1),
            around.shift(transposed, 1),
        ],
        axis=0,
    ).T


def said_by_text(said: Floats) -> Floats:
    """What the text rounds said as features, float32 (n, SAID_BY_TEXT); argument as for `alone`."""
    return np.concatenate([log_scaled(said), said], axis=1)


def token_rows(documents: Sequence[Document], known: NDArray[np.uint32]) -> "sparse.csr_array":
    """Which known tokens each paragraph has, 1 / root of their number each, float32 (n, len(known)).

    Args:
        documents: documents that all have markup.
        known: uint32 (k,), ascending.
    """
    from scipy import sparse  # takes as long to import as all that text needs

    markups = [document.markup for document in documents if document.markup is not None]
    tokens = np.concatenate([np.zeros(0, np.uint32), *(markup.tokens for markup in markups)])
    lengths = np.concatenate([np.zeros(0, np.int64), *(np.diff(markup.token_starts) for markup in markups)])
    places = np.minimum(np.searchsorted(known, tokens), max(len(known) - 1, 0))
    hit = known[places] == tokens if len(known) else np.zeros(len(tokens), np.bool_)
    rows = np.repeat(np.arange(len(lengths)), lengths)[hit]
    found = np.bincount(rows, minlength=len(lengths))
    data = (1 / np.sqrt(found[rows])).astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(found)])
    return sparse.csr_array((data, places[hit].astype(np.int32), starts), shape=(len(lengths), len(known)))
