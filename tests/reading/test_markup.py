import numpy as np
import pytest

from classifier.reading.html import read_html
from classifier.reading.markup import MARKUP_COLUMNS
from classifier.records import Document

STORY = "很久以前，山脚下住着一位老木匠，他每天清早都要到林子里去挑选木料。"
PAGE = f"""<html><head><title>老木匠_山里的故事</title></head><body>
<nav><ul class="topMenu"><li><a href="/">首页</a></li><li><a href="/b">书架</a></li></ul></nav>
<div id="main"><h2>老木匠</h2><div class="text-body"><p>{STORY}</p><p>他说：<b>慢一点</b>。<a href="/x">注</a></p></div>
甲<br>乙</div>
<table><tr><td>表格</td></tr></table><div style="display: none"><p>隐藏</p></div><footer>山里出版</footer></body>"""


def rows(html: str) -> dict[str, dict[str, float]]:
    """Columns by name of each paragraph, by its text."""
    document = read_html(html)
    assert document.markup is not None
    columns = document.markup.columns.tolist()
    lines = document.lines()
    return {
        line: dict(zip(MARKUP_COLUMNS, row, strict=True)) for line, row in zip(lines, columns, strict=True)
    }


def test_shape_and_range():
    document = read_html(PAGE)
    markup = document.markup
    assert markup is not None
    assert markup.columns.shape == (len(document), len(MARKUP_COLUMNS))
    assert markup.columns.dtype == np.float32
    assert markup.tokens.dtype == np.uint32
    assert markup.token_starts.dtype == np.int64
    assert np.isfinite(markup.columns).all()
    assert markup.columns.min() >= 0
    assert markup.columns.max() <= 1.5
    assert len(set(MARKUP_COLUMNS)) == len(MARKUP_COLUMNS)


def test_links_and_bold_text():
    page = rows(PAGE)
    assert page["• 首页"]["link_share"] == 1
    assert page[STORY]["link_share"] == page[STORY]["links"] == 0
    mixed = page["他说：慢一点。注"]
    assert mixed["link_share"] == pytest.approx(1 / 8)
    assert mixed["bold_share"] == pytest.approx(3 / 8)
    assert mixed["links"] == page["• 首页"]["links"] > 0


def test_named_anchors_are_no_links_and_links_end_at_the_next_one():
    page = rows("<p><a name=x>甲</a><p><a href=/>乙<p>丙<a name=y>丁")
    assert [page[text]["link_share"] for text in ("甲", "乙", "丙丁")] == [0, 1, 0.5]


def test_sections():
    page = rows(PAGE)
    inside = {
        text: {name for name, value in row.items() if name.startswith("in_") and value}
        for text, row in page.items()
    }
    assert inside["• 书架"] == {"in_nav", "in_li"}
    assert inside[STORY] == {"in_p"}
    assert inside["表格"] == {"in_cell"}
    assert inside["山里出版"] == {"in_footer"}
    assert inside["甲"] == set()


def test_heading_level():
    page = rows("<h1>甲</h1><h6><span>乙</span></h6><p>丙")
    assert [round(page[text]["heading_level"], 3) for text in "甲乙丙"] == [1, 0.167, 0]


@pytest.mark.parametrize(
    "attribute",
    ["style='display:none'", "style='color:red;DISPLAY : none'", "hidden", "hidden=''", 'aria-hidden="true"',
     "style='visibility:hidden'"],
)  # fmt: skip
def test_hidden_elements(attribute):
    page = rows(
        f"<div {attribute}><div><p>甲</div></div><p>乙<div style='overflow:hidden' title='none'>丙</div>"
    )
    assert [page[text]["hidden"] for text in "甲乙丙"] == [1, 0, 0]


def test_neighbours():
    page = rows("<div>甲<br>乙</div><p>丙")
    first, second, third = page["甲"], page["乙"], page["丙"]
    assert (first["same_block_before"], first["same_block_after"], second["same_block_after"]) == (0, 1, 0)
    assert (first["break_before"], first["break_after"], second["break_before"]) == (0, 1, 1)
    assert first["gap_before"] == third["gap_after"] == 1
    assert first["gap_after"] == second["gap_before"] < second["gap_after"]


