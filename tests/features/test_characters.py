import pickle
from dataclasses import replace

import numpy as np
import pytest

from classifier.features.characters import (
    BOUNDARY_ID,
    CODE_POINTS,
    FIRST_CHARACTER_ID,
    MAX_IDS,
    SPACE_ID,
    CharClass,
    CharTable,
    folding_pairs,
    unicode_classes,
)


@pytest.fixture(scope="module")
def everything() -> CharTable:
    """A table in which every character occurs on a site."""
    return CharTable.from_counts(np.ones(CODE_POINTS, np.int32), 1)


@pytest.mark.parametrize(
    ("char", "char_class"),
    [
        ("。", CharClass.STOP),
        ("!", CharClass.STOP),
        ("，", CharClass.COMMA),
        ("、", CharClass.ENUMERATION),
        ("：", CharClass.COLON),
        ("《", CharClass.TITLE_MARK),
        ("（", CharClass.BRACKET),
        ("【", CharClass.SQUARE_BRACKET),
        ("|", CharClass.SEPARATOR),
        ("—", CharClass.DASH),
        ("·", CharClass.DOT),
        (">", CharClass.ARROW),
        ("●", CharClass.BULLET),
        ("￥", CharClass.MONEY),
        ("@", CharClass.SIGN),
        ("7", CharClass.DIGIT),
        ("７", CharClass.DIGIT),
        ("٣", CharClass.DIGIT),
        ("Ｑ", CharClass.LATIN),
        ("q", CharClass.LATIN),
        ("ǎ", CharClass.TONE),
        ("ж", CharClass.LETTER),
        ("か", CharClass.KANA_HANGUL),
        ("한", CharClass.KANA_HANGUL),
        ("①", CharClass.ENCLOSED),
        ("㈱", CharClass.ENCLOSED),
        ("汉", CharClass.HAN_RARE),
        ("〇", CharClass.HAN_RARE),
        ("\U00020000", CharClass.HAN_RARE),
        ("\u3000", CharClass.SPACE),
        ("\t", CharClass.SPACE),
        ("\u200b", CharClass.INVISIBLE),
        ("\u0301", CharClass.INVISIBLE),
        ("\x00", CharClass.INVISIBLE),
        ("\n", CharClass.INVISIBLE),
        ("\ud800", CharClass.CONTROL),
        ("\ue000", CharClass.CONTROL),
        ("☎", CharClass.SYMBOL),
    ],
)
def test_classes(char, char_class, table):
    assert table.classes[ord(char)] == char_class


def test_the_stored_runs_are_the_classes_of_unicode(table):
    assert np.array_equal(table.classes, unicode_classes())
    assert CharClass.BOUNDARY not in table.run_classes


def test_no_folding_target_folds_on():
    sources, targets = folding_pairs()
    assert not np.isin(targets, sources).any()
    assert len(np.unique(sources)) == len(sources)


@pytest.mark.parametrize(
    ("char", "same"),
    [
        ("Ａ", "a"),
        ("A", "a"),
        ("，", ","),
        ("（", "("),
        ("漢", "汉"),
        ("灣", "湾"),
        ("\u2fa8", "门"),  # a radical, which stands for the Traditional form first
        ("\u3000", " "),
        ("９", "1"),
        ("Ā", "ā"),
    ],
)
def test_characters_that_mean_the_same_share_an_id(char, same, everything):
    assert everything.ids[ord(char)] == everything.ids[ord(same)]


def test_circled_digits_are_a_sign_of_their_own(table):
    assert table.ids[ord("①")] == CharClass.ENCLOSED
    assert table.ids[ord("1")] == CharClass.DIGIT


def test_characters_without_an_id_stand_for_their_class(table):
    assert table.ids[ord("龘")] == CharClass.HAN_RARE
    assert table.ids[ord("ж")] == CharClass.LETTER


def test_ids_and_classes_agree(table):
    assert table.ids.max() < MAX_IDS
    assert table.class_of_id[table.ids[ord("河")]] == CharClass.HAN
    own = np.setdiff1d(np.arange(CODE_POINTS), [*table.fold_from, *table.alphabet])
    assert np.array_equal(table.class_of_id[table.ids[own]], table.classes[own])
    assert (table.ids[table.alphabet] >= FIRST_CHARACTER_ID).all()
    assert table.ids[ord(" ")] == SPACE_ID
    assert BOUNDARY_ID not in table.ids


def test_the_alphabet_keeps_the_characters_of_most_sites():
    counts = np.zeros(CODE_POINTS, np.int32)
    han = np.arange(0x4E00, 0x4E00 + 9000)
    counts[han] = 1
    counts[han[-50:]] = 5
    table = CharTable.from_counts(counts, 1)
    assert len(table.alphabet) == MAX_IDS - FIRST_CHARACTER_ID
    simplified = np.setdiff1d(han[-50:], table.fold_from)
    assert np.isin(simplified, table.alphabet).all()
    assert (np.diff(table.alphabet) > 0).all()
    assert table.fits()


def test_a_traditional_form_counts_for_the_simplified_one():
    counts = np.zeros(CODE_POINTS, np.int32)
    counts[ord("灣")] = 4
    table = CharTable.from_counts(counts, 4)
    assert table.alphabet.tolist() == [ord("湾")]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("run_classes", "boundary"),
        ("run_classes", "unknown"),
        ("run_starts", "negative"),
        ("run_starts", "falling"),
        ("run_starts", "none"),
        ("run_starts", "late"),
        ("fold_to", "beyond"),
        ("alphabet", "beyond"),
        ("alphabet", "long"),
    ],
)
def test_tables_that_reach_outside_do_not_fit(table, field, values):
    array = getattr(table, field).copy()
    if values == "boundary":
        array[3] = CharClass.BOUNDARY
    elif values == "unknown":
        array[3] = 200
    elif values == "negative":
        array[0] = -1
    elif values == "falling":
        array[[3, 4]] = array[[4, 3]]
    elif values == "none":
        array = array[:0]
    elif values == "late":
        array[0] = 1
    elif values == "beyond":
        array[0] = CODE_POINTS
    else:
        array = np.arange(MAX_IDS, dtype=np.int32)
    assert table.fits()
    assert not replace(table, **{field: array}).fits()


def test_pickles_without_the_tables_it_has_built(table):
    assert len(table.ids) == CODE_POINTS
    pickled = pickle.dumps(table)
    assert len(pickled) < 200_000
    assert np.array_equal(pickle.loads(pickled).ids, table.ids)
