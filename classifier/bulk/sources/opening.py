"""Opens what an input is named by: a file, standard input, or a remote path through fsspec."""

import sys
from pathlib import Path
from typing import BinaryIO, Final, cast

from classifier.bulk.extras import need
from classifier.errors import InputError

STDIN: Final = "-"


def is_remote(name: str) -> bool:
    """Whether a name is an address that fsspec opens."""
    return "://" in name


def open_input(name: str) -> BinaryIO:
    """Opens an input for reading bytes.

    Raises:
        InputError: it cannot be opened; says why.
        UsageError: fsspec is missing.
    """
    if name == STDIN:
        return standard_input()
    try:
        if is_remote(name):
            return cast(BinaryIO, need("fsspec", name).open(name, "rb").open())
        return Path(name).open("rb")
    except IsADirectoryError:
        raise InputError("is a folder") from None
    except FileNotFoundError:
        raise InputError("no such file; check the path") from None
    except (OSError, ValueError, ImportError) as error:  # fsspec: unknown protocol, its library missing
        raise InputError(f"cannot be opened: {explain(error)}") from None


def standard_input() -> BinaryIO:
    """Standard input as bytes.

    Raises:
        InputError: it is closed.
    """
    if sys.stdin is None:
        raise InputError("standard input is closed; name files, or pipe a page in")
    return sys.stdin.buffer


def explain(error: BaseException) -> str:
    """An error in words: what the system says, or the exception's own message."""
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
