"""The model as scikit-learn estimators: the same flow in plain matrices, for those who want to take it apart.

`as_sklearn` makes them from a model's arrays: every linear stage is a LogisticRegression with its `coef_`,
and `predict_proba` equals the array scorer's probabilities (tested to 1e-5). The scorer is faster by far.
Samples are documents; the rows of every matrix and of every answer are their paragraphs.
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from classifier.features.batch import Batch
from classifier.features.blocks import Blocks, block_features
from classifier.features.context import Neighbourhood
from classifier.features.lexicon import induce, word_hashes
from classifier.features.markup import alone, columns_of, token_rows
from classifier.features.normalise import normalise
from classifier.features.rounds import ADVERTISING, round_features
from classifier.features.shape import Floats, class_counts
from classifier.features.stacks import first_stage_matrix
from classifier.features.tfidf import count_rows, inverse_document_frequency
from classifier.features.vocabulary import VocabularySettings, fit_characters, fit_terms
from classifier.labels import LABELS, SPAM_LABELS
from classifier.model.arrays import FIRST_LOGITS, Linear, ModelArrays
from classifier.model.score import label_ids
from classifier.records import Document

Documents = Sequence[Document]


class FirstStageVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Documents to the features of the first text stage: TF-IDF of own and neighbours' terms, and shape.

    Args:
        settings: on how many sites a character and a term must occur; None for the defaults.

    Attributes:
        characters_: the character table.
        terms_: the terms.
        idf_: float32 (terms,), their inverse document frequency.
    """

    def __init__(self, settings: VocabularySettings | None = None) -> None:
        self.settings = settings

    def fit(self, documents: Documents, y: object = None, sites: Sequence[str] | None = None) -> Self:
        """Chooses characters and terms by the number of sites they occur on.

        Args:
            documents: the pages.
            y: ignored.
            sites: the site of each document; None where each is from another site.
        """
        settings = self.settings or VocabularySettings()
        batch = Batch.of(documents)
        of_document = range(len(documents)) if sites is None else _numbers(sites)
        site_of = np.asarray(of_document, np.int64)[batch.pages]
        self.characters_ = fit_characters(batch, site_of, settings)
        text = normalise(batch, self.characters_)
        lines = (line for document in documents for line in document.lines())
        words = induce(zip(lines, site_of.tolist(), strict=True), min_sites=settings.grams[-1])
        self.terms_ = fit_terms(text, site_of, word_hashes(words, self.characters_), settings)
        self.idf_ = inverse_document_frequency(count_rows(text, self.terms_))
        return self

    def transform(self, documents: Documents) -> sparse.csr_array:
        """Float32 (n, 3 * terms + shape)."""
        check_is_fitted(self)
        batch = Batch.of(documents)
        return first_stage_matrix(batch, normalise(batch, self.characters_), self.terms_, self.idf_)

    def sizes(self, documents: Documents) -> Floats:
        """Characters that count of each paragraph, float32 (n,)."""
        counts: Floats = class_counts(normalise(Batch.of(documents), self.characters_)).sum(axis=1)
        return counts


