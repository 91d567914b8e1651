import time
from dataclasses import dataclass
from typing import cast

from classifier.bulk.items import Item, Unusable
from classifier.bulk.label import label
from classifier.bulk.options import Limits
from classifier.pipeline import Model
from classifier.records import Document, Page
from tests.cli.fake_model import FakeModel


@dataclass(frozen=True)
class Touchy(FakeModel):
    """Fails on pages that say so, and takes its time over others."""

    def classify_documents(self, documents):
        for document in documents:
            if "炸" in document.text:
                raise ZeroDivisionError("boom")
            if "慢" in document.text:
                time.sleep(30)
        return super().classify_documents(documents)


def touchy(fake: Model) -> Model:
    return cast(Model, Touchy(fake.policy, {}))


def items(*pages: str | bytes) -> list[Item]:
    return [
        Item(f"line {number}", {"n": number}, page, "text", id=number) for number, page in enumerate(pages)
    ]


def texts(results: list[Page | Unusable]) -> list[str]:
    return [one.document.text if isinstance(one, Page) else f"{one.place}: {one.reason}" for one in results]


def test_every_item_gets_its_page(fake):
    html = Item("", {}, b"<p>\xe6\xb2\xb3</p>", "html")
    results = label([*items("甲", "", "乙"), html], fake, Limits())
    assert texts(results) == ["甲", "", "乙", "河"]
    assert isinstance(results[3], Page)
    assert results[3].document.markup is not None


def test_a_page_that_fails_does_no_harm_to_others(fake):
    assert texts(label(items("甲", "炸", "乙"), touchy(fake), Limits())) == [
        "甲",
        "line 1: cannot be labelled: ZeroDivisionError: boom",
        "乙",
    ]


def test_a_page_that_takes_too_long_is_left_out(fake):
    assert texts(label(items("甲", "慢", "乙"), touchy(fake), Limits(seconds=0.05))) == [
        "甲",
        "line 1: took longer than the limit of 0.05 seconds",
        "乙",
    ]


def test_a_page_that_is_no_text_is_told(fake):
    png = Item("line 1", {}, b"\x89PNG\r\n\x1a\n" + bytes(200), "text")
    assert "this is" in texts(label([*items("甲"), png], fake, Limits()))[1]


def test_size_is_counted_in_bytes(fake):
    pages = ("字" * 10, "字" * 11, b"a" * 30, b"a" * 31, "a" * 31)
    results = label(items(*pages), fake, Limits(size=30))
    assert [isinstance(one, Page) for one in results] == [True, False, True, False, False]
    assert texts(results)[1] == "line 1: larger than the limit of 30 bytes"


def test_paragraphs_are_counted(fake):
    results = label(items("甲\n乙", "甲\n\n乙\n丙"), fake, Limits(paragraphs=2))
    assert texts(results) == ["甲\n乙", "line 1: more paragraphs than the limit of 2"]


def test_what_is_unusable_keeps_its_record(fake):
    (wrong,) = label(items("炸"), touchy(fake), Limits())
    assert isinstance(wrong, Unusable)
    assert (wrong.id, wrong.record) == (0, {"n": 0})


def test_no_limit_of_time_outside_the_main_thread(fake):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor() as pool:
        results = pool.submit(label, items("甲"), fake, Limits(seconds=0.001)).result()
    assert isinstance(results[0], Page)
    assert isinstance(results[0].document, Document)
