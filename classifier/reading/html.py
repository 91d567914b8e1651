"""HTML: resiliparse lays the page out as lines of text; marks in the source tell where each piece came from.

Before the first visible character of every piece of text between two tags goes a private-use character that carries
the number of the tag before it. It sits at a word's start, so the layout stays what it was; it comes out with the
text and is taken out again.
"""

import re
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.reading.markup import Pieces, describe, undescribed
from classifier.reading.tags import PADDING, Tags, scan, tag_end
from classifier.reading.text import UTF32, code_points, paragraph_spans
from classifier.records import Document

_FIRST_MARK: Final = 0xF0000  # plane 15, all of it private use
_MARKS: Final = 0xFFFE  # its last two code points are no characters; larger numbers start again from 0
_MARK_INSIDE: Final = re.compile(
    rb"\xf3[\xb0-\xbf]|&#(?:[xX]0*+[fF][0-9a-fA-F]{4}|0*+(?:98[3-9][0-9]|99[0-9]{2}|10[0-4][0-9]{2})[0-9]{2})"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LONGEST_TAG: Final = 1 << 12
_TAG_NAME: Final = re.compile(rb"</?[a-zA-Z][^\s/>]*")
_SPACE: Final = 0x20
_NEWLINE: Final = 0x0A


def read_html(html: str, name: str = "") -> Document:
    """Extract the text of an HTML page, one paragraph a line, and describe each paragraph's markup.

    The lines are those of `resiliparse.extract.html2text.extract_plain_text` (main_content=False,
    alt_texts=False), stripped, blank ones left out, U+00A0 and U+3000 as spaces. Text hidden by CSS, `hidden` or
    `aria-hidden`, and <noscript>, are lines like any other; script, style, template, textarea, title, select,
    button, label, iframe, svg, object, audio, video and figure are none.

    Args:
        html: the page's source; lone surrogates become U+FFFD.
        name: where it came from.

    Returns:
        The Document with its markup, which is all zeros if the page holds the marks' characters itself.
    """
    html, replaced = (html, 0) if html.isascii() else _SURROGATE.subn("\ufffd", html)
    source = html.encode()
    padded = source + PADDING
    data = np.frombuffer(padded, np.uint8)
    tags = scan(padded, data)
    source = _without_long_tags(source, tags)
    laid_out = _lay_out_marked(source, data, tags)
    codes, pieces = laid_out or (code_points(_lay_out(source)).copy(), None)
    codes[(codes == 0xA0) | (codes == 0x3000)] = _SPACE
    spans = paragraph_spans(codes, trim_zero_width=False)
    if pieces is None:
        markup = undescribed(len(spans))
    else:
        markup = describe(padded, data, tags, codes, spans, pieces)
    text, spans = _join(codes, spans)
    return Document(text, spans, name, markup, replaced=replaced)


def _lay_out(source: bytes) -> str:
    """The page's text as resiliparse lays it out."""
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415  plain text never needs it
    from resiliparse.parse.html import HTMLTree  # noqa: PLC0415

    tree = HTMLTree.parse_from_bytes(source, "utf-8")
    text: str = extract_plain_text(tree, main_content=False, alt_texts=False)
    return text


def _without_long_tags(source: bytes, tags: Tags) -> bytes:
    """The source with the attributes of overlong tags blanked, which no text depends on.

    resiliparse's parser compares every attribute of a tag with all others: a tag of a megabyte takes it minutes.
    """
    long = np.flatnonzero(tags.ends - tags.starts > _LONGEST_TAG)
    if not len(long):
        return source
    blanked = bytearray(source)
    for start in tags.starts[long].tolist():
        end = tag_end(source, start)
        name = _TAG_NAME.match(source, start)
        if name and end - start > _LONGEST_TAG:
            blanked[name.end() : end - 1] = b" " * (end - 1 - name.end())
    return bytes(blanked)


def _lay_out_marked(
    source: bytes, data: NDArray[np.uint8], tags: Tags
) -> tuple[NDArray[np.uint32], Pieces] | None:
    """The page's text, uint32 code points, and the pieces it consists of; None if the marks are not reliable."""
    if (b"\xf3" in source or b"&#" in source) and _MARK_INSIDE.search(source):
        return None
    numbers, places = _places(data[: len(source)], tags)
    if not len(numbers):
        return None
    codes = code_points(_lay_out(_insert(source, numbers % _MARKS + _FIRST_MARK, places)))
    marked = (codes >= _FIRST_MARK) & (codes < _FIRST_MARK + _MARKS)
    at = np.flatnonzero(marked)
    back = _unwrap(codes[at] - np.uint32(_FIRST_MARK))
    if len(back) and (back.min() < 0 or back.max() > len(tags.starts)):
        return None
    clean = codes[~marked]
    starts = at - np.arange(len(at))
    # A mark stands before a visible character, so none may have come back before white space or nothing.
    if len(starts) and (starts[-1] >= len(clean) or (clean[starts] <= _SPACE).any()):
        return None
    return clean, Pieces(back, starts)


def _places(data: NDArray[np.uint8], tags: Tags) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where marks go: the number of tags before each piece of text, and the place of its first visible byte."""
    begins = np.concatenate(([0], tags.ends))
    ends = np.concatenate((tags.starts, [len(data)]))
    numbers = np.flatnonzero(begins < ends)
    begins, ends = begins[numbers], ends[numbers]
    inked = data > _SPACE
    blank = np.flatnonzero(~inked[begins])
    if len(blank):
        inks = np.flatnonzero(inked[1:] & ~inked[:-1]) + 1
        inks = np.append(inks, len(data))
        begins[blank] = inks[inks.searchsorted(begins[blank])]
        inside = begins < ends
        numbers, begins = numbers[inside], begins[inside]
    return numbers, begins


def _insert(source: bytes, marks: NDArray[np.int64], places: NDArray[np.int64]) -> bytes:
    """The source with a code point inserted at each place."""
    encoded = marks.astype(np.uint32).tobytes().decode(UTF32).encode()
    parts: list[bytes] = [b""] * (2 * len(marks) + 1)
    parts[0::2] = [source[begin:end] for begin, end in pairwise((0, *places.tolist(), len(source)))]
    parts[1::2] = np.frombuffer(encoded, "S4").tolist()
    return b"".join(parts)


def _unwrap(numbers: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Marks' numbers with their turns around _MARKS restored; text comes out nearly in the order of the source."""
    turned = numbers.astype(np.int64)
    steps = np.diff(turned)
    if len(steps) and (np.abs(steps) > _MARKS // 2).any():
        turned[1:] -= _MARKS * np.cumsum(np.rint(steps / _MARKS).astype(np.int64))
    return turned


def _join(codes: NDArray[np.uint32], spans: NDArray[np.int64]) -> tuple[str, NDArray[np.int64]]:
    """The paragraphs alone, one a line, and their spans in that text."""
    if not len(spans):
        return "", spans
    lengths = spans[:, 1] - spans[:, 0] + 1  # with the line's end
    ends = np.cumsum(lengths)
    index = np.arange(ends[-1]) + np.repeat(spans[:, 0] - ends + lengths, lengths)
    index[-1] = 0
    lines = codes[index]
    lines[ends - 1] = _NEWLINE
    joined = np.stack((ends - lengths, ends - 1), axis=1)
    return lines[:-1].tobytes().decode(UTF32), joined
