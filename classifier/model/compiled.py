"""The text stages through the compiled kernel: the same answers as `classifier.model.score`, several times faster.

What the kernel reads is laid out here once a model, and checked here and in each call: C code trusts its caller.
"""

from collections.abc import Callable, Iterator, Sequence
from ctypes import CDLL
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.batch import Batch
from classifier.features.characters import MAX_IDS, N_CLASSES, CharClass, CharTable
from classifier.features.grams import TABLE_BITS, TermTable
from classifier.features.normalise import Normalised
from classifier.features.rounds import FIRST
from classifier.features.shape import COUNTED, PRESENT, Floats
from classifier.features.shape_tables import ShapeTables
from classifier.kernel.library import LANES, aligned
from classifier.labels import LABELS
from classifier.model.arrays import FIRST_LOGITS, Linear, ModelArrays

Put = Callable[[Floats], Floats]
"""Makes the labels that a caller's rules force certain, in place, see `classifier.model.score.Forced.put`."""

SUMS: Final = 3 * LANES
"""Columns of the sums over terms."""

SLICE: Final = 1 << 17
"""Characters whose terms are summed at once: more than a usual batch has."""

# What the kernel asks of a class, a bit each.
_KINDS: Final = {CharClass.HAN: 1, CharClass.LATIN: 2, CharClass.TONE: 2 | 4}


@dataclass(frozen=True, slots=True)
class CompiledCharacters:
    """Normalisation.

    Attributes:
        table: the tables of the model.
        kinds: uint8 (N_CLASSES,), whether a class is Han, letters, letters with a tone mark.
    """

    table: CharTable
    kinds: NDArray[np.uint8]

    @classmethod
    def of(cls, table: CharTable) -> "CompiledCharacters":
        """For the characters of a model."""
        if not table.fits() or table.ids.max() >= MAX_IDS or table.class_of_id.max() >= N_CLASSES:
            raise ValueError("the character table reaches outside its arrays")
        kinds = np.array([_KINDS.get(kind, 0) for kind in CharClass], np.uint8)
        return cls(table, kinds)

    def normalised(self, kernel: CDLL, batch: Batch, first: int = 0, last: int | None = None) -> Normalised:
        """What `normalise` gives, of the paragraphs from `first` to before `last`."""
        starts, ends = batch.starts[first:last], batch.ends[first:last]
        n = len(starts)
        lengths = ends - starts
        if n and (starts.min() < 0 or lengths.min() < 0 or ends.max() > len(batch.codes)):
            raise ValueError("paragraphs reach outside the batch's characters")
        room = int(lengths.sum()) + n + 2
        ids, classes = np.empty(room, np.uint16), np.empty(room, np.uint8)
        row_starts = np.empty(n + 1, np.int64)
        drop = np.empty(int(lengths.max(initial=0)) + 2, np.uint8)
        opening, closing = self.table.ids[[ord("("), ord(")")]].tolist()
        kernel.normalise(
            batch.codes, starts, ends, n, self.table.ids, self.table.class_of_id, self.kinds,
            opening, closing, drop, ids, classes, row_starts,
        )  # fmt: skip
        size = int(row_starts[-1]) + 1
        return Normalised(ids[:size], row_starts, classes[:size])


