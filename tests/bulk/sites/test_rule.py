from dataclasses import replace

import numpy as np
import pytest

from classifier.bulk.items import Item
from classifier.bulk.rows import about, paragraphs, rejects
from classifier.bulk.sites.counter import SiteLines
from classifier.bulk.sites.keys import line_keys, site_key
from classifier.bulk.sites.rule import recall
from classifier.bulk.sites.store import SiteMemory
from classifier.labels import LABEL_INDEX, LABELS
from classifier.policy.load import load_policy
from classifier.policy.policy import Policy
from classifier.policy.rules import Rule
from classifier.reading.text import read_text
from classifier.records import Page
from tests.cli.fake_model import CARD, FakeModel

RECURRING = ("本站所有文章均由读者来稿", "heading:山前日报", "footer:备案号")
SITE = site_key("a.example")
KNOWN = SiteMemory.of(
    [SiteLines(SITE, 1500, dict.fromkeys(sorted(line_keys(SITE, RECURRING).tolist()), 1200))]
)
TEXT = "heading:山前日报\n渡口昨天重新开放。\n本站所有文章均由 读者来稿\nfooter:备案号"


def recalled(
    text: str = TEXT,
    url: str | None = "http://www.a.example/1",
    policy: Policy | None = None,
    known: SiteMemory = KNOWN,
) -> tuple[Page, Page, Policy]:
    policy = policy or load_policy("default")
    page = FakeModel(policy, CARD)._classify(read_text(text))
    return page, recall(Item("", {}, text, "text", url=url), page, known, policy), policy


def test_what_recurs_is_dropped_with_the_reason():
    _, page, policy = recalled()
    assert page.text == "heading:山前日报\n渡口昨天重新开放。"
    assert [(row["index"], row["reason"]) for row in rejects(page, policy)] == [
        (2, "site: on 1,200 of 1,500 pages"),
        (3, "footer"),
    ]
    row = paragraphs(page)[2]
    assert (row["keep"], row["junk"]) == (False, pytest.approx(0.1778, abs=1e-4))
    assert row["label"] not in ("body", "heading")
    assert about(page)["kept"] == len(page.text) - 1


def test_what_the_model_is_sure_of_stays():
    page, after, _ = recalled()
    assert page.junk[0] < 0.1 <= page.junk[1]
    assert bool(after.keep[0])


@pytest.mark.parametrize("url", ["http://b.example/1", None, "nothing"])
def test_other_sites_are_left_alone(url):
    page, after, _ = recalled(url=url)
    assert after is page


def test_pages_without_such_lines_or_any_are_left_alone():
    for text in ("渡口昨天重新开放。", ""):
        page, after, _ = recalled(text)
        assert after is page


def test_an_empty_memory():
    page, after, _ = recalled(known=SiteMemory.of([]))
    assert after is page


def test_a_rule_of_the_callers_comes_first():
    rule = Rule("own", "body", words=("读者来稿",))
    page, after, _ = recalled(TEXT.replace(" ", ""), policy=Policy(rules=(rule,)))
    assert page.rules == {2: "own"}
    assert after is page


def test_a_policy_that_wants_everything_gets_it():
    page, after, _ = recalled(policy=Policy(keep=frozenset(LABELS)))
    assert after is page


def test_what_the_policy_drops_already_keeps_its_reason():
    page, after, _ = recalled(policy=Policy(keep=frozenset(("heading", "navigation"))))
    assert after is page  # body is not wanted


def test_the_label_is_the_likeliest_that_the_policy_does_not_want():
    page, _, policy = recalled()
    page.probabilities[2] = 0.85 * np.eye(10)[LABEL_INDEX["body"]] + 0.15 * np.eye(10)[LABEL_INDEX["related"]]
    after = recall(Item("", {}, TEXT, "text", url="http://a.example/"), page, KNOWN, policy)
    assert LABELS[after.label_ids[2]] == "related"
    wanted = replace(policy, keep=frozenset(("body", "heading", "related")))
    assert recall(Item("", {}, TEXT, "text", url="http://a.example/"), page, KNOWN, wanted) is page


def test_the_page_is_judged_anew_as_a_whole():
    strict = Policy(drop_page_above=0.5)
    long = "本站所有文章均由读者来稿" + "，" * 30
    known = SiteMemory.of([SiteLines(SITE, 5, {int(line_keys(SITE, [long])[0]): 5})])
    text = f"渡口昨天重新开放。\n{long}"
    page, after, policy = recalled(text, policy=strict, known=known)
    assert page.keep.all()
    assert not after.keep.any()
    assert [row["reason"] for row in rejects(after, policy)] == ["page", "site: on 5 of 5 pages"]


def test_the_verdict_follows_the_labels():
    page, _, policy = recalled("本站所有文章均由读者来稿")
    assert page.verdict == "article"
    page = replace(page, probabilities=np.array([[0.6, 0, 0, 0, 0, 0, 0, 0.4, 0, 0]], np.float32))
    after = recall(Item("", {}, "", "text", url="http://a.example"), page, KNOWN, policy)
    assert after.verdict == "spam"
