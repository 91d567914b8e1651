"""The sparse feature matrix of the first text stage, as it is fitted (training and reference only)."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.features.batch import Batch
from classifier.features.grams import TermTable, gram_hashes
from classifier.features.normalise import Normalised
from classifier.features.shape import Floats, class_counts, fingerprints, shape
from classifier.features.tfidf import count_rows, tfidf


def first_stage_matrix(batch: Batch, text: Normalised, terms: TermTable, idf: Floats) -> sparse.csr_array:
    """Own terms, terms of the paragraph above, of the one below, shape: float32 (n, 3 * terms + shape)."""
    own = tfidf(count_rows(text, terms), idf)
    counts = class_counts(text)
    looks = shape(batch, text, counts, fingerprints(text, gram_hashes(text.ids)[0]))
    above, below = neighbour_selector(batch.page_starts, -1), neighbour_selector(batch.page_starts, 1)
    blocks = [own, above @ own, below @ own, sparse.csr_array(looks)]
    return sparse.csr_array(sparse.hstack(blocks, format="csr", dtype=np.float32))


def neighbour_selector(page_starts: NDArray[np.int64], distance: int) -> sparse.csr_array:
    """Matrix (n, n) that gives each row the row `distance` further down in its page, or none."""
    n = int(page_starts[-1])
    pages = np.repeat(np.arange(len(page_starts) - 1), np.diff(page_starts))
    target = np.arange(n) + distance
    rows = np.flatnonzero((target >= 0) & (target < n))
    rows = rows[pages[rows] == pages[target[rows]]]
    ones = np.ones(len(rows), np.float32)
    return sparse.csr_array((ones, (rows, target[rows])), shape=(n, n))
