from collections import defaultdict

import numpy as np
import pytest

from classifier.features.batch import Batch
from classifier.features.lexicon import word_hashes
from classifier.features.normalise import normalise
from classifier.features.vocabulary import VocabularySettings, fit_characters, fit_terms
from classifier.reading.text import read_text
from tests.features.pages import Array, batch, rows
from tests.features.test_grams import slow_hash, windows

SITES = ("江边的石阶\n江边的船", "江边的石桥。\n船", "山上的石桥。", "山上")


@pytest.fixture(scope="module")
def joined():
    return batch(*SITES)


def sites_of(joined: Batch) -> Array:
    """Every page is a site of its own."""
    return joined.pages


def test_characters_of_enough_sites_have_an_id(joined):
    table = fit_characters(joined, sites_of(joined), VocabularySettings(character=2))
    assert [chr(code) for code in table.alphabet] == sorted("江边的石桥船山上。")
    again = fit_characters(joined, np.zeros(len(joined), np.int64), VocabularySettings(character=2))
    assert len(again.alphabet) == 0  # one site, however many paragraphs


def test_terms_are_the_windows_of_enough_sites(joined):
    table = fit_characters(joined, sites_of(joined), VocabularySettings(character=1))
    text = normalise(joined, table)
    sites = defaultdict(set)
    for row, site in zip(rows(text), sites_of(joined).tolist(), strict=True):
        for window in windows(row):
            sites[window].add(site)
    words = word_hashes(["江边的石"], table)
    terms = fit_terms(text, sites_of(joined), words, VocabularySettings(character=1, grams=(3, 2, 2, 2)))
    assert terms.characters.tolist() == sorted(w[0] for w, s in sites.items() if len(w) == 1 and len(s) >= 3)
    expected = {slow_hash(w): len(s) for w, s in sites.items() if len(w) in (2, 3) and len(s) >= 2}
    expected[int(words[0])] = 2
    assert dict.fromkeys(terms.keys.tolist()) == dict.fromkeys(
        sorted(expected, key=lambda k: (-expected[k], k))
    )
    assert list(terms.keys) == sorted(expected, key=lambda k: (-expected[k], k))


def test_four_grams_that_are_no_words_are_no_terms(joined):
    table = fit_characters(joined, sites_of(joined), VocabularySettings(character=1))
    text = normalise(joined, table)
    settings = VocabularySettings(character=1, grams=(9, 9, 9, 1))
    assert len(fit_terms(text, sites_of(joined), np.zeros(0, np.uint32), settings)) == 1
    assert len(fit_terms(text, sites_of(joined), word_hashes(["江边的石"], table), settings)) == 2


def test_the_commonest_terms_stay_when_there_are_too_many(joined):
    table = fit_characters(joined, sites_of(joined), VocabularySettings(character=1))
    text, sites = normalise(joined, table), sites_of(joined)
    nothing = np.zeros(0, np.uint32)
    everything = fit_terms(text, sites, nothing, VocabularySettings(character=1, grams=(1, 1, 1, 1)))
    few = fit_terms(text, sites, nothing, VocabularySettings(character=1, grams=(1, 1, 1, 1), max_terms=20))
    assert len(few.characters) + len(few.keys) == 20
    assert np.array_equal(few.keys, everything.keys[: len(few.keys)])


def test_the_order_of_pages_does_not_matter(joined):
    settings = VocabularySettings(character=1, grams=(1, 2, 2, 2))
    other = Batch.of([read_text(page) for page in reversed(SITES)])
    found = []
    for one in (joined, other):
        table = fit_characters(one, one.pages, settings)
        terms = fit_terms(normalise(one, table), one.pages, np.zeros(0, np.uint32), settings)
        found.append((table.alphabet.tolist(), terms.characters.tolist(), terms.keys.tolist()))
    assert found[0] == found[1]


def test_no_pages_have_no_vocabulary():
    empty = batch("")
    table = fit_characters(empty, np.zeros(0, np.int64), VocabularySettings())
    terms = fit_terms(
        normalise(empty, table), np.zeros(0, np.int64), np.zeros(0, np.uint32), VocabularySettings()
    )
    assert len(table.alphabet) == 0
    assert len(terms) == 1
