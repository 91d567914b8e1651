import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.corpus.compose.blocks import (
    bullets,
    drop_context,
    furniture_of,
    reorder_blocks,
    swap_furniture,
)
from classifier.corpus.compose.rows import Row, rows_of, runs
from classifier.corpus.record import LabelledPage
from classifier.labels import CONTENT_LABELS, LABELS

seeds = st.integers(0, 2**32)
marks = st.sampled_from(["", "", "• ", "- ", "3. ", "12、"])


@st.composite
def pages(draw, prefix="甲", site="jia.cn"):
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=6))
    sizes = [draw(st.integers(1, 4)) for _ in labels]
    drawn = [label for label, size in zip(labels, sizes, strict=True) for _ in range(size)]
    lines = tuple(f"{draw(marks)}{prefix}船第{index}班" for index in range(len(drawn)))
    return LabelledPage(f"ferry/{prefix}", site, "news", lines, tuple(drawn))


def page(site: str, *rows: Row) -> LabelledPage:
    lines, labels = zip(*rows, strict=True)
    return LabelledPage(f"ferry/{site}", site, "news", lines, labels)


def variants(operation, page, *more, count=60) -> list[list[Row]]:
    return [rows_of(operation(page, np.random.default_rng(seed), *more)) for seed in range(count)]


FERRY = page(
    "dukou.cn",
    ("渡口", "navigation"),
    ("航线", "navigation"),
    ("停航公告", "heading"),
    ("渡船停开。", "body"),
    ("相关阅读", "related"),
    ("• 船工的一天", "related"),
    ("版权所有：渡口", "footer"),
)
TEMPLE = page("miao.cn", ("山门", "navigation"), ("香火很旺。", "body"), ("山门管理处", "footer"))
SISTER = page("dukou.cn", ("渡口姊妹站", "navigation"), ("水涨了。", "body"), ("渡口分站", "footer"))


@given(pages(), pages("乙", "yi.cn"), seeds)
def test_swap_touches_nothing_between_menu_and_footer(one, other, seed):
    after = rows_of(swap_furniture(one, np.random.default_rng(seed), furniture_of([one, other])))
    own = [row for row in after if row in rows_of(one)]
    added = [row for row in after if row not in own]
    kept = [row for row in rows_of(one) if row[1] not in ("navigation", "footer")]
    assert [row for row in own if row in kept] == kept
    assert own == [row for row in rows_of(one) if row in own]
    assert set(added) <= {row for row in rows_of(other) if row[1] in ("navigation", "footer")}


def test_swap_takes_menu_footer_or_both_from_another_site():
    found = variants(swap_furniture, FERRY, furniture_of([FERRY, TEMPLE, SISTER]))
    middle, footer = rows_of(FERRY)[2:6], ("版权所有：渡口", "footer")
    menu, other_menu = rows_of(FERRY)[:2], [("山门", "navigation")]
    other_footer = ("山门管理处", "footer")
    expected = [
        [*other_menu, *middle, footer],
        [*menu, *middle, other_footer],
        [*other_menu, *middle, other_footer],
    ]
    assert all(rows in expected for rows in found)
    assert all(rows in found for rows in expected)


def test_swap_leaves_a_page_alone_where_no_other_site_has_furniture():
    assert variants(swap_furniture, FERRY, furniture_of([FERRY, SISTER])) == [rows_of(FERRY)] * 60


def test_a_page_that_is_all_menu_lends_nothing():
    only_menu = page("menu.cn", ("首页", "navigation"), ("登录", "navigation"), ("联系", "footer"))
    furniture = furniture_of([only_menu])
    assert (furniture.tops, furniture.bottoms) == ((), ())


