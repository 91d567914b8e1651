import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from classifier.bulk.clean import clean
from classifier.bulk.engines.cleaner import Cleaner
from classifier.bulk.options import CleanOptions, Fields, Limits
from classifier.bulk.run import Job, Watch, run
from classifier.bulk.sites.keys import line_keys, site_key
from classifier.bulk.sites.run import SitesJob, count_sites
from classifier.bulk.sites.store import memory, open_sites
from classifier.bulk.sources.find import find
from classifier.bulk.table import clean_table
from classifier.errors import OutputError, UsageError
from tests.bulk.crawl import html_pages, lines, members, read_lines, records, warc

NOTE = "本站所有文章均由读者来稿"
ROWS = [row | {"text": f"{row['text']}\n{NOTE}\n{row['id']}号稿件"} for row in records(30)]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("crawl.jsonl").write_bytes(lines(ROWS))
    return tmp_path


def job(*names: str, out: str = "crawl.sites", **others: Any) -> SitesJob:
    return SitesJob(tuple(find(names)), Path(out), chunk=2000, **others)


def pages_of(site: str, line: str, path: str = "crawl.sites") -> tuple[int, int]:
    known, number = memory(open_sites(Path(path))), site_key(site)
    return int(known.counts_of(line_keys(number, [line]))[0]), known.pages_of(number)


def test_lines_are_counted_by_site(folder):
    counted = count_sites(job("crawl.jsonl"))
    assert (counted.documents, counted.unusable, counted.homeless, counted.sites) == (30, 0, 0, 3)
    assert [pages_of(f"{site}.example", NOTE) for site in "abc"] == [(10, 10)] * 3
    assert pages_of("a.example", "doc-0号稿件") == (0, 10)
    assert [path.name for path in folder.iterdir() if "sites" in path.name] == ["crawl.sites"]


def test_every_form_of_input_gives_the_same_file(folder):
    Path("crawl.jsonl.gz").write_bytes(members([lines(ROWS[:11]), lines(ROWS[11:])]))
    pq.write_table(pa.Table.from_pylist(ROWS), "crawl.parquet", row_group_size=7)
    made = []
    for number, name in enumerate(("crawl.jsonl", "crawl.jsonl.gz", "crawl.parquet")):
        count_sites(job(name, out=f"{number}.sites"))
        made.append(Path(f"{number}.sites").read_bytes())
    assert made[0] == made[1] == made[2]


def test_the_number_of_workers_makes_no_difference(folder):
    count_sites(job("crawl.jsonl", out="1.sites"))
    count_sites(job("crawl.jsonl", out="2.sites", workers=2))
    assert Path("1.sites").read_bytes() == Path("2.sites").read_bytes()


def test_archives_and_folders_of_pages(folder):
    Path("crawl.warc.gz").write_bytes(members(warc(html_pages(12))))
    counted = count_sites(job("crawl.warc.gz"))
    assert (counted.documents, counted.homeless) == (12, 0)
    assert pages_of("a.example", "网站首页") == (4, 4)
    Path("mirror/x").mkdir(parents=True)
    for number, page in enumerate(html_pages(5)):
        Path(f"mirror/x/{number}.html").write_bytes(page)
    count_sites(job("mirror", overwrite=True))
    assert pages_of("mirror/x/", "网站首页") == (5, 5)


def test_what_cannot_be_used_and_what_has_no_address_is_told(folder):
    Path("other.jsonl").write_bytes(
        b"{\n" + lines([{"text": "正文", "link": f"http://d.example/{i}"} for i in "123"])
    )
    problems: list[str] = []
    counted = count_sites(
        job("other.jsonl", "missing.jsonl", limits=Limits(paragraphs=3)), Watch(problem=problems.append)
    )
    assert (counted.documents, counted.homeless, counted.unusable) == (3, 3, 2)
    assert problems[0].startswith("other.jsonl: line 1: not JSON")
    assert "missing.jsonl: no such file" in problems[1]
    counted = count_sites(job("other.jsonl", fields=Fields(url="link"), overwrite=True))
    assert (counted.homeless, counted.copies) == (0, 2)


def test_limits_hold(folder):
    counted = count_sites(job("crawl.jsonl", limits=Limits(paragraphs=2)))
    assert (counted.documents, counted.unusable) == (0, 30)


