import numpy as np

from classifier.features.context import Neighbourhood, context, context_names, log_scaled
from classifier.features.rounds import round_features, round_names
from classifier.reading.markup import MARKUP_COLUMNS


def test_blocks_in_the_order_of_their_names():
    random = np.random.default_rng(5)
    said, first = random.dirichlet(np.ones(10), (2, 7)).astype(np.float32)
    sizes = np.arange(7, dtype=np.float32)
    columns = random.normal(size=(7, len(MARKUP_COLUMNS))).astype(np.float32)
    around = Neighbourhood.of(np.array([0, 3, 7]))
    text = round_features(said, first, sizes, around)
    html = round_features(said, first, sizes, around, columns)
    assert text.shape == (7, len(round_names(html=False)))
    assert html.shape == (7, len(round_names(html=True)))
    assert text.dtype == html.dtype == np.float32
    width = len(context_names())
    assert np.array_equal(text[:, :width], np.concatenate(context(said, sizes, around)).T)
    assert np.array_equal(text[:, width:], log_scaled(first))
    assert np.array_equal(html[:, : text.shape[1]], text)
    assert np.array_equal(html[:, text.shape[1] :], columns)


def test_names_are_unique():
    names = round_names(html=True)
    assert len(set(names)) == len(names)
    assert names[-len(MARKUP_COLUMNS) :] == MARKUP_COLUMNS
