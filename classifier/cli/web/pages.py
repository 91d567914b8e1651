"""Classified pages as one web page: every paragraph with its label; what is dropped is dimmed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from classifier.cli.output import one_line
from classifier.cli.result import Result, summary
from classifier.cli.web.document import FOOT, head, shown
from classifier.cli.web.rows import row, sign
from classifier.labels import LABELS
from classifier.records import Page, Paragraph

_SWITCH: Final = "".join(
    f'<input type="radio" name="show" id="show-{name}"{checked}><label for="show-{name}">{name}</label>'
    for name, checked in (("all", " checked"), ("kept", ""), ("dropped", ""))
)
_BAR: Final = (
    f'<div class="bar-top"><div class="switch" role="radiogroup" aria-label="Show">{_SWITCH}</div>'
    '<span class="soft">A filled sign: kept. A hollow sign and dim text: dropped. '
    "The number and the thin bar: probability of junk.</span></div>\n"
)

_SHORT_LINE: Final = 15
"""Characters that a paragraph counts in the map at least, or menus would be too thin to see."""

_WIDTH: Final = 10
_DROPPED_WIDTH: Final = 6


def render_webpage(results: Iterable[Result]) -> Iterator[str]:
    """One self-contained HTML document with all pages in it."""
    yield head("Labels of paragraphs")
    yield _BAR
    for number, result in enumerate(results):
        yield _section(result, number)
    yield FOOT


def _section(result: Result, number: int) -> str:
    page, reasons = result.page, result.reasons
    rows = "".join(
        row(paragraph, _anchor(number, paragraph), None if reasons is None else reasons[paragraph.index])
        for paragraph in page.paragraphs
    )
    return (
        f'<section class="page">\n<header><h2>{shown(one_line(page.document.name))}</h2>'
        f"<p>{shown(summary(page))}</p>{_legend(page)}</header>\n"
        f'<ol class="rows">\n{rows}</ol>\n{_map(page, number)}</section>\n'
    )


def _legend(page: Page) -> str:
    """The labels that occur, with how many paragraphs of each are there and how many are kept."""
    total = Counter(paragraph.label for paragraph in page.paragraphs)
    kept = Counter(paragraph.label for paragraph in page.paragraphs if paragraph.keep)
    parts = (
        f'<span class="chip">{sign(label, keep=bool(kept[label]))}{label} {total[label]:,}</span>'
        for label in LABELS
        if total[label]
    )
    return f'<div class="legend">{"".join(parts)}</div>'


def _map(page: Page, number: int) -> str:
    """The page in small: one block for every run of paragraphs of one label and fate, a link to its first."""
    blocks, top = [], 0
    for (label, keep), run in groupby(
        page.paragraphs, key=lambda paragraph: (paragraph.label, paragraph.keep)
    ):
        paragraphs = list(run)
        height = sum(max(_SHORT_LINE, len(paragraph.text)) for paragraph in paragraphs)
        fate, width = ("keep", _WIDTH) if keep else ("drop", _DROPPED_WIDTH)
        blocks.append(
            f'<a href="#{_anchor(number, paragraphs[0])}" aria-label="{label}, {fate}, from {paragraphs[0].index}">'
            f'<rect class="{label} {fate}" y="{top}" width="{width}" height="{height}"/></a>\n'
        )
        top += height
    return (
        '<nav class="map" aria-label="The page in small">'
        f'<svg viewBox="0 0 {_WIDTH} {max(top, 1)}" preserveAspectRatio="none">\n{"".join(blocks)}</svg></nav>\n'
    )


def _anchor(number: int, paragraph: Paragraph) -> str:
    return f"p{number}-{paragraph.index}"
