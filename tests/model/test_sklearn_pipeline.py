import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from classifier.features.batch import Batch
from classifier.features.rounds import ADVERTISING, round_names
from classifier.features.vocabulary import VocabularySettings
from classifier.labels import LABELS
from classifier.model.score import Scorer
from classifier.model.sklearn_pipeline import (
    ContextClassifier,
    FirstStageVectorizer,
    MarkupVectorizer,
    PageClassifier,
    as_sklearn,
)
from classifier.reading.html import read_html
from classifier.reading.text import read_text
from tests.small import SPACED_OUT

STRANGE = (
    "",
    "一",
    "\u200b\n江边",
    "\ud83d\x00\n龘☎",
    "版权所有 " * 3000,
    "\n".join("江边" * i for i in range(200)),
)


@pytest.fixture(scope="module")
def estimator(arrays):
    return as_sklearn(arrays)


@pytest.fixture(scope="module")
def plain(prepared):
    return [*prepared.examples.batch.documents[:15], *map(read_text, STRANGE)]


@pytest.fixture(scope="module")
def html(prepared):
    return [*prepared.examples.html.values(), read_html(SPACED_OUT)]


def test_equals_the_array_scorer(arrays, estimator, plain, html):
    scorer = Scorer(arrays)
    for documents in (plain, html, [*html[:2], *plain[:3], *html[2:], *plain[3:]]):
        expected = scorer.probabilities(Batch.of(documents))
        said = estimator.predict_proba(documents)
        assert said.shape == (sum(map(len, documents)), 10)
        np.testing.assert_allclose(said, expected, atol=1e-5, rtol=0)
        names = np.array(LABELS)[scorer.label_ids(expected)]
        assert np.array_equal(estimator.predict(documents), names)


def test_every_stage_equals_the_array_scorers(arrays, estimator, html):
    text = Scorer(arrays).text_said(Batch.of(html))
    np.testing.assert_allclose(estimator.text.alone(html), text.first, atol=1e-5)
    np.testing.assert_allclose(estimator.text.predict_proba(html), text.probabilities, atol=1e-5)
    marked, last = Scorer(arrays).html_said(html, text)
    np.testing.assert_allclose(estimator.html.first.predict_proba(html), marked, atol=1e-5)
    np.testing.assert_allclose(estimator.predict_proba(html), last, atol=1e-5)


def test_no_documents(estimator):
    assert estimator.predict_proba([]).shape == (0, 10)
    assert estimator.predict([]).tolist() == []
    assert estimator.predict_proba([read_text("")]).shape == (0, 10)


def test_stages_are_logistic_regressions_of_scikit_learn(arrays, estimator):
    stages = [
        (stage, LABELS)
        for stage in (
            *(estimator.text.first[-1], *estimator.text.rounds),
            *(estimator.html.first[-1], estimator.html.round),
        )
    ]
    for stage, classes in [*stages, (estimator.text.advertising, ADVERTISING)]:
        assert type(stage) is LogisticRegression
        check_is_fitted(stage)
        assert stage.classes_.tolist() == list(classes)
        assert stage.coef_.shape == (len(classes), stage.n_features_in_)
    assert np.array_equal(estimator.text.rounds[0].coef_, arrays.rounds[0].weights.T)
    assert isinstance(estimator.html.first[0], MarkupVectorizer)
    assert isinstance(estimator.text, ContextClassifier)
    assert isinstance(estimator, PageClassifier)


def test_dumped_with_joblib_it_says_the_same(estimator, plain, html, tmp_path):
    path = tmp_path / "model.joblib"
    joblib.dump(estimator, path)
    again = joblib.load(path)
    documents = [*plain[:4], *html]
    assert np.array_equal(again.predict_proba(documents), estimator.predict_proba(documents))


def test_a_stage_can_be_fitted_anew(estimator, prepared):
    """What a data scientist does with it: another classifier on the features of the last round."""
    documents = list(prepared.examples.batch.documents[:20])
    rows = sum(map(len, documents))
    labels = np.array(LABELS)[prepared.examples.labels[:rows]]
    first = estimator.text.alone(documents)
    short = ContextClassifier(estimator.text.first, estimator.text.advertising, estimator.text.rounds[:-1])
    features = estimator.text.features(documents, short.predict_proba(documents), first)
    assert features.shape == (rows, len(round_names()))
    other = LogisticRegression(max_iter=300, tol=1e-2).fit(features, labels)
    rounds = [*estimator.text.rounds[:-1], other]
    changed = ContextClassifier(estimator.text.first, estimator.text.advertising, rounds)
    said = changed.predict_proba(documents)
    np.testing.assert_allclose(said.sum(axis=1), 1, atol=1e-5)
    assert other.classes_.tolist() == sorted(set(labels))  # in another order than LABELS
    assert (changed.predict(documents) == labels).mean() > 0.7


def test_clone_and_fit_leave_a_compiled_model_as_it_is(estimator, plain):
    assert clone(estimator) is estimator
    before = estimator.predict_proba(plain)
    assert estimator.fit(plain, ["body"]) is estimator
    assert np.array_equal(estimator.predict_proba(plain), before)
    check_is_fitted(estimator)


@pytest.mark.parametrize(
    "estimator_type", [FirstStageVectorizer, ContextClassifier, MarkupVectorizer, PageClassifier]
)
def test_parameters_are_stored_as_they_are_given(estimator_type):
    names = estimator_type._get_param_names()
    given = {name: object() for name in names}
    made = estimator_type(**given)
    assert names
    assert all(getattr(made, name) is value for name, value in given.items())
    assert made.get_params(deep=False) == given


class TestVectorizer:
    SETTINGS = VocabularySettings(character=2, grams=(2, 2, 3, 2), max_terms=2000)

    def test_fitted_on_the_training_pages_it_is_the_models(self, prepared, estimator):
        examples = prepared.examples
        documents = list(examples.batch.documents)
        sites = [str(examples.sites[row]) for row in examples.batch.page_starts[:-1]]
        vectorizer = FirstStageVectorizer(self.SETTINGS).fit(documents, sites=sites)
        assert np.array_equal(vectorizer.characters_.alphabet, prepared.characters.alphabet)
        assert np.array_equal(vectorizer.terms_.keys, prepared.terms.keys)
        assert np.array_equal(vectorizer.idf_, prepared.idf)
        found, expected = (one.transform(documents) for one in (vectorizer, estimator.text.first[0]))
        assert abs(found - expected).max() < 1e-6

    def test_without_sites_each_document_is_one(self):
        documents = [read_text(page) for page in ("江边的船", "江边的桥\n江边", "山上")]
        vectorizer = clone(FirstStageVectorizer(VocabularySettings(character=2, grams=(2, 2, 2, 2))))
        features = vectorizer.fit_transform(documents)
        assert "".join(map(chr, vectorizer.characters_.alphabet)) == "江的边"
        assert features.shape[0] == 4
        assert features.dtype == np.float32

    def test_counts_the_characters_that_count(self, estimator):
        sizes = estimator.text.first[0].sizes([read_text("江 边 的\n\u200b"), read_text("abc")])
        assert sizes.tolist() == [3, 0, 3]

    def test_unfitted_it_says_so(self):
        with pytest.raises(NotFittedError):
            FirstStageVectorizer().transform([read_text("江边")])
