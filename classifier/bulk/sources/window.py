"""A view on a stream of pieces from which records are cut, at places that do not depend on the pieces."""

from collections.abc import Iterator
from typing import Final

from classifier.bulk.sources.stream import Piece

_COMPACT: Final = 1 << 22  # bytes already cut that are let go at once


class Window:
    """The plain bytes between what is cut and what is read.

    It ends at damage: what is behind it begins anew after `next_part`.

    Attributes:
        read: bytes of the file read so far, as stored.
        damage: what is wrong behind the bytes held, "" for nothing known.
    """

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces = pieces
        self._data = bytearray()
        self._start = 0  # of what is not cut, in _data
        self._members: list[tuple[int, int, int]] = []  # place in _data, member, plain place in it
        self.read = 0
        self.damage = ""
        self._end = (0, 0)
        self._over = False

    def __len__(self) -> int:
        return len(self._data) - self._start

    def fill(self, size: int) -> bool:
        """Reads until `size` bytes are held; False if there are no more of them."""
        while len(self) < size and not self.ended:
            piece = next(self._pieces, None)
            if piece is None:
                self._over = True
                break
            if piece.data and (not self._members or self._members[-1][1] != piece.member):
                self._members.append((len(self._data), piece.member, piece.inside))
            self._data += piece.data
            self._end = (piece.member, piece.inside + len(piece.data))
            self.read = piece.read
            self.damage = piece.damage
        return len(self) >= size

    @property
    def ended(self) -> bool:
        """Whether nothing more can be read behind what is held, for the end of the stream or for damage."""
        return self._over or bool(self.damage)

    def next_part(self) -> bool:
        """Drops what is held and goes on behind the damage; False at the end of the stream."""
        self._data.clear()
        self._start = 0
        self._members.clear()
        self.damage = ""
        return self.fill(1) or bool(self.damage)

    def find(self, wanted: bytes, start: int, end: int) -> int:
        """Place of the first hit in [start, end) of what is held, -1 for none."""
        place = self._data.find(wanted, self._start + start, self._start + end)
        return place if place < 0 else place - self._start

    def rfind(self, wanted: bytes, end: int) -> int:
        """Place of the last hit before `end`, -1 for none."""
        place = self._data.rfind(wanted, self._start, self._start + end)
        return place if place < 0 else place - self._start

    def peek(self, size: int) -> bytes:
        """The first bytes, which stay."""
        return bytes(self._data[self._start : self._start + size])

    def take(self, size: int) -> bytes:
        """Cuts the first bytes off."""
        data = self.peek(size)
        self.drop(size)
        return data

    def drop(self, size: int) -> None:
        """Cuts the first bytes off and lets them go."""
        self._start += min(size, len(self))
        if self._start == len(self._data) or self._start >= _COMPACT:
            last = max((i for i, entry in enumerate(self._members) if entry[0] <= self._start), default=0)
            self._members = [
                (place - self._start, member, inside) for place, member, inside in self._members[last:]
            ]
            del self._data[: self._start]
            self._start = 0

    @property
    def place(self) -> tuple[int, int]:
        """Where the first byte held stands: its member, and its place in it."""
        current = self._end
        for place, member, inside in self._members:
            if place > self._start:
                break
            current = (member, inside + self._start - place)
        return current
