import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resiliparse.extract.html2text import extract_plain_text

from classifier.reading.html import read_html, read_htmls
from classifier.records import Document

TAGS = """
    <div> </div> <p> </p> <b> </b> <a> </a> <ul> <ol> <li> </li> </ul> </ol> <table> <tr> <td> </td> </tr> </table>
    <script> </script> <style> </style> <!-- --> <!--> <textarea> </textarea> <title> </title> <select> <option>
    </select> <br> <hr/> <pre> </pre> <xmp> </xmp> <plaintext> <svg> </svg> <math> <template> </template>
    <noscript> </noscript> <iframe> </iframe> <h1> </h1> <form> <button> </button> <![CDATA[ ]]> <!DOCTYPE
    <html> <head> </head> <body> </body> </html> <frameset> <caption> </p <dl> <dt> <dd> </dl> <nav> </nav> <x-y>
    </ <! <?x?> < > " ' &nbsp; &#32; &#10; &amp; &lt; &#xF0001; &#983042; 字 文字 word
"""
PARTS = [
    *TAGS,
    " ",
    "\n",
    "\t",
    "\xa0",
    "\u3000",
    "<p title='a>b'>",
    '<p title="<i>">',
    "<p a='",
    "<div hidden>",
]


def lines_of(html: str) -> list[str]:
    """What the docstring promises."""
    text = extract_plain_text(html, main_content=False, alt_texts=False)
    stripped = (line.strip() for line in text.replace("\xa0", " ").replace("\u3000", " ").split("\n"))
    return [line for line in stripped if line]


def assert_same(one: Document, other: Document) -> None:
    assert one.markup is not None
    assert other.markup is not None
    assert (one.text, one.markup.title) == (other.text, other.markup.title)
    assert np.array_equal(one.spans, other.spans)
    for name in ("columns", "tokens", "token_starts"):
        assert np.array_equal(getattr(one.markup, name), getattr(other.markup, name)), name


@settings(derandomize=True, deadline=None, max_examples=400)
@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=20).map("".join), max_size=4))
def test_any_pages_give_the_lines_that_resiliparse_lays_out(pages):
    documents = read_htmls(pages)
    for html, document in zip(pages, documents, strict=True):
        assert document.lines() == lines_of(html)
        assert document.text == "\n".join(document.lines())
        assert document.markup is not None
        assert len(document.markup.columns) == len(document)
        assert_same(document, read_html(html))


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("", []),
        (" \n", []),
        ("字", ["字"]),
        ("<p>甲<p>乙", ["甲", "乙"]),
        ("甲<br>乙", ["甲", "乙"]),
        ("<ul><li>甲<li>乙</ul>", ["• 甲", "• 乙"]),
        ("<ol><li>甲<li>乙</ol>", ["1. 甲", "2. 乙"]),
        ("<ul><li></li><li>乙</ul>", ["• 乙"]),
        ("<table><tr><td>甲<td>乙<tr><td>丙</table>", ["甲\t\t乙", "丙"]),
        ("<table><tr>外<td>内</table>", ["外", "内"]),
        ("<pre>\n甲\n  乙</pre>", ["甲", "乙"]),
        ("<p>&nbsp;甲&nbsp;&nbsp;乙　丙&nbsp;", ["甲  乙 丙"]),
        ("<p>甲\0乙\ud800", ["甲乙\ufffd"]),
        ("<script>甲</script><style>乙</style><template>丙</template><title>丁</title>", []),
        ("<textarea>甲</textarea><select><option>乙</select><button>丙</button><label>丁</label>", []),
        ("<iframe>甲</iframe><svg><text>乙</text></svg><object>丙</object><figure>丁</figure>", []),
        ("<noscript>甲</noscript>", ["甲"]),
        (
            "<div style='display:none'>甲</div><div hidden>乙</div><div aria-hidden=true>丙</div>",
            ["甲", "乙", "丙"],
        ),
    ],
)
def test_lines(html, lines):
    assert read_html(html).lines() == lines


@pytest.mark.parametrize("name", ["script", "style", "title", "textarea", "xmp", "iframe", "p", "x"])
@pytest.mark.parametrize("rest", ["", "/;", " a='>", ' a="'])
def test_an_end_tag_that_never_ends_swallows_nothing_of_the_next_page(name, rest):
    html = f"<p>甲</{name}{rest}"
    pages = [html, "<p>乙</p>", html]
    assert [document.lines() for document in read_htmls(pages)] == [["甲"], ["乙"], ["甲"]]
    assert read_html(html).lines() == lines_of(html) == ["甲"]


def test_the_document_holds_the_paragraphs_alone():
    document = read_html("<h1> 标题 </h1>\n\n<p>正文", "a.html")
    assert (document.text, document.name) == ("标题\n正文", "a.html")
    assert document.spans.tolist() == [[0, 2], [3, 5]]
    assert document.spans.dtype == np.int64
    assert document.replaced == 0


