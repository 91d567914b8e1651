"""Training and measuring in one: what `classifier train` does."""

from dataclasses import replace
from typing import Any, Final

from classifier.corpus.load import Corpus
from classifier.evaluation.cross_validation import Scores, cross_validate, out_of_fold_scores
from classifier.evaluation.headline import headline
from classifier.evaluation.metrics import Report
from classifier.evaluation.scored import measured_pages
from classifier.model.settings import Progress, TrainSettings
from classifier.model.train import Trained, train

DECIMALS: Final = 4
"""Of the scores in a card: a page more or less moves the fourth."""

_OUT_OF_FOLD: Final = (
    "Every stage's word on a page comes from a fit without the page's site ({folds} folds by site); "
    "calibration and the choice of names, a few numbers, were fitted on these words."
)
_NESTED: Final = (
    "{folds}-fold cross-validation by site: a page's site is left out of all fitting, calibration included."
)


def train_measured(
    corpus: Corpus, settings: TrainSettings, progress: Progress, *, name: str, nested: bool = False
) -> Trained:
    """Trains a model on a corpus and puts its scores into the metadata.

    Args:
        corpus: pages of at least `settings.folds` sites.
        settings: how to train.
        progress: told what is being done.
        name: the model's name.
        nested: measure by cross-validation, which trains once more for each fold, instead of by what training
            itself said of each page.

    Raises:
        CorpusError: too few sites.
        ModelError: SOURCE_DATE_EPOCH is not a time.
    """
    trained = train(corpus, settings, progress, name=name)
    names = {page.name for page in measured_pages(corpus.pages)}
    if nested:
        progress("measuring by cross-validation")
        scores = cross_validate(corpus, settings, progress, lambda page: page.name in names)
    else:
        scores = out_of_fold_scores(
            trained.prepared, trained.fitted, corpus.pages, lambda page: page.name in names
        )
    how = (_NESTED if nested else _OUT_OF_FOLD).format(folds=settings.folds)
    return replace(trained, metadata=trained.metadata | score_entries(scores, how))


def score_entries(scores: Scores, how: str) -> dict[str, Any]:
    """The scores as entries of a model card: `measured`, `scores` by mode, `label_scores` by column.

    Args:
        scores: the reports.
        how: a sentence that says what they are.
    """
    text, html = scores.text, scores.html
    return {
        "measured": {"how": how, "pages": text.pages, "paragraphs": text.paragraphs},
        "scores": {"text": _rounded(headline(text)), "html": _rounded(headline(html))},
        "label_scores": {
            **_label_columns("text", text),
            **_label_columns("HTML", html),
            "lines": {label: score.support for label, score in text.labels.items()},
        },
    }


def _label_columns(mode: str, report: Report) -> dict[str, dict[str, float]]:
    def column(figure: str) -> dict[str, float]:
        return _rounded({label: getattr(score, figure) for label, score in report.labels.items()})

    figures = {"P": "precision", "R": "recall", "F1": "f1"}  # short: seven columns on a terminal
    return {f"{mode} {short}": column(figure) for short, figure in figures.items()}


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(value, DECIMALS) for name, value in figures.items()}