@given(pages(), seeds)
def test_reorder_moves_one_block_and_keeps_the_order_of_the_rest(page, seed):
    before = rows_of(page)
    after = rows_of(reorder_blocks(page, np.random.default_rng(seed)))
    assert sorted(after) == sorted(before)
    blocks = [
        before[start:end]
        for label, start, end in runs(before)
        if label in ("navigation", "related") and end - start >= 2
    ]
    moves = [
        [*rest[:place], *block, *rest[place:]]
        for block in blocks
        for rest in [[row for row in before if row not in block]]
        for place in {0, len(rest), *(start for _, start, _ in runs(rest))}
    ]
    assert after in moves or (after == before and not moves)


def test_reorder_may_put_a_sidebar_right_before_the_content():
    found = variants(reorder_blocks, FERRY)
    related, rest = rows_of(FERRY)[4:6], [*rows_of(FERRY)[:4], *rows_of(FERRY)[6:]]
    # half of the moves of one block in two, and some by chance
    assert found.count([*rest[:2], *related, *rest[2:]]) >= 15
    assert len({tuple(rows) for rows in found}) > 3
    assert rows_of(FERRY) not in found
    for rows in found:  # nothing between heading and body line, where there is a border in the original
        assert [label for _, label in rows if label in CONTENT_LABELS] == ["heading", "body"]


@given(pages(), seeds)
def test_drop_keeps_a_part_in_order(page, seed):
    before = rows_of(page)
    after = rows_of(drop_context(page, np.random.default_rng(seed)))
    remaining = iter(before)
    assert all(row in remaining for row in after)
    assert len(after) < len(before) or len(before) == 1


def test_drop_takes_all_forms():
    found = variants(drop_context, FERRY, count=100)
    rows = rows_of(FERRY)
    assert rows[2:] in found  # no top
    assert rows[:4] in found  # no bottom
    assert rows[2:4] in found  # content alone
    windows = [rows[start:end] for start in range(7) for end in range(start + 1, 8)]
    assert all(part in windows for part in found)


def without_marks(text: str) -> str:
    return re.sub(r"^([•·-] |\d+[.、] ?)", "", text)


@given(pages(), seeds)
def test_bullets_change_marks_of_lists_alone(page, seed):
    before = rows_of(page)
    after = rows_of(bullets(page, np.random.default_rng(seed)))
    assert [label for _, label in after] == list(page.labels)
    assert [without_marks(text) for text, _ in after] == [without_marks(text) for text, _ in before]
    for old, new in zip(before, after, strict=True):
        assert old == new or old[1] in ("navigation", "related")


def lists(*texts: str) -> list[list[str]]:
    found = variants(bullets, page("dukou.cn", *((text, "related") for text in texts)))
    return [[text for text, _ in rows] for rows in found]


def test_bullets_are_added_below_the_title_of_a_list():
    found = lists("热门航线", "东渡", "西渡")
    for mark in ("", "• ", "- ", "· "):
        assert ["热门航线", f"{mark}东渡", f"{mark}西渡"] in found
    assert ["热门航线", "1. 东渡", "2. 西渡"] in found
    assert ["热门航线", "1、东渡", "2、西渡"] in found
    assert len({tuple(rows) for rows in found}) == 6


def test_bullets_are_stripped_or_exchanged_where_there_are_some():
    found = lists("热门航线", "3. 东渡", "- 西渡", "南渡")
    assert ["热门航线", "东渡", "西渡", "南渡"] in found
    assert ["热门航线", "• 东渡", "• 西渡", "南渡"] in found
    assert ["热门航线", "1. 东渡", "2. 西渡", "南渡"] in found


def test_a_number_that_is_no_list_mark_stays():
    found = lists("渡口客流", "1.5万人过江", "19:30停航")
    assert ["渡口客流", "• 1.5万人过江", "• 19:30停航"] in found
    assert all("1.5万人过江" in rows[1] and "19:30停航" in rows[2] for rows in found)


def test_two_links_are_no_list():
    assert (
        variants(bullets, page("dukou.cn", ("东渡", "related"), ("西渡", "related")))
        == [[("东渡", "related"), ("西渡", "related")]] * 60
    )
