import numpy as np
import pytest

from classifier.bulk.sites.counter import SiteCounter

MENU = [2, 3, 5]


def add(counter: SiteCounter, site: int, *keys: int) -> None:
    counter.add(site, np.unique(np.array(keys, np.uint64)))


def counts(counter: SiteCounter) -> dict[int, tuple[int, dict[int, int]]]:
    return {one.site: (one.pages, one.lines) for one in counter.recurring()}


def test_lines_on_three_pages_and_a_third_of_their_site_recur():
    counter = SiteCounter()
    for page in range(9):
        add(counter, 1, *MENU, 100 + page, *([7] if page < 3 else []), *([8] if page < 2 else []))
    for page in range(10):
        add(counter, 2, 9, 200 + page, *([7] if page < 3 else []))
    assert counts(counter) == {1: (9, {2: 9, 3: 9, 5: 9, 7: 3}), 2: (10, {9: 10})}


def test_two_pages_are_not_enough():
    counter = SiteCounter()
    add(counter, 1, *MENU, 100)
    add(counter, 1, *MENU, 101)
    assert counts(counter) == {}


def test_a_page_that_comes_again_counts_once():
    counter = SiteCounter()
    for _ in range(5):
        add(counter, 1, *MENU)
    add(counter, 2, *MENU)
    assert (counter.pages, counter.copies) == (2, 4)
    assert counts(counter) == {}


def test_a_large_site_is_held_in_little_memory_and_what_recurs_is_found():
    counter = SiteCounter(site_lines=400)
    pages, own = 4000, 30
    rng = np.random.default_rng(1)
    most = 0
    for _ in range(pages):
        sometimes = [11] if rng.random() < 0.5 else []
        add(counter, 1, *MENU, *sometimes, *rng.integers(1000, 1 << 60, own).tolist())
        most = max(most, counter.held)
    assert most <= 2 * 400 + own + 20
    (seen, lines) = counts(counter)[1]
    assert seen == pages
    assert set(lines) == {*MENU, 11}
    short = pages * (own + 5) / 400  # what a count may fall short of the truth
    assert all(pages - short <= lines[key] <= pages for key in MENU)


def test_a_new_menu_takes_the_place_of_an_old_one():
    counter = SiteCounter(site_lines=50)
    for page in range(3000):
        menu = range(2, 42) if page < 500 else range(52, 92)
        add(counter, 1, *menu, *range(1000 + 20 * page, 1020 + 20 * page))
    assert set(counts(counter)[1][1]) <= set(range(52, 92))
    assert counts(counter)[1][1]


def test_many_sites_are_held_in_bounded_memory_and_the_large_ones_stay():
    counter = SiteCounter(lines=20_000)
    most = 0
    for number in range(3000):
        add(counter, 1_000_000 + number, *range(10_000 + 30 * number, 10_030 + 30 * number))
        add(counter, number % 3, *MENU, 1000 + number)
        most = max(most, counter.held)
    assert most <= 20_000
    assert counter.forgotten > 2000
    assert {site: pages for site, (pages, _) in counts(counter).items()} == {0: 1000, 1: 1000, 2: 1000}


def test_sites_one_after_the_other_need_room_for_what_recurs_alone():
    counter = SiteCounter(lines=20_000)
    most = 0
    for number in range(1000):
        for page in range(5):
            add(counter, number, *MENU, *range(100 * page + 10, 100 * page + 60))
            most = max(most, counter.held)
    assert most <= 20_000
    assert counter.forgotten <= 10  # those that had no three pages when room was made
    assert len(counts(counter)) >= 990
    assert all(lines == dict.fromkeys(MENU, pages) for pages, lines in counts(counter).values())


def test_a_forgotten_site_begins_anew():
    counter = SiteCounter(lines=1000)
    for page in range(2):
        add(counter, 1, *MENU, 50 + page)
    for number in range(100):
        for page in range(3):
            add(counter, 100 + number, *range(1000 * number + page, 1000 * number + page + 100))
    add(counter, 1, *MENU, 60)
    assert 1 not in counts(counter)


@pytest.mark.parametrize("size", [3, 4, 8])
def test_what_is_held_is_what_the_tables_hold(size):
    counter = SiteCounter(site_lines=size, lines=500)
    rng = np.random.default_rng(size)
    for _ in range(300):
        add(counter, int(rng.integers(20)), *rng.integers(1, 60, 7).tolist())
    tables = counter._sites.values()
    assert counter.held == sum(8 + len(table.lines) for table in tables)
