"""`classifier evaluate`: measure a model, or training itself, on labelled data."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.options import ModelOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.corpus.load import Corpus
    from classifier.corpus.record import LabelledPage
    from classifier.evaluation.metrics import Report, Scored

    Measurements = dict[str, tuple[Report, Sequence[Scored]]]
    """By mode: the figures, and what was said of every page."""

EXAMPLES = """\b
Examples:
  classifier evaluate training_data/pages
  classifier evaluate pages.jsonl.xz --model my-model.safetensors --worst 20
  classifier evaluate pages.jsonl.xz --mode html --json > scores.json
  classifier evaluate training_data pages.jsonl.xz --cross-validate --folds 5
  classifier evaluate pages.jsonl.xz --floor quality_floor.toml
  classifier evaluate pages.jsonl.xz --report report.html --compare my-model.safetensors
"""


class Mode(StrEnum):
    """How the pages are read."""

    text = "text"
    html = "html"
    both = "both"


def evaluate(
    corpus: Annotated[
        list[Path],
        typer.Argument(metavar="CORPUS", help="Folders, .txt, .jsonl[.gz|.xz] and .tsv label files."),
    ],
    *,
    model: ModelOption = None,
    mode: Annotated[
        Mode, typer.Option(help="Read the pages as text, from their HTML, or both, one after the other.")
    ] = Mode.both,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")] = False,
    cross_validate: Annotated[
        bool,
        typer.Option("--cross-validate", help="Measure training by site on this data, not a model; slow."),
    ] = False,
    folds: Annotated[int, typer.Option(metavar="K", min=3, help="Folds of the cross-validation.")] = 5,
    floor: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="TOML with least figures: one not reached is exit code 1.",
            show_default=False,
        ),
    ] = None,
    worst: Annotated[int, typer.Option(metavar="N", min=0, help="Worst pages and paragraphs to list.")] = 10,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write a web page too: figures, curves, sites, worst paragraphs and why.",
            show_default=False,
        ),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(
            metavar="M", help="Show in the report how another model differs on the pages.", show_default=False
        ),
    ] = None,
) -> None:
    """Measure how well content is kept and labels are named.

    Measured are the pages chosen at random, if the data say which those are, else all. A model does better on
    pages that it was trained on; what training gives on sites not seen, --cross-validate tells.
    """
    if cross_validate and (model is not None or compare is not None):
        raise typer.BadParameter(
            "--cross-validate measures training on the data; leave --model and --compare out"
        )
    if compare is not None and report is None:
        raise typer.BadParameter("--compare shows the difference in a report; name its file with --report")

    import json

    from classifier.cli.output import note, results
    from classifier.corpus.load import load_corpus
    from classifier.evaluation.floor import read_floor
    from classifier.evaluation.scored import measured_pages

    least = None if floor is None else read_floor(floor)
    if report is not None:
        from classifier.cli.report_file import check_report

        check_report(report)
    data = load_corpus(corpus)
    pages = measured_pages(data.pages)
    note(f"measuring {len(pages):,} of {len(data.pages):,} labelled pages")
    modes = [wanted.value for wanted in (Mode.text, Mode.html) if mode in (wanted, Mode.both)]
    measured = (
        _cross_validated(data, pages, modes, folds=folds, worst=worst)
        if cross_validate
        else _scored(model, pages, modes, worst)
    )
    reports = {name: found for name, (found, _) in measured.items()}
    if report is not None:
        from classifier.cli.report_file import write_report

        write_report(report, data.digest, pages, measured, None if cross_validate else (model, compare))
    with results() as out:
        if as_json:
            found = {"corpus": data.digest} | {name: one.as_dict() for name, one in reports.items()}
            out.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        else:
            from classifier.cli.report import render_reports

            out.writelines(render_reports(reports, pages))
    shortfalls = [] if least is None else least.shortfalls(data.digest, reports)
    for shortfall in shortfalls:
        note(shortfall)
    raise typer.Exit(1 if shortfalls else 0)


def _scored(
    model: Path | None, pages: "Sequence[LabelledPage]", modes: "Sequence[str]", worst: int
) -> "Measurements":
    from classifier.evaluation.metrics import evaluate as figures
    from classifier.evaluation.score_model import score_pages
    from classifier.pipeline import load

    classifier = load(model)
    scored = {mode: score_pages(classifier, pages, html=mode == Mode.html) for mode in modes}
    return {mode: (figures(found, worst), found) for mode, found in scored.items()}


def _cross_validated(
    corpus: "Corpus", pages: "Sequence[LabelledPage]", modes: "Sequence[str]", *, folds: int, worst: int
) -> "Measurements":
    from dataclasses import replace

    from classifier.cli.progress import progress_on_stderr
    from classifier.evaluation.cross_validation import cross_validate
    from classifier.model.settings import TrainSettings

    names = {page.name for page in pages}
    with progress_on_stderr() as progress:
        scores = cross_validate(
            corpus,
            replace(TrainSettings(), folds=folds),
            progress,
            lambda page: page.name in names,
            worst=worst,
        )
    return {mode: (getattr(scores, mode), getattr(scores, f"{mode}_pages")) for mode in modes}
