"""Which pieces of the source each paragraph consists of."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_FAR: Final = np.iinfo(np.int64).max
_NEWLINE: Final = 0x0A


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of text that a page was laid out from, in the order of the text.

    Attributes:
        tags: int64 (p,), how many tags stand before the piece in the source.
        starts: int64 (p,), its first character in the text.
    """

    tags: NDArray[np.int64]
    starts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layout:
    """The pieces of n paragraphs, p in all and at least one for each.

    Attributes:
        tags: int64 (p,), how many tags stand before the piece in the source.
        lengths: int64 (p,), its characters.
        first: int64 (n,), each paragraph's first piece.
        last: int64 (n,), each paragraph's last piece.
    """

    tags: NDArray[np.int64]
    lengths: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]


def lay(
    pieces: Pieces, codes: NDArray[np.uint32], spans: NDArray[np.int64], least: NDArray[np.int64]
) -> Layout:
    """Give each paragraph its pieces.

    A bullet or number that the layout put before a piece counts for that piece, not for the one before.

    Args:
        pieces: what the text consists of.
        codes: uint32 (c,), the text.
        spans: int64 (n, 2), n > 0, the paragraphs in it.
        least: int64 (n,), the number of tags before the paragraphs' page.
    """
    paragraph = spans[:, 1].searchsorted(pieces.starts, side="right")
    starts = np.append(spans[:, 0], _FAR)[paragraph]
    # White space leads a piece into the next paragraph only if no line ends in between.
    before = np.flatnonzero(pieces.starts < starts)
    line_ends = np.append(np.flatnonzero(codes == _NEWLINE), _FAR)
    void = before[line_ends[line_ends.searchsorted(pieces.starts[before])] < starts[before]]
    inside = np.ones(len(starts), np.bool_)
    inside[void] = False
    paragraph, tags, begins = paragraph[inside], pieces.tags[inside], pieces.starts[inside]
    new = paragraph[1:] != paragraph[:-1]
    if np.count_nonzero(new) + 1 < len(spans) or not len(paragraph):
        # Lines of <pre> share a piece: those that it does not begin in get one of their own.
        alone = np.flatnonzero(np.bincount(paragraph, minlength=len(spans)) == 0)
        shared = np.append(0, pieces.tags)[pieces.starts.searchsorted(spans[alone, 0], side="right")]
        paragraph = np.concatenate((paragraph, alone))
        order = np.argsort(paragraph, kind="stable")
        paragraph = paragraph[order]
        tags = np.concatenate((tags, np.maximum(shared, least[alone])))[order]
        begins = np.concatenate((begins, spans[alone, 0]))[order]
        new = paragraph[1:] != paragraph[:-1]
    begins = np.maximum(begins, spans[paragraph, 0])
    ends = spans[paragraph, 1]
    ends[:-1] = np.where(new, ends[:-1], begins[1:])
    last = np.append(np.flatnonzero(new), len(paragraph) - 1)
    first = np.append(0, last[:-1] + 1)
    return Layout(tags, ends - begins, first, last)
