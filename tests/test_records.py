from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from classifier.labels import LABEL_INDEX, LABELS
from classifier.reading.text import read_text
from classifier.records import Page

TEXT = "首页\n\n 渡口的石阶 \n加微信"


def page(text: str = TEXT) -> Page:
    document = read_text(text)
    probabilities = np.zeros((len(document), 10), np.float32)
    names = ("navigation", "heading", "promotion")[: len(document)]
    labels = np.array([LABEL_INDEX[name] for name in names], np.int8)
    probabilities[np.arange(len(document)), labels] = 1
    keep = np.array([False, True, False][: len(document)], np.bool_)
    rules = {2: "contact"} if len(document) else {}
    return Page(document, probabilities, labels, keep, "list", rules)


def test_a_documents_lines_are_its_paragraphs():
    document = read_text(TEXT)
    assert document.lines() == ["首页", "渡口的石阶", "加微信"]
    assert len(document) == 3


def test_paragraphs_tell_where_they_stand_and_what_they_are():
    first, second, third = page().paragraphs
    assert (second.index, second.start, second.end, second.text) == (1, 5, 10, "渡口的石阶")
    assert (second.label, second.junk, second.keep, second.rule) == ("heading", 0.0, True, "")
    assert (first.label, first.junk, first.keep) == ("navigation", 1.0, False)
    assert third.rule == "contact"
    assert TEXT[second.start : second.end] == second.text


def test_the_kept_text_and_its_share():
    found = page()
    assert found.text == "渡口的石阶"
    assert found.content_chars == 5
    assert found.junk_share == pytest.approx(0.5)
    assert len(found) == 3


def test_a_page_of_nothing():
    empty = page("")
    assert (empty.text, empty.content_chars, empty.junk_share, empty.paragraphs) == ("", 0, 0.0, ())
    assert empty.junk.shape == (0,)


def test_junk_is_a_probability_whatever_is_rounded():
    probabilities = np.zeros((2, len(LABELS)), np.float32)
    probabilities[:, :2] = [[0.7, 0.30000013], [-0.0000001, 0]]
    labels, keep = np.zeros(2, np.int8), np.ones(2, np.bool_)
    junk = Page(read_text("一\n二"), probabilities, labels, keep, "article").junk
    assert junk.dtype == np.float32
    assert junk.tolist() == [0, 1]


def test_records_do_not_change():
    found = page()
    for record, name in ((found, "verdict"), (found.paragraphs[0], "label"), (found.document, "text")):
        with pytest.raises(FrozenInstanceError):
            setattr(record, name, "article")
