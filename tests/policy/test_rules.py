import pickle

import pytest

from classifier.errors import PolicyError
from classifier.labels import LABEL_INDEX
from classifier.policy.rules import Rule, match_rules
from classifier.reading.text import read_text


def reasons(text: str, *rules: Rule) -> dict[int, str]:
    """What the rules decide, as {paragraph: rule's name}."""
    return {index: name for index, (_, name) in match_rules(rules, read_text(text)).items()}


def test_words_decide_the_paragraphs_that_hold_them():
    rule = Rule("contact", "promotion", words=("加薇信", "扣扣群"))
    page = read_text("河堤加固工程完工\n  进扣扣群领资料\n记者走访了三个村\n老师加薇信，加薇信")
    promotion = LABEL_INDEX["promotion"]
    assert match_rules([rule], page) == {1: (promotion, "contact"), 3: (promotion, "contact")}


def test_words_are_literal_and_case_counts():
    rule = Rule("dots", "promotion", words=("A.b",))
    assert reasons("Axb\na.b\nA.b", rule) == {2: "dots"}


def test_words_do_not_join_across_paragraphs():
    assert reasons("薇\n信", Rule("w", "promotion", words=("薇信",))) == {}


def test_first_rule_wins():
    first = Rule("first", "body", words=("彩票",))
    second = Rule("second", "gambling", pattern="彩票.*开户")
    assert reasons("彩票站开户\n彩票\n彩.票开户", first, second) == {0: "first", 1: "first"}
    assert reasons("彩票站开户\n彩票", second, first) == {0: "second", 1: "first"}


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\n\n", " \r\n\u3000"])
def test_pattern_anchors_are_the_ends_of_a_paragraph(line_break):
    text = line_break.join(["下载客户端", "请下载客户端", "下载客户端看直播"])
    assert reasons(text, Rule("all", "promotion", pattern="^下载客户端$")) == {0: "all"}
    assert reasons(text, Rule("start", "promotion", pattern="^下载")) == {0: "start", 2: "start"}
    assert reasons(text, Rule("end", "promotion", pattern="客户端$")) == {0: "end", 1: "end"}


def test_pattern_hits_without_characters_count_where_they_stand():
    both = Rule("both", "promotion", pattern="^(?=.*日结)(?=.*兼职)")
    end = Rule("end", "promotion", pattern="(?<=热线)$")
    assert reasons("兼职招聘\n兼职，日结\n日结", both) == {1: "both"}
    assert reasons("热线\n热线电话\n服务热线", end) == {0: "end", 2: "end"}


def test_pattern_hit_over_a_border_counts_where_it_begins():
    rule = Rule("r", "promotion", pattern=r"甲\s+乙")
    assert reasons("前\n甲\n乙", rule) == {1: "r"}


def test_pattern_may_ignore_case():
    assert reasons("VX咨询\nvx咨询", Rule("vx", "promotion", pattern="(?i)vx")) == {0: "vx", 1: "vx"}


def test_nothing_to_look_at():
    rule = Rule("r", "promotion", words=("x",))
    assert match_rules([rule], read_text("")) == {}
    assert match_rules([], read_text("x")) == {}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"label": "promo", "words": ("a",)}, "there is no label 'promo', did you mean 'promotion'"),
        ({"label": "body"}, "either words or a pattern"),
        ({"label": "body", "words": ("a",), "pattern": "b"}, "either words or a pattern"),
        ({"label": "body", "words": ("  ",)}, "cannot be a word"),
        ({"label": "body", "words": ("a\nb",)}, "cannot be a word"),
        ({"label": "body", "pattern": "微信(号"}, "not a valid regular expression at character 3: missing"),
        (
            {"label": "body", "pattern": "[[甲]"},
            "ambiguous regular expression: Possible nested set at position",
        ),
        ({"label": "body", "pattern": "a{99999999999}"}, "not a usable regular expression"),
        ({"label": "body", "pattern": "x*"}, "matches the empty string"),
    ],
)
def test_invalid_rules_are_refused_with_their_name(options, message):
    with pytest.raises(PolicyError, match=f"rule 'mine'.*{message}"):
        Rule("mine", **options)


def test_rules_survive_pickling():
    rule = Rule("r", "adult", pattern="上.门")
    assert pickle.loads(pickle.dumps(rule)).positions("上x门") == rule.positions("上x门") == [1]
