"""Reads files whole, where they have an end."""

import errno
import os
import stat
from pathlib import Path


def read_whole(path: Path) -> bytes:
    """The bytes of a file, a pipe, a terminal or the empty device.

    Raises:
        OSError: it cannot be read, or is a device such as /dev/zero, which goes on until no memory is left.
    """
    mode = path.stat().st_mode
    if stat.S_ISBLK(mode) or (stat.S_ISCHR(mode) and not _ends(path)):
        raise OSError(errno.EINVAL, "Is a device, which may never end")
    return path.read_bytes()


def _ends(path: Path) -> bool:
    """Whether a character device is one that ends: a terminal does by Ctrl-D, the empty device at once."""
    if path.samefile(os.devnull):
        return True
    place = os.open(path, os.O_RDONLY | getattr(os, "O_NOCTTY", 0))
    try:
        return os.isatty(place)
    finally:
        os.close(place)
