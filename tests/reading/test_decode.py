import codecs

import pytest

from classifier.reading.decode import decode, looks_binary

SIMPLIFIED = "今天的天气很好，我们一起去公园看花。孩子们在草地上放风筝，老人们坐在树下聊天。"
TRADITIONAL = "今天的天氣很好，我們一起去公園看花。孩子們在草地上放風箏，老人們坐在樹下聊天。"


@pytest.mark.parametrize(
    ("text", "written", "name"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED + "𠮷䶮", "gb18030", "gb18030"),
        (TRADITIONAL, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL + "咗嘅", "big5hkscs", "big5hkscs"),
        ("plain", "ascii", "utf-8"),
        ("", "ascii", "utf-8"),
    ],
)
def test_undeclared_bytes_are_recognised(text, written, name):
    decoded = decode(text.encode(written))
    assert (decoded.text, decoded.encoding, decoded.replaced) == (text, name, 0)


@pytest.mark.parametrize(
    ("mark", "written"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_goes(mark, written):
    decoded = decode(mark + SIMPLIFIED.encode(written), declared="big5")
    assert (decoded.text, decoded.encoding) == (SIMPLIFIED, written)


@pytest.mark.parametrize("written", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_mark_is_found_by_its_nuls(written):
    text = f"2024-05-01 {SIMPLIFIED}一\nabc"
    assert decode(text.encode(written)).text == text


@pytest.mark.parametrize("declared", ["gbk", "big5", "iso-8859-1", "no-such-charset", None])
def test_valid_utf_8_wins_over_any_declaration(declared):
    assert decode(SIMPLIFIED.encode(), declared).text == SIMPLIFIED


@pytest.mark.parametrize("declared", ["utf-8", "UTF8", "big5", "windows-1252", "latin1", None])
def test_gb18030_is_recognised_whatever_is_declared(declared):
    assert decode(SIMPLIFIED.encode("gb18030"), declared).text == SIMPLIFIED


@pytest.mark.parametrize("label", ["GB2312", "gbk", "x-gbk", "GB_2312-80", "cp936", " gb18030 "])
def test_all_labels_of_gb_mean_gb18030(label):
    decoded = decode("龘𠮷".encode("gb18030"), label)
    assert (decoded.text, decoded.encoding) == ("龘𠮷", "gb18030")


def test_the_charset_in_the_page_breaks_a_tie():
    # These bytes are two characters in either encoding.
    word = "屁".encode("big5")
    assert decode(b'<meta charset="big5">' + word).encoding == "big5hkscs"
    page = b'<META http-equiv="Content-Type" content="text/html; charset=Big5">' + TRADITIONAL.encode("big5")
    assert decode(page).text.endswith(TRADITIONAL)


def test_other_declared_charsets_are_used_where_chinese_makes_no_sense():
    assert decode("Привет, мир".encode("cp1251"), "windows-1251").text == "Привет, мир"
    assert decode("こんにちは世界".encode("shift_jis"), "shift_jis").text == "こんにちは世界"


@pytest.mark.parametrize("written", ["utf-8", "gb18030", "big5hkscs"])
def test_a_page_cut_in_mid_character_loses_that_character_alone(written):
    text = TRADITIONAL.rstrip("。")
    decoded = decode(text.encode(written)[:-1])
    assert (decoded.text, decoded.replaced) == (text[:-1] + "\ufffd", 1)


def test_letters_of_two_bytes_cut_off_in_the_last_one_stay_utf_8():
    decoded = decode("Ünïcödé é".encode() + b"\xc3")
    assert (decoded.text, decoded.encoding, decoded.replaced) == ("Ünïcödé é\ufffd", "utf-8", 1)


def test_damage_is_replaced_and_counted():
    data = SIMPLIFIED.encode() + b"\xff" + SIMPLIFIED.encode() + b"\xfe"
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (f"{SIMPLIFIED}\ufffd{SIMPLIFIED}\ufffd", "utf-8")
    assert decoded.replaced == 2


def test_replacement_characters_that_the_page_has_itself_are_not_counted():
    assert decode("坏字\ufffd在此".encode()).replaced == 0
    assert decode("坏字\ufffd在这里的".encode() + b"\xff").replaced == 1


@pytest.mark.parametrize("written", ["utf-16-le", "utf-16-be", "gb18030"])
def test_bytes_that_look_like_a_replacement_character_across_two_others_are_not_taken_for_one(written):
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE, "gb18030": b""}[written]
    torn = {"utf-16-le": b"\x75\xfd\xff\x4e", "utf-16-be": b"\x75\xff\xfd\x4e", "gb18030": b""}[written]
    decoded = decode(mark + SIMPLIFIED.encode(written) + torn + "\ufffd".encode(written) + b"\x84")
    assert decoded.encoding == written
    assert decoded.text.count("\ufffd") == 2
    assert decoded.replaced == 1


@pytest.mark.parametrize(
    "label", ["idna", "undefined", "unicode_escape", "hex", "utf-7", "punycode", "", "\0", "字"]
)
def test_labels_of_no_page_are_ignored(label):
    assert decode(SIMPLIFIED.encode("gb18030"), label).text == SIMPLIFIED
    page = f'<meta charset="{label}">'.encode() + SIMPLIFIED.encode("gb18030")
    assert decode(page).text.endswith(SIMPLIFIED)


def test_short_gb18030_that_is_valid_utf_8_by_chance_is_gb18030():
    data = "一目之一".encode("gb18030")
    assert data.decode("utf-8") == "һĿ֮һ"
    assert decode(data).text == "一目之一"


def test_text_in_other_alphabets_stays_utf_8():
    for text in ("Ünïcödé é", "привет мир", "שלום", "αβγ"):
        assert decode(text.encode()).text == text


@pytest.mark.parametrize("data", [b"\xff" * 100, b"\x80", bytes(range(256)) * 20, b"\xd6"])
def test_no_bytes_are_refused(data):
    assert "\ufffd" in decode(data).text


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"PK\x03\x04rest", "ZIP"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image"),
        (b"\x00\x00\x00\x18ftypmp42", "video"),
        (b"\x00" * 50, "binary"),
    ],
)
def test_binary_data_is_named(data, word):
    assert word in looks_binary(data)


@pytest.mark.parametrize(
    "written", ["utf-8", "gb18030", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_text_in_any_encoding_is_not_binary(written):
    assert looks_binary((TRADITIONAL + " abc\n").encode(written)) == ""


def test_a_stray_nul_does_not_make_text_binary():
    assert looks_binary(SIMPLIFIED.encode() + b"\0") == ""
    assert looks_binary(b"") == ""
