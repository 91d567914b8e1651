"""Sharing out a score: integrated gradients over a stage's logits, and words out of character windows.

Sundararajan et al., Axiomatic Attribution for Deep Networks, 2017: along the straight path from no evidence
to all of it, every part gets its value times the mean gradient; the parts add up to the score's change.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.batch import Batch
from classifier.features.blocks import block_names
from classifier.features.grams import ORDERS
from classifier.features.lexicon import cut
from classifier.features.markup import alone_names
from classifier.features.normalise import normalise
from classifier.features.shape import Floats, shape_names
from classifier.features.tfidf import TINY
from classifier.labels import LABELS
from classifier.model.arrays import FIRST_LOGITS, ModelArrays

STEPS: Final = 24
"""Points of the integral; twice as many change no contribution by more than a hundredth of a logit."""

HALF_STEP: Final = 0.05
"""Half width of the numerical derivative, in logits: wide enough for float32."""

_FEATURE_NAMES: Final = frozenset((*shape_names(), *alone_names(), *block_names()))

Score = Callable[[Floats], Floats]
"""Takes logits float32 (m, k), gives a score float32 (m,)."""


def attribute(score: Score, logits: Floats, parts: Mapping[str, Floats]) -> dict[str, float]:
    """What each part of the logits adds to a score.

    Args:
        score: the function.
        logits: float32 (k,), where the path ends.
        parts: name -> float32 (k,), what the logits are the sum of, but for a bias.

    Returns:
        Name -> contribution.
    """
    points = (np.arange(STEPS, dtype=np.float32) + np.float32(0.5)) / STEPS
    path = points[:, None, None] * logits
    width = len(logits)
    moves = np.eye(width, dtype=np.float32) * np.float32(HALF_STEP)
    up = score((path + moves).reshape(-1, width))
    down = score((path - moves).reshape(-1, width))
    gradient = ((up - down) / (2 * HALF_STEP)).reshape(STEPS, width).mean(axis=0)
    return {name: float(part @ gradient) for name, part in parts.items()}


def word_parts(arrays: ModelArrays, batch: Batch, index: int) -> dict[str, Floats]:
    """What the words of a paragraph, of the one above and of the one below add to its first-stage logits.

    Every window's weight is shared evenly among its characters, and theirs are summed over the words that
    jieba cuts. A word that is the name of a feature stands in quotation marks.

    Args:
        arrays: the model.
        batch: one page.
        index: the paragraph.

    Returns:
        Word (with "above: " or "below: " before a neighbour's) -> float32 (FIRST_LOGITS,).
    """
    parts: dict[str, Floats] = {}
    text = normalise(batch, arrays.characters, keep_positions=True)
    assert text.positions is not None
    orders = arrays.terms.terms(text)
    above, below = FIRST_LOGITS, FIRST_LOGITS + len(LABELS)  # columns of the weights
    for where, row, column, width in (
        ("", index, 0, FIRST_LOGITS),
        ("above: ", index - 1, above, len(LABELS)),
        ("below: ", index + 1, below, len(LABELS)),
    ):
        if not 0 <= row < len(batch):
            continue
        start, end = int(text.row_starts[row]), int(text.row_starts[row + 1])
        weights = arrays.term_weights[:, column : column + width]
        scores = np.zeros((end - start, FIRST_LOGITS), np.float64)
        length = 0.0
        for order, found in zip(ORDERS, orders, strict=True):
            places = np.flatnonzero(found[start:end])
            terms = found[start:end][places]
            length += float((arrays.idf[terms].astype(np.float64) ** 2).sum())
            covered = places[:, None] + np.arange(order)
            real = (covered > 0) & (covered < end - start)  # place 0 and the end are boundaries
            held = real.sum(axis=1)
            share = (arrays.idf[terms, None] * weights[terms]) / np.maximum(held, 1)[:, None]
            np.add.at(scores[:, :width], covered[real], np.repeat(share, held, axis=0))
        scores /= np.sqrt(max(length, TINY))
        line = batch.documents[0].text[slice(*batch.documents[0].spans[row].tolist())]
        offsets = text.positions[start + 1 : end] - batch.starts[row]
        for found_word, score in _by_word(line, offsets, scores[1:]):
            word = f'"{found_word}"' if found_word in _FEATURE_NAMES else found_word
            parts[where + word] = parts.get(where + word, np.zeros(FIRST_LOGITS, np.float32)) + score
    return parts


def _by_word(line: str, offsets: NDArray[np.int64], scores: NDArray[np.float64]) -> list[tuple[str, Floats]]:
    """The words of a line with the sum of their characters' scores; words without any are left out."""
    found, start = [], 0
    for word in cut(line):
        low, high = np.searchsorted(offsets, [start, start + len(word)])
        score = scores[low:high].sum(axis=0)
        if score.any():
            found.append((word, score.astype(np.float32)))
        start += len(word)
    return found
