"""Reads what a command was given: files, or standard input as `-`."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer

from classifier.cli.options import InputKind
from classifier.cli.output import note
from classifier.errors import InputError
from classifier.reading.source import read_source
from classifier.records import Document

STDIN = "-"
BATCH_CHARACTERS = 2_000_000
"""Characters that are classified together: enough for full speed, little enough to stay within 400 MB."""


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
    for name in files:
        try:
            yield read_document(name, kind)
        except InputError as error:
            note(str(error))
            failed.append(name)


def read_document(name: str, kind: InputKind) -> Document:
    """Read one input, and say on stderr where characters could not be decoded.

    Raises:
        InputError: it is missing, unreadable, a folder, or not text.
    """
    document = read_source(_read_bytes(name), kind=kind.value, name=name)
    if document.replaced:
        reason = f"{document.replaced} characters could not be decoded as {document.encoding}"
        note(f"{name}: {reason}; they stand as U+FFFD")
    return document


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Group documents, in order, until each group holds BATCH_CHARACTERS."""
    batch: list[Document] = []
    characters = 0
    for document in documents:
        batch.append(document)
        characters += len(document.text)
        if characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _read_bytes(name: str) -> bytes:
    if name == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except IsADirectoryError:
        files = f"{name.rstrip('/')}/*"
        raise InputError(f"{name}: is a folder; name its files ({files})") from None
    except FileNotFoundError:
        raise InputError(f"{name}: no such file; check the path") from None
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}; check the file and its permissions") from None
