"""Text from HTML by resiliparse, with marks in the source that tell where each piece of the text came from.

Before the first visible character of every piece of text between two tags goes a private-use character that
carries the number of tags before it. It sits at a word's start, so the layout stays what it was; it comes out
with the text and is taken out again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.reading.layout import Pieces
from classifier.reading.ranges import spread
from classifier.reading.tags import Sources, Tags
from classifier.reading.text import UTF32, code_points

_FIRST_MARK: Final = 0xF0000  # plane 15, all of it private use
_MARKS: Final = 0xFFFE  # its last two code points are no characters; larger numbers start again from 0
_IN_PLANE: Final = re.compile(rb"\xf3[\xb0-\xbf]")
_REFERENCE: Final = re.compile(
    rb"&#(?:[xX]0*+[fF][0-9a-fA-F]{4}|0*+(?:98[3-9][0-9]|99[0-9]{2}|10[0-4][0-9]{2})[0-9]{2})"
)
_SPACE: Final = 0x20


@dataclass(frozen=True, slots=True)
class Text:
    """The text of b pages in one row, a line end after each page.

    Attributes:
        codes: uint32 (c,), code points; the array is the holder's to write in.
        starts: int64 (b + 1,), where each page begins.
        pieces: what it was laid out from.
        marked: bool (b,), whether the page's pieces are known.
    """

    codes: NDArray[np.uint32]
    starts: NDArray[np.int64]
    pieces: Pieces
    marked: NDArray[np.bool_]


def lay_out(sources: Sources, tags: Tags) -> Text:
    """Extract the text of pages as resiliparse does, and the pieces it consists of.

    A page that has the marks' characters itself, or gives the marks back in a way that they could not have
    been put in, is laid out without them.
    """
    marked = np.array([not _has_marks(page) for page in sources.pages], np.bool_)
    texts = [
        _extract(with_marks if known else source)
        for with_marks, known, source in zip(_insert(sources, tags), marked, sources.pages, strict=True)
    ]
    while True:
        text, unreliable = _take_out(texts, marked, tags)
        if not len(unreliable):
            return text
        marked[unreliable] = False
        for page in unreliable.tolist():
            texts[page] = _extract(sources.pages[page])


def _extract(source: bytes) -> str:
    """The page's text as resiliparse lays it out."""
    from resiliparse.extract.html2text import extract_plain_text  # plain text never needs it

    text: str = extract_plain_text(source.decode(), main_content=False, alt_texts=False)
    return text


def _has_marks(source: bytes) -> bool:
    """Whether a page has characters of the marks' plane, as such or as references."""
    plain = b"\xf3" in source and _IN_PLANE.search(source) is not None
    return plain or _REFERENCE.search(source) is not None


def _places(sources: Sources, tags: Tags) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where marks go: how many tags stand before each piece of text, and where its first visible byte is."""
    begins = tags.ends
    lengths = np.append(tags.starts[1:], sources.ends[-1]) - begins
    numbers = np.flatnonzero(lengths > 0)
    begins, lengths = begins[numbers], lengths[numbers]
    blank = np.flatnonzero(sources.data[begins] <= _SPACE)
    row, offsets = spread(begins[blank], lengths[blank])
    inked = np.append(np.flatnonzero(sources.data[row] > _SPACE), len(row))
    skipped = inked[inked.searchsorted(offsets)] - offsets
    begins[blank] += skipped
    lengths[blank] -= skipped
    inside = lengths > 0
    return numbers[inside] + 1, begins[inside]


def _insert(sources: Sources, tags: Tags) -> Iterator[bytes]:
    """The pages with a mark in each piece of text."""
    numbers, places = _places(sources, tags)
    bounds = numbers.searchsorted(np.append(tags.pages, len(tags.starts)), side="right")
    numbers -= np.repeat(tags.pages, np.diff(bounds))
    codes = (numbers % _MARKS + _FIRST_MARK).astype(np.uint32)
    marks = np.frombuffer(codes.tobytes().decode(UTF32).encode(), "S4").tolist()
    row, cuts = sources.row, places.tolist()
    for (first, last), start, end in zip(
        pairwise(bounds.tolist()), sources.starts, sources.ends, strict=True
    ):
        parts: list[bytes] = [b""] * (2 * (last - first) + 1)
        parts[0::2] = [row[begin:stop] for begin, stop in pairwise((start, *cuts[first:last], end))]
        parts[1::2] = marks[first:last]
        yield b"".join(parts)


def _take_out(texts: list[str], marked: NDArray[np.bool_], tags: Tags) -> tuple[Text, NDArray[np.int64]]:
    """Put texts in one row, without their marks, and name the pages whose marks cannot be right."""
    codes = code_points("\n".join([*texts, ""]))
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) + 1 for text in texts], out=starts[1:])
    is_mark = (codes >= _FIRST_MARK) & (codes < _FIRST_MARK + _MARKS)
    for page in np.flatnonzero(~marked).tolist():
        is_mark[starts[page] : starts[page + 1]] = False
    at = np.flatnonzero(is_mark)
    page_of = starts.searchsorted(at, side="right") - 1
    numbers = codes[at].astype(np.int64) - _FIRST_MARK
    sizes = np.diff(tags.pages, append=len(tags.starts))
    for page in np.flatnonzero(sizes > _MARKS).tolist():
        of_page = slice(*at.searchsorted(starts[page : page + 2]).tolist())
        numbers[of_page] = _unwrap(numbers[of_page])
    clean = codes[~is_mark]
    begins = at - np.arange(len(at))
    # A mark stands before a visible character, so none may have come back before white space.
    wrong = (numbers < 0) | (numbers > sizes[page_of]) | (clean[begins] <= _SPACE)
    starts -= at.searchsorted(starts)
    return Text(clean, starts, Pieces(numbers + tags.pages[page_of], begins), marked), np.unique(
        page_of[wrong]
    )


def _unwrap(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers with their turns around _MARKS restored; text comes out nearly in the order of the source."""
    turns = np.cumsum(np.rint(np.diff(numbers, prepend=0) / _MARKS).astype(np.int64))
    return numbers - turns * _MARKS
