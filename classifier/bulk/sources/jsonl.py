"""JSON Lines, plain or compressed: one record a line."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from classifier.bulk.extras import need
from classifier.bulk.items import Item, Unusable, item_of
from classifier.bulk.options import Fields
from classifier.bulk.sources.chunk import Chunk, Cut, Place
from classifier.bulk.sources.stream import pieces
from classifier.bulk.sources.window import Window

_BOM: Final = b"\xef\xbb\xbf"
_READ: Final = 1 << 20


def cut(file: BinaryIO, place: Place, how: Cut) -> Iterator[Chunk]:
    """Cuts lines into chunks: at the first line's end after `how.chunk` bytes.

    A line that does not end within `how.limit` more is left out without being held in memory.
    """
    member, inside, line = place or (0, 0, 1)
    window = Window(pieces(file, member, inside))
    while True:
        first, payload, unusable = line, None, None
        end = _lines_end(window, how)
        more = True
        if end:
            payload = window.take(end)
            line += payload.count(b"\n")
        elif len(window) >= how.chunk + how.limit:
            _drop_line(window)
            unusable = Unusable(f"line {line}", f"larger than the limit of {how.limit:,} bytes")
            line += 1
        elif window.damage:
            unusable = Unusable(f"line {line}", window.damage)
            more = window.next_part()
        else:
            return
        yield Chunk(payload, (*window.place, line) if more else None, window.read, first, unusable)
        if not more:
            return


def items(chunk: Chunk, fields: Fields) -> Iterator[Item | Unusable]:
    """The records of a chunk; blank lines are none."""
    orjson = need("orjson", "JSON Lines")
    data = chunk.payload.removeprefix(_BOM) if chunk.first == 1 else chunk.payload
    for number, line in enumerate(data.split(b"\n"), chunk.first):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            record = _parse(line, orjson)
        except ValueError as error:
            yield Unusable(place, f"not JSON: {error}")
            continue
        if isinstance(record, dict):
            yield item_of(record, fields, place)
        else:
            yield Unusable(place, f"a JSON {type(record).__name__}, not an object, which each line should be")


def _parse(line: bytes, orjson: Any) -> Any:  # noqa: ANN401  (a module; any JSON)
    """A line's value. What Python writes and strict JSON does not know (NaN, lone surrogates) is read too."""
    try:
        return orjson.loads(line)
    except ValueError:
        try:
            return json.loads(line)
        except RecursionError:
            raise ValueError("nested too deep") from None


def _lines_end(window: Window, how: Cut) -> int:
    """Bytes of the whole lines of the next chunk; 0 where the first line is too long, damaged, or none."""
    most = how.chunk + how.limit
    window.fill(how.chunk)
    searched = how.chunk - 1
    while True:
        hit = window.find(b"\n", searched, most)
        if hit >= 0:
            return hit + 1
        if len(window) >= most:
            return window.rfind(b"\n", how.chunk) + 1
        if window.ended:
            return window.rfind(b"\n", len(window)) + 1 if window.damage else len(window)
        searched = max(searched, len(window))
        window.fill(min(len(window) + _READ, most))


def _drop_line(window: Window) -> None:
    while window.fill(1):
        hit = window.find(b"\n", 0, len(window))
        window.drop(len(window) if hit < 0 else hit + 1)
        if hit >= 0:
            return
