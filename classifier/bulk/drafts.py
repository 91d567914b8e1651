"""Results files in the making: only ever appended to, cut back to what the journal knows, put into place at the end."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from classifier.bulk.assemble import assemble
from classifier.bulk.formats import Format
from classifier.bulk.journal import sync_folder
from classifier.errors import OutputError, UsageError


def draft_of(target: Path) -> Path:
    """Where a results file is while it is made."""
    return target.with_name(f"{target.name}.part")


class Drafts:
    """The open drafts of a run.

    Attributes:
        sizes: bytes of each draft.
    """

    def __init__(self, files: dict[str, FileIO], sizes: dict[str, int]) -> None:
        self._files = files
        self.sizes = sizes

    def append(self, data: Mapping[str, bytes]) -> None:
        """Adds to the drafts."""
        for name, added in data.items():
            rest = memoryview(added)
            while rest:
                rest = rest[self._files[name].write(rest) or 0 :]
            self.sizes[name] += len(added)

    def sync(self) -> None:
        """Returns when all that was added is on the disk."""
        for file in self._files.values():
            os.fsync(file.fileno())


@contextmanager
def open_drafts(targets: Mapping[str, Path], sizes: Mapping[str, int]) -> Iterator[Drafts]:
    """Opens drafts, new ones or those of a run that was stopped.

    Args:
        targets: where each results file will be.
        sizes: bytes of each that count; nothing for a new run.

    Raises:
        UsageError: another run writes them, or they are not what the journal says.
        OutputError: they cannot be written.
    """
    files: dict[str, FileIO] = {}
    try:
        for name, target in targets.items():
            files[name] = _open(draft_of(target), sizes.get(name, 0))
        yield Drafts(files, {name: sizes.get(name, 0) for name in targets})
    finally:
        for file in files.values():
            file.close()


def finish(targets: Mapping[str, Path], formats: Mapping[str, Format]) -> None:
    """Puts complete drafts into place; those that are there already stay."""
    for name, target in targets.items():
        draft = draft_of(target)
        if not draft.exists():
            continue
        whole = target.with_name(f"{target.name}.new")
        if formats[name].parquet:
            assemble(draft, whole)
        elif not draft.stat().st_size and formats[name].compression:
            whole.write_bytes(formats[name].packed_nothing)
        else:
            draft.replace(target)
            sync_folder(target.parent)
            continue
        with whole.open("rb") as file:
            os.fsync(file.fileno())
        whole.replace(target)
        sync_folder(target.parent)
        draft.unlink()


@contextmanager
def writing(what: Path) -> Iterator[None]:
    """Turns the system's errors of writing into a message.

    Raises:
        OutputError: the block could not write.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{error.filename or what}: cannot be written: {error.strerror or error}; "
            "when that is solved, run the same command again: it goes on where it stopped"
        ) from error


def _open(path: Path, size: int) -> FileIO:
    file = FileIO(path, "r+" if path.exists() else "x+")
    _lock(file, path)
    if file.seek(0, os.SEEK_END) < size:
        file.close()
        raise UsageError(f"{path}: shorter than its journal says; begin anew with --overwrite")
    file.truncate(size)
    file.seek(size)
    return file


def _lock(file: FileIO, path: Path) -> None:
    """Keeps a second run from the same draft, where the system can."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise UsageError(f"{path}: another run is writing this file; wait for its end") from None
