"""Single paragraphs with their neighbours: what was given, what was said, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from classifier.cli.result import Reasons
from classifier.cli.web.document import shown
from classifier.cli.web.rows import chip, gauge, why
from classifier.corpus.record import LabelledPage
from classifier.evaluation.metrics import Scored
from classifier.labels import CONTENT_LABELS, LABELS

NEIGHBOURS: Final = 2
"""Paragraphs shown before and after: as many as decide most cases for a reader."""

MAX_CHARACTERS: Final = 600
"""Of a paragraph's text: the beginning of a longer one is enough to judge it."""

Why = Callable[[int, int], Reasons]
"""Index of a page and of its paragraph -> the reasons of the label."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One way of reading the pages, with what was said of them.

    Attributes:
        name: "text" or "html".
        pages: the labelled pages.
        scored: the same pages with what was said.
        why: gives reasons; None where no model is at hand that could.
    """

    name: str
    pages: tuple[LabelledPage, ...]
    scored: tuple[Scored, ...]
    why: Why | None = None


def case(measured: Measured, page: int, index: int, verdict: str) -> str:
    """A paragraph among its neighbours.

    Args:
        measured: the pages.
        page: index of the page.
        index: the paragraph, from 0.
        verdict: what is to be said of it, in plain text.
    """
    record = measured.pages[page]
    first, last = max(0, index - NEIGHBOURS), min(len(record.lines), index + NEIGHBOURS + 1)
    rows = "".join(_row(measured, page, place, here=place == index) for place in range(first, last))
    return (
        f'<div class="case"><p class="soft">{shown(record.name)}, {shown(verdict)}</p>\n'
        f'<ol class="rows">\n{rows}</ol></div>\n'
    )


def _row(measured: Measured, page: int, index: int, *, here: bool) -> str:
    """Given label, predicted label, probability, text; the case itself is framed and has its reasons."""
    scored = measured.scored[page]
    truth, predicted = LABELS[scored.truth[index]], LABELS[scored.predicted[index]]
    keep, junk = bool(scored.keep[index]), float(scored.junk[index])
    text = measured.pages[page].lines[index]
    text = text if len(text) <= MAX_CHARACTERS else f"{text[:MAX_CHARACTERS]}…"
    reasons = why(measured.why(page, index)) if here and measured.why else ""
    given = chip(truth, keep=truth in CONTENT_LABELS)
    return (
        f'<li class="row {predicted} {"keep" if keep else "drop"}{" here" if here else ""}">'
        f'<span class="no">{index}</span>'
        f'<span class="given" title="label given">{given}</span>'
        f'<span class="label" title="label predicted">{chip(predicted, keep=keep)}{gauge(junk)}</span>'
        f'<span class="junk">{junk:.2f}</span><div class="text" lang="zh">{shown(text)}</div>{reasons}</li>\n'
    )
