"""Terms through the compiled kernel: look-up, sums over a paragraph's terms, and what a page's words say of it."""

from ctypes import CDLL
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.grams import TABLE_BITS
from classifier.features.normalise import Normalised
from classifier.features.shape import Floats
from classifier.kernel.library import LANES, aligned
from classifier.labels import LABELS
from classifier.model.arrays import FIRST_LOGITS, ModelArrays

SUMS: Final = 3 * LANES
"""Columns of the sums over terms."""


@dataclass(frozen=True, slots=True)
class CompiledTerms:
    """Look-up and sums of terms.

    Attributes:
        unigrams: int32 (MAX_IDS,), term of every character id.
        used: uint64, one bit a slot of the hash table: most windows are no terms, and the bits fit the cache.
        before: uint32, number of used slots before each 64.
        entries: int32, term and check bits of the used slots.
        rows: float32 (terms, LANES), a cache line each: 30 weights as float16, and idf.
        more: float32 (terms, 4): idf times the weights of what is advertised, and what a term says of its page.
        bias: added to what the terms say of a page.
    """

    unigrams: NDArray[np.int32]
    used: NDArray[np.uint64]
    before: NDArray[np.uint32]
    entries: NDArray[np.int32]
    rows: Floats
    more: Floats
    bias: float

    @classmethod
    def of(cls, arrays: ModelArrays) -> "CompiledTerms":
        """For the terms of a model."""
        terms, idf, weights, words = arrays.terms, arrays.idf, arrays.term_weights, arrays.pages.words
        own, columns = len(LABELS), FIRST_LOGITS + 2 * len(LABELS)
        shapes = [idf.shape, words.shape, weights.shape]
        if not terms.fits() or shapes != [(len(terms),), (len(terms),), (len(terms), columns)]:
            raise ValueError(f"idf, words and weights {shapes} for {len(terms)} terms")
        slots = terms.slots
        bits = (slots != 0).reshape(-1, 64)
        counts = bits.sum(axis=1)
        rows = aligned((len(terms), LANES))
        lines = rows.view([("weights", np.float16, 3 * own), ("idf", np.float32)])[:, 0]
        lines["weights"] = np.delete(weights, slice(own, FIRST_LOGITS), axis=1)
        lines["idf"] = idf
        more = np.concatenate([idf[:, None] * weights[:, own:FIRST_LOGITS], words[:, None]], axis=1)
        return cls(
            terms.unigrams,
            np.packbits(bits, axis=1, bitorder="little").view("<u8")[:, 0].astype(np.uint64),
            (np.cumsum(counts) - counts).astype(np.uint32),
            slots[slots != 0],
            rows,
            np.ascontiguousarray(more, np.float32),
            float(arrays.pages.words_bias[0]),
        )

    def sums(
        self,
        kernel: CDLL,
        text: Normalised,
        rows: tuple[int, int, int],
        page_starts: NDArray[np.int64],
        words: "PageWords",
    ) -> tuple[Floats, NDArray[np.uint32]]:
        """Sums over the terms of paragraphs, and their `fingerprints`.

        Args:
            kernel: the library.
            text: some paragraphs of a batch.
            rows: the first of them, and from which to which paragraph (the one after) pages are told of, as
                they are counted in the batch.
            page_starts: int64 (pages + 1,), of the batch.
            words: what the words of the pages say, brought further.

        Returns:
            Float32 (n, SUMS), idf times the 30 weights, from column 32 on the first columns of `more` and
            idf²; uint32 (n,).
        """
        n = len(text.row_starts) - 1
        sums, prints = np.empty((n, SUMS), np.float32), np.empty(n, np.uint32)
        kernel.term_sums(
            *rows, text.ids, text.row_starts, n, self.unigrams, self.used, self.before, self.entries,
            TABLE_BITS, self.rows, self.more, page_starts, len(words.seen), words.seen, words.state,
            sums, prints, words.said,
        )  # fmt: skip
        return sums, prints


@dataclass(frozen=True, slots=True)
class PageWords:
    """What the words of a batch's pages say, filled run by run of paragraphs.

    Attributes:
        said: float32 (pages,).
        seen: uint64, a bit for each term that the page at hand has had so far.
        state: float64 (3,), number of that page, sum and number of its terms.
    """

    said: Floats
    seen: NDArray[np.uint64]
    state: NDArray[np.float64]

    @classmethod
    def of(cls, pages: int, terms: int) -> "PageWords":
        """Before the first paragraph."""
        state = np.array([-1, 0, 0], np.float64)
        return cls(np.zeros(pages, np.float32), np.zeros(terms // 64 + 1, np.uint64), state)
