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
from classifier.features.normalise import Normalised
from classifier.features.rounds import FIRST
from classifier.features.shape import COUNTED, PRESENT, Floats
from classifier.features.shape_tables import ShapeTables
from classifier.kernel.library import LANES, aligned
from classifier.labels import LABELS
from classifier.model.arrays import FIRST_LOGITS, Linear, ModelArrays
from classifier.model.compiled_terms import CompiledTerms, PageWords

Put = Callable[[Floats], Floats]
"""Makes the labels that a caller's rules force certain, in place, see `classifier.model.score.Forced.put`."""

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
    """The context rounds of text, and that of HTML.

    Attributes:
        weights: for each round of text, float32 (features, LANES).
        biases: for each round of text, float32 (LANES,).
        html: float32 (features, LANES), the weights of the HTML round without those of the blocks.
    """

    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]
    html: Floats

    @classmethod
    def of(cls, kernel: CDLL, rounds: Sequence[Linear], html: Linear) -> "CompiledRounds":
        """For the rounds of a model, and its HTML round."""
        wanted = (kernel.round_features(), len(LABELS))
        if any(stage.weights.shape != wanted for stage in rounds):
            raise ValueError(f"rounds of {[stage.weights.shape for stage in rounds]}, not {wanted}")
        weights = tuple(widened(stage.weights) for stage in rounds)
        biases = tuple(widened(stage.bias[None])[0] for stage in rounds)
        return cls(weights, biases, widened(html.weights[: wanted[0]]))

    def run(self, kernel: CDLL, said: "FirstSaid", page_starts: NDArray[np.int64], put: Put) -> Floats:
        """What the last round says, float32 (n, LANES)."""
        before = said.first
        for weights, bias in zip(self.weights, self.biases, strict=True):
            before = _round(kernel, before, said, page_starts, weights, bias)
            put(before[:, : len(LABELS)])
        return before

    def run_html(
        self, kernel: CDLL, before: Floats, said: "FirstSaid", page_starts: NDArray[np.int64], added: Floats
    ) -> Floats:
        """What the HTML round says, float32 (n, LANES).

        Args:
            kernel: the library.
            before: float32 (n, 10), what the first HTML stage said.
            said: of the first stage.
            page_starts: int64 (pages + 1,).
            added: float32 (n, 10), what the blocks and the bias add to the logits.
        """
        return _round(kernel, widened(before), said, page_starts, self.html, widened(added))


def _round(  # noqa: PLR0917  (arrays travel together)
    kernel: CDLL,
    before: Floats,
    said: "FirstSaid",
    page_starts: NDArray[np.int64],
    weights: Floats,
    start: Floats,
) -> Floats:
    """One round, float32 (n, LANES); `start` is a bias (LANES,), or a row (n, LANES) for each paragraph."""
    result = np.empty_like(before)
    kernel.context_round(
        before, said.first, said.sizes, said.lengths, page_starts, len(page_starts) - 1,
        weights, start, LANES if start.ndim == 2 else 0,
        np.empty(kernel.round_scratch(), np.uint8), result,
    )  # fmt: skip
    return result


@dataclass(frozen=True, slots=True)
class FirstSaid:
    """What is known of a batch's n paragraphs after the first stage.

    Attributes:
        first: float32 (n, LANES), FIRST columns and zeros.
        sizes: float32 (n,), characters.
        lengths: float32 (n,), log(1 + characters) / 5.
        words: float32 (pages,), what the words of each page say of whether it has content.
    """

    first: Floats
    sizes: Floats
    lengths: Floats
    words: Floats


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
            CompiledTerms.of(arrays),
            CompiledShape.of(shape_tables),
            CompiledRounds.of(kernel, arrays.rounds, arrays.html.round),
        )

    def first(self, kernel: CDLL, batch: Batch) -> FirstSaid:
        """What the first stage says of a batch."""
        n = len(batch)
        borders = batch.page_starts
        if borders[0] != 0 or borders[-1] != n or (np.diff(borders) < 0).any():
            raise ValueError("paragraphs and pages do not agree")
        words = PageWords.of(len(borders) - 1, len(self.terms.rows))
        said = FirstSaid(
            np.empty((n, LANES), np.float32), np.empty(n, np.float32), np.empty(n, np.float32), words.said
        )
        prints = np.empty(n, np.uint32)
        raw, counted = batch.ends - batch.starts, np.array(COUNTED, np.int64)
        for start, end in slices(raw):
            low = max(start - 1, 0)
            text = self.characters.normalised(kernel, batch, low, end + 1)
            sums, own = self.terms.sums(kernel, text, (low, start, end), borders, words)
            prints[start:end] = own[start - low : end - low]
            pages = borders[borders.searchsorted(start, "right") - 1 : borders.searchsorted(end, "left") + 1]
            kernel.first_rows(
                low, start, end, text.classes, text.row_starts, sums, raw, pages, len(pages) - 1,
                self.shape.rows, self.shape.sections, counted, said.first, said.sizes,
            )  # fmt: skip
        said.words[:] += np.float32(self.terms.bias)
        largest = int(np.diff(borders).max(initial=0))
        kernel.first_pages(
            borders, len(borders) - 1, prints, self.shape.rows, self.shape.sections,
            np.empty(largest, np.uint64), np.empty(largest, np.uint8), said.sizes, said.first, said.lengths,
        )  # fmt: skip
        return said

    def say(self, kernel: CDLL, batch: Batch, put: Put) -> tuple[FirstSaid, Floats]:
        """What the first stage says of a batch, and probabilities float32 (n, 10) of the last text round."""
        said = self.first(kernel, batch)
        put(said.first[:, :FIRST])
        last = self.rounds.run(kernel, said, batch.page_starts, put)
        return said, np.ascontiguousarray(last[:, : len(LABELS)])


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
