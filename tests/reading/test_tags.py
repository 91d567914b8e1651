import pytest

from classifier.reading.tags import NAMES, PAGE, gather, scan, tag_end


def tags_of(*pages: str) -> list[str]:
    """The source of each tag, page tags left out."""
    sources = gather([page.encode() for page in pages])
    tags = scan(sources)
    rows = zip(tags.starts.tolist(), tags.ends.tolist(), tags.kinds.tolist(), strict=True)
    return [sources.row[start:end].decode() for start, end, kind in rows if kind != PAGE]


def names_of(page: str) -> list[str]:
    tags = scan(gather([page.encode()]))
    return [NAMES[kind] for kind in tags.kinds.tolist()][1:]


@pytest.mark.parametrize(
    ("page", "tags"),
    [
        ("", []),
        ("字 < 词 > 句", []),
        ("<p>字</p >", ["<p>", "</p >"]),
        ("<br/><x-y>", ["<br/>", "<x-y>"]),
        ("<p title='a>b'>字", ["<p title='a>b'>"]),
        ('<p title="<b>">字<i>', ['<p title="<b>">', "<i>"]),
        ('<p title=a"b>字 > 词<b>', ['<p title=a"b>', "<b>"]),
        ("<!-- <p> --><a>", ["<!-- <p> -->", "<a>"]),
        ("<!--><p>", ["<!-->", "<p>"]),
        ("<!-- <p>", ["<!-- <p>"]),
        ("<script>if(a<b)'</p>'</script ><p>", ["<script>if(a<b)'</p>'", "</script >", "<p>"]),
        ("<TITLE>a<b></Title><p>", ["<TITLE>a<b>", "</Title>", "<p>"]),
        ("<script><!-- </script> --> <p>", ["<script><!-- ", "</script>", "<p>"]),
        ("<style>p{}", ["<style>p{}"]),
        ("</ x><!DOCTYPE html><?php ?>", ["</ x>", "<!DOCTYPE html>", "<?php ?>"]),
        ("<p>字<b title=", ["<p>", "<b title="]),
    ],
)
def test_tags_are_where_a_parser_finds_them(page, tags):
    assert tags_of(page) == tags


def test_names_are_known_in_any_case():
    page = "<DIV></Div><h1><h6><h7><hr><blockquote><blockquotes><Section/><o:p>"
    assert names_of(page)[:4] == ["div", "div", "h1", "h6"]
    assert names_of(page)[4:6] == ["", ""]
    assert names_of(page)[6] == "blockquote"
    assert names_of(page)[8:] == ["section", ""]


def test_every_name_is_told_apart():
    named = [name for name in NAMES if name.isalnum() and name.isascii()]
    for name in named:
        assert names_of(f"<{name}>") == [name]
        assert names_of(f"<p></{name.upper()} >")[-1] == name


def test_start_and_end_tags():
    tags = scan(gather([b"<p></p>"]))
    assert tags.closing.tolist() == [False, False, True]


def test_nothing_reaches_into_the_next_page():
    unfinished = ("<script>", "<!--", "<p title='", "<p", "<style>a</sty")
    for page in unfinished:
        assert tags_of(page, "<i>字</i>") == [page, "<i>", "</i>"]
    tags = scan(gather([page.encode() for page in unfinished]))
    assert len(tags.pages) == len(unfinished)


def test_sources_of_pages_are_kept():
    pages = [b"<p>", b"", "字".encode()]
    sources = gather(pages)
    assert sources.pages == pages
    spans = zip(sources.starts, sources.ends, strict=True)
    assert [sources.row[start:end] for start, end in spans] == pages


def test_a_tag_ends_at_the_limit_if_it_never_ends():
    assert tag_end(b"<p a='>'>x", 0, 10) == 9
    assert tag_end(b"<p a='>", 0, 7) == 7
