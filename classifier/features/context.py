"""What stands around a paragraph: label probabilities of its neighbours, of windows and of the whole page.

Everything here is exact for a page alone: nothing is accumulated over page borders, so that a page's features
do not depend on the batch it is in. Arrays are (channels, n) here: every shift is contiguous in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.shape import Floats
from classifier.labels import LABELS, SPAM_LABELS

NEIGHBOURS: Final = (1, 2)
WINDOWS: Final = (4, 8, 32)
DECAY: Final = 0.93
CONTENT_DECAY: Final = 0.8
DECAY_STEPS: Final = 6
"""Doubling steps of the decayed maxima: they look 2 ** 6 paragraphs far, where 0.93 falls to a hundredth."""

LOG_FLOOR: Final = 1e-4
CROSSED: Final = ("body", "heading", "metadata", "navigation", "related", "footer", "promotion", "gambling")
"""Labels whose own probability is multiplied with the evidence around; the others are too rare to pay."""

_SPAM_IDS: Final = [LABELS.index(label) for label in SPAM_LABELS]
_CROSSED_IDS: Final = [LABELS.index(label) for label in CROSSED]


def log_scaled(probabilities: Floats) -> Floats:
    """Logarithms of probabilities, cut off at LOG_FLOOR and brought to the size of the other features."""
    scaled = np.log(np.maximum(probabilities, np.float32(LOG_FLOOR)))
    scaled /= np.float32(3)
    return scaled


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Which paragraphs of a batch share a page, for shifts that stop at the page's ends.

    Attributes:
        page_starts: int64 (p + 1,), page k has the paragraphs page_starts[k]:page_starts[k + 1].
        before: int64 (n,), number of paragraphs above each one in its page.
        after: int64 (n,), number of those below.
        masks: what `_reaches` has made so far.
    """

    page_starts: NDArray[np.int64]
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    masks: dict[int, Floats] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, page_starts: NDArray[np.int64]) -> "Neighbourhood":
        """The neighbourhood in pages that begin at `page_starts`; the last number is the end."""
        sizes = np.diff(page_starts)
        place = np.arange(page_starts[-1]) - np.repeat(page_starts[:-1], sizes)
        return cls(page_starts, place, np.repeat(sizes, sizes) - 1 - place)

    def shift(self, values: Floats, distance: int) -> Floats:
        """The values of the paragraphs `distance` further down (negative: up), 0 where the page ends before.

        Args:
            values: float32 (channels, n).
            distance: not 0.
        """
        shifted = np.empty_like(values)
        size = values.shape[1]
        reach = min(abs(distance), size)
        if distance > 0:
            np.multiply(
                values[:, reach:], self._reaches(distance)[: size - reach], out=shifted[:, : size - reach]
            )
            shifted[:, size - reach :] = 0
        else:
            np.multiply(values[:, : size - reach], self._reaches(distance)[reach:], out=shifted[:, reach:])
            shifted[:, :reach] = 0
        return shifted

    def _reaches(self, distance: int) -> Floats:
        """1 where a paragraph's page has another one `distance` further down (negative: up), float32 (n,)."""
        if distance not in self.masks:
            room = self.after if distance > 0 else self.before
            self.masks[distance] = (room >= abs(distance)).astype(np.float32)
        return self.masks[distance]

    def windows(self, values: Floats, direction: int) -> dict[int, Floats]:
        """Means over the next WINDOWS paragraphs in a direction; what is off the page counts as 0."""
        total = self.shift(values, direction)
        width, found = 1, {}
        while width < max(WINDOWS):
            total = total + self.shift(total, direction * width)
            width *= 2
            if width in WINDOWS:
                found[width] = total / np.float32(width)
        return found

    def decayed_maximum(self, values: Floats, decay: float, direction: int) -> Floats:
        """Largest of decay ** (k - 1) times the value k paragraphs away, over k >= 1."""
        best = self.shift(values, direction)
        width = 1
        for _ in range(DECAY_STEPS):
            np.maximum(best, np.float32(decay**width) * self.shift(best, direction * width), out=best)
            width *= 2
        return best

    def page_mean(self, values: Floats, weights: Floats) -> Floats:
        """Weighted mean over each paragraph's page, float32 (channels, n)."""
        sizes = np.diff(self.page_starts)
        filled = sizes > 0
        starts = self.page_starts[:-1][filled]
        if not len(starts):
            return np.zeros_like(values)
        total = np.add.reduceat(values * weights, starts, axis=1)
        mean = total / np.maximum(np.add.reduceat(weights, starts), np.float32(1e-6))
        return np.repeat(mean, sizes[filled], axis=1)


def context(probabilities: Floats, sizes: Floats, around: Neighbourhood) -> list[Floats]:
    """The context features, blocks of float32 (channels, n), in the order of `context_names`.

    Args:
        probabilities: float32 (n, 10), what the stage before says of each paragraph.
        sizes: float32 (n,), characters of each paragraph.
        around: who is whose neighbour.
    """
    return list(_blocks(probabilities, sizes, around))


