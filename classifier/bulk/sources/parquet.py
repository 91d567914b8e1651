"""Parquet: rows, read a few at a time out of one row group after the other."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from classifier.bulk.extras import need
from classifier.bulk.items import Unusable
from classifier.bulk.sources.chunk import Chunk, Cut, Place
from classifier.bulk.sources.opening import explain

ROWS: Final = 64
"""Rows that are decoded at once; a chunk is a whole number of them."""


def cut(file: BinaryIO, place: Place, how: Cut) -> Iterator[Chunk]:
    """Cuts rows into chunks, each within one row group. A chunk's payload is an Arrow IPC stream."""
    pa, parquet = need("pyarrow", "Parquet"), need("pyarrow.parquet", "Parquet")
    if not file.seekable():
        yield Chunk(None, None, 0, unusable=Unusable("", "Parquet cannot be read from a pipe; name the file"))
        return
    try:
        # Streams the columns instead of holding a row group: one may have gigabytes.
        source = parquet.ParquetFile(file, pre_buffer=False, buffer_size=1 << 20)
    except (OSError, ValueError, pa.ArrowException) as error:
        yield Chunk(None, None, 0, unusable=Unusable("", f"not a readable Parquet file: {explain(error)}"))
        return
    group, row = place or (0, 0)
    metadata = source.metadata
    if not metadata.num_rows:  # the results have its columns all the same
        empty = _pack(pa, source.schema_arrow.empty_table().to_batches(), source.schema_arrow)
        yield Chunk(empty[1], None, 0)
        return
    before = [sum(metadata.row_group(i).num_rows for i in range(n)) for n in range(metadata.num_row_groups)]
    for number in range(group, metadata.num_row_groups):
        done = row if number == group else 0
        read = file.tell() if file.seekable() else 0
        try:
            for rows, data in _chunks(pa, source, number, done, how.chunk):
                read = file.tell()
                yield Chunk(data, (number, done + rows), read, before[number] + done + 1)
                done += rows
        except (OSError, ValueError, pa.ArrowException) as error:
            reason = f"not readable from row {before[number] + done + 1} on: {explain(error)}"
            yield Chunk(
                None, (number + 1, 0), read, before[number] + done + 1,
                Unusable(f"row group {number + 1}", reason),
            )  # fmt: skip


def _chunks(pa: Any, source: Any, group: int, skip: int, size: int) -> Iterator[tuple[int, bytes]]:  # noqa: ANN401
    """Rows of a group from `skip` on, as their number and an Arrow IPC stream."""
    held: list[Any] = []
    for batch in source.iter_batches(batch_size=ROWS, row_groups=[group], use_threads=False):
        if skip >= batch.num_rows:
            skip -= batch.num_rows
            continue
        held.append(batch.slice(skip))
        skip = 0
        if sum(batch.nbytes for batch in held) >= size:
            yield _pack(pa, held, held[0].schema)
            held = []
    if held:
        yield _pack(pa, held, held[0].schema)


def _pack(pa: Any, batches: list[Any], schema: Any) -> tuple[int, bytes]:  # noqa: ANN401
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return sum(batch.num_rows for batch in batches), sink.getvalue().to_pybytes()


def table(chunk: Chunk) -> Any:  # noqa: ANN401  (an Arrow table)
    """The rows of a chunk."""
    return need("pyarrow", "Parquet").ipc.open_stream(chunk.payload).read_all()
