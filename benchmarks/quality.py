"""How good each contestant is on the measured pages, by the project's own metrics."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Data
from benchmarks.extractors import Extract
from benchmarks.line_models import Train
from benchmarks.mapping import kept_paragraphs
from classifier.corpus.record import LabelledPage
from classifier.corpus.sites import site_folds
from classifier.evaluation.metrics import Report, evaluate
from classifier.evaluation.scored import scored_page
from classifier.labels import CONTENT_LABELS, LABEL_INDEX

FOLDS: Final = 5


@dataclass(frozen=True, slots=True)
class Quality:
    """F1 of what is kept, and of the ten labels where a contestant tells them.

    Attributes:
        line_f1: content against junk over all paragraphs.
        page_f1: mean over pages.
        page_character_f1: the same, paragraphs weighted by their letters.
        macro_f1: mean over the ten labels; None for extractors.
    """

    line_f1: float
    page_f1: float
    page_character_f1: float
    macro_f1: float | None


def extractor_quality(extract: Extract, pages: Sequence[LabelledPage]) -> Quality:
    """What an extractor keeps of labelled pages, mapped to their paragraphs."""
    label = np.array([LABEL_INDEX["navigation"], LABEL_INDEX["body"]], np.int8)

    def keep(page: LabelledPage) -> NDArray[np.int8]:
        return label[kept_paragraphs(page.lines, extract(page.html)).astype(np.int64)]

    return _quality(_report(pages, keep), labels=False)


def line_model_quality(train: Train, data: Data, progress: Callable[[str], None]) -> Quality:
    """Five folds by site: every measured page is judged by a model that has seen no page of its site."""
    folds = site_folds([page.site for page in data.pages], k=FOLDS, seed=0).tolist()
    fold_of = {page.name: fold for page, fold in zip(data.pages, folds, strict=True)}
    predicted: dict[str, list[str]] = {}
    for fold in range(FOLDS):
        progress(f"fold {fold + 1} of {FOLDS}")
        predict = train(*paragraphs([page for page in data.pages if fold_of[page.name] != fold]))
        for page in data.measured:
            if fold_of[page.name] == fold:
                predicted[page.name] = predict(page.lines)
    ids = {
        name: np.array([LABEL_INDEX[label] for label in labels], np.int8)
        for name, labels in predicted.items()
    }
    return _quality(_report(data.measured, lambda page: ids[page.name]), labels=True)


def own_quality(metadata: Mapping[str, Any], data: Data) -> dict[str, Quality]:
    """Our figures for text and html from the model's card: its words on sites it had not seen.

    The bundled model itself has seen the pages: what it says of them now would flatter it. Without a card that
    was measured on these very pages there is nothing to say.
    """
    measured, scores = metadata.get("measured", {}), metadata.get("scores", {})
    if (measured.get("pages"), measured.get("paragraphs")) != (len(data.measured), data.paragraphs):
        return {}
    names = ("line_f1", "page_f1", "page_character_f1", "macro_f1")
    return {mode: Quality(*(figures[name] for name in names)) for mode, figures in scores.items()}


def paragraphs(pages: Sequence[LabelledPage]) -> tuple[list[str], list[str]]:
    """All paragraphs of pages, and their labels."""
    return (
        [line for page in pages for line in page.lines],
        [label for page in pages for label in page.labels],
    )


def _report(pages: Sequence[LabelledPage], predict: Callable[[LabelledPage], NDArray[np.int8]]) -> Report:
    content = [LABEL_INDEX[label] for label in CONTENT_LABELS]
    scored = []
    for page in pages:
        labels = predict(page)
        keep = np.isin(labels, content)
        scored.append(scored_page(page, labels, keep, (~keep).astype(np.float32)))
    return evaluate(scored, worst=0)


def _quality(report: Report, *, labels: bool) -> Quality:
    macro = report.macro_f1 if labels else None
    return Quality(report.line.f1, report.page_f1, report.page_character_f1, macro)
