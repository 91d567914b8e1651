from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.corpus.pages import read_fragments, read_page, scan_text, write_page
from classifier.corpus.problem import Placed, Problem
from classifier.corpus.record import LabelledLine, LabelledPage
from classifier.errors import CorpusError
from classifier.labels import LABELS

HEADER = "# site: www.baiyuncha.cn\n# kind: product-detail\n# title: 白云红茶 - 白云茶坊\n"
PAGE = HEADER + "navigation\t首页\nheading\t白云红茶\nbody\t采于谷雨之前，一芽两叶。\n"


def write(folder: Path, text: str, name: str = "page.txt") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def messages(path: Path) -> list[tuple[int, str]]:
    return [(item.line, item.message) for item in scan_text(path) if isinstance(item, Problem)]


def test_page_is_read_with_header_and_order(tmp_path):
    page = read_page(write(tmp_path, PAGE, "tea/red.txt"))
    assert page == LabelledPage(
        name="tea/red",
        site="www.baiyuncha.cn",
        kind="product-detail",
        title="白云红茶 - 白云茶坊",
        lines=("首页", "白云红茶", "采于谷雨之前，一芽两叶。"),
        labels=("navigation", "heading", "body"),
    )


def test_places_count_header_and_blank_lines(tmp_path):
    path = write(tmp_path, PAGE.replace("heading\t", "\n \nheading\t"))
    (placed,) = scan_text(path)
    assert isinstance(placed, Placed)
    assert placed.paragraph_lines == (4, 7, 8)
    assert placed.line_of(1) == 7
    assert placed.line_of() == 1


def test_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path):
    plain = read_page(write(tmp_path, PAGE))
    assert read_page(write(tmp_path, "\ufeff" + PAGE.replace("\n", "\r\n"))) == plain


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("body\t采于", "bodi\t采于", 6, "unknown label 'bodi'"),
        ("body\t采于", "body 采于", 6, "no tab between label and text"),
        ("\t首页", "\t ", 4, "the text is empty"),
        ("谷雨之前", "谷雨\u2028之前", 6, "U+2028"),
        ("谷雨之前", "谷雨\r之前", 6, "U+000D"),
        ("# site: www.baiyuncha.cn\n", "", 1, "the header has no site"),
        ("# kind: product-detail", "# kind:", 1, "the header has no kind"),
        ("# title: 白云红茶 - 白云茶坊\n", "", 1, "the header has no title"),
        ("# kind:", "# site: b.cn\n# kind:", 2, "site twice"),
        ("# kind:", "# knd:", 1, "unknown key 'knd'"),
    ],
)
def test_problem_names_line_and_matter(tmp_path, old, new, line, message):
    path = write(tmp_path, PAGE.replace(old, new, 1))
    found = messages(path)
    assert any(number == line and message in text for number, text in found), found
    with pytest.raises(CorpusError, match=r"page\.txt:\d"):
        read_page(path)


def test_only_the_first_tab_separates(tmp_path):
    page = read_page(write(tmp_path, PAGE + "body\t产地\t等级\t价格\n"))
    assert (page.labels[-1], page.lines[-1]) == ("body", "产地\t等级\t价格")


def test_page_with_a_problem_is_not_given(tmp_path):
    path = write(tmp_path, PAGE.replace("body\t", "bodi\t"))
    assert not [item for item in scan_text(path) if isinstance(item, Placed)]


def test_every_problem_of_a_page_is_named(tmp_path):
    path = write(tmp_path, PAGE.replace("body\t", "bodi\t").replace("navigation\t", "menu\t"))
    assert [line for line, _ in messages(path)] == [4, 6]


def test_page_without_paragraphs(tmp_path):
    assert [message for _, message in messages(write(tmp_path, HEADER))] == [
        "the page has no paragraph; add lines label<TAB>text"
    ]


