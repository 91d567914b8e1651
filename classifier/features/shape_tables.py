"""The shape features' share of the first stage's logits without making the features: tables of finished sums.

Length, counts and places are whole numbers, so that each feature's weighted sum is looked up. Agrees with
`shape(…) @ weights` to float32 rounding (tested).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.features.batch import Batch
from classifier.features.characters import N_CLASSES
from classifier.features.normalise import Normalised
from classifier.features.shape import (
    COUNT_KNOTS,
    COUNTED,
    FEW_PARAGRAPHS,
    LENGTH_KNOTS,
    PLACE_KNOTS,
    PRESENT,
    SHARE_KNOTS,
    Floats,
    hats,
    page_maximum,
    repeats,
)


@dataclass(frozen=True, slots=True)
class ShapeTables:
    """Weighted sums of the shape features, k logits each.

    Attributes:
        length: float32 (longest knot + 1, k), by number of characters.
        counts: for each counted class, float32 (highest knot + 1, k), by number of its characters.
        top: float32 (highest knot + 1, k), by number of paragraphs above.
        end: the same by number below.
        page: the same by number of paragraphs in the page.
        share: float32 (PRESENT, k), weight of each class's share.
        has: float32 (PRESENT, k), weight of its presence.
        first: float32 (classes, k), by class of the first character.
        last: float32 (classes, k), by class of the last one.
        place: float32 (SHARE_KNOTS, k), by place in the page.
        relative: float32 (SHARE_KNOTS, k), by length relative to the page's longest paragraph.
        invisible: float32 (k,), by share of characters that do not count.
        repeated: float32 (2, k), by whether the text stands in the page more than once.
        bias: float32 (k,).
    """

    length: Floats
    counts: tuple[Floats, ...]
    top: Floats
    end: Floats
    page: Floats
    share: Floats
    has: Floats
    first: Floats
    last: Floats
    place: Floats
    relative: Floats
    invisible: Floats
    repeated: Floats
    bias: Floats

    @classmethod
    def of(cls, weights: Floats, bias: Floats) -> "ShapeTables":
        """Tables for the weights float32 (len(shape_names()), k) of the columns of `shape`."""
        rest = weights

        def take(rows: int) -> Floats:
            nonlocal rest
            taken, rest = rest[:rows], rest[rows:]
            return taken

        def summed(knots: NDArray[np.float64]) -> Floats:
            numbers = np.arange(round(float(np.expm1(knots[-1]))) + 1)
            table: Floats = hats(np.log1p(numbers.astype(np.float32)), knots) @ take(len(knots))
            return table

        length = summed(LENGTH_KNOTS)
        share, has = take(len(PRESENT)), take(len(PRESENT))
        counts = tuple(summed(COUNT_KNOTS) for _ in COUNTED)
        first, last = take(N_CLASSES), take(N_CLASSES)
        top, end = summed(PLACE_KNOTS), summed(PLACE_KNOTS)
        place = take(len(SHARE_KNOTS))
        page = summed(PLACE_KNOTS)
        relative = take(len(SHARE_KNOTS))
        invisible, repeated = take(1)[0], take(1)[0]
        return cls(
            length, counts, top, end, page, share, has, first, last, place, relative, invisible,
            np.stack([np.zeros_like(repeated), repeated]), bias,
        )  # fmt: skip

    def logits(self, batch: Batch, text: Normalised, counts: Floats, prints: NDArray[np.uint32]) -> Floats:
        """What `shape(…) @ weights + bias` is, float32 (n, k); arguments as there."""
        sizes = counts.sum(axis=1)
        page_sizes = np.diff(batch.page_starts)
        in_page = np.repeat(page_sizes, page_sizes)
        place = np.arange(len(batch)) - np.repeat(batch.page_starts[:-1], page_sizes)
        log_size = np.log1p(sizes)
        present = counts[:, PRESENT]
        raw = (batch.ends - batch.starts).astype(np.float32)
        total: Floats = (present / np.maximum(sizes, 1)[:, None]) @ self.share
        total += (present > 0).astype(np.float32) @ self.has
        total += self.bias
        total += np.minimum(1 - sizes / np.maximum(raw, 1), 1)[:, None] * self.invisible
        for table, numbers in (
            (self.length, sizes),
            *zip(self.counts, (counts[:, c] for c in COUNTED), strict=True),
            (self.first, text.classes[text.row_starts[:-1] + 1]),
            (self.last, text.classes[text.row_starts[1:] - 1]),
            (self.repeated, repeats(prints, batch.pages) > 1),
        ):
            total += table.take(numbers.astype(np.int64), axis=0, mode="clip")
        relative = log_size / np.maximum(page_maximum(log_size, batch.page_starts), 1e-6)
        total += self._placed(place, in_page, relative) * (in_page >= FEW_PARAGRAPHS)[:, None]
        return total

    def _placed(
        self, place: NDArray[np.int64], in_page: NDArray[np.int64], relative: NDArray[np.floating]
    ) -> Floats:
        """What the place features of a whole page add, float32 (n, k)."""
        total: Floats = self.top.take(place, axis=0, mode="clip")
        total += self.end.take(in_page - 1 - place, axis=0, mode="clip")
        total += self.page.take(in_page, axis=0, mode="clip")
        _add_between(total, self.place, place / np.maximum(in_page - 1, 1))
        _add_between(total, self.relative, relative)
        return total


def _add_between(total: Floats, table: Floats, values: NDArray[np.floating]) -> None:
    """Adds what lies between the table's rows at the evenly spread SHARE_KNOTS."""
    steps = len(SHARE_KNOTS) - 1
    scaled = np.clip(values, 0, 1) * steps
    left = np.minimum(scaled.astype(np.int64), steps - 1)
    share = (scaled - left).astype(np.float32)[:, None]
    total += table[left] * (1 - share)
    total += table[left + 1] * share