@dataclass(frozen=True, slots=True)
class CompiledTerms:
    """Look-up and sums of terms.

    Attributes:
        unigrams: int32 (MAX_IDS,), term of every character id.
        used: uint64, one bit a slot of the hash table: most windows are no terms, and the bits fit the cache.
        before: uint32, number of used slots before each 64.
        entries: int32, term and check bits of the used slots.
        rows: float32 (terms, LANES), a cache line each: 30 weights as float16, and idf.
        more: float32 (terms, 4): idf times the weights of what is advertised, and idf².
    """

    unigrams: NDArray[np.int32]
    used: NDArray[np.uint64]
    before: NDArray[np.uint32]
    entries: NDArray[np.int32]
    rows: Floats
    more: Floats

    @classmethod
    def of(cls, terms: TermTable, idf: Floats, weights: Floats) -> "CompiledTerms":
        """For the terms of a model with idf float32 (terms,) and weights float32 (terms, FIRST_LOGITS + 20)."""
        own, columns = len(LABELS), FIRST_LOGITS + 2 * len(LABELS)
        if not terms.fits() or idf.shape != (len(terms),) or weights.shape != (len(terms), columns):
            raise ValueError(f"idf {idf.shape} and weights {weights.shape} for {len(terms)} terms")
        slots = terms.slots
        bits = (slots != 0).reshape(-1, 64)
        counts = bits.sum(axis=1)
        rows = aligned((len(terms), LANES))
        lines = rows.view([("weights", np.float16, 3 * own), ("idf", np.float32)])[:, 0]
        lines["weights"] = np.delete(weights, slice(own, FIRST_LOGITS), axis=1)
        lines["idf"] = idf
        more = idf[:, None] * np.concatenate([weights[:, own:FIRST_LOGITS], idf[:, None]], axis=1)
        return cls(
            terms.unigrams,
            np.packbits(bits, axis=1, bitorder="little").view("<u8")[:, 0].astype(np.uint64),
            (np.cumsum(counts) - counts).astype(np.uint32),
            slots[slots != 0],
            rows,
            more,
        )

    def sums(self, kernel: CDLL, text: Normalised) -> tuple[Floats, NDArray[np.uint32]]:
        """Sums over the terms of paragraphs, and their `fingerprints`.

        Returns:
            Float32 (n, SUMS), idf times the 30 weights, from column 32 on what is in `more`; uint32 (n,).
        """
        n = len(text.row_starts) - 1
        sums, prints = np.empty((n, SUMS), np.float32), np.empty(n, np.uint32)
        kernel.term_sums(
            text.ids, text.row_starts, n, self.unigrams, self.used, self.before, self.entries, TABLE_BITS,
            self.rows, self.more, sums, prints,
        )  # fmt: skip
        return sums, prints


@dataclass(frozen=True, slots=True)
class CompiledShape:
    """The shape tables of the first stage in one array.

    Attributes:
        rows: float32 (rows, LANES).
        sections: int64 (parts, 2), first and last row of each part, in the kernel's order.
    """

    rows: Floats
    sections: NDArray[np.int64]

    @classmethod
    def of(cls, tables: ShapeTables) -> "CompiledShape":
        """For the shape tables of a model."""
        absent = np.zeros((N_CLASSES - len(PRESENT), FIRST_LOGITS), np.float32)  # their share says nothing
        parts = [
            tables.length,
            np.concatenate([absent, tables.share]),
            np.concatenate([absent, tables.has]),
            tables.first, tables.last, tables.invisible[None], tables.repeated, tables.bias[None],
            tables.top, tables.end, tables.page, tables.place, tables.relative, *tables.counts,
        ]  # fmt: skip
        ends = np.cumsum([len(part) for part in parts])
        starts = ends - [len(part) for part in parts]
        return cls(widened(np.concatenate(parts)), np.stack([starts, ends - 1], axis=1).astype(np.int64))


@dataclass(frozen=True, slots=True)
class CompiledRounds:
    """The context rounds of text.

    Attributes:
        weights: for each round, float32 (features, LANES).
        biases: for each round, float32 (LANES,).
    """

    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]

    @classmethod
    def of(cls, kernel: CDLL, rounds: Sequence[Linear]) -> "CompiledRounds":
        """For the rounds of a model."""
        wanted = (kernel.round_features(), len(LABELS))
        if any(stage.weights.shape != wanted for stage in rounds):
            raise ValueError(f"rounds of {[stage.weights.shape for stage in rounds]}, not {wanted}")
        weights = tuple(widened(stage.weights) for stage in rounds)
        return cls(weights, tuple(widened(stage.bias[None])[0] for stage in rounds))

    def run(self, kernel: CDLL, said: "FirstSaid", page_starts: NDArray[np.int64], put: Put) -> Floats:
        """What the last round says, float32 (n, LANES)."""
        scratch = np.empty(kernel.round_scratch(), np.uint8)
        before = said.first
        for weights, bias in zip(self.weights, self.biases, strict=True):
            result = np.empty_like(before)
            kernel.context_round(
                before, said.first, said.sizes, said.lengths, page_starts, len(page_starts) - 1,
                weights, bias, scratch, result,
            )  # fmt: skip
            put(result[:, : len(LABELS)])
            before = result
        return before


