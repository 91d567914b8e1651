from itertools import pairwise

import numpy as np
import pytest

from classifier.reading.attributes import class_words


def words_of(*tags: str) -> list[list[int]]:
    """Hashes of the words of each tag."""
    row = "".join(tags).encode()
    ends = np.cumsum([len(tag.encode()) for tag in tags])
    starts = ends - [len(tag.encode()) for tag in tags]
    hashes, firsts = class_words(np.frombuffer(row + b"\0" * 16, np.uint8), starts, ends)
    return [hashes[first:last].tolist() for first, last in pairwise(firsts.tolist())]


def hash_of(word: str) -> int:
    """The hash by its definition, a check that it never changes."""
    return sum((ord(letter) - 96) * pow(0x01000193, place, 1 << 32) for place, letter in enumerate(word)) % (
        1 << 32
    )


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ('<div class="main-content">', ["main", "content"]),
        ("<div class='a left_col2 HTMLBox'>", ["left", "col", "htmlbox"]),
        ("<p id=sideBar>", ["side", "bar"]),
        ('<p ID="Nav" CLASS="top nav">', ["nav", "top", "nav"]),
        ('<p data-class="no" title="no"class="yes">', ["yes"]),
        ('<p dataid="no">', []),
        ('<p class="">', []),
        ("<p>", []),
        ('<p class="目录 list-1">', ["list"]),
        ('<p class="open', ["open"]),
    ],
)
def test_words_of_class_and_id(tag, words):
    assert words_of(tag) == [[hash_of(word) for word in words]]


def test_each_tag_has_its_own_words():
    tags = ("<p id=x1>", '<ul class="menu list">', "<li>", "<div class=menu>")
    menu, row = hash_of("menu"), hash_of("list")
    assert words_of(*tags) == [[], [menu, row], [], [menu]]


def test_a_value_that_never_ends_stays_in_its_tag():
    assert words_of('<p class="one>', "<p class=two>") == [[hash_of("one")], [hash_of("two")]]


def test_long_words_and_long_tags_are_cut():
    (words,) = words_of(f'<p class="{"word " * 500}{"a" * 500}">')
    assert 40 < len(words) < 100
    assert len(words_of(f'<p class="{"a" * 200}">')[0]) == 1


def test_no_tags():
    hashes, firsts = class_words(np.zeros(16, np.uint8), np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert hashes.dtype == np.uint32
    assert firsts.tolist() == [0]
