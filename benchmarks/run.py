"""The parts of a run: measure, save, and give back the Markdown."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.data import Data
from benchmarks.growth import grow
from benchmarks.picture import growth_picture, speed_picture
from benchmarks.results import Prompt, Setting, save
from benchmarks.speed import measure
from benchmarks.start import start_seconds
from benchmarks.table import growth_table, prompt_table, speed_table
from benchmarks.workers import two_workers

Tell = Callable[[str], None]
_WORKER_ROUNDS: Final = 3


def speed(folder: Path, setting: Setting, data: Data, rounds: int, tell: Tell, *, quality: bool) -> str:
    """Every contestant's speed and quality: speed.json, speed.md, speed.svg."""
    found = measure(data, rounds, tell, quality=quality)
    table = speed_table(found, setting)
    save(folder, "speed", setting, found, table)
    speed_picture(found, folder / "speed.svg")
    return table


def prompt(folder: Path, setting: Setting, rounds: int, tell: Tell) -> str:
    """Whole processes and two workers: prompt.json, prompt.md."""
    found = Prompt(start_seconds(rounds, tell), two_workers(min(rounds, _WORKER_ROUNDS), tell))
    table = prompt_table(found, setting)
    save(folder, "prompt", setting, found, table)
    return table


def growth(folder: Path, setting: Setting, tell: Tell) -> str:
    """Time and memory as the work grows: growth.json, growth.md, growth.svg."""
    curves = grow(tell)
    table = growth_table(curves, setting)
    save(folder, "growth", setting, curves, table)
    growth_picture(curves, folder / "growth.svg")
    return table
