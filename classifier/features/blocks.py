"""What stands in the same blocks of the HTML tree: probabilities of a paragraph's siblings, and where content is.

Neighbours in the text may be far apart in the tree, and siblings far apart in the text. Readability scores the
blocks of a page by the text in them; here their score is what the stage before said of that text. It raised
page character F1 by 0.016 in the markup stage and by 0.01 again in the round after it, see docs/design.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.shape import Floats, page_maximum
from classifier.labels import CONTENT_LABELS, LABELS
from classifier.records import Document

BLOCKS: Final = ("block", "block 1 up", "block 2 up", "block 3 up", "same path")
"""The blocks that a paragraph is in, see `classifier.records.Markup.blocks`."""

_TINY: Final = 1e-6
_MEANS: Final = len(BLOCKS) * len(LABELS)
_SIDES: Final = ("content", "junk")


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of the paragraphs of pages that all have markup.

    Attributes:
        numbers: int64 (len(BLOCKS), n), the block of each kind that a paragraph is in, counted over all pages.
        page_starts: int64 (pages + 1,).
    """

    numbers: NDArray[np.int64]
    page_starts: NDArray[np.int64]

    @classmethod
    def of(cls, documents: Sequence[Document]) -> "Blocks":
        """Those of documents that all have markup."""
        own = [document.markup.blocks for document in documents if document.markup is not None]
        starts = np.concatenate([[0], np.cumsum([len(blocks) for blocks in own])]).astype(np.int64)
        numbers = np.empty((len(BLOCKS), starts[-1]), np.int64)
        above = np.zeros((len(BLOCKS), 1), np.int64)
        for blocks, start, end in zip(own, starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            if len(blocks):
                numbers[:, start:end] = blocks.T + above
                above = numbers[:, start:end].max(axis=1, keepdims=True) + 1
        return cls(numbers, starts)


def block_names() -> tuple[str, ...]:
    """Names of the columns of `block_features`, in order."""
    return (
        *(f"{block}: {label}" for block in BLOCKS for label in LABELS),
        *evidence_names()[len(BLOCKS) :],
        *(f"{block}: share of the largest" for block in BLOCKS),
        *(f"own {side} and {evidence}" for side in _SIDES for evidence in evidence_names()),
    )


def evidence_names() -> tuple[str, ...]:
    """Names of what a paragraph's own probability of content is multiplied with."""
    return (
        *(f"{block}: content" for block in BLOCKS),
        *(f"{block}: share of the page's content" for block in BLOCKS),
    )


def block_features(said: Floats, sizes: Floats, blocks: Blocks) -> Floats:
    """The block features, float32 (n, len(block_names())).

    Means are over the other paragraphs of a block, weighted by the root of their length, 0 where there are none.

    Args:
        said: float32 (n, 10), probabilities of the stage before.
        sizes: float32 (n,), characters of each paragraph.
        blocks: who is in which block.
    """
    weights = np.sqrt(sizes.astype(np.float64) + 1)
    content = _content(said)
    amounts = content * sizes
    page_sizes = np.diff(blocks.page_starts)
    pages = np.repeat(np.arange(len(page_sizes)), page_sizes)
    of_page = np.bincount(pages, amounts, len(page_sizes))[pages]
    means = np.empty((len(BLOCKS), len(said), len(LABELS)), np.float32)
    shares = np.empty((2, len(BLOCKS), len(said)), np.float32)
    weighted = said * weights[:, None]
    for kind, numbers in enumerate(blocks.numbers):
        others = np.bincount(numbers, weights)[numbers] - weights
        for label in range(len(LABELS)):
            sums = np.bincount(numbers, weighted[:, label])[numbers] - weighted[:, label]
            means[kind, :, label] = sums / np.maximum(others, _TINY)
        means[kind, others < _TINY * 10] = 0
        inside = np.bincount(numbers, amounts)[numbers]
        shares[0, kind] = inside / np.maximum(of_page, _TINY)
        shares[1, kind] = inside / np.maximum(page_maximum(inside, blocks.page_starts), _TINY)
    evidence = np.concatenate([_content(means).T, shares[0].T], axis=1, dtype=np.float32)
    return np.concatenate(
        [
            np.moveaxis(means, 0, 1).reshape(len(said), _MEANS),
            shares[0].T,
            shares[1].T,
            own_block_features(said, evidence),
        ],
        axis=1,
        dtype=np.float32,
    )


def own_block_features(said: Floats, evidence: Floats) -> Floats:
    """The last columns of `block_features`: the paragraph's own probabilities, and the evidence around.

    Args:
        said: float32 (m, 10).
        evidence: float32 (m or 1, len(evidence_names())), from `seen_block_evidence`.
    """
    own = _content(said)[:, None]
    return np.concatenate([own * evidence, (1 - own) * evidence], axis=1)


def seen_block_evidence(features: Floats) -> Floats:
    """The evidence in one row of `block_features`, float32 (len(evidence_names()),)."""
    names = len(evidence_names())
    evidence: Floats = features[-2 * names : -names] + features[-names:]
    return evidence


def own_block_columns() -> NDArray[np.bool_]:
    """Which columns of `block_features` are `own_block_features`, bool (columns,)."""
    return np.array([name.startswith("own ") for name in block_names()])


def _content(said: Floats) -> Floats:
    """Probability of content, float32 (…,), of probabilities (…, 10)."""
    content: Floats = said[..., : len(CONTENT_LABELS)].sum(axis=-1, dtype=np.float32)
    return content
