"""A file that is one page, text or HTML, plain or compressed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from classifier.bulk.items import Item, Unusable
from classifier.bulk.sources.chunk import Chunk
from classifier.bulk.sources.stream import pieces
from classifier.bulk.sources.window import Window
from classifier.reading.source import Kind


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file's content.

    Attributes:
        input: its name.
        kind: what it is.
        data: its bytes, decompressed.
    """

    input: str
    kind: Kind
    data: bytes


Entry = PageFile | Unusable


def read(name: str, file: BinaryIO, kind: Kind, limit: int) -> Entry:
    """A file's content, or why it cannot be used."""
    window = Window(pieces(file))
    if window.fill(limit + 1):
        return Unusable("", f"larger than the limit of {limit:,} bytes", input=name)
    if window.damage:
        return Unusable("", window.damage, input=name)
    return PageFile(name, kind, window.take(len(window)))


def items(chunk: Chunk) -> Iterator[Item | Unusable]:
    """The pages of a chunk; their path is their id."""
    for entry in chunk.payload:
        if isinstance(entry, Unusable):
            yield entry
        else:
            yield Item("", {"id": entry.input}, entry.data, entry.kind, id=entry.input, input=entry.input)
