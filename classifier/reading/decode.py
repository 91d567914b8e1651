"""Bytes to text: byte order marks, declared charsets, UTF-8, GB18030 and Big5 by what they give."""

import codecs
import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.reading.text import code_points

REPLACEMENT: Final = "\ufffd"
SAMPLE_BYTES: Final = 1 << 12
GUESS_BYTES: Final = 1 << 10
DECLARATION_BYTES: Final = 4096

_MARKS: Final = (  # UTF-32 first: its little-endian mark starts with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC: Final = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"BZh91AY&SY", "bzip2-compressed data"),
    (b"\xfd7zXZ\x00", "xz-compressed data"),
    (b"\x28\xb5\x2f\xfd", "Zstandard-compressed data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"OggS\x00", "an Ogg file"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)
_DECLARED: Final = re.compile(
    rb"""<(?:meta\b[^>]{0,512}?\bcharset|\?xml\b[^>]{0,128}?\bencoding)\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_BEYOND_TWO_BYTES: Final = re.compile("[\u0800-\U0010ffff]")
_GB18030_LABELS: Final = frozenset({"gb2312", "gbk", "gb18030"})
_SINGLE_BYTE: Final = re.compile(r"ascii|(?:iso8859-|cp125|cp8|koi8-|mac-|tis).*")
_OTHER_CJK: Final = re.compile(r"(?:shift_jis|euc_jp|euc_jis|iso2022_jp|euc_kr|cp9|johab).*")
_OF_PAGES: Final = re.compile(rf"utf-8|utf-16.*|{_SINGLE_BYTE.pattern}|{_OTHER_CJK.pattern}")

# The most frequent characters of running text and of site furniture, simplified and traditional: about three
# quarters of what any Chinese page consists of. Wrongly decoded text hits them no more often than chance.
_FREQUENT: Final = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所"
    "然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与"
    "长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己"
    "制身果加西月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气"
    "题活更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直资命山金指许统区保至队形社便空决治"
    "展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取望觉术领共"
    "确传师观清今切院让识候带导争运网站页首版权联系注册登录搜索下载图片视频闻友情链接客服热线"
    "這個們來為國說時會對於著過發後裡種經學現當沒動還進樣開實從無與長機軍關點業將兩間問應戰頭體見產給條論處義幾認"
    "題變總電數報結務場計資許統區隊決馬書則聽達強難權設記據邊張該規萬覺術領確傳師觀讓識帶導爭運網頁聯繫註冊載圖視"
    "頻聞鏈華東車買賣錢醫藥語讀寫請謝愛歡樂風飛魚鳥龍門"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded bytes.

    Attributes:
        text: without a byte order mark.
        encoding: Python's name of the encoding they were taken for.
        replaced: how many characters could not be decoded and stand as U+FFFD in the text.
    """

    text: str
    encoding: str
    replaced: int


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode a page's bytes; nothing is refused.

    A byte order mark decides. Then valid UTF-8 is UTF-8 whatever is declared, because other encodings hardly
    ever form it by chance. What is left is UTF-8 with damage, or GB18030 or Big5, whichever gives more of the
    characters that Chinese consists of, the declared one with a start; or another declared encoding.

    Args:
        data: a whole page; one cut in mid-character loses only that character.
        declared: the charset from outside, such as an HTTP header; default what the page's <meta> declares.

    Returns:
        The text, the encoding, and the number of replaced characters.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding)
    # Not by <meta>: one that can be read is not written in UTF-16.
    wide = _utf16_without_mark(data, _codec(declared))
    if wide:
        return _decode_as(data, wide)
    try:
        text, used = codecs.utf_8_decode(data, "strict", False)
    except UnicodeDecodeError:
        return _decode_as(data, _guess(data, _codec(declared or _declared_inside(data))))
    cut = used < len(data)  # in the last character
    if cut and text.isascii():
        return _decode_as(data, _guess(data, _codec(declared or _declared_inside(data))))
    if not text.isascii() and not _BEYOND_TWO_BYTES.search(text) and _is_short_gb18030(data, text):
        return _decode_as(data, "gb18030")
    return Decoded(text + REPLACEMENT if cut else text, "utf-8", int(cut))


def looks_binary(data: bytes) -> str:
    """What the bytes are when they are no text at all ("a PDF document"), "" for text in any encoding."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"RIFF") and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "an image, sound or video file"
    if data[4:8] == b"ftyp":
        return "a video or image file"
    if any(data.startswith(mark) for mark, _ in _MARKS):
        return ""
    sample = data[:SAMPLE_BYTES]
    # Stray NULs occur on damaged pages; one byte in fifty is no text, unless two bytes make a character.
    if sample.count(0) * 50 > len(sample) and not _utf16_without_mark(data, None):
        return "binary data"
    return ""


def _codec(label: str | None) -> str | None:
    """Python's codec for a charset label as pages write it, None for an unknown one."""
    if not label:
        return None
    name = label.strip().lower().replace("_", "-").removeprefix("x-").removeprefix("cn-")
    name = "big5" if name in {"x-big5", "big5-hkscs", "big5hkscs", "cp950", "ms950"} else name
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):  # ValueError: a NUL in the label
        return "gb18030" if name.startswith("gb") else None
    if info.name in _GB18030_LABELS:
        return "gb18030"
    if info.name in {"big5", "cp950"}:
        return "big5hkscs"
    # Python knows codecs that no page is written in, such as "idna", which fail in ways of their own.
    return info.name if _OF_PAGES.fullmatch(info.name) else None


def _declared_inside(data: bytes) -> str | None:
    found = _DECLARED.search(data[:DECLARATION_BYTES])
    return found[1].decode("ascii", "replace") if found else None


def _decode_as(data: bytes, encoding: str) -> Decoded:
    try:
        text, replaced = data.decode(encoding), 0
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        own = data.decode(encoding, "ignore").count(REPLACEMENT)  # what the page itself says
        replaced = text.count(REPLACEMENT) - own
    return Decoded(text.removeprefix("\ufeff"), encoding, replaced)


def _utf16_without_mark(data: bytes, declared: str | None) -> str:
    """The UTF-16 byte order in which the bytes make sense, "" if they do in neither.

    Only looked for where it is declared or where there are NULs: every page has some ASCII characters.
    """
    wanted = declared is not None and declared.startswith("utf-16")
    if not wanted and b"\0" not in data[:SAMPLE_BYTES]:
        return ""
    sample = data[: SAMPLE_BYTES & ~1]
    scores = {name: _sense(sample.decode(name, "replace")) for name in ("utf-16-le", "utf-16-be")}
    best = max(scores, key=lambda name: scores[name])
    # UTF-16 pages score 0.7 and more; the wrong byte order and other data, chance characters, under 0.2.
    return best if scores[best] > 0.4 else ""


def _sense(text: str) -> float:
    """Share of characters that are printable ASCII, white space, or, by their weight, common in Chinese."""
    codes = code_points(text)
    ascii_text = (codes >= 32) & (codes < 127) | (codes >= 9) & (codes <= 13)
    return float((ascii_text | (_weights().take(codes, mode="clip") >= 0.5)).mean()) if codes.size else 0.0


def _guess(data: bytes, declared: str | None) -> str:
    """The encoding of bytes that are not valid UTF-8, from their first thousand bytes beyond ASCII."""
    high = np.flatnonzero(np.frombuffer(data, np.uint8) >= 0x80)[:GUESS_BYTES]
    sample = data[high[0] : high[-1] + 2]  # starts with a character, as everything before is ASCII
    as_utf8 = sample.decode("utf-8", "replace")
    errors = as_utf8.count(REPLACEMENT)
    # GB18030 and Big5 read as UTF-8 give an error for most characters and hardly any three-byte sequence.
    if len(_BEYOND_TWO_BYTES.findall(as_utf8)) - errors > 1.5 * errors:
        return "utf-8"
    declared = declared or ""
    if _OTHER_CJK.fullmatch(declared) and _fits(sample, declared):
        return declared
    scores = {name: _plausibility(sample.decode(name, "replace")) for name in ("gb18030", "big5hkscs")}
    if declared in scores:
        scores[declared] += 0.05
    best = max(scores, key=lambda name: scores[name])
    # Western text read as GB18030 gives rare characters: 0.2 and less, real Chinese 0.5 and more.
    return declared if _SINGLE_BYTE.fullmatch(declared) and scores[best] < 0.35 else best


def _fits(sample: bytes, encoding: str) -> bool:
    """Whether the sample decodes without an error, but for a character cut at its end."""
    text = sample.decode(encoding, "replace")
    return REPLACEMENT not in text[:-1]


def _is_short_gb18030(data: bytes, as_utf8: str) -> bool:
    """Whether bytes that are also valid UTF-8, but of two-byte sequences only, read better as GB18030.

    A few words of GB18030 can form such sequences: letters of Latin, Greek, Cyrillic and Arabic in a jumble.
    """
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    foreign = sum(character > "\x7f" for character in as_utf8)
    return foreign < 64 and _plausibility(text) > 0.7


def _plausibility(text: str) -> float:
    """How Chinese a decoding looks: mean weight of its characters beyond ASCII, -2 (all errors) to 1."""
    codes = code_points(text)
    codes = codes[codes >= 0x80]
    if not codes.size:
        return 0.0
    return float(_weights().take(codes, mode="clip").mean())


@cache
def _weights() -> NDArray[np.float32]:
    """Weight of each code point of the first plane: frequent 1, common .5, error -2, anything else 0."""
    weights = np.zeros(0x10000, np.float32)
    gb_level_1 = bytes(
        byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell)
    )
    big5_cells = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    big5_level_1 = bytes(byte for row in range(0xA4, 0xC6) for cell in big5_cells for byte in (row, cell))
    common = gb_level_1.decode("gb2312", "ignore") + big5_level_1.decode("big5", "ignore")
    weights[[ord(character) for character in set(common)]] = 0.5
    weights[[ord(character) for character in "，。、：；？！（）《》“”‘’…—·　【】「」『』｜〉〈～"]] = 0.8
    weights[[ord(character) for character in set(_FREQUENT)]] = 1.0
    weights[ord(REPLACEMENT)] = -2.0
    weights[0xFFFF] = 0.0
    return weights
