import re

import numpy as np
from opencc import OpenCC

from classifier.corpus.compose.traditional import _READINGS, to_traditional
from classifier.corpus.record import LabelledPage

LINES = ("渡口发展计划", "渡船在风里停开，乘客说：“后天再来《渡口》看看。”", "皇后大道、学校", "版权所有")
LABELS = ("heading", "body", "body", "footer")
PAGE = LabelledPage("ferry/notice", "dukou.cn", "news", LINES, LABELS)


def converted(page: LabelledPage = PAGE, count: int = 150) -> list[LabelledPage]:
    return [to_traditional(page, np.random.default_rng(seed)) for seed in range(count)]


def test_lines_and_labels_stay_in_their_places():
    readings_and_marks = re.compile(r"\([^)]*\)|[?，、：“”《》]")
    back = OpenCC("t2s")
    for page in converted():
        assert page.labels == LABELS
        assert page.lines[3] in ("版權所有", "版权所有")
        plain = [readings_and_marks.sub("", line) for line in page.lines]
        assert len(plain) == len(LINES)
        assert back.convert(plain[2]) in ("皇后大道学校", "皇後大道学校")


def test_some_pages_are_converted_cleanly():
    found = [page.lines for page in converted()]
    for config in ("s2t", "s2tw", "s2hk"):
        clean = tuple(OpenCC(config).convert(line) for line in LINES)
        assert found.count(clean) >= 5


def test_noise_is_met_and_holds_for_a_whole_page():
    pages = ["\n".join(page.lines) for page in converted()]
    noises = {
        "reading": [page for page in pages if "學(xué)" in page],
        "one for two": [page for page in pages if "風里" in page and "后天" in page],
        "two for one": [page for page in pages if "皇後" in page],
        "lost commas": [page for page in pages if "停開?乘客" in page],
        "lost quotes": [page for page in pages if "?" in page and "“" not in page and "”" not in page],
    }
    assert min(map(len, noises.values())) >= 3
    assert all("計(jì)" in page for page in noises["reading"])
    assert any("停開?乘客" in page and "說：" in page for page in pages)


def test_no_punctuation_is_lost_without_a_trace():
    count = sum(map(len, LINES))
    for page in converted():
        assert sum(len(re.sub(r"\([^)]*\)", "", line)) for line in page.lines) == count


def test_readings_stand_at_characters_that_conversion_makes():
    back = OpenCC("t2s")
    entries = _READINGS.split()
    assert len({entry[0] for entry in entries}) == len(entries)
    assert all(back.convert(entry[0]) != entry[0] for entry in entries)
    assert all(re.fullmatch("[a-zāáǎàēéěèīíǐìōóǒòūúǔùǘǚǜ]{1,6}", entry[1:]) for entry in entries)
