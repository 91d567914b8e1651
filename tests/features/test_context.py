import numpy as np
import pytest

from classifier.features.context import (
    CROSSED,
    DECAY,
    DECAY_STEPS,
    EVIDENCE,
    LOG_FLOOR,
    NEIGHBOURS,
    WINDOWS,
    Neighbourhood,
    context,
    context_names,
    own_columns,
    own_features,
    seen_evidence,
)
from classifier.labels import LABELS, SPAM_LABELS
from tests.features.pages import Array, page_rows, starts_of

SIZES = (3, 0, 1, 150, 2, 0, 40)
STARTS = starts_of(SIZES)


@pytest.fixture(scope="module")
def said():
    """Probabilities float32 (n, 10), one row as a caller's rule makes it, and lengths float32 (n,)."""
    random = np.random.default_rng(3)
    probabilities = random.dirichlet(np.full(10, 0.3), int(STARTS[-1])).astype(np.float32)
    probabilities[5] = np.eye(10)[8]
    return probabilities, random.integers(0, 400, len(probabilities)).astype(np.float32)


def features(probabilities: Array, sizes: Array, page_starts: Array) -> Array:
    return np.concatenate(context(probabilities, sizes, Neighbourhood.of(page_starts)), axis=0).T


class SlowPage:
    """One page, asked paragraph by paragraph."""

    def __init__(self, values: Array, sizes: Array) -> None:
        self.values, self.sizes = values, sizes

    def at(self, i: int, column: int) -> float:
        return float(self.values[i, column]) if 0 <= i < len(self.values) else 0.0

    def window(self, i: int, column: int, width: int, direction: int) -> float:
        return sum(self.at(i + direction * k, column) for k in range(1, width + 1)) / width

    def nearest(self, i: int, column: int, decay: float, direction: int) -> float:
        reach = 2**DECAY_STEPS
        return max(decay ** (k - 1) * self.at(i + direction * k, column) for k in range(1, reach + 1))

    def between(self, i: int, column: int, decay: float) -> float:
        return min(self.nearest(i, column, decay, 1), self.nearest(i, column, decay, -1))

    def mean(self, column: int) -> float:
        return float(self.values[:, column].mean())

    def mean_by_length(self, column: int) -> float:
        return float(np.average(self.values[:, column], weights=np.sqrt(self.sizes + 1)))


def slow_context(values: Array, sizes: Array) -> list[dict[str, float]]:
    """The features of one page as name -> value, one dictionary a paragraph."""
    values = values.astype(np.float64)
    page = SlowPage(values, sizes)
    lengths = SlowPage(np.log1p(sizes.astype(np.float64))[:, None] / 5, sizes)
    content = SlowPage(values[:, :2].sum(axis=1, keepdims=True), sizes)
    body, navigation, related = (LABELS.index(label) for label in ("body", "navigation", "related"))
    found = []
    for i in range(len(values)):
        row = {}
        for c, label in enumerate(LABELS):
            row[f"own log {label}"] = np.log(max(values[i, c], LOG_FLOOR)) / 3
            row[f"own {label}"] = values[i, c]
            for distance in NEIGHBOURS:
                row[f"{distance} below {label}"] = page.at(i + distance, c)
                row[f"{distance} above {label}"] = page.at(i - distance, c)
            for width in WINDOWS:
                row[f"next {width} {label}"] = page.window(i, c, width, 1)
                row[f"last {width} {label}"] = page.window(i, c, width, -1)
            row[f"nearest {label} below"] = page.nearest(i, c, DECAY, 1)
            row[f"nearest {label} above"] = page.nearest(i, c, DECAY, -1)
            row[f"nearest {label} on both sides"] = page.between(i, c, DECAY)
            row[f"page {label}"] = page.mean(c)
            row[f"page {label} by length"] = page.mean_by_length(c)
        for k in (-3, -2, -1, 1, 2, 3):
            row[f"length {k:+d}"] = lengths.at(i + k, 0)
        for k in (-2, -1, 1, 2):
            row[f"length difference {k:+d}"] = abs(lengths.at(i, 0) - lengths.at(i + k, 0))
        row["length next 8"] = lengths.window(i, 0, 8, 1)
        row["length last 8"] = lengths.window(i, 0, 8, -1)
        evidence = {
            "content below": content.nearest(i, 0, 0.8, 1),
            "content above": content.nearest(i, 0, 0.8, -1),
            "between content": content.between(i, 0, 0.8),
            "page body": page.mean(body),
            "page body by length": page.mean_by_length(body),
            "page navigation": page.mean(navigation),
            "page related": page.mean(related),
            "between body": page.between(i, body, 0.93),
            "body below": page.nearest(i, body, 0.93, 1),
            "body above": page.nearest(i, body, 0.93, -1),
            "length": lengths.at(i, 0),
            "page spam": sum(page.mean(LABELS.index(label)) for label in SPAM_LABELS),
        }
        for where, direction in (("below", 1), ("above", -1)):
            for name, column in (("body", body), ("navigation", navigation), ("related", related)):
                evidence[f"4 {where} {name}"] = page.window(i, column, 4, direction)
        for label in CROSSED:
            for name, value in evidence.items():
                row[f"own {label} and {name}"] = values[i, LABELS.index(label)] * value
        found.append(row)
    return found


