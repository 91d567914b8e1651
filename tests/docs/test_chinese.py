import pytest

from benchmarks.readme import BEGIN, END
from tests.docs.chinese import CHINESE, ENGLISH, differences, in_step

ONE = f"""# tool
Says 93 % of 1,280 lines.

## Use
```sh
tool run  # does it
```
| | speed |
|---|---|
| own | 4.5 × |
{BEGIN}
| 1 |
{END}
"""
OTHER = (
    """# 工具
在 1,280 行中说 93%。
""".replace("在 1,280 行中说 93%", "93% 来自 1,280 行")
    + f"""
## 用法
```sh
tool run  # 运行
```
| | 速度 |
|---|---|
| 本项目 | 4.5 倍 |
{BEGIN}
| 1 |
{END}
"""
)


def test_the_chinese_readme_has_the_code_and_the_figures_of_the_english_one():
    assert not differences(ENGLISH.read_text("utf-8"), CHINESE.read_text("utf-8")), "python -m tests.docs"


def test_a_translation_is_in_step():
    assert differences(ONE, OTHER) == []
    assert in_step(ONE, OTHER) == OTHER


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("93 %", "94 %", "section '': numbers are ['94', '1,280']"),
        ("tool run", "tool go", "section 'Use': code blocks differ"),
        ("4.5 ×", "4.6 ×", "section 'Use': numbers are ['4.6']"),
        ("| 1 |", "| 2 |", "section 'Use': code blocks differ"),
    ],
)
def test_figures_and_code_that_differ_are_told_and_copied(old, new, told):
    changed = ONE.replace(old, new)
    assert differences(changed, OTHER)[0].startswith(told)
    again = in_step(changed, OTHER)
    assert differences(changed, again) == []
    assert "工具" in again


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("## More\n", "3 sections in English, 2 in Chinese"),
        (
            "| more | 3 | 4 |\n",
            "section 'Use': tables have rows of [3, 3, 3, 4] cells in English, [3, 3, 3] in Chinese",
        ),
        ("```sh\nmore\n```\n", "section 'Use': code blocks differ"),
    ],
)
def test_what_a_translator_has_to_do_is_told(more, told):
    assert differences(ONE + more, OTHER)[0] == told
    assert differences(ONE + more, in_step(ONE + more, OTHER))