def test_containers_are_the_ancestors_that_hold_more():
    page = rows("<div><div><div><p>甲甲<p><a href=/>乙乙</a></div></div></div><p>丙丙丙丙")
    row = page["甲甲"]
    assert row["link_share_0"] == 0
    assert row["link_share_1"] == 0.5
    assert row["link_share_2"] == row["link_share_3"] == 0.25
    assert [row[f"page_share_{level}"] for level in range(4)] == [0.25, 0.5, 1, 1]
    assert [round(np.expm1(6 * row[f"lines_{level}"]), 3) for level in range(4)] == [1, 2, 3, 3]
    assert round(np.expm1(10 * row["chars_1"]), 3) == 4


def test_paths_join_paragraphs_of_the_same_kind():
    one, other = '<p class="text">', '<p class="note">'
    page = rows(f"{one}甲</p>{other}乙</p><div>{one}丙</p></div>{one}<a href=/>丁丁丁</a></p>")
    lines = {text: round(np.expm1(6 * row["path_lines"])) for text, row in page.items()}
    assert lines == {"甲": 2, "乙": 1, "丙": 1, "丁丁丁": 2}
    assert page["甲"]["path_link_share"] == 0.75
    assert round(np.expm1(8 * page["甲"]["path_chars"]), 3) == 2


def title(html: str) -> str:
    markup = read_html(html).markup
    assert markup is not None
    return markup.title


def test_title():
    page = rows(PAGE)
    assert page["老木匠"]["title_share"] == 1
    assert page["表格"]["title_share"] == 0
    assert 0 < page["山里出版"]["title_share"] < 1
    assert title(PAGE) == "老木匠_山里的故事"
    assert title("<title> 甲 &amp;\n 乙 </title><title>丙</title>") == "甲 & 乙"
    assert title("<p>甲") == ""


def test_a_table_row_is_where_its_first_cell_is():
    page = rows("<table><tr><td class=a><a href=/>甲</a><td class=b>乙</table>")
    assert page["甲\t\t乙"]["in_cell"] == 1
    assert page["甲\t\t乙"]["link_share"] == pytest.approx(3 / 4)  # the tabs count for the piece before


def tokens(document: Document, text: str) -> list[int]:
    assert document.markup is not None
    place = document.lines().index(text)
    first, last = document.markup.token_starts[place : place + 2].tolist()
    return [int(token) for token in document.markup.tokens[first:last]]


def test_tokens_are_words_of_the_block_and_its_ancestors():
    one = read_html("<div class='main text'><div id=inner><p class=first>甲</p><p>乙</p></div></div>")
    other = read_html("<div id=main><div class='inner text'><p class=first>丙</p></div></div>")
    assert len(tokens(one, "甲")) == 5  # p, first; inner, main, text
    assert len(tokens(one, "乙")) == 4
    assert set(tokens(one, "甲")) == set(tokens(other, "丙"))
    assert set(tokens(one, "乙")) < set(tokens(one, "甲"))
    around = read_html("<div class=first><p>丁</p></div>")
    assert len(set(tokens(around, "丁")) & set(tokens(one, "甲"))) == 1  # the tag: the word has another place


def test_tokens_are_limited():
    page = read_html("".join(f'<div class="a{"bcdefghij"[n]}x by cz dw ev fu">' for n in range(9)) + "甲")
    assert len(tokens(page, "甲")) == 1 + 6 * 4


def test_token_hashes_never_change():
    page = read_html("<div id=main><p class=first>甲</p></div>")
    assert tokens(page, "甲") == [2575006578, 1865904758, 3299948703]  # models know them by these


def test_pages_that_hold_the_marks_have_no_markup():
    document = read_html("<title>甲</title><p class=a>乙\U000f1234")
    assert document.lines() == ["乙\U000f1234"]
    assert document.markup is not None
    assert not document.markup.columns.any()
    assert (len(document.markup.tokens), document.markup.token_starts.tolist()) == (0, [0, 0])
    assert document.markup.title == "甲"
