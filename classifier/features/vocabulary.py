"""Choosing the alphabet and the terms of a model by the number of sites they occur on (training only)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.features.batch import Batch
from classifier.features.characters import CODE_POINTS, MAX_IDS, CharTable
from classifier.features.grams import ORDERS, TermTable, gram_hashes, window_mask
from classifier.features.normalise import Normalised

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class VocabularySettings:
    """Fewest sites on which a character, and a term of each order, must occur.

    Terms of few sites memorise those sites: measured in docs/design.md.
    """

    character: int = 3
    grams: tuple[int, int, int, int] = (5, 8, 8, 8)
    max_terms: int = 90_000


def fit_characters(batch: Batch, sites: NDArray[np.int64], settings: VocabularySettings) -> CharTable:
    """The character table of a corpus.

    Args:
        batch: all its paragraphs.
        sites: int64 (n,), number of each paragraph's site.
        settings: thresholds.
    """
    lengths = batch.ends - batch.starts
    site_of_code = np.repeat(sites, lengths)
    inside = np.repeat(batch.starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    codes = batch.codes[inside + np.arange(len(inside))]
    pairs = np.unique((codes.astype(np.uint64) << np.uint64(32)) | site_of_code.astype(np.uint64))
    sites_of = np.bincount((pairs >> np.uint64(32)).astype(np.int64), minlength=CODE_POINTS).astype(np.int32)
    return CharTable.from_counts(sites_of, settings.character)


def fit_terms(
    text: Normalised, sites: NDArray[np.int64], words: NDArray[np.uint32], settings: VocabularySettings
) -> TermTable:
    """The terms of a corpus: 1- to 3-grams, and the 4-grams that are words of the lexicon.

    Args:
        text: its normalised paragraphs.
        sites: int64 (n,), number of each paragraph's site.
        words: uint32 (words,), hashes of the lexicon's four-character words.
        settings: thresholds.
    """
    rows = np.repeat(np.arange(len(text.row_starts) - 1), np.diff(text.row_starts))
    hashed = (text.ids.astype(np.uint32), *gram_hashes(text.ids))
    chosen: list[tuple[NDArray[np.uint32], Counts]] = []
    for order, keys, least in zip(ORDERS, hashed, settings.grams, strict=True):
        places = np.flatnonzero(window_mask(text, order))
        pairs = np.unique(
            (keys[places].astype(np.uint64) << np.uint64(32)) | sites[rows[places]].astype(np.uint64)
        )
        found, count = np.unique((pairs >> np.uint64(32)).astype(np.uint32), return_counts=True)
        enough = count >= least
        if order == ORDERS[-1]:
            enough &= np.isin(found, words)
        chosen.append((found[enough], count[enough]))
    characters = chosen[0][0][chosen[0][0] < MAX_IDS].astype(np.uint16)
    keys = np.concatenate([found for found, _ in chosen[1:]])
    counts = np.concatenate([count for _, count in chosen[1:]])
    # Most frequent first: the table's buckets and the limit both favour them. Ties by hash.
    order_ = np.lexsort((keys, -counts))[: settings.max_terms - len(characters)]
    return TermTable(characters, keys[order_])
