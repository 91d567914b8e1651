import numpy as np
import pytest

from classifier.features.batch import Batch
from classifier.features.normalise import normalise
from classifier.features.pages import PAGE_FEATURES, page_features, page_terms, words_said
from classifier.reading.text import read_text

STARTS = np.array([0, 3, 3, 4])
SAID = np.zeros((4, 10), np.float32)
SAID[:, 0] = [0.9, 0.4, 0.0, 0.2]
SAID[:, 1] = [0.0, 0.3, 0.1, 0.0]
SAID[:, 5] = 1 - SAID.sum(axis=1)
SIZES = np.array([100, 10, 5, 8], np.float32)
WORDS = np.array([1.5, 9.0, -3.0], np.float32)


def test_what_is_known_of_each_page():
    features = page_features(SAID, SIZES, WORDS, STARTS)
    assert features.shape == (3, len(PAGE_FEATURES))
    known = dict(zip(PAGE_FEATURES, features[0].tolist(), strict=True))
    amount = 90 + 7 + 0.5
    assert known["surest content"] == pytest.approx(0.9)
    assert known["how sure content is"] == pytest.approx((90 * 0.9 + 7 * 0.7 + 0.5 * 0.1) / amount)
    assert known["share of content"] == pytest.approx(amount / 115)
    assert known["content, log"] == pytest.approx(np.log1p(amount) / 8)
    assert known["paragraphs, log"] == pytest.approx(np.log1p(3) / 6)
    assert known["share kept"] == pytest.approx(110 / 115)
    assert known["surest heading"] == pytest.approx(0.3)
    assert known["longest content"] == pytest.approx(0.9 * np.log1p(100) / 6)
    assert known["words"] == pytest.approx(0.5)
    assert features[2, PAGE_FEATURES.index("share kept")] == 0


def test_a_page_without_paragraphs_has_nothing():
    assert not page_features(SAID, SIZES, WORDS, STARTS)[1].any()
    none = page_features(SAID[:0], SIZES[:0], WORDS[:1], np.array([0, 0]))
    assert none.tolist() == [[0] * len(PAGE_FEATURES)]


def test_a_term_counts_once_a_page_and_not_over_its_end(prepared):
    table, terms = prepared.characters, prepared.terms
    texts = ["江边的石阶\n江边的石阶江边", "", "石阶", "江边的石阶"]
    batch = Batch.of([read_text(text) for text in texts])
    text = normalise(batch, table)
    page, term = page_terms(text, terms, batch.page_starts)
    found = [term[page == number].tolist() for number in range(4)]
    assert len(found[0]) == len(set(found[0]))
    assert set(found[3]) <= set(found[0])
    assert found[1] == []
    assert 0 not in term
    weights = np.random.default_rng(3).normal(size=len(terms)).astype(np.float32)
    said = words_said(text, terms, weights, batch.page_starts)
    for number, of_page in enumerate(found):
        expected = weights[of_page].sum() / np.sqrt(max(len(of_page), 1))
        assert said[number] == pytest.approx(expected, abs=1e-5)
