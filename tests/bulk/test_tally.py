import json

import pytest

from classifier.bulk import tally
from classifier.bulk.clean import clean
from classifier.bulk.tally import NO_SITE, OTHER_SITES, Tally, site_of
from tests.bulk.crawl import records


def test_parts_add_up(fake):
    rows = records(12)
    together = clean(rows, fake).tally
    added = Tally()
    for start in range(0, 12, 5):
        added.add(clean(rows[start : start + 5], fake).tally)
    assert added == together
    assert Tally.from_json(json.loads(json.dumps(together.as_json()))) == together


def test_sites_are_bounded(fake, monkeypatch):
    monkeypatch.setattr(tally, "MAX_SITES", 2)
    added = Tally()
    for record in records(9):
        added.add(clean([record], fake).tally)
    assert {site: counts[0] for site, counts in added.sites.items()} == {
        "a.example": 3, "b.example": 3, OTHER_SITES: 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.a.example:80/x", "a.example"),
        ("http://News.A.example", "news.a.example"),
        ("", NO_SITE),
        (None, NO_SITE),
        ("a path", NO_SITE),
        ("http://[broken", NO_SITE),
    ],
)
def test_site_of(url, site):
    assert site_of(url) == site


def test_skipped_records_are_counted():
    one = Tally()
    one.skip("not HTML")
    one.add(one.from_json(one.as_json()))
    assert one.skipped == {"not HTML": [2]}
