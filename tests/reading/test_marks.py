import numpy as np
import pytest

from classifier.reading.marks import Text, lay_out
from classifier.reading.tags import gather, scan


def laid_out(*pages: str) -> Text:
    sources = gather([page.encode() for page in pages])
    return lay_out(sources, scan(sources))


def text_of(text: Text) -> str:
    return "".join(map(chr, text.codes))


def test_marks_are_gone_and_their_places_known():
    text = laid_out("<div>甲<b>乙</b> 丙<p>丁</div>")
    assert text_of(text) == "甲乙 丙\n\n丁\n"
    assert text.pieces.starts.tolist() == [0, 1, 3, 6]
    assert text.pieces.tags.tolist() == [2, 3, 4, 5]  # the page tag counts
    assert text.starts.tolist() == [0, len(text.codes)]
    assert text.marked.tolist() == [True]


def test_pages_end_with_a_line_end():
    text = laid_out("<p>甲", "", "<p>乙<p>丙")
    assert text_of(text) == "甲\n\n乙\n\n丙\n"
    assert text.starts.tolist() == [0, 2, 3, 8]
    assert text.pieces.tags.tolist() == [2, 5, 6]


@pytest.mark.parametrize("own", ["\U000f0001", "&#xF0001;", "&#983041;", "&#X00fFffd;"])
def test_a_page_with_characters_like_marks_keeps_them(own):
    text = laid_out(f"<p>甲{own}乙", "<p>丙")
    assert text.marked.tolist() == [False, True]
    first, second, _ = text_of(text).split("\n")
    assert (first[0], len(first), first[2], second) == ("甲", 3, "乙", "丙")
    assert text.pieces.tags.tolist() == [4]


def test_a_page_where_a_mark_would_change_the_layout_is_laid_out_without():
    text = laid_out("<p>甲</p>&#32;<p>乙", "<p>丙")
    assert text.marked.tolist() == [False, True]
    assert text_of(text) == "甲\n\n乙\n丙\n"


def test_more_tags_than_marks():
    text = laid_out("甲" + "<i>乙</i>" * 40_000)
    assert len(text.codes) == 40_002
    assert text.pieces.tags.tolist() == [1, *range(2, 80_002, 2)]
    assert np.array_equal(text.pieces.starts, np.arange(40_001))
