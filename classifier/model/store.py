"""The model file: arrays and JSON metadata in one safetensors file, checked before anything is built from it.

Nothing in it is code and nothing is unpickled. Arrays stay on disk, mapped into memory, until they are used.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeGuard

import numpy as np
from numpy.typing import NDArray

from classifier.errors import ModelError
from classifier.labels import LABELS
from classifier.model.arrays import ModelArrays
from classifier.model.tensors import LAYOUT, from_tensors, to_tensors
from classifier.writing import write_whole

FORMAT: Final = 3
MAX_BYTES: Final = 64 << 20
KEY: Final = "classifier"
LARGEST: Final = 6e4
"""No weight or idf of a trained model comes near it; products of larger ones could overflow in the scorer."""
_DTYPES: Final = {"F32": "<f4", "F16": "<f2", "I32": "<i4", "U8": "u1", "U16": "<u2", "U32": "<u4"}


def save(path: Path, arrays: ModelArrays, metadata: Mapping[str, Any]) -> None:
    """Writes a model file, whole or not at all.

    Args:
        path: where to.
        arrays: the model. Term and token weights are stored as float16; training rounds them so already.
        metadata: what the card tells; must be JSON.

    Raises:
        ModelError: if it cannot be written.
    """
    from safetensors.numpy import save as to_bytes  # training only

    tensors = {name: np.ascontiguousarray(array) for name, array in to_tensors(arrays).items()}
    card = dict(metadata) | {"format": FORMAT, "labels": list(LABELS), "arrays": _digest(tensors)}
    text = json.dumps(card, ensure_ascii=False, sort_keys=True)
    data = _ordered(to_bytes(tensors, metadata={KEY: text, "digest": _text_digest(text)}))
    try:
        write_whole(path, data)
    except OSError as error:
        raise ModelError(f"{path}: cannot write the model: {error.strerror}; choose another place") from error


def _ordered(data: bytes) -> bytes:
    """The same safetensors file with its header's keys sorted: the library writes them in a random order."""
    length = int.from_bytes(data[:8], "little")
    header = json.dumps(json.loads(data[8 : 8 + length]), sort_keys=True, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)  # arrays stay aligned
    return len(header).to_bytes(8, "little") + header + data[8 + length :]


def load(path: Path) -> tuple[ModelArrays, dict[str, Any]]:
    """Reads a model file and checks it.

    Raises:
        ModelError: names the file and the reason if it is missing, not a model, damaged, edited or of a later
            format.
    """
    header, data = _open(path)
    card = _card(path, header)
    tensors = {name: _tensor(path, name, header, data) for name in LAYOUT}
    if len(header) != 1 + len(LAYOUT) or len(data) != sum(tensor.nbytes for tensor in tensors.values()):
        raise ModelError(f"{path}: holds more than a model's arrays: damaged or edited; get it again")
    _check_shapes(path, tensors)
    if card.get("arrays") != _digest(tensors):
        raise ModelError(
            f"{path}: the arrays do not match their digest: the file was damaged or edited; get it again"
        )
    for name, tensor in tensors.items():
        # Written so that NaN, which compares with nothing, fails too.
        if tensor.dtype.kind == "f" and not (np.abs(tensor) <= LARGEST).all():
            raise ModelError(f"{path}: the array {name} holds values that no weight can have; get it again")
    arrays = from_tensors(tensors)
    _check_tables(path, arrays)
    return arrays, card


