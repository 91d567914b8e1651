import numpy as np
import pytest

from classifier.features.blocks import (
    BLOCKS,
    Blocks,
    block_features,
    block_names,
    evidence_names,
    own_block_columns,
    own_block_features,
    seen_block_evidence,
)
from classifier.labels import LABELS
from classifier.reading.html import read_html

SAID = np.zeros((5, 10), np.float32)
SAID[:, :2] = [[0.8, 0.1], [0.6, 0.0], [0.1, 0.1], [0.0, 0.0], [0.5, 0.5]]
SAID[:, 4] = 1 - SAID.sum(axis=1)
SIZES = np.array([99, 24, 8, 3, 15], np.float32)
# two pages; on the first, the paragraphs 0 and 1 share a block, and all four share the page's
NUMBERS = np.array([[0, 0, 1, 2, 3], [0, 0, 0, 0, 1], [0, 0, 0, 0, 1], [0, 0, 0, 0, 1], [0, 1, 0, 2, 3]])
TWO_PAGES = Blocks(NUMBERS, np.array([0, 4, 5]))


def column(name: str) -> int:
    return block_names().index(name)


@pytest.fixture(scope="module")
def features():
    return block_features(SAID, SIZES, TWO_PAGES)


def test_columns_have_a_name_each(features):
    assert features.shape == (5, len(block_names()))
    assert len(set(block_names())) == len(block_names())
    assert features.dtype == np.float32


def test_means_are_of_the_others_in_the_block_by_the_root_of_their_length(features):
    at = column("block: body")
    np.testing.assert_allclose(features[:, at], [0.6, 0.8, 0, 0, 0], rtol=1e-6)
    of_page = column("block 1 up: body")
    np.testing.assert_allclose(features[0, of_page], (5 * 0.6 + 3 * 0.1 + 2 * 0) / (5 + 3 + 2), rtol=1e-5)
    np.testing.assert_allclose(features[2, column("same path: navigation")], SAID[0, 4], rtol=1e-5)


def test_shares_of_the_content_of_the_page(features):
    amounts = SAID[:4, :2].sum(axis=1) * SIZES[:4]
    at = column("block: share of the page's content")
    np.testing.assert_allclose(features[0, at], amounts[:2].sum() / amounts.sum(), rtol=1e-5)
    assert features[3, at] == 0
    largest = column("block: share of the largest")
    np.testing.assert_allclose(features[2, largest], amounts[2] / amounts[:2].sum(), rtol=1e-5)
    assert features[4, [at, largest]].tolist() == [1, 1]


def test_the_own_columns_are_made_of_the_evidence_around(features):
    is_own = own_block_columns()
    assert is_own.sum() == 2 * len(evidence_names())
    for row in range(5):
        evidence = seen_block_evidence(features[row])
        again = own_block_features(SAID[row : row + 1], evidence[None])[0]
        np.testing.assert_allclose(again, features[row, is_own], atol=1e-6)
        np.testing.assert_allclose(evidence[0], features[row, :2].sum(), atol=1e-6)


def test_pages_do_not_see_each_other(features):
    alone = block_features(SAID[:4], SIZES[:4], Blocks(NUMBERS[:, :4], np.array([0, 4])))
    assert np.array_equal(alone, features[:4])


def test_blocks_of_documents_are_counted_over_all_of_them():
    page = read_html("<nav><a>首页</a><br><a>新闻</a></nav><div><p>石桥昨天通车了。<p>渡口同日停航。</div>")
    assert page.markup is not None
    own = page.markup.blocks
    assert own.shape == (4, len(BLOCKS))
    assert (own.min(axis=0) == 0).all()
    assert own[0, 0] == own[1, 0] != own[2, 0] != own[3, 0]
    assert own[2, 1] == own[3, 1] != own[0, 1]
    both = Blocks.of([page, read_html(""), page])
    assert both.page_starts.tolist() == [0, 4, 4, 8]
    assert not set(both.numbers[0, :4]) & set(both.numbers[0, 4:])
    moved = both.numbers[:, 4:] - both.numbers[:, 4:].min(axis=1, keepdims=True)
    assert np.array_equal(moved, both.numbers[:, :4])


def test_no_documents():
    none = Blocks.of([])
    assert none.numbers.shape == (len(BLOCKS), 0)
    said, sizes = np.zeros((0, len(LABELS)), np.float32), np.zeros(0, np.float32)
    assert block_features(said, sizes, none).shape == (0, len(block_names()))
