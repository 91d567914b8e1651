import pickle
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from classifier.errors import InputError
from classifier.parcels import pack, unpack
from classifier.pipeline import Model, _group_classifier, load
from classifier.policy.policy import Policy
from classifier.policy.rules import Rule
from classifier.reading.html import read_html
from classifier.reading.text import read_text
from classifier.records import Document, Markup, Page

TEXT = "江边的石阶\n昨天修好了\n\n联系我们"
HTML = "<title>江边</title><p class='main body'>江边的石阶修好了。<div id=foot><a href=/>联系我们</a></div>"
SOURCES: list[Any] = [
    TEXT,
    3,
    HTML.encode(),
    "",
    read_text(TEXT, "mine"),
    "石阶" * 40_000,
    TEXT.encode("gb18030"),
    b"\xe6\xb1\x9f\xff\xe6\xb1\x9f" * 9,
    read_html(HTML),
    b"%PDF-1.7",
    b"<p>" + HTML.encode(),
]


@pytest.fixture(scope="module")
def sent(model_file):
    """What became of SOURCES here, and the same after a journey."""
    model = load(model_file, policy=Policy(rules=(Rule("stairs", "body", words=("石阶",)),)))
    results = _group_classifier(model, 60_000)((7, SOURCES))
    parcel = pickle.loads(pickle.dumps(pack(results, SOURCES)))
    return results, list(unpack(parcel, SOURCES, lambda index: f"page {7 + index}")), parcel


def same(one: object, other: object) -> bool:
    """The same values, types of numbers and all, in records as in what they hold."""
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, Document | Markup | Page):
        names = [field.name for field in fields(one)]
        return type(one) is type(other) and all(same(getattr(one, n), getattr(other, n)) for n in names)
    if isinstance(one, InputError):
        return isinstance(other, InputError) and str(one) == str(other)
    return one == other


def test_pages_come_back_as_they_were(sent):
    results, arrived, _ = sent
    assert len(results) == len(arrived) == len(SOURCES)
    assert all(same(one, other) for one, other in zip(results, arrived, strict=True))
    assert any(page.rules for page in arrived if not isinstance(page, InputError))
    assert sum(isinstance(page, InputError) for page in arrived) == 2


def test_what_the_caller_has_is_the_callers(sent):
    _, arrived, parcel = sent
    assert arrived[4].document is SOURCES[4]
    assert arrived[8].document is SOURCES[8]
    assert arrived[0].document.text is SOURCES[0]
    assert [text is None for text in parcel.texts] == [
        True,
        False,
        True,
        True,
        True,
        False,
        False,
        True,
        False,
    ]
    assert len(pickle.dumps(parcel)) < len(SOURCES[5].encode()) / 10


def test_a_group_of_nothing_usable():
    error = InputError("page 0: int is no page")
    arrived = list(unpack(pack([error], [3]), [3], str))
    assert arrived == [error]
    assert list(unpack(pack([], []), [], str)) == []


def test_several_processes_give_what_one_gives(model: Model):
    given = [source for source in SOURCES if not isinstance(source, int) and source != b"%PDF-1.7"] * 30
    alone = list(model.classify_many(given, batch_characters=20))
    together = list(model.classify_many(given, workers=2, batch_characters=20))
    assert len(alone) == len(together) == len(given)
    assert all(same(one, other) for one, other in zip(alone, together, strict=True))