def _open(path: Path) -> tuple[dict[str, Any], NDArray[np.uint8]]:
    """The header as a dictionary, and the bytes after it, mapped."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise ModelError(f"{path}: is a folder, not a model file")
        if size > MAX_BYTES:
            raise ModelError(
                f"{path}: {size:,} bytes is more than a model can have; it is not a model of this program"
            )
        data = np.memmap(path, np.uint8, "r") if size else np.zeros(0, np.uint8)
    except OSError as error:
        raise ModelError(f"{path}: cannot read the model: {error.strerror}; check the path") from error
    if len(data) < 8:
        raise ModelError(f"{path}: not a model file: only {len(data)} bytes; get it again")
    length = int.from_bytes(data[:8].tobytes(), "little")
    if not 2 <= length <= len(data) - 8:
        raise ModelError(
            f"{path}: not a model file, or cut off; get it again or train it with `classifier train`"
        )
    return _object(path, "header", data[8 : 8 + length].tobytes()), np.asarray(data[8 + length :])


def _object(path: Path, what: str, text: str | bytes) -> dict[str, Any]:
    """A JSON object of the file."""
    try:
        found = json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise ModelError(
            f"{path}: not a model file: its {what} is unreadable ({error}); get it again"
        ) from error
    if not isinstance(found, dict):
        raise ModelError(f"{path}: not a model file: its {what} is no object; get it again")
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's pairs as a dictionary; a key that comes twice is an error."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _card(path: Path, header: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata, checked for format and digest."""
    outer = header.get("__metadata__")
    text = outer.get(KEY) if isinstance(outer, dict) else None
    if not isinstance(text, str) or not isinstance(outer, dict):
        raise ModelError(
            f"{path}: a safetensors file, but not a model of this program; train one with `classifier train`"
        )
    if outer.get("digest") != _text_digest(text):
        raise ModelError(f"{path}: the metadata do not match their digest: damaged or edited; get it again")
    card = _object(path, "metadata", text)
    if card.get("format") != FORMAT:
        raise ModelError(
            f"{path}: model format {card.get('format')}, this version reads format {FORMAT}; "
            "update the program or train the model again"
        )
    if card.get("labels") != list(LABELS):
        raise ModelError(f"{path}: made for other labels; train it again with this version")
    return card


def _tensor(path: Path, name: str, header: Mapping[str, Any], data: NDArray[np.uint8]) -> NDArray[Any]:
    """One array, a view of the mapped file, its place checked against the file's size."""
    wanted = LAYOUT[name][0]
    dtype = np.dtype(_DTYPES[wanted])
    entry = header.get(name)
    entry = entry if isinstance(entry, dict) else {}
    shape, offsets = entry.get("shape"), entry.get("data_offsets")
    if entry.get("dtype") == wanted and _are_lengths(shape) and _are_lengths(offsets) and len(offsets) == 2:
        start, end = offsets
        # The shape first: lengths beside a 0 could be any, and the product of many huge ones takes long.
        fits = len(shape) == len(LAYOUT[name][1]) and max(shape) <= MAX_BYTES
        if fits and start <= end <= len(data) and end - start == math.prod(shape) * dtype.itemsize:
            return data[start:end].view(dtype).reshape(shape)
    raise ModelError(f"{path}: the array {name} is missing or not as it should be; get the file again")


def _are_lengths(found: object) -> TypeGuard[list[int]]:
    """Whether something out of the header is a list of natural numbers."""
    return isinstance(found, list) and all(type(number) is int and number >= 0 for number in found)


def _check_shapes(path: Path, tensors: Mapping[str, NDArray[Any]]) -> None:
    """All shapes against the layout, equal letters equal lengths."""
    lengths: dict[str, int] = {}
    for name, (_, wanted) in LAYOUT.items():
        shape = tensors[name].shape
        fits = len(shape) == len(wanted) and all(
            length == (lengths.setdefault(want, length) if isinstance(want, str) else want)
            for length, want in zip(shape, wanted, strict=True)
        )
        if not fits:
            raise ModelError(
                f"{path}: the array {name} has shape {shape}, which this version cannot use; "
                "train the model again"
            )
    if not lengths["q"]:
        raise ModelError(f"{path}: it has no context rounds; train the model again")
    if lengths["w"] != 1 + lengths["u"] + lengths["t"]:
        raise ModelError(
            f"{path}: {lengths['w']} terms have weights, which is not as many as are listed; get it again"
        )


def _check_tables(path: Path, arrays: ModelArrays) -> None:
    """Numbers that would reach outside a table."""
    if not arrays.characters.fits():
        raise ModelError(f"{path}: its character table is not valid; get the file again")
    if not arrays.terms.fits() or arrays.idf[0] != 0:
        raise ModelError(f"{path}: its table of terms is not valid; get the file again")
    if len(arrays.html.tokens) and not bool((np.diff(arrays.html.tokens.astype(np.int64)) > 0).all()):
        raise ModelError(f"{path}: its token table is not in order; get the file again")


def _digest(tensors: Mapping[str, NDArray[Any]]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for name in LAYOUT:
        digest.update(np.ascontiguousarray(tensors[name]).data)
    return digest.hexdigest()


def _text_digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
