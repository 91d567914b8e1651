import numpy as np
import pytest
from hypothesis import given, settings

from classifier.features.batch import Batch
from classifier.features.characters import BOUNDARY_ID, SPACE_ID, CharClass
from classifier.features.normalise import normalise
from classifier.reading.text import read_text
from tests.features.pages import ANY_PAGES, PAGES, batch, documents, row_of, rows, shown


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ＡＢＣ，（）", "abc,()"),
        ("Abc", "aBC"),
        ("2021", "1999"),
        ("２０２１", "2021"),
        ("中\u200b国\ufeff人", "中国人"),
        ("中\u00ad国", "中国"),
        ("臺灣的漢語", "台湾的汉语"),
        ("後面", "后面"),
        ("体(tǐ)育(yù)", "体育"),
        ("体（tǐ）育", "体育"),
        ("中 国 人 民", "中国人民"),
        ("中\u3000国\u3000人", "中国人"),
        ("中\u200b \u200b国 人", "中国人"),  # zero-width characters do not hide the spaces
        ("银行\u200b(háng)", "银行"),
        ("江边   日报", "江边 日报"),
        ("江边\t\u3000日报", "江边 日报"),
        ("首页\u200b  \u200b 新闻", "首页 新闻"),
        ("\x00江边", "江边"),
        ("\x00 江边 \x00", "江边"),
    ],
)
def test_the_same_to_the_model(text, same, table):
    assert row_of(text, table) == row_of(same, table)
    assert len(row_of(text, table)) > 0


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("江边 日报", "江边·日报"),  # words of two characters: their space stays
        ("中 国人", "中·国人"),
        ("中国 人", "中国·人"),
        ("字(abc)", "字(abc)"),  # letters without a tone mark are no pinyin
        ("abc(ā)", "abc(ā)"),  # no Han character before
        ("字(āabcdefgx)", "字(āabcdefgx)"),  # longer than any pinyin
        ("字(ā b)", "字(ā·b)"),
        ("字(ā", "字(ā"),
        ("字ā)", "字ā)"),
        ("字(āabcdefg)母", "字母"),
        ("(ā)", "(ā)"),
        ("ā", "ā"),
    ],
)
def test_what_stays(text, seen, table):
    assert shown(text, table) == seen


def test_one_boundary_before_every_paragraph_and_one_at_the_end(table):
    text = normalise(batch(), table)
    assert (text.ids[text.row_starts] == BOUNDARY_ID).all()
    assert (text.ids == BOUNDARY_ID).sum() == len(text.row_starts) == 15
    assert text.row_starts[-1] == len(text.ids) - 1
    assert np.array_equal(text.classes, table.class_of_id[text.ids])
    dtypes = [array.dtype.name for array in (text.ids, text.classes, text.row_starts)]
    assert dtypes == ["uint16", "uint8", "int64"]


def test_each_paragraph_is_normalised_as_if_it_were_alone(table):
    hard = ("中 国 人\n民\n 体(tǐ)\n(yù)", "民 a\nā)\nb", "(", "国 ")
    together = rows(normalise(batch(*hard, *PAGES), table))
    alone = [rows(normalise(batch(page), table)) for page in (*hard, *PAGES)]
    assert together == [row for page in alone for row in page]


@given(pages=ANY_PAGES)
@settings(max_examples=150, deadline=None)
def test_any_pages_are_normalised_as_if_each_were_alone(pages, table):
    joined = Batch.of([read_text(page) for page in pages])
    text = normalise(joined, table, keep_positions=True)
    assert len(text.row_starts) == len(joined) + 1
    assert text.positions is not None
    assert (np.diff(text.positions) > 0).all()
    alone = [rows(normalise(batch(page), table)) for page in pages]
    assert rows(text) == [row for page in alone for row in page]


def test_a_paragraph_of_invisible_characters_is_an_empty_row(table):
    text = normalise(batch("江边\n\u200b\n日报"), table)
    assert np.diff(text.row_starts).tolist() == [3, 1, 3]


def test_nothing_to_normalise(table):
    for empty in (batch(""), batch("", "\n")):
        text = normalise(empty, table, keep_positions=True)
        assert text.ids.tolist() == text.classes.tolist() == [BOUNDARY_ID]  # the one at the end
        assert text.row_starts.tolist() == [0]


def test_positions_lead_back_to_the_characters(table):
    joined = batch("江边 (x)\n体(tǐ)育 中 国 人\u200b 民")
    text = normalise(joined, table, keep_positions=True)
    assert text.positions is not None
    kept = "".join(chr(code) for code in joined.codes[text.positions])
    assert kept == "\n江边 (x)\n体育 中国人民\n"
    inside = text.ids != BOUNDARY_ID
    assert np.array_equal(table.ids[joined.codes[text.positions]][inside], text.ids[inside])


def test_normalising_what_was_kept_changes_nothing(table):
    pages = ("江边   日报", "体(tǐ)育(yù)", "中 国 人 民", "ＡＢ　２０", *PAGES)
    for page in pages:
        joined = batch(page)
        text = normalise(joined, table, keep_positions=True)
        assert text.positions is not None
        kept = "".join(chr(code) for code in joined.codes[text.positions])
        assert rows(normalise(batch(kept), table)) == rows(text)


def test_the_text_is_untouched(table):
    joined = batch(*PAGES)
    before = joined.codes.tobytes()
    normalise(joined, table)
    assert joined.codes.tobytes() == before
    assert [document.text for document in joined.documents] == [document.text for document in documents()]


def test_strange_input(table):
    assert row_of("\ud83d", table) == [CharClass.CONTROL]
    assert row_of("\x01\x02", table) == []
    assert len(row_of("河" * 1_000_000, table)) == 1_000_000
    assert row_of("a" + " " * 1000 + "b", table).count(SPACE_ID) == 1
