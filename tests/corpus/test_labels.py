import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.corpus.labels import PageLabels, page_digest, scan_labels, write_labels
from classifier.corpus.load import load_corpus
from classifier.corpus.problem import Problem
from classifier.corpus.record import LabelledPage, SilverPage, UnlabelledPage
from classifier.errors import CorpusError
from classifier.labels import LABELS

LINES = ("首页", "晒青稞的人", "场院里铺满了青稞，风从山口来。", "版权归晒场所有")
LABELS_OF_LINES = ("navigation", "heading", "body", "footer")
SILVER = SilverPage(
    "s", "b.cn", "", LINES, (0, 1, 1, 0), html="<p>", source="谷仓", licence="MIT", commit="1f"
)
UNLABELLED = UnlabelledPage("u", "c.cn", "", ("零下四十一度", "炉子上的水开了"))


@pytest.fixture
def folder(tmp_path):
    rows = []
    for page in (SILVER, UNLABELLED):
        row = asdict(page)
        rows.append(json.dumps({"id": row.pop("name"), **row}) + "\n")
    (tmp_path / "given.jsonl").write_text("".join(rows), encoding="utf-8")
    return tmp_path


def write(folder: Path, text: str, name: str = "own/labels/pages.tsv") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_digest_is_that_of_the_joined_lines():
    assert page_digest(["a", "b"]) == page_digest(("a\nb",))
    assert page_digest(LINES) != page_digest(LINES[::-1])
    assert len(page_digest([])) == 32


def test_pages_named_become_labelled_whatever_the_order_of_the_inputs(folder):
    write(folder, f"# where: elsewhere\n{page_digest(LINES)}\t1n1h1b1f\n")
    labelled = LabelledPage(
        "s", "b.cn", "", LINES, LABELS_OF_LINES, "", "<p>", "谷仓", "MIT", "1f", chosen="labelled"
    )
    for paths in (["own", "given.jsonl"], ["given.jsonl", "own/labels/pages.tsv"]):
        corpus = load_corpus([folder / path for path in paths])
        assert corpus.pages == (labelled,)
        assert corpus.silver == ()
        assert corpus.unlabelled == (UNLABELLED,)


def test_unlabelled_pages_can_be_named_too_and_labels_change_the_digest(folder):
    without = load_corpus([folder])
    write(folder, f"{page_digest(UNLABELLED.lines)}\t2b\n")
    corpus = load_corpus([folder])
    assert corpus.unlabelled == ()
    assert corpus.pages[0].labels == ("body", "body")
    assert corpus.digest != without.digest


def test_entries_without_a_page_are_not_used(folder):
    before = load_corpus([folder])
    write(folder, f"{page_digest(['nobody has it'])}\t3b\n")
    assert load_corpus([folder]) == before


def test_pages_with_labels_of_their_own_keep_them(folder):
    row = {"id": "h", "site": "d.cn", "lines": ["一行"], "labels": ["body"]}
    (folder / "given.jsonl").write_text(json.dumps(row), encoding="utf-8")
    write(folder, f"{page_digest(['一行'])}\t1n\n")
    assert load_corpus([folder]).pages[0].labels == ("body",)


def test_wrong_number_of_labels_names_the_label_file_and_its_line(folder):
    write(folder, f"# two lines above\n\n{page_digest(LINES)}\t1n2b\n")
    with pytest.raises(CorpusError, match=r"pages\.tsv:3: 3 labels for the 4 lines of page s"):
        load_corpus([folder])


def test_labels_for_one_page_in_two_places(folder):
    write(folder, f"{page_digest(LINES)}\t1n1h1b1f\n")
    write(folder, f"{page_digest(LINES)}\t4b\n", "own/labels/too.tsv")
    with pytest.raises(CorpusError, match=r"too\.tsv:1: the same page has labels in .*pages\.tsv:1"):
        load_corpus([folder])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2b", "digest"),
        (f"{'0' * 31}\t2b", "digest"),
        (f"{'G' * 32}\t2b", "digest"),
        (f"{'0' * 32} 2b", "digest"),
        (f"{'0' * 32}\t", "no run lengths"),
        (f"{'0' * 32}\t2x", "no run lengths"),
        (f"{'0' * 32}\tb2", "no run lengths"),
        (f"{'0' * 32}\t0b", "no run lengths"),
        (f"{'0' * 32}\t2b 1n", "no run lengths"),
        (f"{'0' * 32}\t99999999999b", "no run lengths"),
    ],
)
def test_broken_rows_are_named(folder, row, message):
    path = write(folder, f"# top\n{row}\n")
    (problem,) = scan_labels(path)
    assert isinstance(problem, Problem)
    assert problem.line == 2
    assert message in problem.message
    with pytest.raises(CorpusError, match=r"pages\.tsv:2"):
        load_corpus([folder])


def test_file_that_is_no_text_is_named(tmp_path):
    path = tmp_path / "labels.tsv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorpusError, match=r"labels\.tsv: cannot be read"):
        load_corpus([path])


@given(st.dictionaries(st.integers(), st.lists(st.sampled_from(LABELS), min_size=1), max_size=5))
def test_written_labels_read_back_the_same_sorted_by_digest(tmp_path_factory, pages):
    labels = {page_digest([str(page)]): tuple(found) for page, found in pages.items()}
    path = tmp_path_factory.mktemp("labels") / "all.tsv"
    write_labels(path, labels, "Labels of invented pages.\nTwo lines of comment.")
    entries = list(scan_labels(path))
    places = range(3, 3 + len(labels))
    assert entries == [
        PageLabels(digest, found, path, line)
        for (digest, found), line in zip(sorted(labels.items()), places, strict=True)
    ]
    assert path.read_text(encoding="utf-8").startswith("# Labels of invented pages.\n# Two lines")
