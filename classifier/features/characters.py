"""What every code point is to the model: a character id and a class, both looked up in one table.

Normalisation is this table: width, case, digits, variants and Traditional forms that mean the same share an
id, invisible characters have id 0 and drop out. The text itself is never touched.
"""

import unicodedata
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

CODE_POINTS: Final = 0x110000
MAX_IDS: Final = 1 << 13
"""Ids fit 13 bits, so that a pair of them fits 26 and the class table stays in the first-level cache."""

TONE_LETTERS: Final = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ"


class CharClass(IntEnum):
    """Classes of characters that the shape features count."""

    INVISIBLE = 0
    BOUNDARY = auto()
    SPACE = auto()
    DIGIT = auto()
    LATIN = auto()
    HAN = auto()
    HAN_RARE = auto()
    KANA_HANGUL = auto()
    STOP = auto()
    COMMA = auto()
    ENUMERATION = auto()
    COLON = auto()
    QUOTE = auto()
    TITLE_MARK = auto()
    BRACKET = auto()
    SQUARE_BRACKET = auto()
    SEPARATOR = auto()
    DASH = auto()
    DOT = auto()
    ARROW = auto()
    BULLET = auto()
    MONEY = auto()
    SIGN = auto()
    ENCLOSED = auto()
    LETTER = auto()
    TONE = auto()
    SYMBOL = auto()
    CONTROL = auto()


N_CLASSES: Final = len(CharClass)
BOUNDARY_ID: Final = int(CharClass.BOUNDARY)
SPACE_ID: Final = int(CharClass.SPACE)
# The first ids are the classes themselves: a character without an id of its own stands for its class.
FIRST_CHARACTER_ID: Final = N_CLASSES

_BY_HAND: Final = {
    CharClass.STOP: "。！？!?；;",
    CharClass.COMMA: "，,",
    CharClass.ENUMERATION: "、",
    CharClass.COLON: "：:",
    CharClass.QUOTE: "“”‘’\"'「」『』",
    CharClass.TITLE_MARK: "《》〈〉",
    CharClass.BRACKET: "()（）",
    CharClass.SQUARE_BRACKET: "[]【】〔〕{}〖〗",
    CharClass.SEPARATOR: "|｜/／\\┊┆│丨¦",
    CharClass.DASH: "-_—–~～－＿―─",
    CharClass.DOT: ".．…·・‧",
    CharClass.ARROW: "<>＜＞»«→←↑↓›‹▲▼►◄▶◀⇒",
    CharClass.BULLET: "•●■◆★☆○□◇▪▫◦※✔✓✿❤♥",
    CharClass.MONEY: "%％$￥¥€£元+＋",
    CharClass.SIGN: "@#&*=^＠＃＆＊＝`",
    CharClass.TONE: TONE_LETTERS,
}
_LINE_SPACES: Final = "\t\x0b\x0c\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_INVISIBLE_CATEGORIES: Final = ("Cf", "Mn", "Me", "Cc")


def _class_of(char: str) -> CharClass:
    """The class of one code point by its Unicode properties; the lists above go before it."""
    category = unicodedata.category(char)
    code = ord(char)
    if category in _INVISIBLE_CATEGORIES:
        return CharClass.INVISIBLE
    if category == "Nd":
        return CharClass.DIGIT
    if category == "No" or 0x2460 <= code <= 0x24FF or 0x3220 <= code <= 0x33FF:
        return CharClass.ENCLOSED
    if 0x3040 <= code <= 0x30FF or 0xAC00 <= code <= 0xD7AF or 0xFF66 <= code <= 0xFF9D:
        return CharClass.KANA_HANGUL
    if 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF or code == 0x3007:
        return CharClass.HAN_RARE
    folded = unicodedata.normalize("NFKC", char)
    if len(folded) == 1 and folded.isascii() and folded.isalpha():
        return CharClass.LATIN
    if category[0] == "L":
        return CharClass.LETTER
    if category in ("Co", "Cn", "Cs"):
        return CharClass.CONTROL
    return CharClass.SYMBOL


def unicode_classes() -> NDArray[np.uint8]:
    """Class of every code point, uint8 (0x110000,). Takes a second, in training alone."""
    classes = np.fromiter((_class_of(chr(code)) for code in range(CODE_POINTS)), np.uint8, CODE_POINTS)
    for char_class, chars in _BY_HAND.items():
        classes[[ord(char) for char in chars]] = char_class
    classes[[ord(char) for char in _LINE_SPACES]] = CharClass.SPACE
    classes[[ord("\n"), ord("\r")]] = CharClass.INVISIBLE
    return classes


