import io
import itertools
import json

import pytest

from classifier.bulk.items import Item, Unusable
from classifier.bulk.options import Fields
from classifier.bulk.sources import jsonl
from classifier.bulk.sources.chunk import Chunk, Cut
from tests.bulk.crawl import lines, members, records

DATA = lines(records(60))
HOW = Cut(chunk=2000, limit=3000)


def cut(data: bytes, place: tuple[int, ...] = (), how: Cut = HOW) -> list[Chunk]:
    return list(jsonl.cut(io.BytesIO(data), place, how))


def found(chunks: list[Chunk]) -> list[Item | Unusable]:
    result: list[Item | Unusable] = []
    for chunk in chunks:
        if chunk.unusable is not None:
            result.append(chunk.unusable)
        if chunk.payload is not None:
            result.extend(jsonl.items(chunk, Fields()))
    return result


def ids(chunks: list[Chunk]) -> list[object]:
    return [item.id if isinstance(item, Item) else (item.place, item.reason) for item in found(chunks)]


@pytest.mark.parametrize("data", [DATA, DATA[:-1], members([DATA]), members([DATA[:5000], DATA[5000:]])])
def test_every_line_comes_once_with_its_number(data):
    chunks = cut(data)
    assert ids(chunks) == [f"doc-{number}" for number in range(60)]
    assert [item.place for item in found(chunks)] == [f"line {number}" for number in range(1, 61)]
    assert all(2000 <= len(chunk.payload) < 2600 for chunk in chunks[:-1])


@pytest.mark.parametrize(
    "data",
    [
        DATA,
        members([DATA[:7000], DATA[7000:7100], DATA[7100:]]),
        DATA[:3000] + b'{"text": "' + b"a" * 9000 + b'"}\n' + DATA,
        members([DATA[:4000]]) + b"garbage" + members([DATA[4000:]]),
    ],
)
def test_going_on_gives_the_same_chunks(data):
    chunks = cut(data)
    for before, after in itertools.pairwise(range(len(chunks))):
        place = chunks[before].after
        assert place is not None
        again = cut(data, place)
        assert [(chunk.payload, chunk.first, chunk.unusable) for chunk in again] == [
            (chunk.payload, chunk.first, chunk.unusable) for chunk in chunks[after:]
        ]


def test_chunks_do_not_depend_on_how_much_is_read_at_once(monkeypatch):
    from classifier.bulk.sources import stream

    long = DATA[:3000] + b"x" * 9000 + b"\n" + DATA + b"y" * 5100 + b"\n" + DATA
    expected = [(chunk.payload, chunk.after, chunk.unusable) for chunk in cut(long)]
    for size in (7, 1000, 4999):
        monkeypatch.setattr(stream, "PLAIN_READ", size)
        monkeypatch.setattr(jsonl, "_READ", size)
        assert [(chunk.payload, chunk.after, chunk.unusable) for chunk in cut(long)] == expected


def test_a_line_over_the_limit_is_left_out():
    data = lines(records(3)) + b'{"text": "' + b"a" * 9000 + b'"}\n' + lines(records(2))
    assert ids(cut(data)) == [
        "doc-0", "doc-1", "doc-2", ("line 4", "larger than the limit of 3,000 bytes"), "doc-0", "doc-1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{broken", "not JSON"),
        (b'{"text": "\xff\xfe"}', "not JSON"),
        (b"[1, 2]", "a JSON list, not an object, which each line should be"),
        (b'{"id": 3}', "no page: none of the fields text, content, html"),
        (b'{"text": 3}', "the field text is int, not text"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_what_is_wrong_with_a_line_is_told(line, reason):
    data = lines(records(1)) + b"\n  \n" + line + b"\n" + lines(records(1))
    first, wrong, last = found(cut(data, how=Cut(10**6, 10**6)))
    assert isinstance(first, Item)
    assert isinstance(last, Item)
    assert isinstance(wrong, Unusable)
    assert wrong.place == "line 4"
    assert wrong.reason.startswith(reason)


def test_what_python_writes_is_read():
    row = {"text": "坏\ud800字", "score": float("nan"), "large": 1 << 80}
    (item,) = found(cut(b"\xef\xbb\xbf" + json.dumps(row).encode()))
    assert isinstance(item, Item)
    assert item.page == row["text"]


def test_damage_costs_the_lines_of_its_member():
    parts = [gz for part in (DATA[:6000], DATA[6000:12000], DATA[12000:]) for gz in [members([part])]]
    broken = bytearray(parts[1])
    broken[60:80] = bytes(20)
    got = ids(cut(b"".join([parts[0], bytes(broken), parts[2]])))
    lost = [entry for entry in got if isinstance(entry, tuple)]
    assert lost
    assert "damaged gzip data" in str(lost[0])
    assert {"doc-0", "doc-1", "doc-59"} <= set(map(str, got))


def test_nothing():
    assert cut(b"") == []
    assert ids(cut(b"\n\n")) == []
