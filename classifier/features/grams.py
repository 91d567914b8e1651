"""Hashed character 1- to 4-grams, looked up in a table of the terms that the model knows."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.characters import BOUNDARY_ID, MAX_IDS
from classifier.features.normalise import Normalised

ORDERS: Final = (1, 2, 3, 4)
TABLE_BITS: Final = 20
"""4 MB of int32: the smallest table in which 100,000 terms lose less than a tenth to collisions."""

_SHIFT: Final = np.uint32(32 - TABLE_BITS)
_TERM_MASK: Final = np.int32((1 << 24) - 1)
# Odd multipliers of 32-bit multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4).
_M2: Final = np.uint32(2654435761)
_M3: Final = np.uint32(2246822519)
_M4: Final = np.uint32(3266489917)
_MIX: Final = np.uint32(668265263)


Hashes = tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]


def gram_hashes(ids: NDArray[np.uint16]) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
    """32-bit hashes of the 2-, 3- and 4-grams that begin at each position, uint32 (m,) each.

    Windows that run over the end of the row are hashed as if boundaries followed.
    """
    wide = np.full(len(ids) + 3, BOUNDARY_ID, np.uint32)
    wide[: len(ids)] = ids
    size = len(ids)
    pair = (wide[:-1] << np.uint32(13)) | wide[1:]
    two = pair * _M2
    two ^= two >> np.uint32(15)
    three = (two[:size] + wide[2 : 2 + size]) * _M3
    three ^= three >> np.uint32(13)
    four = (three + wide[3 : 3 + size]) * _M4
    four ^= four >> np.uint32(16)
    return two[:size] * _MIX, three * _MIX, four * _MIX


def window_mask(text: Normalised, order: int) -> NDArray[np.bool_]:
    """Where a window of `order` characters may begin, bool (m,).

    A window never reaches over a paragraph's end: the boundary after it is the last thing it may hold.
    Boundaries alone are no unigrams.
    """
    mask = np.ones(len(text.ids), np.bool_)
    mask[text.row_starts[-1] :] = False
    last = text.row_starts[1:] - 1
    if order == 1:
        mask[text.row_starts] = False
    # A window of k characters may hold the boundary after the paragraph: the k - 2 last places are too late.
    for early in range(order - 2):
        mask[np.maximum(last - early, 0)] = False
    return mask


@dataclass(frozen=True)
class TermTable:
    """The terms of a model.

    Attributes:
        characters: uint16 (u,), ids of the single characters that are terms: term 1 + position.
        keys: uint32 (t,), hashes of the longer ones, all orders together: term 1 + u + position.

    Term 0 is none.
    """

    characters: NDArray[np.uint16]
    keys: NDArray[np.uint32]

    def __len__(self) -> int:
        return 1 + len(self.characters) + len(self.keys)

    def fits(self) -> bool:
        """Whether terms stay inside their tables; a model file may hold anything."""
        return bool((self.characters < MAX_IDS).all() and len(self) <= _TERM_MASK)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles the small arrays alone, not the tables that are built from them."""
        return TermTable, (self.characters, self.keys)

    @cached_property
    def unigrams(self) -> NDArray[np.int32]:
        """Term of every character id, int32 (MAX_IDS,)."""
        table = np.zeros(MAX_IDS, np.int32)
        table[self.characters] = np.arange(1, len(self.characters) + 1, dtype=np.int32)
        return table

    @cached_property
    def slots(self) -> NDArray[np.int32]:
        """Term and seven check bits of every hash bucket, int32 (2 ** TABLE_BITS,)."""
        table = np.zeros(1 << TABLE_BITS, np.int32)
        terms = np.arange(len(self.keys), dtype=np.uint32) + np.uint32(1 + len(self.characters))
        # Keys are stored most frequent first; written backwards, the most frequent of a bucket stays.
        entries = (terms | ((self.keys & np.uint32(0x7F)) << np.uint32(24))).view(np.int32)
        table[(self.keys >> _SHIFT)[::-1]] = entries[::-1]
        return table

    def look_up(self, hashes: NDArray[np.uint32]) -> NDArray[np.int32]:
        """Terms of hashes, int32, 0 where there is none. Seven check bits leave one false hit in 128."""
        entries: NDArray[np.int32] = self.slots.take(hashes >> _SHIFT, mode="clip")
        right = (entries >> np.int32(24)) == (hashes & np.uint32(0x7F)).view(np.int32)
        entries &= _TERM_MASK
        entries *= right
        return entries

    def terms(self, text: Normalised, hashes: Hashes | None = None) -> list[NDArray[np.int32]]:
        """Term that begins at each position, one int32 (m,) array an order, 0 where there is none.

        Args:
            text: the paragraphs.
            hashes: their `gram_hashes`, if they are known already.
        """
        found = [self.unigrams[text.ids], *map(self.look_up, hashes or gram_hashes(text.ids))]
        last = text.row_starts[1:] - 1
        found[0][text.row_starts] = 0
        # The windows that window_mask leaves out, set directly: a boolean mask of the whole row costs more.
        found[2][last] = 0
        found[3][last] = 0
        found[3][np.maximum(last - 1, 0)] = 0
        for terms in found:
            terms[text.row_starts[-1] :] = 0
        return found
