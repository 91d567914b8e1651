"""The tags of an HTML source, found without a parser: NumPy over its bytes, Python only for the odd ones."""

import re
from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

NAMES: Final = (
    *("", "!--", "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"),
    *("a", "b", "strong", "img", "br"),
    *("div", "p", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5"),
    *("h6", "section", "article", "aside", "header", "footer", "nav", "main", "form", "blockquote", "pre"),
    *("center", "address", "fieldset", "details", "summary", "noscript", "body"),
)
"""Elements that are told apart; any other has kind 0."""
KIND: Final = {name: kind for kind, name in enumerate(NAMES)}
_COMMENT: Final = KIND["!--"]
_RAW: Final = (KIND["script"], KIND["noframes"])  # first and last whose content is text up to the end tag
_FIRST_NAMED: Final = KIND["script"]

PADDING: Final = b"\0" * 16
"""What `scan` wants behind the source, so that looking a few bytes ahead never leaves it."""

# A whole tag as the HTML tokenizer sees it: a ">" inside a quoted value does not end it, and a quotation mark
# opens a value only after "=". Possessive throughout, so that no input makes it go back.
_WHOLE_TAG: Final = re.compile(rb"""<(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["']))|["'])*+>""")


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of one page in the order of its source.

    A comment is one tag, and so is a raw element (script, style, title…) up to its end tag, so that whatever lies
    between two tags is text.

    Attributes:
        starts: int64 (n,), position of the "<".
        ends: int64 (n,), position after the ">".
        kinds: uint8 (n,), index into NAMES.
        closing: bool (n,), whether it is an end tag.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    closing: NDArray[np.bool_]


_FOLD: Final = np.uint64(0x2020202020202020)  # makes capital letters small
_LETTER: Final = np.uint64(0x4040404040404040)  # the bit that letters have, and digits, spaces, "/", ">" have not
_FIRST_LETTER: Final = np.uint64(0x40)
_SECOND_BYTE, _THREE_BYTES = np.uint64(0xFF00), np.uint64(0xFFFFFF)
_ONE, _SIX = np.uint64(1), np.uint64(6)
_SLOT_SHIFT: Final = np.uint64(54)  # leaves the top ten bits
_COMMENT_START: Final = np.uint64(int.from_bytes(b"!--", "little"))


def _name_table() -> tuple[np.uint64, NDArray[np.uint64], NDArray[np.uint8]]:
    """A perfect hash of the names' first eight bytes: multiplier, keys and kinds by slot (1024,)."""
    keys = np.array(
        [int.from_bytes(name.encode()[:8].ljust(8, b"\0"), "little") for name in NAMES[_FIRST_NAMED:]], np.uint64
    )
    for turn in count():
        multiplier = np.uint64(0x9E3779B97F4A7C15 * (2 * turn + 1) % 2**64)
        slots = keys * multiplier >> _SLOT_SHIFT
        if len(np.unique(slots)) == len(keys):
            break
    key_of = np.zeros(1024, np.uint64)
    kind_of = np.zeros(1024, np.uint8)
    key_of[slots] = keys
    kind_of[slots] = np.arange(_FIRST_NAMED, len(NAMES))
    return multiplier, key_of, kind_of


_MULTIPLIER, _KEY_OF, _KIND_OF = _name_table()


def scan(source: bytes, data: NDArray[np.uint8]) -> Tags:
    """Find the tags of an HTML source.

    Args:
        source: the page in UTF-8 with PADDING behind it.
        data: the same, uint8.
    """
    words = np.ndarray(len(data) - 7, "<u8", source, 0, (1,))  # the eight bytes from each position on
    brackets = np.flatnonzero((data & 0xFD) == ord("<"))  # "<" and ">" differ in that bit alone
    is_end = data[brackets] == ord(">")
    ends = brackets[is_end]
    start_index = np.flatnonzero(~is_end)
    starts = brackets[start_index]
    end_index = start_index - np.arange(len(start_index))  # how many ">" came before
    after = data[starts + 1]
    closing = after == ord("/")
    names = words[starts + closing + 1] | _FOLD
    # "<" before anything else is text; a tag that never ends is dropped by every parser.
    real = ((names & _FIRST_LETTER) != 0) | (after == ord("!")) | (after == ord("?"))
    real &= end_index < len(ends)
    starts, closing, end_index, names = starts[real], closing[real], end_index[real], names[real]
    if not len(starts):
        return Tags(starts, starts, np.zeros(0, np.uint8), closing)
    kinds = _kinds(names)
    kinds[names & _THREE_BYTES == _COMMENT_START] = _COMMENT
    candidates = Tags(starts, ends[end_index] + 1, kinds, closing)
    # One ">" from each "<" to the next is as it should be; else quotes may hide a "<" or a ">".
    odd = np.ones(len(starts), np.bool_)
    odd[:-1] = end_index[1:] - end_index[:-1] != 1
    special = np.flatnonzero(odd | _is_raw(candidates) | (kinds == _COMMENT))
    return _swallow(candidates, *_reach(source, candidates, special, _comment_ends(data, ends)))


def _kinds(names: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Index into NAMES of tags whose names start with eight given bytes, in small letters, uint8 (n,)."""
    ending = ~names & _LETTER
    ending &= ~ending + _ONE  # the lowest bit: in the first byte that is no letter
    keys = names & ((ending >> _SIX) - _ONE)
    headings = np.flatnonzero(keys == ord("h"))  # the one name with a digit
    keys[headings] |= names[headings] & _SECOND_BYTE
    slots = (keys * _MULTIPLIER >> _SLOT_SHIFT).view(np.int64)
    return np.where(_KEY_OF[slots] == keys, _KIND_OF[slots], np.uint8(0))


def _is_raw(tags: Tags) -> NDArray[np.bool_]:
    """Start tags of elements whose content is text up to the end tag."""
    return (tags.kinds >= _RAW[0]) & (tags.kinds <= _RAW[1]) & ~tags.closing


def _comment_ends(data: NDArray[np.uint8], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions after every "-->", and the end of the source."""
    dashed = ends[data[ends - 1] == ord("-")]
    return np.append(dashed[data[dashed - 2] == ord("-")] + 1, len(data))


def _reach(
    source: bytes, tags: Tags, special: NDArray[np.int64], comment_ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How far special tags reach, those inside the reach of an earlier one left out.

    Returns:
        Index of each, and where it ends: a comment after "-->", a raw element at its end tag, another where its
        quotation marks allow; at the end of the source if that never comes. Both int64 (regions,).
    """
    kinds = tags.kinds[special].astype(np.int64)
    after_opening = tags.starts[special] + len("<!-->")
    reach = np.where(kinds == _COMMENT, comment_ends[comment_ends.searchsorted(after_opening, "left")], -1)
    raw = np.flatnonzero(_is_raw(tags)[special])
    # Kind and index in one number: an element's end tag is the next larger one, if that is of the same kind.
    size = len(tags.starts)
    closers = np.flatnonzero(tags.closing & (tags.kinds >= _RAW[0]) & (tags.kinds <= _RAW[1]))
    keys = np.sort(np.append(tags.kinds[closers].astype(np.int64) * size + closers, len(NAMES) * size))
    key = keys[keys.searchsorted(kinds[raw] * size + special[raw])]
    reach[raw] = np.where(key // size == kinds[raw], tags.starts[key % size], comment_ends[-1])
    indices, stops, position = [], [], 0
    for index, start, stop in zip(special.tolist(), tags.starts[special].tolist(), reach.tolist(), strict=True):
        if start < position:
            continue
        position = stop if stop >= 0 else tag_end(source, start)
        indices.append(index)
        stops.append(position)
    return np.array(indices, np.int64), np.array(stops, np.int64)


def tag_end(source: bytes, start: int) -> int:
    """Where the tag that starts with "<" at `start` ends, its quotation marks minded."""
    match = _WHOLE_TAG.match(source, start)
    return match.end() if match else len(source)


def _swallow(tags: Tags, indices: NDArray[np.int64], stops: NDArray[np.int64]) -> Tags:
    """The tags with some reaching further, and without those that lie inside them."""
    tags.ends[indices] = stops
    depth = np.zeros(len(tags.starts) + 1, np.int8)
    depth[indices + 1] += 1  # regions do not overlap, so no index occurs twice
    depth[tags.starts.searchsorted(stops)] -= 1
    kept = np.cumsum(depth[:-1], dtype=np.int8) == 0
    return Tags(tags.starts[kept], tags.ends[kept], tags.kinds[kept], tags.closing[kept])
