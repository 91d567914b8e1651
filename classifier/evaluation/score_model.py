"""How good a given model is on labelled pages."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from classifier.corpus.record import AnyPage, LabelledPage
from classifier.evaluation.metrics import Report, Scored, evaluate
from classifier.evaluation.scored import scored_page
from classifier.model.examples import document_of, html_document
from classifier.records import Document

if TYPE_CHECKING:
    from classifier.pipeline import Model


def score_pages(model: "Model", pages: Sequence[LabelledPage], *, html: bool) -> list[Scored]:
    """Pairs labelled pages with what a model says of them, kept as its policy keeps them.

    Args:
        model: the model.
        pages: labelled pages.
        html: read the pages from their HTML; those without any, or whose HTML gives other lines, from their
            text.
    """
    results = model.classify_many(document_as(page, html=html) for page in pages)
    return [
        scored_page(page, result.label_ids, result.keep, result.junk)
        for page, result in zip(pages, results, strict=True)
    ]


def score_model(model: "Model", pages: Sequence[LabelledPage], *, html: bool, worst: int = 20) -> Report:
    """Scores what a model says of labelled pages.

    Pages that the model was trained on come out better than others: a figure that falls shows that something
    broke, but how good the model is only pages of other sites can show.

    Args:
        model: the model.
        pages: labelled pages.
        html: read them from their HTML, see `score_pages`.
        worst: how many pages and paragraphs the report names.

    Raises:
        CorpusError: there is no page with a paragraph.
    """
    return evaluate(score_pages(model, pages, html=html), worst)


def document_as(page: AnyPage, *, html: bool) -> Document:
    """The page as `score_pages` reads it: its lines, or with `html` its HTML where that gives the same lines."""
    marked = html_document(page) if html else None
    return document_of(page.lines, page.name) if marked is None else marked
