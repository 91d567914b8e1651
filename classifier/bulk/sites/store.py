"""The file of site memory: four arrays in a safetensors file, checked when it is opened, mapped by every worker."""

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.bulk.options import SitesFile
from classifier.bulk.sites.counter import SiteLines
from classifier.bulk.sites.keys import Keys
from classifier.errors import UsageError
from classifier.writing import write_whole

FORMAT: Final = "1"
_KIND: Final = "classifier sites"
_HEADER: Final = 100_000
"""Bytes that a header never reaches."""


class SiteMemory:
    """On how many pages of their sites lines stand. All arrays are mapped, none is copied.

    Attributes:
        sites: uint64 (s,), the sites' numbers, rising.
        pages: uint32 (s,), pages of each.
        lines: uint64 (n,), the lines' numbers, rising.
        counts: uint32 (n,), pages that each stands on.
    """

    def __init__(
        self, sites: Keys, pages: NDArray[np.uint32], lines: Keys, counts: NDArray[np.uint32]
    ) -> None:
        self.sites = sites
        self.pages = pages
        self.lines = lines
        self.counts = counts

    @classmethod
    def of(cls, found: Iterable[SiteLines]) -> "SiteMemory":
        """What a counter has found, sites by their numbers."""
        sites, pages, keys, counts = [], [], [], []
        for one in found:
            sites.append(one.site)
            pages.append(one.pages)
            keys.append(np.fromiter(one.lines.keys(), "<u8", len(one.lines)))
            counts.append(np.fromiter(one.lines.values(), "<u4", len(one.lines)))
        lines = np.concatenate([np.zeros(0, "<u8"), *keys])
        order = np.argsort(lines, kind="stable")
        return cls(
            np.array(sites, "<u8"),
            np.array(pages, "<u4"),
            lines[order],
            np.concatenate([np.zeros(0, "<u4"), *counts])[order],
        )

    def pages_of(self, site: int) -> int:
        """Pages of a site, 0 of one that has no recurring lines."""
        return int(_looked_up(self.sites, self.pages, np.array([site], np.uint64))[0])

    def counts_of(self, keys: Keys) -> NDArray[np.uint32]:
        """For each line the pages that it stands on, 0 for one that does not recur."""
        return _looked_up(self.lines, self.counts, keys)


def save(path: Path, memory: SiteMemory) -> None:
    """Writes a file, whole or not at all; the same memory gives the same bytes.

    Raises:
        OSError: it cannot be written.
    """
    data = b"".join(array.tobytes() for array in (memory.sites, memory.lines, memory.pages, memory.counts))
    write_whole(path, _header(len(memory.sites), len(memory.lines), _digest(data)) + data)


def open_sites(path: Path) -> SitesFile:
    """A file, checked from its first byte to its last.

    Raises:
        UsageError: it is missing, not a file of `classifier sites`, damaged, or of another format; names it.
    """
    try:
        digest, _, data = _parts(path)
        if digest != _digest(data.data):
            raise _damaged(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}; check the path") from error
    return SitesFile(str(path.absolute()), digest)


@lru_cache(maxsize=4)
def memory(file: SitesFile) -> SiteMemory:
    """What a checked file holds, mapped; the same object for the same file.

    Raises:
        UsageError: it is not there any more, or another one is in its place.
    """
    path = Path(file.path)
    try:
        digest, (sites, lines), data = _parts(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}; check the path") from error
    if digest != file.digest:
        raise UsageError(f"{path}: was replaced by another file during the run; run the command again")
    ends = np.cumsum([8 * sites, 8 * lines, 4 * sites]).tolist()
    return SiteMemory(
        data[: ends[0]].view("<u8"),
        data[ends[1] : ends[2]].view("<u4"),
        data[ends[0] : ends[1]].view("<u8"),
        data[ends[2] :].view("<u4"),
    )


def _looked_up(keys: Keys, values: NDArray[np.uint32], wanted: Keys) -> NDArray[np.uint32]:
    """The value of each wanted key, 0 where it is none of the keys, which rise."""
    if not len(keys):
        return np.zeros(len(wanted), np.uint32)
    places = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return np.where(keys[places] == wanted, values[places], np.uint32(0))


def _header(sites: int, lines: int, digest: str) -> bytes:
    """The safetensors header: its length, and JSON that is padded so that the arrays are aligned."""
    entries: dict[str, Any] = {"__metadata__": {"kind": _KIND, "format": FORMAT, "digest": digest}}
    start = 0
    for name, dtype, size, length in (
        ("sites", "U64", 8, sites),
        ("lines", "U64", 8, lines),
        ("pages", "U32", 4, sites),
        ("counts", "U32", 4, lines),
    ):
        end = start + size * length
        entries[name] = {"dtype": dtype, "shape": [length], "data_offsets": [start, end]}
        start = end
    text = json.dumps(entries, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text


def _parts(path: Path) -> tuple[str, tuple[int, int], NDArray[np.uint8]]:
    """A file's digest, its numbers of sites and lines, and the mapped bytes of its arrays."""
    size = path.stat().st_size
    data = np.asarray(np.memmap(path, np.uint8, "r")) if size else np.zeros(0, np.uint8)
    length = int.from_bytes(data[:8].tobytes(), "little")
    if len(data) < 8 or not 2 <= length <= _HEADER:
        raise _no_sites(path)
    try:
        header = json.loads(data[8 : 8 + length].tobytes())
        about = header["__metadata__"]
        kind, number, digest = about["kind"], about["format"], about["digest"]
        sites, lines = header["sites"]["shape"][0], header["lines"]["shape"][0]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise _no_sites(path) from None
    if kind != _KIND:
        raise _no_sites(path)
    if number != FORMAT:
        raise UsageError(
            f"{path}: site memory of format {number}, this version reads format {FORMAT}; "
            "update the program or count again with `classifier sites`"
        )
    if not (type(sites) is type(lines) is int and isinstance(digest, str)):
        raise _damaged(path)
    # A header that differs by a byte from the one that would be written is no header of ours.
    if data[: 8 + length].tobytes() != _header(sites, lines, digest) or len(data) != 8 + length + 12 * (
        sites + lines
    ):
        raise _damaged(path)
    return digest, (sites, lines), data[8 + length :]


def _digest(data: bytes | memoryview) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _no_sites(path: Path) -> UsageError:
    return UsageError(f"{path}: not a file of site memory; make one with `classifier sites`")


def _damaged(path: Path) -> UsageError:
    return UsageError(f"{path}: damaged, cut off or edited; count again with `classifier sites`")
