"""Writes advertising the way spammers hide it from filters: the reader still reads it, the words are gone."""

import re
from collections.abc import Callable
from typing import Final

import numpy as np

from classifier.corpus.compose.rows import pick, rows_of, with_rows
from classifier.corpus.record import LabelledPage
from classifier.labels import SPAM_LABELS

_SHORT: Final = 24
"""Characters up to which a line is disguised from end to end; of a longer one, some of its words are."""

_HIDDEN: Final = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff")
_EMOJI: Final = ("🔥", "💰", "❤️", "🎁", "👉", "✅", "🌹", "⭐", "💋", "🎰")
_BETWEEN: Final = (" ", " ", ".", "。", "·", "|", "-", "_", "/", "*", "☆", "♥", "丶", "　")
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}|\d{3,}")
_PAUSE = re.compile(r"[\s，。！、,!|]+")

_FULL_WIDTH: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_DIGITS: Final = tuple(
    str.maketrans("0123456789", digits)
    for digits in ("⓪①②③④⑤⑥⑦⑧⑨", "⓿❶❷❸❹❺❻❼❽❾", "🄀⒈⒉⒊⒋⒌⒍⒎⒏⒐", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "O一二三四五六七八九")
)
# Cyrillic and Greek letters and a Roman numeral of the same shape; characters of the same sound or shape.
_ALIKE: Final = str.maketrans(
    "aceiopxyvABCEHKMOPTXYZ03"
    "微信加群扣彩票博注球娱赌钱妹优惠开网",
    "асеіорхуⅴΑВСЕНКМОРТХΥΖОЗ"
    "薇芯伽裙叩菜剽搏註毬愉堵銭妺尤恵幵網",
)  # fmt: skip


def obfuscate(page: LabelledPage, rng: np.random.Generator) -> LabelledPage:
    """The page with every promotion, gambling and adult line disguised, each in one way, some in two."""
    rows = [(disguised(text, rng) if label in SPAM_LABELS else text, label) for text, label in rows_of(page)]
    return with_rows(page, rows)


def disguised(text: str, rng: np.random.Generator) -> str:
    """The text disguised in one way or two; as it is where none changes it."""
    wanted = pick(rng, (1, 1, 1, 2))
    for index in rng.permutation(len(_STYLES)).tolist():
        other = _STYLES[index](text, rng)
        wanted -= other != text
        text = other
        if not wanted:
            break
    return text


def _with_marks(text: str, rng: np.random.Generator) -> str:
    """彩 票, 彩.票, 彩☆票, 彩🔥票."""
    return _spread(text, pick(rng, _BETWEEN + _EMOJI), rng)


def _with_hidden(text: str, rng: np.random.Generator) -> str:
    """Zero-width characters inside the words."""
    return _spread(text, pick(rng, _HIDDEN), rng)


def _with_emoji(text: str, rng: np.random.Generator) -> str:
    """Emoji around the line and for its pauses: the one way that changes any text."""
    emoji = pick(rng, _EMOJI)
    return emoji + _PAUSE.sub(emoji, text) + pick(rng, ("", emoji, 2 * emoji))


def _spread(text: str, mark: str, rng: np.random.Generator) -> str:
    """`text` with `mark` between the characters of its words."""
    share = 1.0 if len(text) <= _SHORT else 0.4
    return _WORD.sub(lambda word: mark.join(word[0]) if rng.random() < share else word[0], text)


def _in_full_width(text: str, rng: np.random.Generator) -> str:
    """ＢＥＴ８８８．ＣＯＭ."""
    return text.translate(_FULL_WIDTH)


def _with_other_digits(text: str, rng: np.random.Generator) -> str:
    """⑧⑧⑧, ⒏⒏⒏, 八八八."""
    return text.translate(pick(rng, _DIGITS))


def _with_look_alikes(text: str, rng: np.random.Generator) -> str:
    """薇芯 for 微信, Cyrillic с for c."""
    return text.translate(_ALIKE)


_STYLES: Final[tuple[Callable[[str, np.random.Generator], str], ...]] = (
    _with_marks,
    _with_hidden,
    _with_emoji,
    _in_full_width,
    _with_other_digits,
    _with_look_alikes,
)
