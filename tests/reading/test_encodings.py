"""Every encoding that Chinese pages come in, whole and damaged: the text is intact, or the damage is counted."""

import codecs

import pytest

from classifier.errors import InputError
from classifier.reading.decode import decode
from classifier.reading.source import read_source

SIMPLIFIED = (
    "昨天，老渡口的石阶修好了，一共四十二级，走上去能看见对岸的两座小山。\n来源：江边日报 2021-05-03 <3\n"
)
TRADITIONAL = (
    "昨天，老渡口的石階修好了，一共四十二級，走上去能看見對岸的兩座小山。\n來源：江邊日報 2021-05-03 <3\n"
)
FOUR_BYTES = SIMPLIFIED + "龶𠮷𡈽䶮：ᠠ ཀ ê ☃ 😀\n"
HONG_KONG = TRADITIONAL + "佢哋喺嗰度食嘢，唔知點解咁耐㗎。\n"
MARKS = {
    "utf-8-sig": b"",  # the codec writes it
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
# How it is written, what Python calls what is found, the text.
WRITTEN = [
    ("utf-8", "utf-8", FOUR_BYTES),
    ("utf-8-sig", "utf-8", FOUR_BYTES),
    ("utf-16-le", "utf-16-le", FOUR_BYTES),
    ("utf-16-be", "utf-16-be", FOUR_BYTES),
    ("utf-32-le", "utf-32-le", FOUR_BYTES),
    ("utf-32-be", "utf-32-be", FOUR_BYTES),
    ("gb2312", "gb18030", SIMPLIFIED),
    ("gbk", "gb18030", SIMPLIFIED + TRADITIONAL),
    ("gb18030", "gb18030", FOUR_BYTES),
    ("big5", "big5hkscs", TRADITIONAL),
    ("cp950", "big5hkscs", TRADITIONAL),
    ("big5hkscs", "big5hkscs", HONG_KONG),
]
IDS = [written for written, _, _ in WRITTEN]
DECLARED = [
    "utf-8",
    "gb2312",
    "gbk",
    "gb18030",
    "big5",
    "big5-hkscs",
    "iso-8859-1",
    "windows-1252",
    "none-such",
]


def encoded(text: str, written: str) -> bytes:
    return MARKS.get(written, b"") + text.encode(written)


@pytest.mark.parametrize(("written", "found", "text"), WRITTEN, ids=IDS)
def test_plain_text_is_intact(written, found, text):
    document = read_source(encoded(text, written))
    assert (document.text, document.encoding, document.replaced) == (text, found, 0)


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize(("written", "found", "text"), WRITTEN, ids=IDS)
def test_a_page_is_intact_whatever_it_declares(written, found, text, declared):
    body = "".join(f"<p>{line.replace('<', '&lt;')}" for line in text.splitlines())
    page = f'<html><head><meta charset="{declared}"></head><body>{body}</body></html>'
    document = read_source(encoded(page, written))
    assert document.lines() == text.splitlines()
    assert (document.encoding, document.replaced) == (found, 0)


@pytest.mark.parametrize("written", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_intact(written):
    document = read_source(FOUR_BYTES.encode(written))
    assert (document.text, document.encoding, document.replaced) == (FOUR_BYTES, written, 0)


@pytest.mark.parametrize(("written", "found", "text"), WRITTEN, ids=IDS)
def test_cut_off_anywhere_only_the_last_character_is_lost_and_counted(written, found, text):
    data = encoded(text, written)
    whole = len(encoded(text[:40], written))
    lost = 0
    for length in range(whole, len(data)):
        document = read_source(data[:length])
        assert (document.text, document.replaced) == expected(data[:length], found)
        assert document.text.rstrip("\ufffd") in (text[: len(document.text)], text[: len(document.text) - 1])
        lost += document.replaced
    assert lost > 0


def expected(data: bytes, found: str) -> tuple[str, int]:
    """What Python's codec makes of bytes cut off at their end."""
    for mark in (
        codecs.BOM_UTF8,
        codecs.BOM_UTF32_LE,
        codecs.BOM_UTF32_BE,
        codecs.BOM_UTF16_LE,
        codecs.BOM_UTF16_BE,
    ):
        if data.startswith(mark):
            data = data[len(mark) :]
            break
    text = data.decode(found, "replace")
    return text, text.count("\ufffd")


@pytest.mark.parametrize("place", range(0, 60, 7))
@pytest.mark.parametrize(("written", "found", "text"), WRITTEN, ids=IDS)
def test_a_broken_byte_is_counted_and_the_rest_is_intact(written, found, text, place):
    """0xFF belongs to no character of UTF-8, GB18030 or Big5; half a surrogate to none of UTF-16."""
    broken = {"utf-16-le": b"\x00\xd8", "utf-16-be": b"\xd8\x00"}.get(
        found, b"\xff" * (4 if "32" in found else 1)
    )
    data = encoded(text[:place], written) + broken + text[place:].encode(written.removesuffix("-sig"))
    document = read_source(data)
    assert document.encoding == found
    assert document.replaced == document.text.count("\ufffd") == 1
    assert document.text.replace("\ufffd", "") in (text, text[:place] + text[place + 1 :])


def test_a_utf_8_page_with_a_gb18030_line_keeps_its_text_and_counts_the_line():
    odd = "广告：这一行是另一种编码"
    document = read_source(SIMPLIFIED.encode() + odd.encode("gb18030") + b"\n" + SIMPLIFIED.encode())
    first, *_, last = document.text.splitlines()
    assert [first, last] == [SIMPLIFIED.splitlines()[0], SIMPLIFIED.splitlines()[1]]
    assert document.encoding == "utf-8"
    assert document.replaced == document.text.count("\ufffd") > 5


@pytest.mark.parametrize("written", ["utf-8", "gb18030", "big5hkscs"])
def test_nuls_stay_where_they_are(written):
    text = TRADITIONAL.replace("：", "：\0")
    document = read_source(text.encode(written))
    assert (document.text, document.replaced) == (text, 0)
    assert len(document) == len(text.splitlines())


def test_more_nuls_than_damage_leaves_are_no_text():
    with pytest.raises(InputError, match="this is binary data"):
        read_source(TRADITIONAL.replace("，", "，\0").encode())


def test_half_surrogates_stay_in_text_and_are_counted_in_html_and_utf_8():
    assert read_source("石\ud83d阶\n江\udc00边").text == "石\ud83d阶\n江\udc00边"
    html = read_source("<p>石\ud83d阶<p>江\udc00边", kind="html")
    assert (html.lines(), html.replaced) == (["石\ufffd阶", "江\ufffd边"], 2)
    data = SIMPLIFIED.encode() + "石\ud83d阶".encode("utf-8", "surrogatepass")
    document = read_source(data)
    assert document.text.startswith(SIMPLIFIED)
    assert document.replaced == 3  # the three bytes of a surrogate are three errors


def test_a_reference_to_half_a_surrogate_is_no_error():
    assert read_source("<p>石&#xD83D;阶", kind="html").lines() == ["石\ufffd阶"]


@pytest.mark.parametrize("label", ["gb2312-80-new", "gb_18030-2005x"])
def test_unknown_labels_that_begin_with_gb_are_gb18030(label):
    assert decode("石桥昨天通车，走的人很多。".encode("gb18030"), label).encoding == "gb18030"


def test_unknown_labels_that_do_not_are_left_out():
    assert (
        decode("石桥昨天通车，走的人很多。".encode("big5", "ignore"), "no-such-charset").encoding
        == "big5hkscs"
    )
