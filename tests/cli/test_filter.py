import json
from pathlib import Path

import pytest

from tests.bulk.crawl import lines, read_lines, records

ROWS = records(9)


@pytest.fixture
def crawl(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("crawl.jsonl").write_bytes(lines(ROWS))
    return "crawl.jsonl"


def test_a_crawl_is_cleaned(run, crawl):
    outcome = run("filter", crawl, "-o", "out.jsonl.gz", "--workers", 1)
    assert outcome.code == 0
    assert outcome.stdout == b""
    assert [row["id"] for row in read_lines(Path("out.jsonl.gz"))] == [row["id"] for row in ROWS]
    assert "out.jsonl.gz: 9 documents, " in outcome.err
    assert "navigation" in outcome.err
    assert "a.example" in outcome.err


def test_the_options_reach_the_run(run, crawl):
    Path("other.jsonl").write_bytes(
        lines([{"key": 1, "link": "http://z.example", "body": "footer:备案\n正文"}])
    )
    outcome = run(
        "filter", "other.jsonl", "-o", "out.jsonl", "--workers", 1, "--annotate", "--text-field", "body",
        "--id-field", "key", "--url-field", "link", "--rejects", "rejects.jsonl", "--errors", "errors.jsonl",
    )  # fmt: skip
    assert outcome.code == 0
    (record,) = read_lines(Path("out.jsonl"))
    assert [one["label"] for one in record["classifier"]["paragraphs"]] == ["footer", "body"]
    (reject,) = read_lines(Path("rejects.jsonl"))
    assert (reject["id"], reject["url"], reject["place"]) == (1, "http://z.example", "line 1")
    assert Path("errors.jsonl").read_bytes() == b""
    assert json.loads(Path("out.jsonl.summary.json").read_text("utf-8"))["documents"] == 1


def test_attributes(run, crawl):
    assert run("filter", crawl, "-o", "out.jsonl", "--workers", 1, "--attributes").code == 0
    assert set(read_lines(Path("out.jsonl"))[0]) == {"id", "source", "attributes"}


def test_what_cannot_be_used_is_named_and_the_rest_is_done(run, crawl):
    Path("broken.jsonl").write_bytes(b"{\n" * 30)
    outcome = run("filter", "broken.jsonl", "missing.jsonl", crawl, "-o", "out.jsonl", "--workers", 1)
    assert outcome.code == 1
    assert "broken.jsonl: line 1: not JSON" in outcome.err
    assert "broken.jsonl: line 21" not in outcome.err
    assert "more could not be used; --errors FILE lists them" in outcome.err
    assert len(read_lines(Path("out.jsonl"))) == 9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "out.jsonl", "--annotate", "--attributes"], "exclude each other"),
        (["-o", "out.csv"], "this ending is not known"),
        (["-o", "crawl.jsonl"], "is there already"),
        (["-o", "out.jsonl", "--policy", "missing.toml"], "missing.toml"),
        ([], "Missing option '--out'"),
    ],
)
def test_wrong_usage(run, crawl, arguments, message):
    outcome = run("filter", crawl, "--workers", 1, *arguments)
    assert outcome.code == 2
    assert message in outcome.err
    assert sorted(path.name for path in Path().iterdir()) == ["crawl.jsonl"]


def test_the_same_command_again_has_nothing_to_do(run, crawl):
    command = ("filter", crawl, "-o", "out.jsonl", "--workers", 1)
    assert run(*command).code == 0
    again = run(*command)
    assert again.code == 0
    assert "complete already" in again.err


def test_a_stopped_run_says_how_it_goes_on(run, crawl, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("classifier.bulk.run._work", stopped)
    outcome = run("filter", crawl, "-o", "out.jsonl", "--workers", 1)
    assert outcome.code == 130
    assert outcome.err == "classifier: stopped; run the same command again to go on\n"


def test_a_json_array_is_not_taken_for_a_page(run, crawl):
    Path("array.json").write_text(json.dumps(ROWS, ensure_ascii=False), "utf-8")
    outcome = run("filter", "array.json", "-o", "out.jsonl", "--workers", 1)
    assert outcome.code == 1
    assert "array.json: line 1: a JSON list, not an object, which each line should be" in outcome.err
