import gzip
import io

import fsspec
import pytest

from classifier.bulk.sources.find import Input, find, form_of, look
from tests.bulk.crawl import warc_record


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (
        "crawl/b.jsonl",
        "crawl/deep/a.html",
        "crawl/a.txt",
        "crawl/picture.png",
        "data",
        "x[1].txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"{}")
    return tmp_path


def names(found: list[Input]) -> list[tuple[str, str]]:
    return [(one.name, one.form) for one in found]


def test_files_folders_and_globs(folder):
    assert names(find(["data", "-"])) == [("data", "auto"), ("-", "auto")]
    assert names(find(["crawl"])) == [
        ("crawl/a.txt", "text"),
        ("crawl/b.jsonl", "jsonl"),
        ("crawl/deep/a.html", "html"),
    ]
    assert names(find(["crawl/*.txt", "crawl/**/*.html"])) == [
        ("crawl/a.txt", "text"),
        ("crawl/deep/a.html", "html"),
    ]
    assert names(find(["x[1].txt"])) == [("x[1].txt", "text")]


def test_json_that_is_named_is_records(folder):
    """An array, which is none, is told then, and not read as a page; a folder's .json may be anything."""
    for name in ("crawl/c.json.gz", "crawl/out.summary.json"):
        (folder / name).write_bytes(b"[]")
    assert names(find(["crawl/c.json.gz", "crawl/*.json"])) == [
        ("crawl/c.json.gz", "jsonl"),
        ("crawl/out.summary.json", "jsonl"),
    ]
    assert names(find(["crawl/c.json.gz"], "text")) == [("crawl/c.json.gz", "text")]
    assert not [name for name, _ in names(find(["crawl"])) if "json" in name.removesuffix(".jsonl")]


def test_a_form_that_is_told_holds_for_all(folder):
    assert ("crawl/picture.png", "html") in names(find(["crawl"], "html"))
    assert names(find(["data"], "jsonl")) == [("data", "jsonl")]


@pytest.mark.parametrize(
    ("name", "problem"),
    [("missing.jsonl", "no such file"), ("*.warc", "no file has such a name"), ("crawl/deep", "")],
)
def test_what_is_missing_is_told(folder, name, problem):
    (one,) = find([name])
    assert one.problem.startswith(problem)
    assert bool(one.problem) == bool(problem)


def test_a_folder_without_pages_is_told(folder):
    (folder / "crawl/deep/a.html").rename(folder / "crawl/deep/a.xyz")
    assert "no file in this folder has a known ending" in find(["crawl/deep"])[0].problem


def test_a_change_shows(folder):
    before = find(["data"])
    (folder / "data").write_bytes(b"{ }")
    assert find(["data"]) != before


def test_remote_paths():
    system = fsspec.filesystem("memory")
    for name in ("crawl/b.jsonl", "crawl/a.html", "crawl/c.png"):
        system.pipe(f"/{name}", b"{}")
    assert (
        names(find(["memory://crawl"]))
        == names(find(["memory://crawl/*"]))
        == [
            ("memory:///crawl/a.html", "html"),
            ("memory:///crawl/b.jsonl", "jsonl"),
        ]
    )
    assert names(find(["memory://crawl/b.jsonl"])) == [("memory://crawl/b.jsonl", "jsonl")]
    assert "no such file" in find(["memory://crawl/missing"])[0].problem
    assert "nothing is there" in find(["memory://crawl/*.warc"])[0].problem
    assert "cannot be opened" in find(["nonsense://crawl"])[0].problem


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.jsonl", "jsonl"),
        ("a.JSONL.GZ", "jsonl"),
        ("a.warc.wet.gz", "warc"),
        ("a.parquet", "parquet"),
        ("a.html.zst", "html"),
        ("a.gz", "auto"),
        ("a.json", "auto"),
        ("a", "auto"),
    ],
)
def test_endings(name, form):
    assert form_of(name) == form


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b'\n {"text": "a"}', "jsonl"),
        (gzip.compress(b'{"text": "a"}'), "jsonl"),
        (b"PAR1....", "parquet"),
        (b"<html>", "auto"),
        (b"", "auto"),
    ],
)
def test_looking(data, form):
    assert look(io.BytesIO(data)) == form


def test_an_archive_is_seen():
    assert look(io.BytesIO(warc_record(1, b"a"))) == "warc"
