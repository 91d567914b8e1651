from dataclasses import replace

import numpy as np
import pytest

from classifier.features.batch import Batch
from classifier.features.shape import place_columns
from classifier.features.tfidf import count_rows
from classifier.model.examples import examples_of
from classifier.model.fit import Chain
from classifier.model.prepare import prepare
from classifier.model.score import Scorer
from tests.small import SETTINGS, array_bytes, small_corpus


def quiet(message: str) -> None:
    assert message


def test_learns_what_it_is_shown(prepared, fitted):
    examples = prepared.examples
    said = Scorer(fitted.arrays).probabilities(examples.batch)
    assert (said.argmax(axis=1) == examples.labels)[examples.in_page].mean() > 0.7
    documents = list(examples.html.values())
    with_markup = Scorer(fitted.arrays).probabilities(Batch.of(documents))
    assert (with_markup.argmax(axis=1) == examples.labels[prepared.html_rows]).mean() > 0.7


def test_every_paragraph_of_a_page_gets_a_word_from_stages_that_have_not_seen_it(prepared, fitted):
    examples = prepared.examples
    assert fitted.text.shape == (len(examples.batch), 10)
    np.testing.assert_allclose(fitted.text.sum(axis=1), examples.in_page, atol=1e-5)
    np.testing.assert_allclose(fitted.html.sum(axis=1), 1, atol=1e-5)
    assert fitted.html.shape == (len(prepared.html_rows), 10)
    seen = Scorer(fitted.arrays).probabilities(examples.batch)
    right = [
        (said.argmax(axis=1) == examples.labels)[examples.in_page].mean() for said in (fitted.text, seen)
    ]
    assert right[0] < right[1]  # else they would have seen it


def test_labels_of_the_held_out_fold_change_nothing(prepared):
    """Whatever the labels of the outer fold are, the same model comes out and says the same of that fold."""
    examples = prepared.examples
    other = np.where(examples.folds == 1, 9 - examples.labels, examples.labels)
    one = Chain(prepared, SETTINGS, quiet).fit(1)
    two = Chain(replace(prepared, examples=replace(examples, labels=other)), SETTINGS, quiet).fit(1)
    assert array_bytes(one.arrays) == array_bytes(two.arrays)
    assert np.array_equal(one.text, two.text)
    assert np.array_equal(one.html, two.html)


def test_the_same_corpus_gives_the_same_model(prepared, fitted):
    again = Chain(prepared, SETTINGS, quiet).fit()
    assert array_bytes(again.arrays) == array_bytes(fitted.arrays)


def test_weights_that_the_file_halves_are_halved_already(arrays):
    for weights in (arrays.term_weights, arrays.html.token_weights):
        assert weights.size
        assert weights.any()
        assert np.array_equal(weights.astype(np.float16).astype(np.float32), weights)


def test_single_lines_have_no_place(prepared):
    lines = np.flatnonzero(~prepared.examples.in_page)
    places = place_columns() + 3 * len(prepared.terms)
    first = prepared.first.tocsc()
    assert len(lines) == 4  # each once more, disguised
    assert not first[lines][:, places].toarray().any()
    assert first[: lines[0]][:, places].toarray().any(axis=1).all()


def test_known_tokens_are_on_enough_sites(prepared):
    seen: dict[int, set[int]] = {}
    for page, document in prepared.examples.html.items():
        for token in document.markup.tokens.tolist():
            seen.setdefault(token, set()).add(page)
    expected = sorted(token for token, pages in seen.items() if len(pages) >= SETTINGS.min_token_sites)
    assert prepared.tokens.tolist() == expected
    assert expected


def test_features_of_the_whole_corpus_are_there(prepared):
    assert prepared.first.shape[0] == len(prepared.examples.labels) == len(prepared.sizes)
    assert prepared.blocks.page_starts[-1] == len(prepared.html_rows) == len(prepared.columns)
    assert prepared.token_matrix.shape == (len(prepared.html_rows), len(prepared.tokens))
    assert prepared.idf.shape == (len(prepared.terms),)
    assert 500 < len(prepared.terms) <= 2001


@pytest.fixture(scope="module")
def text_alone():
    """A model of a corpus without HTML."""
    corpus = small_corpus()
    pages = tuple(replace(page, html="") for page in corpus.pages[-8:])
    examples = examples_of(replace(corpus, pages=pages), replace(SETTINGS, folds=2, line_weight=1.0))
    settings = replace(SETTINGS, folds=2)
    chain = Chain(prepare(examples, settings, quiet), settings, quiet)
    return chain.fit()


def test_a_model_that_never_saw_html_says_what_the_text_says(text_alone, prepared):
    assert len(text_alone.arrays.html.tokens) == 0
    assert text_alone.html.shape == (0, 10)
    documents = list(prepared.examples.html.values())
    plain = [replace(document, markup=None) for document in documents]
    scorer = Scorer(text_alone.arrays)
    html, text = (scorer.probabilities(Batch.of(one)) for one in (documents, plain))
    np.testing.assert_allclose(html, text, atol=2e-3)  # probabilities below 1e-4 are raised to it


def test_html_in_one_fold_alone_is_no_error():
    corpus = small_corpus()
    pages = (*corpus.pages[:6], corpus.pages[-1])
    settings = replace(SETTINGS, folds=2)
    examples = examples_of(replace(corpus, pages=pages), replace(SETTINGS, folds=2, line_weight=1.0))
    fitted = Chain(prepare(examples, settings, quiet), settings, quiet).fit()
    assert np.isfinite(fitted.html).all()
    assert len(fitted.html) == 10


def test_counts_are_those_of_the_terms(prepared):
    """The first block of the features is nothing but TF-IDF: no entry where there is no term."""
    from classifier.features.normalise import normalise

    counts = count_rows(normalise(prepared.examples.batch, prepared.characters), prepared.terms)
    own = prepared.first[:, : len(prepared.terms)]
    assert np.array_equal(own.toarray() > 0, counts.toarray() > 0)
