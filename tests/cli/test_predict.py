import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from classifier.cli import inputs
from tests.cli.fake_model import FAKE

ROOT = Path(__file__).parents[2]


def test_jsonl_has_the_fields_of_the_contract_in_order(run, page):
    outcome = run("predict", page)
    assert (outcome.code, outcome.err) == (0, "")
    *paragraphs, summary = outcome.rows
    text = Path(page).read_text(encoding="utf-8")
    assert [list(row) for row in paragraphs] == [
        ["doc", "index", "start", "end", "text", "label", "junk", "keep"]
    ] * 5
    assert [row["index"] for row in paragraphs] == [0, 1, 2, 3, 4]
    assert all(row["text"] == text[row["start"] : row["end"]] for row in paragraphs)
    assert [row["label"] for row in paragraphs] == ["navigation", "heading", "body", "body", "gambling"]
    assert [row["keep"] for row in paragraphs] == [False, True, True, True, False]
    assert paragraphs[2]["text"] == "河东的石桥昨天通车。"
    assert paragraphs[2]["junk"] == pytest.approx(1 - 0.8 - 0.2 / 9, abs=1e-6)
    assert {row["doc"] for row in outcome.rows} == {"page.txt"}
    assert list(summary) == ["doc", "verdict", "content_chars", "junk_share"]
    assert summary["verdict"] == "list"
    kept = sum(len(row["text"]) for row in paragraphs if row["keep"])
    assert summary["content_chars"] == kept
    total = sum(len(row["text"]) for row in paragraphs)
    assert summary["junk_share"] == pytest.approx(1 - kept / total, abs=1e-6)


def test_explain_adds_reasons_largest_first(run, page):
    row = run("predict", page, "--explain").rows[2]
    assert list(row)[-1] == "reasons"
    weights = [weight for _, weight in row["reasons"]]
    assert row["reasons"][0] == ["河东", 1.0]
    assert sorted(weights, key=abs, reverse=True) == weights
    assert "reasons" not in run("predict", page).rows[2]


def test_rules_are_reported_as_the_reason(run, page):
    Path("p.toml").write_text(
        '[[rules]]\nname = "bridges"\nlabel = "promotion"\nwords = ["石桥"]', encoding="utf-8"
    )
    row = run("predict", page, "--policy", "p.toml", "--explain").rows[2]
    assert (row["label"], row["keep"], row["reasons"]) == ("promotion", False, [["rule: bridges", None]])


def test_policy_decides_what_is_kept(run):
    page = "comment:好文章\n标题之下的正文".encode()
    assert [row.get("keep") for row in run("predict", stdin=page).rows] == [False, True, None]
    complete = run("predict", "--policy", "complete", stdin=page)
    assert [row.get("keep") for row in complete.rows] == [True, True, None]


def test_standard_input_is_read_without_files_and_as_a_dash(run):
    page = "正文一行".encode()
    for arguments in ([], ["-"]):
        outcome = run("predict", *arguments, stdin=page)
        assert outcome.code == 0
        assert [row["doc"] for row in outcome.rows] == ["-", "-"]


def test_terminal_as_standard_input_is_wrong_usage(run):
    outcome = run("predict", terminal=True)
    assert outcome.code == 2
    assert "no FILES given and standard input is a terminal; name files, or pipe a page in" in outcome.err


def test_format_is_a_table_on_a_terminal_and_jsonl_elsewhere(run, page):
    assert run("predict", page).out.startswith('{"doc"')
    assert "label" in run("predict", page, terminal=True).out.splitlines()[1]


def test_empty_file_is_an_empty_page(run, tmp_path):
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    outcome = run("predict", path)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.rows == [{"doc": str(path), "verdict": "empty", "content_chars": 0, "junk_share": 0.0}]
    for output_format in ("table", "text", "html"):
        assert run("predict", path, "--format", output_format).code == 0


