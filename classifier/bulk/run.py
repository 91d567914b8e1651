"""A run: inputs in, results files out, by several processes, so that it can be stopped at any moment."""

import json
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from classifier.bulk import journal
from classifier.bulk.digest import digest
from classifier.bulk.drafts import Drafts, draft_of, finish, open_drafts, writing
from classifier.bulk.formats import Format, format_of
from classifier.bulk.journal import State
from classifier.bulk.options import CleanOptions
from classifier.bulk.rescue import Rescue
from classifier.bulk.sources.chunk import Cut
from classifier.bulk.sources.find import Input
from classifier.bulk.summary import summarise
from classifier.bulk.tally import Tally
from classifier.bulk.tasks import Task, tasks
from classifier.bulk.work import ERRORS, OUT, REJECTS, Done, Work, worker
from classifier.errors import UsageError
from classifier.pipeline import Model
from classifier.workers import ordered_map

COMMIT_SECONDS: Final = 2.0
"""Between two commits: what a killed run has to do again. Each waits for the disk."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a run has to do.

    Attributes:
        inputs: what to read.
        out: where the records go; the ending says how they are written.
        rejects: where dropped paragraphs go, None for nowhere.
        errors: where a list of what could not be used goes, None for nowhere.
        options: how records are cleaned.
        workers: processes; the results are the same for any number. 0 works in this one, and ends with it where
            a page kills it.
        overwrite: results of another run may be replaced.
        chunk: bytes of records that a worker is given at once.
        commit_seconds: time between two commits.
    """

    inputs: tuple[Input, ...]
    out: Path
    rejects: Path | None = None
    errors: Path | None = None
    options: CleanOptions = field(default_factory=CleanOptions)
    workers: int = 0
    overwrite: bool = False
    chunk: int = 1_000_000
    commit_seconds: float = COMMIT_SECONDS

    @property
    def targets(self) -> dict[str, Path]:
        """The results files that are wanted."""
        wanted = {OUT: self.out, REJECTS: self.rejects, ERRORS: self.errors}
        return {name: path for name, path in wanted.items() if path is not None}

    @property
    def formats(self) -> dict[str, Format]:
        """How each results file is written.

        Raises:
            UsageError: an ending is not known, or a library is missing.
        """
        return {name: format_of(path) for name, path in self.targets.items()}

    @property
    def journal(self) -> Path:
        """Where the run's journal is while it is not complete."""
        return self.out.with_name(f"{self.out.name}.journal")

    @property
    def summary(self) -> Path:
        """Where the run's summary is when it is complete."""
        return self.out.with_name(f"{self.out.name}.summary.json")

    @property
    def cut(self) -> Cut:
        """How inputs are cut."""
        return Cut(self.chunk, self.options.limits.size)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        read: bytes of inputs read, as stored.
        total: bytes of all inputs, 0 where that is not known.
        tally: counts so far.
        seconds: time spent by this run and those that it goes on from.
    """

    read: int
    total: int
    tally: Tally
    seconds: float


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told about a run.

    Attributes:
        progress: called after each chunk.
        problem: called for what cannot be used.
        note: called for what else there is to say.
    """

    progress: Callable[[Progress], None] = lambda _: None
    problem: Callable[[str], None] = lambda _: None
    note: Callable[[str], None] = lambda _: None


def run(job: Job, model: Model, watch: Watch | None = None) -> dict[str, Any]:
    """Carries a job out, from the beginning or from where it was stopped.

    Returns:
        The summary, which is also written beside the results.

    Raises:
        UsageError: results are there already, an ending is not known, a library is missing.
        OutputError: results cannot be written; the same call later goes on.
        WorkerError: worker processes die whatever they do; the same call later goes on.
    """
    watch = watch or Watch()
    _check(job)
    name = _digest(job, model)
    with writing(job.out):
        state = _begin(job, name)
        if state is None:
            watch.note(f"{job.out}: complete already, nothing to do")
            found = journal.finished(job.summary)
            assert found is not None
            return found
        if state.read or state.complete:
            watch.note(f"going on after {state.tally.documents:,} documents")
        if not state.complete:
            with open_drafts(job.targets, state.sizes) as drafts:
                state = _work(job, model, drafts, state, watch)
        finish(job.targets, job.formats)
        summary = summarise(state.tally, job.inputs, name)
        journal.write_safely(job.summary, json.dumps(summary, ensure_ascii=False, indent=1).encode() + b"\n")
        job.journal.unlink()
    return summary


