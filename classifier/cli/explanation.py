"""Draws the explanation of one paragraph on the terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from rich import box
from rich.table import Table
from rich.text import Text

from classifier.cli.output import one_line
from classifier.cli.table import draw, label_text, make_console, neighbours, paragraph_table
from classifier.records import Page

if TYPE_CHECKING:
    from classifier.model.explain import Explanation

CONTEXT: Final = 2
"""Paragraphs shown before and after: as many as decide most cases for a reader."""

REASONS_SHOWN: Final = 20
"""Reasons with a row of their own; the others share one, so that the column still adds up to the logit."""

BAR: Final = 24
"""Width of the longest bar, in characters."""


def least_certain(page: Page) -> int:
    """Index of the paragraph whose probability of junk is nearest to one half."""
    return int(np.argmin(np.abs(page.junk - 0.5)))


def render_explanation(page: Page, index: int, explanation: "Explanation", policy: str) -> Iterator[str]:
    """The paragraph among its neighbours, what decided, the reasons with their sum, the ten probabilities."""
    console = make_console()
    paragraph = page.paragraphs[index]
    fate = "kept" if paragraph.keep else "dropped"
    heading = f"{page.document.name}, paragraph {index} of 0 to {len(page) - 1}: {paragraph.label}, "
    yield draw(console, Text(one_line(f"{heading}junk {paragraph.junk:.2f}, {fate} by policy {policy}")))
    yield draw(console, paragraph_table(neighbours(page, index, CONTEXT), marked=index))
    if paragraph.rule:
        decision = f"The label was decided by the rule: {paragraph.rule}. Below is what the model says."
        yield draw(console, Text(one_line(decision)))
    yield draw(console, _reasons_table(explanation))
    yield draw(console, _probabilities_table(explanation.probabilities))


def _reasons_table(explanation: "Explanation") -> Table:
    """Every row's number is in the sum: intercept and contributions add up to the logit."""
    ranked = sorted(explanation.reasons, key=lambda reason: -abs(reason[1]))
    shown, others = ranked[:REASONS_SHOWN], ranked[REASONS_SHOWN:]
    rows = [
        *shown,
        *([(f"{len(others)} smaller ones", sum(weight for _, weight in others))] if others else []),
    ]
    longest = max((abs(weight) for _, weight in rows), default=1.0) or 1.0
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(f"reasons for {explanation.label}", overflow="fold")
    table.add_column("weight", justify="right", no_wrap=True)
    table.add_column("against | for", no_wrap=True)
    for name, weight in rows:
        table.add_row(Text(one_line(name)), Text(f"{weight:+.3f}"), _signed_bar(weight / longest))
    table.add_row(Text("intercept"), Text(f"{explanation.intercept:+.3f}"), Text())
    table.add_section()
    table.add_row(Text("logit, the sum"), Text(f"{explanation.logit:+.3f}"), Text())
    return table


def _probabilities_table(probabilities: dict[str, float]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("label")
    table.add_column("probability", justify="right")
    table.add_column("", no_wrap=True)
    for label, probability in sorted(probabilities.items(), key=lambda item: -item[1]):
        table.add_row(label_text(label), Text(f"{probability:.3f}"), Text("#" * round(probability * BAR)))
    return table


def _signed_bar(share: float) -> Text:
    """A bar to the right of the middle for a reason for the label, to the left for one against it."""
    half = BAR // 2
    length = round(abs(share) * half)
    left, right = (" " * half, "+" * length) if share > 0 else (("-" * length).rjust(half), "")
    return Text(f"{left}|{right}", style="green" if share > 0 else "red")
