import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from classifier.bulk import assemble as module
from classifier.bulk.assemble import assemble
from classifier.bulk.options import CleanOptions
from classifier.bulk.table import pack, pack_records


def assembled(tmp_path, *pieces: bytes) -> pa.Table:
    draft, target = tmp_path / "draft", tmp_path / "out.parquet"
    draft.write_bytes(b"".join(pieces))
    assemble(draft, target)
    return pq.read_table(target)


def records(*rows: dict[str, object]) -> bytes:
    return pack_records(rows, CleanOptions())


def test_tables_follow_each_other_in_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "GROUP_BYTES", 60)
    pieces = [pack(pa.table({"n": [i, i + 1, i + 2]})) for i in range(0, 15, 3)]
    assert assembled(tmp_path, *pieces).column("n").to_pylist() == list(range(15))
    metadata = pq.ParquetFile(tmp_path / "out.parquet").metadata
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [9, 6]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"x": 1}, {"x": 2.5}, [1.0, 2.5]),
        ({"x": None}, {"x": "甲"}, [None, "甲"]),
        ({"x": "甲"}, {"x": 3}, ["甲", "3"]),
        ({"x": [1]}, {"x": {"a": "甲"}}, ["[1]", '{"a": "甲"}']),
        ({"x": {"a": 1}}, {"x": {"b": "乙"}}, [{"a": 1, "b": None}, {"a": None, "b": "乙"}]),
        ({"y": 1}, {"x": True}, [None, True]),
    ],
)
def test_columns_of_several_types_are_united(tmp_path, one, other, expected):
    assert assembled(tmp_path, records(one), records(other)).column("x").to_pylist() == expected


def test_a_field_of_several_types_within_a_chunk_is_text(tmp_path):
    table = assembled(tmp_path, records({"x": [1]}, {"x": "甲"}, {"x": None}, {}, {"x": "坏\ud800"}))
    assert table.column("x").to_pylist() == ["[1]", "甲", None, None, "坏?"]


def test_no_rows_make_an_empty_file(tmp_path):
    assert assembled(tmp_path).num_rows == 0
