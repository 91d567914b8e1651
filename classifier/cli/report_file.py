"""Writes `evaluate --report`: gathers what the page shows and puts it into the file."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from classifier.cli.output import note
from classifier.cli.places import check_place
from classifier.cli.result import MAX_REASONS, Reasons
from classifier.cli.web.cases import Measured, Why
from classifier.cli.web.evaluation import Evaluation, render_evaluation
from classifier.corpus.record import LabelledPage
from classifier.errors import InputError
from classifier.evaluation.metrics import Report, Scored, evaluate
from classifier.evaluation.score_model import document_as, score_pages
from classifier.writing import write_whole

if TYPE_CHECKING:
    from classifier.pipeline import Model

Models = tuple[Path | None, Path | None]
"""The model measured (None is the bundled one), and the one that it is compared with (None for none)."""


def check_report(path: Path) -> None:
    """Refuses, before anything is measured, a report that could not be made.

    Raises:
        typer.BadParameter: matplotlib is missing, or a file cannot be written there.
    """
    if find_spec("matplotlib") is None:
        message = "--report draws with matplotlib; install it: pip install 'chinese-page-classifier[report]'"
        raise typer.BadParameter(message)
    check_place(path)


def write_report(
    path: Path,
    digest: str,
    pages: Sequence[LabelledPage],
    measured: Mapping[str, tuple[Report, Sequence[Scored]]],
    models: Models | None,
) -> None:
    """Writes the page.

    Args:
        path: where to.
        digest: of the data.
        pages: those measured, in the order of `measured`.
        measured: by mode, the figures and what was said of every page.
        models: None for a cross-validation: no single model could give reasons.

    Raises:
        InputError: the file cannot be written.
    """
    from classifier.pipeline import load

    own, other = models or (None, None)
    model = load(own) if models else None
    ways = {mode: html for mode, html in (("text", False), ("html", True)) if mode in measured}
    others: dict[str, list[Scored]] = {}
    if other is not None:
        compared = load(other)
        others = {mode: score_pages(compared, pages, html=html) for mode, html in ways.items()}
    evaluation = Evaluation(
        "Evaluation",
        _facts(digest, pages, models),
        {mode: figures for mode, (figures, _) in measured.items()},
        {
            mode: Measured(mode, tuple(pages), tuple(measured[mode][1]), _why(model, pages, html=html))
            for mode, html in ways.items()
        },
        {mode: evaluate(scored, worst=0) for mode, scored in others.items()},
        others,
    )
    try:
        write_whole(path, "".join(render_evaluation(evaluation)).encode(errors="backslashreplace"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; write the report elsewhere") from None
    note(f"written: {path}")


def _facts(digest: str, pages: Sequence[LabelledPage], models: Models | None) -> list[str]:
    paragraphs = sum(len(page.lines) for page in pages)
    facts = [f"{len(pages):,} pages, {paragraphs:,} paragraphs; digest of the data {digest}."]
    if models is None:
        return [
            *facts,
            "Cross-validated by site: each page is judged by a model that has seen no page of its site.",
        ]
    own, other = models
    facts.append(f"Model: {own or 'the bundled one'}.")
    if other is not None:
        facts.append(f"Compared with: {other}.")
    return [*facts, "A model does better on pages that it was trained on."]


def _why(model: "Model | None", pages: Sequence[LabelledPage], *, html: bool) -> Why | None:
    if model is None:
        return None

    def why(page: int, index: int) -> Reasons:
        reasons = model.explain(document_as(pages[page], html=html), index).reasons
        return [*sorted(reasons, key=lambda reason: -abs(reason[1]))[:MAX_REASONS]]

    return why
