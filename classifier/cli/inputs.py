"""Reads what a command was given: files, or standard input as `-`."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer

from classifier.bulk.sources.opening import STDIN, standard_input
from classifier.cli.options import InputKind
from classifier.cli.output import note
from classifier.errors import InputError
from classifier.grouping import grouped
from classifier.reading.source import read_sources
from classifier.reading.whole import read_whole
from classifier.records import Document

READ_BYTES = 1 << 20
"""Bytes of inputs that are read together: the readers are fastest at about 1 MB of HTML."""


def files_or_stdin(files: list[str]) -> list[str]:
    """The inputs to read: the files as given; where none is given, standard input if it is piped in.

    Raises:
        typer.BadParameter: no file is given and standard input is a terminal.
    """
    if files:
        return files
    if sys.stdin is None or sys.stdin.isatty():
        message = "no FILES given and standard input is a terminal; name files, or pipe a page in"
        raise typer.BadParameter(message)
    return [STDIN]


def read_documents(files: Iterable[str], kind: InputKind, failed: list[str]) -> Iterator[Document]:
    """Read each input; one that cannot be used is named on stderr and added to `failed`."""
    for names in _together(files):
        sources = [(name, _try_bytes(name)) for name in names]
        read = iter(_read([(name, data) for name, data in sources if isinstance(data, bytes)], kind))
        for name, data in sources:
            document = data if isinstance(data, InputError) else next(read)
            if isinstance(document, InputError):
                note(str(document))
                failed.append(name)
            else:
                _tell_replaced(document)
                yield document


def read_document(name: str, kind: InputKind) -> Document:
    """Read one input, and say on stderr where characters could not be decoded.

    Raises:
        InputError: it is missing, unreadable, a folder, or not text.
    """
    document = _read([(name, _read_bytes(name))], kind)[0]
    if isinstance(document, InputError):
        raise document
    _tell_replaced(document)
    return document


def _together(files: Iterable[str]) -> Iterator[list[str]]:
    """Runs of inputs of about READ_BYTES by their sizes; standard input counts as much as a run holds."""
    return grouped(files, _size, READ_BYTES)


def _size(name: str) -> int:
    if name == STDIN:
        return READ_BYTES
    try:
        return Path(name).stat().st_size
    except OSError:  # told when it is read
        return 0


def _read(sources: list[tuple[str, bytes]], kind: InputKind) -> list[Document | InputError]:
    return read_sources([data for _, data in sources], kind=kind.value, names=[name for name, _ in sources])


def _tell_replaced(document: Document) -> None:
    if document.replaced:
        reason = f"{document.replaced} characters could not be decoded as {document.encoding}"
        note(f"{document.name}: {reason}; they stand as U+FFFD")


def _try_bytes(name: str) -> bytes | InputError:
    try:
        return _read_bytes(name)
    except InputError as error:
        return error


def _read_bytes(name: str) -> bytes:
    if not name:
        raise InputError("a file name is empty; name a file, or - for standard input")
    try:
        return read_whole(Path(name)) if name != STDIN else standard_input().read()
    except InputError as error:
        raise InputError(f"{name}: {error}") from None
    except IsADirectoryError:
        files = f"{name.rstrip('/')}/*"
        raise InputError(f"{name}: is a folder; name its files ({files})") from None
    except FileNotFoundError:
        raise InputError(f"{name}: no such file; check the path") from None
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}; check the file and its permissions") from None