def test_equals_the_slow_way(said):
    values, sizes = said
    slow = [row for page in page_rows(STARTS) if len(page) for row in slow_context(values[page], sizes[page])]
    fast = features(values, sizes, STARTS)
    assert fast.dtype == np.float32
    assert sorted(slow[0]) == sorted(context_names())
    for column, name in enumerate(context_names()):
        np.testing.assert_allclose(fast[:, column], [row[name] for row in slow], atol=2e-5, err_msg=name)


def test_names_are_unique(said):
    names = context_names()
    assert len(set(names)) == len(names) == features(said[0], said[1], STARTS).shape[1]


def test_a_page_has_the_same_context_in_any_batch(said):
    values, sizes = said
    together = features(values, sizes, STARTS)
    for page in page_rows(STARTS):
        if len(page):
            alone = features(values[page], sizes[page], np.array([0, len(page)]))
            assert np.array_equal(together[page], alone)


def test_nothing_around_a_lone_paragraph():
    values = np.full((1, 10), 0.1, np.float32)
    row = dict(
        zip(context_names(), features(values, np.ones(1, np.float32), np.array([0, 1]))[0], strict=True)
    )
    around = [value for name, value in row.items() if name[0].isdigit() or name.startswith(("next", "last"))]
    assert around
    assert not any(around)
    assert [row["page body"], row["page body by length"]] == pytest.approx([0.1, 0.1])


def test_no_paragraphs_have_no_context():
    empty = features(np.zeros((0, 10), np.float32), np.zeros(0, np.float32), np.array([0, 0, 0]))
    assert empty.shape == (0, len(context_names()))


def test_own_columns_change_with_the_paragraph_alone(said):
    """The others stay as they are when a paragraph's own probabilities change, page means aside."""
    values, sizes = said
    place = 60
    changed = values.copy()
    changed[place] = np.roll(values[place], 3)
    differs = features(values, sizes, STARTS)[place] != features(changed, sizes, STARTS)[place]
    names = np.array(context_names())
    others = names[differs & ~own_columns()]
    assert all(name.startswith("page ") for name in others)
    assert differs[own_columns()].any()


def test_own_features_are_the_own_columns(said):
    values, sizes = said
    rows = features(values, sizes, STARTS)
    for place in (0, 3, 60, len(values) - 1):
        evidence = seen_evidence(rows[place], values[place])
        assert evidence.shape == (len(EVIDENCE),)
        own = own_features(values[place][None, :], evidence)[0]
        np.testing.assert_allclose(own, rows[place][own_columns()], atol=1e-5)


def test_own_features_of_a_paragraph_whose_label_a_rule_made(said):
    """Where no crossed label has any probability nothing is known of the evidence; no number overflows."""
    values, sizes = said
    row = features(values, sizes, STARTS)[5]
    own = own_features(values[5][None, :], seen_evidence(row, values[5]))[0]
    np.testing.assert_allclose(own, row[own_columns()], atol=1e-5)


@pytest.mark.parametrize("distance", [-200, -64, -3, -1, 1, 2, 64, 200])
def test_shift_stops_at_the_ends_of_the_page(said, distance):
    values = said[0]
    shifted = Neighbourhood.of(STARTS).shift(np.ascontiguousarray(values.T), distance).T
    for page in page_rows(STARTS):
        for i in page:
            expected = values[i + distance] if i + distance in page else np.zeros(10)
            assert np.array_equal(shifted[i], expected)
