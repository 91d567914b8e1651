import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.reading import text as text_module
from classifier.reading.text import ZERO_WIDTH_CHARACTERS, code_points, paragraph_spans, read_text

CHARACTERS = "字a\n\r \t\u3000\xa0\u200b\ufeff\x0b\x1c\x85\u2028\ud800😀"


def expected(text: str) -> list[str]:
    """What the docstring promises, character by character."""
    paragraphs = []
    for line in re.split("\r\n|\r|\n", text):
        stripped = line.strip()
        visible = [place for place, character in enumerate(line) if is_visible(character)]
        if visible:
            paragraphs.append(line[visible[0] : visible[-1] + 1])
        elif stripped:
            paragraphs.append(stripped)
    return paragraphs


def is_visible(character: str) -> bool:
    return not character.isspace() and character not in ZERO_WIDTH_CHARACTERS


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(alphabet=CHARACTERS, max_size=30))
def test_every_line_that_is_not_blank_is_a_paragraph(text):
    document = read_text(text, "a.txt")
    assert document.lines() == expected(text)
    assert (document.text, document.name, document.markup) == (text, "a.txt", None)


def test_line_ends_of_all_systems():
    assert read_text("一\r\n二\r三\n四").lines() == ["一", "二", "三", "四"]


def test_other_separators_end_no_line():
    assert read_text("一\u2028二\x0b三\x0c四\x85五").lines() == ["一\u2028二\x0b三\x0c四\x85五"]


def test_white_space_and_zero_width_characters_around_a_line_are_left_out():
    text = "\ufeff　　开头 中间\u200b 结尾\u200b\xa0\n"
    document = read_text(text)
    assert document.lines() == ["开头 中间\u200b 结尾"]
    assert document.spans.tolist() == [[3, 12]]


def test_a_line_of_zero_width_characters_alone_is_a_paragraph_of_them():
    assert read_text("甲\n \ufeff \n乙").lines() == ["甲", "\ufeff", "乙"]


@pytest.mark.parametrize("text", ["", "\n", " \r\n\u3000\n", "\r" * 9])
def test_blank_text_has_no_paragraphs(text):
    spans = read_text(text).spans
    assert spans.shape == (0, 2)
    assert spans.dtype == np.int64


def test_lone_surrogates_nuls_and_later_planes_survive():
    text = "甲\ud83d乙\n\0\n𠮷😀"
    assert read_text(text).lines() == ["甲\ud83d乙", "\0", "𠮷😀"]
    assert code_points(text).tolist() == [ord(character) for character in text]


def test_zero_width_characters_stay_where_that_is_asked_for():
    codes = code_points("\u200b甲\u200b \n")
    assert paragraph_spans(codes, trim_zero_width=False).tolist() == [[0, 3]]
    assert paragraph_spans(codes).tolist() == [[1, 2]]


@given(st.text(CHARACTERS, max_size=60), st.integers(1, 9))
def test_a_large_page_is_read_in_pieces(text, size):
    whole = read_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_module, "PIECE", size)
        pieces = read_text(text)
    assert pieces.spans.dtype == whole.spans.dtype
    assert np.array_equal(pieces.spans, whole.spans)
