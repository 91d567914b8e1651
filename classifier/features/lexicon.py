"""The jieba side: the word lexicon that training induces, and the words that reasons are told in.

jieba is imported in this file alone, and never to predict. The tokenizer is private: jieba's module-level
functions share one that every caller changes, and it logs to stderr.
"""

import logging
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.features.characters import CharTable
from classifier.features.grams import gram_hashes

WORD_LENGTH: Final = 4
"""Shorter words are 2- and 3-grams, which are terms already."""


@cache
def _tokenizer() -> Any:  # noqa: ANN401  (jieba has no types)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own escape sequences and imports: no user can help it
        import jieba  # half a second, not needed to predict

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    # Not initialize(): it would trust a file jieba.cache in the temporary folder, whoever wrote it.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def cut(text: str) -> list[str]:
    """The words of a text in order; joined they are the text again."""
    return list(_tokenizer().cut(text, HMM=False))


def induce(lines: Iterable[tuple[str, int]], *, min_sites: int) -> tuple[str, ...]:
    """The four-character words that occur on enough sites, sorted.

    Args:
        lines: texts with the number of their site.
        min_sites: fewest sites.
    """
    sites: dict[str, set[int]] = {}
    for text, site in lines:
        for word in cut(text):
            if len(word) == WORD_LENGTH:
                sites.setdefault(word, set()).add(site)
    return tuple(sorted(word for word, found in sites.items() if len(found) >= min_sites))


def word_hashes(words: Iterable[str], table: CharTable) -> NDArray[np.uint32]:
    """Hashes of four-character words as `gram_hashes` gives them, uint32 (words,)."""
    codes = np.array([[ord(char) for char in word] for word in words], np.int64).reshape(-1, WORD_LENGTH)
    ids = table.ids[codes].ravel()
    return gram_hashes(ids)[2][::WORD_LENGTH]
