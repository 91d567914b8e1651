"""TF-IDF rows of paragraphs over the terms of a model."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.features.grams import Hashes, TermTable
from classifier.features.normalise import Normalised
from classifier.features.shape import Floats

TINY: Final = 1e-9


def count_rows(text: Normalised, table: TermTable) -> sparse.csr_array:
    """Occurrences of each term in each paragraph, float32 (n, len(table)), duplicates not summed up.

    Column 0 (no term) is always empty.
    """
    n = len(text.row_starts) - 1
    orders = table.terms(text)
    present = [found != 0 for found in orders]
    # Entries of a row may be in any order, so the four orders only have to be laid side by side, row by row.
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


def term_sums(text: Normalised, hashes: Hashes, table: TermTable, weights: Floats) -> Floats:
    """Sum of the weights of all terms of each paragraph, float32 (n, c): `count_rows(…) @ weights`.

    The first three orders are summed as they lie, misses included (row 0 of the weights is zero): that is
    cheaper than taking the misses out. Four-character words are rare enough to be picked.

    Args:
        text: the paragraphs.
        hashes: their `gram_hashes`.
        table: the terms.
        weights: float32 (terms, c), row 0 zero.
    """
    n = len(text.row_starts) - 1
    *dense, words = table.terms(text, hashes)
    width = len(dense)
    indices = np.empty((len(text.ids), width), np.int32)
    for column, found in enumerate(dense):
        indices[:, column] = found
    sums: Floats = _ones_at(indices.ravel(), text.row_starts * width, n, len(table)) @ weights
    places = np.flatnonzero(words)
    if len(places):
        starts = np.searchsorted(places, text.row_starts)
        sums += _ones_at(words[places], starts, n, len(table)) @ weights
    return sums


def _ones_at(
    indices: NDArray[np.int32], starts: NDArray[np.int64], rows: int, columns: int
) -> sparse.csr_array[np.float32, tuple[int, int]]:
    """A matrix of ones at the given columns of each row."""
    ones = np.ones(len(indices), np.float32)
    return sparse.csr_array((ones, indices, starts.astype(np.int32)), shape=(rows, columns))


def inverse_document_frequency(counts: sparse.csr_array) -> NDArray[np.float32]:
    """log((1 + n) / (1 + df)) + 1 of each term, as scikit-learn smooths, float32 (terms,), 0 for term 0."""
    summed = counts.copy()
    summed.sum_duplicates()
    frequency = np.bincount(summed.indices, minlength=counts.shape[1])
    idf = np.log((1 + counts.shape[0]) / (1 + frequency)) + 1
    idf[0] = 0
    return idf.astype(np.float32)


def tfidf(counts: sparse.csr_array, idf: NDArray[np.float32]) -> sparse.csr_array:
    """Rows of count times idf, scaled to length 1, float32 (n, terms).

    The length is taken over occurrences, the root of the sum of idf² over all of them, instead of over terms:
    it differs only where a paragraph repeats itself, and needs no sorting (measured equal in docs/design.md).
    """
    weights = idf[counts.indices]
    squares = sparse.csr_array((weights * weights, counts.indices, counts.indptr), shape=counts.shape).sum(
        axis=1
    )
    scale = 1 / np.sqrt(np.maximum(squares, TINY))
    data = (weights * np.repeat(scale, np.diff(counts.indptr))).astype(np.float32)
    rows = sparse.csr_array((data, counts.indices.copy(), counts.indptr.copy()), shape=counts.shape)
    rows.sum_duplicates()  # in place: the indices must not be those of `counts`
    return rows
