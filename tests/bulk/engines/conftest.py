import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def example() -> Callable[..., str]:
    """Runs an example as its reader would, in a process of its own; gives what it writes to standard error."""

    def run(name: str, *arguments: object) -> str:
        command: list[str] = [
            sys.executable,
            str(ROOT / "examples" / "engines" / name),
            *(str(one) for one in arguments),
        ]
        done: subprocess.CompletedProcess[str] = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stderr

    return run
