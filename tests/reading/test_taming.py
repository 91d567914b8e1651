import pytest
from resiliparse.extract.html2text import extract_plain_text

from classifier.reading.tags import gather, scan
from classifier.reading.taming import tame


def tamed(page: str) -> str | None:
    sources = gather([page.encode()])
    pages = tame(sources, scan(sources))
    return None if pages is None else pages[0].decode()


def lines_of(page: str) -> list[str]:
    text = extract_plain_text(page, main_content=False, alt_texts=False)
    return [line.strip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize(
    "page",
    ["", "<p>字", "<div>" * 400 + "字", "字<br>" * 900, "<option>字" * 900, f'<img src="{"a" * 9000}">字'],
)
def test_what_pages_really_have_is_left_alone(page):
    assert tamed(page) is None


def test_many_open_elements_are_cut_off():
    page = tamed("<div>" * 5000 + "字" + "</div>" * 5000)
    assert page is not None
    assert page.count("<div>") == 500
    assert lines_of(page) == ["字"]


@pytest.mark.parametrize("first", ["<!-- 注 -->", "<!DOCTYPE html>", "</ >", "<?x?>"])
def test_tags_without_a_name_do_not_end_the_search(first):
    page = tamed(first + "<div>" * 5000 + "字")
    assert page is not None
    assert page.count("<div>") == 500
    assert page.startswith(first)


def test_lists_in_lists_are_cut_off():
    page = tamed("<ul><li>字" * 2000)
    assert page is not None
    assert page.count("<ul>") == 50
    assert lines_of(page) == ["• 字"] * 2000


def test_stray_end_tags_in_the_depth_are_left_out():
    page = tamed("<section>" * 1500 + "字</div>" * 1500)
    assert page is not None
    assert "</div>" not in page
    assert "字" * 1500 in page


def test_options_beyond_a_thousand_go_with_their_text():
    page = tamed("<select>" + "<option>字</option>" * 1500 + "</select><p>词")
    assert page is not None
    assert page.count("<option>") == page.count("字") == 1000
    assert lines_of(page) == ["词"]


def test_formatting_of_a_suspicious_page_goes():
    page = tamed("".join(f"<font color={number}><p>字" for number in range(1500)))
    assert page is not None
    assert "font" not in page
    assert page.count("<p>字") == 1500


def test_a_tag_with_too_many_attributes_loses_them():
    attributes = " ".join(f"a{number}='>'" for number in range(2000))
    assert tamed(f"<p {attributes}>字<b>词</b>") == "<p>字词"


@pytest.mark.parametrize("between", ["/", "\f", " =", "/ /", "=1 ", "=''", '="/"/', " = x\n"])
def test_attributes_are_counted_however_they_are_separated(between):
    attributes = between.join(f"name{number}" for number in range(2000))
    assert tamed(f"<p {attributes}>字") == "<p>字"


@pytest.mark.parametrize(
    "value", ["words and words " * 500, "data:image/png;base64," + "ab/c" * 5000, "a=b " * 2000]
)
def test_what_is_inside_a_value_is_no_attribute(value):
    assert tamed(f"<div class=a title=\"{value}\" style='{value}'>字</div>") is None


def test_tags_that_need_no_end_tag_are_not_taken_for_open():
    page = "<p>字<br>" * 2000
    assert tamed(page) == page
    rows = "<table>" + "<tr><td>字<td>词" * 800 + "</table>"
    assert tamed(rows) == rows


def test_other_pages_of_the_batch_are_untouched():
    sources = gather([b"<p>", b"<div>" * 2000, b"<i>"])
    pages = tame(sources, scan(sources))
    assert pages == [b"<p>", b"<div>" * 500, b"<i>"]
