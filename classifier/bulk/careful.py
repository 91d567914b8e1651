"""A chunk done one document at a time, by a process that says beforehand what it is at.

A process that a document kills cannot say so any more; what it said last names the document.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from classifier.bulk.clock import last_resort
from classifier.bulk.items import Item, Unusable
from classifier.bulk.label import label, unusable
from classifier.bulk.options import Limits
from classifier.bulk.sources.chunk import Chunk
from classifier.bulk.tasks import Task
from classifier.bulk.work import Done, Way, Work, do
from classifier.pipeline import Model
from classifier.records import Page

Step = tuple[Literal["begin", "parse", "label", "end"], int]
"""What a process is at: the number counts the chunk's records while they are parsed, then its documents."""

Guilty = Mapping[Step, str]
"""Steps that ended a process, each with the reason why its document cannot be used."""


@dataclass(frozen=True, slots=True)
class _Careful:
    """One attempt at a chunk."""

    guilty: Guilty
    tell: Callable[[Step], None]

    def parts(self, task: Task) -> Iterator[Task | Unusable]:
        """The chunk's records, each a task of its own."""
        for number, (part, place) in enumerate(_parts(task)):
            step: Step = ("parse", number)
            if step in self.guilty:
                yield replace(place, reason=self.guilty[step])
            else:
                self.tell(step)
                yield part

    def label(self, items: Sequence[Item], model: Model, limits: Limits) -> list[Page | Unusable]:
        """Labels each item alone."""
        found: list[Page | Unusable] = []
        for number, item in enumerate(items):
            step: Step = ("label", number)
            if step in self.guilty:
                found.append(unusable(item, self.guilty[step]))
            else:
                self.tell(step)
                found += label([item], model, limits, clock=last_resort)
        self.tell(("end", 0))
        return found


def do_carefully(model: Model, work: Work, task: Task, guilty: Guilty, tell: Callable[[Step], None]) -> Done:
    """Does a task; what comes out is the same as when its documents are labelled together.

    Args:
        model: labels the paragraphs.
        work: what is wanted.
        task: the chunk.
        guilty: the steps that are not taken; their documents are unusable.
        tell: is told each step before it is taken.
    """
    careful = _Careful(guilty, tell)
    return do(model, work, task, Way(careful.label, careful.parts))


def _parts(task: Task) -> Iterator[tuple[Task, Unusable]]:
    """Each record of a chunk as a task, and its place. Rows of a table are not parsed one by one."""
    chunk = task.chunk
    if chunk.payload is None or task.form == "parquet":
        yield task, Unusable("", "")
        return
    parts: list[tuple[Chunk, Unusable]]
    if task.form == "jsonl":
        lines = enumerate(chunk.payload.split(b"\n"), chunk.first)
        parts = [(replace(chunk, payload=line, first=n), Unusable(f"line {n}", "")) for n, line in lines]
    elif task.form == "warc":
        parts = [
            (replace(chunk, payload=[entry]), Unusable(f"record {entry[0]}", "")) for entry in chunk.payload
        ]
    else:
        parts = [
            (replace(chunk, payload=[entry]), Unusable("", "", input=entry.input)) for entry in chunk.payload
        ]
    for part, place in parts:
        yield replace(task, chunk=replace(part, unusable=None)), place