def _work(job: Job, model: Model, drafts: Drafts, state: State, watch: Watch) -> State:
    """Does all that is left to do, committing now and then."""
    total = 0 if any(not one.size for one in job.inputs) else sum(one.size for one in job.inputs)
    begun = committed = time.monotonic()
    first = state
    stream = tasks(job.inputs, state.input, state.place, job.cut)
    with closing(stream), closing(_results(job, model, stream)) as results:
        for done in results:
            drafts.append(done.data)
            state.tally.add(done.tally)
            now = time.monotonic()
            state = replace(
                state, input=done.input, place=done.place, read=done.read, seconds=first.seconds + now - begun
            )
            for problem in done.errors:
                watch.problem(problem)
            watch.progress(Progress(state.read, total, state.tally, state.seconds))
            if now - committed >= job.commit_seconds:
                state = _commit(job, drafts, state)
                committed = time.monotonic()
    return _commit(job, drafts, replace(state, complete=True))


def _results(job: Job, model: Model, stream: Iterable[Task]) -> Generator[Done, None, None]:
    """What becomes of the tasks, in order."""
    work = Work(job.options, job.formats, last_resort=job.workers > 0)
    if not job.workers:
        yield from map(worker(model, work), stream)
        return
    with closing(Rescue(model, work)) as rescue:
        yield from ordered_map(partial(worker, model, work), stream, job.workers, rescue=rescue)


def _commit(job: Job, drafts: Drafts, state: State) -> State:
    """Sees to it that all results so far are on the disk, and then that the journal says so."""
    drafts.sync()
    state = replace(state, sizes=dict(drafts.sizes))
    journal.save(job.journal, state)
    return state


def _begin(job: Job, name: str) -> State | None:
    """The state to go on from; None where the run is complete already."""
    state = journal.load(job.journal)
    if state is not None and state.run == name:
        return state
    if state is not None and not job.overwrite:
        raise UsageError(
            f"{job.journal}: belongs to a run with other inputs or options that is not complete; "
            "run that command again, or begin anew with --overwrite"
        )
    if not job.overwrite:
        done = journal.finished(job.summary)
        present = [str(path) for path in job.targets.values() if path.exists()]
        if done is not None and done.get("run") == name and len(present) == len(job.targets):
            return None
        if present:
            raise UsageError(
                f"{present[0]}: is there already; name another file, or replace it with --overwrite"
            )
    job.journal.unlink(missing_ok=True)
    for path in job.targets.values():
        draft_of(path).unlink(missing_ok=True)
    return State(name)


def _check(job: Job) -> None:
    paths, formats = list(job.targets.values()), job.formats
    own = [job.journal, job.summary, *(draft_of(path) for path in paths)]
    if len({path.absolute() for path in (*paths, *own)}) < len(paths) + len(own):
        raise UsageError(f"{job.out}: named for two kinds of results; give each its own file")
    for one in job.inputs:
        for path in paths:
            # As a folder or a pattern finds it when the command is run again.
            if one.name.endswith(path.name) and path.resolve() == Path(one.name).resolve():
                raise UsageError(
                    f"{path}: is there already, as one of the inputs; name a file that is not in what is read"
                )
    for name, path in job.targets.items():
        if path.is_dir():
            raise UsageError(f"{path}: is a folder; name a file in it")
        if not path.parent.is_dir():
            raise UsageError(f"{path}: there is no folder {path.parent}; make it first")
        if name != OUT and formats[name].parquet:
            raise UsageError(f"{path}: {name} are written as JSON Lines; choose another ending")


def _digest(job: Job, model: Model) -> str:
    """Digest of everything that the results depend on."""
    return digest(
        model,
        job.options,
        [asdict(one) for one in job.inputs],
        {name: str(path) for name, path in job.targets.items()},
        asdict(job.cut),
    )
