"""Where results go that have a file of their own."""

import os
import stat
from pathlib import Path

import typer


def check_folder(path: Path) -> None:
    """Refuses a folder for results that is none, or that cannot be made.

    Raises:
        typer.BadParameter: files cannot be written there.
    """
    place = path.absolute()
    try:
        while not os.path.lexists(place):
            place = place.parent
        usable = place.is_dir() and os.access(place, os.W_OK)
    except OSError as error:  # a name that is too long
        raise typer.BadParameter(f"{path}: {error.strerror}; choose another name") from None
    if not usable:
        what = "is no folder" if not place.is_dir() else "cannot be written"
        raise typer.BadParameter(f"{path}: {place} {what}; name a folder that can be made or written")


def check_place(path: Path) -> None:
    """Refuses before the work what would fail after it.

    Raises:
        typer.BadParameter: a file cannot be written there.
    """
    if os.path.isdir(path):  # noqa: PTH112  (a name that is too long makes Path.is_dir raise)
        raise typer.BadParameter(f"{path} is a folder; give the name of a file")
    if not path.parent.is_dir():
        raise typer.BadParameter(f"{path}: the folder {path.parent} does not exist; make it first")
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror}; choose another name") from None
    if not stat.S_ISREG(mode):  # a device would be replaced by a file
        raise typer.BadParameter(f"{path} is no regular file; give the name of a file")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise typer.BadParameter(f"{path} cannot be written; check its permissions or choose another")
