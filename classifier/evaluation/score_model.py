"""How good a given model is on labelled pages."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from classifier.corpus.record import LabelledPage
from classifier.evaluation.metrics import Report, evaluate
from classifier.evaluation.scored import scored_page
from classifier.model.examples import document_of, html_document
from classifier.records import Document

if TYPE_CHECKING:
    from classifier.pipeline import Model


def score_model(model: "Model", pages: Sequence[LabelledPage], *, html: bool, worst: int = 20) -> Report:
    """Scores what a model says of labelled pages, kept as its policy keeps them.

    Pages that the model was trained on come out better than others: a figure that falls shows that something
    broke, but how good the model is only pages of other sites can show.

    Args:
        model: the model.
        pages: labelled pages.
        html: read the pages from their HTML; those without any, or whose HTML gives other lines, from their
            text.
        worst: how many pages and paragraphs the report names.

    Raises:
        CorpusError: there is no page with a paragraph.
    """
    results = model.classify_many(_document(page, html) for page in pages)
    return evaluate(
        [
            scored_page(page, result.label_ids, result.keep, result.junk)
            for page, result in zip(pages, results, strict=True)
        ],
        worst,
    )


def _document(page: LabelledPage, html: bool) -> Document:
    marked = html_document(page) if html else None
    return document_of(page.lines, page.name) if marked is None else marked
