"""Counts the lines of sites in one pass over the inputs that a run reads, by several processes."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import cast

import numpy as np

from classifier.bulk.items import Item, Unusable, item_of
from classifier.bulk.label import label
from classifier.bulk.options import Fields, Limits
from classifier.bulk.run import Progress, Watch
from classifier.bulk.sites.counter import LINES, SiteCounter
from classifier.bulk.sites.keys import Keys, line_keys, site_key, site_name
from classifier.bulk.sites.store import SiteMemory, save
from classifier.bulk.sources import jsonl, page_file, parquet, warc
from classifier.bulk.sources.chunk import Cut
from classifier.bulk.sources.find import Input
from classifier.bulk.tally import Tally
from classifier.bulk.tasks import Task, tasks
from classifier.bulk.work import error_row, message
from classifier.errors import OutputError, UsageError
from classifier.pipeline import Model
from classifier.records import Document
from classifier.workers import ordered_map

TOLD = 20
"""Problems of a task that are handed on as messages."""


@dataclass(frozen=True, slots=True)
class SitesJob:
    """What is to be counted.

    Attributes:
        inputs: what to read.
        out: the file of site memory.
        fields: where a record has what.
        limits: what one document may cost.
        workers: processes that read; the file is the same for any number.
        lines: lines remembered of all sites together.
        overwrite: a file that is there already may be replaced.
        chunk: bytes of records that a worker is given at once.
    """

    inputs: tuple[Input, ...]
    out: Path
    fields: Fields = field(default_factory=Fields)
    limits: Limits = field(default_factory=Limits)
    workers: int = 1
    lines: int = LINES
    overwrite: bool = False
    chunk: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted.

    Attributes:
        documents: pages read.
        unusable: parts of the input that could not be used.
        homeless: pages without an address or a folder, which were not counted.
        copies: pages that their site had already.
        forgotten: sites forgotten for want of room.
        sites: sites with recurring lines.
        lines: recurring lines.
    """

    documents: int
    unusable: int
    homeless: int
    copies: int
    forgotten: int
    sites: int
    lines: int


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a task: its pages' sites and lines, problems, and bytes of all inputs so far."""

    pages: list[tuple[int, Keys]]
    documents: int
    unusable: int
    problems: list[str]
    read: int


class _Reader:
    """Stands where `label` asks for a model and gives the documents back: they are refused and timed as in a run."""

    @staticmethod
    def classify_batched(documents: Iterable[Document]) -> Iterator[Document]:
        return iter(documents)


def count_sites(job: SitesJob, watch: Watch | None = None) -> Counted:
    """Counts, and writes the file.

    Raises:
        UsageError: the file is there already, or a library is missing.
        OutputError: the file cannot be written.
        WorkerError: a worker process died.
    """
    watch = watch or Watch()
    _check(job)
    counter = SiteCounter(lines=job.lines)
    tally = _count(job, counter, watch)
    memory = SiteMemory.of(counter.recurring())
    try:
        save(job.out, memory)
    except OSError as error:
        raise OutputError(f"{job.out}: cannot be written: {error.strerror}; choose another place") from error
    return Counted(
        tally.documents,
        tally.unusable,
        tally.documents - counter.pages - counter.copies,
        counter.copies,
        counter.forgotten,
        len(memory.sites),
        len(memory.lines),
    )


def _check(job: SitesJob) -> None:
    if job.out.exists() and (job.out.is_dir() or not job.overwrite):
        raise UsageError(f"{job.out}: is there already; name another file, or replace it with --overwrite")
    if not job.out.parent.is_dir():
        raise UsageError(f"{job.out}: there is no folder {job.out.parent}; make it first")


def _count(job: SitesJob, counter: SiteCounter, watch: Watch) -> Tally:
    total = 0 if any(not one.size for one in job.inputs) else sum(one.size for one in job.inputs)
    begun = time.monotonic()
    tally = Tally()
    stream = tasks(job.inputs, 0, (), Cut(job.chunk, job.limits.size))
    prepare = partial(_reader, job.fields, job.limits)
    with closing(stream), closing(ordered_map(prepare, stream, job.workers)) as results:
        for done in results:
            for site, keys in done.pages:
                counter.add(site, keys)
            tally.documents += done.documents
            tally.unusable += done.unusable
            for problem in done.problems:
                watch.problem(problem)
            watch.progress(Progress(done.read, total, tally, time.monotonic() - begun))
    return tally


def _reader(fields: Fields, limits: Limits) -> Callable[[Task], _Read]:
    return partial(_read, fields, limits)


def _read(fields: Fields, limits: Limits, task: Task) -> _Read:
    found = list(_items(task, fields, limits))
    items = [one for one in found if isinstance(one, Item)]
    unusable = [one for one in found if isinstance(one, Unusable)]
    pages, documents = [], 0
    for item, document in zip(items, _documents(items, limits), strict=True):
        if isinstance(document, Unusable):
            unusable.append(document)
            continue
        documents += 1
        name = site_name(item)
        if name is not None:
            site = site_key(name)
            pages.append((site, np.unique(line_keys(site, document.lines()))))
    problems = [message(error_row(task.name, one)) for one in unusable[:TOLD]]
    return _Read(pages, documents, len(unusable), problems, task.read)


def _documents(items: Sequence[Item], limits: Limits) -> list[Document | Unusable]:
    return cast(list[Document | Unusable], label(items, cast(Model, _Reader()), limits))


def _items(task: Task, fields: Fields, limits: Limits) -> Iterator[Item | Unusable]:
    """The records of a task; those of an archive that hold no page are left out."""
    if task.chunk.unusable is not None:
        yield task.chunk.unusable
    if task.chunk.payload is None:
        return
    if task.form == "jsonl":
        yield from jsonl.items(task.chunk, fields)
    elif task.form == "parquet":
        for number, record in enumerate(parquet.table(task.chunk).to_pylist(), task.chunk.first):
            yield item_of(record, fields, f"row {number}")
    elif task.form == "warc":
        yield from (item for item in warc.items(task.chunk, limits.size) if not isinstance(item, str))
    else:
        yield from page_file.items(task.chunk)
