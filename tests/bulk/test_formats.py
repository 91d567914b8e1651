import gzip
import json
from decimal import Decimal
from pathlib import Path

import pytest
import zstandard

from classifier.bulk import extras
from classifier.bulk.formats import Format, format_of, json_lines
from classifier.errors import UsageError


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.jsonl", Format(parquet=False, compression="")),
        ("a.json.gz", Format(parquet=False, compression="gz")),
        ("A.JSONL.ZST", Format(parquet=False, compression="zst")),
        ("a.parquet", Format(parquet=True, compression="")),
    ],
)
def test_the_ending_decides(name, form):
    assert format_of(Path(name)) == form


@pytest.mark.parametrize("name", ["a", "a.csv", "a.gz", "a.parquet.gz", "a.jsonl.bz2"])
def test_other_endings_are_refused(name):
    with pytest.raises(UsageError, match="this ending is not known"):
        format_of(Path(name))


def test_pieces_join_to_a_whole_file():
    parts = [b"one\n", b"", b"two\n"]
    packed = {form: b"".join(map(Format(False, form).pack, parts)) for form in ("", "gz", "zst")}
    assert packed[""] == b"one\ntwo\n"
    assert gzip.decompress(packed["gz"]) == b"one\ntwo\n"
    reader = zstandard.ZstdDecompressor().stream_reader(packed["zst"], read_across_frames=True)
    assert reader.read() == b"one\ntwo\n"
    assert Format(False, "gz").pack(b"one\n") == Format(False, "gz").pack(b"one\n")


def test_lines_hold_whatever_comes():
    rows: list[dict[str, object]] = [
        {"text": "坏\ud800"},
        {"n": 1 << 70},
        {"d": Decimal("1.5")},
        {"文": "好"},
    ]
    read = [json.loads(line) for line in json_lines(rows).splitlines()]
    assert read == [rows[0], rows[1], {"d": "1.5"}, rows[3]]
    assert json_lines(rows[3:]) == '{"文":"好"}\n'.encode()


@pytest.mark.parametrize(("name", "library"), [("a.parquet", "pyarrow"), ("a.jsonl.zst", "zstandard")])
def test_a_missing_library_names_the_extra(monkeypatch, name, library):
    def missing(module):
        raise ImportError(module)

    monkeypatch.setattr(extras, "import_module", missing)
    with pytest.raises(UsageError, match=rf"needs the package {library}; .*chinese-page-classifier\[bulk\]"):
        format_of(Path(name))
