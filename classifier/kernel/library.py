"""Loads the compiled kernel, where there is one: through ctypes, which lets other threads run meanwhile."""

import ctypes
import os
from functools import cache
from typing import Final

import numpy as np
from numpy.ctypeslib import ndpointer

from classifier.kernel.build import FOLDER, LIBRARY, SWITCH, source_digest

LANES: Final = 16
"""Width of the kernel's vectors: rows that it reads as a whole have a multiple of so many columns."""


def _array(dtype: str) -> type:
    """An argument that must be a contiguous array of this type; ctypes refuses any other."""
    return ndpointer(np.dtype(dtype), flags="C_CONTIGUOUS")


_NUMBER: Final = ctypes.c_int64
_U8, _U16, _U32, _U64, _I32, _I64, _F32, _F64 = map(_array, ("u1", "u2", "u4", "u8", "i4", "i8", "f4", "f8"))
_ARGUMENTS: Final[dict[str, tuple[type, ...]]] = {  # as the C files have them
    "normalise": (_U32, _I64, _I64, _NUMBER, _U16, _U8, _U8, _NUMBER, _NUMBER, _U8, _U16, _U8, _I64),
    "term_sums": (
        *(_NUMBER, _NUMBER, _NUMBER, _U16, _I64, _NUMBER, _I32, _U64, _U32, _I32, _NUMBER, _F32, _F32),
        *(_I64, _NUMBER, _U64, _F64, _F32, _U32, _F32),
    ),
    "first_rows": (*[_NUMBER] * 3, _U8, _I64, _F32, _I64, _I64, _NUMBER, _F32, _I64, _I64, _F32, _F32),
    "first_pages": (_I64, _NUMBER, _U32, _F32, _I64, _U64, _U8, *[_F32] * 3),
    "context_round": (_F32, _F32, _F32, _F32, _I64, _NUMBER, _F32, _F32, _NUMBER, _U8, _F32),
    "round_features": (),
    "round_scratch": (),
}


@cache
def _loaded() -> ctypes.CDLL | str:
    """The library, or why there is none. One made from another source is not used: its arguments may differ."""
    if os.environ.get(SWITCH) == "0":
        return f"turned off by {SWITCH}=0"
    path = FOLDER / LIBRARY
    if not path.is_file():
        return "this installation was built without it"
    try:
        found = ctypes.CDLL(str(path))
        found.source_digest.restype = ctypes.c_char_p
        made_from = found.source_digest().decode()
    except (OSError, AttributeError) as error:
        return f"it cannot be loaded ({error})"
    if made_from != source_digest():
        return "it was made from another source; run `python -m classifier.kernel.build`"
    for name, arguments in _ARGUMENTS.items():
        function = getattr(found, name)
        function.argtypes, function.restype = arguments, None if arguments else _NUMBER
    return found


def kernel() -> ctypes.CDLL | None:
    """The kernel's functions; None where NumPy has to do."""
    found = _loaded()
    return None if isinstance(found, str) else found


def state() -> str:
    """Whether the kernel is used, in words: "in use", or "not in use: " and the reason."""
    found = _loaded()
    return f"not in use: {found}" if isinstance(found, str) else "in use"


def aligned(shape: tuple[int, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Zeros, float32, that begin at a cache line: a row of LANES numbers is one line and not a part of two."""
    line = 64
    size = int(np.prod(shape))
    room = np.zeros(size + line // 4, np.float32)
    skip = -room.ctypes.data % line // 4
    return room[skip : skip + size].reshape(shape)
