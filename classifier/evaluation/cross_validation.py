"""How good training is on sites it has not seen: scores of what was said of each page without its site."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.corpus.load import Corpus
from classifier.corpus.record import LabelledPage
from classifier.evaluation.metrics import Report, Scored, evaluate
from classifier.evaluation.scored import scored_page
from classifier.features.shape import Floats
from classifier.labels import LABELS
from classifier.model.fit import Chain, Fitted
from classifier.model.prepare import Prepared, prepare
from classifier.model.score import label_ids
from classifier.model.settings import Progress, TrainSettings
from classifier.model.train import training_examples
from classifier.policy.policy import Policy, apply

Measured = Callable[[LabelledPage], bool]
"""Says of a page whether it is measured; all are trained on."""

_Place = tuple[LabelledPage, int, slice]
"""A page, its number and its rows of the examples."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The two ways a page can come.

    Attributes:
        text: from the text alone.
        html: from the HTML; pages without any count with their text result.
        text_pages: the pages that `text` measures, with what was said of them.
        html_pages: those of `html`.
    """

    text: Report
    html: Report
    text_pages: tuple[Scored, ...] = ()
    html_pages: tuple[Scored, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of the examples.

    Attributes:
        probabilities: float32 (n, 10).
        label_ids: int8 (n,).
        has_content: float32 (pages,).
    """

    probabilities: Floats
    label_ids: NDArray[np.int8]
    has_content: Floats

    def take(self, other: "_Said", rows: NDArray[np.bool_], pages: NDArray[np.bool_]) -> None:
        """Takes over what the other says of some pages, bool (pages,), and their paragraphs, bool (n,)."""
        self.probabilities[rows] = other.probabilities[rows]
        self.label_ids[rows] = other.label_ids[rows]
        self.has_content[pages] = other.has_content[pages]


def cross_validate(
    corpus: Corpus, settings: TrainSettings, progress: Progress, measured: Measured, *, worst: int = 20
) -> Scores:
    """Trains once for each fold of sites and scores what is said of the sites left out.

    Nothing fitted on labels has seen the sites that it is scored on: stages, calibration and the choice of
    names are all made without them. The alphabet and the terms, which need no labels, are chosen once.

    Args:
        corpus: pages of at least `settings.folds` sites.
        settings: how to train.
        progress: told what is being done.
        measured: which pages to score.
        worst: how many pages and paragraphs the reports name.

    Raises:
        CorpusError: too few sites, or no page is measured.
        ValueError: fewer than 3 folds: one measured, one said of, none would be left to learn from.
    """
    if settings.folds < 3:
        raise ValueError(f"folds is {settings.folds}; a cross-validation needs at least 3")
    prepared = prepare(training_examples(corpus, settings), settings, progress)
    chain = Chain(prepared, settings, progress)
    folds = prepared.examples.folds
    starts = prepared.examples.batch.page_starts
    page_folds = folds[np.minimum(starts[:-1], len(folds) - 1)]
    text, html = _nothing_said(starts), _nothing_said(starts)
    for fold in range(settings.folds):
        progress(f"outer fold {fold + 1} of {settings.folds}")
        said_of_text, said_of_html = _said(prepared, chain.fit(fold))
        text.take(said_of_text, folds == fold, page_folds == fold)
        html.take(said_of_html, folds == fold, page_folds == fold)
    places = _places(prepared, corpus.pages, measured)
    return _scores(places, text, html, worst)


def out_of_fold_scores(
    prepared: Prepared, fitted: Fitted, pages: Sequence[LabelledPage], measured: Measured, *, worst: int = 20
) -> Scores:
    """Scores what training itself said of each page, every stage without the page's fold.

    Calibration and the choice of names were fitted on these very answers, a few numbers in all: a little
    kinder than `cross_validate`, and free.

    Args:
        prepared: what was trained on.
        fitted: the result of `Chain.fit()`, nothing held out.
        pages: the pages of the corpus, all of them, in its order.
        measured: which of them to score.
        worst: how many pages and paragraphs the reports name.
    """
    text, html = _said(prepared, fitted)
    places = _places(prepared, pages, measured)
    return _scores(places, text, html, worst)


def _nothing_said(starts: NDArray[np.int64]) -> _Said:
    paragraphs = int(starts[-1])
    said = np.zeros((paragraphs, len(LABELS)), np.float32)
    return _Said(said, np.zeros(paragraphs, np.int8), np.ones(len(starts) - 1, np.float32))


def _said(prepared: Prepared, fitted: Fitted) -> tuple[_Said, _Said]:
    """What a chain says of every paragraph from its text alone, and with the markup where there is any."""
    bias, pages = fitted.arrays.label_bias, fitted.pages
    html, html_content = fitted.text.copy(), pages.text.copy()
    html[prepared.html_rows] = fitted.html
    html_content[sorted(prepared.examples.html)] = pages.html
    return (
        _Said(fitted.text, label_ids(fitted.text, bias), pages.text),
        _Said(html, label_ids(html, bias), html_content),
    )


def _places(prepared: Prepared, pages: Sequence[LabelledPage], measured: Measured) -> list[_Place]:
    starts = prepared.examples.batch.page_starts.tolist()
    return [
        (page, number, slice(start, end))
        for number, (page, start, end) in enumerate(
            zip(pages, starts, starts[1:], strict=False)  # single lines come after the pages
        )
        if measured(page)
    ]


def _scores(places: Sequence[_Place], text: _Said, html: _Said, worst: int) -> Scores:
    text_pages, html_pages = _scored(places, text), _scored(places, html)
    return Scores(evaluate(text_pages, worst), evaluate(html_pages, worst), text_pages, html_pages)


def _scored(places: Sequence[_Place], said: _Said) -> tuple[Scored, ...]:
    """Some pages with what is said of them, kept as the default policy keeps it."""
    policy, scored = Policy(), []
    for page, number, rows in places:
        probabilities, named = said.probabilities[rows], said.label_ids[rows]
        junk = 1 - probabilities[:, 0] - probabilities[:, 1]
        lengths = np.array([len(line) for line in page.lines], np.int64)
        content = said.has_content[number : number + 1]
        keep = apply(policy, probabilities, named, lengths, np.array([0, len(lengths)]), content)
        scored.append(scored_page(page, named, keep, junk))
    return tuple(scored)
