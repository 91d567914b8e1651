import json
from pathlib import Path

from classifier.corpus.files import scan
from classifier.corpus.problem import Placed, Problem
from classifier.corpus.record import LabelledLine

FRAGMENT = "# label: body\n# kind: news\n{}\n"


def texts(paths: list[Path]) -> list[str]:
    records = [item.record for item in scan(paths) if isinstance(item, Placed)]
    return [record.text for record in records if isinstance(record, LabelledLine)]


def problems(paths: list[Path]) -> list[tuple[str, int, str]]:
    return [(item.path.name, item.line, item.message) for item in scan(paths) if isinstance(item, Problem)]


def test_folder_is_read_in_the_order_of_its_paths_and_leaves_other_files(tmp_path):
    for name, text in (("b/one.txt", "乙"), ("a/two.txt", "丙"), ("a.txt", "甲")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(FRAGMENT.format(text), encoding="utf-8")
    row = {"text": "丁", "label": "body", "kind": ""}
    (tmp_path / "c.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (tmp_path / "README.md").write_text("# about\n", encoding="utf-8")
    assert texts([tmp_path]) == ["甲", "丙", "乙", "丁"]
    assert texts([tmp_path / "c.jsonl", tmp_path / "a"]) == ["丁", "丙"]
    assert problems([tmp_path]) == []


def test_paths_that_cannot_be_used(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "page.html").write_text("<p>", encoding="utf-8")
    found = problems([tmp_path / "empty", tmp_path / "page.html", tmp_path / "nowhere"])
    assert [(name, line) for name, line, _ in found] == [("empty", 0), ("page.html", 0), ("nowhere", 0)]
    assert "holds no corpus file" in found[0][2]
    assert "is no corpus file" in found[1][2]
    assert found[2][2] == "does not exist"