class Compiled(BaseEstimator):  # type: ignore[misc]
    """Base of estimators that are made from a trained model: to fit or to clone them changes nothing.

    As with sklearn.frozen.FrozenEstimator. The logistic regressions inside can be fitted anew, on the
    features that the estimator before them gives.
    """

    def fit(self, documents: Documents, y: object = None) -> Self:
        """Does nothing."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_clone__(self) -> Self:
        return self


class Labeller(ClassifierMixin, Compiled):  # type: ignore[misc]
    """Base of those that say a label of every paragraph."""

    @property
    def classes_(self) -> NDArray[np.str_]:
        """The labels, in the order of the columns of `predict_proba`."""
        return np.array(LABELS)

    def predict_proba(self, documents: Documents) -> Floats:
        """Probabilities (n, 10) of all paragraphs."""
        raise NotImplementedError

    def predict(self, documents: Documents) -> NDArray[np.str_]:
        """The likeliest label of each paragraph, str (n,)."""
        likeliest: NDArray[np.str_] = self.classes_[self.predict_proba(documents).argmax(axis=1)]
        return likeliest


class ContextClassifier(Labeller):
    """A first stage, and rounds that look at what was said of the neighbours: a stacking classifier.

    Args:
        first: the label of each paragraph alone, Pipeline of a vectorizer and a LogisticRegression.
        advertising: what its own words advertise, a LogisticRegression on the same features.
        rounds: LogisticRegressions over the features of `classifier.features.rounds`.
    """

    def __init__(
        self, first: Pipeline, advertising: LogisticRegression, rounds: Sequence[LogisticRegression]
    ) -> None:
        self.first = first
        self.advertising = advertising
        self.rounds = rounds

    def predict_proba(self, documents: Documents) -> Floats:
        """Probabilities (n, 10) of the last round."""
        first = self.alone(documents)
        said = first[:, : len(LABELS)]
        for stage in self.rounds:
            said = _probabilities(stage, self.features(documents, said, first), LABELS)
        return said

    def alone(self, documents: Documents) -> Floats:
        """What the first stage says, (n, FIRST): probabilities of the labels, then of ADVERTISING."""
        matrix = self.first[0].transform(documents)
        labels = _probabilities(self.first[-1], matrix, LABELS)
        return np.concatenate([labels, _probabilities(self.advertising, matrix, ADVERTISING)], axis=1)

    def features(self, documents: Documents, said: Floats, first: Floats) -> Floats:
        """What a round looks at, float32 (n, columns), named by `classifier.features.rounds.round_names`.

        Args:
            documents: the pages.
            said: (n, 10), probabilities of the stage or round before.
            first: (n, FIRST), from `alone`.
        """
        around, sizes = _neighbourhood(documents), self.first[0].sizes(documents)
        return round_features(said, first, sizes, around)

    def blocks(self, documents: Documents, said: Floats) -> Floats:
        """The block features of documents with markup, float32 (n, columns), see `features.blocks`."""
        return block_features(said, self.first[0].sizes(documents), Blocks.of(documents))


class MarkupVectorizer(TransformerMixin, Compiled):  # type: ignore[misc]
    """HTML documents to the features of the HTML stage: what the text said, markup, known tokens.

    Args:
        text: classifies their text.
        tokens: uint32 (k,), hashes of the known tag, class and id words, ascending.
    """

    def __init__(self, text: ContextClassifier, tokens: NDArray[np.uint32]) -> None:
        self.text = text
        self.tokens = tokens

    def transform(self, documents: Documents) -> sparse.csr_array:
        """Float32 (n, alone + tokens)."""
        said, columns = self.text.predict_proba(documents), columns_of(documents)
        dense = alone(said, columns, _neighbourhood(documents))
        parts = [sparse.csr_array(dense), sparse.csr_array(self.text.blocks(documents, said))]
        parts.append(token_rows(documents, self.tokens))
        return sparse.csr_array(sparse.hstack(parts, format="csr", dtype=np.float32))


class MarkupClassifier(Labeller):
    """The HTML stages: markup on top of what the text said, and a round over what that says of the neighbours.

    Args:
        first: Pipeline of a MarkupVectorizer and a LogisticRegression.
        round: a LogisticRegression over the features of the text's rounds and those of the blocks.
    """

    def __init__(self, first: Pipeline, round: LogisticRegression) -> None:  # noqa: A002  (the stage's name)
        self.first = first
        self.round = round

    def predict_proba(self, documents: Documents) -> Floats:
        """Probabilities (n, 10) of the round."""
        text = self.first[0].text
        said = _probabilities(self.first[-1], self.first[0].transform(documents), LABELS)
        context = text.features(documents, said, text.alone(documents))
        features = np.concatenate([context, text.blocks(documents, said)], axis=1)
        return _probabilities(self.round, features, LABELS)


class PageClassifier(Labeller):
    """The whole model: text documents through the text stages, HTML documents through the HTML stage as well.

    Args:
        text: the text stages.
        html: the HTML stages.
        label_bias: float32 (10,), see `classifier.model.arrays.ModelArrays`.
    """

    def __init__(self, text: ContextClassifier, html: MarkupClassifier, label_bias: Floats) -> None:
        self.text = text
        self.html = html
        self.label_bias = label_bias

    def predict_proba(self, documents: Documents) -> Floats:
        """Calibrated probabilities float32 (n, 10) of all paragraphs of all documents, in order."""
        marked = np.array([document.markup is not None for document in documents], np.bool_)
        rows = np.repeat(marked, [len(document) for document in documents])  # bool (n,): of an HTML page
        said = np.zeros((len(rows), len(LABELS)), np.float32)
        plain = [document for document in documents if document.markup is None]
        said[~rows] = self.text.predict_proba(plain)
        if rows.any():
            said[rows] = self.html.predict_proba([one for one in documents if one.markup is not None])
        return said

    def predict(self, documents: Documents) -> NDArray[np.str_]:
        """The label of each paragraph, str (n,), chosen as `classifier predict` does."""
        named: NDArray[np.str_] = self.classes_[label_ids(self.predict_proba(documents), self.label_bias)]
        return named


def as_sklearn(arrays: ModelArrays) -> PageClassifier:
    """The estimators of a model. joblib can dump them; loading needs this package."""
    vectorizer = FirstStageVectorizer()
    vectorizer.characters_, vectorizer.terms_, vectorizer.idf_ = arrays.characters, arrays.terms, arrays.idf
    terms = arrays.term_weights
    labels, advertising = terms[:, : len(LABELS)], terms[:, len(LABELS) : FIRST_LOGITS]
    above, below = np.split(terms[:, FIRST_LOGITS:], 2, axis=1)
    shape, bias = arrays.first.weights, arrays.first.bias
    weights = np.concatenate([labels, above, below, shape[:, : len(LABELS)]])
    first = Pipeline(
        [("features", vectorizer), ("label", _regression(Linear(weights, bias[: len(LABELS)]), LABELS))]
    )
    around = np.zeros((2 * len(terms), len(SPAM_LABELS)), np.float32)
    weights = np.concatenate([advertising, around, shape[:, len(LABELS) :]])
    nothing = np.zeros((len(weights), 1), np.float32)
    against = Linear(
        np.concatenate([nothing, weights], axis=1), np.append(np.float32(0), bias[len(LABELS) :])
    )
    text = ContextClassifier(
        first,
        _regression(against, ADVERTISING),
        [_regression(stage, LABELS) for stage in arrays.rounds],
    )
    html = arrays.html
    marked = Linear(np.concatenate([html.first.weights, html.token_weights]), html.first.bias)
    markup = MarkupVectorizer(text, html.tokens)
    stages = MarkupClassifier(
        Pipeline([("features", markup), ("label", _regression(marked, LABELS))]),
        _regression(html.round, LABELS),
    )
    return PageClassifier(text, stages, arrays.label_bias)


def _regression(stage: Linear, classes: Sequence[str]) -> LogisticRegression:
    """A fitted LogisticRegression with these weights."""
    fitted = LogisticRegression()
    fitted.coef_ = stage.weights.T.astype(np.float64)
    fitted.intercept_ = stage.bias.astype(np.float64)
    fitted.classes_ = np.array(classes)
    fitted.n_features_in_ = len(stage.weights)
    return fitted


def _probabilities(
    fitted: Any,  # noqa: ANN401
    features: sparse.csr_array | Floats,
    names: Sequence[str],
) -> Floats:
    """Probabilities float32 (n, k), columns in the order of these names whatever the order of the classes."""
    said = np.zeros((features.shape[0], len(names)), np.float32)
    if len(said):  # scikit-learn refuses matrices without rows
        said[:, [names.index(name) for name in fitted.classes_]] = fitted.predict_proba(features)
    return said


def _neighbourhood(documents: Documents) -> Neighbourhood:
    return Neighbourhood.of(Batch.of(documents).page_starts)


def _numbers(names: Sequence[str]) -> list[int]:
    """A number for each name, the same for the same name."""
    seen = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return [seen[name] for name in names]
