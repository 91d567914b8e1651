from pathlib import Path

import pytest

from tests.bulk.crawl import lines, read_lines, records

NOTE = "本站所有文章均由读者来稿"
ROWS = [row | {"text": f"{row['text']}\n{NOTE}\n{row['id']}号稿件"} for row in records(12)]


@pytest.fixture
def crawl(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("crawl.jsonl").write_bytes(lines(ROWS))
    return "crawl.jsonl"


def test_sites_are_counted_and_used(run, crawl):
    outcome = run("sites", crawl, "-o", "crawl.sites", "--workers", 1)
    assert (outcome.code, outcome.stdout) == (0, b"")
    assert "crawl.sites: 12 documents, 0 unusable; " in outcome.err
    assert "lines recur on 3 sites" in outcome.err
    outcome = run(
        "filter",
        crawl,
        "-o",
        "out.jsonl",
        "--rejects",
        "rejects.jsonl",
        "--sites",
        "crawl.sites",
        "--workers",
        1,
    )
    assert outcome.code == 0
    assert not any(NOTE in row["text"] for row in read_lines(Path("out.jsonl")))
    reasons = [row["reason"] for row in read_lines(Path("rejects.jsonl")) if row["text"] == NOTE]
    assert reasons == ["site: on 4 of 4 pages"] * 12


def test_what_was_left_out_is_told(run, crawl):
    rows = [{"text": "正文甲"}, *ROWS[:2], ROWS[0]]
    Path("other.jsonl").write_bytes(lines(rows) + b"{\n" * 30)
    outcome = run("sites", "other.jsonl", "missing.jsonl", "-o", "other.sites", "--workers", 1)
    assert outcome.code == 1
    assert "other.jsonl: line 5: not JSON" in outcome.err
    assert "more could not be used\n" in outcome.err
    assert (
        "1 documents have no address and were left out; name the field that has it with --url-field"
        in outcome.err
    )
    assert "1 documents are copies of another of their site" in outcome.err
    assert Path("other.sites").exists()


def test_forgotten_sites_are_told(run, crawl):
    rows = [
        {
            "url": f"http://s{number}.example",
            "text": "\n".join(f"第{number}站第{line}行" for line in range(2000)),
        }
        for number in range(60)
    ]
    Path("many.jsonl").write_bytes(lines(rows))
    outcome = run("sites", "many.jsonl", "-o", "many.sites", "--workers", 1, "--max-lines", 100_000)
    assert outcome.code == 0
    assert (
        "sites with few pages were forgotten, as there were too many at once; raise --max-lines"
        in outcome.err
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "crawl.jsonl"], "is there already"),
        (["-o", "none/crawl.sites"], "there is no folder none"),
        (["-o", "crawl.sites", "--max-lines", "5"], "--max-lines"),
        ([], "Missing option '--out'"),
    ],
)
def test_wrong_usage(run, crawl, arguments, message):
    outcome = run("sites", crawl, "--workers", 1, *arguments)
    assert outcome.code == 2
    assert message in outcome.err
    assert [path.name for path in Path().iterdir()] == ["crawl.jsonl"]


@pytest.mark.parametrize("data", [b"", b"nothing of the kind", None])
def test_filter_refuses_what_is_no_site_memory(run, crawl, data):
    if data is not None:
        Path("crawl.sites").write_bytes(data)
    outcome = run("filter", crawl, "-o", "out.jsonl", "--sites", "crawl.sites", "--workers", 1)
    assert outcome.code == 2
    assert "crawl.sites: " in outcome.err
    assert not Path("out.jsonl").exists()
