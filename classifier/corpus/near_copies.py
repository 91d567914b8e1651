"""Finds pages that are mostly the text of another page.

Every window of eight characters is a shingle (Broder 1997, "On the resemblance and containment of
documents"). The share of common shingles, measured on the shorter page, sees through edited numbers and names
and counts a long paragraph for more than a short one. One sparse product finds all pairs.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

WIDTH = 8
"""Characters in a shingle: a menu word is shorter, so shared menu words in other company are no evidence."""


def near_copies(
    texts: Sequence[str], suspects: Sequence[int], least_share: float
) -> list[tuple[int, int, float]]:
    """Pairs of texts that share more than `least_share` of the shorter one's shingles.

    Args:
        texts: one string a page.
        suspects: indices of the texts to compare with all others; pairs without a suspect are not looked at.
        least_share: from 0 to 1.

    Returns:
        (suspect, other, share) with each pair once; between two suspects the later one is named first.
    """
    rows = np.asarray(suspects, dtype=np.int64)
    if not len(rows):
        return []
    matrix, sizes = _shingle_matrix(texts)
    common = sparse.coo_array(matrix[rows] @ matrix.T)
    first, second = rows[common.row], common.col.astype(np.int64)
    share = common.data / np.minimum(sizes[first], sizes[second])
    is_suspect = np.zeros(len(texts), dtype=np.bool_)
    is_suspect[rows] = True
    once = (first > second) | ~is_suspect[second]
    found = np.flatnonzero(once & (share > least_share))
    found = found[np.lexsort((second[found], first[found]))]
    return list(zip(first[found].tolist(), second[found].tolist(), share[found].tolist(), strict=True))


def _shingle_matrix(texts: Sequence[str]) -> tuple[sparse.csr_array, NDArray[np.int64]]:
    """Which text has which shingle (texts x shingles, 0 or 1), and how many different ones each text has."""
    hashes = [np.unique(_shingles(text)) for text in texts]
    sizes = np.array([len(row) for row in hashes], dtype=np.int64)
    values, columns, counts = np.unique(np.concatenate(hashes), return_inverse=True, return_counts=True)
    owners = np.repeat(np.arange(len(texts)), sizes)
    shared = counts[columns] > 1  # a shingle of one text alone adds to no pair
    entries = (np.ones(int(shared.sum()), dtype=np.int32), (owners[shared], columns[shared]))
    return sparse.csr_array(entries, shape=(len(texts), len(values))), sizes


def _shingles(text: str) -> NDArray[np.uint64]:
    """Hashes uint64 of the windows of `text`; a text shorter than one window is one shingle."""
    points = np.frombuffer(text.ljust(WIDTH, "\n").encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    count = len(points) - WIDTH + 1
    hashes = np.zeros(count, dtype=np.uint64)
    for offset in range(WIDTH):
        hashes *= np.uint64(0x9E3779B97F4A7C15)  # odd, so that no bit of an earlier character is lost
        hashes += points[offset : offset + count]
    return hashes
