import gzip
import json
import lzma
from collections.abc import Sequence
from pathlib import Path

import pytest

from classifier.corpus.jsonl import read_jsonl, scan_jsonl
from classifier.corpus.problem import Placed, Problem
from classifier.corpus.record import LabelledLine, LabelledPage, SilverPage, UnlabelledPage
from classifier.errors import CorpusError

PAGE = {"id": "p1", "site": "a.cn", "lines": ["首页", "今日小雨转晴"], "labels": ["navigation", "body"]}
WITHOUT_LABELS = {key: value for key, value in PAGE.items() if key != "labels"}
LINE = {"text": "今日小雨", "label": "body", "kind": "news"}


def write(path: Path, rows: Sequence[object]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    return path


def test_fields_decide_the_record(tmp_path):
    rows = [
        PAGE | {"html": "<p>今日小雨转晴", "chosen": "random", "licence": "MIT", "extra": [1]},
        WITHOUT_LABELS | {"content": [0, 1], "source": "某库"},
        WITHOUT_LABELS | {"kind": "forum", "title": "题", "html": None},
        LINE | {"commit": "abc"},
    ]
    lines = ("首页", "今日小雨转晴")
    assert list(read_jsonl(write(tmp_path / "c.jsonl", rows))) == [
        LabelledPage(
            "p1", "a.cn", "", lines, ("navigation", "body"),
            html="<p>今日小雨转晴", chosen="random", licence="MIT",
        ),
        SilverPage("p1", "a.cn", "", lines, (0, 1), source="某库"),
        UnlabelledPage("p1", "a.cn", "forum", lines, title="题"),
        LabelledLine("今日小雨", "body", "news", commit="abc"),
    ]  # fmt: skip


@pytest.mark.parametrize(("suffix", "open_file"), [(".gz", gzip.open), (".xz", lzma.open)])
def test_compressed_files(tmp_path, suffix, open_file):
    plain = write(tmp_path / "c.jsonl", [PAGE, LINE])
    packed = tmp_path / f"c.jsonl{suffix}"
    with open_file(packed, "wb") as stream:
        stream.write(plain.read_bytes())
    assert list(read_jsonl(packed)) == list(read_jsonl(plain))


@pytest.mark.parametrize(("suffix", "open_file"), [(".gz", gzip.open), (".xz", lzma.open)])
def test_truncated_file_is_a_problem_after_what_could_be_read(tmp_path, suffix, open_file):
    packed = tmp_path / f"c.jsonl{suffix}"
    with open_file(packed, "wb") as stream:
        for number in range(2000):
            stream.write(json.dumps(PAGE | {"id": str(number * 7919)}).encode() + b"\n")
    packed.write_bytes(packed.read_bytes()[:-20])
    last = list(scan_jsonl(packed))[-1]
    assert isinstance(last, Problem)
    assert "is the file whole?" in last.message


def test_other_bytes_under_a_packed_name(tmp_path):
    for name in ("c.jsonl.gz", "c.jsonl.xz"):
        (tmp_path / name).write_bytes(b"not packed at all")
        with pytest.raises(CorpusError, match="cannot be read"):
            list(read_jsonl(tmp_path / name))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (PAGE | {"labels": ["navigation", "text"]}, "unknown label 'text' at 1"),
        (PAGE | {"labels": ["navigation", ["body"]]}, "unknown label"),
        (PAGE | {"labels": ["body"]}, "1 `labels` for 2 lines"),
        (PAGE | {"labels": "body"}, "`labels` is not a list"),
        (PAGE | {"lines": ["首页", " "]}, "text 1 .* is empty"),
        (PAGE | {"lines": ["首页", "甲\n乙"]}, "line break inside text 1"),
        (PAGE | {"lines": ["首页", 3]}, "not a string"),
        (PAGE | {"lines": [], "labels": []}, "no lines"),
        (PAGE | {"id": ""}, "no `id`"),
        (PAGE | {"site": None}, "no `site`"),
        (PAGE | {"html": 3}, "`html` is not a string"),
        (WITHOUT_LABELS | {"content": [0, 2]}, "0 and 1"),
        (WITHOUT_LABELS | {"content": [1]}, "1 `content` for 2 lines"),
        (LINE | {"label": "spam"}, "unknown label 'spam'"),
        ({"text": "今日小雨"}, "neither"),
        (["今日小雨"], "not a JSON object"),
    ],
)
def test_broken_row_is_named_with_its_line(tmp_path, row, message):
    path = write(tmp_path / "c.jsonl", [LINE, row])
    with pytest.raises(CorpusError, match=rf"c\.jsonl:2: .*{message}"):
        list(read_jsonl(path))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (b'{"text": "a", "label": ', "is not JSON"),
        (b"[" * 200_000, "is not JSON"),
        (b'{"text": "\xff\xfe", "label": "body"}', "is not UTF-8"),
        (b'{"text": "\\ud83d", "label": "body"}', "half a surrogate pair"),
    ],
)
def test_row_that_is_no_json_text(tmp_path, row, message):
    path = tmp_path / "c.jsonl"
    path.write_bytes(b"\n" + row + b"\n")
    with pytest.raises(CorpusError, match=rf"c\.jsonl:2: .*{message}"):
        list(read_jsonl(path))


def test_rows_after_a_broken_one_are_still_given(tmp_path):
    found = list(scan_jsonl(write(tmp_path / "c.jsonl", [LINE, {}, LINE])))
    assert [type(item) for item in found] == [Placed, Problem, Placed]
    assert [item.line for item in found] == [1, 2, 3]


def test_reading_is_lazy(tmp_path):
    rows = read_jsonl(write(tmp_path / "c.jsonl", [LINE, {}]))
    assert next(rows) == LabelledLine("今日小雨", "body", "news")
