"""Plain text: every line that is not blank is one paragraph."""

import sys
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.records import Document

VISIBLE: Final = 0
SPACE: Final = 1
ZERO_WIDTH: Final = 2

ZERO_WIDTH_CHARACTERS: Final = (
    "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
)
"""Characters that print nothing: at the edge of a line they are debris of the page, no part of its text."""

PIECE: Final = 1 << 20
"""Characters of a large page that are looked at together: in one piece it takes twenty bytes for each of them."""

UTF32: Final = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"


def _edge_table() -> NDArray[np.uint8]:
    """Kind of each code point of the first plane, uint8 (65536,). No later plane has white space."""
    table = np.zeros(0x10000, np.uint8)
    table[[code for code in range(0x10000) if chr(code).isspace()]] = SPACE
    table[[ord(character) for character in ZERO_WIDTH_CHARACTERS]] = ZERO_WIDTH
    return table


EDGES: Final = _edge_table()


def code_points(text: str) -> NDArray[np.uint32]:
    """The text's code points, uint32 (len(text),), read-only; lone surrogates stay as they are."""
    return np.frombuffer(text.encode(UTF32, "surrogatepass"), np.uint32)


def paragraph_spans(codes: NDArray[np.uint32], *, trim_zero_width: bool = True) -> NDArray[np.int64]:
    r"""Cut code points into paragraphs: the lines that are not blank, without the white space around them.

    Args:
        codes: uint32 (n,), one page. Lines end with \n, \r\n or \r.
        trim_zero_width: leave zero-width characters at a line's edges out too. A line that has nothing else
            keeps them: it is not blank for `str.strip`, and paragraphs must match lines counted that way.

    Returns:
        int64 (paragraphs, 2), start and end of each.
    """
    kinds = EDGES.take(codes, mode="clip")  # clips later planes to U+FFFF: visible, as all of theirs
    breaks = np.flatnonzero((codes == 10) | (codes == 13))
    spans = _line_spans(kinds != SPACE, breaks)
    if trim_zero_width and (kinds == ZERO_WIDTH).any():
        trimmed = _line_spans(kinds == VISIBLE, breaks)
        spans[np.searchsorted(spans[:, 1], trimmed[:, 0], side="right")] = trimmed
    return spans


def _line_spans(inked: NDArray[np.bool_], breaks: NDArray[np.intp]) -> NDArray[np.int64]:
    """From the first to the last inked character of each line that has any, int64 (lines, 2)."""
    padded = np.zeros(len(inked) + 2, np.bool_)
    padded[1:-1] = inked
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    starts, ends = edges[0::2], edges[1::2]
    # Breaks are never inked, so no run of ink crosses a line: a line goes from its first run to its last.
    bounds = np.empty(len(breaks) + 2, np.int64)
    bounds[0], bounds[1:-1], bounds[-1] = 0, starts.searchsorted(breaks), len(starts)
    first, last = bounds[:-1], bounds[1:]
    inked_lines = np.flatnonzero(first < last)
    spans = np.empty((len(inked_lines), 2), np.int64)
    spans[:, 0] = starts[first[inked_lines]]
    spans[:, 1] = ends[last[inked_lines] - 1]
    return spans


def read_text(text: str, name: str = "") -> Document:
    r"""Cut plain text into paragraphs, one a line that is not blank; nothing is merged, split or rewritten.

    Args:
        text: a page; lines end with \n, \r\n or \r. Lone surrogates are kept.
        name: where it came from.

    Returns:
        The Document; spans leave out the white space and zero-width characters around a line.
    """
    if len(text) <= PIECE:
        return Document(text, paragraph_spans(code_points(text)), name)
    spans = [paragraph_spans(code_points(text[start:end])) + start for start, end in _pieces(text)]
    return Document(text, np.concatenate(spans), name)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Whole lines of about PIECE characters: paragraphs never reach over a line's end."""
    start = 0
    while start < len(text):
        end = text.rfind("\n", start, start + PIECE) + 1 or text.find("\n", start + PIECE) + 1 or len(text)
        yield start, end
        start = end
