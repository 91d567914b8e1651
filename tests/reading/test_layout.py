import numpy as np

from classifier.reading.layout import Pieces, lay
from classifier.reading.text import code_points, paragraph_spans


def laid(text: str, *pieces: tuple[int, int]) -> list[list[tuple[int, int]]]:
    """Tags and length of each paragraph's pieces; pieces are given as (tags before, start)."""
    codes = code_points(text)
    spans = paragraph_spans(codes)
    given = Pieces(
        np.array([tags for tags, _ in pieces], np.int64), np.array([at for _, at in pieces], np.int64)
    )
    layout = lay(given, codes, spans, np.ones(len(spans), np.int64))
    rows = list(zip(layout.tags.tolist(), layout.lengths.tolist(), strict=True))
    return [rows[first : last + 1] for first, last in zip(layout.first, layout.last, strict=True)]


def test_pieces_belong_to_the_paragraph_they_stand_in():
    assert laid("一二三四\n五六", (2, 0), (4, 3), (7, 5)) == [[(2, 3), (4, 1)], [(7, 2)]]


def test_a_bullet_counts_for_no_piece():
    assert laid("一\n  • 二三\n", (2, 0), (5, 6)) == [[(2, 1)], [(5, 2)]]


def test_white_space_leads_into_the_paragraph_on_the_same_line_only():
    assert laid("一\n \n • 二", (2, 0), (4, 2), (6, 7)) == [[(2, 1)], [(6, 1)]]
    assert laid("一\n  二", (2, 0), (4, 2)) == [[(2, 1)], [(4, 1)]]


def test_lines_of_one_piece_share_it():
    assert laid("一\n二二\n三", (3, 0)) == [[(3, 1)], [(3, 2)], [(3, 1)]]


def test_a_paragraph_without_any_piece_has_that_of_its_page():
    assert laid("一\n二") == [[(1, 1)], [(1, 1)]]
