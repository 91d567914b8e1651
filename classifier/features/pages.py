"""The page as a whole: whether it has any content, by the words that occur in it and by what was said of them.

Lists, portals and forms have none, and one line kept of them spoils a page. The words of the whole page tell
(AUC 0.94 on unseen sites), and so does what the last stage said of its paragraphs (0.95); together 0.96, and
0.97 with markup, see docs/design.md.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.grams import TermTable
from classifier.features.normalise import Normalised
from classifier.features.shape import Floats
from classifier.labels import CONTENT_LABELS

PAGE_FEATURES: Final = (
    "surest content",
    "how sure content is",
    "share of content",
    "content, log",
    "paragraphs, log",
    "kept, log",
    "share kept",
    "surest heading",
    "longest content",
    "words",
)
"""Columns of `page_features`."""

_TINY: Final = 1e-6


def words_said(text: Normalised, terms: TermTable, weights: Floats, starts: NDArray[np.int64]) -> Floats:
    """Mean weight of the terms that occur on each page, times the root of their number, float32 (pages,).

    Whether a term occurs says more than how often it does, and idf adds nothing (AUC 0.940 against 0.932 for
    the logarithm of counts).

    Args:
        text: the paragraphs.
        terms: the model's terms.
        weights: float32 (terms,).
        starts: int64 (pages + 1,), each page's first paragraph.
    """
    pages = len(starts) - 1
    page, term = page_terms(text, terms, starts)
    counts = np.maximum(np.bincount(page, minlength=pages), 1)
    said: Floats = (np.bincount(page, weights[term], pages) / np.sqrt(counts)).astype(np.float32)
    return said


def page_terms(
    text: Normalised, terms: TermTable, starts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which terms occur on which page: numbers of pages, ascending, and of terms, int64 (k,) each."""
    places = text.row_starts[starts]
    pages = np.repeat(np.arange(len(starts) - 1), np.diff(places))
    keys = [np.zeros(0, np.int64)]
    for found in terms.terms(text):
        hit = np.flatnonzero(found[places[0] : places[-1]])
        keys.append(pages[hit] * len(terms) + found[places[0] + hit])
    page, term = np.divmod(np.unique(np.concatenate(keys)), len(terms))
    return page, term


def page_features(said: Floats, sizes: Floats, words: Floats, starts: NDArray[np.int64]) -> Floats:
    """What is known of each page, float32 (pages, len(PAGE_FEATURES)); zeros for a page without paragraphs.

    Args:
        said: float32 (n, 10), probabilities of the last stage.
        sizes: float32 (n,), characters of each paragraph.
        words: float32 (pages,), `words_said`.
        starts: int64 (pages + 1,), each page's first paragraph.
    """
    counts = np.diff(starts)
    features = np.zeros((len(counts), len(PAGE_FEATURES)), np.float32)
    filled = counts > 0
    if not filled.any():
        return features
    first = starts[:-1][filled]
    content = said[:, : len(CONTENT_LABELS)].sum(axis=1).astype(np.float64)
    lengths = sizes.astype(np.float64)
    amounts = content * lengths

    def total(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.add.reduceat(values, first)

    def most(values: NDArray[np.floating]) -> NDArray[np.floating]:
        return np.maximum.reduceat(values, first)

    amount, everything = total(amounts), np.maximum(total(lengths), 1)
    kept = total((content > 0.5) * lengths)
    columns = (
        most(content),
        total(amounts * content) / np.maximum(amount, _TINY),
        amount / everything,
        np.log1p(amount) / 8,
        np.log1p(counts[filled]) / 6,
        np.log1p(kept) / 8,
        kept / everything,
        most(said[:, 1]),
        most(content * np.log1p(lengths) / 6),
        words[filled] / 3,
    )
    features[filled] = np.stack(columns, axis=1)
    return features
