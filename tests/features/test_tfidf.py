import numpy as np
import pytest
from scipy import sparse

from classifier.features.batch import Batch
from classifier.features.grams import gram_hashes
from classifier.features.normalise import normalise
from classifier.features.tfidf import count_rows, inverse_document_frequency, term_sums, tfidf
from classifier.features.vocabulary import VocabularySettings, fit_terms
from tests.features.pages import batch

EVERYTHING = VocabularySettings(character=1, grams=(1, 1, 1, 1), max_terms=100_000)


@pytest.fixture(scope="module")
def text(table):
    return normalise(batch(), table)


@pytest.fixture(scope="module")
def terms(text):
    four = gram_hashes(text.ids)[2]
    return fit_terms(text, np.arange(len(text.row_starts) - 1), four[::5], EVERYTHING)


def test_idf_is_that_of_scikit_learn(text, terms):
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = count_rows(text, terms)
    idf = inverse_document_frequency(counts)
    expected = TfidfTransformer(smooth_idf=True).fit(sparse.csr_matrix(counts.toarray())).idf_
    assert idf.dtype == np.float32
    np.testing.assert_allclose(idf[1:], expected[1:], rtol=1e-6)
    assert idf[0] == 0


def test_rows_equal_the_slow_way(text, terms):
    counts = count_rows(text, terms)
    idf = inverse_document_frequency(counts).astype(np.float64)
    fast = tfidf(counts, idf.astype(np.float32))
    assert fast.dtype == np.float32
    for row, found in zip(counts.toarray(), fast.toarray(), strict=True):
        length = np.sqrt((row * idf**2).sum())
        np.testing.assert_allclose(found, row * idf / max(length, 1e-5), atol=1e-6)


def test_a_row_without_terms_is_zero(table, terms):
    rows = tfidf(count_rows(normalise(batch("☎☎"), table), terms), np.ones(len(terms), np.float32))
    assert rows.shape == (1, len(terms))
    assert rows.sum() == 0


def test_counts_are_left_as_they_are(text, terms):
    counts = count_rows(text, terms)
    before = counts.indices.tobytes(), counts.data.tobytes(), counts.indptr.tobytes()
    tfidf(counts, inverse_document_frequency(counts))
    assert (counts.indices.tobytes(), counts.data.tobytes(), counts.indptr.tobytes()) == before


def test_no_paragraphs_have_no_rows(table, terms):
    for empty in (Batch.of([]), batch("")):
        text = normalise(empty, table)
        assert count_rows(text, terms).shape == (0, len(terms))
        assert term_sums(text, gram_hashes(text.ids), terms, np.ones((len(terms), 3), np.float32)).shape == (
            0,
            3,
        )


def test_sums_are_counts_times_weights(text, terms):
    weights = np.random.default_rng(2).normal(size=(len(terms), 7)).astype(np.float32)
    weights[0] = 0
    sums = term_sums(text, gram_hashes(text.ids), terms, weights)
    assert sums.dtype == np.float32
    np.testing.assert_allclose(sums, count_rows(text, terms) @ weights, atol=1e-4)
    assert np.count_nonzero(terms.terms(text)[3]) > 10  # the words are among them
