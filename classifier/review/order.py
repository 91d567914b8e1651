"""Which page to label next: where a label would teach the model most.

A page teaches as much as the model is unsure of its paragraphs, content or junk, on average: in the last stage,
and between the stages, for a page on which the context overrules the words is one where one of both has something
to learn. The mean and not the sum: a long page costs as many labels more. docs/review.md has what was measured.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.shape import Floats
from classifier.labels import CONTENT_LABELS, LABEL_INDEX

_CONTENT: Final = [LABEL_INDEX[label] for label in CONTENT_LABELS]


def teaching(first: Floats, last: Floats, page_starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much labels of each page would teach, float64 (pages,).

    Args:
        first: float32 (n, 10), probabilities of the first stage, which sees each paragraph's own words.
        last: float32 (n, 10), those of the last stage.
        page_starts: int64 (pages + 1,); a page without paragraphs teaches nothing.
    """
    content, alone = (stage[:, _CONTENT].sum(axis=1, dtype=np.float64) for stage in (last, first))
    sums = np.concatenate([[0.0], np.cumsum(_entropy(content) + np.abs(content - alone))])
    means: NDArray[np.float64] = np.diff(sums[page_starts]) / np.maximum(np.diff(page_starts), 1)
    return means


def _entropy(content: NDArray[np.float64]) -> NDArray[np.float64]:
    """Entropy in nats of content against junk, float64 (n,)."""
    p = content.clip(1e-9, 1 - 1e-9)
    entropy: NDArray[np.float64] = -(p * np.log(p) + (1 - p) * np.log(1 - p))
    return entropy
