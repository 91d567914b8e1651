"""The journal of a run: what has safely reached the disk, so that a run goes on where it was stopped."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from classifier.bulk.sources.chunk import Place
from classifier.bulk.tally import Tally
from classifier.errors import UsageError


@dataclass(frozen=True, slots=True)
class State:
    """How far a run is.

    Attributes:
        run: digest of everything that the results depend on.
        input: number of the input that comes next.
        place: where to go on in it.
        sizes: bytes of each draft that count.
        tally: counts so far.
        seconds: time spent so far.
        read: bytes of inputs read so far, as stored.
        complete: all inputs are done; drafts only have to be put into place.
    """

    run: str
    input: int = 0
    place: Place = ()
    sizes: dict[str, int] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    seconds: float = 0.0
    read: int = 0
    complete: bool = False


def load(path: Path) -> State | None:
    """The state that a journal holds; None where there is no journal.

    Raises:
        UsageError: it is not a journal of this version.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
        return State(**data | {"place": tuple(data["place"]), "tally": Tally.from_json(data["tally"])})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UsageError(
            f"{path}: not a journal of this version ({error}); remove it, or begin anew with --overwrite"
        ) from None


def save(path: Path, state: State) -> None:
    """Writes a journal, whole or not at all."""
    write_safely(path, json.dumps(asdict(state), ensure_ascii=False).encode("utf-8", "backslashreplace"))


def write_safely(path: Path, data: bytes) -> None:
    """Writes a file beside its place and moves it there, all of it on the disk."""
    draft = path.with_name(f"{path.name}.new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Sees to it that a folder's entries are on the disk; where folders cannot be opened, as on Windows, nothing."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def finished(path: Path) -> dict[str, Any] | None:
    """The summary of a finished run, None where there is none."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
