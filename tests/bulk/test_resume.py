"""A run may be killed at any moment: whatever has happened, the same command ends with the same bytes."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from classifier.bulk import journal
from classifier.bulk.options import CleanOptions
from classifier.bulk.run import Job, run
from classifier.bulk.sources.find import find
from classifier.errors import UsageError
from tests.bulk.crawl import html_pages, lines, members, records, warc
from tests.cli.fake_model import FAKE

ROOT = Path(__file__).parents[2]
OUTS = ("out.jsonl.gz", "out.parquet")


class CrashError(BaseException):
    """The process ends here."""


def crash(*_: object) -> None:
    raise CrashError


def job(out: str, workers: int = 0) -> Job:
    return Job(
        tuple(find(["crawl"])),
        Path(out),
        Path("rejects.jsonl.gz"),
        Path("errors.jsonl"),
        CleanOptions(rejects=True),
        workers=workers,
        chunk=6000,
        commit_seconds=0,
    )


@pytest.fixture
def crawl(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("crawl").mkdir()
    Path("crawl/a.jsonl").write_bytes(lines(records(30)) + b"broken\n")
    Path("crawl/b.jsonl.gz").write_bytes(members([lines(records(5)), lines(records(20))])[:-30])
    Path("crawl/c.warc.gz").write_bytes(members(warc(html_pages(4))))
    for number, page in enumerate(html_pages(4)):
        Path(f"crawl/{number}.html").write_bytes(page)
    return tmp_path


def results() -> dict[str, bytes]:
    """All files beside the crawl; when a run is complete only results are left."""
    return {path.name: path.read_bytes() for path in sorted(Path().iterdir()) if path.is_file()}


def undisturbed(out: str, model) -> dict[str, bytes]:
    run(job(out), model)
    found = results()
    for name in found:
        Path(name).unlink()
    return found


@pytest.mark.parametrize("out", OUTS)
def test_a_crash_at_any_step_changes_nothing(crawl, fake, monkeypatch, out):
    """Every write, wait for the disk and renaming is a step; the run crashes before one of them, each time another.

    Of the steps at work, which are alike, some are taken; of the last ones, which put results into place, all.
    """
    expected = undisturbed(out, fake)
    left = 0

    def step() -> None:
        nonlocal left
        left -= 1
        if not left:
            raise CrashError

    write, fsync, rename, unlink = FileIO.write, os.fsync, Path.replace, Path.unlink

    class CrashingFile(FileIO):
        def write(self, data: Any) -> int:
            step()
            if not left % 3:  # now and then a part of it is written
                data = bytes(data)[: len(data) // 2]
            return write(self, data)

    def crashing(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            step()
            return function(*arguments, **options)

        return call

    with monkeypatch.context() as patch:
        patch.setattr("classifier.bulk.drafts.FileIO", CrashingFile)
        patch.setattr(os, "fsync", crashing(fsync))
        patch.setattr(Path, "replace", crashing(rename))
        patch.setattr(Path, "unlink", crashing(unlink))
        left = 1 << 30
        run(job(out), fake)
        steps = (1 << 30) - left
        for name in expected:
            unlink(Path(name))
        for crash_at in sorted({*range(1, steps, 7), *range(steps - 10, steps + 1)}):
            left = crash_at
            with pytest.raises(CrashError):
                run(job(out), fake)
            left = 0
            run(job(out), fake)
            assert results() == expected, f"after a crash before step {crash_at} of {steps}"
            for name in expected:
                unlink(Path(name))
    assert steps > 50


def test_what_was_not_committed_does_not_count(crawl, fake, monkeypatch):
    """After a power cut the drafts' ends may be missing or hold anything."""
    expected = undisturbed("out.jsonl.gz", fake)
    saves = 0
    save = journal.save

    def crashing(path, state):
        nonlocal saves
        saves += 1
        save(path, state)
        if saves == 3:
            raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(journal, "save", crashing)
        with pytest.raises(CrashError):
            run(job("out.jsonl.gz"), fake)
    for name in ("out.jsonl.gz.part", "rejects.jsonl.gz.part", "errors.jsonl.part"):
        with Path(name).open("ab") as file:
            file.write(b"garbage")
    Path("out.jsonl.gz.journal.new").write_bytes(b"half a jour")
    run(job("out.jsonl.gz", workers=2), fake)
    assert {name: data for name, data in results().items() if not name.endswith(".new")} == expected


def test_a_draft_that_has_lost_what_counts_is_refused(crawl, fake, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("classifier.bulk.run.finish", crash)
        with pytest.raises(CrashError):
            run(job("out.jsonl"), fake)
    state = journal.load(Path("out.jsonl.journal"))
    assert state is not None
    assert state.complete
    journal.save(Path("out.jsonl.journal"), replace(state, complete=False))
    Path("out.jsonl.part").write_bytes(b"")
    with pytest.raises(UsageError, match=r"shorter than its journal says; begin anew with --overwrite"):
        run(job("out.jsonl"), fake)


PROGRAM = """
import time
from classifier.bulk.drafts import Drafts
from tests.bulk.test_resume import job, run
from tests.cli.fake_model import FAKE

def slow(self, data, append=Drafts.append):
    time.sleep(0.02)
    append(self, data)

Drafts.append = slow
run(job("out.jsonl.gz", workers=1), FAKE)
"""


def test_a_killed_process_loses_nothing(crawl):
    """Kills the whole program at random moments, until a run gets through."""
    Path("crawl/d.jsonl").write_bytes(lines(records(40)) * 20)
    expected = undisturbed("out.jsonl.gz", FAKE)
    chance = random.Random(7)
    killed = 0
    while True:
        command = [sys.executable, "-c", PROGRAM]
        program = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)})
        for _ in range(6000):  # until it is at work, and a little longer
            if killed >= 3 or Path("out.jsonl.gz.part").exists() or program.poll() is not None:
                break
            time.sleep(0.01)
        try:
            code = program.wait(None if killed >= 3 else chance.uniform(0.1, 0.6))
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
            killed += 1
            continue
        assert code == 0
        break
    assert killed
    assert results() == expected
