"""A page that ends the process that labels it costs itself alone."""

import os
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from classifier.bulk.careful import Step, do_carefully
from classifier.bulk.options import CleanOptions, Limits
from classifier.bulk.run import Job, Watch, run
from classifier.bulk.sources.chunk import Cut
from classifier.bulk.sources.find import find
from classifier.bulk.tasks import tasks
from classifier.bulk.work import Work, worker
from classifier.errors import WorkerError
from classifier.pipeline import Model
from tests.bulk.crawl import html_pages, lines, members, read_lines, records, warc
from tests.bulk.deadly_model import HANGING, KILLED, LEAVING, SEGFAULT, DeadlyModel, Hopeless, Unlucky

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the pages end their process in the ways of POSIX")


def rows(*deadly: tuple[int, str]) -> list[dict[str, Any]]:
    found = records(30)
    for number, word in deadly:
        found[number]["text"] += f"\n{word}"
    return found


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def job(name: str, workers: int = 2, out: str = "out.jsonl.gz", seconds: float = 60, mode="clean") -> Job:
    return Job(
        tuple(find([name])), Path(out), Path("rejects.jsonl"), Path("errors.jsonl"),
        CleanOptions(mode, rejects=True, limits=Limits(seconds=seconds)), workers=workers, chunk=2000,
    )  # fmt: skip


def deadly(fake: Model) -> Model:
    return cast(Model, DeadlyModel(fake.policy, {}, home=os.getpid()))


def results(out: str) -> dict[str, bytes]:
    """The results but for the list of errors, which tells what happened; the summary's counts are among them."""
    names = (out, "rejects.jsonl", f"{out}.summary.json")
    found = {name: Path(name).read_bytes() for name in names}
    for name in names:
        Path(name).unlink()
    return found


def write(form: str, found: list[dict[str, Any]]) -> str:
    if form == "jsonl":
        Path("crawl.jsonl").write_bytes(
            b"\xef\xbb\xbf" + lines(found[:9]) + b"{broken\n\n" + lines(found[9:])
        )
        return "crawl.jsonl"
    if form == "parquet":
        pq.write_table(pa.Table.from_pylist(found), "crawl.parquet", row_group_size=20)
        return "crawl.parquet"
    pages = html_pages(len(found))
    for number, row in enumerate(found):
        if word := [word for word in (SEGFAULT, KILLED, LEAVING) if word in row["text"]]:
            pages[number] = pages[number].replace(b"</h1>", f"{word[0]}</h1>".encode())
    if form == "warc":
        Path("crawl.warc.gz").write_bytes(members(warc(pages)))
        return "crawl.warc.gz"
    Path("pages").mkdir()
    for number, page in enumerate(pages):
        Path(f"pages/{number:02}.html").write_bytes(page)
    return "pages"


@pytest.mark.parametrize(
    ("form", "out", "mode"),
    [
        ("jsonl", "out.jsonl.gz", "clean"),
        ("jsonl", "out.jsonl", "attributes"),
        ("parquet", "out.parquet", "clean"),
        ("parquet", "out.jsonl", "annotate"),
        ("warc", "out.jsonl.gz", "clean"),
        ("pages", "out.parquet", "annotate"),
    ],
)
def test_the_culprits_are_listed_and_all_else_is_the_same(folder, fake, form, out, mode):
    name = write(form, rows((7, SEGFAULT), (8, KILLED), (23, LEAVING)))
    run(job(name, 0, out, mode=mode), deadly(fake))  # in this process they are only refused
    refused = read_lines(Path("errors.jsonl"))
    expected = results(out)
    Path("errors.jsonl").unlink()

    told: list[str] = []
    summary = run(job(name, 2, out, mode=mode), deadly(fake), Watch(problem=told.append))
    errors = read_lines(Path("errors.jsonl"))
    where = [[one[key] for key in ("input", "place", "id")] for one in errors]
    assert where == [[one[key] for key in ("input", "place", "id")] for one in refused]
    reasons = [one["reason"] for one in errors if "JSON" not in one["reason"]]
    assert reasons == [
        "the worker process died on this document (SIGSEGV)",
        "the worker process died on this document (SIGKILL, perhaps for want of memory)",
        "the worker process died on this document (exit status 3)",
    ]
    assert summary["unusable"] == len(errors) == len(told)
    assert results(out) == expected


def test_one_worker_is_a_process_of_its_own(folder, fake):
    Path("crawl.jsonl").write_bytes(lines(rows((0, SEGFAULT))))
    assert run(job("crawl.jsonl", 1), deadly(fake))["documents"] == 29


def test_the_time_limit_holds_in_a_library_as_well(folder, fake):
    Path("crawl.jsonl").write_bytes(lines(rows((4, HANGING))))
    summary = run(job("crawl.jsonl", 2, seconds=0.2), deadly(fake))
    assert summary["documents"] == 29
    (error,) = read_lines(Path("errors.jsonl"))
    assert (error["id"], error["reason"]) == (
        "doc-4",
        "took longer than the limit of 0.2 seconds, in a library that nothing interrupts",
    )


def test_a_process_that_is_killed_once_costs_nothing(folder, fake):
    Path("crawl.jsonl").write_bytes(lines(rows()))
    unlucky = cast(Model, Unlucky(fake.policy, {}, mark="killed"))
    run(job("crawl.jsonl", 0), fake)
    expected = results("out.jsonl.gz")
    Path("errors.jsonl").unlink()
    summary = run(job("crawl.jsonl", 2), unlucky)
    assert Path("killed").exists()
    assert (summary["documents"], summary["unusable"]) == (30, 0)
    found = results("out.jsonl.gz")
    assert found["out.jsonl.gz"] == expected["out.jsonl.gz"]
    assert found["rejects.jsonl"] == expected["rejects.jsonl"]


def test_no_document_is_blamed_where_every_process_dies(folder, fake):
    Path("crawl.jsonl").write_bytes(lines(rows()))
    with pytest.raises(WorkerError, match="new ones die again where no document is to blame"):
        run(job("crawl.jsonl"), cast(Model, Hopeless(fake.policy, {})))
    assert not Path("out.jsonl.gz").exists()


@pytest.mark.parametrize("form", ["jsonl", "warc", "pages"])
def test_a_record_that_cannot_even_be_parsed_is_left_out(folder, fake, form):
    """As after a death while the third record was parsed."""
    cut = Cut(1 << 20, 1 << 20)
    (task,) = tasks(find([write(form, rows())]), 0, (), cut)
    work = Work(CleanOptions(), job("x").formats | {"rejects": job("x").formats["errors"]})
    steps: list[Step] = []
    expected = worker(fake, work)(task)
    done = do_carefully(fake, work, task, {("parse", 2): "died"}, steps.append)
    assert done.tally.documents == expected.tally.documents - 1
    assert done.tally.unusable == expected.tally.unusable + 1
    where = {"jsonl": "crawl.jsonl: line 3: died", "pages": "pages/02.html: died"}
    assert where.get(form, "crawl.warc.gz: record 9: died") in done.errors
    assert ("parse", 2) not in steps
    assert steps[-1] == ("end", 0)


@pytest.mark.parametrize("form", ["jsonl", "parquet", "warc", "pages"])
def test_carefully_done_is_the_same(folder, fake, form):
    cut = Cut(1 << 20, 1 << 20)
    work = Work(CleanOptions(rejects=True), job("x").formats)
    for task in tasks(find([write(form, rows())]), 0, (), cut):
        assert do_carefully(fake, work, task, {}, lambda _: None) == worker(fake, work)(task)
