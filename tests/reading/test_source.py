import pytest

from classifier.errors import InputError
from classifier.reading.source import looks_like_html, read_source, read_sources

PAGE = "<html><head><title>花园</title></head><body><p>今天的天气很好，我们去花园看花。</p></body></html>"


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        "\ufeff\n  <!DOCTYPE html>\n<p>字",
        "<?xml version='1.0'?>\n<!-- 注 --><HTML>",
        "<div class='a'>字</div>",
        "<p>字",
        "警告：第 3 行<br/>\n<table border=0><tr><td><a href='/'>首页</a></td></tr></table>",
    ],
)
def test_html_is_told_by_its_look(text):
    assert looks_like_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "今天的天气很好。",
        "a < b 而 c > d",
        "用 <b> 表示粗体，用 <i> 表示斜体，用 <p> 分段，这是每本教程开头都会讲到的三个最常用的标签。",
        "网页以 <html> 开头，里面先是 <head>，然后是 <body>，正文都写在 <body> 里，这一点初学者很容易记住。",
        "<作者> 佚名 <编者> 无名",
        "<b> 这个标签表示粗体，下面说明它的用法和常见的错误。",
        "<" * 10_000,
        "<!--" * 10_000,
    ],
)
def test_text_that_mentions_tags_is_text(text):
    assert not looks_like_html(text)


def test_the_kind_can_be_given():
    assert read_source(PAGE, kind="text").lines() == [PAGE]
    assert read_source("甲 <b>乙</b>", kind="html").lines() == ["甲 乙"]
    assert read_source(PAGE).lines() == ["今天的天气很好，我们去花园看花。"]
    assert read_source("甲\n乙", name="-").name == "-"


@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("text", [PAGE, "今天的天气很好。\n我们去花园看花。\n"])
def test_bytes_give_what_their_text_gives(text, written):
    document, expected = read_source(text.encode(written), name="a"), read_source(text, name="a")
    assert (document.text, document.lines()) == (expected.text, expected.lines())
    assert (document.markup is None) == (expected.markup is None)
    assert document.encoding == {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(written, written)
    assert expected.encoding == ""


def test_replaced_characters_are_counted():
    assert read_source(PAGE.encode()[:-1] + b"\xff").replaced == 1
    assert read_source("甲乙丙丁".encode() + b"\xff").replaced == 1
    assert read_source("<p>甲\ud800").replaced == 1
    assert read_source("甲\ud800").replaced == 0


def test_binary_data_is_refused_by_name():
    with pytest.raises(InputError, match=r"^b\.pdf: this is a PDF document"):
        read_source(b"%PDF-1.4", name="b.pdf")


def test_many_sources_keep_their_order_and_errors_their_places():
    results = read_sources(
        [b"%PDF-1.4", PAGE, "甲".encode(), b"", PAGE.encode("gb18030")], names=list("abcde")
    )
    assert isinstance(results[0], InputError)
    documents = [result for result in results if not isinstance(result, InputError)]
    assert [document.name for document in documents] == ["b", "c", "d", "e"]
    assert [len(document) for document in documents] == [1, 1, 0, 1]
    assert [document.markup is not None for document in documents] == [True, False, False, True]
    assert read_sources([]) == []
