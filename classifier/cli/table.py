"""Results as tables on the terminal."""

import sys
from collections.abc import Iterable, Iterator
from typing import Final

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from classifier.cli.output import one_line
from classifier.cli.result import Reasons, Result, summary
from classifier.labels import CONTENT_LABELS, SPAM_LABELS
from classifier.records import Page, Paragraph

REASONS_SHOWN: Final = 4
"""Reasons that fit beside a paragraph on a wide terminal; `classifier explain` shows all of one paragraph."""


def render_table(results: Iterable[Result]) -> Iterator[str]:
    """A table of each page's paragraphs and a line about the page below it."""
    console = make_console()
    for result in results:
        page = result.page
        if len(page):
            yield draw(console, paragraph_table(page.paragraphs, result.reasons))
        yield draw(console, Text(one_line(f"{page.document.name}: {summary(page)}")))


def make_console() -> Console:
    """A console on stdout that interprets nothing in the texts it is given."""
    return Console(file=sys.stdout, markup=False, emoji=False, highlight=False)


def draw(console: Console, renderable: RenderableType) -> str:
    """What the console would print, with colours if stdout is a terminal that has them."""
    with console.capture() as capture:
        console.print(renderable)
    return capture.get()


def paragraph_table(
    paragraphs: Iterable[Paragraph], reasons: list[Reasons] | None = None, marked: int | None = None
) -> Table:
    """One row a paragraph; texts are cropped to the width.

    Args:
        paragraphs: the rows.
        reasons: by paragraph index; None for no such column.
        marked: index of a paragraph to point at.
    """
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("label", no_wrap=True, min_width=max(map(len, ("navigation", "promotion"))))
    table.add_column("junk", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("text", no_wrap=True, overflow="ellipsis", ratio=3)
    if reasons is not None:
        table.add_column("reasons", no_wrap=True, overflow="ellipsis", ratio=2)
    for paragraph in paragraphs:
        index = f"> {paragraph.index}" if paragraph.index == marked else str(paragraph.index)
        cells = [
            Text(index),
            label_text(paragraph.label),
            Text(f"{paragraph.junk:.2f}"),
            Text("keep" if paragraph.keep else "drop"),
            Text(one_line(paragraph.text), style="" if paragraph.keep else "dim"),
        ]
        if reasons is not None:
            cells.append(Text(_reasons_line(reasons[paragraph.index])))
        table.add_row(*cells)
    return table


def label_text(label: str) -> Text:
    """The label in the colour of its kind: content green, advertising red, other junk yellow."""
    if label in CONTENT_LABELS:
        return Text(label, style="green")
    return Text(label, style="red" if label in SPAM_LABELS else "yellow")


def neighbours(page: Page, index: int, distance: int) -> tuple[Paragraph, ...]:
    """The paragraphs at most `distance` away from `index`, itself among them."""
    return page.paragraphs[max(0, index - distance) : index + distance + 1]


def _reasons_line(reasons: Reasons) -> str:
    parts = [name if weight is None else f"{name} {weight:+.1f}" for name, weight in reasons[:REASONS_SHOWN]]
    return one_line(", ".join(parts))
