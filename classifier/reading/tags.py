"""The tags of HTML sources, found without a parser: NumPy over their bytes, Python only for the odd ones."""

import re
from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

NAMES: Final = (
    *("", "!--", "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"),
    *("a", "b", "strong", "img", "br"),
    *("\xffpage", "div", "p", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
    *("section", "article", "aside", "header", "footer", "nav", "main", "form"),
    *("blockquote", "pre", "center", "address", "fieldset", "details", "summary", "noscript", "body"),
    "option",
)
"""Elements that are told apart; any other has kind 0. The tag <\\xffpage> begins each page, see `gather`.

Their numbers are in trained models: new elements go at the end.
"""
KIND: Final = {name: kind for kind, name in enumerate(NAMES)}
PAGE: Final = KIND["\xffpage"]
COMMENT: Final = KIND["!--"]
RAW: Final = (KIND["script"], KIND["noframes"])
"""First and last kind whose content is text up to the end tag."""

_PAGE_TAG: Final = b"<\xffpage>"  # a byte that UTF-8 never has
_PADDING: Final = b"\0" * 16  # so that looking a few bytes ahead never leaves a page

# A whole tag as the HTML tokenizer sees it: a ">" inside a quoted value does not end it, and a quotation mark
# opens a value only after "=". Possessive throughout, so that no input makes it go back.
_WHOLE_TAG: Final = re.compile(rb"""<(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["']))|["'])*+>""")


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of b pages in one row.

    Attributes:
        pages: each source in UTF-8.
        row: all of them, each with a page tag before it and padding behind it.
        data: the same, uint8.
        starts: where each page's own source begins in the row.
        ends: where it ends.
    """

    pages: list[bytes]
    row: bytes
    data: NDArray[np.uint8]
    starts: list[int]
    ends: list[int]


@dataclass(frozen=True, slots=True)
class Tags:
    """The n tags of b sources, in their order.

    A comment is one tag, and so is a raw element (script, style, title…) up to its end tag, so that whatever
    lies between two tags is text.

    Attributes:
        starts: int64 (n,), position of the "<" in the row of sources.
        ends: int64 (n,), position after the ">".
        kinds: uint8 (n,), index into NAMES.
        closing: bool (n,), whether it is an end tag.
        pages: int64 (b,), index of the page tags.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    closing: NDArray[np.bool_]
    pages: NDArray[np.int64]


# Names are told apart by their first eight bytes as one number, and numbers by a perfect hash.
_FOLD: Final = np.uint64(0x2020202020202020)  # makes capital letters small
_LETTER: Final = np.uint64(
    0x4040404040404040
)  # the bit that letters have, and digits, spaces, "/", ">" have not
_FIRST_LETTER: Final = np.uint64(0x40)
_SECOND_BYTE, _THREE_BYTES = np.uint64(0xFF00), np.uint64(0xFFFFFF)
_ONE, _SIX = np.uint64(1), np.uint64(6)
_SLOT_SHIFT: Final = np.uint64(54)  # leaves the top ten bits
_COMMENT_START: Final = np.uint64(int.from_bytes(b"!--", "little"))


def _name_table() -> tuple[np.uint64, NDArray[np.uint64], NDArray[np.uint8]]:
    """The perfect hash: multiplier, keys and kinds by slot (1024,)."""
    names = [name.encode("latin-1")[:8].ljust(8, b"\0") for name in NAMES[RAW[0] :]]
    keys = np.array([int.from_bytes(name, "little") for name in names], np.uint64)
    for turn in count():
        multiplier = np.uint64(0x9E3779B97F4A7C15 * (2 * turn + 1) % 2**64)
        slots = keys * multiplier >> _SLOT_SHIFT
        if len(np.unique(slots)) == len(keys):
            break
    key_of = np.zeros(1024, np.uint64)
    kind_of = np.zeros(1024, np.uint8)
    key_of[slots] = keys
    kind_of[slots] = np.arange(RAW[0], len(NAMES))
    return multiplier, key_of, kind_of


_MULTIPLIER, _KEY_OF, _KIND_OF = _name_table()


def gather(pages: list[bytes]) -> Sources:
    """Put the sources of pages, in UTF-8, in one row."""
    row = b"".join([part for page in pages for part in (_PAGE_TAG, page, _PADDING)])
    starts, ends, place = [], [], 0
    for page in pages:
        starts.append(place + len(_PAGE_TAG))
        ends.append(starts[-1] + len(page))
        place = ends[-1] + len(_PADDING)
    return Sources(pages, row, np.frombuffer(row, np.uint8), starts, ends)


def scan(sources: Sources) -> Tags:
    """Find the tags of HTML sources."""
    data = sources.data
    brackets = np.flatnonzero((data & 0xFD) == ord("<"))  # "<" and ">" differ in that bit alone
    opens = np.ones(len(brackets) + 2, np.bool_)
    np.equal(data[brackets], ord("<"), out=opens[:-2])
    index = np.flatnonzero(opens[:-2])
    starts = brackets[index]
    after = data[starts + 1]
    closing = after == ord("/")
    words = np.ndarray(len(data) - 7, "<u8", sources.row, 0, (1,))  # the eight bytes from each position on
    names = words[starts + closing + 1] | _FOLD
    # "<" before anything but a name, "/", "!" and "?" is text.
    real = (names & _FIRST_LETTER).astype(np.bool_) | closing | (after == ord("!")) | (after == ord("?"))
    if not real.all():
        index, starts, closing, names = index[real], starts[real], closing[real], names[real]
    # One ">" from each "<" to the next is as it should be; else quotes may hide a "<" or a ">".
    odd = opens[index + 1] | ~opens[index + 2]
    ends = brackets.take(index + 1, mode="clip") + 1
    kinds = _kinds(names)
    tags = Tags(starts, ends, kinds, closing, np.flatnonzero(kinds == PAGE))
    kept = _swallow(sources, tags, odd)
    if kept.all():
        return tags
    starts, ends, kinds, closing = starts[kept], ends[kept], kinds[kept], closing[kept]
    return Tags(starts, ends, kinds, closing, np.flatnonzero(kinds == PAGE))


def _kinds(names: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Index into NAMES of tags whose names start with eight given bytes, in small letters, uint8 (n,)."""
    ending = ~names & _LETTER
    ending &= ~ending + _ONE  # the lowest bit: in the first byte that is no letter
    keys = names & ((ending >> _SIX) - _ONE)
    headings = np.flatnonzero(keys == ord("h"))  # the one name with a digit
    keys[headings] |= names[headings] & _SECOND_BYTE
    slots = (keys * _MULTIPLIER >> _SLOT_SHIFT).view(np.int64)
    kinds = _KIND_OF[slots]
    kinds[_KEY_OF[slots] != keys] = 0
    kinds[names & _THREE_BYTES == _COMMENT_START] = COMMENT
    return kinds


def _swallow(sources: Sources, tags: Tags, odd: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Let tags reach as far as they do: corrects their ends, and says which lie inside no other, bool (n,).

    A comment reaches to "-->", a raw element to its end tag, an odd tag as far as its quotation marks say; to
    the end of its page if that never comes.
    """
    starts, ends, kinds = tags.starts, tags.ends, tags.kinds
    kept = np.ones(len(starts), np.bool_)
    special = np.flatnonzero(odd | ((kinds >= COMMENT) & (kinds <= RAW[1])) | (kinds == PAGE))
    limits = iter(sources.ends)
    limit = position = raw = opened = 0
    columns = (special, starts[special], kinds[special], tags.closing[special])
    for index, start, kind, closes in zip(*(column.tolist() for column in columns), strict=True):
        if raw and (kind == PAGE or (closes and kind == raw)):
            ends[opened] = min(start, limit)
            kept[opened + 1 : index] = False
            raw = 0
        if kind == PAGE:
            limit = next(limits)
        elif raw or start < position:
            continue
        elif RAW[0] <= kind <= RAW[1] and not closes:
            raw, opened = kind, index
        else:
            position = (_comment_end if kind == COMMENT else tag_end)(sources.row, start, limit)
            if position != ends[index]:
                ends[index] = position
                kept[index + 1 : starts.searchsorted(position)] = False
    if raw:
        ends[opened] = limit
        kept[opened + 1 :] = False
    return kept


def _comment_end(row: bytes, start: int, limit: int) -> int:
    """Where the comment that starts at `start` ends; "<!-->" is one."""
    dashes = row.find(b"-->", start + 2, limit)
    return dashes + 3 if dashes >= 0 else limit


def tag_end(row: bytes, start: int, limit: int) -> int:
    """Where the tag that starts with "<" at `start` ends, its quotation marks minded."""
    match = _WHOLE_TAG.match(row, start, limit)
    return match.end() if match else limit
