import pickle
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from classifier.features.characters import BOUNDARY_ID, MAX_IDS
from classifier.features.grams import ORDERS, TABLE_BITS, TermTable, gram_hashes, window_mask
from classifier.features.normalise import normalise
from classifier.features.tfidf import count_rows
from tests.features.pages import PAGES, batch, rows

WORD = 1 << 32


def slow_hash(window: tuple[int, ...]) -> int:
    """The hash of a window of two to four ids, in Python's integers."""
    value = ((window[0] << 13 | window[1]) * 2654435761) % WORD
    value ^= value >> 15
    for id_, multiplier, shift in zip(window[2:], (2246822519, 3266489917), (13, 16), strict=False):
        value = ((value + id_) * multiplier) % WORD
        value ^= value >> shift
    return (value * 668265263) % WORD


def windows(row: list[int]) -> list[tuple[int, ...]]:
    """Every window of a paragraph, the boundaries on both sides included; no boundary as a window of one."""
    found = [tuple(row[i : i + k]) for k in ORDERS for i in range(len(row) - k + 1)]
    return [window for window in found if window != (BOUNDARY_ID,)]


class SlowTable:
    """A term table out of dictionaries. Like the fast one, it has one term a bucket and seven check bits."""

    def __init__(self, table: TermTable) -> None:
        self.characters = {id_: term for term, id_ in enumerate(table.characters.tolist(), start=1)}
        self.buckets: dict[int, tuple[int, int]] = {}
        for term, key in enumerate(table.keys.tolist(), start=1 + len(self.characters)):
            self.buckets.setdefault(key >> (32 - TABLE_BITS), (term, key & 0x7F))

    def term(self, window: tuple[int, ...]) -> int:
        if len(window) == 1:
            return self.characters.get(window[0], 0)
        key = slow_hash(window)
        term, check = self.buckets.get(key >> (32 - TABLE_BITS), (0, 0))
        return term if check == key & 0x7F else 0

    def counts(self, row: list[int]) -> Counter[int]:
        found = Counter(self.term(window) for window in windows(row))
        del found[0]
        return found


def table_of(*sets: set[tuple[int, ...]]) -> TermTable:
    """A table of all windows in the sets."""
    everything = sorted(set().union(*sets))
    characters = np.array([window[0] for window in everything if len(window) == 1], np.uint16)
    keys = np.array([slow_hash(window) for window in everything if len(window) > 1], np.uint32)
    return TermTable(characters, keys)


@pytest.fixture(scope="module")
def text(table):
    return normalise(batch(), table)


@pytest.fixture(scope="module")
def terms(text):
    """Every third window of the pages is a term."""
    everything = sorted({window for row in rows(text) for window in windows(row)})
    return table_of(set(everything[::3]))


def test_hashes_are_those_of_the_windows(text):
    ids = [*text.ids.tolist(), BOUNDARY_ID, BOUNDARY_ID, BOUNDARY_ID]
    for order, hashes in zip(ORDERS[1:], gram_hashes(text.ids), strict=True):
        assert hashes.dtype == np.uint32
        assert hashes.tolist() == [slow_hash(tuple(ids[i : i + order])) for i in range(len(text.ids))]


def test_occurrences_are_those_of_a_dictionary(text, terms):
    slow = SlowTable(terms)
    counts = count_rows(text, terms).toarray()
    for row, found in zip(rows(text), counts, strict=True):
        assert {term: int(n) for term, n in enumerate(found) if n} == slow.counts(row)
    assert counts.sum() > 50


def test_windows_of_all_orders_are_found(text, terms):
    by_order = [np.count_nonzero(found) for found in terms.terms(text)]
    assert min(by_order) > 10


@pytest.mark.parametrize("order", ORDERS)
def test_window_mask_is_true_where_a_window_fits(text, order):
    fits = []
    for row in rows(text):
        fits += [i + order <= len(row) and (order > 1 or i > 0) for i in range(len(row) - 1)]
    assert window_mask(text, order).tolist() == [*fits, False]


def test_no_window_reaches_into_the_next_paragraph(table):
    """A table that knows nothing but windows across paragraphs finds nothing."""
    text = normalise(batch("河谷\n的\n\u200b\n白鹭", "一\n岁"), table)
    ids = text.ids.tolist()
    starts = {int(start) for start in text.row_starts}
    across = {
        tuple(ids[i : i + k])
        for k in ORDERS[1:]
        for i in range(len(ids) - k + 1)
        if any(i < start < i + k - 1 for start in starts) or (i in starts and i + 1 in starts and k > 2)
    }
    assert len(across) > 10
    assert all(not found.any() for found in table_of(across).terms(text))


def test_a_paragraph_has_the_same_terms_alone_and_in_a_batch(table, terms):
    together = count_rows(normalise(batch(), table), terms).toarray()
    alone = [count_rows(normalise(batch(page), table), terms).toarray() for page in PAGES]
    assert np.array_equal(together, np.concatenate(alone))


def test_every_term_in_a_bucket_of_its_own_is_found(terms):
    buckets = terms.keys >> np.uint32(32 - TABLE_BITS)
    own = np.isin(buckets, [bucket for bucket, n in Counter(buckets.tolist()).items() if n == 1])
    expected = np.arange(len(terms.keys)) + 1 + len(terms.characters)
    assert own.mean() > 0.9
    assert np.array_equal(terms.look_up(terms.keys)[own], expected[own])


def test_the_first_of_two_terms_in_a_bucket_stays():
    keys = np.array([0xABCDE001, 0xABCDE002], np.uint32)
    table = TermTable(np.zeros(0, np.uint16), keys)
    assert table.look_up(keys).tolist() == [1, 0]


def test_a_table_without_terms_finds_none(text):
    nothing = TermTable(np.zeros(0, np.uint16), np.zeros(0, np.uint32))
    assert len(nothing) == 1
    assert not any(found.any() for found in nothing.terms(text))


def test_character_ids_beyond_the_table_do_not_fit(terms):
    assert terms.fits()
    assert not TermTable(np.array([MAX_IDS], np.uint16), terms.keys).fits()


def test_pickles_without_the_tables_it_has_built(terms):
    assert len(terms.slots) == 1 << TABLE_BITS
    again = pickle.loads(pickle.dumps(terms))
    assert len(pickle.dumps(terms)) < 10_000
    assert np.array_equal(again.slots, terms.slots)


def test_hashes_of_different_windows_differ(text):
    everything = {window for row in rows(text) for window in windows(row) if len(window) > 1}
    keys = sorted(slow_hash(window) for window in everything)
    assert all(a < b for a, b in pairwise(keys))
