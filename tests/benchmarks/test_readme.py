import pytest

from benchmarks.data import ROOT
from benchmarks.readme import BEGIN, END, fill


def test_the_block_is_replaced_and_nothing_else(tmp_path):
    path = tmp_path / "README.md"
    path.write_text(f"# 标题\n{BEGIN}\nold\n{END}\nrest\n", encoding="utf-8")
    for table in ("| new |\n", "| newer |"):
        fill(path, table)
    assert path.read_text("utf-8") == f"# 标题\n{BEGIN}\n| newer |\n{END}\nrest\n"


@pytest.mark.parametrize("text", ["", f"{BEGIN}\n", f"{END}\n{BEGIN}\n", f"{BEGIN}\n{BEGIN}\n{END}\n"])
def test_a_file_without_the_marks_is_refused(tmp_path, text):
    path = tmp_path / "README.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="wants one line"):
        fill(path, "table")
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_this_project_s_readmes_have_the_marks(name):
    text = (ROOT / name).read_text("utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
