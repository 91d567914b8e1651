"""Model files with anything in them, made of a fuzzer's bytes: their digests are right, so checks behind count."""

import hashlib
import json
import struct
from copy import deepcopy
from functools import cache
from typing import Any, Final

import numpy as np

from classifier.features.characters import CharClass
from classifier.labels import LABELS
from classifier.model.store import FORMAT, KEY
from classifier.model.tensors import LAYOUT

_LENGTHS: Final = {"r": 3, "f": 2, "a": 4, "u": 3, "t": 4, "w": 8, "q": 1, "k": 4}
_NUMPY: Final = {"F32": "<f4", "F16": "<f2", "I32": "<i4", "U8": "u1", "U16": "<u2", "U32": "<u4"}
_EDIT: Final = struct.Struct("<BBBq")
_DTYPES: Final = [*_NUMPY, "F64", "BF16", "BOOL", "", None, 3, ["F32"]]
_VALUES: Final[list[Any]] = [
    None,
    True,
    1.5,
    "1",
    [],
    {},
    -1,
    2**63,
    2**70,
    10**400,
    "\ud800",
    float("nan"),
    [[]],
    "F32",
]
_KEYS: Final = ["format", "labels", "arrays", "name", "scores"]


@cache
def template() -> dict[str, tuple[tuple[int, ...], bytes]]:
    """Shape and bytes of each array of the smallest model there can be."""
    arrays = {}
    random = np.random.default_rng(5)
    for name, (dtype, wanted) in LAYOUT.items():
        shape = tuple(_LENGTHS[length] if isinstance(length, str) else length for length in wanted)
        arrays[name] = random.normal(size=shape).astype(_NUMPY[dtype])
    arrays["characters.run_starts"] = np.array([0, 0x4E00, 0xA000], "<i4")
    arrays["characters.run_classes"] = np.array([CharClass.LATIN, CharClass.HAN, CharClass.LATIN], "u1")
    arrays["characters.fold_from"] = np.array([65, 66], "<i4")
    arrays["characters.fold_to"] = np.array([97, 98], "<i4")
    arrays["characters.alphabet"] = np.array([ord(character) for character in "甲乙1看"], "<i4")
    arrays["terms.characters"] = np.array([5, 6, 7], "<u2")
    arrays["terms.keys"] = np.array([1, 2**31, 2**32 - 1, 77], "<u4")
    arrays["terms.idf"][0] = 0
    arrays["html.tokens"] = np.array([1, 5, 2**31, 2**32 - 1], "<u4")
    return {name: (array.shape, array.tobytes()) for name, array in arrays.items()}


def forge(data: bytes) -> bytes:
    """A model file: the template with one edit for every eleven bytes; what is left over is appended."""
    contents = {name: bytearray(content) for name, (_, content) in template().items()}
    header: dict[str, Any] = {}
    place = 0
    for name, (dtype, _) in LAYOUT.items():
        shape, content = template()[name]
        header[name] = {"dtype": dtype, "shape": [*shape], "data_offsets": [place, place + len(content)]}
        place += len(content)
    card: dict[str, Any] = {"format": FORMAT, "labels": [*LABELS]}
    edits = [_EDIT.unpack_from(data, start) for start in range(0, len(data) - _EDIT.size + 1, _EDIT.size)]
    flips = []
    for kind, which, where, value in edits:
        name = [*LAYOUT][which % len(LAYOUT)]
        entry = header.get(name)
        if kind % 8 == 0:
            array = contents[name]
            start = where * 4 % max(len(array), 1)
            array[start : start + 4] = struct.pack("<q", value)[: len(array[start : start + 4])]
        elif kind % 8 == 1:
            _shorten(header, contents, name, value)
        elif kind % 8 == 2 and isinstance(entry, dict):
            entry["dtype"] = _DTYPES[where % len(_DTYPES)]
        elif kind % 8 == 3 and isinstance(entry, dict):
            field = ("shape", "data_offsets")[where & 1]
            found = entry.get(field)  # gone where an earlier edit has emptied the entry
            lengths = found if isinstance(found, list) else [0]
            entry[field] = [*lengths[: where >> 1 & 3], value, *lengths[(where >> 1 & 3) + 1 :]]
        elif kind % 8 == 4:
            header[name] = deepcopy(_VALUES[where % len(_VALUES)])
        elif kind % 8 == 5 and isinstance(entry, dict):
            entry[("shape", "data_offsets", "dtype", "more")[where & 3]] = deepcopy(
                _VALUES[value % len(_VALUES)]
            )
        elif kind % 8 == 6:
            card[_KEYS[which % len(_KEYS)]] = deepcopy(_VALUES[where % len(_VALUES)])
        elif kind % 8 == 7:
            flips.append((value, where))
    whole = bytearray(_whole(header, contents, card) + data[len(edits) * _EDIT.size :])
    for value, where in flips:
        whole[value % len(whole)] ^= where
    return bytes(whole)


def _shorten(header: dict[str, Any], contents: dict[str, bytearray], name: str, length: int) -> None:
    """Gives an array, and every array that shares its first length, another first length."""
    letter = LAYOUT[name][1][0]
    length %= 12
    for other, (dtype, wanted) in LAYOUT.items():
        entry = header.get(other)
        if wanted[0] != letter or not isinstance(entry, dict):
            continue
        rest = template()[other][0][1:]
        size = length * int(np.prod(rest, dtype=int)) * np.dtype(_NUMPY[dtype]).itemsize
        content = template()[other][1]
        contents[other] = bytearray((content * (size // len(content) + 1))[:size])
        entry["shape"] = [length, *rest]
    place = 0
    for other, array in contents.items():
        if isinstance(header.get(other), dict):
            header[other]["data_offsets"] = [place, place + len(array)]
        place += len(array)


def _whole(header: dict[str, Any], contents: dict[str, bytearray], card: dict[str, Any]) -> bytes:
    """The file, its digests those of what is in it."""
    digest = hashlib.blake2b(digest_size=16)
    data = b"".join(contents.values())
    for name in LAYOUT:
        entry = header.get(name)
        offsets = entry.get("data_offsets") if isinstance(entry, dict) else None
        if isinstance(offsets, list) and len(offsets) == 2 and all(type(number) is int for number in offsets):
            digest.update(data[slice(*offsets)])
    text = json.dumps({"arrays": digest.hexdigest()} | card, sort_keys=True)
    outer = {KEY: text, "digest": hashlib.blake2b(text.encode(), digest_size=16).hexdigest()}
    raw = json.dumps({"__metadata__": outer} | header).encode()
    raw += b" " * (-len(raw) % 8)
    return struct.pack("<Q", len(raw)) + raw + data
