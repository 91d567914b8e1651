"""From code points to a row of character ids: one gather, then what does not count is taken out."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.batch import Batch
from classifier.features.characters import BOUNDARY_ID, N_CLASSES, SPACE_ID, CharClass, CharTable

Ids = NDArray[np.uint16]
Places = NDArray[np.int64]

PINYIN_MAX: Final = 8
"""Longest bracket that can hold the pinyin of one character: (zhuāng) has six letters."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """The characters that count, all paragraphs in one row.

    Attributes:
        ids: uint16 (m,), each paragraph's character ids with a boundary before them; one more at the end.
        row_starts: int64 (n + 1,), position of each paragraph's boundary; the last one is the end boundary's.
        classes: uint8 (m,), class of each id.
        positions: int64 (m,), place of each id in the batch's code points; None if they were not asked for.
    """

    ids: Ids
    row_starts: Places
    classes: NDArray[np.uint8]
    positions: Places | None = None


def normalise(batch: Batch, table: CharTable, *, keep_positions: bool = False) -> Normalised:
    """Ids of the characters of every paragraph.

    Dropped are invisible characters, white space at a paragraph's ends and all but one of a run of it, single
    spaces between single Han characters (the commonest obfuscation) and pinyin in brackets after a Han
    character (what machine conversion leaves). The batch's text stays as it is.

    Args:
        batch: the paragraphs.
        table: the tables of the model.
        keep_positions: also give the place in `batch.codes` of every id kept (for explanations).
    """
    ids, keep = table.ids[batch.codes], _inside(batch)
    keep &= ids != 0
    boundaries = np.append(batch.starts - 1, batch.ends[-1] if len(batch) else 0)
    ids[boundaries] = BOUNDARY_ID
    keep[boundaries] = True
    row = ids[keep]
    positions = np.flatnonzero(keep) if keep_positions else None
    classes = table.class_of_id[row]
    superfluous = np.concatenate([_needless_spaces(row, classes), _pinyin(row, classes, table)])
    if len(superfluous):
        row, classes = np.delete(row, superfluous), np.delete(classes, superfluous)
        positions = None if positions is None else np.delete(positions, superfluous)
    return Normalised(row, np.flatnonzero(row == BOUNDARY_ID), classes, positions)


def _inside(batch: Batch) -> NDArray[np.bool_]:
    """Which code points of the batch are inside a paragraph."""
    steps = np.zeros(len(batch.codes) + 1, np.int8)
    steps[batch.starts] = 1
    steps[batch.ends] -= 1
    return np.cumsum(steps[:-1], dtype=np.int8).view(np.bool_)


def _needless_spaces(row: Ids, classes: NDArray[np.uint8]) -> Places:
    """Places of spaces at a paragraph's ends, all but the last of a run, and those of spaced-out Han text."""
    # The row begins and ends with a boundary, so a space has a neighbour on both sides.
    spaces = np.flatnonzero(row == SPACE_ID)
    before, after = row[spaces - 1], row[spaces + 1]
    edge = (before == BOUNDARY_ID) | (after == BOUNDARY_ID) | (after == SPACE_ID)
    han = (classes[spaces - 1] == CharClass.HAN) & (classes[spaces + 1] == CharClass.HAN)
    # Spaced out means that the characters on both sides stand alone as well.
    far_before, far_after = row[spaces - 2], row[np.minimum(spaces + 2, len(row) - 1)]
    alone_before = (far_before == SPACE_ID) | (far_before == BOUNDARY_ID)
    alone_after = (far_after == SPACE_ID) | (far_after == BOUNDARY_ID)
    needless: Places = spaces[edge | (han & alone_before & alone_after)]
    return needless


def _pinyin(row: Ids, classes: NDArray[np.uint8], table: CharTable) -> Places:
    """Places of brackets after a Han character that hold a few letters, one of them with a tone mark."""
    tones = np.flatnonzero(classes == CharClass.TONE)  # most batches have none, and this look is cheap
    if not len(tones):
        return tones
    letter = np.isin(np.arange(N_CLASSES), [CharClass.TONE, CharClass.LATIN])
    left, right = tones.copy(), tones.copy()
    for _ in range(PINYIN_MAX):  # stops at the paragraph's boundaries, which are no letters
        left -= letter[classes[left]]
        right += letter[classes[right]]
    opening, closing = table.ids[ord("(")], table.ids[ord(")")]
    bracketed = (row[left] == opening) & (row[right] == closing) & (right - left <= PINYIN_MAX + 1)
    good = bracketed & (classes[left - 1] == CharClass.HAN)
    inside = left[good, None] + np.arange(PINYIN_MAX + 2)
    return inside[inside <= right[good, None]]
