"""The stream of tasks of a run: chunks of all inputs, from the beginning or from where a run was stopped."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from io import BufferedReader, BytesIO
from typing import BinaryIO, Final

from classifier.bulk.items import Unusable
from classifier.bulk.sources import jsonl, page_file, parquet, warc
from classifier.bulk.sources.chunk import Chunk, Cut, Cutter, Place
from classifier.bulk.sources.find import Form, Input, look
from classifier.bulk.sources.opening import STDIN, explain, is_remote, open_input
from classifier.errors import InputError
from classifier.reading.source import Kind

_CUTTERS: Final[dict[Form, Cutter]] = {"jsonl": jsonl.cut, "warc": warc.cut, "parquet": parquet.cut}


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk and where it belongs.

    Attributes:
        name: the input; of several page files, the first.
        form: what the payload holds: jsonl, warc, parquet, or auto for page files.
        chunk: the piece.
        input: number of the input that comes next.
        place: where to go on in it.
        read: bytes of all inputs read so far, as stored.
    """

    name: str
    form: Form
    chunk: Chunk
    input: int
    place: Place
    read: int


def tasks(inputs: Sequence[Input], start: int, place: Place, cut: Cut) -> Generator[Task, None, None]:
    """Cuts all inputs, in order.

    Args:
        inputs: the inputs.
        start: number of the one to begin with.
        place: where in it.
        cut: how large the pieces are.
    """
    before = sum(one.size for one in inputs[:start])
    pages = _Pages(cut.chunk)
    for number, one in enumerate(inputs[start:], start):
        opened = _open(one)
        if isinstance(opened, Unusable) or opened[1] not in _CUTTERS:
            entry = opened if isinstance(opened, Unusable) else _page(one, *opened, cut.limit)
            if pages.full_with(entry):
                yield pages.task(number, before)
            pages.add(entry)
        else:
            where = place if number == start else ()
            with _closed(one, opened[0]), closing(_records(one, opened, (number, where), cut)) as found:
                if pages:
                    yield pages.task(number, before)
                for task in found:
                    yield replace(task, read=before + task.read)
        before += one.size
    if pages:
        yield pages.task(len(inputs), before)


class _Pages:
    """Consecutive inputs that are one page each, or cannot be used: what makes up the next chunk."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: list[page_file.Entry] = []
        self._size = 0

    def __bool__(self) -> bool:
        return bool(self._entries)

    def full_with(self, entry: page_file.Entry) -> bool:
        """Whether another entry would be too many."""
        return bool(self._entries) and self._size + _weight(entry) > self._most

    def add(self, entry: page_file.Entry) -> None:
        """Takes one more."""
        self._entries.append(entry)
        self._size += _weight(entry)

    def task(self, following: int, read: int) -> Task:
        """The chunk, and a new beginning."""
        entries, self._entries, self._size = self._entries, [], 0
        return Task(entries[0].input, "auto", Chunk(entries, None, read), following, (), read)


def _weight(entry: page_file.Entry) -> int:
    """Bytes of an entry, and some for what each costs."""
    return 1000 + (0 if isinstance(entry, Unusable) else len(entry.data))


def _open(one: Input) -> tuple[BinaryIO, Form] | Unusable:
    """The open file and what it holds, or why it cannot be used."""
    if one.problem:
        return Unusable("", one.problem, input=one.name)
    try:
        file = open_input(one.name)
        return file, one.form if one.form != "auto" else _look(file)
    except InputError as error:
        return Unusable("", str(error), input=one.name)
    except OSError as error:
        return Unusable("", f"cannot be read: {explain(error)}", input=one.name)


def _look(file: BinaryIO) -> Form:
    """What a file holds that has no known ending; it is left at its beginning."""
    if isinstance(file, BufferedReader) and not file.seekable():
        return look(BytesIO(file.peek()))
    form = look(file)
    file.seek(0)
    return form


def _page(one: Input, file: BinaryIO, form: Form, limit: int) -> page_file.Entry:
    kind: Kind = "html" if form == "html" else "text" if form == "text" else "auto"
    with _closed(one, file):
        try:
            return page_file.read(one.name, file, kind, limit)
        except OSError as error:
            return Unusable("", f"cannot be read: {explain(error)}", input=one.name)


def _records(
    one: Input, opened: tuple[BinaryIO, Form], start: tuple[int, Place], cut: Cut
) -> Generator[Task, None, None]:
    """The chunks of an input with many records, from a place in it on; `read` counts in this input alone."""
    file, form = opened
    number, place = start
    read = 0
    try:
        for chunk in _CUTTERS[form](file, place, cut):
            read = chunk.read
            here = (number, chunk.after) if chunk.after is not None else (number + 1, ())
            yield Task(one.name, form, chunk, *here, read)
    except OSError as error:
        if is_remote(one.name):  # a line that is down is no damage to the data
            raise InputError(
                f"{one.name}: reading stopped after {read:,} bytes: {explain(error)}; "
                "run the same command again to go on"
            ) from error
        rest = Unusable("", f"not readable after {read:,} bytes: {explain(error)}")
        yield Task(one.name, form, Chunk(None, None, read, unusable=rest), number + 1, (), read)


@contextmanager
def _closed(one: Input, file: BinaryIO) -> Iterator[None]:
    """Closes a file after use; standard input is not ours to close."""
    try:
        yield
    finally:
        if one.name != STDIN:
            file.close()
