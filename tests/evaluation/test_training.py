from dataclasses import replace

import numpy as np

from classifier.evaluation import training
from classifier.evaluation.cross_validation import Scores
from classifier.evaluation.headline import headline
from classifier.evaluation.metrics import Report, Scored, evaluate
from classifier.evaluation.training import score_entries, train_measured
from classifier.labels import LABELS
from classifier.model.card import card_markdown
from tests.small import SETTINGS, small_corpus


def report(kept: int) -> Report:
    """Three lines of body of which so many are kept and rightly named."""
    keep = np.arange(3) < kept
    predicted = np.where(keep, 0, 4).astype(np.int8)
    junk = np.where(keep, 0.0, 1.0).astype(np.float32)
    return evaluate([Scored(np.zeros(3, np.int8), predicted, keep, junk, np.ones(3, np.int64))])


SCORES = Scores(report(2), report(3))


def test_entries_of_the_card():
    entries = score_entries(SCORES, "somehow")
    assert entries["measured"] == {"how": "somehow", "pages": 1, "paragraphs": 3}
    assert entries["scores"]["html"] == headline(report(3))
    assert entries["scores"]["text"]["line_recall"] == 0.6667
    columns = entries["label_scores"]
    assert list(columns) == ["text P", "text R", "text F1", "HTML P", "HTML R", "HTML F1", "lines"]
    assert all(list(column) == list(LABELS) for column in columns.values())
    assert (columns["text P"]["body"], columns["text R"]["body"], columns["lines"]["body"]) == (1, 0.6667, 3)


def test_training_measures_the_blindly_chosen_pages_and_fills_the_card():
    corpus = small_corpus()
    pages = [replace(page, chosen="random" if page.html else "hard") for page in corpus.pages[-8:]]
    steps: list[str] = []
    trained = train_measured(replace(corpus, pages=tuple(pages)), SETTINGS, steps.append, name="small")
    assert trained.metadata["measured"]["pages"] == 4
    assert f"{SETTINGS.folds} folds by site" in trained.metadata["measured"]["how"]
    assert "Measured on 4 pages, 40 paragraphs" in card_markdown(trained.metadata)
    assert steps


def test_nested_measuring_trains_again_for_each_fold(monkeypatch):
    asked = []

    def cross_validate(corpus, settings, progress, measured):
        asked.append([page.name for page in corpus.pages if measured(page)])
        return SCORES

    corpus = small_corpus()
    corpus = replace(corpus, pages=corpus.pages[-4:])
    monkeypatch.setattr(training, "cross_validate", cross_validate)
    trained = train_measured(corpus, SETTINGS, lambda _: None, name="small", nested=True)
    assert asked == [[page.name for page in corpus.pages]]
    assert trained.metadata["scores"]["text"]["line_recall"] == 0.6667
    assert "cross-validation" in trained.metadata["measured"]["how"]
