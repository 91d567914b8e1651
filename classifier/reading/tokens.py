"""Words of class and id attributes around each paragraph, hashed."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.reading.attributes import class_words
from classifier.reading.tags import Tags
from classifier.reading.tree import Tree

_LEVELS: Final = 6  # a paragraph's innermost block and its five nearest ancestors
_PATH_LEVELS: Final = 3
_WORDS: Final = 4  # of each, after its tag
_SALT: Final = np.array([0x9E3779B1] + [0] * (_LEVELS - 1), np.uint32)[:, None]
_PATH_WEIGHTS: Final = np.array([1, 0x01000193, 0x85EBCA6B], np.uint32)[:, None]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Hashed words of n paragraphs.

    Attributes:
        hashes: uint32 (m,), all paragraphs in one row: the tag of a paragraph's innermost block, then class and
            id words of that block, then those of the blocks around it. A word of the block itself has another
            hash than the same word around it; around it, words may repeat.
        starts: int64 (n + 1,), where each paragraph's begin.
        paths: uint32 (n,), equal for paragraphs whose block and its two nearest ancestors have the same tags
            and words.
    """

    hashes: NDArray[np.uint32]
    starts: NDArray[np.int64]
    paths: NDArray[np.uint32]


def tokenize(data: NDArray[np.uint8], tags: Tags, tree: Tree, nodes: NDArray[np.int32]) -> Tokens:
    """Hash the tags and the first class and id words of the blocks that paragraphs are in.

    Args:
        data: the sources, uint8.
        tags: their tags.
        tree: their block elements.
        nodes: int32 (n,), the paragraphs' innermost blocks.
    """
    around = np.empty((len(nodes), _LEVELS), np.int64)  # index of tags, -1 for none
    for level in range(_LEVELS):
        around[:, level] = tree.tags[nodes]
        nodes = tree.parents[nodes]
    wanted = np.zeros(len(tags.starts) + 1, np.bool_)
    wanted[around] = True
    wanted[-1] = False
    chosen = np.flatnonzero(wanted)
    words, word_starts = class_words(data, tags.starts[chosen], tags.ends[chosen])
    words, word_starts = np.append(words, np.uint32(0)), np.append(word_starts, len(words))
    place = np.where(
        around < 0, len(chosen), np.cumsum(wanted)[around] - 1
    )  # one more, without words, for -1
    first, end = word_starts[place], word_starts[place + 1]

    hashes = np.empty((*around.shape, _WORDS + 1), np.uint32)
    hashes[:, :, 0] = tags.kinds[around]
    index = first[:, :, None] + np.arange(_WORDS)
    hashes[:, :, 1:] = words.take(index, mode="clip")
    hashes += _SALT
    _mix(hashes)
    valid = np.empty(hashes.shape, np.bool_)
    valid[:, :, 0] = around >= 0
    np.less(index, end[:, :, None], out=valid[:, :, 1:])
    inner = hashes[:, :_PATH_LEVELS] * valid[:, :_PATH_LEVELS]
    paths = (inner * _PATH_WEIGHTS).sum(axis=(1, 2), dtype=np.uint32)
    valid[:, 1:, 0] = False  # tags of outer blocks told nothing that their words do not
    starts = np.zeros(len(around) + 1, np.int64)
    np.cumsum(np.count_nonzero(valid, axis=(1, 2)), out=starts[1:])
    return Tokens(hashes[valid], starts, paths)


def _mix(hashes: NDArray[np.uint32]) -> None:
    """Spread the bits of hashes in place (the finalizer of MurmurHash3)."""
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
