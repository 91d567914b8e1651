"""Draws evaluation reports on the terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rich import box
from rich.table import Table
from rich.text import Text

from classifier.cli.output import one_line
from classifier.cli.table import draw, label_text, make_console
from classifier.corpus.record import LabelledPage
from classifier.evaluation.headline import headline
from classifier.evaluation.metrics import Report
from classifier.labels import LABELS

_SHORT: Final = 4
"""Letters of a label above a column of the confusion: ten columns must fit a terminal."""


def render_reports(reports: Mapping[str, Report], pages: Sequence[LabelledPage]) -> Iterator[str]:
    """The figures of all modes side by side, then for each mode its labels, confusion and worst results.

    Args:
        reports: by mode.
        pages: the pages measured, in the order of the reports.
    """
    console = make_console()
    yield draw(console, _headlines(reports))
    for mode, report in reports.items():
        yield draw(console, _labels(mode, report))
        yield draw(console, _confusion(mode, report))
        if report.worst_pages:
            yield draw(console, _worst_pages(mode, report))
        if report.worst_paragraphs:
            yield draw(console, _worst_paragraphs(mode, report, pages))


def _headlines(reports: Mapping[str, Report]) -> Table:
    sizes = {(report.pages, report.paragraphs) for report in reports.values()}
    title = ", ".join(f"{pages:,} pages, {paragraphs:,} paragraphs" for pages, paragraphs in sorted(sizes))
    figures = {mode: headline(report) for mode, report in reports.items()}
    rows = [
        [measure, *(f"{column[measure]:.4f}" for column in figures.values())]
        for measure in next(iter(figures.values()))
    ]
    return _table(title, ("measure", *figures), rows)


def _labels(mode: str, report: Report) -> Table:
    rows = [
        [
            label,
            *(f"{figure:.3f}" for figure in (score.precision, score.recall, score.f1)),
            f"{score.support:,}",
        ]
        for label, score in report.labels.items()
    ]
    return _table(f"{mode}: labels", ("label", "precision", "recall", "f1", "paragraphs"), rows)


def _confusion(mode: str, report: Report) -> Table:
    rows = [
        [label, *(str(count) if count else "" for count in row)]
        for label, row in zip(LABELS, report.confusion, strict=True)
    ]
    header = ("given", *(label[:_SHORT] for label in LABELS))
    return _table(f"{mode}: confusion, a row for each label given, a column for each predicted", header, rows)


def _worst_pages(mode: str, report: Report) -> Table:
    rows = [
        [f"{page.f1:.2f}", f"{page.character_f1:.2f}", f"{page.lost:,}", f"{page.let_in:,}", page.name]
        for page in report.worst_pages
    ]
    header = ("f1", "character f1", "letters lost", "let in", "page")
    return _table(f"{mode}: worst pages", header, rows, text=-1)


def _worst_paragraphs(mode: str, report: Report, pages: Sequence[LabelledPage]) -> Table:
    table = Table(title=f"{mode}: worst paragraphs", title_justify="left", title_style="bold", expand=True)
    table.box, table.pad_edge = box.SIMPLE_HEAD, False
    table.add_column("page", no_wrap=True, overflow="ellipsis", ratio=1)
    for name in ("#", "junk"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("given", "predicted"):
        table.add_column(name, no_wrap=True)
    table.add_column("text", no_wrap=True, overflow="ellipsis", ratio=3)
    for found in report.worst_paragraphs:
        table.add_row(
            Text(one_line(found.name)),
            Text(str(found.index)),
            Text(f"{found.junk:.2f}"),
            label_text(found.truth),
            label_text(found.predicted),
            Text(one_line(pages[found.page].lines[found.index])),
        )
    return table


def _table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]], text: int = 0) -> Table:
    """A table of numbers but for one column of texts, the one at `text`."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in header:
        is_text = name == header[text]
        table.add_column(name, justify="left" if is_text else "right", overflow="fold", no_wrap=not is_text)
    for row in rows:
        table.add_row(*(Text(one_line(cell)) for cell in row))
    return table
