"""Compiles the kernel beside its source: `python -m classifier.kernel.build`, and the wheel's build hook.

The standard library alone: the hook runs this file in an environment that has nothing else.
"""

import hashlib
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
SOURCES: Final = ("characters.c", "terms.c", "first.c", "context.c")
HEADERS: Final = ("kernel.h", "math16.h")
LIBRARY: Final = "kernel.so"
"""Its name on every system; ctypes does not mind."""

FLAGS: Final = (
    "-std=gnu99", "-O3", "-fPIC", "-shared", "-fvisibility=hidden",
    "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math", "-Wno-psabi",
)  # fmt: skip
SWITCH: Final = "CLASSIFIER_KERNEL"
"""Environment variable: 0 builds without the kernel, and does not load it where there is one."""


def source_digest(folder: Path = FOLDER) -> str:
    """Digest of the C source: a library carries that of the source it was made from."""
    digest = hashlib.blake2b(digest_size=8)
    for name in (*HEADERS, *SOURCES):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def build(folder: Path = FOLDER) -> str:
    """Compiles the kernel in `folder`, with the compiler that CC names or `cc`.

    A library is put in its place whole or not at all: a process may be using the one that is there.

    Returns:
        Why there is no library now, "" where there is one.
    """
    import shlex  # here, as prediction reads this file for the digest
    import subprocess

    library = folder / LIBRARY
    library.unlink(missing_ok=True)
    if os.environ.get(SWITCH) == "0":
        return f"{SWITCH} is 0"
    compiler = shlex.split(os.environ.get("CC", "")) or ["cc"]
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        draft = Path(scratch) / LIBRARY
        command = [
            *compiler, *FLAGS, f'-DSOURCE_DIGEST="{source_digest(folder)}"',
            *(str(folder / name) for name in SOURCES), "-o", str(draft), "-lm",
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            return f"{compiler[0]}: {error.strerror}"
        if done.returncode:
            return done.stderr.strip() or f"{compiler[0]} exited with status {done.returncode}"
        draft.replace(library)
    return ""


if __name__ == "__main__":
    problem = build()
    if problem:
        sys.exit(f"the kernel was not built: {problem}")
