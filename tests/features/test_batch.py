import numpy as np

from classifier.features.batch import Batch
from classifier.reading.text import read_text
from tests.features.pages import PAGES, batch, documents


def test_paragraphs_are_found_where_the_documents_have_them():
    joined = batch()
    lines = [line for document in documents() for line in document.lines()]
    cut = zip(joined.starts.tolist(), joined.ends.tolist(), strict=True)
    assert ["".join(map(chr, joined.codes[start:end])) for start, end in cut] == lines
    assert len(joined) == len(lines)


def test_every_paragraph_knows_its_page():
    joined = batch()
    counts = [len(document) for document in documents()]
    assert counts == [4, 0, 4, 1, 0, 5]
    assert joined.pages.tolist() == [0] * 4 + [2] * 4 + [3] + [5] * 5
    assert joined.page_starts.tolist() == [0, 4, 4, 8, 9, 9, 14]


def test_every_document_is_enclosed_in_line_feeds():
    joined = batch("一\r\n二", "三")
    assert "".join(map(chr, joined.codes)) == "\n一\r\n二\n三\n"


def test_no_documents_and_empty_documents_have_no_paragraphs():
    for empty in (Batch.of([]), batch(""), batch("", "\n \n")):
        assert len(empty) == 0
        assert empty.pages.tolist() == []
        assert empty.page_starts[-1] == 0
        assert empty.starts.dtype == empty.ends.dtype == empty.page_starts.dtype == np.int64


def test_lone_surrogates_and_nul_are_code_points_like_others():
    joined = batch("甲\ud83d乙\x00丙")
    assert joined.codes.tolist() == [10, ord("甲"), 0xD83D, ord("乙"), 0, ord("丙"), 10]


def test_the_documents_are_untouched():
    read = [read_text(page) for page in PAGES]
    assert [document.text for document in Batch.of(read).documents] == list(PAGES)
