import pytest

from classifier.bulk.items import Item, Unusable, item_of
from classifier.bulk.options import Fields


def found(record, **fields) -> Item | Unusable:
    return item_of(record, Fields(**fields), "line 1")


@pytest.mark.parametrize(
    ("record", "fields", "page", "kind", "text_field"),
    [
        ({"text": "甲"}, {}, "甲", "text", "text"),
        ({"content": "甲", "html": "<p>乙"}, {}, "甲", "text", "content"),
        ({"text": None, "content": "甲"}, {}, "甲", "text", "content"),
        ({"html": "<p>乙"}, {}, "<p>乙", "html", "text"),
        ({"text": "甲", "html": "<p>乙"}, {"html": "html"}, "<p>乙", "html", "text"),
        ({"raw": "<p>乙"}, {"html": "raw", "text": "clean"}, "<p>乙", "html", "clean"),
        ({"text": "甲", "body": "丙"}, {"text": "body"}, "丙", "text", "body"),
        ({"html": b"<p>"}, {}, b"<p>", "html", "text"),
        ({"text": ""}, {}, "", "text", "text"),
    ],
)
def test_the_page_is_found(record, fields, page, kind, text_field):
    item = found(record, **fields)
    assert isinstance(item, Item)
    assert (item.page, item.kind, item.text_field) == (page, kind, text_field)
    assert item.record == record


def test_names_and_addresses():
    item = found({"text": "甲", "id": 3, "url": "https://a.example", "key": "k", "link": 4})
    assert isinstance(item, Item)
    assert (item.id, item.url) == (3, "https://a.example")
    item = found({"text": "甲", "id": 3, "key": "k", "link": 4}, id="key", url="link")
    assert isinstance(item, Item)
    assert (item.id, item.url) == ("k", None)


@pytest.mark.parametrize(
    ("record", "fields", "reason"),
    [
        ({"id": 7, "title": "甲"}, {}, "no page: none of the fields text, content, html has a value"),
        ({"id": 7, "text": "甲"}, {"text": "body"}, "no page: none of the fields body has a value"),
        ({"id": 7, "text": "甲"}, {"html": "source"}, "none of the fields source"),
        ({"id": 7, "text": ["甲"]}, {}, "the field text is list, not text"),
    ],
)
def test_without_a_page_the_reason_is_told(record, fields, reason):
    wrong = found(record, **fields)
    assert isinstance(wrong, Unusable)
    assert reason in wrong.reason
    assert (wrong.place, wrong.id, wrong.record) == ("line 1", 7, record)
