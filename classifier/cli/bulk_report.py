"""What `filter` says on stderr: progress while it runs, messages about inputs, the summary at the end."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from classifier.cli.output import note, one_line

if TYPE_CHECKING:
    from classifier.bulk.run import Progress, Watch

LINE_SECONDS: Final = 30.0
"""Between two lines of progress in a log."""
PROBLEMS_SHOWN: Final = 20
SITES_SHOWN: Final = 10


@contextmanager
def watch_on_stderr(kept: bool | None) -> "Iterator[Watch]":
    """Tells about a run: a bar on a terminal, a line now and then elsewhere.

    Args:
        kept: whether the run keeps a list of its errors itself; None where it could not.
    """
    from classifier.bulk.run import Watch

    problem = _Problems(kept)
    if not sys.stderr.isatty():
        yield Watch(_lines(), problem, note)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    console = Console(file=sys.stderr, markup=False, emoji=False, highlight=False)
    columns = (BarColumn(), TextColumn("{task.description}", markup=False))
    with Bar(*columns, console=console, transient=True) as live:
        bar = live.add_task("", total=None)

        def show(progress: "Progress") -> None:
            live.update(
                bar, total=progress.total or None, completed=progress.read, description=describe(progress)
            )

        yield Watch(show, problem, note)


def describe(progress: "Progress") -> str:
    """Documents, speed, kept share and time left in one line."""
    tally = progress.tally
    parts = [
        f"{tally.documents:,} documents",
        f"{progress.read / 1e6 / max(progress.seconds, 0.001):.1f} MB/s",
    ]
    if tally.chars:
        parts.append(f"{tally.kept / tally.chars:.0%} kept")
    if tally.unusable:
        parts.append(f"{tally.unusable:,} unusable")
    if progress.total and progress.read:
        left = progress.seconds * (progress.total - progress.read) / progress.read
        parts.append(f"{progress.read / progress.total:.0%} done, {_duration(left)} left")
    return ", ".join(parts)


def show_summary(summary: Mapping[str, Any], out: Path) -> None:
    """The summary as tables on stderr."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    # Width 100 in a log: as rich knows none there, it would fold at 80.
    console = Console(
        file=sys.stderr, markup=False, emoji=False, highlight=False,
        width=None if sys.stderr.isatty() else 100,
    )  # fmt: skip
    chars = summary["characters"]
    for title, columns in (
        ("labels", ("paragraphs", "characters")),
        ("verdicts", ("documents", "characters", "kept")),
        ("sites", ("documents", "characters", "kept")),
    ):
        rows = [(name, counts) for name, counts in summary[title].items() if any(counts.values())]
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("sites, most dropped first" if title == "sites" else title, no_wrap=True)
        for column in (*columns, "share"):
            table.add_column(column, justify="right")
        for name, counts in rows[: SITES_SHOWN if title == "sites" else None]:
            share = counts["characters"] / chars if chars else 0.0
            table.add_row(one_line(name), *(f"{counts[column]:,}" for column in columns), f"{share:.1%}")
        if rows:
            console.print(table)
    share = summary["kept"] / chars if chars else 0.0
    note(
        f"{out}: {summary['documents']:,} documents, {summary['kept']:,} of {chars:,} characters kept "
        f"({share:.0%}), {summary['unusable']:,} unusable"
    )
    for what, count in summary["skipped"].items():
        note(f"skipped, no page: {count:,} records, {what}")
    if summary["replaced"]:
        note(
            f"{summary['replaced']:,} documents have characters that could not be decoded; they stand as U+FFFD"
        )


class _Problems:
    """Names the first problems; a crawl may have a million."""

    def __init__(self, kept: bool | None) -> None:
        self._kept = kept
        self._told = 0

    def __call__(self, message: str) -> None:
        self._told += 1
        if self._told <= PROBLEMS_SHOWN:
            note(message)
        elif self._told == PROBLEMS_SHOWN + 1:
            hints = {True: "; --errors has them all", False: "; --errors FILE lists them", None: ""}
            note(f"more could not be used{hints[self._kept]}")


def _lines() -> "Callable[[Progress], None]":
    last = time.monotonic()

    def show(progress: "Progress") -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= LINE_SECONDS:
            last = now
            note(describe(progress))

    return show


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
