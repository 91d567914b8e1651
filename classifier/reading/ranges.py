"""Many ranges of an array in one row."""

import numpy as np
from numpy.typing import NDArray


def spread(
    starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Put ranges in one row, to take them all at once.

    Args:
        starts: int64 (n,).
        lengths: int64 (n,), 0 and more.

    Returns:
        The indices in the ranges, one range after the other, and where each begins in that row, int64 (n,).
    """
    ends = np.cumsum(lengths)
    offsets = ends - lengths
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - offsets, lengths), offsets
