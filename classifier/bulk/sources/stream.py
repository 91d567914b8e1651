"""The plain bytes of a file that may be compressed, with places to go on from, past damaged members.

A gzip or Zstandard file is a row of members (frames), each decompressed for itself. What is damaged costs its
member; reading goes on at the next one that can be found.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from classifier.bulk.extras import need
from classifier.bulk.sources.opening import explain

PLAIN_READ: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Codec:
    """A way of compression.

    Attributes:
        name: for messages.
        magic: the first bytes of every member.
        new: makes a decompressor for one member.
        error: what it raises.
        read: bytes it is given at once. So little that a hostile file cannot become gigabytes in one step.
    """

    name: str
    magic: bytes
    new: Callable[[], Any]
    error: type[Exception]
    read: int


def _gzip() -> Codec:
    return Codec("gzip", b"\x1f\x8b\x08", lambda: zlib.decompressobj(31), zlib.error, 1 << 14)


def _zstandard() -> Codec:
    library = need("zstandard", "a file compressed with Zstandard")
    return Codec(
        "Zstandard",
        b"\x28\xb5\x2f\xfd",
        lambda: library.ZstdDecompressor().decompressobj(),
        library.ZstdError,
        1 << 12,
    )


_CODECS: Final[dict[bytes, Callable[[], Codec]]] = {b"\x1f\x8b": _gzip, b"\x28\xb5\x2f\xfd": _zstandard}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some plain bytes.

    Attributes:
        data: the bytes.
        member: where their member begins, in bytes of the file.
        inside: their own place, in plain bytes of the member.
        read: bytes of the file read so far.
        damage: what is wrong behind these bytes, "" for nothing.
    """

    data: bytes
    member: int
    inside: int
    read: int
    damage: str = ""


class _File:
    """A file that counts its bytes and can be put back to a place, if the system lets it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.place = 0
        self._seekable = file.seekable()

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self.place += len(data)
        return data

    def go(self, place: int) -> bool:
        """Moves to a place; False where that is backwards in a stream that cannot go back."""
        if self._seekable:
            self._file.seek(place)
            self.place = place
        while self.place < place and self.read(min(place - self.place, PLAIN_READ)):
            pass
        return self.place == place


def pieces(file: BinaryIO, member: int = 0, inside: int = 0) -> Iterator[Piece]:
    """The plain bytes from a place on.

    Args:
        file: the file, at its beginning.
        member: where a member begins; of a file that is not compressed, 0.
        inside: plain bytes of that member to leave out.
    """
    source = _File(file)
    head = source.read(4)
    codec = next((make() for magic, make in _CODECS.items() if head.startswith(magic)), None)
    if codec is None:
        yield from _plain(source, head, inside)
        return
    if member or not source.go(0):
        head = head if not member else b""
        source.go(member)
    for piece in _members(source, codec, member, head if source.place == len(head) else b""):
        end = piece.inside + len(piece.data)
        if piece.member == member and piece.inside < inside:
            skip = min(inside, end) - piece.inside
            piece = Piece(piece.data[skip:], member, piece.inside + skip, piece.read, piece.damage)
        if piece.data or piece.damage:
            yield piece


def _plain(source: _File, head: bytes, inside: int) -> Iterator[Piece]:
    if inside >= len(head):
        source.go(inside)
        head = b""
    else:
        head = head[inside:]
    while data := head or source.read(PLAIN_READ):
        yield Piece(data, 0, source.place - len(data), source.place)
        head = b""


def _members(source: _File, codec: Codec, member: int, data: bytes) -> Iterator[Piece]:
    """All members from the one that begins at `member` on; `data` are its first bytes if read before."""
    while True:
        data = data or source.read(codec.read)
        if not data.strip(b"\0"):  # padding behind the last member is allowed
            if not data:
                return
            member, data = source.place, b""
            continue
        worker, inside, damage = codec.new(), 0, ""
        while not worker.eof:
            try:
                plain = worker.decompress(data) if data else b""
            except codec.error as error:
                damage = f"damaged {codec.name} data: {explain(error)}"
                break
            if plain:
                yield Piece(plain, member, inside, source.place)
                inside += len(plain)
            if worker.eof:
                break
            data = source.read(codec.read)
            if not data:
                damage = f"{codec.name} data cut off"
                break
        if not damage:
            data = worker.unused_data
            member = source.place - len(data)
            continue
        yield Piece(b"", member, inside, source.place, damage)
        found = _next_member(source, codec, member + 1)
        if found is None:
            return
        member, data = found, b""


def _next_member(source: _File, codec: Codec, start: int) -> int | None:
    """Where the next member begins that can be decompressed; the file is put there."""
    if not source.go(start):
        return None
    tail = b""
    while data := source.read(PLAIN_READ):
        window = tail + data
        base = source.place - len(window)
        hit = window.find(codec.magic)
        while hit >= 0:
            back = source.place
            if _opens(source, codec, base + hit):
                source.go(base + hit)
                return base + hit
            source.go(back)
            hit = window.find(codec.magic, hit + 1)
        tail = window[1 - len(codec.magic) :]
    return None


def _opens(source: _File, codec: Codec, place: int) -> bool:
    """Whether what looks like a member's beginning decompresses for a while."""
    source.go(place)
    try:
        codec.new().decompress(source.read(codec.read))
    except codec.error:
        return False
    return True
