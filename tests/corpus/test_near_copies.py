import numpy as np
import pytest

from classifier.corpus.near_copies import near_copies


def random_text(seed: int, length: int = 600) -> str:
    return "".join(map(chr, np.random.default_rng(seed).integers(0x4E00, 0x9FA5, length)))


def test_edited_copy_is_found_once_and_the_later_text_named_first():
    original = random_text(1)
    edited = original[:200] + "某年某月" + original[204:500]
    pairs = near_copies([random_text(2), original, edited], range(3), 0.5)
    assert [(first, second) for first, second, _ in pairs] == [(2, 1)]
    assert pairs[0][2] == pytest.approx(1 - 11 / 493)  # 4 new characters are in 4 + 7 of 493 windows


def test_share_is_that_of_the_shorter_text():
    long = random_text(3)
    ((_, _, share),) = near_copies([long, long[100:200]], range(2), 0.5)
    assert share == 1.0


def test_half_of_the_text_shared_is_not_more_than_half():
    half = random_text(4, 300)
    assert near_copies([half + random_text(5, 307), half + random_text(6, 307)], range(2), 0.5) == []


def test_only_pairs_with_a_suspect():
    text = random_text(7)
    assert near_copies([text, text, text], [1], 0.5) == [(1, 0, 1.0), (1, 2, 1.0)]
    assert near_copies([text, text], [], 0.5) == []


def test_texts_shorter_than_a_window():
    assert near_copies(["首页", "首页", "尾页"], range(3), 0.5) == [(1, 0, 1.0)]
