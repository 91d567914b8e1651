"""Says on stderr what a long run is doing: a live line on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from classifier.cli.output import note, one_line


@contextmanager
def progress_on_stderr() -> Iterator[Callable[[str], None]]:
    """Gives a function to be told each step as it begins; when it is over, the time that it took is shown."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

    console = Console(file=sys.stderr, markup=False, emoji=False, highlight=False)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as live:
        running: list[TaskID] = []

        def finish() -> None:
            for task in running:
                elapsed = live.tasks[-1].elapsed or 0.0
                console.print(f"{elapsed:6.1f} s  {live.tasks[-1].description}")
                live.remove_task(task)
            running.clear()

        def step(message: str) -> None:
            finish()
            running.append(live.add_task(one_line(message), total=None))

        yield step
        finish()


def _lines() -> Callable[[str], None]:
    start = time.monotonic()
    return lambda message: note(f"{time.monotonic() - start:6.1f} s  {message}")
