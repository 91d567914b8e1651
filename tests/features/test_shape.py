import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from classifier.features.batch import Batch
from classifier.features.characters import CharClass, CharTable
from classifier.features.grams import gram_hashes
from classifier.features.normalise import normalise
from classifier.features.shape import (
    COUNT_KNOTS,
    COUNTED,
    FEW_PARAGRAPHS,
    LENGTH_KNOTS,
    PLACE_KNOTS,
    PRESENT,
    SHARE_KNOTS,
    class_counts,
    fingerprints,
    hats,
    page_maximum,
    place_columns,
    shape,
    shape_names,
)
from classifier.reading.text import read_text
from tests.features.pages import ANY_PAGES, PAGES, Array, batch, page_rows, starts_of


def features(joined: Batch, table: CharTable) -> Array:
    text = normalise(joined, table)
    return shape(joined, text, class_counts(text), fingerprints(text, gram_hashes(text.ids)[0]))


def slow_hats(value: float, knots: Array) -> list[float]:
    """How near a value is to each knot."""
    value = min(max(value, knots[0]), knots[-1])
    weights = [0.0] * len(knots)
    for i, (left, right) in enumerate(pairwise(knots.tolist())):
        if left <= value <= right:
            weights[i + 1] = (value - left) / (right - left)
            weights[i] = 1 - weights[i + 1]
            return weights
    raise AssertionError(value)


def put(row: dict[str, float], prefix: str, value: float, knots: Array, *, digits: int = 0) -> None:
    """Adds the columns of one number spread over knots."""
    labels = [f"{k:.{digits}f}" if digits else f"{math.expm1(k):.0f}" for k in knots]
    row.update(zip((f"{prefix}:{label}" for label in labels), slow_hats(value, knots), strict=True))


def slow_shape(page: str, table: CharTable) -> list[dict[str, float]]:
    """The features of one page, paragraph by paragraph."""
    lines = read_text(page).lines()
    seen = [normalise(batch(line), table).classes[1:-1].tolist() for line in lines]
    texts = [normalise(batch(line), table).ids.tolist() for line in lines]
    longest = max((math.log1p(len(classes)) for classes in seen), default=0)
    found = []
    for i, classes in enumerate(seen):
        row: dict[str, float] = {}
        size = len(classes)
        put(row, "length", math.log1p(size), LENGTH_KNOTS)
        for c in PRESENT:
            row[f"share:{c.name.lower()}"] = classes.count(c) / max(size, 1)
            row[f"has:{c.name.lower()}"] = float(c in classes)
        for c in COUNTED:
            put(row, f"count:{c.name.lower()}", math.log1p(classes.count(c)), COUNT_KNOTS)
        for c in CharClass:
            row[f"first:{c.name.lower()}"] = float((classes or [CharClass.BOUNDARY])[0] == c)
            row[f"last:{c.name.lower()}"] = float((classes or [CharClass.BOUNDARY])[-1] == c)
        put(row, "from-top", math.log1p(i), PLACE_KNOTS)
        put(row, "from-end", math.log1p(len(lines) - 1 - i), PLACE_KNOTS)
        put(row, "place", i / max(len(lines) - 1, 1), SHARE_KNOTS, digits=1)
        put(row, "page-paragraphs", math.log1p(len(lines)), PLACE_KNOTS)
        put(row, "length-in-page", math.log1p(size) / max(longest, 1e-6), SHARE_KNOTS, digits=1)
        if len(lines) < FEW_PARAGRAPHS:
            places = ("from-top:", "from-end:", "place:", "page-paragraphs:", "length-in-page:")
            row |= dict.fromkeys((name for name in row if name.startswith(places)), 0.0)
        row["invisible"] = 1 - size / len(lines[i])
        row["repeated"] = float(texts.count(texts[i]) > 1)
        found.append(row)
    return found


@pytest.mark.parametrize(
    "page",
    [
        *PAGES,
        "\u200b",
        "\u200b\n中 国 人\n中国人",
        "\n".join(f"第{i}行，" + "河" * i + "。" * (i % 20) for i in range(60)),
    ],
)
def test_equals_the_slow_way(page, table):
    slow = [list(row.values()) for row in (dict(sorted(r.items())) for r in slow_shape(page, table))]
    order = np.argsort(shape_names())
    fast = features(batch(page), table)
    assert fast.shape == (len(slow), len(shape_names()))
    assert fast.dtype == np.float32
    if slow:
        np.testing.assert_allclose(fast[:, order], slow, atol=1e-5)


def test_names_are_unique_and_the_slow_ones(table):
    names = shape_names()
    assert len(set(names)) == len(names)
    assert sorted(names) == sorted(slow_shape("一", table)[0])


def test_a_page_looks_the_same_in_any_batch(table):
    alone = np.concatenate([features(batch(page), table) for page in PAGES])
    assert np.array_equal(features(batch(), table), alone)


@given(pages=ANY_PAGES)
@settings(max_examples=60, deadline=None)
def test_any_page_looks_the_same_in_any_batch(pages, table):
    joined = Batch.of([read_text(page) for page in pages])
    alone = [features(batch(page), table) for page in pages]
    expected = np.concatenate([np.zeros((0, len(shape_names())), np.float32), *alone])
    found = features(joined, table)
    assert np.isfinite(found).all()
    assert np.array_equal(found, expected)


def test_the_last_paragraph_of_a_batch_counts_as_a_repetition(table):
    """Its fingerprint used to have the end of the batch in it."""
    repeated = shape_names().index("repeated")
    page = "修好了！\n渡口\n修好了！"
    assert features(batch(page), table)[:, repeated].tolist() == [1, 0, 1]
    assert features(batch(page, "修好了！"), table)[:, repeated].tolist() == [1, 0, 1, 0]


def test_a_text_is_repeated_however_it_is_written(table):
    repeated = shape_names().index("repeated")
    assert features(batch("ABC，\nabc,\n\u200b\n\u200c"), table)[:, repeated].tolist() == [1, 1, 1, 1]


def test_no_paragraphs_have_no_features(table):
    assert features(batch("", ""), table).shape == (0, len(shape_names()))


def test_hats_sum_to_one():
    knots = np.array([0.0, 1.0, 3.0])
    values = np.array([-1, 0, 0.25, 1, 2, 3, 9])
    basis = hats(values, knots)
    assert basis.dtype == np.float32
    np.testing.assert_allclose(basis.sum(axis=1), 1)
    np.testing.assert_allclose(basis[2], [0.75, 0.25, 0])
    np.testing.assert_allclose(basis @ knots, np.clip(values, 0, 3))


def test_place_columns_are_those_of_the_page():
    names = shape_names()
    places = {names[column].split(":")[0] for column in place_columns()}
    assert places == {"from-top", "from-end", "place", "page-paragraphs", "length-in-page", "repeated"}


def test_class_counts(table):
    counts = class_counts(normalise(batch("江边、2021！", ""), table))
    assert counts.dtype == np.float32
    assert counts.sum() == 8
    assert counts[0, [CharClass.HAN, CharClass.DIGIT, CharClass.STOP, CharClass.BOUNDARY]].tolist() == [
        2,
        4,
        1,
        0,
    ]


def test_the_largest_of_a_page():
    starts = starts_of([2, 0, 3, 1])
    values = np.array([3, 5, 2, 9, 1, 4], np.float32)
    slow = [max(values[list(page)]) for page in page_rows(starts) for _ in page]
    assert page_maximum(values, starts).tolist() == slow
    assert page_maximum(values[:0], starts_of([0])).tolist() == []
