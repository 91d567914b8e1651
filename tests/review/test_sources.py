import json
from pathlib import Path

import pytest

from classifier.errors import ClassifierError, InputError
from classifier.review import sources
from classifier.review.sources import Source, file_name, find_sources, one_line, source_of
from tests.review.pages import ATTACKS, HTML, PAGE

LABELLED = "# site: street.example\n# kind: news\n# title: 老街\nnavigation\t首页\nbody\t老街的钟楼响了。\n"


def found(path: Path, out: Path) -> list[Source | ClassifierError]:
    return list(find_sources([path], out))


def only(path: Path, out: Path) -> Source:
    (source,) = found(path, out)
    assert isinstance(source, Source)
    return source


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_text_and_html_files_are_pages(tmp_path, out):
    text = only(write(tmp_path / "street.txt", PAGE), out)
    assert text.document.lines() == PAGE.split("\n")[:-1]
    assert (text.labels, text.record.kind, text.record.title) == (None, "reviewed", "首页")
    page = only(write(tmp_path / "mill.html", HTML), out)
    assert page.document.markup is not None
    assert page.record.title == "河湾村的水磨"
    assert {text.target.parent, page.target.parent} == {out}


def test_a_page_in_the_training_format_is_saved_where_it_is(tmp_path, out):
    path = write(tmp_path / "pages" / "street.txt", LABELLED)
    page = only(path, out)
    assert page.target == path.resolve()
    assert page.labels == ("navigation", "body")
    assert page.document.lines() == ["首页", "老街的钟楼响了。"]


def test_a_broken_page_in_the_training_format_is_an_error(tmp_path, out):
    (error,) = found(write(tmp_path / "a.txt", LABELLED.replace("body", "<script>")), out)
    assert isinstance(error, ClassifierError)


def test_fragments_are_no_pages(tmp_path, out):
    assert found(write(tmp_path / "a.txt", "# label: promotion\n# kind: ads\n加微信\n"), out) == []


def test_pages_of_a_jsonl_file(tmp_path, out):
    lines = ["首页", "老街的钟楼响了。"]
    rows = [
        {"id": "a", "site": "a.example", "lines": lines, "labels": ["navigation", "body"], "kind": "news"},
        {"id": "b", "site": "b.example", "lines": lines, "content": [0, 1]},
        {"id": "c", "site": "c.example", "lines": lines, "title": "钟\u2028楼"},
        {"text": "加微信", "label": "promotion"},
        {"id": "d", "site": "d.example", "lines": lines, "labels": ["menu", "body"]},
    ]
    path = write(tmp_path / "pages.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    one, two, three, broken = found(path, out)
    assert isinstance(one, Source)
    assert isinstance(two, Source)
    assert isinstance(three, Source)
    assert [source.labels for source in (one, two, three)] == [("navigation", "body"), None, None]
    assert three.record.title == "钟 楼"
    assert "menu" in str(broken)
    assert len({source.target for source in (one, two, three)}) == 3


def test_jsonl_pages_keep_their_markup_where_it_gives_their_lines(tmp_path, out):
    html = "<html><body><h1>水磨</h1><p>木轮换过七次。</p></body></html>"
    page = {"id": "a", "site": "a.example", "lines": ["水磨", "木轮换过七次。"], "html": html}
    source = only(write(tmp_path / "a.jsonl", json.dumps(page)), out)
    assert source.document.markup is not None
    page["lines"] = ["水磨木轮换过七次。"]
    source = only(write(tmp_path / "b.jsonl", json.dumps(page)), out)
    assert source.document.markup is None


def test_a_folder_is_read_through(tmp_path, out):
    folder = tmp_path / "folder"
    write(folder / "a.txt", PAGE)
    write(folder / "deep" / "b.html", HTML)
    write(folder / "c.png", "x")
    assert [
        Path(source.document.name).name for source in found(folder, out) if isinstance(source, Source)
    ] == [
        "a.txt",
        "b.html",
    ]


def test_links_do_not_lead_out_of_a_folder(tmp_path, out):
    secret = write(tmp_path / "secret.txt", PAGE)
    folder = tmp_path / "folder"
    inside = write(folder / "inside.txt", PAGE)
    (folder / "out.txt").symlink_to(secret)
    (folder / "up").symlink_to(tmp_path)
    assert only(folder, out).document.name == str(inside)


@pytest.mark.parametrize("name", ["none.txt", "."])
def test_nothing_there_is_an_error(tmp_path, out, name):
    (error,) = found(tmp_path / name, out)
    assert isinstance(error, InputError)


def test_what_is_too_large_is_named(tmp_path, out, monkeypatch):
    monkeypatch.setattr(sources, "MAX_BYTES", 20)
    (file,) = found(write(tmp_path / "a.txt", PAGE), out)
    row = json.dumps({"id": "a", "site": "a.example", "lines": ["老" * 21]})
    (page,) = found(write(tmp_path / "a.jsonl", row), out)
    assert "larger" in str(file)
    assert "a.jsonl, line 1: is larger" in str(page)


def test_what_cannot_be_read_is_named(tmp_path, out):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (error,) = found(path, out)
    assert "a.txt" in str(error)


def test_labels_saved_before_come_back(tmp_path, out):
    page = only(write(tmp_path / "street.txt", "首页\n老街的钟楼响了。\n"), out)
    write(page.target, LABELLED)
    again = only(tmp_path / "street.txt", out)
    assert again.labels == ("navigation", "body")
    assert (again.record.site, again.record.title) == ("street.example", "老街")
    write(page.target, LABELLED.replace("老街的", "新街的"))  # the labels of another page
    assert only(tmp_path / "street.txt", out).labels is None


@pytest.mark.parametrize(
    "name", [*ATTACKS, "../../etc/passwd", "..\\..\\a.txt", "/", ".", "..", "", "a" * 500, "CON\u0000.txt"]
)
def test_file_names_are_harmless(name):
    made = file_name(name, ["老街"])
    assert Path(made).name == made
    assert made.isprintable()
    assert len(made.encode()) < 200
    assert not made.startswith(".")
    assert not set(made) & set("<>:\"/\\|?*'&\u202e")


def test_a_line_is_one_line():
    assert one_line(" 老\u2028街\r\n\ud83d的 ") == "老 街   的"


def test_an_empty_page_is_refused(out):
    with pytest.raises(InputError, match="no text"):
        source_of("\n \n", "pasted", out)