def _blocks(probabilities: Floats, sizes: Floats, around: Neighbourhood) -> Iterator[Floats]:
    """The blocks of `context`, (channels, n) each, in the order of `context_names`."""
    own = np.ascontiguousarray(probabilities.T)
    yield log_scaled(own)
    yield own
    for distance in NEIGHBOURS:
        yield around.shift(own, distance)
        yield around.shift(own, -distance)
    below, above = around.windows(own, 1), around.windows(own, -1)
    for width in WINDOWS:
        yield below[width]
        yield above[width]
    far_down, far_up = around.decayed_maximum(own, DECAY, 1), around.decayed_maximum(own, DECAY, -1)
    far_between = np.minimum(far_down, far_up)
    yield far_down
    yield far_up
    yield far_between
    mean = around.page_mean(own, np.ones(len(sizes), np.float32))
    weighted = around.page_mean(own, np.sqrt(sizes + 1))
    yield mean
    yield weighted
    length = np.log1p(sizes)[None, :]
    length /= np.float32(5)
    near = {distance: around.shift(length, distance) for distance in (-3, -2, -1, 1, 2, 3)}
    yield from near.values()
    for distance in (-2, -1, 1, 2):
        yield np.abs(length - near[distance])
    yield around.windows(length, 1)[8]
    yield around.windows(length, -1)[8]
    content = own[:2].sum(axis=0, keepdims=True)
    down, up = (around.decayed_maximum(content, CONTENT_DECAY, way) for way in (1, -1))
    evidence = np.concatenate(
        [
            down,
            up,
            np.minimum(down, up),
            mean[:1],
            weighted[:1],
            mean[4:6],
            far_between[:1],
            far_down[:1],
            far_up[:1],
            below[4][[0, 4, 5]],
            above[4][[0, 4, 5]],
            length,
            mean[_SPAM_IDS].sum(axis=0, keepdims=True),
        ]
    )
    crossed = own[_CROSSED_IDS][:, None, :] * evidence[None, :, :]
    yield crossed.reshape(len(CROSSED) * len(EVIDENCE), len(sizes))


EVIDENCE: Final = (
    "content below", "content above", "between content", "page body", "page body by length",
    "page navigation", "page related", "between body", "body below", "body above",
    "4 below body", "4 below navigation", "4 below related",
    "4 above body", "4 above navigation", "4 above related", "length", "page spam",
)  # fmt: skip


def context_names() -> tuple[str, ...]:
    """Names of the columns of `context`, in order."""
    names = [f"own log {label}" for label in LABELS] + [f"own {label}" for label in LABELS]
    for distance in NEIGHBOURS:
        names += [f"{distance} below {label}" for label in LABELS] + [
            f"{distance} above {label}" for label in LABELS
        ]
    for width in WINDOWS:
        names += [f"next {width} {label}" for label in LABELS] + [f"last {width} {label}" for label in LABELS]
    for where in ("below", "above", "on both sides"):
        names += [f"nearest {label} {where}" for label in LABELS]
    names += [f"page {label}" for label in LABELS] + [f"page {label} by length" for label in LABELS]
    names += [f"length {k:+d}" for k in (-3, -2, -1, 1, 2, 3)]
    names += [f"length difference {k:+d}" for k in (-2, -1, 1, 2)]
    names += ["length next 8", "length last 8"]
    names += [f"own {label} and {evidence}" for label in CROSSED for evidence in EVIDENCE]
    return tuple(names)


def own_columns() -> NDArray[np.bool_]:
    """Which columns of `context` depend on the paragraph's own probabilities, bool (columns,)."""
    return np.array([name.startswith("own ") for name in context_names()])


def own_features(probabilities: Floats, evidence: Floats) -> Floats:
    """The own columns of a paragraph for other probabilities of it, all around it fixed.

    Args:
        probabilities: float32 (m, 10), the m versions of it.
        evidence: float32 (len(EVIDENCE),), from `seen_evidence`.

    Returns:
        float32 (m, own columns), in the order of `context`.
    """
    crossed = probabilities[:, _CROSSED_IDS, None] * evidence
    return np.concatenate(
        [log_scaled(probabilities), probabilities, crossed.reshape(len(probabilities), -1)], axis=1
    )


def seen_evidence(features: Floats, probabilities: Floats) -> Floats:
    """The evidence that a paragraph's crossed features were made with, float32 (len(EVIDENCE),).

    Args:
        features: float32 (len(context_names()),), its row of `context`.
        probabilities: float32 (10,), its own probabilities.
    """
    own = probabilities[_CROSSED_IDS]
    best = int(np.argmax(own))
    crossed = features[-len(CROSSED) * len(EVIDENCE) :].reshape(len(CROSSED), len(EVIDENCE))
    evidence: Floats = crossed[best] / np.maximum(own[best], np.float32(1e-30))
    return evidence