@dataclass(frozen=True, slots=True)
class FirstSaid:
    """What is known of a batch's n paragraphs after the first stage.

    Attributes:
        first: float32 (n, LANES), FIRST columns and zeros.
        sizes: float32 (n,), characters.
        lengths: float32 (n,), log(1 + characters) / 5.
    """

    first: Floats
    sizes: Floats
    lengths: Floats


@dataclass(frozen=True, slots=True)
class CompiledText:
    """All text stages of a model."""

    characters: CompiledCharacters
    terms: CompiledTerms
    shape: CompiledShape
    rounds: CompiledRounds

    @classmethod
    def of(cls, kernel: CDLL, arrays: ModelArrays, shape_tables: ShapeTables) -> "CompiledText":
        """For a model; its shape tables as its scorer makes them. Term weights are rounded to float16, as files are."""
        return cls(
            CompiledCharacters.of(arrays.characters),
            CompiledTerms.of(arrays.terms, arrays.idf, arrays.term_weights),
            CompiledShape.of(shape_tables),
            CompiledRounds.of(kernel, arrays.rounds),
        )

    def first(self, kernel: CDLL, batch: Batch) -> FirstSaid:
        """What the first stage says of a batch."""
        n = len(batch)
        borders = batch.page_starts
        if borders[0] != 0 or borders[-1] != n or (np.diff(borders) < 0).any():
            raise ValueError("paragraphs and pages do not agree")
        said = FirstSaid(np.empty((n, LANES), np.float32), np.empty(n, np.float32), np.empty(n, np.float32))
        prints = np.empty(n, np.uint32)
        raw, counted = batch.ends - batch.starts, np.array(COUNTED, np.int64)
        for start, end in slices(raw):
            low = max(start - 1, 0)
            text = self.characters.normalised(kernel, batch, low, end + 1)
            sums, own = self.terms.sums(kernel, text)
            prints[start:end] = own[start - low : end - low]
            pages = borders[borders.searchsorted(start, "right") - 1 : borders.searchsorted(end, "left") + 1]
            kernel.first_rows(
                low, start, end, text.classes, text.row_starts, sums, raw, pages, len(pages) - 1,
                self.shape.rows, self.shape.sections, counted, said.first, said.sizes,
            )  # fmt: skip
        largest = int(np.diff(borders).max(initial=0))
        kernel.first_pages(
            borders, len(borders) - 1, prints, self.shape.rows, self.shape.sections,
            np.empty(largest, np.uint64), np.empty(largest, np.uint8), said.sizes, said.first, said.lengths,
        )  # fmt: skip
        return said

    def probabilities(self, kernel: CDLL, batch: Batch, put: Put) -> tuple[Floats, Floats, Floats]:
        """What `Scorer.text_probabilities` gives."""
        said = self.first(kernel, batch)
        put(said.first[:, :FIRST])
        last = self.rounds.run(kernel, said, batch.page_starts, put)
        return said.first[:, :FIRST], np.ascontiguousarray(last[:, : len(LABELS)]), said.sizes


def slices(lengths: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Runs of paragraphs, first and the one after the last, of SLICE characters or one more paragraph.

    Args:
        lengths: int64 (n,), characters of each paragraph.
    """
    if not len(lengths):
        return
    ends = np.cumsum(lengths + 1)  # one more, or a million empty paragraphs would be one run
    cuts = np.unique(ends.searchsorted(np.arange(SLICE, int(ends[-1]), SLICE), "left") + 1)
    yield from pairwise([0, *cuts[cuts < len(lengths)].tolist(), len(lengths)])


def widened(values: Floats) -> Floats:
    """The columns of float32 (n, k) and zeros beside them, float32 (n, k rounded up to LANES)."""
    rows, columns = values.shape
    wide = aligned((rows, -(-columns // LANES) * LANES))
    wide[:, :columns] = values
    return wide
