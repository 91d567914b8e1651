"""Writing files whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file beside its place and moves it there, so that no reader ever sees a part of it.

    A link is followed. What stood there stays when the writing fails or is interrupted.

    Raises:
        OSError: it cannot be written.
    """
    place = Path(os.path.realpath(path))
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".classifier-", delete=False) as file:
        draft = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            draft.chmod(0o644)
            draft.replace(place)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
