import io
import itertools

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from classifier.bulk.sources import parquet
from classifier.bulk.sources.chunk import Chunk, Cut
from tests.bulk.crawl import records

ROWS = records(500)


def packed(rows=ROWS, group=200) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink, row_group_size=group, compression="gzip")
    return sink.getvalue()


def cut(data: bytes, place: tuple[int, ...] = ()) -> list[Chunk]:
    return list(parquet.cut(io.BytesIO(data), place, Cut(chunk=20_000)))


def rows(chunks: list[Chunk]) -> list[object]:
    return [row for chunk in chunks if chunk.payload is not None for row in parquet.table(chunk).to_pylist()]


def test_every_row_comes_once():
    chunks = cut(packed())
    assert rows(chunks) == ROWS
    assert len(chunks) > 4
    assert chunks[0].first == 1
    assert all(
        two.first - one.first == parquet.table(one).num_rows for one, two in itertools.pairwise(chunks)
    )


def test_going_on_gives_the_same_chunks():
    data = packed()
    chunks = cut(data)
    for number, chunk in enumerate(chunks):
        assert chunk.after is not None
        assert [one.payload for one in cut(data, chunk.after)] == [
            one.payload for one in chunks[number + 1 :]
        ]


def test_a_damaged_row_group_is_told_and_the_others_are_read():
    data = bytearray(packed())
    column = pq.ParquetFile(io.BytesIO(bytes(data))).metadata.row_group(1).column(2)
    start = column.dictionary_page_offset or column.data_page_offset
    data[start : start + column.total_compressed_size] = bytes(column.total_compressed_size)
    chunks = cut(bytes(data))
    assert rows(chunks) == ROWS[:200] + ROWS[400:]
    (trouble,) = [chunk.unusable for chunk in chunks if chunk.unusable]
    assert trouble.place == "row group 2"
    assert "not readable from row 201 on" in trouble.reason


@pytest.mark.parametrize("data", [b"", b"PAR1 and nothing else", packed()[:-20]])
def test_a_file_without_its_end_is_told(data):
    (chunk,) = cut(data)
    assert chunk.unusable is not None
    assert chunk.unusable.reason.startswith("not a readable Parquet file")
    assert chunk.after is None


def test_a_pipe_is_told():
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    (chunk,) = parquet.cut(Pipe(packed()), (), Cut())
    assert chunk.unusable is not None
    assert "cannot be read from a pipe" in chunk.unusable.reason