def folding_pairs() -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Code points and what each one folds to: width, case, variants, Traditional to Simplified.

    Traditional forms come from the OpenCC character table (its first, most frequent choice): the model holds
    all it needs, and prediction imports nothing.

    Returns:
        Two int32 arrays of one length; no target is itself a source.
    """
    from opencc import OpenCC  # training only

    simplify = OpenCC("t2s").convert
    target_of: dict[int, int] = {}
    for code in range(0x21, 0x30000):
        if 0xD800 <= code <= 0xF8FF:
            continue
        char = chr(code)
        if _class_of(char) == CharClass.ENCLOSED:  # circled digits are a sign of their own
            continue
        folded = unicodedata.normalize("NFKC", char)
        folded = folded.lower() if len(folded) == 1 else char
        if 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF:
            folded = simplify(folded)
        if folded != char and len(folded) == 1:
            target_of[code] = ord(folded)
    # A radical or compatibility form folds to a Traditional character, which folds on to the Simplified one.
    ends = [target_of.get(target, target) for target in target_of.values()]
    return np.array(list(target_of), np.int32), np.array(ends, np.int32)


@dataclass(frozen=True)
class CharTable:
    """The look-up tables, rebuilt in a few milliseconds from the small arrays that a model file stores.

    Attributes:
        run_starts: int32 (r,), code points at which the class changes.
        run_classes: uint8 (r,), the class from there on.
        fold_from: int32 (f,), code points that stand for another one.
        fold_to: int32 (f,), the one they stand for.
        alphabet: int32 (a,), code points with an id of their own: FIRST_CHARACTER_ID + position.
    """

    run_starts: NDArray[np.int32]
    run_classes: NDArray[np.uint8]
    fold_from: NDArray[np.int32]
    fold_to: NDArray[np.int32]
    alphabet: NDArray[np.int32]

    def fits(self) -> bool:
        """Whether the arrays are what the tables can be built from; a model file may hold anything."""
        points = (self.run_starts, self.fold_from, self.fold_to, self.alphabet)
        starts, classes = self.run_starts, self.run_classes
        return (
            len(self.alphabet) <= MAX_IDS - FIRST_CHARACTER_ID
            and all(((codes >= 0) & (codes < CODE_POINTS)).all() for codes in points)
            and len(starts) > 0
            and starts[0] == 0
            and bool((np.diff(starts) > 0).all())
            # Boundaries are put between paragraphs; a character that poses as one would split them.
            and bool(((classes < N_CLASSES) & (classes != CharClass.BOUNDARY)).all())
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles the small arrays alone, not the tables that are built from them."""
        return CharTable, (self.run_starts, self.run_classes, self.fold_from, self.fold_to, self.alphabet)

    @cached_property
    def classes(self) -> NDArray[np.uint8]:
        """Class of every code point, uint8 (0x110000,)."""
        lengths = np.diff(np.append(self.run_starts, CODE_POINTS))
        return np.repeat(self.run_classes, lengths)

    @cached_property
    def ids(self) -> NDArray[np.uint16]:
        """Character id of every code point, uint16 (0x110000,); 0 is dropped from the text."""
        ids = self.classes.astype(np.uint16)
        ids[self.alphabet] = np.arange(
            FIRST_CHARACTER_ID, FIRST_CHARACTER_ID + len(self.alphabet), dtype=np.uint16
        )
        ids[self.fold_from] = ids[self.fold_to]
        return ids

    @cached_property
    def class_of_id(self) -> NDArray[np.uint8]:
        """Class of every character id, uint8 (MAX_IDS,)."""
        classes = np.zeros(MAX_IDS, np.uint8)
        classes[:FIRST_CHARACTER_ID] = np.arange(FIRST_CHARACTER_ID, dtype=np.uint8)
        own = self.classes[self.alphabet]
        own[own == CharClass.HAN_RARE] = CharClass.HAN
        classes[FIRST_CHARACTER_ID : FIRST_CHARACTER_ID + len(own)] = own
        return classes

    @classmethod
    def from_counts(cls, sites_of: NDArray[np.int32], min_sites: int) -> "CharTable":
        """Builds the table with an alphabet of the characters that occur on enough sites.

        Args:
            sites_of: int32 (0x110000,), number of sites on which each code point occurs.
            min_sites: fewest sites for an id of its own.
        """
        classes = unicode_classes()
        sources, targets = folding_pairs()
        counts = sites_of.copy()
        np.maximum.at(counts, targets, sites_of[sources])
        counts[sources] = 0
        # Digits share one id, and so do spaces: what is counted is how many there are.
        one_id = np.isin(classes, [CharClass.INVISIBLE, CharClass.BOUNDARY, CharClass.SPACE, CharClass.DIGIT])
        counts[one_id] = 0
        alphabet = np.flatnonzero(counts >= min_sites)
        limit = MAX_IDS - FIRST_CHARACTER_ID
        if len(alphabet) > limit:
            alphabet = np.sort(alphabet[np.argsort(-counts[alphabet], kind="stable")[:limit]])
        starts = np.flatnonzero(np.diff(classes, prepend=255))
        return cls(starts.astype(np.int32), classes[starts], sources, targets, alphabet.astype(np.int32))
