import numpy as np
import pytest

from classifier.features.grams import gram_hashes
from classifier.features.normalise import normalise
from classifier.features.shape import class_counts, fingerprints, shape, shape_names
from classifier.features.stacks import first_stage_matrix, neighbour_selector
from classifier.features.tfidf import count_rows, inverse_document_frequency, tfidf
from classifier.features.vocabulary import VocabularySettings, fit_terms
from tests.features.pages import batch, page_rows, starts_of


@pytest.mark.parametrize("distance", [-2, -1, 1, 3])
def test_selector_gives_each_row_its_neighbour_in_the_page(distance):
    starts = starts_of([3, 0, 1, 4])
    values = np.arange(1, 17, dtype=np.float32).reshape(8, 2)
    slow = [
        values[i + distance] if i + distance in page else np.zeros(2)
        for page in page_rows(starts)
        for i in page
    ]
    assert np.array_equal(neighbour_selector(starts, distance) @ values, slow)


def test_own_above_below_and_shape_side_by_side(table):
    joined = batch()
    text = normalise(joined, table)
    settings = VocabularySettings(character=1, grams=(1, 1, 2, 2))
    terms = fit_terms(text, np.arange(len(joined)), np.zeros(0, np.uint32), settings)
    idf = inverse_document_frequency(count_rows(text, terms))
    own = tfidf(count_rows(text, terms), idf).toarray()
    looks = shape(joined, text, class_counts(text), fingerprints(text, gram_hashes(text.ids)[0]))
    matrix = first_stage_matrix(joined, text, terms, idf)
    assert matrix.dtype == np.float32
    assert matrix.shape == (len(joined), 3 * len(terms) + len(shape_names()))
    blocks = np.split(matrix.toarray(), [len(terms), 2 * len(terms), 3 * len(terms)], axis=1)
    nothing = np.zeros(len(terms))
    for page in page_rows(joined.page_starts):
        for i in page:
            np.testing.assert_allclose(blocks[0][i], own[i])
            np.testing.assert_allclose(blocks[1][i], own[i - 1] if i - 1 in page else nothing)
            np.testing.assert_allclose(blocks[2][i], own[i + 1] if i + 1 in page else nothing)
            np.testing.assert_allclose(blocks[3][i], looks[i])
