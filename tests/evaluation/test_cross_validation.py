from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from classifier.corpus.load import Corpus
from classifier.corpus.record import LabelledLine, LabelledPage
from classifier.errors import CorpusError
from classifier.evaluation import cross_validation
from classifier.evaluation.cross_validation import cross_validate, out_of_fold_scores
from classifier.labels import LABELS
from classifier.model.fit import EVERYTHING, Fitted
from classifier.model.train import training_examples
from tests.small import SETTINGS, small_corpus

FOLDS = replace(SETTINGS, folds=3)
LINES = ("首页", "石桥", "桥通车了。", "版权所有")
PAGE_LABELS = ("navigation", "heading", "body", "footer")
HTML = "".join(f"<p>{line}</p>" for line in LINES)
CORPUS = Corpus(
    pages=tuple(
        LabelledPage(f"p{i}", f"site{i}.cn", "news", LINES, PAGE_LABELS, html=HTML if i % 2 else "")
        for i in range(6)
    ),
    lines=(LabelledLine("代开发票", "promotion", "sms"),),
    silver=(),
    unlabelled=(),
    digest="",
)
EXAMPLES = training_examples(CORPUS, FOLDS)
HTML_ROWS = np.concatenate([np.arange(4) + 4 * page for page in (1, 3, 5)])
PREPARED = SimpleNamespace(examples=EXAMPLES, html_rows=HTML_ROWS)


def quiet(message: str) -> None:
    assert message


def said(right: "np.ndarray") -> "np.ndarray":
    """Probabilities that are sure of the true label where `right`, of adult elsewhere."""
    probabilities = np.zeros((len(EXAMPLES.labels), len(LABELS)), np.float32)
    probabilities[np.arange(len(right)), np.where(right, EXAMPLES.labels, LABELS.index("adult"))] = 1
    return probabilities


ALL_HAVE_CONTENT = SimpleNamespace(
    text=np.ones(len(EXAMPLES.batch.documents), np.float32), html=np.ones(len(EXAMPLES.html), np.float32)
)


class FakeChain:
    """Right about the pages of the outer fold, and with markup about none; wrong about all others."""

    def __init__(self, *_: object) -> None:
        self.fits: list[int] = []

    def fit(self, outer: int = EVERYTHING) -> Fitted:
        self.fits.append(outer)
        text = said(EXAMPLES.folds == outer)
        html = said(np.zeros(len(EXAMPLES.labels), np.bool_))[HTML_ROWS]
        arrays = SimpleNamespace(label_bias=np.zeros(len(LABELS), np.float32))
        return Fitted(arrays, text, html, ALL_HAVE_CONTENT)  # type: ignore[arg-type]


@pytest.fixture
def chain(monkeypatch):
    chain = FakeChain()
    monkeypatch.setattr(cross_validation, "prepare", lambda *_: PREPARED)
    monkeypatch.setattr(cross_validation, "Chain", lambda *_: chain)
    return chain


def test_each_page_is_scored_by_the_fit_that_left_its_site_out(chain):
    scores = cross_validate(CORPUS, FOLDS, quiet, lambda _: True)
    assert chain.fits == [0, 1, 2]
    assert scores.text.line.f1 == 1
    assert scores.text.macro_f1 == 1
    assert (scores.text.pages, scores.text.paragraphs) == (6, 24)


def test_pages_without_html_count_with_their_text_result(chain):
    scores = cross_validate(CORPUS, FOLDS, quiet, lambda _: True)
    assert scores.html.line.recall == 0.5
    assert {page.name for page in scores.html.worst_pages} == {"p1", "p3", "p5"}


def test_only_measured_pages_are_scored(chain):
    scores = cross_validate(CORPUS, FOLDS, quiet, lambda page: page.name == "p1")
    assert (scores.text.pages, scores.text.line.f1, scores.html.line.f1) == (1, 1, 0)
    with pytest.raises(CorpusError, match="nothing to measure"):
        cross_validate(CORPUS, FOLDS, quiet, lambda _: False)


def test_fewer_folds_leave_nothing_to_learn_from():
    with pytest.raises(ValueError, match="at least 3"):
        cross_validate(CORPUS, replace(SETTINGS, folds=2), quiet, lambda _: True)


def test_out_of_fold_scores_take_what_training_said():
    everything = said(EXAMPLES.folds != 1)
    arrays = SimpleNamespace(label_bias=np.zeros(len(LABELS), np.float32))
    fitted = Fitted(arrays, everything, everything[HTML_ROWS], ALL_HAVE_CONTENT)  # type: ignore[arg-type]
    scores = out_of_fold_scores(PREPARED, fitted, CORPUS.pages, lambda _: True, worst=1)  # type: ignore[arg-type]
    in_fold = {page.name for page, fold in zip(CORPUS.pages, EXAMPLES.folds[::4], strict=False) if fold == 1}
    assert scores.text.line.recall == pytest.approx(1 - len(in_fold) / 6)
    assert len(scores.text.worst_pages) == 1
    assert scores.text.worst_pages[0].name in in_fold


def test_real_folds_are_trained_and_measured():
    corpus = small_corpus()
    corpus = replace(corpus, pages=corpus.pages[-10:])
    steps: list[str] = []
    scores = cross_validate(corpus, FOLDS, steps.append, lambda page: bool(page.html))
    assert [step for step in steps if step.startswith("outer")] == [
        f"outer fold {fold} of 3" for fold in (1, 2, 3)
    ]
    assert scores.text.pages == scores.html.pages == 4
    bodies = sum(page.labels.count("body") for page in corpus.pages if page.html)
    assert scores.html.labels["body"].support == bodies > 0
