"""Tags, class words and id words around each paragraph, hashed."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.reading.attributes import class_words
from classifier.reading.layout import Layout
from classifier.reading.tags import KIND, Tags
from classifier.reading.tree import FIRST_BLOCK, Tree

_LEVELS: Final = 5  # the inline element, its block and that block's three nearest ancestors
_WORDS: Final = 4  # of each element, after its tag
_LEVEL_SALT: Final = (np.arange(_LEVELS, dtype=np.uint32) * np.uint32(0x9E3779B1))[:, None]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Hashed words of n paragraphs.

    Attributes:
        hashes: uint32 (m,), all paragraphs in one row; the same word at another level has another hash.
        starts: int64 (n + 1,), where each paragraph's begin.
        paths: uint32 (n,), equal for paragraphs whose block and its two nearest ancestors have the same words.
    """

    hashes: NDArray[np.uint32]
    starts: NDArray[np.int64]
    paths: NDArray[np.uint32]


def tokenize(
    data: NDArray[np.uint8], tags: Tags, tree: Tree, layout: Layout, nodes: NDArray[np.int32]
) -> Tokens:
    """Hash the tag and the first class and id words of what each paragraph is in.

    Args:
        data: the source, uint8, padded.
        tags: its tags.
        tree: its block elements.
        layout: the paragraphs' pieces.
        nodes: int32 (n,), the paragraphs' innermost blocks.
    """
    around = np.empty((len(nodes), _LEVELS), np.int64)  # index of tags, -1 for none
    around[:, 0] = _inline(tags, layout.tags[layout.first] - 1)
    for level in range(1, _LEVELS):
        around[:, level] = tree.tags[nodes]
        nodes = tree.parents[nodes]
    wanted = np.zeros(len(tags.starts) + 1, np.bool_)
    wanted[around] = True
    wanted[-1] = False
    chosen = np.flatnonzero(wanted)
    words, word_starts = class_words(data, tags.starts[chosen], tags.ends[chosen])
    word_starts = np.append(word_starts, len(words))  # one more element, without words, for -1
    place = np.where(around < 0, len(chosen), np.cumsum(wanted)[around] - 1)

    hashes = np.empty((len(around), _LEVELS, _WORDS + 1), np.uint32)
    valid = np.empty(hashes.shape, np.bool_)
    hashes[:, :, 0] = tags.kinds[around]
    valid[:, :, 0] = around >= 0
    index = word_starts[place][:, :, None] + np.arange(_WORDS)
    valid[:, :, 1:] = index < word_starts[place + 1][:, :, None]
    hashes[:, :, 1:] = np.append(words, np.uint32(0)).take(index, mode="clip")
    hashes += _LEVEL_SALT
    _mix(hashes)
    hashes *= valid
    starts = np.zeros(len(around) + 1, np.int64)
    np.cumsum(np.count_nonzero(valid, axis=(1, 2)), out=starts[1:])
    paths = hashes[:, 1:4].sum(axis=(1, 2), dtype=np.uint32)
    return Tokens(hashes[valid], starts, paths)


def _inline(tags: Tags, before: NDArray[np.int64]) -> NDArray[np.int64]:
    """The tags right before paragraphs where they open an inline element, else -1."""
    kinds = tags.kinds[before]
    inline = (before >= 0) & (kinds < FIRST_BLOCK) & (kinds != KIND["br"]) & ~tags.closing[before]
    return np.where(inline, before, -1)


def _mix(hashes: NDArray[np.uint32]) -> None:
    """Spread the bits of hashes in place (the finalizer of MurmurHash3)."""
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
