"""What a worker does with a task: parse, label, and write the results as the bytes that go to the files."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from classifier.bulk import table
from classifier.bulk.clean import clean_items
from classifier.bulk.clock import last_resort, time_limit
from classifier.bulk.formats import Format, json_lines
from classifier.bulk.items import Item, Unusable
from classifier.bulk.label import Labeller, label
from classifier.bulk.options import CleanOptions
from classifier.bulk.sources import jsonl, page_file, warc
from classifier.bulk.sources.chunk import Place
from classifier.bulk.tally import Tally
from classifier.bulk.tasks import Task
from classifier.pipeline import Model

OUT: Final = "out"
REJECTS: Final = "rejects"
ERRORS: Final = "errors"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a task.

    Attributes:
        data: for each results file what is added to it.
        tally: counts.
        errors: messages about what could not be used, the first ones.
        input: number of the input that comes next.
        place: where to go on in it.
        read: bytes of all inputs read so far, as stored.
    """

    data: dict[str, bytes]
    tally: Tally
    errors: list[str]
    input: int
    place: Place
    read: int


@dataclass(frozen=True, slots=True)
class Work:
    """What workers are told.

    Attributes:
        options: how records are cleaned.
        formats: the results files that are wanted, of "out", "rejects" and "errors".
        told: errors of a task that are handed on as messages.
        last_resort: the process may end itself where a page's time is over and nothing else helps.
    """

    options: CleanOptions
    formats: dict[str, Format] = field(default_factory=dict)
    told: int = 20
    last_resort: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How a task's records are gone through.

    Attributes:
        labeller: labels the pages.
        parts: cuts the task where its records are parsed; what cannot be used is in place of its part.
    """

    labeller: Labeller = label
    parts: Callable[[Task], Iterable[Task | Unusable]] = lambda task: (task,)


def worker(model: Model, work: Work) -> Callable[[Task], Done]:
    """Makes what a process gives its tasks to."""
    way = Way(partial(label, clock=last_resort if work.last_resort else time_limit))
    return partial(do, model, work, way=way)


def do(model: Model, work: Work, task: Task, way: Way) -> Done:
    """Does a task."""
    options, out = work.options, work.formats[OUT]
    tally = Tally()
    if task.form == "parquet" and task.chunk.payload is not None:
        result, data = table.clean_chunk(task.chunk, model, options, out, way.labeller)
    else:
        result = clean_items(list(_items(task, options, tally, way)), model, options, way.labeller)
        data = table.pack_records(result.records, options) if out.parquet else json_lines(result.records)
    tally.add(result.tally)
    errors = [error_row(task.name, one) for one in result.unusable]
    rejects = [row | {"input": row["input"] or task.name} for row in result.rejects]
    lines = {OUT: data, REJECTS: json_lines(rejects), ERRORS: json_lines(errors)}
    return Done(
        {name: file.pack(lines[name]) for name, file in work.formats.items()},
        tally,
        [message(row) for row in errors[: work.told]],
        task.input,
        task.place,
        task.read,
    )


def _items(task: Task, options: CleanOptions, tally: Tally, way: Way) -> Iterator[Item | Unusable]:
    if task.chunk.unusable is not None:
        yield task.chunk.unusable
    if task.chunk.payload is None:
        return
    for part in way.parts(task):
        if isinstance(part, Unusable):
            yield part
        else:
            yield from _parsed(part, options, tally)


def _parsed(task: Task, options: CleanOptions, tally: Tally) -> Iterator[Item | Unusable]:
    if task.form == "jsonl":
        yield from jsonl.items(task.chunk, options.fields)
    elif task.form == "warc":
        for item in warc.items(task.chunk, options.limits.size):
            if isinstance(item, str):
                tally.skip(item)
            else:
                yield item
    else:
        yield from page_file.items(task.chunk)


def error_row(name: str, one: Unusable) -> dict[str, Any]:
    """A line of the errors file."""
    return {"input": one.input or name, "place": one.place, "id": one.id, "reason": one.reason}


def message(row: dict[str, Any]) -> str:
    """The same for a reader: what, where."""
    return ": ".join(part for part in (row["input"], row["place"], row["reason"]) if part)