def test_bytes_must_be_utf_8_and_give_the_same():
    html = "<p>甲<p>乙"
    assert_same(read_htmls([html.encode()])[0], read_html(html))


def test_pages_without_title_or_text_change_nothing_for_those_after_them():
    titled = "<title>老渡口的石阶</title><h1>老渡口的石阶</h1><p class=a>修好了"
    pages = ["<p>甲", titled, "", "<title>空</title>", titled, "<p>\U000f0001", titled]
    for html, document in zip(pages, read_htmls(pages), strict=True):
        assert_same(document, read_html(html))


def test_more_tags_than_marks_change_nothing_for_the_pages_around():
    many = "".join(f"<p class=a{number % 7}>字{number}" for number in range(70_000))
    small = "<div><h1>题</h1><p>文<a href=/>链</a></div>"
    pages = [small, many, small, many, small]
    alone = {html: read_html(html) for html in (small, many)}
    for html, document in zip(pages, read_htmls(pages), strict=True):
        assert_same(document, alone[html])
    markup = alone[many].markup
    assert markup is not None
    assert len(markup.token_starts) == 70_001
    assert markup.columns.any(axis=1).all()


def test_flags_are_no_marks():
    """The tag characters of some flags share their first byte in UTF-8 with the marks."""
    england = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    markup = read_html(f"<p class=a><a href=/>{england}</a>").markup
    assert markup is not None
    assert markup.columns.any()


def test_many_pages_are_read_in_batches():
    pages = [f"<div class=a{number}><p>{'字' * 20_000}<p>{number}</div>" for number in range(60)]
    documents = read_htmls(iter(pages))
    assert [document.lines()[1] for document in documents] == [str(number) for number in range(60)]
    assert_same(documents[37], read_html(pages[37]))
    assert read_htmls([]) == []


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "字" + "</div>" * 100_000,
        "<b>" * 100_000 + "字",
        "<ul><li>" * 20_000 + "字",
        "".join(f"<font color={number}><p>" for number in range(20_000)) + "字",
        "<div><table><td>" + "<section>" * 50_000 + "</div>" * 50_000 + "字",
        f"<p title='{'a' * 3_000_000}'>字",
        "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">字",
        "<select>" + "<option>a" * 100_000 + "</select>字",
        "<!-- -->" * 100_000 + "字",
        "<script>a</script>" * 50_000 + "字",
        "<div style=none hidden>" * 50_000 + "字",
        "<p " + "/".join(f"a{number}" for number in range(100_000)) + ">字",
        "<table>" * 100_000 + "字",
        "<template>" * 100_000 + "</template>" * 100_000 + "字",
        "<noscript>" * 100_000 + "字",
        "<x-y>" * 100_000 + "字",
        "<b><p>" * 100_000 + "字",
        "<a><div>" * 50_000 + "</a>" * 50_000 + "字",
        "<svg>" + "<![CDATA[x]]>" * 100_000 + "</svg>字",
        "<!--[if IE]><p>x</p><![endif]-->" * 100_000 + "字",
        "".join(f"<html a{number}=1><body b{number}=1>" for number in range(50_000)) + "字",
        "字<p title='" + "a<b> " * 500_000,
    ],
    ids=range(22),
)
def test_monstrous_pages_are_read(html):
    assert [line.lstrip("• ") for line in read_html(html).lines()] == ["字"]


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<table>" + "<tr><td>甲<td>乙" * 50_000 + "</table>", 50_000),
        ("<table>" + "<div>甲" * 50_000, 400),  # the surplus is left out, its text is not
        ("<!--[if IE]>x<![endif]-->甲<br>" * 50_000, 50_000),
        ("<![if !IE]>甲<![endif]><br>" * 50_000, 50_000),
        ("<![CDATA[x]]>甲<br>" * 50_000, 50_000),
        ("<div hidden aria-hidden=true style='display:none'>甲</div>" * 50_000, 50_000),
        ("&amp;&lt;&#20013;&nbsp;&unknown;甲<br>" * 50_000, 50_000),
    ],
    ids=range(7),
)
def test_huge_pages_are_read_whole(html, lines):
    document = read_html(html)
    assert len(document) >= lines
    assert document.text.count("甲") == 50_000


@pytest.mark.parametrize(
    "html", ["<" * 500_000, "<a" * 300_000, "&#" * 300_000, "<!--" * 300_000, "\ud800" * 9]
)
def test_debris_is_read(html):
    assert len(read_html(html)) <= 1


def test_zero_width_characters_at_the_ends_of_a_paragraph_stay():
    document = read_html("<p>\u200b石桥\u200b</p><p>\u200b</p>")
    assert document.lines() == ["\u200b石桥\u200b", "\u200b"]
