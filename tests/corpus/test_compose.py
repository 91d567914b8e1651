import os
import subprocess
import sys
from collections import Counter
from dataclasses import fields

import pytest

from classifier.corpus.compose import ComposeSettings, compose, fragments_of
from classifier.corpus.load import Corpus
from classifier.corpus.record import LabelledLine, LabelledPage
from classifier.errors import CorpusError

OPERATIONS = [field.name for field in fields(ComposeSettings)]
FRAGMENTS = (
    LabelledLine("渔火棋牌注册送红包，点击开户", "gambling", "sentence"),
    LabelledLine("渔火棋牌下载_渔火棋牌官网_渔火棋牌邀请码", "gambling", "title"),
    LabelledLine("夜渡同城交友，二十四小时上门", "adult", "sentence"),
    LabelledLine("渡口热水器维修电话，全市网点", "promotion", "hotline"),
    LabelledLine("警方说，团伙在船上开设赌场，案值三百万元。", "body", "police"),
)


def page(number: int) -> LabelledPage:
    menu = [(f"渡口{number}站", "navigation"), ("首页", "navigation"), ("航线", "navigation")]
    content = [("停航公告", "heading"), ("大风，渡船停开。", "body"), ("后天恢复发船。", "body")]
    list_rows = [("相关阅读", "related"), ("• 船工的一天", "related"), ("• 里程碑", "related")]
    spam = [("渡口彩票注册就送彩金", "gambling")]
    footer = [(f"渡口{number}站版权所有", "footer")]
    lines, labels = zip(*menu, *content, *list_rows, *spam, *footer, strict=True)
    return LabelledPage(
        f"ferry/{number}", f"dukou{number}.cn", "news", lines, labels, html="<p>", chosen="random"
    )


PAGES = [page(number) for number in range(40)]
ALL_ON = ComposeSettings(**dict.fromkeys(OPERATIONS, 0.5))


def names(pages: list[LabelledPage]) -> list[str]:
    return [page.name for page in pages]


def test_everything_is_off_by_default():
    assert compose(PAGES, FRAGMENTS, ComposeSettings(), 1) == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_operation_alone_changes_pages_and_says_so(operation):
    originals = {page.name: page for page in PAGES}
    variants = compose(PAGES, FRAGMENTS, ComposeSettings(**{operation: 1.0}), 7)
    assert len(variants) >= len(PAGES) // 2
    for variant in variants:
        name, _, rest = variant.name.partition("+")
        original = originals[name]
        assert rest == f"{operation}:7"
        assert (variant.lines, variant.labels) != (original.lines, original.labels)
        assert len(variant.lines) == len(variant.labels) > 0
        assert all(line.strip() for line in variant.lines)
        assert (variant.site, variant.kind, variant.html, variant.chosen) == (original.site, "news", "", "")


def test_operations_on_one_page_are_named_in_the_order_they_are_applied():
    variants = compose(PAGES, FRAGMENTS, ALL_ON, 3)
    applied = [name.partition("+")[2].partition(":")[0].split("+") for name in names(variants)]
    assert max(map(len, applied)) > 2
    assert all(found == sorted(found, key=OPERATIONS.index) for found in applied)
    assert len(set(names(variants))) == len(variants) <= len(PAGES)


def test_same_seed_same_variants_in_whatever_order_the_input_comes():
    first = compose(PAGES, FRAGMENTS, ALL_ON, 11)
    assert compose(PAGES, FRAGMENTS, ALL_ON, 11) == first
    assert compose(PAGES[::-1], FRAGMENTS[::-1], ALL_ON, 11) == first[::-1]


def test_another_seed_makes_other_variants():
    first, second = (compose(PAGES, FRAGMENTS, ALL_ON, seed) for seed in (1, 2))
    assert [page.lines for page in first] != [page.lines for page in second]


def test_variants_do_not_depend_on_the_hash_seed():
    code = (
        "from classifier.corpus.load import digest_of\n"
        "from classifier.corpus.compose import compose\n"
        "from tests.corpus.test_compose import ALL_ON, FRAGMENTS, PAGES\n"
        "print(digest_of(compose(PAGES, FRAGMENTS, ALL_ON, 5)))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=environment | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "1")
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == 32


def test_switching_an_operation_on_changes_no_draw_of_another():
    alone = compose(PAGES, FRAGMENTS, ComposeSettings(insert_spam=0.4), 9)
    both = compose(PAGES, FRAGMENTS, ComposeSettings(insert_spam=0.4, to_traditional=0.4), 9)
    untouched = [page for page in both if page.name.endswith("+insert_spam:9")]
    with_spam = {name.partition("+")[0] for name in names(both) if "insert_spam" in name}
    assert with_spam == {name.partition("+")[0] for name in names(alone)}
    assert 0 < len(untouched) < len(alone)
    assert all(page in alone for page in untouched)


def test_the_rate_is_the_share_of_pages():
    pages = [page(number) for number in range(400)]
    assert 80 <= len(compose(pages, FRAGMENTS, ComposeSettings(insert_spam=0.25), 0)) <= 120


def test_a_page_that_nothing_can_be_done_to_gives_no_variant():
    plain = LabelledPage("ferry/plain", "dukou.cn", "news", ("渡船停开。",), ("body",))
    settings = ComposeSettings(
        obfuscate=1, bullets=1, reorder_blocks=1, drop_context=1, swap_furniture=1, to_traditional=0
    )
    assert compose([plain], [], settings, 0) == []


def test_without_pages_there_are_no_variants():
    assert compose([], FRAGMENTS, ALL_ON, 0) == []


@pytest.mark.parametrize("rate", [-0.1, 1.01, float("nan")])
def test_a_rate_is_a_chance(rate):
    with pytest.raises(CorpusError, match=r"rate of bullets is .*; give a chance from 0 to 1"):
        ComposeSettings(bullets=rate)


@pytest.mark.parametrize(
    ("operation", "label"), [("insert_spam", "promotion, gambling, adult"), ("insert_negatives", "body")]
)
def test_inserting_needs_fragments(operation, label):
    with pytest.raises(CorpusError, match=f"{operation} is on and no fragment is labelled {label}"):
        compose(PAGES, [], ComposeSettings(**{operation: 0.1}), 0)


def test_fragments_are_grouped_by_label_and_kind():
    groups = fragments_of(Corpus((), FRAGMENTS, (), (), ""))
    assert Counter({key: len(group) for key, group in groups.items()}) == {
        ("adult", "sentence"): 1,
        ("body", "police"): 1,
        ("gambling", "sentence"): 1,
        ("gambling", "title"): 1,
        ("promotion", "hotline"): 1,
    }
    assert groups["body", "police"] == (FRAGMENTS[4],)
    assert list(groups) == sorted(groups)
