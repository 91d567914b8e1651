"""From code points to a row of character ids: one gather, then what does not count is taken out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.features.batch import Batch
from classifier.features.characters import BOUNDARY_ID, SPACE_ID, CharClass, CharTable

PINYIN_MAX = 8
"""Longest bracket that can hold the pinyin of one character: (zhuāng) has six letters."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """The characters that count, all paragraphs in one row.

    Attributes:
        ids: uint16 (m,), each paragraph's character ids with a boundary before them; a last boundary at the end.
        row_starts: int64 (n + 1,), position of each paragraph's boundary; the last one is the end boundary's.
        classes: uint8 (m,), class of each id.
    """

    ids: NDArray[np.uint16]
    row_starts: NDArray[np.int64]
    classes: NDArray[np.uint8]
    positions: NDArray[np.int64] | None = None


def normalise(batch: Batch, table: CharTable, *, keep_positions: bool = False) -> Normalised:
    """Ids of the characters of every paragraph.

    Dropped are invisible characters, white space at a paragraph's ends and all but one of a run of it, single spaces
    between single Han characters (the commonest obfuscation) and pinyin in brackets after a Han character (what
    machine conversion leaves). The batch's text stays as it is.

    Args:
        batch: the paragraphs.
        table: the tables of the model.
        keep_positions: also give the place in `batch.codes` of every id kept (for explanations).
    """
    ids = table.ids[batch.codes]
    inside = np.zeros(len(ids) + 1, np.int8)
    inside[batch.starts] = 1
    inside[batch.ends] -= 1
    keep = np.cumsum(inside[:-1], dtype=np.int8).view(np.bool_)
    keep &= ids != 0
    _drop_spaces(ids, keep, table)
    _drop_pinyin(ids, keep, table)
    boundaries = batch.starts - 1
    ids[boundaries] = BOUNDARY_ID
    keep[boundaries] = True
    if len(boundaries):
        ids[batch.ends[-1]] = BOUNDARY_ID
        keep[batch.ends[-1]] = True
    kept = ids[keep]
    row_starts = np.flatnonzero(kept == BOUNDARY_ID)
    if not len(row_starts):
        row_starts = np.zeros(1, np.int64)
    positions = np.flatnonzero(keep) if keep_positions else None
    return Normalised(kept, row_starts, table.class_of_id[kept], positions)


def _drop_spaces(ids: NDArray[np.uint16], keep: NDArray[np.bool_], table: CharTable) -> None:
    """Marks repeated spaces, and the single spaces of text that is spaced out character by character."""
    spaces = np.flatnonzero((ids == SPACE_ID) & keep)
    if not len(spaces):
        return
    # The batch begins and ends with a line feed, so a kept space always has neighbours on both sides.
    repeated = ids[spaces - 1] == SPACE_ID
    han = table.class_of_id == CharClass.HAN
    single = han[ids[spaces - 1]] & han[ids[spaces + 1]] & ~repeated
    before, after = ids[np.maximum(spaces - 2, 0)], ids[np.minimum(spaces + 2, len(ids) - 1)]
    # A line feed has id 0, so the first and the last character of a line count as standing alone.
    single &= ((before == SPACE_ID) | (before == 0)) & ((after == SPACE_ID) | (after == 0))
    keep[spaces[repeated | single]] = False


def _drop_pinyin(ids: NDArray[np.uint16], keep: NDArray[np.bool_], table: CharTable) -> None:
    """Marks brackets after a Han character that hold a few letters, at least one of them with a tone mark."""
    tones = (
        np.flatnonzero(table.class_of_id[ids] == CharClass.TONE)
        if _has_tones(ids, table)
        else np.zeros(0, np.int64)
    )
    if not len(tones):
        return
    letter = np.isin(table.class_of_id, [CharClass.TONE, CharClass.LATIN])
    opening, closing = table.ids[ord("(")], table.ids[ord(")")]
    left, right = tones.copy(), tones.copy()
    for _ in range(PINYIN_MAX):
        left -= letter[ids[np.maximum(left, 0)]] & (left > 0)
        right += letter[ids[np.minimum(right, len(ids) - 1)]] & (right < len(ids) - 1)
    han = table.class_of_id == CharClass.HAN
    good = (ids[left] == opening) & (ids[right] == closing) & han[ids[np.maximum(left - 1, 0)]]
    for offset in range(PINYIN_MAX + 2):
        inside = left[good] + offset
        keep[inside[inside <= right[good]]] = False


def _has_tones(ids: NDArray[np.uint16], table: CharTable) -> bool:
    """Whether the batch has a letter with a tone mark at all; most have none, and the look is cheap."""
    tone_ids = np.flatnonzero(table.class_of_id == CharClass.TONE)
    return bool(len(tone_ids)) and bool(np.isin(ids, tone_ids).any())
