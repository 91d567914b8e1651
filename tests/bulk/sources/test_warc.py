import gzip
import io
import itertools

import pytest

from classifier.bulk.items import Item, Unusable
from classifier.bulk.sources import warc
from classifier.bulk.sources.chunk import Chunk, Cut
from tests.bulk.crawl import html_pages, members, warc_record
from tests.bulk.crawl import warc as archive

PAGES = html_pages(20)
RECORDS = archive(PAGES)
HOW = Cut(chunk=3000, limit=20_000)
FORMS = {"plain": b"".join(RECORDS), "gzip": members(RECORDS), "one member": members([b"".join(RECORDS)])}


def cut(data: bytes, place: tuple[int, ...] = ()) -> list[Chunk]:
    return list(warc.cut(io.BytesIO(data), place, HOW))


def found(chunks: list[Chunk]) -> list[Item | Unusable | str]:
    result: list[Item | Unusable | str] = []
    for chunk in chunks:
        if chunk.unusable is not None:
            result.append(chunk.unusable)
        if chunk.payload is not None:
            result.extend(warc.items(chunk, HOW.limit))
    return result


def pages(data: bytes) -> list[bytes | str]:
    return [item.page for item in found(cut(data)) if isinstance(item, Item)]


def troubles(data: bytes) -> list[Unusable]:
    return [item for item in found(cut(data)) if isinstance(item, Unusable)]


@pytest.mark.parametrize("form", FORMS)
def test_every_html_response_comes_out(form):
    items = found(cut(FORMS[form]))
    assert [item.page for item in items if isinstance(item, Item)] == PAGES
    first = items[0]
    assert isinstance(first, Item)
    assert first.kind == "html"
    assert first.record == {
        "id": "<urn:uuid:00000000-0000-0000-0000-000000000000>",
        "url": "https://a.example/0",
        "date": "2024-05-06T07:08:09Z",
    }
    assert first.place == "record 3"


@pytest.mark.parametrize("form", FORMS)
def test_going_on_gives_the_same_chunks(form):
    chunks = cut(FORMS[form])
    assert len(chunks) > 3
    for before, after in itertools.pairwise(range(len(chunks))):
        place = chunks[before].after
        assert place is not None
        again = cut(FORMS[form], place)
        assert [chunk.payload for chunk in again] == [chunk.payload for chunk in chunks[after:]]


def test_text_of_conversion_records_is_text():
    data = b"".join(warc_record(number, "首页\n正文".encode(), kind="conversion") for number in range(3))
    items = [item for item in found(cut(data)) if isinstance(item, Item)]
    assert [(item.kind, item.page) for item in items] == [("text", "首页\n正文".encode())] * 3


def test_other_responses_are_skipped_by_name():
    data = b"".join(
        [
            warc_record(0, b"\x89PNG", media="image/png"),
            warc_record(1, PAGES[0], status=404),
            warc_record(2, PAGES[1], media="application/xhtml+xml"),
        ]
    )
    skipped, status, page = found(cut(data))
    assert (skipped, status) == ("not HTML", "status 404")
    assert isinstance(page, Item)


def test_http_compression_is_undone():
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(
        PAGES[0]
    )
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    assert pages(head.encode() + body + b"\r\n\r\n") == [PAGES[0]]


@pytest.mark.parametrize("form", ["plain", "gzip"])
def test_damage_costs_its_record(form):
    broken = bytearray(RECORDS[8] if form == "plain" else members([RECORDS[8]]))
    broken[20:40] = bytes(20)
    if form == "plain":
        broken[:5] = b"XXXXX"
    parts = [*RECORDS[:8], b"", *RECORDS[9:]]
    packed = parts if form == "plain" else [members([part]) if part else b"" for part in parts]
    packed[8] = bytes(broken)
    data = b"".join(packed)
    assert pages(data) == [*PAGES[:2], *PAGES[3:]]
    (trouble,) = troubles(data)
    assert trouble.place.startswith("record")
    assert ("damaged gzip data" if form == "gzip" else "no WARC header") in trouble.reason


def test_a_wrong_length_is_told_and_the_next_record_is_found():
    longer = RECORDS[2].replace(b"Content-Length: ", b"Content-Length: 1", 1)
    data = b"".join([*RECORDS[:2], longer, *RECORDS[3:]])
    assert pages(data)[-10:] == PAGES[-10:]
    assert troubles(data)


def test_an_archive_cut_off():
    data = b"".join(RECORDS)[: -len(RECORDS[-1]) - 100]
    assert pages(data) == PAGES[:-1]
    assert [trouble.reason for trouble in troubles(data)] == ["cut off"]


def test_a_record_over_the_limit_is_not_held():
    data = b"".join([RECORDS[2], warc_record(7, b"<p>" + b"a" * 30_000), RECORDS[5]])
    assert pages(data) == PAGES[:2]
    assert [(trouble.place, trouble.reason) for trouble in troubles(data)] == [
        ("record 2", "larger than the limit of 20,000 bytes")
    ]


def test_nothing_and_nonsense():
    assert cut(b"") == []
    assert [trouble.place for trouble in troubles(b"hello " * 20_000)] == ["record 1"]
