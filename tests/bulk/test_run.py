import gzip
import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from classifier.bulk.clean import clean
from classifier.bulk.options import CleanOptions, Limits
from classifier.bulk.run import Job, Progress, Watch, run
from classifier.bulk.sources.find import find
from classifier.bulk.table import clean_table
from classifier.errors import InputError, OutputError, UsageError
from classifier.policy.policy import Policy
from classifier.policy.rules import Rule
from tests.bulk.crawl import html_pages, lines, members, read_lines, records, warc

ROWS = records(40)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a crawl in every form, as the current one."""
    monkeypatch.chdir(tmp_path)
    Path("crawl").mkdir()
    Path("crawl/a.jsonl").write_bytes(lines(ROWS))
    Path("crawl/b.jsonl.gz").write_bytes(members([lines(ROWS[:15]), lines(ROWS[15:])]))
    pq.write_table(pa.Table.from_pylist(ROWS), "crawl/c.parquet", row_group_size=15)
    Path("crawl/d.warc.gz").write_bytes(members(warc(html_pages(6))))
    Path("crawl/e.html").write_bytes(html_pages(1)[0])
    Path("crawl/f.txt").write_text("footer:备案\n正文", "utf-8")
    return tmp_path


def job(*names: str, out: str = "out.jsonl", form="auto", **others) -> Job:
    return Job(tuple(find(names, form)), Path(out), chunk=2000, commit_seconds=0, **others)


@pytest.mark.parametrize("name", ["crawl/a.jsonl", "crawl/b.jsonl.gz", "crawl/c.parquet"])
def test_records_come_out_cleaned(folder, fake, name):
    summary = run(job(name), fake)
    assert read_lines(Path("out.jsonl")) == clean(ROWS, fake).records
    assert (summary["documents"], summary["unusable"]) == (40, 0)
    assert json.loads(Path("out.jsonl.summary.json").read_text("utf-8")) == summary
    assert sorted(path.name for path in folder.iterdir()) == ["crawl", "out.jsonl", "out.jsonl.summary.json"]


@pytest.mark.parametrize("name", ["crawl/a.jsonl", "crawl/c.parquet"])
@pytest.mark.parametrize("mode", ["clean", "annotate", "attributes"])
def test_parquet_comes_out(folder, fake, name, mode):
    run(job(name, out="out.parquet", options=CleanOptions(mode)), fake)
    expected = clean_table(pa.Table.from_pylist(ROWS), fake, CleanOptions(mode)).table
    assert pq.read_table("out.parquet").to_pylist() == expected.to_pylist()


def test_all_forms_in_one_run_in_order(folder, fake):
    summary = run(job("crawl"), fake)
    got = [record.get("id") for record in read_lines(Path("out.jsonl"))]
    ids = [record["id"] for record in ROWS]
    archived = [f"<urn:uuid:{number:08}-0000-0000-0000-{number:012}>" for number in [0] * 6]
    assert got[:120] == ids * 3
    assert len(got[120:126]) == len(archived)
    assert got[126:] == ["crawl/e.html", "crawl/f.txt"]
    assert summary["inputs"] == 6


def test_an_archive_says_what_each_page_says_alone(folder, model):
    run(job("crawl/d.warc.gz", options=CleanOptions("annotate")), model)
    for record, html in zip(read_lines(Path("out.jsonl")), html_pages(6), strict=True):
        page = model.classify(html)
        assert [one["label"] for one in record["classifier"]["paragraphs"]] == [
            p.label for p in page.paragraphs
        ]
        assert record["text"] == page.document.text


def test_any_number_of_workers_gives_the_same_bytes(folder, fake):
    for workers in (1, 3):
        run(job("crawl", out=f"{workers}.jsonl.gz", rejects=Path(f"{workers}.rejects.jsonl"), workers=workers,
                options=CleanOptions(rejects=True)), fake)  # fmt: skip
    assert Path("1.jsonl.gz").read_bytes() == Path("3.jsonl.gz").read_bytes()
    assert Path("1.rejects.jsonl").read_bytes() == Path("3.rejects.jsonl").read_bytes()
    assert len(read_lines(Path("1.rejects.jsonl"))) > 40


def test_what_cannot_be_used_is_listed_with_its_place(folder, fake):
    Path("crawl/a.jsonl").write_bytes(lines(ROWS[:2]) + b"{broken\n" + lines([{"id": 9}]) + lines(ROWS[2:]))
    Path("crawl/large.txt").write_bytes(b"a" * 5000)
    told: list[str] = []
    done = job(
        "crawl/a.jsonl", "missing.jsonl", "crawl/large.txt", "crawl/f.txt", errors=Path("errors.jsonl"),
        options=CleanOptions(limits=Limits(size=4000)),
    )  # fmt: skip
    summary = run(done, fake, Watch(problem=told.append))
    errors = read_lines(Path("errors.jsonl"))
    assert [(one["input"], one["place"], one["id"]) for one in errors] == [
        ("crawl/a.jsonl", "line 3", None),
        ("crawl/a.jsonl", "line 4", 9),
        ("missing.jsonl", "", None),
        ("crawl/large.txt", "", None),
    ]
    assert errors[2]["reason"] == "no such file; check the path"
    assert told[2] == "missing.jsonl: no such file; check the path"
    assert (summary["documents"], summary["unusable"]) == (41, 4)


def test_rejects_name_their_input(folder, fake):
    run(job("crawl/f.txt", rejects=Path("r.jsonl"), options=CleanOptions(rejects=True)), fake)
    (reject,) = read_lines(Path("r.jsonl"))
    assert (reject["input"], reject["text"], reject["reason"]) == ("crawl/f.txt", "footer:备案", "footer")


@pytest.mark.parametrize("data", [lines(ROWS), gzip.compress(lines(ROWS))])
def test_standard_input(folder, fake, monkeypatch, data):
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = io.BytesIO(data)

        def readable(self) -> bool:
            return True

        def readinto(self, buffer) -> int:
            return self.data.readinto(buffer)

    class Stdin:
        buffer = io.BufferedReader(Pipe())

    monkeypatch.setattr(sys, "stdin", Stdin)
    run(job("-"), fake)
    assert read_lines(Path("out.jsonl")) == clean(ROWS, fake).records


def test_remote_inputs(folder, fake):
    fsspec.filesystem("memory").pipe("/bulk/a.jsonl.gz", gzip.compress(lines(ROWS)))
    run(job("memory://bulk/*.jsonl.gz"), fake)
    assert read_lines(Path("out.jsonl")) == clean(ROWS, fake).records


def test_a_line_that_goes_down_stops_the_run_which_goes_on_later(folder, fake, monkeypatch):
    from fsspec.implementations.memory import MemoryFile

    fsspec.filesystem("memory").pipe("/bulk/b.jsonl", lines(ROWS))
    read = MemoryFile.read
    left = 5

    def failing(self, *size):
        nonlocal left
        left -= 1
        if not left:
            raise OSError("connection reset")
        return read(self, min(3000, *size))

    done = job("memory://bulk/b.jsonl")
    with monkeypatch.context() as patch:
        patch.setattr(MemoryFile, "read", failing)
        with pytest.raises(
            InputError, match=r"reading stopped after .* connection reset; run the same command"
        ):
            run(done, fake)
    notes: list[str] = []
    run(done, fake, Watch(note=notes.append))
    assert notes[0].startswith("going on after")
    assert read_lines(Path("out.jsonl")) == clean(ROWS, fake).records


def test_progress_is_told(folder, fake):
    seen: list[Progress] = []
    run(job("crawl/a.jsonl", "crawl/f.txt"), fake, Watch(progress=seen.append))
    size = sum(Path(name).stat().st_size for name in ("crawl/a.jsonl", "crawl/f.txt"))
    assert seen[-1].read == seen[-1].total == size
    assert [one.read for one in seen] == sorted(one.read for one in seen)


def test_a_complete_run_has_nothing_to_do(folder, fake):
    first = run(job("crawl/a.jsonl"), fake)
    before = Path("out.jsonl").stat()
    notes: list[str] = []
    assert run(job("crawl/a.jsonl"), fake, Watch(note=notes.append)) == first
    assert notes == ["out.jsonl: complete already, nothing to do"]
    assert Path("out.jsonl").stat().st_mtime_ns == before.st_mtime_ns


def test_results_of_other_runs_are_not_touched(folder, fake):
    run(job("crawl/a.jsonl"), fake)
    with pytest.raises(UsageError, match=r"out.jsonl: is there already; .*--overwrite"):
        run(job("crawl/f.txt"), fake)
    run(job("crawl/f.txt", overwrite=True), fake)
    assert len(read_lines(Path("out.jsonl"))) == 1


@pytest.mark.parametrize(
    "policy",
    [
        Policy(threshold=0.4),
        Policy(keep=frozenset(("body",))),
        Policy(thresholds={"comment": 0.9}),
        Policy(drop_page_above=0.9),
        Policy(drop_page_without_content=0.5),
        Policy(rules=(Rule("r", "body", words=("a",)),)),
    ],
)
def test_another_policy_is_another_run(folder, fake, policy):
    first = run(job("crawl/f.txt"), replace(fake, policy=Policy()))
    again = run(job("crawl/f.txt", overwrite=True), replace(fake, policy=policy))
    assert first["run"] != again["run"]


def test_a_run_that_is_not_complete_is_not_mixed_with_another(folder, fake, monkeypatch):
    Path("out.jsonl.journal").write_text(
        json.dumps({"run": "other", "place": [], "tally": {}}), encoding="utf-8"
    )
    with pytest.raises(UsageError, match="belongs to a run with other inputs or options"):
        run(job("crawl/a.jsonl"), fake)
    run(job("crawl/a.jsonl", overwrite=True), fake)


def test_two_runs_do_not_write_one_file(folder, fake):
    from classifier.bulk.drafts import open_drafts

    with (
        open_drafts({"out": Path("out.jsonl")}, {}),
        pytest.raises(UsageError, match="another run is writing"),
        open_drafts({"out": Path("out.jsonl")}, {}),
    ):
        pass


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"out": Path("crawl")}, "this ending is not known"),
        ({"out": Path("nowhere/out.jsonl")}, "there is no folder nowhere"),
        ({"rejects": Path("out.jsonl")}, "named for two kinds of results"),
        ({"errors": Path("e.parquet")}, "errors are written as JSON Lines"),
        ({"out": Path("out.txt")}, "this ending is not known"),
        ({"errors": Path("out.jsonl.summary.json")}, "named for two kinds of results"),
        ({"out": Path("crawl/a.jsonl"), "overwrite": True}, "is there already, as one of the inputs"),
        ({"errors": Path("crawl/../crawl/a.jsonl")}, "is there already, as one of the inputs"),
    ],
)
def test_places_that_cannot_take_results(folder, fake, changes, reason):
    with pytest.raises(UsageError, match=reason):
        run(replace(job("crawl/a.jsonl"), **changes), fake)


def test_a_full_disk_is_told_and_the_run_goes_on_later(folder, fake, monkeypatch):
    from classifier.bulk.drafts import Drafts

    append = Drafts.append
    left = 3

    def full(self, data):
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(28, "No space left on device")
        append(self, data)

    with monkeypatch.context() as patch:
        patch.setattr(Drafts, "append", full)
        with pytest.raises(
            OutputError, match="No space left on device; when that is solved, run the same command"
        ):
            run(job("crawl/a.jsonl"), fake)
    run(job("crawl/a.jsonl"), fake)
    assert read_lines(Path("out.jsonl")) == clean(ROWS, fake).records


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_results_without_lines_are_whole_files(folder, fake, ending):
    """gunzip and zstd call a file of no bytes cut off."""
    errors = Path(f"errors.jsonl.{ending}")
    Path("crawl/empty.jsonl").write_bytes(b"")
    run(job("crawl/empty.jsonl", out=f"out.jsonl.{ending}", errors=errors), fake)
    assert errors.read_bytes() == Path(f"out.jsonl.{ending}").read_bytes()
    data = errors.read_bytes()
    assert data
    plain = gzip.decompress(data) if ending == "gz" else zstandard.ZstdDecompressor().decompress(data)
    assert plain == b""
    assert not list(Path().glob("*.part"))


def test_the_summary_counts_by_label_verdict_and_site(folder, fake):
    summary = run(job("crawl/a.jsonl", "crawl/d.warc.gz"), fake)
    assert sum(one["documents"] for one in summary["verdicts"].values()) == summary["documents"] == 46
    assert sum(one["characters"] for one in summary["labels"].values()) == summary["characters"]
    assert set(summary["sites"]) == {"a.example", "b.example", "c.example"}
    assert summary["kept"] + summary["dropped"] == summary["characters"]
    assert summary["skipped"] == {}


@pytest.mark.parametrize("rows", [[], [{"id": 1, "text": None, "n": 2}]])
def test_parquet_without_a_usable_row_keeps_its_columns(folder, fake, rows):
    """Whoever reads a folder of results expects the same columns in each."""
    schema = pa.schema([("id", pa.int64()), ("text", pa.string()), ("n", pa.int32())])
    pq.write_table(pa.Table.from_pylist(rows, schema), "crawl/none.parquet")
    pq.write_table(pa.Table.from_pylist([{"id": 1, "text": "甲", "n": 2}], schema), "crawl/one.parquet")
    run(job("crawl/none.parquet", out="none.parquet"), fake)
    run(job("crawl/one.parquet", out="one.parquet"), fake)
    assert pq.read_table("none.parquet").num_rows == 0
    assert pq.read_schema("none.parquet") == pq.read_schema("one.parquet")
