"""Chunks: the pieces that inputs are cut into for the workers, the same pieces however often a run is resumed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from classifier.bulk.items import Unusable

Place = tuple[int, ...]
"""Where to go on inside an input, as its kind of source counts; () is the beginning."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How inputs are cut.

    Attributes:
        chunk: bytes after which a chunk ends at the next record.
        limit: bytes of the largest record.
    """

    chunk: int = 1_000_000
    limit: int = 5_000_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive records of one input, or a part of it that cannot be used.

    Attributes:
        payload: the records as their source cuts them, None where there are none.
        after: the place of the next chunk; None at the end of the input.
        read: bytes of the input read so far, as stored.
        first: number of the first record, from 1.
        unusable: what was found to be wrong while cutting.
    """

    payload: Any
    after: Place | None
    read: int
    first: int = 1
    unusable: Unusable | None = None


Cutter = Callable[[Any, Place, Cut], Iterator[Chunk]]
