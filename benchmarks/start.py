"""Whole processes: what somebody waits for at the prompt."""

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Final

from benchmarks.data import ROOT
from benchmarks.timing import interleave

_COMMANDS: Final = {
    "python -c pass": ("-c", "pass"),
    "classifier --help": ("-m", "classifier", "--help"),
    "classifier predict examples/forum.txt": ("-m", "classifier", "predict", "examples/forum.txt"),
    "classifier predict examples/article.html": ("-m", "classifier", "predict", "examples/article.html"),
}


def start_seconds(rounds: int, progress: Callable[[str], None]) -> dict[str, float]:
    """Seconds from start to exit of each command, median of the rounds; the first is Python alone."""
    commands = {name: _runner(arguments) for name, arguments in _COMMANDS.items()}
    seconds = interleave(commands, rounds, progress, time.perf_counter, least=0.0)
    return {name: median(each) for name, each in seconds.items()}


def _runner(arguments: tuple[str, ...]) -> Callable[[], object]:
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
