"""Words of class and id attributes, hashed: what the page's makers call its parts."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.reading.ranges import spread

_LONGEST: Final = 256  # bytes of a tag that are looked at
_LONGEST_WORD: Final = 32
_FNV: Final = 0x01000193
_POWERS: Final = np.array([pow(_FNV, k, 1 << 32) for k in range(_LONGEST_WORD)], np.uint32)
_LETTER: Final = np.zeros(256, np.uint8)  # 1 to 26 for letters, 0 for all else
for _code in range(26):
    _LETTER[ord("a") + _code] = _LETTER[ord("A") + _code] = _code + 1
_UPPER: Final = np.zeros(256, np.bool_)
_UPPER[ord("A") : ord("Z") + 1] = True
_BOUNDS: Final = np.zeros(256, np.bool_)  # what stands before an attribute's name
_BOUNDS[[*range(33), ord('"'), ord("'"), ord("/")]] = True
_BEFORE: Final = 8  # bytes before an equals sign that are looked at, as one number
_FOLD: Final = np.uint64(0x2020202020202020)  # makes capital letters small
_ID, _ID_SHIFT = int.from_bytes(b"id", "little"), np.uint64(8 * (_BEFORE - len("id")))
_CLASS, _CLASS_SHIFT = int.from_bytes(b"class", "little"), np.uint64(8 * (_BEFORE - len("class")))


def class_words(
    data: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Hashes of the words in the class and id of given tags.

    A word is two and more ASCII letters in a row. A capital after a small letter starts one; case is lost.

    Args:
        data: the source, uint8, padded.
        starts: int64 (n,), of the tags.
        ends: int64 (n,), of the tags.

    Returns:
        Hashes uint32, all tags in one row, and int64 (n + 1,), where each tag's begin.
    """
    index, offsets = spread(starts, np.minimum(ends - starts, _LONGEST))
    offsets += _BEFORE
    row = np.zeros(len(index) + _BEFORE, np.uint8)
    row[_BEFORE:] = data[index]
    limits = np.append(offsets[1:], len(row))
    values, value_ends = _values(row)
    tag = offsets.searchsorted(values, "right") - 1
    value_ends = np.minimum(value_ends, limits[tag])
    index, begins = spread(values, np.maximum(value_ends - values, 0))
    text = row[index]
    hashes, firsts = _hash_words(text, begins)
    word_tags = tag[begins.searchsorted(firsts, "right") - 1] if len(firsts) else firsts
    return hashes, word_tags.searchsorted(np.arange(len(starts) + 1))


def _values(row: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the values of class and id attributes begin and end; the row has _BEFORE bytes to spare in front."""
    equals = np.flatnonzero(row == ord("="))
    equals = equals[equals + 1 < len(row)]
    # The eight bytes from each position on.
    words = np.ndarray(len(row) - _BEFORE + 1, "<u8", row.data, 0, (1,))
    before = words[equals - _BEFORE] | _FOLD
    is_id = (before >> _ID_SHIFT == _ID) & _BOUNDS[row[equals - 3]]
    is_class = (before >> _CLASS_SHIFT == _CLASS) & _BOUNDS[row[equals - 6]]
    equals = equals[is_class | is_id]
    quotes = row[equals + 1]
    quotes[(quotes != ord('"')) & (quotes != ord("'"))] = 0
    begins = equals + 1 + (quotes > 0)
    ends = np.empty_like(begins)
    for quote in np.unique(quotes):
        quoted = quotes == quote
        is_stop = row == quote if quote else (row <= 0x20) | (row == ord(">"))
        stops = np.append(np.flatnonzero(is_stop), len(row))
        ends[quoted] = stops[stops.searchsorted(begins[quoted])]
    return begins, ends


def _hash_words(
    text: NDArray[np.uint8], begins: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Hash of each word in a row of values that begin at `begins`, and where it starts in that row."""
    letters, upper = _LETTER[text], _UPPER[text]
    place = np.flatnonzero(letters)
    new = np.ones(len(text), np.bool_)
    new[1:] = (letters[:-1] == 0) | (upper[1:] & ~upper[:-1])
    new[begins[begins < len(text)]] = True
    words = np.flatnonzero(new[place])
    lengths = np.diff(words, append=len(place))
    within = np.arange(len(place)) - np.repeat(words, lengths)
    terms = letters[place] * _POWERS[np.minimum(within, _LONGEST_WORD - 1)]
    long = lengths >= 2
    hashes = np.add.reduceat(terms, words, dtype=np.uint32) if len(words) else np.zeros(0, np.uint32)
    return hashes[long], place[words[long]]
