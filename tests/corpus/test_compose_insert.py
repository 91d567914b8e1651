from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.corpus.compose.insert import insert_negatives, insert_spam, negatives_of, spam_of
from classifier.corpus.compose.rows import Row, rows_of
from classifier.corpus.record import LabelledLine, LabelledPage
from classifier.labels import LABELS

TITLES = ("渔火棋牌下载_渔火棋牌官网_渔火棋牌邀请码", "夜渡同城约会 夜渡上门服务 夜渡会所预约 夜渡同城约会")
SPAM = (
    *(LabelledLine(f"渔火棋牌第{number}期送彩金，点击开户。", "gambling", "offers") for number in range(30)),
    LabelledLine(TITLES[0], "gambling", "titles"),
    LabelledLine(TITLES[1], "adult", "titles"),
    LabelledLine("夜渡同城交友，随叫随到。", "adult", "calls"),
    LabelledLine("渡口热水器维修，全市网点。", "promotion", "hotlines"),
)
NEGATIVES = tuple(LabelledLine(f"警方查获赌船第{n}艘。", "body", "police") for n in range(3))
OTHER = (LabelledLine("首页", "navigation", "menus"), LabelledLine("开奖公告", "heading", "lottery"))
FRAGMENTS = (*SPAM, *NEGATIVES, *OTHER)

seeds = st.integers(0, 2**32)


@st.composite
def pages(draw):
    drawn = draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=15))
    lines = tuple(f"渡口日志第{index}行" for index in range(len(drawn)))
    return LabelledPage("ferry/log", "dukou.cn", "log", lines, tuple(drawn))


def inserted(before: LabelledPage, after: LabelledPage) -> list[tuple[int, Row]]:
    """What is new, with its place; fails where a line of the original is lost, moved or labelled anew."""
    own = set(before.lines)
    assert [row for row in rows_of(after) if row[0] in own] == rows_of(before)
    return [(index, row) for index, row in enumerate(rows_of(after)) if row[0] not in own]


@given(pages(), seeds)
def test_spam_keeps_the_page_and_has_its_own_labels(page, seed):
    found = inserted(page, insert_spam(page, np.random.default_rng(seed), spam_of(FRAGMENTS)))
    assert 1 <= len(found) <= 12
    known = {(line.text, line.label) for line in SPAM}
    if not all(row in known for _, row in found):  # a hijack: made of one title's phrases
        phrases, label = next(
            (title.replace("_", " ").split(), label)
            for title, label in zip(TITLES, ("gambling", "adult"), strict=True)
            if title[:4] in found[0][1][0]
        )
        assert {row[1] for _, row in found} == {label}
        for _, (text, _) in found:
            for phrase in sorted(phrases, key=len, reverse=True):
                text = text.replace(phrase, "")
            assert set(text) <= set("_-,|、 ")


def test_spam_takes_all_forms_and_places():
    page = LabelledPage("ferry/log", "dukou.cn", "log", tuple("甲乙丙丁戊己"), ("body",) * 6)
    spam = spam_of(FRAGMENTS)
    seen: Counter[str] = Counter()
    for seed in range(400):
        found = inserted(page, insert_spam(page, np.random.default_rng(seed), spam))
        places, last = [place for place, _ in found], 5 + len(found)
        in_one_piece = places[-1] - places[0] == len(found) - 1
        if len(found) == 1:
            seen["front" if places == [0] else "end" if places == [last] else "middle"] += 1
        elif in_one_piece and len(found) > 3:
            seen["block"] += 1
            assert len(found) <= 12
            assert len({row[1] for _, row in found}) == 1
        elif places[0] == 0 and places[-1] == last and len(found) >= 3:
            seen["hijack"] += 1
    assert min(seen[form] for form in ("front", "middle", "end", "block", "hijack")) >= 10


def test_every_label_is_inserted_however_few_fragments_it_has():
    page = LabelledPage("ferry/log", "dukou.cn", "log", tuple("甲乙丙丁戊己"), ("body",) * 6)
    spam = spam_of(FRAGMENTS)
    labels = Counter(insert_spam(page, np.random.default_rng(seed), spam).labels[0] for seed in range(400))
    assert min(labels[label] for label in ("gambling", "adult", "promotion")) >= 15


def test_without_a_keyword_title_there_is_no_hijack():
    fragments = [line for line in SPAM if line.kind != "titles"]
    assert spam_of(fragments).titles == ()
    page = LabelledPage("ferry/log", "dukou.cn", "log", ("甲",), ("body",))
    known = {line.text for line in fragments}
    for seed in range(50):
        after = insert_spam(page, np.random.default_rng(seed), spam_of(fragments))
        assert {row[0] for _, row in inserted(page, after)} <= known


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("渔火棋牌下载_渔火棋牌官网-渔火邀请码", ("渔火棋牌下载", "渔火棋牌官网", "渔火邀请码")),
        ("渔火彩票 | 渔火娱乐、渔火体育", ("渔火彩票", "渔火娱乐", "渔火体育")),
        ("渔火彩票_渔火彩票_渔火体育", None),
        ("存款 提款 转账 优惠", None),
        ("渔 火 彩 票", None),
        ("渔火彩票 送彩金的 平台，点击开户", None),
        ("渔火彩票官方网站", None),
    ],
)
def test_keyword_titles_are_told_from_sentences_and_menus(text, phrases):
    titles = spam_of([LabelledLine(text, "gambling", "any")]).titles
    assert titles == ((("gambling", phrases),) if phrases else ())


@given(pages(), seeds)
def test_negatives_stand_beside_body_lines_inside_the_content(page, seed):
    after = insert_negatives(page, np.random.default_rng(seed), negatives_of(FRAGMENTS))
    found = inserted(page, after)
    if "body" not in page.labels:
        assert found == []
        return
    assert 1 <= len(found) <= 3
    assert len({row for _, row in found}) == len(found)
    body = [index for index, row in enumerate(rows_of(after)) if row[1] == "body"]
    for place, (text, label) in found:
        assert (text, label) in {(line.text, line.label) for line in NEGATIVES}
        assert place - 1 in body or place + 1 in body
        if page.labels.count("body") > 1:
            assert body[0] < place < body[-1]