def test_other_encoding_is_named_with_its_line(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(b"# site: a.cn\n# kind: shop\n# title: " + "茶".encode("gb18030"))
    assert messages(path) == [(3, "is not UTF-8; save the file as UTF-8")]


def test_missing_file_is_an_error_of_the_corpus(tmp_path):
    with pytest.raises(CorpusError, match="cannot be read"):
        read_page(tmp_path / "nowhere.txt")


def test_folder_must_agree_with_the_header(tmp_path):
    path = write(tmp_path, PAGE, "pages/shop/red.txt")
    assert messages(path) == [(1, "the header's kind is 'product-detail' and the folder says 'shop'")]
    assert not messages(write(tmp_path, PAGE, "pages/product-detail/red.txt"))


def test_fragments_share_their_header(tmp_path):
    text = (
        "# label: body\n# kind: warning\n# licence: MIT\n警方提醒：刷单返利都是诈骗。\n\n# 字号大的不是头\n"
    )
    path = write(tmp_path, text, "fragments/body/police.txt")
    assert read_fragments(path) == (
        LabelledLine("警方提醒：刷单返利都是诈骗。", "body", "warning", licence="MIT"),
        LabelledLine("# 字号大的不是头", "body", "warning", licence="MIT"),
    )
    assert [item.line for item in scan_text(path)] == [4, 6]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# label: advert\n# kind: sms\n办证请电话联系\n", "unknown label 'advert'"),
        ("# label: promotion\n办证请电话联系\n", "the header has no kind"),
        ("# label:\n# kind: sms\n办证请电话联系\n", "the header has no label"),
        ("# label: promotion\n# kind: sms\n", "no text"),
        ("# label: promotion\n# kind: sms\n办证\t请电话联系\n", "tab inside"),
        ("# label: promotion\n# kind: sms\n# site: a.cn\n办证\n", "unknown key 'site'"),
    ],
)
def test_broken_fragments(tmp_path, text, message):
    with pytest.raises(CorpusError, match=message):
        read_fragments(write(tmp_path, text))


def test_fragments_in_the_folder_of_another_label(tmp_path):
    path = write(tmp_path, "# label: adult\n# kind: title\n片名若干\n", "fragments/gambling/a.txt")
    assert messages(path) == [(1, "the header's label is 'adult' and the folder says 'gambling'")]


def test_page_and_fragments_are_not_taken_for_each_other(tmp_path):
    page = write(tmp_path, PAGE)
    fragments = write(tmp_path, "# label: body\n# kind: news\n雨后初晴。\n", "fragments.txt")
    with pytest.raises(CorpusError, match="holds fragments"):
        read_page(fragments)
    with pytest.raises(CorpusError, match="holds a page"):
        read_fragments(page)


def clean_texts(extra: str = "") -> st.SearchStrategy[str]:
    characters = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], include_characters=extra)
    return st.text(characters, min_size=1, max_size=40).filter(lambda text: text == text.strip() != "")


@given(
    rows=st.lists(st.tuples(st.sampled_from(LABELS), clean_texts("\t")), min_size=1, max_size=8),
    header=st.fixed_dictionaries(
        dict.fromkeys(("site", "kind", "title"), clean_texts()),
        optional=dict.fromkeys(("source", "licence", "commit", "chosen"), clean_texts()),
    ),
)
def test_written_page_reads_back_the_same(tmp_path_factory, rows, header):
    path = tmp_path_factory.mktemp("pages") / "kind" / "name.txt"
    labels, lines = zip(*rows, strict=True)
    page = LabelledPage(name="kind/name", lines=lines, labels=labels, **header)
    write_page(page, path)
    assert read_page(path) == page


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lines": ("甲\n乙",)}, ":4: line break inside"),
        ({"lines": ("甲\ud800",)}, "half a surrogate pair"),
        ({"lines": ("　",)}, "the text is empty"),
        ({"labels": ("spam",)}, "unknown label 'spam'"),
        ({"lines": (), "labels": ()}, "no paragraph"),
        ({"kind": ""}, "no kind"),
        ({"title": "甲\n乙"}, "title has U"),
    ],
)
def test_page_that_cannot_be_written_leaves_no_file(tmp_path, change, message):
    fields = {
        "name": "a/b",
        "site": "a.cn",
        "kind": "shop",
        "title": "题",
        "lines": ("甲",),
        "labels": ("body",),
    }
    with pytest.raises(CorpusError, match=message):
        write_page(LabelledPage(**(fields | change)), tmp_path / "b.txt")
    assert list(tmp_path.iterdir()) == []
