"""`evaluate --report`: what was measured, as one page to look at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from classifier.cli.web.cases import Measured, case
from classifier.cli.web.comparison import difference
from classifier.cli.web.document import FOOT, head, shown, table
from classifier.cli.web.figures import Curve, calibration, histogram, precision_recall
from classifier.cli.web.rows import sign
from classifier.evaluation.groups import Group, groups
from classifier.evaluation.headline import LOWER_IS_BETTER, headline
from classifier.evaluation.metrics import Report, Scored
from classifier.labels import CONTENT_LABELS, LABELS

_MOST_SITES: Final = 100
"""Sites listed, those with most letters wrong first."""

_HEAT: Final = (0.005, 0.05, 0.2, 0.5)
"""Shares of a row from which a cell of the confusion is coloured, more and more."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a report shows.

    Attributes:
        title: what was measured.
        facts: further lines about it.
        reports: the figures, by mode.
        measured: the pages, by mode.
        other_reports: the figures of the model compared with, by mode; empty without one.
        other: what that model says of the same pages, by mode.
    """

    title: str
    facts: Sequence[str]
    reports: Mapping[str, Report]
    measured: Mapping[str, Measured]
    other_reports: Mapping[str, Report] = field(default_factory=dict)
    other: Mapping[str, Sequence[Scored]] = field(default_factory=dict)


def render_evaluation(evaluation: Evaluation) -> Iterator[str]:
    """One self-contained HTML document."""
    yield head(evaluation.title)
    yield f"<h1>{shown(evaluation.title)}</h1>\n"
    yield from (f'<p class="soft">{shown(fact)}</p>\n' for fact in evaluation.facts)
    yield _headlines(evaluation.reports, evaluation.other_reports)
    yield _figures(evaluation)
    for mode, report in evaluation.reports.items():
        measured = evaluation.measured[mode]
        yield f"<section>\n<h2>{_title(mode)}</h2>\n"
        yield _labels(report, evaluation.other_reports.get(mode))
        yield _confusion(report)
        if mode in evaluation.other:
            yield from difference(measured, evaluation.other[mode])
        yield _groups("By kind of site", groups(measured.scored, lambda page: page.kind))
        yield _groups("By site", groups(measured.scored, lambda page: page.site))
        yield _worst_pages(report)
        yield from _worst_paragraphs(report, measured)
        yield "</section>\n"
    yield FOOT


def _title(mode: str) -> str:
    return {"text": "Read as text", "html": "Read from HTML"}[mode]


def _headlines(reports: Mapping[str, Report], others: Mapping[str, Report]) -> str:
    """The figures of all modes side by side; with a second model its own and the difference beside each."""
    columns: list[tuple[str, Mapping[str, float], Mapping[str, float] | None]] = [
        (mode, headline(report), headline(others[mode]) if mode in others else None)
        for mode, report in reports.items()
    ]
    header = ["measure"]
    for mode, _, other in columns:
        header += [mode] if other is None else [mode, f"{mode}, compared", "difference"]
    rows = [
        [measure, *chain.from_iterable(_figure(measure, own, other) for _, own, other in columns)]
        for measure in columns[0][1]
    ]
    return table(header, rows)


def _figure(measure: str, own: Mapping[str, float], other: Mapping[str, float] | None) -> list[str]:
    value = f"{own[measure]:.4f}"
    if other is None:
        return [value]
    return [
        value,
        f"{other[measure]:.4f}",
        _signed(own[measure] - other[measure], measure in LOWER_IS_BETTER),
    ]


def _signed(difference: float, lower_is_better: bool = False) -> str:
    """A difference with its sign, coloured by whether it is for the better."""
    if abs(difference) < 0.00005:  # shows as zero
        return "0.0000"
    better = (difference < 0) == lower_is_better
    return f'<span class="{"good" if better else "bad"}">{difference:+.4f}</span>'


def _figures(evaluation: Evaluation) -> str:
    curves = [Curve(mode, one.scored) for mode, one in evaluation.measured.items()]
    curves += [Curve(mode, scored, compared=True) for mode, scored in evaluation.other.items()]
    drawn = (
        (precision_recall(curves), "Precision and recall of content as the threshold moves."),
        (
            calibration(curves),
            "How many of the paragraphs with a probability are junk: right is the dotted line.",
        ),
        (histogram(curves), "How often each probability is given."),
    )
    figures = "".join(f"<figure>{svg}<figcaption>{caption}</figcaption></figure>\n" for svg, caption in drawn)
    return f'<div class="figures">\n{figures}</div>\n'


def _labels(report: Report, other: Report | None) -> str:
    header = ["label", "precision", "recall", "F1", "paragraphs"]
    rows = []
    for label, score in report.labels.items():
        figures = (f"{figure:.3f}" for figure in (score.precision, score.recall, score.f1))
        row = [f"{sign(label, keep=label in CONTENT_LABELS)} {label}", *figures, f"{score.support:,}"]
        rows.append(row if other is None else [*row, _signed(score.f1 - other.labels[label].f1)])
    if other is not None:
        header.append("difference of F1")
    return f"<h3>Labels</h3>\n{table(header, rows)}"


def _confusion(report: Report) -> str:
    header = ["given ↓ predicted →", *LABELS]
    rows = "".join(
        f"<tr><th>{label}</th>{''.join(_heat(count, sum(row)) for count in row)}</tr>\n"
        for label, row in zip(LABELS, report.confusion, strict=True)
    )
    columns = "".join(f"<th>{name}</th>" for name in header)
    return (
        f'<h3>Confusion</h3>\n<div class="wide"><table>\n<thead><tr>{columns}</tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table></div>\n"
    )


def _heat(count: int, total: int) -> str:
    share = count / total if total else 0.0
    heat = sum(share >= least for least in _HEAT)
    shade = f" heat-{heat}" if heat else ""
    return f'<td class="number{shade}">{f"{count:,}" if count else ""}</td>'


def _groups(title: str, found: Sequence[Group]) -> str:
    """A table with a row a group; nothing where the pages are all in one, or say nothing of it."""
    if len(found) < 2:
        return ""
    header = ("", "pages", "paragraphs", "line F1", "page F1", "page-character F1", "letters lost", "let in")
    rows = (
        (
            shown(group.name),
            f"{group.report.pages:,}",
            f"{group.report.paragraphs:,}",
            f"{group.report.line.f1:.3f}",
            f"{group.report.page_f1:.3f}",
            f"{group.report.page_character_f1:.3f}",
            f"{group.lost:,}",
            f"{group.let_in:,}",
        )
        for group in found[:_MOST_SITES]
    )
    left_out = len(found) - _MOST_SITES
    note = f'<p class="soft">{left_out:,} more with fewer letters wrong.</p>\n' if left_out > 0 else ""
    return f'<h3>{title}</h3>\n<div class="scroll">{table(header, rows)}</div>\n{note}'


def _worst_pages(report: Report) -> str:
    if not report.worst_pages:
        return ""
    header = ("page", "site", "F1", "character F1", "letters lost", "let in")
    rows = (
        (
            shown(page.name),
            shown(page.site),
            f"{page.f1:.2f}",
            f"{page.character_f1:.2f}",
            f"{page.lost:,}",
            f"{page.let_in:,}",
        )
        for page in report.worst_pages
    )
    return f"<h3>Worst pages</h3>\n{table(header, rows, texts=2)}"


def _worst_paragraphs(report: Report, measured: Measured) -> Iterable[str]:
    if not report.worst_paragraphs:
        return
    yield '<h3>Worst paragraphs</h3>\n<p class="soft">Number, label given, label predicted, probability of junk.</p>\n'
    for found in report.worst_paragraphs:
        wrong = "content that was dropped" if found.truth in CONTENT_LABELS else "junk that was kept"
        yield case(measured, found.page, found.index, wrong)
