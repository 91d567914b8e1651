"""Which page to label next: where a label would teach the model most.

That is the page of whose paragraphs the model is least sure, content or junk, on average. The mean and not the sum: a
long page costs as many labels more. docs/review.md has what was measured against it.
"""

import numpy as np

from classifier.features.shape import Floats


def teaching(junk: Floats) -> float:
    """How much labels of a page would teach: the mean entropy, in nats, of float32 (n,) probabilities of junk.

    A page without paragraphs teaches nothing.
    """
    if not len(junk):
        return 0.0
    p = junk.astype(np.float64).clip(1e-9, 1 - 1e-9)
    return float(-(p * np.log(p) + (1 - p) * np.log(1 - p)).mean())
