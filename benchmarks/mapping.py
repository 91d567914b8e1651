"""What an extractor kept of a page, in the page's own paragraphs."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

_UNSAID: Final = re.compile("[^0-9A-Za-z\u3400-\u9fff]+")
"""Extractors change spaces and punctuation: letters, digits and Han characters are compared."""

ENOUGH: Final = 8
"""Letters that make a paragraph known within a longer line; a shorter one must be a line of its own."""


def kept_paragraphs(paragraphs: Sequence[str], output: str) -> NDArray[np.bool_]:
    """Which of n paragraphs stand in an extractor's output, bool (n,).

    A paragraph is kept if it is one of the output's lines, or if it is long enough and stands anywhere in the
    output: extractors join lines. One without letters is never kept.
    """
    lines = [_UNSAID.sub("", line) for line in output.splitlines()]
    known, whole = set(lines), "".join(lines)
    said = (_UNSAID.sub("", paragraph) for paragraph in paragraphs)
    return np.array(
        [bool(text) and (text in known or (len(text) >= ENOUGH and text in whole)) for text in said], np.bool_
    )
