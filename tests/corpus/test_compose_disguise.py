import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.corpus.compose.disguise import obfuscate
from classifier.corpus.record import LabelledPage
from classifier.labels import LABELS, SPAM_LABELS

seeds = st.integers(0, 2**32)
characters = st.sampled_from("渔火彩票微信加群 ，。abcXYZ0123456789")
texts = st.text(characters, min_size=1, max_size=40).filter(str.strip)


def forms(text: str) -> set[str]:
    page = LabelledPage("ferry/spam", "dukou.cn", "spam", (text,), ("gambling",))
    return {obfuscate(page, np.random.default_rng(seed)).lines[0] for seed in range(500)}


@given(st.lists(st.tuples(texts, st.sampled_from(LABELS)), min_size=1, max_size=8), seeds)
def test_only_advertising_changes_and_no_label_does(rows, seed):
    lines, labels = zip(*rows, strict=True)
    page = LabelledPage("ferry/spam", "dukou.cn", "spam", lines, labels)
    after = obfuscate(page, np.random.default_rng(seed))
    assert after.labels == labels
    for old, new, label in zip(lines, after.lines, labels, strict=True):
        assert (old != new) == (label in SPAM_LABELS)
        assert new.strip()
        assert "\n" not in new


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("渔火彩票", "渔 火 彩 票"),
        ("渔火彩票", "渔.火.彩.票"),
        ("渔火彩票", "渔☆火☆彩☆票"),
        ("渔火彩票", "渔\u200b火\u200b彩\u200b票"),
        ("渔火彩票", "渔🔥火🔥彩🔥票"),
        ("渔火彩票，送彩金", "💰渔火彩票💰送彩金"),
        ("渔火 bet88.cc", "渔火 ｂｅｔ８８．ｃｃ"),
        ("渔火 bet88.cc", "渔火 bet⑧⑧.cc"),
        ("渔火 bet88.cc", "渔火 bet⒏⒏.cc"),
        ("加微信 abc", "伽薇芯 аbс"),
    ],
)
def test_forms_that_must_be_met(text, form):
    assert form in forms(text)


def test_a_long_line_is_disguised_in_part():
    text = "，".join(["渔火彩票", "注册送金", "天天返水", "实力平台", "信誉第一", "立即开户"])
    assert any("渔火彩票" in form and "注 册 送 金" in form for form in forms(text))
