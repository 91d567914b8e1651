"""TF-IDF rows of paragraphs over the terms of a model."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.features.grams import TermTable
from classifier.features.normalise import Normalised

TINY: Final = 1e-9


def count_rows(text: Normalised, table: TermTable) -> sparse.csr_array:
    """Occurrences of each term in each paragraph, float32 (n, len(table)), duplicates not summed up.

    Column 0 (no term) is always empty.
    """
    n = len(text.row_starts) - 1
    orders = table.terms(text)
    present = [found != 0 for found in orders]
    # Entries of a row need not be in any order, so that the four orders only have to be laid side by side, row by row.
    per_position = np.zeros(len(text.ids), np.int8)
    for mask in present:
        per_position += mask
    ends = np.cumsum(per_position, dtype=np.int32)
    before = ends - per_position
    starts = np.append(before, ends[-1:] if len(ends) else np.zeros(1, np.int32))[text.row_starts]
    indices = np.empty(int(ends[-1]) if len(ends) else 0, np.int32)
    for found, mask in zip(orders, present, strict=True):
        indices[before[mask]] = found[mask]
        before += mask
    return sparse.csr_array((np.ones(len(indices), np.float32), indices, starts), shape=(n, len(table)))


def inverse_document_frequency(counts: sparse.csr_array) -> NDArray[np.float32]:
    """log((1 + n) / (1 + df)) + 1 of each term (scikit-learn's smoothed form), 0 for column 0; float32 (terms,)."""
    summed = counts.copy()
    summed.sum_duplicates()
    frequency = np.bincount(summed.indices, minlength=counts.shape[1])
    idf = np.log((1 + counts.shape[0]) / (1 + frequency)) + 1
    idf[0] = 0
    return idf.astype(np.float32)


def tfidf(counts: sparse.csr_array, idf: NDArray[np.float32]) -> sparse.csr_array:
    """Rows of count times idf, scaled to length 1, float32 (n, terms).

    The length is taken over occurrences, the root of the sum of idf² over all of them, instead of over terms: it
    differs only where a paragraph repeats itself, and needs no sorting (measured equal in docs/design.md).
    """
    weights = idf[counts.indices]
    squares = sparse.csr_array((weights * weights, counts.indices, counts.indptr), shape=counts.shape).sum(
        axis=1
    )
    scale = 1 / np.sqrt(np.maximum(squares, TINY))
    data = (weights * np.repeat(scale, np.diff(counts.indptr))).astype(np.float32)
    rows = sparse.csr_array((data, counts.indices, counts.indptr), shape=counts.shape)
    rows.sum_duplicates()
    return rows
