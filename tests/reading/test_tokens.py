import numpy as np

from classifier.reading.tags import gather, scan
from classifier.reading.tokens import Tokens, tokenize
from classifier.reading.tree import grow


def tokens_of(page: str) -> Tokens:
    """Tokens of each block of a page."""
    sources = gather([page.encode()])
    tags = scan(sources)
    tree = grow(tags)
    return tokenize(sources.data, tags, tree, np.arange(1, len(tree.parents), dtype=np.int32))


def test_shapes():
    tokens = tokens_of("<div class='a-menu list'><p>字")
    assert tokens.hashes.dtype == np.uint32
    assert tokens.starts.dtype == np.int64
    assert tokens.paths.dtype == np.uint32
    assert tokens.starts.tolist() == [0, 0, 3, 6]  # the page; div, menu, list; p, menu, list


def test_a_path_is_the_words_of_a_block_and_two_ancestors():
    paths = tokens_of(
        "<i><ul id=list><li class=one><p></p></li><li class=one><p></p></li><li class=two><p></p></li>"
    ).paths
    _, _, first, first_p, second, second_p, third, third_p = paths.tolist()
    assert first == second != third
    assert first_p == second_p != third_p
    assert len(set(paths.tolist())) == 6


def test_the_level_of_a_word_counts_in_paths():
    one = tokens_of("<div class=one><div class=two>").paths[-1]
    other = tokens_of("<div class=two><div class=one>").paths[-1]
    assert one != other
