"""Results on stdout, messages on stderr, nothing of a hostile page reaches the terminal as a command."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Final, TextIO

import typer

# C0 but tab and line feed, DEL, C1, marks and overrides of writing direction, line separators, surrogates.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    r"""`text` with control characters and writing direction marks written as \uXXXX.

    Inside a JSON string that is the same character, so a line of JSON stays the same object.
    """
    return _UNPRINTABLE.sub(lambda hit: f"\\u{ord(hit[0]):04x}", text)


def one_line(text: str) -> str:
    """`text` as a single printable line, for a table cell or a message."""
    return printable(" ".join(text.splitlines()).replace("\t", " "))


def note(message: str) -> None:
    """Write one line about the run to stderr."""
    typer.echo(f"classifier: {one_line(message)}", err=True)


@contextmanager
def results() -> Iterator[TextIO]:
    r"""Stdout for results: UTF-8 with \n whatever the locale; only a terminal keeps its own encoding.

    A lone surrogate, which UTF-8 cannot hold, is written as \udXXX: in JSON that is its escape, so JSON Lines
    lose nothing. A reader that goes away, as `| head` does, ends the command silently with exit code 141, as
    SIGPIPE ends other tools; results that cannot be written otherwise, as on a full disk, end it with 1.
    """
    out = sys.stdout
    if isinstance(out, TextIOWrapper):  # not so where a caller of main() put something else there
        encoding = out.encoding if out.isatty() else "utf-8"
        out.reconfigure(encoding=encoding, errors="backslashreplace", newline="\n")
    try:
        yield out
        out.flush()
    except BrokenPipeError:
        _abandon(out)
        raise typer.Exit(141) from None
    except OSError as error:  # of writing: reading turns its own into InputError
        tell_unwritten(error)
        raise typer.Exit(1) from None


def tell_unwritten(error: OSError) -> None:
    """Say that stdout takes no more, and why."""
    _abandon(sys.stdout)
    note(f"the results could not be written: {error.strerror}; make room, or write them elsewhere")


def _abandon(out: TextIO) -> None:
    """Let what is still buffered go nowhere: the interpreter flushes once more when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
