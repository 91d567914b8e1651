"""Which page to label next: where a label would teach the model most.

A page teaches as much as its paragraphs are uncertain on average, in the last stage and between the stages: a
page on which the context overrules the words is one where one of both has something to learn. The mean, not
the sum: long pages cost as many labels more. See docs/review.md for what was measured.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.shape import Floats

DISAGREEMENT: Final = 3.0
"""Weight of the stages' disagreement against the last one's entropy: about the same share of the sum."""


def teaching(first: Floats, last: Floats, page_starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much labels of each page would teach, float64 (pages,).

    Args:
        first: float32 (n, 10), probabilities of the first stage, which sees each paragraph's own words.
        last: float32 (n, 10), those of the last stage.
        page_starts: int64 (pages + 1,); a page without paragraphs teaches nothing.
    """
    middle = (first + last) / np.float32(2)
    disagreement = _entropy(middle) - (_entropy(first) + _entropy(last)) / 2
    sums = np.concatenate([[0.0], np.cumsum(_entropy(last) + DISAGREEMENT * disagreement)])
    lengths = np.diff(page_starts)
    means: NDArray[np.float64] = np.diff(sums[page_starts]) / np.maximum(lengths, 1)
    return means


def sites_in_turn(scores: Sequence[float], sites: Sequence[str]) -> list[int]:
    """Page numbers, the highest score first, but each site's second page after every site's first.

    Pages of one site are alike: labels of the second teach little that those of the first did not.
    """
    ranked = sorted(range(len(scores)), key=lambda page: -scores[page])
    seen: Counter[str] = Counter()
    turns: dict[int, int] = {}
    for page in ranked:
        turns[page] = seen[sites[page]]
        seen[sites[page]] += 1
    return sorted(ranked, key=turns.__getitem__)


def _entropy(probabilities: Floats) -> NDArray[np.float64]:
    """Entropy in nats of each row, float64 (n,)."""
    logs = np.log(np.maximum(probabilities, np.float32(1e-9)))
    entropy: NDArray[np.float64] = -(probabilities * logs).sum(axis=1, dtype=np.float64)
    return entropy