def test_bad_inputs_are_named_the_rest_is_done(run, page, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    outcome = run("predict", "missing.txt", page, "folder", "picture.png", page)
    assert outcome.code == 1
    messages = outcome.err.splitlines()
    assert messages[0] == "classifier: missing.txt: no such file; check the path"
    assert messages[1] == ("classifier: folder: is a folder; name its files (folder/*)")
    assert messages[2].startswith("classifier: picture.png: ")
    assert len(messages) == 3
    assert [row["doc"] for row in outcome.rows if "verdict" in row] == ["page.txt", "page.txt"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom file permissions stop")
def test_unreadable_file(run, page):
    Path(page).chmod(0)
    outcome = run("predict", page)
    assert outcome.code == 1
    assert "page.txt: Permission denied; check the file and its permissions" in outcome.err


def test_replaced_characters_are_told(run, tmp_path):
    path = tmp_path / "broken.txt"
    path.write_bytes("这是一行完整的正文，后面有坏字节。".encode() * 20 + b"\xff\xfe\xfd\n")
    outcome = run("predict", path, "--format", "text")
    assert outcome.code == 0
    assert "characters could not be decoded as utf-8; they stand as U+FFFD" in outcome.err
    assert "\ufffd" in outcome.out


def test_input_kind_is_as_told(run):
    html = b"<p>one</p><p>two</p>"
    assert [row["text"] for row in run("predict", "--input", "text", stdin=html).rows[:-1]] == [html.decode()]
    assert [row["text"] for row in run("predict", "--input", "html", stdin=html).rows[:-1]] == ["one", "two"]


def test_groups_keep_the_order_of_the_inputs(run, tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "READ_BYTES", 50)
    paths = []
    for number in range(7):
        paths.append(tmp_path / f"{number}.txt")
        paths[-1].write_text(f"第{number}页的正文" * (number % 3 + 1), encoding="utf-8")
    outcome = run("predict", *paths)
    assert [row["doc"] for row in outcome.rows if "verdict" in row] == [str(path) for path in paths]


def test_groups_are_bounded_by_bytes(monkeypatch, tmp_path):
    monkeypatch.setattr(inputs, "READ_BYTES", 10)
    names = []
    for number, size in enumerate((4, 4, 4, 30, 1)):
        path = tmp_path / f"{number}.txt"
        path.write_bytes(b"a" * size)
        names.append(str(path))
    missing = str(tmp_path / "missing.txt")
    grouped = [[len(group), group[0]] for group in inputs._together([*names, missing, "-"])]
    assert grouped == [[2, names[0]], [1, names[2]], [1, names[3]], [2, names[4]], [1, "-"]]


def test_an_input_named_twice_is_read_twice(run, page):
    outcome = run("predict", page, page, "missing.txt", page)
    assert outcome.code == 1
    assert sum("verdict" in row for row in outcome.rows) == 3


def test_text_is_the_kept_text_with_blank_lines_between_pages(run, page, tmp_path):
    junk = tmp_path / "junk.txt"
    junk.write_text("footer:版权所有", encoding="utf-8")
    outcome = run("predict", page, junk, page, "--format", "text")
    kept = "heading:桥修好了\n河东的石桥昨天通车。\n走的人很多。\n"
    assert outcome.out == kept + "\n" + kept


def test_lone_surrogates_survive_as_json_escapes(run, monkeypatch):
    from classifier.reading.text import read_text

    monkeypatch.setattr(
        inputs, "read_sources", lambda sources, **options: [read_text("坏\ud800字", options["names"][0])]
    )
    outcome = run("predict", "-")
    assert b"\\ud800" in outcome.stdout
    assert outcome.rows[0]["text"] == "坏\ud800字"
    assert run("predict", "-", "--format", "text").out == "坏\\ud800字\n"
    for output_format in ("table", "html"):
        assert "坏\\ud800字" in run("predict", "-", "--format", output_format).out


@pytest.mark.parametrize("output_format", ["table", "jsonl", "text"])
def test_nothing_of_a_page_steers_the_terminal(run, output_format):
    page = "正文\x1b]0;title\x07里\u202e有\x9b31m控制字符".encode()
    outcome = run("predict", "-", "--format", output_format, stdin=page, terminal=True)
    for character in ("\x1b]", "\x07", "\u202e", "\x9b"):
        assert character not in outcome.out
    assert "\\u202e" in outcome.out


def test_piped_text_is_untouched(run):
    page = "正文\x1b里\u202e有控制字符"
    assert run("predict", "--format", "text", stdin=page.encode()).out == page + "\n"
    assert run("predict", stdin=page.encode()).rows[0]["text"] == page


def test_explain_without_a_place_for_reasons_is_wrong_usage(run, page):
    outcome = run("predict", page, "--explain", "--format", "text")
    assert outcome.code == 2
    assert "--explain needs a format that shows reasons: table, jsonl or html" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--policy", "precize"], "classifier: there is no policy 'precize', did you mean 'precise'?"),
        (["--format", "xml"], "'xml' is not one of 'table', 'jsonl', 'text', 'html'"),
        (["--input", "pdf"], "'pdf' is not one of 'auto', 'text', 'html'"),
        (["--colour"], "No such option: --colour"),
    ],
)
def test_wrong_usage(run, page, arguments, message):
    outcome = run("predict", page, *arguments)
    assert outcome.code == 2
    assert message in outcome.err
    assert outcome.out == ""


def test_interrupt_ends_with_130_and_no_traceback(run, page):
    outcome = run("predict", page, model=replace(FAKE, interrupted=True))
    assert outcome.code == 130
    assert "Traceback" not in outcome.err


def test_reader_that_goes_away_ends_the_command_silently(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("这是一行很普通的正文。\n" * 20_000, encoding="utf-8")
    command = [sys.executable, "-m", "tests.cli.fake_model", "predict", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"doc"')
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_full_disk_is_told_without_a_traceback(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text("正文", encoding="utf-8")
    command = [sys.executable, "-m", "tests.cli.fake_model", "predict", str(path)]
    with Path("/dev/full").open("w") as full:
        outcome = subprocess.run(
            command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert outcome.returncode == 1
    (message,) = outcome.stderr.splitlines()
    assert message.startswith(
        "classifier: the results could not be written: No space left on device; make room"
    )