def test_a_file_that_is_there_is_not_replaced_unasked(folder):
    Path("crawl.sites").write_bytes(b"mine")
    with pytest.raises(UsageError, match="is there already"):
        count_sites(job("crawl.jsonl"))
    assert Path("crawl.sites").read_bytes() == b"mine"
    count_sites(job("crawl.jsonl", overwrite=True))
    assert pages_of("a.example", NOTE) == (10, 10)
    with pytest.raises(UsageError, match="is there already"):
        count_sites(job("crawl.jsonl", out=".", overwrite=True))
    with pytest.raises(UsageError, match="there is no folder none"):
        count_sites(job("crawl.jsonl", out="none/x.sites"))


def test_a_full_disk_is_told(folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("classifier.bulk.sites.store.write_whole", full)
    with pytest.raises(OutputError, match=r"crawl\.sites: cannot be written: No space left on device"):
        count_sites(job("crawl.jsonl"))


@pytest.fixture
def options(folder):
    count_sites(job("crawl.jsonl"))
    return CleanOptions(rejects=True, sites=open_sites(Path("crawl.sites")))


def test_filter_drops_what_recurs(fake, options):
    run(Job(tuple(find(["crawl.jsonl"])), Path("out.jsonl"), Path("rejects.jsonl"), options=options), fake)
    assert not any(NOTE in row["text"] for row in read_lines(Path("out.jsonl")))
    reasons = {row["reason"] for row in read_lines(Path("rejects.jsonl")) if row["text"] == NOTE}
    assert reasons == {"site: on 10 of 10 pages"}
    assert read_lines(Path("out.jsonl")) == clean(ROWS, fake, options).records


@pytest.mark.parametrize("workers", [1, 2])
def test_tables_and_workers_drop_the_same(fake, options, workers):
    pq.write_table(pa.Table.from_pylist(ROWS), "crawl.parquet", row_group_size=7)
    run(Job(tuple(find(["crawl.parquet"])), Path("out.jsonl"), options=options, workers=workers), fake)
    expected = clean(ROWS, fake, options)
    assert read_lines(Path("out.jsonl")) == expected.records
    table = clean_table(pa.Table.from_pylist(ROWS), fake, options)
    assert table.table["text"].to_pylist() == [row["text"] for row in expected.records]
    assert [row["reason"] for row in table.rejects] == [row["reason"] for row in expected.rejects]


def test_what_engines_send_to_their_workers_drops_the_same(fake, options):
    sent = pickle.loads(pickle.dumps(Cleaner(fake, options)))
    table = sent(pa.Table.from_pylist(ROWS))
    assert table["text"].to_pylist() == [row["text"] for row in clean(ROWS, fake, options).records]
    assert not any(NOTE in text for text in table["text"].to_pylist())


@pytest.mark.parametrize("mode", ["annotate", "attributes"])
def test_annotations_say_that_it_is_dropped(fake, options, mode):
    (record,) = clean(ROWS[:1], fake, replace(options, mode=mode)).records
    start = ROWS[0]["text"].index(NOTE)
    if mode == "annotate":
        (row,) = [row for row in record["classifier"]["paragraphs"] if row["start"] == start]
        assert (record["text"], row["keep"]) == (ROWS[0]["text"], False)
    else:
        assert [start, start + len(NOTE), 1.0] in record["attributes"]["classifier__drop"]


def test_a_stopped_run_goes_on_with_the_same_memory_only(fake, options):
    wanted = Job(
        tuple(find(["crawl.jsonl"])), Path("out.jsonl"), options=options, chunk=1000, commit_seconds=0
    )

    class StopError(Exception):
        pass

    def stop(progress):
        if progress.tally.documents > 5:
            raise StopError

    with pytest.raises(StopError):
        run(wanted, fake, Watch(progress=stop))
    assert wanted.journal.exists()
    count_sites(job("crawl.jsonl", out="other.sites", lines=1000))
    Path("few.jsonl").write_bytes(lines(ROWS[:9]))
    count_sites(job("few.jsonl", out="few.sites"))
    for other in (None, open_sites(Path("few.sites"))):
        with pytest.raises(UsageError, match="belongs to a run with other inputs or options"):
            run(replace(wanted, options=replace(options, sites=other)), fake)
    notes: list[str] = []
    run(wanted, fake, Watch(note=notes.append))
    assert notes[0].startswith("going on after")
    assert read_lines(Path("out.jsonl")) == clean(ROWS, fake, options).records
