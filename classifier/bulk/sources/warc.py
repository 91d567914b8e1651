"""WARC and WET archives, plain or compressed: HTML responses, and the text of conversion records.

Records are cut by their own length here, so that a run can go on inside an archive and past damage in it;
FastWARC reads each record in the worker.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from classifier.bulk.items import Item, Unusable
from classifier.bulk.sources.chunk import Chunk, Cut, Place
from classifier.bulk.sources.opening import explain
from classifier.bulk.sources.stream import pieces
from classifier.bulk.sources.window import Window
from classifier.reading.source import Kind

_HEAD: Final = 1 << 16  # bytes a record's own header may have
_MAGIC: Final = b"WARC/"
_LENGTH: Final = re.compile(rb"\r?\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r?(?=\n)", re.IGNORECASE)
_TYPE: Final = re.compile(rb"\r?\nwarc-type:[ \t]*(\w+)", re.IGNORECASE)
_WANTED: Final = frozenset((b"response", b"conversion"))
_HTML_TYPES: Final = frozenset(("text/html", "application/xhtml+xml"))
_READ: Final = 1 << 20


def cut(file: BinaryIO, place: Place, how: Cut) -> Iterator[Chunk]:
    """Cuts records into chunks: at the first record's end after `how.chunk` bytes of records with a page."""
    member, inside, number = place or (0, 0, 1)
    window = Window(pieces(file, member, inside))
    held: list[tuple[int, bytes]] = []
    size = 0
    while True:
        _skip_blank(window)
        before = (*window.place, number)
        found = _record(window, how.limit)
        if isinstance(found, bytes):
            held.append((number, found))
            size += len(found)
        if held and (size >= how.chunk or found is None or isinstance(found, str)):
            after = (*window.place, number + 1) if isinstance(found, bytes) else before
            yield Chunk(held, after, window.read, held[0][0])
            held, size = [], 0
        if found is None:
            return
        if isinstance(found, str):
            more = window.next_part() if window.damage and not len(window) else True
            number += 1
            yield Chunk(
                None,
                (*window.place, number) if more else None,
                window.read,
                number - 1,
                Unusable(f"record {number - 1}", found),
            )
            if not more:
                return
        else:
            number += 1


def items(chunk: Chunk, limit: int) -> Iterator[Item | Unusable | str]:
    """The pages of a chunk; a str says why a record holds none.

    A record is made of id, url and date, as the archive has them.
    """
    from fastwarc.warc import WarcRecord

    for number, data in chunk.payload:
        place = f"record {number}"
        try:
            yield _item(WarcRecord.from_bytes(data), place, limit)
        except (OSError, ValueError) as error:
            yield Unusable(place, f"not a readable record: {explain(error)}")


def _item(record: Any, place: str, limit: int) -> Item | str:  # noqa: ANN401  (FastWARC's record)
    """A record's page. What is compressed inside is read a little beyond the limit, which finds it too large."""
    headers = record.headers
    url, name = headers.get("WARC-Target-URI"), headers.get("WARC-Record-ID")
    kind: Kind = "text"
    if record.is_http:
        record.parse_http(auto_decode="all")
        status = record.http_headers.status_code
        if status is not None and status != 200:
            return f"status {status}"
        media = record.http_content_type or headers.get("WARC-Identified-Payload-Type") or ""
        if media.lower() not in _HTML_TYPES:
            return "not HTML"
        kind = "html"
    fields = {"id": name, "url": url, "date": headers.get("WARC-Date")}
    return Item(place, fields, record.reader.read(limit + 1), kind, id=name, url=url)


def _record(window: Window, limit: int) -> bytes | int | str | None:
    """The next record's bytes, the length of one without a page, what is wrong with it, or None at the end."""
    window.fill(_HEAD)
    if not len(window):
        return window.damage or None
    head = window.peek(_HEAD)
    end, gap = min(
        ((at, gap) for gap in (b"\r\n\r\n", b"\n\n") if (at := head.find(gap)) >= 0), default=(-1, b"")
    )
    length = _LENGTH.search(head, 0, end + 2)
    if not head.startswith(_MAGIC) or length is None:
        _drop_to_record(window)
        if window.damage and not len(window):
            return window.damage
        return "no WARC header where one should be; what stands there until the next one is left out"
    total = end + len(gap) + int(length[1])
    kind = _TYPE.search(head, 0, end)
    if kind is None or kind[1].lower() not in _WANTED:
        return total if _drop(window, total) else window.damage or "cut off"
    if total > limit:
        _drop(window, total)
        return f"larger than the limit of {limit:,} bytes"
    if not window.fill(total):
        window.drop(len(window))
        return window.damage or "cut off"
    return window.take(total)


def _skip_blank(window: Window) -> None:
    """Leaves the empty lines behind a record out."""
    while window.fill(1) and window.peek(1) in b"\r\n":
        window.drop(1)


def _drop(window: Window, size: int) -> bool:
    """Leaves bytes out without holding them; False where there are fewer."""
    while size and window.fill(1):
        some = min(size, len(window))
        window.drop(some)
        size -= some
    return not size


def _drop_to_record(window: Window) -> None:
    """Leaves bytes out until a line that begins a record."""
    window.drop(1)
    while window.fill(len(_MAGIC) + 1):
        hit = window.find(b"\n" + _MAGIC, 0, len(window))
        if hit >= 0:
            window.drop(hit + 1)
            return
        window.drop(len(window) - len(_MAGIC))
        if not window.fill(_READ) and window.find(b"\n" + _MAGIC, 0, len(window)) < 0:
            break
    window.drop(len(window))
